"""How branches, channels or any other groups differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.adjust import Adjustment, adjust_p
from servgap._stats.games_howell import games_howell
from servgap._stats.groups import kruskal_wallis, welch_anova
from servgap._stats.paired import paired_t
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.levels import Level, dimension_level, overall_level
from servgap.analysis.reasons import CONSTANT_GROUP, NO_VARIATION, TOO_FEW, TOO_SMALL
from servgap.analysis.rows import RowLabels, frame_of, largest_family
from servgap.analysis.subject import (
    ADJUSTMENTS,
    TESTED_FROM,
    basis_of,
    check_choice,
    check_level,
    check_policy,
    need_pair,
    tally_of_one,
)
from servgap.errors import analysis as errors
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally

TESTS = ("welch", "kruskal_wallis")
EFFECTS = {"welch": "omega_squared", "kruskal_wallis": "epsilon_squared"}
STATISTICS = {"welch": "welch_anova", "kruskal_wallis": "kruskal_wallis"}


@dataclass(frozen=True, eq=False, repr=False)
class GroupComparison(Finding):
    """Whether groups differ, by how much, and which from which.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch"])
    >>> pairs = sg.compare_groups(survey, by="branch").pairs
    >>> pairs.loc[pairs.differs, ["group_a", "group_b"]].drop_duplicates()
       group_a  group_b
    0  Airport  Central
    1  Airport     East
    2  Airport    North
    3  Airport    South
    4  Airport     West
    """

    kind: ClassVar[str] = "groups"

    @property
    def groups(self) -> pd.DataFrame:
        """Each group's gaps with intervals, small groups included; a copy."""
        return self.frames["groups"].copy()

    @property
    def pairs(self) -> pd.DataFrame:
        """Every pair of groups: difference with simultaneous interval, and test; a copy."""
        return self.frames["pairs"].copy()


def compare_groups(
    subject: Survey | Tally,
    *,
    by: str,
    test: str | Sequence[str] = TESTS,
    adjust: Adjustment = "holm",
    policy: str = "half",
    confidence: float = 0.95,
) -> GroupComparison:
    """
    Compare the gaps of groups, such as branches, overall and by dimension.

    Welch's analysis of variance asks whether the mean gaps are equal without supposing equal spreads; Kruskal–Wallis
    asks whether respondents of one group tend to higher gaps. Games–Howell then compares all pairs.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        The attribute whose values are the groups. Groups of fewer than 5 respondents are shown, not tested.
    test
        One or both of ``"welch"`` and ``"kruskal_wallis"``.
    adjust
        The correction over the dimensions: ``"holm"``, ``"hochberg"``, ``"bh"``, ``"by"``, ``"bonferroni"`` or
        ``"none"``.
    policy
        When a respondent's dimension score exists: ``"half"``, ``"complete"`` or ``"pairs"``.
    confidence
        The level of the intervals; 1 less it is the level of the tests.

    Returns
    -------
    GroupComparison
        Its frame has a row a test for overall and each dimension; `groups` has each group's gaps, `pairs` every pair.

    Raises
    ------
    ServgapError
        If there are fewer than two groups, the instrument asks one part only, or a keyword's value makes no sense.

    Notes
    -----
    The p-values and intervals of pairs hold for all pairs of a dimension at once (studentised range); `p_adjusted`
    multiplies them by the number of dimensions besides, unless ``adjust="none"``. The overall rows are about
    respondents who have all dimension scores, and are a family of their own.

    References
    ----------
    Welch (1951), Biometrika 38, 330–336; Kruskal & Wallis (1952), JASA 47, 583–621; Games & Howell (1976), Journal of
    Educational Statistics 1, 113–125.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch"])
    >>> branches = sg.compare_groups(survey, by="branch")
    >>> branches.frame.loc[branches.frame.differs, ["level", "dimension", "test"]]
            level       dimension            test
    0     overall                           welch
    1     overall                  kruskal_wallis
    4   dimension     reliability           welch
    5   dimension     reliability  kruskal_wallis
    6   dimension  responsiveness           welch
    7   dimension  responsiveness  kruskal_wallis
    """
    tests = (test,) if isinstance(test, str) else tuple(test)
    for each in tests:
        check_choice("test", each, TESTS)
    check_choice("adjust", adjust, ADJUSTMENTS)
    check_policy(policy)
    check_level(confidence)
    tally, by = tally_of_one(subject, by, "compare_groups")
    need_pair(tally, "compare_groups")
    if len(tally.cells) < 2:
        raise errors.too_few_groups("compare_groups", by, [cell[0] for cell in tally.cells])
    levels = [overall_level(tally, policy), dimension_level(tally, policy)]
    labels = levels[0].labels + levels[1].labels
    frames = {
        "frame": _omnibus_frame(levels, labels, tests, adjust, confidence),
        "groups": _groups_frame(tally, levels, labels, confidence),
        "pairs": _pairs_frame(tally, levels, adjust, confidence),
    }
    small = int((levels[0].n < TESTED_FROM).sum())
    remarks = [Remark("groups_small", (("n", small), ("minimum", TESTED_FROM)))] if small else []
    if adjust != "none":
        remarks.append(Remark("bonferroni_over_dimensions", (("n", len(levels[1].labels)),)))
    basis = basis_of(
        tally,
        policy=policy,
        confidence=confidence,
        statistics=(*(STATISTICS[each] for each in tests), "games_howell"),
        adjust=adjust,
        family=largest_family(frames["frame"], "dimension"),
        remarks=remarks,
    )
    return GroupComparison(basis, frames, _facts(tally, frames, by))


