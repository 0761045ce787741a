"""What can be worked out of small groups from what a report shows of the others and of everybody.

Surveys of random branches, of random sizes, with answers in the middle, at the ceiling, or nearly all alike. For every
group that is too small to be shown, and for every mean that a report prints (items' expectations, perceptions and gaps,
dimensions' gaps), the ends of the linear programme: the lowest and the highest mean that agree with what is shown. Some
of the surveys are written as reports too, twice: as they are, and with the respondents of the hidden groups dealt out
to these groups anew; the two must be the same, byte by byte. Prints Markdown.

    python benchmarks/disclosure.py --surveys 2000 --reports 40
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from servgap.report.report import Report
from servgap.survey.disclosure import hidden_groups
from servgap.survey.survey import Answers, Survey
from tests.surveys import random_survey

MINIMUM = 10
EXACT = 1e-9


@dataclass
class Told:
    """How much was told of small groups under one rule."""

    groups: int = 0
    exactly: int = 0
    within: int = 0
    least: float = np.inf


def survey_of(seed: int) -> Survey:
    """Make a survey of 3 to 12 branches of 1 to 80 respondents, with answers of several kinds."""
    rng = np.random.default_rng(seed)
    sizes = np.rint(np.exp(rng.uniform(0, np.log(80), rng.integers(3, 13)))).astype(int)
    survey = random_survey(seed, int(sizes.sum()), sizes=(2, 3), missing=0.0)
    kind, high = rng.integers(5), int(survey.instrument.scale.levels)
    answers = {}
    for part, each in survey.answers.items():
        codes = each.codes
        if kind == 0:
            codes = np.minimum(codes.astype(int) + 3, high).astype(np.uint8)
        if kind == 1:
            codes = np.where(rng.random(codes.shape) < 0.95, np.uint8(high - 1), codes)
        answers[part] = Answers(codes)
    branch = np.repeat([f"b{number:02}" for number in range(len(sizes))], sizes)
    return replace(survey, answers=answers, respondents=survey.respondents[[]].assign(branch=branch))


def means_of(survey: Survey) -> list[tuple[NDArray[np.float64], float, float]]:
    """Give each quantity that a report prints means of: a value a respondent, and the ends that it may have."""
    low, high = survey.instrument.scale.low, survey.instrument.scale.high
    parts = [survey.part(part).to_numpy() for part in survey.instrument.parts]
    found = [(column, low, high) for part in parts for column in part.T]
    gaps = parts[1] - parts[0]
    found += [(column, low - high, high - low) for column in gaps.T]
    found += [(gaps[:, :2].mean(axis=1), low - high, high - low), (gaps[:, 2:].mean(axis=1), low - high, high - low)]
    return found


def width(
    values: NDArray[np.float64], ends: tuple[float, float], mine: NDArray[np.bool_], out: NDArray[np.bool_]
) -> float:
    """Give how wide the means are that a group may have, of whose sum with the other hidden ones the total tells."""
    n, others, total = int(mine.sum()), int(out.sum() - mine.sum()), float(values[out].sum())
    highest = min(n * ends[1], total - others * ends[0])
    lowest = max(n * ends[0], total - others * ends[1])
    return (highest - lowest) / n


def main() -> None:
    """Try both rules."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--surveys", type=int, default=2000)
    parser.add_argument("--reports", type=int, default=40)
    asked = parser.parse_args()
    rules, hidden_more = {"the small ones only": Told(), "with others": Told()}, []
    for seed in range(asked.surveys):
        survey = survey_of(seed)
        tally = survey.tally(by="branch")
        branch = survey.respondents["branch"].to_numpy(dtype=str)
        small = [cell[0] for cell, n in zip(tally.cells, tally.respondents, strict=True) if n < MINIMUM]
        for (_, told), total in zip(rules.items(), (False, True), strict=True):
            hidden = [cell[0] for cell in hidden_groups(tally, [("branch",)], MINIMUM, total=total)["branch",]]
            out = np.isin(branch, hidden)
            if total and small:
                hidden_more.append(len(hidden) - len(small))
            for label in small:
                mine = branch == label
                widths = [
                    width(values, ends, mine, out)
                    for values, *ends in means_of(survey)
                    if width(values, ends, mine, np.ones_like(out)) > 1  # else the total itself tells it
                ]
                least = min(widths, default=np.inf)
                told.groups += 1
                told.exactly += least < EXACT
                told.within += least <= 1
                told.least = min(told.least, least)
    print(f"{asked.surveys:,} surveys, {rules['with others'].groups:,} groups of fewer than {MINIMUM} respondents\n")
    print("| hidden | told exactly | to within one point | narrowest |\n|---|---|---|---|")
    for name, told in rules.items():
        print(f"| {name} | {told.exactly:,} | {told.within:,} | {told.least:.2f} |")
    print(
        f"\nHidden besides: {np.mean(hidden_more):.2f} groups a survey with small ones, at most {max(hidden_more)}.\n"
    )
    differing, others = _differing(asked.reports)
    print(
        f"Reports that differ by who of the hidden belongs where: {differing} of {asked.reports - others}; in {others} "
        "more other groups are hidden, once their respondents are dealt out."
    )


def _differing(reports: int) -> tuple[int, int]:
    differing = others = 0
    for seed in range(reports):
        survey = survey_of(seed)
        hidden = hidden_groups(survey.tally(by="branch"), [("branch",)], MINIMUM)["branch",]
        branch = survey.respondents["branch"].to_numpy(dtype=object, copy=True)
        places = np.flatnonzero(np.isin(branch.astype(str), [cell[0] for cell in hidden]))
        branch[places] = branch[np.random.default_rng(seed).permutation(places)]
        dealt = replace(survey, respondents=survey.respondents.assign(branch=branch))
        if hidden_groups(dealt.tally(by="branch"), [("branch",)], MINIMUM)["branch",] != hidden:
            others += 1
            continue
        with tempfile.TemporaryDirectory() as folder:
            files = [
                Report(of, title="Branches", minimum=MINIMUM).write(Path(folder) / name)
                for name, of in (("one", survey), ("two", dealt))
            ]
            one, two = ([each.html.read_bytes(), each.workbook.read_bytes()] for each in files)
        differing += one != two
    return differing, others


if __name__ == "__main__":
    main()
