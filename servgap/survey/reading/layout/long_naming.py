"""Long data, one row an answer, recognised by what stands in their columns when no wide naming fits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from servgap.survey.instrument import Instrument
from servgap.survey.reading.files.text_cells import Cells, factorise
from servgap.survey.reading.folding import fold_case, fold_header, fold_sentence
from servgap.survey.reading.layout.codes import code_form
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.naming_forms import statement_texts
from servgap.survey.reading.layout.part_words import part_named
from servgap.survey.reading.tools.tool import Export

ANSWER = frozenset(
    (
        *("answer", "score", "value", "rating", "response", "points", "level"),
        *("答案", "得分", "评分", "分值", "分数", "回答", "选项"),
    )
)
#: More distinct texts than any questionnaire has items.
MOST_WORDS = 1000
RESPONDENT = frozenset(
    (
        *("respondent", "respondent_id", "respondentid", "id", "person", "participant", "subject", "case", "user"),
        *("customer", "person_id", "participant_id", "subject_id", "case_id", "user_id", "customer_id"),
        *(
            "responden",
            "id_responden",
            "encuestado",
            "respondente",
            "répondant",
            "befragter",
            "teilnehmer",
            "rispondente",
        ),
        *("ankietowany", "katılımcı", "респондент", "回答者", "응답자", "kunde", "cliente", "client"),
        *("受访者", "受访者编号", "编号", "序号", "顾客", "被试", "用户"),
    )
)


def recognise_long(export: Export, headers: Headers, instrument: Instrument) -> dict[str, str] | None:
    """Find the columns of long data: all items in one, all parts in another, answers and respondents by their names.

    Where there is a row for each respondent and item, every part has a column of its own, found by the part's name.

    Returns
    -------
    dict or None
        What a user would write as ``columns``; None unless each column is found exactly once.
    """
    keys = {code_form(fold_case(key)) for key in instrument.item_keys}
    texts = statement_texts(instrument)
    columns = export.table.columns

    def names_items(at: int) -> bool:
        words = _words(columns[at])
        return 0 < len(words) <= MOST_WORDS and all(
            code_form(fold_case(w)) in keys or fold_sentence(w) in texts for w in words
        )

    def names_parts(at: int) -> bool:
        return {part_named(word, instrument.parts) for word in _words(columns[at])} == set(instrument.parts)

    both = {
        "respondent": _only(headers, lambda at: code_form(fold_header(headers[at])) in RESPONDENT),
        "item": _only(headers, names_items),
    }
    answers = {"answer": _only(headers, lambda at: fold_header(headers[at]) in ANSWER)}
    if len(instrument.parts) > 1:
        answers = {"part": _only(headers, names_parts), **answers}
    side_by_side = {part: _only(headers, partial(_is_called, headers, part, instrument)) for part in instrument.parts}
    for found in ({**both, **answers}, {**both, **side_by_side}):
        named = {role: headers.counted(at) for role, at in found.items() if at is not None}
        if len(named) == len(found):
            return named
    return None


def _is_called(headers: Headers, part: str, instrument: Instrument, at: int) -> bool:
    return part_named(headers[at], instrument.parts) == part


def _only(headers: Headers, wanted: Callable[[int], bool]) -> int | None:
    fitting = [at for at in range(len(headers.all)) if wanted(at)]
    return fitting[0] if len(fitting) == 1 else None


def _words(cells: Cells) -> list[str]:
    """Give the distinct texts of a column; none where the first cells show already that there are too many."""
    if cells.dtype != object or len(factorise(cells[:MOST_WORDS])[1]) == MOST_WORDS:
        return []
    return [str(word) for word in factorise(cells)[1] if word]
