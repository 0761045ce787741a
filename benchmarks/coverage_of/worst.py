"""The size of the worst gap, which was picked for its size: among 22 standards."""

from __future__ import annotations

from populations import INSTRUMENT

from coverage_of.sample import AIM, Family, Sample, Shares, in_order, mean_held

HEADING = "The worst gap, picked for its size: how often its interval holds its true size (nominal 95 %)"


def measure(sample: Sample) -> Shares:
    picked = sample.ranking.worst.iloc[0]
    truth = sample.population.gap[INSTRUMENT.item_keys.index(picked["item"])]
    rows = {
        "the worst gap's single interval": sample.gaps,
        "the worst gap's interval that holds for all at once": sample.gaps_at_once,
    }
    ends = {name: in_order(found.frame).set_index("item").loc[picked["item"]] for name, found in rows.items()}
    return {
        "worst/corrected for the pick": mean_held(picked["corrected_low"], picked["corrected_high"], truth),
        **{f"usual/{name}": mean_held(row["ci_low"], row["ci_high"], truth) for name, row in ends.items()},
    }


FAMILY = Family("worst", measure, {"worst": HEADING}, aims={"worst": AIM})
