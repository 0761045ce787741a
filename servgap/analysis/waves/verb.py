"""What changed from wave to wave, such as from quarter to quarter."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment, adjust_p
from servgap._stats.groups.two_samples import WelchT, welch_t
from servgap._stats.paired.t_tests import paired_t
from servgap._stats.registry import Function
from servgap._stats.shares.two_shares import newcombe_difference
from servgap._stats.shares.wilson import share_wilson
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames
from servgap.analysis.levels import Level, dimension_level, item_level, overall_level
from servgap.analysis.measured_alike import measured_alike
from servgap.analysis.reasons import CONSTANT_GROUP, NO_VARIATION, NOT_ASKED_ALL, TOO_FEW, TOO_SMALL
from servgap.analysis.rows import frame_of, gap_where, largest_family, stacked, stacked_labels
from servgap.analysis.smallest import remarks_on_smallest, smallest_change
from servgap.analysis.source import Source
from servgap.analysis.subject import (
    ADJUSTMENTS,
    TESTED_FROM,
    Measured,
    basis_of,
    check_choice,
    check_covariances,
    check_level,
    check_policy,
    check_size,
    measure_of,
    one_name,
    tally_of_one,
)
from servgap.analysis.verdicts import IMPROVED, WORSENED, change_verdicts
from servgap.analysis.waves.facts import Change, Changed, StandardsChanged, WavesFacts
from servgap.analysis.without_target import reasons_told
from servgap.errors import analysis as errors
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally
from servgap.survey.wave_cuts import waves_cut
from servgap.survey.waves import WaveOrder, calendar_order, decided_by_rule

if TYPE_CHECKING:
    from servgap.analysis.validity.verb import Validity


@dataclass(frozen=True, eq=False, repr=False)
class Waves(Finding):
    """How the gaps, or another measure, changed from each wave to the next.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["quarter"])
    >>> waves = sg.track_waves(survey, by="quarter").waves
    >>> waves.loc[waves.level == "overall", ["wave", "n", "gap"]].round(2)
          wave    n   gap
    0   2026Q1  372 -0.60
    28  2026Q2  371 -0.67
    56  2026Q3  371 -1.14
    84  2026Q4  365 -0.65
    """

    kind: ClassVar[str] = "waves"

    facts: WavesFacts

    @property
    def waves(self) -> pd.DataFrame:
        """Each wave's values with intervals, in calendar order; a copy."""
        return self.frames["waves"].copy()


