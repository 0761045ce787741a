"""Intervals of shares: of one standard, of a dimension, net, of two groups, of two standards, of three categories.

No verb shows them yet: they are computed from counts as a verb will. Every standard of a population has the same true
share of answers at the top (6 or 7), so that a table's row is about that share; what differs is whether respondents
left answers out, and how much the answers of one respondent hang together.
"""

from __future__ import annotations

import numpy as np
from populations import INSTRUMENT, ITEMS, Population, level_shares
from scipy import special

from coverage_of.sample import AIM, CONFIDENCE, Family, Sample, Shares, all_held, holds, mean_held
from servgap._stats.intervals import t_interval
from servgap._stats.shares.multinomial import goodman
from servgap._stats.shares.net import net_share
from servgap._stats.shares.paired_shares import mcnemar
from servgap._stats.shares.two_shares import newcombe_difference
from servgap._stats.shares.wilson import share_wilson

TOP, BOTTOM = 6, 2
LEVELS = (0.5, 0.8, 0.95)
SD = 2.0
ALIKE = ", alike"


def _population(level: float, name: str = "", **others: float) -> Population:
    """Find the perceptions before the cut of which this share is at the top."""
    perceived = np.full(ITEMS, TOP - 0.5 + SD * special.ndtri(level))
    spread = np.full(ITEMS, SD)
    return Population(f"{100 * level:.0f}% at the top{name}", perceived, spread, perceived, spread, **others)


SHARE_POPULATIONS = tuple(
    _population(level, name, **others)
    for level in LEVELS
    for name, others in (("", {}), (", missing", {"missing": 0.3}), (ALIKE, {"shared": 0.8}))
)


def true_shares(population: Population) -> np.ndarray:
    """The true shares at the bottom, in the middle, and at the top; items × 3."""
    shares = level_shares(population.perceived, population.perceived_sd)
    parts = shares[:, :BOTTOM], shares[:, BOTTOM : TOP - 1], shares[:, TOP - 1 :]
    return np.column_stack([each.sum(axis=1) for each in parts])


def measure(sample: Sample) -> Shares:
    answers = sample.population.answers(sample.n, sample.rng("answers"))["perception"]
    truth, asked = true_shares(sample.population), answers > 0
    top, bottom = answers >= TOP, asked & (answers <= BOTTOM)
    found = {
        "share/Newcombe, two standards of the same respondents": of_two_standards(top, asked),
        **of_dimensions(sample, top, asked, truth[:, 2]),
    }
    # How much a respondent's answers hang together is nothing to one standard.
    return found if sample.population.name.endswith(ALIKE) else {**of_standards(sample, top, bottom, asked), **found}


def of_standards(sample: Sample, top: np.ndarray, bottom: np.ndarray, asked: np.ndarray) -> Shares:
    truth, n, at_top, at_bottom = true_shares(sample.population), *(each.sum(axis=1) for each in (asked, top, bottom))
    wilson, net = share_wilson(at_top, n), net_share(at_top, at_bottom, n)
    categories = goodman(np.column_stack([at_bottom, n - at_top - at_bottom, at_top]))
    at_once = [all_held(*each) for each in zip(categories.ci_low, categories.ci_high, truth, strict=True)]
    ends = net.ci_low, net.ci_high, truth[:, 2] - truth[:, 0]
    found = {
        "share/Wilson, one standard": mean_held(wilson.ci_low, wilson.ci_high, truth[:, 2]),
        "share/Newcombe, a third of the respondents against the others": of_two_groups(top, asked),
        "share/Goodman, bottom, middle and top at once": float(np.nanmean(at_once)),
        "share/t, net share of one standard": mean_held(*ends),
        "usual share/share ± 1.96 standard errors": usual(at_top, n, truth[:, 2]),
    }
    return {**found, "none is a miss/t, net share of one standard": _missed(*ends)} if _nearly_all(sample) else found


def _nearly_all(sample: Sample) -> bool:
    """Tell whether samples are to be expected in which all answer alike."""
    return sample.population.name.startswith(f"{100 * LEVELS[-1]:.0f}%")


def _missed(low: object, high: object, truth: object) -> float:
    return float(np.nan_to_num(holds(low, high, np.asarray(truth))).mean())


def of_dimensions(sample: Sample, top: np.ndarray, asked: np.ndarray, truth: np.ndarray) -> Shares:
    """The mean of respondents' own shares of a dimension, where they answered at least half of it."""
    shares: dict[str, list[float]] = {}
    for span in INSTRUMENT.spans:
        items = slice(span.start, span.stop)
        size, answered = items.stop - items.start, asked[items].sum(axis=0)
        there = 2 * answered >= size
        own = top[items].sum(axis=0)[there] / answered[there]
        limits = t_interval(own.mean(), own.std(ddof=1) / np.sqrt(len(own)), len(own) - 1)
        true = truth[items].mean()
        held = mean_held(limits.low, limits.high, true)
        shares.setdefault(f"share/t, dimension of {size} standards", []).append(held)
        if _nearly_all(sample):
            name = f"none is a miss/t, dimension of {size} standards"
            shares.setdefault(name, []).append(_missed(limits.low, limits.high, true))
        pooled = share_wilson(top[items].sum(), asked[items].sum())
        name = f"usual share/Wilson, all answers to a dimension of {size} standards"
        shares.setdefault(name, []).append(mean_held(pooled.ci_low, pooled.ci_high, true))
    return {name: float(np.nanmean(held)) if np.isfinite(held).any() else np.nan for name, held in shares.items()}


def of_two_groups(top: np.ndarray, asked: np.ndarray) -> float:
    """Respondents come in no order, so that the first third is a group like the others."""
    a, b = slice(None, top.shape[1] // 3), slice(top.shape[1] // 3, None)
    found = newcombe_difference(*(each[:, part].sum(axis=1) for part in (a, b) for each in (top, asked)))
    return mean_held(found.ci_low, found.ci_high, 0.0)


def of_two_standards(top: np.ndarray, asked: np.ndarray) -> float:
    (a, b), both = (top[: ITEMS // 2], top[ITEMS // 2 :]), asked[: ITEMS // 2] & asked[ITEMS // 2 :]
    found = mcnemar(*((both & each).sum(axis=1) for each in (a & b, a & ~b, ~a & b, ~a & ~b)))
    return mean_held(found.ci_low, found.ci_high, 0.0)


def usual(count: np.ndarray, n: np.ndarray, truth: np.ndarray) -> float:
    share = count / n
    reach = -special.ndtri((1 - CONFIDENCE) / 2) * np.sqrt(share * (1 - share) / n)
    return mean_held(share - reach, share + reach, truth)


FAMILY = Family(
    "shares",
    measure,
    {
        "share": "Intervals of shares: how often they hold the true share (nominal 95 %)",
        "none is a miss": "Those by t where all of a sample may answer alike: no interval counts as a miss",
        "usual share": "Intervals of shares as they are usually given, on the same samples",
    },
    populations=SHARE_POPULATIONS,
    sizes=(30, 100, 300, 1000, 3000),
    aims={"share": AIM},
)
