"""A stored survey is the survey: whatever it holds, in CSV and in Parquet."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap import Dimension, Instrument, Item, Scale, describe_source, read_survey
from servgap.errors import ServgapError
from servgap.survey.questionnaire import to_text
from servgap.survey.survey import Absence, Answers, Survey
from servgap.survey.survey_file import METADATA
from tests.small_surveys import HEADERS, instrument, rows
from tests.surveys import pair_survey, random_survey, surveys, with_outcomes

FORMS = ("csv", "parquet")
each_form = pytest.mark.parametrize("form", FORMS)


def store(survey: Survey, folder: Path, form: str) -> Path:
    path = folder / f"stored.{form}"
    (survey.to_csv if form == "csv" else survey.to_parquet)(path)
    return path


def assert_same_survey(one: Survey, two: Survey) -> None:
    """Hold that two surveys are equal in every field."""
    compared = {
        "instrument",
        "answers",
        "respondents",
        "ledger",
        "points",
        "weight",
        "outcomes",
        "persons",
        "invitations",
        "names",
    }
    # What the source calls its rows may say who answered, and is not stored.
    assert {field.name for field in fields(Survey)} == {*compared, "row_names", "language"}
    assert two.row_names is None
    assert one.instrument == two.instrument
    assert one.ledger == two.ledger
    assert one.answers.keys() == two.answers.keys()
    for part in one.answers:
        same(one.answers[part].codes, two.answers[part].codes)
        same(one.answers[part].absences, two.answers[part].absences)
    pd.testing.assert_frame_equal(one.respondents, two.respondents, check_exact=True)
    for name in one.respondents.columns:
        assert one.respondents[name].map(type).tolist() == two.respondents[name].map(type).tolist(), name
    assert type(one.respondents.index) is type(two.respondents.index)
    same(one.points, two.points)
    same(one.weight, two.weight)
    same(one.persons, two.persons)
    assert one.invitations == two.invitations
    assert [*one.outcomes] == [*two.outcomes]
    for name, outcome in one.outcomes.items():
        assert outcome.scale == two.outcomes[name].scale
        same(outcome.values, two.outcomes[name].values)


def same(one: np.ndarray | None, two: np.ndarray | None) -> None:
    if one is None or two is None:
        assert one is two
        return
    assert one.dtype == two.dtype
    np.testing.assert_array_equal(one, two)


@each_form
@settings(max_examples=60, deadline=None)
@given(survey=surveys(), data=st.data())
def test_any_survey(form: str, survey: Survey, data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        answers = {part: with_reasons(each, data.draw(st.integers(0, 99))) for part, each in survey.answers.items()}
        survey = replace(survey, answers=answers)
    if data.draw(st.booleans()):
        survey = with_outcomes(replace(survey, weight=np.linspace(0.1, 3, survey.n) / 7), 3)
    with tempfile.TemporaryDirectory() as folder:
        assert_same_survey(survey, read_survey(store(survey, Path(folder), form)))


def with_reasons(answers: Answers, seed: int) -> Answers:
    drawn = np.random.default_rng(seed).integers(0, 3, answers.codes.shape)
    return Answers(answers.codes, np.where(answers.codes == 0, drawn, 0).astype(np.uint8))


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ["", " ", '"', "=1+1", "-5", "007", "1/2", "TRUE", "NA", "# servgap survey 1/1", "a,b;c\td", "a\r\nb", "北门店"]
)
WORDS = st.none() | TEXT


@each_form
@settings(max_examples=60, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=8), name=TEXT.filter(str.strip))
def test_any_text_of_respondents(form: str, words: list[str | None], name: str) -> None:
    survey = random_survey(1, len(words), points=False)
    described = pd.DataFrame({name: pd.Series(words, dtype=object)}, index=survey.respondents.index)
    survey = replace(survey, respondents=described)
    with tempfile.TemporaryDirectory() as folder:
        assert_same_survey(survey, read_survey(store(survey, Path(folder), form)))


KINDS: dict[str, Callable[[], object]] = {
    "integers": lambda: np.array([3, -1, 2**62]),
    "bytes": lambda: np.array([3, 1, 255], dtype="uint8"),
    "floats": lambda: [0.1, np.nan, -1e300],
    "singles": lambda: np.array([0.1, np.nan, np.inf], dtype="float32"),
    "truths": lambda: [True, False, True],
    "times": lambda: pd.to_datetime(["2026-03-14 10:02:11.123456789", None, "1999-01-01"], format="ISO8601"),
    "times of a zone": lambda: pd.to_datetime(["2026-03-14", None, "1999-01-01"]).tz_localize("Asia/Shanghai"),
    "durations": lambda: pd.to_timedelta([1, None, 86_400_000_000_001], unit="ns"),
    "integers with gaps": lambda: pd.array([2**62, None, -5], dtype="Int64"),
    "truths with gaps": lambda: pd.array([True, None, False], dtype="boolean"),
    "strings": lambda: pd.array(["a", None, "=b"], dtype="string"),
    "texts and NaN": lambda: np.array(["a", np.nan, ""], dtype=object),
    "mixed": lambda: np.array(["a", 5, 2.5], dtype=object),
    "categories": lambda: pd.Categorical(["b", None, "a"], categories=["b", "=c", "a"], ordered=True),
    "categories of numbers": lambda: pd.Categorical([2, 1, None], categories=[3, 2, 1]),
}


@each_form
@pytest.mark.parametrize("kind", KINDS)
def test_any_dtype_of_respondents(form: str, kind: str, tmp_path: Path) -> None:
    survey = random_survey(1, 3)
    described = survey.respondents.assign(**{"said of them": pd.Series(KINDS[kind](), index=survey.respondents.index)})
    survey = replace(survey, respondents=described)
    assert_same_survey(survey, read_survey(store(survey, tmp_path, form)))


INDEXES = {
    "names": pd.Index(["R1", "=R2", "007"], name="respondent"),
    "rows left": pd.Index([4, 5, 9], name="row"),
    "range": pd.RangeIndex(2, 8, 2, name="row"),
    "unnamed": pd.RangeIndex(3),
    "levels": pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["site", None]),
}


@each_form
@pytest.mark.parametrize("kind", INDEXES)
def test_any_name_of_respondents(form: str, kind: str, tmp_path: Path) -> None:
    survey = random_survey(1, 3)
    survey = replace(survey, respondents=survey.respondents.set_axis(INDEXES[kind]))
    assert_same_survey(survey, read_survey(store(survey, tmp_path, form)))


@each_form
def test_a_survey_as_it_was_read(form: str, tmp_path: Path) -> None:
    """Reversed items are not mirrored again, and reasons for having no answer, ledger and points stay."""
    items = [
        Item("wait", {"en": "Waits are long.", "zh": "等候时间长。"}, reversed=True),
        Item("call", "Calls, “taken”."),
    ]
    own = Instrument(
        "own", Scale(1, 5, low_label={"en": "no", "zh": "否"}), [Dimension("a", items[:1]), Dimension("b", items[1:])]
    )
    frame = pd.DataFrame(
        {
            "E1": ["5", "N/A", "", "1"],
            "E2": ["4", "4", "skipped", "(空)"],
            "P1": ["1", "2", "", "3"],
            "P2": ["", "2", "3", ""],
            "branch": ["北", "", "=S", "N"],
            "points_a": ["60", "10", "", "50"],
            "points_b": ["40", "90", "", "50"],
            "w": ["1.5", "2", "1", "0.333333333333333314829616256247390992939472198486328125"],
        }
    )
    columns = {"expectation": "E{n}", "perception": "P{n}", "points": {"a": "points_a", "b": "points_b"}, "weight": "w"}
    survey = read_survey(frame, own, columns=columns, attributes=["branch"])
    assert survey.ledger.reasons == {"no_pair": 1}
    assert survey.expectations["wait"].tolist()[0] == 1
    back = read_survey(store(survey, tmp_path, form))
    assert_same_survey(survey, back)
    assert back.answers["expectation"].absences is not None
    assert back.answers["expectation"].absences[0, 1] == Absence.DOES_NOT_APPLY
    assert repr(back) == repr(survey)
    kept = survey.where(branch=["北", "N"])
    assert_same_survey(kept, read_survey(store(kept, tmp_path, form)))


@each_form
def test_parts_of_any_number(form: str, tmp_path: Path) -> None:
    for parts in (("perception",), ("desired", "adequate", "perception"), ("importance", "performance")):
        survey = random_survey(3, 20, parts=parts, scale=Scale(0, 1, 0.1))
        assert_same_survey(survey, read_survey(store(survey, tmp_path, form)))


@each_form
def test_findings_are_the_same(form: str, tmp_path: Path) -> None:
    from servgap import measure_gaps

    survey = random_survey(5, 80)
    back = read_survey(store(survey, tmp_path, form))
    pd.testing.assert_frame_equal(measure_gaps(survey).frame, measure_gaps(back).frame, check_exact=True)


@each_form
def test_attributes_can_be_chosen(form: str, tmp_path: Path) -> None:
    path = store(random_survey(1, 5), tmp_path, form)
    assert read_survey(path, attributes="quarter").attributes == ("quarter",)
    with pytest.raises(ServgapError, match=r"'town' is not among them"):
        read_survey(path, attributes=["town"])


@each_form
def test_options_that_would_say_it_again_are_refused(form: str, tmp_path: Path) -> None:
    path = store(random_survey(1, 5), tmp_path, form)
    with pytest.raises(ServgapError, match=r"is a stored survey, .* columns, missing would say it again"):
        read_survey(path, columns={"expectation": "E{n}"}, missing=[9])
    with pytest.raises(ServgapError, match=r"a stored survey of the instrument 'small'.*another one was passed"):
        read_survey(path, instrument())


def test_what_cannot_be_stored_is_refused(tmp_path: Path) -> None:
    survey = random_survey(1, 3)
    days = pd.Series([date(2026, 1, 1)] * 3, index=survey.respondents.index, dtype=object)
    survey = replace(survey, respondents=survey.respondents.assign(day=days))
    for form in FORMS:
        with pytest.raises(ServgapError, match=r"'day' holds others"):
            store(survey, tmp_path, form)
    with pytest.raises(ServgapError, match=r"cannot be written: .* Nothing was changed"):
        random_survey(1, 3).to_csv(tmp_path / "nowhere" / "stored.csv")
    assert list(tmp_path.iterdir()) == []


def resaved(path: Path, *, encoding: str = "gb18030", delimiter: str = ",") -> Path:
    """Write a CSV as a spreadsheet does that opened it: rows filled up, numbers' quotes gone, another encoding."""
    import io

    read = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    width = max(map(len, read))
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerows(
        [*row, *[""] * (width - len(row))] for row in read
    )
    path.write_bytes(written.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("gb18030", ","), ("utf-8-sig", ";"), ("utf-8", "\t"), ("utf-16", "\t")]
)
def test_a_csv_that_went_through_a_spreadsheet(encoding: str, delimiter: str, tmp_path: Path) -> None:
    frame = rows(*[(5, 4, "N/A", 3, 2, 1)] * 3).astype(str).assign(门店=["北门店", "=南", "007"])
    survey = read_survey(frame, instrument(), attributes=["门店"])
    path = resaved(store(survey, tmp_path, "csv"), encoding=encoding, delimiter=delimiter)
    assert_same_survey(survey, read_survey(path))


