"""Adjusted means from sums by cell: as from rows, at the edges, and whatever the mix is."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap._stats.case_mix.by_regression import adjusted_by_regression, main_effects
from servgap._stats.case_mix.by_shares import LARGEST_WEIGHT, adjusted_by_shares

AGES, SEXES = [0, 0, 1, 1, 2, 2], [0, 1] * 3
DESIGN = main_effects(AGES, SEXES)


def respondents(seed: int, groups: int = 4, effect: float = 0.8) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), rng.integers(15, 40, groups))
    mix = rng.dirichlet(np.full(6, 3.0), groups)
    cell = np.array([rng.choice(6, p=mix[each]) for each in group])
    answer = 0.3 * group + effect * np.array(AGES)[cell] - 0.4 * np.array(SEXES)[cell] + rng.normal(size=len(group))
    return pd.DataFrame(
        {"group": group, "cell": cell, "y": answer, "age": np.array(AGES)[cell], "sex": np.array(SEXES)[cell]}
    )


def sums_of(rows: pd.DataFrame, groups: int | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    shape = (rows["group"].max() + 1 if groups is None else groups, 6)
    found = [np.zeros(shape) for _ in range(3)]
    for power, table in enumerate(found):
        np.add.at(table, (rows["group"], rows["cell"]), rows["y"] ** power)
    return tuple(found)


def test_a_regression_on_rows_gives_the_same():
    rows = respondents(1)
    found = adjusted_by_regression(*sums_of(rows), DESIGN)
    fit = smf.ols("y ~ C(group) + C(age) + sex", rows).fit()
    robust = smf.ols("y ~ C(group) + C(age) + sex", rows).fit(cov_type="HC1", use_t=True)
    mix = [(rows["age"] == 1).mean(), (rows["age"] == 2).mean(), rows["sex"].mean()]
    for group in range(4):
        contrast = np.array([1.0, *(float(group == each) for each in (1, 2, 3)), *mix])
        told, wide = fit.t_test(contrast), robust.t_test(contrast)
        assert found.adjusted[group] == pytest.approx(told.effect[0])
        assert found.se[group] == pytest.approx(told.sd[0, 0])
        assert (found.ci_low[group], found.ci_high[group]) == pytest.approx(tuple(told.conf_int()[0]))
        assert found.se_robust[group] == pytest.approx(wide.sd[0, 0])
    table = fit.compare_f_test(smf.ols("y ~ C(age) + sex", rows).fit())
    assert (found.groups_f, found.p_groups, found.groups_df) == pytest.approx(table)
    table = fit.compare_f_test(smf.ols("y ~ C(group)", rows).fit())
    assert (found.adjusters_f, found.p_adjusters, found.adjusters_df) == pytest.approx(table)


def test_weighted_rows_give_the_same():
    rows = respondents(2)
    found = adjusted_by_shares(*sums_of(rows))
    common = rows["cell"].value_counts(normalize=True)
    for group, own in rows.groupby("group"):
        share = own["cell"].value_counts(normalize=True)
        weight = np.minimum(own["cell"].map(common / share), LARGEST_WEIGHT)
        mean = np.average(own["y"], weights=weight)
        parts = weight * (own["y"] - mean) / weight.sum()
        moved = parts - (own["y"] - own["y"].mean()) / len(own)
        size = len(own) / (len(own) - 1)
        assert found.adjusted[group] == pytest.approx(mean)
        assert found.se[group] == pytest.approx(np.sqrt(size * (parts**2).sum()))
        assert found.change_se[group] == pytest.approx(np.sqrt(size * (moved**2).sum()))
        assert found.n_effective[group] == pytest.approx(weight.sum() ** 2 / (weight**2).sum())


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_where_all_have_one_mix_nothing_changes(seed):
    rng = np.random.default_rng(seed)
    n = np.tile(rng.integers(2, 9, 6), (3, 1)).astype(float)
    sums = rng.normal(size=(3, 6)) * n
    squares = sums**2 / n + rng.uniform(1, 2, (3, 6)) * n
    regression, shares = adjusted_by_regression(n, sums, squares, DESIGN), adjusted_by_shares(n, sums, squares)
    for found in (regression, shares):
        assert np.allclose(found.adjusted, found.raw)
        assert np.allclose(found.change, 0)
        assert np.allclose(found.change_se, 0, atol=1e-7)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_groups_that_differ_by_their_mix_alone_do_not_differ_adjusted(seed):
    rows = respondents(seed)
    rows["y"] = 1.0 + rows["age"] - 0.5 * rows["sex"]
    n, sums, squares = sums_of(rows)
    assert np.allclose(adjusted_by_regression(n, sums, squares, DESIGN).adjusted, rows["y"].mean())
    whole = (n > 0).all(axis=1)
    assert np.allclose(adjusted_by_shares(n, sums, squares, cap=np.inf).adjusted[whole], rows["y"].mean())


def test_the_average_of_adjusted_groups_is_not_moved():
    rows = respondents(3)
    n, sums, squares = sums_of(rows)
    found = adjusted_by_regression(n, sums, squares, DESIGN)
    assert np.average(found.adjusted, weights=n.sum(axis=1)) == pytest.approx(rows["y"].mean())


def test_a_design_of_cells_and_one_of_effects_agree_where_all_is_additive():
    rows = respondents(4)
    rows["y"] = 0.2 * rows["group"] + rows["age"] - 0.5 * rows["sex"]
    n, sums, squares = sums_of(rows)
    effects, cells = (adjusted_by_regression(n, sums, squares, each) for each in (DESIGN, np.eye(6)[:, 1:]))
    assert np.allclose(effects.adjusted, cells.adjusted)


def test_a_kind_that_one_group_alone_has_cannot_be_adjusted_for():
    n = [[5, 0], [0, 5], [0, 6]]
    sums = [[1.0, 0], [0, 2.0], [0, 3.0]]
    found = adjusted_by_regression(n, sums, [[4.0, 0], [0, 5.0], [0, 5.0]], [[0.0], [1.0]])
    assert np.isnan(found.adjusted).all()
    assert np.isnan(found.coefficient).all()
    assert np.isnan(found.adjusters_f)
    shares = adjusted_by_shares(n, sums, [[4.0, 0], [0, 5.0], [0, 5.0]])
    assert shares.share_missing == pytest.approx([11 / 16, 5 / 16, 5 / 16])
    assert shares.adjusted == pytest.approx(shares.raw)


def test_a_column_that_tells_nothing_is_left_out():
    rows = respondents(5)
    n, sums, squares = sums_of(rows)
    plain = adjusted_by_regression(n, sums, squares, DESIGN)
    twice = adjusted_by_regression(n, sums, squares, np.column_stack([DESIGN, np.ones(6), DESIGN[:, 2]]))
    assert np.allclose(twice.adjusted, plain.adjusted)
    assert twice.df == plain.df
    assert np.isnan(twice.coefficient[2:]).all()
    assert np.allclose(twice.coefficient[:2], plain.coefficient[:2])


def test_a_group_of_nobody_has_no_mean_and_counts_for_nothing():
    rows = respondents(6)
    with_nobody = adjusted_by_regression(*sums_of(rows, groups=5), DESIGN)
    plain = adjusted_by_regression(*sums_of(rows), DESIGN)
    assert np.isnan([with_nobody.raw[4], with_nobody.adjusted[4], with_nobody.se[4]]).all()
    assert np.allclose(with_nobody.adjusted[:4], plain.adjusted)
    assert with_nobody.groups_f == pytest.approx(plain.groups_f)
    assert np.isnan(adjusted_by_shares(*sums_of(rows, groups=5)).adjusted[4])


def test_the_cap_is_kept_and_said():
    n, sums = [[1, 99], [60, 40]], [[3.0, 0.0], [60.0, 0.0]]
    capped, plain = (
        adjusted_by_shares(n, sums, [[9.0, 9.0], [90.0, 9.0]], cap=cap) for cap in (LARGEST_WEIGHT, np.inf)
    )
    assert capped.largest_weight[0] == plain.largest_weight[0] == pytest.approx(30.5)
    assert capped.adjusted[0] < plain.adjusted[0]
    assert capped.adjusted[1] == plain.adjusted[1]
