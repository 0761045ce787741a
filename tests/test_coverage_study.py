"""The coverage study's ground: true values of its populations, samples that repeat, results that may be cut off."""

import importlib
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

import servgap as sg

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))
populations, sample = (importlib.import_module(name) for name in ("populations", "coverage_of.sample"))
Sample, holds = sample.Sample, sample.holds
# By its place, since another library is called coverage, too.
specification = importlib.util.spec_from_file_location("coverage_study", BENCHMARKS / "coverage.py")
coverage = importlib.util.module_from_spec(specification)
sys.modules["coverage_study"] = coverage
specification.loader.exec_module(coverage)

MANY = 120_000


@pytest.mark.parametrize("name", ["ceiling", "tied", "bottom"])
def test_true_values_are_those_of_a_very_large_sample(name):
    population = next(each for each in populations.POPULATIONS if each.name == name)
    tally = population.draw(MANY, np.random.default_rng(5)).tally()
    effects = sg.check_significance(tally).effects
    items = effects[effects["level"] == "standard"]
    for kind, true in (
        ("d_z", population.d_z), ("d_av", population.d_av), ("d_rm", population.d_rm),
        ("rank_biserial", population.rank_biserial), ("prob_superiority", population.superiority),
        ("share_above", population.share_above),
    ):  # fmt: skip
        rows = items[items["effect_kind"] == kind]
        half = (rows["effect_high"] - rows["effect_low"]) / 2
        assert (np.abs(rows["effect"].to_numpy() - true) < 2.6 * half).all(), kind
    gaps = sg.measure_gaps(tally).frame
    rows = gaps[gaps["level"] == "standard"]
    assert (np.abs(rows["gap"].to_numpy() - population.gap) < 5 * rows["se"]).all()
    assert population.joint_shares.sum(axis=(1, 2)) == pytest.approx(np.ones(22))


def test_each_branch_has_its_own_true_gaps():
    branches = populations.BRANCH_POPULATIONS[1]
    frame = sg.measure_gaps(branches.draw(40_000, np.random.default_rng(6)).tally(by=["branch"]), by="branch").frame
    rows = frame[frame["level"] == "standard"]
    assert (np.abs(rows["gap"].to_numpy() - branches.gap.ravel()) < 5 * rows["se"]).all()
    assert branches.sizes(3000).sum() == 3000


def test_true_shares_are_those_of_a_very_large_sample():
    shares = importlib.import_module("coverage_of.shares")
    for population in shares.SHARE_POPULATIONS[1::3]:
        answers = population.answers(MANY, np.random.default_rng(7))["perception"]
        asked = (answers > 0).sum(axis=1)
        truth = shares.true_shares(population)
        level = float(population.name.partition("%")[0]) / 100
        assert truth[:, 2] == pytest.approx(np.full(22, level))
        for place, found in enumerate(
            (((answers > 0) & (answers <= 2)), (answers >= 3) & (answers <= 5), answers >= 6)
        ):
            true = truth[:, place]
            error = np.sqrt(true * (1 - true) / asked)
            assert (np.abs(found.sum(axis=1) / asked - true) < 5 * error).all()


def test_a_replicate_repeats_and_is_no_other_populations():
    one, two, other = (Sample(populations.POPULATIONS[place], 30, 7) for place in (0, 0, 1))
    assert one.survey.expectations.equals(two.survey.expectations)
    assert one.rng("answers").random() != other.rng("answers").random()
    assert one.rng("answers").random() != one.rng("rows").random()
    assert one.rng("answers").random() != Sample(one.population, 30, 8).rng("answers").random()
    assert one.rng("answers").random() != Sample(one.population, 31, 7).rng("answers").random()


def test_results_go_on_where_they_were_cut_off(tmp_path, monkeypatch):
    monkeypatch.setattr(coverage, "CHUNK", 2)
    wanted = coverage.tasks(["tests"], None, [30], 4, set())
    assert [(task.first, task.population) for task in wanted] == [
        (0, "no gaps, skewed"), (0, "no gaps, symmetric"), (2, "no gaps, skewed"), (2, "no gaps, symmetric"),
    ]  # fmt: skip
    rows = [coverage.study(task) for task in wanted[:2]]
    assert rows[0] == coverage.study(wanted[0])
    path = tmp_path / "results.csv"
    lines = [",".join(coverage.COLUMNS)]
    for chunk in rows:
        lines += [",".join(f'"{value}"' if isinstance(value, str) else str(value) for value in row) for row in chunk]
    path.write_text("\n".join(lines[:-1]) + "\ntests,no g", encoding="utf-8")  # the second chunk's last line is lost
    table = coverage.results_of(path)
    assert set(table["population"]) == {"no gaps, skewed"}
    done = set(
        table.loc[table["procedure"] == coverage.FINISHED, list(coverage.COLUMNS[:4])].itertuples(
            index=False, name=None
        )
    )
    assert coverage.tasks(["tests"], None, [30], 4, done) == wanted[1:]
    found = coverage.summary(table)
    assert set(found["known"]) <= {1, 2}
    assert "| t, Holm | no gaps, skewed |" in coverage.markdown(found)


def test_an_interval_that_could_not_be_given_is_not_counted():
    assert holds([0.0, np.nan, 0.0], [1.0, 1.0, 0.5], np.array([1.0, 1.0, 1.0])).tolist()[::2] == [1.0, 0.0]
    assert np.isnan(holds([np.nan], [1.0], np.array([0.5]))).all()


def test_a_run_may_be_of_some_populations_only() -> None:
    chosen = coverage.tasks(["gaps"], ["skewed"], [30], 1, set())
    assert [(task.population, task.n, task.first) for task in chosen] == [("skewed", 30, 0)]
