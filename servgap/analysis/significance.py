"""Whether the gaps are more than chance: three tests of three hypotheses, with effect sizes, corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.adjust import Adjustment, adjust_p
from servgap._stats.effects import d_z
from servgap._stats.paired import paired_t, sign_test
from servgap._stats.signed_rank import signed_rank, signed_rank_exact
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.levels import Level, dimension_level, item_level, overall_level
from servgap.analysis.reasons import NO_VARIATION, TOO_FEW
from servgap.analysis.rows import frame_of, group_of, largest_family
from servgap.analysis.subject import (
    ADJUSTMENTS,
    By,
    basis_of,
    check_choice,
    check_level,
    check_policy,
    need_pair,
    tally_of,
)
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

TESTS = ("t", "signed_rank", "sign")
EFFECTS = {"t": "d_z", "signed_rank": "rank_biserial", "sign": "share_above"}
STATISTICS = {"t": ("paired_t", "d_z"), "signed_rank": ("signed_rank",), "sign": ("sign_test",)}
EXACT_BELOW = 50
"""Respondents with a gap below which the signed-rank test takes its exact distribution, ties and zeros given."""


@dataclass(frozen=True, eq=False, repr=False)
class Significance(Finding):
    """Which gaps are more than chance, by which test.

    Examples
    --------
    >>> import servgap as sg
    >>> tests = sg.check_significance(sg.read_survey("data/samples/hotline_2026.csv"), test="signed_rank")
    >>> tests.frame.loc[tests.frame.p_adjusted >= 0.05, ["standard", "gap", "p_adjusted"]].round(2)
      standard   gap  p_adjusted
    6     tan1 -0.04        0.79
    8     tan3 -0.01        0.79
    """

    kind: ClassVar[str] = "significance"


def check_significance(
    subject: Survey | Tally,
    *,
    by: By = None,
    test: str | Sequence[str] = TESTS,
    adjust: Adjustment = "holm",
    policy: str = "half",
    confidence: float = 0.95,
) -> Significance:
    """
    Test whether gaps differ from none, and say how large they are against their spread.

    The three tests ask different things. The paired t test asks whether the mean gap is zero; it is the headline,
    since one acts on means. The signed-rank test asks whether gaps lie symmetrically around zero, the sign test
    whether as many respondents are above as below their expectation. Where they disagree, the row says so.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        Attributes; the tests are made separately for each of their values, and corrected over all of them.
    test
        One or several of ``"t"``, ``"signed_rank"`` (Wilcoxon with Pratt's treatment of zeros) and ``"sign"``.
    adjust
        The correction over the family: ``"holm"``, ``"hochberg"``, ``"bh"``, ``"by"``, ``"bonferroni"`` or
        ``"none"``. A family is all rows of one level and one test.
    policy
        When a respondent's dimension score exists: ``"half"``, ``"complete"`` or ``"pairs"``.
    confidence
        The level of the effect sizes' intervals; 1 less it is the level at which tests are called to disagree.

    Returns
    -------
    Significance
        Its frame has a row for each of overall, dimensions and standards, and each test. A standard that several
        items measure is shown item by item.

    Raises
    ------
    ServgapError
        If the instrument asks one part only, or a keyword's value makes no sense.

    Notes
    -----
    t = Ḡ/(s/√n) with effect d_z = Ḡ/s and its noncentral-t interval; signed rank with zeros ranked, then dropped, ties
    given, normal approximation without continuity correction from 50 non-zero gaps on and the exact conditional
    distribution below, effect (W₊ − W₋)/(W₊ + W₋); exact sign test with the share above among those not equal and its
    Clopper–Pearson interval. An effect of ±1 says that all gaps point one way; its interval has no width. The overall
    row is about respondents who have all dimension scores.

    References
    ----------
    Pratt (1959), JASA 54, 655–667; Kerby (2014), Comprehensive Psychology 3, 11.IT.3.1; Holm (1979), Scandinavian
    Journal of Statistics 6, 65–70; Benjamini & Yekutieli (2001), Annals of Statistics 29, 1165–1188.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> tests = sg.check_significance(survey, test="t").frame
    >>> tests.loc[tests.level == "dimension", ["dimension", "statistic", "effect"]].round(2)
            dimension  statistic  effect
    1       tangibles      -5.23   -0.14
    2     reliability     -40.51   -1.05
    3  responsiveness     -39.33   -1.02
    4       assurance     -19.80   -0.51
    5         empathy     -26.69   -0.69
    """
    tests = (test,) if isinstance(test, str) else tuple(test)
    for each in tests:
        check_choice("test", each, TESTS)
    check_choice("adjust", adjust, ADJUSTMENTS)
    check_policy(policy)
    check_level(confidence)
    tally = tally_of(subject, by)
    need_pair(tally, "check_significance")
    levels = [overall_level(tally, policy), dimension_level(tally, policy), item_level(tally)]
    columns = _columns(levels, tests, adjust, confidence)
    labels = levels[0].labels + levels[1].labels + levels[2].labels
    stacked: dict[str, Sequence[Any]] = {
        name: [value for value in values for _ in tests] for name, values in labels.columns().items()
    }
    stacked["test"] = tests * len(labels)
    frame = frame_of(tally, stacked, columns)
    basis = basis_of(
        tally,
        policy=policy,
        confidence=confidence,
        statistics=tuple(key for each in tests for key in STATISTICS[each]),
        adjust=adjust,
        family=largest_family(frame, "standard", "item"),
        remarks=_remarks(tally, tests, columns),
    )
    return Significance(basis, {"frame": frame}, _facts(tally, frame, tests, 1 - confidence))


def _columns(
    levels: list[Level], tests: tuple[str, ...], adjust: Adjustment, confidence: float
) -> dict[str, NDArray[Any]]:
    tested: list[dict[str, NDArray[Any]]] = []
    for each in levels:
        by_test = [_TESTED[name](each, confidence) for name in tests]
        for found, name in zip(by_test, tests, strict=True):
            p_value = found["p_value"]
            found["p_adjusted"] = adjust_p(p_value.reshape(-1), adjust).p_adjusted.reshape(p_value.shape)
            found["effect_kind"] = np.full(p_value.shape, EFFECTS[name], dtype=object)
        joined = {name: np.stack([found[name] for found in by_test], axis=-1) for name in by_test[0]}
        joined["disagrees"] = _disagree(joined, 1 - confidence)
        joined["n"] = np.repeat(each.n[..., None], len(tests), axis=-1)
        joined["gap"] = np.repeat(each.gap[..., None], len(tests), axis=-1)
        joined["reason"] = _reasons(joined)
        tested.append(joined)
    order = ("method", "n", "gap", "statistic", "df", "p_value", "p_adjusted", "effect_kind", "effect", "effect_low")
    names = (*order, "effect_high", "disagrees", "reason")
    return {name: np.concatenate([_flat(each[name]) for each in tested], axis=1) for name in names}


def _flat(values: NDArray[Any]) -> NDArray[Any]:
    return values.reshape(len(values), -1)


def _t(level: Level, confidence: float) -> dict[str, NDArray[Any]]:
    n, gap, sd = level.n, level.gap, level.sd
    found, effect = paired_t(n, gap, sd, confidence), d_z(n, gap, sd, confidence)
    return {
        "method": np.full(n.shape, "t", dtype=object),
        "statistic": found.statistic,
        "df": found.df,
        "p_value": found.p_value,
        "effect": effect.effect,
        "effect_low": effect.effect_low,
        "effect_high": effect.effect_high,
    }


def _signed_rank(level: Level, confidence: float) -> dict[str, NDArray[Any]]:
    values, counts = level.gaps.values, level.gaps.counts
    found = signed_rank(values, counts, "pratt", confidence)
    method = np.full(found.p_value.shape, "asymptotic", dtype=object)
    p_value = found.p_value.copy()
    moved = found.n - found.n_zero
    for place in zip(*np.nonzero((moved < EXACT_BELOW) & (moved > 0)), strict=True):
        p_value[place] = signed_rank_exact(values, counts[place], "pratt").p_value
        method[place] = "exact"
    return {
        "method": method,
        "statistic": found.z,
        "df": np.full(p_value.shape, np.nan),
        "p_value": p_value,
        "effect": found.effect,
        "effect_low": found.effect_low,
        "effect_high": found.effect_high,
    }


def _sign(level: Level, confidence: float) -> dict[str, NDArray[Any]]:
    values, counts = level.gaps.values, level.gaps.counts
    above, below = (counts[..., side].sum(axis=-1) for side in (values > 0, values < 0))
    found = sign_test(above, below, confidence)
    return {
        "method": np.full(above.shape, "exact", dtype=object),
        "statistic": above.astype(np.float64),
        "df": np.full(above.shape, np.nan),
        "p_value": found.p_value,
        "effect": found.effect,
        "effect_low": found.effect_low,
        "effect_high": found.effect_high,
    }


_TESTED = {"t": _t, "signed_rank": _signed_rank, "sign": _sign}


def _disagree(joined: dict[str, NDArray[Any]], level: float) -> NDArray[np.bool_]:
    """Tell where tests of one row come to different conclusions: above, below, or neither."""
    centre = np.where(joined["effect_kind"] == EFFECTS["sign"], 0.5, 0.0)
    known = ~np.isnan(joined["p_adjusted"])
    sure = known & (joined["p_adjusted"] < level)
    said = np.where(sure, np.sign(joined["effect"] - centre), 0.0)
    highest, lowest = np.where(known, said, -np.inf).max(axis=-1), np.where(known, said, np.inf).min(axis=-1)
    differ = (highest > lowest) & known.any(axis=-1)
    return np.repeat(differ[..., None], joined["effect"].shape[-1], axis=-1)


def _reasons(joined: dict[str, NDArray[Any]]) -> NDArray[np.object_]:
    reasons = np.full(joined["n"].shape, "", dtype=object)
    reasons[np.isnan(joined["p_value"])] = NO_VARIATION
    reasons[np.isnan(joined["p_value"]) & (joined["n"] < 2)] = TOO_FEW
    return reasons


def _remarks(tally: Tally, tests: tuple[str, ...], columns: dict[str, NDArray[Any]]) -> list[Remark]:
    remarks = [Remark("family_over_groups")] if len(tally.cells) > 1 else []
    if "signed_rank" in tests and (columns["method"][:, tests.index("signed_rank") :: len(tests)] == "exact").any():
        remarks.append(Remark("exact_up_to", (("n", EXACT_BELOW - 1),)))
    return remarks


def _facts(tally: Tally, frame: pd.DataFrame, tests: tuple[str, ...], level: float) -> dict[str, Any]:
    overall = frame[frame["level"] == "overall"]
    first = overall[overall["test"] == tests[0]].reset_index(drop=True)
    cell = int(first["gap"].fillna(np.inf).argmin())
    mine = (
        np.all([frame[name] == label for name, label in group_of(tally, cell).items()], axis=0)
        if tally.by
        else slice(None)
    )
    rows = frame[mine]
    standards = rows[rows["level"].isin(["standard", "item"])]
    sure = standards[standards["p_adjusted"] < level]
    lead = standards[standards["test"] == tests[0]]
    size = (lead["effect"] - (0.5 if tests[0] == "sign" else 0.0)).abs()
    sized = ["gap", "effect_kind", "effect", "effect_low", "effect_high", "n"]
    return {
        "tests": tests,
        "tested": int(lead["p_value"].notna().sum()),
        "significant": {name: int((sure["test"] == name).sum()) for name in tests},
        "short": {name: int(((sure["test"] == name) & _below(sure)).sum()) for name in tests},
        "largest": lead.iloc[int(size.argmax())][["standard", "item", "p_adjusted", *sized]].to_dict()
        if size.notna().any()
        else None,
        "disagreeing": int(lead["disagrees"].sum()),
        "overall": first.loc[
            cell, ["gap", "p_value", "p_adjusted", "effect_kind", "effect", "effect_low", "effect_high", "n"]
        ].to_dict(),
        "group": group_of(tally, cell),
    }


def _below(rows: pd.DataFrame) -> pd.Series:
    return rows["effect"] < np.where(rows["test"] == "sign", 0.5, 0.0)
