"""How omega moves with the covariances, through the factor model that was fitted to them."""

from __future__ import annotations

import numpy as np

from servgap._stats.ratio import Floats, correlations, item_variances
from servgap._stats.reliability.one_factor import observed_information


def normal_error(matrices: Floats, respondents: Floats, loadings: Floats, uniquenesses: Floats) -> Floats:
    """
    Return omega's standard error for normal items, by the delta method from the observed information.

    Parameters
    ----------
    matrices
        Covariance matrices (m, k, k), divisor n, to which one factor was fitted.
    respondents
        Respondents behind each.
    loadings, uniquenesses
        The fits (m, k).
    """
    slope, pull = _sensitivity(matrices, loadings, uniquenesses)
    error: Floats = np.sqrt(2 * (slope * pull).sum(-1) / respondents)
    return error


def covariance_form(matrices: Floats, loadings: Floats, uniquenesses: Floats) -> Floats:
    """
    Return omega's derivative by the covariances (m, k, k), the parameters following them to the new minimum.

    At the minimum ∂F/∂θ_a = tr (Σ⁻¹ − Σ⁻¹SΣ⁻¹)Σ_a is zero, Σ_a the derivative of Σ by θ_a, so that with the second
    derivatives H, dθ = H⁻¹ tr Σ⁻¹Σ_aΣ⁻¹ dS. With v = H⁻¹ ∂ω/∂θ omega's derivative is Σ⁻¹ (Σ_a v_a Σ_a) Σ⁻¹.
    """
    k = matrices.shape[-1]
    spread = np.sqrt(item_variances(matrices))
    _, pull = _sensitivity(matrices, loadings, uniquenesses)
    scaled, own = loadings / spread, uniquenesses / spread**2
    inverse = np.linalg.inv(scaled[:, :, None] * scaled[:, None, :] + own[:, None, :] * np.eye(k))
    mixed = pull[:, :k, None] * scaled[:, None, :]
    inner = mixed + mixed.swapaxes(-2, -1) + pull[:, None, k:] * np.eye(k)
    form: Floats = inverse @ inner @ inverse / (spread[:, :, None] * spread[:, None, :])
    return form


def _sensitivity(matrices: Floats, loadings: Floats, uniquenesses: Floats) -> tuple[Floats, Floats]:
    """Return omega's slope by the parameters and H⁻¹ times it, in correlations, where H is well scaled."""
    spread = np.sqrt(item_variances(matrices))
    common, own = loadings.sum(-1, keepdims=True), uniquenesses.sum(-1, keepdims=True)
    slope = np.concatenate([2 * own * spread, -common * spread**2], axis=-1) * common / (common**2 + own) ** 2
    information = observed_information(correlations(matrices), loadings / spread, uniquenesses / spread**2)
    pull: Floats = np.linalg.solve(information, slope[..., None])[..., 0]
    return slope, pull
