"""Whether respondents answered with care: indicators and flags for each, and what the flagged ones change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np
import pandas as pd

from servgap._stats.registry import Function, registered
from servgap._stats.responses.careless import answer_variability, even_odd, longest_run, psychometric_synonyms
from servgap._stats.responses.mahalanobis import mahalanobis
from servgap._stats.responses.repeats import repeated_answers
from servgap.analysis.finding import Basis, Finding, Remark
from servgap.analysis.reasons import TOO_SHORT
from servgap.analysis.screening.careless_flags import BY_DEFAULT, FAST, FLAGS, Raised, flags_frame, raise_flags
from servgap.analysis.screening.facts import Ceiling, Moved, ScreeningFacts
from servgap.analysis.screening.indicators import Floats, indicators, seconds_of
from servgap.analysis.screening.rows import held_against, items_frame, parts_frame, respondents_frame
from servgap.analysis.screening.with_without import with_without
from servgap.analysis.subject import Measured, check_choice, check_level, check_policy, measure_of, pair_of
from servgap.analysis.verbs import verb
from servgap.errors import analysis as errors
from servgap.errors import surveys as survey_errors
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

SECONDS = "duration_seconds"
"""The attribute that holds completion times unless another is named."""
STATISTICS: Mapping[str, Function] = {
    "longest_run": longest_run,
    "irv": answer_variability,
    "cells_apart": repeated_answers,
    "even_odd": even_odd,
    "synonyms": psychometric_synonyms,
    "mahalanobis": mahalanobis,
}
"""The statistic behind each indicator."""


@dataclass(frozen=True, eq=False, repr=False)
class Screening(Finding):
    """Who may have answered without care, by which signs, and how much that matters.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> screening = sg.screen_responses(survey)
    >>> survey.drop(screening.flagged, reason="careless").ledger
    <Ledger: 1500 rows read = 1470 used + 30 left out, 3 no answers, 8 no pair, 19 careless>
    """

    kind: ClassVar[str] = "screening"

    facts: ScreeningFacts

    @property
    def flagged(self) -> pd.Index:
        """The rows of the flagged respondents, as ``survey.drop`` takes them."""
        frame = self.frames["frame"]
        flagged: pd.Index = pd.Index(frame.loc[frame["flagged"], "respondent"], name="row")
        return flagged

    @property
    def with_without(self) -> pd.DataFrame:
        """The measure, overall and by dimension, with everybody and without the flagged; a copy."""
        return self.frames["with_without"].copy()

    @property
    def flags(self) -> pd.DataFrame:
        """How many respondents raise each flag; a copy."""
        return self.frames["flags"].copy()

    @property
    def parts(self) -> pd.DataFrame:
        """The indicators of each respondent in each part; a copy."""
        return self.frames["parts"].copy()

    @property
    def items(self) -> pd.DataFrame:
        """How often each item, in each part, got the scale's highest and its lowest answer; a copy."""
        return self.frames["items"].copy()


@verb
def screen_responses(
    survey: Survey,
    *,
    criterion: str | Sequence[str] | None = None,
    duration: str | None = None,
    measure: Measured = None,
    policy: str = "half",
    confidence: float = 0.95,
) -> Screening:
    """
    Look for careless answers: flag respondents, leave nobody out, and show what the flagged ones change.

    Expecting the best of everything is no carelessness, so runs and spread are looked at in each part, and count only
    when they are found in all of them. To leave the flagged ones out: ``survey.drop(screening.flagged, reason=...)``.

    Parameters
    ----------
    survey
        A Survey; a Tally no longer has respondents.
    criterion
        The flags that count: one or several of ``"straight_line"`` (one answer to all items of a part, in every part),
        ``"long_run"`` (the same answer to half of a part's items in a row, in every part), ``"duplicate"`` (all
        answers those of a respondent further up), ``"near_duplicate"`` (all but one or two), ``"fast"`` (under two
        seconds an item) and ``"inconsistent"`` (even–odd consistency under .30). Default: all but the last.
    duration
        The attribute that holds completion times. Default: ``"duration_seconds"``, if the survey has it.
    policy
        When a respondent's dimension score exists: ``"half"``, ``"complete"`` or ``"pairs"``.
    measure
        What the results with and without the flagged are of: a `Measure` or its name (see `measure_gaps`). Default:
        the gap; the mean of the part, where the questionnaire asks one part alone.
    confidence
        The level of the intervals.

    Returns
    -------
    Screening
        Its frame has a row a respondent: indicators, flags, and why a number is not there. `with_without` has the
        measure, overall and of the dimensions, with and without the flagged, `flags` the number by flag, `parts` the
        indicators part by part, `items` how often items were answered at the ends of the scale.

    Raises
    ------
    ServgapError
        If a Tally is passed, the attribute named has no times, the questionnaire does not ask what the measure takes,
        or a keyword's value makes no sense.

    Notes
    -----
    Runs and spread are those of the marks on the page, negatively worded items as they were ticked; the order is the
    instrument's. Repetitions count from 20 cells on (items times parts), within 5% of the cells and no more than two,
    and for respondents with at least a quarter of the cells off their part's commonest answer: two who are content
    with everything are no copy. Even–odd consistency goes over the dimensions of all parts. Mahalanobis distance is
    given for putting respondents in order; it raises no flag, nor do psychometric synonyms.

    References
    ----------
    Curran (2016), Journal of Experimental Social Psychology 66, 4–19; Dunn et al. (2018), Journal of Business and
    Psychology 33, 105–121; Huang et al. (2012), Journal of Business and Psychology 27, 99–114; Johnson (2005), Journal
    of Research in Personality 39, 103–129; Kuriakose & Robbins (2016), Statistical Journal of the IAOS 32, 283–291;
    Meade & Craig (2012), Psychological Methods 17, 437–455.

    Examples
    --------
    >>> import servgap as sg
    >>> screening = sg.screen_responses(sg.read_survey("data/samples/hotline_2026.csv"))
    >>> screening.flags.loc[:3, ["flag", "n", "n_alone"]]
                 flag   n  n_alone
    0   straight_line  12       12
    1        long_run   7        7
    2       duplicate   0        0
    3  near_duplicate   0        0
    >>> screening.with_without.loc[:0, ["n", "mean", "n_without", "mean_without", "difference"]].round(3)
          n   mean  n_without  mean_without  difference
    0  1479 -0.762       1460        -0.773       -0.01
    >>> met = sg.screen_responses(sg.read_survey("data/samples/hotline_2026.csv"), measure="met")
    >>> met.with_without.loc[:0, ["part", "mean", "mean_without"]].round(3)
      part  mean  mean_without
    0  met  0.45         0.443
    """
    counted = _counted(criterion)
    check_policy(policy)
    check_level(confidence)
    if isinstance(survey, Tally):
        raise errors.needs_rows("screen_responses")
    if not isinstance(survey, Survey):
        raise survey_errors.not_a_survey(survey)
    measure = measure_of(survey, measure)
    seconds = _seconds_an_item(survey, duration)
    found = indicators(survey)
    raised = raise_flags(survey.instrument, found, seconds)
    frame = respondents_frame(survey, found, raised, counted, seconds)
    frames = {
        "frame": frame,
        "with_without": with_without(survey, measure, frame["flagged"].to_numpy(), policy, confidence),
        "flags": flags_frame(raised, counted),
        "parts": parts_frame(survey, found),
        "items": items_frame(survey),
    }
    facts = _facts(survey, frames, counted)
    basis = _basis(survey, measure, raised, counted, frames, facts, policy, confidence)
    return Screening(basis, frames, facts)


