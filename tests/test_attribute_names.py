"""Names of attributes and their values: shown to readers in every language, while frames and files keep the codes."""

from __future__ import annotations

import json
import pickle
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import servgap as sg
from servgap.language import language_of
from servgap.language.shown import DIRECTIONS
from servgap.report.kinds.registry import kind_of
from servgap.report.writers.page import page_html
from servgap.survey.attribute_names import AttributeNames
from servgap.survey.wave_cuts import waves_cut

BRANCH = "Which branch did you <b>visit</b>?, and “why”, exactly $x$"
WAVE = "In which quarter \u202eof the year was that?"
OWN = ("Which branch", "visit", "In which quarter", "code-", "2026Q")
"""What stands in the data alone; no reader is to see any of it."""
NAMES: dict[str, Any] = {
    BRANCH: {
        "en": "outlet",
        "zh": "网点",
        "values": {f"code-{n}": {"en": f"Shop {n}", "zh": f"第{n}店"} for n in range(4)},
    },
    WAVE: {
        "en": "season",
        "zh": "季节",
        "values": {f"2026Q{n}": {"en": f"Spring {n}", "zh": f"第{n}春"} for n in (1, 2, 3)},
    },
}
ASKED = sg.Instrument(
    "short",
    sg.Scale(1, 7),
    [
        sg.Dimension("speed", [sg.Item("wait", "Waits are short."), sg.Item("line", "Lines are short.")]),
        sg.Dimension("care", [sg.Item("smile", "Staff smile."), sg.Item("hear", "Staff listen.")]),
    ],
)


def answers(n: int = 240, seed: int = 3) -> pd.DataFrame:
    """Make answers of four branches in three waves."""
    rng = np.random.default_rng(seed)
    place, wave = rng.integers(0, 4, n), rng.integers(1, 4, n)
    columns: dict[str, Any] = {BRANCH: [f"code-{each}" for each in place], WAVE: [f"2026Q{each}" for each in wave]}
    columns |= {f"E{item}": rng.integers(4, 8, n) for item in range(1, 5)}
    columns |= {f"P{item}": np.clip(rng.integers(2, 7, n) + (place == 2), 1, 7) for item in range(1, 5)}
    return pd.DataFrame(columns)


@pytest.fixture(scope="module")
def bare() -> sg.Survey:
    return sg.read_survey(answers(), ASKED, attributes=[BRANCH, WAVE])


@pytest.fixture(scope="module")
def survey() -> sg.Survey:
    return sg.read_survey(answers(), ASKED, attributes=[BRANCH, WAVE], names=NAMES)


@cache
def findings(subject: sg.Survey | sg.Tally) -> tuple[Any, ...]:
    """Give findings of every kind that names groups or waves of this questionnaire; they are made once of a subject."""
    event = sg.Event("training", at={BRANCH: ["code-0", "code-1"]}, wave="2026Q2")
    made = [
        sg.measure_gaps(subject, by=BRANCH),
        sg.measure_gaps(subject, by=[BRANCH, WAVE]),
        sg.check_significance(subject, by=BRANCH),
        sg.rank_standards(subject, by=BRANCH),
        sg.compare_groups(subject, by=BRANCH, reference="code-1"),
        sg.compare_groups(subject, by=BRANCH, adjust_for=WAVE),
        sg.compare_groups(subject, by=[BRANCH, WAVE]),
        sg.track_waves(subject, by=WAVE, events=[event]),
    ]
    if isinstance(subject, sg.Survey):
        made += [sg.check_reliability(subject, by=BRANCH), sg.check_validity(subject, by=BRANCH)]
    return tuple(made)


def shown_of(finding: Any, code: str) -> str:
    """Give all that readers are shown of a finding."""
    language, kind = language_of(code), kind_of(finding.kind)
    told = [finding.headline_in(code), finding.note_in(code)]
    told += [finding.table(form, language=code) for form in ("html", "text", "markdown")]
    for view in (None, *kind.views_of(finding)):
        told += kind.planned(finding, language, view).read()
    return "\n".join(told)


def own_words_in(text: str) -> list[str]:
    return [word for word in OWN if word in text]


@pytest.mark.parametrize(("code", "expected"), [("en", "Shop "), ("zh", "店")])
def test_no_reader_sees_a_header_or_a_code_of_the_data(survey: sg.Survey, code: str, expected: str) -> None:
    for finding in findings(survey):
        told = shown_of(finding, code)
        assert own_words_in(told) == [], finding.kind
        assert (expected in told) or finding.kind in ("waves", "validity"), finding.kind


