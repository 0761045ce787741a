"""The single cell of a text source: a number, a label, both, or a word for having no answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from servgap.survey.reading.folding import fold, fold_case, fold_label
from servgap.survey.survey import Absence

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")
#: "7 - Strongly agree", "5 非常同意", "(3) Neutral", "4分(比较满意)".
NUMBER_THEN_LABEL = re.compile(r"\(?(\d+)\)?\s*(?:分|points?)?\s*[-–—=:.、)(\s]\s*(\D*[^\W\d_].*?)\)?", re.IGNORECASE)
LABEL_THEN_NUMBER = re.compile(r"(.*[^\W\d_].*?)\s*[(\[=]\s*(\d+)\s*分?[)\]]?")
NUMBER_WITH_UNIT = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:分|点|星|점|points?|stars?|[★⭐🌟]|bintang|estrellas?|estrelas?|étoiles?|sterne?|stelle|sterren)"
)
NUMBER_TOUCHING_LABEL = re.compile(r"(\d+)([\u4e00-\u9fff].*)")
#: "A1" to "A7", by which LimeSurvey and others name the choices in their order.
ANSWER_CODE = re.compile(r"([a-z]{1,2})0*(\d{1,2})")
LETTER_THEN_LABEL = re.compile(r"[A-Za-z]\s*[.、):]\s*(.*[^\W\d_].*)")
#: Longer texts are no labels, and the forms above would look at each of their letters many times over.
LONGEST_LABEL = 300

#: What a declared missing value is called whose label says no more.
DECLARED_MISSING = "(missing)"
_DOES_NOT_APPLY = (
    "n/a|na|n.a|n.a.|n / a|not applicable|does not apply|doesn't apply|not relevant|no experience|not experienced"
    "|not used|never used|did not use|have not used|haven't used|no basis for judgement|no basis to judge"
    "|不适用|未接触过|未接触|没有接触过|没接触过|未使用|未使用过|没有使用过|没用过|未体验|未体验过|没有体验过|无此项|不涉及"
    "|해당 없음|해당없음|tidak berlaku"
)
_NOT_ANSWERED = (
    "skipped|skip|(skipped)|not answered|unanswered|no answer|no response|not shown|not completed"
    "|[not completed]|prefer not to say|prefer not to answer|refused|refusal|declined|decline to answer|don't know"
    "|dont know|do not know|not sure|unsure|can't say|cannot say|cannot answer|no opinion|dk"
    "|(跳过)|跳过|拒答|拒绝回答|不知道|不清楚|不了解|无法回答|无法评价|无法判断|不想回答|不便回答|未回答|未作答|说不准|不好说"
    "|모름|무응답|tidak tahu|tidak menjawab"
)
_NOT_ASKED = "not asked|was not asked|question not asked|未提问|未问到|未被问到|没有问到|未询问"
#: What tools write into a cell that was left empty.
_EMPTY = "(空)|(empty)"
_MISSING = f"{DECLARED_MISSING}|missing|missing value|system missing|缺失|缺失值|{_EMPTY}"
ABSENCES: dict[str, Absence] = {
    fold_label(word): kind
    for kind, words in (
        (Absence.DOES_NOT_APPLY, _DOES_NOT_APPLY),
        (Absence.NOT_ANSWERED, _NOT_ANSWERED),
        (Absence.NOT_ASKED, _NOT_ASKED),
        (Absence.MISSING, _MISSING),
    )
    for word in words.split("|")
}
EMPTY = frozenset({"", *(fold_label(word) for word in _EMPTY.split("|"))})


@dataclass(frozen=True)
class Token:
    """What one text says: a number, a label (folded), both of them, or why there is no answer."""

    number: float | None = None
    label: str | None = None
    absence: Absence | None = None


def parse_number(text: str) -> float | None:
    """Read a number; None if the text is none.

    Examples
    --------
    >>> parse_number("５.0"), parse_number("4,5"), parse_number("Agree")
    (5.0, 4.5, None)
    """
    folded = fold(text)
    if NUMBER.fullmatch(folded):
        return float(folded)
    return float(folded.replace(",", ".")) if DECIMAL_COMMA.fullmatch(folded) else None


def parse_token(text: str) -> Token:
    """Read one cell.

    Examples
    --------
    >>> parse_token("7 - Strongly agree")
    Token(number=7.0, label='strongly agree', absence=None)
    >>> parse_token("Ｎ/Ａ").absence.name
    'DOES_NOT_APPLY'
    """
    folded = fold_case(text)
    if not folded:
        return Token(absence=Absence.MISSING)
    number = parse_number(folded)
    if number is not None:
        return Token(number)
    label = _label(folded)
    if label in ABSENCES:
        return Token(absence=ABSENCES[label])
    with_unit = NUMBER_WITH_UNIT.fullmatch(folded)
    if with_unit:
        return Token(float(with_unit[1]))
    composed = _composed(folded) if len(folded) <= LONGEST_LABEL else None
    return composed or Token(label=label)


def _composed(folded: str) -> Token | None:
    for form, number_at, label_at in (
        (NUMBER_THEN_LABEL, 1, 2),
        (LABEL_THEN_NUMBER, 2, 1),
        (NUMBER_TOUCHING_LABEL, 1, 2),
        (LETTER_THEN_LABEL, None, 1),
    ):
        found = form.fullmatch(folded)
        if found:
            label = _label(found[label_at])
            if label in ABSENCES:
                return Token(absence=ABSENCES[label])
            return Token(None if number_at is None else float(found[number_at]), label)
    return None


def _label(text: str) -> str:
    """Fold a label; tools that name choices write underscores for the blanks."""
    return fold_label(text.replace("_", " ")) if text.strip("_") else fold_label(text)
