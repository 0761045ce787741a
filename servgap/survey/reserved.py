"""Names that no attribute of respondents may have, since a column of servgap's own has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servgap.errors import surveys as errors
from servgap.survey.instrument import Instrument

#: Columns of findings' frames. A wave may well be called wave: it is the same thing there.
OF_FINDINGS = frozenset(
    (
        *("level", "dimension", "standard", "item", "component", "aspect", "touchpoint", "part", "group_a"),
        *("group_b", "wave_from", "wave_to", "groups", "n_items", "n", "n_a", "n_b", "n_from", "n_to", "expectation"),
        *("perception", "gap", "points", "weighted_gap", "gap_from", "gap_to", "mean", "difference", "sd", "se"),
        *("ci_low", "ci_high", "percentile_low", "percentile_high", "bca_low", "bca_high", "alpha"),
        *("alpha_standardized", "alpha_if_dropped", "item_rest_r", "omega", "omega_low", "omega_high", "average_r"),
        *("difference_reliability", "difference_low", "difference_high", "r_expectation_perception"),
        *("variance_ratio", "test", "method", "statistic", "df", "df_denominator", "p_value", "p_adjusted", "f"),
        *("bayes_factor", "bayes_factor_interval", "effect_kind", "effect", "effect_low", "effect_high", "estimate"),
        *("contradicts", "disagrees", "differs", "criterion", "value", "rank", "rank_low", "rank_high"),
        *("rank_low_alone", "rank_high_alone", "may_be_best", "share_worst", "picked_from", "corrected"),
        *("corrected_low", "corrected_high", "shrunken", "may_be_worst", "verdict", "trade_verdict", "respondent"),
        *("answered", "longest_run", "average_run", "irv", "even_odd", "synonyms", "mahalanobis", "distance_rank"),
        *("twin", "cells_apart", "seconds_per_item", "share_top", "share_bottom", "n_flags", "flagged", "flags"),
        *("flag", "counted", "share", "n_alone", "n_without", "mean_without", "ci_low_without", "ci_high_without"),
        *("purpose", "sampling", "target", "n_total", "n_per_group", "design_effect", "power", "detectable"),
        *("least_groups", "coefficient", "band", "loading", "msa", "icc1", "icc1_low", "icc1_high", "icc2"),
        *("icc2_low", "icc2_high", "rwg", "rwg_skewed", "step", "chi_square", "cfi", "rmsea", "rmsea_low"),
        *("rmsea_high", "chi_square_difference", "df_difference", "p_difference", "cfi_difference"),
        *("rmsea_difference", "holds", "cfi_fall_high", "shown", "disputed", "reached", "lowest_item", "lowest_gap"),
        *("highest_item", "highest_gap", "spread", "latent_difference", "latent_se", "latent_low", "latent_high"),
        *("latent_sd", "latent_correlation", "model", "estimator", "n_factors", "n_parameters", "chi_square_scaled"),
        *("p_value_scaled", "scaling_factor", "tli", "srmr", "cfi_scaled", "rmsea_scaled", "rmsea_scaled_low"),
        *("rmsea_scaled_high", "cfi_robust", "rmsea_robust", "rmsea_robust_low", "rmsea_robust_high", "aic", "bic"),
        *("fit", "converged", "proper", "factor", "eigenvalue", "random_mean", "random_quantile"),
        *("factor_eigenvalue", "factor_random_mean", "factor_random_quantile", "map_squared", "map_fourth", "kmo"),
        *("log_determinant", "n_dimensions", "n_components", "n_common", "n_map_squared", "n_map_fourth", "own"),
        *("efa_loading", "structure", "communality", "r_squared", "cross", "dimension_a", "dimension_b"),
        *("correlation", "htmt", "htmt_low", "htmt_high", "htmt2", "htmt2_low", "htmt2_high", "negative"),
        *("shared_variance", "ave_a", "ave_b", "fornell_larcker", "separation", "ave", "composite_reliability"),
        *("msv", "convergence", "change", "item_b", "modification_index", "expected_change", "srmr_difference"),
        *("used", "reason"),
    )
)
#: What stands beside the keys in workbooks, and what the index of respondents is called.
OF_WRITERS = frozenset(("name", "row"))
RESERVED = OF_FINDINGS | OF_WRITERS


def check_names(names: Iterable[str]) -> None:
    """Refuse attributes that have the name of a column of findings or of what is written of them.

    Raises
    ------
    ServgapError
        If one has.
    """
    reserved = [name for name in names if name in RESERVED]
    if reserved:
        raise errors.reserved_attribute(reserved)


def check_stored_names(names: Sequence[str], instrument: Instrument, *, points: bool, weight: bool) -> None:
    """Refuse attributes that have the name under which a survey stores answers, points or the weight.

    Raises
    ------
    ServgapError
        If one has.
    """
    stored = {f"{part}_{key}" for part in instrument.parts for key in instrument.item_keys}
    stored |= {f"points_{key}" for key in instrument.dimension_keys} if points else set()
    stored |= {"weight"} if weight else set()
    taken = [name for name in names if name in stored]
    if taken:
        raise errors.stored_attribute(taken)
