"""A survey's card: who answered, how many pairs there are, what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import fill

import numpy as np

from servgap.language.shown import UNTYPESET, one_line, shown
from servgap.survey.groups import NO_GROUP, group_labels
from servgap.survey.survey import Absence, Survey

FEW_VALUES = 8
LONGEST_VALUE = 32
LABEL_WIDTH = 30
#: As wide as findings are written.
LINE_WIDTH = 110

REASONS = {
    "no_answers": "answered no item",
    "no_pair": "no pair of answers",
    "outside_selection": "outside the selection",
    "small_groups": "groups that are not shown",
    "does_not_apply": "does not apply",
    "not_answered": "not answered",
    "declared_missing": "declared missing",
    "labels_told": "labels as told",
    "reversed": "reversed items mirrored",
    "points_not_100": "points that do not sum to 100",
    "points_not_read": "points not read",
    "summary": "rows of means or sums",
    "preview": "previews and tests",
    "invalid": "marked invalid by the tool",
    "screened_out": "screened out",
    "attention": "failed an attention check",
    "tool": "written by",
    "source": "read together",
    "joined": "joined",
    "header_rows": "rows folded into the header",
    "told_by_words": "parts told by the words",
    "told_by_order": "parts told by their order",
    "told_by_repeat": "parts told by repetition",
    "told_by_remaining": "part that remained",
    "answer_codes": "codes read as numbers",
    "value_labels": "numbers turned to labels",
    "labels_gone": "labels not in the file",
    "skip_codes": "codes for skipped and empty",
    "duration": "time taken",
    "personal": "personal data, not loaded",
    "wording_changed": "wording changed",
    "no_digest": "stored without digests",
}
#: What the counts of entries count that count neither columns nor answers.
UNITS = {"source": "row", "joined": "respondent"}
CARD_STYLE = (
    "border-collapse:collapse;font-family:sans-serif;font-size:13px;line-height:1.45;border-top:2px solid #333;"
    "border-bottom:2px solid #333;margin:0.4em 0"
)
HEAD_STYLE = "text-align:left;padding:7px 12px 5px 8px;font-size:15px;font-weight:600"
SECTION_STYLE = (
    "text-align:left;padding:6px 12px 2px 8px;font-weight:600;color:#555;border-top:1px solid #ccc;background:none"
)
LABEL_STYLE = (
    "text-align:left;vertical-align:top;padding:1px 18px 1px 8px;color:#333;font-weight:normal;white-space:nowrap"
)
VALUE_STYLE = "text-align:left;vertical-align:top;padding:1px 12px 1px 0"


@dataclass(frozen=True)
class Section:
    """Lines of the card under one heading, each a label and what is said of it."""

    heading: str
    lines: tuple[tuple[str, str], ...]


def card_text(survey: Survey) -> str:
    """Write the card as plain text."""
    sections = list(_sections(survey))
    width = min(LABEL_WIDTH, max(len(label) for section in sections for label, _ in section.lines))
    lines = [_headline(survey)]
    for section in sections:
        lines += ["", section.heading]
        lines += [wrapped(f"  {label:<{width}}  ", said) for label, said in section.lines]
    return "\n".join(lines)


def wrapped(label: str, said: str) -> str:
    """Write a line of the card; what is too long goes on below where it began."""
    return fill(
        said or " ",
        LINE_WIDTH,
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    ).rstrip()


def card_html(survey: Survey) -> str:
    """Write the card as a fragment of HTML in which everything from the source is escaped."""
    rows = [f'<tr><th colspan="2" style="{HEAD_STYLE}">{escape(_headline(survey))}</th></tr>']
    for section in _sections(survey):
        rows.append(f'<tr><th colspan="2" style="{SECTION_STYLE}">{escape(section.heading)}</th></tr>')
        rows += [
            f'<tr><th style="{LABEL_STYLE}">{escape(label)}</th><td style="{VALUE_STYLE}">{escape(said)}</td></tr>'
            for label, said in section.lines
        ]
    return f'<table class="{UNTYPESET}" style="{CARD_STYLE}">{"".join(rows)}</table>'


def _headline(survey: Survey) -> str:
    title = shown(survey.instrument.title.to("en") or survey.instrument.name)
    return f"{title} · {survey.n:,} of {survey.ledger.respondents_read:,} respondents used"


def _sections(survey: Survey) -> Iterator[Section]:
    yield Section("Questionnaire", tuple(_questionnaire(survey)))
    yield Section("Answers", tuple(_answers(survey)))
    for heading, lines in (
        ("Left out", _entries(survey, "left_out", "respondent")),
        ("Recoded", _entries(survey, "recoded", "")),
        ("Understood without being told", _entries(survey, "understood", "column")),
        ("Respondents", list(_respondents(survey))),
    ):
        if lines:
            yield Section(heading, tuple(lines))


def _questionnaire(survey: Survey) -> Iterator[tuple[str, str]]:
    asked = survey.instrument
    sizes = "/".join(str(len(dimension.items)) for dimension in asked.dimensions)
    yield "items", f"{len(asked.items)} in {_count(len(asked.dimensions), 'dimension')} ({sizes}), scale {asked.scale}"
    yield "dimensions", ", ".join(shown(dimension.name.to("en")) for dimension in asked.dimensions)
    yield "asked as", ", ".join(map(shown, asked.parts))


def _answers(survey: Survey) -> Iterator[tuple[str, str]]:
    asked = survey.instrument
    cells = survey.n * len(asked.items)
    for first, second in asked.pairs:
        both = (survey.answers[first].codes > 0) & (survey.answers[second].codes > 0)
        yield f"{shown(first)}–{shown(second)} pairs", _share(int(np.count_nonzero(both)), cells)
    for part in asked.parts:
        codes, absences = survey.answers[part].codes, survey.answers[part].absences
        said = _share(int(np.count_nonzero(codes)), cells)
        kinds: Counter[Absence] = Counter()
        for kind in Absence:
            if absences is not None:
                kinds[kind] = int(np.count_nonzero((absences == kind) & (codes == 0)))
            elif kind is Absence.MISSING:
                kinds[kind] = int(np.count_nonzero(codes == 0))
        absent = [f"{kinds[kind]:,} {kind.name.lower().replace('_', ' ')}" for kind in reversed(Absence) if kinds[kind]]
        yield shown(part), "; ".join([said, *absent])


def _share(count: int, of: int) -> str:
    percent = 100 * count / of if of else 0.0
    # A share is shown as whole only if it is.
    shown = min(percent, 99.9) if count < of else percent
    return f"{count:,} of {of:,} ({shown:.1f}%)"


def _entries(survey: Survey, kind: str, counted: str) -> list[tuple[str, str]]:
    entries = []
    for line in survey.ledger.lines:
        if line.kind != kind:
            continue
        unit = UNITS.get(line.reason, counted)
        count = (_count(line.count, unit) if unit else f"{line.count:,}") if line.count else ""
        said = one_line(": ".join(text for text in (count, line.detail) if text))
        entries.append((REASONS.get(line.reason) or shown(line.reason.replace("_", " ")), said))
    return entries


def _respondents(survey: Survey) -> Iterator[tuple[str, str]]:
    for name in survey.attributes:
        labels = Counter(group_labels(survey.respondents[name]))
        missing = labels.pop(NO_GROUP, 0)
        said = _count(len(labels), "value")
        if 0 < len(labels) <= FEW_VALUES:
            said += ": " + ", ".join(f"{_cut(label)} ({labels[label]:,})" for label in sorted(labels))
        yield _cut(name), said + (f"; {missing:,} missing" if missing else "")
    if survey.points is not None:
        given = int(np.count_nonzero(~np.isnan(survey.points).any(axis=0)))
        yield "importance points", f"shared out by {_share(given, survey.n)}"
        if given:
            means = np.nanmean(survey.points, axis=1)
            named = zip(survey.instrument.dimensions, means, strict=True)
            yield "mean points", ", ".join(f"{shown(dimension.name.to('en'))} {mean:.1f}" for dimension, mean in named)
    elif survey.instrument.points is not None:
        named = zip(survey.instrument.dimensions, survey.instrument.points, strict=True)
        yield (
            "importance points",
            ", ".join(f"{shown(d.name.to('en'))} {points:g}" for d, points in named) + " (instrument)",
        )
    if survey.weight is not None:
        yield "sampling weight", f"{survey.weight.min():.4g} to {survey.weight.max():.4g}"


def _cut(value: str) -> str:
    folded = one_line(value)
    return shown(folded if len(folded) <= LONGEST_VALUE else folded[: LONGEST_VALUE - 1] + "…")


def _count(number: int, one: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {one}s"
