"""Which items and dimensions go with an outcome, and how much of it each accounts for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd

from servgap._stats.importance.coefficients import standardised_coefficients
from servgap._stats.importance.decomposition import relative_importance
from servgap._stats.importance.owen import owen_values, set_shares
from servgap._stats.importance.share_differences import share_differences
from servgap._stats.importance.share_intervals import share_intervals
from servgap._stats.importance.stated import stated_against_derived
from servgap._stats.ranks.rank_sets import rank_sets
from servgap._stats.registry import Function
from servgap._stats.ties import at_least, first_most
from servgap.analysis.drivers.absent_answers import INDICATOR
from servgap.analysis.drivers.asymmetry import STATISTICS as OF_ASYMMETRY
from servgap.analysis.drivers.asymmetry import asymmetry_of, no_asymmetry
from servgap.analysis.drivers.decomposed import Decomposition, Level, decomposed
from servgap.analysis.drivers.facts import DriverFacts, First
from servgap.analysis.drivers.marks import Marks, marks_of
from servgap.analysis.drivers.material import (
    PREDICTORS,
    Material,
    Question,
    apply_to_all,
    by_item,
    groups_of,
    of_survey,
    of_tally,
)
from servgap.analysis.drivers.rows import coefficient_rows, fit_rows, set_rows, sets_of, share_rows
from servgap.analysis.drivers.spoken import Stated, stated_of
from servgap.analysis.drivers.ways import Ways, ways_of
from servgap.analysis.finding import Finding
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
from servgap.errors import drivers as errors
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.outcomes.outcome import Outcome, outcome_for
from servgap.survey.survey import Absence, Survey
from servgap.survey.tally import Tally


@dataclass(frozen=True, eq=False, repr=False)
class Drivers(Finding):
    """How much of what is explained of an outcome goes with each dimension and item.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", columns={"outcome": {"satisfaction": "satisfaction"}})
    >>> drivers = sg.find_drivers(survey, outcome="satisfaction")
    >>> drivers.outcome, drivers.part, drivers.predictors
    ('satisfaction', 'perception', 'items')
    """

    kind: ClassVar[str] = "drivers"

    facts: DriverFacts

    @property
    def outcome(self) -> str:
        """The outcome that is explained."""
        return self.facts.outcome

    @property
    def part(self) -> str:
        """The part of the questionnaire whose answers are to explain it."""
        return self.basis.pair[1]

    @property
    def predictors(self) -> str:
        """What the drivers are: ``"items"``, ``"dimensions"`` for respondents' scores, or such as ``"process"``."""
        return self.facts.predictors

    @property
    def asymmetry(self) -> pd.DataFrame:
        """Which drivers are dissatisfiers and satisfiers, where every cut agrees; a copy, without rows unless asked."""
        return self.frames["asymmetry"].copy() if "asymmetry" in self.frames else no_asymmetry()

    @property
    def coefficients(self) -> pd.DataFrame:
        """Correlations with the outcome, and standardised coefficients with robust errors; a copy."""
        return self.frames["coefficients"].copy()

    @property
    def differences(self) -> pd.DataFrame:
        """What standards are filed under held against each other, in total and per item; a copy, without rows else."""
        return self._table("differences")

    @property
    def stated(self) -> pd.DataFrame:
        """Respondents' 100 points beside the shares; a copy. Without points it has no rows."""
        return self._table("stated")

    @property
    def ways(self) -> pd.DataFrame:
        """Shares by each way of treating those to whom something does not apply; a copy. Without any it has no rows."""
        return self._table("ways")

    @property
    def sets(self) -> pd.DataFrame:
        """Drivers that correlate above .9, and their joint share; a copy. Without any it has no rows."""
        return self._table("sets")

    def _table(self, name: str) -> pd.DataFrame:
        return self.frames[name].copy() if name in self.frames else pd.DataFrame()

    @property
    def question(self) -> Question:
        """What was asked."""
        facts, measure = self.facts, self.basis.measure
        if measure is None:
            raise ValueError(self)
        outcome = Outcome(facts.outcome, facts.outcome_share, facts.top, facts.bottom)
        return Question(measure, outcome, facts.predictors, facts.adjust_for, facts.policy)


