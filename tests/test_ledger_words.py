"""What the ledger says, in every language, of whatever may stand in it; and what earlier versions stored of it."""

from __future__ import annotations

import ast
import json
import pickle
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.language import language_of, languages
from servgap.language.files import words_of
from servgap.language.tongue import Language
from servgap.report.ledger_table import ledger_table
from servgap.survey.ledger import Ledger, LedgerLine
from servgap.survey.ledger_facts import Facts
from servgap.survey.particulars import TEXTS, label_order
from servgap.survey.questionnaire import BUILTIN
from servgap.survey.reading.answers.label_sets import kano_sets, label_sets
from servgap.survey.reading.answers.told import COUNTED, LABELS_TOLD
from servgap.survey.reading.files import delimited, source
from servgap.survey.reading.layout import untold
from servgap.survey.reading.layout.columns import LONG_ROLES
from servgap.survey.reading.row_rules import RULES
from servgap.survey.reading.tools.registry import SHAPES
from tests.every_entry import every_entry

LIBRARY = Path(__file__).parents[1] / "servgap"
EARLIER = Path(__file__).parent / "data" / "earlier"
ENTERING = {"left_out": 0, "recoded": 0, "understood": 0, "LedgerLine": 1, "_keep": 1}
#: Reasons that stand for themselves: whoever was left out for them is counted, and no more is said.
BARE = {"no_group", "small_groups", "rows_read", "rows_used"}
WAYS = {f"told_by_{way}" for way in (untold.BY_WORDS, untold.REMAINING, untold.BY_ORDER, untold.BY_COUNT)}
OWN = ("asked_part", "column_role", "label_family", "table_shape", "file_kind", "delimiter", "told_by", "card_entry")
each_language = pytest.mark.parametrize("code", languages())
#: What stands in the place of a name in some language, so that what is left of a sentence is that language's own.
OWN_WORDS = re.compile(r"\b(rows?|and|more|above|stands?|the|expectation|perception|comma|respondents?|or|by)\b")


@cache
def written_reasons() -> frozenset[str]:
    """Give every reason that stands where something is entered; the code is read once."""
    found: set[str] = set()
    for path in (LIBRARY / "survey").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                at = ENTERING.get(name, 9)
                reason = node.args[at] if len(node.args) > at else None
                parts = (reason.body, reason.orelse) if isinstance(reason, ast.IfExp) else (reason,)
                found |= {part.value for part in parts if isinstance(part, ast.Constant)}
    return frozenset(found)


@cache
def given() -> set[str]:
    return {*written_reasons(), *RULES, *COUNTED.values(), LABELS_TOLD, *WAYS, "no_answers", "no_pair"}


def test_every_reason_that_is_given_has_particulars_or_needs_none() -> None:
    assert {"encoding", "points_not_read", "duration", "reversed", "outside_selection"} <= written_reasons()
    assert given() - BARE == set(TEXTS) == {line.reason for line in every_entry()}


@each_language
def test_every_reason_has_a_word_in_every_language(code: str) -> None:
    language = language_of(code)
    told = {reason for reason in given() for place in ("left_out", "ledger") if language.has_word(place, reason)}
    assert given() - told == set()


@each_language
def test_every_text_gets_the_facts_that_it_takes(code: str) -> None:
    """No fact is missing in any language, and none is left over in all of them."""
    language = language_of(code)
    for line in every_entry():
        told = language.tell(line.particulars)
        assert told, line
        assert not re.search(r"[{}\ufdd0]", told), told
    texts = language.words["ledger"]["particulars"]
    assert set(texts) == {text for text, _ in TEXTS.values()}


@pytest.mark.parametrize("reason", TEXTS)
def test_what_a_text_needs_is_what_every_language_takes(reason: str) -> None:
    text, needed = TEXTS[reason]
    for code in languages():
        found = language_of(code).words["ledger"]["particulars"][text]
        versions = found.values() if isinstance(found, dict) else [found]
        taken = {name for version in versions for name in re.findall(r"\{(\w+)[:}]", version)}
        assert taken - {"title", "last"} <= set(needed), code
        assert set(needed) - {"case"} <= taken, code


def test_nothing_of_one_language_stands_in_another() -> None:
    for line in every_entry():
        names, told = json.dumps(line.stored), language_of("zh").tell(line.particulars)
        assert [found[0] for found in OWN_WORDS.finditer(told) if found[0] not in names] == [], told


