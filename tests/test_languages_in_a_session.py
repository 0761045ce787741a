"""What is told once to speak a language speaks it from then on, and so does whatever is made of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.every_output import verbs_of
from tests.surveys import random_survey

CHINESE = re.compile("[\u4e00-\u9fff]")
SURVEY = random_survey(3, 60)
VERBS = verbs_of("branch", "quarter")


@pytest.mark.parametrize("verb", VERBS)
def test_findings_speak_the_language_of_the_survey(verb: str) -> None:
    finding = VERBS[verb](SURVEY.in_language("zh"))
    assert finding.language == "zh"
    assert CHINESE.search(finding.headline)
    assert CHINESE.search(finding.note)
    assert 'lang="zh' in finding._repr_html_()
    assert VERBS[verb](SURVEY).language == "en"
    assert finding.in_language("en").headline == VERBS[verb](SURVEY).headline


def test_tallies_keep_it_through_whatever_is_made_of_them() -> None:
    tally = SURVEY.in_language("zh").tally(by=["branch", "quarter"])
    but_one = tally.only([place > 0 for place in range(len(tally.cells))], "chosen")
    made = [tally, tally.groups("branch"), tally + tally, sum([tally, tally]), but_one]
    for each in made:
        assert each.language == "zh"
        assert "名受访者" in repr(each)
        assert sg.measure_gaps(each).language == "zh"
    assert SURVEY.tally(by=["branch", "quarter"]).language == "en", "what was counted once tells no language"
    assert sg.measure_gaps(SURVEY.tally().in_language("zh")).language == "zh"


def test_selections_and_what_would_follow_keep_it() -> None:
    survey = SURVEY.in_language("zh")
    assert sg.measure_gaps(survey.where(branch="North")).language == "zh"
    review = sg.review_standards(survey)
    key = survey.instrument.item_keys[0]
    assert review.what_if({key: survey.instrument.scale.high}).language == "zh"
    assert review.in_language("en").what_if({key: survey.instrument.scale.high}).language == "en"


def test_a_report_speaks_it_unless_told_otherwise() -> None:
    survey = SURVEY.in_language("zh")
    report = sg.Report(survey)
    assert CHINESE.search(report.period + repr(report))
    assert 'lang="zh' in report._repr_html_()
    assert {finding.language for finding in report.findings} == {"zh"}
    assert {finding.language for finding in sg.Report(survey, language="en").findings} == {"en"}
    assert {finding.language for finding in sg.Report(SURVEY, language="zh").findings} == {"zh"}
    gaps = sg.measure_gaps(SURVEY)
    assert sg.Report([gaps.in_language("zh"), sg.rank_standards(SURVEY)]).findings[1].language == "zh"
    assert sg.Report(iter([gaps])).findings == (gaps,)
    assert "1," not in repr(sg.Report([gaps], title="Gaps")).partition("\n")[0]


def test_catalogues_and_operations_hand_it_on() -> None:
    catalogue = sg.read_catalogue("data/samples/standards.csv").in_language("zh")
    assert catalogue.check().language == "zh"
    operations = sg.read_operations("data/samples/operations.csv", as_of="2026-12-31 18:00").in_language("zh")
    assert sg.track_operations(operations, catalogue=catalogue).language == "zh"
    assert sg.track_operations([operations], catalogue=catalogue).language == "zh"
    assert sg.read_survey("data/samples/hotline_2026.csv", language="zh").language == "zh"
    assert CHINESE.search(repr(sg.describe_source("data/samples/hotline_2026.csv").in_language("zh")))


@pytest.mark.parametrize("thing", [SURVEY, SURVEY.tally(), sg.measure_gaps(SURVEY)], ids=["survey", "tally", "finding"])
def test_what_speaks_the_language_already_stays_itself(thing: Any) -> None:
    assert thing.in_language("en") is thing
    with pytest.raises(ServgapError, match="xx"):
        thing.in_language("xx")


def test_a_frame_with_a_column_called_language_is_no_survey() -> None:
    frame: Any = SURVEY.respondents.assign(language="zh")
    with pytest.raises(ServgapError):
        sg.measure_gaps(frame)
