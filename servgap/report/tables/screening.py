"""The screening of respondents as tables for readers: what the flagged change, how many raise which flag, and who."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.language.numbers import count, known, percent, signed
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, says_yes
from servgap.report.tables.subjects import nested, reason_field, subject
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import listed
from servgap.report.words.tables_text import text

MOST_LISTED = 15


def screening_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show results with and without the flagged, the flags, and the first of the flagged respondents."""
    tables = [_with_without(finding, language), _flags(finding, language)]
    frame = finding.frames["frame"]
    flagged = frame[frame["flagged"].isin([True])]
    if not len(flagged):
        return tables
    shown = records(flagged.head(MOST_LISTED))
    caption = text("caption_flagged", language)
    if len(flagged) > MOST_LISTED:
        caption = text("caption_flagged_some", language, n=count(MOST_LISTED), total=count(len(flagged)))
    return [*tables, reader_table(caption, _respondent_fields(finding, language), [("", shown)])]


def _with_without(finding: Finding, language: Language) -> ReaderTable:
    instrument = finding.basis.instrument
    rows = [{"standard": "", "item": "", **record} for record in records(finding.frames["with_without"])]
    mean = word("part", finding.facts["part"], language)
    fields = [
        Field(text("subject", language), lambda record: subject(instrument, record, language), numeric=False),
        field("n", finding, language),
        field("mean", finding, language, head=mean),
        interval_field(("ci_low", "ci_high"), finding, language),
        field("n_without", finding, language, head=text("n_without", language)),
        field("mean_without", finding, language, head=text("mean_without", language, mean=mean)),
        interval_field(("ci_low_without", "ci_high_without"), finding, language),
        Field(text("change", language), lambda record: signed(record["difference"], 3)),
        reason_field(language),
    ]
    return reader_table(text("caption_with_without", language), fields, [("", nested(instrument, rows))])


def _flags(finding: Finding, language: Language) -> ReaderTable:
    def named(record: Record) -> str:
        flag = word("flag", record["flag"], language)
        aside = not record["reason"] and not says_yes(record["counted"])
        return text("not_counted", language, flag=flag) if aside else flag

    def of_known(record: Record, cell: str) -> str:
        return "" if record["reason"] else cell

    fields = [
        Field(heading("flag", language), named, numeric=False),
        Field("n", lambda record: of_known(record, count(record["n"]))),
        Field(heading("share", language), lambda record: of_known(record, _share(record["share"]))),
        Field(
            text("flags_alone", language),
            lambda record: of_known(record, count(record["n_alone"]) if says_yes(record["counted"]) else ""),
        ),
        reason_field(language),
    ]
    return reader_table(text("caption_flags", language), fields, [("", records(finding.frames["flags"]))])


def _share(value: object) -> str:
    return percent(round(float(str(value)), 3)) if known(value) else ""


def _respondent_fields(finding: Finding, language: Language) -> list[Field]:
    return [
        field("respondent", finding, language),
        Field(heading("flags", language), lambda record: _named_flags(str(record["flags"]), language), numeric=False),
        field("answered", finding, language),
        field("longest_run", finding, language),
        field("irv", finding, language),
        field("even_odd", finding, language, optional=True),
        field("distance_rank", finding, language, optional=True),
        field("twin", finding, language, optional=True),
        field("cells_apart", finding, language, numeric=False, optional=True),
        field("seconds_per_item", finding, language, optional=True),
    ]


def _named_flags(flags: str, language: Language) -> str:
    return listed([word("flag", flag, language) for flag in flags.split(", ")], language)
