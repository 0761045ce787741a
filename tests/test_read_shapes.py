"""Shapes of tables: titles above the header, a header of several rows, sums beneath, a row a respondent and item."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.language.shown import shown
from tests.proposals import proposed

TEXTS = ("Trains leave on time", "Seats are clean", "The guard helps")
KEYS = ("leave", "seats", "guard")
PARTS = ("expectation", "perception")
NAMES = [f"{letter}{n}" for letter in "EP" for n in (1, 2, 3)]
ANSWERS = np.array([[5, 5, 4, 1, 2, 3], [4, 5, 5, 2, 2, 3], [5, 4, 5, 1, 3, 3], [5, 5, 5, 2, 2, 1]])


def asked(parts: Sequence[str] = PARTS) -> sg.Instrument:
    items = [sg.Item(key, text) for key, text in zip(KEYS, TEXTS, strict=True)]
    return sg.Instrument("railway", sg.Scale(1, 5), [sg.Dimension("ride", items)], parts=tuple(parts))


def as_csv(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path.with_suffix(".csv")


def as_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


FILES = pytest.mark.parametrize("write", [as_csv, as_xlsx], ids=["csv", "xlsx"])
Write = Callable[[Path, Sequence[Sequence[object]]], Path]
BODY = [["No", *NAMES], *([number, *row] for number, row in enumerate(ANSWERS.tolist(), 1))]


def is_right(survey: sg.Survey) -> bool:
    found = np.hstack([survey.expectations.to_numpy(), survey.perceptions.to_numpy()])
    return bool(np.array_equal(found, ANSWERS))


def understood(survey: sg.Survey) -> dict[str, str]:
    return {line.reason: line.detail for line in survey.ledger.lines if line.kind == "understood"}


# Titles

TITLES = (
    [["Passenger survey 2026"]],
    [["Passenger survey 2026"], []],
    [["", "", "Passenger survey"], [""]],
    [["旅客满意度调查"], ["2026年第一季度"], []],
    [["Survey of expectations and perceptions"], ["Branch", "North"], ["Exported", "2026-03-02"]],
    [["Expectations 2026"]],
    [[], ["Umfrage"], [], ["Stand:", "März", "2026"], []],
    [["Passenger survey", *[""] * 40], []],
)


@FILES
@pytest.mark.parametrize("title", TITLES)
def test_titles_above_the_header_are_passed_over_and_shown(
    title: list[list[str]], write: Write, tmp_path: Path
) -> None:
    survey = sg.read_survey(write(tmp_path / "t", [*title, *BODY]), asked())
    assert is_right(survey)
    row = len(title) + 1
    assert survey.respondents.index.tolist() == [row + n for n in (1, 2, 3, 4)]
    first = next(cell for line in title for cell in line if cell)
    assert understood(survey)["header_row"] == f"the header stands in row {row}; above it stands {first!r}"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_title_of_more_cells_than_the_header_takes_no_answers(end: str, tmp_path: Path) -> None:
    """Quotes and a short row keep the file from the quick parser; the other takes columns too many for row labels."""
    header, *rows = [",".join(map(str, row)) for row in BODY]
    title = f'"Survey, of{end}passengers"' + "," * 500
    path = tmp_path / "t.csv"
    path.write_text(end.join([title, header, *rows]), encoding="utf-8", newline="")
    survey = sg.read_survey(path, asked())
    assert is_right(survey)
    assert survey.respondents.index.tolist() == [3, 4, 5, 6]


@FILES
@pytest.mark.parametrize("words", [("Qapla", "tuH"), ("Harapan", "Kenyataan")])
def test_words_above_a_header_that_was_told_are_not_passed_over(
    words: tuple[str, str], write: Write, tmp_path: Path
) -> None:
    """Perception may have been asked first; header=2 would leave nothing but the order."""
    groups = ["", words[1], *[""] * (len(TEXTS) - 1), words[0], *[""] * (len(TEXTS) - 1)]
    path = write(tmp_path / "t", [groups, ["No", *TEXTS, *TEXTS], *BODY[1:]])
    with pytest.raises(ServgapError, match=r"header=2 passes over row 1 .*Pass header=\[1, 2\]"):
        sg.read_survey(path, asked(), header=2)


@pytest.mark.parametrize("title", [title for title in TITLES if title[0]])
def test_a_title_that_pandas_took_for_the_header(title: list[list[str]], tmp_path: Path) -> None:
    frame = pd.read_excel(as_xlsx(tmp_path / "t", [*title, *BODY]), engine="calamine")
    survey = sg.read_survey(frame, asked())
    assert is_right(survey)
    assert understood(survey)["header_row"].startswith(f"the header stands in row {len(title) - 1}; above it stands")


@FILES
def test_a_title_above_a_header_of_two_rows(write: Write, tmp_path: Path) -> None:
    rows = [["Survey"], ["", "期望", "", "", "感知", "", ""], ["No", *TEXTS, *TEXTS], *BODY[1:]]
    assert is_right(sg.read_survey(write(tmp_path / "t", rows), asked()))


@FILES
def test_the_user_says_where_the_header_stands(write: Write, tmp_path: Path) -> None:
    above = [["A", "note", "of", "many", "words"], ["1", "2", "3", "4", "5"]]
    path = write(tmp_path / "t", [*above, *BODY])
    with pytest.raises(ServgapError, match=r"header=3") as refused:
        sg.read_survey(path, asked())
    assert proposed(refused.value, "header") == [3]
    survey = sg.read_survey(path, asked(), header=3)
    assert is_right(survey)
    assert "header_row" not in understood(survey)
    assert sg.describe_source(path, asked(), header=3).rows_used == 4


@FILES
def test_the_user_says_that_the_header_has_several_rows(write: Write, tmp_path: Path) -> None:
    rows = [["x", "y", "z"], ["", "Kä", "Kä", "Kä", "Zö", "Zö", "Zö"], ["", *TEXTS, *TEXTS], *BODY[1:]]
    path = write(tmp_path / "t", rows)
    columns = {"expectation": "Kä", "perception": "Zö"}
    assert is_right(sg.read_survey(path, asked(), header=[2, 3], columns=columns))
    three = [["", "Soll", "", "", "Ist", "", ""], ["Nr", "A", "", "B", "A", "", "B"], ["", *TEXTS, *TEXTS], *BODY[1:]]
    assert is_right(sg.read_survey(write(tmp_path / "u", three), asked(), header=[1, 2, 3]))


@pytest.mark.parametrize("header", [0, -1, 1.5, "3", [], [2, 1], [1, "2"], True])
def test_header_rows_that_are_none(header: object, tmp_path: Path) -> None:
    with pytest.raises(ServgapError, match=r"header= is the row of t\.csv in which the header stands"):
        sg.read_survey(as_csv(tmp_path / "t", BODY), asked(), header=header)  # type: ignore[arg-type]


@FILES
def test_a_header_row_that_is_not_there(write: Write, tmp_path: Path) -> None:
    with pytest.raises(ServgapError, match=r"header=50 names a row of t\.\w+ that is not there: it has 5"):
        sg.read_survey(write(tmp_path / "t", BODY), asked(), header=50)


def test_a_header_row_is_for_files_of_rows_only() -> None:
    with pytest.raises(ServgapError, match="header=3 does not apply: the source is a data frame"):
        sg.read_survey(pd.DataFrame(ANSWERS, columns=NAMES), asked(), header=3)


def test_what_has_one_filled_cell_and_is_no_title(tmp_path: Path) -> None:
    one = as_csv(tmp_path / "one", [["P1"], ["4"], ["5"]])
    single = sg.Instrument("one", sg.Scale(1, 5), [sg.Dimension("d", [sg.Item("a", "A b c")])], parts=("perception",))
    assert sg.read_survey(one, single).n == 2
    narrow = as_csv(tmp_path / "narrow", [["", "期望", "感知"], ["", "A b c", "A b c"], ["x", "5", "4"]])
    with pytest.raises(ServgapError):  # not by the order of the statements, which the row above them tells apart
        sg.read_survey(narrow, sg.Instrument("one", sg.Scale(1, 5), single.dimensions))


# Two header rows


@FILES
@pytest.mark.parametrize("words", ["期望/感知", "Harapan/Kenyataan", "Soll/Ist", "EXPECTATION/PERCEPTION", "기대/인지"])
def test_the_parts_name_repeated_over_every_column(words: str, write: Write, tmp_path: Path) -> None:
    expected, perceived = words.split("/")
    body = [["North", *row] for row in ANSWERS.tolist()]
    turned = [[branch, *row[3:], *row[:3]] for branch, *row in body]
    shapes = {
        "blocks": ([["branch", *[expected] * 3, *[perceived] * 3], ["", *TEXTS, *TEXTS]], body),
        "perception first": ([["branch", *[perceived] * 3, *[expected] * 3], ["", *TEXTS, *TEXTS]], turned),
        "parts below": ([["branch", *TEXTS, *TEXTS], ["", *[expected] * 3, *[perceived] * 3]], body),
        "in turn": (
            [["branch", *[expected, perceived] * 3], ["", *(text for text in TEXTS for _ in "ep")]],
            [[b, e1, p1, e2, p2, e3, p3] for b, e1, e2, e3, p1, p2, p3 in body],
        ),
    }
    for name, (headers, rows) in shapes.items():
        survey = sg.read_survey(write(tmp_path / name, [*headers, *rows]), asked(), attributes="branch")
        assert is_right(survey), name
        assert survey.ledger.rows_read == 4


def test_repeated_parts_of_an_unknown_language_are_shown_both_ways(tmp_path: Path) -> None:
    rows = [["branch", *["tuH"] * 3, *["Qapla"] * 3], ["", *TEXTS, *TEXTS], *(["N", *row] for row in ANSWERS.tolist())]
    with pytest.raises(ServgapError, match="Their order is no evidence") as refused:
        sg.read_survey(as_csv(tmp_path / "t", rows), asked())
    read = [sg.read_survey(as_csv(tmp_path / "t", rows), asked(), columns=each) for each in proposed(refused.value)]
    assert [is_right(survey) for survey in read] == [True, False]


def test_pandas_numbers_repeated_parts() -> None:
    frame = pd.DataFrame(
        [[*TEXTS, *TEXTS], *ANSWERS.tolist()], columns=["期望", "期望.1", "期望.2", "感知", "感知.1", "感知.2"]
    )
    assert is_right(sg.read_survey(frame.astype(str), asked()))


# Sums beneath


def statistic(name: str) -> Callable[[np.ndarray], float]:
    known: dict[str, Callable[[np.ndarray], float]] = {
        "mean": np.mean,
        "median": np.median,
        "mode": lambda column: float(np.bincount(column).argmax()),
        "sum": np.sum,
        "least": np.min,
        "most": np.max,
        "sd": lambda column: float(np.std(column, ddof=1)),
        "count": len,
    }
    return known[name]


def summed(name: str, digits: int) -> list[str]:
    return [f"{statistic(name)(ANSWERS[:, at]):.{digits}f}" for at in range(6)]


SUMS = (
    *(("Mean", "mean", 2), ("Median", "median", 0), ("Mode", "mode", 0), ("Sum", "sum", 0), ("Total", "sum", 0)),
    *(("Min", "least", 0), ("MAX", "most", 0), ("SD", "sd", 2), ("N", "count", 0), ("Average:", "mean", 0)),
    *(("Rata-rata", "mean", 0), ("Jumlah", "sum", 0), ("平均", "mean", 0), ("合计", "sum", 0), ("中位数", "median", 0)),
    *(("Mittelwert", "mean", 0), ("Moyenne", "mean", 0), ("Promedio", "mean", 0), ("Média", "mean", 0)),
    *(("Среднее", "mean", 0), ("Ortalama", "mean", 0), ("Średnia", "mean", 0), ("المتوسط", "mean", 0)),
    *(("ค่าเฉลี่ย", "mean", 0), ("Trung bình", "mean", 0), ("平均値", "mean", 0), ("평균", "mean", 0)),
    *(("Medelvärde", "mean", 0), ("Gennemsnit", "mean", 0), ("Gemiddelde", "mean", 0), ("Mean (n = 4)", "mean", 0)),
)


@pytest.mark.parametrize(("label", "name", "digits"), SUMS)
def test_a_summary_is_no_respondent(label: str, name: str, digits: int, tmp_path: Path) -> None:
    for blank in ([], [[]], [[""] * 7]):
        path = as_csv(tmp_path / "t", [*BODY, *blank, [label, *summed(name, digits)]])
        survey = sg.read_survey(path, asked())
        assert is_right(survey)
        row = 6 + len(blank)
        (line,) = [line for line in survey.ledger.lines if line.reason == "summary"]
        assert (line.kind, line.count, line.detail) == ("left_out", 1, f"row {row} ({shown(label)})")
        assert survey.ledger.rows_read == survey.n + survey.ledger.rows_left_out


def test_several_summaries_below_one_another_and_in_another_column(tmp_path: Path) -> None:
    body = [["id", "branch", *NAMES], *([f"R{at}", "North", *row] for at, row in enumerate(ANSWERS.tolist()))]
    below = [
        ["", "Mean", *summed("mean", 2)],
        ["", "SD", *summed("sd", 1)],
        [],
        ["", "Overall total", *summed("sum", 0)],
    ]
    survey = sg.read_survey(as_xlsx(tmp_path / "t", [*body, *below]), asked(), attributes=["branch"])
    assert is_right(survey)
    assert survey.ledger.reasons["summary"] == 3
    assert (
        sg.read_survey(as_csv(tmp_path / "u", [*body, below[0][:2] + summed("mean", 0)]), asked(), keep="summary").n
        == 5
    )
    assert "summary" in sg.describe_source(as_csv(tmp_path / "v", [*body, below[0]]), asked()).left_out


def test_a_summary_without_a_name(tmp_path: Path) -> None:
    body = [["id", *NAMES], *([f"R{at}", *row] for at, row in enumerate(ANSWERS.tolist()))]
    for digits in (0, 2):
        survey = sg.read_survey(as_csv(tmp_path / "t", [*body, [], ["", *summed("mean", digits)]]), asked())
        assert is_right(survey)
        assert survey.ledger.reasons == {"summary": 1, "no_answers": 1}


@pytest.mark.parametrize(
    ("header", "last"),
    [("name", "Max"), ("name", "Total"), ("branch", "N"), ("How was it overall?", "Average"), ("mode", "Mode 2")],
)
def test_a_respondent_whose_cell_is_such_a_word_stays(header: str, last: str, tmp_path: Path) -> None:
    others = ["Ann", "Bo", "Good"]
    body = [["id", header, *NAMES]]
    body += [[f"R{n}", cell, *row] for n, (cell, row) in enumerate(zip([*others, last], ANSWERS.tolist(), strict=True))]
    survey = sg.read_survey(as_csv(tmp_path / "t", body), asked())
    assert survey.n == 4
    assert "summary" not in survey.ledger.reasons


def test_answers_in_words_with_means_beneath(tmp_path: Path) -> None:
    words = np.array(["", "Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"])[ANSWERS]
    rows = [["No", *NAMES], *([n, *row] for n, row in enumerate(words.tolist(), 1)), ["Mean", *summed("mean", 0)]]
    assert is_right(sg.read_survey(as_csv(tmp_path / "t", rows), asked()))


def test_numbers_of_a_frame_with_their_mean_beneath() -> None:
    rows = [*([n, *row] for n, row in enumerate(ANSWERS.astype(float).tolist(), 1)), ["Mean", *ANSWERS.mean(axis=0)]]
    frame = pd.DataFrame(rows, columns=["No", *NAMES])
    assert frame["E1"].dtype == float
    assert is_right(sg.read_survey(frame, asked()))


# A row for each respondent and item


def half_long(names: Sequence[str], cells: np.ndarray = ANSWERS) -> pd.DataFrame:
    rows = [
        [f"R{person}", key, cells[person, at], cells[person, at + 3], "North" if person < 2 else "South"]
        for person in range(len(cells))
        for at, key in enumerate(KEYS)
    ]
    return pd.DataFrame(rows, columns=[*names, "branch"])


@pytest.mark.parametrize(
    "names",
    [
        ("user", "question", "harapan", "persepsi"),
        ("respondent", "item", "expectation", "perception"),
        ("id", "frage", "Soll", "Ist"),
        ("respondente", "pergunta", "Expectativa (1-5)", "Percepção (1-5)"),
        ("编号", "题目", "期望", "感知"),
    ],
)
def test_half_long_data_are_recognised_and_told(names: tuple[str, str, str, str]) -> None:
    frame = half_long(names)
    told = dict(zip(("respondent", "item", *PARTS), names, strict=True))
    for columns in (None, told):
        survey = sg.read_survey(frame, asked(), columns=columns, attributes="branch")
        assert is_right(survey)
        assert survey.row_names is not None
        assert survey.row_names.to_dict() == {0: "R0", 3: "R1", 6: "R2", 9: "R3"}
        assert survey.respondents["branch"].tolist() == ["North", "North", "South", "South"]
        assert understood(survey)["long"] == "12 rows of answers by 4 respondents"
    assert sg.describe_source(frame, asked()).rows_used == 4


def test_half_long_data_whose_respondents_are_found_by_what_they_hold() -> None:
    frame = half_long(("no_responden", "kode", "skor_harapan", "skor_persepsi"))
    frame.insert(1, "Nama", frame["no_responden"].map(lambda name: f"Person {name}"))
    survey = sg.read_survey(frame, asked())
    assert is_right(survey)
    assert survey.row_names is not None
    assert survey.row_names.name == "no_responden"
    answers = frame.melt(["no_responden", "kode"], ["skor_harapan", "skor_persepsi"], "jenis", "score")
    answers["jenis"] = answers["jenis"].str.removeprefix("skor_")
    assert is_right(sg.read_survey(answers, asked()))


def test_half_long_data_whose_parts_are_not_known_are_shown_both_ways() -> None:
    frame = half_long(("Kunde 7", "what", "tuH", "Qapla"))
    with pytest.raises(
        ServgapError, match=r"columns 'tuH', 'Qapla' hold its answers; .* order is no evidence"
    ) as refused:
        sg.read_survey(frame, asked())
    read = [is_right(sg.read_survey(frame, asked(), columns=columns)) for columns in proposed(refused.value)]
    assert read == [True, False]


def test_half_long_data_whose_columns_have_no_names_are_refused(tmp_path: Path) -> None:
    """As when the rows above were cut off; nothing can be proposed that would name them."""
    path = as_csv(tmp_path / "cut", half_long(("R0", "tram", "", "")).to_numpy().tolist())
    text = "R0,tram,,,South\n" + path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ServgapError, match="none fits all 3 items"):
        sg.read_survey(path, asked())


def test_half_long_data_with_gaps_labels_and_one_part() -> None:
    frame = half_long(("who", "what", "x", "y"))
    frame = frame.drop(index=[1, 5]).sample(frac=1, random_state=3)
    columns = {"respondent": "who", "item": "what", "expectation": "x", "perception": "y"}
    survey = sg.read_survey(frame, asked(), columns=columns)
    assert survey.row_names is not None
    assert survey.expectations[survey.row_names == "R0"].iloc[0].isna().tolist() == [False, True, False]
    alone = {"respondent": "who", "item": "what", "perception": "y"}
    single = sg.read_survey(half_long(("who", "what", "x", "y")), asked(("perception",)), columns=alone)
    np.testing.assert_array_equal(single.perceptions, ANSWERS[:, 3:])
    words = half_long(("who", "what", "x", "y"))
    words["y"] = words["y"].map({1: "SD", 2: "D", 3: "N", 4: "A", 5: "SA"})
    assert is_right(sg.read_survey(words, asked(), columns=columns))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda columns: columns.pop("perception"), r"respondent, item, expectation, perception\. It lacks perception"),
        (lambda columns: columns.pop("respondent"), r"It lacks respondent"),
        (lambda columns: columns.update(answer="x"), r"It names answer too, of which such data have none"),
        (lambda columns: columns.update(perception="x"), r"'x' is read as the (expectation|perception) and as"),
    ],
)
def test_half_long_data_that_are_told_wrongly(change: Callable[[dict[str, str]], object], message: str) -> None:
    columns = {"respondent": "who", "item": "what", "expectation": "x", "perception": "y"}
    change(columns)
    with pytest.raises(ServgapError, match=message):
        sg.read_survey(half_long(("who", "what", "x", "y")), asked(), columns=columns)


def test_half_long_data_in_which_an_item_stands_twice() -> None:
    frame = half_long(("user", "item", "expectation", "perception"))
    with pytest.raises(ServgapError, match=r"answered more than once: expectation row 12 \(leave\)"):
        sg.read_survey(pd.concat([frame, frame.iloc[:1]], ignore_index=True), asked())
