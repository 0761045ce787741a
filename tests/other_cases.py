"""Reference cases on data made here, in the shape of the folder's, computed without the library.

The mapping from cases to library calls must hold on any data of that shape: another number of respondents, other
branches and quarters, other patterns of missing answers. All is computed here from rows, by definition.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

SIZES = {"tangibles": 4, "reliability": 5, "responsiveness": 4, "assurance": 4, "empathy": 5}
ITEMS = sum(SIZES.values())
SPANS = dict(zip(SIZES, np.split(np.arange(ITEMS), np.cumsum(list(SIZES.values()))[:-1]), strict=True))
WORDS = {"gap": "G", "E": "E", "P": "P"}
Numbers = dict[str, Any]


def answers_of(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw expectations and perceptions of respondents who have a mood, on 1–7."""
    mood, dimension = rng.normal(size=(n, 1)), rng.normal(size=(n, len(SIZES)))
    trait = 0.6 * mood + 0.7 * np.repeat(dimension, list(SIZES.values()), axis=1)
    level = {"e": 5.6 + 0.5 * rng.random(ITEMS), "p": 4.4 + 1.4 * rng.random(ITEMS)}
    drawn = [np.clip(np.rint(level[part] + share * trait + rng.normal(size=(n, ITEMS))), 1, 7) for part, share in
             (("e", 0.6), ("p", 1.1))]  # fmt: skip
    return drawn[0], drawn[1]


def survey_of(rng: np.random.Generator, n: int, branches: list[str], quarters: list[str]) -> pd.DataFrame:
    """Lay out a survey as the folder does."""
    e, p = answers_of(rng, n)
    frame = pd.DataFrame({"respondent_id": [f"R{number:03d}" for number in range(1, n + 1)]})
    frame["branch"] = rng.choice(
        branches, n, p=np.arange(1, len(branches) + 1)[::-1] / sum(range(1, len(branches) + 1))
    )
    frame["quarter"] = rng.choice(quarters, n, p=[0.4, 0.6])
    frame[[f"E{number}" for number in range(1, ITEMS + 1)]] = e.astype(int)
    frame[[f"P{number}" for number in range(1, ITEMS + 1)]] = p.astype(int)
    frame[[f"W_{key}" for key in SIZES]] = rng.multinomial(100, [0.15, 0.3, 0.2, 0.2, 0.15], n)
    return frame


