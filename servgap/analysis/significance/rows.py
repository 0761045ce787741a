"""The rows of the table of tests: every test of every gap, corrected, with what sets tests against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment, adjust_p
from servgap.analysis.levels import Level
from servgap.analysis.reasons import ITEMS_ONLY, NO_VARIATION, NOT_ASKED_ALL, NOT_CONVERGED, TOO_FEW
from servgap.analysis.rows import stacked
from servgap.analysis.significance.gap_tests import NUMBERS, OF_ITEMS, TESTS, Columns, said


@dataclass(frozen=True)
class Question:
    """What is asked of the gaps."""

    tests: tuple[str, ...]
    adjust: Adjustment
    confidence: float
    smallest: float

    @property
    def level(self) -> float:
        """The level at which a test is sure."""
        return 1 - self.confidence


def labels_of_tests(levels: list[Level], tests: tuple[str, ...]) -> dict[str, Sequence[Any]]:
    """Label a row for each gap and test."""
    labels = levels[0].labels + levels[1].labels + levels[2].labels
    stacked: dict[str, Sequence[Any]] = {
        name: [value for value in values for _ in tests] for name, values in labels.columns().items()
    }
    return {**stacked, "test": tests * len(labels)}


def columns_of_tests(levels: list[Level], question: Question) -> Columns:
    """Make all tests of all levels; groups × rows."""
    tested: list[Columns] = []
    for each in levels:
        by_test = {name: _tested(each, name, question) for name in question.tests}
        joined = {name: np.stack([found[name] for found in by_test.values()], axis=-1) for name in COLUMNS_OF_A_TEST}
        joined["disagrees"] = _disagree(by_test, question.level)
        joined["contradicts"] = _contradict(each, by_test, question)
        sizes = [each.n if TESTS[test].of_mean else each.persons.n for test in question.tests]
        joined["n"] = np.stack(sizes, axis=-1)
        joined["gap"] = np.repeat(each.value[..., None], len(by_test), axis=-1)
        reasons = _reasons(joined, question.tests, of_items=each.tables is not None)
        unscored = np.isnan(joined["effect"]) & (reasons != ITEMS_ONLY) & (not each.scored)
        joined["reason"] = np.where(unscored, NOT_ASKED_ALL, reasons)
        tested.append(joined)
    return stacked({name: _flat(each[name]) for name in COLUMN_ORDER} for each in tested)


COLUMNS_OF_A_TEST = ("method", *NUMBERS, "p_adjusted", "effect_kind")
COLUMN_ORDER = (
    "method", "n", "gap", "statistic", "df", "p_value", "p_adjusted", "bayes_factor", "bayes_factor_interval",
    "effect_kind", "effect", "effect_low", "effect_high", "estimate", "ci_low", "ci_high", "disagrees", "contradicts",
    "reason",
)  # fmt: skip


def _flat(values: NDArray[Any]) -> NDArray[Any]:
    return values.reshape(len(values), -1)


def _tested(level: Level, test: str, question: Question) -> Columns:
    """Make one test of all rows of a level, and correct it over them."""
    found = TESTS[test].run(level, question.confidence, question.smallest)
    p_value = found["p_value"]
    found["p_adjusted"] = adjust_p(p_value.reshape(-1), question.adjust).p_adjusted.reshape(p_value.shape)
    found["effect_kind"] = np.full(p_value.shape, TESTS[test].effect, dtype=object)
    return found


def _disagree(by_test: dict[str, Columns], level: float) -> NDArray[np.bool_]:
    """Tell where tests of one row come to different conclusions: above, below, or neither."""
    told = np.stack([said(test, found, level) for test, found in by_test.items()], axis=-1)
    known = ~np.isnan(told)
    highest, lowest = np.where(known, told, -np.inf).max(axis=-1), np.where(known, told, np.inf).min(axis=-1)
    return np.repeat(((highest > lowest) & known.any(axis=-1))[..., None], told.shape[-1], axis=-1)


def _contradict(level: Level, by_test: dict[str, Columns], question: Question) -> NDArray[np.bool_]:
    """Tell where the ordinal reading of answers concludes otherwise than the t test of their mean."""
    found = np.zeros((*level.n.shape, len(by_test)), dtype=bool)
    if "ordinal" in by_test:
        mean = by_test.get("t") or _tested(level, "t", question)
        of_mean, of_order = (
            said(test, columns, question.level) for test, columns in (("t", mean), ("ordinal", by_test["ordinal"]))
        )
        both = ~np.isnan(of_mean) & ~np.isnan(of_order)
        found[..., list(by_test).index("ordinal")] = both & (of_mean != of_order)
    return found


def _reasons(joined: Columns, tests: tuple[str, ...], *, of_items: bool) -> NDArray[np.object_]:
    evidence = np.where(np.isnan(joined["p_value"]), joined["bayes_factor"], joined["p_value"])
    unknown = np.isnan(evidence)
    reasons = np.where(unknown, NO_VARIATION, "").astype(object)
    for place, test in enumerate(tests):
        if test in OF_ITEMS and not of_items:
            reasons[..., place] = ITEMS_ONLY
        elif test == "ordinal":
            # Someone's answers differ, or the t test would have no result either: the model has no finite estimate.
            diverged = unknown[..., place] & (joined["gap"][..., place] != 0)
            reasons[..., place][diverged] = NOT_CONVERGED
        elif test == "permutation":
            # Gaps that are all equal have an exact p-value, and neither an effect nor an interval.
            reasons[..., place][np.isnan(joined["ci_low"][..., place])] = NO_VARIATION
    reasons[unknown & (joined["n"] < 2)] = TOO_FEW
    return reasons
