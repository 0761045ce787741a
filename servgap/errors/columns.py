"""What can be wrong with columns: parts that cannot be told apart, headers that are not there or stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from servgap.errors import ServgapError, first_places

MOST_HEADERS = 12
LONGEST_HEADER = 60


def _headers(headers: Iterable[str], most: int = MOST_HEADERS) -> str:
    folded = (" ".join(header.split()) for header in headers)
    shown = [header if len(header) <= LONGEST_HEADER else header[: LONGEST_HEADER - 1] + "…" for header in folded]
    return first_places(map(repr, shown), most)


def say_where(readings: Sequence[str]) -> str:
    """Say what to write: the mappings that may be meant, or the forms that a mapping has."""
    if not readings:
        return "say in columns= where each part stands: by a pattern, a list of headers or a header for each item"
    if len(readings) == 1:
        return f"say where the parts stand, such as {readings[0]}"
    return f"pass the one that is so: {'; or '.join(readings)}"


def say_which(readings: Sequence[str]) -> str:
    """The same, as a sentence of its own."""
    said = say_where(readings)
    return said[:1].upper() + said[1:]


def _near(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=2)
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""


def not_a_mapping(found: object, readings: Sequence[str]) -> ServgapError:
    such_as = f", such as {readings[0]}" if readings else ""
    return ServgapError(
        f"columns= says for each part where it stands{such_as}; found {type(found).__name__}. Write a mapping from "
        "part to pattern, list of headers or whole question."
    )


def unknown_role(role: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"columns= names the instrument's parts and what else is read ({', '.join(known)}); {role!r} is none of them."
        f"{_near(str(role), known)} Fix the name."
    )


def parts_without_columns(missing: Sequence[str], given: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The instrument asks every item as {' and as '.join([*given, *missing])}; columns= says nothing of "
        f'{first_places(missing)}. Add it, or use an instrument without that part (perception alone: "servperf").'
    )


def role_missing(missing: Sequence[str], needed: Sequence[str], strange: Sequence[str] = ()) -> ServgapError:
    lacking = f" It lacks {' and '.join(missing)}." if missing else ""
    surplus = f" It names {' and '.join(strange)} too, of which such data have none." if strange else ""
    return ServgapError(
        f"Data with several rows for each respondent need the columns {', '.join(needed)}.{lacking}{surplus} With one "
        "answer a row these are respondent, item, part and answer; with an item's answers side by side, respondent, "
        "item and the parts."
    )


def role_wrong(role: str, found: object, expected: str) -> ServgapError:
    return ServgapError(f"columns= gives {role!r} as {expected}; found {found!r}. Fix it.")


def pattern_invalid(part: str, pattern: str, why: str) -> ServgapError:
    return ServgapError(
        f"The pattern {pattern!r} of the {part} is neither a header of every item as it stands, with {{n}} for its "
        f"number, nor a regular expression: {why}. Fix it, or list the headers."
    )


def pattern_without_item(part: str, pattern: str) -> ServgapError:
    return ServgapError(
        f"A pattern says where an item's running number {{n}} or its key {{item}} stands; {pattern!r} of the {part} "
        "does not. Add one of them, or list the headers."
    )


def pattern_finds_none(part: str, pattern: str, items: Sequence[str], headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The pattern {pattern!r} of the {part} finds one header for every item; it finds none for "
        f"{first_places(items)}. The headers are {_headers(headers)}. Fix the pattern, or list the headers."
    )


def pattern_finds_several(part: str, pattern: str, item: str, found: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The pattern {pattern!r} of the {part} finds one header for every item; for {item} it finds {len(found)}: "
        f"{_headers(found, 3)}. Write more of the header into the pattern."
    )


def unknown_header(role: str, name: str, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The {role} stands in the column {name!r}, which is not there.{_near(name, headers)} "
        f"The headers are {_headers(headers)}. Fix the name."
    )


def repeated_header(role: str, name: str, positions: Sequence[int]) -> ServgapError:
    return ServgapError(
        f"The {role} stands in the column {' '.join(name.split())!r}, and that header stands {len(positions)} times: "
        f"in columns {first_places(position + 1 for position in positions)}. Rename all but one of them in the source, "
        "or name one by its count, the first with .0 behind its header, the second with .1."
    )


def list_length(part: str, found: int, expected: int) -> ServgapError:
    return ServgapError(
        f"The list of the {part} names one header for each of the {expected} items, in their order; it names {found}. "
        "Fix it."
    )


def items_named(
    part: str, missing: Sequence[str], unknown: Sequence[str], known: Sequence[str], what: str = "item"
) -> ServgapError:
    lacking = f"; {first_places(missing)} has none" if missing else ""
    strange = f"; {first_places(map(repr, unknown))} is no {what}" if unknown else ""
    hint = _near(unknown[0], known) if unknown else ""
    return ServgapError(f"The mapping of the {part} names a header for every {what}{lacking}{strange}.{hint} Fix it.")


def dimension_twice(name: str, key: str) -> ServgapError:
    return ServgapError(
        f"The mapping of the points names a header for every dimension once; {name!r} and another name in it both mean "
        f"the dimension {key!r}. Leave one of them out."
    )


def column_twice(header: str, first: str, second: str) -> ServgapError:
    return ServgapError(
        f"A column serves once; {_headers([header])} is read as the {first} and as the {second}. "
        "Fix the pattern or the name of one of them."
    )


def nothing_recognised(
    headers: Sequence[str], readings: Sequence[str], items: int, partly: Sequence[tuple[str, str, int]]
) -> ServgapError:
    seen = "; ".join(f"{shown} could be the {part} of {found}" for part, shown, found in partly)
    hint = f" ({seen}, so the instrument may be another one)" if seen else ""
    return ServgapError(
        f"Without columns= the usual names are looked for (E1 and P1, exp_1 and per_1, an item's key or text with its "
        f"part); none fits all {items} items of the instrument{hint}. The headers are {_headers(headers)}. "
        f"{say_which(readings)}. If another questionnaire was asked, use its instrument."
    )


def header_holds_answers(numbers: int, headers: int, columns: str) -> ServgapError:
    return ServgapError(
        f"The first row names the columns; {numbers} of its {headers} cells are numbers, so it holds answers and the "
        f"header is missing. Write one above it, such as {columns}."
    )


def partner_missing(parts: Sequence[str], found: Mapping[str, str], readings: Sequence[str]) -> ServgapError:
    missing = [part for part in parts if part not in found]
    seen = ", ".join(f"{part} as {naming}" for part, naming in found.items())
    alone = ' or use an instrument without that part (perception alone: "servperf")'
    return ServgapError(
        f"Every item is asked as {' and as '.join(parts)}; found {seen}, "
        f"but no {' and no '.join(missing)}. {say_which(readings)};{alone}."
    )


def other_parts_asked(
    parts: Sequence[str],
    found: Mapping[str, str],
    others: Mapping[str, str],
    asked: Sequence[str],
    readings: Sequence[str],
) -> ServgapError:
    missing = [part for part in parts if part not in found]
    seen = ", ".join(f"{part} as {naming}" for part, naming in found.items())
    lacking = f"{seen}, but no {' and no '.join(missing)}" if seen else f"no {' and no '.join(missing)}"
    other = " and ".join(f"{shown} asks for {part}" for part, shown in others.items())
    important = ", and how important something is says nothing of how good it should be" * ("importance" in others)
    named = ", ".join(f'"{part}"' for part in asked) + "," * (len(asked) == 1)
    instrument = (
        f" Give the instrument the parts that were asked, as in dataclasses.replace(instrument, parts=({named}))."
        if asked
        else " Use an instrument that asks what was asked."
    )
    mapping = f" If it stands for the {missing[-1]} here, {say_where(readings)}." if readings else ""
    return ServgapError(
        f"The instrument asks every item as {' and as '.join(parts)}; found {lacking}: {other}{important}."
        f"{instrument}{mapping}"
    )


def items_missing(
    part: str, naming: str, items: Sequence[str], found: int, other: Sequence[str], readings: Sequence[str]
) -> ServgapError:
    strange = f"; among its columns {_headers(other, 3)} is no item's text" if other else ""
    mapping = f"say that they are it: {readings[0]}" if readings else "pass columns="
    return ServgapError(
        f"The {part} is recognised as {naming} for {found} items, but has no column for "
        f"{first_places(items)}{strange}. Add the column, take the item out of the instrument, or {mapping}."
    )


def naming_goes_on(part: str, naming: str, expected: int, beyond: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The instrument has {expected} items; the columns {naming} of the {part} go on: {_headers(beyond, 3)}. "
        "Use the instrument that was asked, or pass columns= if the further columns are something else."
    )


def naming_ambiguous(part: str, namings: Sequence[str], readings: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The {part} stands once for every item; {len(namings)} sets of columns could be it: {'; '.join(namings)}. "
        f"{say_which(readings)}."
    )


def parts_undecided(parts: Sequence[str], sets: Sequence[str], readings: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The statements stand once for the {' and once for the '.join(parts)}, and the words beside them are not "
        f"known: {'; '.join(sets)}. Their order is no evidence, since either part may be asked first. "
        f"{say_which(readings)}."
    )


def remainder_unknown(part: str, found: Mapping[str, str], shown: str, readings: Sequence[str]) -> ServgapError:
    seen = ", ".join(f"the {told} stands in {naming}" for told, naming in found.items())
    return ServgapError(
        f"Recognised is that {seen}; the words beside the other statements are not known: {shown}. They may ask "
        f"for the {part}, or for something else, such as importance, which is no {part}. {say_which(readings)}."
    )


def numbered_anew(groups: Sequence[str], readings: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The columns are numbered anew in each of {len(groups)} groups ({first_places(groups, 6)}), which are not "
        f"called as the instrument's dimensions are. If they stand in the instrument's order, {say_where(readings)}."
    )


def statements_differ(
    parts: tuple[str, str], key: str, said: tuple[tuple[str, str], tuple[str, str]], readings: Sequence[str]
) -> ServgapError:
    (first, one), (second, two) = said
    mended = f"By the statements it is {readings[0]}" if readings else "Name each item's column by its statement"
    return ServgapError(
        f"The {parts[0]} and the {parts[1]} of an item are answers to one statement. For {key}, {first} holds {one!r} "
        f"and {second} holds {two!r}: the source numbers its columns otherwise than its statements. {mended}; or fix "
        "the statements, if they are wrong."
    )


def statement_of_another(
    part: str, keys: tuple[str, str], said: tuple[str, str], readings: Sequence[str]
) -> ServgapError:
    mended = f"By the statements it is {readings[0]}" if readings else "Name each item's column by its statement"
    return ServgapError(
        f"The column {said[0]}, said to be the {part} of {keys[0]}, holds the statement of {keys[1]} ({said[1]!r}). "
        f"{mended}; or give the instrument the texts that were asked."
    )


def unknown_attributes(names: Sequence[str], headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"attributes= names columns; {first_places(map(repr, names))} is not there.{_near(names[0], headers)} "
        f"The headers are {_headers(headers)}. Fix the name."
    )
