"""A damaged file by its number, read, and held against what is still known of its answers."""

from __future__ import annotations

import re
import tempfile
import time
import unicodedata
import warnings
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.random import default_rng

from servgap import describe_source, read_survey
from servgap.errors import ServgapError
from servgap.survey.survey import Survey
from tests.damaged import in_bytes, in_packages, in_tables, in_text
from tests.damaged.damage import Damage
from tests.damaged.seed import Change, Seed, few, seeds

DAMAGES = (*in_bytes.DAMAGES, *in_text.DAMAGES, *in_tables.DAMAGES, *in_packages.DAMAGES)
#: One file in so many is described too.
DESCRIBED = 4
#: One file in so many is read below a sound one of its shape too.
TOGETHER = 7
#: A step through the pairs of seed and damage that has no factor in common with their number, whatever that is.
_STEP = 7919
_PLACE = re.compile(r"row |line |byte|column|header|sheet|part |question|cell|P\d|E\d")


@cache
def pairs() -> tuple[tuple[Seed, Damage], ...]:
    """Name every damage of every seed to which it applies."""
    return tuple((seed, damage) for seed in seeds() for damage in DAMAGES if seed.kind in damage.kinds)


@dataclass(frozen=True)
class Outcome:
    """What became of a damaged file.

    Parameters
    ----------
    seed, damage
        Which file was damaged, and how.
    result
        ``"read"``, ``"refused"``, or ``"failed"`` for all that must never be.
    message
        What was refused, and in whose words; what failed.
    known
        Whether the answers were still known.
    differ
        How many answers differ from the truth, where the rows allow the comparison.
    told
        What the ledger says was found without being told.
    seconds
        Processor time of reading, or of describing if that took longer.
    """

    seed: str
    damage: str
    result: str
    message: str = ""
    known: bool = False
    differ: int = 0
    told: tuple[str, ...] = field(default=())
    seconds: float = 0.0


def pair_of(number: int) -> int:
    """Say which pair of seed and damage a number stands for; neighbours are unlike."""
    return number * _STEP % len(pairs())


def read_sound(sound: Seed) -> Outcome:
    """Read a file that is not damaged."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / sound.shape.file
        path.write_bytes(sound.data)
        return read(path, sound, Change(sound.data, sound.rows, must=True))


def damaged(number: int, seed: int = 0, names: tuple[str, str] | None = None) -> tuple[Seed, Damage, Change]:
    """Make the damaged file of a number, or with its chances another seed's and damage's, named by both."""
    if names is None:
        sound, damage = pairs()[pair_of(number)]
    else:
        sound, damage = next(pair for pair in pairs() if (pair[0].shape.name, pair[1].name) == names)
    return sound, damage, damage.make(sound, default_rng([seed, number]))


def run(number: int, seed: int = 0, names: tuple[str, str] | None = None) -> Outcome:
    """Make a damaged file and read it; some of them are read together with a sound one, and some described."""
    sound, damage, change = damaged(number, seed, names)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / sound.shape.file
        path.write_bytes(change.data)
        outcome = read(path, sound, change, damage.name)
        if number % TOGETHER == 0 and sound.kind != "stored":
            started = time.process_time()
            failure = _together(path, sound)
            taken = max(outcome.seconds, time.process_time() - started)
            outcome = replace(outcome, seconds=taken, **({"result": "failed", "message": failure} if failure else {}))
        if number % DESCRIBED == 0:
            started = time.process_time()
            failure = _described(path)
            taken = max(outcome.seconds, time.process_time() - started)
            outcome = replace(outcome, seconds=taken, **({"result": "failed", "message": failure} if failure else {}))
    return outcome


def read(path: Path, sound: Seed, change: Change, damage: str = "") -> Outcome:
    """Read a damaged file, and hold the Survey that comes of it against what is known."""
    outcome = Outcome(sound.shape.name, damage, "read", known=change.rows is not None)
    started = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            survey = read_survey(path, **sound.shape.options)
    except ServgapError as refusal:
        told = "refused a sound file: " if change.must else ""
        outcome = replace(outcome, result="failed" if told else "refused", message=f"{told}{refusal}")
    except BaseException as failure:  # noqa: BLE001 - whatever else comes out is what is looked for
        outcome = replace(outcome, result="failed", message=_unexpected(failure))
    else:
        wrong, differ = held_against(survey, sound, change)
        told = tuple(sorted({line.reason for line in survey.ledger.lines}))
        outcome = replace(outcome, result="failed" if wrong else "read", message=wrong, differ=differ, told=told)
    return replace(outcome, seconds=time.process_time() - started)


def _together(path: Path, sound: Seed) -> str:
    """Read a damaged file below the sound one; what comes of it that may not come."""
    whole = path.parent / "sound" / path.name
    whole.parent.mkdir()
    whole.write_bytes(sound.data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            survey = read_survey([whole, path], **sound.shape.options)
    except ServgapError:
        return ""
    except BaseException as failure:  # noqa: BLE001 - whatever else comes out is what is looked for
        return "together: " + _unexpected(failure)
    first = survey.respondents.get("source", pd.Series(dtype=object)) == f"{whole.parent.name}/{whole.stem}"
    wrong = _out_of_books(survey)
    if wrong or not first.any():
        return f"together: {wrong}" if wrong else ""
    rows = [row for row in sound.rows if few().status[row] == "used"]
    for part in survey.instrument.parts:
        if not np.array_equal(survey.part(part)[first.to_numpy()], few().answers[part][rows], equal_nan=True):
            return f"together: the {part} of the sound file is not what it was"
    return ""


def _described(path: Path) -> str:
    """Describe a damaged file; what comes of it that may not come."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            description = describe_source(path)
            repr(description)
            description._repr_html_()
    except ServgapError:
        return ""
    except BaseException as failure:  # noqa: BLE001 - whatever else comes out is what is looked for
        return "described: " + _unexpected(failure)
    return ""


