"""The columns of a source described one by one, and those that belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from servgap.survey.instrument import Instrument
from servgap.survey.reading.description import BlockDescription, ColumnDescription
from servgap.survey.reading.layout.columns import Layout
from servgap.survey.reading.personal import roles_in
from servgap.survey.reading.steps import Opened
from servgap.survey.reading.tools.tool import Role
from servgap.survey.survey import Absence, Survey

OF_ROLE = {Role.QUESTION: "other", Role.STARTED: "metadata", Role.ENDED: "metadata"}
#: The role of columns that long data need, by their place in the layout.
LONG = ("answer", "item", "part")


@dataclass(frozen=True)
class Use:
    """What a layout takes a column for."""

    role: str
    part: str = ""
    item: str = ""
    number: int = -1


def columns_of(
    opened: Opened, instrument: Instrument, layout: Layout | None, survey: Survey | None
) -> tuple[ColumnDescription, ...]:
    """Describe every column.

    Parameters
    ----------
    opened
        The export.
    instrument
        The questionnaire.
    layout
        Which column is what, if that was found out.
    survey
        The answers, if they could be read.
    """
    uses = {} if layout is None else _uses(layout, instrument)
    uses |= {at: Use("attention") for at in _attention(opened) if at not in uses}
    roles = roles_in(opened.export)
    described = []
    for at, question in enumerate(opened.export.questions):
        use = uses.get(at, Use(OF_ROLE.get(roles[at], str(roles[at]))))
        told = "" if layout is None or not use.part else layout.how.get(use.part, "")
        described.append(
            ColumnDescription(
                column=opened.headers.counted(at),
                question=question.text,
                block=question.block or question.stem,
                role=use.role,
                part=use.part,
                item=use.item,
                told_by=told,
                filled=_filled(opened, at),
                **(_counts(survey, use) if survey is not None and use.part else {}),
            )
        )
    return tuple(described)


def _uses(layout: Layout, instrument: Instrument) -> dict[int, Use]:
    uses = {
        at: Use("answer", part, instrument.item_keys[number], number)
        for part, positions in layout.parts.items()
        for number, at in enumerate(positions)
    }
    uses |= {at: Use("points") for at in layout.points or ()}
    uses |= {outcome.at: Use("outcome") for outcome in layout.outcomes}
    single = {"weight": layout.weight, "respondent": layout.respondent}
    single |= {"answer": layout.answer, "item": layout.item, "part": layout.part}
    uses |= {at: Use(role) for role, at in single.items() if at is not None}
    uses |= {at: Use("answer") for at in (layout.part_columns or {}).values()}
    return uses


def _attention(opened: Opened) -> list[int]:
    told = opened.columns.get("attention") if isinstance(opened.columns, Mapping) else None
    names = told if isinstance(told, Mapping) else {}
    return [at for name in names for at in opened.headers.find(name)]


def _filled(opened: Opened, at: int) -> int:
    cells = opened.export.table.columns[at]
    empty = cells == "" if cells.dtype == object else np.asarray(pd.isna(np.asarray(cells)))
    return len(cells) - int(np.count_nonzero(empty))


def _counts(survey: Survey, use: Use) -> dict[str, int]:
    answers = survey.answers[use.part]
    codes = answers.codes[use.number]
    absent = codes == 0
    kinds = np.zeros(len(codes), dtype=np.uint8) if answers.absences is None else answers.absences[use.number]
    return {
        "answered": int(np.count_nonzero(~absent)),
        **{kind.name.lower(): int(np.count_nonzero(absent & (kinds == kind))) for kind in Absence},
    }


def blocks_of(
    opened: Opened, columns: Sequence[ColumnDescription], instrument: Instrument
) -> tuple[BlockDescription, ...]:
    """Put the columns of each part together, and then those of questions that are not read."""
    stems = [question.stem for question in opened.export.questions]
    parts = {part: [at for at, column in enumerate(columns) if column.part == part] for part in instrument.parts}
    blocks = [_block(columns, at, stems, part) for part, at in parts.items() if at]
    unread: dict[str, list[int]] = {}
    for at, column in enumerate(columns):
        if column.role == "other" and column.block:
            unread.setdefault(column.block, []).append(at)
    return (*blocks, *(_block(columns, at, stems, "") for at in unread.values() if len(at) > 1))


def _block(
    columns: Sequence[ColumnDescription], positions: Sequence[int], stems: Sequence[str], part: str
) -> BlockDescription:
    members = [columns[at] for at in positions]
    known = members[0].answered is not None
    return BlockDescription(
        part=part,
        stem=" / ".join(dict.fromkeys(stems[at] for at in positions if stems[at])),
        first=members[0].column,
        last=members[-1].column,
        columns=len(members),
        tallied=bool(part),
        told_by=members[0].told_by,
        answered=sum(member.answered or 0 for member in members) if known else None,
        not_answered=sum(member.not_answered or 0 for member in members) if known else None,
        does_not_apply=sum(member.does_not_apply or 0 for member in members) if known else None,
        not_asked=sum(member.not_asked or 0 for member in members) if known else None,
        missing=sum(member.missing or 0 for member in members) if known else None,
    )
