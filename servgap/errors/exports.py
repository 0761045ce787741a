"""What can be wrong with the export of a survey tool: its kind, its header rows, its row rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from servgap.errors import ServgapError, first_places
from servgap.errors.columns import say_which

LONGEST_CELL = 40


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= LONGEST_CELL else folded[: LONGEST_CELL - 1] + "…"


def several_tools(name: str, tools: Mapping[str, str]) -> ServgapError:
    keys = list(tools)
    return ServgapError(
        f"{name} has columns of several survey tools, as many of each: {' and '.join(tools.values())}. "
        f'Say which wrote it, such as columns={{"tool": "{keys[0]}"}}; {", ".join(map(repr, keys))} are the choices, '
        'and "plain" for none of them.'
    )


def unknown_tool(told: object, known: Sequence[str]) -> ServgapError:
    near = get_close_matches(str(told), known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return ServgapError(
        f'columns={{"tool": ...}} names the survey tool that wrote the source; {told!r} is not known.{hint} '
        f"Known are {', '.join(map(repr, known))}. Name one of these."
    )


def header_continues(name: str, row: object, cells: Sequence[str], header: Sequence[int]) -> ServgapError:
    told = f"Pass header={list(header)}, or join" if header else "Join"
    return ServgapError(
        f"Row {row} of {name} is expected to hold answers; it holds statements of the questionnaire "
        f"({first_places(repr(_short(cell)) for cell in cells)}), so the header has two rows, in a shape that is not "
        f"known. {told} them into one row (question and statement in each column's header)."
    )


def header_below(name: str, row: int, header: int | Sequence[int]) -> ServgapError:
    found = f"The first row of {name} is expected to name the columns; it does not, and row {row} does."
    if isinstance(header, int):
        return ServgapError(f"{found} Pass header={header}, or delete the rows above it.")
    return ServgapError(
        f"{found} It repeats its names, and their order tells nothing, so that both rows are the header's: pass "
        f"header={list(header)}."
    )


def unknown_rules(names: Sequence[object], known: Sequence[str]) -> ServgapError:
    near = get_close_matches(str(names[0]), known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return ServgapError(
        f"keep= names rules whose rows stay: {', '.join(map(repr, known))}; "
        f"{first_places(map(repr, names))} is none of them.{hint} Fix the name."
    )


def every_row_left_out(rows: int, reasons: Mapping[str, int]) -> ServgapError:
    listed = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in reasons.items())
    first = next(iter(reasons))
    return ServgapError(
        f"A survey needs at least one respondent; by the marks in the source all {rows} rows are left out ({listed}). "
        f"Export finished answers, or keep such rows: keep={[first]!r}."
    )


def attention_wrong(told: object) -> ServgapError:
    return ServgapError(
        'columns={"attention": ...} maps each attention check\'s column to its right answer, such as '
        f'{{"Q12": "agree"}}; found {told!r}. Write a mapping.'
    )


def attention_fails_all(header: str, right: str, found: Sequence[str]) -> ServgapError:
    listed = f" The answers found are {first_places(map(repr, map(_short, found)))}." if found else ""
    return ServgapError(
        f"The attention check {_short(header)!r} is passed by the answer {right}; nobody gave it.{listed} Fix "
        "the right answer, or name another column."
    )


def block_size(part: str, block: str, found: int, expected: int) -> ServgapError:
    return ServgapError(
        f"The {part} is said to stand in the question {_short(block)!r}, one column for each of the {expected} items; "
        f"it has {found}. Name the question that has them all, or list the headers."
    )


def block_out_of_order(
    part: str, block: str, first: tuple[str, int, str | None], unknown: Sequence[str]
) -> ServgapError:
    header, place, key = first
    strange = f" No item's text is {first_places(repr(_short(name)) for name in unknown)}." if unknown else ""
    return ServgapError(
        f"The columns of a question are told by the items' texts, or stand in the items' order. In {_short(block)!r}, "
        f"named as the {part}, they do neither: {_short(header)!r}, in place {place}, is {key or 'none of its items'}."
        f"{strange} Give the instrument the texts that were asked, or name the {part} by a mapping from item to header."
    )


def statements_without_part(
    parts: Sequence[str], times: tuple[int, int], shown: Sequence[str], readings: Sequence[str]
) -> ServgapError:
    fewest, most = times
    counted = {1: "once", 2: "twice"}.get(most, f"{most} times")
    often = counted if fewest == most else f"{fewest} to {most} times"
    fewer = (
        ' If it was asked of one part alone, use an instrument that asks only that (perception: "servperf").'
        if most < len(parts)
        else ""
    )
    return ServgapError(
        f"The statements of the questionnaire stand in the headers {often}, and no word, code or order tells which are "
        f"the {' and which the '.join(parts)}: {'; '.join(shown)}. {say_which(readings)}.{fewer}"
    )


def parts_contradict(first: str, second: str, shown: str, readings: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The words of the questions say that {shown} are the {first}; the codes of the same columns say {second}. "
        f"{say_which(readings)}; or fix the headers."
    )


def limits_unusable(told: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"limits= maps limits on a file ({', '.join(known)}) to whole numbers above 0, such as "
        f'limits={{"cells": 50_000_000}}; found {told!r}. Fix it.'
    )
