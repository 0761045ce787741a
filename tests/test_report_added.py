"""Findings shown in a report beside those that it makes."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError

SAMPLE = "data/samples/hotline_2026.csv"


@cache
def survey() -> sg.Survey:
    return sg.read_survey(SAMPLE, attributes=["branch", "quarter", "channel"])


def titles(report: sg.Report) -> list[str]:
    return [section.title for section in report._document().sections]


def test_findings_stand_where_their_kind_does() -> None:
    report = sg.Report(survey(), add=sg.check_pairing(survey()))
    kinds = [finding.kind for finding in report.findings]
    assert kinds == ["ranking", "gaps", "groups", "waves", "significance", "reliability", "pairing"]
    assert sg.Report([sg.measure_gaps(survey())], add=[sg.check_pairing(survey())]).findings[1].kind == "pairing"


def test_a_finding_of_the_same_kind_and_groups_takes_the_place() -> None:
    strict = sg.measure_gaps(survey().where(quarter="2026Q4"), smallest=0.5)
    channels = sg.measure_gaps(survey().where(quarter="2026Q4"), by="channel")
    report = sg.Report(survey(), add=[strict, channels])
    gaps = [finding for finding in report.findings if finding.kind == "gaps"]
    assert gaps == [strict, channels]


@pytest.mark.parametrize(
    ("language", "everybody", "other"),
    [("en", "all respondents", "another selection of respondents"), ("zh", "全部受访者", "另行选取的受访者")],
)
def test_a_section_says_whom_it_is_about(language: str, everybody: str, other: str) -> None:
    added = [sg.check_pairing(survey()), sg.measure_gaps(survey().where(channel="callback"), by="quarter")]
    told = titles(sg.Report(survey(), add=added, language=language))
    assert sum(everybody in title for title in told) == 1
    assert sum(other in title for title in told) == 1
    assert sum("2026Q4" in title and everybody not in title for title in told) >= 5
    now = sg.Report(survey(), add=sg.check_pairing(survey().where(quarter="2026Q4")), language=language)
    assert not any(everybody in title or other in title for title in titles(now))


def test_drivers_of_the_first_outcome_are_found_beyond_branches() -> None:
    told = {"outcome": {"pleased": "satisfaction"}}
    pleased = sg.read_survey(SAMPLE, attributes=["branch", "quarter"], columns=told)
    report = sg.Report(pleased, period="2026Q3")
    (made,) = [finding for finding in report.findings if finding.kind == "drivers"]
    asked = sg.find_drivers(pleased.where(quarter="2026Q3"), outcome="pleased", adjust_for="branch")
    pd.testing.assert_frame_equal(made.frame, asked.frame)
    own = sg.find_drivers(pleased.where(quarter="2026Q3"), outcome="pleased")
    (kept,) = [
        finding for finding in sg.Report(pleased, period="2026Q3", add=own).findings if finding.kind == "drivers"
    ]
    assert kept is own
    assert "drivers" in [finding.kind for finding in sg.Report(pleased.tally("branch", outcomes="pleased")).findings]
    assert "drivers" not in [finding.kind for finding in sg.Report(pleased.tally("branch")).findings]


@pytest.mark.parametrize(
    ("add", "said"),
    [
        (lambda: 3, "list of findings"),
        (lambda: "drivers", "list of findings"),
        (lambda: [sg.measure_gaps(survey()), None], "list of findings"),
        (lambda: sg.measure_gaps(sg.read_survey(SAMPLE, instrument="servperf", columns={"perception": "P{n}"})), "two"),
        (lambda: sg.measure_gaps(survey().drop(survey().respondents.index[:3], reason="careless")), "two sets of rows"),
    ],
)
def test_findings_of_another_survey_are_refused(add: object, said: str) -> None:
    with pytest.raises(ServgapError, match=said):
        sg.Report(survey(), add=add())  # type: ignore[operator]  # made when the test runs
