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


def _mapping(example: Mapping[str, str]) -> str:
    return "columns={" + ", ".join(f'"{part}": {written}' for part, written in example.items()) + "}"


def _near(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=2)
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""


def not_a_mapping(found: object, example: Mapping[str, str]) -> ServgapError:
    return ServgapError(
        f"columns= says for each part where it stands, such as {_mapping(example)}; found {type(found).__name__}. "
        "Write a mapping."
    )


def unknown_role(role: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"columns= names the instrument's parts and what else is read ({', '.join(known)}); {role!r} is none of them."
        f"{_near(str(role), known)} Mend the name."
    )


def parts_without_columns(missing: Sequence[str], given: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The instrument asks every item as {' and as '.join([*given, *missing])}; columns= says nothing of "
        f'{first_places(missing)}. Add it, or use an instrument without that part (perception alone: "servperf").'
    )


def role_wrong(role: str, found: object, expected: str) -> ServgapError:
    return ServgapError(f"columns= gives {role!r} as {expected}; found {found!r}. Mend it.")


def pattern_invalid(part: str, pattern: str, why: str) -> ServgapError:
    return ServgapError(
        f"The pattern {pattern!r} of the {part} is not a regular expression: {why}. "
        'Mend it; brackets that stand in a header are written with a backslash, as in r"{n}\\. \\(before\\)".'
    )


def pattern_without_item(part: str, pattern: str) -> ServgapError:
    return ServgapError(
        f"A pattern says where an item's running number {{n}} or its key {{item}} stands; {pattern!r} of the {part} "
        "does not. Add one of them, or list the headers."
    )


def pattern_finds_none(part: str, pattern: str, items: Sequence[str], headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The pattern {pattern!r} of the {part} finds one header for every item; it finds none for "
        f"{first_places(items)}. The headers are {_headers(headers)}. Mend the pattern, or list the headers."
    )


def pattern_finds_several(part: str, pattern: str, item: str, found: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The pattern {pattern!r} of the {part} finds one header for every item; for {item} it finds {len(found)}: "
        f"{_headers(found, 3)}. Write more of the header into the pattern."
    )


def unknown_header(role: str, name: str, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The {role} stands in the column {name!r}, which is not there.{_near(name, headers)} "
        f"The headers are {_headers(headers)}. Mend the name."
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
        "Mend it."
    )


def items_named(
    part: str, missing: Sequence[str], unknown: Sequence[str], known: Sequence[str], what: str = "item"
) -> ServgapError:
    lacking = f"; {first_places(missing)} has none" if missing else ""
    strange = f"; {first_places(map(repr, unknown))} is no {what}" if unknown else ""
    hint = _near(unknown[0], known) if unknown else ""
    return ServgapError(f"The mapping of the {part} names a header for every {what}{lacking}{strange}.{hint} Mend it.")


def column_twice(header: str, first: str, second: str) -> ServgapError:
    return ServgapError(
        f"A column serves once; {_headers([header])} is read as the {first} and as the {second}. "
        "Mend the pattern or the name of one of them."
    )


def nothing_recognised(
    headers: Sequence[str], example: Mapping[str, str], items: int, partly: Sequence[tuple[str, str, int]]
) -> ServgapError:
    seen = "; ".join(f"{shown} could be the {part} of {found}" for part, shown, found in partly)
    hint = f" ({seen}, so the instrument may be another one)" if seen else ""
    return ServgapError(
        f"Without columns= the usual names are looked for (E1 and P1, exp_1 and per_1, an item's key or text with its "
        f"part); none fits all {items} items of the instrument{hint}. The headers are {_headers(headers)}. "
        f"Say where the parts stand, such as {_mapping(example)}, or use the instrument that was asked."
    )


def header_holds_answers(numbers: int, headers: int, columns: str) -> ServgapError:
    return ServgapError(
        f"The first row names the columns; {numbers} of its {headers} cells are numbers, so it holds answers and the "
        f"header is missing. Write one above it, such as {columns}."
    )


def partner_missing(missing: Sequence[str], found: Mapping[str, str], example: Mapping[str, str]) -> ServgapError:
    seen = ", ".join(f"{part} as {naming}" for part, naming in found.items())
    return ServgapError(
        f"Every item is asked as {' and as '.join([*found, *missing])}; found {seen}, "
        f"but no {' and no '.join(missing)}. Say where it stands, such as {_mapping(example)}, "
        'or use an instrument without that part (perception alone: "servperf").'
    )


def items_missing(
    part: str, naming: str, items: Sequence[str], found: int, other: Sequence[str], example: Mapping[str, str]
) -> ServgapError:
    strange = f"; among its columns {_headers(other, 3)} is no item's text" if other else ""
    mapping = f"say that they are it: {_mapping(example)}" if example else "pass columns="
    return ServgapError(
        f"The {part} is recognised as {naming} for {found} items, but has no column for "
        f"{first_places(items)}{strange}. Add the column, take the item out of the instrument, or {mapping}."
    )


def naming_goes_on(part: str, naming: str, expected: int, beyond: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The instrument has {expected} items; the columns {naming} of the {part} go on: {_headers(beyond, 3)}. "
        "Use the instrument that was asked, or pass columns= if the further columns are something else."
    )


def naming_ambiguous(part: str, namings: Sequence[str], example: Mapping[str, str]) -> ServgapError:
    return ServgapError(
        f"The {part} stands once for every item; {len(namings)} sets of columns could be it: {'; '.join(namings)}. "
        f"Say which, such as {_mapping(example)}."
    )


def unknown_attributes(names: Sequence[str], headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"attributes= names columns; {first_places(map(repr, names))} is not there.{_near(names[0], headers)} "
        f"The headers are {_headers(headers)}. Mend the name."
    )
