"""When a step of invariance holds, and what follows from the last one that does: named limits, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.factor_models.structures import LEVELS
from servgap._stats.families.adjust import SOURCES
from servgap._stats.ratio import Floats

STEPS = LEVELS[:3]
"""What both parts share: the pattern, and the loadings, and the intercepts."""

NEITHER = "none"
REACHED = (NEITHER, *STEPS)
"""The last step that holds, from the least to the most."""

SUBTRACT = "subtract"
NOT_SHOWN = "not_shown"
DEPENDS = "depends_on_items"
ITEMS_ONLY = "do_not_average"
VERDICTS = (SUBTRACT, NOT_SHOWN, DEPENDS, ITEMS_ONLY)
REFUSED = {NEITHER: ITEMS_ONLY, "configural": ITEMS_ONLY, "metric": DEPENDS}
"""What an analyst may do where the step after this one is refused (Meredith 1993: means want equal intercepts)."""


@dataclass(frozen=True)
class Limit:
    """Where an index still speaks for a model, and who says so."""

    value: float
    source: str


LEAST_CFI = Limit(0.95, "Hu & Bentler (1999), Structural Equation Modeling 6, 1–55")
CLOSE_RMSEA = Limit(0.05, "Browne & Cudeck (1993), in Testing Structural Equation Models, 136–162")
FAIR_RMSEA = Limit(0.08, "Browne & Cudeck (1993), in Testing Structural Equation Models, 136–162")
MOST_FALL = Limit(0.01, "Cheung & Rensvold (2002), Structural Equation Modeling 9, 233–255")
MOST_RISE = Limit(0.015, "Chen (2007), Structural Equation Modeling 14, 464–504")

SHOWN = "Yuan & Chan (2016), Psychological Methods 21, 405–426"
"""Who holds that not refusing equality is no evidence for it, and tests equivalence instead."""

MEANS = "Meredith (1993), Psychometrika 58, 525–543"
"""Who shows that means are compared only where intercepts are equal."""

HOLM = SOURCES["holm"]
"""Who corrects the tests of a step for their number."""

LARGE_SAMPLE = 300
"""Respondents above which Chen (2007) found the limits of change to work."""


Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


def steps_held(fit: dict[str, Floats], level: float) -> Flags:
    """
    Tell for each step whether it holds by itself; what has no estimates does not.

    The rule is the library's own. A step is given up where what is lost both matters and is more than chance. The
    first: CFI is too low, and close fit refused, all of RMSEA's interval lying above it. The others: CFI falls too far,
    and the corrected likelihood-ratio test refuses the step. RMSEA's change has a say of its own (`disputed`) but no
    vote: from a model that fits perfectly, on few degrees of freedom, the least misfit raises it too far.

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


def steps_shown(fit: dict[str, Floats]) -> Flags:
    """
    Tell for each step whether the answers show that it holds, which not refusing it does not (Yuan & Chan 2016).

    Even the largest misfit that they leave plausible does not matter: the first where all of RMSEA's interval lies
    within `FAIR_RMSEA`, the others where even the upper limit of the fall of CFI does within `MOST_FALL`.
    """
    first = np.arange(fit["cfi"].shape[-1]) == 0
    return np.where(first, fit["rmsea_high"] <= FAIR_RMSEA.value, fit["cfi_fall_high"] <= MOST_FALL.value)


def disputed(fit: dict[str, Floats], held: Flags) -> Flags:
    """Tell for each step whether RMSEA's change says otherwise; never of the first, nor where there is no change."""
    known = np.isfinite(fit["rmsea_difference"])
    return np.asarray(known & ((fit["rmsea_difference"] <= MOST_RISE.value) != held))


def followed(held: Flags, shown: Flags, known: Flags) -> tuple[Texts, Texts]:
    """
    Name the last step up to which all hold, and what follows; nothing follows where the step after it is in doubt.

    Parameters
    ----------
    held, shown, known
        Of each step, the last axis being the steps; whether it is judged at all, as an improper solution is not.
    """
    number = np.cumprod(held & known, axis=-1).sum(axis=-1)
    reached = np.array(REACHED, dtype=object)[number]
    beyond = np.minimum(number, held.shape[-1] - 1)[..., None]
    open_ = (number < held.shape[-1]) & ~np.take_along_axis(known, beyond, axis=-1)[..., 0]
    whole = np.where(shown.all(axis=-1), SUBTRACT, NOT_SHOWN)
    refused = np.array([REFUSED.get(str(each), "") for each in reached.ravel()], dtype=object).reshape(reached.shape)
    verdict = np.where(number == held.shape[-1], whole, refused).astype(object)
    verdict[open_] = ""
    reached[open_ & (number == 0)] = ""
    return reached, verdict
