"""The side of semopy and factor_analyzer in bench_validity.py: reads the name of a task a line, runs it, and answers.

Run by bench_validity.py, by the interpreter that its option --peers names; it needs no servgap.
"""

from __future__ import annotations

import platform
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import factor_analyzer
import numpy as np
import pandas as pd
import semopy

FOLDER = Path(sys.argv[1])
ITEMS = pd.read_csv(FOLDER / "items.csv")
NAMES = list(ITEMS["item"])
ROWS = pd.read_csv(FOLDER / "complete.csv")[NAMES]
FIVE = "\n".join(f"{key} =~ {' + '.join(block['item'])}" for key, block in ITEMS.groupby("dimension", sort=False))
WANTED = {"chi_square": "chi2", "df": "DoF", "cfi": "CFI", "tli": "TLI", "rmsea": "RMSEA"}


def confirmatory() -> dict[str, float]:
    model = semopy.Model(FIVE)
    model.fit(ROWS, obj="MLW")
    model.inspect()
    found = semopy.calc_stats(model).loc["Value"]
    return {name: float(found[column]) for name, column in WANTED.items()}


def exploratory() -> dict[str, float]:
    found = factor_analyzer.FactorAnalyzer(5, rotation="oblimin", method="minres", is_corr_matrix=True)
    found.fit(np.corrcoef(ROWS.to_numpy(), rowvar=False))
    below = np.tril_indices(5, -1)
    return {
        "communality": float(found.get_communalities().mean()),
        "largest_loading": float(np.abs(found.loadings_).max()),
        "factor_correlation": float(np.abs(found.phi_[below]).mean()),
    }


def adequacy() -> dict[str, float]:
    chi_square, _ = factor_analyzer.calculate_bartlett_sphericity(ROWS)
    _, kmo = factor_analyzer.calculate_kmo(ROWS)
    return {"kmo": float(kmo), "bartlett": float(chi_square)}


TASKS: dict[str, Callable[[], dict[str, float]]] = {
    "cfa": confirmatory,
    "efa": exploratory,
    "adequacy": adequacy,
}


def answer(task: str) -> list[str]:
    start = time.perf_counter()
    try:
        found = TASKS[task]()
    except Exception as problem:  # noqa: BLE001 - a peer that fails is a result, too
        return [f"failed\t{type(problem).__name__}: {str(problem).splitlines()[0]}"]
    taken = time.perf_counter() - start
    return [f"seconds\t{taken}", *(f"value\t{name}\t{value}" for name, value in found.items())]


def main() -> None:
    warnings.simplefilter("ignore")
    packages = ", ".join(f"{name} {version(name)}" for name in ("semopy", "factor_analyzer", "scikit-learn"))
    out = sys.stdout
    sys.stdout = sys.stderr  # what the peers themselves print is no answer
    lines = [f"side\tPython {platform.python_version()} ({packages})", "draws\t0", f"tasks\t{','.join(TASKS)}"]
    for task in chain([""], sys.stdin):
        print("\n".join([*(answer(task.strip()) if task else lines), "end"]), file=out, flush=True)


if __name__ == "__main__":
    main()
