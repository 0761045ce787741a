"""Every registered statistic, and every number it reports, stands against a published or cross-computed case."""

import dataclasses
import importlib
import pkgutil
import tomllib
from pathlib import Path

import numpy as np
import pytest

import servgap._stats
from servgap._stats.registry import REGISTRY

for found in pkgutil.walk_packages(servgap._stats.__path__, prefix="servgap._stats."):
    importlib.import_module(found.name)

PUBLISHED = Path(__file__).parent / "published"


def read_cases():
    cases = []
    for path in sorted(PUBLISHED.glob("*.toml")):
        with path.open("rb") as file:
            cases.extend({**case, "file": path.name} for case in tomllib.load(file).get("case", []))
    return cases


CASES = read_cases()


def argument(key, value):
    """A list of numbers is an array; `rng` is the seed of a generator; all else is taken as it stands."""
    if key == "rng":
        return np.random.default_rng(value)
    if isinstance(value, list):
        return np.asarray(value)
    return value


def check_number(field, reported, expected, tolerance):
    """p-values are compared relative to their size, other numbers absolutely and relatively, words exactly."""
    if isinstance(expected, str):
        assert reported == expected, field
        return
    wanted = np.asarray(expected, dtype=float)
    assert np.shape(reported) == wanted.shape, f"{field}: shape {np.shape(reported)}, expected {wanted.shape}"
    absolute = 0.0 if field.startswith("p_") else tolerance
    np.testing.assert_allclose(reported, wanted, rtol=tolerance, atol=absolute, equal_nan=True, err_msg=field)


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['file']}: {case['name']}") for case in CASES])
def test_case(case):
    entry = REGISTRY[case["statistic"]]
    outcome = entry.compute(**{key: argument(key, value) for key, value in case["input"].items()})
    assert case["expected"], "a case without a number checks nothing"
    for field, expected in case["expected"].items():
        check_number(field, getattr(outcome, field), expected, case["tolerance"])


def test_every_case_says_where_its_numbers_come_from():
    vague = [case["name"] for case in CASES if not (case.get("source") and case.get("call"))]
    assert not vague


def test_no_two_cases_of_a_file_share_a_name():
    names = [(case["file"], case["name"]) for case in CASES]
    assert len(names) == len(set(names))


def test_every_statistic_returns_a_frozen_dataclass():
    loose = [key for key, entry in REGISTRY.items() if not entry.outcome.__dataclass_params__.frozen]
    assert not loose
    assert all(dataclasses.is_dataclass(entry.outcome) for entry in REGISTRY.values())


def test_every_number_of_every_statistic_is_held_by_a_case():
    held = {}
    for case in CASES:
        held.setdefault(case["statistic"], set()).update(case["expected"])
    missing = [
        f"{key}.{number}"
        for key, entry in REGISTRY.items()
        for number in entry.numbers
        if number not in held.get(key, ())
    ]
    assert not missing, f"no case in tests/published holds: {', '.join(missing)}"


def test_there_is_something_to_walk():
    assert "paired_t" in REGISTRY
    assert CASES
