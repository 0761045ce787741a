"""The size of the worst gap, picked among 20 branches and 22 standards."""

from __future__ import annotations

import numpy as np
from populations import BRANCH_POPULATIONS, INSTRUMENT

from coverage_of.sample import AIM, Family, Sample, Shares, mean_held
from servgap._stats.intervals import t_interval
from servgap.analysis.rank_values import ranked_values
from servgap.analysis.ranks import VARIES, RankQuestion
from servgap.analysis.subject import TESTED_FROM, Chance
from servgap.analysis.worst_standard import worst_of_all, worst_of_each


def measure(sample: Sample) -> Shares:
    """Ask what `rank_standards` asks, without the ranks of every branch, which take the longest."""
    tally, truth = sample.tally, sample.population.gap
    values, question = ranked_values(tally, "gap"), RankQuestion(3, None, 0.95, Chance.of(sample.replicate))
    spread = np.diagonal(values.covariance, axis1=1, axis2=2)
    known = np.isfinite(values.value) & (spread > VARIES) & (values.n >= TESTED_FROM)
    each = worst_of_each(tally, values, known, np.full(len(known), "", dtype=object), question)
    picked = worst_of_all(tally, values, known, question)["worst_of_all"].iloc[0]
    branch = sample.population.labels.index(picked["branch"])
    item = INSTRUMENT.item_keys.index(picked["item"])
    ranked = each[each["item"] != ""]
    places = ranked.index, [INSTRUMENT.item_keys.index(key) for key in ranked["item"]]
    single = t_interval(picked["value"], np.sqrt(spread[branch, item]), values.n[branch, item] - 1)
    own = each.iloc[branch]
    return {
        "worst of branches/corrected for the pick from all": mean_held(
            picked["corrected_low"], picked["corrected_high"], truth[branch, item]
        ),
        "usual/the worst gap of all branches, corrected for the pick within its branch only": mean_held(
            own["corrected_low"], own["corrected_high"], truth[branch, item]
        ),
        "usual/the worst gap of all branches, its single interval": mean_held(
            single.low, single.high, truth[branch, item]
        ),
        "worst of branches/each branch's worst, corrected for the pick within it": mean_held(
            ranked["corrected_low"], ranked["corrected_high"], truth[places]
        ),
    }


FAMILY = Family(
    "worst of branches",
    measure,
    {"worst of branches": "The worst gap of 20 branches × 22 standards (nominal 95 %; n of all branches together)"},
    populations=BRANCH_POPULATIONS,
    sizes=(300, 1000, 3000),
    aims={"worst of branches": AIM},
)
