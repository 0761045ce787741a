"""Writing files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from servgap.errors import reports as errors


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write several files, or none: each under a passing name in its own folder first, then all are renamed.

    Parameters
    ----------
    contents
        What to write, by path. A file that is there is replaced only once all new ones are complete.

    Raises
    ------
    ServgapError
        If one of them cannot be written; nothing is left behind then.
    """
    passing: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            if path.is_dir():
                raise errors.unwritable(path, "it is a folder")
            passing[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
            with passing[path].open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path, complete in passing.items():
            complete.replace(path)
    except OSError as problem:
        raise errors.unwritable(path, problem.strerror or "it cannot be opened") from None
    finally:
        for complete in passing.values():
            with suppress(OSError):
                complete.unlink()


def make_folder(folder: Path) -> None:
    """Make a folder with its parents, unless it is there.

    Raises
    ------
    ServgapError
        If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise errors.unwritable(folder, problem.strerror or "it cannot be made") from None
