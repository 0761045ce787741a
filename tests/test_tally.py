"""The Tally against sums over the rows, and what must be equal bit for bit."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servgap.analysis.gaps.verb import measure_gaps
from servgap.errors import ServgapError
from servgap.survey import counting
from servgap.survey.covariances import pair_covariances, part_covariances
from servgap.survey.instrument import Dimension, Instrument, Item
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
from servgap.survey.survey import Absence, Answers
from servgap.survey.tally import POLICIES, Tally, score_unit
from tests.surveys import (
    PAIR,
    anew,
    assert_same,
    instrument_of,
    pair_survey,
    random_survey,
    rows_of,
    survey_of,
    surveys,
)

LEAST = {"half": lambda pairs, k: 2 * pairs >= k, "complete": lambda pairs, k: pairs == k, "pairs": lambda p, k: p >= 1}


def close(found, expected, tolerance=1e-9):
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(expected, float), rtol=tolerance, atol=tolerance)


def parts_by_group(survey, by):
    """Give each group's label with its two parts as arrays, respondents × items, and its points."""
    first, second = (survey.part(part).to_numpy() for part in survey.instrument.parts)
    labels = list(zip(*(survey.respondents[name] for name in by), strict=True)) if by else [()] * survey.n
    for label in sorted(set(labels)):
        rows = [place for place, each in enumerate(labels) if each == label]
        yield label, first[rows], second[rows], None if survey.points is None else survey.points[:, rows].T


def mean(values, axis=0):
    counted = (~np.isnan(values)).sum(axis=axis)
    return np.divide(np.nansum(values, axis=axis), counted, where=counted > 0, out=np.full(counted.shape, np.nan))


def sd(values):
    n = (~np.isnan(values)).sum(axis=0)
    squared = np.nansum((values - mean(values)) ** 2, axis=0)
    return np.sqrt(np.divide(squared, n - 1, where=n > 1, out=np.full(n.shape, np.nan)))


def scores(instrument, first, second, policy):
    """Score every respondent on every dimension by hand: expectation, perception, gap."""
    both = ~np.isnan(first) & ~np.isnan(second)
    found = np.full((3, len(first), len(instrument.dimensions)), np.nan)
    for d, span in enumerate(instrument.spans):
        k = span.stop - span.start
        for row in range(len(first)):
            there = both[row, span]
            if LEAST[policy](there.sum(), k) and there.any():
                e, p = first[row, span][there].mean(), second[row, span][there].mean()
                found[:, row, d] = e, p, p - e
    return found


def covariance_of_means(values):
    """S_jk = n/(n−1) · Σᵢ m_ij m_ik (g_ij − ḡ_j)(g_ik − ḡ_k) / (n_j n_k), one product after another."""
    there = ~np.isnan(values)
    n, counted, centre = len(values), there.sum(axis=0), mean(values)
    found = np.full((values.shape[1],) * 2, np.nan)
    for j in range(len(found)):
        for k in range(len(found)):
            if n > 1 and counted[j] > 1 and counted[k] > 1:
                rows = there[:, j] & there[:, k]
                total = ((values[rows, j] - centre[j]) * (values[rows, k] - centre[k])).sum()
                found[j, k] = n / (n - 1) * total / (counted[j] * counted[k])
    return found


