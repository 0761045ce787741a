"""How many respondents it takes, before anybody is asked."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from numbers import Real
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.counts import moments_from_counts
from servgap._stats.planning.clusters import n_clustered_precision, n_reliable_mean, power_clustered
from servgap._stats.planning.power import power_anova, power_paired, power_two_samples
from servgap._stats.planning.precision import n_precision
from servgap._stats.registry import Function, registered
from servgap._stats.reliability.agreement import group_reliability
from servgap.analysis.finding import Basis, Finding
from servgap.analysis.plan.facts import Needed, PlanFacts
from servgap.analysis.plan.rows import (
    ASSURED,
    CHANGE,
    DISTANCE,
    DISTANCE_FAMILY,
    DRAWN,
    FAMILY,
    GAP,
    MOST_RESPONDENTS,
    PAIR,
    PRECISION,
    RESPONDENTS,
    Assumed,
    curves,
    designs,
    reliable_rows,
    row,
)
from servgap.analysis.smallest import width_of
from servgap.analysis.subject import Measured, basis_of, check_level, pair_of, tally_of, tally_of_one
from servgap.analysis.verbs import verb
from servgap.analysis.without_target import measured_standards
from servgap.errors import analysis as analysis_errors
from servgap.errors import planning as errors
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure, measure_for
from servgap.survey.moments import item_means, overall_scores
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

DEFAULT_INSTRUMENT = "servqual"
POLICY = "half"
LEAST_EFFECT, LARGEST_EFFECT = 1e-6, 1e2
"""Gaps in standard deviations that somebody may mean."""


@dataclass(frozen=True, eq=False, repr=False)
class Plan(Finding):
    """How many respondents are needed: in all, in each branch, in each wave.

    Examples
    --------
    >>> import servgap as sg
    >>> plan = sg.plan_sample(gap=0.3, sd=1.2, power=0.9, branches=20, icc=0.05)
    >>> plan.frame.loc[plan.frame.purpose == "gap", ["sampling", "n_total", "n_per_group"]]
          sampling  n_total  n_per_group
    0  respondents    180.0          9.0
    1     branches    340.0         17.0
    """

    kind: ClassVar[str] = "plan"

    facts: PlanFacts

    @property
    def curve(self) -> pd.DataFrame:
        """The power of smaller and larger samples, for every purpose that tests; a copy."""
        return self.frames["curve"].copy()


@verb
def plan_sample(
    survey: Survey | Tally | Instrument | None = None,
    *,
    gap: float,
    measure: Measured = None,
    sd: float | None = None,
    power: float = 0.9,
    confidence: float = 0.95,
    branches: int | str | None = None,
    icc: float | None = None,
) -> Plan:
    """
    Plan a sample: how many respondents it takes for a gap, a change or a difference of branches to be found.

    Of a measure that is held against nothing (a mean by itself, an index, a share) there is no gap to be found; planned
    for are an interval of that width, a change and differences of branches.

    Parameters
    ----------
    survey
        A Survey or a Tally of earlier answers, from which `sd` and `icc` are taken where they are not given; an
        Instrument, or nothing (then SERVQUAL is planned for), where they are.
    gap
        The smallest gap, change or difference that is to be found, in the units of the measure: scale points, shares of
        one (0.05 is five percentage points), or points of an index; its sign does not matter.
    measure
        What the survey is to measure: a `Measure` or its name (see `measure_gaps`). Default: the gap; the mean of the
        part, where the questionnaire asks one part alone.
    sd
        Standard deviation of the measure between respondents, in its units. Default: the median over the survey's
        items.
    power
        The probability of finding it.
    confidence
        The level of intervals; 1 less it is the level of tests.
    branches
        How many branches there are, or the attribute of the survey that names them.
    icc
        The share of the variance that lies between branches. Default, where `branches` names an attribute: ICC(1) of
        the overall measure in the survey.

    Returns
    -------
    Plan
        Its frame has a row for each purpose, and `curve` the power of smaller and larger samples.

    Raises
    ------
    ServgapError
        If there is neither sd nor a survey, the questionnaire does not ask what the measure takes, a Tally was counted
        without it, or a keyword's value makes no sense.

    Notes
    -----
    Purposes: ``gap`` (a paired t test), ``gap_in_family`` (the same as one of as many tests as there are standards, by
    Bonferroni), ``precision`` (an interval that reaches half the gap to either side, if the deviation is as planned),
    ``precision_assured`` (the same with the probability `power`, whatever deviation is found), ``change`` (between two
    independent waves), and with `branches` ``branch_pair`` (two of them) and ``branches`` (an F test of all, two of
    which differ by the gap). Held against a target or a point, ``gap`` and ``gap_in_family`` are ``distance`` and
    ``distance_in_family`` (a one-sample t test); held against nothing, they are left out. A share is planned for as the
    mean of zeros and ones. With `icc`, ``reliable_70`` and ``reliable_80`` say how many a branch needs for a mean of
    that reliability, n = R/(1 − R) · (1 − ICC)/ICC. In `sampling`, ``respondents`` means that the results speak for
    these branches; ``branches`` that these were drawn from many for which they are to speak too. Then the means of the
    k branches are tested, with k − 1 degrees of freedom, and the variance is multiplied by the design effect 1 + (m −
    1)·ICC, m respondents a branch. k branches tell no more than k/ICC independent respondents would, so there may be no
    number that suffices.

    References
    ----------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed.; Donner & Klar (2000), Design and
    Analysis of Cluster Randomization Trials in Health Research; Hayes & Bennett (1999), International Journal of
    Epidemiology 28, 319–326; Kelley & Rausch (2006), Psychological Methods 11, 363–385; Kish (1965), Survey Sampling.

    Examples
    --------
    >>> import servgap as sg
    >>> plan = sg.plan_sample(gap=0.3, sd=1.2, power=0.9)
    >>> plan.frame.n_total.tolist()
    [171.0, 306.0, 249.0, 276.0, 676.0]
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> sg.plan_sample(survey, gap=0.05, measure="met").frame[["purpose", "target", "n_total"]]
                 purpose  target  n_total
    0          precision   0.025   1464.0
    1  precision_assured   0.025   1532.0
    2             change   0.050   4000.0
    """
    check_level(confidence)
    wanted = abs(_positive("gap", gap, signed=True))
    _check(power, confidence, branches, icc)
    instrument, tally, measure = _subject(survey, measure)
    plan = Assumed(
        gap=wanted,
        sd=_positive("sd", sd) if sd is not None else _deviation(tally, measure),
        power=float(power),
        confidence=float(confidence),
        branches=_count(survey, branches, measure),
        icc=float(icc) if icc is not None else _correlation(survey, branches, measure),
        family=len(measured_standards(instrument, measure)),
        tested=(GAP, FAMILY) if measure.is_gap else (DISTANCE, DISTANCE_FAMILY) if measure.has_yardstick else (),
        method="paired_t" if measure.is_gap else "one_sample_t",
    )
    widest = width_of(measure, instrument.scale)
    if (measure.is_share or measure.index) and wanted > widest:
        raise errors.wider_than_possible(gap, measure.name, widest, shares=measure.is_share)
    if not LEAST_EFFECT <= plan.effect <= LARGEST_EFFECT:
        raise errors.not_comparable(plan.gap, plan.sd, LEAST_EFFECT, LARGEST_EFFECT)
    planned = designs(plan)
    rows = [row(each, plan) for each in planned] + reliable_rows(plan)
    frames = {"frame": pd.DataFrame(rows), "curve": pd.DataFrame(curves(plan, planned, rows))}
    estimated = {"sd_from_survey": sd is None, "icc_from_survey": icc is None and plan.icc is not None}
    facts = _facts(plan, rows, **estimated)
    return Plan(_basis(instrument, tally, measure, plan, facts), frames, facts)


def _subject(survey: Survey | Tally | Instrument | None, measure: Measured) -> tuple[Instrument, Tally | None, Measure]:
    if survey is None or isinstance(survey, Instrument):
        instrument = Instrument.load(DEFAULT_INSTRUMENT) if survey is None else survey
        return instrument, None, measure_for(instrument, measure)
    if not isinstance(survey, Survey | Tally):
        raise errors.not_a_plan_subject(survey)
    measure = measure_for(survey.instrument, measure)
    return survey.instrument, tally_of(survey, None, measure=measure), measure


def _positive(keyword: str, value: object, *, signed: bool = False) -> float:
    usable = isinstance(value, Real) and not isinstance(value, bool) and np.isfinite(float(value))
    if not usable or not (float(value) > 0 or (signed and float(value) < 0)):  # type: ignore[arg-type]
        raise analysis_errors.not_positive(keyword, value)
    return float(value)  # type: ignore[arg-type]


def _check(power: object, confidence: float, branches: object, icc: object) -> None:
    if not (isinstance(power, Real) and 1 - confidence < float(power) < 1):
        raise errors.not_a_power(power, 1 - confidence)
    whole = isinstance(branches, int | np.integer) and not isinstance(branches, bool)
    whole = whole and 2 <= branches <= MOST_RESPONDENTS  # type: ignore[operator]
    if not (branches is None or isinstance(branches, str) or whole):
        raise errors.not_branches(branches)
    if not (icc is None or (isinstance(icc, Real) and not isinstance(icc, bool) and 0 <= float(icc) < 1)):
        raise errors.not_a_correlation(icc)


def _deviation(tally: Tally | None, measure: Measure) -> float:
    """Take the median deviation of the items' values."""
    if tally is None:
        raise errors.no_spread()
    sd = item_means(tally, measure).sd
    if not (sd > 0).any():
        raise errors.nothing_varies()
    median = float(np.nanmedian(sd))
    if not median > 0:
        raise errors.most_do_not_vary(int((sd > 0).sum()), sd.size)
    return median


