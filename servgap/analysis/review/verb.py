"""The quarter's review: what to fix, tighten, keep, relax or drop, for each standard, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.covariance import mean_covariance
from servgap._stats.families.max_t import simultaneous_critical
from servgap._stats.families.skewed_means import skewed_mean
from servgap._stats.paired.correlation import correlation
from servgap._stats.paired.t_tests import equivalence_t
from servgap._stats.ranks.rank_sets import rank_sets
from servgap._stats.registry import Function
from servgap._stats.shares.wilson import share_wilson
from servgap._stats.ties import first_most
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.importance import DERIVED, STATED
from servgap.analysis.joint import ImportanceFrom
from servgap.analysis.review.customers import before, customers_of, earlier_keys, met_by, pairs_of, reviewed_measure
from servgap.analysis.review.delivery import deliveries_of
from servgap.analysis.review.facts import First, ReviewFacts
from servgap.analysis.review.importances import importances_of
from servgap.analysis.review.proposals import DROP, FIX, FIX_DELIVERY, PROPOSALS, RELAX, TIGHTEN
from servgap.analysis.review.rows import PROMISE_BROKEN, Evidence, Reviewed, reviewed
from servgap.analysis.rows import group_of
from servgap.analysis.smallest import remarks_on_smallest, smallest_that_matters
from servgap.analysis.source import Source
from servgap.analysis.subject import DRAWS, By, Chance, basis_of, check_level, check_size, tally_of
from servgap.analysis.verbs import verb
from servgap.analysis.verdicts import NONE
from servgap.errors import analysis as analysis_errors
from servgap.errors import review as errors
from servgap.errors import surveys as survey_errors
from servgap.survey.counting import MOST_WIDE
from servgap.survey.operations.operations import Operations
from servgap.survey.standards.catalogue import Catalogue
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

if TYPE_CHECKING:
    from servgap.analysis.operations.verb import OperationsTrack
    from servgap.analysis.what_if.raising import WhatIf

CHANGES = (FIX_DELIVERY, FIX, TIGHTEN, DROP, RELAX)
"""Proposals that change something, in the order in which one is looked for to begin with."""


@dataclass(frozen=True, eq=False, repr=False)
class Review(Finding):
    """What is proposed for each standard, with its evidence and its certainty.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> review = sg.review_standards(survey, catalogue=sg.read_catalogue("data/samples/standards.csv"))
    >>> review.frame.proposal.value_counts(sort=False).to_dict()
    {'fix': 18, 'undecided': 2, 'keep': 2}
    """

    kind: ClassVar[str] = "review"

    facts: ReviewFacts

    @property
    def remarks(self) -> pd.DataFrame:
        """One row a remark: of which standard, which it is, and which other standard it is about; a copy."""
        return self.frames["remarks"].copy()

    @property
    def delivered(self) -> pd.DataFrame:
        """One row a promise that was followed: stage, channel, share promised and delivered, verdict; a copy."""
        return self.frames["delivered"].copy()

    def what_if(self, raised: Mapping[str, str | float]) -> WhatIf:
        """
        Work out what would follow if the answers below a level were brought to it.

        Only those below are raised, and only to the level; the others stay. The gap follows exactly, with the chance of
        the respondents; where the review's importance is what `find_drivers` found, the outcome that goes with it is
        predicted, of all respondents together, which is an association. A review of groups has what would follow in
        each of them.

        Parameters
        ----------
        raised
            The keys of standards, and to what each is brought: ``"target"``, its own, or a level on the scale.

        Raises
        ------
        ServgapError
            If a standard is not known or has no target, or a level lies off the scale.

        Notes
        -----
        A review that was made of a Tally, or stored, has counts and no answers of single respondents. They tell what
        would follow of a standard; of several items together they tell what would be only where everybody answered all
        of a dimension, and never how sure that is (reason ``needs_rows``). Nothing is predicted of an outcome.

        Examples
        --------
        >>> import servgap as sg
        >>> review = sg.review_standards(sg.read_survey("data/samples/hotline_2026.csv"))
        >>> found = review.what_if({"res2": 6}).frame
        >>> found.loc[found.method == "mean_of_dimensions", ["gap", "gap_then", "gap_change"]].round(3)
             gap  gap_then  gap_change
        0 -0.762    -0.696       0.066
        """
        from servgap.analysis.what_if.raising import what_if

        if self.source is None:
            raise errors.no_answers("what_if")
        subject = self.source.subject
        catalogue, importance = (self.source.asked.get(name) for name in ("catalogue", "importance"))
        joined = subject if catalogue is None else _joined(catalogue, subject)
        drivers = importance if isinstance(importance, Finding) else None
        basis, group = self.basis, self.facts.group
        found = what_if(joined, raised, basis.measure, drivers, basis.confidence, basis.separately, group)
        return found.in_language(self.language)


@verb
def review_standards(
    subject: Survey | Tally,
    *,
    catalogue: Catalogue | None = None,
    operations: Operations | OperationsTrack | Sequence[Operations] | None = None,
    previous: Survey | Tally | None = None,
    importance: ImportanceFrom = STATED,
    by: By = None,
    smallest: float | str | None = None,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> Review:
    """
    Review the standards: propose for each what is to be done with it this quarter, and say how sure that is.

    Are customers short of it? Was it delivered? How important is it? Short and not delivered: fix the delivery, leave
    the standard. Short though delivered: tighten or restate it. Not missed though not delivered: it may be relaxed.
    Exceeded, delivered and unimportant: it may be relaxed, or dropped. Everything is decided by intervals; where what
    they leave open leads to different proposals, the review says ``undecided``, and how many more answers, or cases,
    would decide it if the estimates stay where they are.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    catalogue
        The standards with limits, owners and targets, which is joined to the questionnaire. Default: what the
        questionnaire says of its standards.
    operations
        What was delivered: `Operations`, or a list of them (``[calls, visits]``), which are held against the limits of
        the catalogue, or an `OperationsTrack`. Of several periods the newest counts.
    previous
        Earlier answers, a Survey or a Tally, joined to the standards that were in force then
        (``earlier_catalogue.on(tally)``): they tell how gaps have changed, and which standards were tightened since.
    importance
        ``"stated"``: answers to a part ``"importance"``, else respondents' 100 points, else the questionnaire's; where
        there are none, nothing is unimportant. Or what `find_drivers` found; it takes a Survey.
    by
        Attributes; the standards are reviewed separately for each of their values, corrected for looking at all groups.
    smallest
        The smallest gap that matters, as in `measure_gaps`.
    confidence
        The level at which the intervals of all standards, of all groups, hold at once.
    rng
        A generator or seed for the draws; default: seed 0.

    Returns
    -------
    Review
        Its frame has a row a standard, in the order in which proposals are read: the gap (the distance from the target
        where one part is asked alone) with its verdict, share met, what was delivered, importance with its set of
        ranks, the change since before, the proposal, whether it is sure, what would decide it, remarks, owner, target
        and limit. `remarks` has a row a remark, `delivered` one a promise; `what_if` works out what would follow.

    Raises
    ------
    ServgapError
        If catalogue, operations or previous are something else, one part is asked alone and no standard has a target,
        or drivers are handed in with a Tally.

    Notes
    -----
    Verdicts are those of `measure_gaps` with intervals that hold at once over the standards (max-t); of G groups at
    1 − (1 − confidence)/G. Delivery is the worst of a standard's promises: broken where one is, kept where all are.
    It is decided by the operations' own books; where these say nothing of a standard, by the visits of mystery shoppers
    or auditors, and ``observed_by`` says by whose. ``observers_disagree`` stands beside a promise that one of
    these finds kept and another broken; ``visits_unpromised`` beside visits for which no share was promised that they
    could be held against.
    An importance is low where its whole set of ranks lies in the lower half.

    Beside each proposal stand remarks. Six are of mistakes with standards: tightened since before without a gain that
    matters; a limit that is the industry's norm while customers are short or above; a time promised to no share of
    customers; a limit that is not published; two standards of a touchpoint whose gaps correlate at .8 or more, with the
    lower end of Fisher's interval over all such pairs; and low importance with no share of an outcome and no
    complaints. ``measure_it`` stands beside a limit of which nothing is handed in, ``promise_broken`` beside a
    published promise that is, and ``takes_back`` beside a published one that is to be relaxed.

    References
    ----------
    Zeithaml, Berry & Parasuraman (1988), Journal of Marketing 52, 35–48; Schuirmann (1987), J. Pharmacokinet.
    Biopharm. 15, 657–680; Mogstad, Romano, Shaikh & Wilhelm (2024), Review of Economic Studies 91, 476–518.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> catalogue = sg.read_catalogue("data/samples/standards.csv")
    >>> ops = sg.read_operations("data/samples/operations.csv", as_of="2026-12-31 18:00")
    >>> review = sg.review_standards(survey, catalogue=catalogue, operations=ops)
    >>> changed = review.frame[review.frame.delivery_verdict.isin(["kept", "broken", "undecided"])]
    >>> changed[["standard", "verdict", "delivery_verdict", "delivered_channel", "proposal"]].reset_index(drop=True)
      standard verdict delivery_verdict delivered_channel      proposal
    0     res2   short           broken             phone  fix_delivery
    1     rel5   short           broken                    fix_delivery
    2     res4   short             kept             phone       tighten
    3     rel4   short             kept          callback       tighten
    4     emp5   short             kept                         tighten
    5     rel2   short        undecided                       undecided
    """
    source = Source.of(review_standards, locals(), of_counts=False)
    check_level(confidence)
    check_size("smallest", smallest)
    if not isinstance(subject, Survey | Tally):
        raise survey_errors.not_a_survey(subject)
    if catalogue is not None and not isinstance(catalogue, Catalogue):
        raise errors.not_a_catalogue(catalogue)
    joined = subject if catalogue is None else _joined(catalogue, subject)
    measure, chance = reviewed_measure(joined.instrument), Chance.of(rng)
    tally = tally_of(joined, by, measure=measure)
    if not tally.per_group:
        raise analysis_errors.pooled_only("review_standards", len(tally.cells), MOST_WIDE)
    bound = smallest_that_matters(tally, measure, smallest)
    level = 1 - (1 - confidence) / len(tally.cells)
    keys = earlier_keys(tally.instrument, catalogue)
    customers, block = customers_of(tally, measure, float(bound or 0.0), level, chance)
    limits = tally.instrument if catalogue is None else catalogue
    evidence = Evidence(
        tally=tally,
        smallest=float(bound or 0.0),
        customers=customers,
        met=met_by(joined, tally.by, list(tally.cells), level, chance),
        importances=importances_of(joined, tally, measure, importance, level, chance),
        deliveries=deliveries_of(operations, limits, tally.by, tally.cells, keys, level),
        before=None if previous is None else before(previous, tally, block, measure, keys, level),
        pairs=pairs_of(tally, measure, level),
    )
    found = reviewed(evidence)
    basis = basis_of(
        tally,
        measure=measure,
        policy="pairs",
        averaged=True,
        confidence=confidence,
        smallest=bound,
        statistics=_statistics(evidence),
        seed=chance.seed,
        draws=DRAWS,
        remarks=[*remarks_on_smallest(tally, measure, smallest), *_remarks(evidence)],
    )
    frames = {"frame": found.frame, "remarks": found.remarks, "delivered": found.delivered}
    return Review(basis, frames, _facts(evidence, found), source)


def _joined(catalogue: Catalogue, subject: Survey | Tally) -> Survey | Tally:
    if isinstance(subject, Survey):
        return catalogue.on(subject)
    return catalogue.on(subject)


def _statistics(evidence: Evidence) -> list[Function]:
    told: list[Function] = [mean_covariance, simultaneous_critical, skewed_mean, equivalence_t]
    told += [share_wilson] if evidence.met is not None else []
    told += [rank_sets] if evidence.importances.ranked else []
    told += [correlation] if any(evidence.pairs) else []
    return [*told, *evidence.deliveries.statistics]


def _remarks(evidence: Evidence) -> list[Remark]:
    derived = evidence.importances.kind == DERIVED
    told = [Remark("importance_derived")] if derived else []
    return [*told, Remark("importance_of_all")] if derived and evidence.tally.by else told


def _facts(evidence: Evidence, found: Reviewed) -> ReviewFacts:
    """Take the group with most standards whose delivery is to be fixed, the first of several."""
    tally, frame = evidence.tally, found.frame
    of_cell = np.repeat(np.arange(len(tally.cells)), len(evidence.standards))
    mend = frame["proposal"].isin([FIX_DELIVERY, FIX, TIGHTEN]).to_numpy(dtype=np.float64)
    cell = first_most(np.bincount(of_cell, weights=mend, minlength=len(tally.cells)))
    mine = frame[of_cell == cell]
    counts = {code: int((mine["proposal"] == code).sum()) for code in PROPOSALS if code != NONE}
    broken = mine["review_remarks"].str.split(", ").map(lambda codes: PROMISE_BROKEN in codes)
    importances, deliveries, earlier = evidence.importances, evidence.deliveries, evidence.before
    return ReviewFacts(
        group=group_of(tally, cell),
        first=_first(mine),
        counts=counts,
        standards=sum(counts.values()),
        published_broken=int(broken.sum()),
        operations=deliveries.given,
        period=deliveries.period,
        at_once=deliveries.at_once,
        importance=importances.kind,
        unit=importances.unit,
        importance_level=importances.level,
        ranked=importances.ranked,
        compared=None if earlier is None else earlier.compared,
        pairs=len(evidence.pairs[cell]),
        groups=len(tally.cells),
        beyond=deliveries.beyond,
        met=evidence.met is not None,
    )


def _first(mine: pd.DataFrame) -> First | None:
    """Find the standard to begin with: of the first proposal that changes something, its first row."""
    for code in CHANGES:
        rows = mine[mine["proposal"] == code]
        if len(rows):
            row: dict[Any, Any] = rows.iloc[0].to_dict()
            return First(**{each.name: row[each.name] for each in fields(First)})
    return None
