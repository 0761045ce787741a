"""Validity: factor models, number of factors and reliability, beside R (lavaan, psych, semTools), semopy and others.

Run: python benchmarks/bench_validity.py [--quick] [--respondents 300] [--repeats 5] [--peers PYTHON] [--sizes 1000]

All sides get the same seeded answers and take turns. R is used where Rscript and its packages are found, semopy and
factor_analyzer where the interpreter named by --peers has them. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from synthetic import COLUMNS, INSTRUMENT, make_frame
from timing import as_ratio, in_turns, machine, markdown, seconds, shown, warm

import servgap as sg
from servgap._stats.exploratory.adequacy import sampling_adequacy
from servgap._stats.exploratory.factors import exploratory_factors
from servgap._stats.exploratory.minimum_average_partial import minimum_average_partial
from servgap._stats.exploratory.parallel_analysis import parallel_analysis
from servgap._stats.factor_models.confirmatory import confirmatory_factor_analysis
from servgap._stats.factor_models.diagonally_weighted import ordinal_factor_model
from servgap._stats.factor_models.full_information import full_information_factor_analysis, robust_full_information
from servgap._stats.factor_models.heterotrait import htmt_bootstrap
from servgap._stats.factor_models.invariance import measurement_invariance
from servgap._stats.factor_models.robust_analysis import robust_factor_analysis
from servgap._stats.ordinal.polychoric import polychoric
from servgap._stats.ordinal.sample import tables_of
from servgap._stats.reliability.omega import omega_total
from servgap.survey.covariances import whole_covariances

Floats = NDArray[np.float64]
Numbers: TypeAlias = dict[str, float]

HERE = Path(__file__).parent
SIZES = (1_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 20_000)
FACTORS = np.repeat(np.arange(len(INSTRUMENT.spans)), [span.stop - span.start for span in INSTRUMENT.spans])
ITEMS = [f"P{item}" for item in range(1, len(FACTORS) + 1)]
MISSING = 0.1
HTMT_DRAWS, PARALLEL_DRAWS = 4999, 1000
PATIENCE = 10.0
"""Seconds of a peer's run beyond which it is measured once only."""


@dataclass(frozen=True)
class Answers:
    """The same perceptions complete and with one in ten missing, and the groups' moments."""

    complete: pd.DataFrame
    incomplete: pd.DataFrame
    rows: Floats
    covariance: Floats
    group_covariances: Floats
    group_means: Floats
    group_sizes: Floats

    @property
    def n(self) -> int:
        return len(self.rows)


def drawn(respondents: int) -> Answers:
    complete = make_frame(respondents, missing=0.0)[[*ITEMS, "quarter"]]
    incomplete = make_frame(respondents, missing=MISSING)[ITEMS]
    groups = [group[ITEMS].to_numpy() for _, group in complete.groupby("quarter")]
    rows = complete[ITEMS].to_numpy()
    return Answers(
        complete=complete,
        incomplete=incomplete,
        rows=rows,
        covariance=np.cov(rows, rowvar=False),
        group_covariances=np.stack([np.cov(group, rowvar=False) for group in groups]),
        group_means=np.stack([group.mean(axis=0) for group in groups]),
        group_sizes=np.array([len(group) for group in groups], dtype=np.float64),
    )


def write(answers: Answers, folder: Path) -> None:
    answers.complete.to_csv(folder / "complete.csv", index=False)
    answers.incomplete.to_csv(folder / "incomplete.csv", index=False, na_rep="NA")
    dimension = [INSTRUMENT.dimension_keys[factor] for factor in FACTORS]
    pd.DataFrame({"item": ITEMS, "dimension": dimension}).to_csv(folder / "items.csv", index=False)


def named(found: object, *fields: str) -> Numbers:
    return {name: float(getattr(found, name)) for name in fields}


def between(matrix: Floats) -> Numbers:
    """Sum up what stands below the diagonal."""
    below = matrix[np.tril_indices(len(matrix), -1)]
    return {"mean": float(below.mean()), "largest": float(below.max())}


def confirmatory(answers: Answers) -> Numbers:
    found = confirmatory_factor_analysis(answers.covariance, answers.n, FACTORS)
    return named(found, "chi_square", "df", "cfi", "tli", "rmsea", "srmr")