def track_waves(
    subject: Survey | Tally,
    *,
    by: str,
    order: WaveOrder = None,
    measure: Measured = None,
    adjust: Adjustment = "holm",
    policy: str = "half",
    smallest: float | str | None = None,
    confidence: float = 0.95,
    validity: Validity | None = None,
) -> Waves:
    """
    Track gaps, or another measure, over waves such as quarters: each change to the next wave, with interval and test.

    Parameters
    ----------
    subject
        A Survey or a Tally; last quarter's tally may have been added to this quarter's.
    by
        The attribute that holds the wave: quarters (2026Q1, 1Q26, FY26 Q1, 2026年第一季度), halves (2026H1, 上半年),
        months (2026-03, Mar-26), dates, years, numbers (Wave 2, 第2期), before and after (培训前, 培训后). An ordered
        categorical has its own order.
    order
        The names of the waves, earliest first, where these do not say it (``["spring", "autumn"]``); or to what dates
        and time stamps are cut: ``"day"``, ``"month"``, ``"quarter"``, ``"half"`` or ``"year"``.
    measure
        What is tracked, a `Measure` or its name: ``"gap"``, a part such as ``"perception"``, ``"index"`` (0 to 100),
        ``"target"``, or a share of customers (``"met"``, ``"above"``, ``"short"``, ``"top"``, ``"bottom"``, ``"net"``;
        from 0 to 1, ``"net"`` from −1 to 1). Default: the gap where two parts were asked, else the part that was.
    adjust
        The correction over the family, which is all rows of a level and all steps: ``"holm"``, ``"hochberg"``,
        ``"bh"``, ``"by"``, ``"bonferroni"`` or ``"none"``.
    policy
        When a respondent's dimension score exists: ``"half"``, ``"complete"`` or ``"pairs"``.
    smallest
        The smallest change that matters, in the measure's units: scale points, a share of one (0.05 is five percentage
        points), or points of an index. Default: 0.25 on 1–7, and in proportion to how far values may lie apart on all
        else, so 0.042 for shares, 0.083 for ``"net"``, 4.2 for an index. ``"sd"``: a fifth of the median standard
        deviation of items.
    confidence
        The level of the intervals; 1 less it is the level of the tests.
    validity
        What ``check_validity(survey, by=...)`` found for the same attribute; the note then says whether the waves were
        measured alike, without which differences of means may lie in how items are understood.

    Returns
    -------
    Waves
        Its frame has a row for overall, each dimension and each standard, and each step from a wave to the next;
        `waves` has each wave's own values. A standard that several items measure is shown item by item.

    Raises
    ------
    ServgapError
        If there are fewer than two waves, they cannot be put in calendar order, the questionnaire does not ask what the
        measure takes, a Tally was counted without it, the validity is about something else, or a keyword's value makes
        no sense.

    Notes
    -----
    Waves are taken as samples of different respondents. The change is the later mean less the earlier, tested by
    Welch's t; the effect is Hedges' g. A change is judged as a gap is: ``improved`` or ``worsened`` where its interval
    lies beyond `smallest`, ``unchanged`` where the 1 − 2α interval lies within, otherwise ``undecided``; of the shares
    ``"short"`` and ``"bottom"`` what falls is improved. Intervals, and verdicts with them, are not corrected for the
    number of changes, p-values are. A wave of fewer than 5 respondents, or in which all have the same value, is shown
    and not tested.

    Of a share of customers a single item's interval is Wilson's in a wave, and Newcombe's for a change, with a and b
    the later and the earlier share and l to u Wilson's interval of each: from a − b − √((a − l_a)² + (u_b − b)²) to
    a − b + √((u_a − a)² + (b − l_b)²). Both have a width also where all respondents are alike, so that such changes are
    judged, though not tested. Shares of dimensions and overall are means of respondents' own shares, compared as means
    are; so is ``"net"``.

    References
    ----------
    Welch (1947), Biometrika 34, 28–35; Hedges & Olkin (1985), Statistical Methods for Meta-Analysis; Wilson (1927),
    JASA 22, 209–212; Newcombe (1998), Statistics in Medicine 17, 873–890.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["quarter"])
    >>> changes = sg.track_waves(survey, by="quarter").frame
    >>> changes.loc[changes.level == "overall", ["wave_from", "wave_to", "difference", "verdict"]].round(2)
      wave_from wave_to  difference    verdict
    0    2026Q1  2026Q2       -0.07  unchanged
    1    2026Q2  2026Q3       -0.47   worsened
    2    2026Q3  2026Q4        0.49   improved

    For how many customers one standard was met, and the net share of answers:

    >>> met = sg.track_waves(survey, by="quarter", measure="met").frame
    >>> met.loc[met.item == "rel1", ["wave_to", "value_from", "value_to", "ci_low", "ci_high"]].round(3)
       wave_to  value_from  value_to  ci_low  ci_high
    30  2026Q2       0.301     0.310  -0.059    0.076
    31  2026Q3       0.310     0.229  -0.145   -0.016
    32  2026Q4       0.229     0.336   0.040    0.172
    >>> net = sg.track_waves(survey, by="quarter", measure="net").frame
    >>> net.loc[net.level == "overall", ["wave_from", "wave_to", "difference", "verdict"]].round(3)
      wave_from wave_to  difference    verdict
    0    2026Q1  2026Q2      -0.019  unchanged
    1    2026Q2  2026Q3      -0.175   worsened
    2    2026Q3  2026Q4       0.156   improved
    """
    given = dict(locals())
    check_choice("adjust", adjust, ADJUSTMENTS)
    check_policy(policy)
    check_level(confidence)
    check_size("smallest", smallest)
    measure = measure_of(subject, measure)
    name = one_name(by, "track_waves")
    subject, listed = waves_cut(subject, name, order)
    source = Source.of(track_waves, {**given, "subject": subject, "order": listed})
    tally, by = tally_of_one(subject, by, "track_waves", measure=measure)
    labels = [cell[0] for cell in tally.cells]
    if len(labels) < 2:
        raise errors.too_few_groups("track_waves", by, labels)
    check_covariances(tally, "track_waves")
    alike, places = measured_alike(validity, tally), calendar_order(by, labels, listed, tally.orders.get(by, ()))
    waves = [labels[place] for place in places]
    found = (
        overall_level(tally, policy, measure),
        dimension_level(tally, policy, measure),
        item_level(tally, measure),
    )
    levels = [_in_order(each, places) for each in found]
    asked = _Question(measure, adjust, confidence, smallest_change(tally, measure, smallest))
    frame = pd.concat([_changes(level, waves, asked) for level in levels], ignore_index=True)
    basis = basis_of(
        tally,
        measure=measure,
        compared=True,
        policy=policy,
        averaged=True,
        confidence=confidence,
        smallest=asked.smallest,
        statistics=_statistics(measure),
        adjust=adjust,
        family=largest_family(frame, "standard", "item"),
        remarks=[*alike, *_remarks(waves, listed), *remarks_on_smallest(tally, measure, smallest)],
    )
    frames = {"frame": frame, "waves": _waves_frame(tally, measure, levels, places, confidence)}
    told = Frames(reasons_told(frames, tally.instrument, measure))
    return Waves(basis, told, _facts(frame, by, waves), source)


