"""The zone between an adequate and a desired level, and where what was received lies to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class ZoneOfTolerance:
    """Means, standard deviations and counts of triples whose adequate level is not above the desired one."""

    n: Floats
    inconsistent: Floats
    desired: Floats
    adequate: Floats
    perceived: Floats
    superiority: Floats
    adequacy: Floats
    width: Floats
    superiority_sd: Floats
    adequacy_sd: Floats
    width_sd: Floats
    below: Floats
    inside: Floats
    above: Floats


@statistic(
    "zone_of_tolerance",
    name="zone of tolerance, with superiority and adequacy",
    symbol="MSS, MSA",
    source="Parasuraman, Zeithaml & Berry (1994), Journal of Retailing 70, 201–230",
)
def zone_of_tolerance(
    desired: ArrayLike,
    adequate: ArrayLike,
    perceived: ArrayLike,
    count: ArrayLike | None = None,
    place: ArrayLike | None = None,
    places: int = 1,
) -> ZoneOfTolerance:
    """
    Superiority is perceived − desired, adequacy perceived − adequate, the zone's width desired − adequate.

    A triple in which the adequate level is above the desired one is counted as inconsistent and otherwise left aside,
    so that width = adequacy − superiority holds of all means. Perceived is below the zone where it is under the
    adequate level, above where it is over the desired one, and inside where it is on either or between.

    Parameters
    ----------
    desired, adequate, perceived : array_like, shape (k,)
        The three answers of each triple.
    count : array_like, shape (k,), optional
        How often each triple occurs; once unless told.
    place : array_like, shape (k,), optional
        To which of several results a triple belongs, from 0 on; all to one unless told.
    places : int
        How many results there are.

    Returns
    -------
    ZoneOfTolerance
        Of shape (places,). Means are NaN where there is no consistent triple, standard deviations where there is one.

    Examples
    --------
    >>> found = zone_of_tolerance([8, 7, 9, 5], [6, 5, 7, 6], [7, 4, 9, 5])
    >>> found.n, found.inconsistent, found.below, found.inside, found.above
    (array([3.]), array([1.]), array([1.]), array([2.]), array([0.]))
    >>> found.superiority.round(2), found.adequacy.round(2), found.width
    (array([-1.33]), array([0.67]), array([2.]))
    """
    levels = [np.asarray(each, dtype=np.float64) for each in (desired, adequate, perceived)]
    times = np.ones(levels[0].shape) if count is None else np.asarray(count, dtype=np.float64)
    where = np.zeros(levels[0].shape, dtype=np.int64) if place is None else np.asarray(place, dtype=np.int64)
    sound = levels[1] <= levels[0]
    inconsistent = np.bincount(where[~sound], weights=times[~sound], minlength=places)
    (high, low, got), times, where = (each[sound] for each in levels), times[sound], where[sound]

    def total(values: Floats) -> Floats:
        return np.bincount(where, weights=times * values, minlength=places).astype(np.float64)

    n = total(np.ones_like(got))
    known, freedom = np.where(n > 0, n, np.nan), np.where(n > 1, n - 1, np.nan)
    apart = {"superiority": got - high, "adequacy": got - low, "width": high - low}
    means = {name: total(values) / known for name, values in apart.items()}
    deviations = {
        f"{name}_sd": np.sqrt(total((values - means[name][where]) ** 2) / freedom) for name, values in apart.items()
    }
    return ZoneOfTolerance(
        n=n,
        inconsistent=inconsistent.astype(np.float64),
        desired=total(high) / known,
        adequate=total(low) / known,
        perceived=total(got) / known,
        **means,
        **deviations,
        below=total((got < low).astype(np.float64)),
        inside=total(((got >= low) & (got <= high)).astype(np.float64)),
        above=total((got > high).astype(np.float64)),
    )
