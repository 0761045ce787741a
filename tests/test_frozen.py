"""Surveys, tallies, findings and reports are pickled and copied, and nothing that they hand out changes them."""

from __future__ import annotations

import copy
import pickle
import pickletools
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap.survey.frozen import Fixed
from tests.surveys import random_survey

SURVEY = replace(
    random_survey(11, 90, (3, 2)),
    respondents=pd.DataFrame(
        {
            "branch": [f"{'Nord' if number % 3 else 'Süd'}" for number in range(90)],
            "quarter": [f"2026Q{number % 2 + 1}" for number in range(90)],
            "mail": [f"someone{number}@example.org" for number in range(90)],
        },
        index=[f"row-of-{number}" for number in range(90)],
    ),
)
CALLS = {
    "gaps": lambda: sg.measure_gaps(SURVEY, by="branch"),
    "significance": lambda: sg.check_significance(SURVEY),
    "reliability": lambda: sg.check_reliability(SURVEY),
    "validity": lambda: sg.check_validity(SURVEY),
    "pairing": lambda: sg.check_pairing(SURVEY),
    "ranking": lambda: sg.rank_standards(SURVEY, rng=np.random.default_rng(3)),
    "groups": lambda: sg.compare_groups(SURVEY, by="branch"),
    "waves": lambda: sg.track_waves(SURVEY, by="quarter"),
    "plan": lambda: sg.plan_sample(SURVEY, gap=0.3),
    "screening": lambda: sg.screen_responses(SURVEY),
}


@cache
def made(kind: str) -> sg.Finding:
    return CALLS[kind]()


def shown(finding: sg.Finding) -> tuple[object, ...]:
    tables = [finding.frames[name].to_csv() for name in finding.frames]
    return repr(finding), finding.headline_in("zh"), finding.note_in("zh"), repr(finding.facts), *tables


def written(report: sg.Report, folder) -> tuple[bytes, bytes]:
    folder.mkdir()
    report.to_html(folder / "page.html")
    report.to_excel(folder / "report.xlsx")
    return (folder / "page.html").read_bytes(), (folder / "report.xlsx").read_bytes()


def texts_in(stored: bytes) -> str:
    """Give all texts and bytes of a pickle, and its numbers too."""
    return "\n".join(str(value) for _, value, _ in pickletools.genops(stored) if value is not None)


@pytest.mark.parametrize("kind", CALLS)
def test_a_finding_comes_back_from_a_pickle_as_it_was_and_without_respondents(kind, tmp_path):
    finding = made(kind)
    stored = pickle.dumps(finding)
    back = pickle.loads(stored)  # noqa: S301 - its own
    assert type(back) is type(finding)
    assert shown(back) == shown(finding)
    assert back.basis == finding.basis
    assert back.source is None or isinstance(back.source.subject, sg.Tally)
    for name, given in (("back", back), ("made", finding)):
        sg.Report([given], minimum=3).to_html(tmp_path / f"{name}.html")
    assert (tmp_path / "back.html").read_bytes() == (tmp_path / "made.html").read_bytes()
    names = texts_in(stored)
    assert "@example.org" not in names
    if kind != "screening":
        assert "row-of-" not in names
        for answers in SURVEY.answers.values():
            assert answers.codes[0].tobytes() not in stored
            assert np.ascontiguousarray(answers.codes.T[:8]).tobytes() not in stored
    assert copy.copy(finding) is copy.deepcopy(finding) is finding
    assert copy.deepcopy([back])[0] is back


@pytest.mark.parametrize("by", [(), ("branch", "quarter")])
def test_surveys_and_tallies_come_back(by, tmp_path):
    tally = SURVEY.tally(by)
    survey, counted = pickle.loads(pickle.dumps((SURVEY, tally)))  # noqa: S301 - its own
    pd.testing.assert_frame_equal(survey.respondents, SURVEY.respondents)
    pd.testing.assert_frame_equal(survey.expectations, SURVEY.expectations)
    assert (survey.ledger, survey.instrument) == (SURVEY.ledger, SURVEY.instrument)
    assert repr(counted) == repr(tally)
    assert shown(sg.measure_gaps(counted)) == shown(sg.measure_gaps(tally))
    assert shown(sg.check_validity(survey)) == shown(made("validity"))
    assert (counted + counted).n == 2 * tally.n
    for each in (SURVEY, survey, tally, counted):
        assert copy.copy(each) is copy.deepcopy(each) is each


