"""What was found for several groups is drawn for all of them, by one axis, or the picture says which it shows."""

from __future__ import annotations

from functools import cache

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

import servgap as sg
from servgap import Dimension, Instrument, Item, Scale
from servgap.language import language_of
from servgap.report.kinds.registry import kind_of
from servgap.report.pictures import picture_svg
from servgap.report.pictures.multiples import HIGHEST, MOST
from servgap.report.pictures.panels import NAMES, Panels
from tests.counter_surveys import at_the_counter
from tests.real_findings import finding
from tests.test_pictures import assert_all_to_be_read

mpl.use("Agg")

LANGUAGES = ("en", "zh")
LONG = "When a customer asks for help at a busy time, somebody who knows the matter comes soon"
BRANCHES = ("Airport", "人民广场店", "Très-long-branch-name at the airport", "$x_1$", "a\nb", "North")


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@cache
def survey(items: int = 12, dimensions: int = 3, groups: int = 6) -> sg.Survey:
    asked = [Item(f"i{k}", f"{LONG} {k}") for k in range(items)]
    made = Instrument(
        "made", Scale(1, 5), tuple(Dimension(f"d{k}", asked[k::dimensions], name=f"D {k}") for k in range(dimensions))
    )
    labels = [*BRANCHES, *(f"Branch {k}" for k in range(groups))][:groups]
    # The first groups have more respondents than the others.
    return at_the_counter(9, 40 * groups, instrument=made, branch=[*labels, *labels[: groups // 2]])


def planned(found, language="en", view=None) -> Panels:
    panels = kind_of(found.kind).planned(found, language_of(language), view)
    assert isinstance(panels, Panels)
    return panels


VERBS = {
    "gaps": lambda each: sg.measure_gaps(each, by="branch"),
    "perception": lambda each: sg.measure_gaps(each, by="branch", measure="perception"),
    "significance": lambda each: sg.check_significance(each, by="branch"),
    "ranking": lambda each: sg.rank_standards(each, by="branch"),
    "reliability": lambda each: sg.check_reliability(each, by="branch"),
    "pairing": lambda each: sg.check_pairing(each, by="branch"),
}


@cache
def found(verb: str, *shape: int):
    return VERBS[verb](survey(*shape))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", VERBS)
def test_every_group_has_its_panel_and_can_be_read(verb, language):
    panels = planned(found(verb), language)
    assert_all_to_be_read(found(verb).plot(language=language).figure)
    assert len(panels.panels) == len(BRANCHES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", [(5, 1, 2), (12, 3, 6), (22, 5, 12), (40, 8, 40)])
def test_panels_fit_a_page_however_many_there_are(shape, language):
    result = found("gaps", *shape)
    panels = planned(result, language)
    width, height = panels.body(NAMES)
    assert width < 80.0
    assert height <= HIGHEST
    assert len(panels.panels) == min(shape[2], MOST)
    for view in (None, "zero"):
        assert_all_to_be_read(result.plot(kind=view, language=language).figure)


def test_all_panels_lie_by_one_axis_that_holds_everything():
    ax = found("gaps").plot(kind="zero")
    inner = [each for each in ax.child_axes if each.get_visible() and each.lines]
    limits = {each.get_xlim() for each in inner}
    assert len(limits) == 1
    (low, high) = limits.pop()
    rows = found("gaps").frame
    rows = rows[rows["level"].isin(["dimension", "standard"])]
    assert low < rows["ci_low"].min()
    assert high > rows["ci_high"].max()


def test_each_panel_shows_the_values_of_its_own_group():
    result = found("gaps")
    panels, ax = planned(result, view="zero"), result.plot(kind="zero")
    rows = result.frame[result.frame["level"] == "dimension"]
    for panel, inner in zip(
        panels.panels, [each for each in ax.child_axes if each.get_visible() and each.lines], strict=True
    ):
        drawn = {line.get_xdata()[0] for line in inner.lines if line.get_zorder() == 3}
        own = rows[rows["branch"] == panel.key]
        assert len(own) == 3
        assert set(own["value"]) <= drawn
        assert panel.beneath == f"n = {result.frame.loc[result.frame['branch'] == panel.key, 'n'].max()}"


def test_of_too_many_groups_those_of_most_respondents_are_drawn_and_it_is_said():
    result = found("gaps", 40, 8, 40)
    panels = planned(result)
    sizes = result.frame.groupby("branch", sort=False)["n"].max()
    shown = [panel.key for panel in panels.panels]
    assert min(sizes[shown]) >= max(sizes.drop(shown))
    assert shown == [label for label in sizes.index if label in shown]
    said = [entry.text for entry in panels.key]
    assert "the 12 of 40 groups with the most respondents; the table has all of them" in said
    assert "overall and dimensions; the table has the standards too" in said
    assert not [entry for entry in planned(found("gaps")).key if "groups with" in entry.text]


def test_names_stand_once_in_a_row_of_panels_and_verdicts_are_told_in_the_key():
    panels = planned(found("gaps"))
    for row in panels.rows:
        assert all(each.label for each in row[0].picture.rows)
        assert not any(each.label for panel in row[1:] for each in panel.picture.rows)
    judged = set(found("gaps").frame["verdict"]) - {""}
    words = {language_of("en").word("verdict", verdict) for verdict in judged}
    assert words <= {entry.text for entry in panels.key}


def test_one_group_and_none_have_the_usual_picture():
    english = language_of("en")
    for result in (sg.measure_gaps(survey()), sg.measure_gaps(survey(5, 1, 1), by="branch")):
        assert not isinstance(kind_of("gaps").planned(result, english), Panels)


def test_groups_by_two_attributes_are_named_by_both():
    both = at_the_counter(9, 240, branch=["A", "B"], channel=["x", "x", "y", "y"])
    panels = planned(sg.measure_gaps(both, by=["branch", "channel"]))
    assert {panel.title for panel in panels.panels} == {"A · x", "A · y", "B · x", "B · y"}
    assert panels.title.endswith("(separately by branch and channel)")


def test_points_with_numbers_have_one_list_of_names():
    result = finding("importance_map", "by branch", "plain")
    panels = planned(result)
    assert [name for _, name in panels.listed] == ["Speed", "Care", "Place"]
    assert len({each.get_xlim() for each in result.plot().child_axes if each.get_visible() and each.lines}) == 1


def test_given_axes_are_drawn_within_and_given_back():
    figure, axes = plt.subplots(1, 2, figsize=(18, 7))
    drawn = found("gaps").plot(axes[0])
    assert drawn is axes[0]
    assert figure.axes == list(axes)
    assert drawn.get_xlabel().startswith("Mean answer")
    assert_all_to_be_read(figure)


def test_a_page_has_all_groups_and_the_same_bytes_twice():
    first, second = (picture_svg(found("pairing"), "zh") for _ in range(2))
    assert first == second
    assert all(label in first for label in ("Airport", "人民广场店", "North"))
