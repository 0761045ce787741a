"""From a source to a Survey: real files, the ledger, wide and long."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap.errors import ServgapError
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.reading.door import read_survey
from servgap.survey.scale import Scale
from servgap.survey.survey import Absence
from tests.small_surveys import HEADERS, csv, instrument, rows

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("SERVGAP_DATA", HERE.parent.parent / "shared" / "data"))
KIOSK = DATA / "kiosk" / "kiosk.csv"
LIBRARY = DATA / "library" / "library.csv"
BEFORE, AFTER = r"-1.*\(기대 설문\)", r"-2.*\(인지 설문\)"

needs_kiosk = pytest.mark.skipif(not KIOSK.exists(), reason="the kiosk survey is not there (SERVGAP_DATA)")
needs_library = pytest.mark.skipif(not LIBRARY.exists(), reason="the library survey is not there (SERVGAP_DATA)")


def kiosk_by_hand(numbers: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pair the kiosk's items with pandas alone, by the whole start and the marked end of their headers."""
    frame = pd.read_csv(KIOSK, encoding="cp949")
    parts = []
    for suffix, mark in (("-1.", "(기대 설문)"), ("-2.", "(인지 설문)")):
        names = [
            [name for name in frame.columns if name.startswith(f"{number}{suffix}") and name.strip().endswith(mark)]
            for number in numbers
        ]
        parts.append(frame[[name for (name,) in names]].set_axis(numbers, axis=1))
    return parts[0], parts[1]


@needs_kiosk
@pytest.mark.parametrize(("name", "placed"), [("kiosk24", "{n}"), ("kiosk20", "{item}")])
def test_kiosk_is_read_and_paired_as_by_hand(name: str, placed: str) -> None:
    asked = Instrument.from_toml(HERE / "data" / f"{name}.toml")
    survey = read_survey(
        KIOSK, asked, columns={"expectation": placed + BEFORE, "perception": placed + AFTER}, encoding="cp949"
    )
    assert (survey.ledger.rows_read, survey.n) == (211, 207)
    assert survey.ledger.reasons == {"no_answers": 4}
    numbers = [int(key.lstrip("k")) for key in asked.item_keys]
    expected, perceived = kiosk_by_hand(numbers)
    used = expected.notna().any(axis=1)
    np.testing.assert_array_equal(survey.expectations, expected[used])
    np.testing.assert_array_equal(survey.perceptions, perceived[used])
    assert list(survey.respondents.index) == [row + 2 for row in expected.index[used]]
    if name == "kiosk24":
        assert (survey.perceptions - survey.expectations).mean().mean() == pytest.approx(-1.1, abs=0.05)


@needs_library
def test_library_by_halves() -> None:
    sizes = {"service": range(1, 7), "information": range(7, 17), "place": range(17, 23)}
    dimensions = [
        Dimension(key, [Item(f"lib{i}", f"Statement {i}") for i in numbers]) for key, numbers in sizes.items()
    ]
    survey = read_survey(LIBRARY, Instrument("library", Scale(1, 9, step=0.5), dimensions))
    frame = pd.read_csv(LIBRARY)
    assert survey.n == len(frame) == 50
    np.testing.assert_array_equal(survey.expectations, frame[[f"E{i}" for i in range(1, 23)]])
    np.testing.assert_array_equal(survey.perceptions, frame[[f"P{i}" for i in range(1, 23)]])
    assert (survey.expectations["lib13"] == 9).all()


def test_three_kinds_of_absence_stay_apart(tmp_path: Path) -> None:
    path = csv(tmp_path, "E1,E2,E3,P1,P2,P3", "5,N/A,(跳过),1,2,3", "７, 5.0,,4,不适用,Don't know", "99,1,1,1,1,x")
    survey = read_survey(path, instrument(), missing=[99, "X"])
    assert survey.expectations.to_numpy().tolist()[1][:2] == [7, 5]
    assert survey.ledger.recodings == {"does_not_apply": 2, "not_answered": 2, "declared_missing": 2}
    absences = survey.answers["expectation"].absences
    assert absences is not None
    assert absences[1, 0] == Absence.DOES_NOT_APPLY
    assert absences[2, 0] == Absence.NOT_ANSWERED
    assert absences[2, 1] == absences[0, 2] == Absence.MISSING


