"""What stands in a folder and is no file."""

from __future__ import annotations

import stat

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def no_file(mode: int) -> str | None:
    """Name what is no file, by its mode; None for a file, or a link."""
    return next((what for is_kind, what in _KINDS if is_kind(mode)), None)