def _tested(level: Level) -> NDArray[np.int64]:
    """Take a group that is too small as not there."""
    return np.where(level.n >= TESTED_FROM, level.n, 0)


def _moments(level: Level) -> tuple[Floats, Floats, Floats]:
    """Give n, mean and variance with rows first, groups second, as the arithmetic takes them."""
    n = _tested(level).T.astype(np.float64)
    return n, np.nan_to_num(level.gap.T), np.nan_to_num(level.sd.T**2)


def _omnibus(level: Level, test: str) -> dict[str, NDArray[Any]]:
    if test == "welch":
        welch = welch_anova(*_moments(level))
        return {
            "statistic": welch.statistic,
            "df": welch.df1,
            "df_denominator": welch.df2,
            "p_value": welch.p_value,
            "effect": welch.omega_squared,
        }
    counts = np.where((level.n >= TESTED_FROM)[..., None], level.gaps.counts, 0).swapaxes(0, 1)
    ranks = kruskal_wallis(level.gaps.values, counts)
    return {
        "statistic": ranks.statistic,
        "df": ranks.df,
        "df_denominator": np.full(ranks.df.shape, np.nan),
        "p_value": ranks.p_value,
        "effect": ranks.epsilon_squared,
    }


def _omnibus_frame(
    levels: list[Level], labels: RowLabels, tests: tuple[str, ...], adjust: Adjustment, confidence: float
) -> pd.DataFrame:
    found: dict[str, list[NDArray[Any]]] = {}
    for level in levels:
        per_test = []
        for test in tests:
            columns = _omnibus(level, test)
            columns["p_adjusted"] = adjust_p(columns["p_value"], adjust).p_adjusted
            columns["effect_kind"] = np.full(columns["p_value"].shape, EFFECTS[test], dtype=object)
            columns["n"], columns["groups"] = _tested(level).sum(axis=0), (level.n >= TESTED_FROM).sum(axis=0)
            per_test.append(columns)
        for name in per_test[0]:
            found.setdefault(name, []).append(np.stack([columns[name] for columns in per_test], axis=1).reshape(-1))
    numbers = {name: np.concatenate(values) for name, values in found.items()}
    kept = {"level": labels.level, "dimension": labels.dimension}
    frame = pd.DataFrame({name: np.repeat(np.array(keys, dtype=object), len(tests)) for name, keys in kept.items()})
    frame["test"] = tests * len(labels)
    order = ("groups", "n", "statistic", "df", "df_denominator", "p_value", "p_adjusted", "effect_kind", "effect")
    for name in order:
        frame[name] = numbers[name]
    frame["differs"] = frame["p_adjusted"] < 1 - confidence
    unknown = frame["p_value"].isna()
    # One group without variance is enough to prevent Welch's test; ranks fail only where all scores are equal.
    still = np.where(frame["test"] == "welch", CONSTANT_GROUP, NO_VARIATION)
    frame["reason"] = np.where(unknown, np.where(frame["groups"] < 2, TOO_SMALL, still), "")
    return frame


