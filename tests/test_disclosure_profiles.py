"""What each named profile leaves out, merges and rounds, and what an attack by linear programming then finds."""

from __future__ import annotations

import dataclasses
import io
import re
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_disclosure import complete, relabelled, survey_of, written

import servgap as sg
from servgap.errors import ServgapError
from servgap.language import language_of, number, p_value, percentage
from servgap.report.ledger_table import ledger_table
from servgap.report.report import Report
from servgap.report.rounding import nearest
from servgap.report.suppression import shown_together
from servgap.survey.disclosure import hidden_groups
from servgap.survey.disclosure_profile import MERGED, PROFILES
from tests.disclosure_attack import tables_in, widths_of_items

SIZES = {"Airport": 61, "Central": 47, "East": 33, "Harbour": 14, "Pier": 4}
SURVEY = complete(survey_of(SIZES))
OTHERS = "Others (2 groups)"


@cache
def gaps_of(survey: sg.Survey = SURVEY) -> list[sg.Finding]:
    return [sg.measure_gaps(survey), sg.measure_gaps(survey, by="branch")]


def book_of(survey: sg.Survey, profile: str, folder: Path, language: str = "en") -> Path:
    path = folder / f"{profile}.xlsx"
    Report(gaps_of(survey), title="Branches", disclosure=profile, language=language).to_excel(path)
    return path


def by_branch(path: Path, column: str = "Standard deviation") -> pd.DataFrame:
    return next(sheet for sheet in tables_in(path).values() if {"branch", column} <= set(sheet))


def text_of(page: bytes) -> str:
    return re.sub(r"<[^>]+>", " ", page.decode().replace("&#x27;", "'"))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("books")
    return {name: book_of(SURVEY, name, folder) for name in PROFILES}


def test_an_unknown_profile_is_refused_with_those_there_are():
    for wrong in ("strict", "", None, 5, ["rounded"]):
        with pytest.raises(ServgapError, match="'primary', 'complementary', 'merged', 'rounded'; found"):
            Report(SURVEY, disclosure=wrong)
        with pytest.raises(ServgapError, match="'primary', 'complementary', 'merged', 'rounded'; found"):
            SURVEY.tally(by="branch").suppress(10, profile=wrong)


def test_which_groups_each_profile_shows(books: dict[str, Path]):
    shown = {name: set(by_branch(book)["branch"]) for name, book in books.items()}
    large = {"Airport", "Central", "East"}
    assert shown == {
        "primary": large | {"Harbour"},
        "complementary": large,
        "merged": large | {OTHERS},
        "rounded": large,
    }


def test_merged_groups_are_computed_of_their_respondents_together(books: dict[str, Path]):
    both = SURVEY.where(branch=["Harbour", "Pier"])
    exact = sg.measure_gaps(both).frame.set_index(["level", "item", "method"])
    table = by_branch(books["merged"])
    mine = table[table["branch"] == OTHERS]
    assert set(mine["n"]) <= {18, exact["n"].min()}
    for row in mine[mine["Level"] == "standard"].to_dict("records"):
        (value,) = exact.xs(row["Item"], level="item")["gap"]
        assert row["Gap"] == pytest.approx(value, abs=1e-12)


# ------------------------------------------------------------------------------------------------------- the attack


def test_what_an_attack_finds_under_each_profile(books: dict[str, Path]):
    told = {
        name: widths_of_items(book, SIZES, ["Pier"], 0.05 if PROFILES[name].rounds else 1e-9)
        for name, book in books.items()
    }
    assert {len(widths) for widths in told.values()} == {4}
    assert max(told["primary"]) < 1e-3, "the total less all others is the group that is missing"
    assert min(min(told[name]) for name in ("complementary", "merged", "rounded")) > 1
    assert min(np.subtract(told["rounded"], told["complementary"])) > 0.1, "fewer digits tell less"
    assert told["merged"] == pytest.approx(told["complementary"], abs=1e-4), "the merged row is the total less the rest"


