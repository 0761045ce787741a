"""Events in some branches: what holds of any data, and that chance is what it is said to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap._stats.cluster_robust import cluster_robust
from servgap._stats.events.choices import all_choices, count_choices, drawn_choices
from servgap._stats.events.effect import NEVER, branch_difference, event_effect, event_study
from servgap._stats.events.two_way import two_way_effect
from servgap._stats.groups.two_samples import welch_t
from servgap._stats.league.few_clusters import clustered_regression

SOME = settings(max_examples=12, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)
ONE_START = np.array([3, 3, 3, NEVER, NEVER, NEVER, NEVER])
SEVERAL = np.array([2, 3, 3, 4, NEVER, NEVER, NEVER])


def table(seed: int, branches: int = 7, waves: int = 6, rows: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, branches, waves))


def effect_of(y, start, **told):
    return event_effect(y, np.full(y.shape, 0.1), start, **told)


def by_hand(y: np.ndarray, start: np.ndarray) -> float:
    """Add a branch's effects up as they are told."""
    waves = y.shape[-1]
    start = np.where(start == NEVER, waves, start)
    effects = []
    for branch in np.flatnonzero(start < waves):
        s = start[branch]
        found = []
        for t in range(s, waves):
            others = np.flatnonzero(start > t)
            if len(others):
                moved = y[:, t] - y[:, :s].mean(axis=1)
                found.append(moved[branch] - moved[others].mean())
        if found:
            effects.append(np.mean(found))
    return float(np.mean(effects))


@SOME
@given(SEEDS, st.sampled_from([tuple(ONE_START), tuple(SEVERAL), (1, 2, 2, 3, 3, 5, 5), (1, 1, 9, 9, 9, 4, -1)]))
def test_the_estimate_is_what_it_is_said_to_be(seed, start):
    y, given_starts = table(seed), np.array(start)
    expected = [by_hand(each, np.where(given_starts > 6, NEVER, given_starts)) for each in y]
    np.testing.assert_allclose(effect_of(y, given_starts, most=1, draws=9).estimate, expected, atol=1e-12)


@SOME
@given(SEEDS, st.sampled_from([tuple(ONE_START), tuple(SEVERAL)]))
def test_what_branches_and_waves_have_of_their_own_tells_nothing(seed, start):
    y = table(seed)
    rng = np.random.default_rng(seed)
    moved = y + rng.normal(size=(1, 7, 1)) + rng.normal(size=(1, 1, 6))
    one, other = effect_of(y, start), effect_of(moved, start)
    for name in ("estimate", "p_value", "se", "df", "ci_low", "ci_high", "smallest_p"):
        np.testing.assert_allclose(getattr(other, name), getattr(one, name), atol=1e-6, err_msg=name)


@SOME
@given(SEEDS, st.sampled_from([tuple(ONE_START), tuple(SEVERAL)]), st.floats(-2, 2))
def test_an_effect_that_is_added_is_found_and_moves_the_interval(seed, start, effect):
    y = table(seed)
    starts = np.where(np.array(start) == NEVER, 6, start)
    raised = y + effect * (np.arange(6) >= starts[:, None])
    one, other = (effect_of(each, start, confidence=0.8) for each in (y, raised))
    for name in ("estimate", "ci_low", "ci_high", "t_low", "t_high"):
        np.testing.assert_allclose(getattr(other, name), getattr(one, name) + effect, atol=1e-6, err_msg=name)
    np.testing.assert_allclose(other.se, one.se, atol=1e-9)


@SOME
@given(SEEDS, st.booleans(), st.sampled_from([tuple(ONE_START), tuple(SEVERAL)]))
def test_ends_of_the_interval_are_where_the_p_value_passes_the_level(seed, studentised, start):
    y = table(seed, rows=1)[0]
    starts = np.where(np.array(start) == NEVER, 6, start)
    found = effect_of(y, start, confidence=0.8, studentised=studentised)
    event = np.arange(6) >= starts[:, None]
    for end, out in ((float(found.ci_low), -1e-4), (float(found.ci_high), 1e-4)):
        if np.isfinite(end):
            near = [y - each * event for each in (end - out, end + out)]
            inside, outside = (effect_of(each, start, studentised=studentised).p_value for each in near)
            assert inside > 0.2 >= outside


