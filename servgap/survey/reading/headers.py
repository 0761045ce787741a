"""The headers of a source, by which columns are named."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import columns as errors
from servgap.survey.reading.folding import fold


class Headers:
    """Headers that are looked up as they stand, and else with their blanks and line breaks folded.

    Parameters
    ----------
    headers
        One a column; they may repeat.
    """

    def __init__(self, headers: Sequence[str]) -> None:
        self.all = tuple(headers)
        self._exact = _positions(self.all)
        self._folded = _positions([fold(header) for header in self.all])

    def __getitem__(self, position: int) -> str:
        """Give the header of a column."""
        return self.all[position]

    def find(self, name: object) -> tuple[int, ...]:
        """Find where a header stands; nowhere, once or several times."""
        return self._exact.get(str(name)) or self._folded.get(fold(str(name)), ())

    def one(self, name: object, role: str) -> int:
        """Find the one column of that name.

        Raises
        ------
        ServgapError
            If there is no such header, or several.
        """
        positions = self.find(name)
        if not positions:
            raise errors.unknown_header(role, str(name), self.all)
        if len(positions) > 1:
            raise errors.repeated_header(role, str(name), positions)
        return positions[0]


def _positions(headers: Sequence[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for position, header in enumerate(headers):
        if header:
            found[header] = (*found.get(header, ()), position)
    return found
