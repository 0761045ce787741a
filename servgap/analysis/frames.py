"""The tables of a finding by name, of which some are computed only when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import pandas as pd

Later: TypeAlias = Callable[[], pd.DataFrame]


class Frames(Mapping[str, pd.DataFrame]):
    """Tables by name, in order.

    One that costs more than the rest is given as a call without arguments; it is computed once, when it is first
    looked at, and must give the same table whenever that is.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame | Later]) -> None:
        self._frames = dict(frames)

    def __getitem__(self, name: str) -> pd.DataFrame:
        found = self._frames[name]
        if not isinstance(found, pd.DataFrame):
            found = self._frames[name] = found()
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._frames

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)
