"""Whether other processors, more threads, or other versions of what servgap stands on say anything else.

27 surveys in which much is equal, hardly enough or unrelated (`tests/odd_surveys.py`) go through 18 calls
(`tests/odd_calls.py`), each time in a process that computes with other routines: OpenBLAS's and numpy's for SkylakeX
(AVX-512), Haswell (AVX2), Zen and Prescott (SSE3), with one and with two threads. All words in both languages, codes,
orders, signs and NaN must be the same, and numbers, drawn ones too, to 1e-9 of the largest of their column
(`tests/told_apart.py`). There are no exceptions. Prints Markdown.

    python benchmarks/same_on_kernels.py                      # some ten minutes of one processor
    python benchmarks/same_on_kernels.py --seeds 0 1 2 3      # other answers where they are left to chance
    python benchmarks/same_on_kernels.py --floor              # lowest and newest versions that pyproject.toml allows
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.kernels import architectures, environment, kernels_here
from tests.told_apart import differences

ROOT = Path(__file__).resolve().parents[1]
UV = (sys.executable, "-m", "uv")
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}


@dataclass(frozen=True)
class Machine:
    """What an account is given on."""

    kernel: str
    threads: int = 1
    python: str = sys.executable
    name: str = ""

    def told(self, seed: int, folder: Path) -> dict[str, Any]:
        """Give all that the calls say of the surveys there."""
        path = folder / f"{self.kernel}-{self.threads}-{self.name}-{seed}.json"
        variables = environment(self.kernel) | {"OPENBLAS_NUM_THREADS": str(self.threads), "PYTHONPATH": str(ROOT)}
        command = [self.python, str(ROOT / "tests" / "odd_calls.py"), str(path), "--seed", str(seed)]
        subprocess.run(command, env=variables, cwd=ROOT, check=True)  # noqa: S603 - the interpreter that was named
        return json.loads(path.read_text(encoding="utf-8"))


def machines(threads: list[int]) -> Iterator[Machine]:
    """Name the processors that this one can stand in for."""
    here = kernels_here()
    for kernel in ("Haswell", "SkylakeX", "Zen", "Prescott") if "Haswell" in here else here:
        if kernel in here or kernel == "Zen":
            yield from (Machine(kernel, number, name=f"{kernel}, {number} threads") for number in threads)


def versions(folder: Path) -> Iterator[Machine]:
    """Set up the lowest and the newest versions, each in an environment of its own."""
    kernel = next(iter(kernels_here()), "")
    for name, resolution in RESOLUTIONS.items():
        python = folder / name / "bin" / "python"
        if not python.exists():
            for command in (
                [*UV, "venv", "--quiet", "--python", sys.executable, str(folder / name)],
                [*UV, "pip", "install", "--quiet", "--python", str(python), "--resolution", resolution, str(ROOT)],
            ):
                subprocess.run(command, check=True)  # noqa: S603 - as written here
        yield Machine(kernel, python=str(python), name=f"{name}: {_installed(python)}")


def _installed(python: Path) -> str:
    listed = subprocess.run(  # noqa: S603 - the interpreter just made
        [*UV, "pip", "list", "--python", str(python), "--format", "json"],
        capture_output=True,
        check=True,
    )
    found = {each["name"].lower(): each["version"] for each in json.loads(listed.stdout)}
    return ", ".join(f"{name} {found[name]}" for name in ("numpy", "scipy", "pandas", "statsmodels", "matplotlib"))


def compare(every: list[Machine], seeds: list[int], folder: Path) -> list[str]:
    """Print a row for each machine beside the first, and return what differs."""
    first, *others = every
    accounts = {seed: first.told(seed, folder) for seed in seeds}
    counted = sum(len(each["frames"]) + len(each["words"]) for told in accounts.values() for each in told.values())
    print(f"Beside {first.name} ({architectures(first.kernel)}): {counted:,} frames and texts.\n")
    print("| computed as on | its routines are called | frames and texts that differ |\n|---|---|--:|")
    found = []
    for machine in others:
        differing = [
            f"{machine.name}, seed {seed}: {each}"
            for seed in seeds
            for each in differences(accounts[seed], machine.told(seed, folder))
        ]
        places = {tuple(each.split(": ")[:4]) for each in differing}
        print(f"| {machine.name} | {architectures(machine.kernel)} | {len(places)} |", flush=True)
        found += differing
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--floor", action="store_true", help="compare versions instead of processors; needs uv")
    parser.add_argument("--folder", type=Path, help="where accounts and environments are kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        every = list(versions(folder) if given.floor else machines(given.threads))
        if len(every) < 2:
            print("The linear algebra library here knows one way to compute only.")
            return 0
        found = compare(every, given.seeds, folder)
    print("\n" + "\n".join(f"- {each}" for each in sorted(found)) if found else "\nNothing differs.")
    return int(bool(found))


if __name__ == "__main__":
    os.environ.setdefault("MPLBACKEND", "Agg")
    sys.exit(main())
