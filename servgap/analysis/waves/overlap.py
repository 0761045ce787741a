"""Changes between waves that some respondents answered both of: who they are is known of a Survey alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from servgap._stats.groups.two_samples import WelchT
from servgap._stats.waves.overlap import OverlappingT, overlapping_t
from servgap.analysis.levels import Level
from servgap.analysis.overlap import overlap_of
from servgap.analysis.respondents import values_of
from servgap.analysis.subject import TESTED_FROM
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally


@dataclass(frozen=True)
class InBoth:
    """Of every step to the next wave and every row: how many answered both waves, and how their values go together.

    There is a correlation, and it counts, from 5 respondents in both on; with fewer the waves are taken as of different
    respondents.
    """

    n: NDArray[np.int64]
    correlation: Floats

    @property
    def counts(self) -> NDArray[np.bool_]:
        """Which changes are tested as of partly the same respondents."""
        return np.isfinite(self.correlation)


def in_both(
    subject: Survey | Tally, by: str, waves: Sequence[str], measure: Measure, policy: str, levels: Sequence[Level]
) -> list[InBoth]:
    """Find who answered both waves of every step, one entry a level; nobody, where it is not known who they are.

    Parameters
    ----------
    subject
        What is analysed.
    by, waves
        The attribute that holds the waves, and the waves in order.
    measure, policy
        What is measured, and when a respondent has a score.
    levels
        Overall, dimensions and items, in this order.
    """
    shapes = [(len(waves) - 1, len(level.labels)) for level in levels]
    if not isinstance(subject, Survey) or subject.persons is None:
        return [InBoth(np.zeros(shape, dtype=np.int64), np.full(shape, np.nan)) for shape in shapes]
    scores, items = (values_of(subject, measure, level, policy) for level in ("dimension", "item"))
    asked = np.isfinite(scores).any(axis=0)
    overall = scores[:, asked].mean(axis=1, keepdims=True) if asked.any() else scores[:, :1]
    values = np.concatenate([overall, scores, items], axis=1)
    found = [overlap_of(subject, by, values, *step) for step in pairwise(waves)]
    n, r = np.array([each.n_both for each in found]), np.array([each.correlation for each in found])
    scored = np.concatenate([np.full(len(level.labels), level.scored) for level in levels])
    n = np.where(scored, n, 0)
    r = np.where(n >= TESTED_FROM, r, np.nan)
    ends = np.cumsum([shape[1] for shape in shapes])[:-1]
    return [InBoth(*each) for each in zip(np.split(n, ends, axis=1), np.split(r, ends, axis=1), strict=True)]


def with_both(
    apart: WelchT, size: NDArray[np.int64], mean: Floats, variance: Floats, both: InBoth, confidence: float
) -> WelchT | OverlappingT:
    """Take changes of partly the same respondents for what they are, and leave the others as they were tested.

    Parameters
    ----------
    apart
        The changes as of different respondents.
    size, mean, variance
        Of every wave and row; nobody where it is not to be tested.
    both
        Who answered both waves.
    confidence
        The level of the intervals.
    """
    if not both.counts.any():
        return apart
    found = overlapping_t(
        size[:-1], mean[:-1], variance[:-1], size[1:], mean[1:], variance[1:],
        both.n, both.correlation, confidence=confidence,
    )  # fmt: skip
    names = ("difference", "se", "statistic", "df", "p_value", "ci_low", "ci_high")
    return OverlappingT(*(np.where(both.counts, getattr(found, each), getattr(apart, each)) for each in names))
