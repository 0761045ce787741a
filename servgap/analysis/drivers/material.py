"""What drivers are worked out from: centred answers of respondents, or the products that a tally keeps of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from servgap._stats.importance.coalitions import MOST_SETS, sets_needed
from servgap._stats.ratio import Floats
from servgap.analysis.drivers.absent_answers import INDICATOR, PAIRWISE, Columns, columns_of
from servgap.analysis.respondents import values_of
from servgap.errors import drivers as errors
from servgap.survey.counting import MOST_WIDE
from servgap.survey.groups import group_labels
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.outcomes.outcome import Outcome
from servgap.survey.outcomes.outcome_moments import OutcomeMoments, item_moments, score_moments
from servgap.survey.standards.filing import LEVELS, catalogue_keys, filed_under
from servgap.survey.survey import Absence, Survey
from servgap.survey.tally import Tally

ITEMS, DIMENSIONS = "items", "dimensions"
PREDICTORS = (ITEMS, DIMENSIONS, *LEVELS)
HALF = "half"
FEWEST_MARKS = 2
"""Of one mark there is nothing to be held against."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Question:
    """What is asked of drivers.

    Parameters
    ----------
    measure
        What is taken of the items.
    outcome
        What they are to explain.
    predictors
        ``"items"``; ``"dimensions"`` for respondents' scores; or what standards are filed under, such as
        ``"process"``, for the items of each key together.
    adjust_for
        Attributes of which groups are partialled out.
    policy
        The rule for missing answers, of scores.
    """

    measure: Measure
    outcome: Outcome
    predictors: str
    adjust_for: tuple[str, ...]
    policy: str

    @property
    def of_scores(self) -> bool:
        """Whether respondents' scores stand for items."""
        return self.predictors == DIMENSIONS


@dataclass(frozen=True)
class Predictors:
    """Which drivers there are, and of which dimension each is.

    Parameters
    ----------
    level, keys
        ``"item"``, ``"dimension"`` or what standards are filed under, and the keys of these; the empty text for items
        whose standards are not.
    coalitions
        The drivers of each dimension, by number; one of all where items are not the drivers.
    sums
        Dimensions × drivers: 1 for each driver of a dimension; where items are not the drivers, each by itself.
    members
        The items or scores of each driver, by number.
    """

    level: str
    keys: tuple[str, ...]
    coalitions: tuple[tuple[int, ...], ...]
    sums: Floats
    members: tuple[tuple[int, ...], ...]

    @property
    def marked(self) -> bool:
        """Whether the drivers are sets of items whose standards are filed alike."""
        return self.level in LEVELS

    @property
    def named(self) -> Mask:
        """Tell which drivers have a key."""
        return np.array([key != "" for key in self.keys])


@dataclass(frozen=True)
class Material:
    """Second moments of drivers and outcome, and what their errors follow from.

    Parameters
    ----------
    predictors
        The drivers and their dimensions.
    n
        How many respondents it rests on.
    smallest
        How many the least of its covariances rests on; `n` unless these are of different respondents.
    taken
        How many means were taken from each variable: one for each group.
    covariance
        Of all columns, the outcome last; NaN where there are no respondents.
    blocks
        The columns of each driver: itself, and whether it applies, where it does not to some.
    single
        The columns of each item or score; the same, unless drivers are sets of items.
    rows, groups, kept
        Centred rows of respondents, each one's group, and which of the survey's they are; None from a tally.
    fourth
        Sums of the products of four; None where respondents' rows are there, or where they are not kept.
    mended
        Whether pairwise covariances had to be changed to be those of any answers.
    pairs
        Columns × columns: on how many each covariance rests, where that differs.
    """

    predictors: Predictors
    n: int
    smallest: int
    taken: int
    covariance: Floats
    blocks: tuple[tuple[int, ...], ...]
    single: tuple[tuple[int, ...], ...]
    rows: Floats | None = None
    groups: NDArray[np.int64] | None = None
    kept: Mask | None = None
    fourth: Floats | None = None
    mended: bool = False
    pairs: Floats | None = None

    @property
    def df(self) -> float:
        """Respondents less the means taken, less the columns."""
        return float(self.smallest - self.taken - (len(self.covariance) - 1))


