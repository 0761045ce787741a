"""Which rows a headline speaks of: those of its group, and of the last step where there are waves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import number

if TYPE_CHECKING:
    import pandas as pd

STANDARDS = ("standard", "item")
ALIKE = 1e-9


def fact_of(finding: Finding, name: str, default: Any) -> Any:
    """Give a fact that not all kinds have."""
    return getattr(finding.facts, name, None) or default


def rows_of(finding: Finding, *levels: str) -> pd.DataFrame:
    """Give the frame's rows that the headline is about, of some levels only if these are named."""
    frame = finding.frames["frame"]
    for name, label in finding.facts.group.items():
        if name in frame:
            frame = frame[frame[name].astype(str) == str(label)]
    if "wave_to" in frame:
        frame = frame[frame["wave_to"].astype(str) == str(fact_of(finding, "last_to", None))]
    return frame[frame["level"].isin(levels)] if levels and "level" in frame else frame


def count_tested(finding: Finding, *levels: str, test: str | None = None) -> int:
    """Count the rows that have a p-value, of one test where there are several."""
    rows = rows_of(finding, *levels)
    rows = rows if test is None else rows[rows["test"] == test]
    return int(rows["p_value"].notna().sum())


def count_untested(finding: Finding, *levels: str, test: str) -> int:
    """Count the rows of a test that have no p-value."""
    rows = rows_of(finding, *levels)
    return int(rows.loc[rows["test"] == test, "p_value"].isna().sum())


def judged_at_once(finding: Finding) -> bool:
    """Tell whether the standards' intervals, by which they are judged, hold all at once."""
    return any(remark.code == "simultaneous" for remark in finding.basis.remarks)


def count_judged(finding: Finding) -> int:
    """Count the standards that have a verdict."""
    return int((rows_of(finding, "standard")["verdict"] != "").sum())


def ranked(finding: Finding) -> int:
    """Count the standards that have a rank."""
    return int(rows_of(finding)["rank"].notna().sum())


def dimensions_known(finding: Finding) -> int:
    """Count the dimensions that have a value."""
    return int(rows_of(finding, "dimension")["value"].notna().sum())


def dimensions_alike(finding: Finding, *, shown: bool = False) -> bool:
    """Tell whether no dimension's value lies below another's, or none as values are shown."""
    values = rows_of(finding, "dimension")["value"].dropna()
    if shown:
        return len(values) > 0 and number(values.max()) == number(values.min())
    return len(values) > 0 and float(values.max() - values.min()) < ALIKE
