"""What is important to customers and served badly, and of which standards that is sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.importance.opportunity import opportunity_score
from servgap._stats.importance.quadrants import AREAS, CONCENTRATE, DIAGONAL, MEDIANS, MIDPOINT, RULES, quadrants
from servgap._stats.ties import first_most
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.importance import ANSWERS, DERIVED, PART, SHARE, STATED, Importance
from servgap.analysis.importance_map.facts import MapFacts
from servgap.analysis.importance_map.rows import MapQuestion, map_rows
from servgap.analysis.joint import ImportanceFrom, groups_of, importance_from, joint_of, level_of
from servgap.analysis.rows import RowLabels, dimension_rows, frame_of, group_of, standard_rows
from servgap.analysis.source import Source
from servgap.analysis.subject import (
    DRAWS,
    By,
    Chance,
    Measured,
    basis_of,
    check_choice,
    check_level,
    check_policy,
    measure_of,
    tally_of,
)
from servgap.analysis.verbs import verb
from servgap.errors import analysis as analysis_errors
from servgap.errors import importance as errors
from servgap.errors import surveys as survey_errors
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

LEVELS = ("standard", "dimension")


@dataclass(frozen=True, eq=False, repr=False)
class ImportanceMap(Finding):
    """Standards or dimensions by performance and importance, with the quadrants of which one can be sure.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> found = sg.map_importance(survey, crosshair="means")
    >>> found.sure["concentrate_here"]
    ['reliability', 'responsiveness']
    """

    kind: ClassVar[str] = "importance_map"

    facts: MapFacts

    @property
    def sure(self) -> dict[str, list[str]]:
        """The standards or dimensions that are called into each quadrant, in the group of the headline."""
        frame = self.frames["frame"]
        for name, label in self.facts.group.items():
            frame = frame[frame[name].astype(str) == str(label)]
        areas = AREAS[self.facts.crosshair]
        return {area: list(frame.loc[frame["called"] == area, self.facts.level]) for area in areas}


@verb
def map_importance(
    survey: Survey,
    *,
    by: By = None,
    measure: Measured = None,
    importance: ImportanceFrom = STATED,
    crosshair: str = MIDPOINT,
    level: str | None = None,
    policy: str = "half",
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> ImportanceMap:
    """
    Map importance against performance, and say of which points the quadrant is sure.

    A map divides points by a cross-hair, and where this lies, and on which side of it a point lies, are matters of
    chance. A point is called into a quadrant only where its region lies inside of it, the regions of all points holding
    at once; of the others the map tells how likely each quadrant is, which is a description.

    Parameters
    ----------
    survey
        A Survey; a Tally holds no joint counts of importance and performance.
    by
        Attributes; there is a map for each of their values.
    measure
        What performance is: a `Measure` or its name (see `measure_gaps`). Default: the mean of what was received, such
        as perception; ``"gap"`` maps gaps.
    importance
        ``"stated"``: answers to a part ``"importance"`` of every item, or else respondents' 100 points, or else the
        questionnaire's. Or what `find_drivers` found: shares of what is explained of an outcome. The two are never
        averaged; they are two maps.
    crosshair
        Where the lines cross: ``"midpoint"``, the middle of the scale (of points and shares, which have none, the equal
        share); ``"means"`` or ``"medians"`` of the points; ``"diagonal"``: the line on which importance is performance.
    level
        ``"standard"`` or ``"dimension"``. Default: standards where single items have importances, else dimensions.
    policy
        When a respondent has a score on a dimension: ``"half"`` of its items, ``"complete"``, or any (``"pairs"``).
    confidence
        The level at which all calls hold at once, and that of intervals.
    rng
        A generator or seed for the draws; default: seed 0.

    Returns
    -------
    ImportanceMap
        Its frame has a row a point: performance and importance with intervals; the cross-hair and distances from it
        with intervals that hold at once; the quadrant of the estimates, the one into which the point is called or the
        reason why into none, and the chance of each; and the opportunity score, where importance and performance are
        answers on one scale. `sure` lists what is called.

    Raises
    ------
    ServgapError
        If nothing says what is important, expectations are asked for in its place, a Tally is given, or a keyword's
        value makes no sense.

    Notes
    -----
    The means of performance and of importance of the same respondents vary together; each respondent's part in all of
    their errors gives the covariance. Under ``"means"`` and ``"medians"`` the cross-hair is an estimate too, and
    distances are from it: intervals are of x_j − x̄, and not of x_j beside a line that stands still. Intervals of all
    distances on both axes hold at once by the largest studentised one, each end the farther of Student's and of one
    that allows for skewed answers; from the medians they are bounded by those of all differences between points. A
    point on a line is called with a chance of at most 1 − confidence, all points together. The ellipses touch
    the sides of these intervals. Derived parts that came out small by chance have errors that are too small: their
    upper end is the farther of that and of one with the error of all on average; ``"medians"`` are not offered.

    Areas: ``concentrate_here`` (important, performance low), ``keep_up`` (both high), ``low_priority`` (both low),
    ``possible_overkill``; of the diagonal ``concentrate_here`` above it and ``importance_matched`` below it. The
    opportunity score is i + max(i − p, 0). What is derived from an outcome goes with it, and need not cause it.

    References
    ----------
    Martilla & James (1977), Journal of Marketing 41(1), 77–79; Oh (2001), Tourism Management 22, 617–627; Bacon (2003),
    International Journal of Market Research 45, 55–71; Ulwick (2002), Harvard Business Review 80(1), 91–97.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> found = sg.map_importance(survey, crosshair="means").frame
    >>> found[["dimension", "performance", "importance", "called"]].round(2)
            dimension  performance  importance             called
    0       tangibles         5.41       12.14  possible_overkill
    1     reliability         5.22       31.92   concentrate_here
    2  responsiveness         5.04       24.17   concentrate_here
    3       assurance         5.77       17.76  possible_overkill
    4         empathy         5.20       14.00       low_priority
    """
    call = {"subject" if name == "survey" else name: value for name, value in locals().items()}
    source = Source.of(map_importance, call, of_counts=False)
    measure = _checked(survey, measure, crosshair, level, policy, confidence)
    given = importance_from(survey, importance)
    level = level or level_of(survey, given)
    question = MapQuestion(crosshair, confidence, Chance.of(rng))
    tally = tally_of(survey, by, measure=measure)
    instrument, blocks = survey.instrument, []
    for kept in groups_of(survey, tally):
        joint, used = joint_of(survey, measure, level, policy, given, kept)
        _check_scales(used, measure, crosshair, level)
        blocks.append(map_rows(joint, used, measure, instrument.scale, question))
    columns = {name: np.stack([block[name] for block in blocks]) for name in blocks[0]}
    labels = _labels(instrument, level)
    frame = frame_of(tally, labels.columns(), columns)[[*tally.by, *labels.columns(), *COLUMNS]]
    basis = basis_of(
        tally,
        measure=measure,
        policy=policy if level == "dimension" else "pairs",
        averaged=survey.matrix_sampled,
        confidence=confidence,
        statistics=(quadrants, *((opportunity_score,) if frame["opportunity"].notna().any() else ())),
        seed=question.chance.seed,
        draws=DRAWS if frame["quadrant"].ne("").any() else 0,
        remarks=_remarks(used, joint.known, bool(tally.by)),
    )
    return ImportanceMap(basis, {"frame": frame}, _facts(tally, frame, used, level, crosshair), source)


COLUMNS = (
    "n", "performance", "performance_se", "performance_low", "performance_high", "importance_n", "importance",
    "importance_se", "importance_low", "importance_high", "crosshair_performance", "crosshair_importance",
    "performance_distance", "performance_distance_low", "performance_distance_high", "importance_distance",
    "importance_distance_low", "importance_distance_high", "correlation_of_errors", "quadrant", "called",
    "p_concentrate_here", "p_keep_up", "p_low_priority", "p_possible_overkill", "p_importance_matched", "opportunity",
    "opportunity_low", "opportunity_high", "reason",
)  # fmt: skip


def _checked(
    survey: object, measure: Measured, crosshair: str, level: str | None, policy: str, confidence: float
) -> Measure:
    """Check the keywords, and find what performance is."""
    if isinstance(survey, Tally):
        raise analysis_errors.needs_rows("map_importance")
    if not isinstance(survey, Survey):
        raise survey_errors.not_a_survey(survey)
    check_choice("crosshair", crosshair, RULES)
    check_choice("level", level or LEVELS[0], LEVELS)
    check_policy(policy)
    check_level(confidence)
    found = measure_of(survey, Measure(survey.instrument.parts[-1], None) if measure is None else measure)
    if PART in {found.part, found.level}:
        raise errors.importance_twice(found)
    if found.worse > 0:
        raise errors.worse_upwards(found.name)
    return found


def _check_scales(importance: Importance, measure: Measure, crosshair: str, level: str) -> None:
    if level == "standard" and importance.level == "dimension":
        raise errors.no_single_standards(level)
    if crosshair == DIAGONAL and (importance.unit != ANSWERS or measure.family != "mean"):
        raise errors.no_common_scale(importance.unit, measure.name)
    if crosshair == MEDIANS and importance.unit == SHARE:
        raise errors.median_of_parts()


def _labels(instrument: Instrument, level: str) -> RowLabels:
    return standard_rows(instrument) if level == "standard" else dimension_rows(instrument)


def _remarks(importance: Importance, known: bool, grouped: bool) -> list[Remark]:  # noqa: FBT001 - two plain facts
    remarks = []
    if importance.kind == DERIVED:
        remarks.append(Remark("importance_derived"))
        remarks += [Remark("importance_of_all")] if grouped else []
    if known:
        remarks.append(Remark("importance_known"))
    return remarks


def _facts(tally: Tally, frame: pd.DataFrame, importance: Importance, level: str, crosshair: str) -> MapFacts:
    """Take the group with most standards that are sure to need attention, the first of several."""
    of_cell = np.repeat(np.arange(len(tally.cells)), len(frame) // len(tally.cells))
    sure = frame["called"].eq(CONCENTRATE).to_numpy()
    counts = np.bincount(of_cell, weights=sure, minlength=len(tally.cells))
    placed = np.bincount(of_cell, weights=frame["quadrant"].ne("").to_numpy(), minlength=len(tally.cells)) > 0
    cell = first_most(np.where(placed, counts, -1.0))
    mine = frame[of_cell == cell]
    facts: dict[str, Any] = {area: int((mine["called"] == area).sum()) for area in AREAS[crosshair]}
    return MapFacts(
        group=group_of(tally, cell),
        importance=importance.kind,
        unit=importance.unit,
        level=level,
        crosshair=crosshair,
        outcome=importance.outcome,
        points=int(mine["quadrant"].ne("").sum()),
        concentrate=tuple(mine.loc[mine["called"] == CONCENTRATE, level]),
        called=facts,
        likely=tuple(mine.loc[mine["quadrant"] == CONCENTRATE, level]),
    )
