"""Linear algebra held to one thread, where matrices are small and threads that wait for each other cost more.

How many threads it takes is a setting of the whole process. So the first who wants one thread notes what there was, the
last sets it back, and in between nobody else touches it. An interrupt from the keyboard may come at any step of this:
who holds it is on a list until the setting is back, and what was interrupted is done once more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

Arguments = ParamSpec("Arguments")
Outcome = TypeVar("Outcome")

_LOCK = Lock()
_holders: list[_Holder] = []
_before: list[tuple[Any, int]] = []


@dataclass(eq=False)
class _Holder:
    """Who holds linear algebra to one thread; of libraries on OpenMP each thread has a setting of its own."""

    own: list[tuple[Any, int]] = field(default_factory=list)


@cache
def _linear_algebra() -> list[Any]:
    """Find the linear algebra libraries once, since looking for them takes as long as counting a small survey."""
    return [library for library in ThreadpoolController().lib_controllers if library.user_api == "blas"]


def in_one_thread(compute: Callable[Arguments, Outcome]) -> Callable[Arguments, Outcome]:
    """Hold linear algebra to one thread inside a function."""

    @wraps(compute)
    def held(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Outcome:
        holder = _Holder()
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


def _take(holder: _Holder) -> None:
    libraries = [(library, library.get_num_threads()) for library in _linear_algebra()]
    with _LOCK:
        if not _holders:
            _before[:] = [(library, library.get_num_threads()) for library, _ in libraries if not _by_thread(library)]
        holder.own.extend((library, threads) for library, threads in libraries if _by_thread(library))
        _holders.append(holder)
        for library, _ in libraries:
            _set(library, 1)


def _give_back(holder: _Holder) -> None:
    with _LOCK:
        for library, threads in (*holder.own, *(_before if _holders == [holder] else ())):
            _set(library, threads)
        if holder in _holders:
            _holders.remove(holder)


def _by_thread(library: Any) -> bool:
    return bool(getattr(library, "threading_layer", None) == "openmp")


def _set(library: Any, threads: int) -> None:
    """Set it from whichever thread: threadpoolctl hears the first that ever asks, unless that one makes room."""
    library.set_num_threads(threads)
    make_room = getattr(library, "clear_controlling_thread", None)
    if make_room is not None:
        make_room()
