"""The same words, orders, signs and numbers under the arithmetic of every processor that this one can stand in for.

Two kinds of processor, and surveys in which much is equal; `benchmarks/same_on_kernels.py` takes all of both.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from kernels import environment, kernels_here, main, other_kernel
from odd_calls import FAST_CALLS
from told_apart import differences

PROGRAM = Path(__file__).with_name("odd_calls.py")


@pytest.fixture(scope="module")
def accounts(tmp_path_factory) -> dict[str, dict[str, Any]]:
    """All that is said on the newest and on the oldest kind of processor."""
    kernels = list(kernels_here())
    if len(kernels) < 2:
        pytest.skip("the linear algebra library here knows one way to compute only")
    path, told = tmp_path_factory.mktemp("kernels") / "told.json", {}
    for kernel in (kernels[0], kernels[-1]):
        variables = {**environment(kernel), "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([sys.executable, PROGRAM, path, "--fast"], env=variables, check=True)  # noqa: S603 - this Python
        told[kernel] = json.loads(path.read_text(encoding="utf-8"))
    return told


@pytest.mark.parametrize("call", FAST_CALLS)
def test_all_processors_say_the_same(accounts, call):
    one, other = (
        {place: each for place, each in told.items() if place.endswith(f": {call}")} for told in accounts.values()
    )
    found = list(differences(one, other))
    assert one
    assert not found, f"{' and '.join(accounts)} differ in {len(found)} places:\n" + "\n".join(found[:12])


def test_no_number_is_printed_whose_digits_say_nothing(accounts):
    texts = {
        f"{place}: {name}": text
        for told in accounts.values()
        for place, each in told.items()
        for name, text in each["words"].items()
    }
    for place, text in texts.items():
        assert all(len(re.sub(r"\D", "", found)) <= 7 for found in re.findall(r"\d[\d,]*", text)), place
        assert not re.search(r"\de[+-]\d", text), place


def test_the_numbers_are_computed_again_with_other_digits(capfd):
    kernel = other_kernel()
    digits = "import tests.kernels as k; print(k._digits())"
    assert main([sys.executable, "-c", digits]) == 0
    told = capfd.readouterr().out
    if kernel:
        assert told.split() == [*told.split()[:-1], kernels_here()[kernel]]
        assert kernel in told
    else:
        assert told.startswith("Not run again")


def test_what_fails_again_fails():
    if not other_kernel():
        pytest.skip("the linear algebra library here knows one way to compute only")
    assert main([sys.executable, "-c", "raise SystemExit(3)"]) == 3


ONE = {"words": {"note": "n = 3"}, "frames": {"frame": {"gap": [1.0, float("nan"), 5.0], "item": ["a", "b", "c"]}}}


@pytest.mark.parametrize(
    "changed",
    [
        {"gap": [1.0, 0.5, 5.0]},
        {"gap": [1.0 + 1e-8, float("nan"), 5.0]},
        {"gap": [1, float("nan"), 5.0]},
        {"gap": [1.0, float("nan")]},
        {"item": ["b", "a", "c"]},
    ],
)
def test_what_differs_is_found(changed):
    other = {**ONE, "frames": {"frame": {**ONE["frames"]["frame"], **changed}}}
    assert list(differences({"s: gaps": ONE}, {"s: gaps": json.loads(json.dumps(ONE))})) == []
    assert len(list(differences({"s: gaps": ONE}, {"s: gaps": other}))) == 1


def test_words_that_differ_are_found_and_missing_calls():
    other = {**ONE, "words": {"note": "n = 4"}}
    assert list(differences({"s: gaps": ONE}, {"s: gaps": other})) == ["s: gaps: note: 'n = 3', 'n = 4'"]
    assert list(differences({"s: gaps": ONE}, {})) == ["s: gaps: in one only"]
