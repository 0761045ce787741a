"""Findings made by hand, in the shape that the verbs promise, for tests of words, tables and pictures."""

from __future__ import annotations

import dataclasses
import importlib
import itertools
import pkgutil
from typing import Any

import numpy as np
import pandas as pd
from every_statistic import every_statistic
from scipy.special import stdtr
from validity_by_hand import validity_facts, validity_frames

import servgap._stats
from servgap.analysis.finding import Basis, Finding, Remark
from servgap.analysis.gaps.facts import DimensionGap, GapFacts, JudgedGap
from servgap.analysis.gaps.verb import Gaps
from servgap.analysis.groups.facts import End, GroupsFacts, Overall
from servgap.analysis.groups.facts import Worst as WorstGroup
from servgap.analysis.pairing.facts import PairingFacts, Widest, Withheld
from servgap.analysis.plan.facts import Needed, PlanFacts
from servgap.analysis.ranking.facts import Corrected, RankingFacts, Worst
from servgap.analysis.ranking.verb import Ranking
from servgap.analysis.reliability.bands import bands_of, least_group
from servgap.analysis.reliability.facts import End as EndScore
from servgap.analysis.reliability.facts import Judged, ReliabilityFacts, Score
from servgap.analysis.screening.facts import Ceiling, Moved, ScreeningFacts
from servgap.analysis.significance.facts import GapEffect, SignificanceFacts, StandardEffect
from servgap.analysis.significance.verb import Significance
from servgap.analysis.verdicts import change_verdicts, trade_verdicts, verdicts
from servgap.analysis.waves.facts import Change, Changed, StandardsChanged, WavesFacts
from servgap.columns import COLUMNS
from servgap.survey.instrument import Instrument

for _module in pkgutil.walk_packages(servgap._stats.__path__, "servgap._stats."):
    importlib.import_module(_module.name)  # so that every statistic is registered, as it is once its verb has run

INSTRUMENT = Instrument.load("servqual")
DIMENSIONS = INSTRUMENT.dimension_keys
N, READ, SMALLEST, CRITICAL, INNER = 1468, 1512, 0.25, 1.9616, 1.6459
LEFT_OUT = (("no_pair", 12), ("careless", 32))
POINTS = (12.4, 31.8, 24.1, 17.2, 14.5)
HOSTILE = ('<script>alert("1")</script>', '=HYPERLINK("http://x.example","y")', "a | b `c`", "North & South")

EXPECTATION = (
    5.62,
    5.71,
    5.84,
    5.40,
    6.48,
    6.35,
    6.41,
    6.52,
    6.30,
    6.22,
    6.38,
    6.27,
    6.05,
    6.33,
    6.44,
    6.29,
    6.40,
    5.66,
    5.71,
    5.80,
    5.52,
    5.94,
)
GAPS = (
    -0.08,
    0.04,
    0.31,
    -0.12,
    -1.12,
    -0.86,
    -0.71,
    -0.94,
    -0.38,
    -0.77,
    -1.31,
    -1.02,
    -0.82,
    -0.41,
    -0.52,
    -0.27,
    -0.63,
    -0.49,
    -0.58,
    -0.66,
    0.41,
    -0.35,
)
SPREAD = (
    1.21,
    1.18,
    1.02,
    1.25,
    1.41,
    1.37,
    1.29,
    1.44,
    1.22,
    1.36,
    1.52,
    1.40,
    1.33,
    1.19,
    1.24,
    1.15,
    1.28,
    1.46,
    1.39,
    1.42,
    1.31,
    1.20,
)


class Reliability(Finding):
    kind = "reliability"


class Pairing(Finding):
    kind = "pairing"


class GroupComparison(Finding):
    kind = "groups"


class Waves(Finding):
    kind = "waves"


class Validity(Finding):
    kind = "validity"


class Plan(Finding):
    kind = "plan"


class Screening(Finding):
    kind = "screening"


def basis(**changes: Any) -> Basis:
    """Give a basis as the sample survey would have it, with some fields changed."""
    facts: dict[str, Any] = {
        "instrument": INSTRUMENT,
        "rows_used": N,
        "rows_read": READ,
        "left_out": LEFT_OUT,
        "pair": ("expectation", "perception"),
        "policy": "half",
    }
    changes["statistics"] = tuple(every_statistic()[key] for key in changes.get("statistics", ()))
    by = changes.pop("by", ())
    return Basis(**(facts | {"separately": by} | changes))


def _framed(rows: list[dict[str, Any]], columns: str, by: tuple[str, ...] = ()) -> pd.DataFrame:
    names = [*by, *columns.split()]
    texts = {"item", "standard", "dimension", "component", "aspect", "touchpoint", "part", "level", "method", "test"}
    texts |= {"verdict", "trade_verdict", "reason", "effect_kind", "criterion", "wave", "wave_from", "wave_to", *by}
    texts |= {"group_a", "group_b", "respondent", "twin", "flag", "flags"}
    texts |= {"purpose", "sampling", "coefficient", "band"}
    texts |= {"step", "reached", "lowest_item", "highest_item"}
    known = set(COLUMNS) | set(by)
    if not set(names) <= known:
        raise KeyError(set(names) - known)
    filled = [{name: row.get(name, "" if name in texts else np.nan) for name in names} for row in rows]
    return pd.DataFrame(filled, columns=names)


def _mean(gap: float, sd: float, n: int) -> dict[str, Any]:
    se = sd / np.sqrt(n)
    low, high = gap - CRITICAL * se, gap + CRITICAL * se
    inner = (np.array([gap - INNER * se]), np.array([gap + INNER * se]))
    return {
        "n": n,
        "gap": gap,
        "sd": sd,
        "se": se,
        "df": n - 1.0,
        "ci_low": low,
        "ci_high": high,
        "verdict": verdicts((np.array([low]), np.array([high])), inner, SMALLEST)[0],
        "trade_verdict": trade_verdicts(np.array([gap]))[0],
    }


