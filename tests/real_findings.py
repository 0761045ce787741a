"""Findings that the verbs give on the surveys of the tests, each made once and when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

import servgap as sg
from tests import counter_surveys, degenerate
from tests.counter_surveys import survey

Call = Callable[[sg.Survey], sg.Finding]

CALLS: dict[str, dict[str, Call]] = {
    "gaps": {
        "": sg.measure_gaps,
        "by branch": lambda each: sg.measure_gaps(each, by="branch"),
        "by two": lambda each: sg.measure_gaps(each, by=["branch", "channel"]),
        "at once": lambda each: sg.measure_gaps(each, simultaneous=True),
        "at once by branch": lambda each: sg.measure_gaps(each, by="branch", simultaneous=True),
        "complete": lambda each: sg.measure_gaps(each, policy="complete", confidence=0.9),
        "every pair": lambda each: sg.measure_gaps(each, policy="pairs", smallest=0.5),
        "of a generator": lambda each: sg.measure_gaps(each, rng=np.random.default_rng(7)),
        "seeded": lambda each: sg.measure_gaps(each, rng=7),
        "of a tally": lambda each: sg.measure_gaps(each.tally(by=["branch"])),
        "within a point": lambda each: sg.measure_gaps(each, smallest=1.0),
    },
    "significance": {
        "": sg.check_significance,
        "by branch": lambda each: sg.check_significance(each, by="branch"),
        "t": lambda each: sg.check_significance(each, test="t", adjust="bh"),
        "signed ranks": lambda each: sg.check_significance(each, test=["signed_rank", "sign"], adjust="bonferroni"),
        "sign": lambda each: sg.check_significance(each, test="sign", adjust="none"),
        "evidence": lambda each: sg.check_significance(each, test=["t", "bayes_factor"], adjust="hochberg"),
        "evidence alone": lambda each: sg.check_significance(each, test="bayes_factor"),
        "ordered": lambda each: sg.check_significance(each, test=["t", "ordinal", "stuart_maxwell"], adjust="by"),
        "exact": lambda each: sg.check_significance(each, test=["permutation", "signed_rank_exact"], rng=3),
        "of a tally": lambda each: sg.check_significance(each.tally()),
        "of a generator": lambda each: sg.check_significance(each, rng=np.random.default_rng(7)),
    },
    "reliability": {
        "": sg.check_reliability,
        "by branch": lambda each: sg.check_reliability(each, by="branch"),
        "by two": lambda each: sg.check_reliability(each, by=["branch", "channel"]),
        "all": lambda each: sg.check_reliability(each, coefficients="all"),
        "all by branch": lambda each: sg.check_reliability(each, coefficients="all", by="branch"),
        "of the gap": lambda each: sg.check_reliability(each, part="gap"),
        "of perception": lambda each: sg.check_reliability(each, part="perception", confidence=0.9),
        "of a tally": lambda each: sg.check_reliability(each.tally()),
    },
    "validity": {
        "": sg.check_validity,
        "ml": lambda each: sg.check_validity(each, estimator="ml"),
        "mlr": lambda each: sg.check_validity(each, estimator="mlr"),
        "fiml": lambda each: sg.check_validity(each, estimator="fiml"),
        "dwls": lambda each: sg.check_validity(each, estimator="dwls"),
        "of the gaps": lambda each: sg.check_validity(each, part="gap", estimator="ml"),
        "by branch": lambda each: sg.check_validity(each, by="branch", estimator="ml"),
        "of a tally": lambda each: sg.check_validity(each.tally()),
        "of a tally by branch": lambda each: sg.check_validity(each.tally(by=["branch"]), by="branch"),
        "with another": lambda each: sg.check_validity(each, models={"joined": [["A", "B"]]}, estimator="ml"),
    },
    "pairing": {
        "": sg.check_pairing,
        "by branch": lambda each: sg.check_pairing(each, by="branch"),
    },
    "ranking": {
        "": sg.rank_standards,
        "by branch": lambda each: sg.rank_standards(each, by="branch"),
        "by two": lambda each: sg.rank_standards(each, by=["branch", "channel"], worst=1),
        "weighted": lambda each: sg.rank_standards(each, criterion="weighted"),
        "effect": lambda each: sg.rank_standards(each, criterion="effect", worst=2),
        "normal": lambda each: sg.rank_standards(each, test="normal"),
        "worst": lambda each: sg.rank_standards(each, worst=1, confidence=0.9),
        "of a generator": lambda each: sg.rank_standards(each, rng=np.random.default_rng(7)),
    },
    "groups": {
        "": lambda each: sg.compare_groups(each, by="branch"),
        "ranks": lambda each: sg.compare_groups(each, by="branch", test="kruskal_wallis", adjust="bh"),
        "welch": lambda each: sg.compare_groups(each, by="branch", test="welch", policy="complete"),
        "checked": lambda each: sg.compare_groups(
            each, by="branch", validity=sg.check_validity(each, by="branch", part="perception", estimator="ml")
        ),
        "checked gaps": lambda each: sg.compare_groups(
            each, by="branch", validity=sg.check_validity(each, by="branch", part="gap", estimator="ml")
        ),
    },
    "waves": {
        "": lambda each: sg.track_waves(each, by="quarter"),
        "bh": lambda each: sg.track_waves(each, by="quarter", adjust="bh", smallest=0.5),
        "within a point": lambda each: sg.track_waves(each, by="quarter", adjust="none", smallest=1.0),
        "hostile": lambda each: sg.track_waves(each, by="so-called\n<b>wave</b>"),
    },
    "screening": {
        "": sg.screen_responses,
        "inconsistent": lambda each: sg.screen_responses(each, criterion=["inconsistent", "straight_line"]),
        "fast": lambda each: sg.screen_responses(each, criterion="fast"),
        "duplicates": lambda each: sg.screen_responses(each, criterion=["duplicate", "near_duplicate"]),
    },
    "plan": {
        "": lambda each: sg.plan_sample(each, gap=0.3),
        "branches": lambda each: sg.plan_sample(each, gap=0.3, branches="branch"),
        "eight branches": lambda each: sg.plan_sample(each, gap=0.3, branches=8, icc=0.05),
        "sixty branches": lambda each: sg.plan_sample(each, gap=-0.5, branches=60, icc=0.05, power=0.8),
        "given": lambda each: sg.plan_sample(each, gap=0.25, sd=1.4, confidence=0.9),
        "huge": lambda each: sg.plan_sample(each, gap=0.002, sd=3.0),
        "huge in branches": lambda each: sg.plan_sample(each, gap=0.002, sd=3.0, branches=8, icc=0.4),
        "branches alike": lambda each: sg.plan_sample(each, gap=0.4, branches=12, icc=0.0),
    },
}

WHOLE: dict[str, tuple[tuple[str, str], ...]] = {
    "gaps": (
        ("", "plain"),
        ("by branch", "plain"),
        ("by two", "small and grouped"),
        ("", "zones"),
        ("by branch", "hostile names"),
        ("", "several items a standard"),
        ("at once", "plain"),
        ("", "nobody answered"),
    ),
    "significance": (
        ("", "plain"),
        ("by branch", "hostile names"),
        ("ordered", "plain"),
        ("evidence", "plain"),
        ("", "several items a standard"),
    ),
    "reliability": (("", "plain"), ("all", "two dimensions"), ("by branch", "hostile names"), ("", "one part")),
    "validity": (
        ("", "three dimensions apart"),
        ("by branch", "measured alike"),
        ("ml", "an item turned"),
        ("of a tally", "one factor"),
    ),
    "pairing": (("", "plain"), ("by branch", "hostile names"), ("", "paired, three dimensions")),
    "ranking": (
        ("", "plain"),
        ("by branch", "hostile names"),
        ("weighted", "points of the questionnaire"),
        ("effect", "several items a standard"),
    ),
    "groups": (
        ("", "plain"),
        ("", "hostile names"),
        ("", "branches and a few"),
        ("ranks", "one dimension"),
    ),
    "waves": (("", "plain"), ("hostile", "hostile names"), ("bh", "five waves"), ("", "twelve waves")),
    "screening": (("", "careless"), ("", "careful"), ("", "one part")),
    "plan": (("", "plain"), ("branches", "plain"), ("eight branches", "plain"), ("given", "weights")),
}
"""Findings of which everything is kept that readers see, by call and survey."""

_ORDINARY = (
    "points of the questionnaire",
    "weights",
    "one part",
    "zones",
    "half steps",
    "from nought to ten",
    "several items a standard",
    "one dimension",
    "two dimensions",
    "above",
    "met",
    "by chance",
    "hotline",
)
_DEGENERATE = tuple(f"degenerate: {name}" for name in degenerate.SURVEYS)
_USUAL = (*_ORDINARY, *_DEGENERATE)
_BRANCHES = (
    "branches differ", "branches alike", "two branches", "small branches", "branches and a few",
    "one branch large enough", "all branches small", "branches all better", "branches in which all agree",
    "a branch in which all agree", "all branches agree",
)  # fmt: skip
_WAVES = (
    "improved", "worsened", "unchanged", "changed a little", "perhaps changed", "five waves", "a dimension each way",
)  # fmt: skip
_STRUCTURES = (
    "structure holds", "one factor", "many dimensions that are one", "close dimensions", "perhaps close dimensions",
    "three close dimensions", "three dimensions apart", "weak structure",
)  # fmt: skip
_TURNED = (
    "an item turned", "an item turned in one part", "three items turned", "many items turned",
    "two of one dimension turned", "one of two turned", "an item that perhaps runs the other way",
)  # fmt: skip
_ODD = tuple(name for name in counter_surveys.SURVEYS if name.startswith("odd: "))
_GROUPED = (
    "measured alike", "an intercept differs", "a loading differs", "groups of sixty", "twelve groups",
    "as many groups as respondents",
)  # fmt: skip
_PAIRED = (
    "paired alike", "paired, an item higher", "paired, another loading", "paired, few", "paired, three dimensions",
    "paired, two dimensions",
)  # fmt: skip

TOLD: dict[str, dict[str, tuple[str, ...]]] = {
    "gaps": {
        "": (*_USUAL, "one point short", "an item turned", "odd: equal means"),
        "by branch": (*_BRANCHES, *_ODD[:3], *_DEGENERATE[:-1]),
        "at once by branch": ("branches differ",),
        **dict.fromkeys(("complete", "every pair", "of a generator", "seeded", "of a tally"), ("plain",)),
        "at once": ("met", "degenerate: six respondents", "degenerate: all gaps equal", "two dimensions"),
        "within a point": ("met", "by chance"),
    },
    "significance": {
        "": (*_USUAL, "one point short", "an item turned"),
        "by branch": (*_BRANCHES[:4], *_DEGENERATE[:12]),
        "t": ("plain", "above"),
        "signed ranks": ("plain", "degenerate: all gaps equal", "degenerate: six respondents"),
        "sign": ("plain", "above"),
        "evidence": ("above", "met", "degenerate: one respondent", "degenerate: all gaps equal"),
        "evidence alone": ("plain",),
        "ordered": ("two dimensions", "degenerate: six respondents", "degenerate: all answers equal"),
        "exact": ("plain", "by chance"),
        "of a tally": ("plain",),
        "of a generator": ("plain",),
    },
    "reliability": {
        "": (*_USUAL, *_TURNED, *_STRUCTURES, *_ODD),
        "by branch": (*_BRANCHES[:6], *_DEGENERATE[:-1], "an item turned"),
        "by two": ("plain",),
        "all": ("one dimension", "an item turned", *_DEGENERATE[:12]),
        "all by branch": ("two branches",),
        "of the gap": ("plain", "an item turned", *_DEGENERATE[:12]),
        "of perception": ("plain", "zones"),
        "of a tally": ("plain",),
    },
    "validity": {
        "": (*_STRUCTURES, "plain", "one part", "one dimension", *_ODD, *_TURNED, *_DEGENERATE),
        "ml": ("plain", "two dimensions", *_DEGENERATE[:10]),
        "mlr": ("structure holds",),
        "fiml": ("plain",),
        "dwls": ("structure holds", "plain", "one factor"),
        "of the gaps": ("plain", "structure holds", "an item turned"),
        "by branch": (*_GROUPED, "plain", "an item turned", *_DEGENERATE[:10], *_ODD[:4]),
        "of a tally": ("plain", "three dimensions apart", "structure holds"),
        "of a tally by branch": ("measured alike", "twelve groups"),
        "with another": ("one factor", "structure holds"),
    },
    "pairing": {
        "": (*_PAIRED, "hotline", *_TURNED, *_ODD, *_DEGENERATE, *_ORDINARY[3:]),
        "by branch": ("paired, two dimensions", "plain", "degenerate: six respondents", "an item turned"),
    },
    "ranking": {
        "": (*_USUAL, "odd: equal means", "odd: two worst", "one point short", "an item turned"),
        "by branch": (*_BRANCHES[:6], *_DEGENERATE[:12], "degenerate: a branch that agrees"),
        "by two": ("plain",),
        "weighted": (
            "plain",
            "hotline",
            "degenerate: equal points",
            "degenerate: no points",
            "degenerate: missing answers",
            "degenerate: many answers",
        ),
        "effect": ("plain", *_DEGENERATE[:12]),
        "normal": ("plain",),
        "worst": ("plain", "branches differ", "above"),
        "of a generator": ("plain",),
    },
    "groups": {
        "": (*_ORDINARY, *_BRANCHES, *_DEGENERATE[:-1], "many groups", "an item turned", "odd: equal branches"),
        "ranks": ("branches differ", "degenerate: a branch that agrees"),
        "welch": ("two branches", "branches alike"),
        "checked": ("measured alike", "an intercept differs", "a loading differs", "as many groups as respondents"),
        "checked gaps": ("measured alike", "an intercept differs", "an item turned", "branches differ"),
    },
    "waves": {
        "": (*_ORDINARY, *_WAVES, *_DEGENERATE[:-1], "an item turned"),
        "within a point": ("unchanged", "plain", "by chance"),
    },
    "screening": {
        "": ("plain", "all careless", *_ORDINARY, *_DEGENERATE),
        "inconsistent": ("plain", "careless", "one dimension"),
        "fast": ("careless", "careful"),
        "duplicates": ("careless", "degenerate: one item"),
    },
    "plan": {
        "": ("two dimensions", "one dimension", "degenerate: many answers"),
        "branches": ("branches alike", "branches differ", "two branches"),
        "sixty branches": ("plain",),
        "huge": ("plain",),
        "huge in branches": ("plain",),
        "branches alike": ("plain",),
    },
}
"""Findings of which words and tables are kept, by kind, call and survey."""


PICTURED: dict[str, tuple[tuple[str, str], ...]] = {
    "gaps": (
        ("", "one dimension"), ("by branch", "branches differ"), ("", "above"), ("", "degenerate: missing answers"),
    ),
    "significance": (("", "one dimension"), ("t", "above"), ("", "degenerate: all gaps equal")),
    "reliability": (
        ("", "one dimension"), ("", "zones"), ("of the gap", "plain"), ("", "degenerate: one item"),
        ("", "an item turned"),
    ),
    "validity": (
        ("", "one dimension"), ("", "an item turned"), ("", "degenerate: two respondents"),
        ("by branch", "twelve groups"), ("", "degenerate: dimensions of one item"),
    ),
    "pairing": (("", "one dimension"), ("by branch", "plain"), ("", "degenerate: six respondents")),
    "ranking": (("", "one dimension"), ("by branch", "branches differ"), ("", "degenerate: all answers equal")),
    "groups": (
        ("", "one dimension"), ("", "many groups"), ("", "all branches agree"), ("", "one branch large enough"),
    ),
    "waves": (("", "one dimension"), ("", "five waves"), ("", "degenerate: all answers equal")),
    "screening": (("", "one dimension"), ("", "all careless"), ("", "degenerate: one respondent")),
    "plan": (("huge", "plain"), ("sixty branches", "plain"), ("", "one dimension")),
}  # fmt: skip
"""Findings of those, of which the texts of the picture are kept, too."""


@cache
def finding(kind: str, call: str, name: str) -> sg.Finding:
    """Give what a call finds on a survey; it is made once."""
    return CALLS[kind][call](survey(name))
