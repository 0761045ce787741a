"""Data with several rows a respondent, recognised by what stands in their columns when no wide naming fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd

from servgap.errors import long_data as errors
from servgap.survey.instrument import Instrument
from servgap.survey.reading.answers.labels import is_known
from servgap.survey.reading.answers.tokens import parse_token
from servgap.survey.reading.files.raw import cell_text
from servgap.survey.reading.files.text_cells import Cells, TextCells, factorise
from servgap.survey.reading.folding import fold_header
from servgap.survey.reading.layout.codes import code_form
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.item_names import item_reader
from servgap.survey.reading.layout.part_values import columns_to_say, values_to_say
from servgap.survey.reading.layout.part_words import part_named
from servgap.survey.reading.personal import is_personal
from servgap.survey.reading.tools.tool import Export
from servgap.survey.scale import Scale

ANSWER = frozenset(
    (
        *("answer", "score", "value", "rating", "response", "points", "level"),
        *("nilai", "skor", "jawaban", "antwort", "wert", "bewertung", "respuesta", "valor", "puntaje", "puntuación"),
        *("réponse", "note", "valeur", "resposta", "nota", "risposta", "punteggio", "antwoord", "cevap", "puan"),
        *(
            "ответ",
            "оценка",
            "балл",
            "答案",
            "得分",
            "评分",
            "分值",
            "分数",
            "回答",
            "选项",
            "点数",
            "評価",
            "응답",
            "점수",
        ),
    )
)
#: What a column of items is called whose cells are numbers alone.
ITEM = frozenset(
    (
        *("item", "item_id", "item_no", "question", "question_id", "question_no", "q", "q_no", "statement"),
        *("soal", "pertanyaan", "pernyataan", "frage", "aussage", "pregunta", "questao", "pergunta", "domanda"),
        *("вопрос", "题目", "题号", "问题", "题", "設問", "質問", "문항", "soru"),
    )
)
COUNT = re.compile(r"\d{1,3}")
#: More distinct texts than any questionnaire has items.
MOST_WORDS = 1000
RESPONDENT = frozenset(
    (
        *("respondent", "respondent_id", "respondentid", "id", "person", "participant", "subject", "case", "user"),
        *("customer", "person_id", "participant_id", "subject_id", "case_id", "user_id", "customer_id"),
        *("responden", "befragte", "befragter", "teilnehmer", "encuestado", "participante", "usuario", "répondant"),
        *(
            "rispondente",
            "respondente",
            "katılımcı",
            "респондент",
            "回答者",
            "응답자",
            "受访者",
            "受访者编号",
            "编号",
            "序号",
            "顾客",
            "被试",
            "用户",
        ),
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
    columns = export.table.columns
    item = _items(export, headers, instrument)
    if item is None:
        return None
    answers = {"answer": _only(headers, lambda at: fold_header(headers[at]) in ANSWER)}
    if len(instrument.parts) > 1:
        answers = {"part": _only(headers, lambda at: _names_parts(columns[at], instrument)), **answers}
    side_by_side = {part: _only(headers, partial(_is_called, headers, part, instrument)) for part in instrument.parts}
    for found in (answers, side_by_side):
        places = [at for at in found.values() if at is not None]
        if len(places) < len(found):
            continue
        person = _respondent(export, headers, [item, *places], within=[item, *_part_of(found)])
        if person is not None:
            named = {"respondent": person, "item": item} | {role: at for role, at in found.items() if at is not None}
            return {role: headers.counted(at) for role, at in named.items()}
    return None


def _part_of(found: dict[str, int | None]) -> list[int]:
    at = found.get("part")
    return [] if at is None else [at]


def long_unclear(export: Export, headers: Headers, instrument: Instrument) -> Exception | None:
    """Say what is not clear of data with a row for each respondent and item whose parts have names not known.

    Returns
    -------
    Exception or None
        With every reading; None if the data are none of that kind.
    """
    columns = export.table.columns
    item = _items(export, headers, instrument)
    if item is None:
        return None
    held = [at for at in range(len(columns)) if at != item and _holds_answers(columns[at], instrument.scale)]
    return _parts_below(export, headers, instrument, item) or _parts_beside(export, headers, instrument, item, held)


def _parts_beside(
    export: Export, headers: Headers, instrument: Instrument, item: int, held: Sequence[int]
) -> Exception | None:
    """Say that the names of the columns of answers do not tell the parts."""
    person = _respondent(export, headers, [item, *held], within=[item])
    answers = [at for at in held if at != person]
    if person is None or len(answers) != len(instrument.parts) or person not in _naming(export, [item]):
        return None
    mend = columns_to_say(headers, answers, instrument, {"respondent": person, "item": item})
    return None if mend is None else errors.parts_undecided(instrument.parts, [headers[at] for at in answers], mend)


def _parts_below(export: Export, headers: Headers, instrument: Instrument, item: int) -> Exception | None:
    """Say that the values of the column of parts do not tell which is which."""
    answer = _only(headers, lambda at: fold_header(headers[at]) in ANSWER)
    if answer is None or len(instrument.parts) == 1:
        return None
    columns = export.table.columns
    fitting = [
        at
        for at in range(len(columns))
        if at not in (item, answer) and len(_words(columns[at])) == len(instrument.parts)
    ]
    found = [(at, _respondent(export, headers, [item, answer, at], within=[item, at])) for at in fitting]
    told = [(at, person) for at, person in found if person is not None and _once(export, (person, item, at))]
    if len(told) != 1:
        return None
    part, person = told[0]
    roles = {"respondent": person, "item": item, "answer": answer}
    mend = values_to_say(headers, part, _words(columns[part]), instrument, roles)
    return errors.values_undecided(headers[part], mend)


def _once(export: Export, places: Sequence[int]) -> bool:
    """Tell whether no two rows are alike in some columns, though they would be without the last of these."""
    cells = [np.asarray(factorise(export.table.columns[at], absent=True)[0]) for at in places]
    rows, fewer = (pd.MultiIndex.from_arrays(each) for each in (cells, cells[:-1]))
    return not rows.has_duplicates and fewer.has_duplicates


def _items(export: Export, headers: Headers, instrument: Instrument) -> int | None:
    """Find the column that holds items' keys or texts, or counts them under a name for items, and nothing else."""

    def names_items(at: int) -> bool:
        words = _words(export.table.columns[at])
        counted = all(map(COUNT.fullmatch, words))
        if not 0 < len(words) <= MOST_WORDS or (counted and code_form(fold_header(headers[at])) not in ITEM):
            return False
        read = item_reader(instrument, words)
        return all(read(word) is not None for word in words)

    return _only(headers, names_items)


