"""Waves, as readers meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servgap.language import Fact, count, say
from servgap.report.kinds.kind import Kind, Material, View, compared
from servgap.report.kinds.waves.claims import brief, claims, series
from servgap.report.kinds.waves.headline import headline
from servgap.report.kinds.waves.note import note
from servgap.report.kinds.waves.paths import lacking, paths
from servgap.report.kinds.waves.picture import picture
from servgap.report.kinds.waves.remarks import REMARKS
from servgap.report.kinds.waves.resting import without_small_branches
from servgap.report.kinds.waves.tables import tables
from servgap.report.names import compared_group
from servgap.survey.survey import Survey

if TYPE_CHECKING:
    import pandas as pd

    from servgap.analysis.waves.verb import Waves
    from servgap.survey.tally import Tally


def _made(material: Material) -> Waves | None:
    from servgap.analysis.waves.verb import track_waves

    if material.trend is None or material.wave is None:
        return None
    subject: Survey | Tally = material.trend
    if isinstance(material.everybody, Survey) and material.everybody.persons is not None:
        subject = material.everybody  # who answered twice is known of rows alone
    return track_waves(subject, by=material.wave, measure=material.measure)


def _about(finding: Waves) -> Fact:
    waves = finding.facts.waves
    if len(waves) < 2:
        return None
    first, last = (compared_group(finding.basis, wave) for wave in (waves[0], waves[-1]))
    return say("waves.about", first=first, last=last, n=count(finding.basis.rows_used))


def _of_groups(finding: Waves) -> tuple[pd.DataFrame, list[str]]:
    return finding.frames["waves"], ["wave"]


KIND = Kind(
    name="waves",
    chapter="since",
    place=10,
    headline=headline,
    claims=claims,
    brief=brief,
    series=series,
    note=note,
    tables=tables,
    picture=picture,
    views={"events": View(paths, lacking, medium="screen")},
    remarks=REMARKS,
    sample=say("waves.sample"),
    made=_made,
    by=compared,
    about=_about,
    of_groups=_of_groups,
    resting=without_small_branches,
)
