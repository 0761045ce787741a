"""Sources as other people write them: counted header rows, sums in any language, slips among labels, long data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.proposals import proposed

TEXTS = ("Rooms are warm", "Keys work", "Towels are dry", "Breakfast is hot")
EXPECTED = np.array([[5, 4, 5, 5], [4, 5, 5, 4], [5, 5, 4, 5], [4, 4, 5, 5], [5, 5, 5, 3]])
PERCEIVED = np.array([[1, 3, 2, 4], [2, 2, 3, 4], [1, 3, 4, 5], [3, 2, 2, 5], [2, 1, 3, 4]])
CODES = [f"{letter}{n}" for letter in "EP" for n in range(1, 5)]


def asked(parts: Sequence[str] = ("expectation", "perception")) -> sg.Instrument:
    items = [sg.Item(f"k{n}", text) for n, text in enumerate(TEXTS, start=1)]
    return sg.Instrument("stay", sg.Scale(1, 5), [sg.Dimension("all", items)], parts=tuple(parts))


def written(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    pd.DataFrame(rows).to_csv(path, header=False, index=False, encoding="utf-8")
    return path


def is_right(survey: sg.Survey) -> bool:
    right = np.array_equal(survey.expectations, EXPECTED) and np.array_equal(survey.perceptions, PERCEIVED)
    return right and survey.ledger.rows_read == len(EXPECTED)


# A header of two rows whose second one counts


@pytest.mark.parametrize("below", [[1, 2, 3, 4] * 2, [*range(1, 9)], [f"{n}. {t}" for n, t in enumerate(TEXTS, 1)] * 2])
@pytest.mark.parametrize("repeated", [True, False])
def test_a_second_header_row_that_counts_is_no_respondent(below: list[object], repeated: bool, tmp_path: Path) -> None:
    answers = np.hstack([PERCEIVED, EXPECTED]).tolist()
    for expected, perceived in (("Harapan", "Kenyataan"), ("期望", "感知"), ("tuH", "Qapla")):
        above = [word for name in (perceived, expected) for word in [name, *([name] if repeated else [""]) * 3]]
        path = written(tmp_path / "t.csv", [above, below, *answers])
        if expected != "tuH" and below[-1] != 8:
            assert is_right(sg.read_survey(path, asked()))
            continue
        with pytest.raises(ServgapError) as refused:
            sg.read_survey(path, asked())
        read = [is_right(sg.read_survey(path, asked(), columns=each)) for each in proposed(refused.value)]
        assert sum(read) == 1
        assert len(read) == (2 if expected == "tuH" else 1)


def test_a_row_that_repeats_its_names_is_not_proposed_without_what_stands_above(tmp_path: Path) -> None:
    above = [f"{word} {n}" for word in ("tuH", "Qapla") for n in "abcd"]
    path = written(tmp_path / "t.csv", [above, [*TEXTS, *TEXTS], *np.hstack([EXPECTED, PERCEIVED]).tolist()])
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(path, asked())
    assert proposed(refused.value, "header") == [[1, 2]]
    with pytest.raises(ServgapError, match="Their order is no evidence") as both:
        sg.read_survey(path, asked(), header=[1, 2])
    read = [is_right(sg.read_survey(path, asked(), header=[1, 2], columns=each)) for each in proposed(both.value)]
    assert sorted(read) == [False, True]


# Sums beneath, in words that no file knows


@pytest.mark.parametrize("word", ["Keskiarvo", "Průměr", "Μέσος όρος", "ממוצע", "Xyz"])
@pytest.mark.parametrize("statistic", [np.mean, np.median, np.max])
def test_a_statistic_under_another_name_is_no_respondent(word: str, statistic: Any, tmp_path: Path) -> None:
    answers = np.hstack([EXPECTED, PERCEIVED])
    last = np.round(statistic(answers, axis=0)).astype(int).tolist()
    coded = [["No", *CODES], *([n, *row] for n, row in enumerate(answers.tolist(), 1)), [word, *last]]
    grouped = [["No", "Branch", *CODES], *([n, "N", *row] for n, row in enumerate(answers.tolist(), 1))]
    for rows in (coded, [*grouped, ["", word, *last]]):
        survey = sg.read_survey(written(tmp_path / "t.csv", rows), asked())
        assert survey.ledger.reasons == {"summary": 1}
        assert survey.n == len(EXPECTED)


def test_a_respondent_who_answers_as_most_do_stays(tmp_path: Path) -> None:
    answers = [[5] * 8, [4] * 8, [5] * 8, [5] * 8]
    named = [["Name", *CODES], *([n, *row] for n, row in zip(("Ann", "Bo", "Cy", "Di"), answers, strict=True))]
    remark = [[*CODES, "Remark"], *([*row, said] for row, said in zip(answers, ("", "", "", "none"), strict=True))]
    for rows in (named, remark):
        assert sg.read_survey(written(tmp_path / "t.csv", rows), asked()).n == 4


# Labels


KNOWN = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
CHINESE = ("非常不同意", "不同意", "一般", "同意", "非常同意")
PUAS = ("Sangat Tidak Puas", "Tidak Puas", "Cukup", "Puas", "Sangat Puas")


def labelled(labels: Sequence[str], stray: str | None = None, rows: int = 4) -> pd.DataFrame:
    cells = np.array(labels, dtype=object)[np.tile(np.hstack([EXPECTED, PERCEIVED]), (rows, 1)) - 1]
    if stray is not None:
        cells[3, 2] = stray
    return pd.DataFrame(cells, columns=CODES)


@pytest.mark.parametrize("stray", ["True", "Satisfied", "SS", "xyz", "5 - xyz"])
@pytest.mark.parametrize(
    "labels", [KNOWN, ("SD", "D", "N", "A", "SA"), ("非常不同意", "不同意", "一般", "同意", "非常同意")]
)
def test_one_label_that_belongs_to_another_set_is_the_one_named(labels: Sequence[str], stray: str) -> None:
    with pytest.raises(ServgapError, match=r"E3 row 3 \(") as refused:
        sg.read_survey(labelled(labels, stray), asked())
    assert str(refused.value).count(" row ") == 1
    (mapping,) = proposed(refused.value, "labels")
    assert list(mapping) == [stray]
    survey = sg.read_survey(labelled(labels, stray), asked(), labels={stray: 4})
    assert survey.expectations.iloc[3, 2] == 4


def test_the_label_that_completes_no_set_is_proposed_with_all_others() -> None:
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(labelled(PUAS), asked())
    (mapping,) = proposed(refused.value, "labels")
    assert mapping == dict(zip(PUAS, range(1, 6), strict=True))
    survey = sg.read_survey(labelled(PUAS, rows=1), asked(), labels=mapping)
    assert is_right(survey)


def test_labels_of_which_some_have_numbers_beside_them() -> None:
    labels = ("(1) low", "(2)", "(3)", "(4)", "(5) high")
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(labelled(labels), asked())
    (mapping,) = proposed(refused.value, "labels")
    assert sorted(mapping) == sorted(labels)
    assert is_right(
        sg.read_survey(labelled(labels, rows=1), asked(), labels=dict(zip(labels, range(1, 6), strict=True)))
    )


def test_labels_that_are_read_as_one_have_one_value() -> None:
    with pytest.raises(ServgapError, match="read as one label"):
        sg.read_survey(labelled(KNOWN), asked(), labels={"Agree": 4, "agree!": 5})


# Long data


def long(names: Sequence[str], values: tuple[str, str], items: Sequence[object]) -> pd.DataFrame:
    parts = ((values[1], PERCEIVED), (values[0], EXPECTED))
    rows = [
        [f"r{person}", item, value, cells[person, at]]
        for value, cells in parts
        for person in range(len(cells))
        for at, item in enumerate(items)
    ]
    return pd.DataFrame(rows, columns=list(names)).astype(str)


def half(names: Sequence[str], items: Sequence[object]) -> pd.DataFrame:
    rows = [
        [f"r{p}", item, EXPECTED[p, at], PERCEIVED[p, at]]
        for p in range(len(EXPECTED))
        for at, item in enumerate(items)
    ]
    return pd.DataFrame(rows, columns=list(names)).astype(str)


def same_answers(survey: sg.Survey) -> bool:
    return np.array_equal(survey.expectations, EXPECTED) and np.array_equal(survey.perceptions, PERCEIVED)


ITEMS = (
    ("Q1", "Q2", "Q3", "Q4"),
    ("Q01", "Q02", "Q03", "Q04"),
    ("soal 1", "soal 2", "soal 3", "soal 4"),
    tuple(f"{n}. {text}" for n, text in enumerate(TEXTS, 1)),
    (1, 2, 3, 4),
)


@pytest.mark.parametrize("items", ITEMS)
def test_items_of_long_data_by_their_numbers(items: Sequence[object]) -> None:
    frame = half(("id", "soal", "harapan", "kenyataan"), items)
    assert same_answers(sg.read_survey(frame, asked()))
    assert same_answers(sg.read_survey(long(("user", "soal", "jenis", "nilai"), ("Soll", "Ist"), items), asked()))


def test_numbers_that_do_not_count_the_items_are_no_items() -> None:
    columns = {"respondent": "id", "item": "q", "expectation": "e", "perception": "p"}
    frame = half(("id", "q", "e", "p"), ("Q2", "Q3", "Q4", "Q5"))
    with pytest.raises(ServgapError, match="name the item of every answer"):
        sg.read_survey(frame, asked(), columns=columns)


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("values", [("A", "B"), ("1", "2"), ("before", "after"), ("Harapan", "Xyz")])
def test_values_of_a_part_column_that_are_not_known(values: tuple[str, str], told: bool) -> None:
    frame = long(("id", "item", "type", "value"), values, TEXTS)
    columns = {"respondent": "id", "item": "item", "part": "type", "answer": "value"} if told else None
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(frame, asked(), columns=columns)
    read = [same_answers(sg.read_survey(frame, asked(), columns=each)) for each in proposed(refused.value)]
    assert sorted(read) == ([True] if values[0] == "Harapan" else [False, True])


@pytest.mark.parametrize("names", [("importance", "performance"), ("Kepentingan", "Kepuasan"), ("重要度", "满意度")])
def test_importance_in_long_data_is_no_expectation(names: tuple[str, str]) -> None:
    for frame in (long(("id", "item", "type", "value"), names, TEXTS), half(("id", "item", *names), TEXTS)):
        with pytest.raises(ServgapError, match="how important something is says nothing") as refused:
            sg.read_survey(frame, asked())
        assert not proposed(refused.value)
        assert "dataclasses.replace(instrument, parts=(" in str(refused.value)


# Several sources


def whole(expected: str, perceived: str, shift: int = 0) -> pd.DataFrame:
    headers = [f"{word} [{text}]" for word in (perceived, expected) for text in TEXTS]
    frame = pd.DataFrame(np.tile(np.hstack([PERCEIVED, EXPECTED]), (3, 1)), columns=headers).astype(str)
    frame.insert(0, "id", [f"r{n + shift}" for n in range(len(frame))])
    return frame


def test_a_mapping_for_the_source_that_needs_one() -> None:
    sources = [whole("Harapan", "Kenyataan"), whole("tuH", "Qapla", 100)]
    with pytest.raises(ServgapError, match="In frame 2: ") as refused:
        sg.read_survey(sources, asked())
    signs = []
    for columns in proposed(refused.value):
        gaps = sg.read_survey(sources, asked(), columns=columns)
        signs.append(float((gaps.perceptions - gaps.expectations).iloc[20, 0]))
        assert (gaps.perceptions - gaps.expectations).iloc[0, 0] == -4
    assert sorted(signs) == [-4, 4]


def test_a_proposal_repeats_what_was_said_of_other_columns() -> None:
    e, p = (pd.DataFrame(cells, columns=["Q1", "Q2", "Q3", "Q4"]) for cells in (EXPECTED, PERCEIVED))
    sources = [frame.assign(No=range(1, 6)) for frame in (e, p)]
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(sources, asked())
    assert [each["respondent"] for each in proposed(refused.value)] == ["No", "No"]
    assert [same_answers(sg.read_survey(sources, asked(), columns=c)) for c in proposed(refused.value)] == [True, False]
    with pytest.raises(ServgapError) as again:
        sg.read_survey(whole("tuH", "Qapla"), asked(), columns={"respondent": "id"})
    assert all(each["respondent"] == "id" for each in proposed(again.value))


def test_a_copy_of_a_source_is_refused(tmp_path: Path) -> None:
    one, other = whole("Soll", "Ist"), whole("Soll", "Ist", 100)
    with pytest.raises(ServgapError, match=r"all 15 rows of frame \d stand in frame \d too"):
        sg.read_survey([one, one.iloc[::-1]], asked())
    assert sg.read_survey([one, other], asked()).n == 30


# Headers


def test_blanks_around_a_pattern_count_for_nothing() -> None:
    frame = pd.DataFrame(np.hstack([EXPECTED, PERCEIVED]), columns=CODES)
    assert is_right(sg.read_survey(frame, asked(), columns={"expectation": " E{n}", "perception": "P{n} "}))


@pytest.mark.parametrize(
    "header",
    [
        *("Siapa nama Anda?", "¿Cuál es su nombre?", "Quel est votre nom ?", "Как вас зовут?", "Wie heißen Sie?"),
        *("phoneNumber", "CustomerName", "Name (optional)", "学号", "LinkedIn", "WhatsApp", "T.C. Kimlik No"),
    ],
)
def test_questions_for_who_somebody_is(header: str) -> None:
    frame = pd.DataFrame(np.hstack([EXPECTED, PERCEIVED]), columns=CODES).assign(**{header: "somebody"})
    assert sg.describe_source(frame, asked()).personal == (header,)
