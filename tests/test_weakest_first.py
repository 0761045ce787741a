"""The weakest check of validity and pairing speaks first: no headline leaves out what disqualifies it."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from surveys import NAN, SCALES, instrument_of, pair_survey, survey_of

import servgap as sg
from servgap.analysis.validity.competing_models import SECOND
from servgap.survey.scale import Scale

CASES = Path(__file__).parents[1] / os.environ.get("SERVGAP_CASES", "../shared/cases")
needs_cases = pytest.mark.skipif(not CASES.exists(), reason="no small inputs of known faults")
PRAISE = {
    "en": re.compile(r"\bholds? (?:well|acceptably)|may be subtracted (?!is not|could not|in [^:]* (?:is not|could))"),
    "zh": re.compile(r"成立，拟合|可以相减"),
}
SAID = {
    "opposed": {"en": "(?:not reversed\\?|do(?:es)? not go together with)", "zh": "(?:未反向计分？|不相一致)"},
    "loads_against": {"en": "loads? against", "zh": "符号相反"},
    "too_few": {"en": "too few", "zh": "过少"},
    "improper": {"en": "no proper solution", "zh": "没有合理的解"},
    "better": {"en": "describes the answers clearly better", "zh": "明显优于"},
    "not_distinct": {"en": "cannot be told apart|not shown to be different", "zh": "无法区分|尚不能证明"},
}


def factors(n: int, sizes: tuple[int, ...], r: float, loading: float, seed: int) -> np.ndarray:
    """Answers, in standard deviations, of dimensions that correlate by r and whose items load alike."""
    rng = np.random.default_rng(seed)
    general, own = rng.standard_normal((n, 1)), rng.standard_normal((n, len(sizes)))
    behind = (np.sqrt(r) * general + np.sqrt(1 - r) * own)[:, np.repeat(range(len(sizes)), sizes)]
    return loading * behind + np.sqrt(1 - loading**2) * rng.standard_normal(behind.shape)


def made(latent: np.ndarray, sizes: tuple[int, ...], scale: Scale, missing: float = 0.0, seed: int = 0) -> sg.Survey:
    """A survey whose perceptions are these, and whose expectations are like them but a little higher."""
    rng = np.random.default_rng(seed)
    middle, spread = (scale.low + scale.high) / 2, scale.width / 5
    answers = {}
    for part, lift in (("expectation", 0.5), ("perception", 0.0)):
        own = latent if part == "perception" else 0.6 * latent + 0.8 * factors(len(latent), sizes, 0.4, 0.75, seed + 9)
        steps = np.rint((middle + spread * (own + lift) - scale.low) / scale.step)
        given = np.clip(scale.low + scale.step * steps, scale.low, scale.high)
        given[rng.random(given.shape) < missing] = NAN
        answers[part] = given
    return survey_of(instrument_of(sizes, scale), answers)


def turned(latent: np.ndarray, *items: int) -> np.ndarray:
    changed = latent.copy()
    changed[:, items] *= -1
    return changed


@cache
def surveys() -> dict[str, sg.Survey]:
    found: dict[str, sg.Survey] = {}
    for scale in SCALES[:2]:
        name = f"{scale}"
        sound = factors(400, (4, 3, 5), 0.4, 0.75, 1)
        found[f"sound, {name}"] = made(sound, (4, 3, 5), scale)
        found[f"one item turned, {name}"] = made(turned(sound, 5), (4, 3, 5), scale)
        found[f"three items turned, {name}"] = made(turned(sound, 0, 6, 11), (4, 3, 5), scale, missing=0.05)
        found[f"dimensions that are one, {name}"] = made(factors(300, (4, 4), 1.0, 0.8, 2), (4, 4), scale)
    found["close dimensions of few"] = made(factors(70, (4, 4), 0.75, 0.8, 3), (4, 4), SCALES[0])
    found["one dimension, its last item turned"] = made(turned(factors(150, (5,), 0, 0.7, 4), 4), (5,), SCALES[1])
    found["two items against each other"] = made(turned(factors(150, (2, 3), 0.3, 0.8, 5), 1), (2, 3), SCALES[0])
    for n in (3, 6, 9, 15, 24, 40):
        found[f"{n} respondents"] = made(factors(n, (4, 4, 4), 0.4, 0.8, n), (4, 4, 4), SCALES[0])
    for seed in range(6):
        noise = np.random.default_rng(seed).standard_normal((40 + 30 * seed, 7))
        found[f"noise {seed}"] = made(noise, (4, 3), SCALES[0], missing=0.02 * seed, seed=seed)
        found[f"weak {seed}"] = made(factors(60, (3, 3), 0.5, 0.4, 40 + seed), (3, 3), SCALES[0])
    return found


NAMES = tuple(surveys())
ESTIMATORS = (None, "ml", "dwls")


def contains(finding: Any, fact: str) -> None:
    for language in ("en", "zh"):
        told = finding.headline_in(language)
        assert re.search(SAID[fact][language], told), (fact, told)
        assert not PRAISE[language].search(told), told


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("name", NAMES)
def test_no_headline_of_validity_leaves_out_what_disqualifies(name: str, estimator: str | None) -> None:
    found = sg.check_validity(surveys()[name], estimator=estimator)
    facts, own = found.facts, found.fit.iloc[0]
    doubts = [fact for fact in SAID if getattr(facts, fact) not in (None, ())]
    for fact in doubts:
        unsure = fact == "opposed" and facts.too_few and not any(each["sure"] for each in facts.opposed)
        hidden = facts.too_few and fact in {"better", "not_distinct", "loads_against"}
        if not (unsure or hidden):
            contains(found, fact)
    if doubts:
        assert own["fit"] in {"", "poor"}
        assert own["fit"] == "poor" or own["reason"] != ""
    dimensions = found.convergent.set_index("dimension")
    if own["reason"] == "improper":
        assert dimensions[["ave", "composite_reliability", "msv"]].isna().all(axis=None)
        assert found.discriminant[["shared_variance", "ave_a"]].isna().all(axis=None)
    for each in facts.opposed:
        assert dimensions.loc[each["dimension"], "convergence"] == ""
    assert (dimensions.loc[dimensions["convergence"] == "", "reason"] != "").all()


@pytest.mark.parametrize("name", NAMES)
def test_no_headline_of_pairing_leaves_out_what_disqualifies(name: str) -> None:
    found = sg.check_pairing(surveys()[name])
    dimensions = found.dimensions.set_index("dimension")
    few = set(dimensions["reason"]) == {"too_few_for_items"}
    if found.facts.opposed and not (few and not any(each["sure"] for each in found.facts.opposed)):
        for language in ("en", "zh"):
            assert re.search(SAID["opposed"][language], found.headline_in(language))
    for each in found.facts.opposed:
        assert dimensions.loc[each["dimension"], "verdict"] == ""
    for key, row in dimensions.iterrows():
        if row["verdict"] == "":
            assert row["reason"] != "", key
    for reason, words in (
        ("improper", ("no proper solution", "没有合理的解")),
        ("too_few_for_items", ("too few", "过少")),
    ):
        if (dimensions["reason"] == reason).any() and (
            dimensions["verdict"][dimensions["reason"] == reason] == ""
        ).all():
            assert words[0] in found.headline
            assert words[1] in found.headline_in("zh")
    if not (dimensions["verdict"] == "subtract").any():
        assert not PRAISE["en"].search(found.headline)
        assert not PRAISE["zh"].search(found.headline_in("zh"))


@pytest.mark.parametrize("item", range(6))
@pytest.mark.parametrize("part", ["expectation", "perception", "gap"])
def test_a_turned_item_is_named_first_wherever_it_stands(item: int, part: str) -> None:
    sound = made(factors(350, (3, 3), 0.4, 0.75, 8), (3, 3), SCALES[0])
    answers = {each: sound.part(each).to_numpy().copy() for each in ("expectation", "perception")}
    for given in answers.values():
        given[:, item] = SCALES[0].low + SCALES[0].high - given[:, item]
    survey = survey_of(sound.instrument, answers)
    key = survey.instrument.item_keys[item]
    text = f"{key[0].upper()}, {key[1]}"
    for finding in (sg.check_validity(survey, part=part), sg.check_pairing(survey)):
        for language, asked in (("en", "not reversed?"), ("zh", "未反向计分？")):
            told = finding.headline_in(language)
            assert text in re.split("[?？]", told)[0]
            assert asked in told
            assert asked not in told.split(text)[0]


def test_what_is_sound_is_praised_and_only_that() -> None:
    for name, survey in surveys().items():
        if name.startswith("sound"):
            found = sg.check_validity(survey)
            assert found.fit["fit"].iloc[0] == "good"
            assert PRAISE["en"].search(found.headline)
            assert PRAISE["zh"].search(found.headline_in("zh"))


def test_the_general_factor_above_doubtful_dimensions_is_not_judged_either() -> None:
    latent = factors(400, (3, 3, 3, 3), 1.0, 0.8, 11)
    found = sg.check_validity(made(latent, (3, 3, 3, 3), SCALES[0])).fit.set_index("model")
    assert found.loc[SECOND, "fit"] == ""
    assert found.loc["one_factor", "fit"] == "good"


@needs_cases
def test_a_reversed_item_that_nobody_declared() -> None:
    items = [sg.Item(f"i{number}", f"Statement {number}") for number in range(1, 6)]
    instrument = sg.Instrument("one", sg.Scale(1, 7), [sg.Dimension("d", items, name="Service")])
    columns = {"expectation": "E{n}", "perception": "P{n}"}
    survey = sg.read_survey(CASES / "A3_reversed_item.csv", instrument, columns=columns)
    findings = [sg.check_validity(survey, part=part) for part in ("expectation", "perception", "gap")]
    for finding in (*findings, sg.check_pairing(survey)):
        assert finding.headline.startswith("The item “Statement 3” runs against the other items of service")
        assert finding.headline_in("zh").startswith("题项“Statement 3”与“Service”维度的其他题项方向相反")
        contains(finding, "opposed")
    assert all(finding.convergent["convergence"].tolist() == [""] for finding in findings)
    assert all(finding.fit["reason"].tolist() == ["opposed_item"] for finding in findings)
    steps = sg.check_pairing(survey).frame
    assert steps[["holds", "shown"]].isna().all(axis=None)
    assert steps["reason"].tolist() == ["opposed_item"] * 3


@needs_cases
def test_a_loading_of_three_and_more() -> None:
    items = [sg.Item(f"i{number}", f"Statement {number}") for number in range(1, 6)]
    instrument = sg.Instrument("one", sg.Scale(1, 5), [sg.Dimension("d", items)], parts=("perception",))
    survey = sg.read_survey(CASES / "A5_heywood.csv", instrument, columns={"perception": "P{n}"})
    for estimator in ESTIMATORS:
        found = sg.check_validity(survey, estimator=estimator)
        contains(found, "improper")
        assert found.fit[["fit", "reason"]].to_numpy().tolist() == [["", "improper"]]
        assert found.convergent[["ave", "composite_reliability"]].isna().all(axis=None)
        assert found.convergent["reason"].tolist() == ["improper"]
        absurd = ["ci_low", "ci_high", "r_squared", "efa_loading", "structure", "communality"]
        assert found.loadings[absurd].isna().all(axis=None)
        assert found.loadings["loading"].notna().all()
    assert "a loading of 3.63, beyond 1" in sg.check_validity(survey).headline


@needs_cases
def test_fifteen_respondents_are_too_few_for_twenty_items() -> None:
    sizes = (5, 5, 5, 5)
    survey = sg.read_survey(
        CASES / "B1_fifteen.csv", instrument_of(sizes), columns={"expectation": "E{n}", "perception": "P{n}"}
    )
    for part in ("expectation", "perception"):
        found = sg.check_validity(survey, part=part)
        assert f"In {part}, 15 respondents are too few for 20 items" in found.headline
        assert "15 名受访者过少，不足以分析 20 个题项" in found.headline_in("zh")
        assert set(found.fit["reason"]) == {"too_few_for_items"}
    paired = sg.check_pairing(survey)
    assert paired.headline.startswith("15 respondents are too few for 20 items")
    assert paired.headline_in("zh").startswith("15 名受访者过少")


def test_a_survey_of_pairs_that_cannot_vary_apart_is_told_so() -> None:
    same = np.tile(np.arange(1, 8, dtype=float)[:, None], (9, 6))
    found = sg.check_validity(pair_survey((3, 3), same, same))
    assert "items repeat one another exactly" in found.headline
