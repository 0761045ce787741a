"""What cannot be told without a guess, said only where it is shown: a message tries the mappings that it proposes."""

from __future__ import annotations

from collections.abc import Callable


class UnclearError(Exception):
    """Columns that cannot be told apart.

    Parameters
    ----------
    say
        Works out what is said of it. Where a mapping is only tried, nothing is.
    """

    def __init__(self, say: Callable[[], Exception]) -> None:
        super().__init__()
        self.say = say
