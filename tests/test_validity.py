"""Validity: the verb against the arithmetic behind it, against reference numbers, and on answers that allow little."""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from oracle_families.folder import FOLDER, survey, tally
from surveys import NAN, pair_survey
from test_read_survey import needs_kiosk, needs_library
from test_real_surveys import kiosk_survey, library_survey

import servgap as sg
from servgap._stats.exploratory.parallel_analysis import parallel_analysis
from servgap._stats.factor_models.confirmatory import confirmatory_factor_analysis, modification_indices
from servgap._stats.factor_models.construct_validity import construct_validity
from servgap._stats.factor_models.full_information import full_information_factor_analysis, robust_full_information
from servgap._stats.factor_models.heterotrait import htmt
from servgap._stats.factor_models.invariance import measurement_invariance
from servgap._stats.factor_models.robust_analysis import robust_factor_analysis
from servgap.analysis.reasons import REASONS
from servgap.language import language_of, languages
from servgap.report.measured_alike import told_alike
from servgap.report.sections import sections_of

OF_ITEM = np.repeat(np.arange(5), [4, 5, 4, 4, 5])
TWO = {"two": [["tangibles"], ["reliability", "responsiveness", "assurance", "empathy"]]}
COMPLETE = "servqual_complete.csv"
needs_folder = pytest.mark.skipif(not (FOLDER / "cases").exists(), reason="no reference cases")


def expected(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((FOLDER / "cases" / f"{name}.json").read_text(encoding="utf-8"))["value"]
    return value


@pytest.fixture(scope="module")
def hotline() -> sg.Survey:
    return sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])


@pytest.fixture(scope="module")
def rows(hotline: sg.Survey) -> np.ndarray:
    return hotline.perceptions.dropna().to_numpy()


def structured(
    n: int, loadings: tuple[float, ...] = (0.8, 0.7, 0.6), seed: int = 0, shift: float = 0.0, groups: int = 2
) -> sg.Survey:
    """Two dimensions of three items whose factors correlate by .4; the first item is higher in group 1 by `shift`."""
    rng = np.random.default_rng(seed)
    general = rng.standard_normal((n, 1))
    factors = np.sqrt(0.4) * general + np.sqrt(0.6) * rng.standard_normal((n, 2))
    weights = np.array(loadings * 2)
    latent = factors[:, np.repeat([0, 1], 3)] * weights + rng.standard_normal((n, 6)) * np.sqrt(1 - weights**2)
    group = np.arange(n) % groups
    latent[group == 1, 0] += shift
    answers = np.clip(np.round(4 + 1.2 * latent), 1, 7)
    return pair_survey((3, 3), answers, answers, branch=[f"b{number}" for number in group])


