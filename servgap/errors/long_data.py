"""What can be wrong with data that have several rows a respondent."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places
from servgap.errors.columns import say_where
from servgap.errors.reading import Places


def parts_undecided(parts: Sequence[str], headers: Sequence[str], mend: str) -> ServgapError:
    return ServgapError(
        "There is a row for each respondent and item, and the columns "
        f"{first_places(map(repr, headers), 6)} hold its answers; their names do not tell which is the "
        f"{' and which the '.join(parts)}, and their order is no evidence. {mend}"
    )


def others_asked(parts: Sequence[str], others: Sequence[str], asked: Sequence[str], readings: Sequence[str]) -> str:
    """Say what to do where parts are asked that the instrument does not ask."""
    important = "; how important something is says nothing of how good it should be" if "importance" in others else ""
    named = ", ".join(f'"{part}"' for part in asked)
    given = f"as in dataclasses.replace(instrument, parts=({named}))" if len(asked) == len(parts) else "and no others"
    stands = f" If it stands for the {parts[-1]} here, {say_where(readings)}." if readings else ""
    return (
        f"Asked is {' and '.join(others)}{important}. Give the instrument the parts that were asked, {given}.{stands}"
    )


def values_unclear(header: str, values: Sequence[str], parts: Sequence[str]) -> str:
    return (
        f'Say which is which: "part" in columns= maps {header!r} to a mapping from each of its values '
        f"({first_places(map(repr, values), 6)}) to {' or '.join(parts)}."
    )


def values_undecided(header: str, mend: str) -> ServgapError:
    return ServgapError(
        f"There is a row for each respondent, item and part; the values of {header!r} do not tell which part is which, "
        f"and their order is no evidence. {mend}"
    )


def unknown(what: str, header: str, places: Places, known: Sequence[str], mend: str) -> ServgapError:
    return ServgapError(
        f"Long data name the {what} of every answer in {header!r}; not one of the instrument's "
        f"({first_places(known, 6)}) are: {places}. {mend}"
    )


def repeated(places: Places) -> ServgapError:
    return ServgapError(
        f"In long data each respondent answers an item and part once; answered more than once: {places}. "
        "Keep one of these rows, or name the column that tells two interviews apart as the respondent."
    )


def varies(header: str, places: Places) -> ServgapError:
    return ServgapError(
        f"In long data {header!r} is the same in all rows of a respondent; it varies for {places}. "
        "Fix these rows, or leave the column out."
    )
