"""The headers of a source, by which columns are named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from servgap.errors import columns as errors
from servgap.survey.reading.folding import fold
from servgap.survey.reading.tools.tool import Question

#: How a header that stands several times is counted: "note.0" is the first "note", "note.1" the second.
_COUNTED = re.compile(r"(.+)\.(\d+)", re.DOTALL)


class Headers:
    """Headers that are looked up as they stand, with their blanks folded, by their text, or by their count.

    Parameters
    ----------
    headers
        One a column; they may repeat.
    questions
        What the export says of each column; without it, the headers are all that is known.
    told
        What the user says of columns; a mapping of parts that is proposed repeats what is said of others.
    """

    def __init__(self, headers: Sequence[str], questions: Sequence[Question] = (), told: Any = None) -> None:
        self.all = tuple(headers)
        self.told: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
        self.questions = tuple(questions) or tuple(map(Question, self.all))
        self._exact = _positions(self.all)
        self._folded = _positions([fold(header) for header in self.all])
        self._texts = _positions([fold(question.text) for question in self.questions])
        self._readings = _positions([fold(question.reading) for question in self.questions])

    def __getitem__(self, position: int) -> str:
        """Give the header of a column."""
        return self.all[position]

    def named(self, position: int) -> str:
        """Give a name that no other column has, for readers: the header, from its second time on with its count."""
        header = self.all[position]
        return self.counted(position) if self._exact.get(header, (position,))[0] != position else header

    def counted(self, position: int) -> str:
        """Give a name by which the column is found: the header, with its count where it stands several times."""
        header = self.all[position]
        standing = self._exact.get(header, (position,))
        return header if len(standing) == 1 else f"{header}.{standing.index(position)}"

    def find(self, name: object) -> tuple[int, ...]:
        """Find where a header stands; nowhere, once or several times."""
        plain, folded = str(name), fold(str(name))
        found = self._exact.get(plain) or self._folded.get(folded) or self._counted(plain)
        return found or self._readings.get(folded) or self._texts.get(folded, ())

    def _counted(self, name: str) -> tuple[int, ...]:
        counted = _COUNTED.fullmatch(name)
        standing = self._exact.get(counted[1], ()) if counted else ()
        number = int(counted[2]) if counted and len(counted[2]) < 6 else len(standing)
        return standing[number : number + 1] if len(standing) > 1 else ()

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

    def block(self, name: str) -> tuple[int, ...]:
        """Find the columns of one question of the questionnaire, by its number, code or stem."""
        wanted = fold(name)
        if not wanted:
            return ()
        by_block = tuple(at for at, question in enumerate(self.questions) if fold(question.block) == wanted)
        return by_block or tuple(at for at, question in enumerate(self.questions) if fold(question.stem) == wanted)


def _positions(headers: Sequence[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for position, header in enumerate(headers):
        if header:
            found[header] = (*found.get(header, ()), position)
    return found
