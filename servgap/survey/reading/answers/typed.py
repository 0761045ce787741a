"""Columns of numbers turned into codes, at the speed of memory when all of them lie on the scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.errors import reading as errors
from servgap.survey.reading.answers.answer_columns import AnswerColumn, locate_rows
from servgap.survey.scale import Codes, Scale

#: Numbers handled at a time, so that intermediate results stay in the processor's cache.
CHUNK = 1 << 15
HELD = {"b": "true and false", "M": "dates", "m": "durations", "c": "complex numbers"}


def check_type(column: AnswerColumn) -> None:
    """Refuse a column that holds neither text nor numbers."""
    held = column.cells.dtype.kind
    if held not in "iufO":
        row = f"row {column.rows[0]}" if len(column.rows) else "no row"
        raise errors.not_answers(column.header, HELD.get(held, str(column.cells.dtype)), row)


def encode_typed(columns: Sequence[AnswerColumn], scale: Scale) -> list[Codes]:
    """Turn columns of numbers into codes.

    Raises
    ------
    ServgapError
        If a number lies off the scale or between its steps; the message says where.
    """
    coded = [_exact(np.asarray(column.cells), scale) for column in columns]
    if all(codes is not None for codes in coded):
        return [codes for codes in coded if codes is not None]
    return _checked(columns, coded, scale)


def _exact(values: NDArray[Any], scale: Scale) -> Codes | None:
    """Code numbers that stand exactly on the scale; None if one of them does not, or not exactly."""
    if len(values) == 0:
        return np.zeros(0, dtype=np.uint8)
    if values.dtype.kind in "iu" and scale.step == 1 and float(scale.low).is_integer():
        if values.min() < scale.low or values.max() > scale.high:
            return None
        # The narrowest type that holds every answer and the shift costs the least time.
        wide = np.int16 if values.dtype.itemsize == 1 else np.int64
        shifted: Codes = np.subtract(values, int(scale.low) - 1, dtype=wide).astype(np.uint8)
        return shifted
    codes = np.empty(len(values), dtype=np.uint8)
    with np.errstate(invalid="ignore", over="ignore"):
        for start in range(0, len(values), CHUNK):
            span = slice(start, start + CHUNK)
            if not _exact_chunk(values[span], scale, codes[span]):
                return None
    return codes


def _exact_chunk(values: NDArray[Any], scale: Scale, codes: Codes) -> bool:
    levels = np.subtract(values, scale.low, dtype=np.float64)
    if scale.step != 1:
        levels /= scale.step
    levels += 1
    lowest, highest = np.fmin.reduce(levels), np.fmax.reduce(levels)
    if lowest < 1 or highest > scale.levels:
        return False
    # fmax turns NaN into 0, the code for no answer; every other level is at least 1 here.
    codes[:] = np.fmax(levels, 0)
    return int(np.count_nonzero(codes == levels)) == int(np.count_nonzero(codes))


def _checked(columns: Sequence[AnswerColumn], coded: Sequence[Codes | None], scale: Scale) -> list[Codes]:
    done, off, between = [], [], []
    for column, ready in zip(columns, coded, strict=True):
        if ready is None:
            with np.errstate(invalid="ignore"):
                codes, is_off, is_between = scale.encode(np.asarray(column.cells, dtype=np.float64))
        else:
            none = np.zeros(len(ready), dtype=bool)
            codes, is_off, is_between = ready, none, none
        done.append(codes)
        off.append(is_off)
        between.append(is_between)
    if any(marked.any() for marked in off):
        found = {float(value) for c, marked in zip(columns, off, strict=True) for value in c.cells[marked][:1000]}
        raise errors.off_scale(locate_rows(columns, off), sorted(found), str(scale), scale.values.tolist())
    if any(marked.any() for marked in between):
        raise errors.between_steps(locate_rows(columns, between), str(scale), scale.step)
    return done
