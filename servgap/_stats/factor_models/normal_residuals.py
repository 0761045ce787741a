"""What indices of fit would be if the latent answers themselves had been seen, at estimates made from ordered ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from servgap._stats.factor_models.latent_correlations import CorrelationFit
from servgap._stats.ordinal.sample import OrdinalSample
from servgap._stats.ratio import Floats


@dataclass(frozen=True)
class NormalFit:
    """
    By how much chi-squares of normal theory exceed what they would be if the model were true.

    Attributes
    ----------
    excess, chance, df
        Of the model: its chi-square is the excess and what chance would bring together.
    baseline_excess, baseline_df
        Of the model without any correlation.
    """

    excess: float
    chance: float
    df: float
    baseline_excess: float
    baseline_df: float


def normal_fit(sample: OrdinalSample, fit: CorrelationFit, weights: Floats) -> NormalFit:
    """
    Put the estimates into the discrepancy of normal theory, and take off what it would be by chance.

    With W the weights, Δ the slopes, V the weight matrix of normal theory at Σ and R = I - Δ(Δ'WΔ)⁻¹Δ'W, the chance is
    tr(R'VRΓ); without correlations it is tr(Γ) (Savalei 2021). NaN where the polychoric matrix, or the implied one, is
    not positive definite.
    """
    df, pairs = float(len(weights) - fit.model.size), float(len(weights))
    implied, observed = fit.implied, sample.correlation
    if min(np.linalg.eigvalsh(implied)[0], np.linalg.eigvalsh(observed)[0]) <= 0:
        return NormalFit(np.nan, np.nan, df, np.nan, pairs)
    inverse = np.asarray(np.linalg.inv(implied), dtype=np.float64)
    volume = np.linalg.slogdet(observed).logabsdet
    apart = np.linalg.slogdet(implied).logabsdet + (observed * inverse).sum() - volume - len(observed)
    along = np.linalg.solve(fit.curvature(weights), fit.slopes.T * weights)
    rest: Floats = np.eye(len(weights)) - fit.slopes @ along
    chance = ((rest.T @ _normal_weights(inverse) @ rest) * sample.pair_covariance).sum()
    own = np.trace(sample.pair_covariance)
    return NormalFit(float(sample.n * apart - chance), float(chance), df, float(-sample.n * volume - own), pairs)


def _normal_weights(inverse: Floats) -> Floats:
    """Return the weight matrix (pairs, pairs) of normal theory at the matrix whose inverse is given."""
    one, two = np.triu_indices(len(inverse), 1)
    straight = inverse[np.ix_(one, one)] * inverse[np.ix_(two, two)]
    crossed = inverse[np.ix_(one, two)] * inverse[np.ix_(two, one)]
    weights: Floats = straight + crossed
    return weights
