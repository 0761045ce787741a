"""Whether a stored survey still is what was stored, by the digests that its file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from servgap.errors import surveys as errors
from servgap.survey.digests import column_digests, digests_of_description
from servgap.survey.survey import Survey


def unchanged(survey: Survey, description: Mapping[str, Any], path: Path) -> Survey:
    """Hold a survey that was read against the digests of the one that was stored.

    Parameters
    ----------
    survey
        What was read.
    description
        What the file says of itself.
    path
        The file, for complaints.

    Returns
    -------
    Survey
        The survey; where only texts of the questionnaire were changed, or the file of an earlier version has no
        digests, its ledger says so.

    Raises
    ------
    ServgapError
        If answers, attributes, ledger, or what gives them a meaning were changed.
    """
    if "digests" not in description:
        return replace(survey, ledger=survey.ledger.understood("no_digest"))
    stored, said = description["digests"], digests_of_description(survey.instrument, description)
    if (
        not isinstance(stored, Mapping)
        or stored.keys() != {"columns", *said}
        or not isinstance(stored["columns"], list)
    ):
        raise errors.stored_answers_changed(path, ["what is said of the digests"])
    told = (("structure", "the instrument's items or scale"), ("about", "what is said of rows and columns"))
    changed = [name for key, name in told if said[key] != stored[key]]
    columns = list(column_digests(survey))
    changed += ["the number of columns"] * (len(columns) != len(stored["columns"]))
    together = zip(columns, stored["columns"], strict=False)
    changed += [name for (name, digest), before in together if digest != before]
    if changed:
        raise errors.stored_answers_changed(path, list(dict.fromkeys(changed)))
    if stored["wording"] != said["wording"]:
        return replace(survey, ledger=survey.ledger.understood("wording_changed"))
    return survey
