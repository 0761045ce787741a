"""A kind of finding is a folder, a declaration and files of words: what is left without it is whole and unchanged."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from package_copies import copied, told_by

from servgap.report.kinds.registry import known_kinds

pytestmark = pytest.mark.xdist_group("kinds_removed")  # so that what is costly is made once

KINDS = [kind.name for kind in known_kinds()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("whole")
    copied(folder)
    return told_by(folder, "tell_all_kinds.py")


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


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_kind_all_others_are_as_they_were(kind: str, whole: Any, tmp_path: Path) -> None:
    without(copied(tmp_path), kind)
    told = told_by(tmp_path, "tell_all_kinds.py")
    assert told["shown"] == {name: shown for name, shown in whole["shown"].items() if name != kind}
    assert told["report"] == [name for name in whole["report"] if name != kind]
