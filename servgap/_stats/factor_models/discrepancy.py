"""How far a model is from the data: the maximum-likelihood discrepancy, its slope and its curvature.

For a pattern of answers with moments M about zero and implied moments Σ, W = Σ⁻¹, the discrepancy is
ln|Σ| + tr(MW); F is its mean over all respondents. With G = W − WMW, weighted and summed over patterns, and Σ moving by
ab' + ba' along each path (see `implied`), the slope is 2a'Gb and the expected curvature of paths i and j is

    2[(a_i'Wa_j)(b_i'Wb_j) + (a_i'Wb_j)(b_i'Wa_j)].

The observed curvature adds what vanishes with G. Nothing more is needed for several groups, for means, which are
moments with a constant, and for missing answers, whose patterns have fewer rows and columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servgap._stats.factor_models.implied import Implied, imply, slopes
from servgap._stats.factor_models.samples import Block
from servgap._stats.factor_models.specification import FACTOR, REGRESSION, Layout, Specification
from servgap._stats.ratio import Floats

MANY = 8
"""Patterns of answers from which on they are summed before the paths are looked at."""


@dataclass(frozen=True)
class Point:
    """Where a model stands: its parameters, F, and for each group the implied matrices and Σ⁻¹ of each pattern."""

    theta: Floats
    value: float
    implied: tuple[Implied, ...] = ()
    inverse: tuple[Floats, ...] = ()

    @property
    def proper(self) -> bool:
        """Whether all Σ are covariance matrices; if not, the discrepancy is infinite."""
        return bool(np.isfinite(self.value))


def respondents(blocks: Sequence[Block]) -> float:
    """Count the respondents of all groups."""
    return float(sum(block.n.sum() for block in blocks))


def evaluate(model: Specification, blocks: Sequence[Block], theta: Floats) -> Point:
    """Return where the model stands with these parameters."""
    nowhere = Point(theta, np.inf)
    if not np.isfinite(theta).all():
        return nowhere
    total, value, implied, inverses = respondents(blocks), 0.0, [], []
    for layout, block in zip(model.layouts, blocks, strict=True):
        try:
            here = imply(layout, theta)
            np.linalg.cholesky(here.moments)
            found, inverse = mean_discrepancy(block, here.moments)
        except np.linalg.LinAlgError:
            return nowhere
        value += found / total
        implied.append(here)
        inverses.append(inverse)
    return Point(theta, value, tuple(implied), tuple(inverses)) if np.isfinite(value) else nowhere


def slope(model: Specification, blocks: Sequence[Block], point: Point) -> Floats:
    """Return the first derivatives of F."""
    total, found = respondents(blocks), np.zeros(model.size)
    for layout, block, here, inverse in zip(model.layouts, blocks, point.implied, point.inverse, strict=True):
        a, b = slopes(layout, here)
        pull = _pulls(block, inverse, total).sum(0)
        np.add.at(found, layout.parameter, 2 * ((a @ pull) * b).sum(1))
    return found


def curvature(model: Specification, blocks: Sequence[Block], point: Point, *, observed: bool) -> Floats:
    """
    Return the second derivatives of F, observed or expected.

    Half of them times the number of respondents is the information, whose inverse is the estimates' covariance.
    """
    total, found = respondents(blocks), np.zeros((model.size, model.size))
    for layout, block, here, inverse in zip(model.layouts, blocks, point.implied, point.inverse, strict=True):
        a, b = slopes(layout, here)
        pull, share = _pulls(block, inverse, total), block.n / total
        paths = (_of_few if len(share) < MANY else _of_many)(a, b, inverse, share, pull if observed else None)
        if observed:
            paths += _bending(layout, here, a, b, pull.sum(0))
        gathered = np.zeros((model.size, len(a)))
        np.add.at(gathered, layout.parameter, paths)
        np.add.at(found.T, layout.parameter, gathered.T)
    return found


def mean_discrepancy(block: Block, moments: Floats) -> tuple[float, Floats]:
    """Return the sum of ln|Σ| + tr(MW) over a group's respondents, and W, zero where answers are missing."""
    both = block.present[:, :, None] & block.present[:, None, :]
    matrices = np.where(both, moments, np.eye(len(moments)))
    inverse = np.where(both, np.linalg.inv(matrices), 0.0)
    each = np.linalg.slogdet(matrices).logabsdet + (block.moments * inverse).sum((1, 2))
    return float(block.n @ each), inverse


def _pulls(block: Block, inverse: Floats, total: float) -> Floats:
    """Return each pattern's G, weighted by its share of the respondents."""
    share = (block.n / total)[:, None, None]
    pull: Floats = share * (inverse - inverse @ block.moments @ inverse)
    return pull


def _of_few(a: Floats, b: Floats, inverse: Floats, share: Floats, pull: Floats | None) -> Floats:
    """Return tr(W dΣ_i W dΣ_j), weighted and summed over patterns, less 2 tr(W dΣ_i G dΣ_j) where G is given."""
    aa, bb, ab = a @ inverse @ a.T, b @ inverse @ b.T, a @ inverse @ b.T
    found: Floats = 2 * np.tensordot(share, aa * bb + ab * ab.swapaxes(1, 2), 1)
    if pull is not None:
        ag = a @ pull @ b.T
        each = ab.swapaxes(1, 2) * ag + ab * ag.swapaxes(1, 2) + aa * (b @ pull @ b.T) + bb * (a @ pull @ a.T)
        found -= 2 * each.sum(0)
    return found


def _of_many(a: Floats, b: Floats, inverse: Floats, share: Floats, pull: Floats | None) -> Floats:
    """
    Return the same where patterns are many.

    The matrices' entries are multiplied and summed over patterns first, by one product of matrices; the paths, which
    all patterns share, come last. Neither time nor memory grows with patterns × paths × paths.
    """
    p = inverse.shape[-1]
    flat = inverse.reshape(-1, p * p)
    other = share[:, None] * flat - (0.0 if pull is None else 2 * pull.reshape(-1, p * p))
    products = (flat.T @ other).reshape(p, p, p, p)
    along = a[:, :, None] * b[:, None, :]
    along = (along + along.swapaxes(1, 2)).reshape(len(a), p * p)
    found: Floats = along @ products.transpose(0, 2, 1, 3).reshape(p * p, p * p) @ along.T
    return (found + found.T) / 2


def _bending(layout: Layout, here: Implied, a: Floats, b: Floats, pull: Floats) -> Floats:
    """
    Return tr(G d²Σ): by how much Σ bends along pairs of paths.

    Along a loading or regression i, column k of L moves by a_i times the effect of i's factor on factor k. That moves
    the a of regressions and the a and b of factor (co)variances, and moves ΦΛ', the b of loadings and regressions.
    """
    moving, column = layout.is_loading.astype(float), layout.column
    inner = (layout.matrix == REGRESSION) | (layout.matrix == FACTOR)
    covariance = layout.matrix == FACTOR
    of = np.where(layout.is_loading, column, 0)
    into_row = inner * here.effects[np.ix_(of, np.where(inner, layout.row, 0))]
    into_column = covariance * layout.weight * here.effects[np.ix_(of, np.where(covariance, column, 0))]
    ab, aa = a @ pull @ b.T, a @ pull @ a.T
    one_way = moving[:, None] * (into_row * ab + into_column * aa)
    both = np.outer(moving, moving) * here.factors[np.ix_(of, of)] * aa
    bending: Floats = 2 * (one_way + one_way.T + both)
    return bending
