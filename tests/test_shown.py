"""Names that turn what stands beside them are isolated; all others stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap.language.shown import DIRECTIONS, balanced, contained, one_line, shown

RLO, PDF, FSI, PDI, RLI, LRM = "\u202e", "\u202c", "\u2068", "\u2069", "\u2067", "\u200e"
TEXTS = st.text(st.sampled_from(["a", "5", " ", "\u05d0", "\u0641", "店", *sorted(DIRECTIONS)]), max_size=12)


def opened(text: str) -> list[str]:
    """Give what is open at the end of a text; fail for what closes nothing."""
    waiting: list[str] = []
    for sign in text:
        if sign in "\u202a\u202b\u202d\u202e":
            waiting.append(PDF)
        elif sign in "\u2066\u2067\u2068":
            waiting.append(PDI)
        elif sign in (PDF, PDI):
            assert waiting, ascii(text)
            assert waiting.pop() == sign, ascii(text)
    return waiting


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_whatever_is_opened_is_closed_and_nothing_else(text: str) -> None:
    for made in (balanced(text), one_line(text), shown(text), contained(text)):
        assert opened(made) == []
        assert [c for c in made if c not in DIRECTIONS and c != " "] == [
            c for c in text if c not in DIRECTIONS and c != " "
        ]
    assert shown(shown(text)) == shown(text)
    assert balanced(balanced(text)) == balanced(text)
    assert contained(contained(text)) == contained(text)


@pytest.mark.parametrize(
    "name", ["North", "门店 (2)", "Zürich", "a–b “c” … −5 ≤ €", "👩\u200d👧", "क\u094dष\u200cक", "Ω ≠ ω", "x\u00a0y²"]
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert shown(name) == one_line(name) == " ".join(name.split())
    assert contained(name) == balanced(name) == name


@pytest.mark.parametrize(
    ("name", "made"),
    [
        (f"{RLO}a", f"{FSI}{RLO}a{PDF}{PDI}"),
        (f"a{PDI}b", "ab"),
        (f"a{PDF}b{PDI}{PDI}", "ab"),
        (f"{RLI}a{RLO}b{PDI}c", f"{FSI}{RLI}a{RLO}b{PDF}{PDI}c{PDI}"),
        (f"{RLI}a{PDF}b", f"{FSI}{RLI}ab{PDI}{PDI}"),
        (f"{FSI}a{PDI}", f"{FSI}a{PDI}"),
        (f"{FSI}a{PDI}{FSI}b{PDI}", f"{FSI}{FSI}a{PDI}{FSI}b{PDI}{PDI}"),
        (f"a{LRM}", f"{FSI}a{LRM}{PDI}"),
        ("صفر 12", f"{FSI}صفر 12{PDI}"),
        ("\u05d0\nb", f"{FSI}\u05d0 b{PDI}"),
        ("a\ud800\x1b\ufff9b", "a\ufffd b"),
    ],
)
def test_names_that_turn_are_isolated(name: str, made: str) -> None:
    assert ascii(shown(name)) == ascii(made)


def test_alone_in_a_cell_only_signs_of_direction_are_contained() -> None:
    assert contained("صفر  12\n") == "صفر  12\n"
    assert contained(f"{RLO}a  b") == f"{FSI}{RLO}a  b{PDF}{PDI}"