@pytest.mark.parametrize(("code", "expected"), [("en", ("outlet", "Spring 3")), ("zh", ("网点", "第3春"))])
def test_page_workbook_and_card_show_the_names(
    survey: sg.Survey, tmp_path: Path, code: str, expected: tuple[str, str]
) -> None:
    report = sg.Report(
        survey, branch=BRANCH, wave=WAVE, language=code, minimum=22, disclosure="merged", add=findings(survey)[5]
    )
    page = page_html(report._document()).decode()
    assert own_words_in(page) == []
    assert all(name in page for name in expected)
    report.to_excel(tmp_path / "report.xlsx")
    book = load_workbook(tmp_path / "report.xlsx")
    assert own_words_in("\n".join(str(cell.value) for cell in book.worksheets[0]._cells.values())) == []
    card = survey.in_language(code).where(**{WAVE: "2026Q3"})._repr_html_()
    assert own_words_in(card) == []
    assert all(name in card for name in expected)


def test_reports_for_each_branch_are_headed_and_listed_by_names(survey: sg.Survey, tmp_path: Path) -> None:
    written = sg.Report.write_each(survey, tmp_path, by=BRANCH, wave=WAVE, period="all", minimum=62, language="zh")
    index = written.index.read_text("utf-8")
    assert "第2店" in index
    assert own_words_in(index.replace('href="code-', "")) == []
    page = written.written["code-2"].html.read_text("utf-8")
    assert "第2店" in page
    assert own_words_in(page) == []


def test_a_report_says_which_column_it_took_by_the_heading_that_it_has() -> None:
    frame = answers().rename(columns={BRANCH: "branch", WAVE: "quarter"})
    names = {"branch": {"zh": "网点"}, "quarter": {"zh": "季节"}}
    named = sg.read_survey(frame, ASKED, attributes=["branch", "quarter"], names=names)
    remarks = " ".join(sg.Report(named, language="zh")._remarks())
    assert "“branch”" in remarks
    assert "“quarter”" in remarks
    assert "季节" not in remarks


def test_frames_facts_and_order_keep_the_codes(bare: sg.Survey, survey: sg.Survey) -> None:
    for one, two in zip(findings(bare), findings(survey), strict=True):
        assert str(one.facts) == str(two.facts)
        for name, frame in one.frames.items():
            pd.testing.assert_frame_equal(frame, two.frames[name])
    assert survey.attributes == (BRANCH, WAVE)
    assert survey.where(**{BRANCH: "code-1"}).n == bare.where(**{BRANCH: "code-1"}).n


def test_names_go_where_the_survey_goes(survey: sg.Survey, tmp_path: Path) -> None:
    tally = survey.tally(by=[BRANCH, WAVE])
    tally.save(tmp_path / "tally")
    survey.to_csv(tmp_path / "survey.csv")
    survey.to_parquet(tmp_path / "survey.parquet")
    first = survey.respondents.index[:1]
    carried = [
        survey.where(**{WAVE: "2026Q1"}),
        survey.drop(first, reason="doubtful"),
        survey.in_language("zh"),
        pickle.loads(pickle.dumps(survey)),  # noqa: S301 - our own
        sg.read_survey(tmp_path / "survey.csv"),
        sg.read_survey(tmp_path / "survey.parquet", attributes=[BRANCH, WAVE]),
        tally,
        tally.groups(BRANCH),
        tally.only([cell[1] == "2026Q1" for cell in tally.cells], "outside_selection"),
        tally + tally,
        pickle.loads(pickle.dumps(tally)),  # noqa: S301 - our own
        sg.Tally.load(tmp_path / "tally"),
        sg.measure_gaps(survey, by=BRANCH).basis,
        pickle.loads(pickle.dumps(sg.measure_gaps(survey, by=BRANCH))).basis,  # noqa: S301 - our own
        sg.screen_responses(survey).basis,
    ]
    assert [each.names == survey.names for each in carried] == [True] * len(carried)


def test_a_stored_survey_may_be_given_other_names(survey: sg.Survey, tmp_path: Path) -> None:
    survey.to_csv(tmp_path / "survey.csv")
    read = sg.read_survey(tmp_path / "survey.csv", names={BRANCH: "place"})
    assert [read.names.attribute(BRANCH).to(code) for code in ("en", "zh")] == ["place", "place"]
    assert read.names.value(BRANCH, "code-1").to("zh") == "第1店"


