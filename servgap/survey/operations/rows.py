"""The rows of one source of operations: keys, and what each row says, a case with its time, a count or a rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import operations as errors
from servgap.survey.groups import group_labels
from servgap.survey.operations.operations import AUDITORS, SHOPPERS, STANDARD
from servgap.survey.operations.roles import MEASURED
from servgap.survey.operations.times import moments_of, seconds_of, texts_of
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.folding import fold, fold_case
from servgap.survey.standards.units import unit_of

Truths = NDArray[np.bool_]
STAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "receive": ("receive", "received", "receipt", "register", "受理", "接收", "登记"),
    "investigate": ("investigate", "investigation", "调查", "核查", "处理"),
    "reply": ("reply", "answer", "respond", "response", "feedback", "反馈", "答复", "回复"),
    "follow_up": ("follow up", "followup", "follow-up", "跟进", "回访", "跟踪"),
}
_STAGE = {word: stage for stage, words in STAGE_WORDS.items() for word in (stage, *words)}
OPEN = ("1", "true", "yes", "y", "open", "pending", "是", "未结", "在办", "未办结", "处理中", "未完成")
CLOSED = ("0", "false", "no", "n", "closed", "done", "resolved", "否", "已结", "办结", "已办结", "已完成", "结案")
LARGEST_COUNT = 2**53
"""Up to where every whole number is held exactly."""


@dataclass(frozen=True, eq=False)
class Rows:
    """What the rows of a source say, before anything of it is refused for what other rows say.

    `named` are rows with a standard, `cases`, `counts`, `rates` and `visits` those that say such a thing; `places` call
    the rows.
    """

    frame: pd.DataFrame
    places: tuple[str, ...]
    named: Truths
    cases: Truths
    counts: Truths
    rates: Truths
    visits: Truths
    whole_days: bool
    units: frozenset[str]


def rows_of(
    table: RawTable, roles: Mapping[str, int], keys: Sequence[str], unit: str, as_of: tuple[np.datetime64, bool] | None
) -> Rows:
    """Read all rows of a source.

    Raises
    ------
    ServgapError
        If a cell is no time, no count or no flag, or two cells of a row contradict each other.
    """
    n, name = len(table.rows), table.name
    places = tuple(f"row {row}" for row in table.rows)
    frame = pd.DataFrame({key: _labels(table, roles, key) for key in keys}, index=range(n))
    frame["stage"] = [stage_code(text) for text in _texts(table, roles, "stage")]
    frame["case"] = _texts(table, roles, "case")
    given = {role: np.array([text != "" for text in _texts(table, roles, role)], dtype=bool) for role in MEASURED}
    cases = given["start"] | given["end"] | given["duration"]
    counts, rates = given["within"] | given["total"], given["complaints"] | given["users"]
    visits = given["met"] | given["visits"] | given["audits"]
    both = given["duration"] & (given["start"] | given["end"])
    if both.any():
        raise errors.two_times(name, [places[at] for at in np.flatnonzero(both).tolist()])
    if (wrong := cases & (counts | rates | visits)).any():
        raise errors.case_and_count(name, [places[at] for at in np.flatnonzero(wrong).tolist()])
    if (wrong := given["visits"] & given["audits"]).any():
        raise errors.two_observers(name, [places[at] for at in np.flatnonzero(wrong).tolist()])
    named = (frame[STANDARD] != "").to_numpy()
    reader = _CaseReader(table, roles, places, cases & named)
    seconds, is_open, whole_days, units = reader.read(unit, as_of)
    frame["seconds"], frame["is_open"] = seconds, is_open
    for role in ("within", "total", "complaints", "users"):
        frame[role] = _numbers(table, roles, role, places, (counts if role in ("within", "total") else rates) & named)
    frame["open"] = _numbers(table, roles, "open", places, counts & named)
    frame["open"] = frame["open"].fillna(0)
    audited = given["audits"]
    frame["observed"] = np.where(audited, AUDITORS, SHOPPERS)
    frame["met"] = _numbers(table, roles, "met", places, visits & named)
    shopped = _numbers(table, roles, "visits", places, visits & ~audited & named)
    frame["visits"] = np.where(audited, _numbers(table, roles, "audits", places, audited & named), shopped)
    frame["promised"] = _shares(table, roles, "promised", places, visits & named)
    return Rows(frame, places, named, cases, counts, rates, visits, whole_days, units)


class _CaseReader:
    """Reads the times of those rows that are cases."""

    def __init__(self, table: RawTable, roles: Mapping[str, int], places: Sequence[str], used: Truths) -> None:
        self._table, self._roles, self._places, self._used = table, roles, places, used

    def read(
        self, unit: str, as_of: tuple[np.datetime64, bool] | None
    ) -> tuple[NDArray[np.float64], Truths, bool, frozenset[str]]:
        """Give seconds, which are open, whether moments are whole days, and the units that durations are written in."""
        nothing = np.full(len(self._used), np.nan)
        if not self._used.any():
            return nothing, np.zeros(len(self._used), dtype=bool), False, frozenset()
        if "duration" in self._roles:
            return self._durations(unit, as_of)
        return self._between(as_of)

    def _durations(
        self, unit: str, as_of: tuple[np.datetime64, bool] | None
    ) -> tuple[NDArray[np.float64], Truths, bool, frozenset[str]]:
        header, name = self._table.headers[self._roles["duration"]], self._table.name
        beside = [unit_of(text) or unit for text in _texts(self._table, self._roles, "unit")]
        cells = self._table.columns[self._roles["duration"]]
        seconds, written = seconds_of(cells, beside, name, header, self._places)
        told = self._flags()
        is_open = self._used & (told == 1)
        if is_open.any() and as_of is None:
            raise errors.as_of_missing(name, int(is_open.sum()), self._at(is_open))
        return seconds, is_open, False, frozenset(filter(None, written))

    def _between(
        self, as_of: tuple[np.datetime64, bool] | None
    ) -> tuple[NDArray[np.float64], Truths, bool, frozenset[str]]:
        name, columns, headers = self._table.name, self._table.columns, self._table.headers
        start, end = (
            moments_of(columns[self._roles[role]], name, headers[self._roles[role]], self._places)
            for role in ("start", "end")
        )
        used, told = self._used, self._flags()
        if (lone := used & ~start.given).any():
            raise errors.no_start(name, self._at(lone))
        if (wrong := used & (((told == 1) & end.given) | ((told == 0) & ~end.given))).any():
            raise errors.open_contradicted(name, self._at(wrong))
        offset = start.offset | end.offset
        if (plain := used & ~(start.offset & (end.offset | ~end.given))).any() and (used & offset).any():
            raise errors.offsets_mixed(name, self._at(plain))
        if (backwards := used & end.given & (end.values < start.values)).any():
            raise errors.end_before_start(name, self._at(backwards, lambda at: _moments(start.values, end.values, at)))
        is_open = used & ~end.given
        until = end.values.copy()
        if as_of is None:
            if is_open.any():
                raise errors.as_of_missing(name, int(is_open.sum()), self._at(is_open))
        else:
            moment, with_offset = as_of
            if bool((used & offset).any()) != with_offset:
                raise errors.as_of_offset(moment, told=with_offset)
            for what, values in (("start", start.values), ("end", end.values)):
                if (late := used & ~np.isnat(values) & (values > moment)).any():
                    said = [f"{self._places[at]} ({_written(values[at])})" for at in np.flatnonzero(late).tolist()]
                    raise errors.beyond_as_of(name, what, _written(moment), said)
            until[is_open] = moment
        seconds = (until - start.values) / np.timedelta64(1, "s")
        whole_days = not (used & (start.timed | end.timed)).any()
        return np.where(used, seconds, np.nan), is_open, whole_days, frozenset()

    def _flags(self) -> NDArray[np.int8]:
        """Say of each case whether it is told to be open (1) or closed (0); −1 where nothing is told."""
        texts = _texts(self._table, self._roles, "open")
        folded = [fold_case(text) for text in texts]
        told = np.array([1 if text in OPEN else 0 if text in CLOSED else -1 for text in folded], dtype=np.int8)
        wrong = self._used & (told < 0) & np.array([text != "" for text in texts], dtype=bool)
        if wrong.any():
            header = self._table.headers[self._roles["open"]]
            raise errors.flag_unread(self._table.name, header, self._at(wrong, lambda at: f" ({texts[at]})"))
        return told

    def _at(self, wrong: Truths, told: Callable[[int], str] = lambda _: "") -> list[str]:
        return [self._places[at] + told(at) for at in np.flatnonzero(wrong).tolist()]


def _moments(start: NDArray[np.datetime64], end: NDArray[np.datetime64], at: int) -> str:
    return f" ({_written(start[at])} to {_written(end[at])})"


def _written(moment: np.datetime64) -> str:
    return str(pd.Timestamp(moment).isoformat(sep=" ", timespec="minutes"))


def _texts(table: RawTable, roles: Mapping[str, int], role: str) -> list[str]:
    """Give the cells of a column as text; empty ones where there is no such column."""
    return texts_of(table.columns[roles[role]]) if role in roles else [""] * len(table.rows)


def _labels(table: RawTable, roles: Mapping[str, int], key: str) -> list[str]:
    cells = table.columns[roles[key]]
    if isinstance(cells, np.ndarray) and cells.dtype != object:
        return group_labels(pd.Series(cells))
    return group_labels(pd.Series(texts_of(cells), dtype=object))


def stage_code(text: str) -> str:
    """Give the code of a stage that is known by its word; another stands as it is written."""
    plain = fold_case(text).replace("_", " ")
    return _STAGE.get(plain, _STAGE.get(plain.replace(" ", "_"), text.strip()))


def _numbers(
    table: RawTable, roles: Mapping[str, int], role: str, places: Sequence[str], used: Truths
) -> NDArray[np.float64]:
    """Read whole numbers; NaN where a cell is empty and may be."""
    if role not in roles:
        return np.full(len(table.rows), np.nan)
    texts = _texts(table, roles, role)
    values = np.array([_number(text) if use else np.nan for text, use in zip(texts, used, strict=True)])
    missing = np.array([text == "" for text in texts], dtype=bool)
    wrong = used & np.isnan(values) & (~missing | (role != "open"))
    if wrong.any():
        header = table.headers[roles[role]]
        said = [f"{header!r} {places[at]} ({texts[at] or 'empty'})" for at in np.flatnonzero(wrong).tolist()]
        raise errors.not_counts(table.name, said)
    return values


def _shares(
    table: RawTable, roles: Mapping[str, int], role: str, places: Sequence[str], used: Truths
) -> NDArray[np.float64]:
    """Read shares, in per cent where the sign stands behind them; NaN where a cell is empty."""
    texts = _texts(table, roles, role)
    values = np.array([_share(text) if use else np.nan for text, use in zip(texts, used, strict=True)])
    wrong = used & np.isnan(values) & np.array([text != "" for text in texts], dtype=bool)
    if wrong.any():
        said = [f"{places[at]} ({texts[at]})" for at in np.flatnonzero(wrong).tolist()]
        raise errors.not_shares(table.name, table.headers[roles[role]], said)
    return values


def _share(text: str) -> float:
    plain = fold(text)
    try:
        value = float(plain.removesuffix("%").strip())
    except ValueError:
        return float("nan")
    value = value / 100 if plain.endswith("%") else value
    return value if 0 < value <= 1 else float("nan")


def _number(text: str) -> float:
    plain = text.replace(",", "").replace("，", "")
    try:
        value = float(plain)
    except ValueError:
        return float("nan")
    return value if 0 <= value <= LARGEST_COUNT and value.is_integer() else float("nan")
