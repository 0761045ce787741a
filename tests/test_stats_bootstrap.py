"""The bootstrap without resampling against all resamples, and what is resampled against those who resample rows."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from servgap._stats.families.bootstrap_max_t import bootstrap_max_t, scheffe_critical
from servgap._stats.paired.resampled_effects import d_av_and_d_rm, d_av_bootstrap, d_rm_bootstrap, d_z_bootstrap
from servgap._stats.ranks.rank_bootstrap import rank_bootstrap
from servgap._stats.resampling.bootstrap_distribution import bootstrap_total
from servgap._stats.resampling.counts_bootstrap import redrawn_counts
from servgap._stats.resampling.ideal_bootstrap import IdealBootstrap, ideal_bootstrap
from servgap._stats.resampling.row_bootstrap import redrawn_means

GAPS = np.arange(-6, 7)
LIMITS = ("percentile_low", "percentile_high", "bca_low", "bca_high")

answers = st.lists(st.integers(-6, 6), min_size=2, max_size=60).filter(lambda gaps: len(set(gaps)) > 1)


def counted(gaps):
    return np.array([np.sum(np.asarray(gaps) == value) for value in GAPS])


def limits(found):
    return np.array([float(getattr(found, name)) for name in LIMITS])


def by_convolution(gaps):
    """Build the distribution of the total draw by draw, and read the limits off it."""
    n, lowest = len(gaps), min(gaps)
    share = np.bincount(np.array(gaps) - lowest) / n
    total = np.ones(1)
    for _ in range(n):
        total = np.convolve(total, share)
    upto, above = np.cumsum(total), np.cumsum(total[::-1])[::-1]
    observed = sum(gaps) - n * lowest
    shift = stats.norm.ppf(upto[observed] - total[observed] / 2)
    acceleration = stats.skew(gaps) / (6 * np.sqrt(n))

    def corrected(z):
        return shift + (shift + z) / (1 - acceleration * (shift + z))

    def low(tail):
        return (np.searchsorted(upto, tail - 1e-13) + n * lowest) / n

    def high(tail):
        return (len(total) - 1 - np.searchsorted(above[::-1], tail - 1e-13) + n * lowest) / n

    z = stats.norm.ppf(0.975)
    return [low(0.025), high(0.025), low(stats.norm.cdf(corrected(-z))), high(stats.norm.sf(corrected(z)))]


@settings(max_examples=80, deadline=None)
@given(answers)
def test_limits_are_those_of_the_whole_distribution(gaps):
    np.testing.assert_allclose(limits(ideal_bootstrap(GAPS, counted(gaps))), by_convolution(gaps), atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=2, max_size=6).filter(lambda gaps: len(set(gaps)) > 1))
def test_the_distribution_is_that_of_all_resamples(gaps):
    totals = np.array([sum(draw) for draw in itertools.product(gaps, repeat=len(gaps))]) - sum(gaps)
    shifted = np.array(gaps) - min(gaps)
    step = np.gcd.reduce(shifted)
    steps, counts = np.unique(shifted // step, return_counts=True)
    found = bootstrap_total(steps[None], counts[None].astype(float))
    for y in np.unique(totals // step):
        place = np.full((1, 1), float(y))
        assert found.at_most(place)[0, 0] == pytest.approx(np.mean(totals <= y * step), abs=1e-12)
        assert found.exactly(place)[0, 0] == pytest.approx(np.mean(totals == y * step), abs=1e-12)


@pytest.mark.parametrize("n", [300, 10_000, 1_000_000, 100_000_000])
def test_an_odd_answer_among_even_ones_is_not_overlooked(n):
    """|φ|ⁿ then has a second peak, and totals hardly ever are odd."""
    counts = np.zeros(13)
    counts[[2, 4, 6, 8]] = np.round(n * np.array([0.1, 0.4, 0.3, 0.2]))
    counts[5] = 1
    steps, held = np.arange(7)[None], counts[None, 2:9]
    found = bootstrap_total(steps, held)
    around = found.exactly(np.arange(-6.0, 6.0)[None])[0]
    odd = -np.expm1(-2.0) / 2  # the odd answer is drawn Poisson(1) times
    share_of_odd_draws = around[1::2].sum() / (around[1::2].sum() + around[::2].sum())
    assert min(share_of_odd_draws, 1 - share_of_odd_draws) == pytest.approx(odd, rel=0.05)


@pytest.mark.parametrize("n", [30, 300, 3000])
def test_scipy_comes_near(n):
    rng = np.random.default_rng(n)
    gaps = rng.choice(
        GAPS, p=np.exp(-0.5 * ((GAPS + 1) / 1.7) ** 2) / np.exp(-0.5 * ((GAPS + 1) / 1.7) ** 2).sum(), size=n
    )
    found = ideal_bootstrap(GAPS, counted(gaps))
    for method, names in (("percentile", LIMITS[:2]), ("BCa", LIMITS[2:])):
        peer = stats.bootstrap(
            (gaps,), np.mean, n_resamples=9999, batch=500, method=method, rng=rng
        ).confidence_interval
        mine = [float(getattr(found, name)) for name in names]
        np.testing.assert_allclose(mine, peer, atol=0.08 * float(found.se) + 1 / n)


@settings(max_examples=40, deadline=None)
@given(answers)
def test_turning_the_gaps_turns_the_interval(gaps):
    first, second = ideal_bootstrap(GAPS, counted(gaps)), ideal_bootstrap(GAPS, counted(gaps)[::-1])
    np.testing.assert_allclose(limits(first), -limits(second)[[1, 0, 3, 2]], atol=1e-12)
    assert first.bias_correction == pytest.approx(-float(second.bias_correction), abs=1e-10)


@settings(max_examples=40, deadline=None)
@given(answers, st.sampled_from([1 / 300, 0.2, 0.5, 3.0]))
def test_the_interval_has_the_unit_of_the_gaps(gaps, unit):
    first, second = ideal_bootstrap(GAPS, counted(gaps)), ideal_bootstrap(GAPS * unit, counted(gaps))
    np.testing.assert_allclose(limits(first) * unit, limits(second), rtol=1e-9, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(answers)
def test_more_confidence_takes_more_room(gaps):
    narrow, wide = (limits(ideal_bootstrap(GAPS, counted(gaps), level)) for level in (0.8, 0.99))
    assert (wide[[0, 2]] <= narrow[[0, 2]]).all()
    assert (wide[[1, 3]] >= narrow[[1, 3]]).all()


def test_many_rows_are_rows_one_by_one():
    counts = np.random.default_rng(2).multinomial(80, np.full(13, 1 / 13), size=(2, 4))
    counts[0, 1] = np.where(GAPS == 2, 80, 0)
    together = ideal_bootstrap(GAPS, counts)
    for row in np.ndindex(2, 4):
        alone = ideal_bootstrap(GAPS, counts[row])
        for name in IdealBootstrap.__dataclass_fields__:
            np.testing.assert_allclose(getattr(together, name)[row], getattr(alone, name), rtol=1e-12)


def test_scores_on_a_fine_lattice_agree_with_convolution():
    rng = np.random.default_rng(4)
    for n in (3, 12, 90):
        whole = rng.integers(-900, 900, size=n)
        values, counts = np.unique(whole, return_counts=True)
        padded = np.union1d(values, np.arange(-900, 900, 20))
        spread = np.zeros(len(padded))
        spread[np.searchsorted(padded, values)] = counts
        found = ideal_bootstrap(padded / 300, spread)
        np.testing.assert_allclose(limits(found) * 300, by_convolution(list(whole)), atol=1e-7)


@pytest.mark.parametrize("counts", [np.zeros(13), np.where(GAPS == 1, 1, 0), np.where(GAPS == -3, 40, 0)])
def test_equal_answers_have_no_interval(counts):
    found = ideal_bootstrap(GAPS, counts)
    assert np.isnan(limits(found)).all()
    assert np.isnan([found.se, found.bias_correction, found.acceleration]).all()
    assert np.isnan(d_z_bootstrap(GAPS, counts, draws=50).effect_low)


# Effects resampled by counts


def joint(rng, n):
    e = rng.integers(3, 8, size=n)
    p = np.clip(e - rng.integers(0, 3, size=n) + rng.integers(-1, 2, size=n), 1, 7)
    cells, counts = np.unique(np.stack([e, p]), axis=1, return_counts=True)
    return e.astype(float), p.astype(float), cells[0], cells[1], counts


def d_av_of_rows(p, e, axis=-1):
    return (p - e).mean(axis) / ((p.std(axis=axis, ddof=1) + e.std(axis=axis, ddof=1)) / 2)


@pytest.mark.parametrize("n", [40, 400])
def test_counts_resampled_are_rows_resampled(n):
    rng = np.random.default_rng(n)
    e, p, cells_e, cells_p, counts = joint(rng, n)
    found = d_av_bootstrap(cells_e, cells_p, counts, draws=9999, rng=rng)
    peer = stats.bootstrap((p, e), d_av_of_rows, paired=True, n_resamples=9999, batch=500, method="BCa", rng=rng)
    assert float(found.effect) == pytest.approx(d_av_of_rows(p, e), rel=1e-12)
    np.testing.assert_allclose(
        [found.effect_low, found.effect_high], peer.confidence_interval, atol=0.1 * peer.standard_error
    )


def test_d_rm_is_that_of_the_rows():
    e, p, cells_e, cells_p, counts = joint(np.random.default_rng(8), 60)
    gap = p - e
    expected = gap.mean() / gap.std(ddof=1) * np.sqrt(2 * (1 - np.corrcoef(e, p)[0, 1]))
    found = d_rm_bootstrap(cells_e, cells_p, counts, draws=500)
    assert float(found.effect) == pytest.approx(expected, rel=1e-12)
    assert found.effect_low < found.effect < found.effect_high


def test_the_same_seed_draws_the_same():
    _, _, cells_e, cells_p, counts = joint(np.random.default_rng(9), 50)
    first, second = (d_av_bootstrap(cells_e, cells_p, counts, draws=200) for _ in range(2))
    assert (first.effect_low, first.effect_high) == (second.effect_low, second.effect_high)


@pytest.mark.parametrize("counts", [[40, 0, 3, 1, 25, 2], [1, 2, 3], [100, 200], [5, 0]])
def test_redrawn_counts_are_multinomial(counts):
    counts = np.array(counts, dtype=float)
    drawn = redrawn_counts(counts, 20_000, np.random.default_rng(4))
    n, share = counts.sum(), counts / counts.sum()
    assert (drawn.sum(axis=1) == n).all()
    assert (drawn[:, counts == 0] == 0).all()
    covariance = n * (np.diag(share) - np.outer(share, share))
    np.testing.assert_allclose(drawn.mean(axis=0), counts, atol=4 * np.sqrt(n / 4 / 20_000))
    np.testing.assert_allclose(np.cov(drawn.T), covariance, atol=0.05 * max(covariance.max(), 1e-9))


def test_both_effects_from_the_same_draws_are_those_from_their_own():
    _, _, cells_e, cells_p, counts = joint(np.random.default_rng(12), 80)
    both = d_av_and_d_rm(cells_e, cells_p, counts, draws=300)
    for found, alone in zip(both, (d_av_bootstrap, d_rm_bootstrap), strict=True):
        same = alone(cells_e, cells_p, counts, draws=300)
        for name in ("effect", "effect_low", "effect_high"):  # up to the last digit, which the routines may round apart
            assert getattr(found, name) == pytest.approx(getattr(same, name), rel=1e-12)


def test_parts_that_repeat_each_other_raise_no_warning():
    # In some draws both parts are constant, in others perfectly correlated, up to rounding.
    e, p = np.array([1.0, 2, 5, 7]), np.array([3.1, 4.1, 7.1, 1.1])
    for found in d_av_and_d_rm(e, p, [2, 1, 1, 1], draws=1999):
        assert found.effect_low <= found.effect_high


def test_parts_without_spread_have_no_effect():
    found = d_av_bootstrap([5, 5], [4, 4], [3, 4], draws=50)
    assert np.isnan([found.effect, found.effect_low, found.effect_high]).all()
    found = d_rm_bootstrap([3, 5], [2, 4], [3, 4], draws=50)  # every gap is the same
    assert np.isnan([found.effect, found.effect_low, found.effect_high]).all()


# Rows resampled


def test_redrawn_means_have_the_error_of_the_mean():
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(200, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.5], [0, 0, 1]]) + [5, -3, 0]
    rows[rng.random(rows.shape) < 0.1] = np.nan
    found = redrawn_means(rows, draws=4000, rng=rng)
    np.testing.assert_allclose(found.mean, np.nanmean(rows, axis=0), rtol=1e-12)
    np.testing.assert_allclose(
        found.se, np.nanstd(rows, axis=0, ddof=1) / np.sqrt((~np.isnan(rows)).sum(axis=0)), rtol=1e-12
    )
    np.testing.assert_allclose(found.drawn_mean.std(axis=0), found.se, rtol=0.05)
    np.testing.assert_allclose(found.drawn_se.mean(axis=0), found.se, rtol=0.03)


def test_many_rows_are_drawn_in_blocks():
    rng = np.random.default_rng(6)
    rows = rng.normal(size=(30_000, 2))
    found = redrawn_means(rows, draws=2000, rng=rng)
    assert found.method == "blocks"
    np.testing.assert_allclose(found.drawn_mean.std(axis=0), found.se, rtol=0.08)
    assert float(bootstrap_max_t(rows, draws=1999).critical) == pytest.approx(2.236, abs=0.12)


def test_columns_that_do_not_vary_are_left_out():
    rows = np.column_stack([np.tile([-1.0, 0.0, 1.0], 60), np.full(180, 4.0)])
    assert bootstrap_max_t(rows, draws=999).critical == bootstrap_max_t(rows[:, :1], draws=999).critical
    assert np.isnan(bootstrap_max_t(rows[:, 1:], draws=99).critical)


def test_scheffe_is_hotelling_and_t():
    assert float(scheffe_critical(1, 300).critical) == pytest.approx(stats.t.ppf(0.975, 299), rel=1e-10)
    assert np.isnan(scheffe_critical(22, 22).critical)
    assert float(scheffe_critical(3, 10**8).critical) == pytest.approx(np.sqrt(stats.chi2.ppf(0.95, 3)), rel=1e-6)


def test_ranks_in_bootstrap_samples_are_a_description():
    rows = np.random.default_rng(7).normal(size=(60, 4)) + np.array([-9, 0, 0, 9])
    found = rank_bootstrap(rows, [1, 3], draws=999)
    np.testing.assert_allclose(found.mean_rank.sum(), 10)
    assert found.mean_rank[0] == 1
    assert found.mean_rank[3] == 4
    np.testing.assert_array_equal(found.in_top[[0, 3]], [[1, 1], [0, 0]])
    tied = rank_bootstrap(np.repeat(rows[:, :1], 3, axis=1), [1], draws=99)
    np.testing.assert_array_equal(tied.mean_rank, [2, 2, 2])


@pytest.mark.parametrize("rows", [np.zeros((0, 2)), np.full((5, 2), np.nan), np.array([[1.0, 2.0]])])
def test_rows_without_answers_or_spread_have_no_critical_value(rows):
    assert np.isnan(bootstrap_max_t(rows, draws=99).critical)


def test_a_column_without_answers_has_no_rank():
    rows = np.column_stack([np.tile([0.0, 1.0], 20), np.full(40, np.nan), np.tile([3.0, 4.0], 20)])
    found = rank_bootstrap(rows, [1], draws=99)
    np.testing.assert_array_equal(found.mean_rank, [1, np.nan, 2])
    np.testing.assert_array_equal(found.in_top[:, 0], [1, np.nan, 0])


def test_limits_of_very_many_widely_spread_answers_are_the_normal_ones():
    found = ideal_bootstrap(GAPS, np.full(13, 100_000))
    error = np.sqrt(14 / 1_300_000)
    np.testing.assert_allclose(limits(found), 1.959964 * error * np.array([-1, 1, -1, 1]), rtol=1e-3)
