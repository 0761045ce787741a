"""The whole way on answers that nobody here wrote: every verb, and the report, held against pandas on the same file."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap.survey.reading.door import read_survey
from tests.test_read_survey import AFTER, BEFORE, HERE, KIOSK, LIBRARY, kiosk_by_hand, needs_kiosk, needs_library

SEX = "귀하의 성별을 선택해주세요."
LANGUAGES = ("en", "zh")


def kiosk_survey(name: str, placed: str) -> sg.Survey:
    columns = {"expectation": placed + BEFORE, "perception": placed + AFTER}
    return read_survey(KIOSK, HERE / "data" / f"{name}.toml", columns=columns, attributes=[SEX], encoding="cp949")


def library_survey() -> sg.Survey:
    sizes = {"service": range(1, 7), "information": range(7, 17), "place": range(17, 23)}
    dimensions = [
        sg.Dimension(key, [sg.Item(f"lib{i}", f"Statement {i}") for i in each]) for key, each in sizes.items()
    ]
    return read_survey(LIBRARY, sg.Instrument("library", sg.Scale(1, 9, step=0.5), dimensions))


def check_no_bare_nan(findings: list[sg.Finding]) -> None:
    """What a row is for is there, or its reason is."""
    needed = {"gaps": "ci_low", "significance": "p_value", "ranking": "rank", "groups": "p_value", "waves": "p_value"}
    for finding in findings:
        frame = finding.frame
        wanted = ["alpha", "omega"] if finding.kind == "reliability" else [needed[finding.kind]]
        assert (frame["reason"] != "")[frame[wanted].isna().any(axis=1)].all(), finding.kind


def check_report(survey: sg.Survey, folder, **named) -> None:
    for language in LANGUAGES:
        report = sg.Report(survey, title="Real answers", language=language, **named)
        report.to_html(folder / f"{language}.html")
        report.to_excel(folder / f"{language}.xlsx")
        page = (folder / f"{language}.html").read_text(encoding="utf-8")
        for finding in report.findings:
            assert finding.headline_in(language).split("“")[0][:20] in page.replace("\N{NO-BREAK SPACE}", " ")
        assert (folder / f"{language}.xlsx").stat().st_size > 10_000
        check_no_bare_nan(report.findings)
    report.to_word(folder / "report.docx")
    assert (folder / "report.docx").stat().st_size > 10_000


@needs_kiosk
@pytest.mark.parametrize(("name", "placed"), [("kiosk24", "{n}"), ("kiosk20", "{item}")])
def test_kiosk(name: str, placed: str, tmp_path) -> None:
    survey = kiosk_survey(name, placed)
    numbers = [int(key.lstrip("k")) for key in survey.instrument.item_keys]
    expected, perceived = (frame.dropna(how="all") for frame in kiosk_by_hand(numbers))
    gap = perceived - expected
    frame = sg.measure_gaps(survey).frame
    items = frame[frame["level"] == "standard"]
    np.testing.assert_allclose(items["gap"], gap.mean(), atol=1e-12)
    np.testing.assert_allclose(items["se"], gap.std() / np.sqrt(len(gap)), atol=1e-12)
    spans = survey.instrument.spans
    by_hand = pd.concat([gap.iloc[:, span].mean(axis=1) for span in spans], axis=1)
    dimensions = frame[frame["level"] == "dimension"]
    np.testing.assert_allclose(dimensions["gap"], by_hand.mean(), atol=1e-12)
    overall = frame[frame["method"] == "mean_of_dimensions"].iloc[0]
    assert overall["gap"] == pytest.approx(by_hand.mean(axis=1).mean(), abs=1e-12)
    assert overall["se"] == pytest.approx(by_hand.mean(axis=1).std() / np.sqrt(207), abs=1e-12)
    if name == "kiosk24":
        assert overall["gap"] == pytest.approx(-1.1, abs=0.05)
    check_report(survey, tmp_path, branch=SEX)


@needs_library
def test_library(tmp_path) -> None:
    survey = library_survey()
    reliability = sg.check_reliability(survey).frame
    constant = reliability[(reliability["dimension"] == "information") & (reliability["part"] == "expectation")].iloc[0]
    assert constant["reason"] == "constant_item"
    assert np.isnan(constant["omega"])
    answers = pd.read_csv(LIBRARY)[[f"E{number}" for number in range(7, 17)]]
    by_hand = 10 / 9 * (1 - answers.var().sum() / answers.sum(axis=1).var())
    assert constant["alpha"] == pytest.approx(by_hand, abs=1e-12)
    check_report(survey, tmp_path)


OUTCOMES = {
    "satisfaction": "1. 키오스크를",
    "quality": "2. 키오스크를",
    "return": "3. 키오스크를",
    "recommend": "4. 키오스크를",
}


@needs_kiosk
def test_drivers_of_the_four_outcomes_of_kiosks(tmp_path) -> None:
    frame = pd.read_csv(KIOSK, encoding="cp949")
    headers = {name: next(each for each in frame if each.startswith(start)) for name, start in OUTCOMES.items()}
    columns = {"expectation": "{n}" + BEFORE, "perception": "{n}" + AFTER, "outcome": headers}
    survey = read_survey(KIOSK, HERE / "data" / "kiosk24.toml", columns=columns, attributes=[SEX], encoding="cp949")
    assert {str(outcome.scale) for outcome in survey.outcomes.values()} == {"1–5"}
    perceived = kiosk_by_hand(list(range(1, 25)))[1].dropna(how="all").to_numpy(dtype=float)
    for name, header in headers.items():
        drivers = sg.find_drivers(survey, outcome=name)
        pleased = frame[header].dropna().to_numpy(dtype=float)
        design = np.column_stack([np.ones(len(pleased)), perceived])
        left = pleased - design @ np.linalg.lstsq(design, pleased, rcond=None)[0]
        explained = 1 - left.var() / pleased.var()
        items = drivers.frame[drivers.frame["level"] == "item"]
        assert drivers.basis.rows_used == 207
        assert items["explained"].sum() == pytest.approx(explained, abs=1e-9)
        of_dimensions = drivers.frame.loc[drivers.frame["level"] == "dimension", "explained"]
        assert of_dimensions.sum() == pytest.approx(explained, abs=1e-9)
    report = sg.Report(survey, branch=SEX)
    assert "drivers" in [finding.kind for finding in report.findings]


@needs_kiosk
def test_satisfaction_with_kiosks_is_a_survey_of_one_part(tmp_path) -> None:
    """The block that asks how content people are, item by item, as perception alone."""
    asked = replace(sg.Instrument.from_toml(HERE / "data" / "kiosk24.toml"), parts=("perception",))
    columns = {"perception": r"{n}-2\..*만족하십니까\?"}
    survey = read_survey(KIOSK, asked, columns=columns, attributes=[SEX], encoding="cp949")
    frame = pd.read_csv(KIOSK, encoding="cp949")
    content = {
        number: [name for name in frame.columns if re.fullmatch(rf"{number}-2\..*만족하십니까\?", name.strip())]
        for number in range(1, 25)
    }
    answers = frame[[name for (name,) in content.values()]]
    items = sg.measure_gaps(survey).frame.query("level == 'standard'")
    np.testing.assert_allclose(items["perception"], answers.mean(), atol=1e-12)
    np.testing.assert_allclose(items["value"], items["perception"], atol=0)
    assert items["verdict"].eq("").all()
    high = sg.measure_gaps(survey, measure="top").frame.query("level == 'standard'")
    np.testing.assert_allclose(high["value"], (answers >= 6).sum() / answers.notna().sum(), atol=1e-12)
    for language in LANGUAGES:
        report = sg.Report(survey, branch=SEX, language=language)
        report.to_html(tmp_path / f"{language}.html")
        page = (tmp_path / f"{language}.html").read_text(encoding="utf-8")
        assert {finding.kind for finding in report.findings} == {"gaps", "reliability", "ranking", "groups"}
        assert not re.search(r"\bgaps?\b|差距|期望", re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL))


@needs_library
def test_shares_of_a_scale_by_halves() -> None:
    survey = library_survey()
    answers = pd.read_csv(LIBRARY)
    expected, received = (answers[[f"{part}{number}" for number in range(1, 23)]].to_numpy() for part in "EP")
    frames = {name: sg.measure_gaps(survey, measure=name).frame for name in ("met", "top", "index")}
    items = {name: frame[frame["level"] == "standard"]["value"].to_numpy() for name, frame in frames.items()}
    np.testing.assert_allclose(items["met"], (received >= expected).mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(items["top"], (received >= 8.5).mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(items["index"], 100 * (received.mean(axis=0) - 1) / 8, atol=1e-12)
