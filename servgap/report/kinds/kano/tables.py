"""Kano's categories in two tables: shares of respondents, and coefficients with mean scores."""

from __future__ import annotations

from servgap.analysis.kano.rows import NAMES
from servgap.analysis.kano.verb import KanoClasses
from servgap.language import say
from servgap.report.tables.field import by_groups, field, interval_field, reason_field, subject_field
from servgap.report.tables.rows import nested, records
from servgap.report.tables.table import Field, Table

SHORTENED = ("one_dimensional", "indifferent", "questionable", "functional_mean", "dysfunctional_mean")
"""Columns with a shorter heading in tables of text."""


def tables(finding: KanoClasses) -> list[Table]:
    """Show the items in the order of the questionnaire."""
    within = ("dimension",) if len(finding.basis.instrument.dimensions) > 1 else ()
    sections = by_groups(finding, records(finding.frames["frame"]), *within)
    rows = [(title, nested(finding.basis.instrument, part)) for title, part in sections]
    return [
        Table(say("kano.caption.categories"), _categories(finding), rows),
        Table(say("kano.caption.coefficients"), _coefficients(finding), rows),
    ]


def _categories(finding: KanoClasses) -> list[Field]:
    shares = [part for name in NAMES for part in _held(f"share_{name}", finding)]
    return [
        subject_field(finding),
        field("n", finding),
        field("kano_category", finding),
        *shares,
        field("most_frequent", finding, aside=True),
        field("next_frequent", finding, aside=True),
        field("fong_difference", finding, aside=True),
        field("fong_threshold", finding, aside=True),
        field("p_value", finding, aside=True),
        reason_field(),
    ]


def _coefficients(finding: KanoClasses) -> list[Field]:
    return [
        subject_field(finding),
        field("kano_category", finding),
        field("n_counted", finding),
        *_held("better", finding),
        *_held("worse", finding),
        field("category_strength", finding, aside=True),
        field("total_strength", finding, aside=True),
        *_held("functional_mean", finding),
        *_held("dysfunctional_mean", finding),
        reason_field(),
    ]


def _held(name: str, finding: KanoClasses) -> tuple[Field, Field]:
    """Show a number and its interval; a table of text, which is narrow, goes without the interval."""
    of = name.removeprefix("share_")
    short = say(f"kano.short.{of}") if of in SHORTENED else None
    return field(name, finding, short=short), interval_field((f"{name}_low", f"{name}_high"), finding, aside=True)
