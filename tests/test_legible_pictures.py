"""Pictures can be read: texts dark enough on what they stand on, large enough, and nothing told by colour alone."""

from __future__ import annotations

import re
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from test_pictures import assert_all_to_be_read

from servgap.analysis.verdicts import NONE
from servgap.language import language_of
from servgap.report.kinds.operations.picture import INKS as OPERATIONS_INKS
from servgap.report.kinds.operations.picture import SHAPES as OPERATIONS_SHAPES
from servgap.report.kinds.registry import kind_of
from servgap.report.kinds.review.picture import INKS as REVIEW_INKS
from servgap.report.kinds.review.picture import SHAPES as REVIEW_SHAPES
from servgap.report.pictures import draw, picture_svg
from servgap.report.pictures.canvas import EDGE, LABEL_ROOM
from servgap.report.pictures.drawing import draw_picture
from servgap.report.pictures.measure import named
from servgap.report.pictures.palette import (
    ABOVE_IT,
    FAINT,
    INK,
    LINES,
    MARKERS,
    PAPER,
    READABLE,
    SHORT_OF,
    SOFT,
    VERDICTS,
    contrast,
    diverging,
    ink_on,
)
from servgap.report.pictures.sheet import Cell
from tests.real_findings import KINDS, finding

mpl.use("Agg")
SMALLEST_PX, PX_TO_POINT = 11.0, 0.75
MARK = 3.0


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("ink", sorted({INK, SOFT, FAINT, SHORT_OF, ABOVE_IT, *LINES, *VERDICTS.values()}))
def test_inks_can_be_read_on_paper(ink):
    assert contrast(ink, PAPER) >= READABLE


def test_what_stands_on_a_coloured_cell_can_be_read():
    for place in np.linspace(0.0, 1.0, 401):
        ground = diverging()(place)
        assert contrast(ink_on(ground), ground) >= READABLE


def ground_of(image, box):
    """Give the colour that most of a box has, once its text is taken away."""
    height = image.shape[0]
    part = image[int(height - box.y1) : int(height - box.y0) + 1, int(box.x0) : int(box.x1) + 1, :3].reshape(-1, 3)
    colours, counts = np.unique(part, axis=0, return_counts=True)
    return tuple(colours[counts.argmax()] / 255)


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_can_be_read_on_what_it_stands_on(kind):
    ax = draw(finding(kind, "", "plain"), None, "en")
    canvas = FigureCanvasAgg(ax.figure)
    texts = [text for each in ax.figure.axes for text in each.texts if text.get_text().strip() and text.get_visible()]
    canvas.draw()
    boxes = [text.get_window_extent() for text in texts]
    for text in texts:
        text.set_visible(False)
    canvas.draw()
    image = np.asarray(canvas.buffer_rgba())
    for text, box in zip(texts, boxes, strict=True):
        assert contrast(text.get_color(), ground_of(image, box)) >= READABLE, text.get_text()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_letter_on_a_page_is_smaller_than_eleven_pixels(kind, language):
    svg = picture_svg(finding(kind, "", "plain"), language)
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)]
    assert sizes
    assert min(sizes) / PX_TO_POINT >= SMALLEST_PX


def test_a_long_name_is_shortened_before_its_number():
    assert named("Responsiveness", " −0.46", 99.0) == "Responsiveness −0.46"
    assert named("Responsiveness of all staff", " −0.46 ▲", 12.0).endswith("… −0.46 ▲")
    assert named("Responsiveness", " −0.46", 2.0) == "… −0.46"


def test_headings_of_a_heat_map_break_into_lines_and_are_whole():
    found = finding("groups", "", "plain")
    names = ("Reliability of what was promised", "Care", "响应顾客要求并且及时解决问题的能力")
    cells = tuple(Cell(name) for name in names)
    sheet = replace(kind_of("groups").planned(found, language_of("en")), over=cells, wide=34.0)
    ax = draw_picture(sheet, None, language_of("en"))
    assert_all_to_be_read(ax.figure)
    written = [text.get_text() for text in ax.texts]
    assert "promised" in {word for text in written for word in text.split()}
    assert not any(name in written for name in names[::2])


def test_lines_are_told_apart_without_colour():
    assert len(set(MARKERS)) == len(MARKERS) == len(LINES)
    grey = sorted(contrast(colour, PAPER) for colour in (SHORT_OF, ABOVE_IT))
    assert grey[1] / grey[0] > 1.15


@pytest.mark.parametrize(("inks", "shapes"), [(OPERATIONS_INKS, OPERATIONS_SHAPES), (REVIEW_INKS, REVIEW_SHAPES)])
def test_verdicts_and_proposals_have_shapes_of_their_own(inks, shapes):
    """In panels there is no room for words, so that shapes alone tell apart what colours do."""
    judged = [code for code in inks if code != NONE]
    assert len({shapes[code] for code in judged}) == len(judged)
    assert len({inks[code] for code in judged}) == len(judged)


@pytest.mark.parametrize("kind", ["operations", "review"])
def test_in_panels_each_mark_has_the_shape_and_the_ink_of_its_verdict(kind):
    found = finding(kind, "by branch" if kind == "review" else "", "plain")
    inks, shapes = {"operations": (OPERATIONS_INKS, OPERATIONS_SHAPES), "review": (REVIEW_INKS, REVIEW_SHAPES)}[kind]
    figure = draw(found, None, "en").figure
    marks = {
        (line.get_markeredgecolor(), line.get_marker())
        for line in figure.findobj(Line2D)
        if line.get_marker() in set(shapes.values()) and line.get_markeredgecolor() in set(inks.values())
    }
    told = {(inks[code], shapes[code]) for code in shapes}
    assert marks
    assert marks <= told


@pytest.mark.parametrize("kind", ["gaps", "review"])
def test_what_a_colour_says_of_a_row_is_said_in_words_too(kind):
    found = finding(kind, "", "plain")
    ax = draw(found, None, "en")
    told = [text for text in ax.texts if text.get_color() in set(VERDICTS.values())]
    assert told
    assert all(re.search("[a-z]", text.get_text()) for text in told)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["gaps", "ranking", "significance", "reliability", "groups", "review"])
def test_a_narrow_page_has_the_marks_at_their_size_and_leaves_the_numbers_to_the_table(kind, language):
    """Shrunk with all its numbers, a picture that is wide has letters of half their size on paper."""
    across = 54.0
    planned = kind_of(kind).planned(finding(kind, "", "plain"), language_of(language))
    narrow = planned.narrow(across)
    best = narrow.body(LABEL_ROOM)[0]
    sides = narrow.margins(LABEL_ROOM, best)
    assert best + sides.left + sides.right + 2 * EDGE <= across + 1e-9
    assert [row.label for row in narrow.rows] == [row.label for row in planned.rows]
    if narrow is not planned:
        assert not any(row.cells for row in narrow.rows)
        assert {entry.text for entry in planned.key} <= {entry.text for entry in narrow.key}
        assert_all_to_be_read(draw_picture(narrow, None, language_of(language)).figure)
    assert planned.narrow(1000.0) is planned
