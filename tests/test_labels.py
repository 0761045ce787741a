"""Text labels: resolved as one whole set to one scale, or refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from servgap.errors import ServgapError
from servgap.survey.reading.answers.label_sets import LabelSet, label_sets
from servgap.survey.reading.answers.labels import fits
from servgap.survey.reading.answers.tokens import Token, parse_token
from servgap.survey.reading.door import read_survey
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
    "english 4": ("Strongly disagree", "Disagree", "Agree", "Strongly agree"),
    "english 6": AGREEMENT_7[:3] + AGREEMENT_7[4:],
    "english 6, moderately": (
        *("Strongly disagree", "Moderately disagree", "Slightly disagree"),
        *("Slightly agree", "Moderately agree", "Strongly agree"),
    ),
    "english 9": (
        *("Very strongly disagree", "Strongly disagree", "Disagree", "Somewhat disagree", "Neutral"),
        *("Somewhat agree", "Agree", "Strongly agree", "Very strongly agree"),
    ),
    "satisfaction 4": ("Very dissatisfied", "Somewhat dissatisfied", "Somewhat satisfied", "Very satisfied"),
    "satisfaction 7": (
        *("Extremely dissatisfied", "Moderately dissatisfied", "Slightly dissatisfied"),
        "Neither satisfied nor dissatisfied",
        *("Slightly satisfied", "Moderately satisfied", "Extremely satisfied"),
    ),
    "satisfaction, one-sided": (
        *("Not at all satisfied", "Slightly satisfied", "Moderately satisfied", "Very satisfied"),
        "Completely satisfied",
    ),
    "satisfaction, delighted": (
        *("Terrible", "Unhappy", "Mostly dissatisfied", "Mixed", "Mostly satisfied", "Pleased", "Delighted"),
    ),
    "importance 4": ("Not important", "Slightly important", "Important", "Very important"),
    "quality 4": ("Poor", "Fair", "Good", "Excellent"),
    "quality 6": ("Very poor", "Poor", "Fair", "Good", "Very good", "Excellent"),
    "frequency": ("Never", "Rarely", "Sometimes", "Often", "Always"),
    "frequency, very often": ("Never", "Seldom", "Sometimes", "Often", "Very often"),
    "frequency 7": ("Never", "Rarely", "Occasionally", "Sometimes", "Frequently", "Usually", "Every time"),
    "performance": (
        *("Far below expectations", "Below expectations", "Met expectations", "Exceeded expectations"),
        "Far exceeded my expectations",
    ),
    "likelihood": ("Very unlikely", "Unlikely", "Neutral", "Likely", "Very likely"),
    "extent": ("Not at all", "Slightly", "Moderately", "Very", "Extremely"),
    "liking 9": (
        *("Dislike extremely", "Dislike very much", "Dislike moderately", "Dislike slightly"),
        "Neither like nor dislike",
        *("Like slightly", "Like moderately", "Like very much", "Like extremely"),
    ),
    "chinese 4": ("非常不满意", "不满意", "满意", "非常满意"),
    "chinese 6": ("非常不同意", "不同意", "有点不同意", "有点同意", "同意", "非常同意"),
    "chinese conformity": ("完全不符合", "不太符合", "一般", "比较符合", "完全符合"),
    "chinese conformity, basically": ("完全不符合", "不符合", "一般", "基本符合", "完全符合"),
    "chinese importance": ("很不重要", "不重要", "一般", "重要", "很重要"),
    "chinese 5, one-sided": ("不满意", "不太满意", "一般", "比较满意", "非常满意"),
    "chinese 5, bare ends": ("不满意", "不太满意", "一般", "比较满意", "满意"),
    "chinese 7, slightly is third": ("非常不同意", "不同意", "略微不同意", "一般", "略微同意", "同意", "非常同意"),
    "chinese grades": ("差", "中", "良", "优"),
    "chinese grades 5": ("不及格", "及格", "中等", "良好", "优秀"),
    "chinese frequency": ("从不", "很少", "有时", "经常", "总是"),
    "chinese frequency, traditional": ("從不", "很少", "偶爾", "經常", "總是"),
    "chinese performance": ("远低于期望", "低于期望", "符合期望", "高于期望", "远高于期望"),
    "chinese performance, traditional": ("遠低於預期", "低於預期", "與預期一致", "超出預期", "遠遠超出預期"),
    "chinese agreement, traditional": ("非常不認同", "不認同", "沒意見", "認同", "非常認同"),
    "indonesian": ("Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju"),
    "indonesian, doubtful": ("Sangat tidak puas", "Tidak puas", "Kurang puas", "Puas", "Sangat puas"),
    "malay": ("Sangat tidak setuju", "Tidak setuju", "Tidak pasti", "Setuju", "Sangat setuju"),
    "indonesian letters": ("STS", "TS", "N", "S", "SS"),
    "indonesian letters, less agreeing": ("sts", "ts", "ks", "s", "ss"),
    "indonesian letters 4": ("STS", "TS", "S", "SS"),
    "indonesian letters 6": ("STS", "TS", "KS", "CS", "S", "SS"),
    "indonesian letters of satisfaction": ("STP", "TP", "RR", "P", "SP"),
    "indonesian letters behind": (
        "Sangat Tidak Setuju (STS)",
        "Tidak Setuju (TS)",
        "Netral (N)",
        "Setuju (S)",
        "Sangat Setuju (SS)",
    ),
    "english letters": ("SD", "D", "N", "A", "SA"),
    "english letters, undecided": ("sd", "d", "u", "a", "sa"),
    "english letters 4": ("SD", "D", "A", "SA"),
    "english letters behind": (
        "Strongly Disagree (SD)",
        "Disagree (D)",
        "Neutral (N)",
        "Agree (A)",
        "Strongly Agree (SA)",
    ),
    "english letters of satisfaction": ("VD", "D", "N", "S", "VS"),
    "stars": ("★", "★★", "★★★", "★★★★", "★★★★★"),
    "stars as pictures": ("⭐", "⭐⭐", "⭐️⭐️⭐️", "⭐ ⭐ ⭐ ⭐", "🌟🌟🌟🌟🌟"),
    "stars of five": ("★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★"),
    "stars of seven": tuple("★" * given + "☆" * (7 - given) for given in range(1, 8)),
    "stars of four": ("★☆☆☆", "★★☆☆", "★★★☆", "★★★★"),
    "numbers of stars": ("1 ⭐", "2⭐", "3 stars", "4 bintang", "5★"),
    "named choices": ("strongly_disagree", "disagree", "neutral", "agree", "strongly_agree"),
    "codes of choices": ("A1", "A2", "A3", "A4", "A5"),
    "full width": ("１", "２", "３", "４", "５"),
    "numbers first": ("1 非常不同意", "2 不同意", "3 一般", "4 同意", "5 完全同意"),
    "labelled ends of ten": ("1 - Very dissatisfied", *map(str, range(2, 10)), "10 - Very satisfied"),
    "ends of ten beside numbers": ("非常不满意", *map(str, range(2, 10)), "非常满意"),
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
        assert 4 <= len(known.levels) <= 11
        assert len(known.place) == sum(map(len, known.levels)), known
        assert all(known.levels) or len(known.levels) >= 8, known


@pytest.mark.parametrize(
    "known", label_sets(), ids=lambda known: f"{known.family} {len(known.levels)} {known.levels[0][0]}"
)
def test_a_whole_set_has_one_order(known: LabelSet) -> None:
    """A survey that uses all words of a set is never undecided, and never gets another order than the set's."""
    for choose in (0, -1):
        words = [level[choose] for level in known.levels if level]
        if known.needs and known.needs.isdisjoint(words):
            continue
        places = [known.place[word] for word in words]
        orders = {tuple(fit.place[word] for word in words) for fit in fits(words, len(known.levels))}
        assert orders == {tuple(places)}, words