def exploratory(answers: Answers) -> Numbers:
    found = exploratory_factors(answers.covariance, answers.n, len(INSTRUMENT.spans))
    return {
        "communality": float(found.communalities.mean()),
        "largest_loading": float(np.abs(found.loadings).max()),
        "factor_correlation": between(found.factor_correlations)["mean"],
        "chi_square": float(found.chi_square),
    }


def adequacy(answers: Answers) -> Numbers:
    found = sampling_adequacy(answers.covariance, answers.n)
    return {"kmo": float(found.kmo), "bartlett": float(found.chi_square)}


def partials(answers: Answers) -> Numbers:
    found = minimum_average_partial(answers.covariance)
    return {"least": float(np.min(found.squared)), "factors": float(found.n_squared)}


def random_eigenvalues(answers: Answers) -> Numbers:
    found = parallel_analysis(answers.covariance, answers.n, draws=PARALLEL_DRAWS)
    return {"components": float(found.n_components), "factors": float(found.n_factors)}


def omegas(answers: Answers) -> Numbers:
    found: Numbers = {}
    for key, span in zip(INSTRUMENT.dimension_keys, INSTRUMENT.spans, strict=True):
        places = slice(span.start, span.stop)
        omega = omega_total(answers.covariance[places, places], answers.n)
        found |= {f"omega {key}": float(omega.omega), f"se {key}": float(omega.se)}
    return found


def polychorics(answers: Answers) -> Numbers:
    return between(polychoric(tables_of(answers.rows.astype(np.intp))).correlation)


def robust(answers: Answers) -> Numbers:
    return as_lavaan(robust_factor_analysis(answers.rows, FACTORS))


def full_information(answers: Answers) -> Numbers:
    found = full_information_factor_analysis(answers.incomplete.to_numpy(), FACTORS)
    return named(found, "chi_square", "df", "cfi", "tli", "rmsea", "srmr")


def robust_incomplete(answers: Answers) -> Numbers:
    return as_lavaan(robust_full_information(answers.incomplete.to_numpy(), FACTORS))


def ordinal(answers: Answers) -> Numbers:
    return as_lavaan(ordinal_factor_model(answers.rows.astype(np.intp), FACTORS))


def as_lavaan(found: object) -> Numbers:
    """Name the numbers of a robust fit as lavaan does."""
    fields = ("chi_square", "chi_square_scaled", "df", "cfi_robust", "rmsea_robust", "srmr")
    renamed = {"chi_square_scaled": "chi_square.scaled", "cfi_robust": "cfi.robust", "rmsea_robust": "rmsea.robust"}
    return {renamed.get(name, name): value for name, value in named(found, *fields).items()}


def discriminant(answers: Answers) -> Numbers:
    return between(htmt_bootstrap(answers.rows, FACTORS, draws=HTMT_DRAWS).htmt)


def invariance(answers: Answers) -> Numbers:
    found = measurement_invariance(answers.group_covariances, answers.group_means, answers.group_sizes, FACTORS)
    steps = ("configural", "metric", "scalar", "strict")
    chi_square = {f"chi_square {step}": float(value) for step, value in zip(steps, found.chi_square, strict=True)}
    return chi_square | {f"cfi {step}": float(value) for step, value in zip(steps, found.cfi, strict=True)}


@dataclass(frozen=True)
class Task:
    """One analysis: what it is called, what does it here, and how many draws it takes, if any."""

    name: str
    run: Callable[[Answers], Numbers]
    draws: int = 0


TASKS = {
    "cfa": Task("CFA, five factors, ML, from moments", confirmatory),
    "efa": Task("EFA, minres and oblimin, from moments", exploratory),
    "adequacy": Task("KMO and Bartlett, from moments", adequacy),
    "map": Task("minimum average partial, from moments", partials),
    "parallel": Task("parallel analysis, 1,000 draws", random_eigenvalues, PARALLEL_DRAWS),
    "omega": Task("omega of five dimensions with se, from moments", omegas),
    "polychoric": Task("polychoric correlations, 22 items (R: lavaan)", polychorics),
    "polychoric_psych": Task("polychoric correlations, 22 items (R: psych)", polychorics),
    "mlr": Task("CFA, robust (MLR), rows", robust),
    "fiml": Task("CFA, FIML, 10 % missing, rows", full_information),
    "robust_fiml": Task("CFA, robust FIML, 10 % missing, rows", robust_incomplete),
    "wlsmv": Task("CFA, ordinal (WLSMV), rows", ordinal),
    "htmt": Task("HTMT, 4,999 bootstrap draws, rows", discriminant, HTMT_DRAWS),
    "invariance": Task("invariance, 4 groups × 4 models, from moments", invariance),
}