@verb
def find_drivers(
    subject: Survey | Tally,
    *,
    outcome: Outcome | str,
    measure: Measured = None,
    predictors: str = "items",
    adjust_for: By = None,
    policy: str = "half",
    asymmetry: bool = False,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> Drivers:
    """
    Find how much of what is explained of an outcome goes with each dimension and item, and how sure that is.

    The items together explain a part of the differences in the outcome, R². It is divided among them so that the shares
    of items add up to those of dimensions, and these to R²: each counts with the mean of what it adds when dimensions
    come in every order and, within each, its items in every order. What goes with an outcome need not cause it.

    Parameters
    ----------
    subject
        A Survey that was read with the outcome, or a Tally that was counted with it (``survey.tally(outcomes=...)``).
    outcome
        Its name, for its mean; or an `Outcome`, for a share of answers such as a net promoter score.
    measure
        What is taken of the items: a `Measure` or its name (see `measure_gaps`). Default: the mean of what was
        received, such as perception. A gap is a constraint on perception and expectation that should be tested first.
    predictors
        ``"items"``: items, in their dimensions; ``"dimensions"``: respondents' scores; or what standards are filed
        under: ``"process"`` holds process against outcome, ``"phase"`` the phases of the service circle, and so do
        ``"component"``, ``"aspect"`` and ``"touchpoint"``.
    adjust_for
        Attributes of which groups are partialled out, such as branch and wave: all is taken within groups.
    policy
        When a respondent has a score on a dimension: ``"half"`` of its items, ``"complete"``, or any (``"pairs"``).
    asymmetry
        Whether to ask which drivers are dissatisfiers and satisfiers. It takes a Survey.
    confidence
        The level of intervals and of sets of ranks.
    rng
        A generator or seed for the draws; default: seed 0.

    Returns
    -------
    Drivers
        `frame` has a row a dimension and item: the share of R² with its interval, the share of the outcome's variance,
        R² alone and what R² loses without it, Johnson's relative weight, and the place with its set. Other tables:
        ``fit``, ``coefficients`` (standardised, with robust errors), ``stated`` (respondents' 100 points beside it),
        ``ways`` (where something does not apply to some: three ways of treating these), ``sets`` (items that correlate
        above .9, and their joint share). With `asymmetry`, its table says of each dimension (of each item, where there
        is one dimension) whether it is a dissatisfier or a satisfier, and ``cuts`` how far at every cut, with the
        numbers of respondents low, between and high.

    Raises
    ------
    ServgapError
        If there is no such outcome, the Tally was counted without it, has no scores by this policy or pools the groups,
        a dimension has too many items, standards are not filed under two keys of what was asked for, the asymmetry is
        asked of a Tally, or a keyword's value makes no sense.

    Notes
    -----
    Shares are Owen's values of R² with the dimensions as coalitions; of dimension scores Shapley's (LMG). Intervals
    follow from each respondent's influence, on the scale of arcsin √share, and allow for what chance alone explains:
    they may begin at 0, and no share is set to 0 for that. Sets of ranks hold all at once by step-down on the shares
    less what chance explains. A Tally has the products of four answers for up to 30 items; without these it gives
    estimates, and says so. Standardised coefficients have HC3 errors, which need respondents' answers.

    What standards are filed under is told by the questionnaire, or by a catalogue joined to the answers
    (``catalogue.on(survey)``). The items of a key come and go as one set (Shapley's value of sets, LMG of groups), and
    `differences` holds every two keys against each other: in total, and by the mean share of an item, as where items
    are the drivers. Both are without what chance explains, which a set of many items has more of; intervals hold for
    all at once. Which weighs more is said only where they leave out 0.

    To whom an item does not apply, it counts by two columns, who uses it and the users' answers less their mean. Other
    missing answers leave a respondent out. Beside it stand users of all, and covariances of pairs, which have no
    interval where they had to be changed to be possible.

    A dissatisfier's low scores go with more loss of the outcome than its high ones with gain, a satisfier's the other
    way round. Scores are cut at every two points of the scale that leave enough respondents low, between and high (20,
    and a tenth of them), and the outcome is regressed on both marks of all drivers, with HC3 errors: reward plus
    penalty is the asymmetry. As it turns with the cuts even where the outcome follows a straight line, what lies beyond
    such a line decides, and only where every cut agrees; else it depends on the cut, or is undecided. This is not
    Kano's method (`classify_kano`), which asks customers other questions.

    References
    ----------
    Owen (1977), in Henn & Moeschlin, 76–88; Huettner & Sunder (2012), Electronic Journal of Statistics 6, 1239–1250;
    Lindeman, Merenda & Gold (1980); Grömping (2007), The American Statistician 61, 139–147; Brandt (1987); Mikulić &
    Prebežac (2011), Managing Service Quality 21, 46–66; Berger (1982), Technometrics 24, 295–300; Fieller (1954), JRSS
    B 16, 175–185.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", columns={"outcome": {"satisfaction": "satisfaction"}})
    >>> found = sg.find_drivers(survey, outcome="satisfaction").frame
    >>> columns = ["dimension", "n", "share_of_r2", "rank", "rank_low", "rank_high"]
    >>> found.loc[found.level == "dimension", columns].round(2)
            dimension    n  share_of_r2  rank  rank_low  rank_high
    0       tangibles  918         0.11   5.0       5.0        5.0
    1     reliability  918         0.29   1.0       1.0        2.0
    2  responsiveness  918         0.21   3.0       2.0        4.0
    3       assurance  918         0.17   4.0       2.0        4.0
    4         empathy  918         0.22   2.0       1.0        4.0
    """
    check_policy(policy)
    check_level(confidence)
    check_choice("predictors", predictors, PREDICTORS)
    received = Measure(measure_of(subject, None).part, None)
    settled = measure_of(subject, received if measure is None else measure)
    told = _outcome_in(subject, outcome)
    tally = tally_of(subject, adjust_for)
    question, chance = Question(settled, told, predictors, tally.by, policy), Chance.of(rng)
    if asymmetry and not isinstance(subject, Survey):
        raise errors.asymmetry_needs_survey()
    material = of_survey(subject, question) if isinstance(subject, Survey) else of_tally(tally, question)
    found = decomposed(material, confidence, chance)
    ways = None
    if isinstance(subject, Survey) and not apply_to_all(subject, question):
        ways = ways_of(subject, question, (material, found), confidence)
    marks = None
    if material.predictors.marked:
        marks = marks_of(material, found, tally.instrument, confidence, chance)
        found = replace(found, drivers=marks.level, dimensions=marks.level)
    stated = None if marks is not None else stated_of(subject, tally, material, found, confidence, chance)
    frames = _frames(tally.instrument, material, found, told.name, confidence)
    frames |= {} if stated is None else {"stated": stated.frame}
    frames |= {} if ways is None else {"ways": ways.frame}
    frames |= {} if marks is None else {"differences": marks.frame}
    asymmetric = asymmetry_of(subject, question, confidence) if asymmetry and isinstance(subject, Survey) else None
    frames |= {} if asymmetric is None else {"asymmetry": asymmetric.frame, "cuts": asymmetric.cuts}
    known = found.shares is not None and bool(np.isfinite(found.r2_low))
    compared = stated is not None and bool(stated.frame["log_ratio"].notna().any())
    basis = basis_of(
        tally.groups(()),  # groups are partialled out, not told apart
        measure=settled,
        policy=policy if predictors == "dimensions" or asymmetric is not None else None,
        confidence=confidence,
        statistics=[
            *_statistics(material, marks, known=known, compared=compared),
            *(OF_ASYMMETRY if asymmetric is not None else ()),
        ],
        seed=chance.seed,
        draws=DRAWS if known else 0,
    )
    facts = _facts(subject, tally, question, (material, found), (ways, stated, marks))
    return Drivers(basis, frames, facts if asymmetric is None else replace(facts, asymmetry=asymmetric.facts))


def _statistics(material: Material, marks: Marks | None, *, known: bool, compared: bool) -> list[Function]:
    if marks is not None:
        found: list[Function] = [set_shares, owen_values] if marks.per_item else [set_shares]
    else:
        found = [owen_values if material.predictors.level == "item" else relative_importance]
    if known:
        found += [share_intervals, rank_sets if marks is None else share_differences]
    if known and material.rows is not None:
        found.append(standardised_coefficients)
    return [*found, stated_against_derived] if compared else found


def _outcome_in(subject: Survey | Tally, outcome: Outcome | str) -> Outcome:
    if isinstance(subject, Survey):
        told = outcome_for(subject.outcomes, outcome)
        return told.on(subject.outcomes[told.name].scale)
    held = {explained.outcome.name: None for explained in subject.outcomes}
    told = outcome_for(held, outcome) if held else Outcome(outcome) if isinstance(outcome, str) else outcome
    return next((each.outcome for each in subject.outcomes if each.outcome.answers_to(told)), told)


def _frames(
    instrument: Instrument, material: Material, found: Decomposition, outcome: str, confidence: float
) -> dict[str, pd.DataFrame]:
    frames = {
        "frame": share_rows(instrument, material, found),
        "fit": fit_rows(outcome, material, found),
        "coefficients": coefficient_rows(instrument, by_item(material, instrument), confidence),
    }
    sets = set_rows(material, found, confidence)
    return frames if sets.empty else {**frames, "sets": sets}


def _facts(
    subject: Survey | Tally,
    tally: Tally,
    question: Question,
    of_all: tuple[Material, Decomposition],
    beside: tuple[Ways | None, Stated | None, Marks | None],
) -> DriverFacts:
    (material, found), (ways, stated, marks) = of_all, beside
    outcome, instrument = question.outcome, tally.instrument
    ordered = _ordered(instrument, material, found) if marks is None else _of_marks(material, found, marks)
    total = None
    if isinstance(subject, Survey):
        has_group = groups_of(subject, question.adjust_for)[1]
        total = int((has_group & ~np.isnan(subject.outcomes[outcome.name].values)).sum())
    return DriverFacts(
        outcome=outcome.name,
        outcome_share=outcome.share,
        top=outcome.top,
        bottom=outcome.bottom,
        predictors=question.predictors,
        policy=question.policy,
        adjust_for=question.adjust_for,
        taken=material.taken,
        n=material.n,
        total=total,
        way="" if ways is None else INDICATOR,
        r2=found.r2,
        r2_low=found.r2_low,
        r2_high=found.r2_high,
        first=ordered.first,
        drivers=ordered.count,
        may_be_first=ordered.may_be_first,
        tied=ordered.tied,
        spoken=None if stated is None else stated.spoken,
        others_first=() if ways is None else ways.others_first,
        smallest=None if ways is None else ways.smallest,
        mended=ways is not None and ways.mended,
        sets=sets_of(material),
        from_rows=material.rows is not None,
        left_aside=material.rows is None and bool(tally.absences[..., Absence.DOES_NOT_APPLY].any()),
        weighed=() if marks is None else marks.weighed,
        marks=() if marks is None else _counted(material),
    )


def _counted(material: Material) -> tuple[tuple[str, int], ...]:
    drivers = material.predictors
    return tuple(zip(drivers.keys, map(len, drivers.members), strict=True))


@dataclass(frozen=True)
class _Ordered:
    """What is first, of how many, and what may be as well."""

    count: int
    first: First | None = None
    tied: bool = False
    may_be_first: tuple[str, ...] = ()


def _ordered(instrument: Instrument, material: Material, found: Decomposition) -> _Ordered:
    """Order the dimensions, or the items of the one there is."""
    by_item = len(instrument.dimensions) == 1 and material.predictors.level == "item"
    keys = instrument.item_keys if by_item else instrument.dimension_keys
    level = found.drivers if by_item else found.dimensions
    part = level.found.part
    if not (np.isfinite(part).all() and found.r2 > 0):
        return _Ordered(len(keys))
    place = first_most(part)
    first = First(
        "item" if by_item else "dimension",
        instrument.dimensions[0].key if by_item else keys[place],
        keys[place] if by_item else "",
        "",
        *_held(level, place),
    )
    may_be = tuple(key for key, low in zip(keys, level.rank_low, strict=True) if low == 1)
    return _Ordered(len(keys), first, bool(at_least(part, part[place]).sum() > 1), may_be)


def _of_marks(material: Material, found: Decomposition, marks: Marks) -> _Ordered:
    """Order what standards are filed under, without what chance explains."""
    drivers, weighed = material.predictors, marks.weighed[0]
    count = int(drivers.named.sum())
    if not weighed.order:
        return _Ordered(count)
    place = drivers.keys.index(weighed.order[0])
    first = First(drivers.level, "", "", weighed.order[0], *_held(found.drivers, place))
    return _Ordered(count, first, may_be_first=weighed.may_be_first)


def _held(level: Level, place: int) -> tuple[float, float, float, float]:
    """Give a share with its interval, and the last place it may have."""
    found = level.found
    ends = float(found.part_low[place]), float(found.part_high[place])
    return float(found.part[place]), *ends, float(level.rank_high[place])
