"""Tables that analysts make themselves: prefixes, suffixes, repeated headers, two levels, long, packed."""

from __future__ import annotations

from collections.abc import Sequence

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
    Shape("plain, packed", "hotline.csv", as_csv(packed), tells=ALL_THREE, branch="branch"),
)
