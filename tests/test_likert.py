"""Answers to items: counted as pandas counts them, stacked around the scale's middle, hidden as all else is."""

from __future__ import annotations

import pickle
from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

import servgap as sg
from servgap import Dimension, Instrument, Item, Scale, Standard
from servgap.language import language_of
from servgap.report.kinds.gaps.answers import Bar
from servgap.report.kinds.registry import kind_of
from servgap.report.pictures import picture_svg
from servgap.report.pictures.palette import PAPER, READABLE, answer_inks, contrast, ink_on
from servgap.report.suppression import shown_together
from servgap.survey.disclosure_profile import COMPLEMENTARY
from tests.counter_surveys import at_the_counter
from tests.test_pictures import assert_all_to_be_read
from tests.test_small_multiples import planned

mpl.use("Agg")

LANGUAGES = ("en", "zh")
LONG = {
    "en": "When a customer asks for help at a busy time, somebody who knows the matter comes within a minute",
    "zh": "客户在繁忙时段求助时，熟悉情况的工作人员会在一两分钟之内到场处理并说明下一步怎么办",
}
COUNTS = ["n", "n_not_applicable", "n_missing", "n_not_asked"]


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def asked(items: int, *, scale: Scale | None = None, parts=("expectation", "perception"), turned=()) -> Instrument:
    made = [
        Item(f"i{k}", Standard(f"i{k}", {of: f"{text} {k}" for of, text in LONG.items()}), k in turned)
        for k in range(items)
    ]
    dimensions = [Dimension(f"d{k}", made[k::3], name=f"D {k}") for k in range(min(3, items))]
    return Instrument("asked", scale or Scale(1, 5), tuple(dimensions), parts)


@cache
def gaps(items: int, groups: int = 0, parts=("expectation", "perception"), levels: int = 5):
    labels = {"branch": [f"Branch {k}" for k in range(groups)]} if groups else {}
    made = asked(items, scale=Scale(1, levels), parts=parts)
    survey = at_the_counter(4, 30 * max(groups, 2), instrument=made, **labels)
    return sg.measure_gaps(survey, by="branch" if groups else None)


def test_counts_are_those_of_pandas():
    survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch"])
    cells = pd.read_csv("data/samples/hotline_2026.csv", dtype=str, keep_default_na=False)
    used = cells.index.isin(survey.respondents.index - 2)  # rows of a spreadsheet, of which the first is the header
    answers = sg.measure_gaps(survey, by="branch").answers
    for place, asked_about in enumerate(survey.instrument.items, start=1):
        item, turned = asked_about.key, asked_about.reversed
        for part, letter in (("expectation", "E"), ("perception", "P")):
            own = answers[(answers["item"] == item) & (answers["part"] == part)]
            for branch, rows in own.groupby("branch"):
                column = cells.loc[used & (cells["branch"] == branch), f"{letter}{place}"]
                told = column.value_counts()
                expected = [int(told.get(str(level), 0)) for level in range(1, 8)]
                assert rows["answer_n"].tolist() == (expected[::-1] if turned else expected)
                assert set(rows["n_not_applicable"]) == {int(told.get("N/A", 0))}
                assert (rows[COUNTS].sum(axis=1) == len(column)).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**16), st.integers(2, 60), st.integers(1, 7), st.sampled_from([2, 4, 5, 7, 11]))
def test_shares_sum_to_one_and_numbers_to_everybody(seed, n, items, levels):
    survey = at_the_counter(seed, n, instrument=asked(items, scale=Scale(1, levels)), branch=["A", "B"])
    answers = sg.measure_gaps(survey, by="branch").answers
    rows = answers.groupby(["branch", "item", "part"])
    answered = rows["n"].first() > 0
    assert np.allclose(rows["answer_share"].sum()[answered], 1.0)
    assert (rows["answer_n"].sum() == rows["n"].first()).all()
    everybody = rows[COUNTS].first().sum(axis=1).groupby("branch").first()
    for branch, total in everybody.items():
        assert total == (survey.respondents["branch"] == branch).sum()
    means = rows.apply(lambda own: (own["answer_level"] * own["answer_n"]).sum() / max(own["n"].iloc[0], 1))
    for (branch, item, part), mean in means[answered].items():
        codes = survey.answers[part].codes[survey.instrument.item_keys.index(item)]
        own = codes[(survey.respondents["branch"] == branch).to_numpy()]
        assert mean == pytest.approx(own[own > 0].mean())


def test_the_scale_s_middle_lies_at_zero():
    assert Bar((0.1, 0.2, 0.4, 0.2, 0.1), 10, (0, 0, 0)).start == pytest.approx(-0.5)
    assert Bar((0.5, 0.5), 10, (0, 0, 0)).start == pytest.approx(-0.5)
    assert Bar((0.0, 0.0, 0.0, 1.0), 10, (0, 0, 0)).start == 0.0


def bars_of(ax) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def test_bars_are_as_long_as_shares_in_the_order_of_answers():
    found = gaps(5)
    ax, answers = found.plot(kind="answers"), found.answers
    bars = {}
    for bar in bars_of(ax):
        bars.setdefault(round(bar.get_y() + bar.get_height() / 2, 6), []).append(bar)
    for y, item in enumerate(row.key for row in planned_rows(found)):
        for place, part in enumerate(("expectation", "perception")):
            own = answers[(answers["item"] == item) & (answers["part"] == part) & (answers["answer_n"] > 0)]
            drawn = bars[round(y + 0.22 * (2 * place - 1), 6)]
            assert [bar.get_width() for bar in drawn] == pytest.approx(own["answer_share"].tolist())
            inks = [answer_inks(5)[int(level) - 1] for level in own["answer_level"]]
            assert [to_hex(bar.get_facecolor()) for bar in drawn] == inks
            below = own.loc[own["answer_level"] < 3, "answer_share"].sum()
            middle = own.loc[own["answer_level"] == 3, "answer_share"].sum()
            assert drawn[0].get_x() == pytest.approx(-below - middle / 2)