@given(surveys(), st.sampled_from([(), ("branch",), ("branch", "quarter")]))
def test_items(survey, by):
    tally = survey.tally(by=by)
    found, gaps = item_means(tally), item_values(tally)
    joint = tally.pairs[0].joint.dense()
    codes = [survey.answers[part].codes for part in survey.instrument.parts]
    assert joint.sum() == survey.n * len(survey.instrument.items)
    assert tally.cells == tuple(label for label, *_ in parts_by_group(survey, by))
    for cell, (_, first, second, _) in enumerate(parts_by_group(survey, by)):
        both = ~np.isnan(first) & ~np.isnan(second)
        gap = np.where(both, second - first, np.nan)
        assert (found.n[cell] == both.sum(axis=0)).all()
        close(found.expectation[cell], mean(np.where(both, first, np.nan)))
        close(found.perception[cell], mean(np.where(both, second, np.nan)))
        close(found.value[cell], mean(gap))
        close(found.sd[cell], sd(gap))
        assert tally.respondents[cell] == len(first)
        for item in range(gap.shape[1]):
            values, counts = np.unique(gap[both[:, item], item], return_counts=True)
            seen = gaps.counts[cell, item] > 0
            close(gaps.values[seen], values)
            assert (gaps.counts[cell, item][seen] == counts).all()
    if not by:
        for item in range(joint.shape[1]):
            pairs = pd.DataFrame({"one": codes[0][item], "two": codes[1][item]}).value_counts()
            assert {(one, two): joint[0, item, one, two] for one, two in pairs.index} == pairs.to_dict()


@given(surveys(), st.sampled_from(POLICIES), st.sampled_from([(), ("branch",)]))
def test_dimensions_and_overall(survey, policy, by):
    tally = survey.tally(by=by)
    found, values = dimension_means(tally, policy), dimension_scores(tally, policy)
    overall = overall_scores(tally, policy)
    moments = score_covariance(tally, policy)
    for cell, (_, first, second, _) in enumerate(parts_by_group(survey, by)):
        expectation, perception, gap = scores(survey.instrument, first, second, policy)
        assert (found.n[cell] == (~np.isnan(gap)).sum(axis=0)).all()
        close(found.expectation[cell], mean(expectation))
        close(found.perception[cell], mean(perception))
        close(found.value[cell], mean(gap))
        close(found.sd[cell], sd(gap))
        close((values.counts[cell] * values.values).sum(axis=1), np.nansum(gap, axis=0))
        close(moments.covariance[cell], covariance_of_means(gap))
        known = moments.n[cell] > 1
        close(moments.mean[cell][known], found.value[cell][known])
        whole = gap[~np.isnan(gap).any(axis=1)].mean(axis=1)
        assert overall.counts[cell].sum() == len(whole)
        repeated = np.repeat(overall.values, overall.counts[cell, 0])
        close(np.sort(repeated), np.sort(whole))


@given(surveys())
def test_covariances_of_item_means_and_effects(survey):
    tally = survey.tally(by="branch")
    found, effects = item_covariance(tally), item_effects(tally)
    for cell, (_, first, second, _) in enumerate(parts_by_group(survey, ("branch",))):
        gap = second - first
        close(found.covariance[cell], covariance_of_means(gap))
        varies = sd(gap) > 0
        spread = np.where(varies, sd(gap), np.nan)
        close(effects.effect[cell], mean(gap) / spread)
        centred = gap - mean(gap)
        influence = centred / spread - mean(gap) * (centred**2 - spread**2) / (2 * spread**3)
        there = ~np.isnan(gap)
        expected = np.full((gap.shape[1],) * 2, np.nan)
        for j, k in np.ndindex(expected.shape):
            if varies[j] and varies[k]:
                rows = there[:, j] & there[:, k]
                total = (influence[rows, j] * influence[rows, k]).sum()
                expected[j, k] = len(gap) / (len(gap) - 1) * total / (there[:, j].sum() * there[:, k].sum())
        close(effects.covariance[cell], expected, 1e-7)


@given(surveys())
def test_covariances_within_a_dimension(survey):
    tally = survey.tally(by="branch")
    for d, span in enumerate(survey.instrument.spans):
        found = {part: part_covariances(tally, part, d) for part in (*survey.instrument.parts, "gap")}
        together = pair_covariances(tally, d)
        for cell, (_, first, second, _) in enumerate(parts_by_group(survey, ("branch",))):
            rows = {"expectation": first[:, span], "perception": second[:, span]}
            rows["gap"] = rows["perception"] - rows["expectation"]
            for part, values in rows.items():
                held(found[part], cell, values)
            held(together, cell, np.hstack([rows["expectation"], rows["perception"]]))


