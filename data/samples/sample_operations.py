"""Make the hotline's operations of 2026: calls, complaints by stage, announcements, complaints about bills.

What is planted stands in the tables at the top, and told in words in README.md. Standards go by the keys of the
questionnaire; only some of them have data, as courtesy and tidiness have no times.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

Table = list[list[str]]
HEADER = [
    *("standard", "branch", "quarter", "channel", "case", "stage", "start", "end"),
    *("within", "total", "open", "complaints", "users"),
]
BRANCHES = {"North": 340, "South": 272, "East": 248, "West": 220, "Central": 280, "Airport": 140}
CALLS_EACH = 60
ANSWERED = (
    ("res2", "phone", CALLS_EACH, (0.88, 0.87, 0.80, 0.83)),
    ("res2", "chat", 16, (0.84, 0.84, 0.81, 0.815)),
    ("res4", "phone", CALLS_EACH // 2, (0.965, 0.962, 0.948, 0.956)),
    ("rel4", "callback", 6, (0.94, 0.94, 0.93, 0.95)),
)
"""Share within the limit by quarter, with how many there are for every respondent of a branch's sample."""
AIRPORT = -0.09
QUARTERS = ((1, 90), (4, 91), (7, 92), (10, 92))
"""First month and days of each quarter."""
COMPLAINTS = (38, 41, 58, 47)
STAGES = {"receive": (0.6, 0.9), "investigate": (26.0, 0.8), "reply": (15.0, 0.9), "follow_up": (110.0, 0.5)}
"""Median hours of each stage, and the spread of their logarithms."""
SLOWER = (1.0, 1.0, 1.9, 1.3)
EXTRACT = dt.datetime(2026, 12, 31, 18, 0)  # noqa: DTZ001 - as the hotline's clock shows it
USERS, RATE, WANDERS, JUMP = 3_100_000, 11.0, 0.06, 1.5
"""Users, complaints about bills per million and quarter, how they wander beyond chance, and the newest's jump."""


def make_operations(rng: np.random.Generator) -> Table:
    """Make all rows: counts of calls, complaints one by one, and complaints about bills among users."""
    return [HEADER, *_calls(rng), *_complaints(rng), *_announcements(rng), *_bills(rng)]


def _row(**cells: object) -> list[str]:
    return [str(cells.get(name, "")) for name in HEADER]


def _calls(rng: np.random.Generator) -> Table:
    rows = []
    for quarter in range(4):
        for branch, size in BRANCHES.items():
            for standard, channel, each, shares in ANSWERED:
                total = int(rng.poisson(size * each / 4))
                share = shares[quarter] + (AIRPORT if branch == "Airport" and standard != "res4" else 0.0)
                waiting = int(rng.binomial(total, 0.012)) if (channel, quarter) == ("callback", 3) else 0
                within = int(rng.binomial(total - waiting, share))
                place = {"standard": standard, "branch": branch, "quarter": f"2026Q{quarter + 1}", "channel": channel}
                rows.append(_row(**place, within=within, total=total, open=waiting))
    return rows


def _complaints(rng: np.random.Generator) -> Table:
    """Take each complaint through its stages; those that are not over on the day of the extract are open."""
    branches = rng.choice(list(BRANCHES), size=sum(COMPLAINTS), p=np.array(list(BRANCHES.values())) / 1500)
    rows, number = [], 0
    for quarter, (month, days) in enumerate(QUARTERS):
        begins = dt.datetime(2026, month, 1, 8, 0)  # noqa: DTZ001
        for minute in np.sort(rng.integers(0, (days * 24 - 16) * 60, COMPLAINTS[quarter])).tolist():
            at, place = begins + dt.timedelta(minutes=minute), {"branch": branches[number], "quarter": _name(quarter)}
            number += 1
            for stage, (median, spread) in STAGES.items():
                slower = SLOWER[quarter] if stage in ("investigate", "reply") else 1.0
                hours = median * slower * float(np.exp(spread * rng.standard_normal()))
                end = at + dt.timedelta(minutes=max(1, round(60 * hours)))
                over = end <= EXTRACT
                times = {"start": _written(at), "end": _written(end) if over else ""}
                rows.append(_row(standard="rel2", **place, case=f"C{number:03d}", stage=stage, **times))
                if not over:
                    break
                at = end
    return rows


def _announcements(rng: np.random.Generator) -> Table:
    """Announce disturbances, all of them in time but one in the third quarter."""
    rows = []
    for quarter, (month, days) in enumerate(QUARTERS):
        for number, day in enumerate(np.sort(rng.choice(days, 7, replace=False)).tolist()):
            begins = dt.datetime(2026, month, 1, 6, 0) + dt.timedelta(days=day, minutes=int(rng.integers(0, 600)))  # noqa: DTZ001
            minutes = 47 if (quarter, number) == (2, 4) else int(rng.integers(4, 29))
            times = {"start": _written(begins), "end": _written(begins + dt.timedelta(minutes=minutes))}
            rows.append(_row(standard="emp5", quarter=_name(quarter), **times))
    return rows


def _name(quarter: int) -> str:
    return f"2026Q{quarter + 1}"


def _written(moment: dt.datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")


def _bills(rng: np.random.Generator) -> Table:
    rows = []
    for at in range(12):
        users = int(USERS * (1 + 0.01 * at) + rng.integers(-20_000, 20_000))
        rate = RATE * float(np.exp(WANDERS * rng.standard_normal())) * (JUMP if at == 11 else 1.0)
        told = {"complaints": int(rng.poisson(users * rate / 1e6)), "users": users}
        rows.append(_row(standard="rel5", quarter=f"{2024 + at // 4}Q{at % 4 + 1}", **told))
    return rows
