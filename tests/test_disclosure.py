"""Groups that are too small to be shown cannot be worked out from a report, whatever else of them is known."""

from __future__ import annotations

import dataclasses
import itertools
import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servgap as sg
from servgap.errors import ServgapError
from servgap.report.report import Report
from servgap.report.writers.page import page_html
from servgap.report.writers.workbook import document_workbook
from servgap.survey.disclosure import hidden_groups
from servgap.survey.groups import group_labels
from servgap.survey.survey import Answers
from tests.disclosure_attack import attack, tables_in
from tests.surveys import random_survey

BRANCHES = {"Airport": 60, "Central": 45, "East": 30, "Harbour": 14, "North": 5, "Pier": 4}
SMALL = ("North", "Pier")


def survey_of(sizes: dict[str, int], seed: int = 3, quarters: Sequence[str] = ("2026Q1",)) -> sg.Survey:
    """Make a survey whose branches have so many respondents in every quarter."""
    n = sum(sizes.values())
    survey = random_survey(seed, n * len(quarters), sizes=(2, 2), missing=0.05)
    labels = np.repeat(list(sizes), list(sizes.values()))
    respondents = survey.respondents.assign(branch=np.tile(labels, len(quarters)), quarter=np.repeat(list(quarters), n))
    return dataclasses.replace(survey, respondents=respondents)


def hidden_of(survey: sg.Survey, minimum: int = 10, *, total: bool = True) -> set[str]:
    found = hidden_groups(survey.tally(by="branch"), [("branch",)], minimum, total=total)
    return {cell[0] for cell in found["branch",]}


# -------------------------------------------------------------------------------------------------- which are hidden


def test_small_groups_go_and_the_next_smallest_with_them():
    survey = survey_of({"A": 40, "B": 25, "C": 12, "D": 4})
    assert hidden_of(survey, total=False) == {"D"}
    assert hidden_of(survey) == {"C", "D"}
    assert hidden_of(survey, minimum=4) == set()
    assert hidden_of(survey_of({"A": 40, "B": 4})) == {"A", "B"}
    # Two small ones hide each other only if they are enough together.
    assert hidden_of(survey_of({"A": 40, "B": 25, "C": 7, "D": 6})) >= {"C", "D"}
    assert "B" in hidden_of(survey_of({"A": 40, "B": 25, "C": 3, "D": 3}))


def test_of_equal_groups_the_first_goes():
    hidden = hidden_of(survey_of({"A": 40, "B": 20, "C": 20, "D": 4}))
    assert "D" in hidden
    assert ("B" in hidden) >= ("C" in hidden)


def test_answers_that_are_nearly_alike_hide_nobody():
    """Four of sixteen who nearly all answered 7 are known to have answered 7; more have to go, until answers differ."""
    survey = survey_of({"A": 90, "B": 30, "C": 12, "D": 4})
    alike = {part: frame.to_numpy(copy=True) for part, frame in survey_parts(survey).items()}
    rows = survey.respondents["branch"].isin(["C", "D"]).to_numpy()
    for answers in alike.values():
        answers[rows] = survey.instrument.scale.high
    assert hidden_of(with_answers(survey, alike)) == {"B", "C", "D"}


def test_where_all_answers_are_alike_hiding_more_does_not_help():
    survey = survey_of({"A": 60, "B": 30, "C": 12, "D": 4})
    same = {part: np.full(frame.shape, 6.0) for part, frame in survey_parts(survey).items()}
    assert hidden_of(with_answers(survey, same)) == {"C", "D"}


def test_respondents_without_a_branch_are_no_group_but_hide_others():
    survey = survey_of({"A": 60, "B": 30, "C": 12, "D": 4})
    branch = survey.respondents["branch"].replace("C", None)
    found = hidden_of(dataclasses.replace(survey, respondents=survey.respondents.assign(branch=branch)))
    assert found == {"", "D"}
    nobody = survey.respondents["branch"].replace("D", None)
    assert hidden_of(dataclasses.replace(survey, respondents=survey.respondents.assign(branch=nobody))) == {""}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=7), st.integers(2, 15), st.integers(0, 50))
def test_no_small_mean_is_told_by_the_answers_of_all_that_are_hidden(sizes: list[int], minimum: int, seed: int):
    survey = survey_of({f"b{number}": size for number, size in enumerate(sizes)}, seed)
    hidden = hidden_of(survey, minimum)
    labels = np.array(group_labels(survey.respondents["branch"]))
    small = {label for label in set(labels) if (labels == label).sum() < minimum}
    assert small <= hidden
    if not small or hidden == set(labels):
        return
    assert len(hidden) > 1
    assert np.isin(labels, list(hidden)).sum() >= minimum
    for answers in (*survey_parts(survey).values(), survey.perceptions - survey.expectations):
        for item in answers:
            values = answers[item].to_numpy()
            together = np.sort(values[np.isin(labels, list(hidden)) & ~np.isnan(values)])
            everybody = np.sort(values[~np.isnan(values)])
            for label in small:
                n = int((~np.isnan(values[labels == label])).sum())
                room, most = (v[-n:].mean() - v[:n].mean() if n else np.inf for v in (together, everybody))
                assert room > 1 or most <= 1


