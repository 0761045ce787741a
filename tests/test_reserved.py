"""An attribute may be called anything but what servgap's own tables call a column, which is refused at the door."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey.reserved import RESERVED
from tests.every_output import of_finding, of_report, of_survey, verbs_of
from tests.test_row_names import ASKED, answers

#: What pandas, JSON, TOML or an archive could take for something else.
ODD = (
    *("index", "columns", "values", "size", "T", "0", "1", "level_0", "level_1", "shape", "dtype", "loc", "iloc"),
    *("first", "count", "key", "keys", "self", "by", "group", "title", "class", "None", "nan", "True", "_1", "x", "y"),
    *("variable", "file", "../up", "a/b", "C:\\x", "data", "names", "__class__", "schema", "servgap", ".absence"),
)


def survey_with(*names: str) -> sg.Survey:
    frame = answers()
    described = pd.DataFrame(dict.fromkeys(names, frame["branch"]))
    return sg.read_survey(pd.concat([frame, described], axis=1), ASKED, attributes=[*names, "quarter"])


def test_every_column_of_every_finding_and_sheet_is_reserved() -> None:
    survey = survey_with("site")
    for verb, call in verbs_of("site", "quarter").items():
        finding = call(survey)
        for name, frame in finding.frames.items():
            assert {*frame.columns} - {"site", "quarter", "wave"} <= RESERVED, (verb, name)


@pytest.mark.parametrize("name", [*sorted(RESERVED), "expectation_a1", "perception_b5"])
def test_a_reserved_name_is_refused_at_the_door(name: str) -> None:
    frame = answers().assign(**{name: "a"})
    with pytest.raises(
        ServgapError, match=rf"'{name}' is the name of .* frame\.rename\(columns=\{{'{name}': "
    ) as refused:
        sg.read_survey(frame, ASKED, attributes=["quarter", name])
    assert "quarter" not in str(refused.value)


def test_names_of_points_and_weights_are_refused_where_these_are_stored(tmp_path: Path) -> None:
    frame = answers().assign(weight=1.5)
    assert sg.read_survey(frame, ASKED, attributes="weight").attributes == ("weight",)
    told = {"expectation": "E{n}", "perception": "P{n}", "weight": "weight"}
    with pytest.raises(
        ServgapError, match=r"'weight' is the name of its column of answers, points, weights or outcomes"
    ):
        sg.read_survey(frame, ASKED, attributes="weight", columns=told)


def test_a_stored_survey_with_a_reserved_name_is_refused(tmp_path: Path) -> None:
    survey = survey_with("site")
    named = replace(survey, respondents=survey.respondents.rename(columns={"site": "name"}))
    named.to_csv(tmp_path / "named.csv")
    with pytest.raises(ServgapError, match=r"'name' is the name of a column"):
        sg.read_survey(tmp_path / "named.csv")
    assert sg.read_survey(tmp_path / "named.csv", attributes="quarter").attributes == ("quarter",)


def test_no_other_name_stops_a_verb_or_a_writer(tmp_path: Path) -> None:
    survey = survey_with(*ODD)
    of_survey(survey, tmp_path, ODD[:12])
    for stored in ("stored.csv", "stored.parquet"):
        assert sg.read_survey(tmp_path / stored).attributes == survey.attributes
    assert sg.Tally.load(tmp_path / "tally").by == ODD[:12]
    verbs = verbs_of(list(ODD), "quarter")
    for verb in ("measure_gaps", "check_significance", "rank_standards", "check_reliability"):
        for name, frame in (found := verbs[verb](survey)).frames.items():
            assert set(ODD) <= set(frame.columns) or not set(ODD) & set(frame.columns), (verb, name)
        of_finding(found, tmp_path, ("en",))
    for name in ("size", "T", "0"):
        of_finding(sg.compare_groups(survey, by=name), tmp_path, ("zh",))
    assert "T" in of_report(sg.Report(survey, minimum=2, branch="T", wave="quarter"), tmp_path)["page"]


def test_a_wave_may_be_called_a_wave() -> None:
    assert survey_with("wave").attributes == ("wave", "quarter")


@pytest.mark.parametrize("name", ["", " ", "\u200b"])
def test_an_attribute_without_a_name_is_no_attribute(name: str) -> None:
    with pytest.raises(ServgapError):
        sg.read_survey(answers().assign(**{name: "a"}), ASKED, attributes=[name])
