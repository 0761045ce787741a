"""Runs in a copy of the package that speaks one language more: all that it shows in it."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet
from pseudo_language import CODE

import servgap as sg
from servgap.report.kinds.registry import kind_of
from servgap.report.pictures import picture_svg

COLUMNS = {"expectation": "→{n}", "perception": "←{n}", "weight": "⊕"}
BRANCH, WAVE = "§", "⏲"


def answers(n: int, seed: int) -> pd.DataFrame:
    """Draw answers whose every name is a sign, so that whatever has letters is the library's own."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 1, (n, 1))
    expected = np.clip(np.rint(6 + 0.4 * level + rng.normal(0, 0.7, (n, 22))), 1, 7)
    perceived = np.clip(np.rint(5.2 + 0.8 * level + rng.normal(0, 1.0, (n, 22))), 1, 7)
    perceived[rng.random(perceived.shape) < 0.02] = np.nan
    frame = pd.DataFrame(expected, columns=[f"→{item}" for item in range(1, 23)])
    frame[[f"←{item}" for item in range(1, 23)]] = perceived
    frame.iloc[-1] = np.nan
    frame["⊕"] = 1.0
    frame[BRANCH] = rng.choice(["①", "②", "③", "④"], n, p=[0.4, 0.3, 0.28, 0.02])
    frame[WAVE] = rng.choice(["2026-1", "2026-2", "2026-3"], n)
    return frame


def verbs(survey: sg.Survey) -> dict[str, Callable[[], sg.Finding]]:
    """Give calls that reach many sentences of every kind."""
    small = survey.where(**{BRANCH: "④"})
    one = survey.where(**{BRANCH: "①"})
    return {
        "gaps": lambda: sg.measure_gaps(survey),
        "gaps by": lambda: sg.measure_gaps(survey, by=BRANCH),
        "gaps together": lambda: sg.measure_gaps(survey, simultaneous=True),
        "gaps of few": lambda: sg.measure_gaps(small),
        "reliability": lambda: sg.check_reliability(survey),
        "reliability by": lambda: sg.check_reliability(survey, by=BRANCH, coefficients="all"),
        "validity": lambda: sg.check_validity(survey),
        "validity by": lambda: sg.check_validity(survey, by=BRANCH),
        "pairing": lambda: sg.check_pairing(survey),
        "significance": lambda: sg.check_significance(survey),
        "significance by": lambda: sg.check_significance(
            one, test=["t", "sign", "permutation", "bayes_factor"], by=WAVE, adjust="bh"
        ),
        "ranking": lambda: sg.rank_standards(survey),
        "ranking by": lambda: sg.rank_standards(survey, by=BRANCH, criterion="effect"),
        "groups": lambda: sg.compare_groups(survey, by=BRANCH),
        "waves": lambda: sg.track_waves(survey, by=WAVE),
        "screening": lambda: sg.screen_responses(survey),
        "plan": lambda: sg.plan_sample(survey, gap=0.3, branches=BRANCH),
        "plan of none": lambda: sg.plan_sample(gap=0.3, sd=1.0, branches=7),
    }


def cells_of(path: Path) -> list[list[list[str]]]:
    """Give the cells of every sheet that are seen."""
    return [
        [["" if row[at] is None else str(row[at]) for at in seen] for row in sheet.values]
        for sheet in openpyxl.load_workbook(path)
        for seen in [_seen(sheet)]
    ]


def _seen(sheet: Worksheet) -> list[int]:
    hidden = [each for each in sheet.column_dimensions.values() if each.hidden]
    return [at for at in range(sheet.max_column) if not any(each.min <= at + 1 <= each.max for each in hidden)]


def shown(finding: sg.Finding, folder: Path) -> dict[str, object]:
    """Show a finding in every way."""
    finding.to_excel(folder / "one.xlsx", language=CODE)
    return {
        "headline": finding.headline_in(CODE),
        "note": finding.note_in(CODE),
        **{form: finding.table(form, language=CODE) for form in ("text", "html", "markdown")},
        "svg": "".join(
            picture_svg(finding, CODE, view=view) for view in (None, *kind_of(finding.kind).views_of(finding))
        ),
        "workbook": cells_of(folder / "one.xlsx"),
    }


def main() -> None:
    """Write what is shown."""
    folder = Path(tempfile.mkdtemp())
    answers(500, 0).to_csv(folder / "1.csv", index=False)
    options = {"columns": COLUMNS, "attributes": [BRANCH, WAVE]}
    survey = sg.read_survey(folder / "1.csv", **options)
    told: dict[str, object] = {name: shown(call(), folder) for name, call in verbs(survey).items()}
    report = sg.Report(survey, language=CODE, branch=BRANCH, wave=WAVE)
    report.to_html(folder / "report.html")
    report.to_excel(folder / "report.xlsx")
    spoken = survey.in_language(CODE)
    described = sg.describe_source(folder / "1.csv", columns=COLUMNS).in_language(CODE)
    told["around"] = {
        "page": (folder / "report.html").read_text("utf-8"),
        "workbook": cells_of(folder / "report.xlsx"),
        "card": repr(spoken),
        "card html": spoken._repr_html_(),
        "description": repr(described),
        "description html": described._repr_html_(),
    }
    Path(sys.argv[1]).write_text(json.dumps(told, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
