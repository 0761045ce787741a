"""The one table of answers that every export is written from, and to which every reading of it must come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap.survey.instrument import Instrument
from servgap.survey.survey import Absence

PARTS = ("expectation", "perception")
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC).replace(tzinfo=None)
FIRST = ("Rosalind", "Thaddeus", "Wilhelmina", "Bartholomew", "Anneliese", "Cornelius", "Philippa", "Leopold")
LAST = ("Okonkwo", "Fitzwilliam", "Szymborska", "Abernathy", "Vandermeer", "Quattrocchi", "Lindqvist")
CHINESE = ("欧阳晓岚", "司徒景行", "诸葛念慈", "上官云舒", "慕容知夏", "夏侯雨桐")


@dataclass(frozen=True)
class Person:
    """What an export knows of a respondent and no survey may show."""

    first: str
    last: str
    chinese: str
    nickname: str
    email: str
    phone: str
    ip: str
    latitude: str
    longitude: str
    token: str
    agent: str
    comment: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text of him that must appear nowhere."""
        return tuple(vars(self).values())


@dataclass(frozen=True, eq=False)
class Truth:
    """Everybody who opened the questionnaire, in the order of the export.

    Parameters
    ----------
    instrument
        The questionnaire.
    answers, absences
        By part, rows × items: answers from 1 to 7 and NaN; why there is none (`Absence`), read only where NaN.
    status
        Of each row: used, empty, preview, unfinished or invalid.
    branch
        Of each row: the branch, an attribute.
    people
        Of each row: what must not be shown.
    """

    instrument: Instrument
    answers: dict[str, NDArray[np.float64]]
    absences: dict[str, NDArray[np.uint8]]
    status: tuple[str, ...]
    branch: tuple[str, ...]
    people: tuple[Person, ...]

    def rows(self, statuses: Sequence[str] = ()) -> list[int]:
        """Name the rows that an export holds: those used, the empty ones, and those of other statuses it knows."""
        kept = {"used", "empty", *statuses}
        return [row for row, status in enumerate(self.status) if status in kept]

    def started(self, row: int) -> dt.datetime:
        """Say when a row's respondent began."""
        return START + dt.timedelta(minutes=37 * row)

    def seconds(self, row: int) -> int:
        """Say how long he took."""
        return 95 + (row * 53) % 400

    def ended(self, row: int) -> dt.datetime:
        """Say when he ended."""
        return self.started(row) + dt.timedelta(seconds=self.seconds(row))

    @property
    def personal(self) -> tuple[str, ...]:
        """Every text that must appear nowhere."""
        return tuple(sorted({secret for person in self.people for secret in person.secrets if secret}))


def truth() -> Truth:
    """Make the table; always the same."""
    rng = np.random.default_rng(20260314)
    status = _status()
    n, instrument = len(status), Instrument.load("servqual")
    items = len(instrument.items)
    mood = rng.normal(0, 0.6, (n, 1))
    answers, absences = {}, {}
    for part, level in zip(PARTS, (5.9, 4.6), strict=True):
        drawn = np.rint(np.clip(level + mood + rng.normal(0, 1.1, (n, items)), 1, 7))
        drawn[0, :7] = np.arange(1, 8)  # every level is answered in every part
        absent = rng.random((n, items)) < 0.08
        absent[0] = False
        drawn[absent] = np.nan
        answers[part] = drawn
        absences[part] = rng.integers(0, 3, (n, items)).astype(np.uint8)
    for row, kind in enumerate(status):
        _shorten(answers, absences, row, kind)
    people = tuple(_person(row) for row in range(n))
    branches = tuple(("North", "South", "Harbour")[place] for place in rng.integers(0, 3, n))
    return Truth(instrument, answers, absences, status, branches, people)


def _status() -> tuple[str, ...]:
    status = ["used"] * 60
    for place, kind in ((3, "preview"), (9, "unfinished"), (14, "invalid"), (20, "empty"), (31, "unfinished")):
        status.insert(place, kind)
    for place, kind in ((40, "preview"), (52, "invalid"), (66, "unfinished")):
        status.insert(place, kind)
    return tuple(status)


def _shorten(
    answers: dict[str, NDArray[np.float64]], absences: dict[str, NDArray[np.uint8]], row: int, kind: str
) -> None:
    """Give rows that are not used what makes them so; were they used, they would have pairs."""
    if kind == "unfinished":
        answers["perception"][row, 9:] = np.nan
        absences["perception"][row, 9:] = Absence.MISSING
    if kind == "empty":
        for part in PARTS:
            answers[part][row] = np.nan
            absences[part][row] = Absence.MISSING


def _person(row: int) -> Person:
    first, last = FIRST[row % len(FIRST)], LAST[row % len(LAST)]
    phone = f"1390000{1000 + row * 7}"
    return Person(
        first=first,
        last=last,
        chinese=CHINESE[row % len(CHINESE)],
        nickname=f"小鱼儿{row}号",
        email=f"{first}.{last}{row}@example.org".lower(),
        phone=phone,
        ip=f"203.0.113.{row + 1}",
        latitude=f"31.{230401 + row * 13}",
        longitude=f"121.{473701 + row * 17}",
        token=f"tk{row:03d}x9f{row * 7919:06x}",
        agent=f"Mozilla/5.0 (Linux; Android 1{row % 5}; Model-{row:03d}X) AppleWebKit/537.36",
        comment=f"Ask {first} {last}, or call {phone}" if row % 4 == 0 else "",
    )