def _remarks(waves: list[str], order: WaveOrder) -> list[Remark]:
    """Say what was taken of waves whose names a rule had to read."""
    decided = () if order is not None else decided_by_rule(waves)
    shown = {"first": decided[0][0], "taken": decided[0][1]} if decided else {}
    return [Remark("waves_read", tuple(shown.items()))] if decided else []


SHARE = "share"
"""The family of measures of which a respondent either is one of those counted, on an item, or is not."""


def _statistics(measure: Measure) -> tuple[Function, ...]:
    return (welch_t, share_wilson, newcombe_difference) if measure.family == SHARE else (welch_t,)


@dataclass(frozen=True)
class _Question:
    """How changes are corrected, tested and judged."""

    measure: Measure
    adjust: Adjustment
    confidence: float
    smallest: float


def _in_order(level: Level, order: list[int]) -> Level:
    own = replace(level.distribution, counts=level.distribution.counts[order])
    return replace(level, n=level.n[order], value=level.value[order], sd=level.sd[order], distribution=own)


def _changes(level: Level, waves: list[str], asked: _Question) -> pd.DataFrame:
    """Lay out rows, and within each the steps from wave to wave."""
    steps, rows = len(waves) - 1, len(level.labels)
    n, value, variance = level.independent
    few, alike = n < TESTED_FROM, ~(np.nan_to_num(variance) > 0)

    def flat(values: NDArray[Any]) -> NDArray[Any]:
        return values.T.reshape(-1)

    found = _steps(n, value, variance, ~(few | alike), asked.confidence)
    persons = _steps(n, level.persons.value, level.persons.sd**2, ~(few | alike), asked.confidence)
    columns: dict[str, Any] = {
        name: np.repeat(np.array(values, dtype=object), steps) for name, values in level.labels.columns().items()
    }
    columns.update(wave_from=waves[:-1] * rows, wave_to=waves[1:] * rows)
    columns.update(n_from=flat(n[:-1]), n_to=flat(n[1:]), value_from=flat(value[:-1]), value_to=flat(value[1:]))
    columns.update({f"gap_{end}": gap_where(columns[f"value_{end}"], asked.measure) for end in ("from", "to")})
    columns["difference"] = columns["value_to"] - columns["value_from"]
    outer, inner = (
        [flat(end) for end in _ends(level, asked.measure, ~few, ~alike, confidence)]
        for confidence in (asked.confidence, 2 * asked.confidence - 1)
    )
    for name in ("se", "df", "statistic"):
        columns[name] = flat(getattr(found, name))
    columns.update(ci_low=outer[0], ci_high=outer[1], p_value=flat(found.p_value))
    columns.update(p_adjusted=adjust_p(columns["p_value"], asked.adjust).p_adjusted, effect_kind="hedges_g")
    for name in ("effect", "effect_low", "effect_high"):
        columns[name] = flat(getattr(persons, name))
    outer_ends, inner_ends = (_turned((low, high), asked.measure.worse) for low, high in (outer, inner))
    columns["verdict"] = change_verdicts(outer_ends, inner_ends, asked.smallest)
    reason = _reasons(*(flat(each[part]) for each in (n, alike) for part in (slice(-1), slice(1, None))))
    columns["reason"] = np.where((reason == "") & (not level.scored), NOT_ASKED_ALL, reason)
    return pd.DataFrame(columns)


