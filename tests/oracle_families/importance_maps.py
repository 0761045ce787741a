"""Importance and performance on a map whose lines cross at the means."""

from __future__ import annotations

from typing import Any

import servgap as sg
from oracle_families.folder import Case, file_of, survey

QUADRANTS = {
    "concentrate_here": "concentrate here",
    "keep_up": "keep up the good work",
    "low_priority": "low priority",
    "possible_overkill": "possible overkill",
}
"""What the cases call the quadrants."""


def of_points(case: Case) -> dict[str, Any]:
    """Map respondents' 100 points against perception."""
    frame = sg.map_importance(survey(file_of(case)), crosshair="means").frame.set_index("dimension")
    return {
        "importance": frame["importance"].to_dict(),
        "performance": frame["performance"].to_dict(),
        "quadrant": frame["quadrant"].map(QUADRANTS).to_dict(),
    }
