"""What the card of operations says: what was read of each standard, what was left out, which column was what."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from servgap.language import Fact, count, joined, say, word
from servgap.survey.card import FEW_VALUES, Reason, cut
from servgap.survey.card_forms import Card
from servgap.survey.ledger import LedgerLine
from servgap.survey.operations.operations import STAGES, STANDARD, Operations

Lines = Iterator[tuple[Fact, Fact]]


def operations_card(operations: Operations) -> Card:
    """Choose what the card says."""
    ledger = operations.ledger
    headline = say("operations.card.headline", used=ledger.rows_used, read=ledger.rows_read)
    sections = {
        "standards": _standards(operations),
        "keys": _keys(operations),
        "left_out": _entries(operations, "left_out"),
        "columns": _columns(operations),
        "understood": _entries(operations, "understood"),
    }
    return Card.of(headline, ((say(f"operations.card.headings.{name}"), lines) for name, lines in sections.items()))


def _standards(operations: Operations) -> Lines:
    """Say of each standard how many cases there are, told one by one or counted, and how many are open."""
    cases, counts, rates, visits = operations.tables
    for standard in operations.standards:
        mine = cases[cases[STANDARD] == standard]
        counted = counts[counts[STANDARD] == standard]
        rated = rates[rates[STANDARD] == standard]
        stages = [stage for stage in operations.stages(standard) if stage]
        told = [
            say("operations.card.cases", n=len(mine), open=count(mine["open"].sum())) if len(mine) else None,
            say("operations.card.counts", n=int(counted["total"].sum()), open=count(counted["open"].sum()))
            if len(counted)
            else None,
            say("operations.card.rates", n=int(rated["complaints"].sum()), users=count(rated["users"].sum()))
            if len(rated)
            else None,
            *_visits(visits[visits[STANDARD] == standard]),
            say("operations.card.stages", stages=joined(map(stage_name, stages), "series")) if stages else None,
        ]
        yield cut(standard), joined([each for each in told if each is not None], "clauses")
    if operations.as_of is not None:
        yield say("operations.card.as_of"), operations.as_of


def _visits(visits: pd.DataFrame) -> Iterator[Fact]:
    """Say in how many visits it was met, for each who made them."""
    for observer, mine in visits.groupby("observed", sort=False):
        visited = int(mine["visits"].sum())
        yield say("operations.card.visits", case=str(observer), n=visited, met=count(mine["met"].sum()))


def stage_name(stage: str) -> Fact:
    """Name a stage; one of the source's own goes by what it is called there."""
    return word("case_stage", stage) if stage in STAGES else stage


def _keys(operations: Operations) -> Lines:
    for key in operations.keys:
        if key == STANDARD:
            continue
        values = [cut(value) if value else say("operations.card.none_named") for value in operations.groups(key)]
        told: Fact = say("card.counts.values", n=len(values))
        if len(values) <= FEW_VALUES:
            told = say("card.counted", count=told, told=joined(values, "series"))
        yield cut(key), told


def _columns(operations: Operations) -> Lines:
    for role, header in operations.columns.items():
        yield word("operations_column", role) if role in ROLES else cut(role), cut(header)


ROLES = frozenset(
    (
        *("branch", "quarter", "standard", "channel", "case", "stage", "start", "end", "duration", "unit", "open"),
        *("within", "total", "complaints", "users", "met", "visits", "audits", "promised"),
    )
)


def _entries(operations: Operations, kind: str) -> Lines:
    for line in operations.ledger.lines:
        if line.kind == kind:
            yield Reason(line.reason), _said(line)


def _said(line: LedgerLine) -> Fact:
    if not line.count:
        return line.particulars
    counted = say("card.counts.rows", n=line.count)
    return counted if line.particulars is None else say("card.counted", count=counted, told=line.particulars)
