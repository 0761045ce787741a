"""Tail and quantile of the largest of several |t| that share one standard deviation, for whole arrays at once.

The differences of groups from one reference hang together, for they share its mean: each is √(1 − λ²) times a normal
variable of its own plus λ times one that all share, λ² = n/(n + n of the reference). Given the shared one and the
standard deviation they are independent, so that the largest has a double integral as its tail, whatever the number of
groups: no draws. With λ = 0 it is the studentised maximum modulus.

The inner integral, over the shared variable, depends on the width alone and is tabulated as its ratio to a normal
tail; the outer one, over the standard deviation, is that of the studentised range.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from servgap._stats.groups import studentized_range
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]

_REACH = 9.0
"""Standard deviations beyond which a normal variable adds nothing."""
_NODES = 10
"""Points of a panel of the inner integral."""
_LEAST_OWN = 1e-4
"""Part of a difference that is taken as its own at least: a reference of one beside a group of a hundred million."""
_MANY, _CLASSES = 64, 32
"""More different correlations are put into classes with their means, which moves the tail by less than a 5000th."""
_Q_RANGE = (1e-300, 1e150)
_AT_ONCE = 1 << 21


@dataclass(frozen=True)
class StudentizedMaximum:
    """Tail probability at the observed largest |t|, and the critical value at the confidence level."""

    p_value: Floats
    critical: Floats


@statistic(
    "studentized_maximum",
    name="studentised maximum of differences from a reference",
    symbol="max |t|",
    source="Dunnett (1955), JASA 50, 1096–1121; Stoline & Ury (1979), Technometrics 21, 87–93",
)
def studentized_maximum(
    t: ArrayLike, loadings: ArrayLike, df: ArrayLike, *, confidence: float = 0.95
) -> StudentizedMaximum:
    """Tail probability of the largest |t| of as many differences as there are loadings, with the critical value.

    P(max |T_j| > t) = ∫ f(s; df) ∫ φ(z) {1 − Π_j [Φ((ts − λ_j z)/√(1 − λ_j²)) − Φ((−ts − λ_j z)/√(1 − λ_j²))]} dz ds.

    Parameters
    ----------
    t, df
        Broadcast against each other; `df` may be infinite.
    loadings : array_like, shape (m,)
        Correlations of m differences with what they share: λ_j λ_k is that of two of them. All 0: independent ones.
    confidence
        The critical value leaves ``1 - confidence`` beyond it.

    Examples
    --------
    >>> outcome = studentized_maximum(2.54, [0.5**0.5] * 4, 20)  # Dunnett's table has 2.65 for 4 and 2.54 for 3
    >>> round(float(outcome.p_value), 4), round(float(outcome.critical), 3)
    (0.0627, 2.651)
    """
    return StudentizedMaximum(survival(t, loadings, df), quantile(confidence, loadings, df))


def survival(t: ArrayLike, loadings: ArrayLike, df: ArrayLike) -> Floats:
    """P(max |T| > t), with relative accuracy in the tail; NaN without a positive df."""
    t, df = np.broadcast_arrays(np.asarray(t, dtype=np.float64), np.asarray(df, dtype=np.float64))
    tail = np.full(t.shape, np.nan)
    usable = _usable(df) & ~np.isnan(t)
    tail[usable & (t <= 0)] = 1.0
    usable &= t > 0
    q = np.clip(np.sqrt(2.0) * t[usable], *_Q_RANGE)
    tail[usable] = _tail(_key(loadings), q, df[usable])
    return tail


def quantile(confidence: float, loadings: ArrayLike, df: ArrayLike) -> Floats:
    """Find the value that the largest |t| exceeds with probability ``1 - confidence``."""
    df = np.asarray(df, dtype=np.float64)
    critical = np.full(df.shape, np.nan)
    usable = _usable(df)
    distinct, inverse = np.unique(df[usable], return_inverse=True)
    if len(distinct):
        key = _key(loadings)
        found = studentized_range.quantiles(partial(_tail, key), sum(key[1]), confidence, distinct)
        critical[usable] = found[inverse] / np.sqrt(2.0)
    return critical


Key = tuple[tuple[float, ...], tuple[int, ...]]
"""Different loadings, rising, and how many differences have each."""


def _usable(df: Floats) -> NDArray[np.bool_]:
    return np.asarray(df >= studentized_range.SLOWEST_DF)


def _key(loadings: ArrayLike) -> Key:
    given = np.abs(np.asarray(loadings, dtype=np.float64))
    value, held = np.unique(np.minimum(given, np.sqrt(1.0 - _LEAST_OWN**2)), return_counts=True)
    if len(value) > _MANY:
        own = np.sqrt(1.0 - value**2)
        place = -np.log(own / (1.0 + _LEAST_OWN - own))  # rises with the value, and spreads both ends
        class_of = np.minimum((place - place[0]) / (place[-1] - place[0]) * _CLASSES, _CLASSES - 1).astype(np.intp)
        together, total = (np.bincount(class_of, weights=each) for each in (held, held * value))
        value, held = total[together > 0] / together[together > 0], together[together > 0].astype(np.intp)
    return tuple(value.tolist()), tuple(held.tolist())


def _tail(key: Key, q: Floats, df: Floats) -> Floats:
    return studentized_range.averaged(partial(_log_survival, key), sum(key[1]) + 1, q, df)


def _log_survival(key: Key, width: Floats) -> Floats:
    """Log of P(√2 max |Z| > width)."""
    return studentized_range.from_table(_table(key), width)


@lru_cache(maxsize=64)
def _table(key: Key) -> Floats:
    return studentized_range.tabulated(partial(_integrated, key))


def _integrated(key: Key, width: Floats) -> Floats:
    """P(√2 max |Z| > width): the average over what is shared of the chance that one of independent ones is beyond.

    Given z, the chance of being beyond has its turn where λz passes the bound, √(1 − λ²)/λ wide in z: where little is
    a difference's own, abruptly, and next to the bound. The integral is summed by Gauss and Legendre in panels that
    are halved towards the bound.
    """
    loading, held = np.array(key[0]), np.array(key[1], dtype=np.float64)
    own = np.sqrt(1.0 - loading**2)
    bound = width / np.sqrt(2.0)
    if loading[-1] == 0.0:
        return np.asarray(_beyond(bound[:, None], np.zeros(1), loading, own, held)[:, 0])
    halves = 0.5 ** np.arange(1, 2 + max(0, int(np.ceil(-np.log2(own[-1])))))
    whole = np.arange(1.0, float(bound[-1]) + 2.0)
    edges = np.concatenate([-whole[::-1], -halves, [0.0], halves[::-1], whole[whole <= _REACH]])
    node, share = np.polynomial.legendre.leggauss(_NODES)
    rows = max(1, _AT_ONCE // (len(edges) * _NODES * len(loading)))
    parts = []
    for at in range(0, len(bound), rows):
        here = bound[at : at + rows, None]
        ends = np.maximum(here + edges, 0.0)  # both sides of 0 are alike
        half, middle = 0.5 * np.diff(ends), 0.5 * (ends[:, 1:] + ends[:, :-1])
        shared = (middle[..., None] + half[..., None] * node).reshape(len(here), -1)
        weight = (half[..., None] * share).reshape(len(here), -1) * np.exp(-0.5 * shared**2) * np.sqrt(2.0 / np.pi)
        parts.append((_beyond(here, shared, loading, own, held) * weight).sum(axis=-1))
    return np.asarray(np.minimum(np.concatenate(parts), 1.0))


def _beyond(bound: Floats, shared: Floats, loading: Floats, own: Floats, held: Floats) -> Floats:
    """Chance that one of the differences is beyond ±bound, where what is shared is known: a sum of tails when small."""
    moved, reach = loading * shared[..., None], bound[..., None]
    outside = special.ndtr((moved - reach) / own) + special.ndtr(-(moved + reach) / own)
    with np.errstate(divide="ignore"):  # all of it is outside where the bound is 0
        return np.asarray(-np.expm1((held * np.log1p(-np.minimum(outside, 1.0))).sum(axis=-1)))