def test_every_row_is_accounted_for() -> None:
    survey = read_survey(
        rows((5, 5, 5, 4, 4, 4), (None,) * 6, (5, None, None, None, 4, 4), (1, None, None, 1, None, None)), instrument()
    )
    assert survey.ledger.reasons == {"no_answers": 1, "no_pair": 1}
    assert survey.ledger.rows_read == survey.n + survey.ledger.rows_left_out == 4
    assert survey.respondents.index.name == "row"
    assert list(survey.respondents.index) == [0, 3]
    with pytest.raises(ServgapError, match=r"of 1 rows none can be used: 1 without any answer, 0 without"):
        read_survey(rows((None,) * 6), instrument())


def test_codes_are_contiguous_bytes_in_the_instruments_order() -> None:
    survey = read_survey(rows((7, 6, 5, 1, 2, 3), (1, 1, 1, 1, 1, 1)), instrument())
    codes = survey.answers["expectation"].codes
    assert (codes.dtype, codes.shape, codes.flags.c_contiguous) == (np.uint8, (3, 2), True)
    assert codes[:, 0].tolist() == [7, 6, 5]


def test_reversed_items_are_mirrored_in_both_parts_and_counted() -> None:
    asked = Instrument("turned", Scale(1, 7), [Dimension("d", [Item("a", "A."), Item("b", "B.", reversed=True)])])
    survey = read_survey(rows((7, 7, 1, 2), (7, None, 1, 2), headers=("E1", "E2", "P1", "P2")), asked)
    assert survey.part("expectation")["b"].tolist()[0] == 1
    assert survey.part("perception")["b"].tolist() == [6, 6]
    assert survey.ledger.recodings == {"reversed": 3}
    assert survey.ledger.lines[-1].detail == "b"


def test_perception_only() -> None:
    asked = instrument(parts=("perception",))
    survey = read_survey(rows((1, 2, 3), (None, None, None), headers=("P1", "P2", "P3")), asked)
    assert survey.ledger.reasons == {"no_answers": 1}


def test_zones_need_one_pair_of_either_kind() -> None:
    asked = instrument(parts=("desired", "adequate", "perception"))
    headers = ("D1", "D2", "D3", "M1", "M2", "M3", "P1", "P2", "P3")
    survey = read_survey(rows((None, None, None, 3, 3, 3, 5, 5, 5), (7,) * 6 + (None,) * 3, headers=headers), asked)
    assert survey.ledger.reasons == {"no_pair": 1}


def test_points_that_do_not_sum_to_100_are_set_aside(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "E1,E2,E3,P1,P2,P3,points_speed,权重_关怀,points_care,weight",
        "1,1,1,1,1,1,60,,40,0.5",
        "1,1,1,1,1,1,60,,50,2",
        "1,1,1,1,1,1,,,,1",
        "1,1,1,1,1,1,100.4,,0,1",
    )
    survey = read_survey(path, instrument())
    assert survey.points is not None
    np.testing.assert_array_equal(survey.points, [[60, np.nan, np.nan, 100.4], [40, np.nan, np.nan, 0]])
    assert survey.ledger.recodings == {"points_not_100": 1}
    told = {"points": {"speed": "points_speed", "care": "points_care"}, "weight": "weight"}
    weighted = read_survey(path, instrument(), columns=told)
    assert weighted.weight is not None
    assert weighted.weight.tolist() == [0.5, 2, 1, 1]


