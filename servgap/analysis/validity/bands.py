"""What the numbers of a factor model are taken for: named bands, each with who published it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats
from servgap._stats.ties import at_least

GOOD, ACCEPTABLE, POOR = "good", "acceptable", "poor"
DISTINCT, CLOSE, UNCLEAR, INDISTINCT = "distinct", "close", "unclear", "indistinct"
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
    FitBand(GOOD, 0.95, 0.06, 0.08, "after Hu & Bentler (1999), Structural Equation Modeling 6, 1–55"),
    FitBand(
        ACCEPTABLE, 0.90, 0.08, 0.08, "RMSEA: Browne & Cudeck (1993), in Testing Structural Equation Models, 136–162"
    ),
)
"""From the better to the worse; below the last a fit is poor. Conventions, all three asked for at once, where Hu &
Bentler propose pairs of indices; they simulated maximum likelihood of continuous answers. CFI .90 has no one source."""

FIT_LIMITS = (
    "Kenny, Kaniskan & McCoach (2015), Sociological Methods & Research 44, 486–507; McNeish & Wolf (2023), "
    "Psychological Methods 28, 61–88"
)
"""Who shows that what a fit index reaches depends on the degrees of freedom, and on the loadings."""

ORDINAL_LIMITS = "Xia & Yang (2019), Behavior Research Methods 51, 409–428"
"""Who shows that the conventions of maximum likelihood flatter weighted least squares of ordered answers."""

HTMT_STRICT, HTMT_LIBERAL = 0.85, 0.90
HTMT_SOURCE = "Henseler, Ringle & Sarstedt (2015), J. Acad. Mark. Sci. 43, 115–135"
HTMT_LIMIT_SOURCE = (
    "Franke & Sarstedt (2019), Internet Research 29, 430–447; Roemer, Schuberth & Henseler (2021), Ind. Manag. Data "
    "Syst. 121, 2637–2650"
)
"""The two criteria published for the ratio, of which one is chosen; held against them is its upper limit."""

BETTER = 10.0
BETTER_SOURCE = "Raftery (1995), Sociological Methodology 25, 111–163"
"""Fall of BIC from which on one model describes the answers clearly better than another."""

EXTRACTED = 0.50
EXTRACTED_SOURCE = "Fornell & Larcker (1981), Journal of Marketing Research 18, 39–50"
"""Average variance extracted from which on a dimension's items have more in common than each has for itself."""

CROSS = 0.32
CROSS_SOURCE = "Tabachnick & Fidell (2013), Using Multivariate Statistics, 6th ed., ch. 13"
"""Exploratory loading on another dimension's factor that counts: a tenth of the item's variance."""


@dataclass(frozen=True)
class StepLimits:
    """By how much CFI may fall and RMSEA rise at a step of invariance that holds."""

    cfi_fall: float
    rmsea_rise: float


PER_PARAMETER = 2
"""Respondents for each number that a structure has to estimate, loadings, errors and correlations, up to which they are
called too few: an own convention, far below what textbooks ask for, under which hardly any structure is refused."""

LARGE, SMALL = StepLimits(0.010, 0.015), StepLimits(0.005, 0.010)
SMALL_SAMPLE = 300
FALL_SOURCE = "Cheung & Rensvold (2002), Structural Equation Modeling 9, 233–255"
RISE_SOURCE = "Chen (2007), Structural Equation Modeling 14, 464–504"
"""Chen's are stricter up to so many respondents in all, in groups of unequal size."""

LEAST_GROUP, MOST_GROUPS = 100, 10
GROUPS_SOURCE = "Rutkowski & Svetina (2014), Educational and Psychological Measurement 74, 31–57"
"""Complete answers below which a group's model is called unsure, and groups beyond which the steps are no longer made:
own conventions. The source shows that the usual limits fail where groups are many."""


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


def separations(htmt: ArrayLike, high: ArrayLike) -> NDArray[np.object_]:
    """
    Name how well two dimensions can be told apart by their ratio of correlations; nothing where there is none.

    What is held against the criteria is the upper limit, or the ratio itself where there is no interval. Where only the
    limit reaches the more liberal criterion, it is unclear; where the ratio does, they cannot be told apart.

    Examples
    --------
    >>> separations([0.6, 0.8, 0.8, 0.93], [0.7, 0.87, 0.93, 0.99]).tolist()
    ['distinct', 'close', 'unclear', 'indistinct']
    >>> separations([0.6, 0.87], [np.nan, np.nan]).tolist()
    ['distinct', 'close']
    """
    ratios, ends = np.broadcast_arrays(np.asarray(htmt, dtype=np.float64), np.asarray(high, dtype=np.float64))
    judged = np.where(np.isfinite(ends), ends, ratios)
    named = np.full(ratios.shape, DISTINCT, dtype=object)
    named[at_least(judged, HTMT_STRICT)] = CLOSE
    named[at_least(judged, HTMT_LIBERAL)] = UNCLEAR
    named[at_least(ratios, HTMT_LIBERAL)] = INDISTINCT
    named[np.isnan(ratios)] = ""
    return named


def criteria(holds: NDArray[np.bool_], known: NDArray[np.bool_], codes: tuple[str, str]) -> NDArray[np.object_]:
    """Name whether a criterion is met, by the code for yes and that for no; nothing where it cannot be said."""
    named = np.where(holds, codes[0], codes[1]).astype(object)
    named[~known] = ""
    return named


def limits_of(n: ArrayLike) -> StepLimits:
    """
    Choose the limits of change for groups of these sizes.

    Examples
    --------
    >>> limits_of([150, 150]) == LARGE, limits_of([100, 200]) == SMALL, limits_of([100, 201]) == LARGE
    (True, True, True)
    """
    sizes = np.asarray(n, dtype=np.float64)
    few = sizes.sum() <= SMALL_SAMPLE and bool((sizes != sizes[:1]).any())
    return SMALL if few else LARGE


def steps_hold(cfi_difference: Floats, rmsea_difference: Floats, limits: StepLimits) -> NDArray[np.bool_]:
    """Tell which steps of invariance lose no more fit than may be; none of which that is not known.

    Examples
    --------
    >>> steps_hold(np.array([-0.002, -0.007, -0.03]), np.array([0.001, 0.001, 0.01]), LARGE).tolist()
    [True, True, False]
    """
    return at_least(cfi_difference, -limits.cfi_fall) & at_least(-rmsea_difference, -limits.rmsea_rise)
