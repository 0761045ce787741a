"""Factors turned so that each item speaks of few of them: varimax, promax and oblimin.

Varimax and promax weigh all items alike (Kaiser's normalisation), as the programs of the field do; oblimin takes the
items as they are. After a rotation the factor that explains most stands first, and no factor's loadings sum below
zero, so that the same matrix always gives the same table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.exploratory.arrangement import arrangement
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic

Rotation: TypeAlias = Literal["none", "varimax", "promax", "oblimin"]

VARIMAX_STEPS = 2000
OBLIMIN_STEPS = 5000
SMALLEST_TURN = 1e-10
SMALLEST_SLOPE = 1e-7
SMALL_SLOPE = 1e-5
"""Slope of the oblimin criterion that is level enough when the steps run out."""

LEVEL = 1e-9
MOST_SETTLING, NEARBY, LEVEL_SHARE = 4, 1e-6, 1e-5
PROMAX_POWER = 4
MOST_HALVINGS = 10


@dataclass(frozen=True)
class Rotated:
    """
    Rotated factors.

    Attributes
    ----------
    loadings
        Pattern (k, q): what each factor gives to each item, the other factors held constant.
    factor_correlations
        Phi (q, q); the identity for orthogonal rotations.
    converged
        Whether the criterion came to rest.
    """

    loadings: Floats
    factor_correlations: Floats
    converged: bool


def rotate(loadings: Floats, rotation: Rotation) -> Rotated:
    """Rotate unrotated loadings (k, q); a single factor stays as it is."""
    factors = loadings.shape[1]
    if rotation == "none" or factors < 2:
        return Rotated(loadings, np.eye(factors), converged=True)
    turn = {"varimax": varimax, "promax": promax, "oblimin": _oblimin}[rotation]
    return _ordered(turn(loadings))


def varimax(loadings: Floats) -> Rotated:
    """
    Make the squared loadings of each factor as unequal as an orthogonal rotation can.

    Kaiser (1958), Psychometrika 23, 187–200.
    """
    normal, length = _normalised(loadings)
    turn, converged = _varimax_turn(normal)
    return Rotated((normal @ turn) * length, np.eye(loadings.shape[1]), converged)


def promax(loadings: Floats, *, normalise_target: bool = True) -> Rotated:
    """
    Rotate obliquely towards the fourth powers of the varimax loadings.

    Hendrickson & White (1964), British Journal of Statistical Psychology 17, 65–70.

    The target is made of loadings scaled to unit communality, as Kaiser's normalisation asks, or of the plain ones.
    """
    normal, length = _normalised(loadings)
    turn, converged = _varimax_turn(normal)
    source = normal @ turn
    if not normalise_target:
        source, length = source * length, np.ones_like(length)
    target = source * np.abs(source) ** (PROMAX_POWER - 1)
    oblique = np.linalg.lstsq(source, target)[0]
    # Scaled so that the factors have unit variance.
    oblique *= np.sqrt(np.diagonal(np.linalg.inv(oblique.T @ oblique)))
    back = np.linalg.inv(oblique)
    return Rotated((source @ oblique) * length, _unit_diagonal(back @ back.T), converged)


@statistic(
    "oblimin",
    name="direct oblimin rotation",
    symbol="Λ, Φ",
    source="Jennrich & Sampson (1966), Psychometrika 31, 313–323; Jennrich (2002), Psychometrika 67, 7–19",
)
def oblimin(loadings: ArrayLike) -> Rotated:
    """
    Make the sum of products of squared loadings on different factors least (gamma is 0).

    The criterion has more than one valley: it is sought from the unrotated factors and from varimax, and the lower end
    is taken.

    Parameters
    ----------
    loadings : array_like, shape (k, q)
        Unrotated, orthogonal factors.

    Returns
    -------
    Rotated

    Examples
    --------
    >>> found = oblimin([[0.8, 0.0], [0.6, 0.0], [0.42, 0.56], [0.3, 0.4]])
    >>> found.loadings.round(3) + 0.0
    array([[0.8, 0. ],
           [0.6, 0. ],
           [0. , 0.7],
           [0. , 0.5]])
    """
    return _oblimin(np.asarray(loadings, dtype=np.float64))


def _oblimin(loadings: Floats) -> Rotated:
    turn = _varimax_turn(_normalised(loadings)[0])[0]
    ends = [_downhill(loadings, start) for start in (turn, np.eye(len(turn)))]
    found, _, level = ends[1] if ends[1][1] < ends[0][1] - LEVEL else ends[0]
    directions = _settled(loadings, found) if level else found
    return Rotated(_quartimin(loadings, directions)[0], _unit_diagonal(directions.T @ directions), level)


def _downhill(loadings: Floats, start: Floats) -> tuple[Floats, float, bool]:
    """
    Seek the nearest minimum of the oblimin criterion by gradient projection (Jennrich 2002): directions and value.

    With T the factors' directions and L = A inv(T)', the slope is projected so that the columns of T keep unit length.
    """
    directions = start
    _, value, slope = _quartimin(loadings, directions)
    reach, size = 1.0, np.inf
    for _ in range(OBLIMIN_STEPS):
        projected = _along(directions, slope)
        size = np.sqrt((projected**2).sum())
        if size < SMALLEST_SLOPE:
            return directions, value, True
        reach *= 2
        for _ in range(MOST_HALVINGS + 1):
            moved = _unit(directions - reach * projected)
            _, new_value, new_slope = _quartimin(loadings, moved)
            if value - new_value > 0.5 * size**2 * reach:
                break
            reach /= 2
        directions, value, slope = moved, new_value, new_slope
    level = bool(size < SMALL_SLOPE)
    return directions, value if level else np.inf, level


def _settled(loadings: Floats, directions: Floats) -> Floats:
    """
    Take Newton's steps from where a descent stopped to the minimum itself, as far as digits go.

    Where a descent stops depends on its path; the minimum does not. Second derivatives are differences of slopes.
    """
    slope = _along(directions, _quartimin(loadings, directions)[2])
    for _ in range(MOST_SETTLING):
        nearby = (_unit(directions + NEARBY * way) for way in np.eye(slope.size).reshape(-1, *slope.shape))
        bent = [_along(moved, _quartimin(loadings, moved)[2]) - slope for moved in nearby]
        second = np.reshape(bent, (slope.size, slope.size)).T / NEARBY
        # The length of a direction is no parameter, and what is level is not walked along.
        step = np.linalg.lstsq(second, slope.reshape(-1), rcond=LEVEL_SHARE)[0].reshape(slope.shape)
        there = _unit(directions - step)
        new = _along(there, _quartimin(loadings, there)[2])
        if not (new**2).sum() < (slope**2).sum():
            break
        directions, slope = there, new
    return directions


def _unit(directions: Floats) -> Floats:
    unit: Floats = directions / np.sqrt((directions**2).sum(0))
    return unit


def _along(directions: Floats, slope: Floats) -> Floats:
    """Take from the slope what would change the length of a direction."""
    along: Floats = slope - directions * (directions * slope).sum(0)
    return along


def _quartimin(loadings: Floats, directions: Floats) -> tuple[Floats, float, Floats]:
    """Return the pattern, the criterion (a quarter of the sum of products of squares) and its slope along T."""
    inverse = np.linalg.inv(directions)
    pattern = loadings @ inverse.T
    squares = pattern**2
    others = squares.sum(1, keepdims=True) - squares
    slope = -(pattern.T @ (pattern * others) @ inverse).T
    return pattern, float((squares * others).sum() / 4), slope


def _varimax_turn(loadings: Floats) -> tuple[Floats, bool]:
    """Find the orthogonal matrix that maximises the variance of the squared loadings, by polar decompositions."""
    turn = np.eye(loadings.shape[1])
    for _ in range(VARIMAX_STEPS):
        turned = loadings @ turn
        pull = loadings.T @ (turned**3 - turned * (turned**2).mean(0))
        left, _, right = np.linalg.svd(pull)
        new = left @ right
        done = np.abs(new - turn).max() < SMALLEST_TURN
        turn = new
        if done:
            return turn, True
    return turn, False


def _normalised(loadings: Floats) -> tuple[Floats, Floats]:
    """Scale every item's loadings to unit length; an item without loadings stays as it is."""
    length = np.sqrt((loadings**2).sum(1, keepdims=True))
    length = np.where(length > 0, length, 1.0)
    return loadings / length, length


def _unit_diagonal(correlations: Floats) -> Floats:
    np.fill_diagonal(correlations, 1.0)
    return correlations


def _ordered(found: Rotated) -> Rotated:
    explained = explained_by_factor(found.loadings, found.factor_correlations)
    order, sign = arrangement(found.loadings, explained)
    phi = found.factor_correlations[np.ix_(order, order)] * np.outer(sign, sign)
    return Rotated(found.loadings[:, order] * sign, phi, found.converged)


def explained_by_factor(loadings: Floats, factor_correlations: Floats) -> Floats:
    """Give each factor's share of the communalities' sum: the diagonal of Phi L'L."""
    explained: Floats = np.diagonal(factor_correlations @ loadings.T @ loadings)
    return explained