def test_a_late_answer_is_told_by_two_exact_reports_and_not_by_rounded_ones(books: dict[str, Path], tmp_path: Path):
    last = SURVEY.respondents.index[-1]
    truth = (SURVEY.perceptions - SURVEY.expectations).loc[last].to_numpy()
    earlier = SURVEY.drop([last], reason="late")
    for name in ("complementary", "rounded"):
        before = book_of(earlier, name, tmp_path)
        one, two = (
            tables_in(book)["Gaps"].query("level == 'standard'")["Gap"].to_numpy(float)
            for book in (before, books[name])
        )
        worked_out = SURVEY.n * two - earlier.n * one
        assert (np.abs(worked_out - truth).max() < 1e-6) == (name == "complementary")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=3, max_size=7), st.integers(0, 40), st.integers(0, 6))
def test_merged_groups_hide_each_other_without_those_who_have_no_value(sizes: list[int], seed: int, nameless: int):
    names = {f"b{number}": size for number, size in enumerate(sizes)}
    survey = survey_of({**names, "none": nameless + 1}, seed)
    branch = survey.respondents["branch"].replace("none", None)
    survey = dataclasses.replace(survey, respondents=survey.respondents.assign(branch=branch))
    found = hidden_groups(survey.tally(by="branch"), [("branch",)], 10, total=False, profile=MERGED)["branch",]
    hidden = {cell[0] for cell in found} - {""}
    if hidden and hidden != set(names):
        assert len(hidden) > 1
        assert sum(names[name] for name in hidden) >= 10


def test_a_merged_row_is_not_one_small_group_beside_respondents_without_a_branch(tmp_path: Path):
    """Nine without a branch and four at the pier hide each other; shown as a group, the four would stand alone."""
    survey = complete(survey_of({"A": 60, "B": 30, "none": 9, "Pier": 4}))
    branch = survey.respondents["branch"].replace("none", None)
    survey = dataclasses.replace(survey, respondents=survey.respondents.assign(branch=branch))
    tally = survey.tally(by="branch")
    assert hidden_groups(tally, [("branch",)], 10)["branch",] == {("",), ("Pier",)}
    assert set(by_branch(book_of(survey, "merged", tmp_path))["branch"]) == {"A", OTHERS}


def test_several_tables_do_not_tell_a_small_group_with_the_merged_row():
    """D is an area of its own: where that is shown, the merged row of D and E less it is E."""
    survey = survey_of({"A": 60, "B": 40, "C": 30, "D": 12, "none": 9, "E": 4})
    at = survey.respondents["branch"].to_numpy(dtype=object)
    area = np.where(at == "D", "one", np.where(at == "E", "two", "three")).astype(object)
    area[np.flatnonzero(at == "A")[:30]] = "two"
    at[at == "none"] = None
    survey = dataclasses.replace(survey, respondents=survey.respondents.assign(area=area, branch=at))
    tally = survey.tally(by=["branch", "area"])
    alone = hidden_groups(tally, [("branch",)], 10, profile=MERGED)["branch",]
    assert alone == {("",), ("D",), ("E",)}
    apart = hidden_groups(tally, [("branch",), ("area",)], 10)
    assert ("one",) not in apart["area",], "no merged row, and nothing to take it from"
    both = hidden_groups(tally, [("branch",), ("area",)], 10, profile=MERGED)
    assert ("one",) in both["area",] or both["branch",] > alone


def test_waves_are_not_merged_as_they_have_an_order():
    survey = complete(survey_of({"2025Q1": 60, "2025Q2": 5, "2025Q3": 50, "2025Q4": 40, "2026Q1": 8}))
    survey = dataclasses.replace(
        survey, respondents=survey.respondents.rename(columns={"branch": "of", "quarter": "_"})
    )
    merged = PROFILES["merged"], language_of("en")
    (trend,) = shown_together([sg.track_waves(survey, by="of")], 10, *merged)
    assert trend.together == ""
    assert set(trend.finding.frames["waves"]["wave"]) <= {"2025Q1", "2025Q3", "2025Q4"}
    (gaps,) = shown_together([sg.measure_gaps(survey, by="of")], 10, *merged)
    assert gaps.together
    assert gaps.together in set(gaps.finding.frame["of"])