def _standards() -> list[dict[str, Any]]:
    rows = []
    for index, item in enumerate(INSTRUMENT.items):
        key = {"dimension": INSTRUMENT.dimension_of(item.key).key, "standard": item.standard.key, "item": item.key}
        rows.append(key | {"n": N - 7 * index % 61, "expectation": EXPECTATION[index], "index": index})
    return rows


def _dimension_gaps(shift: float = 0.0) -> list[float]:
    return [float(np.mean(GAPS[span])) + shift for span in INSTRUMENT.spans]


GAP_COLUMNS = (
    "level dimension standard item method n expectation perception gap sd se df ci_low ci_high points weighted_gap "
    "verdict trade_verdict reason"
)
BOOTSTRAP_COLUMNS = "level dimension standard item n gap se percentile_low percentile_high bca_low bca_high reason"


def _gap_rows(shift: float = 0.0, n: int = N, *, points: bool = True) -> list[dict[str, Any]]:
    dimensions = _dimension_gaps(shift)
    expected = [float(np.mean(EXPECTATION[span])) for span in INSTRUMENT.spans]
    rows = []
    for method, gap in (("mean_of_dimensions", np.mean(dimensions)), ("mean_of_items", np.mean(GAPS) + shift)):
        level = {"level": "overall", "method": method, "expectation": float(np.mean(expected))}
        rows.append(level | _mean(float(gap), 0.78, n) | {"perception": float(np.mean(expected) + gap)})
    if points:
        weighted = float(np.dot(POINTS, dimensions) / 100)
        rows.append({"level": "overall", "method": "weighted_mean", **_mean(weighted, 0.84, n - 31)})
        rows[-1]["weighted_gap"] = weighted
    for key, gap, level, share in zip(DIMENSIONS, dimensions, expected, POINTS, strict=True):
        row = {"level": "dimension", "dimension": key, "method": "mean_of_scores", "expectation": level}
        rows.append(row | _mean(gap, 0.95, n) | {"perception": level + gap})
        if points:
            rows[-1] |= {"points": share, "weighted_gap": share * gap / 100}
    for standard in _standards():
        gap = GAPS[standard["index"]] + shift
        size = max(1, n - 7 * standard["index"] % 61) if n > 100 else n
        row = {**standard, "level": "standard", "method": "mean_of_pairs", "perception": standard["expectation"] + gap}
        rows.append(row | _mean(gap, SPREAD[standard["index"]], size))
    return rows


def _gap_facts(rows: list[dict[str, Any]], group: dict[str, str]) -> GapFacts:
    overall = next(row for row in rows if row["level"] == "overall")
    worst = min((row for row in rows if row["level"] == "dimension"), key=lambda row: row["gap"])
    standards = [row for row in rows if row["level"] == "standard"]
    weighted = [row["weighted_gap"] for row in rows if row.get("method") == "weighted_mean"]
    shown = ("gap", "ci_low", "ci_high", "n", "verdict")
    counts = {
        code: sum(row["verdict"] == code for row in standards) for code in ("short", "above", "negligible", "undecided")
    }
    return GapFacts(
        group=group,
        overall=JudgedGap(**{name: overall[name] for name in shown}),
        worst=DimensionGap(**{name: worst[name] for name in (*shown, "dimension")}),
        standards=len(standards),
        **counts,
        weighted=weighted[0] if weighted else None,
        groups=2 if group else 1,
    )


def _gap_frames(rows: list[dict[str, Any]], by: tuple[str, ...] = ()) -> dict[str, pd.DataFrame]:
    """The gaps and their bootstrap intervals."""
    resampled = []
    for row in rows:
        if row["method"] not in ("mean_of_items", "weighted_mean"):
            ends = {f"{kind}_{end}": row[f"ci_{end}"] for kind in ("percentile", "bca") for end in ("low", "high")}
            resampled.append(row | ends)
    return {"frame": _framed(rows, GAP_COLUMNS, by), "bootstrap": _framed(resampled, BOOTSTRAP_COLUMNS, by)}


def gaps() -> Gaps:
    """Gaps with respondents' points; two standards are above expectation."""
    rows = _gap_rows()
    remarks = (Remark("points_excluded", (("n", 31),)),)
    stands_on = basis(statistics=("paired_t", "tost"), smallest=SMALLEST, remarks=remarks)
    return Gaps(stands_on, _gap_frames(rows), _gap_facts(rows, {}))


def gaps_by_branch(labels: tuple[str, ...] = ("Central", "North", "")) -> Gaps:
    """Gaps by branch, with respondents without a branch; `labels` may be hostile."""
    parts = {label: _gap_rows(-0.2 * index, 240 - 20 * index, points=False) for index, label in enumerate(labels)}
    rows = [{"branch": label, **row} for label, part in parts.items() for row in part]
    facts = _gap_facts(parts[labels[-1]], {"branch": labels[-1]})
    stands_on = basis(by=("branch",), statistics=("paired_t", "tost"), smallest=SMALLEST)
    return Gaps(stands_on, _gap_frames(rows, ("branch",)), facts)


def gaps_unanswered() -> Gaps:
    """Gaps of a survey with one respondent: nothing but means can be computed."""
    rows = _gap_rows(n=1, points=False)
    absent = dict.fromkeys(("sd", "se", "df", "ci_low", "ci_high"), np.nan)
    rows = [row | absent | {"verdict": "", "reason": "too_few"} for row in rows]
    rows = [row | {"gap": np.nan, "trade_verdict": ""} if row["level"] == "overall" else row for row in rows]
    stands_on = basis(rows_used=1, rows_read=1, left_out=(), statistics=("paired_t", "tost"), smallest=SMALLEST)
    return Gaps(stands_on, _gap_frames(rows), _gap_facts(rows, {}))


RELIABILITY_COLUMNS = (
    "dimension part n n_items alpha ci_low ci_high alpha_standardized omega omega_low omega_high average_r "
    "difference_reliability difference_low difference_high r_expectation_perception variance_ratio reason"
)
ITEM_COLUMNS = "dimension item part n mean sd item_rest_r alpha_if_dropped loading msa share_bottom share_top reason"
USE_COLUMNS = "dimension part n coefficient value ci_low ci_high band n_per_group reason"


