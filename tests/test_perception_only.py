"""A questionnaire that asks what was received, and nothing else, is spoken of in its own words, in every output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from shown_to_readers import picture_texts
from surveys import random_survey
from test_disclosure import BRANCHES, SMALL, complete, hidden_of, relabelled, survey_of, with_answers, written

import servgap as sg
from servgap.language import language_of
from servgap.report.kinds.registry import kind_of
from servgap.report.pictures import picture_svg
from servgap.survey.disclosure import hidden_groups
from servgap.survey.measures.counted_measure import counted

SAMPLE = "data/samples/hotline_2026.csv"
LANGUAGES = ("en", "zh")
POINT = sg.Measure(against=5.5)
OF_PAIRS = re.compile(
    r"\bgaps?\b|expectation|what was expected|差距|期望(?!参数变化|变化)|\bpaired\b|配对", re.IGNORECASE
)
"""Words of two parts; factor models have the name of an expected change in Chinese too."""
OF_GAPS = re.compile(r"\bgaps?\b|差距|\bpaired\b|配对", re.IGNORECASE)
OF_DISTANCES = re.compile(r"\bgaps?\b|expectation|what was expected|期望|\bpaired\b|配对", re.IGNORECASE)
"""In Chinese a distance from a point is called as a gap is."""


@cache
def perceptions() -> sg.Survey:
    columns = {"perception": "P{n}"}
    return sg.read_survey(SAMPLE, instrument="servperf", columns=columns, attributes=["branch", "quarter"])


@cache
def both_parts() -> sg.Survey:
    return sg.read_survey(SAMPLE, attributes=["branch", "quarter"])


CALLS = {
    "gaps": sg.measure_gaps,
    "gaps by branch": lambda survey, **of: sg.measure_gaps(survey, by="branch", simultaneous=True, **of),
    "ranking": sg.rank_standards,
    "ranking by branch": lambda survey, **of: sg.rank_standards(survey, by="branch", **of),
    "groups": lambda survey, **of: sg.compare_groups(survey, by="branch", **of),
    "waves": lambda survey, **of: sg.track_waves(survey, by="quarter", **of),
    "screening": sg.screen_responses,
    "plan": lambda survey, **of: sg.plan_sample(survey, gap=0.1, **of),
    "plan of branches": lambda survey, **of: sg.plan_sample(survey, gap=0.1, branches="branch", **of),
}
WITHOUT_MEASURE = {
    "reliability": sg.check_reliability,
    "reliability by branch": lambda survey: sg.check_reliability(survey, by="branch"),
    "validity": sg.check_validity,
}
KINDS_OF_ONE = ["ranking", "gaps", "groups", "waves", "reliability"]
"""What a report is made of where nothing is held against a yardstick."""
MEASURES = ("met", "above", "short", "top", "bottom", "net", "perception", "index")


@cache
def of_one_part(call: str) -> sg.Finding:
    return {**CALLS, **WITHOUT_MEASURE}[call](perceptions())


@cache
def of_measure(call: str, measure: str) -> sg.Finding:
    return CALLS[call](both_parts(), measure=measure)


@cache
def held_against_the_point(test: str | tuple[str, ...]) -> sg.Finding:
    return sg.check_significance(perceptions(), measure=POINT, test=test)


def told(finding: sg.Finding, language: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Give every text of a finding with where it stands, but for the names of questionnaire and library."""
    yield "headline", finding.headline_in(language)
    yield "note", finding.note_in(language)
    yield "table", finding.table("text", language=language)
    yield "picture", " | ".join(picture_texts(picture_svg(finding, language)))
    finding.to_excel(folder / "finding.xlsx", language=language)
    yield from texts_of_workbook(folder / "finding.xlsx")


CODE = re.compile(r"[a-z_]+")
"""Names of columns in frames, and what stands in them, which are in no language."""


def texts_of_workbook(path: Path) -> Iterator[tuple[str, str]]:
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        yield "sheet", name
        cells = (cell for row in book.get_sheet_by_name(name).to_python() for cell in row if isinstance(cell, str))
        yield f"sheet {name}", "\n".join(cell for cell in cells if not CODE.fullmatch(cell))