def test_groups_by_two_attributes_are_not_merged():
    survey = survey_of(SIZES, quarters=("2026Q1", "2026Q2"))
    found = sg.measure_gaps(survey, by=["branch", "quarter"])
    (shown,) = shown_together([found], 10, PROFILES["merged"], language_of("en"))
    assert shown.together == ""
    assert shown.small == 2
    assert ("Pier", "2026Q1") not in set(
        zip(shown.finding.frame["branch"], shown.finding.frame["quarter"], strict=True)
    )


@pytest.mark.parametrize(("name", "language"), [("merged", "en"), ("rounded", "zh")])
def test_a_report_is_the_same_whoever_of_the_hidden_belongs_where(name: str, language: str):
    one, two = (
        written(Report(gaps_of(of), title="Branches", disclosure=name, language=language))
        for of in (SURVEY, relabelled(SURVEY, ["Harbour", "Pier"], 1))
    )
    assert one == two


# ------------------------------------------------------------------------------------------------------ what is said

SAID = {
    "en": {
        "primary": "so this report is not for publication",
        "complementary": "and any that would give them away, are not shown in this report.",
        "merged": f"All of these are shown together as one group, “{OTHERS}”.",
        "rounded": "rounded to multiples of 5",
    },
    "zh": {
        "primary": "不宜对外发布",
        "complementary": "以及可据以推算出这些组的其他组。",
        "merged": "以上各组合并为一组显示，记作“其他（2 个组）”。",
        "rounded": "一律取整到 5 的倍数",
    },
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_says_what_was_done(language: str):
    for name, said in SAID[language].items():
        document = Report(gaps_of()[1], title="B", disclosure=name, language=language)._document()
        told = " ".join(
            [
                *document.remarks,
                *(line.text for section in document.sections for line in section.notes),
                document.conventions,
            ]
        )
        assert said in told
        for other, words in SAID[language].items():
            assert other in (name, "complementary") or words not in told
        exact = {"en": "holds the exact ones", "zh": "精确数值见随附的工作簿"}[language]
        assert (exact in told) == (name != "rounded")


# ---------------------------------------------------------------------------------------------------------- rounding


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_exact_is_left_in_a_rounded_report(language: str):
    survey = complete(survey_of(SIZES, quarters=("2026Q1", "2026Q2")))
    report = Report(survey, title="B", disclosure="rounded", language=language)
    html, workbook = written(report)
    page = text_of(html)
    for count in (61, 47, 33, 14, 159, 318):  # pages of what is cited stand beside a dash
        assert not re.search(rf"(?<![\d.,−–]){count}(?![\d.,%–(a-z])", page), count
    assert "n = 160" in page
    assert {4} <= set(report.findings[0].frame["n"] % 5), "what the analyst has is exact"
    assert "n = 159" in Report(survey, title="B", language=language).period
    book = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)
    headings = {"en": ("n", "Gap", "df"), "zh": ("n", "差距", "自由度")}[language]
    found = dict.fromkeys(headings, 0)
    for sheet in book.worksheets[1:]:
        rows = list(sheet.values)
        for place, heading in enumerate(rows[0]):
            values = [row[place] for row in rows[1:] if isinstance(row[place], int | float)]
            if heading == headings[0]:
                assert not any(value % 5 for value in values)
            if heading == headings[1]:
                assert all(abs(10 * value - round(10 * value)) < 1e-9 for value in values)
            if heading == headings[2]:
                assert not any(value % 5 for value in values if value >= 10)
            if heading in found:
                found[heading] += len(values)
    assert min(found.values()) > 20


