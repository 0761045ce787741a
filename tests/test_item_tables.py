"""Tables of pairs of items in a Tally: against counting row by row, added, joined, saved."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servgap._stats.ordinal.polychoric import polychoric
from servgap.errors import ServgapError
from servgap.survey import counting
from servgap.survey.item_tables import item_pairs, pairs_within
from servgap.survey.ordinal_tables import dimension_tables, part_tables
from servgap.survey.scale import Scale
from servgap.survey.tally import Tally
from tests.surveys import PAIR, anew, assert_same, random_survey, rows_of, surveys
from tests.test_tally import rewritten


def counted(codes, levels):
    """Count every pair's table of respondents × items, one respondent after another."""
    complete = codes[(codes > 0).all(axis=1)].astype(int)
    tables = np.zeros((len(list(combinations(range(codes.shape[1]), 2))), levels, levels))
    for number, (one, two) in enumerate(combinations(range(codes.shape[1]), 2)):
        for row in complete:
            tables[number, row[one] - 1, row[two] - 1] += 1
    return tables


@given(surveys(most=20), st.sampled_from([(), ("branch",)]))
def test_against_rows(survey, by):
    tally, levels = survey.tally(by=by, pairs=True), survey.instrument.scale.levels
    labels = list(zip(*(survey.respondents[name] for name in by), strict=True)) if by else [()] * survey.n
    for cell, label in enumerate(tally.cells):
        rows = [place for place, each in enumerate(labels) if each == label]
        for part in PAIR:
            codes = survey.answers[part].codes[:, rows].T
            np.testing.assert_array_equal(part_tables(tally, part)[cell], counted(codes, levels))
            for number, span in enumerate(survey.instrument.spans):
                found = dimension_tables(tally, part, number)[cell]
                np.testing.assert_array_equal(found, counted(codes[:, span], levels))


@given(surveys(least=2), st.data())
def test_parts_added_and_groups_joined_are_the_whole(survey, data):
    cut = data.draw(st.integers(1, survey.n - 1))
    by = ["branch", "quarter"]
    halves = [rows_of(survey, rows).tally(by=by, pairs=True) for rows in (range(cut), range(cut, survey.n))]
    whole = rows_of(survey, range(survey.n))
    assert_same(sum(halves), whole.tally(by=by, pairs=True))
    assert_same(sum(halves).groups("quarter"), whole.tally(by="quarter", pairs=True))
    assert_same(sum(halves).groups(()), whole.tally(pairs=True))


@given(surveys())
def test_saved_and_loaded(tmp_path_factory, survey):
    path = tmp_path_factory.mktemp("tally") / "quarter.tally"
    tally = survey.tally(by="branch", pairs=True)
    tally.save(path)
    assert Tally.load(path).has_item_tables
    assert_same(Tally.load(path), tally)


def test_they_are_counted_only_when_asked_for():
    survey = random_survey(1)
    plain, tally = survey.tally(), survey.tally(pairs=True)
    assert not plain.has_item_tables
    assert tally.has_item_tables
    assert_same(replace(tally, pairs=tuple(replace(pair, item_tables=None) for pair in tally.pairs)), plain)
    for asked in (lambda: part_tables(plain, "expectation"), lambda: dimension_tables(plain, "perception", 0)):
        with pytest.raises(ServgapError, match=r"a table for every two items.*survey\.tally\(\.\.\., pairs=True\)"):
            asked()
    with pytest.raises(ServgapError, match=r"there is no part .desired."):
        part_tables(tally, "desired")


def test_a_sum_has_them_if_all_its_parts_do():
    survey = random_survey(1)
    plain, tally = survey.tally(by="branch"), survey.tally(by="branch", pairs=True)
    assert (tally + tally).has_item_tables
    assert not (tally + plain).has_item_tables
    assert not (plain + tally).has_item_tables
    assert_same(tally + plain, plain + plain)


