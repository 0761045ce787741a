"""What every verb does first: take a Survey or a Tally, check the keywords, and say what the numbers will stand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from numbers import Real
from typing import Any

import numpy as np

from servgap._stats.registry import Function, registered
from servgap.analysis.finding import Basis, Remark
from servgap.analysis.opposed import opposed_in
from servgap.analysis.smallest import SD
from servgap.errors import analysis as errors
from servgap.errors import surveys as survey_errors
from servgap.survey.asked_alike import REWORDED
from servgap.survey.counted_once import tally_for_verb
from servgap.survey.counting import MOST_WIDE
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import DIRECT, Measure, has_targets, measure_for
from servgap.survey.outcomes.outcome import Outcome
from servgap.survey.outcomes.outcome_counts import explained_of
from servgap.survey.survey import Survey
from servgap.survey.tally import POLICIES, Tally

DEFAULT_SEED = 0
DRAWS = 9999
TESTED_FROM = 5
"""Respondents from whom on a group is tested, a standard ranked, and a headline made; fewer are shown."""
LEVEL = 0.95
"""Level at which an item is said to run against the others."""
SIZES = (SD,)
"""Rules by which the smallest difference that matters follows from the answers."""
ADJUSTMENTS = ("holm", "hochberg", "bh", "by", "bonferroni", "none")

By = str | Sequence[str] | None
Measured = Measure | str | None
"""What a verb takes as its measure: one, or its name; None for that of the questionnaire."""


def tally_of(
    subject: Survey | Tally,
    by: By,
    *,
    measure: Measure | None = None,
    tables: bool = False,
    zones: bool = False,
    outcomes: Sequence[Outcome | str] = (),
) -> Tally:
    """Count a Survey, or regroup a Tally, so that groups are those of `by`.

    Respondents without a value of an attribute belong to no group; they are left out and entered in the ledger.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        The attributes that make the groups.
    measure
        A measure to be counted; gaps, and a part that is asked alone, always are.
    tables
        Whether to count tables of pairs of items.
    zones
        Whether to count zones of tolerance.
    outcomes
        Outcomes whose products with the measure are counted too.
    """
    names = names_of(by)
    if isinstance(subject, Survey):
        measures = () if measure is None else (measure,)
        explained = [explained_of(subject, each, taken) for each in outcomes for taken in measures]
        tally = tally_for_verb(subject, names, pairs=tables, measures=measures, zones=zones, outcomes=explained)
    elif isinstance(subject, Tally):
        tally = subject.groups(names)
    else:
        raise survey_errors.not_a_survey(subject)
    grouped = [all(cell) for cell in tally.cells]
    if not any(grouped):
        raise errors.no_group_left(names)
    return tally.only(grouped, "no_group")


def tally_of_one(
    subject: Survey | Tally, by: str | Sequence[str], verb: str, *, measure: Measure | None = None
) -> tuple[Tally, str]:
    """Count a Survey, or regroup a Tally, by the one attribute that a verb compares; a list of one will do."""
    name = one_name(by, verb)
    return tally_of(subject, name, measure=measure), name


def one_name(by: By, verb: str) -> str:
    """Give the one attribute that a verb compares; a list of one will do."""
    names = names_of(by)
    if len(names) != 1:
        raise errors.one_attribute(verb, names)
    return names[0]


def measure_of(subject: Survey | Tally, measure: Measured) -> Measure:
    """Find what is meant by a measure on what was asked; the default of the questionnaire where nothing is told."""
    if not isinstance(subject, Survey | Tally):
        raise survey_errors.not_a_survey(subject)
    return measure_for(subject.instrument, measure)


def need_yardstick(measure: Measure, instrument: Instrument, verb: str) -> None:
    """Refuse a measure that is no distance from anything, so that there is nothing to hold it against."""
    if measure.has_yardstick:
        return
    whats = {"share": "a share of customers", "net": "a net share of customers", "index": "a mean by itself"}
    gap = ["measure='gap'"] if measure_for(instrument, None).has_yardstick else []
    target = ["measure='target'"] if has_targets(instrument) else []
    point = f"measure=Measure({instrument.parts[-1]!r}, against={instrument.scale.high - instrument.scale.step:g})"
    what = whats.get(measure.family, "a mean by itself")
    raise errors.needs_yardstick(verb, measure.name, what, [*gap, *target, f"a point on the scale, such as {point}"])


def names_of(by: By) -> tuple[str, ...]:
    """Give the attributes that make groups as a list of names, each once."""
    if by is None or isinstance(by, str):
        return () if by is None else (by,)
    names = tuple(by) if isinstance(by, Iterable) else None
    if names is None or not all(isinstance(name, str) for name in names):
        raise errors.by_unusable(by)
    if len(set(names)) < len(names):
        raise errors.grouped_twice(names)
    return names


def need_pair(tally: Tally, verb: str) -> None:
    """Refuse an instrument that asks one part only."""
    if tally.instrument.parts == (DIRECT,):
        raise errors.pairs_nothing(verb, tally.instrument.name)
    if not tally.instrument.pairs:
        raise errors.needs_pair(verb, tally.instrument.name, tally.instrument.parts)


def check_covariances(tally: Tally, verb: str) -> None:
    """Refuse so many groups that their items' covariances, of which dimensions' errors are made, are pooled."""
    if tally.matrix_sampled and not tally.per_group:
        raise errors.pooled_only(verb, len(tally.cells), MOST_WIDE)


def check_level(confidence: float) -> None:
    """Refuse a confidence that is none."""
    if not (isinstance(confidence, int | float) and 0.5 < confidence < 1):
        raise errors.not_a_level(confidence)


def check_choice(keyword: str, value: object, choices: Sequence[str]) -> None:
    """Refuse a keyword's value that is not among its choices."""
    if value not in choices:
        raise errors.not_one_of(keyword, value, choices)