def _use(row: dict[str, Any]) -> dict[str, Any]:
    """Judge a score as the verb does: by the lower limit of its reliability, a gap by the lower of two."""
    own = {name: row[name] for name in ("dimension", "part", "n")}
    if "omega" not in row:
        return own | {"coefficient": "", "band": "", "reason": row["reason"]}
    value, low, high = row["omega"], row["omega_low"], row["omega_high"]
    if "difference_reliability" in row:
        value, low, high = row["difference_reliability"], row["difference_low"], row["difference_high"]
    own |= {"coefficient": "difference" if "difference_reliability" in row else "omega_total", "value": value}
    own |= {"ci_low": low, "ci_high": high, "band": str(bands_of([low], [high])[0])}
    return own | {"n_per_group": float(least_group(low))}


def _names_of(kind: type[Score]) -> list[str]:
    return [entry.name for entry in dataclasses.fields(kind) if entry.name != "group"]


def _end_score(row: dict[str, Any]) -> EndScore:
    return EndScore(group={}, **{name: row[name] for name in _names_of(EndScore)})


def reliability() -> Reliability:
    """Reliability of three parts; the expectations of the last dimension do not vary."""
    rows, items = [], []
    for place, dimension in enumerate(INSTRUMENT.dimensions):
        for part, base in (("expectation", 0.80), ("perception", 0.86), ("gap", 0.74)):
            value = base + 0.015 * place
            row = {"dimension": dimension.key, "part": part, "n": 1301 - 9 * place, "n_items": len(dimension.items)}
            if (place, part) == (4, "expectation"):
                rows.append(row | {"reason": "no_variation"})
                continue
            row |= {
                "alpha": value,
                "ci_low": value - 0.022,
                "ci_high": value + 0.019,
                "alpha_standardized": value + 0.004,
            }
            row |= {
                "omega": value + 0.008,
                "omega_low": value - 0.014,
                "omega_high": value + 0.026,
                "average_r": value - 0.3,
            }
            if part == "gap":
                row |= {
                    "difference_reliability": value - 0.04,
                    "difference_low": value - 0.07,
                    "difference_high": value - 0.015,
                    "r_expectation_perception": 0.31,
                    "variance_ratio": 0.92,
                }
            rows.append(row)
            for index, item in enumerate(dimension.items):
                found = {
                    "mean": 5.1 + 0.1 * index,
                    "sd": 1.2,
                    "item_rest_r": 0.6 + 0.01 * index,
                    "alpha_if_dropped": value - 0.03,
                    "loading": 0.7 + 0.01 * index,
                    "msa": 0.85,
                }
                found |= {"reason": "not_on_scale"} if part == "gap" else {"share_bottom": 0.012, "share_top": 0.24}
                items.append({"dimension": dimension.key, "item": item.key, "part": part, "n": row["n"], **found})
    known = [row for row in rows if "omega" in row]
    uses = [_use(row) for row in rows]
    lowest, highest = min(known, key=lambda row: row["omega"]), max(known, key=lambda row: row["omega"])
    weakest = Judged(group={}, **{name: uses[2][name] for name in _names_of(Judged)})
    facts = ReliabilityFacts(rows=len(rows), lowest=_end_score(lowest), highest=_end_score(highest), weakest=weakest)
    remarks = (Remark("improper", (("n", 1),)), Remark("rough_intervals", (("n", 2),)))
    stands_on = basis(
        policy="complete",
        remarks=remarks,
        statistics=("cronbach_alpha", "omega_total", "item_analysis", "difference_reliability"),
    )
    frames = {"frame": _framed(rows, RELIABILITY_COLUMNS), "items": _framed(items, ITEM_COLUMNS)}
    frames["uses"] = _framed(uses, USE_COLUMNS)
    return Reliability(stands_on, frames, facts)


STEP_COLUMNS = (
    "dimension step n n_items chi_square df p_value cfi rmsea rmsea_low rmsea_high chi_square_difference df_difference "
    "p_difference p_adjusted cfi_difference cfi_fall_high rmsea_difference holds shown disputed reason"
)
PAIRED_COLUMNS = (
    "dimension n n_items reached verdict gap ci_low ci_high lowest_item lowest_gap highest_item highest_gap spread "
    "statistic f df df_denominator p_value p_adjusted latent_difference latent_se latent_low latent_high latent_sd "
    "latent_correlation reason"
)
STEPS = ("configural", "metric", "scalar")
LOST = ((0.0, 0.003, 0.031), (0.0, 0.002, 0.027), (0.0, 0.024, 0.012), (0.0, 0.004, 0.006))
REACHED = ("metric", "metric", "configural", "scalar", "")
FOLLOWING = {"metric": "depends_on_items", "configural": "do_not_average", "scalar": "subtract", "": ""}


def _steps(place: int, row: dict[str, Any]) -> list[dict[str, Any]]:
    if place == len(LOST):
        nothing = {"holds": None, "shown": None, "disputed": False, "reason": "constant_item"}
        return [row | {"step": step} | nothing for step in STEPS]
    rows = []
    for number, (step, lost) in enumerate(zip(STEPS, LOST[place], strict=True)):
        fit = {"chi_square": 14.2 + 40 * lost * 100, "df": 15.0 + 3 * number, "p_value": 0.4, "cfi": 0.997 - lost}
        fit |= {"rmsea": 0.012 + lost, "rmsea_low": lost, "rmsea_high": 0.03 + lost}
        fit |= {"holds": lost < 0.01, "shown": lost < 0.005, "disputed": (place, number) == (1, 1)}
        if number:
            fit |= {"chi_square_difference": 4000 * lost, "df_difference": 3.0, "p_difference": 0.01 - lost / 10}
            fit |= {"p_adjusted": 0.02, "cfi_difference": -lost, "cfi_fall_high": 2 * lost}
            fit |= {"rmsea_difference": 8 * lost}
        rows.append(row | {"step": step, **fit})
    return rows


