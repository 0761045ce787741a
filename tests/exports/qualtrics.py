"""Qualtrics: three header rows, or two in exports from before 2018."""

from __future__ import annotations

import json
from collections.abc import Sequence

from servgap.survey.survey import Absence
from tests.exports.shape import NOT_APPLICABLE, Rows, Shape
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, branch, labels, numbers, stemmed
from tests.exports.writing import as_csv

META = (
    ("StartDate", "Start Date", {"ImportId": "startDate", "timeZone": "America/Denver"}),
    ("EndDate", "End Date", {"ImportId": "endDate", "timeZone": "America/Denver"}),
    ("Status", "Response Type", {"ImportId": "status"}),
    ("IPAddress", "IP Address", {"ImportId": "ipAddress"}),
    ("Progress", "Progress", {"ImportId": "progress"}),
    ("Duration (in seconds)", "Duration (in seconds)", {"ImportId": "duration"}),
    ("Finished", "Finished", {"ImportId": "finished"}),
    ("RecordedDate", "Recorded Date", {"ImportId": "recordedDate", "timeZone": "America/Denver"}),
    ("ResponseId", "Response ID", {"ImportId": "_recordId"}),
    ("RecipientLastName", "Recipient Last Name", {"ImportId": "recipientLastName"}),
    ("RecipientFirstName", "Recipient First Name", {"ImportId": "recipientFirstName"}),
    ("RecipientEmail", "Recipient Email", {"ImportId": "recipientEmail"}),
    ("ExternalReference", "External Data Reference", {"ImportId": "externalDataReference"}),
    ("LocationLatitude", "Location Latitude", {"ImportId": "locationLatitude"}),
    ("LocationLongitude", "Location Longitude", {"ImportId": "locationLongitude"}),
    ("DistributionChannel", "Distribution Channel", {"ImportId": "distributionChannel"}),
    ("UserLanguage", "User Language", {"ImportId": "userLanguage"}),
)
QUESTIONS = {"expectation": "5", "perception": "6"}
TWO_LINES = "Think of your last visit.\n\n<strong>{stem}</strong>&nbsp; - {item}"


def _headers(truth: Truth, form: str, tags: Sequence[str]) -> Rows:
    names, texts, imports = ([meta[row] for meta in META] for row in range(3))
    for part, tag in zip(PARTS, tags, strict=True):
        number = QUESTIONS[part]
        names += [f"{tag}_{n}" for n in range(1, 23)]
        texts += stemmed(truth, part, form)
        imports += [{"ImportId": f"QID{number}_{n}"} for n in range(1, 23)]
    names += ["Q7", "Q8"]
    texts += [BRANCH["en"], COMMENT["en"]]
    imports += [{"ImportId": "QID7"}, {"ImportId": "QID8_TEXT"}]
    return [names, texts, [json.dumps(each, separators=(",", ":")) for each in imports]]


def _meta(truth: Truth, row: int, *, text: bool) -> list[object]:
    person, status = truth.people[row], truth.status[row]
    finished, preview = status != "unfinished", status == "preview"
    at = [moment.strftime("%Y-%m-%d %H:%M:%S") for moment in (truth.started(row), truth.ended(row))]
    kind = ("Survey Preview" if preview else "IP Address") if text else int(preview)
    return [
        *(at[0], at[1], kind, person.ip, 100 if finished else 61, truth.seconds(row)),
        *(
            str(finished) if text else int(finished),
            at[1],
            f"R_3x{row:03d}kQvZ",
            person.last,
            person.first,
            person.email,
        ),
        *(person.token, person.latitude, person.longitude, "preview" if preview else "anonymous", "EN"),
    ]


def texts(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write choices as text; the stem holds mark-up and line breaks."""
    absent = {Absence.DOES_NOT_APPLY: "Not applicable"}
    lines = _headers(truth, TWO_LINES, ("Q5", "Q6"))
    for row in rows:
        answers = [cell for part in PARTS for cell in labels(truth, row, part, absent)]
        lines.append([*_meta(truth, row, text=True), *answers, branch(truth, row), truth.people[row].comment])
    return lines


def _numbers(truth: Truth, rows: Sequence[int], tags: Sequence[str], shift: int) -> Rows:
    lines = _headers(truth, "{stem} - {item}", tags)
    for row in rows:
        answers = [cell for part in PARTS for cell in numbers(truth, row, part, shift=shift)]
        lines.append([*_meta(truth, row, text=False), *answers, branch(truth, row), truth.people[row].comment])
    return lines


def values(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write choices as their numbers; the questions have export tags."""
    return _numbers(truth, rows, ("EXP", "PER"), 0)


def single_quotes(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write the import marks in single quotes, as exports before 2018 had them."""
    lines = _numbers(truth, rows, ("EXP", "PER"), 0)
    lines[2] = [str(json.loads(str(mark))) for mark in lines[2]]
    return lines


def shifted(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write choices as numbers that editing the question has shifted."""
    return _numbers(truth, rows, ("Q5", "Q6"), 21)


def legacy(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write the export of before 2018: V1 to V10, two header rows, an empty column at the end."""
    names = [f"V{n}" for n in range(1, 11)]
    texts = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status"]
    texts += ["StartDate", "EndDate", "Finished"]
    for part in PARTS:
        names += [f"Q{QUESTIONS[part]}_{n}" for n in range(1, 23)]
        texts += stemmed(truth, part, "{stem}-{item}")
    names += ["Q7", "Q8", "LocationLatitude", "LocationLongitude", "LocationAccuracy"]
    texts += [BRANCH["en"], COMMENT["en"], "LocationLatitude", "LocationLongitude", "LocationAccuracy"]
    lines: Rows = [names, texts]
    for row in rows:
        person, status = truth.people[row], truth.status[row]
        at = [moment.strftime("%Y-%m-%d %H:%M:%S") for moment in (truth.started(row), truth.ended(row))]
        meta = [f"R_{row:03d}aBc", "Default Response Set", f"{person.last}, {person.first}", person.token, person.email]
        meta += [person.ip, int(status == "preview"), *at, int(status != "unfinished")]
        answers = [cell for part in PARTS for cell in numbers(truth, row, part)]
        lines.append([*meta, *answers, branch(truth, row), person.comment, person.latitude, person.longitude, -1])
    return lines


MARKED = ("preview", "unfinished")
FILE = "Hotline survey_March 14, 2026_10.02.csv"
SHAPES = (
    Shape(
        "qualtrics, choice text",
        FILE,
        as_csv(texts, encoding="utf-8-sig", end="\n"),
        MARKED,
        NOT_APPLICABLE,
        branch="Q7",
        first_row=4,
    ),
    Shape("qualtrics, numbers", FILE, as_csv(values, encoding="utf-8-sig", end="\n"), MARKED, branch="Q7", first_row=4),
    Shape("qualtrics, single quotes", FILE, as_csv(single_quotes, end="\n"), MARKED, branch="Q7", first_row=4),
    Shape(
        "qualtrics, shifted recodes",
        FILE,
        as_csv(shifted, encoding="utf-8-sig", end="\n"),
        MARKED,
        options={"labels": {number + 21: number for number in range(1, 8)}},
        branch="Q7",
        first_row=4,
    ),
    Shape(
        "qualtrics, legacy",
        "Hotline_survey.csv",
        as_csv(legacy, encoding="utf-8-sig", end="\n", trailing=True),
        MARKED,
        branch="Q7",
        first_row=3,
    ),
)
