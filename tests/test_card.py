"""The card of a survey."""

from __future__ import annotations

import pickle
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pseudo_language import FORMS

from servgap.errors import ServgapError
from servgap.language import Language, language_of, languages
from servgap.language.files import words_of
from servgap.survey.card import card_of
from servgap.survey.ledger import Ledger
from servgap.survey.reading.describing import describe_source
from servgap.survey.reading.description import SourceDescription
from servgap.survey.reading.description_card import card_of as card_of_description
from servgap.survey.reading.door import read_survey
from servgap.survey.scale import Scale
from servgap.survey.survey import Survey
from tests.every_entry import every_entry
from tests.small_surveys import HEADERS, instrument
from tests.surveys import instrument_of, survey_of

TEXT = """\
small · 2 of 4 respondents used

Questionnaire
  items                         3 in 2 dimensions (2/1), scale 1–7
  dimensions                    Speed, Care
  asked as                      expectation, perception

Answers
  expectation–perception pairs  4 of 6 (66.7%)
  expectation                   5 of 6 (83.3%); 1 does not apply
  perception                    5 of 6 (83.3%); 1 missing

Left out
  answered no item              1 respondent: row 2
  no pair of answers            1 respondent: row 3

Recoded
  does not apply                1: N/A

Detected automatically
  columns                       3 columns: expectation: E1 … E3
  columns                       3 columns: perception: P1 … P3
  points                        2 columns: points_speed … points_care

Respondents
  branch                        2 values: <b>North</b> & Co (1), South (1)
  importance points             shared out by 1 of 2 (50.0%)
  mean points                   Speed 60.0, Care 40.0"""

CHINESE = """\
small · 4 份答卷中使用 2 份

问卷
  题项           3 个题项，分属 2 个维度（2/1），量表 1–7
  维度           Speed、关怀
  提问部分       期望、感知

答案
  期望–感知配对  4 / 6（66.7%）
  期望           5 / 6（83.3%）；1 个不适用
  感知           5 / 6（83.3%）；1 个空白

剔除
  没有任何回答   1 名受访者：第 2 行
  没有有效配对   1 名受访者：第 3 行

重新编码
  不适用         1：N/A

自动识别
  答案列         3 列：期望：E1 … E3
  答案列         3 列：感知：P1 … P3
  重要性分值     2 列：points_speed … points_care

受访者
  branch         2 个取值：<b>North</b> & Co（1）、South（1）
  重要性分值     已分配 1 / 2（50.0%）
  平均分值       Speed 60.0、关怀 40.0"""
LANGUAGE = Path(__file__).parents[1] / "servgap" / "language"
FILES = ("ledger", "card", "description")
each_language = pytest.mark.parametrize("code", languages())


def survey() -> Survey:
    answers = [("5", "N/A", "5", "4", "4", "4"), ("7", "7", "7", "6", "6", ""), ("",) * 6, ("1",) * 3 + ("",) * 3]
    frame = pd.DataFrame(answers, columns=list(HEADERS)).assign(
        branch=["<b>North</b> & Co", "South", "", ""], points_speed=["60", "", "", ""], points_care=["40", "", "", ""]
    )
    return read_survey(frame, instrument(), attributes=["branch"])


def test_text() -> None:
    assert repr(survey()) == TEXT


def test_html_escapes_what_came_from_the_source() -> None:
    html = survey()._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;North&lt;/b&gt; &amp; Co" in html
    assert " id=" not in html
    for said in ("2 of 4 respondents used", "4 of 6 (66.7%)", "points_speed … points_care"):
        assert said in html


def test_the_same_survey_has_the_same_card() -> None:
    assert repr(survey()) == repr(survey())
    assert survey()._repr_html_() == survey()._repr_html_()


def test_a_selection_says_so() -> None:
    selected = survey().where(branch="South")
    assert "outside the selection         1 respondent: branch = South" in repr(selected)


