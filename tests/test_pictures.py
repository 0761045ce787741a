"""Pictures: nothing clipped, nothing on top of another, nothing left changed, the same finding the same picture."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import cache, partial

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import servgap as sg
from servgap import Dimension, Instrument, Item, Scale
from servgap.errors import ServgapError
from servgap.language import language_of
from servgap.report.kinds.waves.picture import spread
from servgap.report.pictures import draw, picture_svg
from servgap.report.pictures.axis import nice_ticks, tick_labels
from servgap.report.pictures.measure import shorten, width, wrap
from tests.counter_surveys import at_the_counter
from tests.real_findings import CALLS, HOSTILE, KINDS, finding

mpl.use("Agg")

LANGUAGES = ("en", "zh")
KOREAN = "키오스크를 이용하는 동안 직원이 친절하게 도와주었으며 기다리는 시간이 길지 않았다"
LONG = "When a customer asks for help at a busy time, somebody who knows the matter comes within a minute or two"
NAMES = (
    "Ease of use",
    "Responsiveness of staff",
    "사용 용이성",
    "Security & privacy",
    "$Cost$ and $value$",
    "Assurance",
)
WAVES = tuple(f"{year}Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4))
BRANCHES = (
    "North",
    "南京路",
    "=HYPERLINK()",
    "<b>West</b>",
    "a\nb",
    "강남점",
    "$x_1$",
    "Très-long-branch-name at the airport",
)


def questionnaire():
    dimensions = [
        Dimension(f"d{d}", [Item(f"i{d}{i}", (KOREAN, LONG, "短い文", "Short")[i]) for i in range(4)], name=name)
        for d, name in enumerate(NAMES)
    ]
    return Instrument("kiosk", Scale(1, 5), tuple(dimensions))


@cache
def wide_survey(**attributes):
    """Make a survey on 24 items in six dimensions, with hard texts."""
    labels = {name: list(values) for name, values in attributes.items()}
    return at_the_counter(51, 240, instrument=questionnaire(), **labels)


def wide(kind):
    survey = wide_survey(branch=("North", "South", "West"), quarter=("2026Q1", "2026Q1", "2026Q2", "2026Q2"))
    return CALLS[kind]["ml" if kind == "validity" else ""](survey)


MADE = {
    **{kind: partial(finding, kind, "", "plain") for kind in KINDS},
    "gaps_by_branch": partial(finding, "gaps", "by branch", "plain"),
    "gaps_unanswered": partial(finding, "gaps", "", "nobody answered"),
    "screening_careless": partial(finding, "screening", "", "careless"),
    "plan_of_branches": partial(finding, "plan", "branches", "plain"),
    "validity_by_branch": partial(finding, "validity", "by branch", "measured alike"),
    **{f"hostile_{kind}": partial(finding, kind, *case) for kind, case in HOSTILE.items()},
    "hostile_waves": partial(finding, "waves", "hostile", "hostile names"),
    **{f"wide_{kind}": partial(wide, kind) for kind in KINDS},
    "many_waves": lambda: sg.track_waves(wide_survey(quarter=WAVES), by="quarter"),
    "many_groups": lambda: sg.compare_groups(wide_survey(branch=BRANCHES), by="branch"),
}


class Cases(Mapping):
    """Findings by name, each made when it is first asked for."""

    def __getitem__(self, name):
        return _made(name)

    def __iter__(self):
        return iter(MADE)

    def __len__(self):
        return len(MADE)


@cache
def _made(name):
    return MADE[name]()


CASES = Cases()


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def texts_of(figure):
    """Every written text with the box that it takes."""
    renderer = figure.canvas.get_renderer()
    found = []
    for ax in (
        each
        for outer in figure.axes
        for each in (outer, *outer.child_axes)
        if each is outer or each.lines or each.patches
    ):
        labels = [ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels(), *ax.get_yticklabels()]
        written = [
            text
            for text in (*ax.texts, *(labels if ax.axison else ()))
            if text.get_visible() and text.get_text().strip()
        ]
        found += [(text, text.get_window_extent(renderer)) for text in written]
    return found


def assert_all_to_be_read(figure):
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    texts = texts_of(figure)
    assert texts
    for text, box in texts:
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
        assert inside, f"clipped: {text.get_text()!r} {box}"
    level = [(text, box.extents) for text, box in texts if text.get_rotation() == 0]
    left, low, right, high = np.array([extents for _, extents in level]).reshape(-1, 4).T
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    down = np.minimum.outer(high, high) - np.maximum.outer(low, low)
    # Line boxes of glyphs may touch; ink may not.
    touching = (across > 1.5) & (down > 0.3 * np.minimum.outer(high - low, high - low))
    pairs = np.argwhere(np.triu(touching, 1))
    assert [[level[place][0].get_text() for place in pair] for pair in pairs] == [], "one lies on the other"


@pytest.mark.parametrize(
    ("case", "language"),
    [
        (case, language)
        for case in CASES
        for language in LANGUAGES
        if language == "en" or not case.startswith("hostile")
    ],
)
def test_nothing_is_clipped_and_nothing_overlaps(case, language):
    ax = draw(CASES[case], None, language)
    assert ax.figure.number in plt.get_fignums()
    assert ax.get_title() == ""
    assert ax.get_xlabel()
    assert_all_to_be_read(ax.figure)


@pytest.mark.parametrize("kind", KINDS)
def test_given_axes_are_used_and_the_picture_stays_inside(kind):
    figure = Figure()
    ax = figure.subplots()
    assert draw(CASES[kind], ax, "en") is ax
    assert plt.get_fignums() == []
    assert_all_to_be_read(figure)


@pytest.mark.parametrize("kind", KINDS)
def test_given_axes_in_a_figure_that_lays_itself_out(kind):
    figure = Figure(figsize=(22, 14), layout="constrained")
    for ax, language in zip(figure.subplots(1, 2), LANGUAGES, strict=True):
        draw(CASES[kind], ax, language)
    assert_all_to_be_read(figure)


@pytest.mark.parametrize("kind", ["gaps", "groups", "waves"])
def test_settings_are_left_as_they_were(kind):
    with mpl.rc_context({"axes.grid": True, "text.usetex": True, "axes.unicode_minus": False, "font.size": 30}):
        before = dict(mpl.rcParams)
        ax = draw(CASES[kind], None, "en")
        picture_svg(CASES[kind], "en")
        assert dict(mpl.rcParams) == before
        assert_all_to_be_read(ax.figure)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "case", [*KINDS, *(case for case in CASES if case.startswith("hostile")), "wide_gaps", "many_groups"]
)
def test_svg_is_well_formed_text_and_always_the_same(case, language):
    svg = picture_svg(CASES[case], language)
    assert svg == picture_svg(CASES[case], language)
    root = ET.fromstring(svg)  # noqa: S314 - the picture was just made here
    assert root.tag.endswith("svg")
    assert "<script" not in svg
    assert "<style" not in svg
    assert "DejaVu" not in svg
    assert not re.search(r"20\d\d-\d\d-\d\dT", svg)
    names = re.findall(r' id="([^"]+)"', svg)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(names)


def test_unknown_language_and_kind_are_refused():
    with pytest.raises(ServgapError, match="Findings speak 'en', 'zh'; found 'fr'"):
        draw(CASES["gaps"], None, "fr")
    with pytest.raises(ServgapError, match=r"kinds .*gaps, .*found 'finding'"):
        picture_svg(sg.Finding(CASES["gaps"].basis, CASES["gaps"].frames, CASES["gaps"].facts), "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "plan"])
def test_a_finding_without_numbers_gives_the_reason(kind, language):
    ax = draw(finding(kind, "", "nobody answered"), None, language)
    assert_all_to_be_read(ax.figure)
    words = {text.get_text() for text in ax.texts}
    english, chinese = {
        "groups": ("–", "–"),
        "waves": ("nothing to draw: there are no numbers", "没有可画的数值"),
    }.get(kind, ("fewer than two respondents", "受访者不足两人"))
    assert {"en": english, "zh": chinese}[language] in words


def test_the_only_group_is_drawn_and_named():
    found = sg.measure_gaps(wide_survey(branch=("South",)), by="branch")
    ax = draw(found, None, "en")
    assert ax.get_xlabel().endswith("branch: South")
    rows = found.frame[found.frame["level"] != "overall"]
    assert len([t for t in ax.texts if t.get_text().startswith("[")]) == len(rows) + 1


def test_gaps_are_drawn_where_they_lie():
    ax = draw(CASES["gaps"], None, "en")
    frame = CASES["gaps"].frames["frame"]
    drawn = {round(float(x), 9) for line in ax.lines for x in np.atleast_1d(line.get_xdata())}
    for column in ("expectation", "perception"):
        assert {round(float(x), 9) for x in frame.loc[frame["level"] != "overall", column]} <= drawn
    low, high = ax.get_xlim()
    assert low < frame["perception"].min()
    assert high > frame["expectation"].max()


def test_hollow_where_chance_is_not_ruled_out():
    found = CASES["significance"]
    ax = draw(found, None, "en")
    frame = found.frames["frame"]
    t = frame[frame["test"] == "t"]
    dots = [line for line in ax.lines if line.get_marker() == "o" and line.get_transform() == ax.transData]
    hollow = sum(line.get_markerfacecolor() == "#ffffff" for line in dots)
    assert len(dots) == len(t)
    assert hollow == int((t["p_adjusted"] >= 0.05).sum())


def test_numbers_have_real_minus_signs():
    for kind in KINDS:
        ax = draw(CASES[kind], None, "en")
        for text in ax.texts:
            assert not re.search(r"-\.?\d", text.get_text()), text.get_text()


def test_texts_are_measured_and_broken():
    assert width("有形性") == 3.0
    assert width("bold", bold=True) > width("bold")
    assert wrap("一分钟内接听电话，态度好。", 8.0, 2) == ("一分钟内接听电", "话，态度好。")
    assert wrap("one two three four", 4.0, 2) == ("one", "two t…")
    assert wrap("short", 99.0, 2) == ("short",)
    assert wrap("", 9.0, 2) == ("",)
    assert shorten("abcdef", 0.5) == "…"
    assert all(width(line) <= 12 for line in wrap(LONG, 12, 2))


def test_names_are_moved_apart_in_order():
    assert spread([1.0, 1.0, 1.0], 1.0) == [2.0, 1.0, 0.0]
    assert spread([], 1.0) == []
    moved = spread([0.0, 0.4, 3.0, 3.1, 9.0], 1.0)
    assert all(b - a >= 1.0 - 1e-9 for a, b in itertools.pairwise(moved))


def test_ticks_are_round_and_alike():
    labels = [language_of("en").tell(label) for label in tick_labels(nice_ticks(-0.6, 0.3))]
    assert labels == ["−0.6", "−0.4", "−0.2", "0.0", "0.2"]
    assert nice_ticks(0.4, 22.6, whole=True)[:2] == [1.0, 5.0]