def test_the_table_below_reads_as_a_plain_one(tmp_path: Path) -> None:
    survey = read_survey(rows((5, 4, 7, 3, 2, 1)), instrument())
    path = store(survey, tmp_path, "csv")
    plain = pd.read_csv(path, skiprows=2)
    assert plain.columns.tolist()[1:3] == ["expectation_wait", "expectation_call"]
    assert read_survey(plain, instrument()).expectations.to_numpy().tolist() == [[5, 4, 7]]


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    survey = pair_survey([2], [[1, 2], [3, 4]], [[1, 2], [3, 4]], branch=["a", "b"])
    path = store(survey, tmp_path, "csv")
    text = path.read_bytes().decode("utf-8-sig")
    changes = {
        r"says that 2 rows are used; the file holds 1": text.removesuffix("\r\n").rpartition("\r\n")[0] + "\r\n",
        r"columns .* were changed \(gone: 'branch'; new: 'town'\)": text.replace(
            "respondent,branch", "respondent,town"
        ),
        r"lies off the 1–7 scale: expectation_a1": text.replace("a,1,2,1,2", "a,9,2,1,2"),
        r"was cut off or changed": text.replace('""schema""', "schema"),
        r"this version reads the forms 1, 2, 3": text.replace('""schema"":1', '""schema"":99'),
        r"first rows are cut off": "# servgap survey 1/9\r\n# {}\r\n",
        r"knows no 'rows' in it": text.replace('""rows_read""', '""rows""'),
        r"a part of it is missing": text.replace('""rows_read"":2,', ""),
        r"changed since: the answers perception_a2 is not what was": text.replace("b,3,4,3,4", "b,3,4,3,5"),
        r"changed since: the answers expectation_a1, the answers expectation_a2, the ans": text.replace(
            "1,2,1,2", "3,4,3,4"
        ),
        r"changed since: the attribute 'branch' is not what": text.replace("a,1,2,1,2", "b,1,2,1,2"),
        r"changed since: the instrument's items or scale, the answers": text.replace("low = 1", "low = 0"),
        r"changed since: what is said of rows and columns is": text.replace(
            '""ledger"":[]', '""ledger"":[{""kind"":""recoded"",""reason"":""reversed"",""count"":9}]'
        ),
        r"changed since: what is said of the digests": text.replace('""digests"":{', '""digests"":{""more"":1,'),
    }
    for message, changed in changes.items():
        assert changed != text, message
        path.write_text(changed, encoding="utf-8", newline="")
        with pytest.raises(ServgapError, match=message):
            read_survey(path)


