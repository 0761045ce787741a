"""Items that run against the others of their set, found and named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap._stats.reliability.keying import opposed_items

LIKE = np.full((5, 5), 0.5) + 0.5 * np.eye(5)


def turned(matrix, *items):
    signs = np.ones(len(matrix))
    signs[list(items)] = -1
    return matrix * np.outer(signs, signs)


def test_nothing_is_named_where_all_go_together():
    assert not opposed_items(LIKE, 50).against.any()


@pytest.mark.parametrize("items", [(0,), (2,), (4,), (0, 3), (1, 2)])
def test_the_items_that_were_turned_are_named(items):
    found = opposed_items(turned(LIKE, *items), 50)
    assert np.flatnonzero(found.against).tolist() == list(items)
    assert found.sure[list(items)].all()


def test_the_correlation_is_that_with_the_sum_of_the_others():
    found = opposed_items(turned(LIKE, 2), 50)
    # Four others of variance 1 that correlate .5: their sum has variance 4 + 12/2, and covariance 4/2 with the item.
    expected = 2 / np.sqrt(10)
    np.testing.assert_allclose(found.rest_r, [expected, expected, -expected, expected, expected], rtol=1e-12)


def test_of_two_items_that_run_apart_the_second_is_named_and_of_two_halves_that_without_the_first():
    assert opposed_items([[1, -0.3], [-0.3, 1]], 100).against.tolist() == [False, True]
    assert opposed_items(turned(LIKE[:4, :4], 0, 1), 100).against.tolist() == [False, False, True, True]


def test_a_weak_correlation_in_few_respondents_is_not_sure():
    weak = np.eye(3) + np.array([[0, 0.5, -0.1], [0.5, 0, -0.1], [-0.1, -0.1, 0]])
    few, many = opposed_items(weak, 30), opposed_items(weak, 3000)
    assert few.against.tolist() == many.against.tolist() == [False, False, True]
    assert not few.sure.any()
    assert many.sure.tolist() == [False, False, True]


@pytest.mark.parametrize("matrix", [np.eye(3), np.zeros((3, 3)), np.full((3, 3), np.nan), np.ones((1, 1))])
def test_items_that_share_nothing_or_do_not_vary_run_against_nobody(matrix):
    assert not opposed_items(matrix, 50).against.any()


def test_an_item_that_does_not_vary_is_left_aside():
    matrix = turned(LIKE, 2)
    matrix[0, :] = matrix[:, 0] = 0
    assert np.flatnonzero(opposed_items(matrix, 50).against).tolist() == [2]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 7))
def test_signs_so_chosen_leave_every_item_with_the_rest(seed, k):
    rows = np.random.default_rng(seed).standard_normal((40, k))
    covariance = np.cov(rows.T)
    found = opposed_items(covariance, 40)
    signs = np.where(found.against, -1.0, 1.0)
    assert 2 * found.against.sum() <= k
    standard = rows / rows.std(axis=0, ddof=1) * signs
    for item in range(k):
        r = np.corrcoef(standard[:, item], np.delete(standard, item, axis=1).sum(axis=1))[0, 1]
        assert r > -1e-8
        assert signs[item] * found.rest_r[item] == pytest.approx(r, abs=1e-8)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_scales_and_batches_change_nothing(seed):
    rng = np.random.default_rng(seed)
    matrices = np.stack([np.cov(rng.standard_normal((30, 4)).T) for _ in range(3)])
    scale = np.diag([1.0, 5.0, 0.2, 3.0])
    whole = opposed_items(scale @ matrices @ scale, np.full(3, 30))
    for each, against in zip(matrices, whole.against, strict=True):
        assert opposed_items(each, 30).against.tolist() == against.tolist()
