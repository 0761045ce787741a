"""Statements that stand once for every part, and whose part no word and no code tells: told by their order."""

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
    """Columns for the parts that no word tells, and how they were told apart."""

    parts: Mapping[str, tuple[int, ...]]
    how: str


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
    headers: Headers, statements: Mapping[int, Statement], standing: Mapping[int, Sequence[int]], missing: Sequence[str]
) -> Assigned | None:
    """Give the parts in their order to the statements in theirs; None unless each stands as often as there are parts.

    Parameters
    ----------
    headers
        The headers.
    statements
        What is known of each column.
    standing
        For each item, the columns that nothing tells the part of.
    missing
        The parts that are not told, in the instrument's order.
    """
    if any(len(positions) != len(missing) for positions in standing.values()):
        return None
    numbers = _numbers([headers.questions[at] for positions in standing.values() for at in positions])
    part_of: dict[int, int] = {}
    chosen: dict[str, list[int]] = {part: [] for part in missing}
    for _, positions in sorted(standing.items()):
        ordered = sorted(positions, key=lambda at: (numbers.get(_block(headers, at), ()), statements[at].count, at))
        for place, at in enumerate(ordered):
            part_of[at] = place
            chosen[missing[place]].append(at)
    if not _in_whole_blocks(headers, part_of):
        return None
    how = REMAINING if len(missing) == 1 else BY_ORDER if _blocks_differ(headers, chosen) else BY_COUNT
    numbered = len({tuple(sorted({statements[at].count for at in chosen[part]})) for part in missing}) == len(missing)
    if how == BY_COUNT and not numbered and not _repeats(statements, part_of, len(missing)):
        return None
    return Assigned({part: tuple(columns) for part, columns in chosen.items()}, how)


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
