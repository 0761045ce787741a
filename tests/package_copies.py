"""Copies of the package to which something is added, or from which something is taken, and what runs in them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import servgap

TESTS = Path(__file__).parent


def copied(folder: Path) -> Path:
    """Copy the package into a folder, with what is compiled of it, and give the copy."""
    into = folder / "servgap"
    under_way = shutil.ignore_patterns("*.pyc.*")  # which another process writes just now
    shutil.copytree(Path(servgap.__file__).parent, into, ignore=under_way)
    return into


def told_by(folder: Path, script: str, *arguments: str) -> Any:
    """Run a script of this folder on the package in a folder, and give what it writes as JSON."""
    paths = os.pathsep.join(map(str, (folder, TESTS)))
    written = folder / "told.json"
    finished = subprocess.run(  # noqa: S603 - this Python, on a script that stands beside this file
        [sys.executable, "-W", "error", str(TESTS / script), str(written), *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=1800,
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(written.read_text("utf-8"))
