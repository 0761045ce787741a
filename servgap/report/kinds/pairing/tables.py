"""Whether both parts may be subtracted, as tables for readers: dimensions, the steps behind them, and items."""

from __future__ import annotations

import pandas as pd

from servgap.analysis.pairing.verb import Pairing
from servgap.language import Fact, column, number, say, word
from servgap.language.numbers import known
from servgap.report.tables.field import by_groups, field, interval_field, interval_heading, reason_field
from servgap.report.tables.rows import Record, records, says_yes
from servgap.report.tables.table import Field, Table


def tables(finding: Pairing) -> list[Table]:
    """Show what follows for each dimension, then the steps, then the gaps of the items."""
    dimensions, steps, items = (records(finding.frames[name]) for name in ("dimensions", "frame", "items"))
    within = by_groups(finding, steps, "dimension"), by_groups(finding, items, "dimension")
    return [
        Table(say("pairing.caption.dimensions"), _dimension_fields(finding), by_groups(finding, dimensions)),
        Table(say("pairing.caption.frame"), _step_fields(finding), within[0]),
        Table(say("pairing.caption.items"), _item_fields(finding), within[1], detail=True),
    ]


def item_gaps(record: Record) -> Fact:
    """Write the ends of a dimension's item gaps."""
    low, high = record["lowest_gap"], record["highest_gap"]
    return say("pairing.cell.ends", low=number(low), high=number(high)) if known(low) and known(high) else None


def _dimension_fields(finding: Pairing) -> list[Field]:
    latent = say("pairing.heading.latent")
    return [
        field("dimension", finding),
        field("n", finding),
        field("reached", finding, optional=True),
        field("verdict", finding, head=say("pairing.heading.follows"), optional=True),
        field("gap", finding),
        interval_field(("ci_low", "ci_high"), finding, aside=True),
        Field(say("pairing.heading.item_gaps"), item_gaps),
        field("spread", finding, head=say("pairing.heading.spread")),
        field("p_adjusted", finding, head=say("pairing.heading.items_alike")),
        field("latent_difference", finding, head=latent),
        interval_field(("latent_low", "latent_high"), finding, head=interval_heading(finding, latent), aside=True),
        field("latent_correlation", finding),
        reason_field(),
    ]


def _held(record: Record) -> Fact:
    if not known(record["chi_square"]) or pd.isna(record["holds"]):
        return None
    told = word("truth", "yes" if says_yes(record["holds"]) else "no")
    return say("pairing.cell.disputed", held=told) if says_yes(record["disputed"]) else told


def _step_fields(finding: Pairing) -> list[Field]:
    fitted = ("step", "chi_square", "df", "cfi", "rmsea", "chi_square_difference", "df_difference")
    return [
        *(field(name, finding) for name in fitted),
        field("p_adjusted", finding, head=say("pairing.heading.p_step")),
        field("cfi_difference", finding),
        field("rmsea_difference", finding),
        Field(column("holds"), _held, numeric=False, optional=True),
        field("cfi_fall_high", finding, aside=True),
        field("shown", finding, optional=True),
        reason_field(),
    ]


def _item_fields(finding: Pairing) -> list[Field]:
    first, second = (word("part", part) for part in finding.basis.pair)
    return [
        field("item", finding),
        field("n", finding),
        field("expectation", finding, head=first),
        field("perception", finding, head=second),
        field("gap", finding),
        interval_field(("ci_low", "ci_high"), finding),
        reason_field(),
    ]
