"""The files of words: every language has the same texts with the same facts, each of them used, and none lacking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from every_statistic import every_statistic
from messages_in_code import choosing, chosen_messages
from pseudo_language import are_forms

from servgap.columns import COLUMNS
from servgap.language import Language, language_of, languages, listed
from servgap.language.files import SHARED
from servgap.language.tongue import PLACE
from servgap.report.kinds.registry import known_kinds

OTHERS = [code for code in languages() if code != "en"]
SAID_OTHERWISE = {
    "gaps.opening": "Chinese counts those that are alike, English the others",
    "gaps.place": "Chinese sets attribute and group beside each other, English groups them",
    "segments.group": "as gaps.place",
    "gaps.judged": "Chinese names the level held against where English refers back to it",
    "ledger.listed.short": "Chinese names rows without the word for row before each",
    "ledger.listed.columns": "Chinese counts all, English those that are not named",
    "ledger.listed.values": "as the columns",
    "ledger.listed.rows": "as the columns",
    "groups.held.second": "Chinese names the level of both intervals, English of the first",
    "reliability.score_in_group": "English sets the group behind a preposition",
    "reliability.against": "English names the scores where Chinese counts them",
    "screening.found": "English lists flags as a sentence, Chinese in a row",
    "measures.policy.of_gaps": "Chinese names both parts, English counts them",
    "waves.dimensions.improved": "Chinese counts the dimensions where all of them changed",
    "waves.dimensions.worsened": "as those that improved",
    "shared.opposed.some_items": "as the columns",
}
"""Messages into which the languages put different ones of the facts that are given, and why."""
BY_CODE = (*SHARED, "language")
"""Tables whose texts are found by a code rather than by a key that stands in the code."""


def texts(told: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Give every text with its key, the forms of a text under the key that they share."""
    if isinstance(told, str):
        yield key, told
    elif isinstance(told, Mapping):
        for name, each in told.items():
            if not are_forms(told):
                yield from texts(each, f"{key}.{name}".lstrip("."))
            elif name != "by":  # which says what number the forms are for
                yield from texts(each, key)


def of_messages(language: Language) -> dict[str, Any]:
    return {name: told for name, told in language.words.items() if name not in BY_CODE}


def message_of(key: str) -> str | None:
    """Give the key that the code chooses for a text: its own, or that of the cases or forms it is one of."""
    parts = key.split(".")
    names = [".".join(parts[:length]) for length in range(len(parts), 1, -1)]
    return next((name for name in names if choosing(name)), None)


def facts_of(language: Language) -> dict[str, set[str]]:
    """Give the facts in every message's texts."""
    found: dict[str, set[str]] = {}
    for key, text in texts(of_messages(language)):
        found.setdefault(message_of(key) or key, set()).update(place[1] for place in PLACE.finditer(text))
    return found


@pytest.mark.parametrize("code", languages())
def test_every_text_is_chosen_somewhere(code: str) -> None:
    assert [key for key, _ in texts(of_messages(language_of(code))) if message_of(key) is None] == []


@pytest.mark.parametrize("code", languages())
def test_every_message_that_is_chosen_has_a_text(code: str) -> None:
    exact = {each.key: each for each in chosen_messages() if each.sure and each.key}
    language = language_of(code)
    lacking = {key: each.place for key, each in exact.items() if not language.has(key)}
    assert lacking == {}


@pytest.mark.parametrize("code", OTHERS)
def test_all_languages_have_the_same_messages_with_the_same_facts(code: str) -> None:
    english, other = facts_of(language_of("en")), facts_of(language_of(code))
    assert set(other) == set(english)
    assert {key: facts for key, facts in other.items() if facts != english[key] and key not in SAID_OTHERWISE} == {}


@pytest.mark.parametrize("code", languages())
def test_every_fact_of_a_text_is_given(code: str) -> None:
    lacking = {}
    for key, facts in facts_of(language_of(code)).items():
        sure = [each for each in choosing(key) if each.sure]
        given = frozenset[str]().union(*(each.facts for each in sure))
        if not any(each.more for each in sure) and sure and facts - given:
            lacking[key] = facts - given
    assert lacking == {}


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("table", ["words", "columns", "remarks", "glossary"])
def test_every_code_has_words_in_all_languages(code: str, table: str) -> None:
    english, other = (dict(texts(language_of(each).words[table])) for each in ("en", code))
    assert set(other) == set(english)
    assert all(other.values())
    places = ({key: set(PLACE.findall(text)) for key, text in told.items()} for told in (english, other))
    facts = [{key: {name for name, _ in found} for key, found in told.items()} for told in places]
    assert facts[0] == facts[1]


@pytest.mark.parametrize("code", languages())
def test_every_column_has_a_heading_and_a_meaning(code: str) -> None:
    told = language_of(code).words["columns"]
    assert set(told) == set(COLUMNS)
    assert all(set(each) == {"heading", "meaning"} for each in told.values())


@pytest.mark.parametrize("code", OTHERS)
def test_every_statistic_has_a_name(code: str) -> None:
    assert set(language_of(code).words["statistics"]) == set(every_statistic())


@pytest.mark.parametrize("code", languages())
def test_every_kind_has_a_title_and_says_of_every_remark_of_its_own(code: str) -> None:
    language = language_of(code)
    for kind in known_kinds():
        assert language.tell(kind.title)
        assert language.words[kind.name]["sheets"]["frame"]


@pytest.mark.parametrize("code", languages())
def test_styles_are_known(code: str) -> None:
    styles = {
        style
        for _, text in texts(language_of(code).words)
        for found in PLACE.finditer(text)
        for style in _styles(found)
    }
    assert styles <= {"quoted", "apart", "bare", "inside", "lower", "capital", "short"}


def _styles(found: re.Match[str]) -> list[str]:
    return [style for style in found[2].split(":") if style]


def test_a_language_is_its_folder() -> None:
    assert languages() == ("en", "zh")
    assert {language_of(code).tag for code in languages()} == {"en", "zh-Hans"}


def test_the_last_of_a_list_keeps_latin_letters_a_blank_apart_from_chinese_ones():
    chinese, english = language_of("zh"), language_of("en")
    assert chinese.tell(listed(["2026Q1", "2026Q2", "2026Q3"])) == "2026Q1、2026Q2 和 2026Q3"
    assert chinese.tell(listed(["有形性", "“A”", "移情性"])) == "有形性、“A”和移情性"
    assert english.tell(listed(["A", "B"])) == "A and B"
