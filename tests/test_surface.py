"""What subtracting costs: verdicts, refusals, reasons, words, tables and pictures."""

import pickle
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import servgap as sg
from servgap._stats.surfaces.constraint_models import MODELS
from servgap._stats.surfaces.polynomial import fit_polynomial
from servgap.analysis.surface.rules import (
    BETTER,
    CANNOT_BE_TOLD,
    CONSISTENT,
    LITTLE,
    LOSES,
    NOT_CONSISTENT,
    better_predictors,
    congruences,
    verdicts,
)
from servgap.analysis.verdicts import NONE, UNDECIDED
from servgap.errors import ServgapError
from servgap.report.kinds.surface.merged import merged

ITEMS = 6
SCALE = sg.Scale(1, 7)


def instrument(parts=("expectation", "perception"), dimensions=2):
    keys = np.array_split([f"i{k}" for k in range(1, ITEMS + 1)], dimensions)
    made = [sg.Dimension(f"d{k}", [sg.Item(str(key), f"Item {key}") for key in each]) for k, each in enumerate(keys)]
    return sg.Instrument("small", SCALE, made, parts)


def rows(n, seed=1, mean=lambda e, p, rng: p, e_at=5.4, noise=0.5):
    """Answers to six items twice, and satisfaction that follows from respondents' means."""
    rng = np.random.default_rng(seed)
    own = rng.normal(size=(n, 2))
    e, p = (
        np.clip(np.rint(level + spread * own[:, [k]] + 0.8 * rng.normal(size=(n, ITEMS))), 1, 7)
        for k, (level, spread) in enumerate([(e_at, 0.8), (4.8, 1.0)])
    )
    z = mean(e.mean(axis=1), p.mean(axis=1), rng) + noise * rng.normal(size=n)
    columns = {f"E{k + 1}": e[:, k] for k in range(ITEMS)} | {f"P{k + 1}": p[:, k] for k in range(ITEMS)}
    return pd.DataFrame({**columns, "sat": np.clip(np.rint(z), 1, 7)}).astype(int)


def read(frame, told=None):
    return sg.read_survey(frame, told or instrument(), columns={
        "expectation": "E{n}", "perception": "P{n}", "outcome": {"satisfaction": {"sat": [1, 7]}},
    })  # fmt: skip


def fitted(frame, **asked):
    return sg.fit_surface(read(frame), outcome="satisfaction", **asked)


def of_gap(e, p, rng):
    return 4.5 + 0.6 * (p - e)


def overall(frame):
    return frame[frame["level"] == "overall"]


@pytest.fixture(scope="module")
def losing():
    return fitted(rows(300, mean=lambda e, p, rng: 0.9 * p))


@pytest.fixture(scope="module")
def undecided():
    return fitted(rows(60, mean=of_gap, noise=1.5))


@pytest.fixture(scope="module")
def little():
    return fitted(rows(4000, mean=of_gap, noise=0.2))


class TestRules:
    def test_a_test_alone_is_not_enough(self):
        p, little = np.array([0.01, 0.01, 0.2, 0.01, np.nan]), np.array([0.9, 0.9, 0.9, 0.01, np.nan])
        best = np.array([False, True, False, False, False])
        assert verdicts(p, little, best, 0.05).tolist() == [LOSES, UNDECIDED, UNDECIDED, LITTLE, NONE]

    def test_of_nested_predictors_only_the_larger_is_better(self):
        p, saved = np.array([0.01, 0.01, 0.2, np.nan]), np.array([0.5, -0.5, 0.5, np.nan])
        assert better_predictors("difference_perception", saved, p, 0.05).tolist() == [
            "perception", "difference", UNDECIDED, NONE,
        ]  # fmt: skip
        assert set(BETTER) == {"difference_perception", "difference_both", "difference_surface", "perception_both"}

    def test_congruence_has_three_answers(self):
        told = congruences(np.array([1.0, 0.0, np.nan, np.nan]), np.array([True, True, True, False]))
        assert told.tolist() == [CONSISTENT, NOT_CONSISTENT, CANNOT_BE_TOLD, NONE]


