"""The labels of groups, from whatever values an attribute has."""

from __future__ import annotations

import datetime as dt
import unicodedata

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NO_GROUP = ""

#: Names that columns of findings' frames have; no attribute may have one of them.
RESERVED = frozenset(
    (
        *("level", "dimension", "standard", "item", "component", "aspect", "touchpoint", "part"),
        *("group_a", "group_b", "wave_from", "wave_to", "groups", "n_items", "n", "n_a", "n_b", "n_from", "n_to"),
        *("expectation", "perception", "gap", "points", "weighted_gap", "gap_from", "gap_to", "mean", "difference"),
        *("sd", "se", "ci_low", "ci_high", "alpha", "alpha_standardized", "alpha_if_dropped", "item_rest_r"),
        *("omega", "omega_low", "omega_high", "average_r", "difference_reliability", "r_expectation_perception"),
        *("variance_ratio", "test", "method", "statistic", "df", "df_denominator", "p_value", "p_adjusted"),
        *("effect_kind", "effect", "effect_low", "effect_high", "disagrees", "differs", "criterion", "value"),
        *("rank", "rank_low", "rank_high", "may_be_worst", "verdict", "trade_verdict", "reason"),
        *("rank_low_alone", "rank_high_alone", "may_be_best", "share_worst", "shrunken", "picked_from"),
        *("corrected", "corrected_low", "corrected_high", "bayes_factor", "bayes_factor_interval", "estimate"),
        *("contradicts", "f", "percentile_low", "percentile_high", "bca_low", "bca_high"),
        *("coefficient", "band", "loading", "msa", "share_top", "share_bottom", "n_per_group", "rwg", "rwg_skewed"),
        *("icc1", "icc1_low", "icc1_high", "icc2", "icc2_low", "icc2_high"),
        *("step", "chi_square", "cfi", "rmsea", "rmsea_low", "rmsea_high", "chi_square_difference", "df_difference"),
        *("p_difference", "cfi_difference", "rmsea_difference", "holds", "disputed", "reached", "lowest_item"),
        *("cfi_fall_high", "shown"),
        *("lowest_gap", "highest_item", "highest_gap", "spread", "latent_difference", "latent_se", "latent_low"),
        *("latent_high", "latent_sd", "latent_correlation"),
        *("tli", "srmr", "fit", "proper", "used"),
    )
)


def group_labels(values: pd.Series) -> list[str]:
    """Write each respondent's value of an attribute as the label of a group; the empty label for none.

    Whole numbers lose a needless ``.0``, which they have only because another value is missing; dates are written
    year first, without a needless midnight; blanks around text go, and a letter with its accent is one sign.
    """
    codes, labels = group_codes(values)
    return list(np.array(labels, dtype=object)[codes])


def group_codes(values: pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """Give each respondent's place among the labels of the groups, and these labels in order."""
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    written = [*(_label(value) for value in distinct), *([NO_GROUP] if (codes < 0).any() else [])]
    labels = sorted(set(written))
    number = {label: place for place, label in enumerate(labels)}
    place = np.array([number[label] for label in written], dtype=np.int64)
    return place[codes], labels


def _label(value: object) -> str:
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return unicodedata.normalize("NFC", str(value)).strip()
