"""SPSS and Stata files: labels decide what numbers stand for, and declared missing values stay apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from servgap import Dimension, Instrument, Item, Scale, read_survey
from servgap.errors import ServgapError
from servgap.survey.reading.files import statistical
from servgap.survey.reading.files.source import open_source
from servgap.survey.survey import Absence, Survey
from tests.exports import SHAPES, truth
from tests.small_surveys import HEADERS, instrument

AGREE_7 = (
    "Strongly disagree",
    "Disagree",
    "Somewhat disagree",
    "Neither agree nor disagree",
    "Somewhat agree",
    "Agree",
    "Strongly agree",
)
RISING = dict(enumerate(AGREE_7, start=1))
FALLING = dict(enumerate(reversed(AGREE_7), start=1))


def sav(
    folder: Path,
    wait: list[Any],
    labels: Mapping[Any, str] | None = None,
    *,
    others: Mapping[Any, str] | None = None,
    name: str = "survey.sav",
    **options: Any,
) -> Path:
    """Write answers to the first item, the same for both parts; the other items have none."""
    frame = pd.DataFrame({header: [np.nan] * len(wait) for header in HEADERS}).assign(E1=wait, P1=wait)
    for column, values in options.pop("columns", {}).items():
        frame[column] = values
    every = {header: dict(labels) for header in HEADERS} if labels else {}
    every |= {header: dict(others) for header in ("P1", "P2", "P3")} if others else {}
    path = folder / name
    pyreadstat.write_sav(frame, str(path), variable_value_labels=every | options.pop("value_labels", {}), **options)
    return path


def read(path: Path, levels: int = 7, **options: Any) -> Survey:
    return read_survey(path, instrument(levels), **options)


def waits(survey: Survey) -> list[float]:
    return survey.expectations["wait"].tolist()


SHIFTED = {number + 10: label for number, label in RISING.items()}
MAPPINGS: dict[str, tuple[dict[float, str], list[float], list[float]]] = {
    "as they stand": (RISING, [1, 7, 6], [1, 7, 6]),
    "turned": (FALLING, [1, 7, 6], [7, 1, 2]),
    "shifted": (SHIFTED, [11, 17, 16], [1, 7, 6]),
    "from zero": ({number - 1: label for number, label in RISING.items()}, [0, 6, 5], [1, 7, 6]),
    "rearranged": (
        {4: "Strongly disagree", 8: "Disagree", 1: "Somewhat disagree", 2: "Neutral"}
        | {3: "Somewhat agree", 9: "Agree", 5: "Strongly agree"},
        [4, 5, 9],
        [1, 7, 6],
    ),
    "ends alone": ({1: AGREE_7[0], 7: AGREE_7[6]}, [1, 7, 6], [1, 7, 6]),
    "ends alone, turned": ({7: AGREE_7[0], 1: AGREE_7[6]}, [1, 7, 6], [7, 1, 2]),
    "ends alone, from zero": ({0: AGREE_7[0], 6: AGREE_7[6]}, [0, 6, 5], [1, 7, 6]),
    "ends and middle, turned": ({7: AGREE_7[0], 4: "Neutral", 1: AGREE_7[6]}, [1, 4, 6], [7, 4, 2]),
    "numbers inside labels": ({n: f"{n} - {label}" for n, label in FALLING.items()}, [1, 7], [7, 1]),
    "labels that repeat the number": ({n: str(n) for n in range(1, 8)}, [1, 7], [1, 7]),
    "words of no set": ({1: "never ever", 7: "sky-high"}, [1, 7], [1, 7]),
    "chinese, turned": ({1: "非常同意", 7: "非常不同意"}, [1, 7], [7, 1]),
    "turned, one label more": (FALLING | {9: "Other"}, [1, 7, 6], [7, 1, 2]),
    "the best first among levels": ({1: "非常同意", 2: "同意", 7: "非常不同意"}, [1, 2, 7], [7, 6, 1]),
}


@pytest.mark.parametrize("name", MAPPINGS)
@pytest.mark.parametrize("compress", [False, True])
def test_labels_decide(name: str, compress: bool, tmp_path: Path) -> None:
    labels, given, expected = MAPPINGS[name]
    survey = read(sav(tmp_path, list(map(float, given)), labels, compress=compress))
    assert waits(survey) == expected
    turned = [line for line in survey.ledger.lines if line.reason == "value_labels"]
    assert bool(turned) == (given != expected)
    if turned:
        assert turned[0].count == 6
        assert "(stands as " in turned[0].detail


def test_what_was_turned_is_shown(tmp_path: Path) -> None:
    survey = read(sav(tmp_path, [1.0, 2.0], {1: AGREE_7[6], 7: AGREE_7[0]}))
    (line,) = [line for line in survey.ledger.lines if line.reason == "value_labels"]
    assert line.detail == ("agreement: strongly disagree = 1 (stands as 7), strongly agree = 7 (stands as 1) (E1 … P3)")
    assert "(stands as 7)" in repr(survey)


def test_each_column_by_its_own_labels(tmp_path: Path) -> None:
    survey = read(sav(tmp_path, [1.0, 6.0], RISING, others=FALLING))
    assert waits(survey) == [1, 6]
    assert survey.perceptions["wait"].tolist() == [7, 2]


@pytest.mark.parametrize(
    ("labels", "levels", "message"),
    [
        (
            {1: "Disagree", 2: "Strongly disagree", 7: "Strongly agree"},
            7,
            r"in 'E1' the two contradict each other: 1 =",
        ),
        (
            {1: AGREE_7[0], 5: AGREE_7[6]},
            7,
            r"their place on the 1–7 scale.*1 = Strongly disagree, 5 = Strongly agree",
        ),
        ({1: "Excellent", 5: "Strongly disagree", 7: "Very poor"}, 7, r"run the other way|contradict"),
        ({7: "Strongly disagree"}, 7, r"contradict each other: 7 = Strongly disagree"),
        (dict(enumerate(("Very poor", "Poor", "Fair", "Good", "Very good"), start=1)), 7, r"those of a set of 5"),
        ({1: "非常同意", 3: "比较同意", 7: "非常不同意"}, 7, None),
    ],
)
def test_labels_that_contradict(labels: dict[float, str], levels: int, message: str | None, tmp_path: Path) -> None:
    path = sav(tmp_path, [1.0, 3.0], labels)
    if message is None:  # 比较同意 is the second or the third from the top; only the third fits the number that it has
        assert waits(read(path, levels)) == [7, 5]
        return
    with pytest.raises(ServgapError, match=message):
        read(path, levels)


def test_parts_that_speak_of_different_things(tmp_path: Path) -> None:
    quality = dict(enumerate(("Very poor", "Poor", "Fair", "Good", "Very good"), start=1))
    agreement = dict(enumerate(("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"), start=1))
    with pytest.raises(ServgapError, match=r"expectation by agreement, perception by quality"):
        read(sav(tmp_path, [1.0], agreement, others=quality), 5)


def test_an_answer_without_a_label_of_the_rearranged(tmp_path: Path) -> None:
    with pytest.raises(
        ServgapError, match=r"2 answers lie off the 1–7 scale: E1 row 2 \(7\), P1 row 2 \(7\)|E1 row 2 \(7\)"
    ):
        read(sav(tmp_path, [11.0, 7.0], SHIFTED))


def test_labels_that_are_told_win(tmp_path: Path) -> None:
    path = sav(tmp_path, [1.0, 7.0, 2.0], {1: "top", 7: "bottom"})
    turned = {value: 8 - value for value in range(1, 8)}
    assert waits(read(path, labels=turned)) == [7, 1, 6]
    assert waits(read(path, labels={"top": 7, "bottom": 1, 2: 6})) == [7, 1, 6]


def absent(survey: Survey) -> list[Absence]:
    answers = survey.answers["expectation"]
    return [Absence(int(kind)) for kind in answers.absences[0]]


def test_declared_missing_values_stay_apart(tmp_path: Path) -> None:
    labels = RISING | {96: "Interviewer was ill", 97: "Not applicable", 98: "Don't know"}
    ranges = {header: [96, {"lo": 97, "hi": 99}] for header in HEADERS}
    frame = {"E2": [1.0] * 7, "P2": [1.0] * 7}
    path = sav(tmp_path, [5.0, 96, 97, 98, 99, np.nan, 1], labels, missing_ranges=ranges, columns=frame)
    survey = read(path)
    np.testing.assert_array_equal(waits(survey), [5, *[np.nan] * 5, 1])
    expected = [Absence.MISSING] * 2 + [Absence.DOES_NOT_APPLY, Absence.NOT_ANSWERED] + [Absence.MISSING] * 3
    assert absent(survey) == expected
    assert survey.ledger.recodings == {"declared_missing": 4, "does_not_apply": 2, "not_answered": 2}
    (line,) = [line for line in survey.ledger.lines if line.reason == "does_not_apply"]
    assert line.detail == "Not applicable"


def test_labels_alone_say_what_is_missing(tmp_path: Path) -> None:
    frame = {"E2": [1.0] * 3, "P2": [1.0] * 3}
    survey = read(sav(tmp_path, [5.0, 8, 9], RISING | {8: "N/A", 9: "No answer"}, columns=frame))
    assert survey.ledger.recodings == {"does_not_apply": 2, "not_answered": 2}


def test_a_declared_value_on_the_scale_is_missing(tmp_path: Path) -> None:
    frame = {"E2": [1.0] * 2, "P2": [1.0] * 2}
    path = sav(tmp_path, [5.0, 7], missing_ranges={"E1": [7], "P1": [7]}, columns=frame)
    survey = read(path)
    np.testing.assert_array_equal(waits(survey), [5, np.nan])
    assert survey.ledger.recodings == {"declared_missing": 2}


def test_missing_that_is_told(tmp_path: Path) -> None:
    frame = {"E2": [1.0] * 3, "P2": [1.0] * 3}
    path = sav(tmp_path, [5.0, 9, 0], RISING | {9: "ran away"}, columns=frame)
    with pytest.raises(ServgapError, match=r"lie off the 1–7 scale|contradict"):
        read(path)
    assert read(path, missing=["ran away", 0]).ledger.recodings == {"declared_missing": 4}


def test_an_undeclared_code_is_off_the_scale(tmp_path: Path) -> None:
    with pytest.raises(ServgapError, match=r"lies? off the 1–7 scale: E1 row 2 \(99\)"):
        read(sav(tmp_path, [5.0, 99], RISING))


def dta(folder: Path, wait: list[Any], labels: Mapping[Any, str], version: int = 15) -> Path:
    frame = pd.DataFrame({header: [1.0] * len(wait) for header in HEADERS}).assign(E1=wait, P1=wait)
    letters = [value for value in wait if isinstance(value, str)]
    path = folder / "survey.dta"
    pyreadstat.write_dta(
        frame.astype({"E1": object, "P1": object}),
        str(path),
        version=version,
        variable_value_labels={name: dict(labels) for name in ("E1", "P1")},
        missing_user_values={"E1": letters, "P1": letters} if letters else None,
    )
    return path


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_stata_of_every_release(version: int, tmp_path: Path) -> None:
    assert waits(read(dta(tmp_path, [1.0, 7.0], FALLING, version))) == [7, 1]


def test_stata_letters_for_missing_values(tmp_path: Path) -> None:
    path = dta(tmp_path, [5.0, "a", "b", "z", np.nan], RISING | {"a": "Not applicable", "b": "Refused"})
    survey = read(path)
    np.testing.assert_array_equal(waits(survey), [5, *[np.nan] * 4])
    kinds = [Absence.MISSING, Absence.DOES_NOT_APPLY, Absence.NOT_ANSWERED, Absence.MISSING, Absence.MISSING]
    assert absent(survey) == kinds
    assert survey.ledger.recodings == {"declared_missing": 2, "does_not_apply": 2, "not_answered": 2}


def test_stata_written_by_pandas(tmp_path: Path) -> None:
    path = tmp_path / "survey.dta"
    frame = pd.DataFrame({header: pd.Categorical(["Agree", "Disagree"], AGREE_7, ordered=True) for header in HEADERS})
    frame.to_stata(path, write_index=False)
    survey = read(path)
    assert waits(survey) == [6, 2]
    assert not any(line.reason == "labels_gone" for line in survey.ledger.lines)


def test_respondents_by_their_labels(tmp_path: Path) -> None:
    columns = {
        "region": [1.0, 2, 9],
        "age": [23.0, 99, 40],
        "overall": [1.0, 7, 4],
        "town": ["Ulm", "", "refused"],
    }
    labels = {"region": {1: "North", 2: "South", 9: "No answer"}, "overall": RISING, "age": {99: "Refused"}}
    declared = {"age": [99], "town": ["refused"]}
    path = sav(tmp_path, [1.0, 2, 3], RISING, columns=columns, value_labels=labels, missing_ranges=declared)
    survey = read(path, attributes=["region", "age", "overall", "town"])
    assert survey.respondents["region"].tolist() == ["North", "South", None]
    np.testing.assert_array_equal(survey.respondents["age"], [23, np.nan, 40])
    assert survey.respondents["town"].tolist() == ["Ulm", None, None]
    assert survey.respondents["overall"].tolist() == [1, 7, 4]
    assert survey.respondents.index.tolist() == [1, 2, 3]


def test_a_weight_that_is_declared_missing(tmp_path: Path) -> None:
    path = sav(tmp_path, [1.0, 2], RISING, columns={"w": [1.5, 9.0]}, missing_ranges={"w": [9]})
    told = {"expectation": "E{n}", "perception": "P{n}", "weight": "w"}
    with pytest.raises(ServgapError, match=r"sampling weight in 'w' is a number above 0.*row 2"):
        read(path, columns=told)


def test_variables_are_known_by_what_they_ask(tmp_path: Path) -> None:
    names = [f"v{at}" for at in range(6)]
    items = ["Waits are short.", "Calls are taken.", "Staff are polite."]
    asked = [f"{stem} - {item}" for stem in ("How should it be?", "How did you experience it?") for item in items]
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(pd.DataFrame([[1.0, 2, 3, 4, 5, 6]], columns=names), str(path), column_labels=asked)
    table = open_source(path)
    assert table.texts == tuple(asked)
    assert read(path).perceptions.to_numpy().tolist() == [[4, 5, 6]]


@pytest.mark.parametrize("levels", [4, 5, 6, 10])
def test_scales_of_other_sizes(levels: int, tmp_path: Path) -> None:
    path = sav(tmp_path, [1.0, float(levels)], {1: "Very satisfied", levels: "Very dissatisfied"})
    assert waits(read(path, levels)) == [levels, 1]


def test_halves(tmp_path: Path) -> None:
    half = Instrument("half", Scale(1, 5, 0.5), [Dimension("a", [Item("x", "X.")])])
    path = tmp_path / "half.sav"
    labels = {1: "Strongly disagree", 9: "Strongly agree"}
    frame = pd.DataFrame({"E1": [1.0, 2, 9], "P1": [1.0, 2, 9]})
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"E1": labels, "P1": labels})
    assert read_survey(path, half).expectations["x"].tolist() == [1, 1.5, 5]


CHINESE = next(shape for shape in SHAPES if shape.name == "spss, chinese")
DECLARES = b"\x07\0\0\0\x14\0\0\0\x01\0\0\0\x05\0\0\0UTF-8"


def in_gb18030(folder: Path) -> Path:
    """Write a file whose texts are in GB18030, though it declares UTF-8: each text padded to the length it had."""
    path = CHINESE.write(truth(), folder)
    data = path.read_bytes()
    texts = {item.standard.text.to("zh") for item in truth().instrument.items}
    texts |= {
        "您期望的优质服务应该是怎样的",
        "您实际感受到的服务是怎样的",
        "您光顾的是哪家门店",
        "您还有什么意见和建议",
    }
    texts |= {"非常不同意", "比较不同意", "不同意", "一般", "非常同意", "比较同意", "同意", "不适用", "拒绝回答"}
    texts |= {"北门店", "南门店", "港口店"}
    for text in sorted(texts, key=len, reverse=True):
        wide = text.encode()
        data = data.replace(wide, text.encode("gb18030").ljust(len(wide)))
    path.write_bytes(data)
    return path


def test_a_declared_encoding_that_is_wrong(tmp_path: Path) -> None:
    path = in_gb18030(tmp_path)
    with pytest.raises(
        ServgapError, match=r"are not in the encoding.*Candidates, the likeliest first: encoding='gb18030'"
    ):
        read_survey(path)
    survey = read_survey(path, encoding="gb18030")
    for part in ("expectation", "perception"):
        np.testing.assert_array_equal(survey.part(part), CHINESE.answers(truth(), part))
    with pytest.raises(ServgapError, match=r"There is no encoding 'klingon'"):
        read_survey(path, encoding="klingon")


def test_accents_that_no_language_writes(tmp_path: Path) -> None:
    path = in_gb18030(tmp_path)
    data = path.read_bytes()
    assert DECLARES in data
    western = DECLARES[:12] + b"\x0c\0\0\0windows-1252"
    path.write_bytes(data.replace(DECLARES, western))
    with pytest.raises(ServgapError, match=r"\(WINDOWS-1252\).*likeliest first: encoding='gb18030'|encoding='gb18030'"):
        read_survey(path)


def test_accents_that_languages_write(tmp_path: Path) -> None:
    labels = {1: "Völlig unzufrieden", 7: "Très content, señor"}
    assert waits(read(sav(tmp_path, [1.0, 7], labels))) == [1, 7]


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9, 0.9999])
@pytest.mark.parametrize("name", ["spss, sav", "spss, zsav", "stata"])
def test_files_cut_off(name: str, kept: float, tmp_path: Path) -> None:
    shape = next(shape for shape in SHAPES if shape.name == name)
    path = shape.write(truth(), tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(ServgapError):
        read_survey(path)


def changed(data: bytes, changes: Mapping[int, bytes]) -> bytes:
    for at, new in changes.items():
        data = data[:at] + new + data[at + len(new) :]
    return data


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({180: b"\xd1\0\0\0"}, r"a variable cannot be what is said of it \(byte"),  # a text of 209 letters
        ({184: b"\2\0\0\0"}, r"a variable cannot be what is said of it \(byte 180\)"),
        ({188: b"\x07\0\0\0"}, r"a variable cannot be what is said of it"),
        ({200: b"\0"}, r"a variable cannot be what is said of it"),
        ({176: b"\x63\0\0\0"}, r"a record is of no known kind \(byte 176\)"),
        ({176: b"\x03\0\0\0"}, r"cut off|a count goes beyond|belong"),
        ({80: b"\xff\xff\xff\x7f"}, r"it counts more cases than it can hold"),
        ({64: b"\0\0\0\0"}, r"its header is cut off or changed"),
    ],
)
def test_damage_is_found_before_the_file_is_read(changes: dict[int, bytes], message: str, tmp_path: Path) -> None:
    path = sav(tmp_path, [1.0, 2], RISING)
    path.write_bytes(changed(path.read_bytes(), changes))
    with pytest.raises(ServgapError, match=rf"The SPSS file survey.sav cannot be read: .*({message})"):
        read(path)


def test_counts_beyond_a_stata_file(tmp_path: Path) -> None:
    path = dta(tmp_path, [1.0, 7.0], FALLING, 14)
    data = path.read_bytes()
    at = data.index(b"<N>") + 3
    path.write_bytes(changed(data, {at + 4: b"\1"}))
    with pytest.raises(ServgapError, match=r"its counts of variables and cases go beyond the file"):
        read(path)
    path = dta(tmp_path, [1.0, 7.0], FALLING, 10)
    path.write_bytes(changed(path.read_bytes(), {9: b"\x7f"}))
    with pytest.raises(ServgapError, match=r"its counts of variables and cases go beyond the file"):
        read(path)


@pytest.mark.parametrize("name", ["spss, sav", "spss, zsav", "stata"])
def test_mutated_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    shape = next(shape for shape in SHAPES if shape.name == name)
    path = shape.write(truth(), tmp_path)
    data, rng = path.read_bytes(), np.random.default_rng(1)
    for _ in range(40):
        places = rng.integers(0, len(data) if rng.random() < 0.5 else 4000, 4)
        path.write_bytes(changed(data, {int(at): bytes([rng.integers(0, 256)]) for at in places}))
        try:
            assert read_survey(path).n > 0
        except ServgapError as refusal:
            assert path.name in str(refusal) or "row" in str(refusal) or "column" in str(refusal)  # noqa: PT017 - or read


def test_a_file_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sav(tmp_path, [1.0] * 40, RISING)
    monkeypatch.setattr(statistical, "MOST_BYTES", 8 * 6 * 39)
    with pytest.raises(ServgapError, match=r"SPSS file survey.sav goes beyond the limit on the bytes of its cells"):
        read(path)


def test_options_that_do_not_apply(tmp_path: Path) -> None:
    with pytest.raises(ServgapError, match=r"sheet='x' does not apply: survey.sav is an SPSS file"):
        read(sav(tmp_path, [1.0]), sheet="x")


def test_a_data_set_by_another_name(tmp_path: Path) -> None:
    path = sav(tmp_path, [1.0, 7], FALLING, name="survey.csv")
    survey = read(path)
    assert waits(survey) == [7, 1]
    assert any(line.reason == "content" for line in survey.ledger.lines)
