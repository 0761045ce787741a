"""What a source's description says, on its card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servgap.language import Fact, joined, named, say, verbatim, word, written
from servgap.survey.card import absent_of, scale_of
from servgap.survey.card_forms import Card
from servgap.survey.ledger import LedgerLine
from servgap.survey.ledger_facts import how_many
from servgap.survey.particulars import columns_named, label_order
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.description import BlockDescription, SourceDescription
from servgap.survey.reading.tools.registry import SHAPES

#: Lines of the ledger that are shown under their own names; those of parts, tools and rows are shown as such.
OF_THE_SOURCE = frozenset(
    (
        *("encoding", "delimiter", "sheet", "content", "header_row", "header_levels", "short_rows", "rows", "long"),
        "long_columns",
    )
)
OF_ANSWERS = frozenset(
    (
        *("labels", "value_labels", "labels_gone", "answer_codes", "skip_codes", "error_cells"),
        *("formulas_without_value", "duration", "outcome", "points", "points_not_read", "matrix_sampling"),
    )
)
ABSENT = ("not_answered", "does_not_apply", "not_asked", "missing")
LONGEST_STEM = 100
MOST_NAMED = 12
Lines = Iterator[tuple[Fact, Fact]]


def card_of(description: SourceDescription) -> Card:
    """Choose what the description says."""
    others = [column.column for column in description.columns if column.role == "other"]
    left_out = ((word("described_row", reason), count) for reason, count in description.left_out.items())
    return Card.of(
        _headline(description),
        (
            (say("description.headings.problem"), _problem(description)),
            (say("description.headings.source"), _source(description)),
            (say("description.headings.blocks"), map(_block, description.blocks)),
            (say("card.headings.answers"), _answers(description)),
            (say("card.headings.left_out"), left_out),
            (say("description.headings.unloaded"), _named(description.personal)),
            (say("description.headings.others"), _named(others)),
        ),
    )


def _headline(description: SourceDescription) -> Fact:
    source = word("source_name", description.source)
    if description.rows_used is None:
        return say("description.headline", case="unread", source=source, read=description.rows_read)
    rows = {"used": description.rows_used, "read": description.rows_read}
    return say("description.headline", case="used", source=source, **rows)


def _problem(description: SourceDescription) -> Lines:
    if description.problem:
        yield None, verbatim(description.problem)


def _named(headers: Sequence[str]) -> Lines:
    if headers:
        yield None, columns_named(list(map(short, headers)), MOST_NAMED)


def _source(description: SourceDescription) -> Lines:
    asked = description.instrument
    yield say("description.labels.tool"), _tool(description)
    title = named(asked.title, key=asked.name)
    items = say("description.items", title=title, items=len(asked.items), scale=scale_of(asked.scale))
    yield say("description.labels.questionnaire"), items
    for line in description.lines:
        label = say(f"description.labels.{line.reason}")
        if line.reason == "header_rows":
            yield label, say("description.folded", rows=how_many("rows", line.facts))
        elif line.reason in {"source", "joined"}:
            yield label, say("description.counted", told=line.particulars, n=line.count)
        elif line.reason in OF_THE_SOURCE:
            yield label, line.particulars
    yield say("description.labels.columns"), len(description.columns)


def _tool(description: SourceDescription) -> Fact:
    if not description.tool:
        return say("description.plain")
    return word("table_shape", description.tool) if description.tool in SHAPES else description.tool_name


def _block(block: BlockDescription) -> tuple[Fact, Fact]:
    label = word("asked_part", block.part) if block.tallied else say("description.labels.not_tallied")
    ends = say("ledger.particulars.span", first=short(block.first), last=short(block.last))
    said: list[Fact] = [ends, say("card.counts.columns", n=block.columns)]
    if block.told_by:
        said.append(word("told_by", block.told_by))
    counts = [block.answered, block.not_answered, block.does_not_apply, block.not_asked, block.missing]
    cells = sum(count or 0 for count in counts)
    if block.answered is not None and cells:
        share = written("{:.1f}%".format, 100 * block.answered / cells)
        said.append(say("description.answered", share=share))
        said += [absent_of(kind, count) for kind, count in zip(ABSENT, counts[1:], strict=True) if count]
    told = joined(said, "phrases")
    return label, say("description.stem", said=told, stem=_cut(block.stem)) if block.stem else told


def _cut(stem: str) -> str:
    return stem if len(stem) <= LONGEST_STEM else stem[: LONGEST_STEM - 1] + "…"


def _answers(description: SourceDescription) -> Lines:
    for line in description.lines:
        if line.reason in OF_ANSWERS:
            told = label_order(line.facts) if line.reason == "labels" else line.particulars
            yield say(f"description.labels.{line.reason}"), told
        elif line.kind == "recoded":
            yield say("description.labels.recoded"), _recoded(line)


def _recoded(line: LedgerLine) -> Fact:
    absent = line.reason in ABSENT
    what = absent_of(line.reason, line.count) if absent else say(f"description.recoded.{line.reason}", n=line.count)
    return what if line.particulars is None else say("card.counted", count=line.particulars, told=what)
