"""Which column is what: patterns, lists, mappings, the usual namings, and their refusals."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from servgap.errors import ServgapError
from servgap.survey.instrument import Instrument
from servgap.survey.reading.door import read_survey
from servgap.survey.reading.layout.columns import lay_out
from servgap.survey.reading.layout.headers import Headers
from tests.small_surveys import csv, instrument, rows

TEXTS = ("Waits are short.", "Calls are taken.", "Staff are polite.")


def find(headers: list[str], columns: dict | None = None, asked: Instrument | None = None) -> dict[str, list[int]]:
    """Give the columns of every part."""
    layout = lay_out(Headers(headers), asked or instrument(), columns)
    return {part: list(at) for part, at in layout.parts.items()}


@pytest.mark.parametrize(
    "headers",
    [
        ["E1", "E2", "E3", "P1", "P2", "P3"],
        ["e_01", "e_02", "e_03", "p_01", "p_02", "p_03"],
        ["exp_1", "exp_2", "exp_3", "per_1", "per_2", "per_3"],
        ["Q1_exp", "Q2_exp", "Q3_exp", "Q1_per", "Q2_per", "Q3_per"],
        ["exp_q1", "exp_q2", "exp_q3", "per_q1", "per_q2", "per_q3"],
        ["期望1", "期望2", "期望3", "感知1", "感知2", "感知3"],
        ["wait_e", "call_e", "polite_e", "wait_p", "call_p", "polite_p"],
        ["E_wait", "E_call", "E_polite", "P_wait", "P_call", "P_polite"],
        ["exp[wait]", "exp[call]", "exp[polite]", "per[wait]", "per[call]", "per[polite]"],
        [
            "expectation_wait",
            "expectation_call",
            "expectation_polite",
            "perception.wait",
            "perception.call",
            "perception.polite",
        ],
        [*(f"Expectation: {text}" for text in TEXTS), *(f"Perception - {text}" for text in TEXTS)],
        [*(f"期望：{text}" for text in ("等候时间短。", *TEXTS[1:])), *(f"感知：{text[:-1]}" for text in TEXTS)],
        [
            *(f"What should it be like? [{text}]" for text in TEXTS),
            *(f"How did you experience it? [{text}]" for text in TEXTS),
        ],
        [*(f"<b>E{i}</b>. {text}" for i, text in enumerate(TEXTS)), *(f"P{i}\n{text}" for i, text in enumerate(TEXTS))],
    ],
)
def test_usual_namings_are_recognised(headers: list[str]) -> None:
    mixed = ["id", *reversed(headers), "branch", "E", "P"]
    found = find(mixed)
    named = [mixed[at] for part in ("expectation", "perception") for at in found[part]]
    assert named == headers


def test_what_was_recognised_stands_in_the_ledger() -> None:
    survey = read_survey(rows((1,) * 6), instrument())
    assert [(line.reason, line.count, line.detail) for line in survey.ledger.lines] == [
        ("columns", 3, "expectation: E1 … E3"),
        ("columns", 3, "perception: P1 … P3"),
    ]
    told = read_survey(rows((1,) * 6), instrument(), columns={"expectation": "E{n}", "perception": "P{n}"})
    assert told.ledger.lines == ()


@pytest.mark.parametrize(
    "headers",
    [
        ["P1", "P2", "P3"],
        ["q01", "q02", "q03"],
        ["wait", "call", "polite"],
        list(TEXTS),
        [f"Please rate [{t}]" for t in TEXTS],
    ],
)
def test_one_part_alone_needs_no_name(headers: list[str]) -> None:
    single = instrument(parts=("perception",))
    assert find(["id", *headers], asked=single) == {"perception": [1, 2, 3]}


def test_one_part_alone_is_not_taken_for_another() -> None:
    both = [*(f"期望：{text}" for text in TEXTS), *(f"感知：{text}" for text in TEXTS)]
    assert find(both, asked=instrument(parts=("perception",))) == {"perception": [3, 4, 5]}


def test_keys_that_are_numbers_are_the_numbers_of_headers() -> None:
    kiosk = Instrument.from_toml(Path(__file__).parent / "data" / "kiosk20.toml")
    headers = [f"{part}{n}" for part in "EP" for n in range(1, 25)]
    assert find(headers, asked=kiosk)["expectation"][:5] == [3, 4, 5, 21, 18]


HEADERS = ["E1", "E2", "E3", "P1", "P2", "P3"]


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (
            ["a", "b"],
            r"fits all 3 items .* headers are 'a', 'b'\. Say in columns= where each part stands: by a pattern, a list",
        ),
        (
            HEADERS[:3],
            r"and as perception; found expectation as E1 … E3, but no perception. Say in columns=",
        ),
        (["E1", "E3", *HEADERS[3:]], r"expectation is recognised as E1 … E3 for 2 items, but has no column for call"),
        ([*HEADERS, "E4", "P4"], r"has 3 items; the columns E1 … E3 of the expectation go on: 'E4'"),
        ([*HEADERS, "exp_1", "exp_2", "exp_3"], r"2 sets of columns could be it: E1 … E3; exp_1 … exp_3. .*\"E\{n\}\""),
        ([*HEADERS, "wait_p", "call_p", "polite_p"], r"2 sets of columns could be it: P1 … P3; wait_p … polite_p"),
        ([*HEADERS, "E2"], r"expectation of call stands in the column 'E2', .* 2 times: in columns 2, 7"),
        ([*HEADERS, "E02"], r"The expectation of call stands once .* E2; E02"),
    ],
)
def test_namings_that_are_refused(headers: list[str], message: str) -> None:
    with pytest.raises(ServgapError, match=message):
        find(headers)


BOTH = {"expectation": "E{n}", "perception": "P{n}"}


@pytest.mark.parametrize(
    ("columns", "headers"),
    [
        (BOTH, ["E1", "E11", "E2", "E3", "P1", "P2", "P3"]),
        ({"expectation": r"{n}-1.*\(기대 설문\)", "perception": r"{n}-2.*\(인지 설문\)"},
         ["11-1. x (기대 설문)", "1-1.\tx\ny (기대 설문)", "2-1. (기대 설문)", "3-1. (기대 설문)",
          "1-2. (인지 설문)", "2-2. (인지 설문)", "3-2.(인지 설문) "]),
        ({"expectation": "{item}_exp", "perception": ["a b", "b", "c"]},
         ["wait_exp", "wait_exp_note", "call_exp", "polite_exp", "a\n b", "b", "c"]),
        ({"expectation": {"polite": "z", "call": "y", "wait": "x"}, "perception": "P.?{n}"},
         ["x", "y", "z", "P-1", "P2", "P03"]),
    ],
)  # fmt: skip
def test_columns_that_are_told(columns: dict, headers: list[str]) -> None:
    found = find(headers, columns)
    assert [len(at) for at in found.values()] == [3, 3]
    assert len({at for part in found.values() for at in part}) == 6


def test_a_mapping_is_by_key_not_by_position() -> None:
    told = {"expectation": {"polite": "E1", "call": "E2", "wait": "E3"}, "perception": "P{n}"}
    assert find(HEADERS, told)["expectation"] == [2, 1, 0]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"expectation": "E{n}"}, r"columns= says nothing of perception. Add it"),
        (
            {**BOTH, "expectation": "E{n}("},
            r"'E\{n\}\(' of the expectation is neither a header .* nor a regular expression",
        ),
        ({**BOTH, "expectation": "E1"}, r"where an item's running number \{n\} or its key \{item\} stands; 'E1'"),
        (
            {**BOTH, "expectation": "X{n}"},
            r"'X\{n\}' of the expectation .* none for wait, call, polite. The headers are 'E1'",
        ),
        ({**BOTH, "expectation": "E?.?{n}"}, r"for wait it finds 2: 'E1', 'P1'. Write more"),
        ({**BOTH, "perception": "E{n}"}, r"'E1' is read as the expectation of wait and as the perception of wait"),
        ({**BOTH, "perception": ["P1", "P2"]}, r"each of the 3 items, in their order; it names 2"),
        (
            {**BOTH, "perception": ["P1", "P2", "P"]},
            r"perception of polite stands in the column 'P', which is not there",
        ),
        (
            {**BOTH, "perception": {"wait": "P1", "cal": "P2"}},
            r"call, polite has none; 'cal' is no item. Did you mean 'call'",
        ),
        ({**BOTH, "perception": 7}, r"gives 'perception' as a pattern, a list of headers or a mapping"),
        ({**BOTH, "expectations": "E{n}"}, r"'expectations' is none of them. Did you mean 'expectation'"),
        ({**BOTH, "points": {"speed": "E1"}}, r"the points names a header for every dimension; care has none"),
        ({**BOTH, "points": "E1"}, r"gives 'points' as a mapping from dimension to header"),
        ({**BOTH, "weight": "w"}, r"weight stands in the column 'w', which is not there"),
        ("E{n}", r"columns= says for each part where it stands, .*; found str"),
    ],
)
def test_columns_that_are_told_wrongly(columns: dict, message: str) -> None:
    with pytest.raises(ServgapError, match=message):
        find(HEADERS, columns)


def test_a_header_that_stands_twice_is_refused_only_where_it_is_used(tmp_path: Path) -> None:
    path = csv(tmp_path, "E1,E2,E3,P1,P2,P3,note,note", "1,2,3,1,2,3,a,b")
    assert read_survey(path, instrument()).n == 1
    twice = csv(tmp_path, "E1,E2,E3,E3,P1,P2,P3", "1,2,3,4,1,2,3", name="twice.csv")
    for columns in (None, BOTH, {"expectation": ["E1", "E2", "E3"], "perception": "P{n}"}):
        with pytest.raises(ServgapError, match=r"'E3', and that header stands 2 times: in columns 3, 4"):
            read_survey(twice, instrument(), columns=columns)


def test_columns_of_a_frame_may_be_numbers() -> None:
    frame = pd.DataFrame([[1, 2, 3, 4, 5, 6]])
    told = {"expectation": [0, 1, 2], "perception": [3, 4, 5]}
    assert read_survey(frame, instrument(), columns=told).perceptions.to_numpy().tolist() == [[4, 5, 6]]


def test_attributes_with_customary_names_are_read_where_nobody_names_any(tmp_path: Path) -> None:
    frame = rows((5, 4, 3, 2, 1, 1), (1, 1, 1, 1, 1, 1)).assign(Store="North", age=30, 季度=["2026Q1", "2026Q2"])
    read = read_survey(frame, instrument(), attributes=None)
    assert read.attributes == ("Store", "季度")
    assert "usual names" in repr(read)
    assert read_survey(frame, instrument(), attributes=["age", None]).attributes == ("age", "Store", "季度")
    assert read_survey(frame, instrument(), attributes=["Store", None]).attributes == ("Store", "季度")
    assert read_survey(frame, instrument()).attributes == ()
    assert read_survey(frame, instrument(), attributes=["age"]).attributes == ("age",)
    read.to_csv(tmp_path / "stored.csv")
    assert read_survey(tmp_path / "stored.csv", attributes=["Store", None]).attributes == ("Store", "季度")
    other = frame.drop(columns="Store").assign(E1=7)
    both = read_survey([frame, other], instrument(), attributes=None)
    assert both.attributes == ("季度", "source"), "one that not all sources have is not read"


def test_a_customary_name_that_stands_twice_or_is_reserved_is_left_alone() -> None:
    frame = rows((5, 4, 3, 2, 1, 1), (1, 1, 1, 1, 1, 1))
    twice = pd.concat([frame, pd.DataFrame([["a", "b"], ["a", "b"]], columns=["branch", "branch"])], axis=1)
    assert read_survey(twice, instrument(), attributes=None).attributes == ()
