"""The tables of a finding by name, of which some are computed only when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import RLock
from typing import Any, Self, TypeAlias

import pandas as pd

from servgap.survey.frozen import handed_out

Later: TypeAlias = Callable[[], pd.DataFrame]


class Frames(Mapping[str, pd.DataFrame]):
    """Tables by name, in order.

    One that costs more than the rest is given as a call without arguments; it is computed once, when it is first
    looked at, and must give the same table whenever that is; of several threads one computes it, and the others wait.
    What is handed out are copies. To be pickled all tables are computed: what the calls hold may be answers of single
    respondents, which must not go along.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame | Later]) -> None:
        self._frames = {name: handed_out(frame) for name, frame in frames.items()}
        self._computing = RLock()

    def __getitem__(self, name: str) -> pd.DataFrame:
        found = self._frames[name]
        if not isinstance(found, pd.DataFrame):
            found = self._computed(name)
        given: pd.DataFrame = handed_out(found)
        return given

    def _computed(self, name: str) -> pd.DataFrame:
        with self._computing:
            later = self._frames[name]
            found: pd.DataFrame = later if isinstance(later, pd.DataFrame) else later()
            self._frames[name] = found
            return found

    def __reduce__(self) -> tuple[Any, ...]:
        return Frames, ({name: self[name] for name in self},)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __contains__(self, name: object) -> bool:
        return name in self._frames

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)