@each_language
def test_every_code_within_has_a_word(code: str) -> None:
    words = language_of(code).words["words"]
    families = {known.family for known in (*label_sets(), *kano_sets())} | {"ends", "answer_codes", "scale", "numbers"}
    assert set(words["label_family"]) == families
    assert set(words["delimiter"]) == set(delimited._DELIMITERS.values())
    assert set(words["file_kind"]) == set(source._KINDS)
    assert set(words["table_shape"]) == set(SHAPES)
    assert set(words["told_by"]) == {untold.TOLD, untold.BY_CODE, *(way.removeprefix("told_by_") for way in WAYS)}
    assert set(words["column_role"]) == set(LONG_ROLES)
    assert not [word for name in OWN for word in words[name].values() if re.search(r"[{}]", word)]
    assert {part for name in BUILTIN for part in sg.Instrument.load(name).parts} <= set(words["asked_part"])


CHINESE = {
    "no_answers": ({"rows": (79, 133), "more_rows": 2}, "第 79、133 等 4 行"),
    "no_pair": ({"rows": (14007,), "more_rows": 0}, "第 14007 行"),
    "columns": ({"part": "expectation", "first": "期望:设备", "last": "期望:能"}, "期望：期望:设备 … 期望:能"),
    "labels": (
        {"family": "agreement", "labels": (("不同意", 1.0), ("同意", 5.0))},
        "同意程度：不同意 = 1，同意 = 5",
    ),
    "delimiter": ({"delimiter": "semicolon"}, "分号"),
    "header_row": ({"case": "blank", "row": 3}, "表头在第 3 行；其上各行为空"),
    "summary": (
        {"sums": ((22, "Median"), (23, "")), "more_sums": 2},
        "第 22 行（Median）、第 23 行等，另有 2 行",
    ),
    "short_rows": (
        {"width": 7, "short": (3, 5), "more_short": 2},
        "单元格少于表头的 7 个，末尾的视为空白：第 3、5 行等，另有 2 行",
    ),
    "joined": ({"column": "id"}, "按 id"),
    "long": ({"answers": 4400, "people": 100}, "100 名受访者的 4,400 行答案"),
    "content": ({"ending": ".csv", "content": "xlsx"}, "文件扩展名为 .csv，内容实为 XLSX 工作簿"),
    "not_answered": ({"values": (-3.0, "skipped"), "more_values": 3}, "-3、skipped 等 5 种"),
    "not_asked": ({"values": (".",), "more_values": 0}, "."),
    "matrix_sampling": (
        {"asked": 10, "items": 22},
        "共 22 个题项，每名受访者都恰好回答了 10 个，且各人所答不尽相同：其余视为未提问",
    ),
    "outside_selection": (
        {"chosen": (("branch", ("N", "S")), ("门店", ("北", "南")))},
        "branch = N 或 S，门店 = 北或南",
    ),
    "attention": ({"columns": ("Q1",), "rows": (3,), "source": "2026Q1"}, "2026Q1：Q1：第 3 行"),
}


@pytest.mark.parametrize("reason", CHINESE)
def test_chinese_is_said_from_the_facts(reason: str) -> None:
    facts, told = CHINESE[reason]
    assert language_of("zh").tell(LedgerLine("understood", reason, 1, facts).particulars) == told


def test_english_counts_and_lists() -> None:
    def said(reason: str, **facts: object) -> str:
        return LedgerLine("understood", reason, 0, facts).detail

    assert said("no_pair", rows=[7]) == "row 7"
    assert said("no_pair", rows=["2026Q1:7", "2026Q1:8"]) == "rows 2026Q1:7, 2026Q1:8"
    assert said("long", answers=1500, people=1) == "1,500 rows of answers by 1 respondent"
    assert said("unfinished", columns=["a"], rows=[3, 4], more_rows=1200) == "a: rows 3, 4 and 1,200 more"
    assert said("labels_told", meanings=[["Yes = no", 7]], more_meanings=0) == "Yes = no = 7"
    assert said("declared_missing", values=[-2.0, 99.5]) == "-2, 99.5"


