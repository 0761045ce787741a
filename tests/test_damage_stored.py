"""Damaged stored files are refused or are what was stored; `benchmarks/damage_stored.py` reads thousands of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.damaged.stored import DAMAGES, FORMS, MADE, WRONG, compared, made, outcome

FILES = 36


@pytest.mark.parametrize("form", FORMS)
def test_nothing_wrong_is_read_and_nothing_else_raised(form: str, tmp_path: Path) -> None:
    # A step that has no common divisor with the kinds of files and of damage comes to all of them.
    found = [outcome(form, 7 * number, tmp_path) for number in range(FILES)]
    assert [each for each in found if each.result in WRONG] == []
    assert {each.damage for each in found} == set(DAMAGES[form])
    assert sum(each.result == "refused" for each in found) > FILES // 3


@pytest.mark.parametrize("form", ["csv", "parquet", "tally"])
def test_a_wrong_one_would_be_noticed(form: str) -> None:
    (_, one), (_, other) = made(form, 0), made(form, MADE)
    assert (compared(one, one), compared(one, other)) == ("equal", "wrong")
