"""Measures against sums over the rows: every family, from answers that are partly missing, and what must be equal."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey import counting
from servgap.survey.counting import Grouped, count, count_measure
from servgap.survey.instrument import Dimension, Instrument
from servgap.survey.measures.measure import Measure, measure_for
from servgap.survey.measures.measured_answers import lattice_of
from servgap.survey.moments import (
    dimension_means,
    dimension_scores,
    item_covariance,
    item_effects,
    item_means,
    item_values,
    overall_scores,
    score_covariance,
    weighted_scores,
)
from servgap.survey.scale import Scale
from servgap.survey.survey import Survey
from servgap.survey.tally import POLICIES, Tally, score_unit
from tests.surveys import PAIR, SCALES, anew, assert_same, instrument_of, random_survey, rows_of, survey_of
from tests.test_tally import LEAST, close, covariance_of_means, mean, sd

TWO = Scale(0, 1)
FINE = Scale(0, 150)
"""Gaps on it need more codes than fit into one byte."""
NUMBERS = np.random.default_rng(12).permutation(1000)


def with_targets(survey: Survey, targets: list[float | None]) -> Survey:
    """Give the standards of a survey targets."""
    given, dimensions = iter(targets), []
    for dimension in survey.instrument.dimensions:
        items = [replace(item, standard=replace(item.standard, target=next(given))) for item in dimension.items]
        dimensions.append(Dimension(dimension.key, items, dimension.name, dimension.points))
    old = survey.instrument
    return replace(survey, instrument=Instrument(old.name, old.scale, dimensions, old.parts))


def measures_on(scale: Scale) -> dict[str, Measure]:
    """One measure and more of every family, some of them between the answers of the scale."""
    between, middle = scale.low + 0.3 * scale.step, (scale.low + scale.high) / 2
    every = {
        "mean": Measure("perception", None),
        "mean of the first": Measure("expectation", None),
        "index": Measure("perception", index=True),
        "target": Measure(against="target"),
        "other way round": Measure("expectation", "perception"),
        "gap": Measure(),
        "bottom": Measure(share="bottom"),
        "top of the first": Measure("expectation", share="top"),
        "net": Measure(share="net"),
    }
    points = {"between": between, "middle": middle, "lowest": scale.low, "highest": scale.high}
    every |= {f"from {name}": Measure(against=point) for name, point in points.items()}
    for share in ("met", "above", "short"):
        every |= {f"{share} {against}": Measure(against=against, share=share) for against in ("expectation", "target")}
        every |= {f"{share} {name}": Measure(against=point, share=share) for name, point in points.items()}
    return every


NAMES = list(measures_on(SCALES[0]))


@st.composite
def measured(draw: st.DrawFn) -> tuple[Survey, Measure]:
    """Draw a survey whose standards have targets, or not, on and off the answers, and a measure of it."""
    scale = draw(st.sampled_from((*SCALES, TWO, FINE)))
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    survey = random_survey(
        draw(st.integers(0, 2**32 - 1)),
        draw(st.integers(1, 40)),
        sizes,
        scale,
        missing=draw(st.sampled_from([0.0, 0.1, 0.5, 0.9])),
        points=draw(st.booleans()),
        branches=draw(st.sampled_from([("North",), ("South", "", "East", "North")])),
    )
    levels = [scale.low + scale.step * part for part in (0, 0.25, 1, (scale.levels - 1) / 2, scale.levels - 1)]
    size = sum(sizes)
    targets = draw(st.lists(st.sampled_from([None, None, *levels, scale.high + 1]), min_size=size, max_size=size))
    targets[draw(st.integers(0, size - 1))] = draw(st.sampled_from(levels))
    return with_targets(survey, targets), measures_on(scale)[NAMES[draw(st.integers(0, len(NAMES) - 1))]]


def values_of(survey: Survey, measure: Measure) -> np.ndarray:
    """Measure every respondent by hand: respondents × items, NaN where there is nothing to be measured."""
    scale, answers = survey.instrument.scale, survey.part(measure.part).to_numpy()
    near = 1e-6
    if measure.share in {"top", "bottom", "net"}:
        top = answers >= measure.top - near if measure.top is not None else np.zeros_like(answers)
        bottom = answers <= measure.bottom + near if measure.bottom is not None else np.zeros_like(answers)
        found = {"top": top * 1.0, "bottom": bottom * 1.0, "net": top * 1.0 - bottom}[measure.share]
        return np.where(np.isnan(answers), np.nan, found)
    if measure.index:
        return 100 * (answers - scale.low) / scale.width
    if measure.against is None:
        return answers
    targets = [each.standard.target for each in survey.instrument.items]
    usable = [each if each is not None and scale.low <= each <= scale.high else np.nan for each in targets]
    if measure.against == "target":
        against = np.broadcast_to(np.array(usable, dtype=float), answers.shape)
    elif isinstance(measure.against, str):
        against = survey.part(measure.against).to_numpy()
    else:
        against = np.full_like(answers, measure.against)
    distance = answers - against
    shares = {"met": distance > -near, "above": distance > near, "short": distance < -near}
    found = distance if measure.share is None else shares[measure.share] * 1.0
    return np.where(np.isnan(distance), np.nan, found)


def asked_items(survey: Survey, measure: Measure) -> np.ndarray:
    return lattice_of(survey.instrument, measure).items


def scored(survey: Survey, values: np.ndarray, asked: np.ndarray, policy: str) -> np.ndarray:
    """Score every respondent on every dimension by hand, over the items that the measure is about."""
    found = np.full((len(values), len(survey.instrument.dimensions)), np.nan)
    for d, span in enumerate(survey.instrument.spans):
        for row, each in enumerate(values[:, span]):
            there = each[~np.isnan(each)]
            if len(there) and LEAST[policy](len(there), asked[span].sum()):
                found[row, d] = there.mean()
    return found


def groups_of(survey: Survey, by: tuple[str, ...]) -> list[np.ndarray]:
    labels = list(zip(*(survey.respondents[name] for name in by), strict=True)) if by else [()] * survey.n
    return [np.array([each == label for each in labels]) for label in sorted(set(labels))]


def tallied(survey: Survey, measure: Measure, by: tuple[str, ...] = ()) -> tuple[Tally, Measure]:
    settled = measure_for(survey.instrument, measure)
    return survey.tally(by=by, measures=[measure]), settled


@given(measured(), st.sampled_from([(), ("branch",), ("branch", "quarter")]))
def test_items(drawn, by):
    survey, measure = drawn
    tally, measure = tallied(survey, measure, by)
    found, values, moments = item_means(tally, measure), item_values(tally, measure), item_covariance(tally, measure)
    rows = values_of(survey, measure)
    for cell, kept in enumerate(groups_of(survey, by)):
        held = rows[kept]
        assert (found.n[cell] == (~np.isnan(held)).sum(axis=0)).all()
        close(found.value[cell], mean(held))
        close(found.sd[cell], sd(held))
        close(moments.covariance[cell], covariance_of_means(held))
        known = moments.n[cell] > 1
        close(moments.mean[cell][known], mean(held)[known])
        close((values.counts[cell] * values.values).sum(axis=1), np.nansum(held, axis=0))
        assert (values.counts[cell].sum(axis=1) == found.n[cell]).all()
        for item in range(held.shape[1]):
            repeated = np.repeat(values.values, values.counts[cell, item])
            close(repeated, np.sort(held[~np.isnan(held[:, item]), item]))


@given(measured(), st.sampled_from(POLICIES), st.sampled_from([(), ("branch",)]))
def test_dimensions_and_overall(drawn, policy, by):
    survey, measure = drawn
    tally, measure = tallied(survey, measure, by)
    found, scores = dimension_means(tally, policy, measure), dimension_scores(tally, policy, measure)
    overall, moments = overall_scores(tally, policy, measure), score_covariance(tally, policy, measure)
    asked = asked_items(survey, measure)
    about = np.array([asked[span].any() for span in survey.instrument.spans])
    rows = values_of(survey, measure)
    for cell, kept in enumerate(groups_of(survey, by)):
        held = scored(survey, rows[kept], asked, policy)
        assert (found.n[cell] == (~np.isnan(held)).sum(axis=0)).all()
        close(found.value[cell], mean(held))
        close(found.sd[cell], sd(held))
        close(moments.covariance[cell], covariance_of_means(held))
        close((scores.counts[cell] * scores.values).sum(axis=1), np.nansum(held, axis=0))
        whole = held[:, about]
        whole = whole[~np.isnan(whole).any(axis=1)].mean(axis=1)
        close(np.repeat(overall.values, overall.counts[cell, 0]), np.sort(whole))


@given(measured(), st.sampled_from(POLICIES))
def test_weighted_by_points(drawn, policy):
    survey, measure = drawn
    tally, measure = tallied(survey, measure, ("branch",))
    found = weighted_scores(tally, policy, measure)
    rows, asked = values_of(survey, measure), asked_items(survey, measure)
    for cell, kept in enumerate(groups_of(survey, ("branch",))):
        if survey.points is None:
            assert found.n[cell] == 0
            continue
        points, held = survey.points[:, kept].T, scored(survey, rows[kept], asked, policy)
        usable = ~np.isnan(points).any(axis=1) & ~(np.isnan(held) & (points > 0)).any(axis=1)
        assert found.n[cell] == usable.sum()
        if usable.any():
            share = points[usable] / 100
            weighed = share * np.nan_to_num(held[usable])
            close(found.value[cell], weighed.sum(axis=1).mean())
            close(found.sd[cell], sd(weighed.sum(axis=1)[:, None])[0])
            close(found.contribution[cell], weighed.mean(axis=0))
        else:
            assert np.isnan(found.value[cell])


@given(measured())
def test_effects(drawn):
    survey, measure = drawn
    tally, measure = tallied(survey, measure)
    found, held = item_effects(tally, measure), values_of(survey, measure)
    varies = sd(held) > 1e-9
    spread = np.where(varies, sd(held), np.nan)
    close(found.effect[0][varies], (mean(held) / spread)[varies], 1e-7)
    influence = (held - mean(held)) / spread - mean(held) * ((held - mean(held)) ** 2 - spread**2) / (2 * spread**3)
    there = ~np.isnan(held)
    for j, k in np.argwhere(np.outer(varies, varies)):
        rows = there[:, j] & there[:, k]
        total = (influence[rows, j] * influence[rows, k]).sum()
        expected = len(held) / (len(held) - 1) * total / (there[:, j].sum() * there[:, k].sum())
        close(found.covariance[0, j, k], expected, 1e-6)


# What must be equal, or follow.


@given(measured(), st.data())
def test_two_parts_added_are_the_whole(drawn, data):
    survey, measure = drawn
    cut = data.draw(st.integers(0, survey.n - 1))
    by = data.draw(st.sampled_from([(), ("branch",)]))
    parts = [rows_of(survey, range(cut)), rows_of(survey, range(cut, survey.n))]
    whole = rows_of(survey, range(survey.n)).tally(by=by, measures=[measure])
    assert_same(sum(part.tally(by=by, measures=[measure]) for part in parts if part.n), whole)


@given(measured())
def test_groups_joined_are_groups_counted(drawn):
    survey, measure = drawn
    tally = survey.tally(by=["branch", "quarter"], measures=[measure])
    for by in ("quarter", ("quarter", "branch"), ()):
        assert_same(tally.groups(by), anew(survey).tally(by=by, measures=[measure]))


@given(measured())
def test_the_order_of_respondents_does_not_matter(drawn):
    survey, measure = drawn
    order = np.argsort(NUMBERS[: survey.n])
    assert_same(
        rows_of(survey, order).tally(by="branch", measures=[measure]),
        rows_of(survey, range(survey.n)).tally(by="branch", measures=[measure]),
    )


@given(measured(), st.sampled_from([(), ("branch",)]))
def test_a_measure_counted_with_the_answers_or_after_them_is_the_same(drawn, by):
    survey, measure = drawn
    measure = measure_for(survey.instrument, measure).counted
    groups = Grouped.of(survey, by)
    together = count(survey, groups, measures=[measure])
    plain = count(survey, groups)
    assert_same(replace(plain, measures={measure: count_measure(survey, groups, measure, plain)}), together)
    assert_same(replace(together, measures={}), plain)


@given(measured())
def test_a_saved_tally_comes_back(tmp_path_factory, drawn):
    survey, measure = drawn
    path = tmp_path_factory.mktemp("tally") / "x.tally"
    tally = survey.tally(by="branch", measures=[measure, "net", "perception"])
    tally.save(path)
    assert_same(Tally.load(path), tally)


@pytest.mark.parametrize("scale", [Scale(1, 7), Scale(1, 9, 0.5), FINE], ids=str)
def test_chunks_blocks_and_threads_do_not_matter(monkeypatch, scale):
    survey = with_targets(random_survey(5, 301, (3, 2), scale, missing=0.05), [scale.high, None, scale.low, None, None])
    measures = list(measures_on(scale).values())
    whole = [survey.tally(by=by, measures=measures) for by in ((), ("branch",))]
    for chunk, block in ((7, 20), (64, 100), (8192, 50)):
        monkeypatch.setattr(counting, "CHUNK", chunk)
        monkeypatch.setattr(counting, "BLOCK", block)
        monkeypatch.setattr(counting, "ALONE", block)
        monkeypatch.setattr(counting, "LONG", 5)
        for by, tally in zip(((), ("branch",)), whole, strict=True):
            assert_same(anew(survey).tally(by=by, measures=measures), tally)


@pytest.mark.parametrize("name", NAMES)
def test_products_of_many_groups_are_pooled(monkeypatch, name):
    survey = with_targets(random_survey(7, 120, (3, 2)), [6, None, 4.25, None, None])
    measure = measures_on(survey.instrument.scale)[name]
    settled = measure_for(survey.instrument, measure)
    fine = survey.tally(by="branch", measures=[measure])
    monkeypatch.setattr(counting, "MOST_WIDE", 2)
    pooled = anew(survey).tally(by="branch", measures=[measure])
    assert not pooled.per_group
    expected = item_covariance(fine.groups(()), settled)
    assert np.array_equal(item_covariance(pooled, settled).covariance, expected.covariance, equal_nan=True)
    assert_same(pooled.groups(()), fine.groups(()))
    for one in (pooled + fine, fine + pooled):
        assert np.array_equal(one.pairs[0].gap_products, 2 * pooled.pairs[0].gap_products)
        assert all(len(each.products) == 1 for each in one.measures.values())
    left = pooled.only([True, False, False], "not_asked_for")
    assert all(len(each.products) == 0 for each in left.measures.values()), "what is pooled cannot be taken apart"
    kept = fine.only([True, False, False], "not_asked_for")
    assert_same(
        replace(kept, ledger=survey.ledger), replace(fine.only([True, False, False], "x"), ledger=survey.ledger)
    )
    first = item_means(fine, settled)
    assert np.array_equal(item_means(kept, settled).value, first.value[:1], equal_nan=True)


@pytest.mark.parametrize("name", NAMES)
def test_large_dimensions_have_no_common_denominator(name):
    survey = with_targets(random_survey(3, 80, (24, 3), missing=0.2), [*[5.5, None] * 12, None, None, None])
    measure = measure_for(survey.instrument, measures_on(survey.instrument.scale)[name])
    assert score_unit(survey.instrument) is None
    tally = survey.tally(measures=[measure])
    asked = asked_items(survey, measure)
    for policy in POLICIES:
        held = scored(survey, values_of(survey, measure), asked, policy)
        found = dimension_means(tally, policy, measure)
        close(found.value[0], mean(held), 1e-12)
        close(found.sd[0], sd(held), 1e-12)
        close(score_covariance(tally, policy, measure).covariance[0], covariance_of_means(held), 1e-12)
        about = np.array([asked[span].any() for span in survey.instrument.spans])
        whole = held[:, about]
        whole = whole[~np.isnan(whole).any(axis=1)].mean(axis=1)
        overall = overall_scores(tally, policy, measure)
        close(np.repeat(overall.values, overall.counts[0, 0]), np.sort(whole), 1e-8)


@pytest.mark.parametrize("name", ["mean", "met highest", "net", "target", "from middle"])
def test_sums_at_the_ends_of_the_scale_are_exact(name):
    n = 20_000
    rng = np.random.default_rng(1)
    answers = {
        part: rng.choice([1, 7], (n, 5), p=share) for part, share in zip(PAIR, ((0.1, 0.9), (0.9, 0.1)), strict=True)
    }
    survey = with_targets(survey_of(instrument_of((2, 3)), answers), [7, 7, 1, None, 6.9])
    measure = measure_for(survey.instrument, measures_on(survey.instrument.scale)[name])
    counts = survey.tally(measures=[measure]).measures[measure.counted]
    lattice = lattice_of(survey.instrument, measure.counted)
    values = values_of(survey, measure.counted)
    steps = np.rint((np.nan_to_num(values, nan=lattice.origin) - lattice.origin) / lattice.step).astype(np.int64)
    rows = np.hstack([steps, steps**2, ~np.isnan(values)]).astype(np.int64)
    assert np.array_equal(counts.products[0], rows.T @ rows)


@given(measured())
def test_the_mean_of_a_part_is_the_level_of_the_same_answers(drawn):
    survey, _ = drawn
    alone = Instrument("alone", survey.instrument.scale, survey.instrument.dimensions, ("perception",))
    performance = replace(survey, instrument=alone, answers={"perception": survey.answers["perception"]})
    measure = Measure("perception", None)
    tallies = [survey.tally(by="branch", measures=["perception"]), performance.tally(by="branch")]
    for name in ("item_means", "dimension_means"):
        asked = ("half",) if name == "dimension_means" else ()
        two = [
            {"item_means": item_means, "dimension_means": dimension_means}[name](each, *asked, measure)
            for each in tallies
        ]
        for field in ("n", "value", "sd", "perception"):
            assert np.array_equal(getattr(two[0], field), getattr(two[1], field), equal_nan=True)
    assert np.array_equal(item_means(tallies[1]).value, item_means(tallies[0], measure).value, equal_nan=True)
    frames = [sg.measure_gaps(each, by="branch", measure="perception").frame for each in (survey, performance)]
    assert frames[0]["value"].equals(frames[1]["value"])
    assert frames[0]["ci_low"].equals(frames[1]["ci_low"])


@given(measured())
def test_shares_that_belong_together(drawn):
    survey, _ = drawn
    targets = [survey.instrument.scale.low] * len(survey.instrument.items)
    lowest = with_targets(survey, targets)
    found = item_means(
        lowest.tally(measures=["target", Measure(against="target", share="met")]),
        measure_for(lowest.instrument, Measure(against="target", share="met")),
    )
    assert set(found.value[found.n > 0].tolist()) <= {1.0}, "every answer reaches the lowest"
    for against in ("expectation", "target", survey.instrument.scale.low + 0.3 * survey.instrument.scale.step):
        three = [Measure(against=against, share=share) for share in ("met", "short", "above")]
        tally = survey.tally(measures=three)
        for policy in POLICIES:
            met, short, above = (dimension_means(tally, policy, each).value for each in three)
            close(met + short, np.where(np.isnan(met), np.nan, 1.0))
            assert (above <= met + 1e-12)[~np.isnan(met)].all()
    three = [measure_for(survey.instrument, name) for name in ("net", "top", "bottom")]
    if survey.instrument.scale != SCALES[3]:  # where the bottom of a net share is another
        tally = survey.tally(measures=three)
        net, top, bottom = (item_means(tally, each).value for each in three)
        close(net, top - bottom)


@given(measured())
def test_distances_from_a_point_and_indices_follow_from_the_mean(drawn):
    survey, _ = drawn
    scale = survey.instrument.scale
    tally = survey.tally(by="branch", measures=["perception"])
    level, point = Measure("perception", None), scale.low + 0.3 * scale.step
    for means in (item_means, lambda each, measure: dimension_means(each, "half", measure)):
        one, two, index = (means(tally, each) for each in (level, Measure(against=point), Measure(index=True)))
        close(two.value, one.value - point)
        assert np.array_equal(two.sd, one.sd, equal_nan=True)
        assert np.array_equal(two.n, one.n)
        close(two.perception, one.value)
        close(index.value, 100 * (one.value - scale.low) / scale.width)
        close(index.sd, 100 * one.sd / scale.width)
    moments = [score_covariance(tally, "half", each).covariance for each in (level, Measure(against=point))]
    assert np.array_equal(*moments, equal_nan=True)
    frames = [sg.measure_gaps(survey, measure=each).frame for each in (level, Measure(against=point))]
    for column in ("ci_low", "ci_high", "value"):
        close(frames[1][column], frames[0][column] - point)


def test_a_scale_of_two_answers_held_against_the_higher():
    """Steps from the target are then none and minus one, of which the squares are others."""
    survey = random_survey(4, 50, (2, 2), TWO, missing=0.2)
    survey = with_targets(survey, [1, 1, 1, 1])
    tally, measure = tallied(survey, Measure(against="target"))
    held = values_of(survey, measure)
    close(item_covariance(tally, measure).covariance[0], covariance_of_means(held))
    close(item_effects(tally, measure).effect[0], mean(held) / sd(held))


def test_gaps_that_no_pair_holds():
    survey = random_survey(2, 60, parts=("desired", "adequate", "perception"), points=False, missing=0.2)
    for measure in (Measure("adequate", "desired"), Measure("adequate", "desired", "met"), Measure("desired", None)):
        tally, settled = tallied(survey, measure, ("branch",))
        rows = values_of(survey, settled)
        for cell, kept in enumerate(groups_of(survey, ("branch",))):
            close(item_means(tally, settled).value[cell], mean(rows[kept]))
            close(item_covariance(tally, settled).covariance[cell], covariance_of_means(rows[kept]))
        assert_same(tally.groups(()), anew(survey).tally(measures=[measure]))


@pytest.mark.parametrize("scale", [Scale(1, 7), Scale(1, 4), Scale(1, 9, 0.5)], ids=str)
def test_one_column_is_held_against_the_middle_of_its_scale(scale):
    survey = random_survey(2, 60, scale=scale, parts=("disconfirmation",), missing=0.2)
    distance = survey.part("disconfirmation").to_numpy() - (scale.low + scale.high) / 2
    for measure, held in (
        (None, distance),
        ("met", np.where(np.isnan(distance), np.nan, distance >= 0)),
        ("short", np.where(np.isnan(distance), np.nan, distance < 0)),
        ("above", np.where(np.isnan(distance), np.nan, distance > 0)),
    ):
        settled = measure_for(survey.instrument, measure)
        tally = survey.tally(measures=[settled])
        close(item_means(tally, settled).value[0], mean(held))
        close(item_covariance(tally, settled).covariance[0], covariance_of_means(held))
        scores = scored(survey, held, np.ones(held.shape[1], dtype=bool), "half")
        close(dimension_means(tally, "half", settled).value[0], mean(scores))


# The value itself.


def test_a_measure_is_a_value():
    one, two = Measure(share="net", top=[7, 6], bottom=1), Measure(share="net", top=6, bottom=[1.0])
    assert one == two
    assert len({one, two, Measure(share="net")}) == 2
    assert repr(Measure(against=5)) == (
        "Measure(part='perception', against=5.0, share=None, top=None, bottom=None, index=False)"
    )
    assert eval(repr(one), {"Measure": Measure}) == one  # noqa: S307 - what the library itself wrote
    for copied in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):  # noqa: S301 - as above
        assert copied == one
    with pytest.raises(FrozenInstanceError):
        one.share = "top"  # type: ignore[misc]


def test_what_does_not_count_is_left_aside():
    assert Measure(share="top", bottom=3).bottom is None
    assert Measure(share="met", top=7).top is None
    assert Measure(index=True).against is None
    assert Measure("perception", "perception") == Measure("perception", None)
    assert Measure(share="top") == Measure("perception", None, "top")


def test_families_and_directions():
    family = {name: measure.family for name, measure in measures_on(SCALES[0]).items()}
    assert family["mean"] == "mean"
    assert family["index"] == "index"
    assert family["target"] == family["from middle"] == "distance"
    assert family["gap"] == family["other way round"] == "gap"
    assert family["net"] == "net"
    assert family["met target"] == family["bottom"] == "share"
    worse = {share: Measure(share=share).worse for share in ("met", "above", "short", "top", "bottom", "net")}
    assert worse == {"met": -1, "above": -1, "short": 1, "top": -1, "bottom": 1, "net": -1}


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("gap", Measure()),
        ("perception", Measure("perception", None)),
        ("expectation", Measure("expectation", None)),
        ("index", Measure(index=True)),
        ("met", Measure(share="met")),
        ("top", Measure(share="top", top=6)),
        ("bottom", Measure(share="bottom", bottom=2)),
        ("net", Measure(share="net", top=[6, 7], bottom=[1, 2])),
        (None, Measure()),
    ],
)
def test_names_of_a_questionnaire_of_two_parts(given, meant):
    settled = measure_for(Instrument.load("servqual"), given)
    assert settled == measure_for(Instrument.load("servqual"), meant)
    assert settled == meant


def test_names_of_other_questionnaires():
    alone, zones = Instrument.load("servperf"), Instrument.load("servqual-zones")
    assert measure_for(alone, None) == measure_for(alone, "perception") == Measure("perception", None)
    assert measure_for(zones, "adequacy") == Measure(against="adequate")
    assert measure_for(zones, "superiority") == Measure(against="desired")
    assert measure_for(zones, "met") == Measure(against="adequate", share="met")
    ten = instrument_of((2,), Scale(0, 10))
    assert measure_for(ten, "net") == Measure(share="net", top=[9, 10], bottom=range(7))
    assert measure_for(ten, "bottom") == Measure(share="bottom", bottom=1)
    halves = instrument_of((2,), Scale(0, 10, 0.5))
    assert measure_for(halves, "net") == Measure(share="net", top=9.5, bottom=0.5)
    assert measure_for(instrument_of((2,), Scale(1, 3)), "top") == Measure(share="top", top=3)
    worse = instrument_of((2,), parts=("disconfirmation",))
    held = Measure("disconfirmation", "expectation")
    assert {measure_for(worse, each) for each in (None, "gap", Measure("disconfirmation", 4), held)} == {held}
    assert measure_for(worse, "met") == Measure("disconfirmation", "expectation", "met")


UNUSABLE = {
    r"share is one of 'met'.*found 'most'": lambda: Measure(share="most"),
    r"writes a mean from 0 to 100, and share='top'": lambda: Measure(share="top", index=True),
    r"part is the name of a part.*found 3": lambda: Measure(3),
    r"against is the name of a part.*found \[4\]": lambda: Measure(against=[4]),
    r"against is the name of a part.*found True": lambda: Measure(against=True),
    r"share='met' is of customers.*none to hold the part against": lambda: Measure(against=None, share="met"),
    r"top is the lowest of the highest answers.*found 'all'": lambda: Measure(share="top", top="all"),
    r"bottom is the highest of the lowest answers.*found \[\]": lambda: Measure(share="net", bottom=[]),
}


@pytest.mark.parametrize("said", UNUSABLE)
def test_what_is_no_measure(said):
    with pytest.raises(ServgapError, match=said):
        UNUSABLE[said]()


REFUSED = {
    r"measure is a Measure or one of the names 'gap', 'expectation', 'perception', 'met'.*found 'mett'": "mett",
    r"measure is a Measure or one of the names .*found 5": 5,
    r"takes the part 'desired', and the instrument 'small' asks expectation, perception\.": Measure(against="desired"),
    r"takes the part 'importance'.*allows are 'gap'": Measure("importance", None),
    r"against=7\.5 is no point of the scale 1–7": Measure(against=7.5),
    r"against=nan is no point of the scale": Measure(against=float("nan")),
    r"no standard of the instrument 'small' has one.*Standard\(\.\.\., target=6\)": Measure(against="target"),
    r"against their targets, and no standard": "target",
    r"must not overlap; found bottom=5 and top=5": Measure(share="net", top=5, bottom=5),
    r"top=8 is no answer on the scale 1–7": Measure(share="top", top=[7, 8]),
    r"top=6\.5 is no answer on the scale 1–7": Measure(share="top", top=6.5),
    r"top holds all of them from one to the highest .*from 5 these are 5, 6, 7, and found 5, 7.* or top=5": Measure(
        share="top", top=[5, 7]
    ),
    r"from 6 these are 6, 7, and found 6\.": Measure(share="top", top=[6]),
    r"bottom holds all of them from one to the lowest .*from 3 these are 1, 2, 3, and found 2, 3": Measure(
        share="bottom", bottom=[2, 3]
    ),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_a_questionnaire_does_not_allow(said):
    survey = random_survey(8)
    with pytest.raises(ServgapError, match=said):
        survey.tally(measures=[REFUSED[said]])
    with pytest.raises(ServgapError, match=said):
        sg.measure_gaps(survey, measure=REFUSED[said])


def test_what_one_part_does_not_allow():
    survey = random_survey(8, parts=("perception",))
    with pytest.raises(ServgapError, match=r"asks only perception\. Measures that it allows are 'perception', 'top'"):
        survey.tally(measures="gap")
    with pytest.raises(ServgapError, match=r"measure='met' is the share.*asks only perception and sets no targets"):
        survey.tally(measures="met")
    with pytest.raises(ServgapError, match=r"measures is a measure or a list of them.*found 5"):
        survey.tally(measures=5)


def test_targets_that_have_no_common_grid():
    survey = with_targets(random_survey(8, 20, (2,)), [4 + 1 / 7, 5 + 1 / 997])
    with pytest.raises(ServgapError, match=r"have none that is coarse enough: 4\.14.*, 5\.001.*Round them alike"):
        survey.tally(measures="target")
    assert survey.tally(measures="met").measures, "shares need no grid"
    survey = with_targets(random_survey(8, 20, (2,)), [4.123456, None])
    with pytest.raises(ServgapError, match=r"the target 4\.123456 of the standard .* lies between two of these"):
        survey.tally(measures="target")


def test_a_tally_without_a_measure_says_which_to_take(tmp_path):
    survey = random_survey(8)
    told = r"counted without what the measure 'met' takes.*survey\.tally\(by=\.\.\., measures=\['met'\]\)"
    with pytest.raises(ServgapError, match=told):
        sg.measure_gaps(survey.tally(), measure="met")
    performance = random_survey(8, parts=("perception",))
    earlier = replace(performance.tally(by="branch"), measures={})
    earlier.save(tmp_path / "earlier.tally")
    loaded = Tally.load(tmp_path / "earlier.tally")
    for verb in (sg.measure_gaps, sg.rank_standards):
        with pytest.raises(ServgapError, match="counted without what the measure 'perception' takes"):
            verb(loaded)
    with pytest.raises(ServgapError, match="counted without what the measure"):
        sg.compare_groups(loaded, by="branch")
    assert len(sg.check_reliability(loaded).frame), "what needs no measure works from it as before"
    assert not (loaded + performance.tally(by="branch")).measures, "a sum holds what all its parts hold"
