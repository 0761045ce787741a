"""The table of invitations: which column is what, and whether it fits the answers that came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from typing import Any

import numpy as np
import pandas as pd

from servgap.errors import invitations as errors
from servgap.survey.groups import group_labels
from servgap.survey.invitations import Cell, Invitations
from servgap.survey.reading.answers.tokens import parse_number
from servgap.survey.reading.files.raw import RawTable, cell_text
from servgap.survey.reading.files.source import open_source
from servgap.survey.reading.folding import fold_case
from servgap.survey.survey import Survey

#: What the column of invitations is called.
INVITED = frozenset(
    ("invited", "invitations", "n_invited", "number invited", "sent", "invitations sent", "contacted", "distributed")
) | frozenset(
    ("发放", "发放数", "发放量", "发放份数", "发放数量", "发放问卷数", "发送", "发送数", "发送量", "发出", "发出数")
) | frozenset(("邀请", "邀请数", "邀请量", "邀请人数", "邀请数量", "受邀", "受邀人数"))  # fmt: skip
MOST = 1 << 40


def invitations_of(survey: Survey, table: Any) -> Invitations:
    """Read how many were invited in each group of a survey.

    Parameters
    ----------
    survey
        The answers that came.
    table
        A frame or file with a row for each group, columns named as attributes of the survey, and one of invitations; or
        a mapping from labels of one attribute, or tuples of labels, to numbers.

    Raises
    ------
    ServgapError
        If a column is missing or unclear, a group is not known, stands twice or is missing, or a number is no number
        of people, or less than answered.
    """
    raw = open_source(_frame(survey, table) if isinstance(table, Mapping) else table)
    by, count_at = _columns(raw, survey)
    labels = [group_labels(pd.Series([_bare(cell) for cell in raw.columns[at]], dtype=object)) for at in by.values()]
    cells: list[Cell] = list(zip(*labels, strict=True))
    places = [f"row {row}" for row in raw.rows]
    _check_known(survey, by, labels, places)
    twice = [times > 1 for times in map(Counter(cells).__getitem__, cells)]
    if any(twice):
        raise errors.groups_twice(_marked(places, cells, twice))
    texts = [cell_text(cell).strip() for cell in raw.columns[count_at]]
    numbers = [parse_number(text) if text else None for text in texts]
    wrong = [number is None or not 0 <= number < MOST or not float(number).is_integer() for number in numbers]
    if any(wrong):
        raise errors.no_numbers(raw.headers[count_at], _marked(places, [(text or "empty",) for text in texts], wrong))
    told = {cell: int(number) for cell, number in zip(cells, numbers, strict=True) if number is not None}
    _check_answers(survey, tuple(by), told)
    return Invitations.of(by, told)


def _bare(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


def _frame(survey: Survey, table: Mapping[Any, Any]) -> pd.DataFrame:
    """Lay out a mapping: from column to cells as it stands, and one from labels to numbers under its attributes."""
    values = list(table.values())
    if not values or not all(isinstance(value, int | float | np.number) for value in values):
        return pd.DataFrame(dict(table))
    keys = [key if isinstance(key, tuple) else (key,) for key in table]
    if len({len(key) for key in keys}) > 1:
        raise errors.labels_of_no_attribute(list(map(repr, table)), survey.attributes)
    columns: dict[str, list[Any]] = {}
    for labels in zip(*keys, strict=True):
        told = set(group_labels(pd.Series(labels, dtype=object)))
        found = [name for name in survey.attributes if told <= set(group_labels(survey.respondents[name]))]
        found = [name for name in found if name not in columns]
        if len(found) != 1:
            raise errors.labels_of_no_attribute(list(map(str, labels)), found or survey.attributes)
        columns[found[0]] = list(labels)
    return pd.DataFrame({**columns, "invited": values})


def _columns(raw: RawTable, survey: Survey) -> tuple[dict[str, int], int]:
    """Find the columns of attributes, in the survey's order, and that of invitations."""
    folded = [fold_case(header) for header in raw.headers]
    by = {}
    for name in survey.attributes:
        found = [at for at, header in enumerate(folded) if header == fold_case(name)]
        if len(found) > 1:
            raise errors.columns_unclear(raw.headers, survey.attributes, f"{name!r} stands {len(found)} times")
        if found:
            by[name] = found[0]
    counts = [at for at, header in enumerate(folded) if header in INVITED and at not in by.values()]
    if not by:
        raise errors.columns_unclear(raw.headers, survey.attributes, "no column is called like an attribute")
    if len(counts) != 1:
        told = " and ".join(repr(raw.headers[at]) for at in counts)
        what = f"{told} both may be the invitations" if counts else "no column is called like invitations"
        raise errors.columns_unclear(raw.headers, survey.attributes, what)
    return by, counts[0]


def _check_known(survey: Survey, by: Mapping[str, int], labels: Sequence[Sequence[str]], places: Sequence[str]) -> None:
    for name, told in zip(by, labels, strict=True):
        known = sorted({*group_labels(survey.respondents[name])} - {""})
        unknown = [label not in known for label in told]
        if any(unknown):
            raise errors.groups_unknown(name, _marked(places, [(label or "empty",) for label in told], unknown), known)


def _check_answers(survey: Survey, by: tuple[str, ...], told: Mapping[Cell, int]) -> None:
    labels = [group_labels(survey.respondents[name]) for name in by]
    answered = Counter(cell for cell in zip(*labels, strict=True) if all(cell))
    missing = sorted(cell for cell in answered if cell not in told)
    if missing:
        raise errors.groups_missing(by, [", ".join(cell) for cell in missing])
    sent = Invitations.of(by, told)
    for names in chain.from_iterable(combinations(by, size) for size in range(len(by), -1, -1)):
        # Respondents of whom an attribute is not known belong to the coarser groups, and were invited with these.
        some = [labels[by.index(name)] for name in names]
        came = Counter(zip(*some, strict=True)) if names else Counter({(): survey.n})
        invited = sent.groups(names).told
        fewer = [(cell, n) for cell, n in sorted(came.items()) if all(cell) and n > invited[cell]]
        if fewer:
            raise errors.fewer_than_answered(
                [f"{', '.join(cell) or 'in all'}: {invited[cell]:,} invited, {n:,} answered" for cell, n in fewer]
            )


def _marked(places: Sequence[str], cells: Sequence[Cell], marked: Sequence[bool]) -> list[str]:
    return [f"{place} ({', '.join(cell)})" for place, cell, mark in zip(places, cells, marked, strict=True) if mark]
