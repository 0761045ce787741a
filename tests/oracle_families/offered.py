"""Which families of reference cases the library offers, and what computes each of them.

A family maps a case to the numbers the library gives for it, under the names the case has for them; it knows no
expected number. A family that is not listed is not offered yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from oracle_families import (
    agreement,
    alphas,
    bayes,
    careless,
    case_mix,
    corrections,
    discriminant,
    drivers,
    events,
    exploratory,
    factor_models,
    gaps,
    groups,
    guttman,
    hotelling,
    importance_maps,
    kano,
    league,
    operations,
    ordinal,
    ordinal_models,
    paired,
    penalty_reward,
    power,
    ranks,
    reliability,
    resampling,
    shares,
    simultaneous,
    surfaces,
    waves,
    zones,
)
from oracle_families.folder import Case


@dataclass(frozen=True)
class Family:
    """Cases by name, what computes them, and which of their numbers need no room for chance.

    `exact` names numbers of a Monte Carlo case that do not come from draws; they are held to `EXACT` instead of the
    case's wide tolerance.
    """

    cases: str
    numbers: Callable[[Case], dict[str, Any] | list[Any]]
    exact: tuple[str, ...] = ()


EXACT = 1e-8
RANKED = ("x/*", "se/*", "klein_wright_wieczorek_independent/*")

FAMILIES = (
    Family("kano", kano.of_items),
    Family("kano_multinomial", kano.of_sparse_items),
    Family("gap_scores", gaps.scores),
    Family("gap_missing_*", gaps.with_missing_answers),
    Family("alpha_sq_*", alphas.of_questionnaire),
    Family("alpha_missing_*", alphas.with_missing_answers),
    Family("alpha_bootstrap_*", alphas.resampled, exact=("alpha",)),
    Family("alpha_*", alphas.of_table),
    Family("reliability_of_difference", reliability.of_difference),
    Family("reliability_linear_combination", reliability.of_total),
    Family("guttman_*", guttman.bounds),
    Family("kmo_bartlett_*", exploratory.adequacy),
    Family("parallel_*", exploratory.parallel, exact=("observed/*",)),
    Family("map_*", exploratory.average_partial),
    Family("efa_*_factanal", exploratory.maximum_likelihood),
    Family("efa_*", exploratory.factors),
    Family("cfa_servqual_?_ml*", factor_models.of_questionnaire),
    Family("cfa_servqual_?_fiml", factor_models.of_questionnaire),
    Family("cfa_holzinger_*", factor_models.of_table),
    Family("sem_politicaldemocracy", factor_models.of_structure),
    Family("invariance_servqual_?", factor_models.across_groups),
    Family("invariance_E_vs_P", factor_models.between_parts),
    Family("em_mean_cov_servqual", factor_models.saturated),
    Family("cfa_servqual_?_wlsmv", ordinal.of_questionnaire),
    Family("ordinal_alpha_omega", ordinal.of_sums),
    Family("htmt_servqual_?", discriminant.of_questionnaire),
    Family("htmt_*", discriminant.of_table),
    Family("rwg_servqual", agreement.of_branches),
    Family("rwg_lq2002", agreement.of_companies),
    Family("icc_shrout_fleiss", agreement.of_raters),
    Family("omega_psych_*", exploratory.hierarchical),
    Family("careless_servqual", careless.of_questionnaire),
    Family("careless_*", careless.of_table),
    Family("missingness_*", careless.missing_answers),
    Family("omega_cfa_servqual", reliability.omega_of_questionnaire),
    Family("omega_cfa_*", reliability.omega_of_table),
    Family("paired_*", paired.of_gap),
    Family("item_table_*", corrections.of_items),
    Family("p_adjust_quarter", corrections.of_quarters),
    Family("permutation_signflip_exact", resampling.sign_flips),
    Family("bootstrap_bca_item5", resampling.of_item),
    Family("ranks_bootstrap_items22", ranks.in_bootstrap_samples),
    Family("ranks_items*_diag", ranks.of_any, RANKED),
    Family("ranks_items*", ranks.of_items, RANKED),
    Family("ranks_dims_*", ranks.of_dimensions, RANKED),
    Family("ranks_branches_*", ranks.of_any, RANKED),
    Family("ranks_bh1996_*", ranks.of_any, RANKED),
    Family("branches_*", groups.of_branches),
    Family("manova_branches", groups.of_dimensions),
    Family("twoway_branch_quarter", groups.of_two_factors),
    Family("bivariate_EP_branches", groups.of_both_parts),
    Family("quarter_independent", groups.of_quarters),
    Family("league_insteval", league.of_counts),
    Family("league_unequal", league.unequal),
    Family("mixed_*", league.of_one_spread),
    Family("cluster_robust_servqual_mean", league.of_clustered_mean),
    Family("cluster_robust_*", league.of_clustered_regression),
    Family("casemix", case_mix.of_branches),
    Family("shares", shares.of_items),
    Family("prca_servqual", penalty_reward.of_dimensions),
    Family("events_did", events.of_differences),
    Family("waves_limits", waves.of_limits),
    Family("control_chart_*", waves.of_smoothed),
    Family("trend_*", waves.of_trend),
    Family("overlap_waves", waves.of_overlap),
    Family("zone_of_tolerance", zones.of_all),
    Family("zones_shares", zones.shares),
    Family("operations_limits", operations.of_limits),
    Family("rates_laney", operations.of_rates),
    Family("ipa_*", importance_maps.of_points),
    Family("importance_lmg_bootstrap", drivers.intervals),
    Family("importance_servqual_*", drivers.of_scores),
    Family("importance_*", drivers.of_table),
    Family("drivers_servqual_owen", drivers.of_items),
    Family("drivers_*", drivers.of_table),
    Family("hotelling_dims", hotelling.of_gaps),
    Family("hotelling_two_quarters", hotelling.of_quarters),
    Family("bayes_factor_t", bayes.of_t),
    Family("ordinal_item5", ordinal_models.of_item),
    Family("power_paired", power.of_tests),
    Family("rsa_servqual_*", surfaces.of_questionnaire),
    Family("simultaneous_max_t", simultaneous.of_largest, exact=("bonferroni_*", "sidak_*", "scheffe_*")),
)


def family_of(name: str) -> Family | None:
    """Find the first family that a case's name belongs to."""
    return next((family for family in FAMILIES if fnmatchcase(name, family.cases)), None)
