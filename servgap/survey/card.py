"""A survey's card: who answered, how many pairs there are, what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.language import Fact, Language, joined, named, number, say, word, written
from servgap.language.shown import one_line, shown
from servgap.survey.attribute_names import AttributeNames, Called
from servgap.survey.card_forms import Card
from servgap.survey.groups import NO_GROUP, group_codes, group_labels
from servgap.survey.ledger import LedgerLine
from servgap.survey.scale import Scale, plain
from servgap.survey.survey import Absence, Survey

FEW_VALUES = 8
LONGEST_VALUE = 32
#: What entries count: each kind by itself, and some reasons otherwise.
COUNTED = {"left_out": "respondents", "recoded": "answers", "understood": "columns"}
COUNTED_BY_REASON = {
    "matrix_sampling": "answers",
    "source": "rows",
    "joined": "respondents",
    "short_rows": "rows",
    "error_cells": "cells",
    "formulas_without_value": "cells",
}
Lines = Iterator[tuple[Fact, Fact]]


@dataclass(frozen=True)
class Reason:
    """Why an entry was made; a reason of the user's own stands for itself."""

    code: str

    def said(self, language: Language) -> str:
        """Give the words."""
        if language.has_word("card_entry", self.code):
            return language.word("card_entry", self.code)
        return shown(self.code.replace("_", " "))


def card_of(survey: Survey) -> Card:
    """Choose what the card says."""
    asked = survey.instrument
    title = named(asked.title, key=asked.name)
    sections = {
        "questionnaire": _questionnaire(survey),
        "answers": _answers(survey),
        **{kind: _entries(survey, kind) for kind in COUNTED},
        "respondents": _respondents(survey),
    }
    return Card.of(
        say("card.headline", title=title, used=survey.n, read=survey.ledger.respondents_read),
        ((say(f"card.headings.{heading}"), lines) for heading, lines in sections.items()),
    )


def _questionnaire(survey: Survey) -> Lines:
    asked = survey.instrument
    sizes = "/".join(str(len(dimension.items)) for dimension in asked.dimensions)
    counts = {"items": len(asked.items), "dimensions": len(asked.dimensions)}
    yield say("card.labels.items"), say("card.items", **counts, sizes=sizes, scale=scale_of(asked.scale))
    yield say("card.labels.dimensions"), joined((named(dimension.name) for dimension in asked.dimensions), "series")
    yield say("card.labels.asked"), joined((word("asked_part", part) for part in asked.parts), "series")


def scale_of(scale: Scale) -> Fact:
    """Say from where to where a scale goes, and by which steps unless these are one."""
    places = {name: written(plain, getattr(scale, name)) for name in ("low", "high", "step")}
    return say("card.scale", case="whole" if scale.step == 1 else "stepped", **places)


def _answers(survey: Survey) -> Lines:
    asked = survey.instrument
    cells = survey.n * len(asked.items)
    for first, second in asked.pairs:
        both = (survey.answers[first].codes > 0) & (survey.answers[second].codes > 0)
        pair = {"first": word("asked_part", first), "second": word("asked_part", second)}
        yield say("card.labels.pairs", **pair), share_of(int(np.count_nonzero(both)), cells)
    for part in asked.parts:
        codes, absences = survey.answers[part].codes, survey.answers[part].absences
        kinds: Counter[Absence] = Counter()
        for kind in Absence:
            if absences is not None:
                kinds[kind] = int(np.count_nonzero((absences == kind) & (codes == 0)))
            elif kind is Absence.MISSING:
                kinds[kind] = int(np.count_nonzero(codes == 0))
        absent = (absent_of(kind.name.lower(), kinds[kind]) for kind in reversed(Absence) if kinds[kind])
        yield word("asked_part", part), joined([share_of(int(np.count_nonzero(codes)), cells), *absent], "clauses")


def absent_of(kind: str, count: int) -> Fact:
    """Say how many answers are none, and why."""
    return say(f"card.absent.{kind}", n=count)


def share_of(count: int, of: int) -> Fact:
    """Say how many of all, and which share that is."""
    return say("card.share", n=count, total=of, share=written(_percent, count, of))


def _percent(count: int, of: int) -> str:
    percent = 100 * count / of if of else 0.0
    # A share is shown as whole only if it is.
    return f"{min(percent, 99.9) if count < of else percent:.1f}%"