@dataclass
class Result:
    """What one side took for a task, and the numbers it gave."""

    taken: list[float] = field(default_factory=list)
    numbers: Numbers = field(default_factory=dict)
    failed: str = ""
    reckoned: bool = False
    slow: bool = False

    @property
    def median(self) -> float:
        return statistics.median(self.taken)

    @property
    def patient(self) -> bool:
        """Whether a further run is worth its time."""
        return not self.failed and not self.slow


class Peer:
    """Another program that runs a task at a time, told its name on standard input."""

    def __init__(self, command: list[str]) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)  # noqa: S603 - files beside this one
        hello = dict(line for line in self._answer() if len(line) == 2)
        self.ready = "tasks" in hello
        self.side, self.draws = hello.get("side", ""), int(hello.get("draws", 0))
        self.results = {task: Result() for task in hello.get("tasks", "").split(",") if task}

    def run(self, task: str, *, counts: bool = True) -> None:
        """Run a task the peer has; keep the time if this run `counts`, or is the only one."""
        result = self.results.get(task)
        if result is None or not result.patient:
            return
        self._ask(task)
        for kind, *rest in self._answer():
            if kind == "failed":
                result.failed = rest[0]
            elif kind == "value":
                result.numbers[rest[0]] = float(rest[1])
            else:
                result.reckoned = bool(self.draws and TASKS[task].draws)
                result.slow = float(rest[0]) > PATIENCE
                if counts or result.slow:
                    # A peer that draws does some of the draws; all of them take in proportion.
                    result.taken.append(float(rest[0]) * (TASKS[task].draws / self.draws if result.reckoned else 1.0))

    def _ask(self, task: str) -> None:
        if self.process.stdin:
            self.process.stdin.write(f"{task}\n")
            self.process.stdin.flush()

    def _answer(self) -> list[list[str]]:
        lines: list[list[str]] = []
        for line in self.process.stdout or ():
            if line == "end\n":
                break
            lines.append(line.rstrip("\n").split("\t"))
        return lines

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()


def found_peers(folder: Path, python: str | None) -> list[Peer]:
    """Start R and the other interpreter, as far as they are there and have what it takes."""
    commands = []
    if rscript := shutil.which("Rscript"):
        commands.append([rscript, "--vanilla", str(HERE / "validity_peer.R"), str(folder)])
    if python:
        commands.append([python, str(HERE / "validity_peer.py"), str(folder)])
    return [peer for peer in map(Peer, commands) if peer.ready]


