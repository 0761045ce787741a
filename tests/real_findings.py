"""Findings that the verbs give on the surveys of the tests, each made once and when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

import servgap as sg
from servgap.report.measured_alike import told_alike
from tests import delivered
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
        "surely": lambda each: sg.measure_gaps(each, smallest=0.001, confidence=0.99999),
        "against targets": lambda each: sg.measure_gaps(each, measure="target"),
        "against targets by branch": lambda each: sg.measure_gaps(each, measure="target", by="branch"),
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
        "ordered, of a tally": lambda each: sg.check_significance(each.tally(), test=["ordinal", "stuart_maxwell"]),
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
        "all of a tally": lambda each: sg.check_reliability(each.tally(), coefficients="all"),
        "of a tally by branch": lambda each: sg.check_reliability(each.tally(by=["branch"]), by="branch"),
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
        "as two": lambda each: sg.check_validity(
            each, models={"two": [["a1", "a2", "a3"], ["a4", "a5", "a6"]]}, estimator="ml"
        ),
        "of a generator": lambda each: sg.check_validity(each, estimator="ml", rng=np.random.default_rng(7)),
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
        "ranks": lambda each: sg.compare_groups(each, by="branch", adjust="bh"),
        "welch": lambda each: sg.compare_groups(each, by="branch", policy="complete"),
        "adjusted": lambda each: sg.compare_groups(each, by="branch", adjust_for="quarter"),
        "beside": lambda each: sg.compare_groups(each, by=["branch", "quarter"], reference="North"),
        "hostile": lambda each: sg.compare_groups(each, by="branch", adjust_for="so-called\n<b>wave</b>"),
        "checked": lambda each: told_alike(
            sg.compare_groups(each, by="branch"),
            [sg.check_validity(each, by="branch", part="perception", estimator="ml")],
        ),
        "checked gaps": lambda each: told_alike(
            sg.compare_groups(each, by="branch"), [sg.check_validity(each, by="branch", part="gap", estimator="ml")]
        ),
    },
    "waves": {
        "": lambda each: sg.track_waves(each, by="quarter"),
        "bh": lambda each: sg.track_waves(each, by="quarter", adjust="bh", smallest=0.5),
        "within a point": lambda each: sg.track_waves(each, by="quarter", adjust="none", smallest=1.0),
        "hostile": lambda each: sg.track_waves(each, by="so-called\n<b>wave</b>"),
        "with an event": lambda each: sg.track_waves(
            each, by="quarter", events=sg.Event("training", at={"branch": "North"}, wave="2026Q2")
        ),
        "with hostile events": lambda each: sg.track_waves(
            each,
            by="so-called\n<b>wave</b>",
            events=[
                sg.Event(f"=<i>{branch}</i>\n`|培训", at={"branch": branch}, wave="3")
                for branch in sorted(set(each.respondents["branch"]))
            ],
        ),
    },
    "screening": {
        "": sg.screen_responses,
        "inconsistent": lambda each: sg.screen_responses(each, criterion=["inconsistent", "straight_line"]),
        "fast": lambda each: sg.screen_responses(each, criterion="fast"),
        "duplicates": lambda each: sg.screen_responses(each, criterion=["duplicate", "near_duplicate"]),
    },
    "zones": {
        "": sg.measure_zones,
        "by branch": lambda each: sg.measure_zones(each, by="branch"),
        "complete": lambda each: sg.measure_zones(each, policy="complete", confidence=0.9),
        "of a tally": lambda each: sg.measure_zones(each.tally(by=["branch"], zones=True)),
    },
    "operations": {
        "": lambda _: sg.track_operations(delivered.hotline(), limits=delivered.PROMISED),
        "at once": lambda _: sg.track_operations(
            delivered.hotline(), by=None, limits=delivered.PROMISED, simultaneous=True
        ),
        "without promises": lambda _: sg.track_operations(delivered.hotline(), by="channel"),
        "hostile": lambda _: sg.track_operations(delivered.hostile(), by="branch", limits=delivered.TO_ALL),
        "visits": lambda _: sg.track_operations(delivered.visits(), by=None, catalogue=delivered.catalogue()),
    },
    "drivers": {
        "": lambda each: sg.find_drivers(each, outcome="satisfaction"),
        "dimensions": lambda each: sg.find_drivers(each, outcome="satisfaction", predictors="dimensions"),
        "within branches": lambda each: sg.find_drivers(each, outcome="recommend", adjust_for="branch"),
        "net": lambda each: sg.find_drivers(each, outcome=sg.Outcome("recommend", share="net"), confidence=0.9),
        "of gaps": lambda each: sg.find_drivers(each, outcome="satisfaction", measure="gap"),
        "of a tally": lambda each: sg.find_drivers(each.tally(outcomes="satisfaction"), outcome="satisfaction"),
        "asymmetry": lambda each: sg.find_drivers(each, outcome="satisfaction", asymmetry=True),
        "process": lambda each: sg.find_drivers(each, outcome="satisfaction", predictors="process"),
        "phase": lambda each: sg.find_drivers(each, outcome="satisfaction", predictors="phase"),
        "process of a tally": lambda each: sg.find_drivers(
            each.tally(outcomes="satisfaction"), outcome="satisfaction", predictors="process"
        ),
        "of a generator": lambda each: sg.find_drivers(
            each, outcome="satisfaction", rng=np.random.default_rng(7), policy="complete", predictors="dimensions"
        ),
    },
    "importance_map": {
        "": sg.map_importance,
        "by branch": lambda each: sg.map_importance(each, by="branch", crosshair="means"),
        "means": lambda each: sg.map_importance(each, crosshair="means"),
        "medians": lambda each: sg.map_importance(each, crosshair="medians", rng=np.random.default_rng(7)),
        "diagonal": lambda each: sg.map_importance(each, crosshair="diagonal", confidence=0.9),
        "of gaps": lambda each: sg.map_importance(each, measure="gap"),
        "highest answers": lambda each: sg.map_importance(each, measure="top", crosshair="means"),
        "dimensions": lambda each: sg.map_importance(each, level="dimension", crosshair="means", policy="complete"),
    },
    "review": {
        "": sg.review_standards,
        "with operations": lambda each: sg.review_standards(
            each, catalogue=delivered.catalogue(), operations=delivered.at_the_counter(), previous=delivered.before()
        ),
        "by branch": lambda each: sg.review_standards(
            each, catalogue=delivered.catalogue(), operations=delivered.at_the_counter(), by="branch"
        ),
        "of drivers": lambda each: sg.review_standards(
            each, importance=sg.find_drivers(each, outcome="satisfaction"), smallest=0.5, confidence=0.9
        ),
        "of a tally": lambda each: sg.review_standards(each.tally()),
        "surely": lambda each: sg.review_standards(each, smallest=0.001, confidence=0.99999),
        "with visits": lambda each: sg.review_standards(
            each, catalogue=delivered.catalogue(), operations=[delivered.at_the_counter(), delivered.visits()]
        ),
    },
    "what_if": {
        "": lambda each: sg.review_standards(each).what_if({"wait": 6, "polite": 5.5}),
        "targets": lambda each: sg.review_standards(each, catalogue=delivered.catalogue()).what_if({"wait": "target"}),
        "of drivers": lambda each: sg.review_standards(
            each, importance=sg.find_drivers(each, outcome="satisfaction")
        ).what_if({"wait": 7, "open": 7, "once": 7, "listen": 7}),
        "of a tally": lambda each: sg.review_standards(each.tally()).what_if(
            {each.instrument.standards[0].key: each.instrument.scale.high}
        ),
        "by branch": lambda each: sg.review_standards(each, by="branch").what_if({"wait": 6}),
    },
    "surface": {
        "": lambda each: sg.fit_surface(each, outcome="satisfaction"),
        "highest answers": lambda each: sg.fit_surface(
            each, outcome=sg.Outcome("satisfaction", share="top"), policy="complete", confidence=0.9
        ),
        "lowest answers": lambda each: sg.fit_surface(each, outcome=sg.Outcome("satisfaction", share="bottom")),
        "net": lambda each: sg.fit_surface(each, outcome=sg.Outcome("recommend", share="net")),
    },
    "kano": {
        "": sg.classify_kano,
        "by branch": lambda each: sg.classify_kano(each, by="branch"),
        "surely": lambda each: sg.classify_kano(each, confidence=0.99),
        "of a tally": lambda each: sg.classify_kano(each.tally(by=["branch"])),
    },
    "plan": {
        "": lambda each: sg.plan_sample(each, gap=0.3),
        "branches": lambda each: sg.plan_sample(each, gap=0.3, branches="branch"),
        "eight branches": lambda each: sg.plan_sample(each, gap=0.3, branches=8, icc=0.05),
        "sixty branches": lambda each: sg.plan_sample(each, gap=-0.5, branches=60, icc=0.05, power=0.8),
        "given": lambda each: sg.plan_sample(each, gap=0.25, sd=1.4, confidence=0.9),
        "huge": lambda each: sg.plan_sample(each, gap=0.002, sd=3.0),
        "minute": lambda each: sg.plan_sample(each, gap=1e-7, sd=1e-5),
        "of nothing": lambda _: sg.plan_sample(gap=0.3, sd=1.2, branches=4, icc=0.1),
        "of an instrument": lambda each: sg.plan_sample(each.instrument, gap=0.3, sd=1.2),
        "branches alike": lambda each: sg.plan_sample(each, gap=0.4, branches=12, icc=0.0),
    },
}

WHOLE: dict[str, tuple[tuple[str, str], ...]] = {
    "gaps": (
        ("", "plain"),
        ("by branch", "small and in quarters"),
        ("by two", "small and grouped"),
        ("", "zones"),
        ("by branch", "hostile names"),
        ("at once", "several items a standard"),
        ("", "nobody answered"),
        ("", "owners and targets"),
        ("against targets", "owners and targets"),
    ),
    "significance": (
        ("", "plain"),
        ("ordered", "two dimensions"),
        ("evidence", "plain"),
        ("", "several items a standard"),
        ("by branch", "small and in quarters"),
    ),
    "reliability": (("", "plain"), ("all", "two dimensions"), ("by branch", "small and in quarters"), ("", "one part")),
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
        ("hostile", "hostile names"),
        ("", "branches and a few"),
        ("ranks", "one dimension"),
        ("adjusted", "small and in quarters"),
        ("beside", "small and in quarters"),
        ("", "twelve groups"),
    ),
    "waves": (
        ("", "plain"),
        ("hostile", "hostile names"),
        ("bh", "five waves"),
        ("with an event", "small and in quarters"),
        ("with hostile events", "hostile names"),
    ),
    "screening": (("", "careless"), ("", "careful"), ("", "one part")),
    "zones": (("", "zones"), ("by branch", "zones"), ("", "zones of shared standards")),
    "operations": (("", "plain"), ("at once", "plain"), ("without promises", "plain"), ("hostile", "plain")),
    "drivers": (
        ("", "pleased"),
        ("", "pleased by what applies"),
        ("within branches", "pleased"),
        ("dimensions", "pleased"),
        ("", "items alike"),
        ("asymmetry", "pleased"),
        ("process", "pleased by process and outcome"),
    ),
    "importance_map": (("means", "important and poor"), ("by branch", "important and poor"), ("of gaps", "plain")),
    "review": (("with operations", "plain"), ("by branch", "plain"), ("of drivers", "pleased"), ("", "hostile names")),
    "what_if": (("", "plain"), ("of drivers", "pleased"), ("targets", "plain")),
    "surface": (("", "pleased"), ("", "pleased by the gap"), ("highest answers", "pleased by what applies")),
    "kano": (("", "feelings"), ("by branch", "feelings in branches"), ("", "feelings coded backwards")),
    "plan": (("branches", "plain"), ("", "plain"), ("eight branches", "plain"), ("given", "weights")),
}
"""Findings of which all is kept that readers see, by call and survey."""
WRITTEN_TOO = {
    *((kind, *cases[0]) for kind, cases in WHOLE.items()),
    *((kind, *case) for kind, cases in WHOLE.items() for case in cases if case[1] == "hostile names"),
    ("reliability", "by branch", "small and in quarters"),
}
"""Those of which Markdown and the workbook are kept, too."""

TOLD: dict[str, dict[str, tuple[str, ...]]] = {
    "gaps": {
        "": (
            "one standard", "two standards", "points of the questionnaire", "one part", "zones",
            "several items a standard", "one dimension", "above", "hotline", "degenerate: no gap anywhere",
            "degenerate: one respondent", "degenerate: nobody answered a dimension", "degenerate: equal points",
            "degenerate: an item the other way", "degenerate: weights", "one point short", "odd: equal means",
            "alike as shown", "importance and performance",
        ),
        "surely": ("met",),
        "by branch": (
            "four branches alike", "branches all better", "branches in which all agree", "all branches agree",
            "odd: two unrelated pairs", "odd: fewer respondents than items", "degenerate: all answers equal",
            "degenerate: one respondent", "degenerate: two respondents", "degenerate: one item",
            "degenerate: one dimension", "degenerate: nobody answered a dimension",
            "degenerate: nobody answered two dimensions", "degenerate: one branch and quarter",
            "degenerate: no branch", "degenerate: an item the other way",
        ),
        "at once by branch": ("many groups",),
        "against targets by branch": ("owners and targets",),
        "every pair": ("plain",),
        "at once": ("met", "degenerate: six respondents", "two dimensions"),
        "within a point": ("by chance",),
        "complete": ("plain",),
        "of a generator": ("plain",),
        "seeded": ("plain",),
        "of a tally": ("plain",),
    },
    "significance": {
        "": (
            "one standard", "two standards", "weights", "one part", "several items a standard", "above", "hotline",
            "degenerate: one item", "degenerate: nobody answered a dimension", "degenerate: one branch and quarter",
            "one point short", "an item turned",
        ),
        "by branch": (
            "small branches", "degenerate: all gaps equal, answers not", "degenerate: two respondents",
            "degenerate: one dimension", "degenerate: nobody answered two dimensions",
        ),
        "t": ("plain", "above"),
        "signed ranks": ("plain", "degenerate: all gaps equal", "degenerate: six respondents"),
        "sign": ("plain", "above"),
        "evidence": ("above", "degenerate: one respondent"),
        "evidence alone": ("plain",),
        "ordered": ("two dimensions", "degenerate: six respondents", "degenerate: all answers equal"),
        "exact": ("plain", "by chance"),
        "ordered, of a tally": ("plain", "two dimensions"),
        "of a generator": ("plain",),
        "of a tally": ("plain",),
    },
    "reliability": {
        "": (
            "zones", "half steps", "from zero to ten", "met", "by chance", "hotline",
            "degenerate: all gaps equal, answers not", "degenerate: two respondents", "degenerate: six respondents",
            "degenerate: one dimension", "degenerate: nobody answered a dimension",
            "degenerate: nobody answered two dimensions", "degenerate: a wave without a dimension",
            "degenerate: one expectation", "degenerate: a branch that agrees", "degenerate: missing answers",
            "three items turned", "many items turned", "two of one dimension turned", "one of two turned",
            "structure holds", "many dimensions that are one", "odd: two unrelated pairs", "odd: one item twice",
            "odd: one item constant", "odd: all correlations equal", "odd: equal means", "odd: equal branches",
            "odd: two worst", "odd: noise", "odd: both ways", "odd: one factor in three dimensions",
            "odd: one answer throughout", "odd: two answers", "importance and performance",
        ),
        "by branch": (
            "branches differ", "branches and a few", "degenerate: all gaps equal, answers not",
            "degenerate: one dimension", "degenerate: nobody answered a dimension",
            "degenerate: nobody answered two dimensions", "degenerate: one expectation",
            "degenerate: one branch and quarter", "degenerate: no branch", "degenerate: a branch that agrees",
            "degenerate: an item the other way", "degenerate: weights", "degenerate: a small branch",
            "degenerate: missing answers",
        ),
        "by two": ("plain",),
        "all": ("many items", "degenerate: no gap anywhere"),
        "all by branch": ("two branches",),
        "of the gap": (
            "one dimension", "an item turned", "degenerate: all gaps equal", "degenerate: one respondent",
            "degenerate: six respondents", "degenerate: one item", "degenerate: nobody answered a dimension",
        ),
        "of a tally by branch": ("many groups",),
        "of perception": ("zones",),
        "of a tally": ("plain",),
        "all of a tally": ("two dimensions",),
    },
    "validity": {
        "": (
            "many dimensions that are one", "close dimensions", "perhaps close dimensions", "one part",
            "one dimension", "odd: one item twice", "odd: one item constant", "odd: all correlations equal",
            "odd: equal means", "odd: two worst", "odd: noise", "odd: both ways",
            "odd: one factor in three dimensions", "odd: two answers", "three items turned", "many items turned",
            "two of one dimension turned", "one of two turned", "degenerate: one item",
            "degenerate: a branch that agrees", "degenerate: weights", "degenerate: missing answers",
            "degenerate: many answers",
        ),
        "ml": (
            "one dimension that holds", "no proper solution", "six close pairs", "six pairs, some the same",
            "blocks against each other", "acceptable structure", "dimensions that cannot all be", "two dimensions",
            "degenerate: all answers equal", "degenerate: two respondents",
        ),
        "fiml": ("plain",),
        "dwls": ("plain", "one factor"),
        "of the gaps": ("plain", "an item turned"),
        "by branch": (
            "another loading in a group", "other errors in a group", "another pattern in a group",
            "an intercept differs", "means without solution", "loadings without solution",
            "as many groups as respondents", "plain", "degenerate: one respondent", "degenerate: one item",
            "degenerate: dimensions of one item",
        ),
        "of a tally": ("plain",),
        "of a tally by branch": ("twelve groups", "many groups"),
        "with another": ("one factor", "structure holds"),
        "mlr": ("structure holds",),
        "as two": ("one dimension of two things",),
        "of a generator": ("structure holds",),
    },
    "pairing": {
        "": (
            "paired alike", "paired, another loading", "paired, few", "paired, three dimensions",
            "paired, two dimensions", "hotline", "an item turned", "three items turned", "many items turned",
            "two of one dimension turned", "one of two turned", "odd: two unrelated pairs",
            "odd: fewer respondents than items", "odd: one item twice", "odd: one item constant", "odd: equal means",
            "odd: two worst", "odd: noise", "odd: both ways", "odd: one factor in three dimensions",
            "degenerate: one respondent", "degenerate: two respondents", "degenerate: six respondents",
            "degenerate: one item", "degenerate: one dimension", "degenerate: a wave without a dimension",
            "degenerate: weights", "degenerate: many answers", "zones", "half steps", "one dimension", "above",
        ),
        "by branch": ("paired, two dimensions", "plain", "degenerate: six respondents", "an item turned"),
    },
    "ranking": {
        "": (
            "weights", "one part", "several items a standard", "degenerate: one respondent", "degenerate: one item",
            "degenerate: nobody answered a dimension", "degenerate: an item the other way", "odd: equal means",
            "odd: two worst", "one point short", "four share the worst",
        ),
        "by branch": (
            "small and in quarters", "branches and a few", "one branch large enough", "degenerate: one item",
            "degenerate: dimensions of one item", "degenerate: nobody answered two dimensions",
            "degenerate: a branch that agrees",
        ),
        "by two": ("plain",),
        "weighted": ("plain", "hotline", "degenerate: no points", "degenerate: missing answers"),
        "effect": (
            "plain", "degenerate: two respondents", "degenerate: one item", "degenerate: dimensions of one item",
            "degenerate: nobody answered a dimension",
        ),
        "of a generator": ("plain",),
        "normal": ("one dimension",),
        "worst": ("above",),
    },
    "groups": {
        "": (
            "four branches alike", "one part", "hotline", "small branches", "one branch large enough",
            "branches in which all agree", "two branches that are short", "a branch in which all agree",
            "all branches agree", "degenerate: all answers equal", "degenerate: one respondent",
            "degenerate: two respondents", "degenerate: one item", "degenerate: one dimension",
            "degenerate: one branch and quarter", "degenerate: no branch", "degenerate: a branch that agrees",
            "degenerate: weights", "an item turned", "odd: equal branches", "a hundred and twenty groups",
            "too many groups",
        ),
        "ranks": ("branches differ", "degenerate: a branch that agrees"),
        "welch": ("two branches",),
        "checked": (
            "another loading in a group", "other errors in a group", "another pattern in a group", "measured alike",
            "an intercept differs", "a loading differs", "as many groups as respondents",
        ),
        "checked gaps": ("measured alike", "an item turned"),
    },
    "waves": {
        "": (
            "worse in all", "few at the end", "one part", "several items a standard", "hotline", "improved",
            "worsened", "changed a little", "a dimension each way", "degenerate: no gap anywhere",
            "degenerate: one respondent", "degenerate: two respondents", "degenerate: six respondents",
            "degenerate: one item", "degenerate: nobody answered a dimension",
            "degenerate: nobody answered two dimensions", "degenerate: a branch that agrees",
            "degenerate: an item the other way", "degenerate: weights", "degenerate: missing answers",
            "an item turned",
        ),
        "within a point": ("by chance",),
    },
    "screening": {
        "": (
            "careless in one part", "all careless", "one part", "met", "hotline", "degenerate: one respondent",
            "degenerate: two respondents", "degenerate: no points", "degenerate: an item the other way",
            "degenerate: weights", "degenerate: many answers",
        ),
        "inconsistent": ("plain", "careless"),
        "fast": ("careless",),
        "duplicates": ("careless",),
    },
    "zones": {
        "": ("one zone", "zones in branches", "zones all alike", "nobody outside", "zones that nobody answered"),
        "by branch": ("zones in branches", "zones all alike"),
        "complete": ("zones",),
        "of a tally": ("zones",),
    },
    "operations": {"without promises": ("plain",), "visits": ("plain",)},
    "drivers": {
        "": (
            "pleased by one dimension", "pleased by one item", "all equally pleased", "pleased by chance",
            "few pleased", "items alike",
        ),
        "net": ("pleased",),
        "of gaps": ("pleased",),
        "of a tally": ("pleased", "pleased by what applies", "few pleased"),
        "asymmetry": ("pleased by what applies", "few pleased", "pleased by one item"),
        "of a generator": ("pleased",),
        "phase": ("pleased by process and outcome",),
        "process of a tally": ("pleased by process and outcome",),
    },
    "importance_map": {
        "": (
            "importance and performance", "one important standard", "two important standards",
            "three important standards", "points of the questionnaire", "hotline", "importance of one respondent",
        ),
        "medians": ("important and poor", "plain"),
        "diagonal": ("important and poor", "two important standards", "importance and performance"),
        "highest answers": ("important and poor",),
        "dimensions": ("important and poor", "importance and performance"),
    },
    "review": {
        "": (
            "one standard", "one part", "several items a standard", "above", "met", "owners and targets", "zones",
            "points of the questionnaire", "importance and performance", "degenerate: nobody answered a dimension",
            "degenerate: one respondent", "degenerate: all gaps equal", "by chance",
        ),
        "with operations": ("above", "met", "by chance", "few at the end"),
        "of a tally": ("plain", "points of the questionnaire"),
        "surely": ("met",),
        "with visits": ("plain",),
    },
    "what_if": {
        "": ("plain", "points of the questionnaire", "degenerate: one respondent"),
        "targets": ("above",),
        "of a tally": ("plain", "several items a standard"),
        "by branch": ("plain",),
    },
    "surface": {
        "": (
            "pleased by one dimension", "pleased by one item", "all equally pleased", "pleased by chance",
            "few pleased", "pleased where both agree",
        ),
        "lowest answers": ("pleased",),
        "net": ("pleased",),
    },
    "kano": {
        "": (
            "feelings about one item", "feelings divided about one item", "feelings of few",
            "feelings of few about one item", "feelings all reverse", "feelings that nobody has",
        ),
        "by branch": ("feelings", "feelings divided about one item", "feelings all reverse"),
        "surely": ("feelings",),
        "of a tally": ("feelings",),
    },
    "plan": {
        "": ("one standard", "two standards", "one dimension"),
        "branches": ("branches alike", "two branches"),
        "huge": ("plain",),
        "minute": ("plain",),
        "of nothing": ("plain",),
        "of an instrument": ("plain",),
        "branches alike": ("plain",),
    },
}  # fmt: skip
"""Findings of which words and tables are kept, by kind, call and survey: each has something that no other has."""


PICTURED: dict[str, tuple[tuple[str, str], ...]] = {
    "gaps": (
        ("", "one dimension"), ("by branch", "branches differ"), ("", "above"), ("", "degenerate: missing answers"),
        ("", "hotline"),
    ),
    "significance": (("", "one dimension"), ("t", "above"), ("sign", "plain"), ("", "degenerate: all gaps equal")),
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
    "waves": (("", "one dimension"), ("", "twelve waves"), ("", "improved"), ("", "degenerate: all answers equal")),
    "screening": (("", "one dimension"), ("", "all careless"), ("", "degenerate: one respondent")),
    "zones": (("", "zones"), ("by branch", "zones in branches"), ("", "zones all alike")),
    "operations": (("", "plain"), ("at once", "plain"), ("hostile", "plain")),
    "drivers": (
        ("", "pleased"), ("dimensions", "pleased by chance"), ("", "few pleased"),
        ("process", "pleased by process and outcome"),
    ),
    "importance_map": (
        ("means", "important and poor"), ("diagonal", "important and poor"), ("", "plain"),
        ("", "importance of one respondent"),
    ),
    "review": (("with operations", "plain"), ("by branch", "plain"), ("", "degenerate: one respondent"), ("", "above")),
    "what_if": (("", "plain"), ("of drivers", "pleased")),
    "surface": (("", "pleased"), ("", "pleased where both agree"), ("", "few pleased"), ("", "pleased by one item")),
    "kano": (("", "feelings"), ("by branch", "feelings in branches"), ("", "feelings all reverse")),
    "plan": (("huge", "plain"), ("sixty branches", "plain"), ("", "one dimension")),
}  # fmt: skip
"""Findings of which the picture is kept, by kind, call and survey."""


@cache
def finding(kind: str, call: str, name: str) -> sg.Finding:
    """Give what a call finds on a survey; it is made once."""
    return CALLS[kind][call](survey(name))


KINDS = (
    "gaps", "reliability", "validity", "pairing", "significance", "ranking", "groups", "waves", "screening", "plan",
)  # fmt: skip
SHOWN = [(kind, *case) for kind in WHOLE for case in WHOLE[kind]]
"""The findings of which all is kept, for tests of whatever all of them have in common."""
HOSTILE = {
    kind: ("by branch" if kind in ("gaps", "ranking", "pairing") else "", "hostile names")
    for kind in ("gaps", "ranking", "pairing", "groups")
}
"""Findings whose groups, items and dimensions were named by an enemy: call and survey, by kind."""


def of_each_kind(name: str = "plain") -> dict[str, sg.Finding]:
    """Give one finding of each kind on a survey, in walking order."""
    return {kind: finding(kind, "", name) for kind in KINDS}
