"""LimeSurvey: headers are codes ("EXP[SQ001]"), texts ("Stem [Statement]") or both; arrays may have two scales."""

from __future__ import annotations

import re
from dataclasses import replace

from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.text_cells import TextCells, factorise
from servgap.survey.reading.folding import fold, fold_case
from servgap.survey.reading.tools.shapes import in_brackets, known, marks_of, plain_text, questions_of, texts_of
from servgap.survey.reading.tools.tool import Export, Question, Role, Tool

NAMES = {
    "id": Role.RESPONDENT,
    "response id": Role.RESPONDENT,
    "submitdate": Role.METADATA,
    "date submitted": Role.METADATA,
    "lastpage": Role.METADATA,
    "last page": Role.METADATA,
    "startlanguage": Role.METADATA,
    "start language": Role.METADATA,
    "seed": Role.METADATA,
    "startdate": Role.STARTED,
    "date started": Role.STARTED,
    "datestamp": Role.ENDED,
    "date last action": Role.ENDED,
    "ipaddr": Role.PERSONAL,
    "ip address": Role.PERSONAL,
    "refurl": Role.PERSONAL,
    "referrer url": Role.PERSONAL,
    "token": Role.PERSONAL,
    "access code": Role.PERSONAL,
    "firstname": Role.PERSONAL,
    "lastname": Role.PERSONAL,
    "email": Role.PERSONAL,
    "interviewtime": Role.DURATION,
    "total time": Role.DURATION,
    "提交日期": Role.METADATA,
    "最后一页": Role.METADATA,
    "起始语言": Role.METADATA,
    "开始语言": Role.METADATA,
    "种子": Role.METADATA,
    "开始日期": Role.STARTED,
    "最后操作日期": Role.ENDED,
    "ip 地址": Role.PERSONAL,
}
ONLY_HERE = (
    *("submitdate", "lastpage", "startlanguage", "date submitted", "last page", "start language"),
    *("提交日期", "最后一页", "起始语言", "开始语言"),
)
SUBMITTED = ("submitdate", "date submitted", "提交日期")
CODE_AND_TEXT = re.compile(r"([A-Za-z]\w*(?:\[\w+\]){0,2})\s*[.:]\s+(.+)", re.DOTALL)
CODE = re.compile(r"([A-Za-z]\w*?)\[(\w+)\](?:\[(\w+)\])?|([A-Za-z]\w*?)_(SQ\d+)(?:_(\d))?")
ANSWER_CODE = re.compile(r"A(?:L|O)?0*(\d{1,2})")
SCALE = re.compile(r"(?:scale|刻度|标尺|尺度|量表)\s*\d+", re.IGNORECASE)
GROUP_TIME = re.compile(r"(?:group|question) time.*|(?:group|question)time\d+", re.IGNORECASE)


def _code_and_text(header: str) -> tuple[str, str]:
    """Tell a header's code and its text apart; either may be empty."""
    both = CODE_AND_TEXT.fullmatch(header)
    if both:
        return both[1], both[2]
    return (header, "") if CODE.fullmatch(header) else ("", header)


def _named(header: str) -> str:
    code, text = _code_and_text(header)
    return fold_case(code) if fold_case(code) in NAMES else fold_case(text or code)


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes."""
    names = [_named(header) for header in table.headers]
    return known(names, NAMES) if known(names, ONLY_HERE) >= 2 else 0


def tidy(table: RawTable) -> Export:
    """Read codes and texts off the headers, and answer codes as the numbers that they end in."""
    names = [_named(header) for header in table.headers]
    roles = tuple(Role.METADATA if GROUP_TIME.match(name) else NAMES.get(name, Role.QUESTION) for name in names)
    asked = [_asked(header, text) for header, text in zip(table.headers, texts_of(table), strict=True)]
    questions = questions_of(table.headers, asked, roles)
    marks = marks_of(names, {}, empty=SUBMITTED)
    return Export(_with_numbers(table, questions), questions, TOOL.key, TOOL.name, marks)


def _asked(header: str, told: str) -> tuple[str, str, str]:
    """Give stem, statement and block of a column."""
    code, text = _code_and_text(header)
    found = CODE.fullmatch(code)
    block = ""
    if found:
        block, scale = found[1] or found[4], found[3] or found[6]
        block += f"[{scale}]" if scale else ""
    rest, own = in_brackets(plain_text(told or text))
    stem, statement = in_brackets(rest) if SCALE.fullmatch(own) else ("", "")
    if stem:  # the scale of a dual-scale array stands behind the statement
        return f"{stem} [{own}]", statement, block or f"{stem} [{own}]"
    return rest, own, block or rest


def _with_numbers(table: RawTable, questions: tuple[Question, ...]) -> RawTable:
    """Read answer codes ("A1", "A2", …) as numbers in columns that hold nothing else."""
    columns, seen = list(table.columns), set()
    for at, question in enumerate(questions):
        if question.role is not Role.QUESTION or columns[at].dtype != object:
            continue
        index, words = factorise(columns[at])
        codes = [ANSWER_CODE.fullmatch(fold(str(word))) for word in words]
        if not any(codes) or any(word and not code for word, code in zip(words, codes, strict=True)):
            continue
        seen |= {fold(str(word)) for word in words if word}
        columns[at] = TextCells.spelled(index, [code[1] if code else "" for code in codes])
    if not seen:
        return table
    ordered = sorted(seen, key=lambda word: (len(word), word))
    line = LedgerLine("understood", "answer_codes", 0, {"first": ordered[0], "last": ordered[-1]})
    return replace(table, columns=tuple(columns), understood=(*table.understood, line))


TOOL = Tool("limesurvey", "LimeSurvey", standing, tidy)
