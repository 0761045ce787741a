"""All survey tools there are, and the one that a table comes from."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from functools import cache
from importlib import import_module

from servgap.errors import exports as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading import tools as room
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.tools.plain import plain_export
from servgap.survey.reading.tools.tool import Export, Tool

#: What a user calls a table that comes from no survey tool.
PLAIN = "plain"
#: What stands beside the survey tools: shapes that tables of any origin have.
SEVERAL_ROWS = "two_level"
SHAPES = (SEVERAL_ROWS, "packed")


@cache
def known_tools() -> tuple[Tool, ...]:
    """Give the tools of all files beside this one, in the order of the files' names."""
    names = sorted(found.name for found in pkgutil.iter_modules(room.__path__))
    modules = [import_module(f"{room.__name__}.{name}") for name in names]
    return tuple(module.TOOL for module in modules if isinstance(getattr(module, "TOOL", None), Tool))


def find_export(table: RawTable, told: str | None = None) -> Export:
    """Find the tool that a table comes from, and fold its header rows.

    Parameters
    ----------
    table
        The cells as they stand.
    told
        The key of the tool, or ``"plain"``, where the user says so.

    Raises
    ------
    ServgapError
        If two tools know the table equally well, or the user names one that there is not.
    """
    if told is not None:
        return _as_told(table, told)
    standings = [(tool.standing(table), tool) for tool in known_tools()]
    if table.below:  # the user says that the header has several rows; which they are, a survey tool knows better
        own = [(standing, tool) for standing, tool in standings if standing and tool.key not in SHAPES]
        standings = own or [(1, tool) for tool in known_tools() if tool.key == SEVERAL_ROWS]
        table = replace(table, below=() if own else table.below)
    most = max(standing for standing, _ in standings)
    if not most:
        return plain_export(table)
    best = [tool for standing, tool in standings if standing == most]
    if len(best) > 1:
        raise errors.several_tools(table.name, {tool.key: tool.name for tool in best})
    return _shown(best[0].tidy(table))


def _as_told(table: RawTable, told: str) -> Export:
    if told == PLAIN:
        return plain_export(table)
    for tool in known_tools():
        if tool.key == told:
            return _shown(tool.tidy(table))
    raise errors.unknown_tool(told, [PLAIN, *(tool.key for tool in known_tools())])


def _shown(export: Export) -> Export:
    """Enter the tool into what was understood."""
    tool = export.tool if export.tool in SHAPES else export.name
    line = LedgerLine("understood", "tool", 0, {"tool": tool})
    table = replace(export.table, understood=(*export.table.understood, line))
    return replace(export, table=table)
