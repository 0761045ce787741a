"""What can be wrong with the library's own declarations, which whoever adds to it writes."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError


def column_declared_twice(name: str, where: str) -> ServgapError:
    return ServgapError(
        f"A column of findings is declared once; {name!r} in {where} was declared before. Take the same meaning under "
        "the one declaration, in servgap/columns.toml, or give it a name of its own."
    )


def unknown_column_kind(name: str, kind: object, where: str, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"A column's kind is one of {', '.join(known)}; {name!r} in {where} has {kind!r}. Name one of these."
    )
