"""Findings as a report writes them that rounds: counts of respondents to a base, values with fewer decimals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from servgap.analysis.finding import Basis, Finding
from servgap.columns import COLUMNS, KINDS, ColumnKind
from servgap.language.numbers import HALFWAY
from servgap.report.measures import kind_of_values, measure_in
from servgap.survey.disclosure_profile import Profile

Found = TypeVar("Found", bound=Finding)
OF_RESPONDENTS = {name for name, column in COLUMNS.items() if column.unit == "respondents"}
COUNTS = OF_RESPONDENTS | {"rows", "rows_used", "rows_read", "complete"}
"""Names under which numbers of respondents stand, in frames and in facts."""
OF_EFFECTS = {"effect", "effect_low", "effect_high"}
FROM_DEGREES = 2
"""Times the base from which degrees of freedom are rounded as counts are; fewer are those of groups."""
WHOLE_PLACES = 2
"""Decimals by which a share is written as a percentage without any."""


def nearest(count: int, base: int) -> int:
    """Give the multiple of a base nearest to a count, the larger of two.

    Examples
    --------
    >>> [nearest(count, 5) for count in (374, 12, 2)], nearest(374, 1)
    ([375, 10, 0], 374)
    """
    return (2 * count + base) // (2 * base) * base


def rounded(finding: Found, profile: Profile) -> Found:
    """Round all that a finding tells of respondents' numbers, and its tables; verdicts and ranks stay as they are.

    P-values, effects and coefficients have the decimals that a page shows. Values in sentences are
    written with fewer decimals by the language.

    Parameters
    ----------
    finding
        What may be shown of a finding.
    profile
        To what it is rounded; another than a rounding one leaves it as it is.
    """
    if not profile.rounds:
        return finding
    values = KINDS[kind_of_values(measure_in(finding.basis))]
    return replace(
        finding,
        basis=_basis(finding.basis, profile.base),
        frames={name: _frame(frame, values, profile) for name, frame in finding.frames.items()},
        facts=_counts_in(finding.facts, profile.base),
    )


def _basis(basis: Basis, base: int) -> Basis:
    left_out = tuple((reason, nearest(rows, base)) for reason, rows in basis.left_out)
    told = tuple(
        replace(each, particulars=tuple((name, _count(name, value, base)) for name, value in each.particulars))
        for each in basis.remarks
    )
    used, read = nearest(basis.rows_used, base), nearest(basis.rows_read, base)
    return replace(basis, rows_used=used, rows_read=read, left_out=left_out, remarks=told)


def _count(name: str, value: Any, base: int) -> Any:
    if name in COUNTS and isinstance(value, int) and not isinstance(value, bool):
        return nearest(value, base)
    return _counts_in(value, base)


def _counts_in(value: Any, base: int) -> Any:
    """Round the numbers of respondents among facts, by their names."""
    if isinstance(value, Mapping):
        return {name: _count(str(name), each, base) for name, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_counts_in(each, base) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{each.name: _count(each.name, getattr(value, each.name), base) for each in fields(value)}
        )
    return value


def _frame(frame: pd.DataFrame, values: ColumnKind, profile: Profile) -> pd.DataFrame:
    changed = {}
    for name in frame.columns:
        if name not in COLUMNS or not pd.api.types.is_numeric_dtype(frame[name]) or frame[name].dtype == bool:
            continue
        if name in OF_RESPONDENTS:
            changed[name] = _to_base(frame[name], profile.base, 0)
        elif COLUMNS[name].kind.name == "degrees":
            changed[name] = _to_base(frame[name], profile.base, FROM_DEGREES * profile.base)
        elif (places := _places(name, values, profile.fewer)) is not None:
            changed[name] = _to_places(frame[name], places)
    return frame.assign(**changed)


def _places(name: str, values: ColumnKind, fewer: int) -> int | None:
    """Give the decimals of a column's numbers; none of numbers that count something, or are ranks.

    Effects are of several kinds, whose decimals are not those of values: shares and correlations among them.
    """
    kind = COLUMNS[name].kind
    kind = values if kind.name in ("number", "measured") else kind
    if name in OF_EFFECTS or kind.writing in ("coefficient", "p_value", "evidence"):
        return COLUMNS[name].kind.places
    if kind.writing == "percent":
        return kind.places + WHOLE_PLACES
    if kind.writing == "percentage":
        return max(kind.places - fewer, 0) + WHOLE_PLACES
    return max(kind.places - fewer, 0) if kind.writing == "number" and kind.places else None


def _to_base(column: pd.Series[Any], base: int, least: int) -> pd.Series[Any]:
    found = np.floor(column / base + 0.5) * base
    kept = column.where(column < least, found)
    return kept.astype(column.dtype) if pd.api.types.is_integer_dtype(column) else kept


def _to_places(column: pd.Series[Any], places: int) -> pd.Series[Any]:
    """Round halves away from zero, what lies halfway up to rounding among them."""
    ten = 10.0**places
    size = column.abs() * ten
    found: pd.Series[Any] = np.sign(column) * np.floor(size * (1 + HALFWAY) + 0.5) / ten
    return found
