"""The one writer: every file that the library writes is written here, whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from servgap.errors import ServgapError
from servgap.errors import files as errors
from servgap.survey.files.kinds import no_file
from servgap.survey.files.locks import CAN_LOCK, hold
from servgap.survey.files.passing import keep_beside, open_passing, sweep

NEW_MODE = 0o666
#: Seconds for which a writer of several files waits for another one in the same folder to put its own in place.
PATIENCE = 5.0
#: Bytes handed to the system at once.
AT_ONCE = 1 << 26
#: What systems say of files and folders that they cannot force onto the disk.
_CANNOT_SYNC = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}


def write_whole(contents: Mapping[str | os.PathLike[str], bytes]) -> None:
    """Write files so that each holds all of its content or is as it was, and so that all are written or none.

    Every file is written under a passing name in its folder, forced onto the disk, and put in its place only when all
    are complete. Should one not go there, those that did are put back. A file that is replaced keeps its permissions if
    it is the user's own; a new one has those that the umask leaves. Where a link stands, the link is replaced, and what
    it points to stays as it is: whoever can plant a link must not choose what is overwritten.

    Parameters
    ----------
    contents
        What to write, by path.

    Raises
    ------
    ServgapError
        If one of them cannot be written; then nothing was changed and nothing is left behind.
    """
    targets = [(_target(path), content) for path, content in contents.items()]
    with ExitStack() as opened:
        passing = [opened.enter_context(_written(target, content)) for target, content in targets]
        with _alone({each.target.parent for each in passing}, several=len(passing) > 1):
            _put_in_place(passing)
    for folder in {target.parent for target, _ in targets}:
        with suppress(OSError), _folder(folder) as descriptor:
            os.fsync(descriptor)


@contextmanager
def folder_made(folder: str | os.PathLike[str]) -> Iterator[None]:
    """Make a folder with its parents, unless it is there, for what is then written; it goes again if that fails.

    Raises
    ------
    ServgapError
        If it cannot be made.
    """
    with _told(folder):
        wanted = Path(folder).absolute()
        missing = [each for each in (wanted, *wanted.parents) if not each.exists()]
        wanted.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for each in missing:
            with suppress(OSError):  # others may have written there meanwhile
                each.rmdir()
        raise


@dataclass
class _Passing:
    """A file that is complete, and not yet in its place."""

    target: Path
    path: Path
    descriptor: int

    def put(self) -> None:
        if not CAN_LOCK:
            os.close(self.descriptor)  # where there are no locks, files that are open may not be renamed
            self.descriptor = -1
        with _told(self.target):
            os.replace(self.path, self.target)  # noqa: PTH105 - as all of this file, by the system's own calls


@contextmanager
def _told(path: str | os.PathLike[str]) -> Iterator[None]:
    """Say of what the system refuses which file it was."""
    try:
        yield
    except ServgapError:
        raise
    except OSError as problem:
        raise errors.not_written(path, problem.strerror or str(problem)) from None
    except ValueError:  # a sign that no name may hold
        raise errors.not_written(path, "no file can have this name") from None


def _target(path: object) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise errors.no_path(path)
    given = os.fsdecode(path)
    with _told(given):
        target = Path(given).absolute()
        for looked_at in (target.lstat, target.stat):
            with suppress(FileNotFoundError):
                if what := no_file(looked_at().st_mode):
                    raise errors.not_written(given, f"it is {what}")
        if not target.name or given.endswith(("/", os.sep)):
            raise errors.not_written(given, "it names a folder")
    return target


@contextmanager
def _written(target: Path, content: bytes) -> Iterator[_Passing]:
    """Write a passing file; it is gone in the end, unless it was put in its place."""
    sweep(target)
    kept = _mode_of(target)
    with _told(target):
        path, descriptor = open_passing(target, NEW_MODE if kept is None else kept)
    passing = _Passing(target, path, descriptor)
    try:
        with _told(target):
            if kept is not None and hasattr(os, "fchmod"):
                with suppress(OSError):
                    os.fchmod(descriptor, kept)
            left = memoryview(content)
            while left:
                left = left[os.write(descriptor, left[:AT_ONCE]) :]
            _onto_disk(descriptor)
        yield passing
    finally:
        with suppress(OSError):
            path.unlink()
        if passing.descriptor >= 0:
            os.close(passing.descriptor)


def _mode_of(target: Path) -> int | None:
    """Give the permissions of the user's own file that stands there; None where there is none."""
    with suppress(OSError):
        found = target.lstat()
        mine = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if stat.S_ISREG(found.st_mode) and mine:
            return stat.S_IMODE(found.st_mode) & 0o777
    return None


def _onto_disk(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as problem:
        if problem.errno not in _CANNOT_SYNC:
            raise


def _put_in_place(passing: list[_Passing]) -> None:
    """Rename all files, or put back those that were renamed."""
    done: list[tuple[_Passing, Path | None]] = []
    with ExitStack() as kept:
        try:
            for each in passing:
                before = kept.enter_context(_before(each.target)) if len(passing) > 1 else None
                done.append((each, before))
                each.put()
        except BaseException as problem:
            stuck = [str(each.target) for each, before in reversed(done) if not _put_back(each, before)]
            if stuck and isinstance(problem, ServgapError):
                raise errors.written_in_part(done[-1][0].target, "it could not be put in its place", stuck) from None
            raise


def _put_back(each: _Passing, before: Path | None) -> bool:
    """Put back what stood there; a file that was not yet renamed needs nothing."""
    if os.path.lexists(each.path):
        return True
    try:
        if before is None:
            each.target.unlink()
        else:
            os.replace(before, each.target)  # noqa: PTH105 - as above
    except OSError:
        return False
    return True


@contextmanager
def _before(target: Path) -> Iterator[Path | None]:
    """Keep what stands at a target under a passing name, while files are renamed."""
    if not os.path.lexists(target):
        yield None
        return
    with ExitStack() as kept:
        try:
            path, descriptor = keep_beside(target)
        except OSError:  # no file may have two names here, so it is copied
            with _told(target):
                copy = kept.enter_context(_written(target, target.read_bytes()))
            path, descriptor = copy.path, None
        try:
            yield path
        finally:
            with suppress(OSError):
                path.unlink()
            if descriptor is not None:
                os.close(descriptor)


@contextmanager
def _alone(folders: set[Path], *, several: bool) -> Iterator[None]:
    """Let no other writer put several files into these folders at the same time, so that no two mix."""
    with ExitStack() as locked:
        if several and CAN_LOCK:
            for folder in sorted(folders):
                with suppress(OSError):
                    hold(locked.enter_context(_folder(folder)), patience=PATIENCE)
        yield


@contextmanager
def _folder(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        yield descriptor
    finally:
        os.close(descriptor)