def held(found, cell, values):
    complete = values[~np.isnan(values).any(axis=1)]
    assert found.n[cell] == len(complete)
    if len(complete):
        close(found.mean[cell], complete.mean(axis=0))
    if len(complete) > 1:
        close(found.covariance[cell], np.atleast_2d(np.cov(complete.T)))
    else:
        assert np.isnan(found.covariance[cell]).all()


@given(surveys(), st.sampled_from(POLICIES))
def test_complete_in_a_part_or_in_the_pair(survey, policy):
    tally = survey.tally()
    first, second = (survey.part(part).to_numpy() for part in survey.instrument.parts)
    steps = [(each - survey.instrument.scale.low) / survey.instrument.scale.step for each in (first, second)]
    for name, values in (("first", steps[0]), ("second", steps[1]), ("pair", np.hstack(steps))):
        complete = values[~np.isnan(values).any(axis=1)]
        rows = np.hstack([np.ones((len(complete), 1)), complete])
        close(getattr(tally.pairs[0], f"complete_{name}")[0], rows.T @ rows)


@given(surveys(), st.sampled_from(POLICIES))
def test_weighted_by_points(survey, policy):
    tally = survey.tally(by="branch")
    assert tally.points_from == ("respondents" if survey.points is not None else None)
    found = weighted_scores(tally, policy)
    for cell, (_, first, second, points) in enumerate(parts_by_group(survey, ("branch",))):
        if points is None:
            assert found.n[cell] == 0
            continue
        scored = scores(survey.instrument, first, second, policy)
        told = ~np.isnan(points).any(axis=1)
        usable = told & ~(np.isnan(scored[2]) & (points > 0)).any(axis=1)
        share = points[usable] / 100
        expectation, perception, gap = (np.nan_to_num(each[usable]) for each in scored)
        assert found.n[cell] == usable.sum()
        if not usable.any():
            assert np.isnan(found.value[cell])
            continue
        close(found.value[cell], (share * gap).sum(axis=1).mean())
        close(found.sd[cell], sd((share * gap).sum(axis=1)[:, None])[0])
        close(found.points[cell], points[usable].mean(axis=0))
        close(found.contribution[cell], (share * gap).mean(axis=0))
        close(found.expectation[cell], (share * expectation).sum(axis=1).mean())
        close(found.perception[cell], (share * perception).sum(axis=1).mean())


def test_points_of_the_instrument():
    instrument = instrument_of((2, 1), points=(70, 30))
    survey = survey_of(instrument, {"expectation": [[5, 5, 6], [6, 6, 6]], "perception": [[4, 5, 6], [5, 4, 7]]})
    tally = survey.tally()
    assert tally.points_from == "instrument"
    # Scores: −0.5 and 0; −1.5 and 1. Weighted: −0.35; −1.05 + 0.30 = −0.75.
    found = weighted_scores(tally, "half")
    close(found.value, [-0.55])
    close(found.points, [[70, 30]])
    close(found.contribution, [[-0.7, 0.15]])


def test_absences_are_counted_by_kind():
    survey = pair_survey([2], [[5, np.nan], [np.nan, 4], [np.nan, 3]], [[4, 4], [4, 4], [np.nan, 4]], g=["a", "a", "b"])
    kinds = np.zeros((2, 3), dtype=np.uint8)
    kinds[0, 1], kinds[0, 2], kinds[1, 0] = Absence.NOT_ANSWERED, Absence.DOES_NOT_APPLY, Absence.DOES_NOT_APPLY
    answers = {**survey.answers, "expectation": Answers(survey.answers["expectation"].codes, kinds)}
    counted = replace(survey, answers=answers).tally(by="g").absences
    assert counted.shape == (2, 2, 2, 4)
    assert counted[0, 0].tolist() == [[0, 1, 0, 0], [0, 0, 1, 0]]
    assert counted[1, 0].tolist() == [[0, 0, 1, 0], [0, 0, 0, 0]]
    assert counted[:, 1].tolist() == [[[0] * 4, [0] * 4], [[1, 0, 0, 0], [0] * 4]]