class TestVerdicts:
    def test_perception_alone_makes_subtracting_lose(self, losing):
        frame = losing.frame
        assert set(frame["verdict"]) == {LOSES}
        assert frame.loc[0, "constraint_model"] != "difference"
        assert set(frame["predicts_better"]) == {"perception"}
        assert losing.facts.weights_differ
        assert losing.headline.startswith("Subtracting loses something here: overall, perception less expectation")
        assert "subtracting loses in every dimension" in losing.headline
        assert losing.headline_in("zh").startswith("此处相减会损失信息")

    def test_few_answers_leave_it_undecided(self, undecided):
        assert set(undecided.frame["verdict"]) == {UNDECIDED}
        assert undecided.headline.startswith("Whether subtracting loses something here is undecided")
        assert not undecided.facts.weights_differ
        assert not undecided.facts.curved

    def test_many_answers_show_that_little_is_lost(self, little):
        assert little.frame.loc[0, "verdict"] == LITTLE
        assert little.frame.loc[0, "loss_high"] < 0.02
        assert little.headline.startswith("Subtracting loses little here")
        assert little.headline_in("zh").startswith("此处相减损失很小")

    def test_corrections_are_over_rows(self, losing, undecided):
        for finding in (losing, undecided):
            frame = finding.frame
            order = np.argsort(frame["p_value"].to_numpy(), kind="stable")
            holm = np.maximum.accumulate(frame["p_value"].to_numpy()[order] * [3, 2, 1])
            np.testing.assert_allclose(frame["p_adjusted"].to_numpy()[order], np.minimum(holm, 1), rtol=1e-12)
            parts = finding.tests[finding.tests["constraint"] != "difference"]
            assert parts["p_adjusted"].min() == pytest.approx(min(1.0, 6 * parts["p_value"].min()))

    def test_of_one_dimension_overall_is_no_second_test(self):
        frame = rows(80, mean=of_gap)
        finding = sg.fit_surface(read(frame, instrument(dimensions=1)), outcome="satisfaction")
        one, other = (finding.frame.iloc[k].drop(["level", "dimension"]) for k in (0, 1))
        assert one.equals(other)
        assert finding.frame.loc[0, "p_adjusted"] == finding.frame.loc[0, "p_value"]
        assert "dimension" not in finding.headline


class TestNumbers:
    def test_the_order_of_respondents_is_none(self, losing):
        frame = rows(300, mean=lambda e, p, rng: 0.9 * p)
        again = fitted(frame.iloc[::-1].reset_index(drop=True))
        for name in losing.frames:
            pd.testing.assert_frame_equal(losing.frames[name], again.frames[name], rtol=1e-8, atol=1e-9)

    def test_scores_are_means_of_pairs_and_differ_by_the_gap(self):
        frame = rows(50).astype(float)
        frame.loc[0, ["E1", "P2"]] = np.nan
        frame.loc[1, ["E1", "P2"]] = np.nan
        frame.loc[1, "E3"] = np.nan
        survey = read(frame)
        finding = sg.fit_surface(survey, outcome="satisfaction")
        assert finding.frame["n"].tolist() == [48, 48, 50]
        pairs = sg.fit_surface(survey, outcome="satisfaction", policy="pairs")
        assert pairs.frame["n"].tolist() == [49, 49, 50]
        cells = pairs.frames["cells"]
        assert cells.loc[cells["level"] == "overall", "n"].sum() == 49

    def test_scores_are_counted_from_the_middle_of_the_scale(self, losing):
        frame = rows(300, mean=lambda e, p, rng: 0.9 * p)
        x, y = (frame[[f"{part}{k}" for k in (1, 2, 3)]].mean(axis=1).to_numpy() - 4 for part in "EP")
        wanted = fit_polynomial(x, y, frame["sat"].to_numpy(dtype=float))
        own = losing.parameters[losing.parameters["dimension"] == "d0"].set_index("surface_parameter")
        np.testing.assert_allclose(own["value"].to_numpy()[:6], wanted.b, rtol=1e-9)
        np.testing.assert_allclose(own["se"].to_numpy()[:6], np.sqrt(np.diag(wanted.covariance_hc3)), rtol=1e-9)
        cells = losing.frames["cells"]
        assert cells[["expectation", "perception"]].to_numpy().min() >= 1
        assert cells[["expectation", "perception"]].to_numpy().max() == 7

    def test_models_parameters_and_predictions_agree_with_the_first_table(self, losing):
        models = losing.models
        for row in losing.frame.itertuples():
            here = (models["level"] == row.level) & (models["dimension"] == row.dimension)
            own = models[here].set_index("constraint_model")
            assert own["aicc_difference"].idxmin() == row.constraint_model
            assert own.loc["full", "model_r2"] == pytest.approx(row.surface_r2)
            assert own.loc["difference", "model_r2"] == pytest.approx(row.difference_r2)
            assert row.loss == pytest.approx(row.surface_r2 - row.difference_r2)
        assert list(losing.models["constraint_model"][: len(MODELS)]) == list(MODELS)
        values = overall(losing.parameters).set_index("surface_parameter")["value"]
        assert values["a1"] == pytest.approx(values["b1"] + values["b2"])
        assert values["a3"] == pytest.approx(values["b1"] - values["b2"])
        rmse = overall(losing.predictions).set_index("predictors")["rmse"]
        saved = overall(losing.comparisons).set_index("comparison")["error_saved"]
        assert saved["difference_perception"] == pytest.approx(rmse["difference"] ** 2 - rmse["perception"] ** 2)

    def test_axes_are_there_only_where_the_surface_bends(self, losing):
        def bowl(e, p, rng):
            return 6 - 0.8 * (p - e) ** 2

        bent = fitted(rows(600, mean=bowl, e_at=4.6, noise=0.3))
        values = bent.parameters.pipe(overall).set_index("surface_parameter")
        assert np.isfinite(values.loc["p11", "value"])
        plane = losing.parameters.pipe(overall).set_index("surface_parameter")
        assert plane.loc["x0", "reason"] == "axis_unsure"
        assert np.isnan(plane.loc["x0", "value"])
        assert set(bent.frame["congruence"]) <= {CONSISTENT, NOT_CONSISTENT, CANNOT_BE_TOLD}

    def test_shares_of_an_outcome_are_explained_too(self):
        survey = read(rows(200, mean=lambda e, p, rng: p))
        for share in ("top", "bottom", "net"):
            finding = sg.fit_surface(survey, outcome=sg.Outcome("satisfaction", share=share))
            assert finding.facts.share == share
            assert "satisfaction" in finding.headline


