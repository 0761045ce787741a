"""The same analysis as a user writes it with pandas, scipy and pingouin, cut into steps that can be timed.

A step consists of equal units (one item's test, one resample, ...), so that one that would take hours can be stopped
and its whole time reckoned from the units that were finished. There are two peers: what is written first, item by
item with the function that gives the wanted numbers at once; and what a careful user of scipy writes, who tests all
columns in one call and leaves out Games–Howell and the bootstrap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
import pingouin as pg
from scipy import stats
from synthetic import BRANCHES, DIMENSIONS, ITEMS, QUARTERS

DRAWS = 9999
MOST_SQUARES = 20_000
"""Respondents up to whom pingouin's Wilcoxon test, which compares everybody with everybody, fits into memory."""
ALL_ITEMS = range(1, 23)
EXPECTATIONS, PERCEPTIONS = ([f"{part}{item}" for item in ALL_ITEMS] for part in "EP")


@dataclass
class Prepared:
    """The survey as the peer's steps take it; filled by the first step."""

    frame: pd.DataFrame
    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    first: pd.DataFrame = field(default_factory=pd.DataFrame)
    second: pd.DataFrame = field(default_factory=pd.DataFrame)
    parts: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.frame)


@dataclass(frozen=True)
class Step:
    """A part of the peer's work: how many units it has, and what does one."""

    name: str
    units: int
    run: Callable[[Prepared, int], object]
    fits: Callable[[int], bool] = lambda _: True


def prepare(data: Prepared, _: int) -> object:
    """Gaps, dimension scores by the half rule, overall; means with confidence intervals; the weighted gap."""
    first, second = data.frame[EXPECTATIONS], data.frame[PERCEPTIONS]
    first.columns = second.columns = [f"i{item}" for item in ALL_ITEMS]
    gaps = second - first
    data.parts = {"expectation": first, "perception": second, "gap": gaps}
    both = gaps.notna()
    scored = []
    for part in (first.where(both), second.where(both)):
        scores = pd.DataFrame(
            {
                name: part[columns].mean(axis=1).where(both[columns].sum(axis=1) >= len(columns) / 2)
                for name, columns in columns_of().items()
            }
        )
        overall = scores.mean(axis=1, skipna=False).rename("overall")
        scored.append(pd.concat([overall, scores, part], axis=1))
    data.first, data.second = scored
    data.gaps = data.second - data.first
    points = data.frame[[f"W_{name}" for name in DIMENSIONS]].to_numpy()
    weighted = pd.Series((data.gaps[list(DIMENSIONS)].to_numpy() * points).sum(axis=1) / 100).dropna()
    described = data.gaps.agg(["mean", "std", "count", "sem"])
    interval = stats.t.interval(0.95, described.loc["count"] - 1, described.loc["mean"], described.loc["sem"])
    return (
        described,
        interval,
        weighted.mean(),
        stats.t.interval(0.95, len(weighted) - 1, weighted.mean(), weighted.sem()),
    )


def columns_of() -> dict[str, list[str]]:
    return {name: [f"i{item}" for item in items] for name, items in ITEMS.items()}


def paired_t(data: Prepared, unit: int) -> object:
    name = data.gaps.columns[unit]
    tested = stats.ttest_rel(data.second[name], data.first[name], nan_policy="omit")
    return tested, tested.confidence_interval(), data.gaps[name].mean() / data.gaps[name].std()


def wilcoxon_pingouin(data: Prepared, unit: int) -> object:
    name = data.gaps.columns[unit]
    return pg.wilcoxon(data.second[name], data.first[name])


def wilcoxon_scipy(data: Prepared, unit: int) -> object:
    return stats.wilcoxon(data.gaps.iloc[:, unit].dropna(), zero_method="pratt", method="asymptotic")


def sign_test(data: Prepared, unit: int) -> object:
    gap = data.gaps.iloc[:, unit]
    above, below = int((gap > 0).sum()), int((gap < 0).sum())
    tested = stats.binomtest(above, above + below)
    return tested, tested.proportion_ci()


def alpha(data: Prepared, unit: int) -> object:
    part, name = [(part, name) for part in data.parts for name in DIMENSIONS][unit]
    return pg.cronbach_alpha(data.parts[part][columns_of()[name]].dropna())


def alpha_if_dropped(data: Prepared, unit: int) -> object:
    part, item = [(part, item) for part in data.parts for item in ALL_ITEMS][unit]
    columns = next(columns for columns in columns_of().values() if f"i{item}" in columns)
    answers = data.parts[part][columns].dropna()
    rest = answers.drop(columns=f"i{item}")
    return pg.cronbach_alpha(rest), answers[f"i{item}"].corr(rest.sum(axis=1))


def _by_branch(data: Prepared, name: str) -> pd.DataFrame:
    return pd.DataFrame({"gap": data.gaps[name], "branch": data.frame["branch"]}).dropna()


def welch_anova(data: Prepared, unit: int) -> object:
    return pg.welch_anova(_by_branch(data, data.gaps.columns[unit]), dv="gap", between="branch")