def _paired(place: int, row: dict[str, Any], gap: float, own: dict[str, float]) -> dict[str, Any]:
    lowest, highest = min(own, key=own.__getitem__), max(own, key=own.__getitem__)
    row = row | {"lowest_item": lowest, "lowest_gap": own[lowest], "highest_item": highest, "highest_gap": own[highest]}
    row |= {"spread": float(np.std(list(own.values()), ddof=1)), "gap": gap, "ci_low": gap - 0.05}
    row |= {"ci_high": gap + 0.05, "reached": REACHED[place], "verdict": FOLLOWING[REACHED[place]]}
    row |= {"p_value": 0.0004, "p_adjusted": 0.002, "statistic": 61.2, "f": 20.4}
    row |= {"df": len(own) - 1.0, "df_denominator": row["n"] - len(own) + 1.0}
    if place == len(LOST):
        return row | {"reason": "constant_item"}
    latent = 1.2 * gap
    row |= {"latent_difference": latent, "latent_se": 0.06, "latent_low": latent - 0.12, "latent_high": latent + 0.12}
    return row | {"latent_sd": 1.3, "latent_correlation": 0.31}


def pairing() -> Pairing:
    """Both parts of two dimensions may be subtracted with their items, of one as they are, of one only item by item."""
    steps, rows, items = [], [], []
    for place, (dimension, span) in enumerate(zip(INSTRUMENT.dimensions, INSTRUMENT.spans, strict=True)):
        own = dict(zip((item.key for item in dimension.items), GAPS[span], strict=True))
        row = {"dimension": dimension.key, "n": 1290 - 9 * place, "n_items": len(own)}
        steps += _steps(place, row)
        rows.append(_paired(place, row, _dimension_gaps()[place], own))
        for (key, gap), expected in zip(own.items(), EXPECTATION[span], strict=True):
            both = {"expectation": expected, "perception": expected + gap}
            items.append({"dimension": dimension.key, "item": key, **both, **_mean(gap, 1.3, 1290 - 9 * place)})
    facts = PairingFacts(
        dimensions=5,
        judged=4,
        subtract=("assurance",),
        depends_on_items=("tangibles", "reliability"),
        do_not_average=("responsiveness",),
        loadings_shown=("tangibles", "reliability", "assurance"),
        withheld=(Withheld("empathy", "constant_item", 1254, 5),),
        widest=Widest(*(rows[1][name] for name in ("dimension", "lowest_gap", "highest_gap", "spread"))),
    )
    remarks = (Remark("improper_steps", (("n", 1),)), Remark("limits_of_large_samples", (("n", 212), ("minimum", 300))))
    statistics = ("occasion_invariance", "hotelling_profile")
    stands_on = basis(policy="complete", adjust="holm", family=4, statistics=statistics, remarks=remarks)
    frames = {
        "frame": _framed(steps, STEP_COLUMNS),
        "dimensions": _framed(rows, PAIRED_COLUMNS),
        "items": _framed(items, "dimension item n expectation perception gap sd se ci_low ci_high reason"),
    }
    return Pairing(stands_on, frames, facts)


SIGNIFICANCE_COLUMNS = (
    "level dimension standard item test method n gap statistic df p_value p_adjusted bayes_factor "
    "bayes_factor_interval effect_kind effect effect_low effect_high estimate ci_low ci_high disagrees contradicts "
    "reason"
)
EFFECT_COLUMNS = "level dimension standard item effect_kind method n gap effect effect_low effect_high reason"
JOINT_COLUMNS = "level method n_items n statistic f df df_denominator p_value reason"
EFFECTS = (("t", "d_z"), ("signed_rank", "rank_biserial"), ("sign", "share_above"))


def _tests(row: dict[str, Any], gap: float, sd: float, n: int, family: int) -> list[dict[str, Any]]:
    t = gap / (sd / np.sqrt(n))
    tested = []
    for (test, kind), power in zip(EFFECTS, (1.0, 0.97, 0.3), strict=True):
        p = float(2 * stdtr(n - 1.0, -abs(t * power)))
        effect = {"d_z": gap / sd, "rank_biserial": 0.7 * gap / sd, "share_above": 0.5 + 0.3 * gap / sd}[kind]
        tested.append(
            row
            | {
                "test": test,
                "method": "asymptotic",
                "n": n,
                "gap": gap,
                "statistic": t * power,
                "df": n - 1.0 if test == "t" else np.nan,
                "p_value": p,
                "p_adjusted": min(1.0, p * family),
                "effect_kind": kind,
                "effect": effect,
                "effect_low": effect - 0.052,
                "effect_high": effect + 0.052,
            }
        )
    disagrees = len({one["p_adjusted"] < 0.05 for one in tested}) > 1
    return [one | {"disagrees": disagrees, "contradicts": False} for one in tested]


def _joint() -> list[dict[str, Any]]:
    """Hotelling's tests; that of the standards lacks respondents."""
    rows = []
    for method, f in (("all_zero", 212.4), ("all_equal", 88.9)):
        row = {"level": "dimension", "method": method, "n_items": 5, "n": N, "statistic": 5.1 * f, "f": f}
        rows.append(row | {"df": 5.0, "df_denominator": N - 5.0, "p_value": 1e-120})
        rows.append({"level": "standard", "method": method, "n_items": 22, "n": 20, "reason": "too_few_for_all"})
    return sorted(rows, key=lambda row: str(row["level"]))


