"""A kind of finding is a folder, a declaration and files of words: what is left without it is whole and unchanged."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from package_copies import copied, told_by

from servgap.report.kinds.registry import known_kinds

WHOLE = "whole"
KINDS = [kind.name for kind in known_kinds()]


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
    """What the whole package shows, and without each kind; one process tells all, for imports cost most."""
    folder = tmp_path_factory.mktemp("kinds")
    copies = {kind: folder / kind for kind in (WHOLE, *KINDS)}
    for kind, copy in copies.items():
        package = copied(copy)
        if kind in KINDS:
            without(package, kind)
    return told_by(folder, "tell_all_kinds.py", *map(str, copies.values()))


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_kind_all_others_are_as_they_were(kind: str, told: Any) -> None:
    whole, left = told[WHOLE], told[kind]
    assert left["shown"] == {name: shown for name, shown in whole["shown"].items() if name != kind}
    assert left["report"] == [name for name in whole["report"] if name != kind]
