"""Change the arithmetic and the verdicts in small ways, one at a time, and see whether a test notices.

    python benchmarks/mutation.py tests                                      # once: which tests call which functions
    python benchmarks/mutation.py tests tests/test_gaps.py                   # the same of new tests
    python benchmarks/mutation.py pass_over                                  # once: which of them fail without a change
    python benchmarks/mutation.py run servgap/_stats/groups --sample 200     # try some of the changes there are
    python benchmarks/mutation.py report                                     # what was killed, by room; what survived

What was tried is kept in a file and not tried again; a change keeps its name while its line stays as it is, so that a
run can be stopped, gone on with, and repeated after tests were added: `--again` tries the survivors anew, and nothing
else. A change is tried in a copy of this process that has everything imported already; no file is written to.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import resource
import signal
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from importlib import import_module
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, ClassVar, TypeAlias

import mutants as finder
from mutants import Mutant

ROOT = Path(__file__).parents[1]
WORK = Path(os.environ.get("SERVGAP_MUTATION", ROOT / ".mutation"))
CALLED, TRIED = WORK / "called.json", WORK / "tried.jsonl"
EQUIVALENT = Path(__file__).with_name("mutation_equivalent.toml")
ROOMS = ("servgap/_stats", "servgap/analysis")
UNTRIED = (
    "test_same_everywhere", "test_fonts", "test_pictures", "test_fuzz", "test_import_time", "test_notebooks",
    "test_bad_input", "test_describe_source", "test_exports", "test_house", "test_instrument*", "test_labels",
    "test_read*", "test_report*", "test_review_reading", "test_round_trip", "test_scale", "test_sources",
    "test_statistical_files", "test_tables",
)  # fmt: skip
"""Test files that start processes of their own, that draw, or that read files: they would be slow and find little."""

SURVIVED = ("survived", "unfinished")
FIRST, FILES, QUICK, REST, TIMEOUT, MEMORY = 60, 3, 0.3, 400, 200, 6 << 30
"""Tests tried first, of how many files, each quicker than so many seconds; tests tried then; seconds and bytes a change
may take."""


Heard: TypeAlias = "dict[str, Any]"
Functions: TypeAlias = "dict[tuple[str, str], list[FunctionType]]"


class Changed(MetaPathFinder, SourceLoader):
    """Imports one module from a changed source."""

    def __init__(self, path: Path, source: str) -> None:
        self.path, self.source = path, source
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        del path, target
        return spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None

    def get_filename(self, fullname: str) -> str:
        del fullname
        return str(self.path)

    def get_data(self, path: str) -> bytes:
        del path
        return self.source.encode()

    def get_code(self, fullname: str) -> object:
        del fullname
        return compile(self.source, str(self.path), "exec")


def in_a_copy(work: Callable[[], str], timeout: float) -> str:
    """Do something in a copy of this process, and give what it says; "timeout" if it takes too long."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.setpgid(0, 0)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        said = "crashed"
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            said = work()
        except Exception as error:  # noqa: BLE001 - this program's own, to be told and not to be counted
            said = f"error: {error!r}"
        finally:
            os.write(write, said.encode())
            os._exit(0)
    os.close(write)
    until = time.monotonic() + timeout
    said = b""
    with os.fdopen(read, "rb") as pipe:
        os.set_blocking(pipe.fileno(), False)
        while time.monotonic() < until:
            done, _ = os.waitpid(child, os.WNOHANG)
            said += pipe.read() or b""
            if done:
                return said.decode() or "crashed"
            time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout"


def warm(tests: Iterable[str] = ()) -> None:
    """Import what is heavy; for a run also the library and its tests, so that a copy has nothing left to import."""
    os.chdir(ROOT)
    os.environ.update(OPENBLAS_NUM_THREADS="1", MPLBACKEND="Agg")
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
    for name in (
        "matplotlib.pyplot",
        "pandas",
        "pyarrow",
        "pytest",
        "scipy.optimize",
        "scipy.stats",
        "statsmodels.api",
    ):
        import_module(name)
    files = sorted({test.split("::")[0] for test in tests})
    for file in ["tests/conftest.py", *files] if files else []:
        import_module(".".join(Path(file).with_suffix("").parts).removeprefix("tests."))