def _groups_frame(tally: Tally, levels: list[Level], labels: RowLabels, confidence: float) -> pd.DataFrame:
    n, gap, sd = (np.concatenate([getattr(level, name) for level in levels], axis=1) for name in ("n", "gap", "sd"))
    found = paired_t(n, gap, sd, confidence)
    reason = np.full(n.shape, "", dtype=object)
    reason[np.isnan(found.se)] = NO_VARIATION
    reason[n < TESTED_FROM] = TOO_SMALL
    reason[n < 2] = TOO_FEW
    numbers = {"n": n, "gap": gap, "sd": sd, "se": found.se, "ci_low": found.ci_low, "ci_high": found.ci_high}
    kept = {name: labels.columns()[name] for name in ("level", "dimension")}
    return frame_of(tally, kept, {**numbers, "reason": reason})


def _pairs_frame(tally: Tally, levels: list[Level], adjust: Adjustment, confidence: float) -> pd.DataFrame:
    names = np.array([cell[0] for cell in tally.cells], dtype=object)
    pieces = []
    for level in levels:
        found = games_howell(*_moments(level), confidence=confidence)
        times = 1 if adjust == "none" else len(level.labels)
        rows, pairs = found.difference.shape
        first, second = (np.tile(places, rows) for places in (found.first, found.second))
        row = np.repeat(np.arange(rows), pairs)
        small = (_tested(level)[first, row] == 0) | (_tested(level)[second, row] == 0)
        p_value = found.p_value.reshape(-1)
        piece = {
            "level": np.array(level.labels.level, dtype=object)[row],
            "dimension": np.array(level.labels.dimension, dtype=object)[row],
            "group_a": names[first],
            "group_b": names[second],
            "n_a": level.n[first, row],
            "n_b": level.n[second, row],
            **{name: getattr(found, name).reshape(-1) for name in ("difference", "se", "statistic", "df")},
            "ci_low": found.ci_low.reshape(-1),
            "ci_high": found.ci_high.reshape(-1),
            "p_value": p_value,
            "p_adjusted": np.minimum(p_value * times, 1.0),
            "reason": np.where(small, TOO_SMALL, np.where(np.isnan(p_value), CONSTANT_GROUP, "")),
        }
        pieces.append(pd.DataFrame(piece))
    frame = pd.concat(pieces, ignore_index=True)
    frame.insert(len(frame.columns) - 1, "differs", frame["p_adjusted"] < 1 - confidence)
    return frame


def _facts(tally: Tally, frames: dict[str, pd.DataFrame], by: str) -> dict[str, Any]:
    omnibus, groups, pairs = frames["frame"], frames["groups"], frames["pairs"]
    lead = omnibus[omnibus["test"] == omnibus["test"].iloc[0]]
    whole = groups[(groups["level"] == "overall") & (groups["reason"] == "")].reset_index(drop=True)
    shown = [by, "gap", "ci_low", "ci_high", "n"]
    ends: dict[str, Any] = {"lowest": None, "highest": None}
    if len(whole):
        for name, place in (("lowest", whole["gap"].argmin()), ("highest", whole["gap"].argmax())):
            ends[name] = whole.iloc[int(place)][shown].rename({by: "group"}).to_dict()
    overall, dimensions = lead[lead["level"] == "overall"].iloc[0], lead[lead["level"] == "dimension"]
    return {
        "by": by,
        "groups": len(tally.cells),
        "tested": int(overall["groups"]),
        "small": len(tally.cells) - int(overall["groups"]),
        "overall": {name: overall[name] for name in ("p_adjusted", "effect_kind", "effect", "differs")},
        **ends,
        "dimensions": len(dimensions),
        "differing": dimensions.loc[dimensions["differs"], "dimension"].tolist(),
        "pairs_differing": int((pairs["differs"] & (pairs["level"] == "overall")).sum()),
    }
