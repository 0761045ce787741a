"""Rows of means, medians and sums that people write beneath their tables, told from respondents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from servgap.survey.reading.answers.tokens import parse_number
from servgap.survey.reading.files.raw import RawTable, cell_text, clean_header
from servgap.survey.reading.files.text_cells import Cells, factorise
from servgap.survey.reading.personal import is_personal
from servgap.survey.reading.spoken import letters_of, runs_on, words_under
from servgap.survey.scale import Scale

#: Rows looked at from the last one upwards.
MOST = 12
#: Words that the name of such a row has at most, and letters where words are not told apart.
MOST_WORDS, MOST_LETTERS = 4, 8
#: How many of a row's answers must be what a statistic of the rows above is, or no answers at all.
NEARLY_ALL, HALF = 0.9, 0.5
#: Answers that such a row has at least where nothing names it.
FEWEST = 4
_DECIMALS = re.compile(r"[.,](\d+)\D*$")


@dataclass(frozen=True)
class _Bottom:
    """The table's last rows, and what stands above them."""

    table: RawTable
    answers: tuple[int, ...]
    scale: Scale

    @property
    def others(self) -> list[int]:
        return [at for at in range(len(self.table.headers)) if at not in set(self.answers)]

    def text(self, row: int, at: int) -> str:
        return clean_header(cell_text(self.table.columns[at][row]))

    def is_blank(self, row: int) -> bool:
        return not any(self.text(row, at) for at in range(len(self.table.headers)))


def summary_rows(table: RawTable, answers: Sequence[int], scale: Scale) -> dict[int, str]:
    """Find the rows at the table's end that sum up those above them, and what each is called.

    A row is one if its name is that of a statistic and nothing else in it is a respondent's, or if its answers are no
    answers, or those of a statistic of the rows above. A row that may be a respondent's is left as it is.

    Parameters
    ----------
    table
        The rows of a table with one row a respondent.
    answers
        The columns of answers.
    scale
        The scale on which answers lie.
    """
    bottom = _Bottom(table, tuple(answers), scale)
    found: dict[int, str] = {}
    for row in _from_below(bottom):
        name = _name(bottom, row, min(found, default=row))
        if name is None:
            break
        found[row] = name
    return dict(sorted(found.items()))


def _from_below(bottom: _Bottom) -> Iterator[int]:
    last = len(bottom.table.rows) - 1
    rows = range(last, max(last - MOST, 0), -1)
    return (row for row in rows if not bottom.is_blank(row))


def _name(bottom: _Bottom, row: int, end: int) -> str | None:
    """Give what a summary is called, nothing where it has no name; None if the row may be a respondent's."""
    values, written = _answers(bottom, row)
    if np.isnan(values).all() or row == 0:
        return None
    labelled = [(at, bottom.text(row, at)) for at in bottom.others if _statistic(bottom.text(row, at))]
    named = [(at, text) for at, text in labelled if not _stands_above(bottom.table.columns[at], text, row)]
    strange = _share_of_no_answers(bottom, row, values) >= HALF
    if not named:
        summed = _is_nameless_summary(bottom, row, values, written, strange=strange)
        return "" if summed or _is_called_otherwise(bottom, row, values, written, end) else None
    at, text = named[0]
    sure = _statistic(text) == "sure" and (_stands_alone(bottom, row, at) or _names_rows(bottom, at, row))
    if not (sure or strange or _is_a_statistic(bottom, row, values, written, end)):
        return None
    return "" if is_personal(bottom.table.headers[at]) else text


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(map(letters_of, words_under("summaries", kind)))


@cache
def _statistic(text: str) -> str:
    """Tell whether a text names a statistic: for sure, or with a word that may be anybody's name; nothing if not."""
    if not text or len(text) > 60 or parse_number(text) is not None:
        return ""
    letters = letters_of(text)
    words = letters.split()
    for kind, said in (("statistics", "sure"), ("totals", "perhaps")):
        names = _names(kind)
        if letters in names:
            return said
        if runs_on(letters) and len(letters) <= MOST_LETTERS and letters.endswith(tuple(filter(runs_on, names))):
            return said
        pieces = {" ".join(words[:n]) for n in (1, 2)} | {" ".join(words[-n:]) for n in (1, 2)}
        if 1 < len(words) <= MOST_WORDS and any(len(piece) > 3 and piece in names for piece in pieces):
            return said
    return ""


def _stands_above(cells: Cells, text: str, row: int) -> bool:
    """Tell whether a column holds a text higher up as well, as groups and answers do."""
    index, words = factorise(cells)
    same = [place for place, word in enumerate(words) if clean_header(cell_text(word)) == text]
    return bool(np.isin(np.asarray(index)[:row], same).any())


def _answers(bottom: _Bottom, row: int) -> tuple[NDArray[np.float64], list[str]]:
    written = [bottom.text(row, at) for at in bottom.answers]
    numbers = [parse_number(text) for text in written]
    return np.array([np.nan if number is None else number for number in numbers]), written


