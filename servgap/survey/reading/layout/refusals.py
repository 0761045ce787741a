"""Why no naming fits, said with what nearly does and with the mapping to write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from servgap.errors import columns as errors
from servgap.errors.surveys import stored_in_a_workbook
from servgap.survey.instrument import Instrument
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.answers.tokens import parse_number
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.part_words import words_of
from servgap.survey.reading.layout.suggestions import families, runs, whole_blocks, written
from servgap.survey.survey_file import MARK

if TYPE_CHECKING:
    from servgap.survey.reading.layout.namings import Candidate

LONGEST_BLOCK = 60


def not_recognised(
    candidates: Sequence[Candidate], chosen: Mapping[str, tuple[int, ...]], headers: Headers, instrument: Instrument
) -> Exception:
    """Say what came nearest to the parts that were not found."""
    keys = instrument.item_keys
    missing = [part for part in instrument.parts if part not in chosen]
    enough = max(1, len(keys) // 2)
    nearly = [c for c in candidates if c.part in missing and len(c.found) >= enough]
    if not nearly:
        example = example_of(candidates, headers, instrument)
        if not chosen:
            if headers[0].startswith(MARK):
                return stored_in_a_workbook()
            _refuse_answers_for_headers(headers, instrument)
            partly = [(c.part, c.shown(headers), len(c.found)) for c in candidates if len(c.found) > 1]
            return errors.nothing_recognised(headers.all, example, len(keys), partly[:3])
        found = {part: f"{short(headers[at[0]])} … {short(headers[at[-1]])}" for part, at in chosen.items()}
        return errors.partner_missing(missing, found, example)
    best = max(nearly, key=lambda candidate: len(candidate.found))
    for item, positions in best.found.items():
        if len(positions) > 1:
            return _twice(best, keys[item], positions, headers)
    if best.beyond:
        return errors.naming_goes_on(best.part, best.shown(headers), len(keys), [headers[at] for at in best.beyond])
    lacking = [key for item, key in enumerate(keys) if item not in best.found]
    other, example = _blocks_named(best, candidates, headers, instrument)
    return errors.items_missing(best.part, best.shown(headers), lacking, len(best.found), other, example)


def _refuse_answers_for_headers(headers: Headers, instrument: Instrument) -> None:
    """Refuse a first row of numbers without naming its cells, for it speaks of a respondent."""
    numbers = [number for number in map(parse_number, headers.all) if number is not None]
    # numbers that name columns differ, as those of a frame without names do; answers repeat
    if len(set(numbers)) < len(numbers) >= max(2, len(instrument.items)):
        codes = [words_of(part).codes[0].upper() for part in instrument.parts]
        named = ", ".join(f"{code}1 … {code}{len(instrument.items)}" for code in codes)
        raise errors.header_holds_answers(len(numbers), len(headers.all), named)


def _blocks_named(
    best: Candidate, candidates: Sequence[Candidate], headers: Headers, instrument: Instrument
) -> tuple[list[str], dict[str, str]]:
    """Give the statements of the part's question that are no item's, and the mapping of parts to whole questions."""
    blocks = {c.part: _block_of(c, headers) for c in sorted(candidates, key=lambda candidate: len(candidate.found))}
    known = {at for positions in best.found.values() for at in positions}
    other = [at for at in headers.block(blocks[best.part]) if at not in known]
    sizes = {len(headers.block(block)) for block in blocks.values()}
    whole = sizes == {len(instrument.items)} and len(set(blocks.values())) == len(instrument.parts)
    example = {part: f'"{blocks[part]}"' for part in instrument.parts} if whole else {}
    return [headers.questions[at].text or headers[at] for at in other], example


def _block_of(candidate: Candidate, headers: Headers) -> str:
    """Give the question of which a candidate's columns are; nothing if they are of several."""
    asked = {headers.questions[at] for positions in candidate.found.values() for at in positions}
    blocks = {question.block or question.stem for question in asked}
    return blocks.pop() if len(blocks) == 1 else ""


def _twice(best: Candidate, key: str, positions: Sequence[int], headers: Headers) -> Exception:
    names = [headers[at] for at in positions]
    if len(set(names)) == 1:
        return errors.repeated_header(f"{best.part} of {key}", names[0], positions)
    return errors.naming_ambiguous(
        f"{best.part} of {key}", [short(name) for name in names], {best.part: "[header, ...]"}
    )


def example_of(candidates: Sequence[Candidate], headers: Headers, instrument: Instrument) -> dict[str, str]:
    """Write a mapping that the user can start from: columns that fit, sets of as many columns, or the usual codes."""
    items = len(instrument.items)
    offered = whole_blocks(headers, items) or families(headers, items)
    offered = offered or runs(headers, items, len(instrument.parts))
    example: dict[str, str] = {}
    for number, part in enumerate(instrument.parts):
        fitting = [c for c in candidates if c.part == part and c.positions(items) is not None]
        best = max(fitting, key=lambda candidate: candidate.standing, default=None)
        if best is not None:
            example[part] = _written(best, headers, instrument)
        elif len(offered) >= len(instrument.parts):
            example[part] = offered[number]
        else:
            example[part] = f'"{words_of(part).codes[0].upper()}{{n}}"'
    return example


def _written(candidate: Candidate, headers: Headers, instrument: Instrument) -> str:
    header = headers[candidate.found[0][0]]
    if candidate.form[0] == "number":
        return '"' + re.sub(r"\d+", "{n}", re.escape(header).replace(r"\ ", " "), count=1) + '"'
    if candidate.form[0] == "key":
        key = instrument.item_keys[0]
        return '"' + re.sub(re.escape(key), "{item}", header, count=1, flags=re.IGNORECASE) + '"'
    question = headers.questions[candidate.found[0][0]]
    block = question.block or question.stem
    columns = sorted(at for positions in candidate.found.values() for at in positions)
    whole = bool(block) and len(block) <= LONGEST_BLOCK and list(headers.block(block)) == columns
    return f'"{block}"' if whole else written([headers.counted(candidate.found[0][0])])
