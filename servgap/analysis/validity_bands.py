"""What the numbers of a factor model are taken for: named bands, each with who published it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats
from servgap._stats.ties import at_least

GOOD, ACCEPTABLE, POOR = "good", "acceptable", "poor"
DISTINCT, CLOSE, INDISTINCT = "distinct", "close", "indistinct"
MET, NOT_MET = "met", "not_met"
CONVERGENT, WEAK = "convergent", "weak"


@dataclass(frozen=True)
class FitBand:
    """A judgement of fit: the least CFI and the largest RMSEA and SRMR it takes, and who says so."""

    code: str
    cfi: float
    rmsea: float
    srmr: float
    source: str


FIT_BANDS = (
    FitBand(GOOD, 0.95, 0.06, 0.08, "Hu & Bentler (1999), Structural Equation Modeling 6, 1–55"),
    FitBand(
        ACCEPTABLE,
        0.90,
        0.08,
        0.08,
        "Bentler & Bonett (1980), Psychological Bulletin 88, 588–606; Browne & Cudeck (1993), in Bollen & Long (eds.), "
        "Testing Structural Equation Models",
    ),
)
"""From the better to the worse; below the last a fit is poor. Guides for models of this size, no laws."""

HTMT_CLOSE, HTMT_SAME = 0.85, 0.90
HTMT_SOURCE = "Henseler, Ringle & Sarstedt (2015), J. Acad. Mark. Sci. 43, 115–135"
"""Ratio from which two dimensions that should differ are close, and from which they cannot be told apart."""

BETTER = 10.0
BETTER_SOURCE = "Raftery (1995), Sociological Methodology 25, 111–163"
"""Fall of BIC from which on one model describes the answers clearly better than another."""

EXTRACTED = 0.50
EXTRACTED_SOURCE = "Fornell & Larcker (1981), Journal of Marketing Research 18, 39–50"
"""Average variance extracted from which on a dimension's items have more in common than each has for itself."""

CROSS = 0.32
CROSS_SOURCE = "Tabachnick & Fidell (2013), Using Multivariate Statistics, ch. 13"
"""Exploratory loading on another dimension's factor that counts: a tenth of the item's variance."""

CFI_FALL, RMSEA_RISE = 0.010, 0.015
STEP_SOURCE = "Cheung & Rensvold (2002), SEM 9, 233–255; Chen (2007), SEM 14, 464–504"
"""Change of fit up to which a step of invariance holds."""

LEAST_GROUP, MOST_GROUPS = 100, 10
GROUPS_SOURCE = "Chen (2007), SEM 14, 464–504; Rutkowski & Svetina (2014), Educ. Psychol. Meas. 74, 31–57"
"""Complete answers below which a group's model is unsure, and groups beyond which the steps are no longer made."""


def fit_of(cfi: float, rmsea: float, srmr: float) -> str:
    """Name the band of a fit; nothing where there is none.

    Examples
    --------
    >>> fit_of(0.96, 0.05, 0.04), fit_of(0.93, 0.05, 0.04), fit_of(0.80, 0.05, 0.04)
    ('good', 'acceptable', 'poor')
    """
    if not np.isfinite([cfi, rmsea, srmr]).all():
        return ""
    met = (band.code for band in FIT_BANDS if cfi >= band.cfi and rmsea <= band.rmsea and srmr <= band.srmr)
    return next(met, POOR)


def separations(htmt: ArrayLike) -> NDArray[np.object_]:
    """Name how well two dimensions can be told apart by their ratio of correlations; nothing where there is none.

    Examples
    --------
    >>> separations([0.6, 0.87, 0.93]).tolist()
    ['distinct', 'close', 'indistinct']
    """
    ratios = np.asarray(htmt, dtype=np.float64)
    named = np.full(ratios.shape, DISTINCT, dtype=object)
    named[at_least(ratios, HTMT_CLOSE)] = CLOSE
    named[at_least(ratios, HTMT_SAME)] = INDISTINCT
    named[np.isnan(ratios)] = ""
    return named


def criteria(holds: NDArray[np.bool_], known: NDArray[np.bool_], codes: tuple[str, str]) -> NDArray[np.object_]:
    """Name whether a criterion is met, by the code for yes and that for no; nothing where it cannot be said."""
    named = np.where(holds, codes[0], codes[1]).astype(object)
    named[~known] = ""
    return named


def steps_hold(cfi_difference: Floats, rmsea_difference: Floats) -> NDArray[np.bool_]:
    """Tell which steps of invariance lose no more fit than may be; none of which that is not known.

    Examples
    --------
    >>> steps_hold(np.array([-0.002, -0.03]), np.array([0.001, 0.01])).tolist()
    [True, False]
    """
    return at_least(cfi_difference, -CFI_FALL) & at_least(-rmsea_difference, -RMSEA_RISE)