def test_a_name_that_turns_round_what_follows_is_kept_apart() -> None:
    line = LedgerLine("understood", "columns", 3, {"part": "perception", "first": "פ1", "last": "a\nb"})
    assert line.detail == "perception: \u2068פ1\u2069 … a b"


def test_what_labels_speak_of_may_be_left_out() -> None:
    facts = Facts({"family": "agreement", "labels": (("no", 1), ("yes", 2)), "source": "2026Q1"})
    assert language_of("en").tell(label_order(facts)) == "2026Q1: no = 1, yes = 2"
    assert language_of("en").tell(label_order(Facts({"told": "by hand"}))) == "by hand"


# An entry


def test_entries_with_the_same_facts_are_one_and_say_how_many() -> None:
    one = (
        Ledger(5)
        .left_out("no_pair", 2, {"rows": (3, 4), "more_rows": 0})
        .understood("delimiter", 0, {"delimiter": "tab"})
    )
    other = Ledger(4).left_out("no_pair", 2, {"more_rows": 0, "rows": [3, 4]}).left_out("no_pair", 1, {"rows": (4,)})
    both = one + other
    assert [(line.reason, line.count) for line in both.lines] == [("no_pair", 4), ("delimiter", 0), ("no_pair", 1)]
    assert both.lines[0].detail == "rows 3, 4"
    assert both.rows_used == 4


def test_facts_are_small_and_stay_as_they_are() -> None:
    line = LedgerLine("understood", "columns", 3, {"part": "a", "rows": [1, [2, 3]]})
    assert line.facts["rows"] == (1, (2, 3))
    assert hash(line) == hash(pickle.loads(pickle.dumps(line)))  # noqa: S301 - our own
    assert pickle.loads(pickle.dumps(line)) == line  # noqa: S301 - our own
    with pytest.raises(TypeError):
        line.facts["part"] = "b"  # type: ignore[index]
    for fact in (None, True, {"a": 1}, [[[[1]]]], object()):
        with pytest.raises(TypeError):
            Facts({"a": fact})


def test_words_of_ones_own_and_facts_that_lack() -> None:
    ledger = Ledger(9).left_out("careless", 1, "asked for").left_out("no_pair", 2).left_out("odd", 1, {"rows": [3]})
    assert [line.detail for line in ledger.lines] == ["asked for", "", ""]
    assert ledger.frame["detail"].tolist() == ["", "asked for", "", "", ""]


# What is stored


def test_every_entry_is_stored_and_read_back() -> None:
    for line in every_entry():
        assert LedgerLine.of_stored(**json.loads(json.dumps(line.stored))) == line


def test_files_of_the_version_before_are_read_as_they_were() -> None:
    for name in ("survey_0_3.csv", "survey_0_3.parquet"):
        survey = sg.read_survey(EARLIER / name)
        assert (survey.n, survey.ledger.rows_read) == (3, 6)
        assert survey.ledger.reasons == {"no_answers": 1, "no_pair": 1, "outside_selection": 1}
        assert "no_digest" not in [line.reason for line in survey.ledger.lines]
        told = {line.reason: line.detail for line in survey.ledger.lines}
        assert told["header_row"] == "the header stands in row 2; above it stands 'Title of the sheet'"
        assert told["outside_selection"] == "branch = North or South"
        assert "agreement: strongly disagree = 1" in repr(survey)
    tally = sg.Tally.load(EARLIER / "tally_0_3.npz")
    assert [line.detail for line in tally.ledger.lines] == [line.detail for line in survey.ledger.lines]
    assert sg.measure_gaps(tally).basis.rows_used == 3


def test_sentences_of_the_version_before_are_shown_as_they_are_under_words_of_every_language() -> None:
    ledger = sg.read_survey(EARLIER / "survey_0_3.csv").ledger
    (section,) = ledger_table(ledger, language_of("zh")).sections
    rows = {row.cells[1]: row.cells for row in section.rows}
    assert rows["没有任何题项同时作答期望与感知"][3] == "row 6"
    # What is no more than the reason's own sentence is known by it.
    assert rows["重要性分值合计不为 100"][3] == "不计入加权结果"


