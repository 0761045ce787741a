"""The folder of reference cases, and its data as surveys, tallies and tables."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg

Case = dict[str, Any]

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / os.environ.get("SERVGAP_ORACLE", "../shared/oracle")
PART_OF = {"E": "expectation", "P": "perception", "G": "gap"}


def file_of(case: Case) -> str:
    """Name the first data file that a case's input speaks of."""
    return re.findall(r"data/(\w+\.csv)", case["input"])[0]


@cache
def table(name: str) -> pd.DataFrame:
    """Read a data file as it stands."""
    return pd.read_csv(FOLDER / "data" / name)


def columns_of(instrument: sg.Instrument) -> dict[str, Any]:
    """Say where the parts of the synthetic SERVQUAL surveys stand, and their importance points."""
    columns: dict[str, Any] = {"expectation": "E{n}", "perception": "P{n}"}
    if len(instrument.dimensions) > 1:
        columns["points"] = {key: f"W_{key}" for key in instrument.dimension_keys}
    return columns


@cache
def survey(name: str) -> sg.Survey:
    """Read a synthetic SERVQUAL survey through the library's own door."""
    servqual = sg.Instrument.load("servqual")
    attributes = ["branch", "quarter"]
    return sg.read_survey(FOLDER / "data" / name, servqual, columns=columns_of(servqual), attributes=attributes)


@cache
def tally(name: str, by: tuple[str, ...] = ()) -> sg.Tally:
    """Count a synthetic SERVQUAL survey."""
    return survey(name).tally(by=by)


@cache
def tally_of_pairs(name: str) -> sg.Tally:
    """Count a synthetic SERVQUAL survey, with a table for every two items."""
    return survey(name).tally(pairs=True)


@cache
def first_rows(name: str, rows: int) -> sg.Tally:
    """Count the first respondents of a synthetic SERVQUAL survey."""
    servqual = sg.Instrument.load("servqual")
    return sg.read_survey(table(name).head(rows), servqual, columns=columns_of(servqual)).tally()


@cache
def undivided(name: str) -> sg.Tally:
    """Count a synthetic SERVQUAL survey under a questionnaire of the same items in one dimension."""
    servqual = sg.Instrument.load("servqual")
    whole = sg.Instrument("servqual undivided", servqual.scale, [sg.Dimension("all", servqual.items)])
    return sg.read_survey(FOLDER / "data" / name, whole, columns=columns_of(whole)).tally()


def item_gap_rows(name: str) -> np.ndarray:
    """Give the item gaps of every respondent of a synthetic SERVQUAL survey."""
    answers = survey(name)
    return answers.perceptions.to_numpy() - answers.expectations.to_numpy()


def score_rows(name: str) -> np.ndarray:
    """Give the dimension scores of every respondent of a synthetic SERVQUAL survey without missing answers."""
    gaps = item_gap_rows(name)
    return np.column_stack([gaps[:, span].mean(axis=1) for span in survey(name).instrument.spans])


def dimensions() -> tuple[str, ...]:
    """Give the dimensions of the synthetic SERVQUAL surveys, in order."""
    return sg.Instrument.load("servqual").dimension_keys


def item_numbers(dimension: str) -> list[int]:
    """Give the running numbers of a dimension's items, as the data's columns count them."""
    servqual = sg.Instrument.load("servqual")
    span = servqual.spans[servqual.dimension_keys.index(dimension)]
    return list(range(span.start + 1, span.stop + 1))


def items_named(letter: str) -> list[str]:
    """Name all items of a part as the data's columns do."""
    return [f"{letter}{number}" for number in range(1, len(sg.Instrument.load("servqual").items) + 1)]


def only(frame: pd.DataFrame, **wanted: Any) -> pd.DataFrame:
    """Keep the rows of a finding's frame that are about this."""
    return frame[np.all([frame[name] == value for name, value in wanted.items()], axis=0)].reset_index(drop=True)


def matrix(case: Case, name: str) -> tuple[list[str], list[str]]:
    """Give the names of a reference matrix's rows and columns, to lay out computed numbers alike."""
    stored = case["value"][name]
    return [str(row) for row in stored["rows"]], [str(column) for column in stored["cols"]]