def _by_branch(survey: object, branches: str, measure: Measure) -> Tally:
    if not isinstance(survey, Survey | Tally):
        raise errors.no_attribute(branches)
    tally, _ = tally_of_one(survey, branches, "plan_sample", measure=measure)
    if len(tally.cells) < 2:
        raise analysis_errors.too_few_groups("plan_sample", branches, [cell[0] for cell in tally.cells])
    return tally


def _count(survey: object, branches: int | str | None, measure: Measure) -> int | None:
    if isinstance(branches, str):
        return len(_by_branch(survey, branches, measure).cells)
    return None if branches is None else int(branches)


def _correlation(survey: object, branches: int | str | None, measure: Measure) -> float | None:
    """Estimate how much of the overall value's variance lies between branches; an estimate below 0 is taken as 0."""
    if not isinstance(branches, str):
        return None
    overall = overall_scores(_by_branch(survey, branches, measure), POLICY, measure)
    moments = moments_from_counts(overall.values, overall.counts[:, 0])
    found = float(group_reliability(moments.n, moments.mean, moments.variance).icc1)
    return None if np.isnan(found) else min(max(found, 0.0), 0.999)


def _facts(plan: Assumed, rows: list[dict[str, Any]], *, sd_from_survey: bool, icc_from_survey: bool) -> PlanFacts:
    needed = {
        (each["purpose"], each["sampling"]): Needed(**{entry.name: each[entry.name] for entry in fields(Needed)})
        for each in rows
    }

    one, family = (needed.get((purpose, RESPONDENTS)) for purpose in (plan.tested or (GAP, FAMILY)))
    return PlanFacts(
        gap=plan.gap,
        sd=plan.sd,
        power=plan.power,
        branches=plan.branches,
        icc=plan.icc,
        standards=plan.family,
        sd_from_survey=sd_from_survey,
        icc_from_survey=icc_from_survey,
        precision=needed[PRECISION, RESPONDENTS],
        assured=needed[ASSURED, RESPONDENTS],
        change=needed[CHANGE, RESPONDENTS],
        one=one,
        family=family,
        drawn=needed.get((plan.tested[0] if plan.tested else PRECISION, DRAWN)),
        branch_pair=needed.get((PAIR, RESPONDENTS)),
    )


def _basis(instrument: Instrument, tally: Tally | None, measure: Measure, plan: Assumed, facts: PlanFacts) -> Basis:
    statistics: list[Function] = [*([power_paired] if plan.tested else []), n_precision, power_two_samples]
    if plan.branches is not None:
        statistics.append(power_anova)
    if facts.drawn is not None:
        statistics += [power_clustered, n_clustered_precision]
    if plan.icc is not None:
        statistics.append(n_reliable_mean)
    if facts.icc_from_survey:
        statistics.append(group_reliability)
    known: dict[str, Any] = {"confidence": plan.confidence, "statistics": registered(statistics)}
    if tally is not None:  # its branches only tell how much they differ
        return replace(
            basis_of(tally, measure=measure, policy=POLICY if facts.icc_from_survey else None), separately=(), **known
        )
    pair = pair_of(instrument, measure)
    return Basis(instrument=instrument, rows_used=0, rows_read=0, left_out=(), pair=pair, measure=measure, **known)