def _ends(
    level: Level, measure: Measure, enough: NDArray[np.bool_], varied: NDArray[np.bool_], confidence: float
) -> tuple[Floats, Floats]:
    """Give the ends of the intervals of changes: Newcombe's of an item's share, also where all are alike, else Welch's.

    Parameters
    ----------
    level, measure
        What changes.
    enough, varied
        Which waves have enough respondents to be compared, and in which not all have the same value.
    confidence
        The level of the intervals.
    """
    if not (measure.family == SHARE and level.of_items):
        found = _steps(*level.independent, enough & varied, confidence)
        return found.ci_low, found.ci_high
    n = np.where(enough, level.persons.n, 0)
    held = np.where(enough, level.held, 0)
    between = newcombe_difference(held[1:], n[1:], held[:-1], n[:-1], confidence)
    return between.ci_low, between.ci_high


def _turned(ends: tuple[Floats, Floats], worse: int) -> tuple[Floats, Floats]:
    """Turn an interval so that what gets better grows."""
    return ends if worse < 0 else (-ends[1], -ends[0])


def _steps(
    n: NDArray[np.int64], mean: Floats, variance: Floats, tested: NDArray[np.bool_], confidence: float
) -> WelchT:
    """Compare each wave with the next; one that is not tested counts as nobody."""
    size, centre, spread = np.where(tested, n, 0), np.nan_to_num(mean), np.nan_to_num(variance)
    before, after = ([each[part] for each in (size, centre, spread)] for part in (slice(-1), slice(1, None)))
    return welch_t(*before, *after, confidence=confidence)


def _reasons(
    n_from: NDArray[np.int64], n_to: NDArray[np.int64], alike_from: NDArray[np.bool_], alike_to: NDArray[np.bool_]
) -> NDArray[np.object_]:
    reason = np.full(n_from.shape, "", dtype=object)
    reason[alike_from | alike_to] = CONSTANT_GROUP
    reason[alike_from & alike_to] = NO_VARIATION
    least = np.minimum(n_from, n_to)
    reason[least < TESTED_FROM] = TOO_SMALL
    reason[least < 2] = TOO_FEW
    return reason


def _waves_frame(
    tally: Tally, measure: Measure, levels: list[Level], order: list[int], confidence: float
) -> pd.DataFrame:
    means = stacked({"n": each.n, "value": each.value, "sd": each.sd, "persons": each.sizes} for each in levels)
    n, value = means["n"], means["value"]
    found = paired_t(n, value, means["sd"], confidence)
    reason = np.where(np.isnan(found.se), NO_VARIATION, "").astype(object)
    reason[means["persons"] < TESTED_FROM] = TOO_SMALL
    reason[n < 2] = TOO_FEW
    labels = stacked_labels(level.labels for level in levels)
    ends = {"ci_low": found.ci_low, "ci_high": found.ci_high}
    if measure.family == SHARE:
        ends = _with_wilson(ends, levels, confidence)
    numbers = {"n": n, "value": value, "gap": gap_where(value, measure), "se": found.se, **ends, "reason": reason}
    ordered = replace(tally, cells=tuple(tally.cells[place] for place in order))
    return frame_of(ordered, labels.columns(), numbers).rename(columns={tally.by[0]: "wave"})


def _with_wilson(ends: dict[str, Floats], levels: list[Level], confidence: float) -> dict[str, Floats]:
    """Give the shares of single items Wilson's intervals, which have a width at none and at all of them too."""
    of_items = np.concatenate([np.full(len(level.labels), level.of_items) for level in levels])
    counts = stacked({"held": each.held, "n": np.where(each.persons.n < 2, 0, each.persons.n)} for each in levels)
    held, n = (np.where(of_items, counts[name], 0) for name in ("held", "n"))
    found = share_wilson(held, n, confidence)
    return {name: np.where(of_items, getattr(found, name), end) for name, end in ends.items()}


def _facts(frame: pd.DataFrame, by: str, waves: list[str]) -> WavesFacts:
    last = frame[frame["wave_to"] == waves[-1]]
    overall = last[last["level"] == "overall"].iloc[0]
    dimensions, standards = last[last["level"] == "dimension"], last[last["level"].isin(["standard", "item"])]
    ways = (IMPROVED, WORSENED)
    return WavesFacts(
        by=by,
        waves=tuple(waves),
        last_from=waves[-2],
        last_to=waves[-1],
        overall=Change(**{each.name: overall[each.name] for each in fields(Change)}),
        changed=Changed(*(tuple(dimensions.loc[dimensions["verdict"] == way, "dimension"]) for way in ways)),
        standards_changed=StandardsChanged(*(int((standards["verdict"] == way).sum()) for way in ways)),
    )
