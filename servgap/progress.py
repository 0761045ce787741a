"""What is being done and since when, in one line for whoever waits, wherever somebody can be waiting.

In a notebook, and in a terminal, what takes longer than `AFTER` seconds says so in one line, which is replaced in place
and is gone at the end. Scripts whose errors go to a file or a pipe, and tests, never see it: nothing is started there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Protocol, TextIO

from servgap.language import Language, language_of, say

AFTER = 3.0
"""Seconds that pass before anything is said."""
EVERY = 1.0
"""Seconds after which it is said anew."""


class Line(Protocol):
    """A line that can be written over, and taken away."""

    def show(self, text: str) -> None:
        """Write it, over what it was."""

    def clear(self) -> None:
        """Take it away."""


class TerminalLine:
    """The last line of a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def show(self, text: str) -> None:
        """Write it, over what it was."""
        self.stream.write(f"\r\x1b[2K{text}")
        self.stream.flush()

    def clear(self) -> None:
        """Take it away."""
        self.show("")


class NotebookLine:
    """An output of a notebook's cell."""

    def __init__(self) -> None:
        self.handle: Any = None

    def show(self, text: str) -> None:
        """Write it, over what it was."""
        from IPython.display import display

        if self.handle is None:
            shown: Any = display
            self.handle = shown({"text/plain": text}, raw=True, display_id=True)
        else:
            self.handle.update({"text/plain": text}, raw=True)

    def clear(self) -> None:
        """Take it away."""
        if self.handle is not None:
            self.handle.update({"text/plain": ""}, raw=True)


def line_for_somebody() -> Line | None:
    """Give the line that somebody may be looking at; None where nobody can be."""
    # IPython is there already if this runs in a notebook.
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is not None:
        return NotebookLine()
    stream = sys.stderr
    return TerminalLine(stream) if stream is not None and stream.isatty() else None


class Waiting:
    """One wait, from its start; what is done within it is said after it."""

    def __init__(self, line: Line, language: Language) -> None:
        self.line, self.language = line, language
        self.doing: list[str] = []
        self.begun, self.done = monotonic(), Event()
        self.thread = Thread(target=copy_context().run, args=(self._say_it,), daemon=True)

    def text(self) -> str:
        """Say what is being done, and since when."""
        keys = [key if self.language.has(key) else "progress.doing" for key in self.doing]
        whole, part = say(keys[0]), None if keys[-1] == keys[0] else say(keys[-1])
        facts = {"doing": whole, "within": part, "seconds": int(monotonic() - self.begun)}
        return self.language.tell(say("progress.line", case="alone" if part is None else "within", **facts))

    def _say_it(self) -> None:
        # Whatever happens to the line, the work that it tells of goes on.
        with suppress(Exception):
            if self.done.wait(AFTER):
                return
            while True:
                self.line.show(self.text())
                if self.done.wait(EVERY):
                    break
            self.line.clear()


_WAITING: ContextVar[Waiting | None] = ContextVar("waiting", default=None)
_ONE_LINE = Lock()


@contextmanager
def progress(doing: str, language: str | Language) -> Iterator[None]:
    """Say in one line what is being done, if it takes long and somebody may be waiting for it.

    Parameters
    ----------
    doing
        What is being done: the key of a text.
    language
        In which it is said.
    """
    outer = _WAITING.get()
    if outer is not None:
        outer.doing.append(doing)
        try:
            yield
        finally:
            outer.doing.pop()
        return
    line = line_for_somebody()
    if line is None or not _ONE_LINE.acquire(blocking=False):
        yield
        return
    waiting = Waiting(line, language_of(language))
    waiting.doing.append(doing)
    before = _WAITING.set(waiting)
    try:
        waiting.thread.start()
        yield
    finally:
        _WAITING.reset(before)
        waiting.done.set()
        waiting.thread.join()
        _ONE_LINE.release()