def test_points_and_weights_that_cannot_be_used(tmp_path: Path) -> None:
    path = csv(tmp_path, "E1,E2,E3,P1,P2,P3,W_speed,W_care,w", "1,1,1,1,1,1,0.6,0.4,0", "1,1,1,1,1,1,.5,.5,1")
    assert read_survey(path, instrument()).points is None
    told = {"points": {"speed": "W_speed", "care": "W_care"}}
    with pytest.raises(ServgapError, match=r"those in W_speed, W_care do so for nobody \(the first are 0.6 \+ 0.4\)"):
        read_survey(path, instrument(), columns=told)
    with pytest.raises(ServgapError, match=r"number above 0 for every respondent; found w row 2 \(0\)"):
        read_survey(path, instrument(), columns={"weight": "w"})
    bad = csv(tmp_path, "E1,E2,E3,P1,P2,P3,W_speed,W_care", "1,1,1,1,1,1,much,40", name="bad.csv")
    with pytest.raises(ServgapError, match=r"points in 'W_speed' are numbers out of 100; found W_speed row 2 \(much\)"):
        read_survey(bad, instrument(), columns=told)


def test_attributes(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        'E1,E2,E3,P1,P2,P3,"Your\nbranch",link,gap,note,note',
        '1,1,1,1,1,1, North ,"=HYPERLINK(""http://x"",""y"")",1,a,b',
        "1,1,1,1,1,1,,<script>alert(1)</script>,2,a,b",
    )
    survey = read_survey(path, instrument(), attributes=["Your branch", "link"])
    assert survey.respondents["Your branch"].tolist() == ["North", None]
    assert survey.respondents["link"].tolist() == ['=HYPERLINK("http://x","y")', "<script>alert(1)</script>"]
    with pytest.raises(ServgapError, match=r"'lnk' is not there. Did you mean 'link'\?"):
        read_survey(path, instrument(), attributes=["lnk"])
    with pytest.raises(ServgapError, match=r"'gap' is the name of a column that servgap's own tables have\. Rename it"):
        read_survey(path, instrument(), attributes="gap")
    with pytest.raises(
        ServgapError, match=r"attribute note stands in the column 'note', .* 2 times: in columns 10, 11"
    ):
        read_survey(path, instrument(), attributes=["note"])


def test_an_index_that_repeats_is_replaced_and_shown() -> None:
    frame = rows((1,) * 6, (2,) * 6).set_axis([7, 7])
    survey = read_survey(frame, instrument())
    assert list(survey.respondents.index) == [0, 1]
    assert survey.row_names is not None
    assert survey.row_names.tolist() == [7, 7]
    assert any(line.reason == "rows" for line in survey.ledger.lines)


def test_a_column_of_respondents_names_the_rows() -> None:
    frame = rows((1,) * 6, (2,) * 6).assign(id=["a", "b"])
    survey = read_survey(frame, instrument(), columns={"respondent": "id"})
    assert survey.row_names is not None
    assert survey.row_names.to_dict() == {0: "a", 1: "b"}
    with pytest.raises(ServgapError, match=r"some stand more than once: id row 0, id row 1\. Fix"):
        read_survey(frame.assign(id="a"), instrument(), columns={"respondent": "id"})


def test_only_headers_is_no_survey(tmp_path: Path) -> None:
    with pytest.raises(ServgapError, match=r"no row beneath them"):
        read_survey(csv(tmp_path, ",".join(HEADERS)), instrument())


def test_an_instrument_that_is_none() -> None:
    with pytest.raises(ServgapError, match=r"no built-in instrument 'servqal'. Did you mean 'servqual'"):
        read_survey(rows((1,) * 6), "servqal")
    with pytest.raises(ServgapError, match=r"instrument= is the name of .* found int"):
        read_survey(rows((1,) * 6), 22)  # type: ignore[arg-type]


answer = st.one_of(st.none(), st.integers(1, 7))
tables = st.lists(st.tuples(*[answer] * 6), min_size=1, max_size=8).filter(
    lambda table: any(row[i] and row[i + 3] for row in table for i in range(3))
)