@pytest.mark.parametrize("sizes", [(24, 3), (13, 2)])
def test_a_dimension_too_large_for_a_common_denominator(sizes):
    survey = random_survey(3, 80, sizes, missing=0.2)
    assert score_unit(survey.instrument) is None
    tally = survey.tally()
    first, second = (survey.part(part).to_numpy() for part in survey.instrument.parts)
    for policy in POLICIES:
        expectation, perception, gap = scores(survey.instrument, first, second, policy)
        found = dimension_means(tally, policy)
        for one, two in ((found.value, gap), (found.expectation, expectation), (found.perception, perception)):
            close(one[0], mean(two), 1e-12)
        close(found.sd[0], sd(gap), 1e-12)
        close(score_covariance(tally, policy).covariance[0], covariance_of_means(gap), 1e-12)
        whole = gap[~np.isnan(gap).any(axis=1)].mean(axis=1)
        overall = overall_scores(tally, policy)
        assert overall.counts.sum() == len(whole)
        close(np.repeat(overall.values, overall.counts[0, 0]), np.sort(whole), 1e-9)
    halves = rows_of(survey, range(30)).tally() + rows_of(survey, range(30, 80)).tally()
    close(dimension_means(halves, "half").value, dimension_means(tally, "half").value, 1e-12)


# What is equal bit for bit.


@given(surveys(least=2), st.data())
def test_two_parts_added_are_the_whole(survey, data):
    by = data.draw(st.sampled_from([(), ("branch",), ("quarter", "branch")]))
    cut = data.draw(st.integers(1, survey.n - 1))
    parts = [rows_of(survey, range(cut)), rows_of(survey, range(cut, survey.n))]
    whole = rows_of(survey, range(survey.n)).tally(by=by)
    assert_same(parts[0].tally(by=by) + parts[1].tally(by=by), whole)
    assert_same(sum(part.tally(by=by) for part in parts), whole)


@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_respondents_does_not_matter(survey, random):
    rows = list(range(survey.n))
    random.shuffle(rows)
    for by in ((), ("branch", "quarter")):
        assert_same(rows_of(survey, rows).tally(by=by), rows_of(survey, sorted(rows)).tally(by=by))


@given(surveys())
def test_groups_joined_are_groups_counted(survey):
    tally = survey.tally(by=["branch", "quarter"])
    assert_same(tally.groups("quarter"), anew(survey).tally(by="quarter"))
    assert_same(tally.groups(["quarter", "branch"]), anew(survey).tally(by=["quarter", "branch"]))
    assert_same(tally.groups(()), anew(survey).tally())


@given(surveys())
def test_a_saved_tally_comes_back(tmp_path_factory, survey):
    path = tmp_path_factory.mktemp("tally") / "quarter.tally"
    tally = survey.tally(by="branch").only([True] * len(survey.tally(by="branch").cells), "nothing")
    tally.save(path)
    assert_same(Tally.load(path), tally)


@pytest.mark.parametrize("scale", [Scale(1, 7), Scale(1, 9, 0.5)])
@pytest.mark.parametrize(("chunk", "block"), [(7, 1 << 17), (4096, 50), (7, 20), (1, 3)])
def test_chunks_and_blocks_do_not_matter(monkeypatch, scale, chunk, block):
    survey = random_survey(5, 101, scale=scale)
    whole = [survey.tally(by=by) for by in ((), ("branch",))]
    monkeypatch.setattr(counting, "CHUNK", chunk)
    monkeypatch.setattr(counting, "BLOCK", block)
    monkeypatch.setattr(counting, "ALONE", block)
    monkeypatch.setattr(counting, "LONG", 5)
    for by, tally in zip(((), ("branch",)), whole, strict=True):
        assert_same(anew(survey).tally(by=by), tally)


