"""Exports of survey tools: each one's own shape, what is refused, what is left out, and what is never loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from servgap.errors import ServgapError
from servgap.survey.reading.answers.durations import seconds_in
from servgap.survey.reading.door import read_survey
from servgap.survey.reading.files.frames import read_frame
from servgap.survey.reading.personal import is_personal
from servgap.survey.reading.tools import registry
from servgap.survey.reading.tools.registry import find_export, known_tools
from servgap.survey.reading.tools.tool import Tool
from servgap.survey.survey import Survey
from tests.small_surveys import csv, instrument

TEXTS = ("Waits are short.", "Calls are taken.", "Staff are polite.")
CHINESE = ("等候时间短。", *TEXTS[1:])
WISH, FACT = "How should it be", "How did you experience it"
ANSWERS = ("7", "6", "5", "1", "2", "3")
SECRETS = ("203.0.113.9", "kim@example.org", "Kim")


def table(headers: Sequence[str], *rows: Sequence[object]) -> pd.DataFrame:
    return pd.DataFrame([list(map(str, row)) for row in rows], columns=list(headers))


def parts_of(survey: Survey) -> list[list[float]]:
    return [survey.expectations.to_numpy()[0].tolist(), survey.perceptions.to_numpy()[0].tolist()]


def understood(survey: Survey) -> dict[str, str]:
    return {line.reason: line.detail for line in survey.ledger.lines if line.kind == "understood"}


QUALTRICS = ["StartDate", "EndDate", "Status", "IPAddress", "Duration (in seconds)", "Finished", "ResponseId"]
TITLES = ["Start Date", "End Date", "Response Type", "IP Address", "Duration (in seconds)", "Finished", "Response ID"]


def qualtrics(*rows: Sequence[object], codes: Sequence[str] = ("Q1", "Q2"), stems: tuple[str, str] = (WISH, FACT)):
    names = [*QUALTRICS, *(f"{code}_{n}" for code in codes for n in (1, 2, 3))]
    texts = [*TITLES, *(f"{stem} - {text}" for stem in stems for text in TEXTS)]
    marks = [f'{{"ImportId":"{name}"}}' for name in names]
    return table(names, texts, marks, *rows)


def qualtrics_row(status: str = "IP Address", finished: str = "True", answers: Sequence[str] = ANSWERS) -> list[str]:
    return ["2026-03-02 09:00:00", "2026-03-02 09:03:00", status, SECRETS[0], "181", finished, "R_1", *answers]


def test_qualtrics_header_rows_are_no_respondents() -> None:
    survey = read_survey(qualtrics(qualtrics_row(), qualtrics_row("Survey Preview"), qualtrics_row()), instrument())
    assert survey.ledger.rows_read == 3
    assert list(survey.respondents.index) == [2, 4]
    assert survey.ledger.reasons == {"preview": 1}
    assert parts_of(survey) == [[7, 6, 5], [1, 2, 3]]
    assert survey.respondents["duration_seconds"].tolist() == [181, 181]
    assert understood(survey)["tool"] == "Qualtrics"
    assert understood(survey)["header_rows"] == "rows 0, 1"


def test_qualtrics_without_its_lower_header_rows() -> None:
    frame = qualtrics(qualtrics_row(), codes=("EXP", "PER")).iloc[2:]
    assert parts_of(read_survey(frame, instrument())) == [[7, 6, 5], [1, 2, 3]]
    two_rows = qualtrics(qualtrics_row()).drop(index=1)
    assert read_survey(two_rows, instrument()).ledger.rows_read == 1


def test_only_header_rows_are_no_survey() -> None:
    with pytest.raises(ServgapError, match="no row beneath them"):
        read_survey(qualtrics(), instrument())


@pytest.mark.parametrize(
    ("status", "finished", "reason"),
    [
        ("Survey Preview", "True", "preview"),
        ("1", "1", "preview"),
        ("Spam", "True", "invalid"),
        ("IP Address", "False", "unfinished"),
        ("0", "0", "unfinished"),
        ("Survey Preview", "False", "preview"),
    ],
)
def test_a_row_is_left_out_under_the_first_rule_that_marks_it(status: str, finished: str, reason: str) -> None:
    frame = qualtrics(qualtrics_row(status, finished), qualtrics_row())
    survey = read_survey(frame, instrument())
    assert survey.ledger.reasons == {reason: 1}
    assert read_survey(frame, instrument(), keep="all").n == 2
    kept = read_survey(frame, instrument(), keep=[reason])
    assert kept.ledger.rows_read == kept.n + kept.ledger.rows_left_out == 2


def test_rules_that_are_none_and_rules_that_leave_nothing() -> None:
    with pytest.raises(ServgapError, match=r"'unfinishd' is none of them. Did you mean 'unfinished'"):
        read_survey(qualtrics(qualtrics_row()), instrument(), keep=["unfinishd"])
    with pytest.raises(ServgapError, match=r"all 2 rows are left out \(1 preview, 1 unfinished\).*keep=\['preview'\]"):
        read_survey(qualtrics(qualtrics_row("1"), qualtrics_row("0", "0")), instrument())


def test_attention_checks() -> None:
    frame = qualtrics(*[qualtrics_row()] * 4).assign(check=["Tick agree", "{}", "Agree", "agree ", "Disagree", ""])
    survey = read_survey(frame, instrument(), columns={"attention": {"check": "agree"}})
    assert survey.ledger.reasons == {"attention": 1}
    assert survey.ledger.lines[[line.kind for line in survey.ledger.lines].index("left_out")].detail == "check: row 4"
    assert read_survey(frame, instrument(), columns={"attention": {"check": "agree"}}, keep=["attention"]).n == 4
    with pytest.raises(ServgapError, match=r"'check' is passed by the answer 'yes'; nobody gave it. .* 'agree'"):
        read_survey(frame, instrument(), columns={"attention": {"check": "yes"}})
    with pytest.raises(ServgapError, match="maps each attention check's column to its right answer"):
        read_survey(frame, instrument(), columns={"attention": "check"})


# Telling the parts apart


@pytest.mark.parametrize("stems", [(WISH, FACT), ("您期望的服务", "您实际的感受"), (WISH, "Rate our counter")])
def test_words_tell_the_parts_whatever_the_order(stems: tuple[str, str]) -> None:
    first = read_survey(qualtrics(qualtrics_row(), stems=stems), instrument())
    assert parts_of(first) == [[7, 6, 5], [1, 2, 3]]
    second = read_survey(qualtrics(qualtrics_row(), stems=stems[::-1]), instrument())
    assert parts_of(second) == [[1, 2, 3], [7, 6, 5]]


def test_what_remains_is_the_part_that_no_word_tells() -> None:
    survey = read_survey(qualtrics(qualtrics_row(), stems=("Rate our counter", WISH)), instrument())
    assert understood(survey)["told_by_remaining"] == "perception"
    assert understood(survey)["told_by_words"] == "expectation"


def test_a_block_that_speaks_of_another_part_is_not_what_remains() -> None:
    with pytest.raises(ServgapError, match="no perception"):
        read_survey(qualtrics(qualtrics_row(), stems=(WISH, "How important is it to you")), instrument())


def test_the_order_of_questions_is_that_of_their_numbers() -> None:
    frame = qualtrics(qualtrics_row(), codes=("Q12", "Q9"), stems=("Rate this", "Rate this"))
    survey = read_survey(frame, instrument())
    assert parts_of(survey) == [[1, 2, 3], [7, 6, 5]]
    assert understood(survey)["told_by_order"] == "expectation, perception"
    assert "told by their order" in repr(survey)


def test_words_and_codes_that_contradict_are_refused() -> None:
    frame = qualtrics(qualtrics_row(), codes=("PER", "EXP"))
    with pytest.raises(ServgapError, match=r"PER_1 … PER_3 are the expectation; the codes .* say perception"):
        read_survey(frame, instrument())


def test_statements_win_over_running_numbers() -> None:
    frame = qualtrics(qualtrics_row(), codes=("E", "P"), stems=("Rate", "Rate"))
    turned = [*frame.columns[:7], "E_3", "E_2", "E_1", "P_3", "P_2", "P_1"]
    assert parts_of(read_survey(frame.set_axis(turned, axis=1), instrument())) == [[7, 6, 5], [1, 2, 3]]


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (TEXTS, r"stand in the headers once, .* use an instrument that asks only that"),
        (TEXTS * 3, r"stand in the headers 3 times, .*Say in columns= where each part stands"),
        ((*TEXTS, *TEXTS[:2], "other"), r"stand in the headers 1 to 2 times"),
    ],
)
def test_statements_that_stand_another_number_of_times(headers: Sequence[str], message: str) -> None:
    with pytest.raises(ServgapError, match=message):
        read_survey(table(headers, ["4"] * len(headers)), instrument())


def test_two_blocks_that_are_both_the_expectation_are_refused_with_the_mapping() -> None:
    names = [*QUALTRICS, *(f"Q{q}_{n}" for q in (1, 2, 3) for n in (1, 2, 3))]
    stems = (WISH, "What do you expect", FACT)
    texts = [*TITLES, *(f"{stem} - {text}" for stem in stems for text in TEXTS)]
    frame = table(names, texts, [*qualtrics_row(), *ANSWERS[:3]])
    message = r"2 sets of columns could be it: Q1_1 … Q1_3; Q2_1 … Q2_3. .*columns=\{\"expectation\": \"Q1\""
    with pytest.raises(ServgapError, match=message):
        read_survey(frame, instrument())
    told = read_survey(frame, instrument(), columns={"expectation": "Q2", "perception": "Q3"})
    assert parts_of(told) == [[1, 2, 3], [7, 6, 5]]
    more = frame.assign(Q3_4=["x", "5"])
    with pytest.raises(ServgapError, match="one column for each of the 3 items; it has 4"):
        read_survey(more, instrument(), columns={"expectation": "Q2", "perception": "Q3"})


def test_blocks_that_are_torn_between_the_parts_are_refused() -> None:
    meta = ["序号", "提交答卷时间", "所用时间", "来源", "来自IP"]
    headers = [f"1、甲—{TEXTS[0]}", f"1、甲—{TEXTS[1]}", *(f"2、乙—{text}" for text in TEXTS), f"3、丙—{TEXTS[2]}"]
    with pytest.raises(ServgapError, match=r"stand in the headers twice, and no word, code or order tells"):
        read_survey(table([*meta, *headers], [1, "x", "9秒", "y", "z", *ANSWERS]), instrument())


def test_blocks_by_dimension_are_put_together() -> None:
    meta = ["序号", "提交答卷时间", "所用时间", "来源", "来自IP"]
    blocks = [(1, TEXTS[:2]), (2, TEXTS[:2]), (3, TEXTS[2:]), (4, TEXTS[2:])]
    headers = [f"{number}、请评分—{text}" for number, texts in blocks for text in texts]
    survey = read_survey(table([*meta, *headers], [1, "x", "9秒", "y", "z", *ANSWERS]), instrument())
    assert parts_of(survey) == [[7, 6, 2], [5, 1, 3]]


@pytest.mark.parametrize("letters", ["abc", "ABC", "dia"])
def test_letters_that_count_a_list_are_no_parts(letters: str) -> None:
    headers = [f"({letter}) {text}" for letter, text in zip(letters, TEXTS, strict=True)]
    assert parts_of(read_survey(table([*headers, *headers], ANSWERS), instrument())) == [[7, 6, 5], [1, 2, 3]]


def test_codes_of_other_parts_are_not_what_remains() -> None:
    headers = [f"{letter}{n}. {text}" for letter in "IP" for n, text in enumerate(TEXTS, 1)]
    with pytest.raises(ServgapError, match="no expectation"):
        read_survey(table(headers, ANSWERS), instrument())


@pytest.mark.parametrize(
    ("order", "runs"), [("012012", True), ("001122", True), ("010122", True), ("011022", False), ("012021", False)]
)
def test_statements_that_repeat_in_disorder_are_refused(order: str, runs: bool) -> None:
    headers = [TEXTS[int(place)] for place in order]
    if runs:
        assert read_survey(table(headers, ANSWERS), instrument()).n == 1
        return
    with pytest.raises(ServgapError, match=r"no word, code or order tells .*columns=\{"):
        read_survey(table(headers, ANSWERS), instrument())


def test_repeated_headers_can_be_named_by_their_count() -> None:
    frame = table([*("q1", "q2", "q3") * 2, "note", "note"], [*ANSWERS, "a", "b"])
    message = (
        r"none fits all 3 items.*columns=\{\"expectation\": \"q\{n\}\.0\", \"perception\": \"q\{n\}\.1\"\}; or col"
    )
    with pytest.raises(ServgapError, match=message):
        read_survey(frame, instrument())
    told = {"expectation": r"q{n}\.0", "perception": [f"q{n}.1" for n in (1, 2, 3)]}
    survey = read_survey(frame, instrument(), columns=told, attributes=["note.1"])
    assert parts_of(survey) == [[7, 6, 5], [1, 2, 3]]
    assert survey.respondents["note.1"].tolist() == ["b"]
    with pytest.raises(ServgapError, match=r"'note.2' is not there"):
        read_survey(frame, instrument(), columns=told, attributes=["note.2"])


# The tools, one by one


def test_a_tool_is_a_file() -> None:
    keys = [tool.key for tool in known_tools()]
    assert keys == sorted(keys)
    assert set(keys) >= {"qualtrics", "surveymonkey", "limesurvey", "google_forms", "microsoft_forms", "wenjuanxing"}
    assert set(keys) >= {"tencent", "typeform", "kobo", "redcap"}


def test_two_tools_of_equal_standing_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = table(["_uuid", "_index", "network id", "response type", "E1", "P1"], "abcd12")
    message = r"of several survey tools, as many of each: KoboToolbox and Typeform\. .*\"tool\": \"kobo\".*\"plain\""
    with pytest.raises(ServgapError, match=message):
        find_export(read_frame(frame))
    assert find_export(read_frame(frame), "typeform").name == "Typeform"
    assert find_export(read_frame(frame), "plain").tool == ""
    with pytest.raises(ServgapError, match=r"'kobbo' is not known. Did you mean 'kobo'"):
        find_export(read_frame(frame), "kobbo")
    tools = tuple(Tool(tool.key, tool.name, lambda _: 2, tool.tidy) for tool in known_tools()[:2])
    monkeypatch.setattr(registry, "known_tools", lambda: tools)
    with pytest.raises(ServgapError, match="as many of each"):
        find_export(read_frame(table(["E1"], ["1"])))


def test_the_user_says_which_tool() -> None:
    headers = ["_uuid", "_index", "network id", "response type", *(f"{p}{n}" for p in "EP" for n in (1, 2, 3))]
    frame = table(headers, [*"abc", "started", *ANSWERS], [*"abc", "completed", *ANSWERS])
    assert read_survey(frame, instrument(), columns={"tool": "kobo"}).n == 2
    assert read_survey(frame, instrument(), columns={"tool": "typeform"}).ledger.reasons == {"unfinished": 1}


def test_surveymonkey_read_by_pandas() -> None:
    names = ["Respondent ID", "Collector ID", "Start Date", "End Date", "First Name"]
    headers = [*names, WISH, "Unnamed: 6", "Unnamed: 7", FACT, "Unnamed: 9", "Unnamed: 10", "Which branch?"]
    below = [*[""] * 5, *TEXTS, *TEXTS, "Response"]
    row = ["1", "2", "03/02/2026 09:00:00 AM", "03/02/2026 09:02:05 AM", "Kim", *ANSWERS, "North"]
    survey = read_survey(table(headers, below, row), instrument(), attributes=["Which branch?"])
    assert parts_of(survey) == [[7, 6, 5], [1, 2, 3]]
    assert survey.respondents.to_dict("list") == {"Which branch?": ["North"], "duration_seconds": [125]}


@pytest.mark.parametrize(
    "headers",
    [
        ["exp[SQ001]", "exp[SQ002]", "exp[SQ003]", "per[SQ001]", "per[SQ002]", "per[SQ003]"],
        [f"S[SQ00{n}][{scale}]" for scale in (1, 2) for n in (1, 2, 3)],
        [f"S_SQ00{n}_{scale}" for scale in (1, 2) for n in (1, 2, 3)],
        [f"Rate [{text}][Scale {scale}]" for scale in (1, 2) for text in TEXTS],
        [f"A{q}[SQ00{n}]. {stem} [{t}]" for q, stem in ((1, WISH), (2, FACT)) for n, t in enumerate(TEXTS, 1)],
    ],
)
def test_limesurvey_headings(headers: list[str]) -> None:
    meta = ["id", "submitdate", "lastpage", "startlanguage", "ipaddr"]
    done, broken = ["1", "2026-03-02 09:00:00", "3", "en", SECRETS[0]], ["2", "", "2", "en", SECRETS[0]]
    coded = [f"A{answer}" for answer in ANSWERS]
    survey = read_survey(table([*meta, *headers], [*done, *coded], [*broken, *coded]), instrument())
    assert parts_of(survey) == [[7, 6, 5], [1, 2, 3]]
    assert survey.ledger.reasons == {"unfinished": 1}
    assert understood(survey)["answer_codes"] == "A1 … A7"


def test_a_dual_scale_array_of_another_length_is_refused() -> None:
    meta = ["id", "submitdate", "lastpage", "startlanguage"]
    headers = [f"S[SQ00{n}][{scale}]" for scale in (1, 2) for n in (1, 2, 3, 4)]
    with pytest.raises(ServgapError, match="none fits all 3 items"):
        read_survey(table([*meta, *headers], ["1", "x", "3", "en", *"12341234"]), instrument())


def test_microsoft_forms_counts_what_it_repeats() -> None:
    meta = ["ID", "Start time", "Completion time", "Email", "Name"]
    grid = [*(f"{text.rstrip('.')}2" for text in TEXTS), *(f"{text.rstrip('.')}\u00a0" for text in TEXTS)]
    row = ["1", "2026-03-02 09:00:00", "2026-03-02 09:01:00", SECRETS[1], SECRETS[2]]
    survey = read_survey(table([*meta, *grid], [*row, *ANSWERS]), instrument())
    assert parts_of(survey) == [[1, 2, 3], [7, 6, 5]]  # the digit says which came second, whatever the order
    assert understood(survey)["told_by_repeat"] == "expectation, perception"


def test_the_codes_of_wenjuanxing() -> None:
    meta = ["序号", "提交答卷时间", "所用时间", "来源", "来自IP"]
    headers = [*meta, *(f"第{q}题({text})" for q in (2, 3) for text in CHINESE)]
    row = ["1", "2026/3/2 9:00:00", "2分5秒", "手机提交", f"{SECRETS[0]}(广东-深圳)", "7", "-3", "-2", "1", "2", "3"]
    for frame in (table(headers, row), table(headers, row).astype(dict.fromkeys(headers[5:], float))):
        survey = read_survey(frame, instrument())
        assert survey.ledger.recodings == {"not_answered": 1}
        assert survey.respondents["duration_seconds"].tolist() == [125]
        np.testing.assert_array_equal(survey.perceptions, [[1, 2, 3]])


def test_redcap_forms_are_finished_one_by_one() -> None:
    fields = [f"{part}_t{n}" for part in "ep" for n in (1, 2, 3)]
    headers = ["record_id", *fields, "hotline_complete", "later", "follow_complete"]
    frame = table(headers, ["1", *ANSWERS, "2", "", "0"], ["2", *ANSWERS, "0", "", "0"])
    survey = read_survey(frame, instrument())
    assert survey.ledger.reasons == {"unfinished": 1}
    assert list(survey.respondents.index) == [0]


def test_a_header_of_two_rows(tmp_path: Path) -> None:
    path = csv(tmp_path, "门店,期望,,,感知,,", f",{','.join(CHINESE)},{','.join(CHINESE)}", "北门,7,6,5,1,2,3")
    survey = read_survey(path, instrument(), attributes=["门店"])
    assert parts_of(survey) == [[7, 6, 5], [1, 2, 3]]
    assert list(survey.respondents.index) == [3]
    below = ["E", "P"] * 3
    path = csv(tmp_path, "wait,,call,,polite,", ",".join(below), "7,1,6,2,5,3", name="turned.csv")
    assert parts_of(read_survey(path, instrument())) == [[7, 6, 5], [1, 2, 3]]


def test_columns_without_a_header_are_no_second_header_row(tmp_path: Path) -> None:
    path = csv(tmp_path, "E1,E2,E3,P1,P2,P3,,", "7,6,5,1,2,3,a,b", "1,1,1,1,1,1,c,d")
    assert read_survey(path, instrument()).n == 2


def test_two_header_rows_of_an_unknown_shape_are_named(tmp_path: Path) -> None:
    path = csv(tmp_path, "E1,E2,E3,P1,P2,P3", ",".join(TEXTS * 2), "7,6,5,1,2,3")
    message = (
        r"Row 2 of survey.csv is expected to hold answers; .*'Waits.*Pass header=\[1, 2\], or join them into one row"
    )
    with pytest.raises(ServgapError, match=message):
        read_survey(path, instrument())


def test_long_data_are_recognised() -> None:
    rows = [("a", item, part, "5") for item in ("wait", "call", "polite") for part in ("expectation", "perception")]
    survey = read_survey(table(["id", "item", "measure", "score"], *rows), instrument())
    assert (survey.n, survey.ledger.lines[0].reason) == (1, "long_columns")
    with pytest.raises(ServgapError, match="none fits"):
        read_survey(table(["id", "item", "measure", "number"], *rows), instrument())


def test_several_answers_in_one_cell() -> None:
    frame = table(["expectation", "perception"], ["wait=7; call=6; polite=5", "wait=1; call=2; polite=n/a"])
    survey = read_survey(frame, instrument())
    assert parts_of(survey)[0] == [7, 6, 5]
    assert survey.ledger.recodings == {"does_not_apply": 1}


# What is never loaded


def test_personal_data_are_loaded_only_by_name() -> None:
    frame = qualtrics(qualtrics_row()).assign(RecipientEmail=["Recipient Email", "{}", SECRETS[1]])
    survey = read_survey(frame, instrument())
    assert survey.attributes == ("duration_seconds",)
    assert understood(survey)["personal"] == "IPAddress, RecipientEmail"
    shown = [repr(survey), survey._repr_html_(), survey.ledger.frame.to_csv(), survey.respondents.to_csv()]
    shown.append(repr(survey.tally().ledger))
    assert not [text for text in shown for secret in SECRETS if secret in text]
    asked = read_survey(frame, instrument(), attributes=["RecipientEmail", "IP Address"])
    assert asked.respondents.iloc[0].tolist()[:2] == [SECRETS[1], SECRETS[0]]
    assert "personal" not in understood(asked)


@pytest.mark.parametrize(
    "header",
    [
        *(
            "IP",
            "ip_address",
            "E-mail",
            "您的姓名",
            "手机号码",
            "Phone number",
            "Location Latitude",
            "昵称",
            "User agent",
        ),
        *("Nama", "Nama (Lengkap)", "NAMA LENGKAP *", "No. HP", "No HP/WA", "Alamat", "Nombre", "Correo electrónico"),
        *("correo electronico", "Teléfono", "Nome completo", "CPF", "Nom", "Prénom :", "Téléphone", "Vorname"),
        *("Nachname", "Anschrift", "Nome", "Cognome", "Ad Soyad", "ADI SOYADI", "Telefon", "ФИО", "Ф.И.О.", "Телефон"),
        *(
            "お名前",
            "メールアドレス",
            "電話番号",
            "성명",
            "연락처",
            "3. Nama Lengkap Anda",
            "Imię i nazwisko",
            "Họ và tên",
        ),
        *("ชื่อ-นามสกุล", "الاسم الكامل", "البريد الإلكتروني", "Förnamn", "Fornavn", "Voornaam", "Votre nom ?"),
    ],
)
def test_headers_of_personal_data(header: str) -> None:
    assert is_personal(header)


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Branch",
            "E1",
            "性别",
            "Satisfaction",
            "Shipping",
            "期望：员工仪容端正",
            "name_e",
            "Cabang",
            "Sucursal",
            "Filiale",
        ),
        *(
            "Şube",
            "Город",
            "支店",
            "지점",
            "No",
            "Age",
            "Usia",
            "Nome da loja",
            "Nombre de la sucursal visitada",
            "Quarter",
        ),
    ],
)
def test_headers_of_nobody(header: str) -> None:
    assert not is_personal(header)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("12.5", 12.5), ("1小时2分3秒", 3723), ("2m 5s", 125), ("01:02:03", 3723)]
)
def test_durations(text: str, seconds: float) -> None:
    assert seconds_in(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-5", "12 March"])
def test_what_is_no_duration(text: str) -> None:
    assert np.isnan(seconds_in(text))


def test_a_duration_that_cannot_be_told_is_left_alone() -> None:
    frame = qualtrics(qualtrics_row()).drop(columns="Duration (in seconds)")
    frame.loc[2, "StartDate"] = "yesterday"
    assert read_survey(frame, instrument()).attributes == ()


# Limits


def test_limits_are_raised_by_name(tmp_path: Path) -> None:
    path = tmp_path / "survey.xlsx"
    frame = pd.DataFrame([ANSWERS], columns=["E1", "E2", "E3", "P1", "P2", "P3"])
    frame.to_excel(path, index=False)
    with pytest.raises(ServgapError, match=r"limit on the cells of a sheet.*limits=\{\"cells\": 12\}"):
        read_survey(path, instrument(), limits={"cells": 11})
    with pytest.raises(ServgapError, match=r"limit on the rows of a sheet"):
        read_survey(path, instrument(), limits={"rows": 1})
    assert read_survey(path, instrument(), limits={"cells": 12}).n == 1
    for wrong in ({"cell": 5}, {"cells": 0}, {"cells": 1.5}, 7):
        with pytest.raises(ServgapError, match="limits= maps limits on a file"):
            read_survey(path, instrument(), limits=wrong)  # type: ignore[arg-type]


def test_a_namespace_is_no_source() -> None:
    with pytest.raises(ServgapError, match="Expected the path"):
        read_survey(SimpleNamespace(), instrument())
