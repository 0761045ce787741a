"""Letters that stand for labels, beside them or instead of them: SD … SA in English, STS … SS in Indonesian."""

from __future__ import annotations

from collections.abc import Iterator

from servgap.survey.reading.answers.label_sets.indonesian import WORDS
from servgap.survey.reading.answers.label_sets.label_set import LabelSet, label_set


def sets() -> Iterator[LabelSet]:
    """Give the sets of letters; one of the outermost must be found, for the others stand for many things."""
    yield from _english()
    yield from _indonesian()


def _english() -> Iterator[LabelSet]:
    neutral = "n=neutral|u=undecided|ne=neither|nand=neither agree nor disagree|nad=neither agree nor disagree"
    agreement = ("sd=strongly disagree", "d=disagree", neutral, "a=agree", "sa=strongly agree")
    satisfaction = ("vd=very dissatisfied", "d=dissatisfied", neutral, "s=satisfied", "vs=very satisfied")
    for family, (lowest, no, middle, yes, highest) in (("agreement", agreement), ("satisfaction", satisfaction)):
        yield _letters(family, lowest, no, yes, highest)
        yield _letters(family, lowest, no, middle, yes, highest)
    little_no = "sld=slightly disagree|swd=somewhat disagree|sod=somewhat disagree"
    little_yes = "sla=slightly agree|swa=somewhat agree|soa=somewhat agree"
    lowest, no, middle, yes, highest = agreement
    yield _letters("agreement", lowest, no, little_no, little_yes, yes, highest)
    yield _letters("agreement", lowest, no, little_no, middle, little_yes, yes, highest)


def _indonesian() -> Iterator[LabelSet]:
    for family, word in WORDS.items():
        letter = word[0]
        lowest, no = f"st{letter}=sangat tidak {word}", f"t{letter}=tidak {word}"
        yes, highest = f"{letter}={word}", f"s{letter}=sangat {word}"
        little_no, little_yes = f"k{letter}=kurang {word}", f"c{letter}=cukup {word}"
        doubt = "n=netral|rr=ragu ragu|r=ragu ragu"
        yield _letters(family, lowest, no, yes, highest)
        yield _letters(family, lowest, no, f"{doubt}|{little_no}|{little_yes}", yes, highest)
        some_no, some_yes = f"{little_no}|at{letter}=agak tidak {word}", f"{little_yes}|a{letter}=agak {word}"
        yield _letters(family, lowest, no, some_no, some_yes, yes, highest)
        yield _letters(family, lowest, no, some_no, doubt, some_yes, yes, highest)


def _letters(family: str, *levels: str) -> LabelSet:
    """Make a set of letters, alone or beside the label that they are short for."""
    written = ["|".join(map(_forms, level.split("|"))) for level in levels]
    return label_set(family, *written, needs=f"{written[0]}|{written[-1]}")


def _forms(pair: str) -> str:
    letters, label = pair.split("=")
    beside = (f"{label} ({letters})", f"{letters} ({label})", f"{letters} {label}", f"{letters} = {label}")
    return "|".join((letters, *beside))
