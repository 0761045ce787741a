"""SERVQUAL gap analysis, from the export of a survey tool to the quarter's report.

The walk through the house:

>>> import servgap as sg
>>> survey = sg.read_survey("data/samples/hotline_2026.csv", instrument="servqual", attributes=["branch", "quarter"])
>>> gaps = sg.measure_gaps(survey)

`read_survey` reads the answers to an `Instrument` into a `Survey`, whose `Ledger` accounts for every row.
`screen_responses` flags careless answers. A Survey is counted once into a `Tally`; every other verb (`measure_gaps`,
`check_reliability`, `check_validity`, `check_pairing`, `check_significance`, `rank_standards`, `compare_groups`,
`track_waves`, `measure_zones`, `classify_kano`) takes either and returns a `Finding`: an exact frame, a headline, a
note, a table and a picture. `find_drivers` says what goes with an `Outcome`, such as satisfaction; `map_importance` and
`fit_surface`, which take a Survey, where it pays to fix, and whether expectation may be subtracted. `plan_sample` says
how many respondents it takes, before anybody is asked. A `Report` puts findings under one quarter's heading, as a page,
a workbook and a Word file.

`read_catalogue` reads what was promised into a `Catalogue` of standards with their limits, `read_operations` what was
delivered, and `track_operations` holds one against the other.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servgap.analysis.drivers.verb import Drivers as Drivers
    from servgap.analysis.drivers.verb import find_drivers as find_drivers
    from servgap.analysis.finding import Finding as Finding
    from servgap.analysis.gaps.verb import Gaps as Gaps
    from servgap.analysis.gaps.verb import measure_gaps as measure_gaps
    from servgap.analysis.groups.verb import GroupComparison as GroupComparison
    from servgap.analysis.groups.verb import compare_groups as compare_groups
    from servgap.analysis.importance_map.verb import ImportanceMap as ImportanceMap
    from servgap.analysis.importance_map.verb import map_importance as map_importance
    from servgap.analysis.kano.verb import KanoClasses as KanoClasses
    from servgap.analysis.kano.verb import classify_kano as classify_kano
    from servgap.analysis.operations.verb import OperationsTrack as OperationsTrack
    from servgap.analysis.operations.verb import track_operations as track_operations
    from servgap.analysis.pairing.verb import Pairing as Pairing
    from servgap.analysis.pairing.verb import check_pairing as check_pairing
    from servgap.analysis.plan.verb import Plan as Plan
    from servgap.analysis.plan.verb import plan_sample as plan_sample
    from servgap.analysis.ranking.verb import Ranking as Ranking
    from servgap.analysis.ranking.verb import rank_standards as rank_standards
    from servgap.analysis.reliability.verb import Reliability as Reliability
    from servgap.analysis.reliability.verb import check_reliability as check_reliability
    from servgap.analysis.review.verb import Review as Review
    from servgap.analysis.review.verb import review_standards as review_standards
    from servgap.analysis.screening.verb import Screening as Screening
    from servgap.analysis.screening.verb import screen_responses as screen_responses
    from servgap.analysis.significance.verb import Significance as Significance
    from servgap.analysis.significance.verb import check_significance as check_significance
    from servgap.analysis.surface.verb import Surface as Surface
    from servgap.analysis.surface.verb import fit_surface as fit_surface
    from servgap.analysis.validity.verb import Validity as Validity
    from servgap.analysis.validity.verb import check_validity as check_validity
    from servgap.analysis.waves.verb import Waves as Waves
    from servgap.analysis.waves.verb import track_waves as track_waves
    from servgap.analysis.what_if.raising import WhatIf as WhatIf
    from servgap.analysis.zones.verb import Zones as Zones
    from servgap.analysis.zones.verb import measure_zones as measure_zones
    from servgap.errors import ServgapError as ServgapError
    from servgap.report.report import Report as Report
    from servgap.survey.event import Event as Event
    from servgap.survey.instrument import Dimension as Dimension
    from servgap.survey.instrument import Instrument as Instrument
    from servgap.survey.instrument import Item as Item
    from servgap.survey.ledger import Ledger as Ledger
    from servgap.survey.measures.measure import Measure as Measure
    from servgap.survey.operations.door import read_operations as read_operations
    from servgap.survey.operations.operations import Operations as Operations
    from servgap.survey.outcomes.outcome import Outcome as Outcome
    from servgap.survey.reading.describing import describe_source as describe_source
    from servgap.survey.reading.description import SourceDescription as SourceDescription
    from servgap.survey.reading.door import read_survey as read_survey
    from servgap.survey.scale import Scale as Scale
    from servgap.survey.standards.catalogue import Catalogue as Catalogue
    from servgap.survey.standards.limit import Limit as Limit
    from servgap.survey.standards.reading.door import read_catalogue as read_catalogue
    from servgap.survey.standards.standard import Standard as Standard
    from servgap.survey.survey import Survey as Survey
    from servgap.survey.tally import Tally as Tally

__version__ = "0.3.0"

_ROOM_OF = {
    "Scale": "survey.scale",
    "Standard": "survey.standards.standard",
    "Limit": "survey.standards.limit",
    "Catalogue": "survey.standards.catalogue",
    "read_catalogue": "survey.standards.reading.door",
    "Item": "survey.instrument",
    "Dimension": "survey.instrument",
    "Instrument": "survey.instrument",
    "describe_source": "survey.reading.describing",
    "SourceDescription": "survey.reading.description",
    "read_survey": "survey.reading.door",
    "Survey": "survey.survey",
    "Ledger": "survey.ledger",
    "Tally": "survey.tally",
    "Measure": "survey.measures.measure",
    "Event": "survey.event",
    "Outcome": "survey.outcomes.outcome",
    "read_operations": "survey.operations.door",
    "Operations": "survey.operations.operations",
    "screen_responses": "analysis.screening.verb",
    "measure_gaps": "analysis.gaps.verb",
    "check_reliability": "analysis.reliability.verb",
    "check_validity": "analysis.validity.verb",
    "check_pairing": "analysis.pairing.verb",
    "check_significance": "analysis.significance.verb",
    "rank_standards": "analysis.ranking.verb",
    "compare_groups": "analysis.groups.verb",
    "track_waves": "analysis.waves.verb",
    "measure_zones": "analysis.zones.verb",
    "find_drivers": "analysis.drivers.verb",
    "map_importance": "analysis.importance_map.verb",
    "fit_surface": "analysis.surface.verb",
    "classify_kano": "analysis.kano.verb",
    "track_operations": "analysis.operations.verb",
    "review_standards": "analysis.review.verb",
    "plan_sample": "analysis.plan.verb",
    "Finding": "analysis.finding",
    "Screening": "analysis.screening.verb",
    "Gaps": "analysis.gaps.verb",
    "Reliability": "analysis.reliability.verb",
    "Validity": "analysis.validity.verb",
    "Pairing": "analysis.pairing.verb",
    "Significance": "analysis.significance.verb",
    "Ranking": "analysis.ranking.verb",
    "GroupComparison": "analysis.groups.verb",
    "Waves": "analysis.waves.verb",
    "Zones": "analysis.zones.verb",
    "Drivers": "analysis.drivers.verb",
    "ImportanceMap": "analysis.importance_map.verb",
    "Surface": "analysis.surface.verb",
    "KanoClasses": "analysis.kano.verb",
    "OperationsTrack": "analysis.operations.verb",
    "Review": "analysis.review.verb",
    "WhatIf": "analysis.what_if.raising",
    "Plan": "analysis.plan.verb",
    "Report": "report.report",
    "ServgapError": "errors",
}

__all__ = list(_ROOM_OF)


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        message = f"module 'servgap' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"servgap.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*(name for name in globals() if name.startswith("__")), *_ROOM_OF])
