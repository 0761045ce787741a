"""LimeSurvey: headings as codes, full texts or both; dual-scale arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from servgap.survey.survey import Absence
from tests.exports.shape import ALL_THREE, Rows, Shape, Table
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, STEMS, branch, labels, numbers, texts
from tests.exports.writing import as_csv

META = (
    ("id", "Response ID"),
    ("submitdate", "Date submitted"),
    ("lastpage", "Last page"),
    ("startlanguage", "Start language"),
    ("seed", "Seed"),
    ("startdate", "Date started"),
    ("datestamp", "Date last action"),
    ("ipaddr", "IP address"),
    ("refurl", "Referrer URL"),
    ("token", "Access code"),
)
CODES = {"expectation": "EXP", "perception": "PER"}
ABSENT = {Absence.NOT_ANSWERED: "No answer", Absence.DOES_NOT_APPLY: "Not applicable"}
BOTH = "How should an excellent service be (left), and how did you experience ours (right)?"
Heading = Callable[[str, str], str]


def _meta(truth: Truth, row: int) -> list[object]:
    person, done = truth.people[row], truth.status[row] != "unfinished"
    at = [moment.strftime("%Y-%m-%d %H:%M:%S") for moment in (truth.started(row), truth.ended(row))]
    submitted, page = (at[1], 3) if done else ("", 2)
    return [row + 1, submitted, page, "en", 1_200_300_400 + row, *at, person.ip, "", person.token]


def _table(heading: Heading, blocks: Callable[[Truth], list[tuple[str, str]]], cells: Callable[..., list]) -> Table:
    """Write a table; `heading` joins a code and a text, `blocks` names the answer columns, `cells` gives them."""

    def write(truth: Truth, rows: Sequence[int]) -> Rows:
        last = [("BRANCH", BRANCH["en"]), ("COMMENT", COMMENT["en"])]
        lines: Rows = [[heading(code, text) for code, text in (*META, *blocks(truth), *last)]]
        for row in rows:
            lines.append([*_meta(truth, row), *cells(truth, row), branch(truth, row), truth.people[row].comment])
        return lines

    return write


def _arrays(truth: Truth) -> list[tuple[str, str]]:
    return [
        (f"{CODES[part]}[SQ{n:03d}]", f"{STEMS['en'][part]} [{text}]")
        for part in PARTS
        for n, text in enumerate(texts(truth), start=1)
    ]


def _dual(truth: Truth) -> list[tuple[str, str]]:
    return [
        (f"SERV[SQ{n:03d}][{scale}]", f"{BOTH} [{text}][Scale {scale}]")
        for n, text in enumerate(texts(truth), start=1)
        for scale in (1, 2)
    ]


def _answer_codes(truth: Truth, row: int) -> list[object]:
    return [cell and f"A{cell}" for part in PARTS for cell in numbers(truth, row, part)]


def _full_answers(truth: Truth, row: int) -> list[object]:
    return [cell for part in PARTS for cell in labels(truth, row, part, ABSENT)]


def _dual_codes(truth: Truth, row: int) -> list[object]:
    pairs = zip(*(numbers(truth, row, part) for part in PARTS), strict=True)
    return [cell and f"A{cell}" for pair in pairs for cell in pair]


def _dual_texts(truth: Truth, row: int) -> list[object]:
    pairs = zip(*(labels(truth, row, part, ABSENT) for part in PARTS), strict=True)
    return [cell for pair in pairs for cell in pair]


def _code(code: str, _: str) -> str:
    return code


def _text(_: str, text: str) -> str:
    return text


def _expression_code(code: str, _: str) -> str:
    return code.replace("][", "_").replace("[", "_").removesuffix("]")


def _code_and_text(code: str, text: str) -> str:
    return f"{code}. {text}"


FILE = "results-survey384500.csv"
UNFINISHED = ("unfinished",)


def _shape(name: str, table: Table, *, told: bool, branch: str) -> Shape:
    tells = ALL_THREE if told else frozenset()
    writer = as_csv(table, encoding="utf-8-sig", quote_all=True, end="\n")
    return Shape(f"limesurvey, {name}", FILE, writer, UNFINISHED, tells, branch=branch)


SHAPES = (
    _shape("codes", _table(_code, _arrays, _answer_codes), told=False, branch="BRANCH"),
    _shape("expression codes", _table(_expression_code, _arrays, _answer_codes), told=False, branch="BRANCH"),
    _shape("full text", _table(_text, _arrays, _full_answers), told=True, branch=BRANCH["en"]),
    _shape(
        "code and text", _table(_code_and_text, _arrays, _full_answers), told=True, branch=f"BRANCH. {BRANCH['en']}"
    ),
    _shape("dual scale, codes", _table(_code, _dual, _dual_codes), told=False, branch="BRANCH"),
    _shape("dual scale, full text", _table(_text, _dual, _dual_texts), told=True, branch=BRANCH["en"]),
)
