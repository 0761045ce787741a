"""How the tests run: properties try the same examples every time, and take the time they take."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from made_font import make_font

collect_ignore = ["toy_verb"]  # which is no part of the package, but added to a copy of it
collect_ignore_glob = ["tell_*.py"]  # which run in processes of their own, on a copy of the package

settings.register_profile(
    "servgap",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("servgap")


@pytest.fixture(scope="session", autouse=True)
def _chinese_font(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Draw Chinese in a font made here where none is installed; SERVGAP_CHINESE_FONT=needed asks for a real one."""
    from matplotlib.font_manager import fontManager

    from servgap.report.pictures.fonts import CHINESE
    from servgap.report.pictures.installed import families_of_new_files

    if os.environ.get("SERVGAP_CHINESE_FONT") != "needed" and not families_of_new_files().intersection(CHINESE):
        fontManager.addfont(make_font(tmp_path_factory.mktemp("fonts") / "chinese.ttf"))
