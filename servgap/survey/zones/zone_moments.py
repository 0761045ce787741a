"""What a Tally says of zones of tolerance: means of levels and distances, shares of sides, and their covariances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from servgap._stats.covariance import mean_covariance
from servgap._stats.shares.zone_of_tolerance import zone_of_tolerance
from servgap.errors import measures as errors
from servgap.survey.counts import Integers
from servgap.survey.tally import POLICIES, Floats, Tally, score_unit
from servgap.survey.zones.zone_counts import BLOCKS, ZoneCounts, sharing

LEVELS = ("desired", "adequate", "perception")
APART = ("superiority", "adequacy", "zone_width")
SIDES = ("below", "inside", "above")
QUANTITIES: Mapping[str, Mapping[str, int]] = {
    **{name: {name: 1} for name in BLOCKS},
    "superiority": {"perception": 1, "desired": -1},
    "adequacy": {"perception": 1, "adequate": -1},
    "zone_width": {"desired": 1, "adequate": -1},
}
"""What is known of a zone, each as a sum of what is scored."""


@dataclass(frozen=True)
class ZoneMeans:
    """Means over respondents' consistent triples, or scores of these, in each group: groups × columns.

    Parameters
    ----------
    n
        Respondents on whom each column rests.
    inconsistent
        Triples of a column that are left out, their adequate level being above the desired one.
    mean
        By quantity: levels and distances in scale points, sides of the zone as shares of one.
    variance
        Of these means, for distances and sides; NaN below two respondents.
    covariance
        Of the columns' means with one another, groups × columns × columns, for distances and sides; none for items.
    """

    n: Integers
    inconsistent: Integers
    mean: Mapping[str, Floats]
    variance: Mapping[str, Floats]
    covariance: Mapping[str, Floats] = field(default_factory=dict)


def zones_in(tally: Tally) -> ZoneCounts:
    """Give the counts of zones.

    Raises
    ------
    ServgapError
        If the tally was counted without them.
    """
    if tally.zones is None:
        raise errors.zones_not_counted()
    return tally.zones


def item_zones(tally: Tally) -> ZoneMeans:
    """Give the zone of each item."""
    scale, shape = tally.instrument.scale, (len(tally.cells), len(tally.instrument.items))
    joint = zones_in(tally).joint
    cell, item, *codes = joint.axes()
    asked = codes[0] > 0
    desired, adequate, perceived = (scale.low + scale.step * (code[asked] - 1) for code in codes)
    found = zone_of_tolerance(
        desired,
        adequate,
        perceived,
        count=joint.count[asked],
        place=(cell * shape[1] + item)[asked],
        places=shape[0] * shape[1],
    )
    known = np.where(found.n > 0, found.n, np.nan)
    sides = {name: getattr(found, name) / known for name in SIDES}
    apart = dict(zip(APART, (found.superiority, found.adequacy, found.width), strict=True))
    levels = dict(zip(LEVELS, (found.desired, found.adequate, found.perceived), strict=True))
    deviations = dict(zip(APART, (found.superiority_sd, found.adequacy_sd, found.width_sd), strict=True))
    # Below two respondents a deviation is NaN; a share then has no variance either, though it has an interval.
    spread = {name: share * (1 - share) / np.where(known > 1, known - 1, np.nan) for name, share in sides.items()}
    variance = {**{name: sd**2 / known for name, sd in deviations.items()}, **spread}
    return ZoneMeans(
        n=found.n.astype(np.int64).reshape(shape),
        inconsistent=found.inconsistent.astype(np.int64).reshape(shape),
        mean={name: values.reshape(shape) for name, values in {**levels, **apart, **sides}.items()},
        variance={name: values.reshape(shape) for name, values in variance.items()},
    )


def dimension_zones(tally: Tally, policy: str) -> ZoneMeans:
    """Give the zone of each dimension over respondents' scores."""
    unit, starts = score_unit(tally.instrument) or 1, [span.start for span in tally.instrument.spans]
    inconsistent = np.add.reduceat(item_zones(tally).inconsistent, starts, axis=1)
    return _of_products(tally, zones_in(tally).scores[POLICIES.index(policy)], unit, inconsistent)


def sharing_zones(tally: Tally) -> ZoneMeans | None:
    """Give the zones of the items that share a standard with others; None where products are pooled over groups."""
    products = zones_in(tally).items
    if len(products) != len(tally.cells):
        return None
    return _of_products(tally, products, 1, item_zones(tally).inconsistent[:, sharing(tally.instrument)])


def _of_products(tally: Tally, products: Floats, unit: int, inconsistent: Integers) -> ZoneMeans:
    scale, count = tally.instrument.scale, len(BLOCKS) + 1
    columns = products.shape[-1] // count
    blocks = products.reshape(len(products), count, columns, count, columns)
    presence = blocks[:, -1, :, -1]
    n = np.diagonal(presence, axis1=-2, axis2=-1)
    known, freedom = np.where(n > 0, n, np.nan), np.where(n > 1, n - 1, np.nan)
    mean, variance, covariance = {}, {}, {}
    for name, parts in QUANTITIES.items():
        step = (1.0 if name in SIDES else scale.step) / unit
        weights = np.array([parts.get(block, 0) for block in BLOCKS], dtype=np.float64)
        # Combined before anything is divided, so that what adds up in whole steps does so in the means.
        sums = np.einsum("b,gbicj->gicj", weights, blocks[:, :-1])
        crossed, squares = sums[:, :, -1], np.einsum("gicj,c->gij", sums[:, :, :-1], weights)
        total, squared = (np.diagonal(each, axis1=-2, axis2=-1) for each in (crossed, squares))
        mean[name] = (scale.low if name in LEVELS else 0.0) + step * total / known
        if name in LEVELS:
            continue
        variance[name] = step**2 * (known * squared - total**2) / (known**2 * freedom)
        gram = np.block([[squares, crossed], [crossed.swapaxes(1, 2), presence]])
        covariance[name] = step**2 * mean_covariance(gram, tally.respondents).covariance
    return ZoneMeans(n.astype(np.int64), inconsistent, mean, variance, covariance)
