"""Questionnaires that ask in one column how the service compares with what was expected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import DIRECT, Measure, measure_for
from servgap.survey.reading.layout.part_words import part_meant, part_named
from tests.exports.shape import Rows
from tests.exports.truth import Truth, truth
from tests.exports.wording import texts
from tests.exports.writing import as_csv, as_xlsx
from tests.surveys import instrument_of, survey_of

ONE_COLUMN = Instrument.load("servqual-disconfirmation")
WORDED = {
    "en": (
        *("Much worse than expected", "Worse than expected", "Slightly worse than expected", "As expected"),
        *("Slightly better than expected", "Better than expected", "Much better than expected"),
    ),
    "en, of oneself": (
        *("Far worse than I expected", "Worse than I expected", "A little worse than I expected"),
        *(
            "Just as I expected",
            "A little better than I expected",
            "Better than I expected",
            "A lot better than expected",
        ),
    ),
    "zh": ("比期望差得多", "比期望差", "比期望稍差", "与期望一样", "比期望稍好", "比期望好", "比期望好得多"),
    "zh, of oneself": (
        *("远不如我的预期", "不如我的预期", "略差于我的预期", "和我预期的差不多"),
        *("比我预期的好一点", "比我预期的好", "比我预期的好很多"),
    ),
}
STEMS = {
    "en": "Compared with what you expected, how was our service?",
    "zh": "与您的期望相比，我们的服务怎么样？",
}


def told() -> Truth:
    """Give the truth of one part."""
    whole = truth()
    return replace(
        whole,
        instrument=ONE_COLUMN,
        answers={DIRECT: whole.answers["perception"]},
        absences={DIRECT: whole.absences["perception"]},
    )


TRUTH = told()


def worded(words: str, stem: str):
    """Make the table of an export whose answers are words and whose headers have a stem."""

    def table(_: object, rows: list[int]) -> Rows:
        headers = [f"{STEMS[stem]} [{text}]" for text in texts(TRUTH, stem)]
        lines: Rows = [["Timestamp", "Which branch did you visit?", *headers]]
        for row in rows:
            given = TRUTH.answers[DIRECT][row]
            cells = ["" if np.isnan(value) else WORDED[words][int(value) - 1] for value in given]
            lines.append([f"2026/3/2 9:00:{row:02d} AM", TRUTH.branch[row], *cells])
        return lines

    return table


@pytest.mark.parametrize("words", WORDED)
@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_exports_of_one_column_are_read_without_being_told(words: str, stem: str, write, tmp_path: Path) -> None:
    rows = [row for row in TRUTH.rows() if TRUTH.status[row] == "used"]
    path = tmp_path / f"answers.{'csv' if write is as_csv else 'xlsx'}"
    write(worded(words, stem))(TRUTH, rows, path)
    survey = sg.read_survey(path, "servqual-disconfirmation", attributes=["Which branch did you visit?"])
    np.testing.assert_array_equal(survey.part(DIRECT).to_numpy(), TRUTH.answers[DIRECT][rows])
    reasons = [line.reason for line in survey.ledger.lines]
    assert "labels" in reasons
    assert "columns" in reasons
    assert "comparison with expectation" in repr(survey)
    assert "期望对照" in repr(survey.in_language("zh"))


def test_numbers_under_any_names_and_five_words() -> None:
    frame = pd.DataFrame([[4] * 22, [1, 7] * 11], columns=[f"Q{n}" for n in range(1, 23)])
    assert sg.read_survey(frame, ONE_COLUMN).n == 2
    five = ("比期望差得多", "比期望差一点", "和期望一样", "比期望好一点", "比期望好得多")
    words = pd.DataFrame([[five[(at + row) % 5] for at in range(22)] for row in range(5)]).add_prefix("D")
    read = sg.read_survey(words, replace(ONE_COLUMN, scale=sg.Scale(1, 5)), columns={DIRECT: list(words.columns)})
    assert read.part(DIRECT).iloc[:, 0].tolist() == [1, 2, 3, 4, 5]


QUESTIONS = (
    "Did we meet your expectations?",
    "Compared with what you expected, how was your experience?",
    "Was it better or worse than expected?",
    "与您的期望相比如何",
    "服务是否达到了您的期望？",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_compares_with_expectations_is_the_one_column_where_a_questionnaire_has_it(question: str) -> None:
    assert part_meant(question, (DIRECT,)) == DIRECT


def test_questions_whether_expectations_were_met_stay_perceptions_elsewhere() -> None:
    assert part_named("Did we meet your expectations?", ("expectation", "perception")) == "perception"
    assert part_named("Did we meet your expectations?", ("perception",)) == "perception"
    assert part_named("Compared with what you expected?", ("expectation", "perception")) is None


# What it is held against


def small(answers: list[list[float]], reverse: bool = False) -> sg.Survey:
    asked = instrument_of((2, 1), parts=(DIRECT,))
    if reverse:
        first = asked.dimensions[0]
        items = [replace(item, reversed=True) for item in first.items]
        asked = replace(asked, dimensions=(replace(first, items=items), asked.dimensions[1]))
        columns = [f"{DIRECT}_{key}" for key in asked.item_keys]
        return sg.read_survey(pd.DataFrame(answers, columns=columns), asked, columns={DIRECT: columns})
    return survey_of(asked, {DIRECT: answers}, branch=["N", "S"] * (len(answers) // 2))


def test_the_gap_is_the_answer_less_the_middle() -> None:
    survey = small([[5, 3, 4], [7, 4, 4], [4, 4, 1], [2, 6, 5]])
    gaps = sg.measure_gaps(survey)
    assert gaps.basis.measure == Measure(DIRECT, "expectation") == measure_for(survey.instrument, "gap")
    assert gaps.basis.pair == (None, DIRECT)
    rows = gaps.frame[gaps.frame.level == "dimension"]
    np.testing.assert_allclose(rows["gap"], [(0.0 + 1.5 + 0.0 + 0.0) / 4, (0 + 0 - 3 + 1) / 4])
    mean = sg.measure_gaps(survey, measure=DIRECT).frame
    np.testing.assert_allclose(gaps.frame["value"], mean["value"] - 4)
    np.testing.assert_allclose(gaps.frame["ci_low"], mean["ci_low"] - 4)
    met = sg.measure_gaps(survey, measure="met").frame
    assert met.loc[met.level == "dimension", "value"].tolist() == [6 / 8, 3 / 4]


def test_the_middle_named_as_a_point_is_the_same_measure_and_another_point_is_not() -> None:
    asked = instrument_of((2, 1), parts=(DIRECT,))
    assert measure_for(asked, Measure(DIRECT, 4)) == measure_for(asked, None)
    assert measure_for(asked, Measure(DIRECT, 5)).against == 5
    even = replace(asked, scale=sg.Scale(0, 5))
    assert measure_for(even, None).point(even.scale) == 2.5


def test_better_than_expected_is_praise_however_an_item_is_worded() -> None:
    survey = small([[7, 1, 4], [6, 6, 4]], reverse=True)
    assert survey.part(DIRECT).to_numpy().tolist() == [[7, 1, 4], [6, 6, 4]]
    assert "reversed" not in survey.ledger.recodings


def test_survey_tally_and_halves_give_the_same() -> None:
    rng = np.random.default_rng(4)
    survey = small(rng.integers(1, 8, (60, 3)).tolist())
    whole = survey.tally()
    halves = survey.where(branch="N").tally() + survey.where(branch="S").tally()
    for tally in (whole, halves):
        pd.testing.assert_frame_equal(sg.measure_gaps(tally).frame, sg.measure_gaps(survey).frame)


# What verbs say


@pytest.fixture(scope="module")
def answered() -> sg.Survey:
    rng = np.random.default_rng(3)
    level = 4 + np.repeat([0.6, -0.5, 0.4, 0.8, 0.3], [4, 5, 4, 4, 5]) + rng.normal(0, 0.8, (400, 1))
    frame = pd.DataFrame(np.clip(np.rint(level + rng.normal(0, 1, (400, 22))), 1, 7)).astype(int)
    frame.columns = [f"D{n}" for n in range(1, 23)]
    frame = frame.assign(branch=rng.choice(["North", "South"], 400), quarter=rng.choice(["2026Q1", "2026Q2"], 400))
    return sg.read_survey(frame, "servqual-disconfirmation", attributes=["branch", "quarter"])


def test_the_headline_says_better_or_worse_than_expected(answered: sg.Survey) -> None:
    gaps = sg.measure_gaps(answered)
    value = gaps.frame["gap"].iloc[0]
    assert f"Service is {value:.2f} points better than expected overall" in gaps.headline
    assert "reliability is furthest short" in gaps.headline
    assert f"总体上，服务比期望好 {value:.2f} 分" in gaps.headline_in("zh")
    worse = survey_of(ONE_COLUMN, {DIRECT: 8 - answered.part(DIRECT).to_numpy()})
    assert f"Service is {value:.2f} points worse than expected overall" in sg.measure_gaps(worse).headline
    assert f"总体上，服务比期望差 {value:.2f} 分" in sg.measure_gaps(worse).headline_in("zh")


def test_the_note_says_what_the_middle_stands_for(answered: sg.Survey) -> None:
    gaps = sg.measure_gaps(answered)
    assert "less the middle of the scale 1–7, where expectation is met" in gaps.note
    assert "减量表（1–7 分）的中点，中点表示与期望相符" in gaps.in_language("zh").note
    assert "Gap = " not in gaps.note
    assert "critics" not in gaps.note
    table = gaps.table(format="text")
    assert "Perceived" not in table


def test_all_verbs_of_one_part_work(answered: sg.Survey) -> None:
    for verb in (sg.measure_gaps, sg.check_significance, sg.rank_standards, sg.check_reliability, sg.check_validity):
        assert verb(answered).headline
    assert sg.compare_groups(answered, by="branch").headline
    assert sg.track_waves(answered, by="quarter").headline
    assert sg.check_validity(answered).frame["n"].iloc[0] == 400
    t = sg.check_significance(answered, test="t").frame
    np.testing.assert_allclose(t["gap"].iloc[0], sg.measure_gaps(answered).frame["gap"].iloc[0])


def test_nothing_has_to_pair(answered: sg.Survey) -> None:
    with pytest.raises(ServgapError, match=r"in one answer how the service compares .* nothing is subtracted"):
        sg.check_pairing(answered)


def test_a_stored_survey_and_tally_come_back(answered: sg.Survey, tmp_path: Path) -> None:
    answered.to_csv(tmp_path / "s.csv")
    assert sg.read_survey(tmp_path / "s.csv").part(DIRECT).equals(answered.part(DIRECT))
    tally = answered.tally(by="branch", measures=["met"])
    tally.save(tmp_path / "t")
    back = sg.Tally.load(tmp_path / "t")
    assert sg.measure_gaps(back).headline == sg.measure_gaps(answered).headline
    assert sg.measure_gaps(back, measure="met").headline == sg.measure_gaps(answered, measure="met").headline
