"""Why a number behind a headline is not there."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.report.words.codes import word
from servgap.report.words.languages import Language


def first_reason(finding: Finding, language: Language, level: str | None = None) -> str:
    """Give the first reason that stands in the finding's frame, in words; nothing where there is none."""
    frame = finding.frames["frame"]
    if level is not None and "level" in frame:
        frame = frame[frame["level"] == level]
    codes = [str(code) for code in frame["reason"] if code] if "reason" in frame else []
    return word("reason", codes[0], language) if codes else ""