def planned_rows(found):
    return kind_of("gaps").planned(found, language_of("en"), "answers").rows


def test_answers_that_nobody_gave_stand_in_the_key():
    found = gaps(5, levels=11)
    assert (found.answers.groupby("answer_level")["answer_n"].sum() == 0).any()
    key = [entry.text for entry in kind_of("gaps").planned(found, language_of("en"), "answers").key]
    assert key[:11] == [str(level) for level in range(1, 12)]
    assert key[-1] == "upper bar: expectation; lower bar: perception"


def test_what_is_turned_round_is_said():
    survey = at_the_counter(4, 60, instrument=asked(5, turned=(1,)))
    key = kind_of("gaps").planned(sg.measure_gaps(survey), language_of("en"), "answers").key
    assert key[-1].text == "answers to negatively worded items are turned round"
    assert key[-1].text not in {e.text for e in kind_of("gaps").planned(gaps(5), language_of("en"), "answers").key}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("items", "groups"), [(1, 0), (5, 0), (12, 6), (22, 12), (40, 0), (40, 2)])
def test_nothing_is_cut_and_nothing_overlaps(items, groups, language):
    ax = gaps(items, groups).plot(kind="answers", language=language)
    assert_all_to_be_read(ax.figure)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("items", "groups"), [(1, 0), (12, 6), (40, 0)])
def test_nothing_is_cut_and_nothing_overlaps_where_each_item_has_one_bar(items, groups, language):
    ax = gaps(items, groups, ("perception",)).plot(kind="answers", language=language)
    assert_all_to_be_read(ax.figure)


def test_numbers_in_bars_are_whole_and_stand_only_where_they_have_room():
    sample = sg.measure_gaps(sg.read_survey("data/samples/hotline_2026.csv"))
    ax = sample.plot(kind="answers")
    ax.figure.draw_without_rendering()
    renderer = ax.figure.canvas.get_renderer()
    bars = [bar.get_window_extent(renderer) for bar in bars_of(ax)]
    written = [text for text in ax.texts if text.get_text().endswith("%") and text.get_transform() != ax.transAxes]
    assert len(written) > 100
    for text in written:
        box = text.get_window_extent(renderer)
        middle = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        (within,) = [bar for bar in bars if bar.contains(*middle)]
        assert within.x0 < box.x0
        assert box.x1 < within.x1


def test_items_stand_in_the_same_order_in_all_groups():
    panels = planned(gaps(12, 6), view="answers")
    assert len({tuple(row.key for row in panel.picture.rows) for panel in panels.panels}) == 1
    assert [row.key for row in panels.panels[0].picture.rows] == list(gaps(12).basis.instrument.item_keys)


@pytest.mark.parametrize("levels", [2, 3, 5, 7, 11, 17])
def test_shades_are_told_apart_in_grey_and_numbers_can_be_read_on_them(levels):
    inks = answer_inks(levels)
    assert len(set(inks)) == levels
    grey = [float(np.dot(to_rgb(ink), (0.2126, 0.7152, 0.0722))) for ink in inks]
    below, above = grey[: levels // 2], grey[(levels + 1) // 2 :]
    assert below == sorted(below)
    assert above == sorted(above, reverse=True)
    for ink in inks:
        assert contrast(ink_on(ink), ink) >= READABLE
        assert ink != PAPER


def test_a_report_hides_answers_of_few_and_what_would_give_them_away():
    labels = ["Small", *["One", "Two", "Three"] * 13]
    survey = at_the_counter(4, 160, instrument=asked(5), branch=labels)
    found = sg.measure_gaps(survey, by="branch")
    assert "Small" in set(found.answers["branch"])
    (shown,) = shown_together([found], 10, COMPLEMENTARY, language_of("en"))
    kept = shown.finding.frames["answers"]
    assert len(kept)
    assert "Small" not in set(kept["branch"])
    assert set(kept["branch"]) == set(shown.finding.frame["branch"])
    assert (kept["n"] >= 10).all()
    everything = picture_svg(shown.finding, "en", view="answers")
    assert "Small" not in everything


def test_of_one_item_that_few_answered_a_second_group_is_hidden_too():
    survey = at_the_counter(4, 160, instrument=asked(5), branch=["One", "Two", "Three", "Four"])
    found = sg.measure_gaps(survey, by="branch")
    answers = found.frames["answers"]
    row = (answers["branch"] == "One") & (answers["item"] == "i0") & (answers["part"] == "perception")
    few = answers.assign(n=answers["n"].where(~row, 4))
    changed = type(found)(found.basis, {**found.frames, "answers": few}, found.facts)
    (shown,) = shown_together([changed], 10, COMPLEMENTARY, language_of("en"))
    kept = shown.finding.frames["answers"]
    own = kept[(kept["item"] == "i0") & (kept["part"] == "perception")]
    assert "One" not in set(own["branch"])
    assert len(set(own["branch"])) <= 2
    assert len(set(kept.loc[kept["item"] == "i1", "branch"])) == 4


def test_the_table_goes_along_and_no_survey_does():
    found = gaps(5)
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - made here
    pd.testing.assert_frame_equal(again.answers, found.answers)
