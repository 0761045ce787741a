"""What an outcome depends on: expectation and perception, or nothing but the gap between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.families.adjust import adjust_p
from servgap._stats.surfaces.axes import surface_axes
from servgap._stats.surfaces.congruence import congruence_conditions
from servgap._stats.surfaces.constraint_models import MODELS, constraint_models
from servgap._stats.surfaces.difference_score import difference_tests, loss_of_difference
from servgap._stats.surfaces.lines import surface_lines
from servgap._stats.surfaces.polynomial import fit_polynomial
from servgap._stats.surfaces.prediction import left_out_prediction
from servgap._stats.surfaces.support import agreement_shares
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.rows import dimension_rows, overall_rows
from servgap.analysis.subject import basis_of, check_level, check_policy, tally_of
from servgap.analysis.surface.facts import SurfaceFacts
from servgap.analysis.surface.fitted import Surfaces, fit_row
from servgap.analysis.surface.rows import (
    cells_frame,
    comparisons_frame,
    congruence_frame,
    models_frame,
    parameters_frame,
    predictions_frame,
    support_frame,
    tests_frame,
    verdict_frame,
)
from servgap.analysis.surface.rules import FEW_ON_A_SIDE, LITTLE, LOSES
from servgap.analysis.surface.scores import BothScores, both_scores
from servgap.analysis.verbs import verb
from servgap.analysis.verdicts import NONE, UNDECIDED
from servgap.errors import analysis as analysis_errors
from servgap.errors import surface as errors
from servgap.errors import surveys as survey_errors
from servgap.survey.outcomes.outcome import Outcome, outcome_for
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

STATISTICS = (
    fit_polynomial,
    difference_tests,
    loss_of_difference,
    constraint_models,
    surface_lines,
    surface_axes,
    congruence_conditions,
    agreement_shares,
    left_out_prediction,
)


@dataclass(frozen=True, eq=False, repr=False)
class Surface(Finding):
    """An outcome on expectation and perception, and whether subtracting one from the other loses something.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", columns={"outcome": {"satisfaction": "satisfaction"}})
    >>> surface = sg.fit_surface(survey, outcome="satisfaction")
    >>> surface.frame.loc[:1, ["level", "dimension", "surface_r2", "difference_r2", "verdict"]].round(3)
           level  dimension  surface_r2  difference_r2 verdict
    0    overall                  0.606          0.334   loses
    1  dimension  tangibles       0.272          0.085   loses
    """

    kind: ClassVar[str] = "surface"

    facts: SurfaceFacts

    @property
    def tests(self) -> pd.DataFrame:
        """The tests of all constraints of a difference score, of opposed weights, and of curvature; a copy."""
        return self.frames["tests"].copy()

    @property
    def models(self) -> pd.DataFrame:
        """The constraint models, from no relation to the full surface; a copy."""
        return self.frames["models"].copy()

    @property
    def parameters(self) -> pd.DataFrame:
        """Coefficients, slopes and curvatures, stationary point and principal axes; a copy."""
        return self.frames["parameters"].copy()

    @property
    def conditions(self) -> pd.DataFrame:
        """The conditions of a congruence effect; a copy."""
        return self.frames["conditions"].copy()

    @property
    def predictions(self) -> pd.DataFrame:
        """How well perception, the gap, both and the surface predict respondents who were left out; a copy."""
        return self.frames["predictions"].copy()

    @property
    def comparisons(self) -> pd.DataFrame:
        """What predicts respondents who were left out better; a copy."""
        return self.frames["comparisons"].copy()

    @property
    def support(self) -> pd.DataFrame:
        """How many respondents perceive more, as much, or less than they expect; a copy."""
        return self.frames["support"].copy()


@verb
def fit_surface(survey: Survey, *, outcome: Outcome | str, policy: str = "half", confidence: float = 0.95) -> Surface:
    """
    Fit an outcome on expectation and perception, and say whether subtracting loses something.

    A gap supposes that a point more of perception and a point less of expectation go with the same change of the
    outcome, everywhere on the scale. The quadratic surface of both supposes neither, and says what the gap leaves out.
    Models between the two are compared first; then slopes and curvatures are read; then all conditions of congruence
    together. Perception alone is held against the gap by how well each predicts respondents who were left out.

    Parameters
    ----------
    survey
        A Survey in which the outcome was read; a Tally no longer has respondents.
    outcome
        The name of the outcome, or an `Outcome` for a share of customers.
    policy
        When a respondent's dimension score exists: ``"half"`` of its pairs, ``"complete"``, or any (``"pairs"``).
    confidence
        The level of the intervals; 1 less it is that of the tests.

    Returns
    -------
    Surface
        Its frame says, overall and of each dimension, what the surface and the gap explain, what is lost with its
        interval, the test, the model that describes the answers best, and the verdict. `tests`, `models`,
        `parameters`, `conditions`, `predictions`, `comparisons` and `support` hold the rest.

    Raises
    ------
    ServgapError
        If a Tally is passed, the outcome was not read, the questionnaire asks one part alone, or a keyword's value
        makes no sense.

    Notes
    -----
    Scores are means over the items of which a respondent answered both parts, counted from the middle of the scale;
    overall is the mean of the dimensions. Standard errors are HC3 and t has n − 6 degrees of freedom; the usual ones
    stand beside. It *loses* where the test of the difference score by HC3, corrected by Holm over the rows, rejects it,
    and another model has a smaller AICc; *little is lost* where the loss is shown, corrected too, to be below .02 of
    the outcome's variance; else it is undecided, as not to reject shows nothing. Slopes, curvatures and axes are
    read only with the surface; stationary point and axes are given where the terms that they divide by differ from 0.
    Predictors are compared by the difference of squared errors of the same respondents left out one at a time. Of
    nested ones the interval has a lower end only, and only the larger is ever said to be better.

    References
    ----------
    Edwards & Parry (1993), Academy of Management Journal 36, 1577–1613; Edwards (2002), in Measuring and Analyzing
    Behavior in Organizations, 350–400; Humberg, Nestler & Back (2019), Social Psychological and Personality Science
    10, 409–419; Shanock et al. (2010), Journal of Business and Psychology 25, 543–554; Cronin & Taylor (1992), Journal
    of Marketing 56(3), 55–68; Peter, Churchill & Brown (1993), Journal of Consumer Research 19, 655–662.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", columns={"outcome": {"satisfaction": "satisfaction"}})
    >>> surface = sg.fit_surface(survey, outcome="satisfaction")
    >>> surface.models.loc[[1, 2, 10], ["constraint_model", "n_estimated", "aicc_difference", "akaike_weight"]].round(2)
       constraint_model  n_estimated  aicc_difference  akaike_weight
    1        difference            3           762.52           0.00
    2          additive            4             0.00           0.36
    10             full            7             4.63           0.04
    >>> surface.comparisons.loc[:0, ["comparison", "error_saved", "ci_low", "ci_high", "predicts_better"]].round(2)
                  comparison  error_saved  ci_low  ci_high predicts_better
    0  difference_perception          0.3    0.24     0.36      perception
    """
    check_level(confidence)
    check_policy(policy)
    if isinstance(survey, Tally):
        raise analysis_errors.needs_rows("fit_surface")
    if not isinstance(survey, Survey):
        raise survey_errors.not_a_survey(survey)
    if not survey.instrument.pairs:
        raise errors.needs_two_parts(survey.instrument.name, survey.instrument.parts)
    asked = outcome_for(survey.outcomes, outcome)
    asked = asked.on(survey.outcomes[asked.name].scale)
    found, answered = _fitted(survey, asked, policy, confidence)
    frame, parameters = verdict_frame(found), parameters_frame(found)
    scale = survey.instrument.scale
    frames = {
        "frame": frame,
        "tests": tests_frame(found),
        "models": models_frame(found),
        "parameters": parameters,
        "conditions": congruence_frame(found),
        "predictions": predictions_frame(found),
        "comparisons": comparisons_frame(found),
        "support": support_frame(found),
        "cells": cells_frame(found, (scale.low + scale.high) / 2, scale.width),
    }
    basis = basis_of(
        tally_of(survey, None),
        policy=policy,
        confidence=confidence,
        statistics=(*STATISTICS, adjust_p),
        adjust="holm",
        family=int(frame["p_value"].notna().sum()),
        remarks=_remarks(survey.n, answered, frames["support"]),
    )
    return Surface(basis, frames, _facts(found, frames, asked))


def _fitted(survey: Survey, outcome: Outcome, policy: str, confidence: float) -> tuple[Surfaces, int]:
    """Fit overall and each dimension; tell how many answered the outcome."""
    pair, scale = survey.instrument.pairs[0], survey.instrument.scale
    z = outcome.values(survey.outcomes[outcome.name])
    scores = both_scores(survey, (str(pair[0]), str(pair[1])), policy)
    overall, middle = scores.overall(), (scale.low + scale.high) / 2
    asked_all = not survey.matrix_sampled
    columns = [_column(overall, 0), *(_column(scores, place) for place in range(scores.expectation.shape[1]))]
    rows = []
    for x, y in columns:
        there = np.isfinite(x) & np.isfinite(y) & np.isfinite(z)
        if not asked_all:
            there = np.zeros_like(there)
        rows.append(fit_row(x[there] - middle, y[there] - middle, z[there], confidence, asked_all=asked_all))
    labels = overall_rows() + dimension_rows(survey.instrument)
    return Surfaces(labels, tuple(rows), confidence), int(np.isfinite(z).sum())


def _column(scores: BothScores, place: int) -> tuple[Any, Any]:
    return scores.expectation[:, place], scores.perception[:, place]


def _remarks(n: int, answered: int, support: pd.DataFrame) -> list[Remark]:
    remarks = []
    if answered < n:
        remarks.append(Remark("outcome_not_answered", (("n", n - answered),)))
    overall = support[(support["level"] == "overall") & (support["agreement_by"] == "scale_points")].iloc[0]
    for side in ("over", "under"):
        share = float(overall[f"share_{side}_expected"])
        if share < FEW_ON_A_SIDE:
            remarks.append(Remark(f"few_{side}_expected", (("share", share),)))
    return remarks


def _facts(found: Surfaces, frames: dict[str, pd.DataFrame], outcome: Outcome) -> SurfaceFacts:
    frame, tests = frames["frame"], frames["tests"]
    first, overall = frame.iloc[0], found.rows[0]
    parts = tests[tests["level"] == "overall"].set_index("constraint")["p_adjusted"]
    shown = first["verdict"] == LOSES
    additive = overall.models.b[MODELS.index("additive")]
    of = {
        verdict: tuple(frame.loc[(frame["level"] == "dimension") & (frame["verdict"] == verdict), "dimension"])
        for verdict in (LOSES, LITTLE, UNDECIDED, NONE)
    }
    return SurfaceFacts(
        outcome=outcome.name,
        share=outcome.share,
        top=outcome.top,
        bottom=outcome.bottom,
        n=int(first["n"]),
        verdict=first["verdict"],
        surface_r2=float(first["surface_r2"]),
        difference_r2=float(first["difference_r2"]),
        loss=float(first["loss"]),
        loss_low=float(first["loss_low"]),
        loss_high=float(first["loss_high"]),
        weights_differ=bool(shown and parts["linear"] < found.level),
        curved=bool(shown and parts["quadratic"] < found.level),
        weight_expectation=float(additive[1]),
        weight_perception=float(additive[2]),
        model=first["constraint_model"],
        better=first["predicts_better"],
        loses=of[LOSES],
        little_lost=of[LITTLE],
        undecided=of[UNDECIDED],
        untold=of[NONE],
    )