def said_of(pattern: re.Pattern[str], texts: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [
        (place, text[max(0, found.start() - 30) : found.end() + 30])
        for place, text in texts
        for found in pattern.finditer(text)
    ]


# ---------------------------------------------------------------------------------------------------------- the words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("call", [*CALLS, *WITHOUT_MEASURE])
def test_nothing_is_said_of_gaps_where_none_were_asked(call: str, language: str, tmp_path: Path):
    assert said_of(OF_PAIRS, told(of_one_part(call), language, tmp_path)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("test", [("t", "signed_rank", "sign"), ("permutation", "bayes_factor"), "signed_rank_exact"])
def test_a_distance_from_a_point_is_tested_as_one_sample(test: str | tuple[str, ...], language: str, tmp_path: Path):
    finding = held_against_the_point(test)
    assert said_of(OF_DISTANCES, told(finding, language, tmp_path)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("call", ["gaps", "ranking", "groups", "waves", "screening", "plan"])
def test_another_measure_of_two_parts_is_never_called_a_gap(call: str, measure: str, language: str):
    finding = of_measure(call, measure)
    texts = [
        finding.headline_in(language),
        finding.note_in(language),
        finding.table("text", language=language),
        *kind_of(finding.kind).planned(finding, language_of(language)).read(),
    ]
    assert said_of(OF_GAPS, iter([("", text) for text in texts])) == []


def test_the_worst_is_told_by_the_measure():
    openings = {
        measure: sg.rank_standards(both_parts(), measure=measure).headline.partition(" (")[0]
        for measure in ("gap", "perception", "met", "short", POINT)
    }
    assert openings == {
        "gap": "“Waiting times are short” ranks worst of the 22 standards",
        "perception": "Of the 22 standards, perception is lowest for “Waiting times are short”",
        "met": "Of the 22 standards, the share of cases in which expectation was met is lowest for “Waiting times are "
        "short”",
        "short": "Of the 22 standards, the share of cases in which expectation was not met is highest for “Waiting "
        "times are short”",
        POINT: "“Waiting times are short” ranks worst of the 22 standards",
    }
    assert (
        sg.rank_standards(perceptions())
        .headline_in("zh")
        .startswith("22 项服务标准中，感知最低的是“等候时间短”（4.76，")
    )


def test_shortfalls_are_ranked_from_the_highest_down():
    met, short = (sg.rank_standards(both_parts(), measure=name) for name in ("met", "short"))
    assert met.frame["standard"].tolist() == short.frame["standard"].tolist()
    assert np.allclose(met.frame["value"], 1 - short.frame["value"])
    assert met.facts.corrected.shrunken == pytest.approx(1 - short.facts.corrected.shrunken)
    ends = (short.facts.corrected.corrected_high, short.facts.corrected.corrected_low)
    assert (met.facts.corrected.corrected_low, met.facts.corrected.corrected_high) == pytest.approx(
        tuple(1 - end for end in ends)
    )


def test_tests_against_a_point_say_of_what_standards_fall_short():
    finding = sg.check_significance(perceptions(), measure=POINT)
    assert "13 of the 22 standards fall significantly short of 5.5 on the scale by the one-sample t test" in (
        finding.headline
    )
    assert "按单样本 t 检验，22 项服务标准中有 13 项显著低于量表值 5.5 分" in finding.headline_in("zh")
    assert "“Share above 5.5 on the scale”" not in finding.headline
    effects = finding.effects.set_index("effect_kind")
    assert set(effects.loc[["d_av", "d_rm"], "reason"]) == {"one_part"}


def test_a_plan_has_no_gap_to_find_where_nothing_is_held_against_anything():
    alone, against = (sg.plan_sample(perceptions(), gap=0.3, measure=each) for each in (None, POINT))
    assert alone.frame["purpose"].tolist() == ["precision", "precision_assured", "change"]
    assert against.frame["purpose"].tolist() == ["distance", "distance_in_family", *alone.frame["purpose"]]
    assert alone.facts.one is None
    assert "one_sample_t" in set(against.frame["method"])
    assert alone.headline.startswith("To know perception to within ±0.15 points (an interval of 95%, standard")
    assert alone.headline_in("zh").startswith("要把感知估计到 ±0.15 分以内（95% 置信区间，")
    of_gaps = sg.plan_sample(both_parts(), gap=0.3)
    assert of_gaps.frame["purpose"].tolist() == ["gap", "gap_in_family", *alone.frame["purpose"]]
    share = sg.plan_sample(both_parts(), gap=0.05, measure="met")
    assert "±2.5 percentage points" in share.headline
    assert "2.5%" in share.table("text")


def test_flagged_respondents_are_left_out_of_any_measure():
    screening = sg.screen_responses(both_parts(), measure="met")
    assert set(screening.with_without["part"]) == {"met"}
    assert "without them the share of" in screening.headline
    assert re.search(r"is \d+\.\d% \(95% interval \d+\.\d% to \d+\.\d%\) instead of \d+\.\d%", screening.headline)
    everybody = sg.measure_gaps(both_parts(), measure="met").frame
    assert screening.with_without["mean"].iloc[0] == everybody["value"].iloc[0]
    assert sg.screen_responses(both_parts(), measure="met").facts.ceiling == screening.facts.ceiling


def test_a_pairing_says_why_it_does_not_apply():
    why = "'servperf' asks only perception: there is nothing to subtract.* all other verbs work with it"
    with pytest.raises(sg.ServgapError, match=why):
        sg.check_pairing(perceptions())


@pytest.mark.parametrize("call", [*CALLS, *WITHOUT_MEASURE])
def test_all_other_verbs_work_with_one_part(call: str):
    assert of_one_part(call).headline


# --------------------------------------------------------------------------------------------------------- the report


def of_page(path: Path) -> Iterator[tuple[str, str]]:
    page = re.sub(r"<style>.*?</style>", "", path.read_text("utf-8"), flags=re.DOTALL)
    yield "page", unescape(re.sub(r"<[^>]*>", "\n", page))
    yield from (("picture", label) for label in re.findall(r'aria-label="([^"]*)"', page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_one_part_has_all_its_sections_in_its_own_words(language: str, tmp_path: Path):
    report = sg.Report(perceptions(), language=language)
    assert [finding.kind for finding in report.findings] == KINDS_OF_ONE
    report.to_html(tmp_path / "page.html")
    report.to_excel(tmp_path / "report.xlsx")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "could not be computed" not in page
    assert "无法计算" not in page
    assert said_of(OF_PAIRS, of_page(tmp_path / "page.html")) == []
    assert said_of(OF_PAIRS, texts_of_workbook(tmp_path / "report.xlsx")) == []
    for word in ("not acceptable", "不合格"):
        assert word not in page


def test_a_report_on_a_share_is_about_it_in_every_section():
    report = sg.Report(both_parts(), measure="met")
    assert [finding.kind for finding in report.findings] == KINDS_OF_ONE
    about = {finding.kind: finding.basis.measure for finding in report.findings}
    assert {kind for kind, measure in about.items() if measure is not None and measure.share == "met"} == (
        set(KINDS_OF_ONE) - {"reliability"}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_on_a_share_say_nothing_of_gaps(language: str, tmp_path: Path):
    report = sg.Report(both_parts(), language=language, measure="met")
    report.to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    for kind in ("gaps", "ranking", "groups", "waves"):
        number = [finding.kind for finding in report.findings].index(kind) + 1
        section = re.search(rf'<article id="s{number}">.*?</article>', page, re.DOTALL)
        assert section is not None
        assert OF_GAPS.findall(unescape(re.sub(r"<[^>]*>", "\n", section.group()))) == [], kind


def test_a_report_against_a_point_is_judged_and_tested_against_it(tmp_path: Path):
    report = sg.Report(perceptions(), measure=POINT)
    assert "significance" in [finding.kind for finding in report.findings]
    report.to_html(tmp_path / "page.html")
    ((_, page), *_) = of_page(tmp_path / "page.html")
    assert "The whole interval of the distance lies below minus the smallest distance that matters." in page
    assert OF_DISTANCES.findall(page) == []


def test_a_report_of_gaps_says_what_a_gap_is_and_what_verdicts_mean(tmp_path: Path):
    sg.Report(both_parts()).to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "A gap is what was perceived less what was expected: negative is short of expectation." in page
    assert "The words used for verdicts" in page
    assert "The whole interval of the gap lies below minus the smallest gap that matters." in page


def test_a_tally_must_hold_what_a_report_is_about():
    with pytest.raises(sg.ServgapError, match=r"counted without what .*survey\.tally\(by=\.\.\., measures="):
        sg.Report(both_parts().tally(), measure="met")
    tally = both_parts().tally(by=["branch", "quarter"], measures="met")
    of_tally, of_survey = (sg.Report(of, measure="met", period="all") for of in (tally, both_parts()))
    assert [each.headline for each in of_tally.findings] == [each.headline for each in of_survey.findings]


def test_findings_have_measured_already():
    with pytest.raises(sg.ServgapError, match=r"measure='met' says what a report is to analyse of a Survey or a Tally"):
        sg.Report([of_one_part("gaps")], measure="met")


def test_a_workbook_leaves_out_columns_of_what_was_not_asked(tmp_path: Path):
    of_one_part("gaps").to_excel(tmp_path / "one.xlsx")
    sg.measure_gaps(both_parts()).to_excel(tmp_path / "both.xlsx")
    one, both = (
        [cell.value for cell in next(openpyxl.load_workbook(tmp_path / name).worksheets[1].iter_rows())]
        for name in ("one.xlsx", "both.xlsx")
    )
    assert {"Gap", "Expectation", "Verdict"} <= set(both)
    assert not {"Gap", "Expectation", "Verdict"} & set(one)
    assert set(of_one_part("gaps").frame.columns) == set(sg.measure_gaps(both_parts()).frame.columns)


# --------------------------------------------------------------------------------------------- groups that are hidden


def one_part(survey: sg.Survey) -> sg.Survey:
    """Keep the perceptions of a survey alone, as if nothing else had been asked."""
    instrument = replace(survey.instrument, parts=("perception",))
    return replace(survey, instrument=instrument, answers={"perception": survey.answers["perception"]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_one_part_is_the_same_whoever_of_the_hidden_belongs_to_which_group(language: str):
    survey = one_part(complete(survey_of(BRANCHES)))
    hidden = hidden_of(survey)
    assert set(SMALL) < hidden < set(BRANCHES)
    other = relabelled(survey, sorted(hidden), 1)
    assert hidden_of(other) == hidden
    one, two = (written(sg.Report(by_branch(of), language=language, title="Branches")) for of in (survey, other))
    assert one == two
    assert not any(label.encode() in one[0] for label in hidden)


def by_branch(survey: sg.Survey) -> list[sg.Finding]:
    verbs = (sg.measure_gaps, sg.rank_standards, sg.check_reliability, sg.compare_groups)
    return [sg.measure_gaps(survey), *(verb(survey, by="branch") for verb in verbs)]


def test_scores_of_one_part_are_as_safe_as_its_items():
    """No small group's mean perception, of an item or of a dimension, is told to within a scale point."""
    survey = one_part(survey_of({"A": 60, "B": 30, "C": 20, "D": 12, "E": 4}, 3))
    tally = survey.tally(by="branch")
    hidden = {cell[0] for cell in hidden_groups(tally, [("branch",)], 10)["branch",]}
    labels = survey.respondents["branch"].to_numpy(dtype=str)
    items = survey.perceptions
    spans = survey.instrument.spans
    scores = pd.DataFrame({number: items.iloc[:, span].mean(axis=1) for number, span in enumerate(spans)})
    inside, small = np.isin(labels, list(hidden)), labels == "E"
    for table in (items, scores):
        for name in table:
            values = table[name].to_numpy()
            known = ~np.isnan(values)
            n = int((small & known).sum())
            room, most = (
                each[-n:].mean() - each[:n].mean() for each in (np.sort(values[inside & known]), np.sort(values[known]))
            )
            assert room > 1 or most <= 1, name


def test_a_share_that_all_hidden_groups_have_alike_hides_more_of_them():
    """That expectation was met for all who are hidden tells it of the small one, whatever their gaps are."""
    survey = survey_of({"A": 90, "B": 30, "C": 12, "D": 4}, 5)
    answers = {part: survey.part(part).to_numpy(copy=True) for part in ("expectation", "perception")}
    rows = survey.respondents["branch"].isin(["C", "D"]).to_numpy()
    answers["expectation"][rows] = np.where(np.arange(rows.sum())[:, None] % 2 == 0, 1.0, 4.0)
    answers["perception"][rows] = 7.0 - 2 * (np.arange(rows.sum())[:, None] % 4 == 3)
    alike = with_answers(survey, answers)
    plain, met = (
        {cell[0] for cell in hidden_groups(alike.tally(by="branch", measures=of), [("branch",)], 10)["branch",]}
        for of in ((), "met")
    )
    assert plain == {"C", "D"}
    assert met > plain


def test_what_is_counted_of_one_part_is_what_is_counted_beside_another():
    survey = random_survey(4)
    alone = one_part(survey)
    found = counted(alone.tally(), None)
    assert found.measure == sg.Measure(against=None)
    beside = sg.measure_gaps(survey, measure="perception").frame["value"].to_numpy()
    assert np.allclose(sg.measure_gaps(alone).frame["value"].to_numpy(), beside)
