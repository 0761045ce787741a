"""What the note of a reliability says besides what all notes do, and its remarks."""

from __future__ import annotations

from servgap.analysis.finding import Basis
from servgap.analysis.reliability.bands import BANDS, CRITICS, GROUP_MEAN, MEDIUM_DIFFERENCE, MOST_PER_GROUP
from servgap.analysis.reliability.intervals import ROUGH
from servgap.analysis.reliability.verb import Reliability
from servgap.language import Fact, coefficient, count, joined, say
from servgap.report.citations import cited
from servgap.report.kinds.kind import RemarkFacts
from servgap.report.kinds.noted import Noted
from servgap.report.notes import intervals

SKEWED = "LeBreton & Senter (2008), Organ. Res. Methods 11, 815–852"
"""Whose slightly skewed answers agreement is set against."""


def note(finding: Reliability) -> list[Noted]:
    """Give the note's own sentences."""
    return [
        intervals(finding.basis),
        Noted("coefficients", say("reliability.note.coefficients")),
        Noted("intervals", say("reliability.note.free")),
        Noted("coefficients", None if finding.basis.pair[0] is None else say("reliability.note.difference")),
        Noted("verdicts", _bands()),
        Noted("groups", _groups(finding.basis)),
        Noted(
            "groups", say("reliability.note.averaged", source=cited(SKEWED)) if "agreement" in finding.frames else None
        ),
    ]


def rough_intervals(facts: RemarkFacts, _: Basis) -> Fact:
    """Say that some intervals rest on few respondents."""
    return say("remarks.rough_intervals", few=count(ROUGH), **facts)


def _bands() -> Fact:
    limits = (say("reliability.note.limit", case=band.code, least=coefficient(band.least)) for band in BANDS)
    sources = joined(map(cited, dict.fromkeys(band.source for band in BANDS)), "clauses")
    return say("reliability.note.bands", limits=joined(limits, "phrases"), sources=sources, critics=cited(CRITICS))


def _groups(basis: Basis) -> Fact:
    """Say how many respondents a group's mean takes: as the groups here tell, or else by a convention."""
    return say(
        "reliability.note.groups",
        case="here" if basis.separately else "convention",
        mean=coefficient(GROUP_MEAN),
        times=count(round(GROUP_MEAN / (1 - GROUP_MEAN) / MEDIUM_DIFFERENCE**2)),
        difference=coefficient(MEDIUM_DIFFERENCE),
        most=count(MOST_PER_GROUP),
    )