@pytest.mark.parametrize("scale", [Scale(1, 7), Scale(1, 9), Scale(1, 9, 0.5), Scale(0, 199)], ids=str)
@pytest.mark.parametrize("by", [(), ("branch",)])
def test_sums_at_the_ends_of_the_scale_are_exact(scale, by):
    n, sizes = 20_000, (2, 3)
    rng = np.random.default_rng(1)
    steps = [
        rng.choice([0, scale.levels - 1], (n, 5), p=share).astype(np.int64) for share in ((0.1, 0.9), (0.95, 0.05))
    ]
    values = [scale.low + scale.step * each for each in steps]
    branch = rng.choice(["North", "South", "West"], n)
    survey = survey_of(instrument_of(sizes, scale), dict(zip(PAIR, values, strict=True)), branch=branch)
    tally = survey.tally(by=by)
    unit = score_unit(survey.instrument)
    for cell, rows in enumerate([branch == label for label in ("North", "South", "West")] if by else [slice(None)]):
        first, second = (each[rows] for each in steps)
        gap, one = second - first, np.ones((len(first), 5), dtype=np.int64)
        rows_wide = np.hstack([gap, gap**2, one])
        assert np.array_equal(tally.pairs[0].gap_products[cell], rows_wide.T @ rows_wide)
        rows_within = np.hstack([one[:, :2], first, second])
        assert np.array_equal(tally.pairs[0].within_pair[cell], rows_within.T @ rows_within)
        rows_complete = np.hstack([one[:, :1], first, second])
        assert np.array_equal(tally.pairs[0].complete_pair[cell], rows_complete.T @ rows_complete)
        score = np.column_stack([gap[:, :2].sum(axis=1) * (unit // 2), gap[:, 2:].sum(axis=1) * (unit // 3)])
        rows_scored = np.hstack([score, one[:, :2]])
        for scores in tally.pairs[0].scores:
            assert np.array_equal(scores.products[cell], rows_scored.T @ rows_scored)


def test_a_table_too_large_to_be_kept_whole(monkeypatch):
    survey = random_survey(6, 90)
    whole = survey.tally(by=["branch", "quarter"])
    monkeypatch.setattr("servgap.survey.counts.MOST_DENSE", 10)
    monkeypatch.setattr(counting, "CHUNK", 16)
    assert_same(anew(survey).tally(by=["branch", "quarter"]), whole)


def test_products_of_many_groups_are_pooled(monkeypatch):
    survey = random_survey(7, 120)
    fine = survey.tally(by="branch")
    monkeypatch.setattr(counting, "MOST_WIDE", 2)
    pooled = anew(survey).tally(by="branch")
    assert fine.per_group
    assert not pooled.per_group
    assert np.array_equal(pooled.pairs[0].gap_products[0], fine.pairs[0].gap_products.sum(axis=0))
    for one in (pooled + fine, fine + pooled):
        assert not one.per_group
        assert np.array_equal(one.pairs[0].gap_products, 2 * pooled.pairs[0].gap_products)
        assert np.array_equal(one.pairs[0].within_pair, 2 * fine.pairs[0].within_pair)
    assert_same(pooled.groups(()), anew(survey).tally())


def test_groups_left_out_take_their_products_along(monkeypatch):
    survey = random_survey(7, 120)
    alone = survey.where(branch="East").tally(by="branch")
    kept = survey.tally(by="branch").only([True, False, False], "not_asked_for")
    assert kept.cells == (("East",),)
    assert np.array_equal(kept.pairs[0].gap_products, alone.pairs[0].gap_products)
    assert kept.ledger.rows_used == kept.n == alone.n
    assert kept.ledger.reasons == {"not_asked_for": 120 - alone.n}
    monkeypatch.setattr(counting, "MOST_WIDE", 2)
    pooled = anew(survey).tally(by="branch").only([True, False, False], "not_asked_for")
    assert not pooled.per_group, "what is pooled over all groups must not pass for the products of the one that is left"
    assert not pooled.groups(()).per_group
    assert not (pooled + pooled).per_group
    assert not (pooled + alone).per_group
    frame = measure_gaps(pooled, by="branch").frame
    assert frame.loc[frame["method"] == "mean_of_items", "reason"].tolist() == ["pooled_only"]


def test_the_same_tally_is_saved_in_the_same_bytes(tmp_path):
    tally = random_survey(8).tally(by="branch")
    for name in ("one", "two"):
        tally.save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_saving_in_no_folder_leaves_nothing(tmp_path):
    with pytest.raises((OSError, ServgapError)):
        random_survey(8).tally().save(tmp_path / "absent" / "x.tally")
    assert list(tmp_path.iterdir()) == []


def test_an_instrument_of_its_own_is_saved_with_the_tally(tmp_path):
    survey = random_survey(8, parts=("desired", "adequate", "perception"), points=False)
    tally = survey.tally()
    tally.save(tmp_path / "zones.tally")
    assert len(tally.pairs) == 2
    assert_same(Tally.load(tmp_path / "zones.tally"), tally)


# What cannot be loaded or added.


def saved(tmp_path):
    path = tmp_path / "x.tally"
    random_survey(8).tally(by="branch").save(path)
    return path


def rewritten(path, change):
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    described = json.loads(arrays["description"].tobytes())
    change(arrays, described)
    if "description" in arrays:
        arrays["description"] = np.frombuffer(json.dumps(described).encode(), dtype=np.uint8)
    with path.open("wb") as file:
        np.savez(file, **arrays)
    return path


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ServgapError, match=r"x\.tally' is not a tally .* No such file .* Load a file written by Tally"):
        Tally.load(tmp_path / "x.tally")


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "other"
    refused = pytest.raises(ServgapError, match="damaged or something else")
    for content in (b"", b"E1,P1\n5,4\n", b"PK\x03\x04 not really a zip"):
        path.write_bytes(content)
        with refused:
            Tally.load(path)
    with path.open("wb") as file:
        np.save(file, np.ones(3))
    with refused:
        Tally.load(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "hello")
    with refused:
        Tally.load(path)


def test_damaged_files_are_refused(tmp_path):
    path = saved(tmp_path)
    content = path.read_bytes()
    for cut in (10, len(content) // 2, len(content) - 5):
        path.write_bytes(content[:cut])
        with pytest.raises(ServgapError, match="not a tally that this version can load"):
            Tally.load(path)
    for place in range(40, len(content), len(content) // 60):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            loaded, said = Tally.load(path), ""
        except ServgapError as refusal:
            loaded, said = None, str(refusal)
        if loaded is None:
            assert "not a tally that this version can load" in said
        else:
            assert_same(loaded, random_survey(8).tally(by="branch"))  # a byte that no number stands on


def test_a_later_form_is_refused(tmp_path):
    path = rewritten(saved(tmp_path), lambda arrays, described: described.update(schema=99))
    with pytest.raises(ServgapError, match="it has the form 99, this version reads 1"):
        Tally.load(path)


def test_a_description_that_is_none_is_refused(tmp_path):
    path = saved(tmp_path)
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    for described in (b"[]", b"7", b"{}"):
        arrays["description"] = np.frombuffer(described, dtype=np.uint8)
        with path.open("wb") as file:
            np.savez(file, **arrays)
        with pytest.raises(ServgapError, match="not a tally that this version can load"):
            Tally.load(path)


@pytest.mark.parametrize("part", ["respondents", "pair0.joint.index", "pair0.scores.2.products", "pair0.within_first"])
def test_a_missing_part_is_refused(tmp_path, part):
    path = rewritten(saved(tmp_path), lambda arrays, described: arrays.pop(part))
    with pytest.raises(ServgapError, match="a part of it is missing"):
        Tally.load(path)


def test_parts_that_do_not_fit_are_refused(tmp_path):
    def shorten(arrays, described):
        described["cells"] = described["cells"][:1]

    with pytest.raises(ServgapError, match="its parts do not fit together"):
        Tally.load(rewritten(saved(tmp_path), shorten))


def turned(instrument, key):
    dimensions = [
        replace_items(each, [Item(item.key, item.standard, item.key == key) for item in each.items])
        for each in instrument.dimensions
    ]
    return replace(instrument, dimensions=dimensions)


def replace_items(dimension, items):
    return Dimension(dimension.key, items, dimension.name, dimension.points)


def test_only_like_instruments_add_up():
    small = instrument_of((2, 1))
    others = {
        r"name small and other": replace(small, name="other"),
        r"scale 1–7 and 1–5": replace(small, scale=Scale(1, 5)),
        r"dimensions A, B and A, B, C": instrument_of((2, 1, 1)),
        r"items a1, a2, b1 and a1, a2, a3, b1": instrument_of((3, 1)),
        r"points None and 60\.0, 40\.0": instrument_of((2, 1), points=(60, 40)),
        r"parts expectation, perception and desired, received": replace(small, parts=("desired", "received")),
        r"reversed items none and a2": turned(small, "a2"),
    }

    def tally_of(instrument):
        row = [[3] * len(instrument.items)]
        return survey_of(instrument, dict.fromkeys(instrument.parts, row)).tally()

    for difference, other in others.items():
        with pytest.raises(ServgapError, match=rf"Only tallies of one and the same instrument.*{difference}"):
            tally_of(small) + tally_of(other)


def test_only_like_groups_and_points_add_up():
    survey = random_survey(8)
    with pytest.raises(ServgapError, match=r"by the same attributes.*\['branch'\].*\['quarter'\]"):
        survey.tally(by="branch") + survey.tally(by="quarter")
    with pytest.raises(ServgapError, match="points from respondents and points from nobody"):
        survey.tally() + replace(survey, points=None).tally()
    with pytest.raises(TypeError):
        survey.tally() + 1
    with pytest.raises(TypeError):
        1 + survey.tally()


def test_groups_that_were_not_counted():
    survey = random_survey(8)
    with pytest.raises(ServgapError, match=r"needs groups by 'quarter'.*is by 'branch'.*survey\.tally\(by=\['quarter'"):
        survey.tally(by="branch").groups("quarter")
    with pytest.raises(ServgapError, match="is of all respondents together"):
        survey.tally().groups("quarter")
    with pytest.raises(ServgapError, match=r"'brnch' is not among them.*Did you mean 'branch'\?"):
        survey.tally(by="brnch")


def test_a_tally_says_what_it_is():
    survey = random_survey(8)
    assert repr(survey.tally()) == "<Tally of 'small': 60 respondents>"
    assert repr(survey.tally(by="branch")) == "<Tally of 'small': 60 respondents in 3 groups by branch>"
    assert survey.tally().n == survey.n
    assert not survey.tally().weighted
    assert replace(survey, weight=np.ones(60)).tally().weighted


def test_a_built_in_instrument_of_one_part():
    instrument = Instrument.load("servperf")
    survey = survey_of(instrument, {"perception": np.full((3, 22), 5.0)})
    tally = survey.tally()
    assert item_means(tally).value.tolist() == [[5.0] * 22]
    assert tally.pairs[0].joint.dense()[0, :, 0, 5].tolist() == [3] * 22
    assert_same(rows_of(survey, [0]).tally() + rows_of(survey, [1, 2]).tally(), tally)