class TestReasons:
    def test_too_few(self):
        finding = fitted(rows(29))
        assert set(finding.frame["reason"]) == {"too_few_for_surface"}
        assert set(finding.frame["verdict"]) == {NONE}
        assert "fewer than thirty" in finding.headline
        assert finding.frame["n"].tolist() == [29] * 3

    def test_nothing_to_explain(self):
        frame = rows(60)
        frame["sat"] = 5
        assert set(fitted(frame).frame["reason"]) == {"outcome_alike"}

    def test_an_expectation_that_takes_two_values(self):
        frame = rows(60)
        for k in range(ITEMS):
            frame[f"E{k + 1}"] = np.where(np.arange(60) % 2, 6, 7)
        finding = fitted(frame)
        assert set(finding.frame["reason"]) == {"terms_alike"}
        assert finding.plot() is not None

    def test_a_surface_without_error(self):
        frame = rows(60)
        for k in range(ITEMS):
            frame[f"E{k + 1}"], frame[f"P{k + 1}"] = np.arange(60) % 4 + 1, np.arange(60) // 4 % 4 + 1
        frame["sat"] = 4 + frame["P1"] - frame["E1"]
        assert set(fitted(frame).frame["reason"]) == {"fits_exactly"}

    def test_one_respondent_alone(self):
        frame = rows(61)
        for k in range(ITEMS):
            frame[f"E{k + 1}"] = np.append(np.arange(60) % 2 + 6, 5)
            frame[f"P{k + 1}"] = np.append(np.arange(60) % 3 + 4, 4)
        finding = fitted(frame)
        assert set(finding.frame["reason"]) == {"stands_alone"}
        assert np.isfinite(finding.frame["loss"]).all()
        assert np.isnan(finding.frame["loss_low"]).all()
        assert set(finding.frame["verdict"]) == {NONE}

    def test_no_frame_has_a_bare_nan(self, losing, undecided):
        for finding in (losing, undecided, fitted(rows(20))):
            for name, frame in finding.frames.items():
                if "reason" in frame:
                    numbers = frame.drop(columns=["p_adjusted", "statistic", "p_value", "p_usual"], errors="ignore")
                    bare = numbers[frame["reason"] == ""].isna().to_numpy()
                    assert not bare.any(), name

    def test_those_without_an_answer_are_told_of(self):
        frame = rows(60).astype(float)
        frame.loc[:4, "sat"] = np.nan
        finding = fitted(frame)
        assert finding.frame.loc[0, "n"] == 55
        assert "5 respondents gave no answer to the outcome" in finding.note

    def test_few_on_one_side_are_told_of(self):
        finding = fitted(rows(200, e_at=6.9))
        assert "have perception clearly above expectation" in finding.note
        assert "感知明显高于期望" in finding.note_in("zh")


