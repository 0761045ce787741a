"""Since when: the claim of waves."""

from __future__ import annotations

from servgap.analysis.verdicts import IMPROVED, UNCHANGED, WORSENED
from servgap.analysis.waves.verb import Waves
from servgap.language import Fact, Language, say, sentence
from servgap.language.numbers import known
from servgap.report.kinds.claim import SINCE, Claim
from servgap.report.measures import is_of_service, measure_in
from servgap.report.names import compared_group
from servgap.report.pictures.course import Course

FEWEST_WAVES = 2


def claims(finding: Waves) -> list[Claim]:
    """Give the claim; none where the last two waves could not be compared."""
    overall = finding.facts.overall
    if not (known(overall.difference) and known(overall.ci_low)):
        return []
    kind = "service" if is_of_service(measure_in(finding.basis), finding) else "value"
    wave = compared_group(finding.basis, finding.facts.last_from)
    return [Claim(SINCE, sentence(say(f"waves.claims.{kind}", case=_way(finding), wave=wave)))]


def _way(finding: Waves) -> str:
    """Tell which way it went, where the interval leaves one."""
    overall = finding.facts.overall
    if overall.verdict == UNCHANGED:
        return "alike"
    if overall.verdict not in (IMPROVED, WORSENED) and overall.ci_low <= 0 <= overall.ci_high:
        return "open"
    return "up" if overall.difference > 0 else "down"


def series(finding: Waves) -> list[tuple[Fact, float]]:
    """Give the waves with their overall values."""
    waves = finding.frames["waves"]
    overall = waves[waves["level"] == "overall"]
    told = zip(overall["wave"], overall["value"].to_numpy(dtype=float), strict=True)
    return [(compared_group(finding.basis, wave), float(found)) for wave, found in told if known(found)]


def brief(finding: Waves, language: Language) -> Course | None:
    """Plan the course of the overall value; nothing where there are fewer than two waves with one."""
    told = series(finding)
    if len(told) < FEWEST_WAVES:
        return None
    line = 0.0 if is_of_service(measure_in(finding.basis), finding) else None
    return Course(language.tell(told[0][0]), tuple(found for _, found in told), line)
