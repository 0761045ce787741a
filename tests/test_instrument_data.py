"""The built-in questionnaires are whole, consistent with each other and with the lists they refer to."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "servgap" / "instruments"
NAMES = ("servqual", "servqual-1988", "servperf", "servqual-zones", "servqual-disconfirmation")
SIZES = {"tangibles": 4, "reliability": 5, "responsiveness": 4, "assurance": 4, "empathy": 5}
ZH_DIMENSIONS = ["有形性", "可靠性", "响应性", "保证性", "移情性"]
KEYS = [f"{dimension[:3]}{n}" for dimension, size in SIZES.items() for n in range(1, size + 1)]
TURNED = [key for key in KEYS if key[:3] in {"res", "emp"}]
COMPONENTS = {
    "hardware": {"place", "surroundings", "facilities", "equipment"},
    "software": {
        "timeliness",
        "flow",
        "flexibility",
        "anticipation",
        "communication",
        "feedback",
        "organisation_supervision",
    },
    "people": {
        "appearance",
        "attitude",
        "attentiveness",
        "tact",
        "guidance",
        "selling_skill",
        "problem_solving",
    },
}


def load(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def items(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for dimension in data["dimension"] for item in dimension["item"]]


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


FILES = {name: FOLDER / f"{name}.toml" for name in NAMES} | {"hotel": ROOT / "data" / "samples" / "hotel.toml"}
every_questionnaire = pytest.mark.parametrize("name", FILES)


def test_the_folder_holds_the_questionnaires_the_circles_and_the_lists() -> None:
    lists = {"aspects", "touchpoints", "idl-ppc", "dimension_names"}
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*NAMES, *lists}


@every_questionnaire
def test_a_questionnaire_names_itself(name: str) -> None:
    data = load(FILES[name])
    assert data["name"] == name
    assert set(data) == {"name", "title", "source", "parts", "scale", "dimension"}
    assert is_chinese(data["title"]["zh"])
    assert not is_chinese(data["title"]["en"])
    assert "servgap's own" in data["source"]


@pytest.mark.parametrize(
    ("name", "parts", "ends"),
    [
        ("servqual", ["expectation", "perception"], (1, 7)),
        ("servqual-1988", ["expectation", "perception"], (1, 7)),
        ("servperf", ["perception"], (1, 7)),
        ("servqual-disconfirmation", ["disconfirmation"], (1, 7)),
        ("servqual-zones", ["desired", "adequate", "perception"], (1, 9)),
        ("hotel", ["expectation", "perception"], (1, 5)),
    ],
)
def test_parts_and_scale(name: str, parts: list[str], ends: tuple[int, int]) -> None:
    data = load(FILES[name])
    assert data["parts"] == parts
    assert (data["scale"]["low"], data["scale"]["high"], data["scale"]["step"]) == (*ends, 1)
    assert set(data["scale"]["low_label"]) == set(data["scale"]["high_label"]) == {"en", "zh"}


@every_questionnaire
def test_five_dimensions_of_twenty_two_items_under_the_same_keys(name: str) -> None:
    data = load(FILES[name])
    assert {dimension["key"]: len(dimension["item"]) for dimension in data["dimension"]} == SIZES
    assert [dimension["key"] for dimension in data["dimension"]] == list(SIZES)
    assert [dimension["name"]["zh"] for dimension in data["dimension"]] == ZH_DIMENSIONS
    assert [dimension["name"]["en"].lower() for dimension in data["dimension"]] == list(SIZES)
    assert [item["key"] for item in items(data)] == KEYS


@every_questionnaire
def test_every_item_has_a_sentence_in_both_languages(name: str) -> None:
    texts = [item["text"] for item in items(load(FILES[name]))]
    for text in texts:
        assert set(text) == {"en", "zh"}
        assert text["en"].endswith(".")
        assert not is_chinese(text["en"])
        assert text["zh"].endswith("。")
        assert is_chinese(text["zh"])
        assert all(part == part.strip() and "\n" not in part for part in text.values())
    for language in ("en", "zh"):
        assert len({text[language] for text in texts}) == 22


@every_questionnaire
def test_items_refer_to_aspects_and_touchpoints_that_exist(name: str) -> None:
    aspects = {aspect["key"]: aspect["component"] for aspect in load(FOLDER / "aspects.toml")["aspect"]}
    touchpoints = {touchpoint["key"] for touchpoint in load(FOLDER / "touchpoints.toml")["touchpoint"]}
    for item in items(load(FILES[name])):
        assert set(item) - {"reversed"} == {"key", "text", "component", "aspect", "touchpoint", "process"}
        assert aspects[item["aspect"]] == item["component"], item["key"]
        assert item["touchpoint"] in touchpoints, item["key"]
        assert item["process"] in {"process", "outcome"}, item["key"]


@every_questionnaire
def test_only_the_form_of_1988_turns_items_round(name: str) -> None:
    turned = [item["key"] for item in items(load(FILES[name])) if item.get("reversed", False)]
    assert turned == (TURNED if name == "servqual-1988" else [])
    assert all("reversed" not in item or item["reversed"] is True for item in items(load(FILES[name])))


@every_questionnaire
def test_items_say_the_same_everywhere_unless_turned_round(name: str) -> None:
    ours = {item["key"]: item for item in items(load(FILES["servqual"]))}
    for item in items(load(FILES[name])):
        plain = ours[item["key"]]
        same_text = item["text"] == plain["text"]
        assert same_text != item.get("reversed", False), item["key"]
        assert all(item[field] == plain[field] for field in ("component", "aspect", "touchpoint", "process"))


def test_turned_items_are_the_tenth_to_thirteenth_and_the_last_five() -> None:
    assert [KEYS.index(key) + 1 for key in TURNED] == [10, 11, 12, 13, 18, 19, 20, 21, 22]


def test_the_list_of_aspects_is_the_customary_one() -> None:
    aspects = load(FOLDER / "aspects.toml")["aspect"]
    found = {name: {a["key"] for a in aspects if a["component"] == name} for name in COMPONENTS}
    assert found == COMPONENTS
    assert len(aspects) == 18
    assert all(is_chinese(aspect["name"]["zh"]) and aspect["name"]["en"] for aspect in aspects)


def test_the_service_circle_has_seven_touchpoints_in_order() -> None:
    touchpoints = load(FOLDER / "touchpoints.toml")["touchpoint"]
    assert [touchpoint["key"] for touchpoint in touchpoints] == [
        "information",
        "arrival",
        "waiting",
        "encounter",
        "transaction",
        "departure",
        "aftercare",
    ]
    assert all(is_chinese(touchpoint["name"]["zh"]) and touchpoint["name"]["en"] for touchpoint in touchpoints)


def test_all_three_components_and_all_touchpoints_occur_in_servqual() -> None:
    listed = items(load(FILES["servqual"]))
    assert {item["component"] for item in listed} == set(COMPONENTS)
    assert len({item["touchpoint"] for item in listed}) == 7
    assert {item["process"] for item in listed} == {"process", "outcome"}
