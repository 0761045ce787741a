"""A mapping that contradicts the statements that an export prints, and headers that are taken as they are typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.proposals import proposed

TEXTS = ("Rooms are quiet", "Breakfast is on time", "Bills are right", "The lift works")
KEYS = ("quiet", "breakfast", "bills", "lift")
#: Perceptions to the statements in their order, and the order in which the second question lists them.
PERCEIVED, ORDER = (1, 2, 3, 4), (0, 3, 1, 2)
WISH, FACT = "What do you expect of a good hotel?", "How did you experience ours?"
NUMBERS = (1, 2, 3, 4)


def asked(texts: Sequence[str] = TEXTS) -> sg.Instrument:
    items = [sg.Item(key, text) for key, text in zip(KEYS, texts, strict=True)]
    return sg.Instrument("hotel", sg.Scale(1, 5), [sg.Dimension("stay", items)])


#: Another questionnaire's texts: then only the two questions can be held against each other.
UNTOLD = asked(("Other one", "Other two", "Other three", "Other four"))
ANSWERS = [*[5] * 4, *(PERCEIVED[at] for at in ORDER)]
GAPS = [-4, -3, -2, -1]


def statements(texts: Sequence[str] = TEXTS, perceived: Sequence[str] | None = None) -> list[str]:
    return [*texts, *((perceived or texts)[at] for at in ORDER)]


def frame(headers: Sequence[object], *above: Sequence[object]) -> pd.DataFrame:
    rows = [*above, *[ANSWERS] * 3]
    return pd.DataFrame([list(map(str, row)) for row in rows], columns=list(headers))


def gaps(survey: sg.Survey) -> list[float]:
    return (survey.perceptions - survey.expectations).iloc[0].tolist()


CODES = [*(f"Q1_{n}" for n in NUMBERS), *(f"Q2_{n}" for n in NUMBERS)]
BY_NUMBER = {"expectation": "Q1_{n}", "perception": "Q2_{n}"}


def qualtrics(texts: Sequence[str] = TEXTS, perceived: Sequence[str] | None = None) -> pd.DataFrame:
    meta = ["StartDate", "EndDate", "Status", "Finished", "ResponseId"]
    said = statements(texts, perceived)
    stems = [WISH] * 4 + [FACT] * 4
    titles = [*meta, *(f"{stem} - {text}" for stem, text in zip(stems, said, strict=True))]
    marks = [f'{{"ImportId":"{name}"}}' for name in (*meta, *CODES)]
    row = ["2026-01-02 10:00:00", "2026-01-02 10:05:00", "IP Address", "True", "R_1", *map(str, ANSWERS)]
    return pd.DataFrame([titles, marks, row, row], columns=[*meta, *CODES])


def surveymonkey() -> pd.DataFrame:
    meta = ["Respondent ID", "Collector ID", "Start Date", "End Date"]
    headers = [*meta, WISH, *[f"Unnamed: {at}" for at in (5, 6, 7)], FACT, *[f"Unnamed: {at}" for at in (9, 10, 11)]]
    below, row = [*[""] * 4, *statements()], ["1", "2", "", "", *map(str, ANSWERS)]
    return pd.DataFrame([below, row], columns=headers)


def limesurvey() -> pd.DataFrame:
    meta = ["id", "submitdate", "lastpage", "startlanguage"]
    codes = [f"{code}[SQ00{n}]. {stem} [{{}}]" for code, stem in (("A", WISH), ("B", FACT)) for n in NUMBERS]
    headers = [*meta, *(code.format(text) for code, text in zip(codes, statements(), strict=True))]
    return pd.DataFrame([["1", "2026-01-02", "3", "en", *map(str, ANSWERS)]], columns=headers)


def wenjuanxing() -> pd.DataFrame:
    meta = ["序号", "提交答卷时间", "所用时间", "来源", "来自IP"]
    headers = [f"第{q}题({text})" for q, text in zip([2] * 4 + [3] * 4, statements(), strict=True)]
    return pd.DataFrame([["1", "x", "9秒", "y", "z", *map(str, ANSWERS)]], columns=[*meta, *headers])


def of(*headers: str) -> Callable[[], pd.DataFrame]:
    return lambda: frame([header.format(text) for header, text in zip(headers, statements(), strict=True)])


def google() -> pd.DataFrame:
    return of(*[f"{WISH} [{{}}]"] * 4, *[f"{FACT} [{{}}]"] * 4)().assign(Timestamp="3/1/2026")


LISTED = {"expectation": slice(0, 4), "perception": slice(4, 8)}
#: Tools and plain tables; the mapping goes by the place, the number or the code of the columns.
SOURCES: dict[str, tuple[Callable[[], pd.DataFrame], dict[str, object]]] = {
    "qualtrics": (qualtrics, BY_NUMBER),
    "qualtrics, lists": (qualtrics, {"expectation": CODES[:4], "perception": CODES[4:]}),
    "qualtrics, headers by item": (
        qualtrics,
        {"expectation": dict(zip(KEYS, CODES[:4], strict=True)), "perception": dict(zip(KEYS, CODES[4:], strict=True))},
    ),
    "surveymonkey": (surveymonkey, LISTED),
    "limesurvey": (limesurvey, {"expectation": "A[SQ00{n}]", "perception": "B[SQ00{n}]"}),
    "google forms": (google, LISTED),
    "问卷星": (wenjuanxing, LISTED),
    "codes before the statements": (
        of(*(f"E{n}. {{}}" for n in NUMBERS), *(f"P{n}. {{}}" for n in NUMBERS)),
        {"expectation": r"E{n}\..*", "perception": r"P{n}\..*"},
    ),
    "words behind the statements": (of(*["{} (expected)"] * 4, *["{} (received)"] * 4), LISTED),
    "a word and a colon": (of(*["Harapan: {}"] * 4, *["Kenyataan: {}"] * 4), LISTED),
}


def told(source: pd.DataFrame, columns: dict[str, object]) -> dict[str, object]:
    """Give a mapping by place as lists of headers, counted from the last ones."""
    headers = [name for name in source.columns if name != "Timestamp"][-8:]
    # a tool's header rows may be folded; what a column is called then is what the description calls it
    described = [name for name in sg.describe_source(source, asked()).frame["column"] if name != "Timestamp"][-8:]
    named = described if len(described) == 8 else headers
    return {part: named[each] if isinstance(each, slice) else each for part, each in columns.items()}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("instrument", [asked(), UNTOLD], ids=["the statements", "other statements"])
def test_columns_numbered_otherwise_than_the_statements(name: str, instrument: sg.Instrument) -> None:
    make, columns = SOURCES[name]
    source = make()
    with pytest.raises(ServgapError, match=r"holds (the statement of|'.*' and .* holds)") as refused:
        sg.read_survey(source, instrument, columns=told(source, columns))
    (mended,) = proposed(refused.value)
    assert gaps(sg.read_survey(source, instrument, columns=mended)) == GAPS


@pytest.mark.parametrize("name", SOURCES)
def test_statements_pair_by_themselves(name: str) -> None:
    make, _ = SOURCES[name]
    if name != "问卷星":  # no word tells its parts, and the two questions list the statements in two orders
        assert gaps(sg.read_survey(make(), asked())) == GAPS
    else:
        assert gaps(sg.read_survey(make(), asked())) == GAPS


def test_variable_labels_of_a_statistical_file(tmp_path: Path) -> None:
    names = [*(f"e{n}" for n in NUMBERS), *(f"p{n}" for n in NUMBERS)]
    path = tmp_path / "hotel.sav"
    data = pd.DataFrame([list(map(float, ANSWERS))] * 2, columns=names)
    pyreadstat.write_sav(data, path, column_labels=statements())
    with pytest.raises(ServgapError, match=r"e2 holds 'Breakfast is on time' and p2 holds 'The lift works'") as no:
        sg.read_survey(path, UNTOLD)
    (mended,) = proposed(no.value)
    assert gaps(sg.read_survey(path, UNTOLD, columns=mended)) == GAPS
    assert gaps(sg.read_survey(path, asked())) == GAPS


OTHER_WORDS = (
    "Hotel rooms should be quiet at night",
    "Their breakfast should always be served on time",
    "The bills should be right at once",
    "The lift should work at any hour",
)
RECEIVED = (
    "Our hotel rooms were quiet at night",
    "Our breakfast was always served on time",
    "The bills were right at once",
    "The lift did work at any hour",
)


def test_statements_in_other_words_are_held_against_each_other_too() -> None:
    source = qualtrics(OTHER_WORDS, RECEIVED)
    with pytest.raises(ServgapError, match="numbers its columns otherwise than its statements") as refused:
        sg.read_survey(source, UNTOLD, columns=BY_NUMBER)
    (mended,) = proposed(refused.value)
    assert gaps(sg.read_survey(source, UNTOLD, columns=mended)) == GAPS


def test_statements_that_say_nothing_of_their_order_are_left_alone() -> None:
    short = [f"{part}{n}" for part in "xy" for n in NUMBERS]
    columns = {"expectation": "x{n}", "perception": "y{n}"}
    assert gaps(sg.read_survey(frame(short), UNTOLD, columns=columns)) == [-4, -1, -3, -2]
    unlike = frame(
        [*(f"x{n}. {t}" for n, t in zip(NUMBERS, TEXTS, strict=True)), *(f"y{n}. Nothing else" for n in NUMBERS)]
    )
    columns = {"expectation": r"x{n}\..*", "perception": r"y{n}\..*"}
    assert sg.read_survey(unlike, UNTOLD, columns=columns).n == 3
    same = qualtrics(["Same", "Same", "Same", "Same"])
    assert sg.read_survey(same, UNTOLD, columns=BY_NUMBER).n == 2


def test_both_questions_in_another_order_than_the_instrument() -> None:
    turned = [TEXTS[at] for at in ORDER]
    source = frame([*(f"{WISH} [{t}]" for t in turned), *(f"{FACT} [{t}]" for t in turned)])
    headers = list(source.columns)
    with pytest.raises(
        ServgapError, match=r"said to be the expectation of breakfast, holds the statement of lift"
    ) as no:
        sg.read_survey(source, asked(), columns={"expectation": headers[:4], "perception": headers[4:]})
    (mended,) = proposed(no.value)
    by_statement = sg.read_survey(source, asked(), columns=mended)
    assert by_statement.perceptions.iloc[0].tolist() == list(PERCEIVED)


# Headers as they are typed


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        ("Q1[SQ00{n}][{s}]", ("Q1[SQ00{{n}}][1]", "Q1[SQ00{{n}}][2]")),
        ("Q1[SQ00{n}][{s}]", ("Q1[1]", "Q1[2]")),
        ("{s}.{n} (1-5)", ("1.{{n}} (1-5)", "2.{{n}} (1-5)")),
        ("x{s}.{n} [a+b]?", ("x1.{{n}} [a+b]?", "x2.{{n}} [a+b]?")),
        ("$scale^{s} {n}*", ("$scale^1 {{n}}*", "$scale^2 {{n}}*")),
        ("{s}|{key}|(a", ("1|{{item}}|(a", "2|{{item}}|(a")),
        ("[[{s}:{n}", ("[[1:{{n}}", "[[2:{{n}}")),
        ("Q{n:02d}({s}). How was it?", ("Q{{n}}(1)", "Q{{n}}(2)")),
        ("{s}-{n}-x", (r"1\D{{n}}.*", r"2.{{n}}-x")),
    ],
)
def test_headers_work_as_they_are_typed(headers: str, columns: tuple[str, str]) -> None:
    names = [headers.format(n=n, s=s, key=key) for s in (1, 2) for n, key in enumerate(KEYS, 1)]
    answers = pd.DataFrame([[5, 5, 5, 5, *PERCEIVED]], columns=names).astype(str)
    mapping = dict(zip(("expectation", "perception"), (each.format() for each in columns), strict=True))
    assert gaps(sg.read_survey(answers, UNTOLD, columns=mapping)) == GAPS


@pytest.mark.parametrize("meta", [[], ["id", "submitdate", "lastpage", "startlanguage"]])
def test_an_array_of_two_scales_numbered_anew_in_each_dimension(meta: list[str]) -> None:
    names = [f"SQ[{key}][{scale}]" for key in ("T1", "T2", "R1", "R2") for scale in (1, 2)]
    cells = [answer for perceived in PERCEIVED for answer in (5, perceived)]
    source = pd.DataFrame([[*["1"] * len(meta), *cells]], columns=[*meta, *names]).astype(str)
    columns = {"expectation": "SQ[1]", "perception": "SQ[2]"}
    assert gaps(sg.read_survey(source, UNTOLD, columns=columns)) == GAPS
    with pytest.raises(ServgapError) as refused:
        sg.read_survey(source, UNTOLD)
    assert columns in proposed(refused.value)


def test_a_block_may_be_named_by_the_words_beside_its_statements() -> None:
    names = [*(f"{n}. {text} – tuH" for n, text in enumerate(TEXTS, 1)), *(f"{text} (Qapla’)" for text in TEXTS)]
    source = pd.DataFrame([[5, 5, 5, 5, *PERCEIVED]], columns=names).astype(str)
    assert gaps(sg.read_survey(source, asked(), columns={"expectation": "tuH", "perception": "Qapla"})) == GAPS


def test_a_number_still_never_borders_another_digit() -> None:
    names = [*(f"E{n}" for n in (1, 11, 2, 3, 4)), *(f"P0{n}" for n in NUMBERS)]
    source = pd.DataFrame([[5, 9, 5, 5, 5, *PERCEIVED]], columns=names).astype(str)
    assert gaps(sg.read_survey(source, UNTOLD, columns={"expectation": "E{n}", "perception": "P{n}"})) == GAPS
    with pytest.raises(ServgapError, match="finds none for"):
        sg.read_survey(source, UNTOLD, columns={"expectation": "E1{n}", "perception": "P{n}"})