def _entries(survey: Survey, kind: str) -> Lines:
    for line in survey.ledger.lines:
        if line.kind == kind:
            yield Reason(line.reason), _said(line, survey.names)


def _said(line: LedgerLine, names: AttributeNames) -> Fact:
    """Say how much an entry counts, if it counts anything, and its particulars."""
    told = line.told(names)
    if not line.count:
        return told
    counted = COUNTED_BY_REASON.get(line.reason, COUNTED[line.kind])
    count = say(f"card.counts.{counted}", n=line.count)
    return count if told is None else say("card.counted", count=count, told=told)


def _respondents(survey: Survey) -> Lines:
    for name in survey.attributes:
        labels = Counter(group_labels(survey.respondents[name]))
        missing = labels.pop(NO_GROUP, 0)
        told: Fact = say("card.counts.values", n=len(labels))
        if 0 < len(labels) <= FEW_VALUES:
            called = {label: Cut(survey.names.value(name, label)) for label in sorted(labels)}
            groups = joined((say("card.group", name=called[label], n=labels[label]) for label in called), "series")
            told = say("card.counted", count=told, told=groups)
        absent = absent_of("missing", missing) if missing else None
        yield Cut(survey.names.attribute(name)), joined([told, absent], "clauses")
    yield from _points(survey)
    if survey.weight is not None:
        low, high = (written("{:.4g}".format, end) for end in (survey.weight.min(), survey.weight.max()))
        yield say("card.labels.weight"), say("shared.span", low=low, high=high)
    if survey.invitations is not None:
        yield say("card.labels.invited"), say("card.answered", share=share_of(survey.n, survey.invitations.total))
    if survey.persons is not None:
        yield say("card.labels.persons"), _persons(survey, survey.persons)
    for name, outcome in survey.outcomes.items():
        given = share_of(int(np.count_nonzero(~np.isnan(outcome.values))), survey.n)
        yield (
            say("card.labels.outcome", name=cut(name)),
            say("card.outcome_given", scale=str(outcome.scale), share=given),
        )


def _persons(survey: Survey, persons: NDArray[np.int64]) -> Fact:
    """Say how many persons there are, how many in several rows, and how many rows say the same of one as others do."""
    named = persons >= 0
    rows = np.bincount(persons[named]) if named.any() else np.zeros(0, dtype=np.int64)
    apart = [group_codes(survey.respondents[name])[0][named] for name in survey.attributes]
    repeated = pd.DataFrame(dict(enumerate([persons[named], *apart]))).duplicated()
    return joined(
        [
            say("card.persons.several", n=int((rows > 1).sum()), total=int((rows > 0).sum())),
            say("card.persons.alike", n=int(repeated.sum())) if repeated.any() else None,
            say("card.persons.unnamed", n=int((~named).sum())) if not named.all() else None,
        ],
        "clauses",
    )


def _points(survey: Survey) -> Lines:
    asked = survey.instrument
    if survey.points is not None:
        given = int(np.count_nonzero(~np.isnan(survey.points).any(axis=0)))
        yield say("card.labels.points"), say("card.shared_out", share=share_of(given, survey.n))
        if given:
            means = [number(mean, 1) for mean in np.nanmean(survey.points, axis=1)]
            yield say("card.labels.mean_points"), _of_dimensions(survey, means)
    elif asked.points is not None:
        own = _of_dimensions(survey, [written(plain, points) for points in asked.points])
        yield say("card.labels.points"), say("card.own_points", points=own)


def _of_dimensions(survey: Survey, points: Sequence[Fact]) -> Fact:
    pairs = zip(survey.instrument.dimensions, points, strict=True)
    said = (say("card.point", dimension=named(dimension.name), points=each) for dimension, each in pairs)
    return joined(said, "series")


@dataclass(frozen=True)
class Cut:
    """A name that readers are shown, as long as a card has room for it."""

    called: Called

    def said(self, language: Language) -> str:
        """Give the name in a language."""
        return shown(cut(self.called.to(language.code)))


def cut(value: str) -> str:
    """Give a value from the data as long as a card has room for it."""
    folded = one_line(value)
    return folded if len(folded) <= LONGEST_VALUE else folded[: LONGEST_VALUE - 1] + "…"
