"""Several files or sheets as one survey: one below another, or side by side by the respondents' names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.proposals import proposed

TEXTS = ("Lessons begin on time", "Marks are fair", "Rooms are warm")
PARTS = ("expectation", "perception")
EXPECTED = np.array([[5, 5, 4], [4, 5, 5], [5, 4, 5], [5, 5, 5]])
PERCEIVED = np.array([[1, 2, 3], [2, 2, 3], [1, 3, 3], [2, 2, 1]])
IDS = ["ann", "bo", "cy", "di"]


def asked(parts: Sequence[str] = PARTS) -> sg.Instrument:
    items = [sg.Item(f"i{n}", text) for n, text in enumerate(TEXTS, 1)]
    return sg.Instrument("school", sg.Scale(1, 5), [sg.Dimension("class", items)], parts=tuple(parts))


def whole(rows: slice = slice(None), **columns: Sequence[object]) -> pd.DataFrame:
    frame = pd.DataFrame(EXPECTED[rows], columns=["E1", "E2", "E3"])
    frame[["P1", "P2", "P3"]] = PERCEIVED[rows]
    return frame.assign(**columns)


def part(cells: np.ndarray, names: Sequence[str] = ("Q1", "Q2", "Q3"), ids: Sequence[object] = IDS) -> pd.DataFrame:
    frame = pd.DataFrame(cells, columns=list(names))
    frame.insert(0, "id", list(ids))
    return frame


def saved(folder: Path, **frames: pd.DataFrame) -> list[Path]:
    paths = []
    for name, frame in frames.items():
        paths.append(folder / f"{name}.csv")
        frame.to_csv(paths[-1], index=False)
    return paths


def workbook(path: Path, frames: Mapping[str, pd.DataFrame]) -> Path:
    with pd.ExcelWriter(path) as writer:
        for name, frame in frames.items():
            frame.to_excel(writer, sheet_name=name, index=False)
    return path


def is_right(survey: sg.Survey, order: Sequence[int] = (0, 1, 2, 3)) -> bool:
    rows = list(order)
    return np.array_equal(survey.expectations, EXPECTED[rows]) and np.array_equal(survey.perceptions, PERCEIVED[rows])


def understood(survey: sg.Survey, reason: str) -> list[str]:
    return [line.detail for line in survey.ledger.lines if line.reason == reason]


def called(survey: sg.Survey) -> list[object]:
    assert survey.row_names is not None
    return survey.row_names.tolist()


# One below another


def test_two_files_of_one_questionnaire(tmp_path: Path) -> None:
    first, second = whole(slice(0, 2), branch=["N", "S"]), whole(slice(2, 4), branch=["S", "N"])
    first.to_csv(tmp_path / "2026Q1.csv", index=False)
    second[second.columns[::-1]].to_csv(tmp_path / "2026Q2.csv", index=False, sep=";")
    survey = sg.read_survey([tmp_path / "2026Q1.csv", tmp_path / "2026Q2.csv"], asked(), attributes="branch")
    assert is_right(survey)
    assert survey.respondents["source"].tolist() == ["2026Q1", "2026Q1", "2026Q2", "2026Q2"]
    assert survey.respondents["branch"].tolist() == ["N", "S", "S", "N"]
    assert survey.respondents.index.tolist() == ["2026Q1:2", "2026Q1:3", "2026Q2:2", "2026Q2:3"]
    assert understood(survey, "source") == ["2026Q1", "2026Q2"]
    assert understood(survey, "delimiter") == ["2026Q1: comma", "2026Q2: semicolon"]
    assert survey.ledger.rows_read == survey.n == 4
    assert survey.where(source="2026Q2").n == 2
    waves = sg.track_waves(survey, by="source")
    assert waves.frame["wave_to"].iloc[0] == "2026Q2"


def test_two_sheets_of_one_workbook(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "year.xlsx",
        {"Q1": whole(slice(0, 3)), "Notes": pd.DataFrame({"x": ["y"]}), "Q2": whole(slice(3, 4))},
    )
    survey = sg.read_survey(path, asked(), sheet=["Q1", "Q2"])
    assert is_right(survey)
    assert survey.respondents["source"].tolist() == ["Q1", "Q1", "Q1", "Q2"]
    assert is_right(sg.read_survey(path, asked(), sheet=[2, 0]), [3, 0, 1, 2])
    with pytest.raises(ServgapError, match=r"Several sheets of year\.xlsx hold cells") as refused:
        sg.read_survey(path, asked())
    assert proposed(refused.value, "sheet") == ["Q1", ["Q1", "Notes"]]


def test_frames_and_one_source_in_a_list() -> None:
    survey = sg.read_survey([whole(slice(0, 2)), whole(slice(2, 4)).astype(str)], asked())
    assert is_right(survey)
    assert survey.respondents["source"].tolist() == ["frame 1", "frame 1", "frame 2", "frame 2"]
    alone = sg.read_survey((whole(),), asked())
    assert is_right(alone)
    assert set(alone.respondents["source"]) == {"frame 1"}


def test_one_part_is_stacked_too() -> None:
    survey = sg.read_survey([whole(slice(0, 2)), whole(slice(2, 4))], asked(("perception",)))
    np.testing.assert_array_equal(survey.perceptions, PERCEIVED)


def test_files_of_one_name_are_told_by_their_folders(tmp_path: Path) -> None:
    for year in ("2025", "2026"):
        (tmp_path / year).mkdir()
    one, two = (saved(tmp_path / year, answers=whole(slice(at, at + 2)))[0] for at, year in ((0, "2025"), (2, "2026")))
    survey = sg.read_survey([one, str(two)], asked())
    assert survey.respondents["source"].tolist() == ["2025/answers"] * 2 + ["2026/answers"] * 2


def test_an_attribute_called_source() -> None:
    frames = [whole(slice(0, 2), source=["web", "web"]), whole(slice(2, 4), source=["phone", "web"])]
    survey = sg.read_survey(frames, asked(), attributes=["source"])
    assert survey.respondents["source"].tolist() == ["web", "web", "phone", "web"]
    assert survey.respondents["source_file"].tolist() == ["frame 1", "frame 1", "frame 2", "frame 2"]
    asked_for = sg.read_survey([whole(slice(0, 2)), whole(slice(2, 4))], asked(), attributes=["source"])
    assert asked_for.attributes == ("source",)


def test_respondents_of_one_name_in_two_quarters_are_one() -> None:
    frames = [whole(slice(0, 2), id=["a", "b"]), whole(slice(2, 4), id=["b", "c"])]
    survey = sg.read_survey(frames, asked(), columns={"respondent": "id"})
    assert called(survey) == ["a", "b", "b", "c"]
    assert survey.persons is not None
    assert survey.persons.tolist() == [0, 1, 1, 2]
    assert survey.respondents.index.tolist() == ["frame 1:0", "frame 1:1", "frame 2:0", "frame 2:1"]


def test_what_frames_call_their_rows_is_kept_apart() -> None:
    frames = [whole(slice(0, 2)).set_axis(["a@b.org", "c@d.org"]), whole(slice(2, 4))]
    survey = sg.read_survey(frames, asked())
    assert called(survey) == ["a@b.org", "c@d.org", "frame 2:0", "frame 2:1"]
    assert "@" not in repr(survey) + repr(survey.respondents)


def test_labels_points_weights_and_places_of_several_files(tmp_path: Path) -> None:
    words = np.array(["", "Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"])
    first = pd.DataFrame(words[np.hstack([EXPECTED, PERCEIVED])[:2]], columns=whole().columns).assign(w=[1, 2])
    second = whole(slice(2, 4), w=[1.5, 1]).astype(str)
    with pytest.raises(ServgapError, match=r"labels; .* numbers: E1 row frame 2:0 \(5\)|numbers or as labels"):
        sg.read_survey([first, second], asked())
    survey = sg.read_survey([first, first], asked(), columns={"weight": "w"})
    assert survey.weight is not None
    assert survey.weight.tolist() == [1, 2, 1, 2]
    bad = whole(slice(2, 4))
    bad.loc[1, "P2"] = 9
    with pytest.raises(ServgapError, match=r"P2 row two:3 \(9\)"):
        sg.read_survey(saved(tmp_path, one=whole(slice(0, 2)), two=bad), asked())


def test_value_labels_that_differ_between_files(tmp_path: Path) -> None:
    values = {1.0: "Strongly disagree", 2.0: "Disagree", 3.0: "Neutral", 4.0: "Agree", 5.0: "Strongly agree"}
    turned = {6.0 - value: label for value, label in values.items()}
    paths = [tmp_path / "a.sav", tmp_path / "b.sav"]
    names = list(whole().columns)
    pyreadstat.write_sav(whole(slice(0, 2)).astype(float), paths[0], variable_value_labels=dict.fromkeys(names, values))
    reverse = (6.0 - whole(slice(2, 4))).astype(float)
    pyreadstat.write_sav(reverse, paths[1], variable_value_labels=dict.fromkeys(names, turned))
    assert is_right(sg.read_survey(paths[0], asked()), [0, 1])
    with pytest.raises(ServgapError):  # numbers that mean two things: what is not understood is not read
        sg.read_survey(paths, asked())
    pyreadstat.write_sav(whole(slice(2, 4)).astype(float), paths[1], variable_value_labels=dict.fromkeys(names, values))
    assert is_right(sg.read_survey(paths, asked()))


def test_rows_that_each_tool_marks_are_left_out_of_each_file() -> None:
    meta = ["StartDate", "EndDate", "Status", "Finished", "ResponseId"]
    row = ["2026-01-02 10:00:00", "2026-01-02 10:05:00", "IP Address", "True", "R_1"]
    preview = [*row[:2], "Survey Preview", *row[3:]]
    frames = []
    for at in (0, 2):
        cells = whole(slice(at, at + 2)).astype(str).to_numpy().tolist()
        rows = [[*row, *cells[0]], [*preview, *cells[0]], [*row, *cells[1]]]
        frames.append(pd.DataFrame(rows, columns=[*meta, *whole().columns]))
    survey = sg.read_survey(frames, asked())
    assert is_right(survey)
    assert survey.ledger.reasons == {"preview": 2}
    assert survey.respondents["duration_seconds"].tolist() == [300] * 4


@pytest.mark.parametrize(
    ("sources", "options", "message"),
    [
        ([], {}, r"A list of sources names at least one; it is empty"),
        (whole(), {"sheet": []}, r"A list of sheets names at least one"),
        ([whole(), whole()[["E1", "P1"]]], {}, r"^In frame 2: The (expectation|perception) is recognised"),
        ([whole(b=[1] * 4), whole()], {"attributes": "b"}, r"frame 2 has no column 'b'\. Its headers are 'E1'"),
        ([whole(), "no such file.csv"], {}, r"There is no file 'no such file\.csv'"),
        ([whole(), whole()], {"columns": "E{n}"}, r"columns= says for each part where it stands"),
    ],
)
def test_sources_that_cannot_be_stacked(sources: object, options: dict[str, object], message: str) -> None:
    with pytest.raises(ServgapError, match=message):
        sg.read_survey(sources, asked(), **options)  # type: ignore[arg-type]


def test_one_file_given_twice(tmp_path: Path) -> None:
    (path,) = saved(tmp_path, a=whole())
    with pytest.raises(ServgapError, match="'a' is given twice"):
        sg.read_survey([path, str(path)], asked())


# Side by side


@pytest.mark.parametrize(
    "names",
    [
        ("expectations", "perceptions"),
        ("Harapan", "Kenyataan"),
        ("期望", "感知"),
        ("Soll", "Ist"),
        *(("1 expected", "2 actual"), ("expectations_2026", "perceptions_2026")),
    ],
)
def test_a_part_in_each_file_or_sheet(names: tuple[str, str], tmp_path: Path) -> None:
    order = [2, 0, 3, 1]
    frames = dict(zip(names, (part(EXPECTED), part(PERCEIVED[order], ids=[IDS[at] for at in order])), strict=True))
    path = workbook(tmp_path / "both.xlsx", frames)
    for sheets in (list(names), list(names[::-1])):
        survey = sg.read_survey(path, asked(), sheet=sheets)
        assert is_right(
            survey.drop([], reason="none") if False else survey, order if sheets[0] == names[1] else range(4)
        )
        assert understood(survey, "joined") == ["by id"]
        assert "source" not in survey.attributes
    survey = sg.read_survey(saved(tmp_path, **frames), asked())
    assert is_right(survey)
    assert called(survey) == IDS


def test_the_words_of_the_headers_tell_the_parts_and_the_statements_pair() -> None:
    turned = [2, 0, 1]
    wished = part(EXPECTED, [f"What do you expect? [{text}]" for text in TEXTS]).assign(branch=["N", "S", "N", "S"])
    found = part(PERCEIVED[:, turned], [f"How was it? [{TEXTS[at]}]" for at in turned])
    for sources in ([wished, found], [found, wished]):
        survey = sg.read_survey(sources, asked(), attributes="branch")
        assert is_right(survey)
        assert survey.respondents["branch"].tolist() == ["N", "S", "N", "S"]


def test_respondents_of_one_file_only_have_no_pair() -> None:
    frames = [part(EXPECTED, ["E1", "E2", "E3"]), part(PERCEIVED[:3], ["P1", "P2", "P3"], ["ann", "eve", "cy"])]
    survey = sg.read_survey(frames, asked())
    assert called(survey) == ["ann", "cy"]
    assert survey.respondents.index.tolist() == ["frame 1:0", "frame 1:2"]
    assert survey.ledger.reasons == {"no_pair": 3}
    assert survey.ledger.rows_read == 5


def test_an_attribute_that_both_files_have() -> None:
    wished = part(EXPECTED, ["E1", "E2", "E3"]).assign(branch=["N", "S", "N", "S"])
    found = part(PERCEIVED, ["P1", "P2", "P3"]).assign(branch=["N", "S", "", "S"]).iloc[::-1]
    survey = sg.read_survey([wished, found], asked(), attributes="branch")
    assert survey.respondents["branch"].tolist() == ["N", "S", "N", "S"]
    found.loc[0, "branch"] = "S"
    with pytest.raises(
        ServgapError, match=r"'branch' differs between frame 1 and frame 2 for 1 respondent \(row 3 of frame 2\)"
    ) as no:
        sg.read_survey([wished, found], asked(), attributes="branch")
    (named,) = proposed(no.value, "attributes")
    assert sg.read_survey([wished, found], asked(), attributes=named).respondents.iloc[0, 0] == "N"


def test_names_of_files_that_say_nothing_are_shown_both_ways(tmp_path: Path) -> None:
    sources = saved(tmp_path, x=part(EXPECTED), y=part(PERCEIVED))
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(sources, asked())
    read = [sg.read_survey(sources, asked(), columns=columns) for columns in proposed(refused.value)]
    assert sorted(map(is_right, read)) == [False, True]
    told = {"expectation": "x: Q{n}", "perception": "y: Q{n}"}
    assert is_right(sg.read_survey(sources, asked(), columns=told))


def test_a_count_of_rows_is_no_name_of_a_respondent_unless_told() -> None:
    frames = [part(EXPECTED, ["E1", "E2", "E3"], range(1, 5)), part(PERCEIVED, ["P1", "P2", "P3"], range(1, 5))]
    with pytest.raises(ServgapError, match="their order is no evidence") as refused:
        sg.read_survey(frames, asked())
    (columns,) = proposed(refused.value)
    assert is_right(sg.read_survey(frames, asked(), columns=columns))


@pytest.mark.parametrize(
    ("second", "columns", "message"),
    [
        (part(PERCEIVED, ["P1", "P2", "P3"]).drop(columns="id"), None, r"Add a column that names the respondent"),
        (part(PERCEIVED, ["P1", "P2", "P3"], list("wxyz")), None, r"Add a column that names the respondent"),
        (
            part(PERCEIVED, ["P1", "P2", "P3"], ["ann"] * 4),
            {"respondent": "id"},
            r"in frame 2 one stands more than once",
        ),
        (part(PERCEIVED, ["P1", "P2", "P3"], ["", "a", "b", "c"]), {"respondent": "id"}, r"in frame 2 one has none"),
        (
            part(PERCEIVED, ["P1", "P2", "P3"]),
            {"respondent": "no"},
            r"respondent in frame 1 .* 'no', which is not there",
        ),
    ],
)
def test_rows_of_nobody_known_are_not_joined(second: pd.DataFrame, columns: object, message: str) -> None:
    with pytest.raises(ServgapError, match=message):
        sg.read_survey([part(EXPECTED, ["E1", "E2", "E3"]), second], asked(), columns=columns)  # type: ignore[arg-type]


def test_a_mapping_over_two_files_is_held_against_the_statements() -> None:
    order = [0, 2, 1]
    wished = part(EXPECTED, [f"A{n}. {text}" for n, text in enumerate(TEXTS, 1)])
    found = part(PERCEIVED[:, order], [f"B{n}. {TEXTS[at]}" for n, at in enumerate(order, 1)])
    with pytest.raises(ServgapError, match="holds the statement of") as refused:
        sg.read_survey([wished, found], asked(), columns={"expectation": r"A{n}\..*", "perception": r"B{n}\..*"})
    (columns,) = proposed(refused.value)
    assert is_right(sg.read_survey([wished, found], asked(), columns=columns))


def test_several_sources_are_described() -> None:
    stacked = sg.describe_source([whole(slice(0, 2)), whole(slice(2, 4))], asked())
    assert (stacked.rows_read, stacked.rows_used, stacked.problem) == (4, 4, None)
    joined = sg.describe_source([part(EXPECTED, ["E1", "E2", "E3"]), part(PERCEIVED, ["P1", "P2", "P3"])], asked())
    assert (joined.rows_used, [block.part for block in joined.blocks]) == (4, ["expectation", "perception"])
    unclear = sg.describe_source([part(EXPECTED), part(PERCEIVED)], asked())
    assert unclear.rows_used is None
    assert unclear.problem is not None
    assert "另" in repr(stacked.in_language("zh")) or "数据源" in repr(stacked.in_language("zh"))


def test_a_name_by_which_a_person_is_known_stands_in_no_message() -> None:
    wished, found = part(EXPECTED, ["E1", "E2", "E3"]), part(PERCEIVED, ["P1", "P2", "P3"])
    found.loc[1, "P2"] = 9
    frames = [frame.rename(columns={"id": "e-mail"}) for frame in (wished, found)]
    with pytest.raises(ServgapError, match=r"P2 row frame 1:1 \(9\)"):
        sg.read_survey(frames, asked())
