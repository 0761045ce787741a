"""Text labels: resolved as one whole set to one scale, or refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from servgap.errors import ServgapError
from servgap.survey.reading.door import read_survey
from servgap.survey.reading.label_sets import label_sets
from servgap.survey.reading.labels import fits
from servgap.survey.reading.tokens import Token, parse_token
from servgap.survey.survey import Absence, Survey
from tests.small_surveys import HEADERS, instrument

AGREEMENT_7 = (
    "Strongly disagree",
    "Disagree",
    "Somewhat disagree",
    "Neither agree nor disagree",
    "Somewhat agree",
    "Agree",
    "Strongly agree",
)
ORDERS = {
    "english 7": AGREEMENT_7,
    "english 5": ("STRONGLY DISAGREE", "disagree", "neutral", "Agree.", " strongly  agree"),
    "english 5, somewhat": (
        "Strongly disagree",
        "Somewhat disagree",
        "Neither agree or disagree",
        "Somewhat agree",
        "Strongly agree",
    ),
    "satisfaction": ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"),
    "importance, extremely": (
        "Not at all important",
        "Slightly important",
        "Moderately important",
        "Very important",
        "Extremely important",
    ),
    "importance, very": ("Not important", "Slightly important", "Moderately important", "Important", "Very important"),
    "quality, very poor": ("Very poor", "Poor", "Fair", "Good", "Very good"),
    "quality, excellent": ("Poor", "Fair", "Good", "Very good", "Excellent"),
    "chinese 5": ("非常不同意", "不同意", "一般", "同意", "非常同意"),
    "chinese 5, fairly": ("很不满意", "不太满意", "一般", "比较满意", "很满意"),
    "chinese 5, traditional": ("非常不滿意", "不滿意", "普通", "滿意", "非常滿意"),
    "chinese 7, fairly is third": ("非常不同意", "不同意", "比较不同意", "一般", "比较同意", "同意", "非常同意"),
    "chinese 7, fairly is second": (
        "非常不同意",
        "比较不同意",
        "有点不同意",
        "中立",
        "有点同意",
        "比较同意",
        "非常同意",
    ),
    "chinese 7, wholly": ("完全不同意", "非常不同意", "不同意", "一般", "同意", "非常同意", "完全同意"),
    "chinese quality": ("非常差", "较差", "一般", "较好", "非常好"),
    "numbered": ("1 - Strongly disagree", "2", "3", "4", "5", "6", "7 - Strongly agree"),
    "numbered, chinese": ("1分（很差）", "2分（较差）", "3分", "4分（较好）", "5分（很好）"),
    "numbered, touching": ("1非常不同意", "2不同意", "3一般", "4同意", "5非常同意"),
    "lettered": ("A.非常不同意", "B.不同意", "C.一般", "D.同意", "E.非常同意"),
    "points": ("1分", "2分", "3分", "4分", "5分"),
    "ends beside numbers": ("strongly disagree", "2", "3", "4", "5", "6", "Strongly agree"),
    "unknown words with numbers": ("1 = nie", "2 = selten", "3 = manchmal", "4 = oft", "5 = immer"),
}


def read(words: list[str], levels: int, perceived: list[str] | None = None, **options: object) -> Survey:
    """Read the words as the first item's expectation, and the same or others as its perception."""
    frame = pd.DataFrame({name: [""] * len(words) for name in HEADERS}).assign(E1=words, P1=perceived or words)
    return read_survey(frame, instrument(levels, **options.pop("scale", {})), **options)


@pytest.mark.parametrize("name", ORDERS)
def test_orders(name: str) -> None:
    words = ORDERS[name]
    survey = read(list(reversed(words)), len(words))
    assert survey.expectations["wait"].tolist() == list(range(len(words), 0, -1))


def test_the_set_is_shown_in_the_ledger() -> None:
    survey = read(["Agree", "Disagree"], 5)
    (line,) = [line for line in survey.ledger.lines if line.reason == "labels"]
    assert line.detail == "agreement: disagree = 2, agree = 4"


def test_the_set_is_whole_over_all_columns_and_parts() -> None:
    # 比较同意 alone could be the second or the third from the top; 同意 in another part settles it.
    survey = read(["比较同意", "一般"], 7, ["同意", "一般"])
    assert survey.expectations["wait"].tolist() == [5, 4]
    assert survey.perceptions["wait"].tolist() == [6, 4]


def test_every_set_gives_each_word_one_place() -> None:
    for known in label_sets():
        assert len(known.levels) in {5, 7}
        assert len(known.place) == sum(map(len, known.levels)), known
        first = [words[0] for words in known.levels]
        assert any(fit.place == {word: i for i, word in enumerate(first)} for fit in fits(first, len(first))), known


