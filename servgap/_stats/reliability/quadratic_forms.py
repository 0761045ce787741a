"""How much quadratic forms of the answers vary, from fourth moments: what the errors of reliabilities are made of.

Every coefficient of reliability is a smooth function of the covariance matrix. What a respondent with the answers x
(taken from their means) weighs in it is x'Gx, G its derivative by the covariances, and n times its sampling variance is
the variance of x'Gx over respondents, whatever the distribution of the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from servgap._stats.ratio import Floats, ratio

EPSILON = float(np.finfo(np.float64).eps)


class QuadraticForms(Protocol):
    """Answers as far as quadratic forms of them need to be known; leading axes are sets of answers."""

    @property
    def n(self) -> Floats:
        """Respondents who answered all items (...)."""
        ...

    @property
    def covariance(self) -> Floats:
        """Covariance matrices of the items (..., k, k), divisor n."""
        ...

    def variance(self, form: Floats) -> Floats:
        """Return the variance over respondents, divisor n, of x'Gx for the symmetric G of `form` (..., k, k)."""
        ...


@dataclass(frozen=True, eq=False)
class FormsOfRows:
    """Quadratic forms of the answers themselves, `rows` (..., n, k)."""

    rows: Floats

    @property
    def n(self) -> Floats:
        """Respondents."""
        return np.full(self.rows.shape[:-2], float(self.rows.shape[-2]))

    @property
    def covariance(self) -> Floats:
        """Covariance matrices, divisor n; NaN without respondents."""
        centred = self._centred()
        crossed: Floats = ratio(centred.swapaxes(-2, -1) @ centred, float(self.rows.shape[-2]))
        return crossed

    def variance(self, form: Floats) -> Floats:
        """Return the variance of the respondents' forms."""
        centred = self._centred()
        weighed = ((centred @ form) * centred).sum(axis=-1)
        return ratio((weighed**2).sum(axis=-1), self.n) - ratio(weighed.sum(axis=-1), self.n) ** 2

    def _centred(self) -> Floats:
        means = ratio(self.rows.sum(axis=-2, keepdims=True), float(self.rows.shape[-2]))
        return np.asarray(self.rows - means)


@dataclass(frozen=True, eq=False)
class FormsOfProducts:
    """Quadratic forms of answers of which cross-products are known.

    Parameters
    ----------
    products
        Sums over respondents (..., m, m) of the products of any two of 1, the k answers and their k(k + 1)/2 products
        x_i x_j with i <= j, answers counted from anywhere; m = (k + 1)(k + 2)/2.
    """

    products: Floats

    @property
    def items(self) -> int:
        """The number of items."""
        return int(np.sqrt(2 * self.products.shape[-1] + 0.25) - 1.5 + 1e-9)

    @property
    def n(self) -> Floats:
        """Respondents."""
        return np.asarray(self.products[..., 0, 0])

    @property
    def covariance(self) -> Floats:
        """Covariance matrices, divisor n; NaN without respondents."""
        inside = slice(1, 1 + self.items)
        n, sums = self.n[..., None, None], self.products[..., 0, inside]
        # Sums of whole numbers are exact, so this difference loses nothing.
        centred = n * self.products[..., inside, inside] - sums[..., :, None] * sums[..., None, :]
        return ratio(centred, n**2)

    def variance(self, form: Floats) -> Floats:
        """Return the variance of the respondents' forms; 0 where it is no more than rounding can be."""
        means = ratio(self.products[..., 0, 1 : 1 + self.items], self.n[..., None])
        one, two = np.triu_indices(self.items)
        turned = (form @ means[..., None])[..., 0]
        weights = np.concatenate(
            [
                (means * turned).sum(axis=-1, keepdims=True),
                -2 * turned,
                np.where(one == two, 1.0, 2.0) * form[..., one, two],
            ],
            axis=-1,
        )
        squared = _twice(self.products, weights)
        found = ratio(squared, self.n) - ratio((self.products[..., 0, :] * weights).sum(axis=-1), self.n) ** 2
        # Of answers far from zero that hardly vary, what the forms are made of cancels, and leaves its rounding.
        rounding = weights.shape[-1] * EPSILON * ratio(_twice(np.abs(self.products), np.abs(weights)), self.n)
        return np.where(found <= rounding, 0.0, found)


def _twice(products: Floats, weights: Floats) -> Floats:
    """Return w'Pw."""
    return np.asarray(((products @ weights[..., None])[..., 0] * weights).sum(axis=-1))


@dataclass(frozen=True, eq=False)
class FormsOfSets:
    """
    Quadratic forms of several sets of answers that need not be of one length.

    Parameters
    ----------
    sets
        The answers (n, k) of each set.
    shape
        How the sets are laid out.
    """

    sets: Sequence[Floats]
    shape: tuple[int, ...]

    @property
    def n(self) -> Floats:
        """Respondents of each set."""
        return self._each(lambda _, forms: forms.n)

    @property
    def covariance(self) -> Floats:
        """Covariance matrices, divisor n; NaN without respondents."""
        return self._each(lambda _, forms: forms.covariance)

    def variance(self, form: Floats) -> Floats:
        """Return the variance of the respondents' forms."""
        flat = form.reshape(-1, *form.shape[-2:])
        return self._each(lambda number, forms: forms.variance(flat[number]))

    def _each(self, of: Callable[[int, FormsOfRows], Floats]) -> Floats:
        found = [np.asarray(of(number, FormsOfRows(rows))) for number, rows in enumerate(self.sets)]
        return np.stack(found).reshape(*self.shape, *found[0].shape)
