"""Whether what was promised was delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.operations.counted_cases import share_bounds
from servgap._stats.operations.order_statistics import order_quantile
from servgap._stats.operations.product_limit import kaplan_meier_quantile, kaplan_meier_share
from servgap._stats.operations.rates import laney_limits, poisson_rate, rate_ratio
from servgap._stats.registry import Function, registered
from servgap._stats.shares.wilson import share_wilson
from servgap.analysis.finding import Basis, Finding
from servgap.analysis.operations.facts import Held, Longer, OperationsFacts, Rated, Seen
from servgap.analysis.operations.promises import promises_of
from servgap.analysis.operations.rates import ABOVE, BELOW, rate_rows
from servgap.analysis.operations.rows import BROKEN, KEPT, TIMED, Subject, row, subjects
from servgap.analysis.operations.visits import visit_frame, visit_row, visited
from servgap.analysis.subject import By, check_level
from servgap.analysis.verbs import verb
from servgap.analysis.verdicts import UNDECIDED
from servgap.errors import ServgapError
from servgap.errors import operations as errors
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.operations.operations import STANDARD, Operations
from servgap.survey.operations.together import as_one
from servgap.survey.scale import Scale
from servgap.survey.standards.standard import Standard
from servgap.survey.waves import calendar_order

PART = "perception"


@dataclass(frozen=True, eq=False, repr=False)
class OperationsTrack(Finding):
    """Whether promises were kept: shares within limits, times, and rates of complaints.

    Examples
    --------
    >>> import servgap as sg
    >>> ops = sg.read_operations("data/samples/operations.csv", as_of="2026-12-31 18:00")
    >>> track = sg.track_operations(ops, limits={"res2": [sg.Limit(15, "s", share=0.85, channel="phone")]})
    >>> track.frame.loc[track.frame.verdict != "", ["quarter", "case_channel", "verdict"]].reset_index(drop=True)
      quarter case_channel verdict
    0  2026Q1        phone    kept
    1  2026Q2        phone    kept
    2  2026Q3        phone  broken
    3  2026Q4        phone  broken
    """

    kind: ClassVar[str] = "operations"

    facts: OperationsFacts

    @property
    def rates(self) -> pd.DataFrame:
        """Rates of complaints per million users, with exact intervals and limits; a copy."""
        return self.frames["rates"].copy()

    @property
    def visits(self) -> pd.DataFrame:
        """Visits of mystery shoppers or auditors, with the share in which each standard was met; a copy."""
        return self.frames["visits"].copy()


@verb
def track_operations(
    operations: Operations | Sequence[Operations],
    *,
    by: By = "quarter",
    limits: Mapping[str, Any] | None = None,
    catalogue: Any = None,
    simultaneous: bool = False,
    confidence: float = 0.95,
) -> OperationsTrack:
    """
    Hold what was delivered against what was promised.

    Parameters
    ----------
    operations
        What `read_operations` gives, or a list of such.
    by
        Keys for each of whose values it is held separately; None for none. Where it is one key of periods, such as
        quarters, the headline is about the newest, and rates of complaints have limits.
    limits
        What is promised: for each standard a `Limit`, several of different channels, or (value, unit, share, longest),
        of which the last two may be missing; for one with stages a mapping from each stage to one of these:
        ``{"wait": Limit(15, "s", share=0.85), "complaint": {"reply": (48, "h", 0.9, 360)}}``.
    catalogue
        A catalogue whose standards have limits; those in `limits` stand in the place of its own. A limit that names no
        stage is that of the reply, where its standard has stages; one per million is held against rates.
    simultaneous
        Whether the intervals of the shares of a group hold at once, over all its promises (Bonferroni).
    confidence
        The level of the intervals.

    Returns
    -------
    OperationsTrack
        Its frame has a row for each standard, stage, channel and group; `rates` one for each rate of complaints,
        `visits` one for each standard, channel and group that mystery shoppers or auditors visited.

    Raises
    ------
    ServgapError
        If the operations have no such key, or limits speak of what is not there.

    Notes
    -----
    From cases: the share within the limit is Kaplan and Meier's at the limit, in which an open case counts as one that
    lasts at least as long as it has, with the log–log interval; median and 90% point follow from the same curve, with
    Brookmeyer and Crowley's intervals, exact ones by order statistics where no case is open. The mean of closed cases
    is not told: it leaves out those that last longest. From counts: ``may_low`` to ``may_high``, within/total to
    (within + open)/total, with Wilson's intervals around both ends, and a share only where no case is open.

    The verdict is ``kept`` where the whole interval reaches the promised share, ``broken`` where all of it lies below,
    else ``undecided``. A promise to everybody (share 1), and the longest time that is promised, are judged by the cases
    themselves: one case beyond breaks them.

    Visits have Wilson's interval, and are held against the share of customers to whom the limit is promised, or else
    the share that the source promises. One visit in which it was not met breaks a promise to everybody, and no number
    of visits, which are a sample, proves one.

    Rates are per million with Garwood's exact intervals; limits are Laney's from all periods but the newest and signal
    from eight of these on; the ratio to the period before is exact.

    References
    ----------
    Brookmeyer & Crowley (1982), Biometrics 38, 29–41; Garwood (1936), Biometrika 28, 437–442; Kaplan & Meier (1958),
    JASA 53, 457–481; Laney (2002), Quality Engineering 14, 531–537; Wilson (1927), JASA 22, 209–212.

    Examples
    --------
    >>> import servgap as sg
    >>> ops = sg.read_operations("data/samples/operations.csv", as_of="2026-12-31 18:00")
    >>> promised = {"rel4": (10, "min", 0.9), "rel2": {"reply": (48, "h", 0.9, 360)}}
    >>> track = sg.track_operations(ops, limits=promised)
    >>> newest = track.frame[(track.frame.quarter == "2026Q4") & (track.frame.verdict != "")]
    >>> newest[["standard", "n_cases", "n_open", "within", "may_low", "may_high", "verdict"]].round(3)
       standard  n_cases  n_open  within  may_low  may_high    verdict
    30     rel4     2208      33     NaN    0.927     0.942       kept
    33     rel2       45       1   0.867    0.867     0.867  undecided
    """
    operations = as_one(operations)
    if not isinstance(operations, Operations):
        raise errors.not_operations(operations)
    check_level(confidence)
    names = _names(operations, by)
    groups, ordered = _groups(operations, names)
    promises = promises_of(operations, limits, catalogue)
    found = subjects(operations, names, groups, promises)
    seen = visited(operations, names, groups, promises)
    held = [each.group for each in found if each.promised]
    held += [each.group for each in seen if np.isfinite(each.promised)]
    sizes = Counter(held)
    rows = []
    for subject in found:
        family = max(sizes[subject.group], 1) if simultaneous and subject.promised else 1
        told = row(subject, 1 - (1 - confidence) / family, confidence)
        rows.append({**dict(zip(names, subject.group, strict=True)), **told})
    frame = pd.DataFrame(rows, columns=[*names, *COLUMNS])
    visits = visit_frame(
        [
            {
                **dict(zip(names, each.group, strict=True)),
                **visit_row(each, 1 - (1 - confidence) / (max(sizes[each.group], 1) if simultaneous else 1)),
            }
            for each in seen
        ],
        names,
    )
    rates = rate_rows(operations, names, groups, promises, confidence, ordered=ordered)
    statistics = _statistics(found, rates, visits)
    basis = Basis(
        instrument=_instrument(operations, catalogue),
        rows_used=operations.ledger.rows_used,
        rows_read=operations.ledger.rows_read,
        left_out=tuple(operations.ledger.reasons.items()),
        pair=(None, PART),
        separately=names,
        confidence=confidence,
        statistics=registered(statistics),
        family=max(sizes.values(), default=0) if simultaneous else 0,
    )
    facts = _facts(frame, rates, visits, names, groups, ordered=ordered)
    return OperationsTrack(basis, {"frame": frame, "rates": rates, "visits": visits}, facts)


COLUMNS = (
    *("standard", "case_stage", "case_channel", "limit_value", "limit_unit", "promised_share", "limit_longest"),
    *("n_cases", "n_open", "n_within", "within", "within_low", "within_high", "may_low", "may_high", "verdict"),
    *("median_time", "median_low", "median_high", "time_90", "time_90_low", "time_90_high"),
    *("longest_time", "n_longer", "longest_verdict", "method", "reason"),
)


def _names(operations: Operations, by: Any) -> tuple[str, ...]:
    names = (by,) if isinstance(by, str) else tuple(by or ())
    others = [key for key in operations.keys if key != STANDARD]
    if len(set(names)) < len(names) or not all(name in others for name in names):
        raise errors.not_a_key(by, others)
    return names


def _groups(operations: Operations, by: Sequence[str]) -> tuple[list[tuple[str, ...]], bool]:
    """Give the groups in order, and whether they are periods in that of the calendar."""
    if not by:
        return [()], False
    found = sorted({tuple(map(str, key)) for each in operations.tables for key in each[list(by)].to_numpy()})
    if len(by) > 1:
        return found, False
    of_none = {""} - {str(key) for each in operations.tables[:-1] for key in each[by[0]]}  # visits that name no period
    labels = [group[0] for group in found if group[0] not in of_none]
    try:
        return [
            *((each,) for each in of_none if (each,) in found),
            *((labels[at],) for at in calendar_order(by[0], labels)),
        ], True
    except ServgapError:
        return found, False


def _statistics(found: Sequence[Subject], rates: pd.DataFrame, visits: pd.DataFrame) -> list[Function]:
    methods = {each.method for each in found}
    told: list[Function] = []
    if TIMED in methods:
        told += [kaplan_meier_share, kaplan_meier_quantile]
        all_over = any(each.method == TIMED and not each.data["open"].any() for each in found)
        told += [order_quantile] if all_over else []
    if methods:
        told.append(share_bounds)
    if len(rates):
        told.append(poisson_rate)
        told += [laney_limits] if rates["limit_high"].notna().any() else []
        told += [rate_ratio] if rates["rate_ratio"].notna().any() else []
    return [*told, share_wilson] if len(visits) else told


def _instrument(operations: Operations, catalogue: Any) -> Instrument:
    """Give what names the standards: the catalogue's texts, or else the keys."""
    known = {each.key: each for each in getattr(catalogue, "standards", ())}
    texts = {key: known[key].text if key in known else key for key in operations.standards}
    items = [Item(f"operation {at}", Standard(key, text)) for at, (key, text) in enumerate(texts.items(), start=1)]
    title = {"en": "Operations", "zh": "运营数据"}
    dimension = Dimension("operations", items, name=title)
    return Instrument("operations", Scale(0, 1), [dimension], parts=(PART,), title=title)  # type: ignore[arg-type]