def _counted(criterion: str | Sequence[str] | None) -> tuple[str, ...]:
    if criterion is None:
        return BY_DEFAULT
    asked = (criterion,) if isinstance(criterion, str) else tuple(criterion)
    for each in asked:
        check_choice("criterion", each, FLAGS)
    if not asked:
        raise errors.no_criterion(FLAGS)
    return tuple(flag for flag in FLAGS if flag in asked)


def _seconds_an_item(survey: Survey, duration: str | None) -> Floats:
    """Give the seconds that a respondent took for an item, over all parts; NaN where they are not known."""
    attribute = SECONDS if duration is None else duration
    if attribute not in survey.attributes:
        if duration is not None:
            raise survey_errors.unknown_attribute(duration, survey.attributes)
        return np.full(survey.n, np.nan)
    seconds = seconds_of(survey.respondents[attribute])
    if duration is not None and np.isnan(seconds).all():
        raise errors.no_durations(duration, list(survey.respondents[attribute].head(3)))
    return seconds / (len(survey.instrument.items) * len(survey.instrument.parts))


def _computed(frames: dict[str, pd.DataFrame]) -> tuple[Function, ...]:
    """Give the statistics of indicators that someone has: a short questionnaire has not all of them."""
    looked_at = (frames["frame"], frames["parts"])
    return tuple(
        compute
        for indicator, compute in STATISTICS.items()
        if any(indicator in table and table[indicator].notna().any() for table in looked_at)
    )


def _facts(survey: Survey, frames: dict[str, pd.DataFrame], counted: tuple[str, ...]) -> ScreeningFacts:
    frame, flags = frames["frame"], frames["flags"].set_index("flag")
    overall = frames["with_without"].iloc[0]
    at_top = int((frame["share_top"] == 1).sum())
    return ScreeningFacts(
        respondents=survey.n,
        flagged=int(frame["flagged"].sum()),
        flags={flag: int(flags["n"][flag]) for flag in counted if not flags["reason"][flag]},
        part=overall["part"],
        overall=Moved(**{entry.name: overall[entry.name] for entry in fields(Moved)}),
        ceiling=Ceiling(held_against(survey), at_top) if survey.instrument.pairs else None,
    )


def _basis(
    survey: Survey,
    measure: Measure,
    raised: dict[str, Raised],
    counted: tuple[str, ...],
    frames: dict[str, pd.DataFrame],
    facts: ScreeningFacts,
    policy: str,
    confidence: float,
) -> Basis:
    instrument = survey.instrument
    remarks = [Remark("weights_ignored")] if survey.weight is not None else []
    remarks += [Remark("item_means")] if survey.matrix_sampled else []
    if len(instrument.pairs) > 1 and measure == measure_of(survey, None):
        remarks.append(Remark("first_pair", (("reference", instrument.pairs[0][0]),)))
    if facts.ceiling is not None and facts.ceiling.n:
        remarks.append(Remark("ceiling", (("part", facts.ceiling.part), ("n", facts.ceiling.n))))
    if raised[FAST].reason and FAST in counted:
        remarks.append(Remark("no_times"))
    short = tuple(flag for flag in counted if raised[flag].reason == TOO_SHORT)
    if short:
        remarks.append(Remark("too_short_for", (("flags", short),)))
    return Basis(
        instrument=instrument,
        rows_used=survey.n,
        rows_read=survey.ledger.rows_read,
        left_out=tuple(survey.ledger.reasons.items()),
        pair=pair_of(instrument, measure),
        measure=measure,
        policy=None if survey.matrix_sampled else policy,
        confidence=confidence,
        statistics=registered(_computed(frames)),
        remarks=tuple(remarks),
        names=survey.names,
    )
