"""What every verb does first: take a Survey or a Tally, check the keywords, and say what the numbers will stand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from servgap._stats.registry import Function, registered
from servgap.analysis.finding import Basis, Remark
from servgap.analysis.opposed import opposed_in
from servgap.errors import analysis as errors
from servgap.errors import surveys as survey_errors
from servgap.survey.survey import Survey
from servgap.survey.tally import POLICIES, Tally

DEFAULT_SEED = 0
DRAWS = 9999
TESTED_FROM = 5
"""Respondents from whom on a group is tested, a standard ranked, and a headline made; fewer are shown."""
LEVEL = 0.95
"""Level at which an item is said to run against the others."""
ADJUSTMENTS = ("holm", "hochberg", "bh", "by", "bonferroni", "none")

By = str | Sequence[str] | None


def tally_of(subject: Survey | Tally, by: By, *, tables: bool = False) -> Tally:
    """Count a Survey, with or without tables of pairs of items, or regroup a Tally, so that groups are those of `by`.

    Respondents without a value of an attribute belong to no group; they are left out and entered in the ledger.
    """
    names = _names(by)
    if isinstance(subject, Survey):
        tally = subject.tally(by=names, pairs=tables)
    elif isinstance(subject, Tally):
        tally = subject.groups(names)
    else:
        raise survey_errors.not_a_survey(subject)
    grouped = [all(cell) for cell in tally.cells]
    if not any(grouped):
        raise errors.no_group_left(names)
    return tally.only(grouped, "no_group")


def tally_of_one(subject: Survey | Tally, by: str | Sequence[str], verb: str) -> tuple[Tally, str]:
    """Count a Survey, or regroup a Tally, by the one attribute that a verb compares; a list of one will do."""
    names = _names(by)
    if len(names) != 1:
        raise errors.one_attribute(verb, names)
    return tally_of(subject, names), names[0]


def _names(by: By) -> tuple[str, ...]:
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
    if not tally.instrument.pairs:
        raise errors.needs_pair(verb, tally.instrument.name, tally.instrument.parts)


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
    """Refuse a size in scale points that is none; None stands for the default."""
    is_size = isinstance(value, Real) and not isinstance(value, bool) and 0 < float(value) < np.inf
    if value is not None and not is_size:
        raise errors.not_positive(keyword, value)


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
    compared: bool = False,
    statistics: Iterable[Function] = (),
    remarks: Sequence[Remark] = (),
    **known: Any,
) -> Basis:
    """Say what a finding made from this tally stands on, and whether it compares the tally's groups."""
    pair = tally.instrument.pairs[0] if tally.instrument.pairs else (None, tally.instrument.parts[-1])
    always = []
    if tally.weighted:
        always.append(Remark("weights_ignored"))
    if opposed := [told for told in opposed_in(tally, tally.instrument.parts, LEVEL, pooled=True) if told["sure"]]:
        always.append(Remark("opposed_items", (("items", tuple(opposed)),)))
    if len(tally.instrument.pairs) > 1:
        always.append(Remark("first_pair", (("reference", pair[0]),)))
    return Basis(
        instrument=tally.instrument,
        rows_used=tally.n,
        rows_read=tally.ledger.rows_read,
        left_out=tuple(tally.ledger.reasons.items()),
        pair=pair,
        separately=() if compared else tally.by,
        compared=tally.by if compared else (),
        statistics=registered(statistics),
        remarks=(*always, *remarks),
        **known,
    )