def _effect_rows(tests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Effect sizes of every gap; that of both parts is not known overall."""
    rows = []
    for row in tests:
        if row["test"] == "t":
            place = {name: row.get(name, "") for name in ("level", "dimension", "standard", "item", "n", "gap")}
            ends = {name: row[name] for name in ("effect", "effect_low", "effect_high")}
            rows.append(place | ends | {"effect_kind": "d_z", "method": "distribution_free"})
            known = {"reason": "gaps_only"} if row["level"] == "overall" else ends
            rows.append(place | known | {"effect_kind": "d_av", "method": "distribution_free"})
    return rows


def significance() -> Significance:
    """Three tests a standard; some disagree."""
    rows = _tests({"level": "overall"}, float(np.mean(_dimension_gaps())), 0.78, N, 1)
    for key, gap in zip(DIMENSIONS, _dimension_gaps(), strict=True):
        rows += _tests({"level": "dimension", "dimension": key}, gap, 0.95, N, 5)
    for standard in _standards():
        index = standard.pop("index")
        rows += _tests({"level": "standard", **standard}, GAPS[index], SPREAD[index], standard["n"], 22)
    single = [row for row in rows if row["level"] == "standard"]
    counts = {test: [row for row in single if row["test"] == test and row["p_adjusted"] < 0.05] for test, _ in EFFECTS}
    largest = min((row for row in single if row["test"] == "t"), key=lambda row: row["effect"])
    overall = rows[0]
    sized = ("gap", "n", "effect_kind", "effect", "effect_low", "effect_high", "p_value", "p_adjusted")
    facts = SignificanceFacts(
        tests=tuple(test for test, _ in EFFECTS),
        tested=22,
        significant={test: len(found) for test, found in counts.items()},
        short={test: sum(row["gap"] < 0 for row in found) for test, found in counts.items()},
        largest=StandardEffect(**{name: largest[name] for name in (*sized, "standard", "item")}),
        disagreeing=sum(row["disagrees"] for row in single if row["test"] == "t"),
        overall=GapEffect(**{name: overall[name] for name in sized}),
    )
    stands_on = basis(
        statistics=(
            "paired_t",
            "d_z_free",
            "signed_rank",
            "sign_test",
            "hotelling_t2",
            "hotelling_profile",
        ),
        adjust="holm",
        family=22,
        remarks=(Remark("exact_up_to", (("n", 500),)), Remark("effects_resampled", (("draws", 1999), ("seed", 0)))),
    )
    frames = {
        "frame": _framed(rows, SIGNIFICANCE_COLUMNS),
        "effects": _framed(_effect_rows(rows), EFFECT_COLUMNS),
        "joint": _framed(_joint(), JOINT_COLUMNS),
    }
    return Significance(stands_on, frames, facts)


RANKING_COLUMNS = (
    "rank level dimension standard item component aspect touchpoint criterion n gap points value se rank_low rank_high "
    "rank_low_alone rank_high_alone share_worst may_be_worst may_be_best reason"
)
RANKED_COLUMNS = (
    "rank level dimension criterion n gap points value se rank_low rank_high rank_low_alone rank_high_alone "
    "share_worst may_be_worst may_be_best reason"
)
WORST_COLUMNS = "dimension standard item n picked_from value corrected corrected_low corrected_high shrunken reason"


def ranking() -> Ranking:
    """Standards in order, with sets of three to five ranks and five candidates for the worst three."""
    order = np.argsort(GAPS, kind="stable")
    rows = []
    for place, index in enumerate(order, start=1):
        item = INSTRUMENT.items[int(index)]
        standard = item.standard
        rows.append(
            {
                "rank": place,
                "level": "standard",
                "dimension": INSTRUMENT.dimension_of(item.key).key,
                "standard": standard.key,
                "item": item.key,
                "component": standard.component or "",
                "aspect": standard.aspect or "",
                "touchpoint": standard.touchpoint or "",
                "criterion": "gap",
                "n": N - 5,
                "gap": GAPS[index],
                "value": GAPS[index],
                "se": SPREAD[index] / np.sqrt(N),
                "rank_low": max(1, place - 2),
                "rank_high": min(22, place + 1 + place % 2),
                "rank_low_alone": max(1, place - 1),
                "rank_high_alone": min(22, place + 1),
                "share_worst": max(0.0, 1.1 - 0.2 * place),
                "may_be_worst": place <= 5,
                "may_be_best": place > 18,
            }
        )
    facts = RankingFacts(
        criterion="gap",
        worst=Worst(**{field.name: rows[0][field.name] for field in dataclasses.fields(Worst)}),
        k=3,
        standards=22,
        candidates=tuple(row["standard"] for row in rows[:5]),
        reference="normal",
        shared=tuple(row["standard"] for row in rows if row["rank"] == 1),
        tied=sum(row["rank_low"] == 1 for row in rows),
        corrected=Corrected(**{field.name: CORRECTED[field.name] for field in dataclasses.fields(Corrected)}),
    )
    place = {name: rows[0][name] for name in ("dimension", "standard", "item")}
    stands_on = basis(statistics=("rank_sets", "winner"), seed=0, draws=9999, remarks=(Remark("simultaneous"),))
    frames = {
        "frame": _framed(rows, RANKING_COLUMNS),
        "dimensions": _framed(_ranked_dimensions(), RANKED_COLUMNS),
        "worst": _framed([place | CORRECTED], WORST_COLUMNS),
    }
    return Ranking(stands_on, frames, facts)


CORRECTED = {
    "n": N - 5,
    "picked_from": 22,
    "value": GAPS[10],
    "corrected": GAPS[10] + 0.05,
    "corrected_low": GAPS[10] - 0.06,
    "corrected_high": GAPS[10] + 0.17,
    "shrunken": GAPS[10] + 0.03,
}


def _ranked_dimensions() -> list[dict[str, Any]]:
    found = sorted(zip(DIMENSIONS, _dimension_gaps(), strict=True), key=lambda one: one[1])
    rows = []
    for place, (key, gap) in enumerate(found, start=1):
        row = {"rank": place, "level": "dimension", "dimension": key, "criterion": "gap"}
        row |= {"n": N, "gap": gap, "value": gap, "se": 0.025, "rank_low": place, "rank_high": place}
        row |= {"rank_low_alone": place, "rank_high_alone": place}
        shares = {"share_worst": float(place == 1), "may_be_worst": place == 1, "may_be_best": place == 5}
        rows.append(row | shares)
    return rows


TEST_COLUMNS = (
    "level dimension test groups n statistic df df_denominator p_value p_adjusted effect_kind effect differs reason"
)
GROUP_COLUMNS = (
    "level dimension n expectation perception gap sd se ci_low ci_high rank rank_low rank_high rank_low_alone "
    "rank_high_alone share_worst may_be_worst may_be_best reason"
)
PAIR_COLUMNS = (
    "level dimension group_a group_b n_a n_b difference se statistic df ci_low ci_high p_value p_adjusted differs "
    "reason"
)
BRANCHES = ("Central", "East", "North", "South", "West")


def _group_tests(groups: int) -> list[dict[str, Any]]:
    rows = []
    for place, dimension in enumerate(("", *DIMENSIONS)):
        for test, kind, statistic in (
            ("welch", "omega_squared", 9.1 - 1.6 * place),
            ("kruskal_wallis", "epsilon_squared", 31.0 - 6 * place),
        ):
            p = (0.0000004, 0.0002, 0.013, 0.048, 0.21, 0.64)[place]
            rows.append(
                {
                    "level": "dimension" if dimension else "overall",
                    "dimension": dimension,
                    "test": test,
                    "groups": groups,
                    "n": 1461,
                    "statistic": statistic,
                    "df": groups - 1.0,
                    "df_denominator": 612.4 if test == "welch" else np.nan,
                    "p_value": p,
                    "p_adjusted": min(1.0, p * (5 if dimension else 1)),
                    "effect_kind": kind,
                    "effect": 0.05 - 0.008 * place,
                    "differs": p * (5 if dimension else 1) < 0.05,
                }
            )
    return rows


def groups(labels: tuple[str, ...] = BRANCHES) -> GroupComparison:
    """Branches compared; the last one is too small to be tested. `labels` may be hostile."""
    tested, rows, pairs = labels[:-1], [], []
    for place, label in enumerate(labels):
        size = 7 if label == labels[-1] else 380 - 20 * place
        for dimension, gap in zip(("", *DIMENSIONS), (-0.5, *_dimension_gaps()), strict=True):
            row = _mean(gap - 0.09 * place + 0.15, 0.9, size)
            row |= {"branch": label, "level": "dimension" if dimension else "overall", "dimension": dimension}
            row |= {"expectation": 6.1, "perception": 6.1 + row["gap"], "reason": "too_small" if size < 10 else ""}
            if size >= 10:
                low, high = max(1, len(tested) - place - 1), len(tested) - place
                row |= {"rank": high, "rank_low": low, "rank_high": high}
                row |= {"rank_low_alone": low, "rank_high_alone": high, "share_worst": float(high == 1)}
                row |= {"may_be_worst": low == 1, "may_be_best": place < 2}
            rows.append(row)
    for dimension in ("", *DIMENSIONS):
        for index, first in enumerate(tested):
            for step, second in enumerate(tested[index + 1 :], start=1):
                p = 0.2 / 10**step
                pairs.append(
                    {
                        "level": "dimension" if dimension else "overall",
                        "dimension": dimension,
                        "group_a": first,
                        "group_b": second,
                        "n_a": 380,
                        "n_b": 360,
                        "difference": -0.09 * step,
                        "se": 0.06,
                        "statistic": 1.9 * step,
                        "df": 612.0,
                        "ci_low": -0.09 * step - 0.14,
                        "ci_high": -0.09 * step + 0.14,
                        "p_value": p,
                        "p_adjusted": min(1.0, p * 2),
                        "differs": p * 2 < 0.05,
                    }
                )
    overall = [row for row in rows if row["level"] == "overall" and not row["reason"]]
    ends = ("group", "gap", "ci_low", "ci_high", "n")
    found = [{**row, "group": row["branch"]} for row in sorted(overall, key=lambda row: row["gap"])]
    tests = _group_tests(len(tested))
    ends_of = [End(**{name: row[name] for name in ends}) for row in (found[0], found[-1])]
    facts = GroupsFacts(
        by="branch",
        groups=len(labels),
        tested=len(tested),
        small=1,
        compared=len(tested),
        overall=Overall(**{name: tests[0][name] for name in ("p_adjusted", "effect_kind", "effect", "differs")}),
        lowest=ends_of[0],
        highest=ends_of[1],
        lowest_groups=(found[0]["group"],),
        highest_groups=(found[-1]["group"],),
        dimensions=5,
        differing=tuple(
            row["dimension"] for row in tests if row["test"] == "welch" and row["dimension"] and row["differs"]
        ),
        worst=WorstGroup(
            group=found[0]["group"],
            candidates=tuple(row["branch"] for row in overall if row["may_be_worst"]),
            ranked=len(tested),
            value=found[0]["gap"],
            **dict.fromkeys(("corrected", "shrunken"), found[0]["gap"] + 0.02),
            **{f"corrected_{end}": found[0][f"ci_{end}"] for end in ("low", "high")},
        ),
        pairs_differing=sum(row["differs"] for row in pairs if row["level"] == "overall"),
    )
    remarks = (Remark("groups_small", (("n", 1), ("minimum", 10))), Remark("bonferroni_over_dimensions", (("n", 5),)))
    stands_on = basis(
        compared=("branch",),
        statistics=("welch_anova", "kruskal_wallis", "games_howell"),
        adjust="holm",
        family=5,
        remarks=remarks,
    )
    frames = {
        "frame": _framed(tests, TEST_COLUMNS),
        "groups": _framed(rows, GROUP_COLUMNS, ("branch",)),
        "pairs": _framed(pairs, PAIR_COLUMNS),
    }
    return GroupComparison(stands_on, frames, facts)


CHANGE_COLUMNS = (
    "level dimension standard item wave_from wave_to n_from n_to gap_from gap_to difference se df statistic ci_low "
    "ci_high p_value p_adjusted effect_kind effect effect_low effect_high verdict reason"
)
WAVE_COLUMNS = "wave level dimension standard item n expectation perception gap se ci_low ci_high reason"
QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")


def _places() -> list[tuple[dict[str, Any], float, float]]:
    overall = ({"level": "overall"}, float(np.mean(_dimension_gaps())), 0.78)
    dimensions = [
        ({"level": "dimension", "dimension": key}, gap, 0.95)
        for key, gap in zip(DIMENSIONS, _dimension_gaps(), strict=True)
    ]
    standards = []
    for standard in _standards():
        index = standard.pop("index")
        standards.append(({"level": "standard", **standard}, GAPS[index], SPREAD[index]))
    return [overall, *dimensions, *standards]


def _change(place: dict[str, Any], step: tuple[str, str], gap: float, moved: float, sd: float) -> dict[str, Any]:
    se = sd * np.sqrt(2 / 365)
    p = float(2 * stdtr(720.0, -abs(moved / se)))
    adjusted = min(1.0, p * 5)
    ends, inner = ((np.array([moved - z * se]), np.array([moved + z * se])) for z in (1.963, 1.647))
    return place | {
        "wave_from": step[0],
        "wave_to": step[1],
        "n_from": 365,
        "n_to": 371,
        "gap_from": gap,
        "gap_to": gap + moved,
        "difference": moved,
        "se": se,
        "df": 720.0,
        "statistic": moved / se,
        "ci_low": moved - 1.963 * se,
        "ci_high": moved + 1.963 * se,
        "p_value": p,
        "p_adjusted": adjusted,
        "effect_kind": "hedges_g",
        "effect": moved / sd,
        "effect_low": moved / sd - 0.14,
        "effect_high": moved / sd + 0.14,
        "verdict": change_verdicts(ends, inner, SMALLEST)[0],
    }


def waves(labels: tuple[str, ...] = QUARTERS) -> Waves:
    """Four quarters; in the last step one dimension gets worse and one better. `labels` may be hostile."""
    moves = ((0.02, 0.05, -0.02), (-0.03, 0.01, 0.04), (-0.18, 0.03, -0.02))
    rows, levels = [], []
    for number, label in enumerate(labels):
        for place, gap, sd in _places():
            shift = sum(moves[step][0] for step in range(min(number, 3)))
            row = _mean(gap + shift, sd, 365)
            levels.append({**place, **row, "wave": label, "expectation": 6.1, "perception": 6.1 + row["gap"]})
    for number, step in enumerate(itertools.pairwise(labels)):
        for index, (place, gap, sd) in enumerate(_places()):
            moved = moves[number % 3][0] * (1.0 + 0.5 * (index % 3)) * (-1.5 if index % 5 == 4 else 1)
            rows.append(_change(place, step, gap, moved, sd))
    last = [row for row in rows if row["wave_to"] == labels[-1]]
    shown = ("difference", "ci_low", "ci_high", "p_adjusted", "verdict", "gap_from", "gap_to", "n_from", "n_to")
    dimensions, standards = ([row for row in last if row["level"] == level] for level in ("dimension", "standard"))
    ways = ("improved", "worsened")
    facts = WavesFacts(
        by="quarter",
        waves=labels,
        last_from=labels[-2],
        last_to=labels[-1],
        overall=Change(**{name: last[0][name] for name in shown}),
        changed=Changed(*(tuple(row["dimension"] for row in dimensions if row["verdict"] == way) for way in ways)),
        standards_changed=StandardsChanged(*(sum(row["verdict"] == way for row in standards) for way in ways)),
    )
    stands_on = basis(compared=("quarter",), statistics=("welch_t",), adjust="holm", family=22, smallest=SMALLEST)
    frames = {"frame": _framed(rows, CHANGE_COLUMNS), "waves": _framed(levels, WAVE_COLUMNS)}
    return Waves(stands_on, frames, facts)


FLAGS = ("straight_line", "long_run", "duplicate", "near_duplicate", "fast", "inconsistent")
SCREENED = (
    (175, "straight_line", 22, 0.0, ""),
    (223, "long_run", 13, 0.746, ""),
    (301, "duplicate", 5, 1.31, "118"),
    (664, "near_duplicate, fast", 6, 1.12, "118"),
)
RESPONDENT_COLUMNS = (
    "respondent answered longest_run irv even_odd mahalanobis distance_rank twin cells_apart seconds_per_item "
    "share_top n_flags flagged flags reason"
)
WITH_WITHOUT_COLUMNS = (
    "level dimension part n mean ci_low ci_high n_without mean_without ci_low_without ci_high_without difference reason"
)


def _moved(dimension: str, gap: float, moved: float) -> dict[str, Any]:
    row = {"level": "dimension" if dimension else "overall", "dimension": dimension, "part": "gap", "difference": moved}
    for which, mean, n in (("", gap, N), ("_without", gap + moved, N - 19)):
        found = _mean(mean, 0.95 if dimension else 0.78, n)
        row |= {f"{name}{which}": found[name] for name in ("n", "ci_low", "ci_high")} | {f"mean{which}": mean}
    return row


def screening() -> Screening:
    """Nineteen respondents flagged of 1,468, four of them shown; without them the gap moves a little."""
    rows = [
        {"respondent": label, "answered": 44, "longest_run": run, "irv": irv, "flags": flags, "twin": twin}
        | {"n_flags": 1 + flags.count(","), "flagged": True, "mahalanobis": 31.2, "distance_rank": 900.0}
        | {"share_top": 0.5, "seconds_per_item": 1.4 if "fast" in flags else 6.2}
        | ({"even_odd": 0.83} if irv else {"reason": "same_answers"})
        | ({"cells_apart": float("near" in flags)} if twin else {})
        for label, flags, run, irv, twin in SCREENED
    ]
    moves = (-0.012, -0.004, -0.021, 0.0, -0.018)
    both = [_moved("", float(np.mean(_dimension_gaps())), -0.011)]
    both += [_moved(*found) for found in zip(DIMENSIONS, _dimension_gaps(), moves, strict=True)]
    counts = dict(zip(FLAGS, (9, 6, 1, 2, 2, 41), strict=True))
    flags = [
        {"flag": flag, "counted": flag != "inconsistent", "n": n, "share": n / N, "n_alone": n, "reason": ""}
        for flag, n in counts.items()
    ]
    items = [
        {"dimension": row["dimension"], "item": row["item"], "part": "expectation", "n": row["n"]}
        | {"share_top": 0.31, "share_bottom": 0.01, "reason": ""}
        for row in _standards()
    ]
    shown = ("mean", "mean_without", "ci_low_without", "ci_high_without")
    facts = ScreeningFacts(
        respondents=N,
        flagged=19,
        flags={flag: n for flag, n in counts.items() if flag != "inconsistent"},
        part="gap",
        overall=Moved(*(both[0][name] for name in shown), reason=""),
        ceiling=Ceiling("expectation", 23),
    )
    frames = {
        "frame": _framed(rows, RESPONDENT_COLUMNS),
        "with_without": _framed(both, WITH_WITHOUT_COLUMNS),
        "flags": _framed(flags, "flag counted n share n_alone reason"),
        "items": _framed(items, "dimension item part n share_top share_bottom reason"),
    }
    stands_on = basis(statistics=("longest_run", "mahalanobis"), remarks=(Remark("ceiling", (("n", 23),)),))
    return Screening(stands_on, frames, facts)


def screening_nobody() -> Screening:
    """Nobody flagged; no times, and a questionnaire too short for repetitions."""
    several = screening()
    both = several.frames["with_without"].copy()
    for name in ("n", "mean", "ci_low", "ci_high"):
        both[f"{name}_without"] = both[name]
    both["difference"] = 0.0
    why = {"duplicate": "too_short", "near_duplicate": "too_short", "fast": "no_times"}
    flags = several.frames["flags"].assign(n=0, n_alone=0, share=0.0)
    flags["reason"] = flags["flag"].map(why).fillna("")
    frames = {"frame": several.frames["frame"].iloc[:0], "with_without": both, "flags": flags}
    remarks = (Remark("no_times"), Remark("too_short_for", (("flags", ("duplicate", "near_duplicate")),)))
    mean, low, high = (both[name].iloc[0] for name in ("mean", "ci_low", "ci_high"))
    facts = dataclasses.replace(
        several.facts,
        flagged=0,
        flags={"straight_line": 0, "long_run": 0},
        overall=Moved(mean, mean, low, high, ""),
        ceiling=None,
    )
    return Screening(basis(remarks=remarks), frames, facts)


PLAN_COLUMNS = (
    "purpose sampling method target groups n_total n_per_group design_effect power detectable least_groups reason"
)
PLANNED = (
    ("gap", "respondents", "paired_t", 176, 8, 0.9096, 0.2948),
    ("gap", "branches", "paired_t", None, 8, None, None),
    ("gap_in_family", "respondents", "paired_t", 312, 8, 0.9084, 0.2966),
    ("precision", "respondents", "t_interval", 256, 8, None, 0.1477),
    ("change", "respondents", "welch_t", 688, 2, 0.9056, 0.297),
    ("change", "branches", "welch_t", 1888, 2, 0.9021, 0.2991),
    ("branch_pair", "respondents", "welch_t", 2704, 8, 0.9007, 0.2996),
    ("reliable_80", "respondents", "spearman_brown", 608, 8, None, None),
)


def plan() -> Plan:
    """A plan for eight branches, too few to speak for others about a single gap."""
    rows, curve = [], []
    for purpose, sampling, method, n, groups, power, detectable in PLANNED:
        row: dict[str, Any] = {"purpose": purpose, "sampling": sampling, "method": method, "groups": groups}
        row |= {"target": {"precision": 0.15, "reliable_80": 0.8}.get(purpose, 0.3)}
        row |= {"n_total": n, "n_per_group": n / groups, "design_effect": 1.0} if n else {"reason": "too_few_branches"}
        row |= {"power": power, "detectable": detectable} if power else {}
        row |= {"least_groups": 9.0, "design_effect": 2.7} if sampling == "branches" else {}
        rows.append(row)
        for total in (10, 30, 100, 300, 1000, 3000) if power or not n else ():
            reached = 1 - 0.95 * 0.1 ** (total / n) if n else 0.8 * total / (total + 90)
            curve.append({"purpose": purpose, "sampling": sampling, "n_total": total, "power": reached})

    def told(place: int) -> Needed:
        numbers = [rows[place].get(name) or np.nan for name in ("n_total", "n_per_group", "least_groups")]
        return Needed(*numbers, reason=rows[place].get("reason", ""))

    facts = PlanFacts(
        gap=0.3,
        sd=1.2,
        power=0.9,
        branches=8,
        icc=0.05,
        standards=22,
        sd_from_survey=True,
        icc_from_survey=False,
        one=told(0),
        drawn=told(1),
        family=told(2),
        change=told(4),
        branch_pair=told(6),
    )
    keys = ("power_paired", "n_precision", "power_two_samples", "power_clustered", "n_reliable_mean")
    stands_on = basis(statistics=keys)
    frames = {"frame": _framed(rows, PLAN_COLUMNS), "curve": _framed(curve, "purpose sampling n_total power")}
    return Plan(stands_on, frames, facts)


def validity() -> Validity:
    """Two dimensions are one, the user's four factors fit as well, and branches answer some items higher."""
    keys = ("confirmatory_factor_analysis", "nested_models", "construct_validity", "htmt", "measurement_invariance")
    remarks = (
        Remark("complete_cases", (("n", 1204), ("of", N), ("rows", True), ("estimator", "ml"))),
        Remark("groups_left_out", (("n", 1), ("minimum", 100))),
        Remark("validity_draws", (("parallel", 1000), ("bootstrap", 4999), ("seed", 0))),
    )
    stands_on = basis(compared=("branch",), policy="complete", statistics=keys, remarks=remarks)
    return Validity(stands_on, validity_frames(INSTRUMENT), validity_facts(INSTRUMENT))


def findings() -> dict[str, Finding]:
    """One finding a kind, in walking order."""
    return {
        "gaps": gaps(),
        "reliability": reliability(),
        "validity": validity(),
        "pairing": pairing(),
        "significance": significance(),
        "ranking": ranking(),
        "groups": groups(),
        "waves": waves(),
        "screening": screening(),
        "plan": plan(),
    }


def variants() -> dict[str, Finding]:
    """Findings with something hard about them."""
    return {
        "gaps_by_branch": gaps_by_branch(),
        "gaps_unanswered": gaps_unanswered(),
        "screening_nobody": screening_nobody(),
    }


def hostile() -> dict[str, Finding]:
    """Findings whose groups and waves were named by an enemy."""
    return {"gaps": gaps_by_branch(HOSTILE), "groups": groups(HOSTILE), "waves": waves(HOSTILE)}
