"""Thousands of groups: what is bounded says so, nothing is cut in silence, and what is quicker is the same."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from reader_tables import reader_tables

import servgap as sg
from servgap._stats.families.max_t import draw_errors
from servgap._stats.groups import studentized_range
from servgap._stats.groups.games_howell import differing, games_howell
from servgap._stats.ranks import winner as one_winner
from servgap._stats.ranks.all_ranks import all_ranks
from servgap._stats.ranks.many_ranks import many_ranks
from servgap.errors import ServgapError
from servgap.language import language_of
from servgap.report.tables.table import MOST_ROWS
from tests.surveys import random_survey


def survey_of_groups(groups: int, each: int = 6, sizes=(2, 2)):
    survey = random_survey(7, groups * each, sizes, missing=0.0, points=False)
    labels = [f"B{number % groups:04d}" for number in range(survey.n)]
    return replace(survey, respondents=pd.DataFrame({"branch": labels}, index=survey.respondents.index))


@pytest.fixture(scope="module")
def compared():
    return {groups: sg.compare_groups(survey_of_groups(groups), by="branch") for groups in (90, 120, 450, 1100)}


@pytest.mark.parametrize(
    ("seed", "size", "spread"), [(1, 3, 0.3), (2, 12, 2.0), (3, 70, 0.2), (4, 110, 1.0), (5, 40, 0)]
)
@pytest.mark.parametrize("farthest", [1, 12])
def test_ranks_of_many_are_those_of_few(seed, size, spread, farthest, monkeypatch):
    monkeypatch.setattr("servgap._stats.ranks.many_ranks._FARTHEST", farthest)
    rng = np.random.default_rng(seed)
    variance, df = 0.02 * rng.uniform(0.3, 2.0, size) ** 3, rng.integers(4, 40, size).astype(float)
    estimate = np.round(rng.normal(size=size) * spread, 2)
    many = many_ranks(estimate, variance, df, 2, confidence=0.95, draws=1999, rng=np.random.default_rng(0))
    few = all_ranks(estimate, np.diag(variance), 2, df=df, draws=1999, rng=np.random.default_rng(0))
    for name in ("rank", "rank_low", "rank_high", "in_top"):
        np.testing.assert_array_equal(getattr(many, name), getattr(few, name))
    assert np.isnan(many.rank_low_alone).all()


def test_one_value_is_drawn_as_those_of_a_matrix_are():
    alone = draw_errors(np.array([[0.3]]), draws=600, df=7.0, rng=np.random.default_rng(1))
    rng = np.random.default_rng(1)
    root = np.linalg.cholesky(np.array([[0.3]]))
    expected = root @ rng.standard_normal((1, 600)) / np.sqrt(rng.chisquare(7.0, 600) / 7.0)
    np.testing.assert_array_equal(alone, expected)


def test_the_shrunken_lowest_of_many_is_that_of_the_matrices(monkeypatch):
    rng = np.random.default_rng(3)
    x, variance = rng.normal(size=(20, 1)), rng.uniform(0.1, 1.0, (20, 1, 1))
    x[4] = np.nan
    plain = one_winner.winner(x, variance, n=np.full((20, 1), 9.0), draws=199).shrunken
    monkeypatch.setattr(one_winner, "_MANY", 5)
    quick = one_winner.winner(x, variance, n=np.full((20, 1), 9.0), draws=199).shrunken
    assert float(quick) == pytest.approx(float(plain), rel=1e-12)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_pairs_that_differ_are_counted_as_their_p_values_say(confidence, monkeypatch):
    rng = np.random.default_rng(5)
    n, mean, variance = rng.integers(1, 20, 40), rng.normal(size=40), rng.uniform(0.2, 1.0, 40)
    p = games_howell(n, mean, variance).p_value
    told = differing(n, mean, variance, confidence=confidence)
    np.testing.assert_array_equal(told, p < 1 - confidence)
    assert told.sum() > 5
    tie = float(np.sort(p)[30])  # a p-value exactly at the level is not below it
    assert differing(n, mean, variance, confidence=1 - tie).sum() in (30, 31)
    monkeypatch.setattr(studentized_range, "_AT_ONCE", 100)  # in small pieces, the same digits
    np.testing.assert_array_equal(games_howell(n, mean, variance).p_value, p)


def test_pairs_wait_until_they_are_looked_at(monkeypatch):
    monkeypatch.setattr(
        "servgap.analysis.groups.pairs.games_howell", lambda *_, **__: pytest.fail("pairs were compared")
    )
    found = sg.compare_groups(survey_of_groups(30), by="branch")
    assert found.headline
    assert found.table("text")
    assert len(found.groups) == 90


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        (90, []),
        (120, ["worked out for up to 100 groups; for these 120"]),
        (450, ["compared for up to 400 groups; for these 450", "worked out for up to 100 groups; for these 450"]),
        (1100, ["compared for up to 400 groups; for these 1,100", "ranked up to 1,000; these 1,100"]),
    ],
)
def test_the_note_names_each_bound_that_applies_and_no_other(compared, groups, told):
    found = compared[groups]
    said = re.findall(r"(?:compared|worked out|ranked)(?: for)? up to [^.]*?(?:these|of) [\d,]+", found.note)
    assert said == told
    figures = [figure for sentence in told for figure in re.findall(r"[\d,]{3,}", sentence)]
    assert all(figure in found.note_in("zh") for figure in figures)
    ranked = groups <= 1000
    assert ("Rank 1 is" in found.note) == ("第 1 名" in found.note_in("zh")) == ranked
    assert ("Games–Howell" in found.note) == ("Games–Howell" in found.note_in("zh")) == ranked


def test_what_is_left_out_has_a_reason_and_all_else_is_there(compared):
    assert len(compared[90].pairs) == 3 * 90 * 89 // 2
    assert compared[90].groups["rank_low_alone"].notna().all()
    assert compared[120].groups["rank_low_alone"].isna().all()
    assert compared[120].groups["rank_low"].dtype == np.int64
    with pytest.raises(ServgapError, match=r"at most 400 groups; 'branch' has 450, which are 101,025 pairs.*where"):
        _ = compared[450].pairs
    beyond = compared[1100].groups
    assert set(beyond["reason"]) == {"too_many_to_rank"}
    assert beyond[["gap", "ci_low", "ci_high", "n"]].notna().all(axis=None)
    assert beyond[["rank", "may_be_worst", "share_worst"]].isna().all(axis=None)
    assert compared[1100].frame["p_value"].notna().all()
    assert compared[1100].facts.worst is None
    assert "pair" not in compared[1100].headline


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_reader_is_told_of_rows_and_groups_that_are_not_shown(compared, language):
    tables = reader_tables(compared[1100], language, detail=True)
    assert sum(len(section.rows) for section in tables[0].sections) == MOST_ROWS
    assert "500" in tables[0].caption
    assert "1,100" in tables[0].caption
    by_section = reader_tables(sg.measure_gaps(survey_of_groups(130), by="branch"), language)
    assert [sum(len(section.rows) for section in table.sections) for table in by_section[:1]] == [MOST_ROWS]
    assert not any(table.caption.endswith((")", "）")) for table in reader_tables(compared[90], language))
    from servgap.report.kinds.groups.picture import picture

    drawn = picture(compared[1100], language_of(language))
    assert len(drawn.rows) == 60
    assert "60" in drawn.axis.title
    assert "1,100" in drawn.axis.title


def test_a_report_on_thousands_of_branches_is_bounded(tmp_path):
    start = time.process_time()
    written = sg.Report(survey_of_groups(3000, 4), minimum=3).write(tmp_path)
    assert time.process_time() - start < 60
    page = written.html.read_text(encoding="utf-8")
    assert len(page) < 1_000_000
    page = re.sub(r"(?:<[^>]*>|\s)+", " ", page)
    assert "the first 500 of 3,000 rows" in page
    assert "the 60 lowest of 3,000 groups" in page
