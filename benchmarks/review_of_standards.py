"""How often a review proposes what is right, where the truth is known, beside the rule by means alone.

Run: python benchmarks/review_of_standards.py [--sizes 100 300 1000 3000] [--replicates 200]

Twenty-two standards. Of sixteen the truth is clear: customers are short of some (gap −0.6 or −1.0), of some they are
not (0 or −0.1), and some are exceeded (0.6), and 92 %, or 78 %, of 1,000 cases were within the limit where 85 % were
promised. Six lie near the borders: gaps of −0.35 and −0.15, and 83 %, 87 % or 92 % within the limit. Answers on 1–7
share a respondent's own bent (r about .3). No importance is stated, so that what is exceeded and delivered is to be
kept. The rule by means takes the mean gap against ±0.25 and the share within against the one promised, without chance.
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np
import pandas as pd

import servgap as sg
from servgap.analysis.review.proposals import BROKEN, KEPT, UNDECIDED, proposal
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, SHORT

SMALLEST, PROMISED, CASES = 0.25, 0.85, 1000
CLEAR = [(gap, share) for gap in (-1.0, -0.6, -0.1, 0.0, 0.6) for share in (0.92, 0.78)]
NEAR = [(gap, share) for gap in (-0.35, -0.15) for share in (0.87, 0.83, 0.92)]
TRUTH = [*CLEAR, *CLEAR[:6], *NEAR]
SCALE = sg.Scale(1, 7)


def verdict_of(gap: float) -> str:
    """Judge a gap that is known."""
    return SHORT if gap < -SMALLEST else ABOVE if gap > SMALLEST else NEGLIGIBLE


def right_for(gap: float, share: float) -> str:
    """Give the proposal that the truth leads to."""
    return proposal(verdict_of(gap), KEPT if share >= PROMISED else BROKEN, unimportant=False)


def instrument() -> sg.Instrument:
    """Give the questionnaire: standards with a limit, in two dimensions."""
    limit = sg.Limit(10, "min", share=PROMISED)
    standards = [sg.Standard(f"s{at:02}", f"Standard {at}", limit=limit) for at in range(len(TRUTH))]
    items = [sg.Item(each.key, each) for each in standards]
    halves = (items[: len(items) // 2], items[len(items) // 2 :])
    return sg.Instrument("made", SCALE, [sg.Dimension(f"d{at}", half) for at, half in enumerate(halves)])


def likert(latent: np.ndarray) -> np.ndarray:
    """Give answers on 1–7."""
    return np.clip(np.rint(latent), 1, 7).astype(int)


def true_gaps(rng: np.random.Generator) -> np.ndarray:
    """Find latent means of perception whose answers have the wished gaps: the scale's ends and rounding bend them."""
    wanted = np.array([gap for gap, _ in TRUTH])
    expected, received = (rng.normal(size=200_000) for _ in range(2))
    level = likert(5.0 + 0.9 * expected).mean()
    grid = np.linspace(2.5, 7.5, 101)
    means = np.array([likert(each + 1.2 * received).mean() for each in grid])
    return np.interp(level + wanted, means, grid)


def answered(rng: np.random.Generator, n: int, centres: np.ndarray, asked: sg.Instrument) -> sg.Survey:
    """Give the answers of n customers, who differ from each other in how they see everything."""
    bent = rng.normal(size=(n, 1))
    noise = np.sqrt(0.3) * bent + np.sqrt(0.7) * rng.normal(size=(n, len(TRUTH)))
    expectation = likert(5.0 + 0.9 * rng.normal(size=(n, len(TRUTH))))
    perception = likert(centres + 1.2 * noise)
    columns = {f"E{at:02}": expectation[:, at] for at in range(len(TRUTH))}
    columns |= {f"P{at:02}": perception[:, at] for at in range(len(TRUTH))}
    parts = {"expectation": [f"E{at:02}" for at in range(len(TRUTH))]}
    parts["perception"] = [f"P{at:02}" for at in range(len(TRUTH))]
    return sg.read_survey(pd.DataFrame(columns), asked, columns=parts)


def delivered(rng: np.random.Generator, asked: sg.Instrument) -> sg.Operations:
    """Give counts of cases within the limit."""
    within = rng.binomial(CASES, [share for _, share in TRUTH])
    keys = [each.key for each in asked.standards]
    return sg.read_operations(pd.DataFrame({"standard": keys, "within": within, "total": CASES}))


def by_means(review: sg.Review) -> dict[str, str]:
    """Give what the means alone lead to."""
    told = {}
    for row in review.frame.to_dict("records"):
        was = KEPT if row["delivered_share"] >= PROMISED else BROKEN
        told[row["standard"]] = proposal(verdict_of(row["gap"]), was, unimportant=False)
    return told


def study(n: int, replicates: int, seed: int = 0) -> dict[tuple[str, str], Counter[str]]:
    """Count right, wrong and undecided, by the rule and by how clear the truth is."""
    rng = np.random.default_rng([seed, n])
    asked, centres = instrument(), true_gaps(np.random.default_rng(seed))
    found: dict[tuple[str, str], Counter[str]] = {}
    for _ in range(replicates):
        review = sg.review_standards(answered(rng, n, centres, asked), operations=delivered(rng, asked))
        told = {
            "review": dict(zip(review.frame.standard, review.frame.proposal, strict=True)),
            "means": by_means(review),
        }
        wrong = dict.fromkeys(told, False)
        for at, truth in enumerate(TRUTH):
            for rule, proposals in told.items():
                each = proposals[f"s{at:02}"]
                what = "undecided" if each == UNDECIDED else "right" if each == right_for(*truth) else "wrong"
                found.setdefault((rule, "clear" if truth in CLEAR else "near"), Counter())[what] += 1
                wrong[rule] |= what == "wrong"
        for rule, any_wrong in wrong.items():
            found.setdefault((rule, "any wrong"), Counter())["wrong" if any_wrong else "right"] += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 300, 1000, 3000])
    parser.add_argument("--replicates", type=int, default=200)
    told = parser.parse_args()
    print(f"Per cent of proposals in {told.replicates} surveys of {len(TRUTH)} standards; 'any wrong' is of surveys")
    for n in told.sizes:
        found = study(n, told.replicates)
        for (rule, truth), counts in sorted(found.items()):
            total = sum(counts.values())
            shares = {name: f"{100 * counts[name] / total:.1f}" for name in ("right", "wrong", "undecided")}
            print(f"n = {n:>5}  {rule:<7} {truth:<10}", *(f"{name} {shares[name]:>5}" for name in shares))


if __name__ == "__main__":
    main()
