"""How often charts of waves alarm for nothing, and how often events are found that are there, or are not.

Run: python benchmarks/events_and_waves.py [--replicates 1000]

Waves: respondents' spread is 1.2 points, between 80 and 300 of them answer a wave, and nothing happens; true means stay
as they are, or wander from wave to wave. Events: branches of 20 to 300 respondents a wave, whose true means wander by
0.15 points each by itself, four waves before and four after; some of the branches have the event. Prints the tables of
docs/methods.md. Every line has random numbers of its own.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from dataclasses import dataclass

import numpy as np

from servgap._stats.events.effect import NEVER, event_effect
from servgap._stats.waves.individuals import individual_limits
from servgap._stats.waves.limits import squared_errors_of, wave_limits

SPREAD = 1.2
CHUNK = 200


def quiet_waves(earlier: int, wander: float, replicates: int) -> dict[str, float]:
    """Give false alarms per 100 new waves, a procedure each."""
    rng = np.random.default_rng([earlier, round(100 * wander)])
    alarms = {"X̄′, REML": 0, "X̄′, moments": 0, "sampling error only": 0, "XmR": 0}
    for _ in range(-(-replicates // CHUNK)):
        shape = CHUNK, earlier + 1
        n = rng.integers(80, 301, size=shape)
        mean = wander * rng.normal(size=shape) + SPREAD * rng.normal(size=shape) / np.sqrt(n)
        variance = SPREAD**2 * rng.chisquare(n - 1) / (n - 1)
        errors = squared_errors_of(n, variance, pooled=True)
        for name, estimator in (("X̄′, REML", "reml"), ("X̄′, moments", "dersimonian_laird")):
            alarms[name] += int((wave_limits(mean, errors, estimator=estimator).signal[:, -1] != 0).sum())
        alarms["sampling error only"] += int((np.abs(wave_limits(mean, errors, estimator="none").z[:, -1]) > 3).sum())
        single = individual_limits(mean, np.arange(earlier + 1) < earlier)
        alarms["XmR"] += int(((mean[:, -1] < single.low) | (mean[:, -1] > single.high)).sum())
    done = -(-replicates // CHUNK) * CHUNK
    return {name: 100 * count / done for name, count in alarms.items()}


@dataclass(frozen=True)
class Setting:
    """How many branches, of which have the event, its effect, a common trend, and how much more those with it vary."""

    name: str
    branches: int
    treated: int
    effect: float = 0.0
    trend: float = 0.0
    wider: float = 1.0


SETTINGS = tuple(
    Setting(*told)
    for branches, treated in ((8, 2), (8, 4), (20, 3), (20, 8))
    for told in (
        ("nothing happens", branches, treated),
        ("all rise by 0.05 a wave", branches, treated, 0.0, 0.05),
        ("those with it vary twice as much", branches, treated, 0.0, 0.0, 2.0),
        ("effect 0.3", branches, treated, 0.3),
    )
)


def found(setting: Setting, replicates: int) -> dict[str, float]:
    """Give how many of 100 events are found at 5 %, a procedure each, and how many intervals hold the effect."""
    rng = np.random.default_rng([setting.branches, setting.treated, round(100 * setting.trend), round(setting.wider)])
    after, having = np.arange(8) >= 4, np.arange(setting.branches) < setting.treated
    counted = dict.fromkeys(("permutation", "t (CR2)", "before and after", "interval holds", "t interval holds"), 0)
    for _ in range(-(-replicates // CHUNK)):
        shape = CHUNK, setting.branches, 8
        size = np.exp(rng.uniform(np.log(20), np.log(300), size=shape[:2])).astype(int)[..., None]
        own = 0.15 * rng.normal(size=shape) * np.where(having, setting.wider, 1.0)[:, None]
        truth = own + setting.trend * np.arange(8) + setting.effect * (having[:, None] & after)
        errors = np.broadcast_to(SPREAD**2 / size, shape)
        mean = truth + np.sqrt(errors) * rng.normal(size=shape)
        outcome = event_effect(mean, errors, np.where(having, 4, NEVER), draws=999, most=5000, rng=rng)
        counted["permutation"] += int((outcome.p_value <= 0.05).sum())
        counted["t (CR2)"] += int((outcome.p_t <= 0.05).sum())
        counted["before and after"] += int((outcome.p_before_after <= 0.05).sum())
        holds = (outcome.ci_low <= setting.effect) & (outcome.ci_high >= setting.effect)
        counted["interval holds"] += int(holds.sum())
        by_t = (outcome.t_low <= setting.effect) & (outcome.t_high >= setting.effect)
        counted["t interval holds"] += int(by_t.sum())
    done = -(-replicates // CHUNK) * CHUNK
    return {name: 100 * count / done for name, count in counted.items()}


def told(heads: list[str], rows: list[list[str]]) -> None:
    """Print a table."""
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=1000)
    replicates = parser.parse_args().replicates
    charts = {(k, w): quiet_waves(k, w, 4 * replicates) for k in (8, 16) for w in (0.0, 0.08)}
    names = list(next(iter(charts.values())))
    told(
        ["earlier waves", "waves wander by", *names],
        [[str(k), f"{w:g}", *(f"{each[name]:.1f}" for name in names)] for (k, w), each in charts.items()],
    )
    events = {setting: found(setting, replicates) for setting in SETTINGS}
    names = list(next(iter(events.values())))
    told(
        ["branches", "with the event", "what happens", *names],
        [
            [str(s.branches), str(s.treated), s.name, *(f"{each[name]:.1f}" for name in names)]
            for s, each in events.items()
        ],
    )


if __name__ == "__main__":
    main()