@each_form
def test_wording_may_be_mended_in_the_file_and_this_is_said(form: str, tmp_path: Path) -> None:
    survey = random_survey(1, 12)
    other = replace(survey, instrument=replace(survey.instrument, title="Mended", source="2nd edition"))
    path = described_anew(store(survey, tmp_path, form), form, instrument=to_text(other.instrument))
    back = read_survey(path)
    assert [line.reason for line in back.ledger.lines[len(survey.ledger.lines) :]] == ["wording_changed"]
    assert "wording changed" in repr(back)
    assert_same_survey(replace(other, ledger=back.ledger), back)
    assert_same_survey(back, read_survey(store(back, tmp_path, form)))


@each_form
def test_files_of_earlier_versions_are_read_and_this_is_said(form: str, tmp_path: Path) -> None:
    survey = random_survey(1, 12)
    back = read_survey(described_anew(store(survey, tmp_path, form), form, digests=None))
    assert [line.reason for line in back.ledger.lines[len(survey.ledger.lines) :]] == ["no_digest"]
    assert "stored without digests" in repr(back)
    assert_same_survey(survey, replace(back, ledger=survey.ledger))


def described_anew(path: Path, form: str, **said: Any) -> Path:
    """Write other words into what a stored survey says of itself, by hand; None takes one away."""
    if form == "parquet":
        table = pq.read_table(path)
        described = json.loads(table.schema.metadata[METADATA])
        text = json.dumps({key: value for key, value in {**described, **said}.items() if value is not None})
        pq.write_table(table.replace_schema_metadata({METADATA: text.encode()}), path)
        return path
    head, about, *table = path.read_text(encoding="utf-8-sig").split("\n")
    described = json.loads(next(csv.reader([about.rstrip()]))[0].removeprefix("# "))
    text = json.dumps({key: value for key, value in {**described, **said}.items() if value is not None})
    quoted = '"# ' + text.replace('"', '""') + '"'
    path.write_text("\n".join([head, quoted, *table]), encoding="utf-8", newline="")
    return path


def test_the_file_that_stood_there_stays_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = store(random_survey(1, 3), tmp_path, "csv")
    before = path.read_bytes()
    monkeypatch.setattr("servgap.survey.files.writing.os.replace", lambda *_: (_ for _ in ()).throw(OSError("no room")))
    with pytest.raises(ServgapError, match="no room"):
        random_survey(2, 3).to_csv(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_headers_of_a_survey_do_not_mark_other_files(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text(",".join(HEADERS) + "\n# servgap survey 1/1,1,1,1,1,1\n", encoding="utf-8")
    with pytest.raises(ServgapError, match="found '# servgap survey 1/1'"):
        read_survey(path, instrument())


def test_a_stored_survey_needs_no_description(tmp_path: Path) -> None:
    with pytest.raises(ServgapError, match=r"stored.csv is a stored survey. read_survey\(path\) gives it back"):
        describe_source(store(random_survey(1, 3), tmp_path, "csv"))
