"""What a validity says to comparisons of the same groups: whether they were measured alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servgap.analysis.finding import Remark

if TYPE_CHECKING:
    from servgap.analysis.validity.verb import Validity

COMPARABLE = ("scalar", "strict")
"""Steps of invariance from which on means may be compared (Meredith 1993, Psychometrika 58, 525–543)."""


def measured_alike(validity: Validity) -> list[Remark]:
    """Say how far measurement was found to be the same in the groups; nothing where all were checked together."""
    compared = validity.facts.invariance
    if compared is None:
        return []
    told = (("by", validity.basis.compared[0]), ("part", validity.facts.part))
    unknown = compared.reason and compared.open not in ("", "strict")
    if unknown or (compared.reason and not compared.reached):
        return [Remark("invariance_unknown", (*told, ("reason", compared.reason)))]
    code = "invariant" if compared.reached in COMPARABLE else "not_invariant"
    return [Remark(code, (*told, ("reached", compared.reached)))]
