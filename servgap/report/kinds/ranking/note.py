"""What the note of a ranking says besides what all notes do."""

from __future__ import annotations

from servgap.analysis.ranking.verb import Ranking
from servgap.language import Fact, count, say
from servgap.report.kinds.noted import Noted
from servgap.report.measures import against, measure_in
from servgap.report.phrases import level
from servgap.report.segments import segments_note


def note(finding: Ranking) -> list[Noted]:
    """Give the note's own sentences."""
    k = finding.facts.k
    told = [Noted("ranks", _first(finding)), Noted("ranks", say("ranking.note.sets", level=level(finding)))]
    if not finding.basis.draws:
        return told
    told.append(Noted("ranks", say("ranking.note.beside", case="one" if k == 1 else "several", k=count(k))))
    told.append(Noted("selection", say("ranking.note.winner")))
    told += [Noted("selection", say("ranking.note.of_groups"))] if "worst_of_all" in finding.frames else []
    return [*told, segments_note(finding, finding.facts.segments)]


def _first(finding: Ranking) -> Fact:
    """Say what rank 1 means."""
    measure = measure_in(finding.basis)
    extreme = "lowest" if measure.worse < 0 else "highest"
    case = measure.family if measure.has_yardstick else extreme
    return say("ranking.note.first", case=case, against=against(measure))
