"""Paired tests and effect sizes of one gap: an item's, a dimension's, or two columns of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg
from oracle_families import bayes
from oracle_families.folder import Case, dimensions, file_of, first_rows, only, table, tally
from servgap._stats.counts import moments_from_counts
from servgap._stats.paired.effects import d_av, d_rm, d_z, hedges_g
from servgap._stats.paired.hodges_lehmann import hodges_lehmann
from servgap._stats.paired.signed_rank import signed_rank, signed_rank_exact
from servgap._stats.paired.superiority import prob_superiority
from servgap._stats.paired.t_tests import equivalence_t, paired_t, sign_test
from servgap.survey.covariances import pair_covariances
from servgap.survey.moments import dimension_scores, item_values


@dataclass(frozen=True)
class Subject:
    """One gap: its distinct values and their counts, its moments, the two parts' spreads, and what verbs report."""

    values: np.ndarray
    counts: np.ndarray
    n: float
    mean: float
    sd: float
    sd_p: float
    sd_e: float
    r: float
    reported: dict[str, Any]


def of_gap(case: Case) -> dict[str, Any]:
    """Compute every paired number of the case's gap."""
    subject = _in_survey(case) if file_of(case).startswith("servqual") else _in_table(case)
    bounds = [entry["bound"] for entry in case["value"]["tost"]]
    numbers = {
        **_counted(subject),
        "pratt": _pratt(subject),
        "wilcoxon_zeros_dropped": _zeros_dropped(subject),
        "effect": _effects(subject),
        "tost": [_equivalence(subject, bound) for bound in bounds],
        "bayes_factor": bayes.of_gap(subject.mean / subject.sd * np.sqrt(subject.n), subject.n),
    }
    for name, value in subject.reported.items():
        numbers[name] = {**numbers[name], **value} if isinstance(value, dict) and name in numbers else value
    return numbers


def _in_survey(case: Case) -> Subject:
    """Find the item or dimension in a survey, of its first rows where the case says so."""
    told = case["input"]
    rows = re.findall(r"first (\d+) rows", told)
    counted = first_rows(file_of(case), int(rows[0])) if rows else tally(file_of(case))
    instrument = counted.instrument
    item = re.findall(r"P(\d+) vs E(\d+)", told)
    if item:
        place = int(item[0][0]) - 1
        gaps, wanted = item_values(counted), {"level": "standard", "item": instrument.item_keys[place]}
        dimension = next(number for number, span in enumerate(instrument.spans) if span.start <= place < span.stop)
        k = len(instrument.dimensions[dimension].items)
        share = np.eye(k)[place - instrument.spans[dimension].start]
    else:
        key = re.findall(r"mean P vs mean E of (\w+)", told)[0]
        place = dimension = dimensions().index(key)
        gaps, wanted = dimension_scores(counted, "half"), {"level": "dimension", "dimension": key}
        k = len(instrument.dimensions[dimension].items)
        share = np.full(k, 1 / k)
    both = pair_covariances(counted, dimension).covariance[0]
    variance_e, variance_p = share @ both[:k, :k] @ share, share @ both[k:, k:] @ share
    gap = only(sg.measure_gaps(counted).frame, **wanted).iloc[0]
    return Subject(
        values=gaps.values,
        counts=gaps.counts[0, place],
        n=gap["n"],
        mean=gap["gap"],
        sd=gap["sd"],
        sd_p=np.sqrt(variance_p),
        sd_e=np.sqrt(variance_e),
        r=share @ both[:k, k:] @ share / np.sqrt(variance_e * variance_p),
        reported=_reported(counted, wanted, gap),
    )


def _reported(counted: sg.Tally, wanted: dict[str, str], gap: pd.Series) -> dict[str, Any]:
    """Take from the verbs whatever they report of this gap."""
    tested = sg.check_significance(counted)
    by_theory = only(tested.alternatives, **wanted, effect_kind="d_z", method="noncentral_t").iloc[0]
    tests = only(tested.frame, **wanted).set_index("test")
    t, ranks, sign = tests.loc["t"], tests.loc["signed_rank"], tests.loc["sign"]
    p_ranks = {"p_exact" if ranks["method"] == "exact" else "p_asymptotic": ranks["p_value"]}
    return {
        "n": t["n"],
        "mean": t["gap"],
        "sd": gap["sd"],
        "t": t["statistic"],
        "df": t["df"],
        "p_t": t["p_value"],
        "ci95": {"lower": gap["ci_low"], "upper": gap["ci_high"]},
        "pratt": {"z": ranks["statistic"], **p_ranks},
        "sign_test": {"p": sign["p_value"], "prop_pos": sign["effect"]},
        "effect": {
            "d_z": t["effect"],
            "d_z_ci_nct": {"lower": by_theory["effect_low"], "upper": by_theory["effect_high"]},
            "rank_biserial_pratt": ranks["effect"],
        },
    }


