"""What readers are told of waves beside their limits, of runs and of trends: headline, note and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servgap.analysis.waves.chart import ABOVE_USUAL, BELOW_USUAL, TRIAL, USUAL, target_of
from servgap.analysis.waves.verb import Waves
from servgap.language import Fact, count, p_phrase, say
from servgap.language.numbers import known
from servgap.report.kinds.noted import Noted
from servgap.report.measures import (
    change,
    change_told,
    difference_ends,
    difference_heading,
    kind_of_values,
    measure_in,
    noun,
    value,
)
from servgap.report.names import compared_group, dimensions
from servgap.report.tables.field import (
    field,
    interval_field,
    interval_heading,
    reason_field,
    subject_field,
    value_field,
)
from servgap.report.tables.rows import Record, nested, records
from servgap.report.tables.table import Field, Table
from servgap.survey.measures.measure import Measure

TOLD = ("overall", "dimension")
"""Levels of which every row is shown; of standards those that say something."""
OUTSIDE = (ABOVE_USUAL, BELOW_USUAL)


def gives_signals(finding: Waves) -> bool:
    """Tell whether the last wave's limits rest on waves enough to call something a signal."""
    return finding.facts.chart.wave_signal in (*OUTSIDE, USUAL)


def on_chart(finding: Waves) -> Fact:
    """Say whether the last wave is a signal, or as waves usually are; nothing of limits that are on trial."""
    chart, measure = finding.facts.chart, measure_in(finding.basis)
    if not gives_signals(finding):
        return None
    ends = {name: value(measure, getattr(chart, f"usual_{name}")) for name in ("low", "high")}
    told: dict[str, Fact] = {"wave": compared_group(finding.basis, finding.facts.last_to), **ends}
    if chart.wave_signal == USUAL and chart.outside:
        return say("waves.chart.but_in", names=dimensions(finding.basis.instrument, chart.outside), **told)
    return say(f"waves.chart.{chart.wave_signal}", **told)


def turned(finding: Waves) -> Fact:
    """Say how many standards newly fall short, or no longer do."""
    found = finding.facts.turned
    short, mended = len(found.fell_short), len(found.recovered)
    if not (short or mended):
        return None
    case = "both" if short and mended else "short" if short else "mended"
    return say(f"waves.turned.{case}", n=short or mended, mended=count(mended))


def notes(finding: Waves) -> Sequence[Noted]:
    """Say what limits are, what follows for the target, and what all waves together show."""
    told = (_limits(finding), _trend(finding), _runs(finding))
    return [
        Noted("verdicts", _target(finding)),
        Noted("verdicts", _turns(finding)),
        *(Noted("time", each) for each in told),
    ]


def _limits(finding: Waves) -> Fact:
    signal = finding.facts.chart.wave_signal
    if not signal:
        return None
    earlier = count(finding.facts.chart.earlier_waves)
    return say("waves.note.limits", case="trial" if signal == TRIAL else "told", earlier=earlier)


def _target(finding: Waves) -> Fact:
    chart, measure = finding.facts.chart, measure_in(finding.basis)
    if not chart.assurance:
        return None
    target = target_of(measure, finding.basis.smallest or 0.0)
    return say(f"waves.note.target.{chart.assurance}", measure=noun(measure), target=value(measure, target))


def _turns(finding: Waves) -> Fact:
    found = finding.facts.turned
    return say("waves.note.turned") if found.fell_short or found.recovered else None


def _trend(finding: Waves) -> Fact:
    way, measure = finding.facts.trend_way, measure_in(finding.basis)
    if not way:
        return None
    row = finding.frames["trend"].iloc[0]
    held = _over_all(measure, row, "slope_low", "slope_high")
    told: dict[str, Fact] = {
        "change": change_told(measure, row["slope"] * (row["n_waves"] - 1)),
        "held": held,
        "p": p_phrase(row["p_value"]),
        "n": count(row["n_waves"]),
    }
    return say(f"waves.note.trend.{way}", case="bare" if held is None else "held", **told)


def _over_all(measure: Measure, row: Any, low: str, high: str) -> Fact:
    """Write the ends of an interval of a change per wave as one from the first wave to the last."""
    return difference_ends(measure, *(row[end] * (row["n_waves"] - 1) for end in (low, high)))


def _runs(finding: Waves) -> Fact:
    row = finding.frames["runs"].iloc[0]
    told: dict[str, Fact] = {name: count(row[f"run_{name}"]) for name in ("longest", "allowed", "crossings", "fewest")}
    signal = finding.facts.run_signal
    return say(f"waves.note.runs.{signal}", **told) if signal else None


def tables(finding: Waves) -> list[Table]:
    """Show the last wave beside its limits, and the trends; in a report, and nothing for which waves are too few."""
    return [each for each in (_chart(finding), _trends(finding)) if each is not None]


def _chart(finding: Waves) -> Table | None:
    chart = finding.frames["chart"]
    rows = records(chart[chart["wave"].astype(str) == finding.facts.last_to])
    shown = [row for row in rows if row["level"] in TOLD or row["wave_signal"] in OUTSIDE]
    if not any(known(row["from_usual"]) for row in shown):
        return None
    kind = kind_of_values(measure_in(finding.basis))
    fields = [
        subject_field(finding),
        field("n", finding),
        value_field(finding),
        field("usual", finding, kind=kind),
        interval_field(("usual_low", "usual_high"), finding, head=say("waves.chart.range"), kind=kind),
        *(field(name, finding) for name in ("from_usual", "wave_signal")),
        field("assurance", finding, optional=True),
        reason_field(finding),
    ]
    last, earlier = compared_group(finding.basis, finding.facts.last_to), count(finding.facts.chart.earlier_waves)
    caption = say("waves.caption.chart", wave=last, n=earlier)
    return Table(caption, fields, [(None, nested(finding.basis.instrument, shown))], detail=True)


def _trends(finding: Waves) -> Table | None:
    runs = {_about(row): row for row in records(finding.frames["runs"])}
    rows: list[dict[str, Any]] = [{**runs.get(_about(row), {}), **row} for row in records(finding.frames["trend"])]
    shown = [row for row in rows if row["level"] in TOLD or row["trend_way"] in ("rising", "falling")]
    if not any(row["trend_way"] for row in shown):
        return None
    measure = measure_in(finding.basis)

    def over_all(name: str) -> Field:
        head = difference_heading(measure, say(f"waves.chart.{name}"))
        return Field(head, lambda record: change(measure, record[name] * (record["n_waves"] - 1)))

    def ends(name: str) -> Field:
        low, high = f"{name}_low", f"{name}_high"
        return Field(interval_heading(finding), lambda record: _over_all(measure, record, low, high))

    fields = [
        subject_field(finding),
        field("n_waves", finding),
        over_all("slope"),
        ends("slope"),
        field("p_value", finding),
        field("trend_way", finding),
        over_all("line_slope"),
        ends("line"),
        field("line_p", finding),
        field("run_signal", finding, optional=True),
        reason_field(finding),
    ]
    caption = say("waves.caption.trend")
    return Table(caption, fields, [(None, nested(finding.basis.instrument, shown))], detail=True)


def _about(record: Record) -> tuple[str, ...]:
    return tuple(str(record[name]) for name in ("level", "dimension", "standard", "item"))