def test_in_another_language() -> None:
    shown = survey().in_language("zh")
    assert repr(shown) == CHINESE
    assert "2 名受访者" not in shown._repr_html_()
    assert "没有有效配对" in shown._repr_html_()
    assert repr(shown.in_language("en")) == TEXT
    assert repr(pickle.loads(pickle.dumps(shown))) == CHINESE  # noqa: S301 - our own
    assert repr(shown.where(branch="South")).startswith("small · 4 份答卷中使用 1 份")
    with pytest.raises(ServgapError, match="'de'"):
        survey().in_language("de")


def test_what_else_a_card_says() -> None:
    long = "a very long name of a branch that goes on and on"
    asked = instrument_of((1,), Scale(1, 3, 0.5), ("perception",))
    one = survey_of(asked, {"perception": [[1.5], [np.nan]]}, shop=[long, None])
    said = repr(replace(one, weight=np.array([0.25, 1234.5]), ledger=Ledger(2).left_out("too_slow", 0)))
    assert "1 in 1 dimension (1), scale 1–3 by 0.5" in said
    assert "asked as         perception" in said
    assert "1 value: a very long name of a branch th… (1); 1 missing" in said
    assert "sampling weight  0.25 to 1234" in said
    chinese = repr(one.in_language("zh"))
    assert "1 个题项，分属 1 个维度（1），量表 1–3（间隔 0.5）" in chinese
    own = replace(survey(), points=None, instrument=with_points((70, 30)))
    assert "importance points             Speed 70, Care 30 (instrument)" in repr(own)
    assert "重要性分值     Speed 70、关怀 30（问卷规定）" in repr(own.in_language("zh"))


def with_points(points: tuple[float, ...]):
    asked = instrument()
    return replace(
        asked, dimensions=[replace(each, points=own) for each, own in zip(asked.dimensions, points, strict=True)]
    )


def one_blank(card: object) -> str:
    """Give what a card says, without its columns."""
    return " ".join(repr(card).split())


def test_counts_are_of_what_is_counted() -> None:
    ledger = Ledger(9).understood("short_rows", 1).understood("error_cells", 2).understood("source", 1)
    ledger = ledger.understood("formulas_without_value", 1).understood("x", 1)
    ledger = ledger.left_out("too_slow", 1).recoded("reversed", 1200).understood("joined", 3)
    said = one_blank(replace(survey(), ledger=ledger))
    for line in ("short rows 1 row", "error cells 2 cells: cells of", "read together 1 row", "joined 3 respondents"):
        assert f"{line} " in said
    for line in ("formulas without value 1 cell: formulas", "x 1 column", "too slow 1 respondent"):
        assert f"{line} " in said
    assert "reversed items mirrored 1,200 Detected" in said


def test_every_attribute_stands_where_it_begins() -> None:
    """Chinese letters take two places, in labels too."""
    frame = pd.DataFrame([(5, 4, 3, 2, 1, 1)], columns=list(HEADERS)).assign(门店="北", id_of_branch="N")
    lines = repr(read_survey(frame, instrument(), attributes=["门店", "id_of_branch"])).split("\n")
    (chinese,), (latin,) = (
        [line for line in lines if line.startswith(f"  {name}")] for name in ("门店", "id_of_branch")
    )
    assert latin.index("1 value") == chinese.index("1 value") + 2


# Every language


def leaves(texts: dict, path: str = "") -> dict[str, set[str]]:
    """Give every text by its key, with the facts that its forms take."""
    found: dict[str, set[str]] = {}
    for name, text in texts.items():
        key = f"{path}.{name}".lstrip(".")
        if isinstance(text, str):
            found[key] = set(re.findall(r"\{(\w+)[:}]", text))
        elif set(text) <= {*FORMS, "by", "0"} or (set(text) & {"0", "other"} and "by" in text):
            found[key] = set().union(*(leaves(text).values())) - ({text["by"]} if "by" in text else set())
        else:
            found |= leaves(text, key)
    return found