class Rows:
    """The answers of a survey, part by part, and what follows from them row by row."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.E, self.P = (frame[[f"{part}{n}" for n in range(1, ITEMS + 1)]].to_numpy(float) for part in "EP")
        self.G = self.P - self.E
        self.points = frame[[f"W_{key}" for key in SIZES]].to_numpy(float)

    def scores(self, part: str) -> np.ndarray:
        """Average the items of each dimension."""
        return np.column_stack([getattr(self, part)[:, span].mean(axis=1) for span in SPANS.values()])

    @property
    def overall(self) -> np.ndarray:
        """Average the dimensions."""
        return np.round(self.scores("G").mean(axis=1), 10)


def named(letter: str, values: Any) -> Numbers:
    return {f"{letter}{number}": value for number, value in enumerate(np.asarray(values).tolist(), start=1)}


def by_dimension(values: Any, prefix: str = "") -> Numbers:
    return {prefix + key: value for key, value in zip(SIZES, np.asarray(values).tolist(), strict=True)}


def gap_scores(rows: Rows) -> Numbers:
    scores, weighted = rows.scores("G"), (rows.points / 100 * rows.scores("G")).sum(axis=1)
    first = {"rows": [str(n) for n in range(1, 6)], "cols": list(SIZES), "data": scores[:5].tolist()}
    means = rows.G.mean(axis=0)
    return {
        **{
            f"item_{word}": named(part, getattr(rows, part).mean(axis=0))
            for word, part in (("gap", "G"), ("E", "E"), ("P", "P"))
        },
        "item_gap_sd": named("G", rows.G.std(axis=0, ddof=1)),
        **{
            f"dim_{word}": by_dimension(rows.scores(part).mean(axis=0))
            for word, part in (("gap", "G"), ("E", "E"), ("P", "P"))
        },
        "dim_gap_sd": by_dimension(scores.std(axis=0, ddof=1)),
        "overall_mean_of_dims": scores.mean(),
        "overall_mean_of_22_items": rows.G.mean(),
        "servperf_overall": rows.scores("P").mean(),
        "weighted_individual": weighted.mean(),
        "weighted_individual_sd": weighted.std(ddof=1),
        "weighted_servperf": (rows.points / 100 * rows.scores("P")).sum(axis=1).mean(),
        "mean_weights": by_dimension(rows.points.mean(axis=0), "W_"),
        "weighted_aggregate_mean_weights": rows.points.mean(axis=0) @ scores.mean(axis=0) / 100,
        "rank_items_by_gap": [f"G{place + 1}" for place in np.lexsort((np.arange(ITEMS), means.round(10)))],
        "respondent_first5": first,
        "respondent_weighted_first5": weighted[:5].tolist(),
    }


def gap_missing_half_rule(rows: Rows) -> Numbers:
    found: dict[str, Numbers] = {}
    for key, span in SPANS.items():
        there = np.isfinite(rows.G[:, span])
        for rule, kept in (
            ("half_rule", 2 * there.sum(axis=1) >= len(span)),
            ("complete_dimension", there.all(axis=1)),
        ):
            mine = [np.nanmean(row) for row in rows.G[kept][:, span]]
            found.setdefault(f"{rule}_mean", {})[key] = float(np.mean(mine))
            found.setdefault(f"{rule}_n", {})[key] = len(mine)
    known = np.isfinite(rows.G)
    return {
        **found,
        "item_pairwise_mean": named("G", np.nanmean(rows.G, axis=0)),
        "item_pairwise_n": named("G", known.sum(axis=0)),
        "listwise_22_n": int(known.all(axis=1).sum()),
    }


def missingness(rows: Rows) -> Numbers:
    absent = np.isnan(np.concatenate([rows.E, rows.P], axis=1))
    values, counts = np.unique(absent.sum(axis=1), return_counts=True)
    return {
        "per_item": named("E", absent[:, :ITEMS].sum(axis=0)) | named("P", absent[:, ITEMS:].sum(axis=0)),
        "n_complete": int((~absent.any(axis=1)).sum()),
        "per_respondent_max": int(absent.sum(axis=1).max()),
        "hist": {str(value): int(count) for value, count in zip(values, counts, strict=True)},
        "n_patterns": len({tuple(row) for row in absent.tolist()}),
        "pairs_available": named("G", np.isfinite(rows.G).sum(axis=0)),
    }


def alpha_of(items: np.ndarray) -> float:
    k = items.shape[1]
    return k / (k - 1) * (1 - items.var(axis=0, ddof=1).sum() / items.sum(axis=1).var(ddof=1))


def correlations_within(items: np.ndarray) -> np.ndarray:
    return np.corrcoef(items.T)[np.triu_indices(items.shape[1], 1)]


def alpha_case(part: str, dimension: str) -> Callable[[Rows], Numbers]:
    def numbers(rows: Rows) -> Numbers:
        items = getattr(rows, part)[:, SPANS[dimension]]
        n, k = items.shape
        alpha, r = alpha_of(items), correlations_within(items)
        total, mean_r = items.sum(axis=1), correlations_within(items).mean()
        limits = 1 - (1 - alpha) * stats.f.ppf([0.975, 0.025], n - 1, (n - 1) * (k - 1))
        without = [np.delete(items, place, axis=1) for place in range(k)]
        standard = (items - items.mean(axis=0)) / items.std(axis=0, ddof=1)
        return {
            "n": n, "k": k, "alpha_raw": alpha, "alpha_std": k * mean_r / (1 + (k - 1) * mean_r), "average_r": mean_r,
            "median_r": float(np.median(r)), "signal_noise": k * mean_r / (1 - mean_r),
            "guttman_lambda6": lambda6(items), "ase_duhachek_iacobucci": standard_error(items),
            **{name: {"lower": limits[0], "upper": limits[1]} for name in ("feldt95", "psych_alpha_ci", "mbess_feldt")},
            "item": {
                "name": [f"{part}{place + 1}" for place in SPANS[dimension]],
                "mean": items.mean(axis=0).tolist(), "sd": items.std(axis=0, ddof=1).tolist(),
                "r_item_total_raw": [np.corrcoef(item, total)[0, 1] for item in items.T],
                "r_corrected_item_rest": [np.corrcoef(item, total - item)[0, 1] for item in items.T],
                "alpha_if_dropped_raw": [alpha_of(rest) for rest in without],
                "lambda6_if_dropped": [lambda6(rest) for rest in without],
                "r_cor_smc_corrected": overlap_corrected(items).tolist(),
                "alpha_if_dropped_std": [alpha_of(np.delete(standard, place, axis=1)) for place in range(k)],
            },
        }  # fmt: skip

    return numbers


def lambda6(items: np.ndarray) -> float:
    matrix = np.corrcoef(items.T)
    return 1 - (1 / np.diagonal(np.linalg.inv(matrix))).sum() / matrix.sum()


def overlap_corrected(items: np.ndarray) -> np.ndarray:
    """Correlate each item with the sum, with what it shares with the others in place of its own variance."""
    matrix = np.corrcoef(items.T)
    np.fill_diagonal(matrix, 1 - 1 / np.diagonal(np.linalg.inv(matrix)))
    return matrix.sum(axis=0) / np.sqrt(matrix.sum())


def standard_error(items: np.ndarray) -> float:
    """Duhachek and Iacobucci's (2004) standard error of alpha."""
    (n, k), v, ones = items.shape, np.cov(items.T), np.ones(items.shape[1])
    whole, trace = ones @ v @ ones, np.trace(v)
    inner = whole * (np.trace(v @ v) + trace**2) - 2 * trace * (ones @ v @ v @ ones)
    return float(np.sqrt(2 * k**2 / (k - 1) ** 2 / whole**3 * inner / n))


