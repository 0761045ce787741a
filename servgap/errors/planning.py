"""What can be wrong with a plan."""

from __future__ import annotations

from servgap.errors import ServgapError


def no_spread() -> ServgapError:
    return ServgapError(
        "plan_sample needs to know how much respondents differ; found neither a survey nor sd. "
        "Give sd in the units of the measure, such as sd=1.2 scale points, or last quarter's survey or tally as the "
        "first argument."
    )


def wider_than_possible(gap: float, measure: str, widest: float, *, shares: bool) -> ServgapError:
    percent = " Shares are parts of one: five percentage points are gap=0.05." if shares else ""
    return ServgapError(
        f"gap is the difference that is to be found, and values of the measure {measure!r} differ by {widest:g} at "
        f"most; found {gap!r}.{percent} Name a smaller one."
    )


def nothing_varies() -> ServgapError:
    return ServgapError(
        "plan_sample takes the standard deviation from the survey; found none, as no item's gaps vary. "
        "Give sd=... in scale points."
    )


def most_do_not_vary(varying: int, items: int) -> ServgapError:
    return ServgapError(
        "plan_sample takes the standard deviation from the survey, the median over its items; found 0, since the gaps "
        f"of only {varying} of {items} items vary between respondents. Give sd=... in scale points."
    )


def not_a_power(power: object, alpha: float) -> ServgapError:
    return ServgapError(
        f"power is the probability of finding the gap, above the test's level of {alpha:.3g} and below 1; "
        f"found {power!r}. For 90% write power=0.9."
    )


def not_branches(branches: object) -> ServgapError:
    return ServgapError(
        "branches is how many there are, 2 or more and at most 1,000,000, or the survey's attribute that names them; "
        f"found {branches!r}. "
        "Leave it out for a sample without branches."
    )


def not_comparable(gap: float, sd: float, least: float, most: float) -> ServgapError:
    return ServgapError(
        f"gap and sd are both in scale points; a gap of {gap:g} is {gap / sd:g} standard deviations of {sd:g}. "
        f"A plan is made for {least:f} to {most:,.0f} of them. Give both in the unit of the answers."
    )


def no_attribute(branches: str) -> ServgapError:
    return ServgapError(
        f"branches={branches!r} names an attribute, for which plan_sample needs a survey or a tally; found none. "
        "Give it as the first argument, or the number of branches."
    )


def not_a_correlation(icc: object) -> ServgapError:
    return ServgapError(
        f"icc is the share of the variance that lies between branches, from 0 to less than 1; found {icc!r}. "
        "For 5% write icc=0.05."
    )


def not_a_plan_subject(found: object) -> ServgapError:
    return ServgapError(
        f"plan_sample takes a Survey, a Tally or an Instrument, or nothing; found {type(found).__name__}. "
        "Read the answers with read_survey first, or give sd=... instead."
    )
