"""A kind of finding is a folder, a declaration and files of words: what is left without it is whole and unchanged."""

from __future__ import annotations

import math
import shutil
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from package_copies import copied, told_by

from servgap.report.kinds.registry import known_kinds

WHOLE = "whole"
KINDS = [kind.name for kind in known_kinds()]
COPIES = next(n for n in range(2, 64) if math.comb(n, n // 2) >= len(KINDS))
PLACES = list(combinations(range(COPIES), COPIES // 2))[: len(KINDS)]
"""Each kind is taken out of half of the copies, no two out of the same ones: so of every two kinds one is there when
the other is not, in the fewest copies in which that can be (Sperner)."""
TOGETHER = {
    f"copy {copy}": [kind for kind, places in zip(KINDS, PLACES, strict=True) if copy in places]
    for copy in range(COPIES)
}


def without(package: Path, kind: str) -> None:
    """Take out everything of a kind, and nothing else."""
    shutil.rmtree(package / "analysis" / kind)
    declaration = package / "report" / "kinds" / kind
    if declaration.is_dir():
        shutil.rmtree(declaration)
    else:
        declaration.with_suffix(".py").unlink()
    for words in package.glob(f"language/*/{kind}.toml"):
        words.unlink()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the whole package shows, and without some kinds; one process tells all, for imports cost most."""
    folder = tmp_path_factory.mktemp("kinds")
    copies = {name: folder / name for name in (WHOLE, *filter(TOGETHER.get, TOGETHER))}
    for name, copy in copies.items():
        package = copied(copy)
        for kind in TOGETHER.get(name, ()):
            without(package, kind)
    return told_by(folder, "tell_all_kinds.py", *map(str, copies.values()))


def test_of_every_two_kinds_one_is_there_without_the_other() -> None:
    apart = {(kind, other) for out in TOGETHER.values() for kind in out for other in KINDS if other not in out}
    assert apart == set(permutations(KINDS, 2))


@pytest.mark.parametrize("name", [name for name, out in TOGETHER.items() if out])
def test_without_some_kinds_all_others_are_as_they_were(name: str, told: Any) -> None:
    whole, left, out = told[WHOLE], told[name], TOGETHER[name]
    assert left["shown"] == {kind: shown for kind, shown in whole["shown"].items() if kind not in out}
    assert left["report"] == [kind for kind in whole["report"] if kind not in out]
