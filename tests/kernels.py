"""The ways in which the linear algebra library at hand can compute on this processor; as a program, it names another.

OpenBLAS brings routines for many processors and picks those of the one it finds, unless OPENBLAS_CORETYPE names others.
Their sums end in other digits.
"""

from __future__ import annotations

import sys

NEEDS = {"Prescott": "SSE3", "Haswell": "AVX2", "SkylakeX": "AVX512_SKX"}
"""Routines by the processors they are named for, and what a processor must have to run them."""
ON_ARM = ("ARMV8", "NEOVERSEN1")


def kernels_here() -> list[str]:
    """Name the routines that run here, the plainest first; none where the library is not OpenBLAS."""
    import numpy as np
    from threadpoolctl import threadpool_info

    np.ones((2, 2)) @ np.ones((2, 2))
    if not any(each["internal_api"] == "openblas" for each in threadpool_info()):
        return []
    has = np._core._multiarray_umath.__cpu_features__
    known = [kernel for kernel, feature in NEEDS.items() if has.get(feature)]
    return known or list(ON_ARM if has.get("ASIMD") else ())


def other_kernel() -> str:
    """Name routines other than those at work here, as unlike them as there are; nothing where there are none."""
    from threadpoolctl import threadpool_info

    here = kernels_here()
    at_work = {str(each.get("architecture")) for each in threadpool_info()}
    others = [kernel for kernel in here if kernel not in at_work]
    return others[-1] if others else ""


if __name__ == "__main__":
    sys.stdout.write(other_kernel())
