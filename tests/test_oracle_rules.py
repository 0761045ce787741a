"""A rule excuses what it is about, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from oracle_families import exploratory, groups, guttman, ranks, surfaces
from oracle_families.comparing import Exclusion, leaves
from oracle_families.rules import Missed, excused

from servgap._stats.groups import studentized_maximum


def missed(rule, path, found, wanted, value=None, computed=None, *, call="R=10000", name="some_case", draws=0):
    case = {"case": name, "value": value or {}, "tolerance": 0.01, "call": call, "input": "data/some.csv"}
    exclusion = Exclusion("*", ("*",), "wrong in the reference", "because", rule=rule, draws=draws)
    return excused(Missed(case, exclusion, path, found, wanted, dict(leaves(computed or {}))))


def test_limits_are_those_that_the_case_holds_elsewhere():
    value = {"effect": {"d_z_ci_nct": {"lower": 0.5, "upper": 0.9}}}
    assert missed("exact limits", "effect/effectsize_d/upper", 0.9, 0.95, value)
    assert not missed("exact limits", "effect/effectsize_d/upper", 0.95, 0.9, value)
    assert missed("exact limits", "effect/effectsize_g/lower", 0.4, 0.45, value, {"effect": {"J": 0.8}})
    assert not missed("exact limits", "effect/effectsize_g/lower", 0.5, 0.45, value, {"effect": {"J": 0.8}})


def test_what_is_called_exact_is_the_approximation():
    value = {"wilcoxon_zeros_dropped": {"p_asymptotic": 0.25}}
    assert missed("called exact", "p", 0.24, 0.25, value)
    assert not missed("called exact", "p", 0.24, 0.26, value)


@pytest.mark.parametrize(("items", "excuse"), [(5, True), (22, True), (6, False)])
def test_half_of_the_splits(monkeypatch, items, excuse):
    monkeypatch.setattr(guttman, "number_of_items", lambda case: items)
    ends = {"split_half": {"min": 0.6, "max": 0.9}}
    assert missed("half of the splits", "split_half/max", 0.9, 0.8, {}, ends) is excuse
    assert missed("half of the splits", "split_half/min", 0.6, 0.7, {}, ends) is excuse
    assert missed("half of the splits", "split_half/mean", 0.75, 0.8, {}, ends) is excuse
    assert not missed("half of the splits", "split_half/max", 0.8, 0.9, {}, ends)
    assert not missed("half of the splits", "split_half/min", 0.7, 0.6, {}, ends)
    assert not missed("half of the splits", "split_half/mean", 0.75, 0.95, {}, ends)


def test_the_number_of_half_of_the_splits(monkeypatch):
    monkeypatch.setattr(guttman, "number_of_items", lambda case: 7)
    assert missed("half of the splits", "split_half/n_splits", 35, 18)
    assert not missed("half of the splits", "split_half/n_splits", 35, 20)
    assert not missed("half of the splits", "split_half/n_splits", 36, 18)


def test_a_rotation_that_stops_early_is_near_and_below():
    best = np.array([[0.8, 0.0], [0.7, 0.0], [0.0, 0.8], [0.0, 0.6]])

    def about(angle):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return {"varimax": {"rows": list("abcd"), "cols": ["F1", "F2"], "data": (best @ turn).tolist()}}

    whole = about(0.0)
    assert missed("stops early", "varimax/a/F1", 0.8, 0.79, about(0.001), whole)
    assert not missed("stops early", "varimax/a/F1", 0.8, 0.7, about(0.1), whole)
    assert not missed("stops early", "varimax/a/F1", 0.7, 0.8, whole, about(0.001))


@pytest.mark.parametrize(("items", "excuse"), [(5, True), (9, False)])
def test_a_perfect_fit_has_no_number(monkeypatch, items, excuse):
    monkeypatch.setattr(exploratory, "items_of", lambda case: pd.DataFrame(np.zeros((3, items))))
    assert missed("no degrees of freedom", "omega_h", np.nan, 0.5, {"nfactors": 3}) is excuse
    assert not missed("no degrees of freedom", "omega_h", 0.6, 0.5, {"nfactors": 3})
    assert missed("last component", f"psych_map/{items - 2}", None, 1.0)
    assert not missed("last component", f"psych_map/{items - 3}", None, 1.0)
    assert not missed("last component", f"psych_map/{items - 2}", 0.9, 1.0)


def test_a_count_differs_by_what_lies_near_its_bound(monkeypatch):
    observed, bound = np.array([3.0, 1.5, 1.005, 0.5]), np.array([1.3, 1.1, 1.0, 0.9])
    monkeypatch.setattr(exploratory, "held_against", lambda case, path: (observed, bound))
    assert missed("count of draws", "psych_ncomp", 3, 2)
    assert missed("count of draws", "psych_ncomp", 2, 3)
    assert not missed("count of draws", "psych_ncomp", 3, 4)
    assert not missed("count of draws", "psych_ncomp", 1, 2)


def test_shares_of_draws_differ_by_their_errors():
    assert missed("share of draws", "p_top1/0", 0.50, 0.52, call="B=10000")
    assert not missed("share of draws", "p_top1/0", 0.50, 0.53, call="B=10000")
    assert missed("share of draws", "p_top1/0", 0.0001, 0.0006, call="B=10000")
    assert not missed("share of draws", "p_top1/0", 0.0001, 0.0060, call="B=10000")
    assert missed("share of draws", "p_top1/0", 0.50, 0.53, call="B=10000", draws=500)


def test_bounds_sets_and_quantiles_lie_between_those_of_near_levels(monkeypatch):
    asked = []

    def note(*given):
        asked.append(given[-1])

    monkeypatch.setattr(ranks, "bounds_near", lambda *given: note(*given) or ([1, 4], [1, 2]))
    assert [missed("bound of draws", "marginal_stepdown/L/1", 5, wanted) for wanted in (1, 2, 3, 4, 5)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    monkeypatch.setattr(ranks, "candidates_near", lambda *given: ({"a"}, {"a", "b"}))
    sets = [{"tau_sets": {"tau1": {"best": told}}} for told in ("a", ["a", "b"], ["b"], ["a", "c"])]
    told = [missed("set of draws", "tau_sets/tau1/best/0", "x", "y", value) for value in sets]
    assert told == [True, True, False, False]
    monkeypatch.setattr(ranks, "quantiles_near", lambda *given: note(*given) or (3.0, 4.0))
    assert [missed("quantile of draws", "q025/0", 9, wanted) for wanted in (2.5, 3, 4, 4.5)] == [
        False,
        True,
        True,
        False,
    ]
    assert asked[0] == pytest.approx(4 * np.sqrt(0.05 * 0.95 / 10000))
    assert asked[-1] == pytest.approx(4 * np.sqrt(0.025 * 0.975 / 10000))


def test_what_is_left_out_is_excused_only_where_it_is_not_computed():
    def told(kind, found, off_by=None):
        exclusion = Exclusion("*", ("*",), kind, "because", off_by=off_by)
        case = {"case": "any", "value": {}, "tolerance": 0.01, "call": "", "input": ""}
        return excused(Missed(case, exclusion, "x", found, 1.0, {}))

    assert told("left out on purpose", None)
    assert told("given, not computed", None)
    assert not told("left out on purpose", 2.0)
    assert not told("given, not computed", 2.0)
    assert told("wrong in the reference", 1.05, 0.1)
    assert not told("wrong in the reference", 1.5, 0.1)
    assert not told("wrong in the reference", None, 0.1)


def surface_case(r2):
    names = ["null", "SRSQD", "full"]
    aicc = [100 * np.log(1 - each) + 2 * k + 2 * k * (k + 1) / (99 - k) for each, k in zip(r2, (2, 5, 7), strict=True)]
    return {"n": 100, "RSA_aictab": {"model": names, "K": [2, 5, 7], "AICc": aicc, "R2": r2}}


def test_a_ridge_is_no_better_than_the_best_of_all_directions(monkeypatch):
    monkeypatch.setattr(surfaces, "best_of_all_directions", lambda case, model: 0.4)
    value, right = surface_case([0.0, 0.45, 0.5]), surface_case([0.0, 0.4, 0.5])
    rule, path = "no direction reaches", "RSA_aictab/R2/1"
    assert missed(rule, path, 0.4, 0.45, value, right)
    assert not missed(rule, path, 0.3, 0.45, value, surface_case([0.0, 0.3, 0.5]))
    assert not missed(rule, "RSA_aictab/R2/2", 0.4, 0.5, value, right)
    found, wanted = (each["RSA_aictab"]["AICc"][1] for each in (right, value))
    assert missed(rule, "RSA_aictab/AICc/1", found, wanted, value, right)
    assert not missed(rule, "RSA_aictab/AICc/1", found + 5, wanted, value, right)
    assert not missed(rule, "RSA_aictab/K/1", 5, 4, value, right)


def test_weights_are_those_of_their_own_criteria():
    value, right = surface_case([0.0, 0.45, 0.5]), surface_case([0.0, 0.4, 0.5])
    weights = []
    for each in (right, value):
        aicc = np.array(each["RSA_aictab"]["AICc"])
        weights.append(np.exp(-(aicc - aicc.min()) / 2) / np.exp(-(aicc - aicc.min()) / 2).sum())
    rule, path = "follows from the criterion", "RSA_aictab/weight/1"
    assert missed(rule, path, weights[0][1], weights[1][1], value, right)
    assert not missed(rule, path, weights[0][1] + 0.1, weights[1][1], value, right)
    assert not missed(rule, "RSA_aictab/cfi/1", weights[0][1], weights[1][1], value, right)


def test_digits_of_a_search_are_nearly_right():
    value = {"principal_axes": {"p11": 2.0}, "stationary": {"X0": 1.0}}
    rule = "digits of a search"
    assert missed(rule, "RSA_MLR/p11/est", 2.0, 2.1, value)
    assert missed(rule, "RSA_MLR/X0/est", 1.0, 1.1, value)
    assert not missed(rule, "RSA_MLR/p11/est", 2.1, 2.0, value)
    assert missed(rule, "RSA_MLR/p11/se", 1.00005, 1.0, value)
    assert not missed(rule, "RSA_MLR/p11/se", 1.001, 1.0, value)


THREE = {"n": {"A": 5, "B": 5, "C": 5}, "mean": {"A": 0.0, "B": 1.0, "C": 3.0}, "sd": {"A": 1.0, "B": 1.0, "C": 2**0.5}}


def test_a_tail_by_draws_is_near_the_exact_one_that_is_found():
    right = float(studentized_maximum.survival(2.0, [0.5**0.5] * 2, 12))
    critical = float(studentized_maximum.quantile(0.95, [0.5**0.5] * 2, 12))
    value = THREE | {
        "dunnett": {"t": [2.0], "p": [right], "lower": [2 - critical - 1e-4], "upper": [2 + critical + 1e-4]}
    }
    assert missed("tail by draws", "dunnett/p/0", right, right + 5e-4, value)
    assert not missed("tail by draws", "dunnett/p/0", right, right + 5e-3, value)
    assert not missed("tail by draws", "dunnett/p/0", right + 0.1, right + 5e-4, value)
    assert missed("tail by draws", "dunnett/upper/0", 2 + critical, 2 + critical + 1e-4, value)
    assert not missed("tail by draws", "dunnett/upper/0", 2 + critical + 0.1, 2 + critical + 1e-4, value)
    value["dunnett"] |= {"lower": [2 - critical - 0.1], "upper": [2 + critical + 0.1]}
    assert not missed("tail by draws", "dunnett/lower/0", 2 - critical, 2 - critical - 0.1, value)


def test_degrees_are_whole_in_the_case_and_exact_in_what_is_found():
    t, df = 3 / 0.6**0.5, 7.2
    exact, whole = (float(studentized_maximum.survival(t, [0] * 3, each)) for each in (df, 7))
    assert missed("whole degrees", "dunnett_T3_p/C/A", exact, whole, THREE)
    assert not missed("whole degrees", "dunnett_T3_p/C/A", exact, whole + 2e-3, THREE)
    assert not missed("whole degrees", "dunnett_T3_p/C/A", exact + 0.1, whole, THREE)


def test_ties_are_apart_in_the_rows_of_the_case(monkeypatch):
    monkeypatch.setattr(groups, "fligner_of_rows", lambda case: {"chi2": 1.882, "p": 0.597})
    assert missed("ties apart", "fligner/chi2", 1.859, 1.882)
    assert not missed("ties apart", "fligner/chi2", 1.859, 1.95)
    monkeypatch.setattr(groups, "fligner_of_rows", lambda case: {})
    assert not missed("ties apart", "fligner/chi2", 1.859, 1.882)