def _facts(
    frame: pd.DataFrame,
    rates: pd.DataFrame,
    visits: pd.DataFrame,
    by: Sequence[str],
    groups: Sequence[tuple[str, ...]],
    *,
    ordered: bool,
) -> OperationsFacts:
    newest = groups[-1] if ordered else ()
    mine, rated, seen = frame, rates, visits
    if ordered:
        mine, rated = (each[each[by[0]].astype(str) == newest[0]] for each in (frame, rates))
        seen = visits[visits[by[0]].astype(str).isin([newest[0], ""])]  # those that name no period are of all
    judged = mine[mine["verdict"] != ""]
    return OperationsFacts(
        group=dict(zip(by, newest, strict=True)) if ordered else {},
        foremost=_foremost(judged, by, ordered=ordered),
        promised=len(judged),
        broken=int((judged["verdict"] == BROKEN).sum()),
        kept=int((judged["verdict"] == KEPT).sum()),
        longer=_longer(mine, by, ordered=ordered),
        rated=_rated(rated, rates, by, ordered=ordered),
        open_cases=int(mine["n_open"].sum()),
        cases=int(mine["n_cases"].sum()),
        rows=len(mine),
        seen=_seen(seen, by, ordered=ordered),
        visits=int(seen["n_visits"].sum()),
    )


