"""Passing files: what is being written stands beside its target, held by its writer; what a killed one left is swept.

A passing file is called ``.<target>.servgap-<16 random digits>.part``. Its writer holds a lock on it as long as it
runs, which the system takes away when the process ends, however it ends. So a passing file without a lock is nobody's.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path

from servgap.survey.files.locks import hold

#: Bytes of a target's name that its passing files repeat; with more they would have names too long for a folder.
LONGEST_NAME = 180
#: Seconds after which a passing file is nobody's, where the system knows no locks.
OLD = 86_400
_NEW = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_LOOK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
_TRIES = 100


def open_passing(target: Path, mode: int) -> tuple[Path, int]:
    """Make a passing file for a target that nothing else stands for, and hold it.

    Parameters
    ----------
    target
        Where the file is to stand at last.
    mode
        Its permissions, of which the umask may take some.

    Returns
    -------
    tuple of Path and int
        The passing file, and its descriptor, which holds the lock until it is closed.
    """
    for _ in range(_TRIES):
        path = target.with_name(f"{_beginning(target)}{secrets.token_hex(8)}.part")
        try:
            descriptor = os.open(path, _NEW, mode)
        except FileExistsError:
            continue  # a name that was guessed, or planted
        if hold(descriptor) is not False and os.fstat(descriptor).st_nlink:
            return path, descriptor
        os.close(descriptor)  # swept between its making and its lock
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def keep_beside(target: Path) -> tuple[Path, int | None]:
    """Let what stands at a target stand under a passing name too, to be put back from there.

    Returns
    -------
    tuple of Path and int or None
        The passing name, and a descriptor that holds it, where it can be held.
    """
    path = target.with_name(f"{_beginning(target)}{secrets.token_hex(8)}.part")
    os.link(target, path, follow_symlinks=False)
    with suppress(OSError):
        descriptor = os.open(path, _LOOK)
        hold(descriptor)
        return path, descriptor
    return path, None


def sweep(target: Path) -> None:
    """Remove the passing files of a target that no running writer holds; those of others and all else stay."""
    own = re.compile(re.escape(_beginning(target)) + r"[0-9a-f]{16}\.part")
    with suppress(OSError):
        for name in os.listdir(target.parent):  # noqa: PTH208 - of folders with very many files, names alone are quicker
            if own.fullmatch(name):
                _remove_if_left(target.parent / name)


def _beginning(target: Path) -> str:
    name = target.name
    if len(os.fsencode(name)) > LONGEST_NAME:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return f".{name}.servgap-"


def _remove_if_left(path: Path) -> None:
    with suppress(OSError):
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or (hasattr(os, "geteuid") and found.st_uid != os.geteuid()):
            return
        descriptor = os.open(path, _LOOK)
        try:
            free = hold(descriptor)
            if free:  # removed while it is held, so that its writer sees that it is gone, should he be about to take it
                path.unlink()
        finally:
            os.close(descriptor)
        if free is None and time.time() - found.st_mtime > OLD:
            path.unlink()