def _in_table(case: Case) -> Subject:
    """Take two columns of a table, or one column of two groups in the order of their subjects."""
    second, first = _columns(case)
    difference = np.round(second - first, 10)
    values, counts = np.unique(difference, return_counts=True)
    moments = moments_from_counts(values, counts)
    n, mean, sd = float(moments.n), float(moments.mean), float(np.sqrt(moments.variance))
    tested, sign = paired_t(n, mean, sd), sign_test((difference > 0).sum(), (difference < 0).sum())
    effect = d_z(n, mean, sd)
    return Subject(
        values=values,
        counts=counts,
        n=n,
        mean=mean,
        sd=sd,
        sd_p=second.std(ddof=1),
        sd_e=first.std(ddof=1),
        r=np.corrcoef(second, first)[0, 1],
        reported={
            "n": n,
            "mean": mean,
            "sd": sd,
            "t": tested.statistic,
            "df": tested.df,
            "p_t": tested.p_value,
            "ci95": {"lower": tested.ci_low, "upper": tested.ci_high},
            "sign_test": {"p": sign.p_value, "prop_pos": sign.effect},
            "effect": {
                "d_z": effect.effect,
                "d_z_ci_nct": {"lower": effect.effect_low, "upper": effect.effect_high},
            },
        },
    )


def _columns(case: Case) -> tuple[np.ndarray, np.ndarray]:
    told, whole = case["input"], table(file_of(case))
    groups = re.findall(r"group (\w+) minus group (\w+) of (\w+)", told)
    if groups:
        later, earlier, column = groups[0]
        of = {
            name: rows.sort_values("ID")[column].to_numpy() for name, rows in whole.groupby(whole["group"].astype(str))
        }
        return of[later], of[earlier]
    later, earlier = re.findall(r"(\w+) \(p\) vs (\w+) \(e\)", told)[0]
    both = whole[[later, earlier]].dropna()
    rows = re.findall(r"first (\d+) rows", told)
    both = both.head(int(rows[0])) if rows else both
    return both[later].to_numpy(dtype=float), both[earlier].to_numpy(dtype=float)


def _counted(subject: Subject) -> dict[str, Any]:
    values, counts = subject.values, subject.counts
    return {
        "n_zero": counts[values == 0].sum(),
        "n_pos": counts[values > 0].sum(),
        "n_neg": counts[values < 0].sum(),
        "r_pe": subject.r,
    }


def _pratt(subject: Subject) -> dict[str, Any]:
    found = signed_rank(subject.values, subject.counts)
    return {
        "z": found.z,
        "p_asymptotic": found.p_value,
        "p_exact": signed_rank_exact(subject.values, subject.counts).p_value,
        "W_pos": found.w_plus,
        "W_neg": found.w_minus,
    }


def _zeros_dropped(subject: Subject) -> dict[str, Any]:
    found = signed_rank(subject.values, subject.counts, "wilcox")
    exact = signed_rank_exact(subject.values, subject.counts, "wilcox").p_value
    return {
        "z": found.z,
        "p_asymptotic": found.p_value,
        "p_wilcox_test_nocorrect": found.p_value,
        "p_exact_coin": exact,
        "p_exact_exactRankTests": exact,
        "V": found.w_plus,
        "V_pos": found.w_plus,
        "V_neg": found.w_minus,
    }


def _effects(subject: Subject) -> dict[str, Any]:
    n, mean, sd, counts = subject.n, subject.mean, subject.sd, subject.counts
    plain, corrected, average = d_z(n, mean, sd), hedges_g(n, mean, sd), d_av(mean, subject.sd_p, subject.sd_e)
    pratt = signed_rank(subject.values, counts)
    dropped = signed_rank(subject.values, counts, "wilcox", limits="fisher")
    above, below, level = (counts[side].sum() for side in (subject.values > 0, subject.values < 0, subject.values == 0))
    return {
        "hedges_g_z": corrected.effect,
        "J": corrected.correction,
        "d_av_mean_sd": average.effect,
        "d_av_rms": average.effect_rms,
        "d_rm": d_rm(mean, sd, subject.r).effect,
        "effectsize_d": {"d": plain.effect, "lower": plain.effect_low, "upper": plain.effect_high},
        "effectsize_g": {"g": corrected.effect, "lower": corrected.effect_low, "upper": corrected.effect_high},
        "rank_biserial_pratt": pratt.effect,
        "rank_biserial_pratt_over_total": (pratt.w_plus - pratt.w_minus) / (n * (n + 1) / 2),
        "rank_biserial_zeros_dropped": dropped.effect,
        "effectsize_rank_biserial": {
            "r": dropped.effect,
            "lower": dropped.effect_low,
            "upper": dropped.effect_high,
        },
        "prob_superiority": prob_superiority(above, level, n).effect,
        "hodges_lehmann_median_walsh_with_zeros": hodges_lehmann(subject.values, counts).estimate,
        "prop_pos": above / n,
        "prop_neg": below / n,
    }


def _equivalence(subject: Subject, bound: float) -> dict[str, Any]:
    found = equivalence_t(subject.n, subject.mean, subject.sd, bound)
    return {
        "t_lower": found.t_lower,
        "t_upper": found.t_upper,
        "p_lower": found.p_lower,
        "p_upper": found.p_upper,
        "p_tost": found.p_tost,
        "ci90": {"lower": found.ci_low, "upper": found.ci_high},
    }
