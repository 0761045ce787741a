"""Whether perception less expectation says all that both say of an outcome, and what is lost by subtracting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.noncentral_f import noncentral_f_cdf, noncentrality_at
from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.surfaces.polynomial import FEWEST, full_rank, least_squares, quadratic_terms, robust_covariance
from servgap._stats.tails import f_tail

TESTS = ("difference", "linear", "quadratic")
"""All four constraints; equal and opposite weights, where nothing is curved; nothing curved."""
WEIGHTS = np.array([[0, 1, 1, 0, 0, 0]], dtype=np.float64)
CURVES = np.eye(6)[3:]
CONSTRAINTS = np.vstack([WEIGHTS, CURVES])


@dataclass(frozen=True)
class DifferenceTests:
    """Three tests of constraints, each by the usual F and by one that lets variances differ."""

    f: Floats
    df: Floats
    df_denominator: Floats
    p_value: Floats
    f_robust: Floats
    df_robust: Floats
    p_robust: Floats


@statistic(
    "difference_score_tests",
    name="test of the constraints of a difference score",
    symbol="F",
    source="Edwards (1994), Organizational Behavior and Human Decision Processes 58, 51–100; "
    "degrees of freedom under unequal variances: Box (1954), Annals of Mathematical Statistics 25, 290–302; "
    "HC3: MacKinnon & White (1985), Journal of Econometrics 29, 305–325",
)
def difference_tests(x: ArrayLike, y: ArrayLike, z: ArrayLike) -> DifferenceTests:
    """
    Test what an outcome's regression on y − x supposes: b₁ = −b₂ and b₃ = b₄ = b₅ = 0 of the quadratic surface.

    ``difference`` tests all four on n − 6 degrees of freedom; ``linear`` the first in the model without curves, on
    n − 3; ``quadratic`` the last three, on n − 6. The usual F supposes that the outcome varies alike everywhere, which
    it does not at the ends of a scale. The robust one takes the same sum of squares Q = θ'Mθ, with θ the constraints'
    estimates and M⁻¹ = R(X'X)⁻¹R', and their covariance V by HC3: with g = tr(MVMV)/tr(MV) and ν = tr(MV)²/tr(MVMV),
    Q/(gν) is held against F with ν and the same n − 6 or n − 3 degrees of freedom.

    Parameters
    ----------
    x, y, z : array_like, shape (n,)
        Expectation, perception and outcome, x and y centred on one constant.

    Returns
    -------
    DifferenceTests
        Arrays of three, in the order of `TESTS`; NaN where the surface cannot be fitted, or fits without error.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x, y, e = rng.normal(size=(3, 200))
    >>> difference_tests(x, y, y - x + e).p_value.round(2)
    array([0.28, 0.23, 0.31])
    """
    first, second, outcome = (np.asarray(each, dtype=np.float64) for each in (x, y, z))
    terms = quadratic_terms(first, second)
    if not usable(terms, outcome):
        nothing = np.full(3, np.nan)
        return DifferenceTests(*(nothing.copy() for _ in range(7)))
    made = (
        constrained(terms, CONSTRAINTS, outcome),
        constrained(terms[:, :3], WEIGHTS[:, :3], outcome),
        constrained(terms, CURVES, outcome),
    )
    f, robust = (np.array([getattr(each, name) for each in made]) for name in ("f", "f_robust"))
    df, below, df_robust = (
        np.array([getattr(each, name) for each in made]) for name in ("df", "df_denominator", "df_robust")
    )
    return DifferenceTests(
        f=f,
        df=df,
        df_denominator=below,
        p_value=f_tail(df, below, f),
        f_robust=robust,
        df_robust=df_robust,
        p_robust=f_tail(df_robust, below, robust),
    )


@dataclass(frozen=True)
class LossOfDifference:
    """The share of the outcome's variance that the surface explains and the difference does not, with an interval."""

    r2: Floats
    r2_difference: Floats
    loss: Floats
    ci_low: Floats
    ci_high: Floats
    p_matters: Floats


@statistic(
    "loss_of_difference",
    name="variance explained that is lost by subtracting",
    symbol="ΔR²",
    source="interval from the noncentral F: Steiger (2004), Psychological Methods 9, 164–182; "
    "its scale and degrees of freedom: Box (1954), Annals of Mathematical Statistics 25, 290–302",
)
def loss_of_difference(
    x: ArrayLike, y: ArrayLike, z: ArrayLike, smallest: float = 0.02, confidence: float = 0.95
) -> LossOfDifference:
    """
    R² of the quadratic surface less R² of the regression on y − x.

    With Q, g and ν as in `difference_tests`, Q/(gν) is taken for a noncentral F whose noncentrality times g is the loss
    in units of the outcome's sum of squares. The interval holds the losses under which an F as large, or as small, as
    the one seen has a probability of α/2; its upper end is never below the loss that was seen. `p_matters` is the
    probability of so small an F if the loss were `smallest`: where it is small, the loss is less.

    Parameters
    ----------
    x, y, z : array_like, shape (n,)
        Expectation, perception and outcome, x and y centred on one constant.
    smallest : float
        The smallest loss that matters, as a share of the outcome's variance.
    confidence : float
        Level of the interval.

    Returns
    -------
    LossOfDifference
        NaN where the surface cannot be fitted, or fits without error.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x, y, e = rng.normal(size=(3, 200))
    >>> found = loss_of_difference(x, y, y + e)
    >>> round(float(found.loss), 3), round(float(found.ci_low), 3), round(float(found.ci_high), 3)
    (0.278, 0.17, 0.397)
    """
    first, second, outcome = (np.asarray(each, dtype=np.float64) for each in (x, y, z))
    terms = quadratic_terms(first, second)
    if not usable(terms, outcome):
        return LossOfDifference(*(np.asarray(np.nan) for _ in range(6)))
    made = constrained(terms, CONSTRAINTS, outcome)
    total = float(((outcome - outcome.mean()) ** 2).sum())
    r2, loss = 1 - made.residual / total, made.squares / total
    low = high = p_matters = np.nan
    if np.isfinite(made.f_robust):
        shape = (made.f_robust, made.df_robust, made.df_denominator)
        tail = (1 - confidence) / 2
        low, high = (noncentrality_at(*shape, each) * made.scale / total for each in (1 - tail, tail))
        high = max(high, loss)
        p_matters = noncentral_f_cdf(*shape, smallest * total / made.scale)
    return LossOfDifference(*(np.asarray(each) for each in (r2, r2 - loss, loss, low, high, p_matters)))


@dataclass(frozen=True)
class Constrained:
    """What is lost by constraints on a regression: sums of squares, and F with and without equal variances."""

    squares: float
    residual: float
    f: float
    df: float
    df_denominator: float
    scale: float
    f_robust: float
    df_robust: float


def constrained(terms: Floats, constraints: Floats, z: Floats) -> Constrained:
    """Hold a regression against itself under R b = 0."""
    fit = least_squares(terms, z)
    residual, below = float(fit.ssr), len(z) - terms.shape[1]
    theta = constraints @ np.asarray(fit.params)
    inverse = constraints @ np.asarray(fit.normalized_cov_params) @ constraints.T
    squares = float(theta @ np.linalg.solve(inverse, theta))
    spread = constraints @ robust_covariance(fit, terms, "HC3") @ constraints.T
    weighted = np.linalg.solve(inverse, spread)
    first, second = float(np.trace(weighted)), float(np.trace(weighted @ weighted))
    scale, freedom = float(ratio(second, first)), float(ratio(first**2, second))
    return Constrained(
        squares=squares,
        residual=residual,
        f=squares / len(constraints) / (residual / below),
        df=float(len(constraints)),
        df_denominator=float(below),
        scale=scale,
        f_robust=float(ratio(squares, first)),
        df_robust=freedom,
    )


def usable(terms: Floats, z: Floats) -> bool:
    """Tell whether the surface can be fitted to an outcome that varies, and leaves something unexplained."""
    return len(z) >= FEWEST and full_rank(terms) and leaves_error(terms, z)


def leaves_error(terms: Floats, z: Floats) -> bool:
    """Tell whether a regression leaves more unexplained than rounding."""
    return bool(least_squares(terms, z).ssr > NEGLIGIBLE * float((z**2).sum()))
