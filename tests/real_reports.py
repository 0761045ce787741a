"""Reports on the surveys of the tests, and sources of many shapes with what is understood of them, each made once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd

import servgap as sg
from tests.counter_surveys import HOSTILE, at_the_counter, counter, survey
from tests.exports import SHAPES, truth
from tests.real_findings import finding
from tests.small_surveys import HEADERS, instrument, rows

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"


def _handed(language: str) -> sg.Report:
    found = [
        finding("gaps", "by branch", "plain"),
        finding("significance", "", "plain"),
        finding("ranking", "by branch", "plain"),
        finding("groups", "", "plain"),
        finding("waves", "", "plain"),
        finding("validity", "by branch", "plain"),
        finding("pairing", "", "plain"),
        finding("screening", "", "plain"),
        finding("plan", "branches", "plain"),
    ]
    return sg.Report(found, title="Handed in", period="2026", language=language)


@cache
def _with_small_branches() -> sg.Survey:
    """Make a survey in which one branch has few respondents, and in a quarter another."""
    labels = ["North"] * 40 + ["South"] * 30 + ["East"] * 14 + ["West"] * 6
    quarters = ["2026Q1", "2026Q2", "2026Q2"]
    return at_the_counter(40, 90, instrument=counter(dimensions=2), branch=labels, quarter=quarters)


REPORTS: dict[str, Callable[[str], sg.Report]] = {
    "branches and quarters": lambda language: sg.Report(
        survey("small and in quarters"), language=language, branch="branch", wave="quarter"
    ),
    "small branches": lambda language: sg.Report(_with_small_branches(), language=language, period="Q2 2026"),
    "sections that fail": lambda language: sg.Report(
        survey("degenerate: one branch and quarter"), title="Half a report", language=language, minimum=3
    ),
    "hardly anybody": lambda language: sg.Report(survey("degenerate: one respondent"), language=language, minimum=1),
    "one part": lambda language: sg.Report(survey("one part"), language=language),
    "names that would act": lambda language: sg.Report(
        survey("hostile names"), title=HOSTILE[0], period=HOSTILE[1], language=language, minimum=2
    ),
    "an item turned": lambda language: sg.Report(survey("an item turned"), language=language, period="all"),
    "handed in": _handed,
    "points": lambda language: sg.Report(survey("points of the questionnaire"), language=language, period="2026"),
    "few at the end": lambda language: sg.Report(survey("few at the end"), language=language, title="Few"),
    "reliability by branch": lambda language: sg.Report(
        [finding("reliability", "by branch", "small and in quarters")], language=language
    ),
    "two small branches": lambda language: sg.Report(
        [finding("groups", "", "branches and a few"), finding("gaps", "by branch", "branches and a few")],
        language=language,
    ),
}
"""Reports by name, in a language."""

LINES = (
    "E1,E2,E3,P1,P2,P3,branch",
    *(f"{1 + n % 7},{2 + n % 6},{7 - n % 3},{1 + n % 5},{2 + n % 4},{6 - n % 4},North" for n in range(12)),
)
_SUMS = ["Mean,1.00,2.00,3.00,4.00,5.00,3.67", "Median,1,2,3,4,5,4", "N,9,9,9,9,9,9"]
TEXTS: dict[str, tuple[str, str]] = {
    "titles above the header": ("titled.csv", "\n".join(["Survey of the counter", "", *LINES])),
    "blank rows above the header": ("blank.csv", "\n".join(["", "", *LINES])),
    "a first row that names the delimiter": ("sep.csv", "\n".join(["sep=;", *(x.replace(",", ";") for x in LINES)])),
    "short rows": ("short.csv", "\n".join([*LINES, "1,2,3", "4,5", "1,2,3,4,5,6", "7,7,7"])),
    "line breaks in cells": ("breaks.csv", "\n".join([*LINES, '1,2,3,4,5,6,"a\nb"'])),
    "sums beneath": (
        "sums.csv",
        "\n".join(["id,E1,E2,E3,P1,P2,P3"] + [f"{n},1,2,3,4,5,{n % 7 + 1}" for n in range(9)] + _SUMS),
    ),
    "text named as a workbook": ("named.xlsx", "\n".join(LINES)),
    "tabs": ("tabs.txt", "\n".join(x.replace(",", "\t") for x in LINES)),
    "bars": ("bars.txt", "\n".join(x.replace(",", "|") for x in LINES)),
    "codes for skipped": ("skipped.csv", "\n".join([*LINES, "-3,-3,-2,-2,4,5,South", "1,2,3,-3,-3,-2,South"])),
    "labels": (
        "labels.csv",
        "\n".join(
            [
                LINES[0],
                "agree,disagree,strongly agree,agree,neither agree nor disagree,N/A,North",
                "strongly disagree,agree,agree,somewhat agree,agree,somewhat disagree,South",
            ]
        ),
    ),
    "an answer nobody knows": ("unknown.csv", "\n".join([*LINES, "1,2,3,4,5,Agre,South"])),
    "nothing that is asked": ("nothing.csv", "a,b,c\n1,2,3\n"),
    "no perception": ("half.csv", "E1,E2,E3,x,y,z\n1,2,3,4,5,6\n"),
    "many without an answer": ("many.csv", "\n".join([*LINES, *[",,,,,,South"] * 9, *["1,2,3,,,,South"] * 2])),
}
"""Files of delimited text by name: what they are called, and what they hold."""


def _frames() -> Iterator[tuple[str, sg.SourceDescription, sg.Survey | None]]:
    """Describe and read what is no file, or needs to be told something."""
    repeated = rows(*[(1, 2, 3, 4, 5, 6)] * 3).set_axis(["a", "a", "b"], axis=0)
    cells = [("a", item, part, "5") for item in ("wait", "call", "polite") for part in ("expectation", "perception")]
    points = rows(*[(5, 6, 7, 4, 4, 4)] * 4).assign(points_speed=[60, 60, 50, ""], points_care=[40, 30, 50, ""])
    unlike = rows(*[(5, 6, 7, 4, 4, 4)] * 4).assign(points_speed=[6, 6, 5, 4], points_care=[7, 3, 5, 1])
    for name, frame in (
        ("an index that repeats", repeated),
        ("long data", pd.DataFrame(cells, columns=["id", "item", "measure", "score"])),
        ("points", points),
        ("points that are none", unlike),
        ("header in two levels", pd.concat({"": rows((1, 2, 3, 4, 5, 6))}, axis=1)),
    ):
        yield name, *_understood(frame)
    told = rows((1, 2, 3, 4, 5, 6), (7, 6, 5, 4, 3, 2)).assign(tick=["two", "one"], w=["1.5", "1"])
    columns = {"expectation": "E{n}", "perception": "P{n}", "attention": {"tick": "two"}, "weight": "w"}
    yield (
        "told what is what",
        sg.describe_source(told, instrument(), columns=columns),
        sg.read_survey(told, instrument(), columns=columns),
    )
    several = [rows((1, 2, 3, 4, 5, 6)), rows((2, 3, 4, 5, 6, 7))]
    yield "several tables", *_understood(several)


def _others(folder: Path) -> Iterator[tuple[str, sg.SourceDescription, sg.Survey | None]]:
    """Describe and read a workbook with errors and formulas, and mirrored items with declared absences."""
    book = openpyxl.Workbook()
    for line in ([*HEADERS], [1, 2, 3, 4, 5, 6], ["#N/A", 2, 3, 4, 5, 6], ["=1+1", 2, 3, 4, 5, 6], [7, 7, 7, 6, 6, 6]):
        book.active.append(line)
    book.active["A3"].data_type = "e"
    book.save(folder / "cells.xlsx")
    yield "cells without a value", *_understood(folder / "cells.xlsx")
    turned = sg.Instrument(
        "turned", sg.Scale(1, 7), [sg.Dimension("a", [sg.Item("a1", "One"), sg.Item("a2", "Two", reversed=True)])]
    )
    frame = rows((1, 9, 3, 4), (5, 6, 7, 6), headers=("E1", "E2", "P1", "P2"))
    yield (
        "mirrored and missing",
        sg.describe_source(frame, turned, missing=[9]),
        sg.read_survey(frame, turned, missing=[9]),
    )


def _understood(source: object) -> tuple[sg.SourceDescription, sg.Survey | None]:
    described = sg.describe_source(source, instrument())
    return described, sg.read_survey(source, instrument()) if described.problem is None else None


def _files(folder: Path) -> Iterator[tuple[str, sg.SourceDescription, sg.Survey | None]]:
    """Describe and read files: the samples, one export of every shape, and delimited text with something odd in it."""
    for name in ("hotline_2026.csv", "counter_qualtrics.csv", "counter_wenjuanxing.xlsx", "hotel_zh.xlsx"):
        asked = SAMPLES / "hotel.toml" if name.startswith("hotel_") else "servqual"
        yield name, sg.describe_source(SAMPLES / name, asked), sg.read_survey(SAMPLES / name, asked)
    written = truth()
    for shape in SHAPES:
        path = shape.write(written, folder)
        yield shape.name, sg.describe_source(path, **shape.options), sg.read_survey(path, **shape.options)
    for name, (file, text) in TEXTS.items():
        path = folder / file
        path.write_text(text + "\n", encoding="utf-8")
        yield name, *_understood(path)


@cache
def sources() -> dict[str, tuple[sg.SourceDescription, sg.Survey | None]]:
    """Give what is understood of sources, and the surveys that are read from them, by name; each is read once."""
    with tempfile.TemporaryDirectory() as folder:
        found = [*_files(Path(folder)), *_frames(), *_others(Path(folder))]
    return {name: (described, read) for name, described, read in found}


def _stored() -> sg.Survey:
    """Read a survey that was stored."""
    with tempfile.TemporaryDirectory() as folder:
        survey("small and in quarters").to_csv(Path(folder) / "stored.csv")
        return sg.read_survey(Path(folder) / "stored.csv")


SHOWN_AS_CARDS = (
    "hotline_2026.csv", "counter_wenjuanxing.xlsx", "labels", "short rows", "several tables", "points", "long data",
    "told what is what", "redcap, raw", "spss, turned scale", "cells without a value", "mirrored and missing",
)  # fmt: skip


def surveys_changed() -> dict[str, sg.Survey]:
    """Give surveys of which respondents were left out by hand."""
    plain = survey("plain")
    return {
        "selected": plain.where(branch=["North", "South"], quarter="2026Q1"),
        "dropped": plain.drop([0, 1, 2], reason="answered in 40 seconds").drop([5], reason="<b>test</b>"),
        "dropped as careless": survey("careless").drop(finding("screening", "", "careless").flagged, reason="careless"),
        "with points of the questionnaire": survey("points of the questionnaire"),
        "with weights": survey("weights"),
        "of one part": survey("one part"),
        "of names that would act": survey("hostile names"),
        "of nobody's answers": survey("nobody answered"),
        "of a stored survey": _stored(),
        **{name: read for name in SHOWN_AS_CARDS if (read := sources()[name][1]) is not None},
    }
