"""Every case of the folder of reference numbers that the library offers, within the case's own tolerance."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from oracle_families.comparing import KINDS, agrees, branches, leaves, lists_of_one, read_exclusions
from oracle_families.folder import FOLDER, Case
from oracle_families.offered import EXACT, Family, family_of

PATHS = sorted((FOLDER / "cases").glob("*.json"))
EXCLUSIONS = read_exclusions()

needs_folder = pytest.mark.skipif(not PATHS, reason=f"no reference cases in {FOLDER}")


@dataclass
class Outcome:
    """The numbers of a case: held, excluded, missed, and not offered."""

    held: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def read(path: Path) -> Case:
    return json.loads(path.read_text(encoding="utf-8"))


def compared(case: Case, family: Family) -> Outcome:
    """Compare all that the library computes of a case with all that the case holds."""
    outcome, name = Outcome(), case["case"]
    expected = dict(leaves(case["value"]))
    computed = dict(leaves(lists_of_one(case["value"], family.numbers(case))))
    allowed = family.allowance(case)
    outcome.missed += [f"{path} is no number of the case" for path in computed if path not in expected]
    for path, wanted in expected.items():
        exclusion = next((each for each in EXCLUSIONS if each.covers(name, path)), None)
        if path not in computed:
            (outcome.rest if exclusion is None else outcome.excluded).append(path)
            continue
        found = computed[path]
        tolerance = EXACT if any(fnmatchcase(path, pattern) for pattern in family.exact) else case["tolerance"]
        if agrees(path, found, wanted, tolerance) or moved_by_chance(found, wanted, allowed(path)):
            outcome.held.append(path)
        elif exclusion is not None and exclusion.excuses(found, wanted):
            outcome.excluded.append(path)
        else:
            outcome.missed.append(f"{path}: {found!r}, expected {wanted!r} within {tolerance:g}")
    return outcome


def moved_by_chance(found: Any, wanted: Any, allowed: int) -> bool:
    return allowed > 0 and abs(found - wanted) <= allowed


@needs_folder
@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in PATHS])
def test_case(path: Path) -> None:
    case = read(path)
    family = family_of(case["case"])
    if family is None:
        pytest.skip("not offered yet")
    outcome = compared(case, family)
    assert not outcome.missed, f"{len(outcome.missed)} numbers missed:\n" + "\n".join(outcome.missed)
    assert outcome.held, "a case of which nothing is held tests nothing"
    if outcome.rest:
        rest = ", ".join(branches(outcome.rest, outcome.held + outcome.excluded))
        pytest.skip(f"{len(outcome.held)} numbers held; {len(outcome.rest)} not offered yet: {rest}")


def test_every_exclusion_says_why() -> None:
    assert [each for each in EXCLUSIONS if each.kind not in KINDS or len(each.reason) < 40] == []


@needs_folder
def test_every_exclusion_is_about_a_number() -> None:
    """An exclusion whose case is there but has no such number is a slip of the pen."""
    cases = {case["case"]: dict(leaves(case["value"])) for case in map(read, PATHS)}
    idle = [
        (each.cases, pattern)
        for each in EXCLUSIONS
        for pattern in each.numbers
        if any(fnmatchcase(name, each.cases) for name in cases)
        and not any(
            fnmatchcase(name, each.cases) and fnmatchcase(path, pattern) for name in cases for path in cases[name]
        )
    ]
    assert idle == []


@pytest.mark.skipif(not (FOLDER / "cases" / "gap_scores.json").exists(), reason=f"no gap scores in {FOLDER}")
def test_a_wrong_number_is_found() -> None:
    case = read(FOLDER / "cases" / "gap_scores.json")
    case["value"]["overall_mean_of_dims"] += 1e-6
    case["value"]["rank_items_by_gap"].reverse()
    case["value"]["of_another_kind"] = {"low": 1.0, "high": 2.0}
    outcome = compared(case, family_of(case["case"]))
    assert outcome.missed[0].startswith("overall_mean_of_dims: ")
    assert len(outcome.missed) == 1 + len(case["value"]["rank_items_by_gap"]) // 2 * 2
    assert branches(outcome.rest, outcome.held) == ["of_another_kind (2)"]


def test_a_p_value_is_compared_relative_to_its_size() -> None:
    assert not agrees("welch/p", 2e-12, 1e-12, 1e-6)
    assert agrees("welch/F", 2e-12, 1e-12, 1e-6)


def test_numbers_not_offered_are_named_by_their_branch() -> None:
    assert branches(["a/x", "a/y", "b/x"], ["b/y"]) == ["a (2)", "b/x"]