def check_policy(policy: str) -> None:
    """Refuse an unknown rule for missing answers."""
    check_choice("policy", policy, POLICIES)


def check_size(keyword: str, value: object) -> None:
    """Refuse a size that is none, in the units of the measure; None stands for the default, and a rule for its name."""
    is_size = isinstance(value, Real) and not isinstance(value, bool) and 0 < float(value) < np.inf
    is_rule = isinstance(value, str) and value in SIZES
    if value is not None and not is_rule and not is_size:
        raise errors.not_positive(keyword, value, SIZES)


@dataclass(frozen=True)
class Chance:
    """The generator of random draws, and how to say which it was."""

    rng: np.random.Generator
    seed: int | None

    @classmethod
    def of(cls, rng: np.random.Generator | int | None) -> Chance:
        """Take the caller's generator or seed; without one, seed 0."""
        if isinstance(rng, np.random.Generator):
            return cls(rng, None)
        seed = DEFAULT_SEED if rng is None else rng
        if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
            raise errors.no_generator(rng)
        seed = int(seed)
        return cls(np.random.default_rng(seed), seed)


def basis_of(
    tally: Tally,
    *,
    measure: Measure | None = None,
    compared: bool = False,
    averaged: bool = False,
    statistics: Iterable[Function] = (),
    remarks: Sequence[Remark] = (),
    **known: Any,
) -> Basis:
    """Say what a finding made from this tally stands on.

    Parameters
    ----------
    tally
        What was counted.
    measure
        What is analysed.
    compared
        Whether it compares the tally's groups.
    averaged
        Whether its dimensions are means of items where not everybody was asked all of them, whatever the policy.
    statistics, remarks, **known
        What the basis says besides.
    """
    pair = pair_of(tally.instrument, measure)
    always = []
    if tally.weighted:
        always.append(Remark("weights_ignored"))
    if opposed := [told for told in opposed_in(tally, tally.instrument.parts, LEVEL, pooled=True) if told["sure"]]:
        always.append(Remark("opposed_items", (("items", tuple(opposed)),)))
    if reworded := [line.facts["items"] for line in tally.ledger.lines if line.reason == REWORDED]:
        always.append(Remark("reworded", (("items", tuple(dict.fromkeys(chain.from_iterable(reworded)))),)))
    if tally.matrix_sampled:
        known["policy"] = None if averaged else known.get("policy")
        always += [Remark("item_means")] if averaged else [Remark("asked_some")] if known["policy"] is not None else []
    if len(tally.instrument.pairs) > 1 and (measure is None or measure == measure_for(tally.instrument, None)):
        always.append(Remark("first_pair", (("reference", pair[0]),)))
    return Basis(
        instrument=tally.instrument,
        rows_used=tally.n,
        rows_read=tally.ledger.rows_read,
        left_out=tuple(tally.ledger.reasons.items()),
        pair=pair,
        measure=measure,
        separately=() if compared else tally.by,
        compared=tally.by if compared else (),
        statistics=registered(statistics),
        remarks=(*always, *remarks),
        names=tally.names,
        **known,
    )


def pair_of(instrument: Instrument, measure: Measure | None) -> tuple[str | None, str]:
    """Give the two parts that are compared; the first is None where a part is analysed by itself."""
    if measure is None:
        return instrument.pairs[0] if instrument.pairs else (None, instrument.parts[-1])
    return measure.level, measure.part
