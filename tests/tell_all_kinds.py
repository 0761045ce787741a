"""Runs in a copy of the package from which a kind of finding was taken: what the others show, as digests."""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path

import servgap as sg
from servgap.report.kinds.registry import known_kinds
from servgap.report.pictures import picture_svg


def calls(survey: sg.Survey) -> dict[str, list[Callable[[], sg.Finding]]]:
    """Give calls of every verb."""
    wave = survey.where(quarter="2026Q3")
    return {
        "gaps": [lambda: sg.measure_gaps(wave), lambda: sg.measure_gaps(wave, by="branch")],
        "significance": [lambda: sg.check_significance(wave, test="t")],
        "reliability": [lambda: sg.check_reliability(wave)],
        "validity": [lambda: sg.check_validity(wave)],
        "pairing": [lambda: sg.check_pairing(wave)],
        "ranking": [lambda: sg.rank_standards(wave)],
        "groups": [lambda: sg.compare_groups(wave, by="branch")],
        "waves": [lambda: sg.track_waves(survey, by="quarter")],
        "screening": [lambda: sg.screen_responses(wave)],
        "plan": [lambda: sg.plan_sample(wave, gap=0.3, branches="branch")],
    }


def shown(finding: sg.Finding) -> str:
    """Digest what a finding shows in both languages."""
    told = [
        text
        for language in ("en", "zh")
        for text in (
            finding.headline_in(language),
            finding.note_in(language),
            finding.table("text", language=language),
        )
    ]
    told.append(picture_svg(finding, "zh"))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def main() -> None:
    """Import everything that is there, and write what is shown."""
    for module in pkgutil.walk_packages(sg.__path__, "servgap."):
        importlib.import_module(module.name)
    survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    kinds = {kind.name for kind in known_kinds()}
    told = {name: [shown(call()) for call in of] for name, of in calls(survey).items() if name in kinds}
    report = sg.Report(survey.where(quarter=["2026Q2", "2026Q3"]))
    Path(sys.argv[1]).write_text(
        json.dumps({"shown": told, "report": [each.kind for each in report.findings]}), "utf-8"
    )


if __name__ == "__main__":
    main()
