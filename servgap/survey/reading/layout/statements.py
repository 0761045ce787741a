"""The statements that an export prints beside its columns, held against the columns that are said to be an item's."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from servgap.errors import columns as errors
from servgap.survey.instrument import Instrument
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.naming_forms import NamingForms
from servgap.survey.reading.layout.readings import as_given
from servgap.survey.reading.layout.unclear import UnclearError
from servgap.survey.reading.spoken import bare
from servgap.survey.reading.tools.tool import Question

#: Statements in other words are the same where so many of their words are, and no other's are nearly as many.
ALIKE, APART = 0.5, 0.25
FEWEST_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+|[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def statements_of(columns: Sequence[int], headers: Headers) -> list[tuple[str, ...]]:
    """Give the words of each column's statement: what is said there that is not said of all of these columns."""
    texts = [_text(headers.questions[at], headers[at]) for at in columns]
    words = [tuple(_WORD.findall(bare(text))) for text in texts]
    front = _shared(words)
    back = _shared([each[front:][::-1] for each in words])
    return [each[front : len(each) - back] for each in words]


def _text(question: Question, header: str) -> str:
    return question.text or header


def _shared(words: Sequence[Sequence[str]]) -> int:
    """Count the words with which all of several texts begin."""
    if len(words) < 2:
        return 0
    count = 0
    for places in zip(*words, strict=False):
        if len(set(places)) > 1:
            break
        count += 1
    return count


def refuse_other_statements(parts: Mapping[str, Sequence[int]], headers: Headers, instrument: Instrument) -> None:
    """Refuse columns of which the export says that they hold another item's statement.

    An item's columns in two parts hold the same statement. Where they do not, and the statement stands beside a column
    of another item instead, the columns were paired by numbers that the export gives out in another order.

    Raises
    ------
    ServgapError
        If a column of one item holds the statement of another, with the mapping by statements.
    """
    _refuse_other_items(parts, headers, instrument)
    for first, second in pairwise(parts):
        order = _paired(statements_of(parts[first], headers), statements_of(parts[second], headers))
        if order is None:
            continue
        mended = {**parts, second: tuple(parts[second][at] for at in order)}
        wrong = next(item for item, at in enumerate(order) if at != item)
        columns = (parts[first][wrong], parts[second][wrong])
        key = instrument.item_keys[wrong]
        raise UnclearError(partial(_contradiction, (first, second), key, columns, headers, (mended, instrument)))


def _refuse_other_items(parts: Mapping[str, Sequence[int]], headers: Headers, instrument: Instrument) -> None:
    """Refuse columns whose statements are all the instrument's, and not those of the items that they are said to be."""
    forms, items = NamingForms(instrument), range(len(instrument.items))
    stated = {part: [forms.stated_item(headers.questions[at]) for at in columns] for part, columns in parts.items()}
    mended = dict(parts)
    for part, found in stated.items():
        by_item = dict(zip(found, parts[part], strict=True))
        if set(by_item) == set(items):
            mended[part] = tuple(by_item[item] for item in items)
    for part, found in stated.items():
        wrong = [(item, other) for item, other in enumerate(found) if other is not None and other != item]
        if wrong:
            keys = (instrument.item_keys[wrong[0][0]], instrument.item_keys[wrong[0][1]])
            column = parts[part][wrong[0][0]]
            raise UnclearError(partial(_other_item, part, keys, column, headers, (mended, instrument)))


def _paired(first: Sequence[tuple[str, ...]], second: Sequence[tuple[str, ...]]) -> list[int] | None:
    """Pair statements; None if they pair as they stand, or it cannot be told."""
    if any(sum(map(len, words)) < FEWEST_LETTERS for words in (*first, *second)):
        return None
    if len(set(first)) == len(first) and set(first) == set(second):
        order = [second.index(words) for words in first]
        return None if order == list(range(len(order))) else order
    return _paired_by_likeness(first, second)


def _paired_by_likeness(first: Sequence[tuple[str, ...]], second: Sequence[tuple[str, ...]]) -> list[int] | None:
    """Pair statements in other words: those that moved must be much more like each other than as they stand."""
    weight = _weights([*first, *second])
    likeness = np.array([[_likeness(set(one), set(two), weight) for two in second] for one in first])
    if (np.diag(likeness) >= likeness.max(axis=1)).all():
        return None
    from scipy.optimize import linear_sum_assignment

    rows, order = linear_sum_assignment(-likeness)
    moved = rows != order
    if not moved.any():
        return None
    gained = likeness[rows, order] - np.diag(likeness)
    clear = (likeness[rows, order][moved] >= ALIKE).all() and (gained[moved] >= APART).all()
    return [int(at) for at in order] if clear else None


def _weights(statements: Sequence[Sequence[str]]) -> dict[str, float]:
    """Weigh words: those that many statements have say little of which statement one is."""
    standing = Counter(word for statement in statements for word in set(statement))
    return {word: math.log((len(statements) + 1) / often) for word, often in standing.items()}


def _likeness(one: set[str], two: set[str], weight: Mapping[str, float]) -> float:
    """Give the share of two statements' words that they have in common."""
    common, whole = (math.fsum(weight[word] for word in words) for words in (one & two, [*one, *two]))
    return 2 * common / whole if whole else 0.0


def _contradiction(
    parts: tuple[str, str],
    key: str,
    columns: tuple[int, int],
    headers: Headers,
    mended: tuple[Mapping[str, Sequence[int]], Instrument],
) -> Exception:
    said = [(headers.named(at), short(_text(headers.questions[at], headers[at]))) for at in columns]
    return errors.statements_differ(parts, key, (said[0], said[1]), as_given(headers, mended[1], mended[0]))


def _other_item(
    part: str,
    keys: tuple[str, str],
    column: int,
    headers: Headers,
    mended: tuple[Mapping[str, Sequence[int]], Instrument],
) -> Exception:
    said = (headers.named(column), short(_text(headers.questions[column], headers[column])))
    return errors.statement_of_another(part, keys, said, as_given(headers, mended[1], mended[0]))