def test_what_has_no_names_is_stored_as_before(bare: sg.Survey, survey: sg.Survey, tmp_path: Path) -> None:
    forms = {}
    for name, each in (("bare", bare), ("named", survey)):
        each.to_csv(tmp_path / f"{name}.csv")
        each.tally(by=BRANCH).save(tmp_path / name)
        with np.load(tmp_path / name) as stored:
            told = json.loads(stored["description"].tobytes())
        forms[name] = ((tmp_path / f"{name}.csv").read_text("utf-8-sig").split("/")[0], told["schema"], "names" in told)
    assert forms["bare"][1:] == (3, False)
    assert forms["named"][1:] == (10, True)
    assert forms["bare"][0].endswith(" 2")
    assert forms["named"][0].endswith(" 7")


def test_names_counted_before_they_were_given_do_not_stay_behind(bare: sg.Survey) -> None:
    assert not bare.tally(by=BRANCH).names
    named = bare.with_names(NAMES)
    assert named.tally(by=BRANCH).names == named.names
    assert not bare.tally(by=BRANCH).names


def test_a_sum_is_named_as_the_tally_that_stands_last(bare: sg.Survey) -> None:
    one = bare.tally(by=WAVE).with_names({WAVE: {"en": "season", "values": {"2026Q1": "first"}}})
    two = bare.tally(by=WAVE).with_names({WAVE: {"en": "time", "values": {"2026Q2": "second"}}})
    added = sum([one, two])
    assert added.names.attribute(WAVE).to("en") == "time"
    assert [added.names.value(WAVE, f"2026Q{n}").to("en") for n in (1, 2, 3)] == ["first", "second", "2026Q3"]
    other = bare.tally(by=WAVE).with_names({WAVE: {"values": {"2026Q2": "first"}}})
    with pytest.raises(sg.ServgapError, match="both called 'first'"):
        _ = one + other


def test_groups_are_not_joined_under_a_name_that_another_has(survey: sg.Survey) -> None:
    tally = survey.tally(by=BRANCH)
    with pytest.raises(sg.ServgapError, match="both called 'Shop 1'"):
        tally.renamed(BRANCH, {"code-0": "Shop 1"})
    assert tally.renamed(BRANCH, {"code-0": "code-1"}).names == survey.names


def test_the_name_of_groups_shown_together_is_no_groups_name(bare: sg.Survey) -> None:
    tally = bare.tally(by=BRANCH)
    least = int(sorted(tally.respondents)[1]) + 1
    together = set(tally.suppress(least, profile="merged").cells) - set(tally.cells)
    named = tally.with_names({BRANCH: {"values": {"code-2": next(iter(together))[0]}}})
    assert set(named.suppress(least, profile="merged").cells) - set(tally.cells) == {(f"{next(iter(together))[0]}*",)}


def test_quarters_to_which_days_are_cut_may_be_named() -> None:
    frame = answers(60).assign(**{WAVE: ["2026-02-01", "2026-05-01"] * 30})
    named = sg.read_survey(frame, ASKED, attributes=WAVE, names={WAVE: {"values": {"2026Q1": "winter"}}})
    cut, _ = waves_cut(named, WAVE, "quarter")
    assert [cut.names.value(WAVE, wave).to("en") for wave in ("2026Q1", "2026Q2")] == ["winter", "2026Q2"]
    assert "winter" in sg.track_waves(named, by=WAVE, order="quarter").headline


def test_numbers_are_named_as_they_are_labelled() -> None:
    frame = answers(60).assign(**{BRANCH: [1.0, 2.0, np.nan] * 20})
    named = sg.read_survey(frame, ASKED, attributes=BRANCH, names={BRANCH: {"values": {1: "men", 2: "women"}}})
    assert "women" in sg.measure_gaps(named, by=BRANCH).table("text")