def _share_of_no_answers(bottom: _Bottom, row: int, values: NDArray[np.float64]) -> float:
    """Give the share of a row's numbers that lie off the scale or between its steps, or stand beneath labels."""
    held = np.flatnonzero(~np.isnan(values))
    _, off, between = bottom.scale.encode(values[held])
    strange = off | between
    if not strange.all():
        beneath = [not len(_numbers(bottom.table.columns[bottom.answers[at]][:row])) for at in held[:FEWEST]]
        strange |= all(beneath)
    return float(np.mean(strange)) if len(held) else 0.0


def _stands_alone(bottom: _Bottom, row: int, at: int) -> bool:
    """Tell whether a row says nothing else of a respondent, where those above do."""
    others = [other for other in bottom.others if other != at]
    told = [other for other in others if any(bottom.text(above, other) for above in range(min(row, MOST)))]
    return bool(told) and not any(bottom.text(row, other) for other in told)


def _names_rows(bottom: _Bottom, at: int, row: int) -> bool:
    """Tell whether a column is the first one and names every row above differently."""
    index, words = factorise(bottom.table.columns[at][:row], absent=True)
    empty = [place for place, word in enumerate(words) if not clean_header(cell_text(word))]
    named = row - int(np.isin(np.asarray(index), empty).sum())
    return at == 0 and 0 < named == len(words) - len(empty)


def _is_nameless_summary(
    bottom: _Bottom, row: int, values: NDArray[np.float64], written: list[str], *, strange: bool
) -> bool:
    """Tell whether a row without a name is one: nobody's, or apart from the others, and a statistic of them."""
    if np.count_nonzero(~np.isnan(values)) < FEWEST:
        return False
    nobody = _stands_alone(bottom, row, -1)
    apart = bottom.is_blank(row - 1)
    if strange:
        return nobody
    return (nobody or apart) and _is_a_statistic(bottom, row, values, written, row, least=FEWEST)


def _is_called_otherwise(bottom: _Bottom, row: int, values: NDArray[np.float64], written: list[str], end: int) -> bool:
    """Tell whether a row is a statistic of those above, and its one word, in whatever language, names nobody there.

    Above it stand numbers or codes, or it has a group's place and no name.
    """
    said = [(at, text) for at in bottom.others if (text := bottom.text(row, at))]
    if len(said) != 1 or any(map(str.isdigit, said[0][1])):
        return False
    at, text = said[0]
    cells = bottom.table.columns[at]
    above = [clean_header(cell_text(word)) for word in factorise(cells[: min(row, end)])[1]]
    coded = any(above) and all(any(map(str.isdigit, cell)) for cell in above if cell)
    strange = not _stands_above(cells, text, row) and (coded or _stands_alone(bottom, row, at))
    return strange and _is_a_statistic(bottom, row, values, written, end, least=FEWEST)


def _is_a_statistic(
    bottom: _Bottom, row: int, values: NDArray[np.float64], written: Sequence[str], end: int, *, least: int = 1
) -> bool:
    """Tell whether a row's answers are one and the same statistic of the rows above, as far as they are written out.

    At least so many of the columns must vary, for where all answered alike, anybody's answers are their mean.
    """
    hits: dict[str, list[bool]] = {}
    varied = 0
    for value, text, at in zip(values, written, bottom.answers, strict=True):
        if np.isnan(value):
            continue
        above = _numbers(bottom.table.columns[at][: min(row, end)])
        if not len(above):
            return False
        varied += bool(above.min() < above.max())
        decimals = _DECIMALS.search(text)
        near = 0.5 * 10.0 ** -(len(decimals[1]) if decimals else 0) + 1e-9
        for name, statistics in _statistics(above).items():
            hits.setdefault(name, []).append(any(abs(value - each) <= near for each in statistics))
    return varied >= least and any(np.mean(each) >= NEARLY_ALL for each in hits.values())


def _numbers(cells: Cells) -> NDArray[np.float64]:
    index, words = factorise(cells)
    read = [parse_number(cell_text(word)) for word in words]
    numbers = np.array([*(np.nan if number is None else number for number in read), np.nan])
    found: NDArray[np.float64] = numbers[np.asarray(index)]
    return found[~np.isnan(found)]


def _statistics(above: NDArray[np.float64]) -> dict[str, list[float]]:
    distinct, counts = np.unique(above, return_counts=True)
    sd = [float(above.std(ddof=ddof)) for ddof in (0, 1)] if len(above) > 1 else []
    return {
        "mean": [float(above.mean())],
        "median": [float(np.median(above))],
        "mode": [float(value) for value in distinct[counts == counts.max()]],
        "sum": [float(above.sum())],
        "count": [float(len(above))],
        "least": [float(above.min())],
        "most": [float(above.max())],
        "sd": sd,
    }
