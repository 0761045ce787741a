"""Every case of the folder of reference numbers that the library offers, within the case's own tolerance."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from oracle_families import offered
from oracle_families.comparing import KINDS, agrees, branches, leaves, lists_of_one, read_exclusions
from oracle_families.folder import FOLDER, Case
from oracle_families.offered import EXACT, FAMILIES, Family, family_of
from oracle_families.rules import RULES, Missed, excused

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
    computed = dict(leaves(lists_of_one(case["value"], family.numbers(case)), nothings=True))
    computed = {path: found for path, found in computed.items() if path in expected or found is not None}
    for path in {**expected, **computed}:
        found, wanted = computed.get(path), expected.get(path)
        tolerance = EXACT if any(fnmatchcase(path, pattern) for pattern in family.exact) else case["tolerance"]
        if path in expected and path in computed and agrees(path, found, wanted, tolerance):
            outcome.held.append(path)
            continue
        about = [each for each in EXCLUSIONS if each.covers(name, path)]
        if any(excused(Missed(case, each, path, found, wanted, computed)) for each in about):
            outcome.excluded.append(path)
        elif path not in expected:
            outcome.missed.append(f"{path} is no number of the case")
        elif path not in computed and not about:
            outcome.rest.append(path)
        else:
            outcome.missed.append(f"{path}: {found!r}, expected {wanted!r} within {tolerance:g}")
    return outcome


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


def mappings() -> list[tuple[str, Callable[..., Any]]]:
    """Find all functions of the families' files that compute a case."""
    files = [file for _, file in inspect.getmembers(offered, inspect.ismodule)]
    found = [(f"{file.__name__}.{name}", each) for file in files for name, each in inspect.getmembers(file)]
    return [(name, each) for name, each in found if _is_mapping(each, name)]


def _is_mapping(each: object, name: str) -> bool:
    if not inspect.isfunction(each) or each.__name__.startswith("_") or each.__module__ != name.rsplit(".", 1)[0]:
        return False
    told = inspect.signature(each)
    takes = [parameter.annotation for parameter in told.parameters.values()]
    return takes == ["Case"] and told.return_annotation in {"dict[str, Any]", "list[Any]"}


@pytest.mark.parametrize("mapping", [pytest.param(each, id=name) for name, each in mappings()])
def test_every_mapping_is_offered(mapping: Callable[..., Any]) -> None:
    """A family that is struck from the list would otherwise be skipped as if it had never been offered."""
    assert any(family.numbers is mapping for family in FAMILIES)


def test_every_exclusion_says_why() -> None:
    assert [each for each in EXCLUSIONS if each.kind not in KINDS or len(each.reason) < 40] == []
    assert {each.rule for each in EXCLUSIONS} - {""} == set(RULES)


def test_what_is_wrong_or_drawn_is_so_by_a_rule() -> None:
    """Otherwise any number would do in its place."""
    loose = [each for each in EXCLUSIONS if each.kind in {"wrong in the reference", "drawn"}]
    assert [each.numbers for each in loose if each.off_by is None and not each.rule] == []


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
