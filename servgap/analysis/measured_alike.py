"""What a comparison of groups must say of whether the groups were measured alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servgap.analysis.finding import Finding, Remark
from servgap.errors import validity as errors
from servgap.survey.asked_alike import asked_alike
from servgap.survey.tally import Tally

if TYPE_CHECKING:
    from servgap.analysis.validity.verb import Validity

COMPARABLE = ("scalar", "strict")
"""Steps of invariance from which on means may be compared (Meredith 1993, Psychometrika 58, 525–543)."""


def measured_alike(validity: Validity | None, tally: Tally) -> list[Remark]:
    """Say how far measurement was found to be the same in the groups of a tally; nothing where nobody checked."""
    if validity is None:
        return []
    if not isinstance(validity, Finding) or validity.kind != "validity":
        raise errors.not_a_validity(validity)
    basis, compared = validity.basis, validity.facts.invariance
    if not asked_alike(basis.instrument, tally.instrument):
        raise errors.validity_of_other("questionnaire", repr(tally.instrument.name), repr(basis.instrument.name))
    if compared is None or basis.compared != tally.by:
        found = ", ".join(map(repr, basis.compared)) or "none"
        raise errors.validity_of_other("attribute", ", ".join(map(repr, tally.by)), found)
    told = (("by", tally.by[0]), ("part", validity.facts.part))
    unknown = compared.reason and compared.open not in ("", "strict")
    if unknown or (compared.reason and not compared.reached):
        return [Remark("invariance_unknown", (*told, ("reason", compared.reason)))]
    code = "invariant" if compared.reached in COMPARABLE else "not_invariant"
    return [Remark(code, (*told, ("reached", compared.reached)))]
