"""From a file on disk to a Survey, beside the plain readers of that format: times, ratios, peak memory.

Run: python benchmarks/bench_reading.py [--quick] [--formats csv xlsx] [--repeats 3] [--profile csv]

Every reading takes place in a process of its own that has imported what it needs and read a small file before the
clock starts; readers take turns, and ratios are those of medians of one run, once of the time on the clock and once
of the time that processors worked, which other work on the machine disturbs less. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import platform
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from synthetic import COLUMNS, make_frame

import servgap as sg

ASKED = {part: COLUMNS[part] for part in ("expectation", "perception")}
ATTRIBUTES = ["branch", "quarter"]
SIZES = {"csv": 1_000_000, "parquet": 1_000_000, "xlsx": 20_000, "sav": 100_000}
QUICK_SIZES = {"csv": 20_000, "parquet": 20_000, "xlsx": 1_000, "sav": 5_000}
WARM = 50
OURS = "servgap"

Reader = Callable[[str], object]


def survey_of(path: str) -> object:
    """Read a file with the library, from disk to Survey."""
    return sg.read_survey(path, "servqual", columns=ASKED, attributes=ATTRIBUTES)


def csv_by_c(path: str) -> object:
    return pd.read_csv(path, dtype=str, keep_default_na=False, engine="c")


def csv_by_objects(path: str) -> object:
    return pd.read_csv(path, dtype=object, na_filter=False, engine="c")


def csv_by_pyarrow(path: str) -> object:
    return pd.read_csv(path, dtype=str, keep_default_na=False, engine="pyarrow")


def csv_by_arrow(path: str) -> object:
    import pyarrow as pa
    from pyarrow import csv

    with Path(path).open(encoding="utf-8") as file:
        names = file.readline().strip().split(",")
    return csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())))


def parquet_by_arrow(path: str) -> object:
    from pyarrow import parquet

    return parquet.ParquetFile(path).read()


def xlsx_by_calamine(path: str) -> object:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def sav_by_pyreadstat(path: str) -> object:
    import pyreadstat

    return pyreadstat.read_sav(path)


PLAIN: dict[str, dict[str, Reader]] = {
    "csv": {
        "pandas, C engine": csv_by_c,
        "pandas, C engine, objects": csv_by_objects,
        "pandas, pyarrow engine": csv_by_pyarrow,
        "pyarrow, texts": csv_by_arrow,
    },
    "parquet": {"pandas": pd.read_parquet, "pyarrow": parquet_by_arrow},
    "xlsx": {"python-calamine": xlsx_by_calamine},
    "sav": {"pyreadstat": sav_by_pyreadstat},
}


def write(kind: str, path: Path, respondents: int) -> None:
    """Write the seeded survey's 44 answers, branch and quarter; whole numbers, and empty cells where missing."""
    frame = make_frame(respondents)
    frame = frame[[*(name for name in frame.columns if not name.startswith("W_"))]]
    answers = [name for name in frame.columns if name not in ATTRIBUTES]
    whole = frame.astype(dict.fromkeys(answers, "Int8"))
    if kind == "csv":
        whole.to_csv(path, index=False)
    elif kind == "parquet":
        whole.to_parquet(path, index=False)
    elif kind == "xlsx":
        whole.to_excel(path, index=False, engine="xlsxwriter")
    else:
        import pyreadstat

        labels = {1.0: "Strongly disagree", 7.0: "Strongly agree"}
        pyreadstat.write_sav(frame, path, variable_value_labels=dict.fromkeys(answers, labels))


