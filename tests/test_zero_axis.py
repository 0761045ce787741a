"""Distances on an axis with zero: the band that does not matter, verdicts by shape and word, and the small picture."""

from __future__ import annotations

from functools import cache

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

import servgap as sg
from servgap import Dimension, Instrument, Item, Measure, Scale
from servgap.errors import ServgapError
from servgap.language import language_of
from servgap.report.kinds.gaps.stations import SHAPES
from servgap.report.kinds.gaps.zero import MOST_ROWS, dimension_dots
from servgap.report.pictures.drawing import draw_picture
from servgap.report.pictures.palette import BAND
from tests.counter_surveys import at_the_counter
from tests.test_pictures import assert_all_to_be_read, wide_survey

mpl.use("Agg")

LANGUAGES = ("en", "zh")
LONG = "The way in which the staff at the counter deals with whoever comes at a busy time"


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def made_of(*sizes: int, name: str = "D", parts=("expectation", "perception")) -> Instrument:
    """Make a questionnaire whose dimensions have so many items."""
    return Instrument(
        "made",
        Scale(1, 5),
        tuple(
            Dimension(f"d{d}", [Item(f"i{d}.{i}", f"{LONG} {d}.{i}") for i in range(n)], name=f"{name} {d}")
            for d, n in enumerate(sizes)
        ),
        parts,
    )


@cache
def measured(*sizes: int, n: int = 90, name: str = "D", parts=("expectation", "perception"), **keywords):
    survey = at_the_counter(7, n, instrument=made_of(*sizes, name=name, parts=parts), branch=["A", "B"])
    return sg.measure_gaps(survey, **keywords)


CASES = {
    "paired": lambda: measured(2, 2, 2, 2, 2),
    "against a point": lambda: measured(2, 2, measure=Measure("perception", against=3.5)),
    "perception": lambda: measured(3, 2, parts=("perception",)),
    "met": lambda: measured(3, 2, measure="met"),
    "net": lambda: measured(3, 2, measure="net"),
    "index": lambda: measured(3, 2, measure="index"),
    "by": lambda: measured(3, 2, by="branch"),
    "one": lambda: measured(4),
    "one item": lambda: measured(1),
    "one of many": lambda: measured(17),
    "many": lambda: measured(*[1] * 14, name=LONG),
    "one respondent": lambda: measured(2, 2, n=1),
    "hard names": lambda: sg.measure_gaps(wide_survey()),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_small_picture_is_small_and_can_be_read(case, language):
    told, found = language_of(language), CASES[case]()
    planned = dimension_dots(found, told)
    width, height = planned.body(29.0)
    margins = planned.margins(29.0, width)
    assert margins.left + width + margins.right < 42.0
    assert height + margins.top + margins.bottom < (14.0 if len(planned.rows) <= 6 else 26.0)
    assert 1 < len(planned.rows) <= MOST_ROWS + 1
    ax = draw_picture(planned, None, told)
    assert_all_to_be_read(ax.figure)


def test_the_small_picture_shows_those_that_do_least_well_and_says_so():
    found, english = measured(*[1] * 14, name=LONG), language_of("en")
    planned = dimension_dots(found, english)
    rows = found.frame[found.frame["level"] == "dimension"]
    least = set(rows.sort_values("value").head(MOST_ROWS)["dimension"])
    assert {row.key for row in planned.rows[1:]} == least
    assert [row.key for row in planned.rows[1:]] == [key for key in rows["dimension"] if key in least]
    assert planned.key[-1].text == f"the {MOST_ROWS} of 14 dimensions that do least well"
    assert dimension_dots(measured(2, 2), english).key == ()


def test_the_small_picture_prints_no_number():
    """Page one has room for a dozen; the section behind it prints them all."""
    planned = dimension_dots(measured(2, 2), language_of("en"))
    assert not planned.headings
    assert not planned.axis.ticks
    assert not any(row.cells for row in planned.rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["paired", "against a point", "by", "one", "one of many", "one respondent"])
def test_distances_lie_on_both_sides_of_zero(case, language):
    found = CASES[case]()
    ax = found.plot(kind="zero", language=language)
    assert_all_to_be_read(ax.figure)
    smallest = found.basis.smallest
    panels = [each for each in ax.child_axes if each.lines] if case == "by" else [ax]
    assert len(panels) == (2 if case == "by" else 1)  # one for each branch
    for panel in panels:
        low, high = panel.get_xlim()
        assert low < -smallest < smallest < high
        bands = [patch for patch in panel.patches if to_hex(patch.get_facecolor()) == BAND]
        assert [(band.get_x(), band.get_width()) for band in bands] == [(-smallest, 2 * smallest)]
        assert any(list(line.get_xdata()) == [0.0, 0.0] for line in panel.lines)


def test_verdicts_are_told_by_shape_and_word():
    found = measured(2, 2, 2, 2, 2, smallest=0.35)
    ax = found.plot(kind="zero")
    rows = found.frame[found.frame["level"].isin(["dimension", "standard"])]
    words = {text.get_text() for text in ax.texts}
    marks = {float(line.get_xdata()[0]): line.get_marker() for line in ax.lines if line.get_zorder() == 3}
    assert len(set(rows["verdict"])) > 1
    for row in rows.itertuples():
        assert marks[row.value] == SHAPES[row.verdict]
        assert language_of("en").word("verdict", row.verdict) in words


@pytest.mark.parametrize("case", ["perception", "met", "net", "index"])
def test_what_is_held_against_nothing_has_no_zero_and_says_so(case):
    found = CASES[case]()
    with pytest.raises(ServgapError, match=r"yardstick.*mean by itself, or a share.*against"):
        found.plot(kind="zero")
