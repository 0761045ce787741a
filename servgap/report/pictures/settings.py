"""The settings of matplotlib, which all threads of a process share: changed by one at a time, and set back.

Drawing reads them at every step, so that a picture can be alone with its own only while no other is drawn. Callers' own
are never touched in between: only the few that a picture needs are changed, and these alone are set back, also when
the keyboard interrupts, in whichever step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import RLock
from typing import Any, TypeVar

import matplotlib as mpl

Drawn = TypeVar("Drawn")

_LOCK = RLock()


def one_at_a_time(draw: Callable[[], Drawn]) -> Drawn:
    """Draw while no other thread does so."""
    with _LOCK:
        return draw()


def with_settings(settings: Mapping[Any, Any], draw: Callable[[], Drawn]) -> Drawn:
    """Draw with settings that hold in no other picture and not afterwards."""
    with _LOCK:
        before = {name: mpl.rcParams[name] for name in settings}
        try:
            mpl.rcParams.update(settings)
            return draw()
        finally:
            try:
                mpl.rcParams.update(before)
            except BaseException:
                mpl.rcParams.update(before)
                raise
