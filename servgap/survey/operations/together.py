"""Operations of several sources as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from servgap.errors import operations as errors
from servgap.survey.operations.operations import STAGE, Operations


def together(one: Operations, other: Operations) -> Operations:
    """Put the rows of two operations below one another; a key that one of them does not have is empty there.

    Raises
    ------
    ServgapError
        If both count the same.
    """
    keys = tuple(dict.fromkeys((*one.keys, *other.keys)))
    after = 1 + max((int(each.index.max()) for each in one.tables if len(each)), default=-1)
    cases, counts, rates, visits = (
        _below(first, second, keys, after) for first, second in zip(one.tables, other.tables, strict=True)
    )
    for what, frame, by in (
        ("key of counts", counts, [*keys, STAGE]),
        ("key of rates", rates, [*keys]),
        ("key of visits", visits, [*keys, "observed"]),
    ):
        twice = frame[frame.duplicated(by)]
        if len(twice):
            raise errors.told_twice(what, [", ".join(filter(None, map(str, key))) for key in twice[by].to_numpy()])
    told = tuple(dict.fromkeys(each.as_of for each in (one, other) if each.as_of is not None))
    return replace(
        one,
        keys=keys,
        cases=cases,
        counts=counts,
        rates=rates,
        visits=visits,
        ledger=one.ledger + other.ledger,
        columns={**one.columns, **other.columns},
        as_of=", ".join(told) or None,
    )


def as_one(operations: Any) -> Any:
    """Add up a list of operations; anything else stays as it is."""
    several = isinstance(operations, Sequence) and not isinstance(operations, str)
    if several and operations and all(isinstance(each, Operations) for each in operations):
        return sum(operations[1:], start=operations[0])
    return operations


def _below(first: pd.DataFrame, second: pd.DataFrame, keys: Sequence[str], after: int) -> pd.DataFrame:
    """Put one table below another; the rows of the second are numbered on, since their order is that of standards."""
    columns = [*keys, *(name for name in first if name not in keys)]
    laid = [each.reindex(columns=columns) for each in (first, second.set_axis(second.index + after))]
    found = pd.concat([each for each in laid if len(each)] or laid[:1])
    found[list(keys)] = found[list(keys)].astype(object).fillna("")
    return found
