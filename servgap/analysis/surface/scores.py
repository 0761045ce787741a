"""Respondents' scores of both parts, over the items to which they answered both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats, ratio
from servgap.survey.survey import Survey


@dataclass(frozen=True)
class BothScores:
    """Scores of both parts, respondents × dimensions, in scale points; NaN where a respondent has none."""

    expectation: Floats
    perception: Floats

    def overall(self) -> BothScores:
        """Average the dimensions, of respondents who have all of them."""
        return BothScores(self.expectation.mean(axis=1, keepdims=True), self.perception.mean(axis=1, keepdims=True))


def both_scores(survey: Survey, pair: tuple[str, str], policy: str) -> BothScores:
    """Score each dimension from pairs of answers, so that the difference of both scores is the gap.

    Parameters
    ----------
    survey
        The answers.
    pair
        The two parts.
    policy
        How many of a dimension's pairs a score takes: ``"half"``, all (``"complete"``), or any (``"pairs"``).
    """
    codes = [survey.answers[part].codes for part in pair]
    there = (codes[0] > 0) & (codes[1] > 0)
    first, second = (_scores(survey, each, there, policy) for each in codes)
    return BothScores(first, second)


def _scores(survey: Survey, codes: NDArray[np.integer], there: NDArray[np.bool_], policy: str) -> Floats:
    scale, columns = survey.instrument.scale, []
    for span in survey.instrument.spans:
        size = span.stop - span.start
        least = {"half": (size + 1) // 2, "complete": size, "pairs": 1}[policy]
        given = there[span].sum(axis=0)
        steps = np.where(there[span], codes[span].astype(np.int64) - 1, 0).sum(axis=0)
        columns.append(scale.low + scale.step * ratio(steps, np.where(given >= max(least, 1), given, 0)))
    return np.stack(columns, axis=1)
