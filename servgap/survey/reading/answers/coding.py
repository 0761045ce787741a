"""Columns of answers turned into codes, and everything that was recoded on the way counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.survey.instrument import Instrument
from servgap.survey.kano_parts import KANO
from servgap.survey.ledger import LedgerLine
from servgap.survey.ledger_facts import first_of
from servgap.survey.reading.answers.answer_columns import AnswerColumn, TextColumn, locate
from servgap.survey.reading.answers.label_sets.kano import FAMILY as FEELINGS
from servgap.survey.reading.answers.tokens import parse_number, parse_token
from servgap.survey.reading.answers.told import COUNTED, LABELS_TOLD, Meaning, Told
from servgap.survey.reading.answers.typed import check_type, encode_typed
from servgap.survey.reading.answers.value_labels import code_labelled, without_absent
from servgap.survey.reading.answers.vocabulary import Vocabulary
from servgap.survey.reading.files.text_cells import factorise
from servgap.survey.reading.folding import fold
from servgap.survey.scale import Codes, Scale, plain
from servgap.survey.survey import Absence


@dataclass(frozen=True, eq=False)
class Coded:
    """A column's codes, and why answers are absent (None where all absent ones are missing)."""

    codes: Codes
    absences: Codes | None = None


@dataclass(frozen=True, eq=False)
class CodedAnswers:
    """All columns, coded, and what goes into the ledger."""

    columns: tuple[Coded, ...]
    lines: tuple[LedgerLine, ...]


def code_answers(columns: Sequence[AnswerColumn], instrument: Instrument, told: Told) -> CodedAnswers:
    """Turn columns of answers into codes.

    Parameters
    ----------
    columns
        The columns, of text or numbers.
    instrument
        Its scale is the one on which answers must lie.
    told
        What the user said about answers.

    Raises
    ------
    ServgapError
        If an answer is not on the scale or cannot be understood; the message says where.
    """
    for column in columns:
        check_type(column)
    mixed = len({column.is_text for column in columns}) > 1
    worded = {column.part for column in columns if mixed and column.is_text and _has_words(column)}
    columns = [
        as_text(column) if told.labels or column.part in worded or (column.is_text and column.labels) else column
        for column in columns
    ]
    coded: dict[int, Coded] = {}
    lines: list[LedgerLine] = []
    labelled = [number for number, column in enumerate(columns) if column.labels]
    typed = [number for number, column in enumerate(columns) if not column.is_text and not column.labels]
    texts = [number for number, column in enumerate(columns) if column.is_text]
    for numbers, code in ((labelled, _code_labelled), (typed, _code_typed), (texts, _code_texts)):
        done, entered = code([columns[number] for number in numbers], instrument, told)
        coded.update(zip(numbers, done, strict=True))
        lines += entered
    done = [coded[number] for number in range(len(columns))]
    if told.of_empty is not None:
        done, entered = _empty_as(told.of_empty, columns, done)
        lines += entered
    if KANO.issuperset(instrument.parts) and not any(map(_tells_feelings, lines)):
        lines.append(LedgerLine("understood", "kano_order", 0))
    return CodedAnswers(tuple(done), _joined(lines))


def _tells_feelings(line: LedgerLine) -> bool:
    """Tell whether an entry says which number stands for which feeling."""
    return line.reason == LABELS_TOLD or line.facts.get("family") == FEELINGS


def _empty_as(
    kind: Absence, columns: Sequence[AnswerColumn], coded: Sequence[Coded]
) -> tuple[list[Coded], list[LedgerLine]]:
    """Give empty cells of columns of numbers the meaning that the user gave them; those of text have it."""
    done, count = [], 0
    for column, each in zip(columns, coded, strict=True):
        empty = (
            np.zeros(len(each.codes), dtype=bool)
            if column.is_text
            else np.isnan(np.asarray(column.cells, dtype=np.float64))
        )
        count += int(np.count_nonzero(empty))
        absences = np.zeros_like(each.codes) if each.absences is None else each.absences
        done.append(Coded(each.codes, np.where(empty, kind, absences).astype(np.uint8)) if empty.any() else each)
    return done, [LedgerLine("recoded", COUNTED[kind], count)] if count else []


def _has_words(column: AnswerColumn) -> bool:
    """Tell whether a column of text holds labels, so that numbers in its part's other columns stand among labels."""
    return any(parse_token(str(word)).label is not None for word in factorise(column.cells)[1])


def as_text(column: AnswerColumn) -> AnswerColumn:
    """Write numbers as text, each with its label if it has one."""
    labels = column.labels or {}
    if column.is_text and not labels:
        return column
    index, distinct = factorise(column.cells)
    words = []
    for value in distinct:
        number = parse_number(str(value)) if column.is_text else float(value)
        written = str(value) if column.is_text else plain(value)
        words.append(_labelled(written, labels.get(number) if number is not None else None))
    cells = np.array([*words, ""], dtype=object)[index]
    return AnswerColumn(column.part, column.header, cells, column.rows)