def test_what_the_version_before_wrote_is_written_so_that_it_reads_it(tmp_path: Path) -> None:
    survey, tally = sg.read_survey(EARLIER / "survey_0_3.csv"), sg.Tally.load(EARLIER / "tally_0_3.npz")
    survey.to_csv(tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_text("utf-8-sig").startswith('"# servgap survey 1/1"')
    assert sg.read_survey(tmp_path / "again.csv").ledger == survey.ledger
    tally.save(tmp_path / "again")
    assert sg.Tally.load(tmp_path / "again").ledger == tally.ledger
    assert form_of(tmp_path / "again") == 1


def test_a_ledger_of_facts_has_a_form_of_its_own(tmp_path: Path) -> None:
    survey = sg.read_survey(EARLIER / "survey_0_3.csv").where(branch="North")
    survey.to_csv(tmp_path / "new.csv")
    assert (tmp_path / "new.csv").read_text("utf-8-sig").startswith('"# servgap survey 2/1"')
    assert sg.read_survey(tmp_path / "new.csv").ledger == survey.ledger
    for pairs in (False, True):
        tally = survey.tally(pairs=pairs)
        tally.save(tmp_path / "new")
        back = sg.Tally.load(tmp_path / "new")
        assert form_of(tmp_path / "new") == 3
        assert (back.ledger, back.has_item_tables) == (tally.ledger, pairs)


def form_of(path: Path) -> int:
    import numpy as np

    with np.load(path) as stored:
        return int(json.loads(stored["description"].tobytes())["schema"])


def test_quarters_of_two_versions_add_up() -> None:
    tally = sg.Tally.load(EARLIER / "tally_0_3.npz")
    survey = sg.read_survey(EARLIER / "survey_0_3.csv")
    anew = replace(survey, ledger=Ledger(4).left_out("no_pair", 1, {"rows": (6,)}).recoded("points_not_100", 3))
    both = (tally + anew.tally("branch")).ledger
    assert both.reasons["no_pair"] == 2
    assert [line.count for line in both.lines if line.reason == "points_not_100"] == [5]


@pytest.mark.parametrize(
    "line",
    [
        {"kind": "recoded", "reason": "reversed", "count": 1, "facts": {"items": None}},
        {"kind": "recoded", "reason": "reversed", "count": 1, "facts": ["a"]},
        {"kind": "recoded", "reason": "reversed", "count": 1, "facts": {"items": ["a"]}, "detail": "a"},
        {"kind": "recoded", "reason": "reversed", "count": 1, "fact": {}},
        {"kind": "understood", "reason": "encoding", "count": 0, "facts": {"case": "odd", "encoding": "utf-8"}},
        {"kind": "understood", "reason": "header_row", "count": 0, "facts": {"case": "titled", "row": 1}},
        {"kind": "understood", "reason": "long_columns", "count": 0, "facts": {"roles": ["respondent"]}},
        {"kind": "left_out", "reason": "x", "count": -1, "detail": ""},
        {"kind": "left_out", "reason": "x", "count": True, "detail": ""},
        {"kind": "odd", "reason": "x", "count": 1, "detail": ""},
        {"kind": "left_out", "reason": 3, "count": 1, "detail": ""},
    ],
    ids=str,
)
def test_an_entry_that_no_version_wrote_is_refused(line: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Ledger.of_stored(3, [line])


def test_facts_changed_in_a_file_are_refused(tmp_path: Path) -> None:
    survey = sg.read_survey(EARLIER / "survey_0_3.csv").where(branch="North")
    survey.to_csv(tmp_path / "new.csv")
    text = (tmp_path / "new.csv").read_text("utf-8-sig")
    (tmp_path / "new.csv").write_text(text.replace('[""North""]', '[""South""]'), encoding="utf-8", newline="")
    with pytest.raises(ServgapError, match="what is said of rows and columns is not what was"):
        sg.read_survey(tmp_path / "new.csv")


# A language


def test_a_third_language_is_a_folder(tmp_path: Path) -> None:
    shutil.copytree(LIBRARY / "language" / "zh", tmp_path / "xx")
    path = tmp_path / "xx" / "ledger.toml"
    path.write_text(path.read_text("utf-8").replace("等 {total} 行", "usw., {total} Zeilen"), encoding="utf-8")
    third = Language("xx", words_of(tmp_path / "xx"))
    line = LedgerLine("left_out", "no_pair", 4, {"rows": (79, 133), "more_rows": 2})
    assert third.tell(line.particulars) == "第 79、133 usw., 4 Zeilen"
