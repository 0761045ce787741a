"""Tables that analysts make themselves: prefixes, suffixes, titles, sums, two levels, long, half long, packed."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from servgap.survey.survey import Absence
from tests.exports.shape import ALL_THREE, Rows, Shape
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import branch, numbers, texts
from tests.exports.writing import as_csv, as_xlsx

ABSENT = {Absence.DOES_NOT_APPLY: "N/A", Absence.NOT_ANSWERED: "skipped"}
CHINESE = {Absence.DOES_NOT_APPLY: "不适用", Absence.NOT_ANSWERED: "拒答"}


def _blocks(truth: Truth, row: int, absent: dict[Absence, str]) -> list[object]:
    return [cell for part in PARTS for cell in numbers(truth, row, part, absent)]


def prefix(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write E1 … E22, P1 … P22."""
    lines: Rows = [["branch", *(f"{letter}{n}" for letter in "EP" for n in range(1, 23)), "remarks"]]
    return lines + [[branch(truth, r), *_blocks(truth, r, ABSENT), truth.people[r].comment] for r in rows]


def suffix(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write tan1_exp, tan1_per, tan2_exp, …"""
    keys = truth.instrument.item_keys
    lines: Rows = [["branch", *(f"{key}_{end}" for key in keys for end in ("exp", "per")), "e-mail"]]
    for row in rows:
        pairs = zip(*(numbers(truth, row, part, ABSENT) for part in PARTS), strict=True)
        lines.append([branch(truth, row), *(cell for pair in pairs for cell in pair), truth.people[row].email])
    return lines


def repeated(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write the items' texts twice, expectations first."""
    lines: Rows = [["branch", *texts(truth), *texts(truth), "phone"]]
    return lines + [[branch(truth, r), *_blocks(truth, r, ABSENT), truth.people[r].phone] for r in rows]


def two_levels(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write 期望 and 感知 over the first column of their blocks, the items below."""
    first = ["", "期望", *[""] * 21, "感知", *[""] * 21, ""]
    second = ["门店", *texts(truth, "zh"), *texts(truth, "zh"), "姓名"]
    lines: Rows = [first, second]
    return lines + [[branch(truth, r, "zh"), *_blocks(truth, r, CHINESE), truth.people[r].chinese] for r in rows]


def repeated_parts(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write the part's name over each of its columns, perceptions first, the items below."""
    first = ["", *["Kenyataan"] * 22, *["Harapan"] * 22]
    lines: Rows = [first, ["branch", *texts(truth), *texts(truth)]]
    for row in rows:
        expected, perceived = (numbers(truth, row, part, ABSENT) for part in PARTS)
        lines.append([branch(truth, row), *perceived, *expected])
    return lines


def titled(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write a title and a blank row above the header."""
    table = prefix(truth, rows)
    width = len(table[0])
    return [["Hotline survey 2026", *[""] * (width - 1)], [""] * width, *table]


def summed(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write means and medians beneath the answers, with an id before them."""
    table = [[f"R{row:03d}", *line] for row, line in zip(rows, prefix(truth, rows)[1:], strict=True)]
    lines: Rows = [["no", *prefix(truth, [])[0]], *table]
    answers = np.hstack([truth.answers[part][list(rows)] for part in PARTS])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column without any answer
        for name, statistic, digits in (("Mean", np.nanmean, 2), ("Median", np.nanmedian, 0)):
            cells = ["" if np.isnan(value) else f"{value:.{digits}f}" for value in statistic(answers, axis=0)]
            lines.append([name, "", *cells, ""])
    return lines


def half_long(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write one row a respondent and item, both parts in it."""
    lines: Rows = [["respondent", "branch", "item", "harapan", "persepsi"]]
    for row in rows:
        parts = [numbers(truth, row, part, ABSENT) for part in PARTS]
        for key, *both in zip(truth.instrument.item_keys, *parts, strict=True):
            lines.append([f"R{row:03d}", branch(truth, row), key, *both])
    return lines


def long(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write one row an answer."""
    lines: Rows = [["respondent", "branch", "item", "measure", "score"]]
    for row in rows:
        for part in PARTS:
            scores = numbers(truth, row, part, ABSENT)
            for key, score in zip(truth.instrument.item_keys, scores, strict=True):
                lines.append([f"R{row:03d}", branch(truth, row), key, part, score])
    return lines


def packed(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write all answers to a part in one cell, each with its item's key."""
    lines: Rows = [["branch", *PARTS]]
    keys = truth.instrument.item_keys
    for row in rows:
        cells = []
        for part in PARTS:
            pairs = zip(keys, numbers(truth, row, part, ABSENT), strict=True)
            cells.append("; ".join(f"{key}={answer}" for key, answer in pairs))
        lines.append([branch(truth, row), *cells])
    return lines


SHAPES = (
    Shape("plain, prefix", "hotline.csv", as_csv(prefix), tells=ALL_THREE, branch="branch"),
    Shape("plain, prefix, xlsx", "hotline.xlsx", as_xlsx(prefix), tells=ALL_THREE, branch="branch"),
    Shape("plain, suffix", "hotline.csv", as_csv(suffix, delimiter="\t"), tells=ALL_THREE, branch="branch"),
    Shape("plain, repeated header", "hotline.csv", as_csv(repeated), tells=ALL_THREE, branch="branch"),
    Shape(
        "plain, two levels, csv",
        "期望与感知.csv",
        as_csv(two_levels, encoding="utf-8-sig"),
        tells=ALL_THREE,
        language="zh",
        branch="门店",
        first_row=3,
    ),
    Shape(
        "plain, two levels, xlsx",
        "期望与感知.xlsx",
        as_xlsx(two_levels),
        tells=ALL_THREE,
        language="zh",
        branch="门店",
        first_row=3,
    ),
    Shape("plain, long", "hotline.csv", as_csv(long), tells=ALL_THREE, branch="branch", first_row=None),
    Shape("plain, half long", "hotline.csv", as_csv(half_long), tells=ALL_THREE, branch="branch", first_row=None),
    Shape("plain, title above", "hotline.csv", as_csv(titled), tells=ALL_THREE, branch="branch", first_row=4),
    Shape("plain, title above, xlsx", "hotline.xlsx", as_xlsx(titled), tells=ALL_THREE, branch="branch", first_row=4),
    Shape("plain, sums beneath", "hotline.csv", as_csv(summed), tells=ALL_THREE, branch="branch", beneath=2),
    Shape("plain, sums beneath, xlsx", "hotline.xlsx", as_xlsx(summed), tells=ALL_THREE, branch="branch", beneath=2),
    Shape(
        "plain, two levels, parts repeated",
        "hotline.csv",
        as_csv(repeated_parts),
        tells=ALL_THREE,
        branch="branch",
        first_row=3,
    ),
    Shape("plain, packed", "hotline.csv", as_csv(packed), tells=ALL_THREE, branch="branch"),
)
