"""Sums of products of up to four answers: against the rows, bit for bit, however they are counted, added or kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servgap.survey import fourth_pass
from servgap.survey.fourth_moments import MOST_ITEMS, FourthMoments, middle, monomials, products
from servgap.survey.moments import mean_points
from servgap.survey.scale import Scale
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally
from tests.earlier_files import earlier
from tests.surveys import assert_same, pair_survey, random_survey, rows_of, surveys

BY = st.sampled_from([(), ("branch",), ("branch", "quarter")])


@pytest.fixture(params=["patterns counted", "answers multiplied"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fourth_pass, "LONG", 1 if request.param == "patterns counted" else 1 << 30)


def by_group(survey: Survey, by: tuple[str, ...]) -> Iterator[np.ndarray]:
    labels = [tuple(row) for row in survey.respondents[list(by)].to_numpy()] if by else [()] * survey.n
    for label in sorted(set(labels)):
        yield np.array([each == label for each in labels])


def held_against_the_rows(found: FourthMoments, survey: Survey, by: tuple[str, ...]) -> None:
    origin = middle(survey.instrument.scale.levels) + 1
    codes = [survey.answers[part].codes.astype(float) for part in survey.instrument.parts]
    for cell, rows in enumerate(by_group(survey, by)):
        for number, span in enumerate(survey.instrument.spans):
            first, second = (each[span][:, rows] for each in codes)
            there = [(each > 0).all(axis=0) for each in (first, second)]
            both = there[0] & there[1]
            k = len(first)
            ways = {
                "first": first[:, there[0]] - origin,
                "second": second[:, there[1]] - origin,
                "gap": (second - first)[:, both],
            }
            for name, x in ways.items():
                sums = getattr(found, name)[number]
                if k > MOST_ITEMS:
                    assert sums is None
                    continue
                expected = [x[list(each)].prod(axis=0).sum() for each in monomials(k)]
                np.testing.assert_array_equal(sums[cell], expected, err_msg=f"{name} of {k} items")
            x = np.concatenate([first[:, both], second[:, both]]) - origin
            e, p = x[:k].sum(axis=0), x[k:].sum(axis=0)
            w, t = 2 * e * p - k * (x**2).sum(axis=0), (p - e) ** 2
            expected = np.stack([w, t]) @ np.concatenate([[np.ones_like(w)], [w], [t], x]).T
            np.testing.assert_array_equal(found.difference[number][cell], expected)


def fourth(tally: Tally) -> FourthMoments:
    found = tally.pairs[0].fourth
    assert found is not None
    return found


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("by", [(), ("branch",), ("branch", "quarter")])
@pytest.mark.parametrize(
    "scale", [Scale(1, 7), Scale(1, 2), Scale(0, 10), Scale(1, 9, 0.5), Scale(0, 100), Scale(0, 1.98, 0.01)], ids=str
)
def test_every_product_is_that_of_the_rows(scale, by):
    survey = random_survey(3, 400, (3, 4, 5, 1, 2, 7), scale, missing=0.05)
    held_against_the_rows(fourth(survey.tally(by=by)), survey, by)


@pytest.mark.usefixtures("_way")
@given(surveys(), BY)
def test_products_of_small_surveys_of_every_shape(survey, by):
    held_against_the_rows(fourth(survey.tally(by=by)), survey, by)


@pytest.mark.usefixtures("_way")
def test_large_dimensions():
    survey = random_survey(3, 60, (12, 13), missing=0.01)
    held_against_the_rows(fourth(survey.tally()), survey, ())


def test_both_ways_of_counting_in_one_survey_and_over_several_threads():
    survey = random_survey(8, 30_000, (4, 5), missing=0.02, branches=["large"] * 9 + ["small"])
    held_against_the_rows(fourth(survey.tally()), survey, ())
    held_against_the_rows(fourth(survey.tally(by="branch")), survey, ("branch",))


def test_largest_answers_lose_no_digit():
    n = 20_000
    ends = np.where(np.arange(n)[:, None] % 2, 7.0, 1.0) * np.ones((1, 12))
    survey = pair_survey((12,), ends, 8 - ends)
    held_against_the_rows(fourth(survey.tally()), survey, ())


@given(surveys(least=2), BY, st.data())
def test_halves_add_up_and_groups_join(survey, by, data):
    cut = data.draw(st.integers(1, survey.n - 1))
    halves = rows_of(survey, range(cut)).tally(by=by) + rows_of(survey, range(cut, survey.n)).tally(by=by)
    held_against_the_rows(fourth(halves), survey, by)
    joined = survey.tally(by=("branch", "quarter")).groups("branch")
    held_against_the_rows(fourth(joined), survey, ("branch",))
    only = joined.only([label == joined.cells[0] for label in joined.cells], "chosen")
    np.testing.assert_array_equal(fourth(only).difference[0][0], fourth(joined).difference[0][0])


def test_products_lie_where_they_are_looked_for():
    rows = np.random.default_rng(1).integers(-3, 4, (50, 3))
    sums = np.array([rows[:, list(each)].prod(axis=1).sum() for each in monomials(3)], dtype=float)
    short = np.stack([rows[:, list(each)].prod(axis=1) for each in monomials(3) if len(each) <= 2])
    np.testing.assert_array_equal(products(sums, 3), short @ short.T)


def test_a_saved_tally_has_them_and_one_of_an_earlier_version_has_none(tmp_path):
    tally = random_survey(3, 60, (3, 13), missing=0.05).tally(by="branch")
    tally.save(tmp_path / "new")
    assert_same(Tally.load(tmp_path / "new"), tally)
    old = earlier(tally, tmp_path / "old")
    assert old.pairs[0].fourth is old.pairs[0].points is None
    assert (old + tally).pairs[0].fourth is None
    assert (tally + tally).pairs[0].fourth is not None
    assert old.groups(()).pairs[0].fourth is None


@given(surveys(), BY)
def test_points_are_those_of_all_who_gave_any(survey, by):
    found = mean_points(survey.tally(by=by))
    if survey.points is None:
        assert np.isnan(found).all()
        return
    for cell, rows in enumerate(by_group(survey, by)):
        given_points = survey.points[:, rows]
        given_points = given_points[:, np.isfinite(given_points).all(axis=0)]
        expected = given_points.mean(axis=1) if given_points.size else np.full(len(given_points), np.nan)
        np.testing.assert_allclose(found[cell], expected)


def test_points_of_an_earlier_tally_are_of_those_with_a_pair_everywhere(tmp_path):
    survey = random_survey(3, 80, (2, 2), missing=0.4)
    old = earlier(survey.tally(), tmp_path / "old")
    e, p = survey.expectations.to_numpy(), survey.perceptions.to_numpy()
    paired = ~np.isnan(e + p)
    needed = np.stack([paired[:, span].any(axis=1) for span in survey.instrument.spans])
    rows = np.isfinite(survey.points).all(axis=0) & (needed | (survey.points == 0)).all(axis=0)
    np.testing.assert_allclose(mean_points(old)[0], survey.points[:, rows].mean(axis=1))
