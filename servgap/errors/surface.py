"""What can be wrong with what a surface is asked of."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError


def needs_two_parts(instrument: str, parts: Sequence[str]) -> ServgapError:
    return ServgapError(
        "fit_surface holds what was perceived beside what was expected, and the instrument "
        f"{instrument!r} asks only {', '.join(parts)}: nothing is subtracted, so nothing can be lost by it. "
        "What drives the outcome, find_drivers says."
    )