def _of(kind: type, record: Mapping[Any, Any], by: Sequence[str], *, ordered: bool) -> dict[str, Any]:
    told = {each.name: record[each.name] for each in fields(kind) if each.name in record}
    group = () if ordered else tuple((name, str(record[name])) for name in by)
    return {**told, "group": group}


def _foremost(judged: pd.DataFrame, by: Sequence[str], *, ordered: bool) -> Held | None:
    """Find the promise furthest from being kept: broken ones before others, by how far their intervals miss."""
    if not len(judged):
        return None
    order = {BROKEN: 0, KEPT: 2}
    rank = judged["verdict"].map(lambda verdict: order.get(verdict, 1))
    misses = judged["within_high"] - judged["promised_share"]
    within = np.where(rank == 0, misses, judged["within_low"] - judged["promised_share"])
    place = np.lexsort((np.round(within, 9), rank))[0]
    record = judged.iloc[int(place)].to_dict()
    return Held(**_of(Held, record, by, ordered=ordered))


def _seen(visits: pd.DataFrame, by: Sequence[str], *, ordered: bool) -> Seen | None:
    """Find the visits furthest from what was promised, those without a promise last, the lowest share first."""
    told = visits[visits["n_visits"] > 0]
    if not len(told):
        return None
    order = {BROKEN: 0, UNDECIDED: 1, KEPT: 2}
    rank = told["verdict"].map(lambda verdict: order.get(verdict, len(order)))
    misses = told["visits_share"] - told["promised_share"].fillna(0.0)
    place = np.lexsort((np.round(misses, 9), rank))[0]
    return Seen(**_of(Seen, told.iloc[int(place)].to_dict(), by, ordered=ordered))


def _longer(mine: pd.DataFrame, by: Sequence[str], *, ordered: bool) -> Longer | None:
    beyond = mine[mine["longest_verdict"] == BROKEN]
    if not len(beyond):
        return None
    times = (beyond["longest_time"] / beyond["limit_longest"]).to_numpy()
    record = beyond.iloc[int(np.argmax(np.round(times, 9)))].to_dict()
    return Longer(**_of(Longer, record, by, ordered=ordered))


def _rated(newest: pd.DataFrame, rates: pd.DataFrame, by: Sequence[str], *, ordered: bool) -> Rated | None:
    if not ordered or not len(newest):
        return None
    outside = [newest["signal"] == ABOVE, newest["verdict"] == BROKEN, newest["signal"] == BELOW]
    chosen = next((newest[each] for each in outside if each.any()), newest)
    record = chosen.iloc[0].to_dict()
    same = (rates[STANDARD] == record[STANDARD]) & (rates["case_channel"] == record["case_channel"])
    told = {each.name: record[each.name] for each in fields(Rated) if each.name in record}
    return Rated(**{**told, "period": str(record[by[0]]), "periods": int(same.sum()) - 1})