@SOME
@given(SEEDS)
def test_with_one_start_t_is_welch_and_cr2_of_the_regression(seed):
    y = table(seed, rows=1)[0]
    found = effect_of(y, ONE_START)
    change = y[:, 3:].mean(axis=1) - y[:, :3].mean(axis=1)
    sides = [change[3:], change[:3]]
    welch = welch_t(*(each for side in sides for each in (len(side), side.mean(), side.var(ddof=1))))
    assert float(found.estimate) == pytest.approx(float(welch.difference), abs=1e-12)
    assert float(found.se) == pytest.approx(float(welch.se), rel=1e-9)
    regression = two_way_effect(y, ONE_START)
    for name, other in (("estimate", "estimate"), ("se", "se"), ("df", "df"), ("p_t", "p_value"), ("t_low", "ci_low")):
        assert float(getattr(found, name)) == pytest.approx(float(getattr(regression, other)), rel=1e-7), name


@SOME
@given(SEEDS)
def test_cr2_from_rows_is_that_from_sums_of_clusters(seed):
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(6), rng.integers(2, 7, size=6))
    x = np.column_stack([np.ones(len(cluster)), rng.normal(size=len(cluster)) + cluster])
    y = rng.normal(size=len(cluster))
    rows = [np.flatnonzero(cluster == each) for each in range(6)]
    summed = clustered_regression(
        [len(each) for each in rows],
        [x[each].T @ x[each] for each in rows],
        [x[each].T @ y[each] for each in rows],
        [(y[each] ** 2).sum() for each in rows],
    )
    found = cluster_robust(y, x, cluster)
    for name, other in (("se", "se"), ("df", "df"), ("se_cr1", "se_cr1"), ("se_cr1s", "se_cr1s")):
        np.testing.assert_allclose(getattr(found, name), getattr(summed, other), rtol=1e-7, err_msg=name)
    weighted = cluster_robust(y, x, cluster, np.full(len(y), 3.0))
    np.testing.assert_allclose(weighted.se, found.se, rtol=1e-9)


@pytest.mark.parametrize("start", [ONE_START, SEVERAL])
def test_of_all_choices_as_many_have_a_small_p_value_as_may(start):
    """Whichever branches were chosen, were it by lot, p ≤ α happens with a chance of α at most."""
    y, choices = table(11, rows=1)[0], all_choices(start)
    place = np.argsort(np.argsort(start, kind="stable"), kind="stable")
    found = effect_of(np.array([y[np.argsort(each, kind="stable")[place]] for each in choices]), start)
    assert (found.choices == len(choices)).all()
    assert len(choices) == count_choices(start)
    np.testing.assert_allclose(found.estimate[7], effect_of(y, choices[7]).estimate)
    np.testing.assert_allclose(found.p_value[7], effect_of(y, choices[7]).p_value)
    for level in (0.05, 0.1, 0.3, 0.5, 0.9):
        share = (found.p_value <= level + 1e-9).mean()
        assert level - 2 / len(choices) <= share + 1e-9
        assert share <= level + 1e-9


def test_all_choices_are_different_and_keep_the_starts():
    found = all_choices(SEVERAL)
    assert len(np.unique(found, axis=0)) == len(found) == 420
    assert (np.sort(found, axis=1) == np.sort(SEVERAL)).all()
    drawn = drawn_choices(SEVERAL, 50, np.random.default_rng(0))
    assert (np.sort(drawn, axis=1) == np.sort(SEVERAL)).all()


def test_drawn_p_values_are_near_the_exact_ones_and_the_same_every_time():
    y = table(4, branches=10, rows=5) + 0.6 * (np.arange(10) < 4)[:, None] * (np.arange(6) >= 3)
    start = np.where(np.arange(10) < 4, 3, NEVER)
    exact, drawn, again = effect_of(y, start), effect_of(y, start, most=10), effect_of(y, start, most=10)
    assert not exact.drawn.any()
    assert drawn.drawn.all()
    np.testing.assert_allclose(drawn.p_value, exact.p_value, atol=0.03)
    np.testing.assert_array_equal(drawn.p_value, again.p_value)
    np.testing.assert_array_equal(drawn.ci_low, again.ci_low)


@pytest.mark.parametrize(
    ("start", "judged"),
    [
        ([3, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER], False),
        ([3, 3, NEVER, NEVER, NEVER, NEVER], False),
        ([3, 3, NEVER, NEVER, NEVER, NEVER, NEVER], True),
        ([3, 3, 3, 3, 3, NEVER], False),
        ([3, 3, 3, NEVER, NEVER, NEVER], False),
        ([3, 3, 3, 3, NEVER, NEVER, NEVER, NEVER], True),
    ],
)
def test_few_branches_cannot_be_judged(start, judged):
    found = effect_of(table(1, branches=len(start), rows=1)[0], start)
    assert bool(found.judged()) is judged
    assert np.isfinite(found.estimate)
    if not judged:
        assert not np.isfinite(found.ci_low)