class TestRefusals:
    def test_a_tally_has_no_respondents(self):
        with pytest.raises(ServgapError, match=r"fit_surface looks at the answers of each respondent.*Pass the Survey"):
            sg.fit_surface(read(rows(40)).tally(), outcome="satisfaction")

    def test_other_things_are_no_survey(self):
        with pytest.raises(ServgapError, match="Survey"):
            sg.fit_surface(rows(40), outcome="satisfaction")

    def test_an_outcome_that_was_not_read(self):
        with pytest.raises(ServgapError, match="no outcome 'loyalty'"):
            sg.fit_surface(read(rows(40)), outcome="loyalty")

    def test_one_part_alone(self):
        told = instrument(("perception",))
        columns = {"perception": "P{n}", "outcome": {"satisfaction": {"sat": [1, 7]}}}
        survey = sg.read_survey(rows(40), told, columns=columns)
        with pytest.raises(ServgapError, match="asks only perception: nothing is subtracted"):
            sg.fit_surface(survey, outcome="satisfaction")

    @pytest.mark.parametrize("asked", [{"confidence": 95}, {"policy": "some"}])
    def test_keywords_that_make_no_sense(self, asked):
        with pytest.raises(ServgapError):
            fitted(rows(40), **asked)


class TestShown:
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_it_is_shown_everywhere(self, losing, undecided, language, tmp_path):
        from matplotlib import pyplot as plt

        for finding in (losing, undecided, fitted(rows(20))):
            assert finding.table(format="html", language=language)
            assert finding.table(format="text", language=language)
            assert sum(each.axison and each.get_visible() for each in finding.plot(language=language).child_axes) == 3
            plt.close("all")
        losing.to_excel(tmp_path / "surface.xlsx", language=language)

    def test_a_surface_is_drawn_where_answers_are(self, losing):
        from matplotlib import pyplot as plt

        large = losing.plot().child_axes[0]
        clips = [each for each in large.collections if each.get_clip_path() is not None]
        assert len(clips) >= 2
        plt.close("all")

    def test_it_comes_back_from_a_pickle_without_respondents(self, losing):
        again = pickle.loads(pickle.dumps(losing))  # noqa: S301
        assert again.headline == losing.headline
        assert again.table(format="text") == losing.table(format="text")

    def test_a_report_takes_it(self, losing, tmp_path):
        page = tmp_path / "report.html"
        sg.Report([losing], title="Subtracting").to_html(page)
        assert "What subtracting costs" in page.read_text(encoding="utf-8")


class TestNobodyIsShownAlone:
    def test_cells_of_few_go_to_those_nearest(self, losing):
        exact, shown = losing.frames["cells"], merged(losing, 10).frames["cells"]
        assert exact["n"].min() == 1
        assert shown["n"].min() >= 10
        for names, own in exact.groupby(["level", "dimension"]):
            left = shown[(shown["level"] == names[0]) & (shown["dimension"] == names[1])]
            assert left["n"].sum() == own["n"].sum()
            places = left[["expectation", "perception"]].merge(own[["expectation", "perception"]])
            assert len(places) == len(left)
        assert merged(losing, 1) is losing
        assert not len(merged(losing, 301).frames["cells"])

    def test_the_larger_of_equally_near_cells_is_joined(self, losing):
        cells = pd.DataFrame({
            "level": "overall", "dimension": "", "expectation": [4.0, 4.5, 5.0, 6.5], "perception": 4.0,
            "n": [10, 2, 11, 12],
        })  # fmt: skip
        shown = merged(replace(losing, frames={**losing.frames, "cells": cells}), 10).frames["cells"]
        assert shown["n"].tolist() == [10, 13, 12]
        assert shown["expectation"].tolist() == [4.0, 5.0, 6.5]

    @pytest.mark.parametrize("minimum", [10, 40])
    def test_in_a_report_and_in_a_workbook(self, losing, minimum, tmp_path):
        report = sg.Report([losing], minimum=minimum)
        (section,) = report._document().sections
        assert section.finding.frames["cells"]["n"].min() >= minimum
        assert f"fewer than {minimum} respondents have the same two scores" in str(section.notes)
        assert report.findings == (losing,)
        report.to_excel(tmp_path / "report.xlsx")
        losing.to_excel(tmp_path / "finding.xlsx")
        for name, least in [("report", minimum), ("finding", 10)]:
            sheet = pd.read_excel(tmp_path / f"{name}.xlsx", sheet_name="Respondents by both scores", engine="openpyxl")
            assert sheet["n"].min() >= least

    def test_where_hardly_a_place_is_left_there_is_no_shade_and_still_a_surface(self, losing):
        few = merged(losing, 150)
        assert len(overall(few.frames["cells"])) < 3
        axes = few.plot()
        assert "no surface could be fitted" not in {text.get_text() for text in axes.figure.findobj(Text)}
        plt.close(axes.figure)