def test_one_mapping_serves_waves_in_which_a_branch_is_missing(bare: sg.Survey) -> None:
    part = bare.where(**{BRANCH: ["code-0", "code-1"]})
    assert part.with_names(NAMES).names == bare.with_names(NAMES).names


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["branch"], "found list"),
        ({"Which branch": "x"}, "Did you mean"),
        ({BRANCH: {"values": {"cod-0": "x"}}}, "Did you mean 'code-0'"),
        ({BRANCH: {"values": {"Code-0": "x"}}}, "Did you mean 'code-0'"),
        ({BRANCH: {"values": {"Paris": "x"}}}, "nobody has 'Paris'"),
        ({BRANCH: {"values": {"code-0": "x", "code-1": "x"}}}, "both called 'x'"),
        ({BRANCH: {"values": {"code-0": "code-1"}}}, "both called 'code-1'"),
        ({BRANCH: {"values": {"code-0": {"zh": "店"}, "code-1": {"zh": "店\u200f"}}}}, "in 'zh'"),
        ({BRANCH: "x", WAVE: {"en": "x"}}, "both called 'x'"),
        ({BRANCH: WAVE}, "both called"),
        ({BRANCH: " \n"}, "holds something to be seen"),
        ({BRANCH: {"en": "\u202e"}}, "holds something to be seen"),
        ({BRANCH: 7}, "holds something to be seen"),
        ({BRANCH: {"values": {"code-0": {}}}}, "holds something to be seen"),
        ({BRANCH: {"values": {"code-0": None}}}, "holds something to be seen"),
        ({BRANCH: {"fr": "succursale"}}, "told in 'en', 'zh'"),
        ({BRANCH: {"code-0": "x"}}, 'stand under "values"'),
        ({BRANCH: {"values": ["x"]}}, "by a mapping"),
        ({BRANCH: {"values": {None: "nobody"}}}, "an empty one"),
        ({BRANCH: {"values": {"code-0": "x", "code-0 ": "y"}}}, "found twice"),
        ({BRANCH: "half \ud800"}, "half"),
    ],
)
def test_names_that_are_none_are_refused(bare: sg.Survey, names: Any, told: str) -> None:
    for subject in (bare, bare.tally(by=[BRANCH, WAVE])):
        with pytest.raises(sg.ServgapError, match=told):
            subject.with_names(names)
    with pytest.raises(sg.ServgapError, match=told):
        sg.read_survey(answers(), ASKED, attributes=[BRANCH, WAVE], names=names)


def test_a_name_turns_nothing_round(bare: sg.Survey) -> None:
    named = bare.with_names({BRANCH: {"en": "\u202eoutlet", "values": {"code-0": "צפון"}}})
    told = sg.measure_gaps(named, by=BRANCH).table("text")
    assert "\u2068צפון\u2069" in told
    assert "\u2068\u202eoutlet\u202c\u2069" in told


def test_files_whose_names_are_none_are_refused(survey: sg.Survey, tmp_path: Path) -> None:
    survey.to_csv(tmp_path / "survey.csv")
    written = (tmp_path / "survey.csv").read_text("utf-8-sig")
    for good, bad in (("Shop 1", ""), ('""en"":""outlet""', '""en"":7'), ('""attributes"":{', '""attribute"":{')):
        changed = bad.join(written.split(good, 1))
        (tmp_path / "changed.csv").write_text(changed, "utf-8-sig")
        with pytest.raises(sg.ServgapError):
            sg.read_survey(tmp_path / "changed.csv")


words = st.text(alphabet="ab é店צ", min_size=1, max_size=8).map(lambda text: f"n{text}")
versions = st.dictionaries(st.sampled_from(["", "en", "zh"]), words, min_size=1)
several = st.builds(
    AttributeNames,
    st.dictionaries(st.sampled_from(["a", "b"]), versions),
    st.dictionaries(st.sampled_from(["a", "b"]), st.dictionaries(st.sampled_from("xy"), versions, min_size=1)),
)


@given(several, several, several)
@settings(max_examples=40, deadline=None)
def test_names_are_stored_and_put_together_without_loss(
    one: AttributeNames, two: AttributeNames, three: AttributeNames
) -> None:
    assert AttributeNames.of_stored(json.loads(json.dumps(one.stored))) == one
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own
    assert (one | two) | three == one | (two | three)
    for code in ("en", "zh"):
        given_last = two.attributes.get("a", {})
        told = given_last.get(code, given_last.get(""))
        assert (one | two).attribute("a").to(code) == (one.attribute("a").to(code) if told is None else told)


@given(st.text(max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_name_that_is_shown_whole_or_refused(bare: sg.Survey, text: str) -> None:
    try:
        named = bare.with_names({BRANCH: text})
    except sg.ServgapError:
        return
    told = sg.measure_gaps(named.where(**{BRANCH: "code-0"}), by=BRANCH).headline
    seen = "".join(sign for sign in told if sign not in DIRECTIONS)
    assert own_words_in(seen.replace(text, "")) in ([], ["code-"])
