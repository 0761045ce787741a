"""Sources of which between them every entry of the ledger is made that there is, whatever the language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import openpyxl
import pandas as pd

import servgap as sg
from servgap.survey.ledger import Ledger, LedgerLine
from servgap.survey.reading.files.source import open_source
from servgap.survey.reading.files.statistical import _labels_gone
from servgap.survey.reading.unchanged import unchanged
from tests.exports import SHAPES, truth
from tests.small_surveys import HEADERS, csv, instrument, rows

#: Exports that hold between them what only survey tools write.
EXPORTS = (
    *("qualtrics, choice text", "qualtrics, shifted recodes", "qualtrics, legacy", "limesurvey, codes"),
    *("limesurvey, dual scale, codes", "microsoft forms", "问卷星, 按序号, 第N题", "腾讯问卷, utf-8"),
    *("spss, sav", "spss, turned scale", "plain, long", "plain, title above", "plain, sums beneath"),
)
TOLD = {"expectation": "E{n}", "perception": "P{n}"}


@cache
def every_entry() -> tuple[LedgerLine, ...]:
    """Give an entry of every reason, and of every way in which one is told."""
    with TemporaryDirectory() as folder:
        ledgers = [
            *_exports(Path(folder)),
            *_files(Path(folder)),
            *_frames(),
            *_feelings(),
            *_sampled(),
            *_together(),
            *_stored(Path(folder)),
            *_operations(),
            *_catalogues(),
        ]
    return tuple(dict.fromkeys(line for ledger in ledgers for line in ledger.lines))


def _exports(folder: Path) -> Iterator[Ledger]:
    written = truth()
    for shape in SHAPES:
        if shape.name in EXPORTS:
            yield sg.read_survey(shape.write(written, folder), **shape.options).ledger


def _files(folder: Path) -> Iterator[Ledger]:
    answers = ("5,4,3,2,1,1", "5,4,3,2", '"7",6,5,4,3,"\n2"')
    yield read(csv(folder, "", ",".join(HEADERS), *answers))
    yield read(csv(folder, '"sep=,"', ",".join(HEADERS), *answers))
    book = openpyxl.Workbook()
    for row in (HEADERS, [5, "#N/A", 3, 2, 1, 1], ["=1+1", 4, 3, 2, 1, 1]):
        book.active.append(row)
    book.active["B2"].data_type = "e"
    book.save(folder / "book.xlsx")
    yield read(folder / "book.xlsx")
    yield read((folder / "book.xlsx").rename(folder / "book.csv"))
    gone = SimpleNamespace(variable_to_label={f"E{n}": "a" for n in range(5)}, value_labels={})
    yield Ledger(1, _labels_gone(gone))


def _feelings() -> Iterator[Ledger]:
    items = [sg.Item("wifi", "Wireless internet"), sg.Item("pool", "A pool")]
    asked = sg.Instrument("kano", sg.Scale(1, 5), [sg.Dimension("all", items)], parts=("functional", "dysfunctional"))
    yield sg.read_survey(pd.DataFrame({"f1": [1, 2], "d1": [5, 5], "f2": [3, 1], "d2": [3, 4]}), asked).ledger


def _frames() -> Iterator[Ledger]:
    frame = rows(*[(5, 4, 3, 2, 1, 1)] * 3, ("",) * 6, (1, 1, 1, "", "", ""), (1, 99, 1, 1, "x", 1)).astype(str)
    frame = frame.assign(points_speed=["60", "50", "10", "", "", ""], points_care=["40", "50", "10", "", "", ""])
    frame = frame.assign(branch=["N", "S", "N", "", "W", ""], check=["yes"] * 5 + ["no"], Status=["Complete"] * 6)
    read_anew = read(frame, missing=["x", 99], attributes="branch")
    yield read_anew
    asked = instrument()
    yield sg.read_survey(frame, asked, missing=["x", 99], attributes="branch").where(branch=["N", "S"]).ledger
    columns = {**TOLD, "attention": {"check": "yes"}}
    yield read(frame, missing=["x", 99], columns=columns)
    yield read(frame.assign(points_care="7"), missing=["x", 99])
    pleased = {**TOLD, "outcome": {"satisfaction": "SAT"}}
    yield read(frame.assign(SAT=["1", "5", "", "", "3", "2"]), missing=["x", 99], columns=pleased)
    turned = [replace(item, reversed=True) for item in asked.dimensions[1].items]
    mirrored = replace(asked, dimensions=(asked.dimensions[0], replace(asked.dimensions[1], items=turned)))
    yield sg.read_survey(frame, mirrored, missing=["x", 99]).ledger
    yield read(rows((5, 4, 3, 2, 1, 1)).set_axis(["who"], axis=0))
    headers = pd.MultiIndex.from_tuples([(part, part + n) for part in "EP" for n in "123"])
    levels = open_source(rows((5, 4, 3, 2, 1, 1)).set_axis(headers, axis=1))
    yield Ledger(1, levels.understood)
    titled = rows(("",) * 6, HEADERS, (5, 4, 3, 2, 1, 1)).set_axis([f"Unnamed: {n}" for n in range(6)], axis=1)
    yield read(titled)
    yield sg.read_survey(tool_frame("Rate our counter", "What should it be like"), asked).ledger
    screened = {
        "序号": ["1", "2"],
        "提交答卷时间": "2026/3/2 9:00:00",
        "所用时间": "61秒",
        "答卷状态": ["有效", "筛选"],
    }
    yield read(frame.iloc[:2, :6].assign(**screened))


def _sampled() -> Iterator[Ledger]:
    """Make surveys that asked everybody one of three items: by a sign for what was not asked, and without one."""
    asked = rows(*[("", 5, "", "", 4, "") if at % 2 else (6, "", "", 3, "", "") for at in range(20)]).astype(str)
    yield read(asked)
    yield read(asked.replace("", "."), absent={"not_asked": ["."]})


def tool_frame(*stems: str) -> pd.DataFrame:
    """Make an export of which the first question has no word that tells its part."""
    texts = [item.standard.text.to("en") for item in instrument().items]
    headers = [f"{stem} [{text}]" for stem in stems for text in texts]
    return rows(("1", "2", "3", "4", "5", "6"), headers=tuple(headers)).assign(Timestamp="2026/3/2 9:00:00 AM")


def _together() -> Iterator[Ledger]:
    frame = rows((5, 4, 3, 2, 1, 1), (1, 1, 1, 1, 1, 1)).assign(id=["a", "b"])
    yield read([frame, frame.assign(E1=[7, 7]).set_axis(["r", "s"], axis=0)])
    halves = [frame[["id", *HEADERS[:3]]], frame[["id", *HEADERS[3:]]]]
    yield read(halves)
    yield sg.read_survey(frame.assign(branch="North"), instrument(), attributes=None).ledger


def _stored(folder: Path) -> Iterator[Ledger]:
    survey = sg.read_survey(rows((5, 4, 3, 2, 1, 1)), instrument())
    yield unchanged(survey, {}, folder).ledger
    from tests.test_round_trip import described_anew, store, to_text

    other = to_text(replace(survey.instrument, title="Mended"))
    yield sg.read_survey(described_anew(store(survey, folder, "csv"), "csv", instrument=other)).ledger


def _catalogues() -> Iterator[Ledger]:
    """Add what was worded otherwise, and held against other targets; join a catalogue that leaves some over."""
    asked = instrument()
    survey = sg.read_survey(rows((5, 4, 3, 2, 1, 1)), asked)
    first, *others = asked.dimensions[0].items
    for text, target in (("Otherwise.", None), (first.standard.text, 5)):
        items = [sg.Item(first.key, sg.Standard(first.standard.key, text, target=target)), *others]
        changed = replace(asked.dimensions[0], items=items)
        other = replace(survey, instrument=replace(asked, dimensions=(changed, *asked.dimensions[1:])))
        measures = [] if target is None else ["target"]
        yield (other.tally(measures=measures) + survey.tally()).ledger
    written = {"编号": [first.standard.key, "gone"], "text": ["Waits.", "Doors."], "touchpoint": ["waiting", "arrival"]}
    catalogue = sg.read_catalogue(pd.DataFrame(written))
    yield Ledger(1, catalogue.lines)
    yield Ledger(1, sg.read_catalogue(pd.DataFrame(written | {"touchpoint": ["deck", "bar"]})).lines)
    yield catalogue.on(survey).ledger


def read(source: Any, **options: Any) -> Ledger:
    return sg.read_survey(source, instrument(), **options).ledger


def _operations() -> Iterator[Ledger]:
    days = {"standard": ["reply", "", ""], "start": ["2026-03-01", "2026-03-02", ""], "end": ["2026-03-03"] * 2 + [""]}
    yield sg.read_operations(pd.DataFrame(days)).ledger
