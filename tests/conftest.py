"""How the tests run: properties try the same examples every time, and take the time they take."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "servgap",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("servgap")
