"""Chinese headlines, one function a kind."""

from __future__ import annotations

from collections.abc import Callable

from servgap.analysis.finding import Finding

SENTENCES: dict[str, Callable[[Finding], str]] = {}