def test_a_rounded_ledger_names_no_rows():
    ledger = sg.Ledger(211).left_out("no_pair", 4, {"rows": (79, 133), "more_rows": 2}).understood("columns", 3)
    rows = {
        name: [row.cells for part in ledger_table(ledger, language_of("en"), profile).sections for row in part.rows]
        for name, profile in PROFILES.items()
    }
    assert [cell for row in rows["rounded"] for cell in row if re.search(r"\d", cell)] == ["210", "3", "5", "205"]
    assert any("79, 133" in cell for row in rows["complementary"] for cell in row)


def test_shares_and_an_index_are_rounded_in_their_own_units(tmp_path: Path):
    for measure, step in (("met", 0.01), (sg.Measure("perception", index=True), 1.0)):
        found = sg.measure_gaps(SURVEY, measure=measure)
        Report([found], title="B", disclosure="rounded").to_excel(tmp_path / "book.xlsx")
        values = next(iter(tables_in(tmp_path / "book.xlsx").values()))["Value"].to_numpy(float)
        exact = found.frame["value"].to_numpy(float)
        assert np.abs(values / step - np.round(values / step)).max() < 1e-6
        assert 0 < np.nanmax(np.abs(values - exact)) <= step / 2 + 1e-9


@given(st.integers(0, 10**6), st.integers(1, 20))
def test_a_count_is_rounded_to_the_nearest_multiple(count: int, base: int):
    found = nearest(count, base)
    assert found % base == 0
    assert 2 * abs(found - count) <= base
    assert nearest(count, 1) == count


def test_a_language_writes_values_with_fewer_decimals_and_p_values_as_ever():
    usual, fewer = language_of("en"), language_of("en").with_fewer(1)
    assert [fewer.tell(each) for each in (number(-1.25), number(46.2, 1), percentage(0.486), p_value(0.0123))] == [
        "−1.3",
        "46",
        "49%",
        ".012",
    ]
    assert usual.tell(number(-1.25)) == "−1.25"
    assert usual.with_fewer(0) is usual


# ----------------------------------------------------------------------------------------------------------- tallies


def test_a_tally_is_handed_on_with_small_groups_left_out_or_merged():
    tally = SURVEY.tally(by="branch")
    sizes = {
        name: dict(zip([cell[0] for cell in each.cells], each.respondents.tolist(), strict=True))
        for name, each in ((name, tally.suppress(10, profile=name)) for name in ("primary", "complementary", "merged"))
    }
    large = {"Airport": 61, "Central": 47, "East": 33}
    assert sizes == {"primary": {**large, "Harbour": 14}, "complementary": large, "merged": {**large, OTHERS: 18}}
    merged = tally.suppress(10, profile="merged", language="zh")
    assert ("其他（2 个组）",) in merged.cells
    assert merged.n == tally.n
    assert merged.ledger.rows_used == tally.n
    total = sg.measure_gaps(tally).frame
    pd.testing.assert_frame_equal(sg.measure_gaps(merged).frame[list(total)], total)


def test_what_cannot_be_done_to_a_tally_is_refused():
    tally = SURVEY.tally(by="branch")
    with pytest.raises(ServgapError, match="Pass disclosure='rounded' to Report"):
        tally.suppress(10, profile="rounded")
    with pytest.raises(ServgapError, match="None of the 5 groups may be shown"):
        tally.suppress(1000, profile="merged")
    two = survey_of(SIZES, quarters=("2026Q1", "2026Q2")).tally(by=["branch", "quarter"])
    with pytest.raises(ServgapError, match=r"by 'branch', 'quarter'.*groups\('branch'\)"):
        two.suppress(10, profile="merged")
    assert two.suppress(10).n < two.n


def test_a_group_that_is_called_as_the_merged_one_stays_itself():
    survey = survey_of({"A": 61, OTHERS: 47, "C": 14, "D": 4})
    cells = {cell[0] for cell in survey.tally(by="branch").suppress(10, profile="merged").cells}
    assert cells == {"A", OTHERS, f"{OTHERS}*"}