def _labelled(number: str, label: str | None) -> str:
    if label is None or parse_number(label) is not None:
        return number
    return label if parse_token(label).absence is not None else f"{number} = {label}"


def _code_labelled(
    columns: Sequence[AnswerColumn], instrument: Instrument, told: Told
) -> tuple[list[Coded], list[LedgerLine]]:
    if not columns:
        return [], []
    done = code_labelled(columns, instrument.scale, told, apart="importance" in instrument.parts)
    return list(map(Coded, done.codes, done.absences)), done.lines


def _code_typed(
    columns: Sequence[AnswerColumn], instrument: Instrument, told: Told
) -> tuple[list[Coded], list[LedgerLine]]:
    if not told.numbers:
        return [Coded(codes) for codes in encode_typed(columns, instrument.scale)], []
    kept = [without_absent(np.asarray(column.cells), told.numbers) for column in columns]
    bare = [
        AnswerColumn(column.part, column.header, values, column.rows)
        for column, (values, _) in zip(columns, kept, strict=True)
    ]
    coded = encode_typed(bare, instrument.scale)
    counts: Counter[str] = Counter()
    said: dict[str, set[float]] = {}
    for number, kind in told.numbers.items():
        count = sum(int(np.count_nonzero(column.cells == number)) for column in columns)
        if count:
            counts[COUNTED[kind]] += count
            said.setdefault(COUNTED[kind], set()).add(number)
    lines = [
        LedgerLine("recoded", reason, count, {"values": sorted(said[reason])})
        for reason, count in sorted(counts.items())
    ]
    return [Coded(codes, absences) for codes, (_, absences) in zip(coded, kept, strict=True)], lines


def _code_texts(
    columns: Sequence[AnswerColumn], instrument: Instrument, told: Told
) -> tuple[list[Coded], list[LedgerLine]]:
    texts = [TextColumn.of(column) for column in columns]
    words: dict[str, set[str]] = {}
    for text in texts:
        words.setdefault(text.column.part, set()).update(text.words)
    vocabulary = Vocabulary(
        words,
        instrument.scale,
        told,
        lambda wanted: locate(texts, wanted),
        apart="importance" in instrument.parts,
    )
    coded = [_look_up(text, vocabulary.meanings[text.column.part], instrument.scale) for text in texts]
    labelled = [
        LedgerLine("understood", "labels", 0, {"family": family, "labels": labels})
        for family, labels in vocabulary.orders
    ]
    return coded, [*labelled, *_recodings(texts, vocabulary.meanings)]


def _look_up(text: TextColumn, meanings: Mapping[str, Meaning], scale: Scale) -> Coded:
    known = [meanings[word] for word in text.words]
    values = np.array([np.nan if meaning.value is None else meaning.value for meaning in known], dtype=np.float64)
    codes = scale.encode(values)[0]
    kinds = np.array([int(meaning.absence or 0) for meaning in known], dtype=np.uint8)
    return Coded(codes[text.index], kinds[text.index] if kinds.any() else None)


def _recodings(texts: Sequence[TextColumn], meanings: Mapping[str, Mapping[str, Meaning]]) -> list[LedgerLine]:
    counts: Counter[str] = Counter()
    words: dict[str, set[tuple[str, float] | str]] = {}
    for text in texts:
        known = [meanings[text.column.part][word] for word in text.words]
        if not any(meaning.counted for meaning in known):
            continue
        often: NDArray[np.intp] = np.bincount(text.index, minlength=len(text.words))
        for word, meaning, count in zip(text.words, known, often, strict=True):
            if meaning.counted:
                said = fold(word) if meaning.value is None else (fold(word), meaning.value)
                counts[meaning.counted] += int(count)
                words.setdefault(meaning.counted, set()).add(said)
    return [LedgerLine("recoded", reason, counts[reason], _values(reason, words[reason])) for reason in sorted(counts)]


def _values(reason: str, words: set[tuple[str, float] | str]) -> Mapping[str, Any]:
    """Say what was recoded; of empty cells alone there is nothing to show."""
    shown = sorted(words - {""}, key=_written)
    return first_of(_named(reason), shown, 6) if shown else {}


def _named(reason: str) -> str:
    """Name the facts of a recoding: what labels mean, or the values that stand for no answer."""
    return "meanings" if reason == LABELS_TOLD else "values"


def _written(said: tuple[str, float] | str) -> str:
    return said if isinstance(said, str) else f"{said[0]} = {plain(said[1])}"


def _joined(lines: Sequence[LedgerLine]) -> tuple[LedgerLine, ...]:
    """Join entries of one kind and reason that columns of numbers and of text both gave rise to."""
    joined: dict[LedgerLine, int] = {}
    for line in lines:
        alike = replace(line, count=0)
        joined[alike] = joined.get(alike, 0) + line.count
    return tuple(replace(line, count=count) for line, count in joined.items())