@pytest.mark.parametrize(
    ("words", "levels", "message"),
    [
        (
            ["非常同意", "比较同意"],
            7,
            r"several sets whose orders differ: .*'比较同意' = 5.*'比较同意' = 6.* passing labels=",
        ),
        (["Very important", "Slightly important"], 5, r"several sets whose orders differ"),
        (["Very good", "Good"], 5, r"several sets whose orders differ"),
        (["Strongly agree", "Agree", "Neutral", "Disagree", "Strongly disagree"], 7, r"has 7 levels; .* a set of 5"),
        (list(AGREEMENT_7), 5, r"scale 1–5 has 5 levels; the labels found are those of a set of 7"),
        (["Agre", "Disagree"], 5, r"found 'Agre': E1 row 0 \(Agre\), P1 row 0 \(Agre\). Did you mean 'agree'\?"),
        (
            ["Agre", "5"],
            5,
            r"found 'Agre': .* Did you mean 'agree'\? .* labels=\{'Agre': \.\.\.\} or missing=\['Agre'\]",
        ),
        (["Agree", "5"], 5, r"answers to the expectation .* no end of the scale: 'Agree'"),
        (["同意", "比较同意", "一般"], 5, r"those of a set of 7|not as one set"),
        (["Agree", "Satisfied"], 5, r"these are known, but not as one set: 'Agree', 'Satisfied'"),
        (["5 - Agree", "4 - Agree"], 5, r"one number only.*'4 - Agree'"),
        (["5 - Agree", "5 - Neutral"], 5, r"a number with one label"),
        (
            ["1 - Strongly agree", "5 - Strongly disagree"],
            5,
            r"'5 = strongly disagree' and '1 = strongly agree' run the other way",
        ),
        (["8 - Agree"], 7, r"lie off the 1–7 scale: E1 row 0 \(8 - Agree\)"),
        (['=HYPERLINK("x")'], 7, r"found '=HYPERLINK"),
    ],
)
def test_labels_that_are_refused(words: list[str], levels: int, message: str) -> None:
    with pytest.raises(ServgapError, match=message):
        read(words, levels)


def test_parts_in_different_families_are_refused() -> None:
    message = r"expectation by importance, perception by agreement"
    with pytest.raises(ServgapError, match=message):
        read(["Important"], 5, ["Strongly agree"])
    with pytest.raises(ServgapError, match=message):
        read(["5 - Very important"], 5, ["4 - Agree"])
    frame = pd.DataFrame({f"{part}{n}": ["Important" if part == "i" else "Good"] for part in "ip" for n in (1, 2, 3)})
    survey = read_survey(frame, instrument(5, parts=("importance", "performance")), labels={"Good": 4, "Important": 4})
    assert survey.part("importance").to_numpy().tolist() == [[4, 4, 4]]


def test_importance_and_performance_have_labels_of_their_own() -> None:
    words = {"i": ["Not at all important", "Moderately important"], "p": ["Very poor", "Good"]}
    frame = pd.DataFrame({f"{part}{n}": words[part] for part in "ip" for n in (1, 2, 3)})
    survey = read_survey(frame, instrument(5, parts=("importance", "performance")))
    assert survey.part("performance")["wait"].tolist() == [1, 4]


def test_labels_that_are_told() -> None:
    survey = read(["yes", "Nope", "7", "?"], 7, labels={"Yes": 6, "nope": 2, "?": None})
    assert survey.expectations["wait"].tolist()[:3] == [6, 2, 7]
    assert survey.ledger.recodings == {"not_answered": 2}
    with pytest.raises(ServgapError, match=r"found 'Nope': .* Did you mean 'no'"):
        read(["yes", "Nope"], 7, labels={"yes": 6, "no": 2})
    with pytest.raises(ServgapError, match=r"a value on the 1–7 scale; found 'yes': 8"):
        read(["yes"], 7, labels={"Yes": 8})
    with pytest.raises(ServgapError, match=r"a value on the 1–7 scale; found 'yes': True"):
        read(["yes"], 7, labels={"yes": True})


@pytest.mark.parametrize("typed", [False, True])
def test_a_scale_can_be_turned_by_labels(tmp_path: Path, typed: bool) -> None:
    turned = {value: 6 - value for value in range(1, 6)}
    words = [1, 5, 2] if typed else ["1 - Strongly agree", "5 - Strongly disagree", "2"]
    assert read(words, 5, labels=turned | {"Strongly agree": 5, "Strongly disagree": 1}).expectations[
        "wait"
    ].tolist() == [5, 1, 4]


def test_the_scales_own_ends_are_known() -> None:
    ends = {"low_label": {"de": "trifft nicht zu"}, "high_label": "trifft zu"}
    survey = read(["Trifft nicht zu", "3", "trifft zu"], 5, scale=ends)
    assert survey.expectations["wait"].tolist() == [1, 3, 5]


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("５ 分", Token(5.0)),
        ("3 points", Token(3.0)),
        ("(3) Neutral", Token(3.0, "neutral")),
        ("Agree (4)", Token(4.0, "agree")),
        ("99 - Don't know", Token(absence=Absence.NOT_ANSWERED)),
        ("F.不適用", Token(absence=Absence.DOES_NOT_APPLY)),
        ("（跳过）", Token(absence=Absence.NOT_ANSWERED)),
        ("1-3 times", Token(label="1 3 times")),
        ("?", Token(label="?")),
        (" \u00a0", Token(absence=Absence.MISSING)),
    ],
)
def test_single_cells(text: str, token: Token) -> None:
    assert parse_token(text) == token