def survey_parts(survey: sg.Survey) -> dict[str, pd.DataFrame]:
    return {part: survey.part(part) for part in survey.instrument.parts}


def with_answers(survey: sg.Survey, answers: dict[str, np.ndarray]) -> sg.Survey:
    coded = {part: survey.instrument.scale.encode(values.T)[0] for part, values in answers.items()}
    return dataclasses.replace(survey, answers={part: Answers(codes) for part, codes in coded.items()})


# ---------------------------------------------------------------------------------------------------- several tables


def test_what_two_tables_say_together_is_hidden():
    """Where one quarter has two branches only, the quarter less the one is the other."""
    survey = survey_of({"A": 60, "B": 40, "C": 30, "D": 12, "E": 4})
    quarter = np.where(survey.respondents["branch"].isin(["A", "E"]), "2026Q1", "2026Q2")
    survey = dataclasses.replace(survey, respondents=survey.respondents.assign(quarter=quarter))
    tally = survey.tally(by=["branch", "quarter"])
    alone = hidden_groups(tally, [("branch",)], 10)["branch",]
    assert {cell[0] for cell in alone} == {"D", "E"}
    both = hidden_groups(tally, [("branch",), ("quarter",)], 10)
    shown = [
        {cell[0] for cell in tally.groups(by).cells} - {cell[0] for cell in both[by,]} for by in ("branch", "quarter")
    ]
    assert "A" not in shown[0] or "2026Q1" not in shown[1]


def test_cells_of_two_attributes_are_hidden_by_twos_in_every_row_and_column():
    survey = survey_of({"A": 40, "B": 30, "C": 25, "D": 20}, quarters=("2026Q1", "2026Q2", "2026Q3"))
    mask = (survey.respondents["branch"] == "D") & (survey.respondents["quarter"] == "2026Q2")
    survey = survey.drop(np.flatnonzero(mask)[4:], reason="few")
    tally = survey.tally(by=["branch", "quarter"])
    hidden = hidden_groups(tally, [("branch", "quarter"), ("branch",), ("quarter",)], 10)["branch", "quarter"]
    assert ("D", "2026Q2") in hidden
    assert sum(cell[0] == "D" for cell in hidden) >= 2
    assert sum(cell[1] == "2026Q2" for cell in hidden) >= 2


def test_a_tally_is_suppressed_and_its_ledger_says_so():
    tally = survey_of(BRANCHES).tally(by="branch")
    shown = tally.suppress(10)
    assert [cell[0] for cell in shown.cells] == ["Airport", "Central", "East"]
    assert shown.ledger.reasons["small_groups"] == 23
    assert shown.ledger.rows_read == shown.n + sum(shown.ledger.reasons.values())
    with pytest.raises(ServgapError, match="None of the 6 groups may be shown"):
        tally.suppress(1000)
    with pytest.raises(ServgapError, match="whole number of at least 1"):
        tally.suppress(0)


# --------------------------------------------------------------------------------------------------- the whole report


def written(report: Report) -> tuple[bytes, bytes]:
    """Give the bytes of a report's page and of its workbook."""
    document = report._document()
    return page_html(document), document_workbook(document)


def page_of(report: Report) -> str:
    return page_html(report._document()).decode()


def relabelled(survey: sg.Survey, among: Sequence[str], seed: int) -> sg.Survey:
    """Deal the respondents of some branches out to them anew, each as many as before."""
    branch = survey.respondents["branch"].to_numpy(dtype=object, copy=True)
    places = np.flatnonzero(np.isin(branch.astype(str), list(among)))
    branch[places] = branch[np.random.default_rng(seed).permutation(places)]
    return dataclasses.replace(survey, respondents=survey.respondents.assign(branch=branch))


def everything_by_branch(survey: sg.Survey) -> list[sg.Finding]:
    verbs = (sg.measure_gaps, sg.check_significance, sg.rank_standards, sg.check_reliability, sg.compare_groups)
    return [sg.measure_gaps(survey), *(verb(survey, by="branch") for verb in verbs)]