def _names_parts(cells: Cells, instrument: Instrument) -> bool:
    return {part_named(word, instrument.parts) for word in _words(cells)} == set(instrument.parts)


def _is_called(headers: Headers, part: str, instrument: Instrument, at: int) -> bool:
    return part_named(headers[at], instrument.parts) == part


def _holds_answers(cells: Cells, scale: Scale) -> bool:
    """Tell whether a column holds answers on the scale, or labels that are known, and little else."""
    _, words = factorise(cells[:MOST_WORDS])
    tokens = [parse_token(cell_text(word)) for word in words]
    held = [token for token in tokens if token.absence is None]
    numbers = [token.number for token in held if token.number is not None]
    on_scale = bool(scale.encode(np.array(numbers, dtype=np.float64))[0].all()) if numbers else True
    known = all(token.number is not None or is_known(token.label or "", scale) for token in held)
    return bool(held) and known and on_scale


def _respondent(export: Export, headers: Headers, used: Sequence[int], within: Sequence[int]) -> int | None:
    """Find the column that names the respondents: by its name, else the one whose every value meets an item once."""
    named = _only(headers, lambda at: code_form(fold_header(headers[at])) in RESPONDENT)
    if named is not None:
        return named
    fitting = [at for at in _naming(export, within) if at not in used]
    alike = [at for at in fitting if _same_people(export, fitting[0], at)]
    if not fitting or len(alike) < len(fitting):
        return None
    return next((at for at in fitting if not is_personal(headers[at])), fitting[0])


def _naming(export: Export, within: Sequence[int]) -> Iterator[int]:
    """Give the columns whose values stand several times, and never twice with the same item (and part)."""
    columns = export.table.columns
    cells = [factorise(columns[at], absent=True)[0] for at in within]
    for at, column in enumerate(columns):
        index, words = factorise(column, absent=True)
        if at in within or len(words) < 2 or not all(cell_text(word).strip() for word in words):
            continue
        pairs = pd.MultiIndex.from_arrays([np.asarray(index), *map(np.asarray, cells)])
        if len(words) * 2 <= len(index) and not pairs.has_duplicates:
            yield at


def _same_people(export: Export, one: int, other: int) -> bool:
    """Tell whether two columns name the same respondents, each in its way."""
    a, b = (np.asarray(factorise(export.table.columns[at], absent=True)[0]) for at in (one, other))
    return bool((a == b).all())


def _only(headers: Headers, wanted: Callable[[int], bool]) -> int | None:
    fitting = [at for at in range(len(headers.all)) if wanted(at)]
    return fitting[0] if len(fitting) == 1 else None


def _words(cells: Cells) -> list[str]:
    """Give the distinct texts of a column; none where there are too many for items or parts."""
    if cells.dtype != object:
        return []
    counted = isinstance(cells, TextCells)
    if not counted and len(factorise(cells[: MOST_WORDS + 1])[1]) > MOST_WORDS:
        return []
    words = factorise(cells)[1]
    return [str(word) for word in words if word] if len(words) <= MOST_WORDS else []
