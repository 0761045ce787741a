"""SPSS and Stata: numbers with value labels, and missing values that the file declares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from servgap.survey.survey import Absence
from tests.exports.shape import ALL_THREE, Shape
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, LABELS, STEMS, branch, texts

LETTERS = {"expectation": "E", "perception": "P"}
DECLARED = {Absence.DOES_NOT_APPLY: 97, Absence.NOT_ANSWERED: 98}
EXTENDED = {Absence.DOES_NOT_APPLY: "a", Absence.NOT_ANSWERED: "b"}
WORDS = {
    "en": {Absence.DOES_NOT_APPLY: "Not applicable", Absence.NOT_ANSWERED: "No answer"},
    "zh": {Absence.DOES_NOT_APPLY: "不适用", Absence.NOT_ANSWERED: "拒绝回答"},
}


def _column(truth: Truth, rows: list[int], part: str, item: int, absent: dict[Absence, Any], turned: bool) -> list[Any]:
    cells: list[Any] = []
    for row in rows:
        value = truth.answers[part][row, item]
        kind = Absence(int(truth.absences[part][row, item]))
        cells.append(absent.get(kind, np.nan) if np.isnan(value) else float(8 - value if turned else value))
    return cells


def _frame(
    truth: Truth, rows: list[int], absent: dict[Absence, Any], language: str, *, turned: bool = False
) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """Give the data, the variables' labels and the names of the answers' variables."""
    columns: dict[str, list[Any]] = {"id": [float(row) for row in rows], "ip": [truth.people[r].ip for r in rows]}
    names = {"id": "Respondent", "ip": "IP address"}
    for part in PARTS:
        for item, text in enumerate(texts(truth, language)):
            name = f"{LETTERS[part]}{item + 1}"
            columns[name] = _column(truth, rows, part, item, absent, turned)
            names[name] = f"{STEMS[language][part]} - {text}"
    answers = list(columns)[2:]
    columns |= {
        "branch": [branch(truth, row, language) for row in rows],
        "e_mail": [truth.people[row].email for row in rows],
        "remarks": [truth.people[row].comment for row in rows],
    }
    names |= {"branch": BRANCH[language], "e_mail": "E-mail address", "remarks": COMMENT[language]}
    return pd.DataFrame(columns), names, answers


def _values(language: str, absent: dict[Absence, Any], *, turned: bool = False) -> dict[Any, str]:
    labels = dict(enumerate(reversed(LABELS[language]) if turned else LABELS[language], start=1))
    return {**labels, **{absent[kind]: WORDS[language][kind] for kind in absent}}


def write_sav(
    truth: Truth, rows: list[int], path: Path, *, language: str = "en", turned: bool = False, compress: bool = False
) -> None:
    """Write an SPSS file: 97 and 98 are declared missing, 98 as the end of a range; turned, 1 stands for the best."""
    import pyreadstat

    frame, names, answers = _frame(truth, rows, DECLARED, language, turned=turned)
    values = _values(language, DECLARED, turned=turned)
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels=names,
        compress=compress,
        variable_value_labels=dict.fromkeys(answers, values),
        missing_ranges={name: [97, {"lo": 98, "hi": 99}] for name in answers},
    )


def write_zsav(truth: Truth, rows: list[int], path: Path) -> None:
    """Write a compressed SPSS file."""
    write_sav(truth, rows, path, compress=True)


def write_turned(truth: Truth, rows: list[int], path: Path) -> None:
    """Write an SPSS file whose lowest number stands for the highest agreement."""
    write_sav(truth, rows, path, turned=True)


def write_chinese(truth: Truth, rows: list[int], path: Path) -> None:
    """Write an SPSS file with Chinese labels."""
    write_sav(truth, rows, path, language="zh")


def write_dta(truth: Truth, rows: list[int], path: Path) -> None:
    """Write a Stata file: .a and .b say why there is no answer."""
    import pyreadstat

    frame, names, answers = _frame(truth, rows, EXTENDED, "en")
    pyreadstat.write_dta(
        frame.astype(dict.fromkeys(answers, object)),
        str(path),
        column_labels={name: label[:80] for name, label in names.items()},  # the longest that Stata takes
        variable_value_labels=dict.fromkeys(answers, _values("en", EXTENDED)),
        missing_user_values={name: ["a", "b"] for name in answers},
    )


def _shape(name: str, file: str, writer: Any, language: str = "en") -> Shape:
    # A data set numbers its cases from 1: there is no spreadsheet in which the header is row 1.
    return Shape(name, file, writer, tells=ALL_THREE, language=language, branch="branch", first_row=1)


SHAPES = (
    _shape("spss, sav", "hotline.sav", write_sav),
    _shape("spss, zsav", "hotline.zsav", write_zsav),
    _shape("spss, turned scale", "hotline.sav", write_turned),
    _shape("spss, chinese", "服务质量.sav", write_chinese, "zh"),
    _shape("stata", "hotline.dta", write_dta),
)