@pytest.mark.parametrize("file", FILES)
@each_language
def test_languages_hold_the_same_texts_of_the_same_facts(file: str, code: str) -> None:
    english, other = (leaves(language_of(each).words[file]) for each in ("en", code))
    assert english.keys() == other.keys()
    for key, facts in english.items():
        if not key.startswith("listed."):  # of several things one language counts all, another the rest
            counts = {"items", "dimensions", "read", "people"}
            assert facts - counts == other[key] - counts, key


@each_language
def test_every_reason_has_a_label_in_every_language(code: str) -> None:
    language = language_of(code)
    reasons = {line.reason for line in every_entry()}
    assert [reason for reason in reasons if not language.has_word("card_entry", reason)] == []
    left_out = {line.reason for line in every_entry() if line.kind == "left_out"}
    of_operations = {"no_standard", "nothing_said"}  # a description is of a survey's source
    assert set(language.words["words"]["described_row"]) == left_out - {"outside_selection"} - of_operations


def described() -> SourceDescription:
    """A description with a line of every reason."""
    frame = pd.DataFrame([(5, 4, 3, 2, 1, 1)], columns=list(HEADERS))
    description = describe_source(frame, instrument())
    reasons = {line.reason: line.count for line in every_entry() if line.kind == "left_out"}
    return replace(description, lines=every_entry(), left_out=reasons, tool="packed", problem="It is odd.")


@each_language
def test_all_that_may_be_said_is_said_in_every_language(code: str) -> None:
    language = language_of(code)
    whole = replace(survey(), ledger=Ledger(10_000, every_entry()))
    for card in (
        card_of(whole),
        card_of_description(described()),
        card_of_description(replace(described(), rows_used=None)),
    ):
        for told in (card.text(language), card.html(language)):
            assert not re.search(r"[{}\ufdd0]|None", told)


def test_no_english_is_left_in_chinese() -> None:
    whole = replace(survey(), ledger=Ledger(10_000, every_entry()))
    for card in (card_of(whole), card_of_description(replace(described(), problem=None))):
        told = card.text(language_of("zh"))
        assert not re.search(
            r"\b(row|rows|column|columns of|left out|expectation: |respondents?: |read as|the frame ·)\b", told
        )


def test_a_source_that_cannot_be_read_and_a_frame() -> None:
    unread = replace(described(), rows_used=None)
    assert repr(unread).startswith("the frame · 1 row, not readable as it is\n")
    assert repr(replace(unread, rows_read=1500)).startswith("the frame · 1,500 rows, not readable as they are\n")
    assert repr(unread.in_language("zh")).startswith("数据框 · 1 行，目前无法读取\n")


def test_recodings_and_sources_in_a_description() -> None:
    ledger = Ledger(9).recoded("points_not_100", 12).recoded("reversed", 1).understood("source", 3, {"name": "2026Q1"})
    ledger = ledger.recoded("not_answered", 2, {"values": ["skipped"]}).understood("header_rows", 0, {"rows": [2, 3]})
    said = one_blank(replace(described(), lines=ledger.lines))
    assert "recoded left out of weighted results: 12 sets of importance points that do not sum to 100 recoded" in said
    assert "recoded 1 of negatively worded items, mirrored recoded skipped: 2 not answered" in said
    assert "read together, rows 2026Q1: 3 header rows 2 below the first, folded into it" in said


def test_a_third_language_is_a_folder(tmp_path: Path) -> None:
    shutil.copytree(LANGUAGE / "en", tmp_path / "xx")
    for file in FILES:
        path = tmp_path / "xx" / f"{file}.toml"
        path.write_text(re.sub(r'= "', '= "x', path.read_text("utf-8")), encoding="utf-8")
    third = Language("xx", words_of(tmp_path / "xx"))
    said = card_of(survey()).text(third)
    assert said.startswith("xsmall · 2 of 4 respondents used")
    assert "xQuestionnaire" in said
    assert card_of_description(described()).text(third).count("\n  x") > 50