def test_the_numbers_are_those_of_the_arithmetic(hotline: sg.Survey, rows: np.ndarray) -> None:
    validity = sg.check_validity(hotline, models=TWO, estimator="ml")
    covariance, n = np.cov(rows.T), len(rows)
    found = confirmatory_factor_analysis(covariance, n, OF_ITEM)
    one = confirmatory_factor_analysis(covariance, n, np.zeros(22, dtype=int))
    fit = validity.fit.set_index("model")
    for name in ("chi_square", "df", "p_value", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr", "aic", "bic"):
        assert fit.loc["dimensions", name] == pytest.approx(getattr(found, name), rel=1e-9), name
        assert fit.loc["one_factor", name] == pytest.approx(getattr(one, name), rel=1e-9), name
    assert fit.loc["one_factor", "df_difference"] == 10
    assert fit.loc["one_factor", "chi_square_difference"] == pytest.approx(one.chi_square - found.chi_square)
    assert fit.loc["two", "df"] == 208
    assert fit["fit"].tolist() == ["good", "poor", "good", "poor"]
    assert (fit["reason"] == "").all()
    loadings = validity.loadings.pivot_table(index="item", columns="dimension", values="loading")
    keys = hotline.instrument.dimension_keys
    np.testing.assert_allclose(
        loadings.loc[list(hotline.instrument.item_keys), list(keys)], found.standardized_loadings
    )
    first, second = np.triu_indices(5, 1)
    np.testing.assert_allclose(validity.correlations["correlation"], found.factor_correlation[first, second])
    ratios = htmt(np.corrcoef(rows.T), OF_ITEM)
    np.testing.assert_allclose(validity.discriminant["htmt"], ratios.htmt[first, second])
    np.testing.assert_allclose(validity.discriminant["htmt2"], ratios.htmt2[first, second])
    construct = construct_validity(found.loadings, found.error_variances, found.factor_covariance)
    np.testing.assert_allclose(validity.convergent["ave"], construct.average_variance_extracted)
    np.testing.assert_allclose(validity.convergent["composite_reliability"], construct.composite_reliability)
    largest = np.nanmax(modification_indices(covariance, n, OF_ITEM).loadings)
    changes = validity.modification
    assert changes.loc[changes["change"] == "cross_loading", "modification_index"].max() == pytest.approx(largest)
    assert changes["modification_index"].is_monotonic_decreasing


def test_exploration_finds_the_dimensions_and_matches_them(hotline: sg.Survey, rows: np.ndarray) -> None:
    validity = sg.check_validity(hotline.tally())
    stream = np.random.default_rng(0).spawn(2)[0]
    drawn = parallel_analysis(np.cov(rows.T), len(rows), rng=stream)
    np.testing.assert_allclose(validity.factors["random_quantile"], drawn.random_quantile)
    np.testing.assert_allclose(validity.factors["factor_eigenvalue"], drawn.factor_eigenvalues)
    adequacy = validity.adequacy.iloc[0]
    assert (adequacy["n_common"], adequacy["n_map_squared"], adequacy["n_dimensions"]) == (5, 5, 5)
    loadings = validity.loadings
    assert (loadings.loc[loadings["own"], "efa_loading"] > 0.6).all()
    assert (loadings.loc[~loadings["own"], "efa_loading"].abs() < 0.2).all()
    assert not loadings["cross"].any()


def test_a_tally_says_what_the_survey_says_but_for_what_needs_rows(hotline: sg.Survey) -> None:
    from_rows = sg.check_validity(hotline, estimator="ml")
    from_counts = sg.check_validity(hotline.tally(by=["branch"]))
    pd.testing.assert_frame_equal(from_rows.fit, from_counts.fit)
    pd.testing.assert_frame_equal(from_rows.loadings, from_counts.loadings)
    pd.testing.assert_frame_equal(from_rows.factors, from_counts.factors)
    resampled, counted = from_rows.discriminant, from_counts.discriminant
    assert set(counted["reason"]) == {"needs_rows"}
    assert set(resampled["reason"]) == {""}
    assert (resampled["htmt_low"] < counted["htmt"]).all()
    assert (counted["htmt"] < resampled["htmt_high"]).all()
    limit = f", up to .{resampled['htmt_high'].max():.2f}".replace(".0.", ".")
    assert from_rows.headline == from_counts.headline.replace(", without an interval", limit)
    assert "HTMT, of absolute correlations, by its upper limit" in from_rows.note
    assert "HTMT, of absolute correlations, by the ratio itself" in from_counts.note
    assert "按其置信上限判定" in from_rows.note_in("zh")
    assert "只按比值本身判定" in from_counts.note_in("zh")


def test_estimators_that_need_rows(hotline: sg.Survey, rows: np.ndarray) -> None:
    robust = sg.check_validity(hotline, estimator="mlr").fit.iloc[0]
    by_hand = robust_factor_analysis(rows, OF_ITEM)
    for name in ("chi_square_scaled", "scaling_factor", "cfi_robust", "rmsea_robust", "p_value_scaled"):
        assert robust[name] == pytest.approx(getattr(by_hand, name), rel=1e-9), name
    full = sg.check_validity(hotline, estimator="fiml").fit.iloc[0]
    with_missing = full_information_factor_analysis(hotline.perceptions.to_numpy(), OF_ITEM)
    assert full["n"] == 1489
    assert full["chi_square"] == pytest.approx(with_missing.chi_square, rel=1e-6)
    for estimator in ("mlr", "fiml", "robust_fiml", "dwls"):
        with pytest.raises(sg.ServgapError, match=rf"estimator='{estimator}'.*found a Tally.*Pass the Survey"):
            sg.check_validity(hotline.tally(), estimator=estimator)
    with pytest.raises(sg.ServgapError, match="a gap is no answer on the scale"):
        sg.check_validity(hotline, estimator="dwls", part="gap")


def test_the_default_is_robust_and_uses_every_answer(hotline: sg.Survey) -> None:
    found = sg.check_validity(hotline)
    robust = robust_full_information(hotline.perceptions.to_numpy(), OF_ITEM)
    own = found.fit.iloc[0]
    assert (own["estimator"], own["n"]) == ("robust_fiml", 1489)
    for name in ("chi_square_scaled", "scaling_factor", "cfi_robust", "rmsea_robust", "rmsea_robust_high"):
        assert own[name] == pytest.approx(getattr(robust, name), rel=1e-6), name
    loadings = found.loadings[found.loadings["own"]]
    np.testing.assert_allclose(loadings["se"], robust.standardized_loadings_se.sum(axis=1), rtol=1e-6)
    assert "(n = 1,489, 658 of them with every answer)" in found.headline
    assert "（n = 1,489，其中 658 名答全各题）" in found.headline_in("zh")
    assert "missing at random" in found.note
    missing = hotline.perceptions.isna().any(axis=1)
    whole = hotline.drop(hotline.respondents.index[missing], reason="incomplete")
    assert sg.check_validity(whole).fit["estimator"].iloc[0] == "mlr"
    assert sg.check_validity(whole, part="gap").fit["estimator"].iloc[0] == "robust_fiml"
    assert sg.check_validity(hotline.tally()).fit["estimator"].iloc[0] == "ml"


def test_listwise_deletion_says_how_many_it_leaves_and_what_it_supposes(hotline: sg.Survey) -> None:
    for subject, estimator in ((hotline, "mlr"), (hotline, "dwls"), (hotline.tally(), None)):
        found = sg.check_validity(subject, estimator=estimator)
        assert "(n = 658 of 1,489)" in found.headline
        assert "（1,489 名中 n = 658）" in found.headline_in("zh")
        assert "right only where answers are missing completely at random" in found.note
        assert "仅在答案完全随机缺失时成立" in found.note_in("zh")


def test_a_note_cites_what_was_done_and_nothing_else(hotline: sg.Survey) -> None:
    notes = {name: sg.check_validity(hotline, estimator=name).note for name in ("ml", "fiml", "robust_fiml", "dwls")}
    for name, note in notes.items():
        assert ("Satorra & Bentler (2001)" in note) == (name == "robust_fiml"), name
        assert ("Steiger" in note) == (name in {"ml", "fiml"}), name
        assert ("Savalei (2021)" in note) == (name == "dwls"), name
        assert ("Xia & Yang (2019)" in note) == (name == "dwls"), name
        assert ("Olsson (1979)" in note) == (name == "dwls"), name
        assert not re.search("Kaiser \\(1958\\)|Hendrickson|Jöreskog \\(1967\\)|Satorra & Bentler \\(1994\\)", note)
    one = sg.check_validity(pair_survey((6,), EVERYDAY, EVERYDAY)).note
    assert not re.search("oblimin|Jennrich|HTMT|Steiger|Satorra|Raftery", one)


def test_ordered_answers_have_limits_of_rmsea(hotline: sg.Survey) -> None:
    found = sg.check_validity(hotline, estimator="dwls")
    own = found.fit.iloc[0]
    assert own["rmsea_robust_low"] <= own["rmsea_robust"] <= own["rmsea_robust_high"]
    assert own["rmsea_scaled_low"] <= own["rmsea_scaled"] <= own["rmsea_scaled_high"]
    assert np.isfinite(own[["rmsea_low", "rmsea_high"]].astype(float)).all()
    assert f"90% interval .{own['rmsea_robust_low']:.3f} to".replace(".0.", ".") in found.headline


def test_scaled_differences_follow_satorra_and_bentler(hotline: sg.Survey) -> None:
    fit = sg.check_validity(hotline, estimator="mlr").fit.set_index("model")
    own, one = fit.loc["dimensions"], fit.loc["one_factor"]
    scaling = (one["df"] * one["scaling_factor"] - own["df"] * own["scaling_factor"]) / (one["df"] - own["df"])
    rise = (one["chi_square"] - own["chi_square"]) / scaling
    assert one["chi_square_difference"] == pytest.approx(rise)


@needs_folder
@pytest.mark.parametrize("part", ["E", "P", "G"])
def test_reference_numbers_through_the_verb(part: str) -> None:
    name = {"E": "expectation", "P": "perception", "G": "gap"}[part]
    fit = sg.check_validity(tally(COMPLETE), part=name).fit.set_index("model")
    case = expected(f"cfa_servqual_{part}_ml")
    for model, key in (("dimensions", "fit"), ("one_factor", "one_factor_fit")):
        reference = case[key]
        for told, column in (
            ("chisq", "chi_square"),
            ("cfi", "cfi"),
            ("rmsea", "rmsea"),
            ("srmr", "srmr"),
            ("bic", "bic"),
        ):
            assert fit.loc[model, column] == pytest.approx(reference[told], abs=1e-4), (model, told)
    ratios = np.array(expected(f"htmt_servqual_{part}")["htmt"]["data"])[np.triu_indices(5, 1)]
    validity = sg.check_validity(tally(COMPLETE), part=name)
    np.testing.assert_allclose(validity.discriminant["htmt"], ratios, atol=1e-8)
    adequacy = expected(f"kmo_bartlett_sq_{part}")
    assert validity.adequacy["kmo"].iloc[0] == pytest.approx(adequacy["kmo"], abs=1e-8)
    assert validity.adequacy["n_map_fourth"].iloc[0] == expected(f"map_sq_{part}")["n_fourth"]
    np.testing.assert_allclose(validity.factors["eigenvalue"], adequacy["eigenvalues"], atol=1e-8)


@needs_folder
def test_reference_numbers_of_other_estimators_through_the_verb() -> None:
    robust = sg.check_validity(survey(COMPLETE), estimator="mlr").fit.iloc[0]
    reference = expected("cfa_servqual_P_mlr")["fit"]
    for told, column in (
        ("chisq.scaled", "chi_square_scaled"),
        ("cfi.robust", "cfi_robust"),
        ("rmsea.robust", "rmsea_robust"),
    ):
        assert robust[column] == pytest.approx(reference[told], abs=1e-4)
    ordinal = sg.check_validity(survey(COMPLETE), estimator="dwls").fit.iloc[0]
    reference = expected("cfa_servqual_P_wlsmv")["fit"]
    for told, column in (("chisq", "chi_square"), ("chisq.scaled", "chi_square_scaled"), ("cfi.robust", "cfi_robust")):
        assert ordinal[column] == pytest.approx(reference[told], abs=1e-3)
    full = sg.check_validity(survey("servqual_missing.csv"), estimator="fiml").fit.iloc[0]
    reference = expected("cfa_servqual_P_fiml")["fit"]
    for told, column in (("chisq", "chi_square"), ("cfi", "cfi"), ("rmsea", "rmsea")):
        assert full[column] == pytest.approx(reference[told], abs=1e-3)


@needs_folder
@pytest.mark.parametrize("by", ["quarter", "branch"])
def test_reference_invariance_through_the_verb(by: str) -> None:
    steps = sg.check_validity(tally(COMPLETE, (by,)), by=by).invariance.set_index("step")
    for step, reference in expected("invariance_servqual_P")[by]["fits"].items():
        for told, column in (("chisq", "chi_square"), ("cfi", "cfi"), ("rmsea", "rmsea"), ("bic", "bic")):
            if step in steps.index:
                assert steps.loc[step, column] == pytest.approx(reference[told], abs=1e-3), (step, told)


def test_invariance_is_that_of_the_groups(hotline: sg.Survey) -> None:
    validity = sg.check_validity(hotline, by="quarter")
    groups = [hotline.where(quarter=f"2026Q{number}").perceptions.dropna() for number in (1, 2, 3, 4)]
    found = measurement_invariance(
        [group.cov() for group in groups], [group.mean() for group in groups], [len(group) for group in groups], OF_ITEM
    )
    steps = validity.invariance
    np.testing.assert_allclose(steps["chi_square"], found.chi_square, rtol=1e-6)
    np.testing.assert_allclose(steps["cfi_difference"], found.cfi_difference, atol=1e-8)
    assert steps["holds"].all()
    assert validity.facts.invariance.reached == "strict"
    assert validity.groups["n"].tolist() == [len(group) for group in groups]
    assert "may be compared" in validity.headline
    with pytest.raises(sg.ServgapError, match=r"check_validity\(survey, by='branch'\)"):
        _ = sg.check_validity(hotline.tally()).invariance


def test_a_shifted_item_ends_invariance_before_the_intercepts() -> None:
    shifted = structured(1200, shift=1.0)
    validity = sg.check_validity(shifted, by="branch")
    assert validity.invariance["holds"].tolist()[:3] == [True, True, False]
    assert validity.facts.invariance.reached == "metric"
    assert "but not their means" in validity.headline
    assert "不宜比较均值" in validity.headline_in("zh")
    compared = told_alike(sg.compare_groups(shifted, by="branch"), [validity])
    assert "is not the same between the groups of branch (perception): loadings are equal" in compared.note
    assert "截距不等" in compared.note_in("zh")
    alike = sg.check_validity(structured(1200), by="branch")
    assert "so means may be compared" in told_alike(sg.compare_groups(structured(1200), by="branch"), [alike]).note


def test_a_report_says_of_what_is_compared_whether_it_was_measured_alike(hotline: sg.Survey) -> None:
    quarters, together = sg.check_validity(hotline, by="quarter"), sg.check_validity(hotline.tally())
    said = "so means may be compared"
    bare = sg.Report(hotline, wave="quarter", branch="branch", add=together)
    assert not [each.kind for each in bare.findings if said in each.note]
    report = sg.Report(hotline, wave="quarter", branch="branch", add=quarters)
    waves = next(each for each in report.findings if each.kind == "waves")
    assert [each.kind for each in report.findings if said in each.note] == ["waves"]
    assert told_alike(waves, report.findings) is waves  # said once
    sections = sections_of(report.findings, language_of("en"), minimum=374)  # two quarters are hidden
    hidden = next(each for each in sections if each.kind == "waves")
    assert hidden.finding is not None
    assert len(hidden.finding.facts.waves) < 4
    assert hidden.finding.note.count(said) == 1


def test_too_many_groups_are_named_instead_of_compared() -> None:
    many = structured(1100, groups=11)
    validity = sg.check_validity(many, by="branch")
    assert set(validity.invariance["reason"]) == {"too_many_groups"}
    assert validity.facts.invariance.reached == ""
    assert "With 11 groups, more than 10" in validity.note
    assert "too many groups" in told_alike(sg.compare_groups(many, by="branch"), [validity]).note


def test_dimensions_that_are_one_are_named() -> None:
    rng = np.random.default_rng(1)
    latent = rng.standard_normal((500, 1)) * 0.9 + rng.standard_normal((500, 6)) * 0.5
    answers = np.clip(np.round(4 + 1.3 * latent), 1, 7)
    validity = sg.check_validity(pair_survey((3, 3), answers, answers))
    assert validity.discriminant["separation"].tolist() == ["indistinct"]
    assert validity.fit["reason"].iloc[0] in {"better_model", "not_distinct"}
    assert validity.fit["fit"].iloc[0] == ""
    assert "cannot be told apart" in validity.headline
    assert "无法区分" in validity.headline_in("zh")
    assert "hold" not in validity.headline
    assert "成立" not in validity.headline_in("zh")


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ({"m": [["nobody"]]}, "neither a dimension nor an item: 'nobody'"),
        ({"m": [["tangibles"], ["tan1", "reliability"]]}, "more than one factor: tan1"),
        ({"m": [["tangibles"]]}, "leaves items out: rel1"),
        ({"one_factor": [["tangibles"]]}, "cannot be used"),
        ({"m": "tangibles"}, "lists its factors"),
        ({"m": []}, "lists its factors"),
        ({"m": [7]}, "lists its factors"),
        ([["tangibles"]], "lists its factors"),
    ],
)
def test_models_that_cannot_be_read(hotline: sg.Survey, models: Any, said: str) -> None:
    with pytest.raises(sg.ServgapError, match=said):
        sg.check_validity(hotline, models=models)


