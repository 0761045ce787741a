"""How the tests run: properties try the same examples every time, and the longest files come first."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

collect_ignore = ["toy_verb"]  # which is no part of the package, but added to a copy of it
collect_ignore_glob = ["tell_*.py"]  # which run in processes of their own, on a copy of the package

#: Files that take long, and the longest first: each runs whole in one process, and none may be left to the end alone.
LONG = (
    "test_snapshots.py",
    "test_kinds_removed.py",
    "test_perception_only.py",
    "test_same_everywhere.py",
    "test_notebooks.py",
    "test_validity.py",
    "test_pseudo_language.py",
    "test_degenerate_words.py",
    "test_oracle_elsewhere.py",
    "test_read_parts.py",
    "test_properties.py",
    "test_headlines.py",
    "test_measures.py",
    "test_disclosure.py",
    "test_pictures.py",
    "test_fonts.py",
    "test_bad_input.py",
    "test_many_threads.py",
    "test_report_files.py",
    "test_columns.py",
    "test_planning.py",
    "test_toy_verb.py",
    "test_league.py",
)

settings.register_profile(
    "servgap",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("servgap")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long before all others, in their order."""
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONG)))
