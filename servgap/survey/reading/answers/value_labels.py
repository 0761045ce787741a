"""Numbers whose source says what each stands for: the labels decide, and contradictions are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.errors import reading as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.ledger_facts import Facts, first_of
from servgap.survey.reading.answers import labels as label_order
from servgap.survey.reading.answers.answer_columns import AnswerColumn, locate_rows, short
from servgap.survey.reading.answers.label_sets import Sets, sets_for
from servgap.survey.reading.answers.labels import Fit
from servgap.survey.reading.answers.tokens import parse_token
from servgap.survey.reading.answers.told import COUNTED, Told
from servgap.survey.reading.answers.typed import encode_typed
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.text_cells import Cells, factorise
from servgap.survey.reading.folding import fold_label
from servgap.survey.scale import Codes, Scale, plain
from servgap.survey.survey import Absence

Labels = Mapping[float, str]


@dataclass(frozen=True)
class Reading:
    """What the numbers of a column stand for.

    Parameters
    ----------
    absent
        Numbers that stand for no answer, and why.
    words
        The labels of the others, folded.
    values
        The place on the scale of each number that is another than the number; empty where numbers stand for themselves.
    fit
        The set that the labels belong to, if it is known.
    """

    absent: Mapping[float, Absence]
    words: Mapping[float, str]
    values: Mapping[float, float]
    fit: Fit | None


@dataclass(frozen=True, eq=False)
class Labelled:
    """Columns whose numbers are labelled, coded: codes and reasons for having none, and what goes into the ledger."""

    codes: list[Codes]
    absences: list[Codes | None]
    lines: list[LedgerLine]


def code_labelled(columns: Sequence[AnswerColumn], scale: Scale, told: Told, *, apart: bool) -> Labelled:
    """Turn columns of labelled numbers into codes.

    Parameters
    ----------
    columns
        Columns of numbers with labels.
    scale
        The instrument's scale.
    told
        What the user said of missing answers.
    apart
        Whether each part has labels of its own.

    Raises
    ------
    ServgapError
        If labels contradict the numbers or the scale, or an answer lies off the scale.
    """
    sets = sets_for({column.part for column in columns})
    known: dict[frozenset[tuple[float, str]], Reading] = {}
    readings = []
    for column in columns:
        labels = column.labels or {}
        key = frozenset(labels.items())
        if key not in known:
            known[key] = _reading(labels, scale, told, column.header, sets)
        readings.append(known[key])
    if not apart:
        words: dict[str, set[str]] = {}
        for column, reading in zip(columns, readings, strict=True):
            words.setdefault(column.part, set()).update(reading.words.values() if reading.fit else ())
        label_order.check_families(words, sets)
    coded = [_code(column, reading, scale) for column, reading in zip(columns, readings, strict=True)]
    lines = [*_orders(columns, readings, scale), *_recodings(columns, readings)]
    return Labelled([codes for codes, _ in coded], [absences for _, absences in coded], lines)


def _reading(labels: Labels, scale: Scale, told: Told, header: str, sets: Sets) -> Reading:
    absent: dict[float, Absence] = {}
    words: dict[float, str] = {}
    for value, label in labels.items():
        token = parse_token(label)
        declared = told.numbers.get(value, told.texts.get(fold_label(label)))
        if declared is not None:
            absent[value] = declared
        elif token.absence is not None:
            absent[value] = token.absence
        elif token.label is not None:
            words[value] = token.label
    absent |= {value: kind for value, kind in told.numbers.items() if value not in absent}
    known = {value: word for value, word in words.items() if label_order.is_known(word, scale, sets=sets)}
    fits = _fits(known, scale, sets)
    if not fits:
        for pair in combinations(known.items(), 2):
            label_order.check_direction({word: value for value, word in pair}, sets)
        return Reading(absent, words, {}, None)
    readings = {_key(values): (values, fit) for fit in fits if (values := _values(known, fit, scale)) is not None}
    if _key({}) in readings:
        return Reading(absent, words, *readings[_key({})])
    if len(readings) > 1:
        raise errors.label_orders(list(labels.values()), [label_order.values_of(fit, scale) for fit in fits])
    if not readings:
        raise errors.value_labels_contradict(short(header), _shown(labels, words), str(scale))
    return Reading(absent, words, *next(iter(readings.values())))


def _key(values: Mapping[float, float]) -> tuple[tuple[float, float], ...]:
    return tuple(sorted(values.items()))


def _shown(labels: Labels, words: Collection[float]) -> list[str]:
    return [f"{plain(value)} = {label}" for value, label in sorted(labels.items()) if value in words]


def _fits(words: Mapping[float, str], scale: Scale, sets: Sets) -> list[Fit]:
    """Find the known sets of the scale's size that hold all labels.

    Raises
    ------
    ServgapError
        If the labels are all those of a set of another size.
    """
    found = set(words.values())
    if not found or len(found) < len(words):
        return []
    complete = [fit for fit in label_order.fits(found, sets=sets) if fit.complete and fit.levels != scale.levels]
    if complete:
        raise errors.label_size(sorted(found), complete[0].levels, scale.levels, str(scale))
    ends = label_order.end_labels(scale)
    if all(word in ends for word in found):
        return [Fit("scale", scale.levels, {word: ends[word] for word in found})]
    return label_order.fits(found, scale.levels, sets=sets)


def _values(words: Mapping[float, str], fit: Fit, scale: Scale) -> dict[float, float] | None:
    """Give each number its place on the scale by its label; nothing if it is the number, None if there is no order."""
    meant = {value: float(scale.values[fit.place[word]]) for value, word in words.items()}
    if all(value == place for value, place in meant.items()):
        return {}
    if fit.complete:
        return meant
    if len(meant) == 1:
        return None
    (first, at), *_, (last, to) = sorted(meant.items())
    slope = (to - at) / (last - first)
    if abs(slope) not in {1.0, float(scale.step)}:
        return None
    numbers = first + (scale.values - at) / slope
    line = {float(number): float(value) for number, value in zip(numbers, scale.values, strict=True)}
    return line if all(line.get(value) == place for value, place in meant.items()) else None


def _code(column: AnswerColumn, reading: Reading, scale: Scale) -> tuple[Codes, Codes | None]:
    cells, absences = without_absent(np.asarray(column.cells), reading.absent)
    if not reading.values:
        return encode_typed([_with(column, cells)], scale)[0], absences
    numbers = cells.astype(np.float64)
    placed = np.full(len(numbers), np.nan)
    for value, place in reading.values.items():
        placed[numbers == value] = place
    strange = np.isnan(placed) & ~np.isnan(numbers)
    if strange.any():
        found = sorted({float(value) for value in numbers[strange]})
        raise errors.off_scale(locate_rows([column], [strange]), found, str(scale), scale.values.tolist())
    return encode_typed([_with(column, placed)], scale)[0], absences


def _with(column: AnswerColumn, cells: NDArray[Any]) -> AnswerColumn:
    return AnswerColumn(column.part, column.header, cells, column.rows)


def without_absent(
    cells: NDArray[Any], absent: Mapping[float, Absence]
) -> tuple[NDArray[Any], NDArray[np.uint8] | None]:
    """Turn numbers that stand for no answer into NaN, and say why there is none."""
    absences = np.zeros(len(cells), dtype=np.uint8)
    gone = np.zeros(len(cells), dtype=bool)
    for value, kind in absent.items():
        marked = cells == value
        absences[marked] = kind
        gone |= marked
    kept = np.where(gone, np.nan, cells.astype(np.float64)) if gone.any() else cells
    return kept, absences if absences.any() else None


def _orders(columns: Sequence[AnswerColumn], readings: Sequence[Reading], scale: Scale) -> list[LedgerLine]:
    """Say once for each order of labels what was understood, and of which columns where numbers gave way to labels."""
    headers: dict[tuple[Facts, bool], list[str]] = {}
    for column, reading in zip(columns, readings, strict=True):
        if reading.words:
            headers.setdefault((_order(reading, scale), bool(reading.values)), []).append(column.header)
    return [
        LedgerLine("understood", "value_labels", len(names), order | _ends(names))
        if turned
        else LedgerLine("understood", "labels", 0, order)
        for (order, turned), names in headers.items()
    ]


def _ends(headers: Sequence[str]) -> dict[str, Any]:
    return {"first": short(headers[0]), "last": short(headers[-1])}


def _order(reading: Reading, scale: Scale) -> Facts:
    """Say what labels speak of and which number each stands for, with the one that stands there where it gave way."""
    if reading.fit is None:
        return Facts({"family": "numbers", "labels": [(word, value) for value, word in sorted(reading.words.items())]})
    stood = {word: (value,) if reading.values else () for value, word in reading.words.items()}
    places = label_order.values_of(reading.fit, scale).items()
    return Facts({"family": reading.fit.family, "labels": [(word, value, *stood[word]) for word, value in places]})


def _recodings(columns: Sequence[AnswerColumn], readings: Sequence[Reading]) -> list[LedgerLine]:
    counts: Counter[str] = Counter()
    said: dict[str, set[str]] = {}
    for column, reading in zip(columns, readings, strict=True):
        for value, kind in reading.absent.items():
            count = int(np.count_nonzero(column.cells == value))
            if count:
                counts[COUNTED[kind]] += count
                said.setdefault(COUNTED[kind], set()).add((column.labels or {}).get(value, plain(value)))
    return [
        LedgerLine("recoded", reason, counts[reason], first_of("values", sorted(said[reason]), 6))
        for reason in sorted(counts)
    ]


def described(raw: RawTable, at: int) -> Cells:
    """Give a column that is no answer: without the numbers that stand for none, and by its labels if these name groups.

    A column all of whose numbers have labels ("1 = North") is given as these labels, unless they are answers of a known
    set, whose numbers say more.
    """
    values = raw.columns[at]
    labels = raw.labels_of(at)
    if not labels or values.dtype == object:
        return values
    absent = {value: kind for value, label in labels.items() if (kind := parse_token(label).absence) is not None}
    kept = without_absent(np.asarray(values), absent)[0]
    names = {value: label for value, label in labels.items() if value not in absent}
    index, distinct = factorise(kept)
    if not names or not all(float(value) in names for value in distinct):
        return kept
    if label_order.fits({parse_token(label).label or label for label in names.values()}):
        return kept
    named: NDArray[Any] = np.array([*(names[float(value)] for value in distinct), ""], dtype=object)[index]
    return named
