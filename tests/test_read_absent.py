"""What stands for no answer, told with its reason: counted apart in the ledger, on the card and in the tally."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey.survey import Absence
from tests.small_surveys import HEADERS, instrument

ROWS = [[5, 6, 4, 1, 2, 3], [6, 5, 6, 2, 9, 8], [8, 5, 5, 8, 2, 1], [5, 5, 5, 2, 2, 9]]
KINDS = {"does_not_apply": [8], "not_answered": [9]}


def frame(kind: str) -> pd.DataFrame:
    whole = pd.DataFrame(ROWS, columns=list(HEADERS))
    return whole if kind == "numbers" else whole.astype(str) if kind == "text" else whole.astype(float)


def kinds(survey: sg.Survey) -> dict[str, int]:
    """Count the reasons for having no answer, as the tally counts them."""
    counted = survey.tally().absences.sum(axis=(0, 1, 2))
    return {kind.name: int(counted[kind]) for kind in Absence}


@pytest.mark.parametrize("kind", ["numbers", "text", "floats"])
def test_numbers_that_stand_for_no_answer_are_counted_by_their_reason(kind: str) -> None:
    survey = sg.read_survey(frame(kind), instrument(), absent=KINDS)
    assert survey.ledger.recodings == {"does_not_apply": 3, "not_answered": 2}
    assert kinds(survey) == {"MISSING": 0, "NOT_ANSWERED": 2, "DOES_NOT_APPLY": 3, "NOT_ASKED": 0}
    assert survey.perceptions.isna().to_numpy().tolist() == np.isin(np.array(ROWS)[:, 3:], (8, 9)).tolist()
    assert "1 does not apply" in repr(survey)
    by_hand = frame("text").replace({"8": "N/A", "9": "skipped"})
    assert kinds(sg.read_survey(by_hand, instrument())) == kinds(survey)
    described = sg.describe_source(frame(kind), instrument(), absent=KINDS).frame
    assert described["does_not_apply"].sum() == 3
    assert described["not_answered"].sum() == 2


def test_a_number_on_the_scale_may_stand_for_no_answer() -> None:
    survey = sg.read_survey(frame("numbers"), instrument(9), absent={"does_not_apply": 6})
    assert kinds(survey) == {"MISSING": 0, "NOT_ANSWERED": 0, "DOES_NOT_APPLY": 3, "NOT_ASKED": 0}


def test_words_single_values_and_missing_beside_them() -> None:
    words = frame("text").replace({"8": "entfällt", "9": "?"})
    told: dict[str, Any] = {"does_not_apply": "Entfällt", "skipped": "?"}
    assert kinds(sg.read_survey(words, instrument(), absent=told))["DOES_NOT_APPLY"] == 3
    both = sg.read_survey(frame("numbers"), instrument(), missing=[9], absent={"does_not_apply": 8})
    assert both.ledger.recodings == {"declared_missing": 2, "does_not_apply": 3}
    same = sg.read_survey(frame("numbers"), instrument(), absent={"missing": [9], "does_not_apply": [8]})
    assert kinds(same) == kinds(both) == {"MISSING": 2, "NOT_ANSWERED": 0, "DOES_NOT_APPLY": 3, "NOT_ASKED": 0}


def test_long_data_and_files_with_value_labels(tmp_path: Path) -> None:
    keys = ("wait", "call", "polite")
    rows = [
        (f"r{person}", key, cells[at], cells[at + 3])
        for person, cells in enumerate(ROWS)
        for at, key in enumerate(keys)
    ]
    long = pd.DataFrame(rows, columns=["id", "item", "expectation", "perception"])
    assert kinds(sg.read_survey(long, instrument(), absent=KINDS))["DOES_NOT_APPLY"] == 3
    path = tmp_path / "s.sav"
    labels = {name: {1.0: "Strongly disagree", 7.0: "Strongly agree", 8.0: "Hm"} for name in HEADERS}
    pyreadstat.write_sav(frame("floats"), path, variable_value_labels=labels)
    survey = sg.read_survey(path, instrument(), absent=KINDS)
    assert kinds(survey) == {"MISSING": 0, "NOT_ANSWERED": 2, "DOES_NOT_APPLY": 3, "NOT_ASKED": 0}
    stored = tmp_path / "stored.csv"
    survey.to_csv(stored)
    assert kinds(sg.read_survey(stored)) == kinds(survey)
    with pytest.raises(ServgapError):
        sg.read_survey(stored, absent=KINDS)


@pytest.mark.parametrize(
    ("absent", "message"),
    [
        ([6], r"absent= says what stands for no answer, and why there is none \(missing, not_answered"),
        ({"does_not_apply": {"x": 1}}, r"absent= says what stands for no answer"),
        ({"does_not_aply": [8]}, r"knows these reasons .*; found 'does_not_aply'\. Name one of these"),
        ({"does_not_apply": [8], "not_answered": ["8"]}, r"'8' is declared as does_not_apply and as not_answered"),
        ({"does_not_apply": [None]}, r"found None"),
    ],
)
def test_reasons_that_are_none(absent: Any, message: str) -> None:
    with pytest.raises(ServgapError, match=message):
        sg.read_survey(frame("numbers"), instrument(), absent=absent)


def test_one_value_has_one_reason() -> None:
    with pytest.raises(ServgapError, match="8 is declared as missing and as does_not_apply, in missing= and absent="):
        sg.read_survey(frame("numbers"), instrument(), missing=[8], absent={"does_not_apply": [8]})
