"""How far groups differ and what follows: by other routes, at the edges, and whatever the groups are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import quad
from scipy.special import polygamma
from scipy.stats import multivariate_normal, norm

from servgap._stats.league.between_groups import between_groups, mean_of_groups, other_between_groups
from servgap._stats.league.expected_range import MINIMUM_GROUPS, bands, expected_range, misclassified, reliable_size
from servgap._stats.league.few_clusters import clustered_mean, clustered_regression
from servgap._stats.league.league import league, league_of_means
from servgap._stats.league.moderated_variances import inverse_trigamma, moderated_variances
from servgap._stats.league.shrunken_means import error_of_weights, shrunken_means
from servgap._stats.league.variance_components import profile_intervals, variance_components
from servgap._stats.league.variance_search import falls_to_nought, highest
from servgap._stats.league.winsorised import winsorised_between

MEANS = arrays(float, st.integers(2, 12), elements=st.floats(-3, 3).map(lambda x: round(x, 3)))


def some_groups(seed: int, groups: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    n = rng.integers(2, 60, groups)
    true = rng.normal(0, 0.5, groups)
    answers = [rng.normal(each, 1.2, size) for each, size in zip(true, n, strict=True)]
    return n, np.array([each.mean() for each in answers]), np.array([each.var(ddof=1) for each in answers])


# --- variances within ---------------------------------------------------------------------------------------------


def test_a_moderated_variance_lies_between_its_own_and_the_common_one():
    n, _, s2 = some_groups(1, 40)
    s2 = s2 * np.random.default_rng(2).uniform(0.2, 4, 40)
    found = moderated_variances(n, s2)
    assert np.isfinite(found.df_prior)
    assert (np.minimum(s2, found.variance_prior) - 1e-12 <= found.variance).all()
    assert (found.variance <= np.maximum(s2, found.variance_prior) + 1e-12).all()
    assert np.allclose(found.df, found.df_prior + n - 1)


def test_a_group_that_answered_alike_has_a_variance_above_nought():
    n, _, s2 = some_groups(3, 20)
    s2[4] = 0.0
    found = moderated_variances(n, s2)
    without = moderated_variances(np.delete(n, 4), np.delete(s2, 4))
    assert found.variance[4] > 0
    assert found.df_prior == without.df_prior  # it tells nothing of how far spreads differ


def test_groups_of_one_and_of_nobody():
    found = moderated_variances([1, 0, 10, 20], [np.nan, np.nan, 1.0, 1.1])
    assert found.variance[0] == pytest.approx(found.variance_prior)
    assert np.isnan(found.variance[1])
    assert np.isnan(moderated_variances([1, 5], [np.nan, 0.0]).variance).all()


@given(st.floats(-14, 14))
def test_the_trigamma_function_is_inverted(power):
    value = 10.0**power
    assert polygamma(1, float(inverse_trigamma(value))) == pytest.approx(value, rel=1e-6)


# --- variance between ---------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(MEANS, st.floats(0.01, 4))
def test_of_means_of_one_variance_it_is_their_variance_less_that(mean, v):
    found = between_groups(mean, np.full(len(mean), v))
    spread = mean.var(ddof=1)
    assert found.tau2 == pytest.approx(max(spread - v, 0.0), abs=1e-9)
    assert other_between_groups(mean, np.full(len(mean), v)).paule_mandel == pytest.approx(found.tau2, abs=1e-9)
    assert mean_of_groups(mean, np.full(len(mean), v), found.tau2).mu == pytest.approx(mean.mean(), abs=1e-9)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000), st.floats(0.1, 10), st.floats(-5, 5))
def test_answers_in_another_unit_change_the_unit_alone(seed, unit, shift):
    n, mean, s2 = some_groups(seed)
    plain, other = (
        league(n, a, b, w) for a, b, w in ((mean, s2, 0.2), (unit * mean + shift, unit**2 * s2, 0.2 * unit))
    )
    assert other.between.tau2 == pytest.approx(unit**2 * plain.between.tau2, rel=1e-6, abs=1e-9)
    assert np.allclose(other.means.value, unit * plain.means.value + shift, atol=1e-6)
    assert np.allclose(other.means.se, unit * plain.means.se, rtol=1e-5)
    assert np.allclose(other.bands.p_wrong, plain.bands.p_wrong, atol=1e-5)
    assert np.allclose(other.means.reliability, plain.means.reliability, atol=1e-6)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_the_interval_holds_the_variances_that_q_does_not_refuse(seed):
    n, mean, s2 = some_groups(seed)
    v = s2 / n
    found = between_groups(mean, v)
    ends = (found.ci_low, 0.975), (found.ci_high, 0.025)
    for end, share in ends:
        w = 1 / (end + v)
        q = (w * (mean - (w * mean).sum() / w.sum()) ** 2).sum()
        wanted = 21.920049 if share == 0.975 else 3.815748  # chi-square with 11 degrees
        assert end == 0 or q == pytest.approx(wanted, rel=1e-6)
    assert found.ci_low <= found.tau2 + 1e-9
    assert found.ci_low < found.ci_high


def test_means_closer_together_than_chance_have_an_interval_with_a_width():
    found = between_groups([1.0, 1.0, 1.0, 1.0], [0.5, 0.5, 0.5, 0.5])
    assert found.tau2 == 0 == found.ci_low
    # 3 log(tau2 + v) has risen by 3.841459 where tau2 + v is exp(1.280486) times v
    assert found.ci_high == pytest.approx(0.5 * (np.exp(3.841458820694124 / 3) - 1), rel=1e-9)
    assert found.p_value == 1
    assert found.likelihood_ratio == 0


def test_groups_without_a_mean_or_a_variance_take_no_part():
    mean, v = np.array([1.0, 2.0, 4.0, np.nan, 3.0]), np.array([0.1, 0.2, 0.3, 0.4, 0.0])
    found, alone = between_groups(mean, v), between_groups(mean[:3], v[:3])
    assert found.tau2 == alone.tau2
    assert found.groups == 3
    assert np.isnan(between_groups([1.0, np.nan], [0.1, 0.1]).tau2)
    assert between_groups([1.0, np.nan], [0.1, 0.1]).groups == 0


def test_rows_are_computed_as_if_alone():
    rows = [some_groups(seed) for seed in range(5)]
    n, mean, s2 = (np.stack(each) for each in zip(*rows, strict=True))
    n[2, :3] = 0
    together = league(n, mean, s2, 0.25)
    for row in range(5):
        alone = league(n[row], mean[row], s2[row], 0.25)
        assert together.between.tau2[row] == pytest.approx(alone.between.tau2, rel=1e-12, abs=1e-12)
        assert np.allclose(together.means.se[row], alone.means.se, equal_nan=True, rtol=1e-9)
        assert np.allclose(together.bands.p_wrong[row], alone.bands.p_wrong, equal_nan=True)
    assert np.isnan(together.means.value[2, :3]).all()


def test_of_two_heights_the_higher_is_found_and_of_equal_ones_the_first():
    def two(x):
        at = np.log(x + 1e-300)
        return np.exp(-2 * at**2) + np.array([0.5, 1.0, 2.0]) * np.exp(-2 * (at - 4) ** 2)

    def slope(x):
        return two(x * (1 + 1e-6)) - two(x * (1 - 1e-6)) - 1e-12

    found = highest(two, slope, np.ones(3), np.full(3, 200.0))
    assert np.log(found).round(2).tolist() == [0.0, 0.0, 4.0]


def test_heights_that_differ_by_rounding_do_not_end_the_way_up():
    """Beside 10⁹, places left and right of the top are as high as it; the slope leads on from the first of them."""

    def tall(x):
        return 1e9 - (np.log(x + 1e-300) - 3) ** 2

    found = highest(tall, lambda x: 3 - np.log(x + 1e-300), np.ones(1), np.full(1, 200.0))
    assert np.log(found) == pytest.approx([3.0])


def test_of_heights_that_rounding_tells_apart_the_first_is_taken():
    def flat(x):
        return np.where((x > 0.5) & (x < 2), 1.0, np.where((x > 50) & (x < 150), 1.0 + 1e-12, 0.0))

    assert 0.5 < highest(flat, np.zeros_like, np.ones(1), np.full(1, 200.0))[0] < 2


def test_what_is_below_at_once_falls_to_nought_there():
    assert falls_to_nought(lambda x: -x - 1, np.array([0.0]), np.array([5.0])).tolist() == [0.0]


# --- shrunken means -----------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_a_shrunken_mean_lies_between_its_own_and_the_common_one(seed):
    n, mean, s2 = some_groups(seed)
    found = league(n, mean, s2)
    mu = float(found.common.mu)
    assert (np.abs(found.means.value - mu) <= np.abs(mean - mu) + 1e-12).all()
    assert (found.means.se >= found.means.se_with_mu - 1e-12).all()
    assert ((found.means.reliability >= 0) & (found.means.reliability < 1)).all()


def test_the_error_of_weights_is_an_average_over_variances():
    mean, v = np.array([-1.0, 0.2, 0.4, 1.3, 0.1, -0.3]), np.array([0.3, 0.1, 0.2, 0.5, 0.05, 0.1])
    tau2 = float(between_groups(mean, v).tau2)

    def at(x):
        w = 1 / (x + v)
        mu, b = (w * mean).sum() / w.sum(), x / (x + v)
        likelihood = np.exp(-0.5 * (np.log(x + v).sum() + np.log(w.sum()) + (w * (mean - mu) ** 2).sum()))
        return likelihood, v * b + (1 - b) ** 2 / w.sum(), mu + b * (mean - mu)

    shown = at(tau2)[2]
    whole = quad(lambda x: at(x)[0], 0, 500, limit=500)[0]
    for group in range(len(mean)):
        squared = quad(lambda x, g=group: at(x)[0] * (at(x)[1][g] + (at(x)[2][g] - shown[g]) ** 2), 0, 500, limit=500)[
            0
        ]
        found = error_of_weights(mean, v, tau2)[group]
        assert found == pytest.approx(max(squared / whole - at(tau2)[1][group], 0), rel=0.02, abs=1e-4)


def test_without_a_variance_between_all_are_the_mean_of_groups_and_not_certain():
    found = league([10, 20, 30, 40], [1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0])
    assert found.between.tau2 == 0
    assert np.allclose(found.means.value, 1)
    assert (found.means.se > 1.2 * float(found.common.se)).all()
    assert np.isnan(found.reliable_from)


def test_shrunken_means_of_unknown_means_are_unknown():
    found = shrunken_means([1.0, np.nan, 2.0], [0.1, 0.1, np.nan], 1.0, 0.1, 0.2)
    assert np.isfinite(found.value).tolist() == [True, False, False]
    assert np.isfinite(found.se).tolist() == [True, False, False]


# --- expected ranges and bands ------------------------------------------------------------------------------------


def test_nobody_stands_apart_among_few_or_where_groups_cannot_be_told_apart():
    far = [0.0] * (MINIMUM_GROUPS - 1) + [50.0]
    v = [0.5] * MINIMUM_GROUPS
    assert expected_range(far, v, 0.0, 0.5).standing[-1] == 2
    assert np.isnan(expected_range(far[1:], v[1:], 0.0, 0.5).standing).all()
    assert np.isnan(expected_range(far, v, 0.0, 0.0).standing).all()
    assert np.isfinite(expected_range(far, v, 0.0, 0.0).low).all()


def test_a_mean_on_the_limit_is_expected():
    limit = float(norm.ppf(0.975))
    mean = np.array([0.0] * 8 + [-limit, limit])
    assert expected_range(mean, np.full(10, 0.5), 0.0, 0.5).standing[-2:].tolist() == [0, 0]
    assert expected_range(mean * 1.001, np.full(10, 0.5), 0.0, 0.5).standing[-2:].tolist() == [-1, 1]


@given(st.floats(-2, 2), st.floats(0.01, 2), st.floats(0.01, 1))
def test_a_band_is_wrong_as_often_as_the_rest_of_the_normal(value, se, smallest):
    found = bands([value], [se], 0.0, smallest)
    low, high = {0.0: (-smallest, smallest), 1.0: (smallest, np.inf), -1.0: (-np.inf, -smallest)}[float(found.band[0])]
    right = norm.cdf(high, value, se) - norm.cdf(low, value, se)
    assert found.p_wrong[0] == pytest.approx(1 - right, abs=1e-9)


def test_bands_of_a_league_take_the_spread_as_known():
    n, mean, s2 = some_groups(8)
    found = league(n, mean, s2, 0.25)
    told = bands(found.means.value, found.means.se_with_mu, found.common.mu, 0.25)
    assert np.array_equal(found.bands.p_wrong, told.p_wrong)
    assert (found.means.se > found.means.se_with_mu).all()


def test_bands_without_an_error_or_a_smallest_difference_are_unknown():
    assert np.isnan(bands([0.1], [0.2], 0.0, np.nan).p_wrong).all()
    assert np.isnan(bands([0.1, 0.2], [0.0, np.nan], 0.0, 0.25).band).all()


@settings(deadline=None, max_examples=30)
@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_misclassification_is_that_of_two_normals(reliability, share):
    h, r = norm.ppf(share), np.sqrt(reliability)
    both = multivariate_normal.cdf([h, h], cov=[[1, r], [r, 1]])
    found = misclassified(reliability, share)
    assert found.false_share == pytest.approx(1 - both / share, abs=2e-4)
    assert found.wrong_overall == pytest.approx(2 * (share - both), abs=2e-4)


def test_a_size_gives_the_reliability_it_was_asked_for():
    n = float(reliable_size(0.2, 1.5, 0.8))
    assert 0.2 / (0.2 + 1.5 / n) == pytest.approx(0.8)


# --- models of one spread, and by moments -------------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000))
def test_no_other_variances_are_likelier(seed):
    n, mean, s2 = some_groups(seed)
    found = variance_components(n, mean, s2)

    def criterion(tau2, sigma2):
        eigen = sigma2 + n * tau2
        w = n / eigen
        mu = (w * mean).sum() / w.sum()
        inside = ((n - 1) * s2).sum()
        logs = (np.log(eigen) + (n - 1) * np.log(sigma2)).sum() + np.log(w.sum()) + (n.sum() - 1) * np.log(2 * np.pi)
        return logs + inside / sigma2 + (w * (mean - mu) ** 2).sum()

    best = criterion(float(found.tau2), float(found.sigma2))
    assert best == pytest.approx(float(found.criterion), rel=1e-9)
    for more, other in ((1e-3, 1.0), (-1e-3, 1.0), (0.0, 1.001), (0.0, 0.999), (0.3, 1.0)):
        assert criterion(max(float(found.tau2) + more, 0), float(found.sigma2) * other) >= best - 1e-9


def test_equal_groups_reach_nought_without_trouble():
    found = variance_components([5, 5, 5], [1.0, 1.0, 1.0], [2.0, 1.0, 3.0])
    assert found.tau2 == 0
    assert found.sigma2 == pytest.approx(24 / 14)
    assert found.p_value == 1
    assert profile_intervals([5, 5, 5], [1.0, 1.0, 1.0], [2.0, 1.0, 3.0]).tau_low == 0
    assert np.isnan(variance_components([5, 0], [1.0, np.nan], [1.0, np.nan]).tau2)
    assert np.isnan(variance_components([5, 5], [1.0, 2.0], [0.0, 0.0]).tau2)
    assert np.isnan(profile_intervals([5, 5], [1.0, 2.0], [0.0, 0.0]).tau_high)


def test_drawing_in_makes_the_variance_smaller():
    n, mean, s2 = some_groups(4, 40)
    plain, drawn_in = (winsorised_between(n, mean, s2, share=share) for share in (0.0, 0.1))
    assert 0 <= drawn_in.tau2 < plain.tau2
    assert plain.phi == plain.phi_plain


# --- clusters -----------------------------------------------------------------------------------------------------


def cluster_sums(x, y, of):
    groups = [of == each for each in np.unique(of)]
    return (
        [own.sum() for own in groups],
        [x[own].T @ x[own] for own in groups],
        [x[own].T @ y[own] for own in groups],
        [y[own] @ y[own] for own in groups],
    )


def by_rows(x, y, of):
    """CR2 and its degrees of freedom with matrices of respondents × respondents."""
    m = np.linalg.inv(x.T @ x)
    hat = x @ m @ x.T
    e = y - hat @ y
    middle, vectors = np.zeros((x.shape[1],) * 2), []
    for each in np.unique(of):
        own = np.flatnonzero(of == each)
        values, turn = np.linalg.eigh(np.eye(len(own)) - hat[np.ix_(own, own)])
        root = turn @ np.diag([1 / np.sqrt(v) if v > 1e-9 else 0.0 for v in values]) @ turn.T
        score = x[own].T @ root @ e[own]
        middle += np.outer(score, score)
        vectors.append((np.eye(len(y)) - hat)[own].T @ root @ x[own] @ m)
    se = np.sqrt(np.diag(m @ middle @ m))
    df = []
    for k in range(x.shape[1]):
        g = np.stack([each[:, k] for each in vectors])
        p = g @ g.T
        df.append(np.trace(p) ** 2 / (p**2).sum())
    return se, np.array(df)


@pytest.mark.parametrize("alone", [False, True])
def test_sums_of_clusters_give_what_rows_give(alone):
    rng = np.random.default_rng(7)
    of = np.repeat(np.arange(5), [4, 9, 6, 3, 8])
    third = (of == 2).astype(float) if alone else rng.normal(size=30)  # a coefficient that one cluster decides
    x = np.column_stack([np.ones(30), rng.normal(size=30), third])
    y = x @ [1, 0.5, -0.2] + rng.normal(size=5)[of] + rng.normal(size=30)
    se, df = by_rows(x, y, of)
    found = clustered_regression(*cluster_sums(x, y, of))
    known = slice(0, 2) if alone else slice(None)  # without variation between there is nothing to take the error from
    assert np.allclose(found.se[known], se[known])
    assert np.allclose(found.df[known], df[known])
    assert np.allclose(found.coefficient, np.linalg.lstsq(x, y, rcond=None)[0])


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_a_mean_is_a_regression_on_a_constant(seed):
    n, mean, s2 = some_groups(seed, 5)
    one = clustered_mean(n, mean, against=0.1)
    squares = (n - 1) * s2 + n * mean**2
    regression = clustered_regression(n, n[:, None, None] * 1.0, (n * mean)[:, None], squares)
    assert (one.mean, one.se, one.df) == pytest.approx(
        (regression.coefficient[0], regression.se[0], regression.df[0]), rel=1e-9
    )
    assert one.statistic == pytest.approx((one.mean - 0.1) / one.se)


def test_clusters_of_one_size_are_a_t_test_of_their_means():
    mean = np.array([0.2, 0.9, 0.4, 1.1])
    found = clustered_mean([7] * 4, mean)
    assert found.se == pytest.approx(mean.std(ddof=1) / 2)
    assert found.df == pytest.approx(3)


def test_one_cluster_or_dependent_predictors_say_nothing():
    assert np.isnan(clustered_mean([5], [1.0]).se)
    assert np.isnan(clustered_regression([5], [[[5.0]]], [[5.0]], [9.0]).se).all()
    twice = np.ones((2, 2)) * 5
    assert np.isnan(clustered_regression([5, 5], [twice, twice], [[5.0] * 2] * 2, [9.0, 9.0]).se).all()


# --- many ---------------------------------------------------------------------------------------------------------


def test_three_thousand_groups_are_a_league():
    n, mean, s2 = some_groups(11, 3000)
    found = league(n, mean, s2, 0.25)
    assert found.between.tau2 == pytest.approx(0.25, rel=0.15)
    assert (found.expected.standing != 0).mean() == pytest.approx(0.05, abs=0.02)
    adjusted = league_of_means(mean, found.variance, 0.25, 1.44)
    assert adjusted.between.tau2 == found.between.tau2
    assert adjusted.reliable_from == pytest.approx(4 * 1.44 / float(found.between.tau2))