def kruskal(data: Prepared, unit: int) -> object:
    return pg.kruskal(_by_branch(data, data.gaps.columns[unit]), dv="gap", between="branch")


def games_howell(data: Prepared, unit: int) -> object:
    return pg.pairwise_gameshowell(_by_branch(data, data.gaps.columns[unit]), dv="gap", between="branch")


def games_howell_items(data: Prepared, unit: int) -> object:
    return games_howell(data, 1 + len(DIMENSIONS) + unit)


def quarters(data: Prepared, unit: int) -> object:
    name, step = data.gaps.columns[unit // 3], list(pairwise(QUARTERS))[unit % 3]
    before, after = (data.gaps.loc[data.frame["quarter"] == quarter, name].dropna() for quarter in step)
    tested = stats.ttest_ind(after, before, equal_var=False)
    return tested, tested.confidence_interval(), pg.compute_effsize(after, before, eftype="hedges")


def rank_bootstrap(data: Prepared, unit: int) -> object:
    rows = np.random.default_rng(unit).integers(0, data.n, data.n)
    return stats.rankdata(np.nanmean(data.parts["gap"].to_numpy()[rows], axis=0))


def paired_t_at_once(data: Prepared, _: int) -> object:
    return stats.ttest_rel(data.second.to_numpy(), data.first.to_numpy(), nan_policy="omit").confidence_interval()


def wilcoxon_at_once(data: Prepared, _: int) -> object:
    return stats.wilcoxon(data.gaps.to_numpy(), zero_method="pratt", method="asymptotic", nan_policy="omit", axis=0)


def sign_tests_at_once(data: Prepared, _: int) -> object:
    gaps = data.gaps.to_numpy()
    above, below = (gaps > 0).sum(axis=0), (gaps < 0).sum(axis=0)
    ends = stats.beta.ppf(0.025, above, below + 1), stats.beta.isf(0.025, above + 1, below)
    return np.minimum(1, 2 * stats.binom.cdf(np.minimum(above, below), above + below, 0.5)), ends


def quarters_at_once(data: Prepared, unit: int) -> object:
    step = list(pairwise(QUARTERS))[unit]
    before, after = (data.gaps[data.frame["quarter"] == quarter].to_numpy() for quarter in step)
    return stats.ttest_ind(after, before, equal_var=False, nan_policy="omit").confidence_interval()


def kruskal_scipy(data: Prepared, unit: int) -> object:
    kept = _by_branch(data, data.gaps.columns[unit])
    return stats.kruskal(*(kept.loc[kept["branch"] == branch, "gap"] for branch in BRANCHES))


ROWS, COMPARED = 1 + len(DIMENSIONS) + len(ALL_ITEMS), 1 + len(DIMENSIONS)


def in_memory(n: int) -> bool:
    return n <= MOST_SQUARES


def beyond_memory(n: int) -> bool:
    return n > MOST_SQUARES


GAMES_HOWELL = Step("Games–Howell, overall and 5 dimensions (pingouin)", COMPARED, games_howell)
BOOTSTRAP = Step("ranks, row bootstrap of 9,999 (numpy)", DRAWS, rank_bootstrap)
ALPHAS = (
    Step("15 alphas (pingouin)", 15, alpha),
    Step("66 alphas if dropped (pingouin)", 66, alpha_if_dropped),
)
PREPARE = Step("gaps, scores, means, intervals, weighted gap (pandas)", 1, prepare)
WELCH = Step("6 Welch analyses of variance (pingouin)", COMPARED, welch_anova)

PEER = (
    PREPARE,
    Step("28 paired t (scipy)", ROWS, paired_t),
    Step("28 signed rank (pingouin)", ROWS, wilcoxon_pingouin, in_memory),
    Step("28 signed rank (scipy, as pingouin runs out of memory)", ROWS, wilcoxon_scipy, beyond_memory),
    Step("28 sign tests (scipy)", ROWS, sign_test),
    *ALPHAS,
    WELCH,
    Step("6 Kruskal–Wallis (pingouin)", COMPARED, kruskal),
    Step("84 Welch t between quarters (scipy, pingouin)", ROWS * 3, quarters),
    GAMES_HOWELL,
    BOOTSTRAP,
)
HEAVY = (GAMES_HOWELL, BOOTSTRAP)
"""The steps that dominate; the ratio is also given without them."""
CAREFUL = (
    PREPARE,
    Step("28 paired t in one call (scipy)", 1, paired_t_at_once),
    Step("28 signed rank in one call (scipy)", 1, wilcoxon_at_once),
    Step("28 sign tests in one call (scipy)", 1, sign_tests_at_once),
    *ALPHAS,
    WELCH,
    Step("6 Kruskal–Wallis (scipy)", COMPARED, kruskal_scipy),
    Step("84 Welch t in three calls (scipy)", 3, quarters_at_once),
)
BESIDE = (Step("Games–Howell, 22 items too (pingouin)", len(ALL_ITEMS), games_howell_items),)
"""Timed and shown, but in no sum, since servgap compares groups on dimensions."""
