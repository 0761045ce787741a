"""Pictures on given axes: they keep their place in a grid, titles stand above them, layouts may change later."""

from __future__ import annotations

import pickle
from functools import cache

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from test_pictures import LONG, assert_all_to_be_read

import servgap as sg
from servgap import Dimension, Instrument, Item, Scale
from servgap.errors import ServgapError
from tests.counter_surveys import at_the_counter

mpl.use("Agg")
TEXTS = (
    "Staff help",
    LONG,
    "Waiting times are short.",
    "等候时间短，员工愿意及时提供帮助，并且事先告知顾客每一步的时间安排",
)
NAMES = ("Tangibles", "Reliability of what was promised to customers", "Responsiveness", "Assurance", "移情性")
BRANCHES = ("North", "South", "West", "East by the harbour")
VERBS = {
    "gaps": sg.measure_gaps,
    "groups": lambda survey: sg.compare_groups(survey, by="branch"),
    "waves": lambda survey: sg.track_waves(survey, by="quarter"),
    "ranking": sg.rank_standards,
}
CASES = [
    ("gaps", 5, "en"),
    ("gaps", 22, "zh"),
    ("gaps", 40, "en"),
    ("groups", 22, "en"),
    ("waves", 5, "zh"),
    ("ranking", 22, "en"),
]


@cache
def found(kind, rows):
    sizes = [rows // 5 + (d < rows % 5) for d in range(5)]
    dimensions = tuple(
        Dimension(f"d{d}", [Item(f"i{d}{i}", TEXTS[(d + i) % 4]) for i in range(sizes[d])], name=NAMES[d])
        for d in range(5)
    )
    instrument = Instrument("long", Scale(1, 7), dimensions)
    survey = at_the_counter(7, 120, instrument=instrument, branch=BRANCHES, quarter=("2026Q1", "2026Q2"))
    return VERBS[kind](survey)


def figure_of(rows, columns=1, **settings):
    figure = Figure(figsize=(13 * columns, max(5.0, rows * 0.32) * columns), **settings)
    FigureCanvasAgg(figure)
    return figure


def assert_titles_are_clear(figure):
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    for ax in figure.axes:
        title = ax.title.get_window_extent(renderer)
        assert title.y1 <= figure.bbox.y1
        for text in ax.texts:
            assert text.get_window_extent(renderer).y1 <= title.y0 + 2, text.get_text()


@pytest.mark.parametrize(("kind", "rows", "language"), CASES)
def test_tight_layout_afterwards(kind, rows, language):
    figure = figure_of(rows)
    ax = found(kind, rows).plot(figure.subplots(), language=language)
    ax.set_title("差距" if language == "zh" else "A title")
    figure.tight_layout()
    assert_all_to_be_read(figure)
    assert_titles_are_clear(figure)


@pytest.mark.parametrize(("kind", "rows", "language"), CASES[::2])
@pytest.mark.parametrize("layout", ["constrained", "compressed", "tight"])
def test_a_figure_that_lays_itself_out_with_titles(kind, rows, language, layout):
    figure = figure_of(rows, layout=layout)
    ax = found(kind, rows).plot(figure.subplots(), language=language)
    ax.set_title("A title")
    figure.suptitle("All of it")
    assert_all_to_be_read(figure)
    assert_titles_are_clear(figure)


@pytest.mark.parametrize(("kind", "rows", "language"), CASES[1:4])
def test_a_grid_of_axes_now_and_with_another_layout_later(kind, rows, language):
    figure = figure_of(rows, 2)
    grid = figure.subplots(2, 2)
    for ax in (grid[0, 1], grid[1, 0]):
        found(kind, rows).plot(ax, language=language)
    assert_all_to_be_read(figure)
    figure.tight_layout()
    assert_all_to_be_read(figure)
    figure.set_layout_engine("constrained")
    assert_all_to_be_read(figure)


def test_a_figure_with_a_picture_can_be_stored():
    figure = figure_of(5)
    found("gaps", 5).plot(figure.subplots())
    again = pickle.loads(pickle.dumps(figure))  # noqa: S301 - our own
    FigureCanvasAgg(again)
    assert_all_to_be_read(again)


def test_axes_that_hold_something_are_refused():
    ax = figure_of(5).subplots()
    found("gaps", 5).plot(ax)
    with pytest.raises(ServgapError, match=r"expected empty ones.*ax\.clear\(\)"):
        found("gaps", 5).plot(ax)
    ax.clear()
    found("gaps", 5).plot(ax)


def test_axes_that_share_limits_are_refused():
    grid = figure_of(5, 2).subplots(2, 2, sharex=True)
    with pytest.raises(ServgapError, match="share x with 3 others"):
        found("gaps", 5).plot(grid[0, 0])
