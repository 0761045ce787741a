"""The service circle: touchpoints in the customer's order, all of them named, and none on top of another."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from math import atan2, hypot, pi

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import servgap as sg
from servgap import Dimension, Instrument, Item, Measure, Scale, Standard
from servgap.errors import ServgapError
from servgap.language import language_of
from servgap.report.kinds.registry import kind_of, known_kinds
from servgap.report.pictures import picture_svg
from servgap.report.pictures.drawing import draw_picture
from servgap.report.pictures.palette import VERDICTS
from servgap.report.pictures.placement import stacked
from servgap.report.pictures.ring import DASHES, INWARDS
from servgap.report.pictures.sheet import Cell
from servgap.survey.standards.standard import PHASES, Touchpoint
from tests.counter_surveys import at_the_counter, owners_and_targets
from tests.real_findings import finding
from tests.test_pictures import assert_all_to_be_read

mpl.use("Agg")

LANGUAGES = ("en", "zh")
GAPS = (-1.2, -0.3, 0.1, 1.4, -0.8, -0.1, 0.5)
STATION = {
    "en": "Finding the right counter, and being told how long it takes",
    "zh": "找到正确的柜台并被告知大约需要等候多长时间",
}
PROMISE = {
    "en": "When a customer asks for help at a busy time, somebody who knows the matter comes within a minute or two",
    "zh": "客户在繁忙时段求助时，熟悉情况的工作人员会在一两分钟之内到场处理并说明下一步怎么办",
}


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def circle_of(n: int, parts=("expectation", "perception")) -> Instrument:
    """Make a questionnaire of so many touchpoints with two standards each, all of them with long names."""
    stations = [
        Touchpoint(f"t{k}", {of: f"{text} t{k}" for of, text in STATION.items()}, PHASES[3 * k // n]) for k in range(n)
    ]
    # The questionnaire asks in another order than that in which customers go round.
    asked = [(k, j) for j in range(2) for k in reversed(range(n))]
    items = [
        Item(
            f"i{k}.{j}", Standard(f"i{k}.{j}", {of: f"{t} #{k}.{j}#" for of, t in PROMISE.items()}, touchpoint=f"t{k}")
        )
        for k, j in asked
    ]
    dimensions = (Dimension("one", items[:n], name="One"), Dimension("two", items[n:], name="Two"))
    return Instrument("round", Scale(1, 7), dimensions, parts, touchpoints=stations)


@cache
def around(n: int, *, by: tuple[str, ...] = (), measure: str | None = None, parts=("expectation", "perception")):
    labels = {"branch": list(by)} if by else {}
    survey = at_the_counter(5, 120, gaps=GAPS, instrument=circle_of(n, parts), **labels)
    return sg.measure_gaps(survey, by="branch" if by else None, measure=measure)


def written(ax) -> str:
    """Give all that is written, without the breaks of lines."""
    return re.sub(r"\s", "", "".join(text.get_text() for text in ax.texts))


def marks(ax) -> list[tuple[float, float]]:
    """Give where the values lie, in the order in which they were drawn."""
    drawn = [line for line in ax.lines if line.get_zorder() == 4]
    return [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in drawn]


def rows(found, level: str):
    frame = found.frame
    return frame[frame["level"] == level]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "n"), [("circle", 1), ("circle", 5), ("circle", 8), ("circle", 14), ("line", 14)])
def test_nothing_is_clipped_and_nothing_overlaps(kind, n, language):
    found = around(n) if n > 1 else _single()
    ax = found.plot(kind=kind, language=language)
    assert ax.get_xlabel()
    assert_all_to_be_read(ax.figure)


def _single():
    """Measure gaps of which one standard alone lies at a touchpoint, and the others at none."""
    items = [
        Item("a", Standard("a", "First", touchpoint="door")), *(Item(key, key) for key in ("b", "c", "d"))
    ]  # fmt: skip
    door = (Touchpoint("door", "The door"),)
    made = Instrument("one", Scale(1, 5), (Dimension("x", items[:2]), Dimension("y", items[2:])), touchpoints=door)
    return sg.measure_gaps(at_the_counter(3, 40, instrument=made))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [5, 14])
def test_every_touchpoint_and_its_worst_standard_are_named_in_full(n, language):
    found = around(n)
    told = written(found.plot(kind="circle", language=language))
    standards = rows(found, "standard")
    for k in range(n):
        assert re.sub(r"\s", "", f"{k + 1}{STATION[language]}t{k}") in told
        here = standards[standards["touchpoint"] == f"t{k}"]
        worst, other = here.sort_values("value")["standard"]
        assert re.sub(r"\s", "", PROMISE[language]) + f"#{worst[1:]}#" in told
        assert f"#{other[1:]}#" not in told
    assert "…" not in told
    line = written(found.plot(kind="line", language=language))
    assert "…" not in line
    assert re.sub(r"\s", "", PROMISE[language]) in line


@pytest.mark.parametrize("n", [5, 14])
def test_the_customer_goes_round_clockwise_from_the_top(n):
    found = around(n)
    ax = found.plot(kind="circle", language="en")
    turned = [(pi / 2 - atan2(y, x)) % (2 * pi) for x, y in marks(ax)]
    assert turned == pytest.approx([2 * pi * (k + 0.5) / n for k in range(n)])
    stations = rows(found, "touchpoint").set_index("touchpoint").loc[[f"t{k}" for k in range(n)]]
    away = [hypot(x, y) for x, y in marks(ax)]
    # Values lie on an axis from the middle outwards: equal steps of value are equal steps of ring.
    slope, at_nought = np.polyfit(stations["gap"], away, 1)
    assert slope > 0
    assert at_nought + slope * stations["gap"].to_numpy() == pytest.approx(away)
    ring = next(line for line in ax.lines if line.get_zorder() == 0.4 and line.get_color() == "#59636e")
    assert hypot(ring.get_xdata()[0], ring.get_ydata()[0]) == pytest.approx(at_nought)
    intervals = [line.get_xydata() for line in ax.lines if line.get_zorder() == 5]
    for ends, low, high in zip(intervals, stations["ci_low"], stations["ci_high"], strict=True):
        reached = [hypot(*end) for end in ends]
        assert reached == pytest.approx([at_nought + slope * low, at_nought + slope * high])


def test_what_is_said_stands_in_the_order_of_the_way():
    ax = around(8).plot(kind="circle", language="en")
    ax.figure.draw_without_rendering()
    placed = {}
    for text in ax.texts:
        named = re.match(r"(\d+) Finding", text.get_text())
        if named:
            box = text.get_window_extent()
            placed[int(named[1])] = (box.x0, box.y0)
    middle = ax.transAxes.transform((0.5, 0.5))[0]
    right, left = ([placed[k] for k in part] for part in ((1, 2, 3, 4), (5, 6, 7, 8)))
    assert all(x > middle for x, _ in right)
    assert all(x < middle for x, _ in left)
    assert [y for _, y in right] == sorted((y for _, y in right), reverse=True)
    assert [y for _, y in left] == sorted(y for _, y in left)


def test_phases_and_verdicts_are_told_apart_in_grey():
    found = around(14)
    ax = found.plot(kind="circle", language="en")
    arcs = [line for line in ax.lines if line.get_zorder() == 1.0 and len(line.get_xdata()) > 2]
    assert len(arcs) == 3
    assert len({str(line._dash_pattern) for line in arcs}) == 3
    assert len({str(dash) for dash in DASHES}) == len(DASHES)
    shapes = {(line.get_marker(), line.get_markerfacecolor()) for line in ax.lines if line.get_zorder() == 4}
    verdicts = set(rows(found, "touchpoint")["verdict"])
    assert verdicts == {"short", "above", "negligible", "undecided"}
    assert {marker for marker, _ in shapes} == {"v", "^", "o", "D"}
    assert {ink for marker, ink in shapes if marker != "D"} == {VERDICTS[v] for v in verdicts - {"undecided"}}
    told = " ".join(text.get_text() for text in ax.texts)
    for phase in ("First impression", "Accumulating impressions", "Closing judgement"):
        assert phase in told


def test_the_line_goes_through_the_touchpoints_under_their_phases():
    found = around(5)
    ax = found.plot(kind="line", language="en")
    labels = [text.get_text() for text in ax.texts if text.get_position()[0] == 0.0]
    heads = [label for label in labels if re.match(r"\d |First|Accumulating|Closing", label)]
    assert [re.sub(r"^(\d).*", r"\1", head) for head in heads] == [
        "First impression", "1", "2", "Accumulating impressions", "3", "4", "Closing judgement", "5",
    ]  # fmt: skip
    stations = rows(found, "touchpoint")
    way = next(line for line in ax.lines if line.get_zorder() == 1 and len(line.get_xdata()) == 5)
    assert list(way.get_xdata()) == pytest.approx(list(stations["gap"]))
    assert list(way.get_ydata()) == sorted(way.get_ydata())


@pytest.mark.parametrize("kind", ["circle", "line"])
def test_of_several_groups_the_picture_says_which_is_drawn(kind):
    found = around(5, by=("North", "South", "East"))
    shown = dict(found.facts.group)["branch"]
    told = " ".join(text.get_text() for text in found.plot(kind=kind, language="en").texts)
    assert f"branch: {shown} alone is drawn, one of 3 groups" in told
    chinese = found.plot(kind=kind, language="zh")
    assert f"仅画出branch：{shown}，共3组" in written(chinese)
    assert shown in chinese.get_xlabel()
    alone = around(5, by=("North",)).plot(kind=kind, language="en")
    assert "alone is drawn" not in " ".join(text.get_text() for text in alone.texts)
    frame = found.frame
    here = frame[(frame["level"] == "touchpoint") & (frame["branch"] == shown)]
    for value in here["gap"]:
        assert f"{value:.2f}".replace("-", "−") in told


def test_other_measures_are_called_by_their_names():
    perceived = around(5, parts=("perception",)).plot(kind="circle", language="en")
    told = f"{written(perceived)}{perceived.get_xlabel()}"
    assert "erception" in told
    assert not re.search("gap|acceptable|excellent|expectation", told, flags=re.IGNORECASE)
    met = around(5, measure="met")
    share = rows(met, "touchpoint")["value"].iloc[0]
    told = " ".join(text.get_text() for text in met.plot(kind="circle", language="en").texts)
    assert f"{100 * share:.1f}%" in told
    assert not re.search("gap|acceptable", told, flags=re.IGNORECASE)


def test_of_a_share_that_should_be_low_the_highest_is_the_worst():
    found = around(5, measure="short")
    standards = rows(found, "standard")
    worst = standards.loc[standards[standards["touchpoint"] == "t0"]["value"].idxmax(), "standard"]
    assert f"#{worst[1:]}#" in written(found.plot(kind="circle", language="en"))


def test_an_expectation_by_itself_has_a_lowest_standard_and_no_worst():
    found = around(5, measure=Measure("expectation", None))
    told = written(found.plot(kind="circle", language="en"))
    assert "Lowest(" in told
    assert "Worst" not in told


def test_touchpoints_without_standards_and_standards_without_touchpoints_are_told():
    told = written(sg.measure_gaps(owners_and_targets()).plot(kind="circle", language="en"))
    assert "4standardslieonnotouchpointandarenotdrawn" in told
    items = [Item(key, Standard(key, key, touchpoint=at)) for key, at in (("a", "door"), ("b", "desk"), ("c", "desk"))]
    stations = tuple(Touchpoint(key, f"The {key}") for key in ("door", "queue", "desk"))
    made = Instrument("gate", Scale(1, 7), (Dimension("x", items),), touchpoints=stations)
    ax = sg.measure_gaps(at_the_counter(3, 40, instrument=made)).plot(kind="circle", language="en")
    assert "2Thequeuenostandard" in written(ax)
    assert len(marks(ax)) == 2


def test_rows_that_a_report_hides_are_not_said_to_be_without_a_standard():
    found = around(5, by=("North", "South"))
    frame = found.frame
    cut = {**found.frames, "frame": frame[~((frame["level"] == "touchpoint") & (frame["touchpoint"] == "t1"))]}
    told = written(replace(found, frames=cut).plot(kind="circle", language="en"))
    assert "t1notshown" in told
    assert "nostandard" not in told


def test_a_picture_that_a_finding_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(ServgapError, match=r"this one of gaps has 'zero', .*'circle' and 'line'; found 'ring'"):
        around(5).plot(kind="ring")
    with pytest.raises(ServgapError, match=r"this one of ranking has its usual picture alone; found 'circle'"):
        finding("ranking", "", "plain").plot(kind="circle")
    without = finding("gaps", "", "plain")
    for kind in ("circle", "line"):
        with pytest.raises(ServgapError, match=rf"kind='{kind}' draws .* touchpoints .*Name touchpoints"):
            without.plot(kind=kind)
    with pytest.raises(ServgapError, match=r"gaps has 'zero'.*; found \['circle'\]"):
        without.plot(kind=["circle"])
    assert without.plot(kind=None).get_xlabel() == without.plot().get_xlabel()


def test_every_other_picture_has_a_heading_in_every_language():
    named = [(kind, view) for kind in known_kinds() for view in kind.views]
    assert ("gaps", "circle") in [(kind.name, view) for kind, view in named]
    for kind, view in named:
        for language in LANGUAGES:
            assert language_of(language).tell(kind.view_title(view))


@pytest.mark.parametrize(("n", "shape"), [(8, (6.4, 4.8)), (5, (12.0, 8.0))])
def test_given_axes_are_used_and_the_picture_stays_inside(n, shape):
    figure = Figure(figsize=shape)
    ax = figure.subplots()
    assert around(n).plot(ax, kind="circle") is ax
    assert_all_to_be_read(figure)


def test_the_same_finding_gives_the_same_picture():
    for view, language in (("circle", "zh"), ("line", "en")):
        assert picture_svg(around(5), language, view=view) == picture_svg(around(5), language, view=view)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_shows_the_circle_on_a_screen_and_the_line_on_paper(language, tmp_path):
    report = sg.Report([around(5), around(5, by=("North", "South"))], language=language)
    report.to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    title = {"en": "The service circle: ", "zh": "服务圈："}[language]
    shown = re.findall(r'<figure class="(\w+)"[^>]*><figcaption>([^<]+)', page[page.index("<main>") :])
    assert [medium for medium, _ in shown] == ["screen", "paper"] * 2
    assert all(heading.startswith(title) for _, heading in shown)
    assert {"en": "moments of truth", "zh": "关键时刻"}[language] in shown[0][1]
    names = re.findall(r' id="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert ".screen{display:none}.paper{display:block}" in page[page.index("@media print{") :]
    without = sg.Report([finding("gaps", "", "plain")], language=language)
    without.to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<figcaption>" not in page[page.index("<main>") :]


def test_a_report_with_hidden_groups_draws_and_counts_those_that_are_shown():
    labels = ["North"] * 50 + ["South"] * 40 + ["East"] * 24 + ["West"] * 6
    survey = at_the_counter(5, 120, gaps=GAPS, instrument=circle_of(5), branch=labels)
    report = sg.Report([sg.measure_gaps(survey, by="branch")], minimum=10)
    section = report._document().sections[0]
    told = " ".join(section.views[0].picture.texts())
    assert "West" not in told
    assert "one of 3 groups" in told


def test_promised_limits_stand_beside_what_customers_say(tmp_path):
    catalogue = sg.read_catalogue("data/samples/standards.csv")
    survey = sg.read_survey("data/samples/hotline_2026.csv")
    found = sg.measure_gaps(catalogue.on(survey))
    limited = [each.key for each in found.basis.instrument.standards if each.limits]
    for language, caption, promise in (
        ("en", "Gaps of the standards of which a limit is promised", "within 24 hours for 90% of customers"),
        ("zh", "有服务承诺的标准及其差距", "24 小时内，达成率 90%"),
    ):
        table = found.table("markdown", language=language).partition(caption)[2]
        lines = [line for line in table.split("\n") if line.startswith("|")]
        assert len(lines) == len(limited) + 2
        gap = rows(found, "standard").set_index("standard").loc["rel1", "gap"]
        assert any(promise in line and f"{gap:.2f}".replace("-", "−") in line for line in lines)
    assert "limit is promised" not in sg.measure_gaps(survey).table("markdown")


@given(
    st.lists(st.tuples(st.floats(-20, 20), st.floats(0.5, 5)), min_size=1, max_size=12),
    st.floats(-20, 0),
    st.floats(0, 60),
)
def test_what_is_stacked_keeps_its_order_and_lies_apart(wanted, low, across):
    centres, sizes = ([pair[place] for pair in wanted] for place in (0, 1))
    found = stacked(centres, sizes, (low, low + across))
    starts = [centre - size / 2 for centre, size in zip(found, sizes, strict=True)]
    for start, size, following in zip(starts, sizes, starts[1:], strict=False):
        assert following >= start + size - 1e-5
    assert starts[0] >= low - 1e-5
    if sum(sizes) <= across:
        assert starts[-1] + sizes[-1] <= low + across + 1e-5
        fits = [low <= c - s / 2 and c + s / 2 <= low + across for c, s in zip(centres, sizes, strict=True)]
        apart = all(
            b - a >= (s + t) / 2
            for a, b, s, t in zip(centres, centres[1:], sizes, sizes[1:], strict=False)
        )  # fmt: skip
        if all(fits) and apart:
            assert found == pytest.approx(centres, abs=1e-5)


def test_the_axis_ends_within_the_ring():
    ax = around(8).plot(kind="circle", language="en")
    ring = max(hypot(x, y) for line in ax.lines if line.get_zorder() == 1.0 for x, y in line.get_xydata())
    assert max(hypot(x, y) for x, y in marks(ax)) <= ring - INWARDS


def test_what_stands_in_the_middle_is_never_cut():
    language = language_of("en")
    planned = kind_of("gaps").planned(around(5), language, "circle")
    centre = (Cell("Overall"), Cell("−0.12", bold=True), Cell("altogether unacceptabilities", bold=True))
    ax = draw_picture(replace(planned, centre=centre), None, language)
    told = [text.get_text() for text in ax.texts]
    assert {"−0.12", "altogether", "unacceptabilities"} <= set(told)
    assert_all_to_be_read(ax.figure)


def test_gaps_alone_have_other_pictures_of_these_names():
    assert {"zero", "circle", "line"} <= set(kind_of("gaps").views)