def test_keywords_that_make_no_sense(hotline: sg.Survey) -> None:
    with pytest.raises(sg.ServgapError, match="part='desired' is not known"):
        sg.check_validity(hotline, part="desired")
    with pytest.raises(sg.ServgapError, match="estimator='wls' is not known"):
        sg.check_validity(hotline, estimator="wls")


def answers_of(n: int, k: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.clip(np.round(4 + rng.standard_normal((n, 1)) + rng.standard_normal((n, k))), 1, 7)


def with_columns(answers: np.ndarray, **columns: Any) -> np.ndarray:
    changed = answers.copy()
    for name, values in columns.items():
        changed[:, int(name.lstrip("c"))] = values
    return changed


EVERYDAY = answers_of(200, 6)
LITTLE = {
    "constant item": ((3, 3), with_columns(EVERYDAY, c0=5.0), "constant_item"),
    "two identical items": ((3, 3), with_columns(EVERYDAY, c1=EVERYDAY[:, 0]), "singular"),
    "fewer respondents than items": ((3, 3), EVERYDAY[:5], "too_few_for_items"),
    "fewer respondents than parameters": ((3, 3), EVERYDAY[:12], "too_few_for_items"),
    "one respondent": ((3, 3), EVERYDAY[:1], "too_few"),
    "nobody complete": ((3, 3), np.where(np.indices((200, 6)).sum(0) % 2, NAN, EVERYDAY), None),
    "one dimension of two items": ((2,), EVERYDAY[:, :2], "not_identified"),
    "one item": ((1,), EVERYDAY[:, :1], "not_identified"),
    "dimensions of one item": ((1, 1), EVERYDAY[:, :2], None),
    "dimensions of one and two items": ((1, 2, 3), EVERYDAY, None),
    "two dimensions of two items": ((2, 2), EVERYDAY[:, :4], None),
    "items that have nothing in common": ((3, 3), np.random.default_rng(3).integers(1, 8, (60, 6)).astype(float), None),
    "dimensions that are one": ((3, 3), EVERYDAY, None),
}
NEEDED = {
    "frame": ["cfi", "rmsea"],
    "loadings": ["loading", "efa_loading", "msa"],
    "correlations": ["correlation", "ci_low"],
    "convergent": ["ave", "composite_reliability"],
    "discriminant": ["htmt", "correlation"],
    "modification": ["modification_index"],
    "factors": ["eigenvalue", "random_quantile"],
    "adequacy": ["kmo", "n_components"],
    "invariance": ["cfi"],
    "groups": ["cfi"],
}


def explained(validity: sg.Validity) -> sg.Validity:
    """What a row is for is there, or its reason is; and everything can be shown."""
    for name, columns in NEEDED.items():
        if name in validity.frames:
            frame = validity.frames[name]
            assert (frame["reason"] != "")[frame[columns].isna().any(axis=1)].all(), (name, frame)
            assert set(frame["reason"]) <= {"", *REASONS}
    for language in languages():
        told = [validity.headline_in(language), validity.note_in(language), validity.table("text", language=language)]
        assert all("nan" not in each.casefold().replace("finan", "") and "None" not in each for each in told), told
    return validity


@pytest.mark.parametrize("name", LITTLE)
@pytest.mark.parametrize("by", [None, "branch"])
def test_little_to_say_is_said_with_a_reason(name: str, by: str | None) -> None:
    sizes, answers, reason = LITTLE[name]
    branches = ["North" if number % 3 else "South" for number in range(len(answers))]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = pair_survey(sizes, answers, answers, branch=branches)
        validity = explained(sg.check_validity(made, by=by))
        explained(sg.check_validity(made.tally(by=["branch"]), by=by))
        if reason is not None:
            assert validity.fit["reason"].iloc[0] == reason
            assert REASONS[reason]
        for estimator in ("ml", "mlr", "fiml", "robust_fiml", "dwls") if by is None else ():
            explained(sg.check_validity(made, estimator=estimator))


def test_an_instrument_of_one_part_has_a_structure() -> None:
    servperf = sg.read_survey("data/samples/hotline_2026.csv", "servperf", columns={"perception": "P{n}"})
    assert sg.check_validity(servperf).fit["n"].iloc[0] >= 658
    with pytest.raises(sg.ServgapError, match="part='gap' is not known"):
        sg.check_validity(servperf, part="gap")


@needs_kiosk
@pytest.mark.parametrize(("name", "placed"), [("kiosk24", "{n}"), ("kiosk20", "{item}")])
@pytest.mark.parametrize("part", ["expectation", "perception", "gap"])
def test_kiosk(name: str, placed: str, part: str) -> None:
    validity = explained(sg.check_validity(kiosk_survey(name, placed), part=part))
    assert validity.fit["cfi"].iloc[0] > 0.8


@needs_library
@pytest.mark.parametrize("part", ["expectation", "perception", "gap"])
def test_library(part: str) -> None:
    explained(sg.check_validity(library_survey(), part=part))


def test_it_reaches_a_picture_a_page_and_a_workbook(hotline: sg.Survey, tmp_path: Any) -> None:
    validity = sg.check_validity(hotline.tally(by=["quarter"]), by="quarter")
    validity.to_excel(tmp_path / "validity.xlsx")
    sg.Report([validity], language="zh").to_html(tmp_path / "page.html")
    assert "问卷效度与结构" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (tmp_path / "validity.xlsx").stat().st_size > 10_000