def test_a_tally_without_them_is_written_for_earlier_versions_too(tmp_path):
    survey = random_survey(1)
    forms = []
    for number, pairs in enumerate((False, True)):
        survey.tally(pairs=pairs).save(tmp_path / f"{number}")
        rewritten(tmp_path / f"{number}", lambda arrays, described: forms.append(described["schema"]))
    assert forms == [1, 2]
    for name in ("whole_second", "within_first.count"):
        survey.tally(pairs=True).save(tmp_path / "x")
        damaged = rewritten(tmp_path / "x", lambda arrays, _, part=name: arrays.pop(f"pair0.item_tables.{part}"))
        with pytest.raises(ServgapError, match="a part of it is missing"):
            Tally.load(damaged)


def test_tables_of_many_groups_are_pooled(monkeypatch):
    survey = random_survey(7, 120)
    fine = survey.tally(by="branch", pairs=True)
    monkeypatch.setattr(counting, "MOST_WIDE", 2)
    pooled = anew(survey).tally(by="branch", pairs=True)
    np.testing.assert_array_equal(part_tables(pooled, "perception")[0], part_tables(fine, "perception").sum(axis=0))
    np.testing.assert_array_equal(dimension_tables(pooled, "perception", 1), dimension_tables(fine, "perception", 1))
    for one in (pooled + fine, fine + pooled):
        np.testing.assert_array_equal(part_tables(one, "perception"), 2 * part_tables(pooled, "perception"))
    left = pooled.only([True, False, False], "not_asked_for")
    assert len(part_tables(left, "perception")) == 0
    np.testing.assert_array_equal(dimension_tables(left, "perception", 0), dimension_tables(fine, "perception", 0)[:1])
    kept = fine.only([True, False, False], "not_asked_for")
    np.testing.assert_array_equal(part_tables(kept, "perception"), part_tables(fine, "perception")[:1])


def test_chunks_do_not_matter(monkeypatch):
    survey = random_survey(5, 101, scale=Scale(1, 9, 0.5))
    whole = survey.tally(by="branch", pairs=True)
    monkeypatch.setattr(counting, "CHUNK", 7)
    monkeypatch.setattr(counting, "BLOCK", 20)
    monkeypatch.setattr(counting, "ALONE", 20)
    assert_same(anew(survey).tally(by="branch", pairs=True), whole)


def test_instruments_of_other_parts():
    zones = random_survey(8, parts=("desired", "adequate", "perception"), points=False)
    tally = zones.tally(pairs=True)
    for part in ("desired", "adequate", "perception"):
        codes = zones.answers[part].codes.T
        np.testing.assert_array_equal(part_tables(tally, part)[0], counted(codes, 7))
    alone = random_survey(8, parts=("perception",), points=False)
    codes = alone.answers["perception"].codes.T
    np.testing.assert_array_equal(part_tables(alone.tally(pairs=True), "perception")[0], counted(codes, 7))


def test_dimensions_of_one_item():
    survey = random_survey(3, sizes=(1, 1))
    tally = survey.tally(pairs=True)
    assert dimension_tables(tally, "perception", 0).shape == (1, 0, 7, 7)
    assert part_tables(tally, "perception").shape == (1, 1, 7, 7)


def test_tables_too_large_are_refused(monkeypatch):
    survey = random_survey(3)
    monkeypatch.setattr(counting, "MOST_BYTES", 1 << 10)
    with pytest.raises(ServgapError, match=r"in 3 groups on a scale of 7 levels take .* MiB.*without pairs=True"):
        survey.tally(by="branch", pairs=True)
    survey.tally(by="branch")


def test_pairs_stand_in_the_order_polychorics_take_them():
    survey = random_survey(2, 400, missing=0.0)
    tally = survey.tally(pairs=True)
    one, two = item_pairs(len(survey.instrument.items))
    found = polychoric(part_tables(tally, "perception")[0])
    assert found.correlation.shape == (9, 9)
    chosen = pairs_within(survey.instrument)
    for number, span in enumerate(survey.instrument.spans):
        own = polychoric(dimension_tables(tally, "perception", number)[0]).correlation
        np.testing.assert_allclose(own, found.correlation[span, span], atol=1e-10)
    assert {*zip(*chosen, strict=True)} <= {*zip(one, two, strict=True)}
