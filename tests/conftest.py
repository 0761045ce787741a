"""How the tests run: properties try the same examples every time, and the longest files come first."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.kernels import AGAIN

collect_ignore = ["toy_verb"]  # which is no part of the package, but added to a copy of it
collect_ignore_glob = ["tell_*.py"]  # which run in processes of their own, on a copy of the package

#: Files that take long, and the longest first: each runs whole in one process, and none may be left to the end alone.
LONG = (
    "test_snapshots.py",
    "test_notebooks.py",
    "test_perception_only.py",
    "test_same_everywhere.py",
    "test_claims.py",
    "test_pseudo_language.py",
    "test_degenerate_words.py",
    "test_oracle_elsewhere.py",
    "test_properties.py",
    "test_headlines.py",
    "test_validity.py",
    "test_disclosure.py",
    "test_read_parts.py",
    "test_kinds_removed.py",
    "test_many_threads.py",
    "test_fonts.py",
    "test_pictures.py",
    "test_report_files.py",
    "test_toy_verb.py",
    "test_bad_input.py",
    "test_hostile_texts.py",
    "test_row_names.py",
    "test_small_multiples.py",
    "test_planning.py",
)

MOST_AGAIN = 8
"""Examples of a property on another processor's arithmetic; on this one all of them have been tried."""

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
    if os.environ.get(AGAIN):
        for item in items:
            _try_fewer(getattr(item, "obj", None))


def _try_fewer(test: object) -> None:
    """Have a property try no more than `MOST_AGAIN` examples, the first of those that it always tries."""
    if getattr(test, "is_hypothesis_test", False):
        of_its_own = getattr(test, "_hypothesis_internal_use_settings", settings())
        fewer = settings(of_its_own, max_examples=min(of_its_own.max_examples, MOST_AGAIN))
        vars(test)["_hypothesis_internal_use_settings"] = fewer
