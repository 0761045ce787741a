"""How often intervals, rank sets and tests hold what they promise, beside what is usually done.

Run: python benchmarks/coverage.py --results coverage.csv [--families gaps effects ...] [--populations skewed ...]
     [--sizes 30 100 300 3000] [--replicates 1000] [--processes 2] [--markdown tables.md [--least 200]]

Samples are drawn from populations whose true values are known exactly (populations.py) and analysed by the verbs that
users call. Each family of procedures is a file in coverage_of/ with a FAMILY; one more file is one more family, and
nothing else is edited. Every population, size and replicate has random numbers of its own, so that a replicate gives
the same whenever and beside whatever it is run. Results are added to the file chunk by chunk: a run that was stopped
goes on where it was, and one with more replicates adds to the ones that are there. Begin a new file when code changes.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # two processes: threads of their own would only wait for each other

import argparse
import importlib
import pkgutil
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import coverage_of
import numpy as np
import pandas as pd
from coverage_of.sample import Family, Sample

CHUNK = 25
COLUMNS = ("family", "population", "n", "first", "procedure", "known", "total", "squares")
FINISHED = "(finished)"
AIMED_FROM = 100
Key = tuple[str, str, int, int]


def families() -> dict[str, Family]:
    modules = [
        importlib.import_module(f"coverage_of.{each.name}") for each in pkgutil.iter_modules(coverage_of.__path__)
    ]
    found = [module.FAMILY for module in modules if hasattr(module, "FAMILY")]
    return {family.name: family for family in found}


@dataclass(frozen=True, order=True)
class Task:
    """Some replicates of one population and size, by several families; in this order all tables grow together."""

    first: int
    n: int
    population: str
    families: tuple[str, ...]

    def cells(self) -> list[Key]:
        return [(name, self.population, self.n, self.first) for name in self.families]


def tasks(
    chosen: list[str], populations: list[str] | None, sizes: list[int] | None, replicates: int, done: set[Key]
) -> list[Task]:
    found = families()
    wanted: dict[tuple[int, int, str], list[str]] = {}
    for name in chosen:
        for population in found[name].populations:
            if populations is not None and population.name not in populations:
                continue
            for n in found[name].sizes:
                for first in range(0, replicates if sizes is None or n in sizes else 0, CHUNK):
                    if (name, population.name, n, first) not in done:
                        wanted.setdefault((first, n, population.name), []).append(name)
    return sorted(Task(*where, tuple(names)) for where, names in wanted.items())


def study(task: Task) -> list[tuple[object, ...]]:
    """Run the replicates of a task: sums of the shares that held, a row a procedure."""
    found = {name: families()[name] for name in task.families}
    population = next(each for family in found.values() for each in family.populations if each.name == task.population)
    collected: dict[tuple[str, str], list[float]] = {}
    for replicate in range(task.first, task.first + CHUNK):
        sample = Sample(population, task.n, replicate)
        for name, family in found.items():
            for procedure, share in family.measure(sample).items():
                collected.setdefault((name, procedure), []).append(share)
    rows: list[tuple[object, ...]] = []
    for (name, procedure), shares in collected.items():
        known = np.array(shares)[np.isfinite(shares)]
        key = (name, task.population, task.n, task.first)
        rows.append((*key, procedure, len(known), known.sum(), (known**2).sum()))
    return [*rows, *((*key, FINISHED, CHUNK, 0.0, 0.0) for key in task.cells())]


def results_of(path: Path) -> pd.DataFrame:
    """Read what is there; of a chunk that was cut off while it was written, nothing."""
    if not path.exists():
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.read_csv(path, on_bad_lines="skip", dtype={"n": "Int64", "first": "Int64"})
    key = list(COLUMNS[:4])
    finished = table.loc[table["procedure"] == FINISHED, key].drop_duplicates()
    return table.merge(finished, on=key).drop_duplicates([*key, "procedure"], keep="last")


def finished(table: pd.DataFrame) -> set[Key]:
    """Tell which chunks are there, whole."""
    rows = table.loc[table["procedure"] == FINISHED, list(COLUMNS[:4])]
    return set(rows.itertuples(index=False, name=None))


def run(todo: list[Task], path: Path, processes: int) -> Iterator[int]:
    """Study what is to be done, and add each chunk to the file when it is ready; tell how many are."""
    fresh = not path.exists()
    with ProcessPoolExecutor(processes) as pool, path.open("a", encoding="utf-8") as file:
        if fresh:
            file.write(",".join(COLUMNS) + "\n")
        running = [pool.submit(study, task) for task in todo]
        for number, done in enumerate(as_completed(running), start=1):
            if done.exception() is None:
                pd.DataFrame(done.result()).to_csv(file, header=False, index=False)
                file.flush()
            else:
                print(f"A chunk failed and is left out, to be tried again: {done.exception()!r}", flush=True)
            yield number


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """One row a procedure, population and size: the share that held, and its Monte Carlo error over samples."""
    held = table[table["procedure"] != FINISHED]
    sums = held.groupby(["family", "procedure", "population", "n"], sort=False)[["known", "total", "squares"]].sum()
    sums = sums[sums["known"] > 0].reset_index()
    share = sums["total"] / sums["known"]
    spread = np.sqrt(np.maximum(sums["squares"] / sums["known"] - share**2, 0.0) / sums["known"])
    # A share of 0 or 1 is not known exactly either: one further sample that goes the other way bounds its error.
    return sums.assign(share=share, error=np.maximum(spread, 1 / (sums["known"] + 1)))


def markdown(table: pd.DataFrame) -> str:
    """Write one table a kind of procedure: rows are procedure and population, columns sizes."""
    told = []
    headings = {kind: heading for family in families().values() for kind, heading in family.headings.items()}
    for kind, heading in sorted(headings.items(), key=lambda each: each[0] == "usual"):
        part = table[table["procedure"].str.startswith(f"{kind}/")]
        if part.empty:
            continue
        order = [each.name for family in families().values() for each in family.populations]
        rows = part.assign(place=part["population"].map(order.index)).sort_values(["place", "n"], kind="stable")
        wide = rows.pivot_table(index=["procedure", "population"], columns="n", values="share", sort=False)
        wide = wide.loc[sorted(wide.index, key=lambda row: list(part["procedure"]).index(row[0]))]
        lines = [f"## {heading}", "", _errors(part), ""]
        lines.append("| procedure | population | " + " | ".join(f"n = {n:,}" for n in sorted(wide.columns)) + " |")
        lines.append("|---|---|" + "---|" * len(wide.columns))
        for (procedure, population), shares in wide[sorted(wide.columns)].iterrows():
            cells = " | ".join("–" if np.isnan(share) else f"{100 * share:.1f}" for share in shares)
            lines.append(f"| {procedure.split('/', 1)[1]} | {population} | {cells} |")
        told.append("\n".join(lines))
    return "\n\n".join([*told, outside(table)])


def _errors(part: pd.DataFrame) -> str:
    few, many = int(part["known"].min()), int(part["known"].max())
    samples = f"{few:,}" if few == many else f"{few:,} to {many:,}"
    return f"{samples} samples; largest Monte Carlo error of a share {100 * part['error'].max():.1f} points."


def outside(table: pd.DataFrame) -> str:
    """List the shares that lie outside their aim by more than two Monte Carlo errors, from 100 respondents on."""
    aims = {kind: aim for family in families().values() for kind, aim in family.aims.items()}
    lines = ["## Outside the aim by more than two Monte Carlo errors, from 100 respondents on", ""]
    for row in table[table["n"] >= AIMED_FROM].itertuples():
        kind, name = row.procedure.split("/", 1)
        low, high = aims.get(kind, (0.0, 1.0))
        if row.share + 2 * row.error < low or row.share - 2 * row.error > high:
            side = "below" if row.share < low else "above"
            lines.append(
                f"- {side}: {name}, {row.population}, n = {row.n:,}: {100 * row.share:.1f} ± {100 * row.error:.1f}"
            )
    return "\n".join(lines if len(lines) > 2 else [*lines, "None."])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, required=True, help="file that results are added to")
    parser.add_argument("--families", nargs="+", default=list(families()), choices=list(families()))
    parser.add_argument("--populations", nargs="+", help="their names; without it, all")
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--markdown", type=Path, help="write the tables there")
    parser.add_argument("--least", type=int, default=1, help="shares of fewer samples are left out of the tables")
    told = parser.parse_args()
    todo = tasks(told.families, told.populations, told.sizes, told.replicates, finished(results_of(told.results)))
    start = time.perf_counter()
    for number in run(todo, told.results, told.processes) if todo else ():
        if number % 20 == 0:
            print(f"{number} of {len(todo)} chunks, {time.perf_counter() - start:.0f} s", flush=True)
    if told.markdown is not None:
        table = summary(results_of(told.results))
        told.markdown.write_text(markdown(table[table["known"] >= told.least]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
