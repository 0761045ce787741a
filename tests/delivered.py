"""Operations made up for tests: of a hotline in three quarters, and of one whose names would act."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import servgap as sg

EXTRACT = "2026-10-02 18:00"
HOSTILE = ("=1+1", "<b>bold</b>", "a|b\nc", "\u202eright to left")
PROMISED = {
    "answer": [sg.Limit(15, "s", share=0.85, channel="phone"), sg.Limit(40, "s", share=0.8, channel="chat")],
    "complaint": {"receive": (2, "h", 0.9), "investigate": (3, "d"), "reply": (48, "h", 0.9, 120)},
    "notice": (30, "min", 1.0),
    "repair": (60, "d", 0.9),
    "bills": sg.Limit(12, "complaints a million"),
}
TO_ALL = dict.fromkeys(HOSTILE, (15, "s", 0.85))


@cache
def hotline() -> sg.Operations:
    """Give operations in which everything occurs that a row may have."""
    return sg.read_operations([_counts("answer", "phone", "chat"), _complaints(), _others(), _bills()], as_of=EXTRACT)


@cache
def hostile() -> sg.Operations:
    """Give operations whose standards, channels and branches bear names that would act where they are shown."""
    told = pd.concat([_counts(name, "phone", HOSTILE[1]) for name in HOSTILE])
    return sg.read_operations(told.assign(branch=np.resize(list(HOSTILE), len(told))))


def _counts(standard: str, *channels: str) -> pd.DataFrame:
    rows = [
        {"standard": standard, "quarter": f"2026Q{q}", "channel": channel, "within": 900 - 40 * q, "total": 1000}
        for q in (1, 2, 3)
        for channel in channels
    ]
    return pd.DataFrame(rows).assign(open=lambda frame: np.where(frame["quarter"] == "2026Q3", 15, 0))


def _complaints() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    rows = []
    for number, day in enumerate(np.sort(rng.integers(1, 270, 60)).tolist()):
        begins = pd.Timestamp("2026-01-01 08:00") + pd.Timedelta(days=day)
        for stage, hours in (("receive", 1.0), ("investigate", 40.0), ("reply", 30.0)):
            ends = begins + pd.Timedelta(hours=hours * float(rng.weibull(0.8)))
            over = ends < pd.Timestamp(EXTRACT)
            quarter = f"2026Q{(begins.month - 1) // 3 + 1}"
            rows.append(
                {"standard": "complaint", "quarter": quarter, "channel": "phone", "case": f"C{number}", "stage": stage}
                | {"start": str(begins.floor("min")), "end": str(ends.floor("min")) if over else ""}
            )
            if not over or ends.quarter > 3:
                break
            begins = ends
    return pd.DataFrame(rows)


def _others() -> pd.DataFrame:
    notices = [("notice", "2026Q3", minutes, 0) for minutes in (5, 12, 29)]
    repairs = [("repair", "2026Q3", 60 * 24 * days, still) for days, still in ((3, 0), (9, 0), (20, 1))]
    return pd.DataFrame([*notices, *repairs], columns=["standard", "quarter", "duration (min)", "open"])


def _bills() -> pd.DataFrame:
    quarters = [f"{year}Q{q}" for year in (2024, 2025, 2026) for q in (1, 2, 3, 4)][:11]
    complaints = [33, 30, 36, 31, 35, 29, 34, 33, 30, 36, 61]
    return pd.DataFrame({"standard": "bills", "quarter": quarters, "complaints": complaints, "users": 3_000_000})


@cache
def catalogue() -> sg.Catalogue:
    """Give the standards of the counter of the tests, with limits, norms and targets."""
    return sg.Catalogue(_counter_standards(sg.Limit(10, "min", share=0.85)))


def _counter_standards(wait: sg.Limit) -> list[sg.Standard]:
    told = {
        "wait": {"limit": wait, "published": True, "owner": "Floor", "target": 6, "touchpoint": "waiting"},
        "open": {"limit": sg.Limit(5, "min"), "published": False, "norm": sg.Limit(5, "min"), "touchpoint": "waiting"},
        "once": {"limit": sg.Limit(2, "d", share=0.9), "published": True, "owner": "Back office"},
        "polite": {"target": 6, "touchpoint": "encounter"},
        "listen": {"target": 6, "touchpoint": "encounter"},
        "clean": {"limit": sg.Limit(4, "h", share=0.8), "published": True, "owner": "Cleaning"},
    }
    texts = {"wait": "Waiting times are short.", "open": "The counter opens when it says it does."}
    texts |= {
        "once": "A matter is settled at the first visit.",
        "polite": "Staff are polite.",
        "listen": "Staff listen.",
    }
    texts |= {"clean": "The rooms are clean."}
    return [sg.Standard(key, texts[key], **facts) for key, facts in told.items()]


@cache
def at_the_counter() -> sg.Operations:
    """Give operations of the counter: two channels that differ, a promise kept, one broken, and one of too few."""
    told = (
        ("wait", "desk", 700, 1000),
        ("wait", "kiosk", 980, 1000),
        ("once", "desk", 970, 1000),
        ("clean", "desk", 16, 20),
        ("lift", "desk", 5, 10),
    )
    rows = [
        {"standard": key, "quarter": quarter, "channel": channel, "within": within, "total": total}
        for key, channel, within, total in told
        for quarter in ("2026Q1", "2026Q2")
    ]
    return sg.read_operations(pd.DataFrame(rows))


@cache
def visits() -> sg.Operations:
    """Give visits of the counter: too few met one standard, another promises nothing, and the books contradict one."""
    told = {"standard": ["polite", "listen", "once", "polite"], "met": [12, 9, 3, 19], "visits": [40, 20, 40, ""]}
    return sg.read_operations(pd.DataFrame({**told, "audits": ["", "", "", 20], "promised": ["90 %", "", "", "80 %"]}))


@cache
def before() -> sg.Tally:
    """Give last year's answers of the counter, joined to the standards of then, when people might wait for longer."""
    from tests.counter_surveys import survey

    earlier = sg.Catalogue(_counter_standards(sg.Limit(15, "min", share=0.85)))
    return earlier.on(survey("plain").tally())