@settings(max_examples=40, deadline=None)
@given(table=tables, order=st.permutations(range(6)), data=st.data())
def test_shuffling_columns_or_rows_changes_nothing_but_order(
    table: list[tuple], order: list[int], data: st.DataObject
) -> None:
    frame = rows(*table).astype(float)
    survey = read_survey(frame, instrument())
    people = data.draw(st.permutations(range(len(table))))
    shuffled = read_survey(frame.iloc[people, order], instrument())
    back = shuffled.respondents.index
    if shuffled.row_names is not None:
        back = shuffled.row_names.sort_values().index
    np.testing.assert_array_equal(shuffled.expectations.loc[back], survey.expectations)
    np.testing.assert_array_equal(shuffled.perceptions.loc[back], survey.perceptions)
    assert shuffled.ledger.reasons == survey.ledger.reasons


@settings(max_examples=40, deadline=None)
@given(table=tables, data=st.data())
def test_long_is_wide(table: list[tuple], data: st.DataObject) -> None:
    asked = instrument()
    wide = rows(*table).astype(float).assign(who=[f"p{i}" for i in range(len(table))])
    long = wide.melt("who", value_name="score")
    long["item"] = [asked.item_keys[int(name[1]) - 1] for name in long["variable"]]
    long["measure"] = long["variable"].str[0]
    long = long.iloc[data.draw(st.permutations(range(len(long))))]
    columns = {"respondent": "who", "item": "item", "part": "measure", "answer": "score"}
    read = read_survey(long, asked, columns=columns)
    survey = read_survey(wide, asked, columns={"respondent": "who"})
    assert read.row_names is not None
    assert survey.row_names is not None
    assert set(read.row_names) == set(survey.row_names)
    of = pd.Series(read.row_names.index, index=read.row_names)[survey.row_names]
    np.testing.assert_array_equal(read.perceptions.loc[of], survey.perceptions)
    np.testing.assert_array_equal(read.expectations.loc[of], survey.expectations)


LONG = [("a", "wait", "before", "5", "N"), ("a", "wait", "after", "4", "N"), ("b", "2", "before", "7", "S")]
LONG_COLUMNS = {"respondent": "who", "item": "what", "part": {"when": {"before": "expectation", "after": "perception"}}}
LONG_HEADERS = ("who", "what", "when", "score", "branch")


def read_long(*more: tuple[str, ...], **options: object):
    frame = rows(*LONG, *more, headers=LONG_HEADERS)
    return read_survey(frame, instrument(), columns={**LONG_COLUMNS, "answer": "score", **options}, attributes="branch")


def test_long_data() -> None:
    survey = read_long()
    assert survey.ledger.rows_read == 2
    assert survey.ledger.reasons == {"no_pair": 1}
    assert survey.respondents["branch"].to_dict() == {0: "N"}
    assert survey.row_names is not None
    assert survey.row_names.to_dict() == {0: "a"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("a", "wait", "after", "3", "N"), r"answered more than once: score row 3 \(wait, perception\)"),
        (("a", "weight", "after", "3", "N"), r"item of every answer in 'what'; .* are: what row 3 \(weight\)"),
        (
            ("a", "call", "later", "3", "N"),
            r"part of every answer in 'when'; .* when row 3 \(later\). Say which is which",
        ),
        (("a", "call", "after", "3", "S"), r"'branch' is the same in all rows of a respondent; .* branch row 3 \(S\)"),
        (("", "call", "after", "3", "S"), r"some have none: who row 3"),
        (("a", "call", "after", "8", "N"), r"1 answer lies off the 1–7 scale: score row 3 \(8\)"),
    ],
)
def test_long_data_that_cannot_be_read(row: tuple[str, ...], message: str) -> None:
    with pytest.raises(ServgapError, match=message):
        read_long(row)


def test_long_data_need_their_columns() -> None:
    with pytest.raises(
        ServgapError, match=r"need the columns respondent, item, part, answer\. It lacks respondent and"
    ):
        read_survey(rows(*LONG, headers=LONG_HEADERS), instrument(), columns={"item": "what", "answer": "score"})


def test_a_frame_without_rows_is_no_survey() -> None:
    with pytest.raises(ServgapError, match="no row beneath them"):
        read_survey(rows(), instrument())
