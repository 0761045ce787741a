"""Every verb with its main keywords, and all that it says of a survey; run as a program, it writes that to a file.

python tests/odd_calls.py told.json                    # all surveys, all calls
python tests/odd_calls.py told.json --fast             # the surveys that the tests look at
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import servgap as sg
from tests.odd_surveys import odd_surveys

CALLS: dict[str, Callable[[sg.Survey], Any]] = {
    "gaps": lambda each: sg.measure_gaps(each, simultaneous=True),
    "gaps by branch": lambda each: sg.measure_gaps(each, by="branch"),
    "reliability": lambda each: sg.check_reliability(each, coefficients="all"),
    "reliability by branch": lambda each: sg.check_reliability(each, by="branch"),
    "validity": sg.check_validity,
    "validity of gaps": lambda each: sg.check_validity(each, part="gap"),
    "validity by branch": lambda each: sg.check_validity(each, by="branch"),
    "validity, robust": lambda each: sg.check_validity(each, estimator="mlr"),
    "validity with missing answers": lambda each: sg.check_validity(each, estimator="fiml"),
    "validity of ordered answers": lambda each: sg.check_validity(each, estimator="dwls"),
    "pairing": sg.check_pairing,
    "significance": lambda each: sg.check_significance(each, test=["t", "signed_rank", "sign", "bayes_factor"]),
    "ranking": lambda each: sg.rank_standards(each, worst=2),
    "ranking by effect": lambda each: sg.rank_standards(each, criterion="effect", by="branch"),
    "groups": lambda each: sg.compare_groups(each, by="branch"),
    "waves": lambda each: sg.track_waves(each, by="quarter"),
    "screening": sg.screen_responses,
    "plan": lambda each: sg.plan_sample(each, gap=0.25, branches="branch"),
}


FAST = (
    "two unrelated pairs",
    "fewer respondents than items",
    "one item twice",
    "one item constant",
    "all correlations equal",
    "equal means",
    "equal branches",
    "two worst",
)
"""Surveys that the tests look at: the smallest of each kind."""
FAST_CALLS = [call for call in CALLS if call != "plan"]
"""Calls that they look at: a plan rests on a few sums."""
LANGUAGES = ("en", "zh")
FAST_LANGUAGES = LANGUAGES[:1]
"""Languages that they look at: which message fits the facts is chosen once, and in no language."""


def told(each: sg.Survey, call: str, languages: Iterable[str] = LANGUAGES) -> dict[str, Any]:
    """Give all words and all frames of one finding; a refusal is a word, too."""
    try:
        found = CALLS[call](each)
        frames = {name: plain(frame) for name, frame in found.frames.items()}
    except sg.ServgapError as refused:
        return {"words": {"refused": str(refused)}, "frames": {}}
    words = {}
    for language in languages:
        words[f"headline {language}"] = found.headline_in(language)
        words[f"note {language}"] = found.note_in(language)
        words[f"table {language}"] = found.table("text", language=language)
    return {"words": words, "frames": frames}


def plain(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Give the columns as numbers, NaN and words, whatever version of pandas holds them in."""
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_float_dtype(column.dtype):
            columns[str(name)] = [float(each) for each in column.to_numpy(np.float64, na_value=np.nan)]
        else:
            columns[str(name)] = [None if pd.isna(each) else _plain(each) for each in column.tolist()]
    return columns


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float) else str(value)


def every(
    surveys: Iterator[tuple[str, sg.Survey]], calls: Iterable[str] = CALLS, languages: Iterable[str] = LANGUAGES
) -> dict[str, Any]:
    """Give all that the calls say of the surveys, by "survey: call"."""
    return {f"{name}: {call}": told(each, call, languages) for name, each in surveys for call in calls}


def main() -> None:
    """Write what all verbs say of all surveys."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fast", action="store_true")
    given = parser.parse_args()
    warnings.simplefilter("error")
    surveys = ((name, each) for name, each in odd_surveys(given.seed) if name in FAST or not given.fast)
    calls = FAST_CALLS if given.fast else list(CALLS)
    languages = FAST_LANGUAGES if given.fast else LANGUAGES
    given.path.write_text(json.dumps(every(surveys, calls, languages)), encoding="utf-8")


if __name__ == "__main__":
    main()
