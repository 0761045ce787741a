"""Other processors' arithmetic, as far as this one can stand in for them; as a program, it runs a command in it.

    python tests/kernels.py python -m pytest tests/test_gaps.py

OpenBLAS brings routines for many processors and picks those of the one it finds, unless OPENBLAS_CORETYPE names others;
numpy does the same for its own loops. Their sums end in other digits.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from functools import cache

NEWEST_FIRST = ("SkylakeX", "Haswell", "Prescott")
"""Routines by the processors they are named for: AVX-512, AVX2 and SSE3. Zen's are Haswell's."""
LACKING = {"Haswell": ("AVX512", "X86_V4"), "Prescott": ("",)}
"""How the names of numpy's own routines begin that such a processor has not."""
AGAIN = "SERVGAP_AGAIN"
"""The variable that tells tests that they ran before: properties then try fewer examples."""
ON_ARM = ("NEOVERSEN1", "ARMV8")


def environment(kernel: str) -> dict[str, str]:
    """Give the variables under which a program computes as on such a processor."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    here = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    lacking = [name for name in here if name.startswith(LACKING.get(kernel, ()))]
    plain = {name: value for name, value in os.environ.items() if name not in ("OPENBLAS_L2_SIZE", "OPENBLAS_CORETYPE")}
    return {**plain, "OPENBLAS_CORETYPE": kernel, "NPY_DISABLE_CPU_FEATURES": " ".join(lacking)}


@cache
def kernels_here() -> dict[str, str]:
    """Find the routines that run here and what digits theirs are, the newest first, one of each arithmetic."""
    found: dict[str, str] = {}
    for kernel in ON_ARM if platform.machine().lower() in ("arm64", "aarch64") else NEWEST_FIRST:
        digits = _asked(environment(kernel))
        if digits and digits not in found.values():
            found[kernel] = digits
    return found


def other_kernel() -> str:
    """Name routines whose digits are not those of this process, the newest there are; nothing where there are none."""
    mine = _digits()
    return next((kernel for kernel, digits in kernels_here().items() if digits != mine), "")


def architectures(kernel: str) -> str:
    """Say what the library itself calls the routines that it takes under a name."""
    program = (
        "import numpy, scipy.linalg, threadpoolctl as t; print(*{each['architecture'] for each in t.threadpool_info()})"
    )
    done = subprocess.run(  # noqa: S603 - the program above, by this Python
        [sys.executable, "-c", program], env=environment(kernel), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _asked(variables: dict[str, str]) -> str:
    """Have another process say what its digits are; nothing where it cannot run."""
    done = subprocess.run(  # noqa: S603 - this file, by this Python
        [sys.executable, __file__], env=variables, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def _digits() -> str:
    """Tell products, inverses and axes of a matrix down to the last digit, by numpy's library and by scipy's."""
    import numpy as np
    import scipy.linalg
    from threadpoolctl import threadpool_info

    rows = np.sin(np.arange(1.0, 6001.0) ** 2).reshape(100, 60)
    crossed = rows.T @ rows
    told = [crossed, np.linalg.inv(crossed), *np.linalg.eigh(crossed), scipy.linalg.solve(crossed, rows.T)]
    if not any(each["internal_api"] == "openblas" for each in threadpool_info()):
        return ""
    return hashlib.sha256(b"".join(np.ascontiguousarray(each).tobytes() for each in told)).hexdigest()


def main(command: list[str]) -> int:
    """Run a command under other routines than those at work here; without one, tell this process's digits."""
    if not command:
        sys.stdout.write(_digits())
        return 0
    kernel = other_kernel()
    if not kernel:
        sys.stdout.write("Not run again: the linear algebra library here knows one way to compute only.\n")
        return 0
    sys.stdout.write(f"Again, computed as on a processor of the kind {kernel}: {' '.join(command)}\n")
    sys.stdout.flush()
    variables = {**environment(kernel), AGAIN: kernel}
    return subprocess.run(command, env=variables, check=False).returncode  # noqa: S603 - the caller's


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