def drivers_of(instrument: Instrument, predictors: str) -> Predictors:
    """Say which drivers a questionnaire has.

    Raises
    ------
    ServgapError
        If sets of drivers are too many, or standards are not filed under two keys of what was asked for.
    """
    if predictors in LEVELS:
        drivers = _filed(instrument, predictors)
    elif predictors == DIMENSIONS:
        drivers = _alone("dimension", instrument.dimension_keys)
    else:
        drivers = items_of(instrument)
    if (needed := sets_needed(drivers.coalitions)) > MOST_SETS:
        raise errors.too_many_drivers(predictors, len(drivers.keys), needed, MOST_SETS)
    return drivers


def items_of(instrument: Instrument) -> Predictors:
    """Take items as drivers, with their dimensions as coalitions, however many sets these make."""
    spans = instrument.spans
    sums = np.zeros((len(spans), len(instrument.items)))
    for row, span in zip(sums, spans, strict=True):
        row[span] = 1.0
    coalitions = tuple(tuple(range(span.start, span.stop)) for span in spans)
    alone = tuple((item,) for item in range(len(instrument.items)))
    return Predictors("item", instrument.item_keys, coalitions, sums, alone)


def _filed(instrument: Instrument, level: str) -> Predictors:
    """Take the items whose standards have one key as one driver, those without any as the last."""
    keys = catalogue_keys(instrument).get(level, ())
    if len(keys) < FEWEST_MARKS:
        raise errors.not_marked(level, sorted({filed_under(instrument, each)[level] for each in instrument.standards}))
    filed = [filed_under(instrument, item.standard)[level] for item in instrument.items]
    told = (*keys, "") if "" in filed else keys
    members = tuple(tuple(place for place, key in enumerate(filed) if key == each) for each in told)
    return replace(_alone(level, told), members=members)


def _alone(level: str, keys: tuple[str, ...]) -> Predictors:
    """Take drivers that stand in no coalitions."""
    places = range(len(keys))
    return Predictors(level, keys, (tuple(places),), np.eye(len(keys)), tuple((place,) for place in places))


def by_item(material: Material, instrument: Instrument) -> Material:
    """Take the same columns with items as drivers, where sets of them are."""
    if not material.predictors.marked:
        return material
    return replace(material, predictors=items_of(instrument), blocks=material.single)