def functions_by_place() -> Functions:
    """Find all functions of the library that are in memory, by file and name."""
    found: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(str(ROOT / "servgap")):
            found[each.__code__.co_filename.removeprefix(f"{ROOT}/"), each.__code__.co_qualname].append(each)
    return found


def put_in(mutant: Mutant, source: str, functions: Functions) -> None:
    """Give the changed function its new code wherever it is; where no function changed, import its module anew."""
    whole = compile(source, str(ROOT / mutant.file), "exec", dont_inherit=True)
    codes = {code.co_qualname: code for code in _codes_in(whole)}
    name = next((name for name in _outwards(mutant.function) if (mutant.file, name) in functions), "")
    known = functions.get((mutant.file, name), [])
    if known and name in codes and codes[name] != known[0].__code__:
        for each in known:
            each.__code__ = codes[name]
        return
    ours = ("servgap", "oracle_families", *(path.stem for path in (ROOT / "tests").glob("*.py")), "tests")
    for module in [module for module in sys.modules if module.split(".")[0] in ours]:
        del sys.modules[module]
    sys.meta_path.insert(0, Changed(ROOT / mutant.file, source))


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes_in(each)


def _outwards(name: str) -> Iterator[str]:
    """Give a nested function's name, then those around it."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        yield ".".join(parts[:length])


class Listener:
    """Notes, for every test, which functions of the library it calls and how long it takes."""

    def __init__(self) -> None:
        self.called: dict[str, list[str]] = defaultdict(list)
        self.seconds: dict[str, float] = {}
        self.broken: list[str] = []
        self.now: set[tuple[str, str]] = set()

    def _heard(self, frame: object, event: str, _: object) -> None:
        if event == "call":
            code = frame.f_code  # type: ignore[attr-defined]
            if "/servgap/" in code.co_filename:
                self.now.add((code.co_filename, code.co_qualname))

    def pytest_runtest_protocol(self, item: object, nextitem: object) -> None:
        del item, nextitem
        self.now, self.began = set(), time.perf_counter()
        sys.setprofile(self._heard)

    def pytest_runtest_logreport(self, report: object) -> None:
        if report.failed:  # type: ignore[attr-defined]
            self.broken.append(report.nodeid)  # type: ignore[attr-defined]

    def pytest_runtest_logfinish(self, nodeid: str, location: object) -> None:
        del location
        sys.setprofile(None)
        self.seconds[nodeid] = time.perf_counter() - self.began
        for file, function in self.now:
            self.called[f"{file.removeprefix(str(ROOT) + '/')}|{function.split('.<locals>')[0]}"].append(nodeid)


def listen(tests: list[str]) -> None:
    """Run the tests once and write down what calls what."""
    import pytest

    warm()
    if any(name.split(".")[0] == "servgap" for name in sys.modules):
        raise SystemExit("servgap was imported already")
    WORK.mkdir(exist_ok=True)
    listener = Listener()
    chosen = tests or [
        str(each)
        for each in sorted((ROOT / "tests").glob("test_*.py"))
        if not any(fnmatch(each.stem, name) for name in UNTRIED)
    ]
    chosen = [*chosen, *ROOMS] if not tests else chosen
    pytest.main(["-q", "-p", "no:xdist", "-p", "no:cacheprovider", *chosen], plugins=[listener])
    heard = {"called": listener.called, "seconds": listener.seconds, "broken": listener.broken}
    if tests and CALLED.exists():
        heard = _with(json.loads(CALLED.read_text(encoding="utf-8")), heard)
    CALLED.write_text(json.dumps(heard), encoding="utf-8")


def _with(before: Heard, new: Heard) -> Heard:
    """Put what some tests call in the place of what was known of their files."""
    files = {test.split("::")[0] for test in new["seconds"]}

    def kept(tests: Iterable[str]) -> list[str]:
        return [test for test in tests if test.split("::")[0] not in files]

    called = {place: kept(tests) for place, tests in before["called"].items()}
    for place, tests in new["called"].items():
        called.setdefault(place, []).extend(tests)
    seconds = {test: before["seconds"][test] for test in kept(before["seconds"])} | new["seconds"]
    return {"called": called, "seconds": seconds, "broken": sorted({*before["broken"], *new["broken"]})}


def pass_over(_: argparse.Namespace) -> None:
    """Run all tests once in a copy as changes are tried in, and pass over those that fail there without any change."""
    import pytest

    heard = json.loads(CALLED.read_text(encoding="utf-8"))
    warm(heard["seconds"])
    failed = WORK / "failed.json"

    class Failures:
        names: ClassVar[list[str]] = []

        def pytest_runtest_logreport(self, report: object) -> None:
            if report.failed:  # type: ignore[attr-defined]
                self.names.append(report.nodeid)  # type: ignore[attr-defined]

    def work() -> str:
        options = ["-q", "--assert=plain", "-p", "no:xdist", "-p", "no:cacheprovider", "--tb=no"]
        code = int(
            pytest.main([*options, *sorted({test.split("::")[0] for test in heard["seconds"]})], plugins=[Failures()])
        )
        failed.write_text(json.dumps(Failures.names), encoding="utf-8")
        return str(code)

    print("pytest said", in_a_copy(work, 60 * TIMEOUT))
    heard["broken"] = json.loads(failed.read_text(encoding="utf-8"))
    print(f"{len(heard['broken'])} tests are passed over:", *heard["broken"], sep="\n")
    CALLED.write_text(json.dumps(heard), encoding="utf-8")


class Chosen:
    """Which tests may notice a change."""

    def __init__(self) -> None:
        told = json.loads(CALLED.read_text(encoding="utf-8"))
        self.seconds: dict[str, float] = told["seconds"]
        self.called: dict[str, list[str]] = told["called"]
        self.broken: list[str] = told["broken"]

    def calling(self, mutant: Mutant) -> list[str]:
        """Give the tests that call the changed function, or any of the file if it is none, the quickest first."""
        found: set[str] = set()
        for place, tests in self.called.items():
            file, _, function = place.partition("|")
            mine = not mutant.function or f"{mutant.function}.".startswith(f"{function}.")
            if file == mutant.file and mine:
                found.update(tests)
        return sorted(found.difference(self.broken), key=lambda test: self.seconds.get(test, 0.0))

    def rounds(self, mutant: Mutant) -> list[list[str]]:
        """Give the tests in rounds: those of few files that take no time, then the quickest of the others."""
        tests = self.calling(mutant)
        quick = [test for test in tests if self.seconds.get(test, 0.0) < QUICK]
        files = [file for file, _ in Counter(test.split("::")[0] for test in quick).most_common(FILES)]
        first = [test for test in quick if test.split("::")[0] in files][:FIRST]
        rest = [test for test in tests if test not in set(first)][:REST]
        return [each for each in (first, rest) if each]


def tried(mutant: Mutant, chosen: Chosen, functions: Functions, timeout: float) -> dict[str, object]:
    """Try one change."""
    source = (ROOT / mutant.file).read_text(encoding="utf-8")
    began, said = time.monotonic(), "survived"

    def noticed(tests: list[str]) -> str:
        import pytest

        put_in(mutant, mutant.applied(source), functions)
        quiet = ["-q", "-x", "--assert=plain", "-p", "no:xdist", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
        code = int(pytest.main([*quiet, *tests]))
        return {0: "survived", 1: "killed", 2: "killed", 5: "survived"}.get(code, f"error: pytest said {code}")

    for tests in chosen.rounds(mutant):
        left = timeout - (time.monotonic() - began)
        said = in_a_copy(lambda tests=tests: noticed(tests), left) if left > 1 else "unfinished"
        if said != "survived":
            break
    took = round(time.monotonic() - began, 1)
    return {"key": mutant.key, "file": mutant.file, "said": said, "seconds": took, "mutant": str(mutant)}


def check_that_nothing_is_noticed(chosen: Chosen, functions: Functions) -> None:
    """Try a change that changes nothing, in either way of putting it in: it must survive."""
    file = "servgap/_stats/responses/mahalanobis.py"
    source = (ROOT / file).read_text(encoding="utf-8")
    for written, function in (("CONDITION = 1e-10", ""), ("squared[lacking == k] = np.nan", "_distances")):
        start = source.index(written)
        unchanged = Mutant(file, 1, start, start + len(written), written, written, function, written, 0)
        said = tried(unchanged, chosen, functions, 4 * TIMEOUT)["said"]
        if said != "survived":
            told = f"{file}, unchanged, {said}: mend the tests first, and run 'tests' anew"
            raise SystemExit(told)


def equivalents() -> dict[str, str]:
    """Read which changes change nothing, each with the reason."""
    with EQUIVALENT.open("rb") as file:
        return {each["key"]: each["reason"] for each in tomllib.load(file).get("mutant", [])}


def known() -> dict[str, dict[str, object]]:
    """Read what was tried already; the last try counts."""
    lines = TRIED.read_text(encoding="utf-8").splitlines() if TRIED.exists() else []
    return {each["key"]: each for each in map(json.loads, lines)}


def sampled(paths: Iterable[str], sample: int, seed: int) -> list[Mutant]:
    """List the changes of all files under the paths, or so many of them; lines that are edited leave the others in."""
    files = sorted({file for path in paths for file in _files(ROOT / path)})
    every = [mutant for file in files for mutant in finder.mutants_of(file, ROOT)]
    if not 0 < sample < len(every):
        return every

    def place(mutant: Mutant) -> bytes:
        return hashlib.sha1(f"{seed} {mutant.key}".encode(), usedforsecurity=False).digest()

    last = sorted(map(place, every))[sample - 1]
    return [mutant for mutant in every if place(mutant) <= last]


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def run(asked: argparse.Namespace) -> None:
    """Try what was not tried yet, and tell of each as it is done."""
    before, same, chosen = known(), equivalents(), Chosen()
    warm(chosen.seconds)
    functions = functions_by_place()
    check_that_nothing_is_noticed(chosen, functions)
    for mutant in sampled(asked.paths, asked.sample, asked.seed):
        done = before.get(mutant.key)
        survived = done is not None and done["said"] in SURVIVED
        if mutant.key in same or not (survived if asked.again else done is None):
            continue
        outcome = tried(mutant, chosen, functions, asked.timeout)
        with TRIED.open("a", encoding="utf-8") as file:
            file.write(json.dumps(outcome) + "\n")
        if outcome["said"] in SURVIVED:
            print(outcome["key"], mutant, f"({outcome['seconds']} s)", flush=True)


def report(asked: argparse.Namespace) -> None:
    """Count by room what was tried and what noticed it."""
    outcomes, same = known(), equivalents()
    current = {mutant.key: mutant for mutant in sampled(asked.paths or ROOMS, 0, 0)}
    rooms: dict[str, Counter[str]] = defaultdict(Counter)
    for key, mutant in current.items():
        room = "/".join(Path(mutant.file).parts[1:3]) if "_stats" in mutant.file else "analysis"
        rooms[room]["all"] += 1
        if key in same:
            rooms[room]["equivalent"] += 1
        elif key in outcomes:
            rooms[room][str(outcomes[key]["said"])] += 1
    print("| room | changes there are | tried | noticed | change nothing | survived |\n|---|---|---|---|---|---|")
    for room, counts in [*sorted(rooms.items()), ("all", sum(rooms.values(), Counter()))]:
        noticed = counts["killed"] + counts["timeout"] + counts["crashed"]
        survived = counts["survived"] + counts["unfinished"]
        all_tried = noticed + survived + counts["equivalent"]
        share = f" ({noticed / max(all_tried - counts['equivalent'], 1):.1%})"
        row = (room, counts["all"], all_tried, f"{noticed}{share}", counts["equivalent"], survived)
        print("| " + " | ".join(map(str, row)) + " |")
    for key, mutant in current.items():
        if key not in same and outcomes.get(key, {}).get("said") in SURVIVED:
            print(key, mutant)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("tests", "pass_over", "run", "report"))
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--sample", type=int, default=0, help="how many changes, spread over the paths; 0 is all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=TIMEOUT)
    parser.add_argument("--again", action="store_true", help="try the survivors anew, and nothing else")
    asked = parser.parse_args()
    os.nice(10)
    if asked.what == "tests":
        listen(asked.paths)
    else:
        {"pass_over": pass_over, "run": run, "report": report}[asked.what](asked)


if __name__ == "__main__":
    main()