def pratt(gaps: np.ndarray) -> float:
    return float(stats.wilcoxon(gaps, zero_method="pratt", correction=False, method="approx").pvalue)


def corrected(p: np.ndarray) -> Numbers:
    """Correct p-values by definition, one by one in rising order."""
    m, order = len(p), np.argsort(p, kind="stable")
    ranked, harmonic = p[order], (1 / np.arange(1, len(p) + 1)).sum()
    rest, place = m - np.arange(m), np.arange(1, m + 1)
    rising, falling = np.maximum.accumulate, lambda values: np.minimum.accumulate(values[::-1])[::-1]
    stepped = {
        "holm": rising(rest * ranked), "hochberg": falling(rest * ranked), "bonferroni": m * ranked,
        "BH": falling(m / place * ranked), "BY": falling(harmonic * m / place * ranked),
    }  # fmt: skip
    back = np.argsort(order)
    return {name: np.minimum(values, 1.0)[back].tolist() for name, values in stepped.items()}


def item_table(rows: Rows) -> Numbers:
    t, p = stats.ttest_1samp(rows.G, 0.0)
    ranked = np.array([pratt(gaps) for gaps in rows.G.T])
    return {
        "t": t.tolist(), "p_t": p.tolist(), "p_pratt": ranked.tolist(), "adj_t": corrected(p),
        "adj_pratt": {name: values for name, values in corrected(ranked).items() if name in {"holm", "BH", "BY"}},
    }  # fmt: skip


