"""The card of a survey."""

from __future__ import annotations

import pandas as pd

from servgap.survey.reading.door import read_survey
from servgap.survey.survey import Survey
from tests.small_surveys import HEADERS, instrument

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

Understood without being told
  columns                       3 columns: expectation: E1 … E3
  columns                       3 columns: perception: P1 … P3
  points                        2 columns: points_speed … points_care

Respondents
  branch                        2 values: <b>North</b> & Co (1), South (1)
  importance points             shared out by 1 of 2 (50.0%)
  mean points                   Speed 60.0, Care 40.0"""


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
