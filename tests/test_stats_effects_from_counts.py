"""Standardised gaps from counts: against respondents left out one by one, and whether their intervals hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from servgap._stats.counts import moments_from_counts
from servgap._stats.paired.effects import d_z, small_sample_correction
from servgap._stats.paired.effects_from_counts import d_z_from_counts, hedges_g_from_counts, spread_of_gaps
from servgap._stats.paired.effects_of_parts import d_av_from_counts, d_rm_from_counts
from servgap._stats.paired.spread_units import limits_in_units

GAPS = np.arange(-6, 7)
ANSWERS = np.array([(e, p) for e in range(1, 5) for p in range(1, 5)], dtype=float).T
tables = st.lists(st.integers(0, 30), min_size=13, max_size=13).map(np.array)
joint_tables = st.lists(st.integers(0, 9), min_size=16, max_size=16).map(np.array)


def spread_of_rows(kind, e, p):
    gap = p - e
    if kind == "d_z":
        return gap.std(ddof=1)
    if kind == "d_av":
        return (e.std(ddof=1) + p.std(ddof=1)) / 2
    return gap.std(ddof=1) / np.sqrt(2 * (1 - np.corrcoef(e, p)[0, 1]))


def interval_of_rows(kind, e, p, confidence=0.95):
    """Leave out every respondent, differentiate twice by differences, and scan for the outermost δ."""
    n, gap, size = len(e), p - e, spread_of_rows(kind, e, p)
    without = np.array([spread_of_rows(kind, np.delete(e, i), np.delete(p, i)) for i in range(n)])
    cov = np.cov(gap, n * size - (n - 1) * without)
    bent = mean_square_of_second_differences(kind, e, p) / 2
    t = stats.t.ppf((1 + confidence) / 2, n - 1)

    def beyond(delta):
        variance = (cov[0, 0] - 2 * delta * cov[0, 1] + delta**2 * (cov[1, 1] + bent / n)) / size**2
        away = np.abs(np.arcsinh(gap.mean() / size / np.sqrt(2)) - np.arcsinh(delta / np.sqrt(2))) * np.sqrt(2)
        return away - t * np.sqrt(variance / (1 + delta**2 / 2) / n)

    grid = np.sinh(np.linspace(-7, 7, 200_001))
    inside = grid[beyond(grid) <= 0]
    return inside[0], inside[-1]


def mean_square_of_second_differences(kind, e, p, step=5e-4):
    cells, counts = np.unique(np.stack([e, p]), axis=1, return_counts=True)
    share = counts / counts.sum()
    unit = np.eye(len(share))
    inflation = counts.sum() / (counts.sum() - 1)

    def spread(weights):
        mean_e, mean_p = weights @ cells[0], weights @ cells[1]
        e2, p2 = weights @ cells[0] ** 2 - mean_e**2, weights @ cells[1] ** 2 - mean_p**2
        both = weights @ (cells[0] * cells[1]) - mean_e * mean_p
        gap2 = e2 + p2 - 2 * both
        if kind == "d_z":
            return np.sqrt(inflation * gap2)
        if kind == "d_av":
            return np.sqrt(inflation) * (np.sqrt(e2) + np.sqrt(p2)) / 2
        return np.sqrt(inflation * gap2 / (2 * (1 - both / np.sqrt(e2 * p2))))

    second = np.zeros((len(share), len(share)))
    for i, j in np.ndindex(second.shape):
        first, other = step * (unit[i] - share), step * (unit[j] - share)
        signs = [(a, b, spread(share + a * first + b * other)) for a in (-1, 1) for b in (-1, 1)]
        second[i, j] = sum(a * b * value for a, b, value in signs) / (4 * step**2)
    return share @ second**2 @ share


COMPUTED = {"d_z": lambda e, p, c: d_z_from_counts(p - e, c), "d_av": d_av_from_counts, "d_rm": d_rm_from_counts}


@pytest.mark.parametrize("kind", COMPUTED)
@pytest.mark.parametrize("n", [12, 60, 200])
def test_the_interval_is_that_of_respondents_left_out_one_by_one(kind, n):
    rng = np.random.default_rng(n)
    e = np.clip(np.round(rng.normal(5.5, 1.2, n)), 1, 7)
    p = np.clip(np.round(0.4 * e + rng.normal(2.4, 1.4, n)), 1, 7)
    cells, counts = np.unique(np.stack([e, p]), axis=1, return_counts=True)
    found = COMPUTED[kind](cells[0], cells[1], counts)
    assert float(found.effect) == pytest.approx((p - e).mean() / spread_of_rows(kind, e, p), rel=1e-12)
    low, high = interval_of_rows(kind, e, p)
    assert (float(found.effect_low), float(found.effect_high)) == pytest.approx((low, high), abs=2e-4)


@settings(max_examples=80, deadline=None)
@given(tables)
def test_the_interval_of_d_z_holds_it_has_a_width_and_turns_with_the_gaps(counts):
    found, turned = d_z_from_counts(GAPS, counts), d_z_from_counts(-GAPS / 2, counts)
    ends = np.array([found.effect_low, found.effect, found.effect_high])
    if (counts > 0).sum() < 2:
        assert np.isnan(ends).all()
        return
    assert ends[0] < ends[1] < ends[2]
    assert np.isfinite(ends).all()
    np.testing.assert_allclose(ends, -np.array([turned.effect_high, turned.effect, turned.effect_low]), rtol=1e-9)
    corrected = hedges_g_from_counts(GAPS, counts)
    if counts.sum() > 2:
        factor = float(small_sample_correction(counts.sum() - 1))
        assert float(corrected.effect_high) == pytest.approx(factor * ends[2])
    wider = d_z_from_counts(GAPS, counts, confidence=0.99)
    assert wider.effect_low < ends[0]
    assert wider.effect_high > ends[2]


@settings(max_examples=80, deadline=None)
@given(tables.filter(lambda counts: (counts > 0).sum() > 1))
def test_the_interval_of_d_z_holds_0_where_the_t_test_does_not_reject(counts):
    found, moments = d_z_from_counts(GAPS, counts), moments_from_counts(GAPS, counts)
    t = abs(float(moments.mean / np.sqrt(moments.variance / moments.n)))
    critical = stats.t.ppf(0.975, float(moments.n) - 1)
    hair = 1 + critical**2 / float(moments.n) / 6  # the scale is bent by so much between 0 and where t is critical
    if t < critical:
        assert found.effect_low < 0 < found.effect_high
    elif t > critical * hair:
        assert found.effect_low * found.effect_high > 0


@settings(max_examples=60, deadline=None)
@given(joint_tables)
def test_intervals_of_both_parts_hold_the_effect_and_turn_with_the_scale(counts):
    e, p = ANSWERS
    for computed in (d_av_from_counts, d_rm_from_counts):
        found, turned = computed(e, p, counts), computed(8 - 2 * e, 8 - 2 * p, counts)
        ends = np.array([found.effect_low, found.effect, found.effect_high])
        assert np.isnan(ends).all() or (ends[0] < ends[1] < ends[2])
        np.testing.assert_allclose(
            ends, -np.array([turned.effect_high, turned.effect, turned.effect_low]), rtol=1e-7, atol=1e-9
        )


def test_a_part_without_spread_leaves_the_other():
    e, p = np.array([5.0, 5, 5]), np.array([4.0, 5, 6])
    average = d_av_from_counts(e, p, [30, 40, 10])
    assert float(average.effect) == pytest.approx(2 * float(d_z_from_counts(p - e, [30, 40, 10]).effect))
    assert average.effect_low < average.effect < average.effect_high
    for found in (d_rm_from_counts(e, p, [30, 40, 10]), d_av_from_counts([5, 5], [4, 4], [3, 4])):
        assert np.isnan([found.effect, found.effect_low, found.effect_high]).all()
    same_gap = d_av_from_counts([3, 5], [2, 4], [30, 40])  # the mean gap is sure, its unit is not
    assert same_gap.effect_low < same_gap.effect < same_gap.effect_high < 0
    assert np.isnan(d_rm_from_counts([3, 5], [2, 4], [30, 40]).effect)
    one_alone = d_rm_from_counts([5, 4, 5], [4, 4, 6], [20, 1, 9])  # without the one, expectations do not vary
    assert np.isfinite([one_alone.effect_low, one_alone.effect_high]).all()


def test_nobody_and_one_respondent_have_no_effect():
    for counts in (np.zeros(13), np.where(GAPS == 1, 1, 0), np.where(GAPS == -3, 40, 0)):
        found = d_z_from_counts(GAPS, counts)
        assert np.isnan([found.effect, found.effect_low, found.effect_high]).all()
    assert np.isnan(d_av_from_counts([1, 2], [2, 3], [1, 0]).effect)


def test_where_leaving_one_out_changes_nothing_the_second_order_is_left():
    # Gaps of −1 and −3, three to one: d_z is at its smallest there, and its first-order interval has no width.
    found = d_z_from_counts([-3, -1], [25, 75])
    unit = spread_of_gaps(np.array([-3, -1]), np.array([25, 75]))
    effect = -1.5 / np.sqrt(0.75 * 100 / 99)
    first = unit.size**2 - 2 * effect * unit.cross + effect**2 * unit.variance
    assert float(first) < 2e-3 * float(unit.size) ** 2
    assert float(found.effect_high - found.effect_low) > 0.05


def test_many_rows_at_once_are_each_by_itself():
    rng = np.random.default_rng(3)
    counts = rng.multinomial(50, np.full(13, 1 / 13), size=(4, 5))
    together = d_z_from_counts(GAPS, counts)
    for place in np.ndindex(4, 5):
        alone = d_z_from_counts(GAPS, counts[place])
        assert together.effect_low[place] == pytest.approx(float(alone.effect_low), rel=1e-13)
        assert together.effect_high[place] == pytest.approx(float(alone.effect_high), rel=1e-13)


def test_of_several_places_where_the_error_reaches_the_outermost_counts():
    rng = np.random.default_rng(5)
    values = np.array([-6, -1, 0, 5])
    for counts in rng.multinomial(25, [0.03, 0.9, 0.04, 0.03], size=40):
        if (counts > 0).sum() < 2:
            continue
        found = d_z_from_counts(values, counts)
        rows = np.repeat(values, counts).astype(float)
        low, high = interval_of_rows("d_z", np.zeros(len(rows)), rows)
        assert np.arcsinh([found.effect_low, found.effect_high]) == pytest.approx(np.arcsinh([low, high]), abs=2e-4)


# Whether they hold

BOTTOM = np.array([0.62, 0.2, 0.1, 0.05, 0.03, 0, 0, 0, 0, 0, 0, 0, 0])  # gaps from −6 on


def truth(share):
    mean = share @ GAPS
    return mean / np.sqrt(share @ GAPS**2 - mean**2)


@pytest.mark.parametrize(
    ("share", "covered_by_theory"),
    [(BOTTOM, (0.0, 0.92)), (np.bincount([3, 4, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6], minlength=13) / 12, (0.97, 1.0))],
    ids=["bottom", "mostly zero"],
)
def test_the_interval_holds_where_that_of_the_noncentral_t_does_not(share, covered_by_theory):
    counts = np.random.default_rng(17).multinomial(100, share, size=4000)
    moments = moments_from_counts(GAPS, counts)
    found, theory = d_z_from_counts(GAPS, counts), d_z(moments.n, moments.mean, np.sqrt(moments.variance))

    def coverage(limits):
        return np.mean((limits.effect_low <= truth(share)) & (truth(share) <= limits.effect_high))

    assert 0.935 < coverage(found) < 0.965
    assert covered_by_theory[0] <= coverage(theory) <= covered_by_theory[1]


@pytest.mark.parametrize("kind", ["d_av", "d_rm"])
def test_the_intervals_of_both_parts_hold(kind):
    rng = np.random.default_rng(19)
    share = np.exp(-0.5 * ((ANSWERS[0] - 3.4) ** 2 + (ANSWERS[1] - 1.6) ** 2 - 0.8 * ANSWERS[0] * ANSWERS[1]))
    share /= share.sum()
    big = np.round(share * 1e7).astype(int)
    true = float(COMPUTED[kind](*ANSWERS, big).effect)
    found = COMPUTED[kind](*ANSWERS, rng.multinomial(100, share, size=1500))
    assert 0.93 < np.mean((found.effect_low <= true) & (true <= found.effect_high)) < 0.97


def test_limits_need_respondents():
    unit = spread_of_gaps(GAPS, np.zeros(13))
    found = limits_in_units(0, np.nan, np.nan, unit)
    assert np.isnan([found.low, found.high]).all()


def test_moments_are_taken_from_the_value_next_to_the_mean():
    """From a far one the squares would lose the last digits."""
    found = moments_from_counts([0, 1e8, 1e8 + 1, 1e8 + 3], [[0, 1, 1, 1]])
    assert float(found.variance[0]) == pytest.approx(7 / 3, rel=1e-14)
    assert float(found.mean[0]) == pytest.approx(1e8 + 4 / 3, rel=1e-15)