HIDDEN_SAID = {
    "en": "2 groups of fewer than 10 respondents each are not shown, nor ",
    "zh": "有 2 个组的受访者不足 10 人，未予显示；另有 ",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_is_the_same_whoever_of_the_hidden_belongs_to_which_group(language: str):
    survey = complete(survey_of(BRANCHES))
    hidden = hidden_of(survey)
    assert set(SMALL) < hidden < set(BRANCHES)
    other = relabelled(survey, sorted(hidden), 1)
    assert hidden_of(other) == hidden
    for make in (lambda of: of, everything_by_branch):
        one, two = (written(Report(make(of), language=language, title="Branches")) for of in (survey, other))
        assert one == two
        assert not any(label.encode() in one[0] for label in hidden)
        assert HIDDEN_SAID[language] in one[0].decode()


def test_the_report_does_depend_on_who_belongs_to_which_group_that_is_shown():
    survey = survey_of(BRANCHES)
    one, two = (written(Report(of, title="Branches")) for of in (survey, relabelled(survey, ["Airport", "Central"], 1)))
    assert one[0] != two[0]
    assert one[1] != two[1]


def complete(survey: sg.Survey) -> sg.Survey:
    answers = {part: frame.fillna(frame.median()).to_numpy() for part, frame in survey_parts(survey).items()}
    return with_answers(survey, answers)


def test_a_linear_programme_does_not_tell_a_small_group_from_the_workbook(tmp_path: Path):
    survey = complete(survey_of(BRANCHES))
    Report(survey, title="Branches").to_excel(tmp_path / "safe.xlsx")
    found = attack(tmp_path / "safe.xlsx", BRANCHES, set(SMALL))
    assert len(found) == len(SMALL) * 4
    assert min(found) > 1
    # The attack is a good one: where all but one branch are shown it tells that one exactly.
    one_small = {"Airport": 60, "Central": 45, "East": 30, "Pier": 14}
    Report(complete(survey_of(one_small)), title="Branches", minimum=1).to_excel(tmp_path / "open.xlsx")
    book = openpyxl.load_workbook(tmp_path / "open.xlsx")
    for sheet in book:
        for row in [cell.row for cells in sheet for cell in cells if cell.value == "Pier"][::-1]:
            sheet.delete_rows(row)
    book.save(tmp_path / "without.xlsx")
    assert max(attack(tmp_path / "without.xlsx", one_small, {"Pier"})) < 1e-9


def test_two_quarters_reports_tell_no_more_than_one():
    """What the reports of two quarters hold is the same whoever of each quarter's hidden belongs to which branch."""
    survey = complete(survey_of(BRANCHES, quarters=("2026Q1", "2026Q2")))
    hidden = hidden_of(survey.where(quarter="2026Q2"))
    changed = survey
    for quarter, seed in (("2026Q1", 1), ("2026Q2", 2)):
        mine = (survey.respondents["quarter"] == quarter).to_numpy()
        branch = changed.respondents["branch"].to_numpy(dtype=object, copy=True)
        places = np.flatnonzero(np.isin(branch.astype(str), list(hidden_of(survey.where(quarter=quarter)))) & mine)
        branch[places] = branch[np.random.default_rng(seed).permutation(places)]
        changed = dataclasses.replace(changed, respondents=changed.respondents.assign(branch=branch))
    assert hidden_of(changed.where(quarter="2026Q2")) == hidden
    for quarter in ("2026Q1", "2026Q2"):
        one, two = (written(Report(of, title="Quarter", period=quarter)) for of in (survey, changed))
        assert one == two


def test_findings_counted_apart_are_not_shown_beside_small_groups():
    survey = survey_of(BRANCHES, quarters=("2026Q1", "2026Q2"))
    other = survey.respondents["branch"].map(dict(zip(BRANCHES, itertools.cycle(["up", "down"]), strict=False)))
    survey = dataclasses.replace(survey, respondents=survey.respondents.assign(area=other))
    by_branch, by_area = survey.tally(by="branch"), survey.tally(by="area")
    pages = [
        page_of(Report(found, title="Apart", minimum=15))
        for found in (
            [sg.compare_groups(by_branch, by="branch"), sg.compare_groups(by_area, by="area")],
            [sg.compare_groups(survey, by="branch"), sg.compare_groups(survey, by="area")],
        )
    ]
    assert (
        "groups are not shown: beside those of another section they could give away one that is too small" in pages[0]
    )
    assert "beside those of another section" not in pages[1]


def test_an_item_that_few_of_a_branch_answered_is_not_shown_of_it(tmp_path: Path):
    """Nor of the branch with the fewest other answers, or the item's total would tell."""
    survey = complete(survey_of({"A": 60, "B": 40, "C": 30}))
    answers = {part: frame.to_numpy(copy=True) for part, frame in survey_parts(survey).items()}
    answers["perception"][np.flatnonzero(survey.respondents["branch"] == "C")[4:], 0] = np.nan
    survey = with_answers(survey, answers)
    of_branches = sg.measure_gaps(survey, by="branch")
    Report([sg.measure_gaps(survey), of_branches], title="Items").to_excel(tmp_path / "both.xlsx")
    by_branch = next(table for table in tables_in(tmp_path / "both.xlsx").values() if {"branch", "Gap"} <= set(table))
    assert set(by_branch.loc[by_branch["item"] == "a1", "branch"]) == {"A"}
    assert set(by_branch.loc[by_branch["item"] == "a2", "branch"]) == {"A", "B", "C"}
    Report([of_branches], title="Items").to_excel(tmp_path / "one.xlsx")
    alone = next(iter(tables_in(tmp_path / "one.xlsx").values()))
    assert set(alone.loc[alone["item"] == "a1", "branch"]) == {"A"}, "the average of all, beside each, is such a total"


def test_a_headline_that_rests_on_few_answers_is_left_out():
    """Twelve of a branch answered, eight of them both parts of every item: its overall gap is eight persons'."""
    survey = complete(survey_of({"A": 60, "B": 40, "C": 12}))
    answers = {part: frame.to_numpy(copy=True) for part, frame in survey_parts(survey).items()}
    mine = np.flatnonzero(survey.respondents["branch"] == "C")
    answers["expectation"][mine], answers["perception"][mine] = 7.0, 1.0  # by far the worst
    answers["perception"][mine[8:], :2] = np.nan
    survey = with_answers(survey, answers)
    finding = sg.compare_groups(survey, by="branch")
    assert finding.facts.lowest.n == 8
    for language, said in (
        ("en", "rests on fewer than 10 answers and is left out"),
        ("zh", "本节要点所依据的回答不足 10 份"),
    ):
        page = page_of(Report([finding], language=language, title="Few"))
        assert said in page
        assert finding.headline_in(language)[:30] not in page
        assert said not in page[: page.index("</header>")]


def test_tables_without_rows_pass(tmp_path: Path):
    """Of two branches, of which one is hidden, no pair is left; of none that is tested, no test."""
    survey = survey_of({"A": 60, "B": 40, "C": 30, "D": 4, "E": 12})
    few = [sg.compare_groups(survey, by="branch"), sg.measure_gaps(survey, by="branch"), sg.measure_gaps(survey)]
    empty = dataclasses.replace(few[0], frames={**few[0].frames, "pairs": few[0].frames["pairs"].iloc[:0]}, source=None)
    for number, found in enumerate((few, [empty, few[2]])):
        assert Report(found, title="Empty").write(tmp_path / str(number)).workbook.exists()


def test_what_made_a_finding_is_stored_without_the_answers():
    survey = survey_of({"A": 60, "B": 40, "C": 30})
    finding = sg.rank_standards(survey, by="branch", rng=np.random.default_rng(7))
    source = pickle.loads(pickle.dumps(finding.source))  # noqa: S301 - made in the line
    assert isinstance(source.subject, sg.Tally)
    for one in (finding.source, source):
        again = one.on(one.tally(("branch",)))
        assert again.headline == finding.headline
        pd.testing.assert_frame_equal(again.frame, finding.frame)


def test_what_a_verb_refuses_it_still_refuses_in_words():
    survey = survey_of({"A": 60, "B": 40})
    with pytest.raises(ServgapError, match="rng"):
        sg.rank_standards(survey, rng=(each for each in "ab"))


@pytest.fixture(scope="module")
def by_priority() -> tuple[sg.Survey, sg.Finding]:
    """A survey with eight respondents at a kiosk, and its standards by priority, which takes answers."""
    frame = pd.read_csv("data/samples/hotline_2026.csv")
    frame["branch"] = frame["branch"].replace({"South": "Airport"})  # the worst is no longer the next smallest
    frame.loc[frame["branch"].eq("North").to_numpy().nonzero()[0][:8], "branch"] = "Kiosk"
    survey = sg.read_survey(frame, attributes=["branch"])
    return survey, sg.rank_standards(survey, by="branch", criterion="priority")


@pytest.mark.parametrize("stored", [False, True])
def test_what_takes_answers_is_made_anew_or_its_rows_go(stored: bool, by_priority: tuple[sg.Survey, sg.Finding]):
    survey, found = by_priority
    (section,) = Report([pickle.loads(pickle.dumps(found)) if stored else found])._document().sections  # noqa: S301
    assert "nor is a larger one" in f"{section.headline} {section.notes}"
    if stored:  # it is told of Kiosk, and no longer has the answers
        assert section.finding is None
        return
    assert ("Kiosk",) in found.facts.groups_named
    left = sg.rank_standards(
        survey.where(branch=["Airport", "Central", "East", "North"]), by="branch", criterion="priority"
    )
    for name, table in left.frames.items():
        pd.testing.assert_frame_equal(section.finding.frames[name], table)
