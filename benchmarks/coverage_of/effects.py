"""Intervals of effect sizes, as shown and as other programs give them."""

from __future__ import annotations

import servgap as sg
from coverage_of.sample import AIM, Family, Sample, Shares, in_order, mean_held
from servgap._stats.paired.effects import d_z
from servgap._stats.paired.resampled_effects import d_av_and_d_rm, d_z_bootstrap
from servgap._stats.paired.signed_rank import signed_rank
from servgap.survey.moments import item_means, item_tables, item_values

RESAMPLED = (0, 21)
"""Items whose effects are resampled: that takes the longest."""
TRUTHS = {
    "d_z": "d_z",
    "hedges_g": "d_z",
    "d_av": "d_av",
    "d_rm": "d_rm",
    "rank_biserial": "rank_biserial",
    "prob_superiority": "superiority",
    "share_above": "share_above",
}
NAMES = {
    "hedges_g": "Hedges' g",
    "rank_biserial": "rank-biserial correlation",
    "prob_superiority": "probability of superiority",
    "share_above": "share above among those with a gap",
}


def measure(sample: Sample) -> Shares:
    population, found = sample.population, sg.check_significance(sample.tally, test="t")
    effects = found.effects
    shares = {}
    for kind, truth in TRUTHS.items():
        rows = in_order(effects[effects["effect_kind"] == kind])
        held = mean_held(rows["effect_low"], rows["effect_high"], getattr(population, truth))
        shares[f"effect/{NAMES.get(kind, kind)}"] = held
    return {**shares, **of_others(sample)}


def of_others(sample: Sample) -> Shares:
    population, tally, rng = sample.population, sample.tally, sample.rng("effects")
    gaps, tables = item_values(tally), item_tables(tally)[0].reshape(len(population.gap), -1)
    levels = range(1, int(tables.shape[1] ** 0.5) + 1)
    expected, perceived = [e for e in levels for _ in levels], [p for _ in levels for p in levels]
    some = list(RESAMPLED)
    d_av, d_rm = d_av_and_d_rm(expected, perceived, tables[some], rng=rng)
    means = item_means(tally)
    found = {
        "d_z by noncentral t": (d_z(means.n[0], means.value[0], means.sd[0]), population.d_z),
        "d_z by BCa": (d_z_bootstrap(gaps.values, gaps.counts[0][some], rng=rng), population.d_z[some]),
        "d_av by BCa": (d_av, population.d_av[some]),
        "d_rm by BCa": (d_rm, population.d_rm[some]),
        "rank-biserial correlation by Fisher's z": (
            signed_rank(gaps.values, gaps.counts[0], "pratt", limits="fisher"),
            population.rank_biserial,
        ),
    }
    return {
        f"other effect/{name}": mean_held(each.effect_low, each.effect_high, truth)
        for name, (each, truth) in found.items()
    }


FAMILY = Family(
    "effects",
    measure,
    {
        "effect": "Intervals of effect sizes, as shown: how often they hold the true effect (nominal 95 %)",
        "other effect": "Intervals of effect sizes, as other programs give them (nominal 95 %; BCa on two items)",
    },
    aims={"effect": AIM},
)
