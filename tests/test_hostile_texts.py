"""Hostile texts in every place, all at once: what `benchmarks/hostile_texts.py` tries one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from benchmarks.hostile_texts import PLACES, TEXTS, complaints, harmless_tags, is_closed, outputs, survey_with
from servgap.errors import ServgapError
from servgap.report.pictures import picture_svg

MEANEST = (
    "override",
    "embeddings",
    "closers",
    "arabic",
    "nul",
    "ansi",
    "lines",
    "math",
    "long word",
    "markdown",
    "image",
    "formula",
)
IN_ONE = " ".join(text for name, text in TEXTS.items() if name not in ("half", "very long", "long word"))
VERBS = ["measure_gaps", "compare_groups"]
TOGETHER = {
    ("group", "dimension"): ([TEXTS[name] for name in MEANEST], ["compare_groups"]),
    ("attribute", "item", "row"): ([IN_ONE, *map(TEXTS.get, MEANEST[:4])], ["measure_gaps"]),
    ("instrument", "title", "period", "reason"): ([IN_ONE], ["measure_gaps"]),
}


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, ...]]]:
    return harmless_tags(VERBS, tmp_path_factory.mktemp("harmless"), ("en",))


@pytest.mark.parametrize("places", TOGETHER, ids=str)
def test_hostile_texts_do_nothing(
    places: tuple[str, ...], harmless: dict[str, set[tuple[str, ...]]], tmp_path: Path
) -> None:
    texts, verbs = TOGETHER[places]
    shown = list(outputs(places, texts, verbs, tmp_path, ("en",)))
    assert {name for name, _ in shown} <= set(harmless)
    assert {"survey: card", "report en: page", "report en: workbook"} <= {name for name, _ in shown}
    assert [f"{name}: {each}" for name, text in shown for each in complaints(name, text, harmless)] == []


def test_every_place_is_tried() -> None:
    assert {place for places in TOGETHER for place in places} == set(PLACES)


@pytest.mark.parametrize("place", [place for place in PLACES if place != "row"])
def test_half_a_character_is_refused_at_the_door(place: str) -> None:
    told = {place: TEXTS["half"]} if place in ("title", "period") else {}
    with pytest.raises(ServgapError, match=r"holds half of one, a lone surrogate \('a\\ud800b'\)") as refused:
        sg.Report(survey_with((place,), [TEXTS["half"]]), branch="branch", **told)
    where = {"group": "branch row 0", "attribute": "header of column 15 of the frame", "title": "the report's title"}
    assert where.get(place, "") in str(refused.value)
    str(refused.value).encode()


def test_a_picture_shows_names_as_they_are(tmp_path: Path) -> None:
    names = ['Desk id="p0123456789"', "$x^2$", "👩\u200d👧", "<b>"]
    found = sg.compare_groups(survey_with(("group",), names), by="branch")
    svg = picture_svg(found, "en", named="s1")
    figure = found.plot().figure
    drawn = [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    for name in ('Desk id="p0123456789"', "$x^2$", "👩\u200d👧", "&lt;b&gt;"):
        assert f">{name}<" in svg
    assert any("$x^2$" in each for each in drawn)
    assert not any(
        each.get_parse_math()
        for each in figure.findobj(lambda artist: hasattr(artist, "get_parse_math"))
        if "$" in each.get_text()
    )
    assert "tex2jax_ignore" in found._repr_html_()
    assert r"\$x^2\$" in found.table("markdown")


def test_messages_say_what_steers_by_its_escape() -> None:
    frame = pd.DataFrame({"E1": [5, 4], "P1": ["\u202e5", "\x1b[31m"]})
    asked = sg.Instrument("one", sg.Scale(1, 7), [sg.Dimension("d", [sg.Item("i", "i.")])])
    with pytest.raises(ServgapError, match=r"P1 row 0 \(\\u202e5\)") as refused:
        sg.read_survey(frame, asked)
    assert str(refused.value).isprintable()
    assert is_closed(str(ServgapError("a \u2068b\u2069 c")))
    assert str(ServgapError("a \u2068b\u2069 فرع")) == "a \u2068b\u2069 فرع"
    assert str(ServgapError("a \u2068b")) == "a \\u2068b"
    np.testing.assert_equal(ServgapError("x").args, ("x",))
