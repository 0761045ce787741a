"""Files are written whole or not at all, by one writer, whatever happens meanwhile."""

from __future__ import annotations

import ast
import errno
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.report.report import Report
from servgap.survey.files import locks, passing, writing
from servgap.survey.files.writing import write_whole
from tests.real_findings import finding
from tests.surveys import random_survey

ROOT = Path(__file__).parents[1]
SURVEY = random_survey(3, 40)
GAPS = finding("gaps", "", "small and grouped")
Writer = Callable[[Path], object]
WRITERS: dict[str, Writer] = {
    "page": Report([GAPS]).to_html,
    "workbook": Report([GAPS]).to_excel,
    "word": Report([GAPS]).to_word,
    "finding": GAPS.to_excel,
    "finding in Word": GAPS.to_word,
    "tally": SURVEY.tally(by="branch").save,
    "csv": SURVEY.to_csv,
    "parquet": SURVEY.to_parquet,
    "questionnaire": SURVEY.instrument.to_toml,
}
each_writer = pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
posix = pytest.mark.skipif(os.name != "posix", reason="permissions, links and locks of POSIX")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes the first bytes of a file and no more."""
    write, taken = os.write, dict[int, int]()

    def some(descriptor: int, content: bytes) -> int:
        if taken.get(descriptor):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken[descriptor] = write(descriptor, content[:50])
        return taken[descriptor]

    monkeypatch.setattr(writing.os, "write", some)


@each_writer
def test_a_full_disk_changes_nothing(writer: Writer, full_disk: None, tmp_path: Path) -> None:
    target = tmp_path / "target"
    with pytest.raises(ServgapError, match=r"No space left on device\. Nothing was changed"):
        writer(target)
    assert names(tmp_path) == []
    target.write_bytes(b"the old one")
    with pytest.raises(ServgapError, match=r"No space left on device\. Nothing was changed"):
        writer(target)
    assert (target.read_bytes(), names(tmp_path)) == (b"the old one", ["target"])


def test_a_folder_that_was_made_for_a_report_goes_with_it(full_disk: None, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for folder in (tmp_path / "there", tmp_path / "a" / "b"):
        with pytest.raises(ServgapError, match="No space left"):
            Report([GAPS]).write(folder)
    assert names(tmp_path) == ["there"]


def test_where_there_are_no_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "fcntl", None)
    monkeypatch.setattr(writing, "CAN_LOCK", False)
    targets = [tmp_path / "a", tmp_path / "b"]
    targets[0].write_bytes(b"old")
    (tmp_path / ".a.servgap-0123456789abcdef.part").write_bytes(b"of another, or of nobody: too young to tell")
    write_whole(dict.fromkeys(targets, b"new"))
    assert [path.read_bytes() for path in targets] == [b"new", b"new"]
    assert names(tmp_path) == [".a.servgap-0123456789abcdef.part", "a", "b"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=16k", "servgap-test", str(folder)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("no small disk can be made here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    large = Report([GAPS])
    (small_disk / "report.html").write_bytes(b"old")
    with pytest.raises(ServgapError, match="No space left"):
        large.write(small_disk)
    with pytest.raises(ServgapError, match="No space left"):
        large.to_html(small_disk / "report.html")
    assert (names(small_disk), (small_disk / "report.html").read_bytes()) == (["report.html"], b"old")


@each_writer
@pytest.mark.parametrize("what", ["folder", "too long", "no name", "nowhere", "below a file", "pipe", "socket", "link"])
def test_what_no_file_can_be_written_to(writer: Writer, what: str, tmp_path: Path) -> None:
    target = tmp_path / "target"
    if what == "folder":
        target.mkdir()
    elif what == "below a file":
        target.write_bytes(b"")
        target = target / "below"
    elif what == "nowhere":
        target = target / "below"
    elif what == "pipe":
        os.mkfifo(target)
    elif what == "link":
        target.symlink_to(os.devnull)
    elif what == "socket":
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(os.path.relpath(target))
    else:
        target = tmp_path / {"too long": "n" * 300, "no name": "a\0b"}[what]
    before = names(tmp_path)
    with pytest.raises(ServgapError, match=r"cannot be written: .*Nothing was changed"):
        writer(target)
    assert names(tmp_path) == before


@each_writer
@pytest.mark.parametrize("path", [None, 5, b"x"], ids=str)
def test_what_is_no_path(writer: Writer, path: object) -> None:
    with pytest.raises(ServgapError, match="Expected the path of a file to be written; found"):
        writer(path)  # type: ignore[arg-type]


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(passing.os, "open", refused)  # whoever is root may write everywhere
    with pytest.raises(ServgapError, match=r"Permission denied\. Nothing was changed"):
        write_whole({tmp_path / "x": b"new"})


@posix
def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    target = tmp_path / ("长" * 85)
    write_whole({target: b"new"})
    assert (names(tmp_path), target.read_bytes()) == ([target.name], b"new")


@posix
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_permissions_are_as_the_umask_says_and_stay(umask: int, mode: int, tmp_path: Path) -> None:
    target = tmp_path / "target"
    before = os.umask(umask)
    try:
        write_whole({target: b"new"})
        assert stat.S_IMODE(target.stat().st_mode) == mode
        target.chmod(0o640)
        write_whole({target: b"newer"})
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
    finally:
        os.umask(before)


@posix
def test_a_link_is_replaced_and_what_it_points_to_stays(tmp_path: Path) -> None:
    for name, there in (("precious", True), ("nothing", False)):
        aim, target = tmp_path / name, tmp_path / f"to {name}"
        if there:
            aim.write_bytes(b"precious")
        target.symlink_to(aim)
        write_whole({target: b"new"})
        assert not target.is_symlink()
        assert target.read_bytes() == b"new"
        assert (aim.exists(), there and aim.read_bytes() == b"precious") == (there, there)


@posix
def test_a_planted_link_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aim, target = tmp_path / "precious", tmp_path / "target"
    aim.write_bytes(b"precious")
    drawn = iter(["0" * 16, "1" * 16])
    monkeypatch.setattr(passing.secrets, "token_hex", lambda _: next(drawn))
    (tmp_path / f".target.servgap-{'0' * 16}.part").symlink_to(aim)
    write_whole({target: b"new"})
    assert (aim.read_bytes(), target.read_bytes()) == (b"precious", b"new")


@posix
def test_only_own_leftovers_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, left = tmp_path / "target", ".target.servgap-0123456789abcdef.part"
    foreign = [".target.part", "target.servgap-0123456789abcdef.part", f"{left}.txt", ".other" + left[7:], left[:-5]]
    for name in (left, *foreign):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / ".target.servgap-00000000000000ff.part").mkdir()
    held, descriptor = passing.open_passing(target, 0o600)
    write_whole({target: b"new"})
    assert names(tmp_path) == sorted(["target", ".target.servgap-00000000000000ff.part", *foreign, held.name])
    os.close(descriptor)
    write_whole({target: b"new"})
    assert held.name not in names(tmp_path)
    # Where there are no locks, age decides.
    monkeypatch.setattr(passing, "hold", lambda _: None)
    for name, age in ((left, passing.OLD + 9), (held.name, passing.OLD - 9)):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, times=(time.time() - age,) * 2)
    write_whole({target: b"new"})
    assert (left in names(tmp_path), held.name in names(tmp_path)) == (False, True)


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("fails", [1, 2, 3])
def test_all_or_none_of_several(fails: int, links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, done, targets = os.replace, list[object](), [tmp_path / name for name in "abc"]
    targets[0].write_bytes(b"old a")
    targets[2].write_bytes(b"old c")

    def failing(source: Path, target: Path) -> None:
        done.append(target)
        if len(done) == fails:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        replace(source, target)

    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(writing.os, "replace", failing)
    if not links:
        monkeypatch.setattr(passing.os, "link", no_links)
    with pytest.raises(ServgapError, match=f"{'abc'[fails - 1]}' cannot be written: .*Nothing was changed"):
        write_whole(dict.fromkeys(targets, b"new"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old a", "c": b"old c"}
    write_whole(dict.fromkeys(targets, b"new"))
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == [b"new"] * 3


def test_what_cannot_be_put_back_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, done = os.replace, list[object]()

    def failing(source: Path, target: Path) -> None:
        done.append(target)
        if len(done) > 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        replace(source, target)

    targets = [tmp_path / "a", tmp_path / "b"]
    targets[0].write_bytes(b"old")
    monkeypatch.setattr(writing.os, "replace", failing)
    with pytest.raises(ServgapError, match=r"b' cannot be written: .* is new already and could not be put back: .*a'"):
        write_whole(dict.fromkeys(targets, b"new"))


def test_threads_writing_one_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time one whole file of one writer stands there, and of two files that belong together both are of one."""
    contents = [bytes([number]) * (100_000 + number) for number in range(8)]
    one, two, replace = tmp_path / "one", tmp_path / "two", os.replace

    def slowly(source: Path, target: Path) -> None:
        time.sleep(0.001)
        replace(source, target)

    def written(content: bytes) -> None:
        for _ in range(6):
            write_whole({one: content, two: content})

    monkeypatch.setattr(writing.os, "replace", slowly)

    threads = [threading.Thread(target=written, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if one.exists():
            assert one.read_bytes() in contents
    assert one.read_bytes() == two.read_bytes() in contents
    assert names(tmp_path) == ["one", "two"]


@posix
def test_processes_killed_while_they_write_one_target() -> None:
    told = [sys.executable, str(ROOT / "benchmarks" / "kill_writing.py"), "--kills", "12"]
    ran = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert (ran.returncode, ran.stderr) == (0, "")
    _, broken, left, stays, _ = (int(cell) for cell in ran.stdout.splitlines()[-1].strip("|").split("|"))
    assert (broken, stays) == (0, 0)
    assert left, "no writer was killed while it wrote"


# ------------------------------------------------------------------------------------------------- one place for it all

WRITING = {
    *("write_text", "write_bytes", "touch", "mkdir", "unlink", "rmdir", "symlink_to", "hardlink_to", "to_parquet"),
    *("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp", "write_feather", "tofile", "to_pickle", "savetxt"),
}
OF_OS = {"open", "replace", "rename", "remove", "link", "makedirs", "write"}


def written_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        of = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        modes = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        opened = called in {"open", "fdopen"} and any(set(mode) & set("wax+") for mode in modes)
        if opened or called in WRITING or (of == "os" and called in OF_OS) or of in {"shutil", "tempfile"}:
            yield f"{path.relative_to(ROOT)}:{node.lineno} {called}"


def test_nothing_else_in_the_library_writes() -> None:
    rooms = ROOT / "servgap", ROOT / "servgap" / "survey" / "files"
    files = [path for path in rooms[0].rglob("*.py") if rooms[1] not in path.parents]
    assert [found for path in files for found in written_in(path)] == []
    assert [found for path in rooms[1].rglob("*.py") for found in written_in(path)] != []


def test_the_front_door_writes_by_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed report leaves a page that is swept when the next one is written."""
    left = tmp_path / ".report.html.servgap-0123456789abcdef.part"
    left.write_bytes(b"half")
    written = sg.Report([GAPS]).write(tmp_path)
    assert names(tmp_path) == sorted(path.name for path in (written.html, written.workbook, written.word))