def high_water() -> float:
    """Give the most memory held since the mark was last put back, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def held() -> float:
    """Give the memory held now, in MB, and put the high-water mark back to it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return next(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def read_once(kind: str, reader: str, path: Path, warm: Path) -> None:
    """Read a file in this process, and print seconds and peak memory over what was held before."""
    read = survey_of if reader == OURS else PLAIN[kind][reader]
    read(str(warm))
    measurable = Path("/proc/self/clear_refs").exists()
    before = held() if measurable else float("nan")
    start, worked = time.perf_counter(), time.process_time()
    kept = read(str(path))
    taken, work = time.perf_counter() - start, time.process_time() - worked
    peak = high_water() - before if measurable else float("nan")
    print(json.dumps({"seconds": taken, "work": work, "memory": peak, "kept": type(kept).__name__}))


@dataclass
class Timed:
    """What a reader took, each time."""

    seconds: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    failed: str = ""

    def add(self, command: list[str]) -> None:
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - this file
        if done.returncode:
            self.failed = done.stderr.strip().splitlines()[-1]
            return
        found = json.loads(done.stdout)
        self.seconds.append(found["seconds"])
        self.work.append(found["work"])
        self.memory.append(found["memory"])


def measure(kind: str, respondents: int, repeats: int, folder: Path) -> dict[str, Timed]:
    path, warm = folder / f"survey.{kind}", folder / f"warm.{kind}"
    write(kind, path, respondents)
    write(kind, warm, WARM)
    found = {reader: Timed() for reader in (OURS, *PLAIN[kind])}
    for _ in range(repeats):
        for reader, timed in found.items():
            timed.add([sys.executable, __file__, "--read", kind, reader, str(path), str(warm)])
    return found


def table(results: dict[str, tuple[int, dict[str, Timed]]]) -> str:
    rows = [
        "| file | respondents | reader | median | all | processors | peak memory | servgap / it | by processors |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for kind, (respondents, found) in results.items():
        for reader, timed in found.items():
            start = f"| {kind} | {respondents:,} | {reader} |"
            if not timed.seconds:
                rows.append(f"{start} {timed.failed} | | | | | |")
                continue
            every = ", ".join(f"{each:.2f}" for each in timed.seconds)
            median, work, memory = map(statistics.median, (timed.seconds, timed.work, timed.memory))
            told = [ratio(found, reader, of) for of in ("seconds", "work")]
            rows.append(f"{start} {median:.2f} s | {every} | {work:.2f} s | {memory:,.0f} MB | {told[0]} | {told[1]} |")
    return "\n".join(rows)


def ratio(found: dict[str, Timed], reader: str, of: str) -> str:
    """Say how much longer the library takes than another reader, and whether that one is the fastest."""
    medians = {name: statistics.median(getattr(timed, of)) for name, timed in found.items() if timed.seconds}
    ours = medians.pop(OURS, None)
    if ours is None or reader not in medians:
        return ""
    fastest = " (fastest)" if medians[reader] == min(medians.values()) and len(medians) > 1 else ""
    return f"{ours / medians[reader]:.2f} ×{fastest}"


def profile(kind: str, respondents: int, folder: Path) -> None:
    """Print where the library spends its time reading a file."""
    path, warm = folder / f"survey.{kind}", folder / f"warm.{kind}"
    write(kind, path, respondents)
    write(kind, warm, WARM)
    survey_of(str(warm))
    profiler = cProfile.Profile()
    profiler.runcall(survey_of, str(path))
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


def machine(load: tuple[float, ...]) -> str:
    names = ("numpy", "pandas", "pyarrow", "python-calamine", "pyreadstat")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    loads = ", ".join(f"{each:.1f}" for each in load)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}; load before the run {loads}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small files, once: does it run?")
    parser.add_argument("--formats", nargs="+", choices=SIZES, default=list(SIZES), help="kinds of files")
    parser.add_argument("--repeats", type=int, help="readings of each file by each reader")
    parser.add_argument("--profile", choices=SIZES, help="show where the time goes, for one kind of file")
    parser.add_argument("--read", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        kind, reader, path, warm = asked.read
        read_once(kind, reader, Path(path), Path(warm))
        return
    sizes = QUICK_SIZES if asked.quick else SIZES
    load = os.getloadavg()
    with tempfile.TemporaryDirectory() as folder:
        if asked.profile:
            profile(asked.profile, sizes[asked.profile], Path(folder))
            return
        results = {}
        for kind in asked.formats:
            repeats = asked.repeats or (1 if asked.quick else 3)
            results[kind] = (sizes[kind], measure(kind, sizes[kind], repeats, Path(folder)))
            print(f"{kind} done, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    print(f"{machine(load)}\n\n{table(results)}")


if __name__ == "__main__":
    main()