def test_a_report_comes_back_and_is_copied(tmp_path):
    report = sg.Report(SURVEY, minimum=3, language="zh")
    first = written(report, tmp_path / "first")
    for number, other in enumerate((pickle.loads(pickle.dumps(report)), copy.copy(report), copy.deepcopy(report))):  # noqa: S301
        assert written(other, tmp_path / str(number)) == first
        assert repr(other) == repr(report)
    assert "@example.org" not in texts_in(pickle.dumps(report))


def arrays_in(thing: object, seen: set[int]):
    """Find every array that can be reached from something frozen, attribute by attribute."""
    if is_dataclass(thing):
        if id(thing) in seen:
            return
        seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        yield thing
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from arrays_in(each, seen)
    elif isinstance(thing, Fixed):
        yield from arrays_in(list(thing.values()), seen)
    elif is_dataclass(thing):
        yield from arrays_in([getattr(thing, entry.name) for entry in fields(thing)], seen)


@pytest.mark.parametrize("pickled", [False, True])
@pytest.mark.parametrize("kind", ["survey", "tally", "finding"])
def test_no_array_can_be_written_to(kind, pickled):
    thing = {"survey": SURVEY, "tally": SURVEY.tally("branch"), "finding": made("gaps")}[kind]
    thing = pickle.loads(pickle.dumps(thing)) if pickled else thing  # noqa: S301 - its own
    found = list(arrays_in(thing, set()))
    assert found
    assert not any(array.flags.writeable or (array.base is not None and array.base.flags.writeable) for array in found)
    with pytest.raises(ValueError, match="read-only"):
        found[0][...] = 0


def test_arrays_of_somebody_else_stay_open():
    mine = np.arange(90.0)[::-1]
    survey = replace(SURVEY, weight=mine)
    mine[0] = -1
    assert survey.weight[0] == 89


def test_nothing_handed_out_changes_a_finding():
    finding = made("groups")
    before = shown(finding)
    for table in (finding.frame, finding.groups, finding.pairs, *(finding.frames[name] for name in finding.frames)):
        table.iloc[:, -3] = table.iloc[0, -3]
        table.loc[0, "dimension"] = "else"
        table["level"] = "else"
    for mapping in (finding.facts.group, made("gaps").facts, finding.frames, finding.source.asked):
        with pytest.raises(TypeError, match="does not support item assignment"):
            mapping["gap"] = 9
    for told, name in ((finding.facts, "differing"), (finding.facts.lowest, "gap")):
        with pytest.raises(FrozenInstanceError):
            setattr(told, name, ())
    for listed in (finding.facts.lowest_groups, finding.facts.differing, finding.facts.worst.candidates):
        assert isinstance(listed, tuple)
    for name in ("frames", "facts", "basis", "kind", "other"):
        with pytest.raises((FrozenInstanceError, AttributeError)):
            setattr(finding, name, {})
    with pytest.raises(FrozenInstanceError):
        finding.basis.rows_used = 1
    assert shown(finding) == before


def test_nothing_handed_out_changes_a_survey():
    respondents = SURVEY.respondents
    respondents.loc["row-of-1", "branch"] = "X"
    expectations = SURVEY.expectations
    expectations.iloc[:] = 1
    assert "X" not in set(SURVEY.respondents["branch"])
    assert SURVEY.expectations.to_numpy(na_value=0).max() > 1
    given = pd.DataFrame({"branch": ["A"] * 90})
    survey = replace(SURVEY, respondents=given)
    given["branch"] = "B"
    assert set(survey.respondents["branch"]) == {"A"}
    with pytest.raises(TypeError, match="does not support item assignment"):
        SURVEY.answers["expectation"] = None
    for thing, name in (
        (SURVEY, "respondents"),
        (SURVEY, "answers"),
        (SURVEY.tally(), "cells"),
        (SURVEY.ledger, "lines"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)


def test_a_frame_that_was_given_to_a_finding_is_no_longer_its():
    mine = made("gaps").frame
    finding = replace(made("gaps"), frames={"frame": mine})
    mine.loc[:, "gap"] = 9.0
    assert finding.frame["gap"].max() < 5
