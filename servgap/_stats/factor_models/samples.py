"""The data as a model sees them: moments of each group, or of each pattern of missing answers in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.factor_models.specification import Flags, Indices
from servgap._stats.ratio import NEGLIGIBLE, Floats, correlations, item_variances

SINGULAR = 1e-10
"""Smallest eigenvalue of a correlation matrix that counts as more than rounding."""


@dataclass(frozen=True)
class Moments:
    """Respondents, means and covariance matrix (divisor n) of a group's complete answers."""

    n: float
    mean: Floats
    covariance: Floats

    @property
    def usable(self) -> bool:
        """Whether the matrix is complete and of full rank, so that its likelihood is bounded."""
        if not (self.n >= 2 and np.isfinite(self.covariance).all() and np.isfinite(self.mean).all()):
            return False
        if (item_variances(self.covariance) <= 0).any():
            return False
        scaled = correlations(self.covariance)
        return bool(np.isfinite(scaled).all() and np.linalg.eigvalsh(scaled)[0] > SINGULAR)


@dataclass(frozen=True)
class Block:
    """
    A group's answers by pattern: which items (and the constant, last) are present, respondents and moments about zero.

    Attributes
    ----------
    n, present, moments
        Shapes (patterns), (patterns, p) and (patterns, p, p); zero where not present. Complete answers are one pattern.
    """

    n: Floats
    present: Flags
    moments: Floats


def given(covariance: ArrayLike, n: float, mean: ArrayLike | None = None) -> Moments:
    """Take a covariance matrix with divisor n − 1, and means if there are any, as a group."""
    matrix = np.asarray(covariance, dtype=np.float64)
    size = float(n)
    centre = np.zeros(len(matrix)) if mean is None else np.asarray(mean, dtype=np.float64)
    return Moments(size, centre, matrix * ((size - 1) / size if size > 0 else np.nan))


def of_rows(rows: ArrayLike) -> Moments:
    """Take the moments of complete rows; NaN where there is none."""
    answers = np.asarray(rows, dtype=np.float64)
    n, p = answers.shape
    if n == 0:
        return Moments(0.0, np.full(p, np.nan), np.full((p, p), np.nan))
    mean = answers.mean(0)
    centred = answers - mean
    covariance = centred.T @ centred / n
    # A constant column's rounding is no variance.
    still = item_variances(covariance) <= NEGLIGIBLE * mean**2
    covariance[still] = covariance[:, still] = 0.0
    return Moments(float(n), mean, covariance)


def complete(group: Moments, *, means: bool) -> Block:
    """Write a group's moments as one pattern in which nothing is missing, about zero if means are modelled."""
    p = len(group.covariance) + means
    moments = group.covariance
    if means:
        mean = np.append(group.mean, 1.0)
        moments = np.outer(mean, mean)
        moments[:-1, :-1] += group.covariance
    return Block(np.array([group.n]), np.ones((1, p), dtype=bool), moments[None])


@dataclass(frozen=True)
class Patterned:
    """
    Rows sorted by which answers they have, and the patterns' moments.

    Attributes
    ----------
    block
        The patterns.
    answers
        Answers (n, p + 1), zero where missing, the constant last; the rows of a pattern stand together, in the order of
        the patterns.
    """

    block: Block
    answers: Floats

    @property
    def which(self) -> Indices:
        """The pattern of each row."""
        return np.repeat(np.arange(len(self.block.n)), self.block.n.astype(np.intp))


def by_pattern(rows: ArrayLike) -> Patterned:
    """
    Sort rows by which answers they have; rows without any are left out.

    Examples
    --------
    >>> by_pattern([[1.0, 2.0], [3.0, np.nan], [np.nan, np.nan], [5.0, 4.0]]).block.n
    array([1., 2.])
    """
    answers = np.asarray(rows, dtype=np.float64)
    answers = answers[~np.isnan(answers).all(axis=1)]
    known = ~np.isnan(answers)
    # Eight answers a byte make rows that are quickly sorted.
    _, first, which = np.unique(np.packbits(known, axis=1), axis=0, return_index=True, return_inverse=True)
    patterns = known[first]
    full = np.column_stack([np.where(known, answers, 0.0), np.ones(len(answers))])
    full = full[np.argsort(which.reshape(-1), kind="stable")]
    counts = np.bincount(which.reshape(-1), minlength=len(patterns))
    parts = np.split(full, np.cumsum(counts)[:-1]) if len(patterns) else []
    p = answers.shape[1] + 1
    moments = np.array([part.T @ part / len(part) for part in parts]).reshape(-1, p, p)
    present = np.column_stack([patterns, np.ones(len(patterns), dtype=bool)])
    return Patterned(Block(counts.astype(np.float64), present, moments), full)
