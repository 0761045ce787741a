"""Locks on open files, which the system takes away when their holder ends; not every system and disk has them."""

from __future__ import annotations

import time

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

CAN_LOCK = fcntl is not None
#: Seconds between two tries.
PAUSE = 0.01


def hold(descriptor: int, *, patience: float = 0.0) -> bool | None:
    """Take the lock on an open file.

    Parameters
    ----------
    descriptor
        The open file; the lock is held until it is closed.
    patience
        Seconds for which another holder is waited for.

    Returns
    -------
    bool or None
        Whether it is held now; None where there are no locks.
    """
    if fcntl is None:
        return None
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(PAUSE)
        except OSError:
            return None
        else:
            return True
