"""Counts of zones of tolerance, held against respondents, the answers to pairs of parts, and one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from servgap.survey.counts import Counts
from servgap.survey.pair_counts import PairCounts
from servgap.survey.tally import POLICIES, Tally, score_unit
from servgap.survey.tally_checks.agreement import Summed, agree, all_in, gram, summed, within
from servgap.survey.tally_checks.scores import NESTED
from servgap.survey.zones.zone_counts import BLOCKS, ZoneCounts, sharing, zone_parts

ROUNDING = 1e-9


def of_zones(tally: Tally) -> Iterator[str]:
    """Say where counts of zones contradict what else is counted."""
    if tally.zones is None:
        return
    parts = zone_parts(tally.instrument)
    if parts is None:
        yield "zones are counted of a questionnaire that does not ask for both levels"
        return
    yield from _of_joint(tally, tally.zones, parts)
    yield from _of_scores(tally, tally.zones)
    if len(tally.zones.items):
        yield from gram("zones.items", tally.zones.items)
        shared = sharing(tally.instrument)
        expected = _consistent(tally.zones)[:, shared]
        found = np.diagonal(tally.zones.items, axis1=1, axis2=2)[:, len(BLOCKS) * len(shared) :]
        yield from agree("zones.items", found, expected if len(found) == len(expected) else expected.sum(0)[None])


def _of_joint(tally: Tally, zones: ZoneCounts, parts: tuple[str, str, str]) -> Iterator[str]:
    yield from agree("triples", summed(zones.joint, 2), tally.respondents[:, None])
    cell, item, *codes = zones.joint.axes()
    there = np.array([code > 0 for code in codes])
    yield from within("triples of which one answer is there and another not", there.all(axis=0) | ~there.any(axis=0))
    asked = there.all(axis=0)
    side = zones.joint.shape[-1]
    for number, level in enumerate(parts[:2]):
        pair: PairCounts = tally.pairs[tally.instrument.pairs.index((level, parts[2]))]
        place = ((cell * zones.joint.shape[1] + item) * side + codes[number]) * side + codes[2]
        found = Counts.of_keys(pair.joint.shape, place[asked], zones.joint.count[asked])
        yield from within("more triples than pairs of answers", all_in(found, pair.joint))


def _consistent(zones: ZoneCounts) -> Summed:
    """Count the triples of each item whose adequate level is not above the desired one, groups × items."""
    _, _, desired, adequate, _ = zones.joint.axes()
    return summed(zones.joint, 2, kept=(desired > 0) & (adequate <= desired))


def _of_scores(tally: Tally, zones: ZoneCounts) -> Iterator[str]:
    dimensions, unit = len(tally.instrument.dimensions), score_unit(tally.instrument) or 1
    starts = [span.start for span in tally.instrument.spans]
    single = np.array([span.stop - span.start == 1 for span in tally.instrument.spans])
    consistent = _consistent(zones)
    _, _, desired, adequate, perceived = zones.joint.axes()
    kept = (desired > 0) & (adequate <= desired)
    below, above = perceived < adequate, perceived > desired
    of_items = (desired - 1, adequate - 1, perceived - 1, below, ~(below | above), above)
    numbers = {}
    for policy, products in zip(POLICIES, zones.scores, strict=True):
        yield from gram(f"zones.scores under the policy {policy!r}", products)
        presence = products[:, -dimensions:, -dimensions:]
        numbers[policy] = n = np.diagonal(presence, axis1=1, axis2=2)
        yield from within("numbers of zones", (n >= 0) & (n == np.rint(n)) & (n <= tally.respondents[:, None]))
        yield from within("numbers of zones", n <= np.add.reduceat(consistent, starts, axis=1))
        yield from agree(
            "numbers of zones of single items", n[:, single], np.add.reduceat(consistent, starts, 1)[:, single]
        )
        for block, values in enumerate(of_items):
            own = np.arange(dimensions)
            found = products[:, block * dimensions + own, len(BLOCKS) * dimensions + own]
            total = unit * np.add.reduceat(summed(zones.joint, 2, values, kept), starts, axis=1)
            yield from within("sums of zones", (found >= 0) & (found <= total * (1 + ROUNDING) + ROUNDING))
            yield from agree("sums of zones of single items", found[:, single], total[:, single])
    for fewer, more in pairwise(NESTED):
        yield from within("numbers of zones of fewer answers", numbers[fewer] <= numbers[more])