def _blocks(drivers: Predictors, single: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    """Put together the columns of each driver's items."""
    return tuple(tuple(column for member in each for column in single[member]) for each in drivers.members)


def does_not_apply(survey: Survey, question: Question, values: Floats) -> Mask:
    """Tell which values are not there because what is asked does not apply to the respondent."""
    parts = [part for part in (question.measure.level, question.measure.part) if part is not None]
    absent = np.zeros((len(survey.instrument.items), survey.n), dtype=bool)
    other = np.zeros_like(absent)
    for part in parts:
        answers = survey.answers[part]
        unanswered = answers.codes == 0
        not_apply = unanswered & (False if answers.absences is None else answers.absences == Absence.DOES_NOT_APPLY)
        absent |= not_apply
        other |= unanswered & ~not_apply
    absent &= ~other
    if not question.of_scores:
        return np.asarray(absent.T & np.isnan(values))
    spans = survey.instrument.spans
    whole = [absent[span].any(axis=0) & ~other[span].any(axis=0) for span in spans]
    return np.asarray(np.stack(whole, axis=1) & np.isnan(values))


def of_survey(survey: Survey, question: Question, way: str | None = None) -> Material:
    """Take the answers of respondents.

    Parameters
    ----------
    survey, question
        The answers, and what is asked of them.
    way
        What becomes of respondents to whom something does not apply; a column that says so unless told otherwise.
    """
    drivers = drivers_of(survey.instrument, question.predictors)
    level = "dimension" if question.of_scores else "item"
    x = values_of(survey, question.measure, level, question.policy)
    answers = survey.outcomes[question.outcome.name]
    y = question.outcome.on(answers.scale).values(answers)
    groups, told = groups_of(survey, question.adjust_for)
    known = told & ~np.isnan(y)
    found = columns_of(x, does_not_apply(survey, question, x), known, way or INDICATOR)
    return _material(drivers, found, y, groups)


def apply_to_all(survey: Survey, question: Question) -> bool:
    """Tell whether everything applies to all respondents with the outcome."""
    level = "dimension" if question.of_scores else "item"
    x = values_of(survey, question.measure, level, question.policy)
    known = ~np.isnan(survey.outcomes[question.outcome.name].values)
    return not bool(does_not_apply(survey, question, x)[known].any())


def of_tally(tally: Tally, question: Question) -> Material:
    """Take the products that a tally keeps, within its groups.

    Raises
    ------
    ServgapError
        If it was counted without the outcome, has no scores by this rule, or pools the products of these groups.
    """
    drivers = drivers_of(tally.instrument, question.predictors)
    if question.of_scores and question.policy != HALF:
        raise errors.scores_of_half(question.policy)
    if not tally.per_group:
        raise errors.pooled_only(MOST_WIDE)
    take = score_moments if question.of_scores else item_moments
    moments: OutcomeMoments = take(tally, question.outcome, question.measure)
    n = int(moments.n.sum())
    taken = int((moments.n > 0).sum())
    products = np.asarray(moments.products.sum(axis=0))
    covariance = products / n if n else np.full_like(products, np.nan)
    fourth = None if moments.fourth is None else np.asarray(moments.fourth.sum(axis=0))
    single = tuple((column,) for column in range(len(covariance) - 1))
    return Material(drivers, n, n, taken, covariance, _blocks(drivers, single), single, fourth=fourth)


def groups_of(survey: Survey, names: tuple[str, ...]) -> tuple[NDArray[np.int64], Mask]:
    """Number each respondent's group, and tell who has one."""
    labels = [np.array(group_labels(survey.respondents[name]), dtype=object) for name in names]
    told = np.logical_and.reduce([np.ones(survey.n, dtype=bool), *(each != "" for each in labels)])
    groups = np.zeros(survey.n, dtype=np.int64)
    for each in labels:
        values, place = np.unique(each.astype(str), return_inverse=True)
        groups = np.unique(groups * len(values) + place, return_inverse=True)[1]
    return groups, told


def _material(drivers: Predictors, found: Columns, y: Floats, groups: NDArray[np.int64]) -> Material:
    z = np.column_stack([found.x[found.kept], y[found.kept]])
    of = np.unique(groups[found.kept], return_inverse=True)[1] if len(z) else np.zeros(0, dtype=np.int64)
    taken, n = int(of.max(initial=-1)) + 1, len(z)
    there = ~np.isnan(z)
    rows = _centred(np.where(there, z, 0.0), there, of, taken)
    blocks = _blocks(drivers, found.blocks)
    if found.way != PAIRWISE:
        covariance = rows.T @ rows / n if n else np.full((z.shape[1],) * 2, np.nan)
        return Material(drivers, n, n, taken, covariance, blocks, found.blocks, rows, of, found.kept)
    pairs = there.T.astype(np.float64) @ there
    with_pairs = np.where(pairs > 0, pairs, np.nan)
    means = rows.T @ there / with_pairs  # of each column, over those who have the other one too
    covariance = rows.T @ rows / with_pairs - means * means.T
    covariance, mended = _possible(covariance)
    return Material(
        drivers,
        n,
        int(pairs.min(initial=n)),
        taken,
        covariance,
        blocks,
        found.blocks,
        np.where(there, rows, np.nan),
        of,
        found.kept,
        mended=mended,
        pairs=pairs,
    )


def _centred(z: Floats, there: Mask, groups: NDArray[np.int64], count: int) -> Floats:
    """Take from each column its mean of the group, over those who have it."""
    rows = np.empty_like(z)
    for column in range(z.shape[1]):
        has = there[:, column]
        n = np.bincount(groups[has], minlength=count)
        total = np.bincount(groups[has], weights=z[has, column], minlength=count)
        mean = total / np.maximum(n, 1)
        rows[:, column] = np.where(has, z[:, column] - mean[groups], 0.0)
    return rows


def _possible(covariance: Floats) -> tuple[Floats, bool]:
    """Give the nearest matrix, in eigenvalues of correlations, that any answers can have; and whether it is another."""
    if not np.isfinite(covariance).all():
        return covariance, False
    spread = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    safe = np.where(spread > 0, spread, 1.0)
    values, vectors = np.linalg.eigh(covariance / np.outer(safe, safe))
    if values[0] >= -1e-12 * values[-1]:
        return covariance, False
    found = (vectors * np.maximum(values, 0.0)) @ vectors.T
    kept = np.sqrt(np.diagonal(found))
    kept[~(kept > 0)] = 1.0  # what does not vary
    return np.asarray(found / np.outer(kept, kept) * np.outer(spread, spread)), True