def measure(answers: Answers, peers: list[Peer], repeats: int) -> dict[str, Result]:
    """Run every task on every side in turn."""
    ours = {}
    for key, task in TASKS.items():
        result = ours[key] = Result(numbers=task.run(answers))
        times = warm(lambda run=task.run: run(answers))
        for peer in peers:
            peer.run(key, counts=False)
        for _ in range(repeats):
            result.taken.append(seconds(lambda run=task.run: run(answers), times))
            for peer in peers:
                peer.run(key)
        print(f"{task.name} done, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    return ours


def speed(ours: dict[str, Result], peers: list[Peer]) -> str:
    rows = []
    for key, result in ours.items():
        cells = [TASKS[key].name, shown(result.median)]
        for peer in peers:
            cells += taken_by(peer.results.get(key), result.median)
        rows.append(cells)
    sides = [cell for peer in peers for cell in (peer.side.split(" (")[0], "ratio")]
    return markdown(["what", "servgap", *sides], rows)


def taken_by(peer: Result | None, ours: float) -> tuple[str, str]:
    if peer is None:
        return "–", "–"
    if peer.failed or not peer.taken:
        return "fails", "–"
    mark = ("*" if peer.reckoned else "") + ("†" if peer.slow else "")
    return shown(peer.median) + mark, as_ratio(peer.median / ours) + mark


def agreement(ours: dict[str, Result], peers: list[Peer]) -> str:
    """Set the numbers of all sides beside each other."""
    rows = []
    for key, result in ours.items():
        for name, value in result.numbers.items():
            others = [peer.results.get(key, Result()).numbers.get(name) for peer in peers]
            if any(other is not None for other in others):
                cells = ["–" if other is None else f"{other:.6g} ({other - value:+.0e})" for other in others]
                rows.append([TASKS[key].name, name.replace("_", " "), f"{value:.6g}", *cells])
    return markdown(["what", "number", "servgap", *(peer.side.split(" (")[0] for peer in peers)], rows)


def failures(peers: list[Peer]) -> list[str]:
    """Say what failed, and how."""
    return [
        f"{peer.side}: {TASKS[key].name}: {result.failed}"
        for peer in peers
        for key, result in peer.results.items()
        if result.failed
    ]


def from_moments(tally: sg.Tally) -> object:
    """Do all that needs moments only, from a tally."""
    moments = whole_covariances(tally, "perception")
    if moments is None:
        raise SystemExit(1)
    covariance, n = moments.covariance[0], float(moments.n[0])
    return (
        confirmatory_factor_analysis(covariance, n, FACTORS),
        exploratory_factors(covariance, n, len(INSTRUMENT.spans)),
        sampling_adequacy(covariance, n),
        minimum_average_partial(covariance),
        parallel_analysis(covariance, int(n), draws=PARALLEL_DRAWS),
    )


def by_verb(tally: sg.Tally) -> object:
    """Ask the verb, and take every frame it gives."""
    finding = sg.check_validity(tally, part="perception")
    return [finding.frames[name] for name in finding.frames]


def flatness(sizes: tuple[int, ...], repeats: int) -> str:
    """Time the part that needs moments only from tallies of ever more respondents."""
    surveys = {f"{n:,}": sg.read_survey(make_frame(n), "servqual", columns=COLUMNS) for n in sizes}
    tallies = {size: survey.tally() for size, survey in surveys.items()}
    calls: dict[str, Callable[[sg.Tally], object]] = {"CFA, EFA, KMO, MAP, parallel analysis": from_moments}
    if hasattr(sg, "check_validity"):
        calls["check_validity, all frames"] = by_verb
    rows = [["tally, once", *(shown(seconds(replace(survey).tally)) for survey in surveys.values()), "–"]]
    for name, call in calls.items():
        times = in_turns({size: lambda c=call, t=tally: c(t) for size, tally in tallies.items()}, repeats)
        rows.append([name, *map(shown, times.values()), as_ratio(max(times.values()) / min(times.values()))])
    return markdown(["from a tally", *tallies, "slowest ÷ fastest"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="once, small sizes: does it run?")
    parser.add_argument("--respondents", type=int, default=300, help="of the comparison")
    parser.add_argument("--repeats", type=int, help="repetitions")
    parser.add_argument("--peers", metavar="PYTHON", help="an interpreter that has semopy and factor_analyzer")
    parser.add_argument("--sizes", type=int, nargs="+", help="respondents behind the tallies")
    asked = parser.parse_args()
    load, repeats = os.getloadavg(), asked.repeats or (1 if asked.quick else 5)
    answers = drawn(asked.respondents)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write(answers, folder)
        peers = found_peers(folder, asked.peers)
        ours = measure(answers, peers, repeats)
        for peer in peers:
            peer.close()
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "not limited")
    print(machine(("numpy", "scipy"), load, [*(peer.side for peer in peers), f"BLAS threads {threads}"]))
    print(f"{answers.n:,} respondents." + ("" if peers else " No other program was found to compare with."))
    print(f"\n{speed(ours, peers)}\n")
    print(f"\\* reckoned from some of the draws. † run once, as it takes more than {PATIENCE:.0f} s.")
    print("\n".join(["", *failures(peers), "", agreement(ours, peers)]), flush=True)
    print(f"\n{flatness(tuple(asked.sizes or (QUICK_SIZES if asked.quick else SIZES)), repeats)}")


if __name__ == "__main__":
    main()
