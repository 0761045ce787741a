"""The door for operations: from files or frames to what was delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import operations as errors
from servgap.survey.ledger import Ledger
from servgap.survey.operations.operations import STANDARD, Operations
from servgap.survey.operations.roles import KEYS, roles_of
from servgap.survey.operations.rows import Rows, rows_of
from servgap.survey.operations.times import moment_told
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.source import open_source

MOST_ROWS = 3
CASE = ("stage", "seconds", "open")
COUNT = ("stage", "within", "total", "open")
RATE = ("complaints", "users")
VISIT = ("observed", "met", "visits", "promised")


def read_operations(
    source: Any,
    *,
    keys: Sequence[str] = KEYS,
    as_of: Any = None,
    columns: Mapping[str, Any] | None = None,
    catalogue: Any = None,
    encoding: str | None = None,
    sheet: str | int | None = None,
    header: int | Sequence[int] | None = None,
) -> Operations:
    """Read what was delivered, check it, and account for every row.

    A row is a case, with its start and its end (none while it is open) or with how long it took; a count, of cases
    within the limit, of all, and of those still open; a rate, of complaints among users; or visits of mystery shoppers
    or auditors, of those in which the standard was met and of all. Which it is follows from the columns that it fills.
    Columns are known by their headers, in English and Chinese.

    Parameters
    ----------
    source
        The path of a CSV, XLSX or Parquet file, or a data frame; a list of them is read as one.
    keys
        The columns that tell rows apart. Of the usual ones those that are there are taken; those that are named here
        must be there.
    as_of
        The moment at which the extract was taken, needed where cases are open: ``"2026-04-01"`` (its first minute) or
        ``"2026-03-31 18:00"``. It is never taken from today's date.
    columns
        What a column is, by its header, where it is not known by it: ``{"start": "Eingang", "duration": None}``. None
        says that there is no such column. Beside the keys: ``case`` (its number), ``stage``, ``start``, ``end``,
        ``duration``, ``unit``, ``open``, ``within``, ``total``, ``complaints``, ``users``, ``met``, ``visits`` (of
        mystery shoppers), ``audits``, and ``promised``: to which share of visits, where a standard has no limit.
    catalogue
        The catalogue whose standards these are; a standard that it does not have is refused.
    encoding, sheet, header
        As of `read_survey`.

    Returns
    -------
    Operations
        Cases, counts, rates and visits; its ledger accounts for the other rows.

    Raises
    ------
    ServgapError
        If anything cannot be read without a guess, or contradicts itself; the message says where and how to fix it.

    Notes
    -----
    Durations have a unit: in the header (``duration (min)``), in a column ``unit``, or in the cell (``15 s``). A minute
    has 60 seconds and a day 24 hours: no calendar, no business hours. The duration of an open case is how long it has
    lasted by the time of the extract. Moments are written year first, since 03/04/2026 is read in two ways; all of them
    say how far they are from UTC, or none does.

    Examples
    --------
    >>> import pandas as pd
    >>> import servgap as sg
    >>> calls = pd.DataFrame({"standard": ["answer"], "within": [80], "total": [100], "open": [10]})
    >>> sg.read_operations(calls).counts
      standard stage  within  total  open
    0   answer            80    100    10
    >>> cases = {"standard": "reply", "start": ["2026-03-01 09:00", "2026-03-30"], "end": ["2026-03-02 09:00", ""]}
    >>> sg.read_operations(pd.DataFrame(cases), as_of="2026-04-01").cases
      standard stage   seconds   open
    0    reply         86400.0  False
    1    reply        172800.0   True
    >>> sg.read_operations(pd.DataFrame({"standard": ["courtesy"], "met": [17], "visits": [20]})).visits
       standard  observed  met  visits  promised
    0  courtesy  shoppers   17      20       NaN
    """
    asked = _keys(keys)
    moment = None if as_of is None else moment_told(as_of)
    if not isinstance(columns, Mapping | None):
        raise errors.unknown_role(columns, asked)
    tables = [
        open_source(each, encoding=encoding, sheet=sheet, header=header)
        for each in (source if isinstance(source, list | tuple) else [source])
    ]
    known = None if catalogue is None else _standards(catalogue)
    read = [_read(table, asked, columns or {}, moment, keys_told=tuple(keys) != KEYS) for table in tables]
    name = tables[0].name if len(tables) == 1 else "the sources"
    rows = [each for each, _ in read]
    held = tuple(key for key in asked if any(key in each.frame for each in rows))
    frame, places = _together(rows, tables, held)
    operations = _made(name, frame, places, held, known)
    ledger = _ledger(tables, rows, frame, places)
    taken = {role: head for _, roles in read for role, head in roles.items()}
    told = None if moment is None else str(pd.Timestamp(moment[0]).isoformat(sep=" ", timespec="minutes"))
    cases, counts, rates, visits = operations
    return Operations(held, cases, counts, rates, visits, ledger, taken, told)


def _keys(keys: Any) -> tuple[str, ...]:
    usable = isinstance(keys, Iterable) and not isinstance(keys, str)
    asked = tuple(keys) if usable else ()
    named = all(isinstance(key, str) and key.strip() for key in asked)
    if (
        not named
        or STANDARD not in asked
        or len(set(asked)) < len(asked)
        or {*CASE, *COUNT, *RATE, *VISIT, "case"} & set(asked)
    ):
        raise errors.keys_unusable(keys)
    return asked


def _standards(catalogue: Any) -> tuple[str, ...]:
    """Give the keys of a catalogue's standards."""
    standards = getattr(catalogue, "standards", None)
    if standards is None:
        raise errors.not_a_catalogue(catalogue)
    return tuple(standard.key for standard in standards)


