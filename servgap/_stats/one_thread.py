"""Linear algebra held to one thread, where matrices are small and threads that wait for each other cost more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

Arguments = ParamSpec("Arguments")
Outcome = TypeVar("Outcome")


@cache
def _linear_algebra() -> ThreadpoolController:
    """Find the linear algebra libraries once, since looking for them takes as long as counting a small survey."""
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Hold linear algebra to one thread inside a block."""
    limited: AbstractContextManager[Any] = _linear_algebra().limit(limits=1, user_api="blas")
    return limited


def in_one_thread(compute: Callable[Arguments, Outcome]) -> Callable[Arguments, Outcome]:
    """Hold linear algebra to one thread inside a function."""

    @wraps(compute)
    def held(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Outcome:
        with one_thread():
            return compute(*args, **kwargs)

    return held
