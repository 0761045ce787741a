"""Whatever a message proposes works when it is typed: mappings, labels, words for no answer, rules, limits, sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.proposals import proposed

TEXTS = ("Trams are frequent", "Fares are fair", "Stops are lit")
KEYS = ("tram", "fare", "stop")
NAMES = [f"{letter}{n}" for letter in "EP" for n in (1, 2, 3)]
ANSWERS = np.array([[5, 5, 4, 1, 2, 3], [4, 5, 5, 2, 2, 3], [5, 4, 5, 1, 3, 3], [1, 2, 3, 4, 5, 5]])
WORDS = np.array(["", "Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"])
OPTIONS = ("columns", "labels", "missing", "absent", "keep", "limits", "sheet", "encoding", "header", "attributes")


def asked(parts: Sequence[str] = ("expectation", "perception")) -> sg.Instrument:
    items = [sg.Item(key, text) for key, text in zip(KEYS, TEXTS, strict=True)]
    return sg.Instrument("trams", sg.Scale(1, 5), [sg.Dimension("line", items)], parts=tuple(parts))


def numbers(names: Sequence[str], cells: Any = ANSWERS) -> pd.DataFrame:
    return pd.DataFrame(np.asarray(cells), columns=list(names)).astype(str)


def with_cell(value: str, cells: Any = ANSWERS) -> pd.DataFrame:
    frame = numbers(NAMES, cells)
    frame.iloc[2, 3] = value
    return frame


def words(change: Mapping[str, str]) -> pd.DataFrame:
    return numbers(NAMES, WORDS[ANSWERS]).replace(dict(change))


SAID = ("Trifft gar nicht zu", "Trifft eher nicht zu", "Teils, teils", "Trifft zu", "Ganz")
GERMAN = dict(zip(WORDS[1:], SAID, strict=True))
BLOCKS = [*(f"Rate [{text}]" for text in TEXTS), *(f"Judge [{text}]" for text in TEXTS)]
QUALTRICS = ["StartDate", "EndDate", "Status", "Finished", "ResponseId"]


def marked(status: str, finished: str) -> pd.DataFrame:
    frame = numbers(NAMES)
    cells = ["2026-01-02 10:00:00", "2026-01-02 10:05:00", status, finished, "R_1"]
    return pd.concat([pd.DataFrame([cells] * len(frame), columns=QUALTRICS), frame], axis=1)


def contradicting() -> pd.DataFrame:
    """Write an export in which the questions say one part and the codes the other."""
    names = [*QUALTRICS, *(f"PER_{n}" for n in (1, 2, 3)), *(f"EXP_{n}" for n in (1, 2, 3))]
    stems = ["What do you expect?"] * 3 + ["How was it?"] * 3
    titles = [*QUALTRICS, *(f"{stem} - {text}" for stem, text in zip(stems, TEXTS * 2, strict=True))]
    answers = marked("IP Address", "True").to_numpy().tolist()
    return pd.DataFrame([titles, [f'{{"ImportId":"{name}"}}' for name in names], *answers], columns=names)


#: Sources that are refused: what they are, the instrument, what is passed, and the options that the message proposes.
REFUSED: dict[str, tuple[Callable[[], Any], dict[str, Any], set[str]]] = {
    "nothing known": (lambda: numbers([*(f"X{n}" for n in (1, 2, 3)), *(f"Y{n}" for n in (1, 2, 3))]), {}, {"columns"}),
    "one run": (lambda: numbers([f"VAR{n:04d}" for n in range(7, 13)]), {}, {"columns"}),
    "a run with braces": (lambda: numbers([f"{{q}} {n} (a)" for n in range(1, 7)]), {}, {"columns"}),
    "headers twice": (lambda: numbers([*("q1", "q2", "q3") * 2]), {}, {"columns"}),
    "keys with unknown words": (
        lambda: numbers([*(f"{k}_tuH" for k in KEYS), *(f"{k}_Qapla" for k in KEYS)]),
        {},
        {"columns"},
    ),
    "questions not known": (lambda: numbers(BLOCKS), {}, {"columns"}),
    "only one part": (lambda: numbers([*NAMES[:3], "V1", "V2", "V3"]), {}, {"columns"}),
    "three sets": (
        lambda: numbers([*NAMES, "exp_1", "exp_2", "exp_3"], np.hstack([ANSWERS, ANSWERS[:, :3]])),
        {},
        {"columns"},
    ),
    "statements in disorder": (lambda: numbers([TEXTS[at] for at in (0, 1, 1, 0, 2, 2)]), {}, {"columns"}),
    "words against codes": (contradicting, {}, {"columns"}),
    "columns= as a text": (lambda: numbers(NAMES), {"columns": "E{n}"}, {"columns"}),
    "two tools": (
        lambda: numbers(
            ["_uuid", "_index", "network id", "response type", *NAMES], np.hstack([np.ones((4, 4), int), ANSWERS])
        ),
        {},
        {"columns"},
    ),
    "an unknown language": (lambda: words(GERMAN), {}, {"labels"}),
    "a misspelling": (lambda: with_cell("Agre", WORDS[ANSWERS]), {}, {"labels", "missing"}),
    "an unknown word": (lambda: with_cell("kaputt"), {}, {"labels", "missing"}),
    "two orders": (
        lambda: words(dict(zip(WORDS[1:], ("Poor", "Fair", "Good", "Very good", "Very good"), strict=True))),
        {},
        {"labels"},
    ),
    "a set of another size": (
        lambda: words(dict(zip(WORDS[1:], ("★☆☆☆", "★★☆☆", "★★★☆", "★★★★", "★★★★"), strict=True))),
        {},
        {"labels"},
    ),
    "labels of no set": (lambda: words({"Strongly disagree": "Never", "Disagree": "Poor"}), {}, {"labels"}),
    "a number among labels": (lambda: with_cell("4", WORDS[ANSWERS]), {}, {"missing", "labels"}),
    "a number off the scale among labels": (lambda: with_cell("9", WORDS[ANSWERS]), {}, {"missing"}),
    "a label among numbers": (lambda: with_cell("Neutral"), {}, {"labels"}),
    "an answer off the scale": (lambda: with_cell("9"), {}, {"missing"}),
    "recoded answers": (lambda: numbers(NAMES, ANSWERS + 20), {}, {"labels"}),
    "only previews": (lambda: marked("Survey Preview", "True"), {}, {"keep"}),
    "an unknown rule": (lambda: numbers(NAMES), {"keep": "previw"}, set()),
}


def typed(value: Any) -> Any:
    """Fill in what a message leaves open, as a user would: a value of the scale for every label, lowest first."""
    if isinstance(value, dict) and ... in value.values():
        blank = [key for key, held in value.items() if held is ...]
        return {**value, **dict(zip(blank, np.linspace(1, 5, len(blank)).round(), strict=True))}
    return value


@pytest.mark.parametrize("name", REFUSED)
def test_every_proposal_works_when_it_is_typed(name: str) -> None:
    source, options, offered = REFUSED[name]
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(source(), asked(), **options)
    found = {option: proposed(refused.value, option) for option in OPTIONS}
    assert {option for option, values in found.items() if values} == offered, str(refused.value)
    for option, values in found.items():
        for value in values:
            survey = sg.read_survey(source(), asked(), **{**options, option: typed(value)})
            assert survey.n + survey.ledger.rows_left_out == 4
    description = sg.describe_source(source(), asked(), **{key: each for key, each in options.items() if key != "keep"})
    if "keep" not in options:
        assert description.problem == str(refused.value)


def test_every_label_stands_in_the_mapping_to_fill_in() -> None:
    frame = words(GERMAN)
    with pytest.raises(ServgapError, match="with the value of each on the scale") as refused:
        sg.read_survey(frame, asked())
    (mapping,) = proposed(refused.value, "labels")
    assert set(mapping) == set(GERMAN.values())
    assert set(mapping.values()) == {...}
    told = {german: value for value, german in enumerate(GERMAN.values(), 1)}
    survey = sg.read_survey(frame, asked(), labels={label: told[label] for label in mapping})
    np.testing.assert_array_equal(survey.expectations, ANSWERS[:, :3])
    half = sg.describe_source(frame, asked(), labels={"Ganz": 5})
    assert set(proposed(half.problem, "labels")[0]) == set(GERMAN.values()) - {"Ganz"}


def test_free_texts_are_no_labels_to_fill_in() -> None:
    frame = numbers([*NAMES], np.array([[f"I think {row} of {at}" for at in range(6)] for row in range(9)]))
    with pytest.raises(ServgapError, match=r"54 different texts are no labels of a scale") as refused:
        sg.read_survey(frame, asked())
    assert proposed(refused.value, "labels") == []


@pytest.mark.parametrize("stray", ["7", "3", "0"])
@pytest.mark.parametrize("rows", [4, 900])
def test_the_rarer_kind_of_cell_is_the_one_named(stray: str, rows: int) -> None:
    many = np.tile(ANSWERS, (rows // 4, 1))
    with pytest.raises(ServgapError, match=rf"are labels; 1 is a number: P1 row 2 \({stray}\)\.") as refused:
        sg.read_survey(with_cell(stray, WORDS[many]), asked())
    assert "Strongly" not in str(refused.value)
    with pytest.raises(ServgapError, match=r"P1 row 2 \(Agree\)") as refused:
        sg.read_survey(with_cell("Agree", many), asked())
    assert not any(f"({answer})" in str(refused.value) for answer in range(1, 6))
    two = with_cell(stray, WORDS[many])
    two.iloc[0, 5] = "1"
    with pytest.raises(ServgapError, match=rf"2 are numbers: P3 row 0 \(1\), P1 row 2 \({stray}\)"):
        sg.read_survey(two, asked())


def test_a_column_of_numbers_beside_columns_of_labels() -> None:
    frame = numbers(NAMES, WORDS[ANSWERS])
    frame["P2"] = ANSWERS[:, 4]  # whole numbers, not text
    with pytest.raises(ServgapError, match=r"The answers to the perception are labels; 4 are numbers: P2 row 0 \(2\)"):
        sg.read_survey(frame, asked())
    frame["P2"] = np.nan
    assert sg.read_survey(frame, asked()).perceptions["fare"].isna().all()
    ends = numbers(NAMES)
    ends["E1"] = pd.Series(["Strongly agree", "4", "Strongly agree", "Strongly disagree"])
    ends["E2"] = ANSWERS[:, 1]
    np.testing.assert_array_equal(sg.read_survey(ends, asked()).expectations, ANSWERS[:, :3])


def test_files_propose_what_works(tmp_path: Path) -> None:
    book = tmp_path / "two.xlsx"
    with pd.ExcelWriter(book) as writer:
        numbers(NAMES).to_excel(writer, sheet_name="North", index=False)
        numbers(NAMES).to_excel(writer, sheet_name="South", index=False)
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(book, asked())
    assert [sg.read_survey(book, asked(), sheet=sheet).n for sheet in proposed(refused.value, "sheet")] == [4, 8]
    for limits in ({"cells": 6}, {"rows": 1}, {"columns": 3}):
        with pytest.raises(ServgapError) as refused:
            sg.read_survey(book, asked(), sheet="North", limits=limits)
        (raised,) = proposed(refused.value, "limits")
        assert sg.read_survey(book, asked(), sheet="North", limits={**limits, **raised}).n == 4
    text = tmp_path / "korean.csv"
    text.write_bytes(("지점," + ",".join(NAMES) + "\n가게 하나,5,5,5,1,2,3\n").encode("cp949"))
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(text, asked())
    assert "cp949" in proposed(refused.value, "encoding")
    assert sg.read_survey(text, asked(), encoding="cp949").n == 1


def test_a_perception_alone_is_proposed_as_an_instrument_that_reads() -> None:
    frame = numbers(["P1", "P2", "P3"], ANSWERS[:, 3:])
    with pytest.raises(ServgapError, match="use an instrument without that part"):
        sg.read_survey(frame, asked())
    assert sg.read_survey(frame, replace(asked(), parts=("perception",))).n == 4
