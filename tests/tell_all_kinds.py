"""Runs on copies of the package, from each of which a kind of finding was taken: what the others show, as digests."""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def imported_from(folder: Path) -> Any:
    """Import everything of the package in a folder, as if no other copy of it had ever been imported."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "servgap"]:
        del sys.modules[name]
    sys.path[0] = str(folder)
    importlib.invalidate_caches()
    package = importlib.import_module("servgap")
    for module in pkgutil.walk_packages(package.__path__, "servgap."):
        importlib.import_module(module.name)
    elsewhere = [
        name
        for name, module in sys.modules.items()
        if name.partition(".")[0] == "servgap" and not Path(module.__file__ or "").is_relative_to(folder)
    ]
    if elsewhere:
        raise ImportError(elsewhere)
    return package


def calls(sg: Any, survey: Any) -> dict[str, list[Callable[[], Any]]]:
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


def shown(finding: Any) -> str:
    """Digest what a finding shows in both languages."""
    pictures = importlib.import_module("servgap.report.pictures")
    told = [
        text
        for language in ("en", "zh")
        for text in (
            finding.headline_in(language),
            finding.note_in(language),
            finding.table("text", language=language),
        )
    ]
    told.append(pictures.picture_svg(finding, "zh"))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def told_of(folder: Path) -> dict[str, Any]:
    """Tell what the package in a folder shows, and of which findings its report is made."""
    sg = imported_from(folder)
    servqual = sg.Instrument.load("servqual")
    two = sg.Instrument("two dimensions", servqual.scale, servqual.dimensions[:2])  # of which pictures are soon drawn
    columns = {"expectation": "E{n}", "perception": "P{n}"}
    survey = sg.read_survey("data/samples/hotline_2026.csv", two, columns=columns, attributes=["branch", "quarter"])
    kinds = {kind.name for kind in importlib.import_module("servgap.report.kinds.registry").known_kinds()}
    told = {name: [shown(call()) for call in of] for name, of in calls(sg, survey).items() if name in kinds}
    report = sg.Report(survey.where(quarter=["2026Q2", "2026Q3"]))
    return {"shown": told, "report": [each.kind for each in report.findings]}


def main() -> None:
    """Write what is shown by the copies in the folders that are named, one after the other."""
    written, *folders = map(Path, sys.argv[1:])
    written.write_text(json.dumps({folder.name: told_of(folder) for folder in folders}), "utf-8")


if __name__ == "__main__":
    main()