#: Orders known only by one of their words ("不太满意"); without it the commoner order that holds the others is read.
KNOWN_BY_ONE_WORD = {"chinese 5, one-sided": {"不太满意"}, "chinese 5, bare ends": {"不太满意"}}


@pytest.mark.parametrize("name", [name for name in ORDERS if name != "codes of choices"])
def test_every_order_survives_the_loss_of_a_level(name: str) -> None:
    """Labels that are not all used get their place in the set, or are refused with a mapping; never another place."""
    words = ORDERS[name]
    for left_out in range(len(words)):
        if words[left_out] in KNOWN_BY_ONE_WORD.get(name, ()):
            continue
        kept = [word for at, word in enumerate(words) if at != left_out]
        message = ""
        try:
            found = read(kept, len(words)).expectations["wait"].tolist()
        except ServgapError as refusal:
            message = str(refusal)
        if message:
            assert "labels={" in message
        else:
            assert found == [at + 1 for at in range(len(words)) if at != left_out], words[left_out]


@pytest.mark.parametrize(
    ("words", "levels", "message"),
    [
        (
            ["非常同意", "比较同意"],
            7,
            r"several sets whose orders differ. Pass .*labels=\{'比较同意': 5, .*'比较同意': 6, '非常同意': 7\}",
        ),
        (["Very important", "Slightly important"], 5, r"several sets whose orders differ"),
        (["Very good", "Good"], 5, r"several sets whose orders differ"),
        (["Strongly agree", "Agree", "Neutral", "Disagree", "Strongly disagree"], 7, r"has 7 levels; .* a set of 5"),
        (list(AGREEMENT_7), 5, r"scale 1–5 has 5 levels; the labels found are those of a set of 7"),
        (["★", "★★★★★"], 7, r"has 7 levels; .* a set of 5"),
        (["★★★☆☆", "★★☆☆☆"], 7, r"has 7 levels; the labels found are those of a set of 5"),
        (["★", "★★", "★★★", "★★★★", "★★★★★"], 7, r"has 7 levels; .* a set of 5"),
        (["☆☆☆☆☆", "★★★☆☆"], 5, r"found '☆☆☆☆☆'"),
        (["A", "D", "N"], 5, r"known, but not as one set: 'A', 'D', 'N' .* labels=\{'A': \.\.\., 'D': \.\.\., 'N'"),
        (["Agre", "Disagree"], 5, r"found 'Agre': E1 row 0 \(Agre\), P1 row 0 \(Agre\). Did you mean 'agree'\?"),
        (
            ["Agre", "5"],
            5,
            r"found 'Agre': .* Did you mean 'agree'\? .* labels=\{'Agre': 4\}, or missing=\['Agre'\]",
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


@pytest.mark.parametrize(
    ("misspelt", "words", "value"),
    [
        ("Stongly agree", ["Agree", "Neutral", "Disagree", "Strongly disagree"], 5),
        ("Sngat setuju", ["Setuju", "Netral", "Tidak setuju", "Sangat tidak setuju"], 5),
        ("Very disatisfied", ["Very satisfied", "Satisfied", "Neutral", "Dissatisfied"], 1),
        ("非常满义", ["非常不满意", "不满意", "一般", "满意"], 5),
    ],
)
def test_near_misses_are_proposed_and_taken_only_when_told(misspelt: str, words: list[str], value: float) -> None:
    with pytest.raises(ServgapError, match=rf"Did you mean '.*pass labels=\{{'{misspelt}': {value}\}}"):
        read([misspelt, *words], 5)
    assert read([misspelt, *words], 5, labels={misspelt: value}).expectations["wait"].tolist()[0] == value


def test_the_mapping_to_write_is_written() -> None:
    with pytest.raises(ServgapError, match=r"so: labels=\{'比较同意': 5, '非常同意': 7\}"):
        read(["非常同意", "比较同意"], 7)
    with pytest.raises(ServgapError, match=r"labels=\{'Agree': \.\.\., 'Satisfied': \.\.\.\}"):
        read(["Agree", "Satisfied"], 5)


def test_a_set_of_another_size_is_asked_about() -> None:
    """Four levels of agreement on a scale of five: no middle was offered, or nobody chose it."""
    words = ["Strongly disagree", "Disagree", "Agree", "Strongly agree"]
    mapping = r"\{'strongly disagree': 1, 'disagree': 2, 'agree': 4, 'strongly agree': 5\}"
    told = rf"a scale of 4 levels, or pass labels={mapping}, if other levels were offered"
    with pytest.raises(ServgapError, match=told):
        read(words, 5)
    survey = read(words, 5, labels={"Strongly disagree": 1, "Disagree": 2, "Agree": 4, "Strongly agree": 5})
    assert survey.expectations["wait"].tolist() == [1, 2, 4, 5]


def test_codes_of_choices_stand_only_for_their_numbers() -> None:
    assert read(["A1", "A07"], 7).expectations["wait"].tolist() == [1, 7]
    survey = read(["A1", "A7", "A8"], 7, missing="A8")
    assert survey.ledger.recodings == {"declared_missing": 2}
    for words in (["A1", "A8"], ["A1", "B2"]):
        with pytest.raises(ServgapError, match=r"found 'A1', '(A8|B2)'"):
            read(words, 7)
    (line,) = [line for line in survey.ledger.lines if line.reason == "labels"]
    assert line.detail == "answer codes: a1 = 1, a7 = 7"


def test_why_there_is_no_answer_stays_apart() -> None:
    words = [
        "5",
        "N/A",
        "不適用",
        "not_applicable",
        "(跳过)",
        "Prefer not to say",
        "不清楚",
        "",
        "(空)",
        "missing",
        "99",
    ]
    frame = pd.DataFrame({name: ["3"] * len(words) for name in HEADERS}).assign(E1=words)
    survey = read_survey(frame, instrument(7), missing=99)
    kinds = survey.answers["expectation"].absences
    assert kinds is not None
    assert kinds[0].tolist() == [0, 2, 2, 2, 1, 1, 1, 0, 0, 0, 0]
    assert survey.ledger.recodings == {"does_not_apply": 3, "not_answered": 3, "declared_missing": 2}


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
    assert survey.ledger.recodings == {"labels_told": 4, "not_answered": 2}
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
        ("（空）", Token(absence=Absence.MISSING)),
        ("[not completed]", Token(absence=Absence.NOT_ANSWERED)),
        ("5 完全同意", Token(5.0, "完全同意")),
        ("4分（比较满意）", Token(4.0, "比较满意")),
        ("７", Token(7.0)),
        ("strongly_agree", Token(label="strongly agree")),
        ("（跳过）", Token(absence=Absence.NOT_ANSWERED)),
        ("1-3 times", Token(label="1 3 times")),
        ("?", Token(label="?")),
        (" \u00a0", Token(absence=Absence.MISSING)),
    ],
)
def test_single_cells(text: str, token: Token) -> None:
    assert parse_token(text) == token
