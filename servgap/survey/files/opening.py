"""What is looked at before anything of a file is read: that it is a file, and how large it is."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from servgap.errors import files as errors
from servgap.survey.files.kinds import no_file

BYTES = "the bytes of a file"


def check_file(path: str | os.PathLike[str], most: int, *, mend: str) -> None:
    """Refuse pipes, sockets, devices, and files beyond a size; folders and files that are not there are for others.

    Parameters
    ----------
    path
        The file.
    most
        The bytes that it may have.
    fix
        What to do about a larger one.

    Raises
    ------
    ServgapError
        If it is none, or larger.
    OSError
        If nothing can be learnt of it.
    """
    found = Path(path).stat()
    what = no_file(found.st_mode)
    if what is not None and not stat.S_ISDIR(found.st_mode):
        raise errors.not_a_file(path, what)
    if stat.S_ISREG(found.st_mode) and found.st_size > most:
        raise errors.too_large(path, found.st_size, most, BYTES, mend)


def read_whole(path: str | os.PathLike[str], most: int, *, mend: str) -> bytes:
    """Read a file of a limited size.

    Parameters
    ----------
    path, most, fix
        As of `check_file`.

    Raises
    ------
    ServgapError
        If it is no file, or larger.
    OSError
        If it cannot be read.
    """
    check_file(path, most, mend=mend)
    with Path(path).open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:  # it has grown, or its size was not known
        raise errors.too_large(path, len(content), most, BYTES, mend)
    return content