def test_where_both_sides_are_as_many_an_effect_has_a_twin():
    """With as many branches on either side, choosing the others is as extreme: the smallest p is two of all."""
    assert float(effect_of(table(1, branches=8, rows=1)[0], [3] * 4 + [NEVER] * 4).smallest_p) == pytest.approx(2 / 70)


def test_branches_without_a_wave_or_a_before_take_no_part():
    y = table(2, branches=9)
    y[0, 1, 2] = np.nan
    start = np.array([3, 3, 3, NEVER, NEVER, NEVER, NEVER, 0, 3])
    found = effect_of(y, start)
    assert found.used[0].tolist() == [True, False, True, True, True, True, True, False, True]
    assert found.used[1].tolist() == [True] * 7 + [False, True]
    assert found.treated.tolist() == [3, 4]
    kept = np.flatnonzero(found.used[0])
    alone = effect_of(y[0][kept], start[kept])
    for name in ("estimate", "p_value", "ci_high", "se_sampling", "before_after"):
        assert getattr(found, name)[0] == pytest.approx(float(getattr(alone, name)), rel=1e-9), name


def test_without_anybody_to_compare_there_is_no_number():
    y = table(3)
    for start in (np.full(7, 3), np.full(7, NEVER), np.zeros(7, dtype=int)):
        found = effect_of(y, start)
        assert np.isnan(found.estimate).all()
        assert np.isnan(found.p_value).all()
        assert not found.judged().any()
    assert event_study(y, np.full(7, NEVER)).effect.shape == (2, 0)


def test_studentising_is_right_where_spreads_differ():
    """The few treated vary three times as much: permuting the difference alone finds effects that are not there."""
    rng = np.random.default_rng(7)
    change = rng.normal(size=(1000, 30)) * np.where(np.arange(30) < 8, 3.0, 1.0)
    y = np.stack([np.zeros_like(change), change], axis=-1)
    start = np.where(np.arange(30) < 8, 1, NEVER)
    right, plain = (
        (effect_of(y, start, studentised=each, most=10, draws=99).p_value <= 0.05).mean() for each in (True, False)
    )
    assert right < 0.085
    assert plain > 0.13


@SOME
@given(SEEDS)
def test_a_study_is_differences_from_the_last_wave_before(seed):
    y = table(seed)
    found = event_study(y, ONE_START)
    assert found.time.tolist() == [-3, -2, -1, 0, 1, 2]
    base = y - y[..., [2]]
    expected = base[:, :3].mean(axis=1) - base[:, 3:].mean(axis=1)
    np.testing.assert_allclose(found.effect, expected, atol=1e-12)
    assert np.isnan(found.se[:, 2]).all()
    equal = branch_difference(np.moveaxis(base, -1, 1), ONE_START == 3)
    np.testing.assert_allclose(found.effect, equal.difference, atol=1e-12)


def test_a_study_of_several_starts_shows_effects_by_their_age():
    waves = np.arange(7)
    starts = np.where(SEVERAL == NEVER, 7, SEVERAL)
    age = waves - starts[:, None]
    y = np.where(age >= 0, 1.0 + age, 0.0) + np.random.default_rng(0).normal(size=(7, 1)) + waves
    found = event_study(y, SEVERAL)
    at = dict(zip(found.time.tolist(), found.effect, strict=True))
    assert [at[each] for each in (-2, -1, 0, 1, 2)] == pytest.approx([0, 0, 1, 2, 3])
    assert dict(zip(found.time.tolist(), found.treated.tolist(), strict=True))[4] == 1


def test_what_happened_counts_among_the_drawn_choices():
    """However large the effect, nine drawn choices cannot give less than one in ten."""
    y = table(5, branches=14) + 50.0 * (np.arange(14) < 5)[:, None] * (np.arange(6) >= 3)
    found = effect_of(y, np.where(np.arange(14) < 5, 3, NEVER), most=10, draws=9)
    np.testing.assert_allclose(found.p_value, 0.1)
    np.testing.assert_allclose(found.smallest_p, 0.1)
    assert np.isinf(found.ci_high).all()
