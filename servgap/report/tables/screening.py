"""The screening of respondents as tables for readers: what the flagged change, how many raise which flag, and who."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.language.numbers import coefficient, count, interval, known, number, percent, signed
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, says_yes
from servgap.report.tables.subjects import nested, reason_field, subject
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import listed
from servgap.report.words.tables_text import interval_heading, text

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
    return [*tables, reader_table(caption, _respondent_fields(language), [("", shown)])]


def _with_without(finding: Finding, language: Language) -> ReaderTable:
    instrument, level = finding.basis.instrument, finding.basis.confidence
    rows = [{"standard": "", "item": "", **record} for record in records(finding.frames["with_without"])]
    mean = word("part", finding.facts["part"], language)
    fields = [
        Field(text("subject", language), lambda record: subject(instrument, record, language), numeric=False),
        Field("n", lambda record: count(record["n"])),
        Field(mean, lambda record: number(record["mean"])),
        Field(interval_heading(level, language), lambda record: interval(record["ci_low"], record["ci_high"])),
        Field(text("n_without", language), lambda record: count(record["n_without"])),
        Field(text("mean_without", language, mean=mean), lambda record: number(record["mean_without"])),
        Field(
            interval_heading(level, language),
            lambda record: interval(record["ci_low_without"], record["ci_high_without"]),
        ),
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


def _respondent_fields(language: Language) -> list[Field]:
    return [
        Field(heading("respondent", language), lambda record: str(record["respondent"]), numeric=False),
        Field(heading("flags", language), lambda record: _named_flags(str(record["flags"]), language), numeric=False),
        Field(heading("answered", language), lambda record: count(record["answered"])),
        Field(heading("longest_run", language), lambda record: count(record["longest_run"])),
        Field(heading("irv", language), lambda record: number(record["irv"])),
        Field(heading("even_odd", language), lambda record: coefficient(record["even_odd"]), optional=True),
        Field(heading("distance_rank", language), lambda record: count(record["distance_rank"]), optional=True),
        Field(heading("twin", language), lambda record: str(record["twin"]), numeric=False, optional=True),
        Field(heading("cells_apart", language), _apart, numeric=False, optional=True),
        Field(heading("seconds_per_item", language), lambda record: number(record["seconds_per_item"]), optional=True),
    ]


def _apart(record: Record) -> str:
    return count(record["cells_apart"])


def _named_flags(flags: str, language: Language) -> str:
    return listed([word("flag", flag, language) for flag in flags.split(", ")], language)
