"""When a step of invariance holds, and what follows from the last one that does: named limits, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.factor_models.structures import LEVELS
from servgap._stats.ratio import Floats

STEPS = LEVELS[:3]
"""What both parts share: the pattern, and the loadings, and the intercepts."""

NEITHER = "none"
REACHED = (NEITHER, *STEPS)
"""The last step that holds, from the least to the most."""

SUBTRACT = "subtract"
WITH_ITEMS = "subtract_with_items"
ITEMS_ONLY = "do_not_average"
VERDICTS = (SUBTRACT, WITH_ITEMS, ITEMS_ONLY)
FOLLOWS = {NEITHER: ITEMS_ONLY, "configural": ITEMS_ONLY, "metric": WITH_ITEMS, "scalar": SUBTRACT, "": ""}
"""What an analyst may do where a step is the last that holds."""


@dataclass(frozen=True)
class Limit:
    """Where an index still speaks for a model, and who says so."""

    value: float
    source: str


LEAST_CFI = Limit(0.95, "Hu & Bentler (1999), Structural Equation Modeling 6, 1–55")
CLOSE_RMSEA = Limit(0.05, "Browne & Cudeck (1993), in Testing Structural Equation Models, 136–162")
MOST_FALL = Limit(0.01, "Cheung & Rensvold (2002), Structural Equation Modeling 9, 233–255")
MOST_RISE = Limit(0.015, "Chen (2007), Structural Equation Modeling 14, 464–504")

HOLM = "Holm (1979), Scandinavian Journal of Statistics 6, 65–70"
"""Who corrects the tests of a step for their number."""

LARGE_SAMPLE = 300
"""Respondents above which Chen (2007) found the limits of change to work."""


def steps_held(fit: dict[str, NDArray[np.float64]], level: float) -> NDArray[np.bool_]:
    """
    Tell for each step whether it holds by itself; what has no estimates does not.

    A step is given up where what is lost both matters and is more than chance. The first: CFI is too low, and close fit
    refused, all of RMSEA's interval lying above it. The others: CFI falls too far, and the corrected likelihood-ratio
    test refuses the step. RMSEA's change has a say of its own (`disputed`) but no vote: from a model that fits
    perfectly, on few degrees of freedom, the least misfit raises it too far.

    Parameters
    ----------
    fit
        Columns, the last axis being the steps.
    level
        The level of the tests.
    """
    bad = (fit["cfi"] < LEAST_CFI.value) & (fit["rmsea_low"] > CLOSE_RMSEA.value)
    worse = (fit["cfi_difference"] < -MOST_FALL.value) & (fit["p_adjusted"] < level)
    first = np.arange(bad.shape[-1]) == 0
    known = np.isfinite(np.where(first, fit["chi_square"], fit["chi_square_difference"]))
    return np.asarray(known & ~np.where(first, bad, worse))


def disputed(fit: dict[str, NDArray[np.float64]], held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell for each step whether RMSEA's change says otherwise; never of the first, nor where there is no change."""
    known = np.isfinite(fit["rmsea_difference"])
    return np.asarray(known & ((fit["rmsea_difference"] <= MOST_RISE.value) != held))


def last_held(chi_square: Floats, held: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Name the last step up to which all hold; nothing where the first has no estimates."""
    number = np.cumprod(held, axis=-1).sum(axis=-1)
    return np.where(np.isfinite(chi_square[..., 0]), np.array(REACHED, dtype=object)[number], "")