def _read(
    table: RawTable,
    asked: Sequence[str],
    columns: Mapping[str, Any],
    moment: tuple[np.datetime64, bool] | None,
    *,
    keys_told: bool,
) -> tuple[Rows, dict[str, str]]:
    roles, unit = roles_of(table, asked, columns, keys_told=keys_told)
    rows = rows_of(table, roles, [key for key in asked if key in roles], unit, moment)
    return rows, {role: table.headers[at] for role, at in roles.items()}


SAYS = ("as_case", "as_count", "as_rate", "as_visit")
"""Columns that say what a row is."""


def _together(
    rows: Sequence[Rows], tables: Sequence[RawTable], held: Sequence[str]
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Put the rows of all sources below one another; a key that one of them does not have is empty there."""
    several = len(tables) > 1
    frames, places = [], []
    for each, table in zip(rows, tables, strict=True):
        told = dict(zip(SAYS, (each.cases, each.counts, each.rates, each.visits), strict=True))
        frame = each.frame.assign(named=each.named, **told)
        frames.append(frame.reindex(columns=[*held, *(name for name in frame if name not in held)]))
        places += [f"{table.name}, {place}" if several else place for place in each.places]
    found = pd.concat(frames, ignore_index=True)
    found[list(held)] = found[list(held)].fillna("")
    return found, np.array(places, dtype=object)


def _made(
    name: str, frame: pd.DataFrame, places: NDArray[np.object_], held: Sequence[str], known: Sequence[str] | None
) -> tuple[pd.DataFrame, ...]:
    used = frame["named"] & frame[list(SAYS)].any(axis=1)
    if not used.any():
        raise errors.nothing_left(name)
    if known is not None:
        strange = used & ~frame[STANDARD].isin(list(known))
        if strange.any():
            said = [f"{places[at]} ({frame[STANDARD][at]!r})" for at in np.flatnonzero(strange)]
            raise errors.unknown_standards(name, said, known)
    cases, counts, rates, visits = (frame[used & frame[each]] for each in SAYS)
    counts = counts.fillna({"within": 0, "total": 0})
    over = counts[counts["within"] + counts["open"] > counts["total"]]
    if len(over):
        told = [f"{places[at]} ({_sum_of(over.loc[at])})" for at in over.index]
        raise errors.more_than_total(name, told)
    more = visits[visits["met"] > visits["visits"]]
    if len(more):
        told = [f"{places[at]} ({more['met'][at]:.0f} of {more['visits'][at]:.0f})" for at in more.index]
        raise errors.more_than_visits(name, told)
    lone = rates[(rates["users"] == 0) & (rates["complaints"] > 0)]
    if len(lone):
        raise errors.no_users(name, [places[at] for at in lone.index])
    _refuse_twice(name, "key of counts", counts, [*held, "stage"], places)
    _refuse_twice(name, "key of rates", rates, held, places)
    _refuse_twice(name, "key of visits", visits, [*held, "observed"], places)
    _refuse_twice(name, "case", cases[cases["case"] != ""], ["case", STANDARD, "stage"], places)
    cases = cases.assign(open=cases["is_open"])
    whole = dict.fromkeys((*COUNT[1:],), np.int64)
    return (
        cases[[*held, *CASE]],
        counts[[*held, *COUNT]].astype(whole),
        rates[[*held, *RATE]].astype(dict.fromkeys(RATE, np.int64)),
        visits[[*held, *VISIT]].astype(dict.fromkeys(VISIT[1:3], np.int64)),
    )


def _sum_of(row: Any) -> str:
    return f"{row['within']:.0f} within + {row['open']:.0f} open of {row['total']:.0f}"


def _refuse_twice(name: str, what: str, frame: pd.DataFrame, by: Sequence[str], places: NDArray[np.object_]) -> None:
    again = frame.duplicated(list(by))
    if not again.any():
        return
    first = frame.drop_duplicates(list(by)).reset_index().set_index(list(by))["index"]
    told = []
    for at in frame.index[again]:
        key = tuple(frame.loc[at, list(by)])
        earlier = first.loc[key if len(by) > 1 else key[0]]
        told.append(f"{places[earlier]} and {places[at]} ({', '.join(filter(None, map(str, key)))})")
    raise errors.key_twice(name, what, told)


def _ledger(
    tables: Sequence[RawTable], rows: Sequence[Rows], frame: pd.DataFrame, places: NDArray[np.object_]
) -> Ledger:
    ledger = Ledger(len(frame), tuple(line for table in tables for line in table.understood))
    says = frame[list(SAYS)].any(axis=1)
    nameless, silent = says & ~frame["named"], ~says
    ledger = ledger.left_out("no_standard", int(nameless.sum()), _places(places, nameless))
    ledger = ledger.left_out("nothing_said", int(silent.sum()), _places(places, silent))
    whole_days = any(each.whole_days and bool(each.cases.any()) for each in rows)
    return ledger.understood("whole_days") if whole_days else ledger


def _places(places: NDArray[np.object_], out: pd.Series) -> dict[str, Any]:
    """Say which rows are left out, the first by their numbers."""
    at = np.flatnonzero(out)
    facts: dict[str, Any] = {"rows": tuple(str(places[each]).removeprefix("row ") for each in at[:MOST_ROWS])}
    return {**facts, "more_rows": len(at) - MOST_ROWS} if len(at) > MOST_ROWS else facts
