"""Linear algebra held to one thread, where matrices are small and threads that wait for each other cost more.

How many threads it takes is a setting of the whole process. So the first who wants one thread notes what there was, the
last sets it back, and in between nobody else touches it. An interrupt from the keyboard may come at any step of this:
who holds it is on a list until the setting is back, and what was interrupted is done once more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

Arguments = ParamSpec("Arguments")
Outcome = TypeVar("Outcome")

_LOCK = Lock()
_holders: set[object] = set()
_before: list[tuple[Any, int]] = []


@cache
def _linear_algebra() -> list[Any]:
    """Find the linear algebra libraries once, since looking for them takes as long as counting a small survey."""
    return [library for library in ThreadpoolController().lib_controllers if library.user_api == "blas"]


def in_one_thread(compute: Callable[Arguments, Outcome]) -> Callable[Arguments, Outcome]:
    """Hold linear algebra to one thread inside a function."""

    @wraps(compute)
    def held(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Outcome:
        holder = object()
        try:
            _take(holder)
            return compute(*args, **kwargs)
        finally:
            try:
                _give_back(holder)
            except BaseException:
                _give_back(holder)
                raise

    return held


def _take(holder: object) -> None:
    libraries = _linear_algebra()
    with _LOCK:
        if not _holders:
            _before[:] = [(library, library.get_num_threads()) for library in libraries]
        _holders.add(holder)
        for library, _ in _before:
            library.set_num_threads(1)


def _give_back(holder: object) -> None:
    with _LOCK:
        if _holders == {holder}:
            for library, threads in _before:
                library.set_num_threads(threads)
        _holders.discard(holder)
