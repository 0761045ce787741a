"""Surveys in which much is equal, and all that the verbs say of them; run as a program, it writes that to a file.

What is equal leaves a choice to rounding: axes of one length, solutions of one value, ranks, shares of draws. The test
beside this file runs it under several processors' arithmetic and compares.
"""

from __future__ import annotations

import itertools
import json
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "hotline_2026.csv"


def survey(perceived: np.ndarray, per: int, expected: np.ndarray | None = None, branch: Any = None) -> sg.Survey:
    """Make a survey of dimensions of `per` items on 1–7; what is expected mirrors what is perceived unless given."""
    k = perceived.shape[1]
    expected = 8 - perceived if expected is None else expected
    frame = pd.DataFrame(
        {f"{letter}{i + 1}": part[:, i] for letter, part in (("E", expected), ("P", perceived)) for i in range(k)}
    )
    frame["branch"] = np.resize(["North", "South", "East"], len(frame)) if branch is None else branch
    frame["quarter"] = np.repeat(["2026Q1", "2026Q2"], -(-len(frame) // 2))[: len(frame)]
    dimensions = [
        sg.Dimension(f"d{start // per + 1}", [sg.Item(f"i{i + 1}", f"Item {i + 1}") for i in range(start, start + per)])
        for start in range(0, k, per)
    ]
    return sg.read_survey(frame, sg.Instrument("odd", sg.Scale(1, 7), dimensions), attributes=["branch", "quarter"])


def crossed(*levels: list[int]) -> np.ndarray:
    """Give every combination of levels once."""
    return np.array(list(itertools.product(*levels)))


def odd_surveys() -> Iterator[tuple[str, sg.Survey]]:
    """Make the surveys, by name."""
    rng = np.random.default_rng(5)
    rows = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False).head(120)
    yield "ordinary", sg.read_survey(rows, attributes=["branch", "quarter"])
    both, noise = np.repeat(crossed([1, 3, 5], [1, 3, 5]), 16, axis=0), np.tile(crossed(*[[0, 1]] * 4), (9, 1))
    yield "two unrelated pairs", survey(both[:, [0, 0, 1, 1]] + noise, 4)
    yield "two unrelated pairs, apart", survey(both[:, [0, 0, 1, 1]] + noise, 2)
    yield "nothing shared", survey(crossed([1, 7], [1, 7], [1, 7], [1, 7], [0, 1])[:, :4], 4)
    symmetric = np.repeat([1, 5], 64)[:, None] + np.tile(crossed(*[[0, 2]] * 6), (2, 1))
    yield "all correlations equal", survey(symmetric, 3)
    answers = rng.integers(1, 8, (60, 6))
    answers[:, 1] = answers[:, 0]
    yield "one item twice", survey(answers, 3)
    yield "noise", survey(rng.integers(1, 8, (60, 9)), 3, rng.integers(1, 8, (60, 9)))
    yield "one answer throughout", survey(np.tile(rng.integers(1, 8, (60, 1)), (1, 6)), 3)
    yield "two answers", survey(rng.integers(0, 2, (90, 6)) * 6 + 1, 3)
    trait = rng.normal(size=(120, 1))
    close = np.clip(np.rint(4 + 1.6 * trait + 0.3 * rng.normal(size=(120, 9))), 1, 7).astype(int)
    yield "one factor in three dimensions", survey(close, 3, np.clip(close + 1, 1, 7))
    poles = np.clip(np.rint(4 + 1.3 * trait * [1, 1, -1, -1, 1, -1] + rng.normal(size=(120, 6))), 1, 7).astype(int)
    yield "both ways", survey(poles, 3)
    means = np.tile([[1, 2, 3, 4], [4, 3, 2, 1], [2, 1, 4, 3], [3, 4, 1, 2]], (10, 1))
    yield "equal means", survey(means, 2, np.full_like(means, 5))
    latin = np.tile(crossed([1, 2, 3], [1, 2, 3]), (9, 1))
    latin = np.column_stack([latin, latin[:, ::-1]])
    yield "equal branches", survey(latin, 2, np.full_like(latin, 5), np.repeat(["North", "South", "East"], 27))


VERBS = {
    "gaps": sg.measure_gaps,
    "gaps by branch": lambda each: sg.measure_gaps(each, by="branch"),
    "validity": sg.check_validity,
    "validity of gaps": lambda each: sg.check_validity(each, part="gap"),
    "validity of ordered answers": lambda each: sg.check_validity(each, estimator="dwls"),
    "validity with missing answers": lambda each: sg.check_validity(each, estimator="fiml"),
    "pairing": sg.check_pairing,
    "significance": lambda each: sg.check_significance(each, test=["t", "signed_rank", "sign"]),
    "ranking": lambda each: sg.rank_standards(each, worst=2),
    "groups": lambda each: sg.compare_groups(each, by="branch"),
    "waves": lambda each: sg.track_waves(each, by="quarter"),
    "screening": sg.screen_responses,
}
SLOW = {("ordinary", "validity with missing answers"), ("ordinary", "validity of gaps")}

DRAWN_FROM_THE_SINGULAR = {("ranking", "worst")}
"""Frames whose numbers agree to eight digits only, since the root of a covariance without full rank is no surer."""


def told(each: sg.Survey, verb: str) -> dict[str, Any]:
    """Give all words and all frames of one finding; a refusal is a word, too."""
    try:
        found = VERBS[verb](each)
    except sg.ServgapError as refused:
        return {"words": {"refused": str(refused)}, "frames": {}}
    words = {f"headline {language}": found.headline_in(language) for language in ("en", "zh")}
    words |= {"note": found.note, "table": found.table("text")}
    frames = {name: frame for name, frame in found.frames.items() if (verb, name) not in DRAWN_FROM_THE_SINGULAR}
    return {"words": words, "frames": {name: frame.to_dict("list") for name, frame in frames.items()}}


def main(path: Path) -> None:
    """Write what all verbs say of all surveys."""
    warnings.simplefilter("error")
    every = {
        f"{name}: {verb}": told(each, verb)
        for name, each in odd_surveys()
        for verb in VERBS
        if (name, verb) not in SLOW
    }
    path.write_text(json.dumps(every, default=str), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