def _unexpected(failure: BaseException) -> str:
    if isinstance(failure, KeyboardInterrupt | SystemExit):
        raise failure
    at = failure.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f" ({Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno})" if at is not None else ""
    return f"{type(failure).__name__}: {failure}"[:200] + where


def held_against(survey: Survey, sound: Seed, change: Change) -> tuple[str, int]:
    """Say what is wrong with a Survey, and how many of its answers differ from the truth."""
    wrong = _out_of_books(survey)
    if wrong:
        return wrong, 0
    names = survey.respondents.index if survey.row_names is None else survey.row_names
    rows = [_row(name, sound, change.rows if change.rows is not None else sound.rows) for name in names]
    if None in rows:
        return ("a respondent who is nobody" if change.rows is not None else ""), 0
    differ = sum(
        int(np.sum(~np.isclose(survey.part(part), few().answers[part][rows], equal_nan=True)))
        for part in survey.instrument.parts
    )
    if change.rows is None:
        return "", differ
    gone = sum((Counter(_people(sound, change)) - Counter(rows)).values())
    if differ > change.cells or gone > change.cells:
        return f"{differ} answers differ and {gone} respondents are gone; at most {change.cells} may", differ
    return "", differ


def _out_of_books(survey: Survey) -> str:
    ledger, scale = survey.ledger, survey.instrument.scale
    if not survey.n == ledger.rows_used == len(survey.respondents) == ledger.rows_read - sum(ledger.reasons.values()):
        return f"{ledger.rows_read} rows read are not {survey.n} used and {ledger.reasons}"
    for part, answers in survey.answers.items():
        if answers.codes.shape != (len(survey.instrument.items), survey.n) or answers.codes.max() > scale.levels:
            return f"{part} is no matrix of codes"
    return ""


def _row(name: object, sound: Seed, rows: tuple[int | None, ...]) -> int | None:
    """Find the truth's row of a respondent by his name in the survey."""
    first = sound.shape.first_row
    if first is None:
        numbered = re.fullmatch(r"[Rr](\d{3})", unicodedata.normalize("NFKC", str(name)))
        return int(numbered[1]) if numbered and int(numbered[1]) in rows else None
    if not isinstance(name, int | np.integer):
        return None
    place = int(name) - first
    return rows[place] if 0 <= place < len(rows) else None


def _people(sound: Seed, change: Change) -> list[int]:
    return [row for row in change.rows or () if row is not None and few().status[row] == "used"]


def placed(message: str, file: str) -> bool:
    """Tell whether a refusal says where: in which file, or in which row, column or byte."""
    return Path(file).name in message or _PLACE.search(message) is not None
