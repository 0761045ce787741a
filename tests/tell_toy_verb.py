"""Runs in a copy of the package that has one verb more: what it shows of itself, everywhere."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd
from servgap.analysis.full_marks.verb import FullMarks, count_full_marks

import servgap as sg
from servgap.report.pictures import picture_svg


def cells_of(path: Path) -> list[list[str]]:
    """Give the cells of every sheet, with the formats of numbers."""
    sheets = openpyxl.load_workbook(path)
    return [
        [
            sheet.title,
            *(f"{cell.value} {cell.number_format}" for row in sheet.rows for cell in row if cell.value is not None),
        ]
        for sheet in sheets
    ]


def shown(finding: FullMarks, language: str, folder: Path) -> dict[str, object]:
    """Show a finding in every way."""
    finding.to_excel(folder / "one.xlsx", language=language)
    finding.plot(language=language).figure.clear()
    return {
        "headline": finding.headline_in(language),
        "note": finding.note_in(language),
        "repr": repr(finding),
        "notebook": finding._repr_html_(),
        **{form: finding.table(form, language=language) for form in ("text", "html", "markdown")},
        "workbook": cells_of(folder / "one.xlsx"),
        "svg": picture_svg(finding, language),
    }


def main() -> None:
    """Write what is shown."""
    folder = Path(tempfile.mkdtemp())
    survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    plain, by = count_full_marks(survey), count_full_marks(survey, by="branch")
    told: dict[str, object] = {"frame": sorted(map(str, plain.frame.columns))}
    for language in ("en", "zh"):
        told[language] = {
            "plain": shown(plain, language, folder),
            "by": shown(by, language, folder),
        }
        report = sg.Report(survey, language=language)
        report.to_html(folder / "report.html")
        report.to_excel(folder / "report.xlsx")
        handed = sg.Report([sg.rank_standards(survey), by, sg.measure_gaps(survey)], language=language, minimum=300)
        handed.to_html(folder / "handed.html")
        told[f"report {language}"] = {
            "kinds": [finding.kind for finding in report.findings],
            "handed": [finding.kind for finding in handed.findings],
            "page": (folder / "report.html").read_text("utf-8"),
            "page handed": (folder / "handed.html").read_text("utf-8"),
            "workbook": cells_of(folder / "report.xlsx"),
        }
    told["sizes"] = {str(name): int(n) for name, n in survey.respondents["branch"].value_counts().items()}
    told["reserved"] = refused(folder)
    Path(sys.argv[1]).write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def refused(folder: Path) -> str:
    """Name an attribute as the new column is named."""
    answers = pd.read_csv("data/samples/hotline_2026.csv").rename(columns={"branch": "full_marks"})
    answers.to_csv(folder / "answers.csv", index=False)
    try:
        sg.read_survey(folder / "answers.csv", attributes=["full_marks"])
    except sg.ServgapError as problem:
        return str(problem)
    return ""


if __name__ == "__main__":
    main()
