"""What a damage is, and to which formats it applies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from tests.damaged.seed import Change, Seed

TEXT = frozenset({"text"})
CELLS = frozenset({"text", "xlsx", "xls"})
PACKED = frozenset({"xlsx"})
ANY = frozenset({"text", "xlsx", "xls", "sav", "zsav", "dta", "parquet", "stored"})
#: Formats of which bytes say where others stand.
BINARY = ANY - {"text"}
Make = Callable[[Seed, Generator], Change]


@dataclass(frozen=True)
class Damage:
    """One way of damaging a file.

    Parameters
    ----------
    name
        What is done to it.
    kinds
        The formats to which it is done.
    make
        Does it.
    """

    name: str
    kinds: frozenset[str]
    make: Make
