"""The same words, orders, signs and numbers under the arithmetic of every processor that this one can stand in for."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from kernels import kernels_here
from odd_surveys import VERBS

PROGRAM = Path(__file__).with_name("odd_surveys.py")
NEAR = 1e-9
KERNELS = kernels_here()


def told_under(kernel: str, path: Path) -> dict[str, Any]:
    environment = {**os.environ, "OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, str(PROGRAM), str(path)], env=environment, check=True)  # noqa: S603 - this Python
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    if len(KERNELS) < 2:
        pytest.skip("the linear algebra library here knows one way to compute only")
    folder = tmp_path_factory.mktemp("kernels")
    return {kernel: told_under(kernel, folder / f"{kernel}.json") for kernel in KERNELS}


def differences(one: Any, other: Any, place: str = "") -> list[str]:
    """Walk two outcomes together and name what differs."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [each for key in one for each in differences(one[key], other[key], f"{place}/{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [each for number, pair in pairs for each in differences(*pair, f"{place}/{number}")]
    if isinstance(one, float) and isinstance(other, float):
        same = one == other or (math.isnan(one) and math.isnan(other))
        same = same or abs(one - other) <= NEAR * max(1.0, abs(one), abs(other))
        return [] if same else [f"{place}: {one!r}, {other!r}"]
    return [] if one == other else [f"{place}: {one!r}, {other!r}"]


@pytest.mark.parametrize("verb", VERBS)
def test_all_processors_say_the_same(every, verb):
    first, *others = every.values()
    for kernel, told in zip(KERNELS[1:], others, strict=True):
        mine = {name: each for name, each in first.items() if name.endswith(f": {verb}")}
        found = differences(mine, {name: told[name] for name in mine})
        assert not found, f"{KERNELS[0]} and {kernel} differ in {len(found)} places:\n" + "\n".join(found[:12])


def test_what_differs_is_found():
    one = {"words": {"note": "n = 3"}, "frames": {"frame": {"x": [1.0, float("nan")], "item": ["a", "b"]}}}
    assert differences(one, json.loads(json.dumps(one))) == []
    for other in ({"x": [1.0, 0.5]}, {"x": [1.0 + 1e-8, float("nan")]}, {"x": [1.0]}, {"item": ["b", "a"]}):
        changed = {**one, "frames": {"frame": {**one["frames"]["frame"], **other}}}
        assert differences(one, changed)
    assert differences(one, {**one, "words": {"note": "n = 4"}}) == ["/words/note: 'n = 3', 'n = 4'"]
