"""Statements that stand once for every part, and whose part no word and no code tells.

Order tells it only where nothing but a running number or the count of a repeated header tells the columns apart; where
they differ by words that are not known, nothing does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.naming_forms import Statement
from servgap.survey.reading.tools.tool import Question

#: Ways in which parts are told apart, the surest first.
TOLD, BY_WORDS, BY_CODE, REMAINING, BY_ORDER, BY_COUNT = "told", "words", "code", "remaining", "order", "repeat"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Assigned:
    """Columns for the parts that no word tells, and how they were told apart; not at all if words differ.

    Parameters
    ----------
    parts
        For each part the column of every item, were order evidence.
    how
        What tells them apart.
    undecided
        Whether words that are not known differ between them.
    """

    parts: Mapping[str, tuple[int, ...]]
    how: str
    undecided: bool = False


def standing_for(statements: Mapping[int, Statement], used: Sequence[int], items: int) -> dict[int, list[int]]:
    """Give, for each item, the columns that hold its statement and that nothing tells the part of.

    Numbers that run beyond the items are no numbers of these items: then there are none.
    """
    found: dict[int, list[int]] = {item: [] for item in range(items)}
    for position, statement in statements.items():
        if statement.part is None and not statement.foreign and position not in used:
            found.setdefault(statement.item, []).append(position)
    return found if len(found) == items else {item: [] for item in range(items)}


def assign(
    headers: Headers,
    statements: Mapping[int, Statement],
    standing: Mapping[int, Sequence[int]],
    chosen: Mapping[str, Sequence[int]],
    parts: Sequence[str],
) -> Assigned | None:
    """Give the parts that are not told to the statements; None unless each stands as often as there are such parts.

    Parameters
    ----------
    headers
        The headers.
    statements
        What is known of each column.
    standing
        For each item, the columns that nothing tells the part of.
    chosen
        The columns of the parts that are told.
    parts
        All parts of the instrument; the last one is what was received.
    """
    missing = [part for part in parts if part not in chosen]
    if any(len(positions) != len(missing) for positions in standing.values()):
        return None
    assigned, part_of = _in_order(headers, statements, standing, missing)
    if not _in_whole_blocks(headers, part_of):
        return None
    if len(missing) == 1:
        used = [at for columns in chosen.values() for at in columns]
        strange = missing[0] != parts[-1] and _words_of_their_own(statements, assigned[missing[0]], used)
        short = all(statements[at].abbreviated for at in used if at in statements)
        return Assigned(assigned, REMAINING, strange or short)
    if any(len({statements[at].own for at in positions}) > 1 for positions in standing.values()):
        return Assigned(assigned, BY_ORDER, undecided=True)
    how = BY_ORDER if _blocks_differ(headers, assigned) else BY_COUNT
    counts = {tuple(sorted({_places(statements[at]) for at in assigned[part]})) for part in missing}
    if how == BY_COUNT and len(counts) < len(missing) and not _repeats(statements, part_of, len(missing)):
        return None
    return Assigned(assigned, how)


def _in_order(
    headers: Headers,
    statements: Mapping[int, Statement],
    standing: Mapping[int, Sequence[int]],
    missing: Sequence[str],
) -> tuple[dict[str, tuple[int, ...]], dict[int, int]]:
    """Give the parts in their order to the statements in theirs, by the numbers of blocks, by counts, by place."""
    blocks = _numbers([headers.questions[at] for positions in standing.values() for at in positions])
    part_of: dict[int, int] = {}
    chosen: dict[str, list[int]] = {part: [] for part in missing}
    for _, positions in sorted(standing.items()):
        ordered = sorted(positions, key=lambda at: (blocks.get(_block(headers, at), ()), *_places(statements[at]), at))
        for place, at in enumerate(ordered):
            part_of[at] = place
            chosen[missing[place]].append(at)
    return {part: tuple(columns) for part, columns in chosen.items()}, part_of


def _places(statement: Statement) -> tuple[tuple[int, ...], int]:
    """Give the numbers that stand beside a statement, and its count."""
    return tuple(int(number[:9]) for number in _DIGITS.findall(statement.beside)), statement.count


def _words_of_their_own(statements: Mapping[int, Statement], columns: Sequence[int], used: Sequence[int]) -> bool:
    """Tell whether columns have words that those of the parts told have not; such words may be about anything."""
    told = frozenset[str]().union(*(statements[at].own for at in used if at in statements))
    return any(statements[at].own - told for at in columns)


def _block(headers: Headers, at: int) -> str:
    question = headers.questions[at]
    return question.block or question.stem


def _numbers(questions: Sequence[Question]) -> dict[str, tuple[int, ...]]:
    """Number the blocks by their own numbers, where all have one and are else called alike."""
    blocks = {question.block or question.stem for question in questions}
    skeletons = {_DIGITS.sub("#", block) for block in blocks}
    if len(skeletons) != 1 or "#" not in next(iter(skeletons)):
        return {}
    return {block: tuple(map(int, _DIGITS.findall(block))) for block in blocks}


def _in_whole_blocks(headers: Headers, part_of: Mapping[int, int]) -> bool:
    """Tell whether no block is torn: each holds one part, or all of them equally."""
    parts: dict[str, Counter[int]] = {}
    for at, part in part_of.items():
        parts.setdefault(_block(headers, at), Counter())[part] += 1
    every = set(part_of.values())
    return all(
        len(counts) == 1 or (set(counts) == every and len(set(counts.values())) == 1) for counts in parts.values()
    )


def _repeats(statements: Mapping[int, Statement], part_of: Mapping[int, int], parts: int) -> bool:
    """Tell whether the columns are the same run of statements once for every part, and then perhaps another run.

    Whatever stands in another order was put together in a way of which nothing is known.
    """
    run: list[int] = []
    spoken: list[int] = []
    for at in sorted(part_of):
        item, part = statements[at].item, part_of[at]
        if part == 0 and not spoken:
            run.append(item)
            continue
        if not run:
            return False
        spoken.append(item)
        place = len(spoken) - 1
        if place // len(run) + 1 != part or run[place % len(run)] != item:
            return False
        if len(spoken) == len(run) * (parts - 1):
            run, spoken = [], []
    return not run and not spoken


def _blocks_differ(headers: Headers, chosen: Mapping[str, Sequence[int]]) -> bool:
    blocks = [{_block(headers, at) for at in columns} for columns in chosen.values()]
    return not set.intersection(*blocks)
