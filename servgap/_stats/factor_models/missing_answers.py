"""Means and covariances of normal answers of which some are missing, by the EM algorithm.

The missing answers of a pattern are predicted from those that are there; their means and squares are completed, with
the prediction's own variance added, until the moments stay (Dempster, Laird & Rubin 1977; Little & Rubin 2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.factor_models.samples import SINGULAR, Block, Moments, by_pattern
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import NEGLIGIBLE, Floats, correlations, item_variances
from servgap._stats.registry import statistic

MOST_ROUNDS = 5000
SMALLEST_MOVE = 1e-10
"""Largest change of a mean or a covariance, in standard deviations, at which the rounds end."""


@dataclass(frozen=True)
class EMMoments:
    """
    Maximum-likelihood moments of incomplete answers.

    Attributes
    ----------
    n, patterns
        Respondents with any answer, and how many patterns of answers they have.
    mean, covariance
        Estimates; the divisor of the covariance is n.
    converged
        Whether the rounds came to rest at a matrix of full rank. If not, every number is NaN.
    """

    n: float
    patterns: float
    mean: Floats
    covariance: Floats
    converged: bool


@statistic(
    "em_moments",
    name="means and covariances with missing answers by EM",
    symbol="μ, Σ",
    source="Dempster, Laird & Rubin (1977), JRSS B 39, 1–38; Little & Rubin (2002), Statistical Analysis with Missing "
    "Data, 2nd ed.",
)
@in_one_thread
def em_moments(rows: ArrayLike) -> EMMoments:
    """
    Mean vector and covariance matrix by maximum likelihood, from rows in which answers are missing at random.

    Parameters
    ----------
    rows : array_like, shape (n, p)
        Answers, NaN where missing.

    Returns
    -------
    EMMoments
        NaN, with `converged` false, where an item does not vary or the covariance matrix is singular.

    Examples
    --------
    >>> found = em_moments([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0], [4.0, np.nan]])
    >>> found.mean.round(3), found.converged
    (array([2.5 , 2.25]), True)
    """
    block = by_pattern(rows).block
    found = saturated_moments(block)
    return EMMoments(
        n=found.n,
        patterns=float(len(block.n)),
        mean=found.mean,
        covariance=found.covariance,
        converged=bool(np.isfinite(found.covariance).all()),
    )


def saturated_moments(block: Block) -> Moments:
    """Return the unrestricted moments that are most likely for patterns of answers; NaN where there are none."""
    n, p = float(block.n.sum()), block.present.shape[1]
    unknown = Moments(n, np.full(p - 1, np.nan), np.full((p - 1, p - 1), np.nan))
    found = _available(block)
    if found is None:
        return unknown
    mean, spread = found
    moments = _complete(np.append(mean, 1.0), np.diag(np.append(spread**2, 0.0)))
    for _ in range(MOST_ROUNDS):
        new = _round(block, moments)
        if new is None:
            return unknown
        moved = np.abs(_standardised(new, mean, spread) - _standardised(moments, mean, spread)).max()
        moments = new
        if moved < SMALLEST_MOVE:
            break
    else:
        return unknown
    centre = moments[-1, :-1]
    covariance = moments[:-1, :-1] - np.outer(centre, centre)
    full_rank = np.linalg.eigvalsh(correlations(covariance))[0] > SINGULAR
    return Moments(n, centre, covariance) if full_rank else unknown


def _available(block: Block) -> tuple[Floats, Floats] | None:
    """Return mean and standard deviation of each item's answers; None if one has none or does not vary."""
    answered = block.n @ block.present[:, :-1]
    if not len(block.n) or (answered < 2).any():
        return None
    mean = block.n @ block.moments[:, :-1, -1] / answered
    square = block.n @ item_variances(block.moments)[:, :-1] / answered
    variance = square - mean**2
    return None if (variance <= NEGLIGIBLE * square).any() else (mean, np.sqrt(variance))


def _complete(mean: Floats, covariance: Floats) -> Floats:
    """Return moments about zero, the constant last."""
    moments: Floats = covariance + np.outer(mean, mean)
    return moments


def _round(block: Block, moments: Floats) -> Floats | None:
    """Complete each pattern's moments by prediction from what is there, and average; None if that is singular."""
    both = block.present[:, :, None] & block.present[:, None, :]
    known = np.where(both, moments, np.eye(len(moments)))
    try:
        np.linalg.cholesky(known)
        inverse = np.linalg.inv(known)
    except np.linalg.LinAlgError:
        return None
    # B predicts the missing answers (rows) from those that are there, the constant among them (columns).
    absent = ~block.present
    slopes = np.where(absent[:, :, None] & block.present[:, None, :], moments, 0.0) @ inverse
    carry = slopes + block.present[:, :, None] * np.eye(len(moments))
    left = np.where(absent[:, :, None] & absent[:, None, :], moments - slopes @ moments @ slopes.swapaxes(1, 2), 0.0)
    completed = carry @ block.moments @ carry.swapaxes(1, 2) + left
    found: Floats = np.tensordot(block.n / block.n.sum(), completed, 1)
    return found


def _standardised(moments: Floats, mean: Floats, spread: Floats) -> Floats:
    """Write moments about zero as means and covariances in units of the items' spread."""
    centre = moments[-1, :-1]
    covariance = moments[:-1, :-1] - np.outer(centre, centre)
    return np.append(covariance / np.outer(spread, spread), [(centre - mean) / spread], axis=0)
