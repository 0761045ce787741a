"""Bad input through the front door: an error with its place and fix, or a right result that the ledger explains."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import openpyxl
import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.small_surveys import HEADERS, csv, instrument, rows

ROW = ",".join(HEADERS)
VERBS = (sg.measure_gaps, sg.check_reliability, sg.check_significance, sg.rank_standards)


def answers(n=24, **attributes):
    """Draw answers of n respondents, expectation above perception, beside attributes."""
    rng = np.random.default_rng(5)
    level = rng.normal(size=(n, 1))
    drawn = [np.clip(np.round(centre + level + rng.normal(size=(n, 3))), 1, 7) for centre in (5.5, 4.5)]
    return pd.DataFrame(attributes | dict(zip(HEADERS, np.hstack(drawn).astype(int).T, strict=True)))


def shown(finding):
    """Show a finding in every way and both languages, and give all texts."""
    texts = []
    for language in ("en", "zh"):
        texts += [finding.headline_in(language), finding.note_in(language)]
        texts += [finding.table(form, language=language) for form in ("text", "html", "markdown")]
        figure = finding.plot(language=language).figure
        figure.savefig(io.BytesIO(), dpi=30)
        plt.close(figure)
    return "\n".join(texts)


def explained(frame, *numbers):
    """Whether every number that is not there has a reason."""
    return all((frame[number].notna() | (frame["reason"].fillna("") != "")).all() for number in numbers)


# Files


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file(tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(ServgapError, match=r"^empty\.csv is empty: expected a header row .* Export it again"):
        sg.read_survey(path, instrument())


def test_only_headers(tmp_path):
    expected = r"holds 6 column headers \('E1', 'E2', 'E3' and 3 more\) and no row beneath them\. Export the rows"
    with pytest.raises(ServgapError, match=r"^survey\.csv " + expected):
        sg.read_survey(csv(tmp_path, ROW), instrument())
    with pytest.raises(ServgapError, match=r"^the frame " + expected):
        sg.read_survey(pd.DataFrame(columns=list(HEADERS)), instrument())


def test_one_respondent(tmp_path):
    survey = sg.read_survey(csv(tmp_path, f"branch,{ROW}", "A,5,6,7,4,4,4"), instrument(), attributes="branch")
    assert (survey.n, survey.ledger.rows_read) == (1, 1)
    gaps = sg.measure_gaps(survey).frame
    assert gaps.loc[gaps["level"] == "standard", "gap"].tolist() == [-1, -2, -3]
    assert gaps["ci_low"].isna().all()
    assert set(gaps["reason"]) == {"too_few"}
    for verb in VERBS:
        assert "fewer than two respondents" in shown(verb(survey))
    with pytest.raises(ServgapError, match=r"compare_groups needs at least two values of 'branch'; found 'A'\. Choose"):
        sg.compare_groups(survey, by="branch")
    sg.Report(survey, minimum=1).write(tmp_path / "report")


def test_a_part_missing(tmp_path):
    path = csv(tmp_path, "E1,E2,E3", "5,6,7")
    with pytest.raises(ServgapError, match=r"found expectation as E1 … E3, but no perception\. Say in columns= where "):
        sg.read_survey(path, instrument())
    with pytest.raises(ServgapError, match=r"columns= says nothing of perception\. Add it, or use an instrument"):
        sg.read_survey(path, instrument(), columns={"expectation": "E{n}"})


def test_one_item_missing(tmp_path):
    path = csv(tmp_path, "E1,E2,E3,P1,P2", "5,6,7,4,4")
    with pytest.raises(
        ServgapError, match=r"perception is recognised as P1 … P2 .* no column for polite\. Add the col"
    ):
        sg.read_survey(path, instrument())
    with pytest.raises(ServgapError, match=r"'P\{n\}' of the perception .* finds none for polite\. .* Fix the pattern"):
        sg.read_survey(path, instrument(), columns={"expectation": "E{n}", "perception": "P{n}"})


def test_an_item_nobody_answered_is_no_loss_of_the_others():
    survey = sg.read_survey(answers().assign(P2=np.nan), instrument())
    gaps = sg.measure_gaps(survey).frame.set_index("standard")
    assert gaps.loc["call", ["n", "reason"]].tolist() == [0, "too_few"]
    assert gaps.loc["polite", "n"] == survey.n == 24
    for verb in VERBS:
        shown(verb(survey))


def test_nobody_answered_a_part():
    blank = answers().assign(P1=np.nan, P2=np.nan, P3=np.nan)
    with pytest.raises(ServgapError, match=r"of 24 rows none can be used: 0 without any answer, 24 without one item"):
        sg.read_survey(blank, instrument())


# Answers


def test_an_answer_off_the_scale(tmp_path):
    path = csv(tmp_path, ROW, "5,6,7,4,4,4", "5,6,7,4,8,4")
    with pytest.raises(ServgapError, match=r"^1 answer lies off the 1–7 scale: P2 row 3 \(8\)\. .* missing=\[8\]\.$"):
        sg.read_survey(path, instrument())
    with pytest.raises(ServgapError, match=r"off the 1–7 scale: P2 row 1 \(8\)"):
        sg.read_survey(rows((5, 6, 7, 4, 4, 4), (5, 6, 7, 4, 8, 4)), instrument())
    survey = sg.read_survey(path, instrument(), missing=8)
    assert survey.ledger.recodings == {"declared_missing": 1}
    assert survey.perceptions["call"].tolist()[0] == 4
    assert np.isnan(survey.perceptions["call"].iloc[1])


def test_an_answer_between_the_steps(tmp_path):
    path = csv(tmp_path, ROW.replace(",", ";"), "4,5;5,0;3,0;4,0;5,0;6,0")
    with pytest.raises(ServgapError, match=r"between the steps of the 1–7 scale, .*: E1 row 2 \(4,5\)\. .* finer step"):
        sg.read_survey(path, instrument())
    assert sg.read_survey(path, instrument(step=0.5)).expectations.iloc[0].tolist() == [4.5, 5, 3]


def test_a_label_misspelt(tmp_path):
    path = csv(tmp_path, ROW, "Strongly agree,Agree,Agree,Disagree,Agre,Agree", "Agree,Agree,Neutral,Agree,Agree,Agree")
    with pytest.raises(
        ServgapError, match=r"found 'Agre': P2 row 2 \(Agre\)\. Did you mean 'agree'\? Fix the file, or"
    ):
        sg.read_survey(path, instrument(5))
    survey = sg.read_survey(path, instrument(5), labels={"Agre": 4})
    assert survey.perceptions["call"].tolist() == [4, 4]
    assert survey.expectations["wait"].tolist() == [5, 4]
    assert "labels                        agreement: disagree = 2, neutral = 3, agree = 4, strongly agree = 5" in repr(
        survey
    )
    with pytest.raises(
        ServgapError, match=r"found 'Neutral', 'Strongly agree': .* pass labels=\{'Neutral': \.\.\., 'Strong"
    ):
        sg.read_survey(path, instrument(5), labels={"Agre": 2, "Agree": 2, "Disagree": 4})


def test_all_unknown_labels_are_named_in_the_mend(tmp_path):
    path = csv(tmp_path, ROW, "1,2,3,4,5,nan", "1,2,3,4,5,NULL")
    with pytest.raises(
        ServgapError, match=r"found 'nan', 'NULL': P3 row 2 .*missing=\['nan', 'NULL'\] for no answer\.$"
    ):
        sg.read_survey(path, instrument())
    assert sg.read_survey(path, instrument(), missing=["NULL", "nan"]).ledger.recodings == {"declared_missing": 2}


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (np.inf, r"off the 1–7 scale: P3 row 0 \(inf\)"),
        (True, r"the column 'P3' holds true and false \(first in row 0\)"),
        (pd.Timestamp("2026-01-01"), r"the column 'P3' holds dates \(first in row 0\)"),
        (1 + 2j, r"found '\(1\+2j\)': P3 row 0"),
    ],
)
def test_values_that_are_no_answers(answer, complaint):
    with pytest.raises(ServgapError, match=complaint):
        sg.read_survey(rows((1, 2, 3, 4, 5, answer)), instrument())


# Headers


def test_a_header_twice(tmp_path):
    path = csv(tmp_path, "E1,E2,E3,P1,P2,P2", "5,6,7,4,4,4")
    with pytest.raises(
        ServgapError, match=r"'P2', and that header stands 2 times: in columns 5, 6\. Rename all but one"
    ):
        sg.read_survey(path, instrument())
    path = csv(tmp_path, f"{ROW},branch,branch", "5,6,7,4,4,4,A,B")
    with pytest.raises(ServgapError, match=r"attribute branch .* stands 2 times: in columns 7, 8\. Rename all but one"):
        sg.read_survey(path, instrument(), attributes="branch")
    assert sg.read_survey(path, instrument()).n == 1


def test_a_header_with_a_line_break(tmp_path):
    path = csv(tmp_path, '"E\n1",E2,E3,P1,P2,P3,"the\nbranch"', "5,6,7,4,4,4,A", "5,5,7,4,3,5,B")
    survey = sg.read_survey(path, instrument(), attributes="the branch")
    assert survey.expectations["wait"].tolist() == [5, 5]
    assert survey.respondents["the branch"].tolist() == ["A", "B"]
    assert "columns: expectation: E 1 … E3" in repr(survey)
    shown(sg.compare_groups(survey, by="the branch"))


def test_another_instrument_than_was_asked(tmp_path):
    path = csv(tmp_path, ROW, "5,6,7,4,4,4")
    with pytest.raises(
        ServgapError, match=r"fits all 22 items .* \(E1 … E3 could be the expectation of 3; P1 … P3 could"
    ):
        sg.read_survey(path)


def test_lines_above_the_header(tmp_path):
    survey = sg.read_survey(csv(tmp_path, "sep=;", ROW.replace(",", ";"), "5;6;7;4;4;4"), instrument())
    assert survey.respondents.index.tolist() == [3]
    assert "the header stands in row 2; the first row names the delimiter" in repr(survey)
    titled = sg.read_survey(csv(tmp_path, "made by us", ROW, "5,6,7,4,4,4"), instrument())
    assert "the header stands in row 2; above it stands 'made by us'" in repr(titled)


# Encodings and kinds of files


def test_mixed_encodings(tmp_path):
    path = tmp_path / "mixed.csv"
    path.write_bytes(f"branch,{ROW}\n北店,1,2,3,4,5,6\n".encode() + "南店,1,2,3,4,5,6\n".encode("gb18030"))
    with pytest.raises(
        ServgapError, match=r"mixed\.csv mixes encodings: line 2 is UTF-8 and line 3 is not .* Save each"
    ):
        sg.read_survey(path, instrument(), attributes="branch")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_whole_encodings(tmp_path, encoding):
    path = tmp_path / "whole.csv"
    path.write_bytes(f"{ROW},分店\n1,2,3,4,5,6,北京路营业厅\n".encode(encoding))
    survey = sg.read_survey(path, instrument(), attributes="分店")
    assert survey.respondents["分店"].tolist() == ["北京路营业厅"]


def test_a_csv_renamed_to_xlsx(tmp_path):
    survey = sg.read_survey(csv(tmp_path, ROW, "5,6,7,4,4,4", name="answers.xlsx"), instrument())
    assert survey.n == 1
    assert "the file's name ends in .xlsx; by its content it is delimited text" in repr(survey)


def raw_workbook(path, sheet):
    """Write a workbook of one sheet, given as markup."""
    sheets = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="{sheets}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheets}.worksheet+xml"/>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packaged = "http://schemas.openxmlformats.org/package/2006/"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{packaged}content-types">{types}</Types>')
        for part, kind, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.xml"),
            ("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet1.xml"),
        ):
            relation = f'<Relationship Id="rId1" Type="{office}/{kind}" Target="{target}"/>'
            archive.writestr(part, f'<Relationships xmlns="{packaged}relationships">{relation}</Relationships>')
        named = f'<sheets><sheet name="one" sheetId="1" r:id="rId1" xmlns:r="{office}"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}">{named}</workbook>')
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>'
        )
    return path


def test_a_workbook_of_three_million_blank_rows(tmp_path):
    cells = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letter, name in zip("ABCDEF", HEADERS, strict=True)
    )
    values = "".join(
        f'<c r="{letter}2"><v>{value}</v></c>' for letter, value in zip("ABCDEF", (5, 6, 7, 4, 4, 4), strict=True)
    )
    blank = "".join(f'<row r="{row}"/>' for row in range(3, 3_000_001))
    path = raw_workbook(tmp_path / "blank.xlsx", f'<row r="1">{cells}</row><row r="2">{values}</row>{blank}')
    survey = sg.read_survey(path, instrument())
    assert (survey.n, survey.ledger.rows_read) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.csv", b"%PDF-1.4 \x00", "by its content a.csv is a PDF document"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n\x00", "by its content a.xlsx is a picture"),
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 50, "The workbook a.xlsx cannot be read: .* save it again"),
        (
            "a.parquet",
            b"PAR1" + b"\x00" * 50,
            r"The Parquet file a.parquet cannot be read: [^.]*[^.]*\. .*Write it anew",
        ),
        ("a.csv", b'{"E1": [5, 4]}', "by its content a.csv is JSON. Read it with pandas.read_json"),
        ("a.csv", ROW.encode() + b"\n1,2,3,4,5,\x006\n", "is no text .it holds zero bytes."),
        ("a.csv", ROW.encode() + b',c\n1,2,3,4,5,6,"open\n1,2,3,4,5,6,x\n', "quoted cell that opens in row 2"),
    ],
)
def test_files_that_hold_something_else(tmp_path, name, content, complaint):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ServgapError, match=complaint):
        sg.read_survey(path, instrument())


def test_a_cell_of_unusual_length(tmp_path):
    path = csv(tmp_path, f"{ROW},remark,branch", f"5,6,7,4,4,4,{'x' * 200_000},A", "5,6,7,4,4,4,,B")
    survey = sg.read_survey(path, instrument(), attributes="branch")
    assert survey.respondents["branch"].tolist() == ["A", "B"]
    survey = sg.read_survey(path, instrument(), attributes="remark")
    assert survey.respondents["remark"].str.len().iloc[0] == 200_000
    assert len(repr(survey)) < 2000


# Texts that would do harm elsewhere


class Tags(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)


FORMULA = '=HYPERLINK("http://example.org","see")'
MARKUP = "<script>alert(1)</script>"


NAMES = (FORMULA, MARKUP, "@SUM(1)", '"quoted"', "a|b", "$x^2$ \\alpha", "x" * 300)


def test_branches_with_hostile_names(tmp_path):
    survey = sg.read_survey(answers(144, branch=[*NAMES, "B"] * 18), instrument(), attributes="branch")
    groups = sg.compare_groups(survey, by="branch")
    assert set(NAMES) < set(groups.groups["branch"])
    assert MARKUP not in sg.Survey._repr_html_(survey)
    for finding in (groups, sg.measure_gaps(survey, by="branch")):
        shown(finding)
        assert MARKUP not in finding.table("html")
    check_harmless(sg.Report(survey), set(NAMES), tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_a_report_with_a_hostile_title(tmp_path, name):
    survey = sg.read_survey(answers(branch=[name, "B"] * 12), instrument(), attributes="branch")
    findings = [sg.compare_groups(survey, by="branch")]
    check_harmless(sg.Report(findings, title=name, period=name), {name}, tmp_path)


def check_harmless(report, names, tmp_path):
    """Hold that a page and a workbook show names, and that none of them does anything."""
    report.to_html(tmp_path / "page.html")
    report.to_excel(tmp_path / "report.xlsx")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    assert MARKUP not in page
    assert "script" not in tags.found
    sheets = openpyxl.load_workbook(tmp_path / "report.xlsx")
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert names <= {str(cell.value) for cell in cells}


# Answers without variation, and surveys that do not belong together


@pytest.mark.parametrize("given", [5, 4])
def test_all_answers_equal(given):
    level = dict.fromkeys(HEADERS[:3], 5) | dict.fromkeys(HEADERS[3:], given)
    frame = answers(branch=["A", "B"] * 12, quarter=["2026Q1", "2026Q1", "2026Q2", "2026Q2"] * 6).assign(**level)
    survey = sg.read_survey(frame, instrument(), attributes=["branch", "quarter"])
    gaps = sg.measure_gaps(survey).frame
    assert (gaps["gap"] == given - 5).all()
    assert set(gaps["reason"]) == {"no_variation"}
    assert explained(sg.check_significance(survey).frame, "p_value")
    assert explained(sg.check_reliability(survey).frame, "alpha")
    assert explained(sg.compare_groups(survey, by="branch").frame, "p_value")
    assert explained(sg.track_waves(survey, by="quarter").frame, "p_value")
    findings = [verb(survey) for verb in VERBS]
    findings += [sg.compare_groups(survey, by="branch"), sg.track_waves(survey, by="quarter")]
    for finding in findings:
        assert not re.search(r"\b(nan|inf)\b", shown(finding))


def test_two_quarters_with_different_instruments():
    earlier = sg.read_survey(answers(quarter="2026Q1"), instrument(), attributes="quarter")
    on_nine = sg.read_survey(answers(quarter="2026Q2"), instrument(9), attributes="quarter")
    with pytest.raises(
        ServgapError, match=r"one and the same instrument .* differ: scale 1–7 and 1–9\. Analyse them one"
    ):
        earlier.tally(by="quarter") + on_nine.tally(by="quarter")
    asked = instrument()
    fewer = dataclasses.replace(asked, dimensions=asked.dimensions[:1])
    shorter = sg.read_survey(answers(quarter="2026Q2").drop(columns=["E3", "P3"]), fewer, attributes="quarter")
    with pytest.raises(
        ServgapError, match=r"one and the same instrument can be added; .* read both surveys with the same"
    ):
        sum([earlier.tally(by="quarter"), shorter.tally(by="quarter")])


# Attributes, waves, and what is asked of verbs


def test_groups_of_one():
    survey = sg.read_survey(answers(branch=[f"b{number}" for number in range(24)]), instrument(), attributes="branch")
    found = sg.compare_groups(survey, by="branch")
    assert (found.groups["n"] == 1).all()
    assert found.frame["p_value"].isna().all()
    assert explained(found.frame, "p_value")
    assert "to be tested" in shown(found)


def test_respondents_without_a_value_are_counted():
    survey = sg.read_survey(answers(branch=["A", "B", None] * 8), instrument(), attributes="branch")
    assert "2 values: A (8), B (8); 8 missing" in repr(survey)
    found = sg.compare_groups(survey, by="branch")
    assert set(found.groups["branch"]) == {"A", "B"}
    assert "n = 16 of 24 rows read; left out: 8 without a value of the grouping attribute." in found.note


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([1.0, 2.0, np.nan], {"1", "2"}),
        ([1, 2, 10], {"1", "2", "10"}),
        ([True, False, True], {"True", "False"}),
        (
            pd.to_datetime(["2026-01-05", "2026-04-05", "2026-04-06"]).tolist(),
            {"2026-01-05", "2026-04-05", "2026-04-06"},
        ),
        ([" A", "A ", "\u3000A"], {"A"}),
        (["Caf\u00e9", "Cafe\u0301", "x"], {"Caf\u00e9", "x"}),
    ],
)
def test_attributes_of_many_kinds(values, labels):
    survey = sg.read_survey(answers(kind=values * 8), instrument(), attributes="kind")
    assert {cell[0] for cell in survey.tally(by="kind").cells} - {""} == labels


def test_attributes_that_are_not_there():
    for attributes in ("brnch", ["brnch"]):
        with pytest.raises(ServgapError, match=r"'brnch' is not there\. Did you mean 'branch'\?"):
            sg.read_survey(answers(branch="A"), instrument(), attributes=attributes)
    with pytest.raises(ServgapError, match=r"attributes= names columns; '3' is not there"):
        sg.read_survey(answers(), instrument(), attributes=3)
    assert sg.read_survey(answers(), instrument(), attributes=None).attributes == ()


def test_waves_out_of_order():
    quarters = ["2026Q2", "2025Q4", "2026Q1"]
    survey = sg.read_survey(answers(quarter=quarters * 8, branch="A"), instrument(), attributes=["quarter", "branch"])
    assert sg.track_waves(survey, by="quarter").waves["wave"].unique().tolist() == sorted(quarters)
    survey = sg.read_survey(answers(quarter=["Q1 2026", "spring", "2026Q2"] * 8), instrument(), attributes="quarter")
    with pytest.raises(ServgapError, match=r"cannot be put in calendar order; .*: 'spring'\. Write them like '2026Q1'"):
        sg.track_waves(survey, by="quarter")
    survey = sg.read_survey(answers(quarter=["Q1 2026", "2026Q1"] * 12), instrument(), attributes="quarter")
    with pytest.raises(
        ServgapError, match=r"Two waves of 'quarter' mean the same time: '.*' and '.*'\. Write each wave"
    ):
        sg.track_waves(survey, by="quarter")


@pytest.mark.parametrize("verb", [sg.compare_groups, sg.track_waves])
def test_verbs_that_compare_take_one_attribute_or_two(verb):
    quarters = ["2026Q1", "2026Q1", "2026Q2"] * 8
    survey = sg.read_survey(answers(branch="A", quarter=quarters), instrument(), attributes=["branch", "quarter"])
    pd.testing.assert_frame_equal(verb(survey, by=["quarter"]).frame, verb(survey, by="quarter").frame)
    two = verb is sg.compare_groups
    most, told = (["branch", "quarter", "channel"], ", or of two") if two else (["branch", "quarter"], "")
    for by in (None, [], most):
        with pytest.raises(
            ServgapError, match=rf"{verb.__name__} compares the values of one attribute{told}; found by=\["
        ):
            verb(survey, by=by)
    for by in (3, [3]):
        with pytest.raises(
            ServgapError, match=r"by names an attribute of the respondents, .*; found \[?3\]?\. Write by="
        ):
            verb(survey, by=by)


@pytest.mark.parametrize("smallest", [0, -1, "a", np.inf, np.nan, True])
def test_a_smallest_gap_that_is_none(smallest):
    with pytest.raises(ServgapError, match=r"smallest is a finite number above 0, or 'sd'; found .*\. Leave it out"):
        sg.measure_gaps(sg.read_survey(answers(), instrument()), smallest=smallest)


@pytest.mark.parametrize("rng", ["x", -1, 1.5, True])
def test_a_seed_that_is_none(rng):
    with pytest.raises(ServgapError, match=r"rng is a numpy\.random\.Generator or a whole number as its seed"):
        sg.rank_standards(sg.read_survey(answers(), instrument()), rng=rng)


# Keywords of reading


def test_keywords_that_are_something_else(tmp_path):
    path = csv(tmp_path, ROW, "5,6,7,4,4,4")
    with pytest.raises(ServgapError, match=r"There is no encoding 8\. Usual ones are 'utf-8'"):
        sg.read_survey(path, instrument(), encoding=8)
    with pytest.raises(ServgapError, match=r"labels= maps each label to its value .*; found list\. Write a mapping"):
        sg.read_survey(path, instrument(), labels=["good"])
    with pytest.raises(ServgapError, match=r"missing= lists the numbers or texts .*; found \{'P1': 4\}\. Fix it"):
        sg.read_survey(path, instrument(), missing={"P1": 4})
    with pytest.raises(
        ServgapError, match=r"instrument= is the name of a built-in questionnaire .*; found Scale\. Pass"
    ):
        sg.read_survey(path, sg.Scale(1, 7))


def test_an_instrument_file_by_its_path(tmp_path):
    instrument().to_toml(tmp_path / "small.toml")
    data = csv(tmp_path, ROW, "5,6,7,4,4,4")
    for path in (tmp_path / "small.toml", str(tmp_path / "small.toml")):
        assert sg.read_survey(data, path).instrument == instrument()


POINTS = {"expectation": "E{n}", "perception": "P{n}", "points": {"speed": "s", "care": "c"}}


def test_points_that_are_none():
    with pytest.raises(
        ServgapError, match=r"not negative and sum to 100; .* for nobody \(the first are 160 \+ 40\)\. Name"
    ):
        sg.read_survey(answers(s=160, c=40), instrument(), columns=POINTS)
    with pytest.raises(ServgapError, match=r"for nobody \(the first are 160 \+ -60\)"):
        sg.read_survey(answers(s=160, c=-60), instrument(), columns=POINTS)
    with pytest.raises(
        ServgapError, match=r"points in 's' are numbers out of 100; found s row 1 \(a lot\), .* and 9 more"
    ):
        sg.read_survey(answers(s=["60", "a lot"] * 12, c="40"), instrument(), columns=POINTS)
    with pytest.raises(ServgapError, match=r"mapping of the points names a header for every dimension; care has none"):
        sg.read_survey(answers(s=60, c=40), instrument(), columns=POINTS | {"points": {"speed": "s"}})
    survey = sg.read_survey(answers(s=[60, 160] * 12, c=40), instrument(), columns=POINTS)
    assert survey.ledger.recodings == {"points_not_100": 12}


@pytest.mark.parametrize("weight", [[1.0, -2.0], [1.0, np.nan], ["1", "x"], [1.0, np.inf]])
def test_weights_that_are_none(weight):
    columns = {"expectation": "E{n}", "perception": "P{n}", "weight": "w"}
    with pytest.raises(ServgapError, match=r"weight in 'w' is a number above 0 .*; found w row 1 .* and 9 more\. Fix"):
        sg.read_survey(answers(w=weight * 12), instrument(), columns=columns)


def test_weights_that_are_not_used_are_told():
    columns = {"expectation": "E{n}", "perception": "P{n}", "weight": "w"}
    survey = sg.read_survey(answers(w=[1.0, 2.0] * 12), instrument(), columns=columns)
    assert "The data carry sampling weights, which are not used here." in sg.measure_gaps(survey).note


def test_respondents_named_alike():
    columns = {"expectation": "E{n}", "perception": "P{n}", "respondent": "id"}
    with pytest.raises(ServgapError, match=r"a name of his own in 'id'; some stand more than once: id row 0, "):
        sg.read_survey(answers(id=1), instrument(), columns=columns)


# Instruments of unusual shape


def test_an_instrument_of_one_item():
    one = sg.Instrument("one", sg.Scale(1, 7), [sg.Dimension("d", [sg.Item("i", "Text.")])])
    quarters = ["2026Q1", "2026Q2"] * 12
    survey = sg.read_survey(answers(quarter=quarters)[["quarter", "E1", "P1"]], one, attributes="quarter")
    for verb in VERBS:
        shown(verb(survey))
    shown(sg.compare_groups(survey, by="quarter"))
    shown(sg.track_waves(survey, by="quarter"))


@pytest.mark.parametrize("scale", [(0, 10, 1), (-3, 3, 1), (1, 9, 0.5)])
def test_unusual_scales(scale):
    asked = sg.Instrument(
        "s", sg.Scale(*scale), [sg.Dimension("d", [sg.Item("a", "A"), sg.Item("b", "B", reversed=True)])]
    )
    low, high, step = scale
    levels = np.arange(low, high + step, step)
    drawn = np.random.default_rng(3).choice(levels, size=(30, 4))
    survey = sg.read_survey(pd.DataFrame(drawn, columns=["E1", "E2", "P1", "P2"]), asked)
    gap = sg.measure_gaps(survey).frame.set_index("item")["gap"]
    expected = drawn[:, 2:] - drawn[:, :2]
    np.testing.assert_allclose(gap[["a", "b"]], expected.mean(axis=0) * [1, -1], atol=1e-12)


# Where results are written


def test_folders_that_cannot_be_written(tmp_path):
    survey = sg.read_survey(answers(), instrument())
    blocked = csv(tmp_path, "a file")
    with pytest.raises(ServgapError, match=r"survey\.csv.* cannot be written: .* Nothing was changed\. Name a folder"):
        sg.Report(survey).write(blocked)
    assert blocked.read_text(encoding="utf-8") == "a file\n"
    with pytest.raises(ServgapError, match=r"cannot be written: .* Nothing was changed\. Name a folder that exists"):
        sg.measure_gaps(survey).to_excel(tmp_path / "none" / "gaps.xlsx")
    with pytest.raises(ServgapError, match=r"cannot be written: .* Nothing was changed\. Name a folder that exists"):
        survey.tally().save(tmp_path / "none" / "counts.tally")
    with pytest.raises(ServgapError, match=r"cannot be written: .* Nothing was changed\. Name a folder that exists"):
        instrument().to_toml(tmp_path / "none" / "small.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["survey.csv"]


def test_a_tally_that_was_damaged(tmp_path):
    path = tmp_path / "counts.tally"
    tally = sg.read_survey(answers(branch=["A", "B"] * 12), instrument(), attributes="branch").tally(by="branch")
    tally.save(path)
    whole = path.read_bytes()
    same = sg.measure_gaps(tally).frame
    refused = 0
    for at in range(0, len(whole), 97):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            loaded = sg.Tally.load(path)
        except ServgapError:
            refused += 1
        else:
            pd.testing.assert_frame_equal(sg.measure_gaps(loaded).frame, same)
    assert refused
    for cut in (whole[:100], whole[:-50], b"", b"{}"):
        path.write_bytes(cut)
        with pytest.raises(ServgapError, match=r"is not a tally that this version can load: .* Load a file written by"):
            sg.Tally.load(path)


def test_an_unknown_language():
    finding = sg.measure_gaps(sg.read_survey(answers(), instrument()))
    for show in (finding.headline_in, finding.note_in, lambda language: finding.plot(language=language)):
        with pytest.raises(ServgapError, match=r"Findings speak 'en', 'zh'; found 'fr'\. Name one of these"):
            show("fr")
