"""Why no naming fits, said with what nearly does and with the mapping to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from servgap.errors import columns as errors
from servgap.errors.surveys import stored_in_a_workbook
from servgap.survey.instrument import Instrument
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.answers.tokens import parse_number
from servgap.survey.reading.layout.column_sets import called, column_sets
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.part_words import short_code
from servgap.survey.reading.layout.readings import as_given, parts_asked, readings
from servgap.survey.survey_file import MARK

if TYPE_CHECKING:
    from servgap.survey.reading.layout.namings import Candidate

Chosen = Mapping[str, tuple[int, ...]]


def not_recognised(
    candidates: Sequence[Candidate], chosen: Chosen, headers: Headers, instrument: Instrument, *, sure: bool
) -> Exception:
    """Say what came nearest to the parts that were not found.

    Parameters
    ----------
    candidates
        Columns that could be a part.
    chosen
        The parts that were found.
    headers
        The headers of the source.
    instrument
        The questionnaire.
    sure
        Whether what was found was told by words, and not by a letter or two.
    """
    missing = [part for part in instrument.parts if part not in chosen]
    enough = max(1, len(instrument.items) // 2)
    nearly = [c for c in candidates if c.part in missing and len(c.found) >= enough]
    if nearly:
        return _nearly(max(nearly, key=lambda candidate: len(candidate.found)), candidates, headers, instrument)
    others = _others(headers, instrument, chosen)
    found = {part: called(at, headers, instrument) for part, at in chosen.items()}
    if others:
        asked = parts_asked(headers, instrument, chosen)
        written = readings(headers, instrument, chosen) if "importance" not in others else []
        return errors.other_parts_asked(instrument.parts, found, others, asked, written)
    if chosen:
        return errors.partner_missing(instrument.parts, found, readings(headers, instrument, chosen, sure=sure))
    if headers[0].startswith(MARK):
        return stored_in_a_workbook()
    _refuse_answers_for_headers(headers, instrument)
    partly = [(c.part, c.shown(headers), len(c.found)) for c in candidates if len(c.found) > 1]
    return errors.nothing_recognised(headers.all, readings(headers, instrument), len(instrument.items), partly[:3])


def _others(headers: Headers, instrument: Instrument, chosen: Chosen) -> dict[str, str]:
    """Name the sets of columns that speak of parts that the instrument does not ask."""
    used = {at for columns in chosen.values() for at in columns}
    found: dict[str, str] = {}
    for each in column_sets(headers, instrument):
        if each.part is not None and each.part not in instrument.parts and each.sure and not each.columns & used:
            found.setdefault(each.part, called(sorted(each.columns), headers, instrument))
    return found


def _nearly(best: Candidate, candidates: Sequence[Candidate], headers: Headers, instrument: Instrument) -> Exception:
    """Say what is wrong with columns that nearly are a part."""
    keys = instrument.item_keys
    for item, positions in best.found.items():
        if len(positions) > 1:
            return _twice(best, keys[item], positions, headers)
    if best.beyond:
        return errors.naming_goes_on(best.part, best.shown(headers), len(keys), [headers[at] for at in best.beyond])
    lacking = [key for item, key in enumerate(keys) if item not in best.found]
    other, written = _blocks_named(best, candidates, headers, instrument)
    return errors.items_missing(best.part, best.shown(headers), lacking, len(best.found), other, written)


def _refuse_answers_for_headers(headers: Headers, instrument: Instrument) -> None:
    """Refuse a first row of numbers without naming its cells, for it speaks of a respondent."""
    numbers = [number for number in map(parse_number, headers.all) if number is not None]
    # numbers that name columns differ, as those of a frame without names do; answers repeat
    if len(set(numbers)) < len(numbers) >= max(2, len(instrument.items)):
        codes = [short_code(part) for part in instrument.parts]
        named = ", ".join(f"{code}1 … {code}{len(instrument.items)}" for code in codes)
        raise errors.header_holds_answers(len(numbers), len(headers.all), named)


def _blocks_named(
    best: Candidate, candidates: Sequence[Candidate], headers: Headers, instrument: Instrument
) -> tuple[list[str], list[str]]:
    """Give the statements of the part's question that are no item's, and the mapping of parts to whole questions."""
    blocks = {c.part: _block_of(c, headers) for c in sorted(candidates, key=lambda candidate: len(candidate.found))}
    known = {at for positions in best.found.values() for at in positions}
    other = [at for at in headers.block(blocks[best.part]) if at not in known]
    columns = {part: headers.block(blocks[part]) for part in instrument.parts if part in blocks}
    apart = len(set(columns.values())) == len(instrument.parts)
    written = as_given(headers, instrument, columns) if apart and all(columns.values()) else []
    return [headers.questions[at].text or headers[at] for at in other], written


def _block_of(candidate: Candidate, headers: Headers) -> str:
    """Give the question of which a candidate's columns are; nothing if they are of several."""
    asked = {headers.questions[at] for positions in candidate.found.values() for at in positions}
    blocks = {question.block or question.stem for question in asked}
    return blocks.pop() if len(blocks) == 1 else ""


def _twice(best: Candidate, key: str, positions: Sequence[int], headers: Headers) -> Exception:
    names = [headers[at] for at in positions]
    if len(set(names)) == 1:
        return errors.repeated_header(f"{best.part} of {key}", names[0], positions)
    return errors.naming_ambiguous(f"{best.part} of {key}", [short(name) for name in names], [])