def quarters_of(rows: Rows, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    early, late = sorted(rows.frame["quarter"].unique())
    return values[rows.frame["quarter"] == early], values[rows.frame["quarter"] == late]


def p_adjust_quarter(rows: Rows) -> Numbers:
    p = stats.ttest_ind(*quarters_of(rows, rows.G), equal_var=False).pvalue
    return {"p": p.tolist(), "adj": corrected(p)}


def quarter_independent(rows: Rows) -> Numbers:
    found = {}
    for key, column in zip(SIZES, rows.scores("G").round(10).T, strict=True):
        early, late = quarters_of(rows, column)
        welch, u = stats.ttest_ind(late, early, equal_var=False), None
        u = stats.mannwhitneyu(late, early, use_continuity=False, method="asymptotic")
        ends = welch.confidence_interval()
        found[key] = {
            "diff": late.mean() - early.mean(), "t": welch.statistic, "df": welch.df, "p": welch.pvalue,
            "lower": ends.low, "upper": ends.high, "p_student": stats.ttest_ind(late, early).pvalue,
            "mw_W": u.statistic, "mw_p": u.pvalue, "A12": u.statistic / len(early) / len(late),
        }  # fmt: skip
    return found


def hotelling(rows: np.ndarray) -> Numbers:
    n, p = rows.shape
    mean, covariance = rows.mean(axis=0), np.cov(rows.T)
    t2 = n * mean @ np.linalg.solve(covariance, mean)
    f = (n - p) / (p * (n - 1)) * t2
    return {"n": n, "p": p, "T2": t2, "F": f, "df1": p, "df2": n - p, "p_value": stats.f.sf(f, p, n - p)}


def around(rows: np.ndarray, names: list[str]) -> Numbers:
    n, p = rows.shape
    reach = np.sqrt(p * (n - 1) / (n - p) * stats.f.ppf(0.95, p, n - p) * rows.var(axis=0, ddof=1) / n)
    ends = np.column_stack([rows.mean(axis=0) - reach, rows.mean(axis=0) + reach])
    return {**hotelling(rows), "ci_T2": {"rows": names, "cols": ["lower", "upper"], "data": ends.tolist()}}


def hotelling_dims(rows: Rows) -> Numbers:
    scores = rows.scores("G")
    return {
        "all_zero": around(scores, list(SIZES)),
        "all_equal": hotelling(np.diff(scores, axis=1)),
        f"items{ITEMS}": around(rows.G, list(named("G", rows.G[0]))),
        "first17": hotelling(scores[:17]),
    }


def hotelling_two_quarters(rows: Rows) -> Numbers:
    early, late = quarters_of(rows, rows.scores("G"))
    (n1, p), n2 = early.shape, len(late)
    pooled = ((n1 - 1) * np.cov(early.T) + (n2 - 1) * np.cov(late.T)) / (n1 + n2 - 2)
    apart = late.mean(axis=0) - early.mean(axis=0)
    t2 = n1 * n2 / (n1 + n2) * apart @ np.linalg.solve(pooled, apart)
    df2 = n1 + n2 - p - 1
    f = df2 / (p * (n1 + n2 - 2)) * t2
    return {"T2": t2, "F": f, "df1": p, "df2": df2, "p_value": stats.f.sf(f, p, df2)}


def adequacy(rows: Rows) -> Numbers:
    n, k = rows.P.shape
    r = np.corrcoef(rows.P.T)
    inverse = np.linalg.inv(r)
    scale = np.sqrt(np.diagonal(inverse))
    partial, apart = (inverse / np.outer(scale, scale)) ** 2 * ~np.eye(k, dtype=bool), r**2 * ~np.eye(k, dtype=bool)
    chi, df = -(n - 1 - (2 * k + 5) / 6) * np.linalg.slogdet(r)[1], k * (k - 1) // 2
    return {
        "n": n, "p": k, "kmo": apart.sum() / (apart.sum() + partial.sum()), "bartlett_chisq": chi, "bartlett_df": df,
        "msa_i": named("P", apart.sum(axis=0) / (apart.sum(axis=0) + partial.sum(axis=0))),
        "bartlett_p": stats.chi2.sf(chi, df), "det": np.linalg.det(r), "smc": named("P", 1 - 1 / np.diagonal(inverse)),
        "eigenvalues": np.linalg.eigvalsh(r)[::-1].tolist(),
    }  # fmt: skip


def average_partial(rows: Rows) -> Numbers:
    r = np.corrcoef(rows.G.T)
    k = len(r)
    values, vectors = np.linalg.eigh(r)
    left = r.copy()
    averages = []
    for place in range(k - 1):
        scale = np.sqrt(np.diagonal(left))
        partial = (left / np.outer(scale, scale))[~np.eye(k, dtype=bool)]
        averages.append(((partial**2).mean(), (partial**4).mean()))
        left -= values[-1 - place] * np.outer(vectors[:, -1 - place], vectors[:, -1 - place])
    squared, fourth = np.array(averages).T
    return {
        "map_squared": squared.tolist(), "map_fourth": fourth.tolist(), "n_squared": int(squared.argmin()),
        "n_fourth": int(fourth.argmin()), "psych_map": squared[1:9].tolist(),
    }  # fmt: skip


def heterotrait(rows: Rows) -> Numbers:
    r = np.abs(np.corrcoef(rows.G.T))
    found = {}
    for kind, mean in (("htmt", np.mean), ("htmt2", stats.gmean)):
        block = {(a, b): r[np.ix_(SPANS[a], SPANS[b])] for a in SIZES for b in SIZES}
        own = {a: mean(block[a, a][np.triu_indices(SIZES[a], 1)]) for a in SIZES}
        data = [[1.0 if a == b else mean(block[a, b].ravel()) / np.sqrt(own[a] * own[b]) for b in SIZES] for a in SIZES]
        found[kind] = {"rows": list(SIZES), "cols": list(SIZES), "data": data}
    return found


def reliability_of_difference(rows: Rows) -> Numbers:
    found = {}
    for key, span in SPANS.items():
        e, p, gap = (getattr(rows, part)[:, span].mean(axis=1) for part in "EPG")
        alphas = [alpha_of(getattr(rows, part)[:, span]) for part in "EPG"]
        r, e2, p2 = np.corrcoef(e, p)[0, 1], e.var(ddof=1), p.var(ddof=1)
        shared = r * np.sqrt(e2 * p2)
        found[key] = {
            "alpha_E": alphas[0], "alpha_P": alphas[1], "r_EP": r, "var_E": e2, "var_P": p2,
            "rel_diff_johns": (p2 * alphas[1] + e2 * alphas[0] - 2 * shared) / (p2 + e2 - 2 * shared),
            "rel_diff_equal_variance": ((alphas[0] + alphas[1]) / 2 - r) / (1 - r), "alpha_of_item_gaps": alphas[2],
            "var_ratio_P_to_gap": p2 / gap.var(ddof=1), "cor_gap_E": np.corrcoef(gap, e)[0, 1],
            "cor_gap_P": np.corrcoef(gap, p)[0, 1],
        }  # fmt: skip
    return found


def agreement(rows: Rows) -> list[Numbers]:
    found = []
    for key, span in SPANS.items():
        entry: Numbers = {"dim": key, "rwg_j": {}, "rwg_j_skew": {}}
        for branch in sorted(rows.frame["branch"].unique()):
            spread = rows.P[rows.frame["branch"] == branch][:, span].var(axis=0, ddof=1).mean()
            for name, null in (("rwg_j", 4.0), ("rwg_j_skew", 2.90)):
                kept, k = 1 - spread / null, len(span)
                entry[name][branch] = k * kept / (k * kept + spread / null) if kept > 0 else 0.0
        found.append(entry)
    return found


def branches_overall_gap(rows: Rows) -> Numbers:
    groups = {name: rows.overall[rows.frame["branch"] == name] for name in sorted(rows.frame["branch"].unique())}
    names, samples = list(groups), list(groups.values())
    n, mean, var = (np.array([f(each) for each in samples]) for f in (len, np.mean, lambda x: x.var(ddof=1)))
    total, k = n.sum(), len(names)
    f, p = stats.f_oneway(*samples)
    between, within = (n * (mean - rows.overall.mean()) ** 2).sum(), ((n - 1) * var).sum()
    error = within / (total - k)
    weight = n / var
    centre = (weight * mean).sum() / weight.sum()
    lam = ((1 - weight / weight.sum()) ** 2 / (n - 1)).sum()
    welch = (weight * (mean - centre) ** 2).sum() / (k - 1) / (1 + 2 * (k - 2) / (k**2 - 1) * lam)
    df2 = (k**2 - 1) / (3 * lam)
    h, p_h = stats.kruskal(*samples)
    pairs = [games_howell(groups, a, b) for place, a in enumerate(names) for b in names[place + 1 :]]
    plain = [stats.ttest_ind(groups[pair["b"]], groups[pair["a"]], equal_var=False).pvalue for pair in pairs]
    holm: dict[str, Numbers] = {}
    for pair, value in zip(pairs, corrected(np.array(plain))["holm"], strict=True):
        holm.setdefault(pair["b"], {})[pair["a"]] = value
    return {
        "n": dict(zip(names, n.tolist(), strict=True)), "mean": dict(zip(names, mean.tolist(), strict=True)),
        "sd": dict(zip(names, np.sqrt(var).tolist(), strict=True)),
        "anova": {
            "F": f, "df1": k - 1, "df2": total - k, "p": p, "eta2": between / (between + within),
            "omega2": (between - (k - 1) * error) / (between + within + error),
            "epsilon2": (between - (k - 1) * error) / (between + within),
        },
        "welch": {"F": welch, "df1": k - 1, "df2": df2, "p": stats.f.sf(welch, k - 1, df2)},
        "kruskal": {
            "H": h, "df": k - 1, "p": p_h, "epsilon2_rank": h / (total - 1), "eta2_H": (h - k + 1) / (total - k),
        },
        "games_howell_exact": pairs,
        "games_howell": {
            "group1": [pair["a"] for pair in pairs], "group2": [pair["b"] for pair in pairs],
            "estimate": [pair["diff_b_minus_a"] for pair in pairs],
            "lower": [pair["lower"] for pair in pairs], "upper": [pair["upper"] for pair in pairs],
        },
        "pairwise_welch_holm": holm,
        **other_comparisons(names, samples),
    }  # fmt: skip


def games_howell(groups: dict[str, np.ndarray], a: str, b: str) -> Numbers:
    one, other = groups[a], groups[b]
    welch = stats.ttest_ind(other, one, equal_var=False)
    apart = other.mean() - one.mean()
    se = abs(apart / welch.statistic) / np.sqrt(2)
    reach = stats.studentized_range.ppf(0.95, len(groups), welch.df) * se
    return {
        "a": a, "b": b, "diff_b_minus_a": apart, "se_q": se, "t": welch.statistic, "df": welch.df,
        "p": stats.studentized_range.sf(abs(apart) / se, len(groups), welch.df), "lower": apart - reach,
        "upper": apart + reach,
    }  # fmt: skip


def other_comparisons(names: list[str], samples: list[np.ndarray]) -> Numbers:
    """Compare by the tests that the usual ones stand beside: scipy's, and what it has not by sums and integrals."""
    n, mean, var = (np.array([f(each) for each in samples]) for f in (len, np.mean, lambda x: x.var(ddof=1)))
    total, k, ranks = n.sum(), len(names), stats.rankdata(np.round(np.concatenate(samples), 10))
    own = (1 - n / total) * var
    star = (n * (mean - np.concatenate(samples).mean()) ** 2).sum() / own.sum()
    df2 = 1 / ((own / own.sum()) ** 2 / (n - 1)).sum()
    pairs = [(a, b) for a in range(k) for b in range(a + 1, k)]
    tukey = stats.tukey_hsd(*samples)
    ends = tukey.confidence_interval()
    pooled = ((n - 1) * var).sum() / (total - k)
    se = np.sqrt(pooled * (1 / n[1:] + 1 / n[0]))
    t = (mean[1:] - mean[0]) / se
    loadings = np.sqrt(n[1:] / (n[1:] + n[0]))
    reach = optimize.brentq(lambda c: largest_beyond(c, loadings, total - k) - 0.05, 0.5, 20, xtol=1e-12) * se
    middle = [each.mean() for each in np.split(ranks, n.cumsum()[:-1])]
    counts = np.unique(ranks, return_counts=True)[1]
    spread = (total * (total + 1) - (counts**3 - counts).sum() / (total - 1)) / 12
    z = np.array([(middle[b] - middle[a]) / np.sqrt(spread * (1 / n[a] + 1 / n[b])) for a, b in pairs])
    modulus: dict[str, Numbers] = {}
    for a, b in pairs:
        welch = stats.ttest_ind(samples[b], samples[a], equal_var=False)
        beyond = largest_beyond(abs(welch.statistic), np.zeros(len(pairs)), welch.df)
        modulus.setdefault(names[b], {})[names[a]] = beyond
    rounded = [np.round(each, 10) for each in samples]
    by_median, by_mean = (stats.levene(*rounded, center=each) for each in ("median", "mean"))
    bartlett, fligner = stats.bartlett(*samples), stats.fligner(*[fligner_distances(each) for each in rounded])
    return {
        "brown_forsythe_Fstar": {"F": star, "df1": k - 1, "df2": df2, "p": stats.f.sf(star, k - 1, df2)},
        "tukey": {
            "pair": [f"{names[b]}-{names[a]}" for a, b in pairs], "diff": [mean[b] - mean[a] for a, b in pairs],
            "lower": [ends.low[b, a] for a, b in pairs], "upper": [ends.high[b, a] for a, b in pairs],
            "p": [tukey.pvalue[b, a] for a, b in pairs],
        },
        "dunnett": {
            "pair": [f"{name} - {names[0]}" for name in names[1:]], "t": t.tolist(),
            "p": [largest_beyond(abs(each), loadings, total - k) for each in t],
            "lower": (t * se - reach).tolist(), "upper": (t * se + reach).tolist(),
        },
        "dunn_holm": {
            "group1": [names[a] for a, _ in pairs], "group2": [names[b] for _, b in pairs], "z": z.tolist(),
            "p": (2 * stats.norm.sf(abs(z))).tolist(), "p_adj": corrected(2 * stats.norm.sf(abs(z)))["holm"],
        },
        "dunnett_T3_p": modulus,
        "levene_median": {"F": by_median.statistic, "p": by_median.pvalue},
        "levene_mean": {"F": by_mean.statistic, "p": by_mean.pvalue},
        "bartlett": {"K2": bartlett.statistic, "p": bartlett.pvalue},
        "fligner": {"chi2": fligner.statistic, "p": fligner.pvalue},
    }  # fmt: skip


def fligner_distances(sample: np.ndarray) -> np.ndarray:
    """Lay a sample about its median so that distances that are equal are so to the last digit."""
    return np.round(sample - np.median(sample), 10)


def largest_beyond(c: float, loadings: np.ndarray, df: float) -> float:
    """Give P(max |T_i| > c) for T_i = (√(1 − λ_i²) Z_i + λ_i Z_0)/S, by Gauss and Legendre over Z_0 and S."""
    x, w = np.polynomial.legendre.leggauss(120)
    z, density = 9 * x, 9 * w * stats.norm.pdf(9 * x)
    low, high = (np.sqrt(stats.chi2.ppf(q, df) / df) for q in (1e-15, 1 - 1e-15))
    s = low + (high - low) * (x + 1) / 2
    of_s = (high - low) / 2 * w * stats.chi2.pdf(s**2 * df, df) * 2 * s * df
    own = np.sqrt(1 - loadings**2)[:, None, None]
    shift = loadings[:, None, None] * z[None, None, :]
    inside = stats.norm.cdf((c * s[None, :, None] - shift) / own) - stats.norm.cdf(
        (-c * s[None, :, None] - shift) / own
    )
    return float(1 - of_s @ inside.prod(axis=0) @ density)


def drawn_ranks(rng: np.random.Generator) -> Callable[[Rows], Numbers]:
    def numbers(rows: Rows) -> Numbers:
        n = len(rows.G)
        drawn = np.array([stats.rankdata(rows.G[rng.integers(0, n, n)].sum(axis=0)) for _ in range(5000)])
        return {
            "label": list(named("G", rows.G[0])), "mean_rank": drawn.mean(axis=0).tolist(),
            "q025": np.quantile(drawn, 0.025, axis=0).tolist(), "q975": np.quantile(drawn, 0.975, axis=0).tolist(),
            **{f"p_top{top}": (drawn <= top).mean(axis=0).tolist() for top in (1, 3, 5)},
        }  # fmt: skip

    return numbers


def wilson(count: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Solve (x/n - p)^2 = z^2 p (1 - p)/n for p."""
    z2, share = stats.chi2.ppf(0.95, 1), count / n
    roots = np.array([np.sort(np.roots([1 + z2 / n, -2 * s - z2 / n, s**2])) for s in share])
    return roots[:, 0], roots[:, 1]


def share_lists(holds: np.ndarray) -> Numbers:
    low, high = wilson(holds.sum(axis=0), len(holds))
    return {
        "count": holds.sum(axis=0).tolist(), "share": holds.mean(axis=0).tolist(), "wilson_lower": low.tolist(),
        "wilson_upper": high.tolist(),
    }  # fmt: skip


def shares(rows: Rows) -> Numbers:
    met, top, bottom = rows.P >= rows.E, rows.P >= 6, rows.P <= 2
    net = stats.ttest_1samp(top.astype(float) - bottom, 0.0)
    ends, branch = net.confidence_interval(), rows.frame["branch"].str.casefold()
    first, second = sorted(branch.unique())[:2]
    a, b = (met[(branch == name).to_numpy()] for name in (first, second))
    (l_a, u_a), (l_b, u_b) = (wilson(each.sum(axis=0), len(each)) for each in (a, b))
    apart = a.mean(axis=0) - b.mean(axis=0)
    below = np.sqrt((a.mean(axis=0) - l_a) ** 2 + (u_b - b.mean(axis=0)) ** 2)
    above = np.sqrt((u_a - a.mean(axis=0)) ** 2 + (b.mean(axis=0) - l_b) ** 2)
    return {
        "n": len(met), "met": share_lists(met), "top": share_lists(top), "bottom": share_lists(bottom),
        "net": {
            "net": (top.mean(axis=0) - bottom.mean(axis=0)).tolist(),
            "se": ((ends.high - ends.low) / 2 / stats.t.ppf(0.975, len(met) - 1)).tolist(),
            "t_lower": ends.low.tolist(), "t_upper": ends.high.tolist(),
        },
        f"met_{first}_minus_{second}": {
            f"n_{first}": len(a), f"n_{second}": len(b), "diff": apart.tolist(), "lower": (apart - below).tolist(),
            "upper": (apart + above).tolist(),
        },
        "mcnemar": [pair_of_shares(met, a, b) for a, b in ((2, 9), (22, 1))],
        "dimensions": {name: share_levels(held) for name, held in (
            ("met", met), ("top", top), ("bottom", bottom), ("net", top.astype(float) - bottom),
            ("index", 100 * (rows.P - 1) / 6),
        )},
        "item_index": {
            "rows": [f"P{number}" for number in range(1, ITEMS + 1)], "cols": ["mean", "se", "lower", "upper"],
            "data": student(100 * (rows.P - 1) / 6),
        },
        "branches_met": {
            name: of_branch(met[(rows.frame["branch"] == name).to_numpy()])
            for name in sorted(rows.frame["branch"].unique())
        },
    }  # fmt: skip


def student(values: np.ndarray) -> list[list[float]]:
    """Give mean, standard error and Student's ends of each column."""
    found = stats.ttest_1samp(values, 0.0).confidence_interval()
    mean, se = values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return np.column_stack([mean, se, found.low, found.high]).tolist()


def own_shares(values: np.ndarray) -> np.ndarray:
    """Average the items of each dimension for each respondent."""
    return np.column_stack([values[:, span].mean(axis=1) for span in SPANS.values()])


def share_levels(values: np.ndarray) -> Numbers:
    own = own_shares(values.astype(float))
    both = np.column_stack([own, own.mean(axis=1), values.mean(axis=1)])
    rows = [*SIZES, "overall_mean_of_dimensions", "overall_mean_of_items"]
    return {"rows": rows, "cols": ["mean", "se", "lower", "upper"], "data": student(both)}


def of_branch(met: np.ndarray) -> Numbers:
    ((mean, se, _, _),) = student(own_shares(met.astype(float)).mean(axis=1)[:, None])
    low, high = wilson(met[:, [4]].sum(axis=0), len(met))
    item = {"count": int(met[:, 4].sum()), "wilson": [low.item(), high.item()]}
    return {"n": len(met), "mean": mean, "se": se, "item_5": item}


def pair_of_shares(met: np.ndarray, item_a: int, item_b: int) -> Numbers:
    a, b = met[:, item_a - 1], met[:, item_b - 1]
    n, e, f, g, h = len(a), (a & b).sum(), (a & ~b).sum(), (b & ~a).sum(), (~a & ~b).sum()
    (l_a, l_b), (u_a, u_b) = wilson(np.array([e + f, e + g]), n)
    together = e * h - f * g
    phi = (together - min(together, n / 2) if together > 0 else together) / np.sqrt(
        float((e + f) * (g + h)) * float((e + g) * (f + h))
    )
    reach = [
        np.sqrt(x**2 - 2 * phi * x * y + y**2)
        for x, y in ((a.mean() - l_a, u_b - b.mean()), (u_a - a.mean(), b.mean() - l_b))
    ]
    chi = (f - g) ** 2 / (f + g)
    return {
        "item_a": item_a, "item_b": item_b, "both": int(e), "only_a": int(f), "only_b": int(g), "neither": int(h),
        "difference": (f - g) / n, "newcombe_lower": (f - g) / n - reach[0], "newcombe_upper": (f - g) / n + reach[1],
        "exact_p": stats.binomtest(int(f), int(f + g)).pvalue, "chi2": chi, "chi2_p": stats.chi2.sf(chi, 1),
        "mid_p": 2 * stats.binom.cdf(min(f, g), f + g, 0.5) - stats.binom.pmf(f, f + g, 0.5),
    }  # fmt: skip


COMPLETE, MISSING = "servqual_complete.csv", "servqual_missing.csv"


def write_folder(folder: Path, seed: int, n: int, branches: list[str], quarters: list[str]) -> None:
    """Write data and cases as the folder of reference numbers has them."""
    rng = np.random.default_rng(seed)
    frame = survey_of(rng, n, branches, quarters)
    answers = [name for name in frame if name[0] in "EP" and name[1:].isdigit()]
    holes = frame.copy()
    holes[answers] = frame[answers].where(rng.random((n, len(answers))) > 0.08 * rng.random(len(answers)))
    for place in ("data", "cases"):
        (folder / place).mkdir(parents=True)
    frame.to_csv(folder / "data" / COMPLETE, index=False)
    holes.to_csv(folder / "data" / MISSING, index=False, float_format="%.0f")
    whole, torn = Rows(frame), Rows(holes)
    every: dict[str, tuple[str, Rows, Callable[[Rows], Any], float, str, str]] = {
        "gap_scores": (COMPLETE, whole, gap_scores, 1e-10, "", ""),
        "gap_missing_half_rule": (MISSING, torn, gap_missing_half_rule, 1e-10, "", ""),
        "missingness_servqual": (MISSING, torn, missingness, 1e-12, "", ""),
        "alpha_sq_P_empathy": (COMPLETE, whole, alpha_case("P", "empathy"), 1e-8, ": P items of empathy", ""),
        "alpha_sq_G_assurance": (COMPLETE, whole, alpha_case("G", "assurance"), 1e-8, ": G items of assurance", ""),
        "item_table_22": (COMPLETE, whole, item_table, 1e-8, "", ""),
        "p_adjust_quarter": (COMPLETE, whole, p_adjust_quarter, 1e-9, "", ""),
        "quarter_independent": (COMPLETE, whole, quarter_independent, 1e-8, "", ""),
        "hotelling_dims": (COMPLETE, whole, hotelling_dims, 1e-6, ": 5 dimension gaps", ""),
        "hotelling_two_quarters": (COMPLETE, whole, hotelling_two_quarters, 1e-6, "", ""),
        "kmo_bartlett_sq_P": (COMPLETE, whole, adequacy, 1e-8, ": P1..P22", ""),
        "map_sq_G": (COMPLETE, whole, average_partial, 1e-8, ": G1..G22", ""),
        "htmt_servqual_G": (COMPLETE, whole, heterotrait, 1e-6, ": G", ""),
        "reliability_of_difference": (COMPLETE, whole, reliability_of_difference, 1e-9, ": dimension means", ""),
        "rwg_servqual": (COMPLETE, whole, agreement, 1e-8, ": P items by branch, 7-point", ""),
        "branches_overall_gap": (COMPLETE, whole, branches_overall_gap, 1e-6, ": overall, by branch", ""),
        "shares": (COMPLETE, whole, shares, 1e-9, ": met = P >= E, top = P >= 6, bottom = P <= 2", ""),
        "ranks_bootstrap_items22": (COMPLETE, whole, drawn_ranks(rng), 0.02, "", "bootstrap of respondents B=5000"),
    }
    for name, (file, rows, numbers, tolerance, told, call) in every.items():
        case = {
            "case": name,
            "input": f"data/{file}{told}",
            "call": call,
            "value": numbers(rows),
            "tolerance": tolerance,
        }
        (folder / "cases" / f"{name}.json").write_text(json.dumps(case, default=float), encoding="utf-8")
