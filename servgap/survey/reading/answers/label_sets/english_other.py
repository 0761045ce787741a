"""English labels of performance, level, frequency, likelihood, extent, truth, liking and acceptability."""

from __future__ import annotations

from collections.abc import Iterator

from servgap.survey.reading.answers.label_sets.english import NEUTRAL
from servgap.survey.reading.answers.label_sets.label_set import LabelSet, end_sets, label_set

AGAINST = "performance_against_expectation"


def sets() -> Iterator[LabelSet]:
    """Give the sets of these families."""
    for family in (_performance, _level, _frequency, _likelihood, _extent, _liking, _acceptability):
        yield from family()


def _performance() -> Iterator[LabelSet]:
    far_below, below, above, far_above = (
        "|".join(f"{way} {whose}" for way in ways.split("|") for whose in ("expectations", "my expectations"))
        for ways in (
            "far below|well below|fell far short of|much lower than",
            "below|fell short of|did not meet|does not meet|lower than",
            "above|exceeds|exceeded|exceed|higher than",
            "far above|well above|far exceeds|far exceeded|greatly exceeded|much higher than",
        )
    )
    met = "as expected|meets expectations|met expectations|met my expectations|equal to expectations|about the same"
    met += "|meets my expectations|equal to my expectations|just as expected|as i expected|just as i expected"
    met += "|about as expected|about what i expected"
    worse, better = ({how: _than_expected(how, word) for how in STEPS} for word in ("worse", "better"))
    yield label_set(
        *(AGAINST, f"{far_below}|{worse['much']}", f"{below}|{worse['']}|{worse['slightly']}", met),
        *(f"{above}|{better['']}|{better['slightly']}", f"{far_above}|{better['much']}"),
    )
    yield label_set(
        *(AGAINST, f"{far_below}|{worse['much']}", f"{below}|{worse['']}"),
        *(f"slightly below expectations|{worse['slightly']}", met, f"slightly above expectations|{better['slightly']}"),
        *(f"{above}|{better['']}", f"{far_above}|{better['much']}"),
    )
    partly = "partly met expectations|partially met expectations|partly meets expectations|partially meets expectations"
    yield label_set(AGAINST, "did not meet expectations|does not meet expectations", partly, met, above, needs=partly)


STEPS = {"much": ("much", "far", "a lot"), "": ("",), "slightly": ("slightly", "a little", "somewhat")}
"""Words that widen or narrow "worse" and "better"."""


def _than_expected(how: str, word: str) -> str:
    """Write how much worse, or better, than expected."""
    bare = [f"{step} {word}".strip() for step in STEPS[how]]
    return "|".join(f"{each}{end}" for each in bare for end in (" than expected", " than i expected", ""))


def _level() -> Iterator[LabelSet]:
    middle = "medium|moderate|average|neutral"
    lowest, highest = "very low|extremely low", "very high|extremely high"
    little_no, little_yes = (f"somewhat {x}|slightly {x}|rather {x}" for x in ("low", "high"))
    yield label_set("level", lowest, "low", "high", highest)
    yield label_set("level", lowest, "low", middle, "high", highest)
    yield label_set("level", lowest, "low", little_no, little_yes, "high", highest)
    yield label_set("level", lowest, "low", little_no, middle, little_yes, "high", highest)
    yield from end_sets("level", lowest, middle, highest)


def _frequency() -> Iterator[LabelSet]:
    rarely, sometimes = "rarely|seldom|almost never|hardly ever", "sometimes|occasionally|about half the time"
    often = "often|frequently|usually|almost always|most of the time"
    always = "always|every time"
    yield label_set("frequency", "never", f"{rarely}|{sometimes}", "often|frequently|usually", always)
    yield label_set("frequency", "never", "rarely|seldom", sometimes, "often|frequently")
    yield label_set("frequency", "never", rarely, sometimes, often, always)
    yield label_set("frequency", "never", rarely, sometimes, "often|frequently", "very often|very frequently")
    yield label_set(
        "frequency", "never", "very rarely", "rarely", sometimes, "often|frequently", "very frequently|always"
    )
    yield label_set("frequency", "never", "rarely", "occasionally", "sometimes", "frequently|often", "usually", always)
    yield label_set(
        *("frequency", "never", "almost never|very rarely", "rarely|seldom", sometimes),
        *("often|frequently", "very often|almost always", always),
        needs="almost never|very rarely|very often|almost always",
    )


def _likelihood() -> Iterator[LabelSet]:
    lowest = "very unlikely|extremely unlikely|not at all likely"
    highest = "very likely|extremely likely"
    little_no, little_yes = (f"somewhat {x}|slightly {x}|rather {x}" for x in ("unlikely", "likely"))
    some_no, some_yes = f"unlikely|{little_no}", f"likely|{little_yes}"
    middle = "neutral|neither likely nor unlikely|neither unlikely nor likely|undecided|unsure either way"
    yield label_set("likelihood", lowest, some_no, some_yes, highest)
    yield label_set("likelihood", lowest, some_no, middle, some_yes, highest)
    yield label_set("likelihood", lowest, "unlikely", little_no, little_yes, "likely", highest)
    yield label_set("likelihood", lowest, "unlikely", little_no, middle, little_yes, "likely", highest)
    yield from end_sets("likelihood", lowest, middle, highest)


def _extent() -> Iterator[LabelSet]:
    none, little = "not at all|to no extent", "slightly|a little|to a small extent|a little bit"
    some = "moderately|somewhat|to a moderate extent|to some extent"
    much = "very|very much|quite a bit|considerably|to a large extent|to a great extent|quite a lot"
    most = "extremely|completely|to a very large extent|to a very great extent|a great deal"
    yield label_set("extent", none, f"{little}|somewhat|to some extent", "quite a bit|to a large extent", "very much")
    yield label_set("extent", none, little, some, much, most)
    lowest, highest = "very untrue|definitely false|not at all true", "very true|definitely true|completely true"
    yield label_set("truth", lowest, "untrue|mostly false", "neutral|not sure either way", "true|mostly true", highest)
    yield label_set(
        *("truth", lowest, "untrue", "somewhat untrue|slightly untrue", "neutral"),
        *("somewhat true|slightly true", "true", highest),
    )


def _liking() -> Iterator[LabelSet]:
    middle = "neither like nor dislike|neither dislike nor like|neutral"
    no, yes = (
        tuple(f"{word} {how}" for how in ("extremely", "very much", "moderately", "slightly"))
        for word in ("dislike", "like")
    )
    yield label_set("liking", no[1], "dislike|dislike somewhat|dislike slightly", middle, "like|like slightly", yes[1])
    yield label_set("liking", *no[1:], middle, *reversed(yes[1:]))
    yield label_set("liking", *no, middle, *reversed(yes))


def _acceptability() -> Iterator[LabelSet]:
    no, yes = "unacceptable", "acceptable"
    lowest = f"totally {no}|completely {no}|very {no}|highly {no}"
    highest = f"perfectly {yes}|totally {yes}|completely {yes}|very {yes}|highly {yes}"
    slightly_no, slightly_yes = (f"slightly {word}|somewhat {word}" for word in (no, yes))
    yield label_set("acceptability", lowest, no, NEUTRAL, yes, highest)
    yield label_set("acceptability", lowest, no, slightly_no, NEUTRAL, slightly_yes, yes, highest)
