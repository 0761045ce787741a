"""What a review adds to its rules: every cell of the table, when it says how many more, and what stands beside."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap._stats.intervals import t_quantile
from servgap.analysis.review.customers import pairs_of, reviewed_measure
from servgap.analysis.review.delivery import Delivered, Held
from servgap.analysis.review.proposals import MOST_NEEDED, decided, more_answers, more_needed, possible_deliveries
from servgap.analysis.review.rows import _needed, _proposal
from servgap.analysis.review.verb import CHANGES
from tests import delivered
from tests.counter_surveys import survey

S = 0.25
#: The table of the issue: what customers say, what was delivered, whether it is unimportant.
TABLE = {
    ("short", "broken"): ("fix_delivery", "fix_delivery"),
    ("short", "kept"): ("tighten", "tighten"),
    ("short", "not_measured"): ("fix", "fix"),
    ("negligible", "broken"): ("relax", "relax"),
    ("negligible", "kept"): ("keep", "keep"),
    ("negligible", "not_measured"): ("keep", "keep"),
    ("above", "broken"): ("relax", "relax"),
    ("above", "kept"): ("keep", "relax"),
    ("above", "not_measured"): ("relax", "relax"),
}
ENDS = {"short": (-0.9, -0.3), "negligible": (-0.2, 0.2), "above": (0.3, 0.9)}
OPEN = {("short", "negligible"): (-0.6, 0.1), ("negligible", "above"): (-0.1, 0.6), tuple(ENDS): (-0.6, 0.6)}


def proposed(verdict: str, ends: tuple[float, float], was: str, *, low: bool) -> str:
    customers = {"verdict": verdict, "ci_low": ends[0], "ci_high": ends[1]}
    return _proposal(customers, Delivered(was), S, low=low, own_sake=False)


@pytest.mark.parametrize(("customers", "was"), TABLE)
def test_each_cell_of_the_table(customers: str, was: str) -> None:
    for low in (False, True):
        assert proposed(customers, ENDS[customers], was, low=low) == TABLE[customers, was][low]


@pytest.mark.parametrize("possible", OPEN)
@pytest.mark.parametrize("was", ["kept", "broken", "not_measured", "undecided"])
def test_what_is_open_is_what_all_that_is_possible_leads_to(possible: tuple[str, ...], was: str) -> None:
    for low in (False, True):
        reached = {TABLE[each][low] for each in product(possible, possible_deliveries(was))}
        wanted = reached.pop() if len(reached) == 1 else "undecided"
        assert proposed("undecided", OPEN[possible], was, low=low) == wanted
        assert decided(possible, possible_deliveries(was), unimportant=low) == wanted


def test_no_proposal_rests_on_an_interval_that_is_not_there() -> None:
    from tests.surveys import pair_survey

    alone = sg.review_standards(pair_survey((2,), [[6, 6]], [[5, 4]])).frame
    assert not alone.is_sure.any()
    assert set(alone.proposal) <= {"", "undecided"}


HELD = Held("", "", 0.9, 0.86, 0.76, 0.92, 100, "undecided")


def needed(found: str, verdict: str, was: str) -> tuple[float, float]:
    customers = {"verdict": verdict, "n": 100.0, "gap": -0.45, "ci_low": -0.65, "ci_high": -0.2}
    customers |= {"inner_low": -0.6, "inner_high": -0.25}
    told = _needed(found, customers, Delivered(was, HELD if was != "not_measured" else None), S)
    return told["more_needed"], told["more_cases"]


def test_how_many_more_is_said_of_what_is_undecided_alone() -> None:
    nothing = (math.nan, math.nan)
    np.testing.assert_equal(needed("undecided", "undecided", "undecided"), (57.0, 125.0))
    np.testing.assert_equal(needed("undecided", "short", "undecided"), (math.nan, 125.0))
    np.testing.assert_equal(needed("undecided", "undecided", "kept"), (57.0, math.nan))
    np.testing.assert_equal(needed("relax", "undecided", "broken"), nothing)  # whichever it is, it is relaxed
    np.testing.assert_equal(needed("keep", "negligible", "undecided"), nothing)


def test_no_number_of_answers_is_told_beyond_all_sense() -> None:
    assert more_needed(100, 1.0, math.sqrt(100 / MOST_NEEDED) * 1.01) <= MOST_NEEDED
    assert math.isnan(more_needed(100, 1.0, math.sqrt(100 / MOST_NEEDED) * 0.99))
    assert more_needed(100, 0.1, 0.2) == 1  # it would have been decided: rounding alone says otherwise


def test_a_positive_gap_needs_what_its_lower_end_needs() -> None:
    assert more_answers(100, 0.45, (0.2, 0.65), (0.25, 0.6), S) == 57
    assert more_answers(100, -0.05, (-0.4, 0.3), (-0.35, 0.25), S) == 125


# What stands beside a proposal


def row(review: sg.Review, key: str) -> dict[str, Any]:
    (found,) = review.frame[review.frame.standard == key].to_dict("records")
    return {str(name): value for name, value in found.items()}


def remarks(review: sg.Review, key: str) -> list[str]:
    return review.remarks.loc[review.remarks.standard == key, "review_remark"].tolist()


def test_to_relax_what_is_published_and_not_measured_takes_a_promise_back() -> None:
    found = sg.review_standards(survey("above"), catalogue=delivered.catalogue())
    published = {each.key for each in delivered.catalogue().standards if each.published}
    relaxed = found.frame[found.frame.proposal.isin(["relax", "drop"])].standard
    assert set(relaxed) & published
    for key in relaxed:
        assert ("takes_back" in remarks(found, key)) == (key in published)


def test_what_is_to_be_relaxed_is_told_from_the_highest_gap_down_all_else_from_the_lowest_up() -> None:
    for name in ("above", "plain"):
        for code, mine in sg.review_standards(survey(name)).frame.groupby("proposal"):
            gaps = mine.gap.tolist()
            assert gaps == sorted(gaps, reverse=code in ("relax", "drop"))


def test_the_longest_promised_breaks_a_promise_that_its_share_keeps() -> None:
    hours = [3.0] * 98 + [30.0] * 2
    cases = pd.DataFrame({"standard": "clean", "duration (h)": hours})
    ops = sg.read_operations(cases)
    for longest, wanted in ((24, "broken"), (48, "kept")):
        at = [sg.Standard("clean", "The rooms are clean.", limit=sg.Limit(4, "h", share=0.8, longest=longest))]
        told = [each for each in delivered.catalogue().standards if each.key != "clean"]
        found = sg.review_standards(survey("plain"), catalogue=sg.Catalogue([*told, *at]), operations=ops)
        assert row(found, "clean")["delivery_verdict"] == wanted


def test_what_is_begun_with_is_what_costs_customers_most() -> None:
    assert CHANGES == ("fix_delivery", "fix", "tighten", "drop", "relax")
    found = sg.review_standards(survey("plain"), catalogue=delivered.catalogue(), operations=delivered.at_the_counter())
    assert {"fix_delivery", "fix"} <= set(found.frame.proposal)
    assert found.facts.first is not None
    assert (found.facts.first.proposal, found.facts.first.standard) == ("fix_delivery", "wait")


def test_changes_have_welchs_intervals_for_all_standards_at_once() -> None:
    asked = {"catalogue": delivered.catalogue(), "previous": delivered.before()}
    found = sg.review_standards(survey("plain"), **asked)
    mine = found.frame.set_index("standard")
    n = len(mine)
    for key in ("wait", "polite"):
        se, size = mine.loc[key, "se"], mine.loc[key, "n"]
        # the same answers twice: √2 se, and 2(n − 1) degrees of freedom
        reach = float(t_quantile(np.array(2.0 * (size - 1)), 1 - 0.05 / n)) * math.sqrt(2) * se
        assert mine.loc[key, "change_since_high"] == pytest.approx(reach, rel=1e-9)
        assert mine.loc[key, "change_since_low"] == pytest.approx(-reach, rel=1e-9)


def test_pairs_of_all_groups_hold_at_once() -> None:
    joined = delivered.catalogue().on(survey("plain"))
    measure, tally = reviewed_measure(joined.instrument), joined.tally("branch")
    tally = tally.only([all(cell) for cell in tally.cells], "no_group")
    for cell, pairs in zip(tally.cells, pairs_of(tally, measure, 0.95), strict=True):
        alone = joined.where(branch=cell[0]).tally()
        (held,) = pairs_of(alone, measure, 1 - 0.05 / len(tally.cells))
        np.testing.assert_allclose([pair.low for pair in pairs], [pair.low for pair in held], atol=1e-12)


def test_a_standard_of_several_items_is_driven_by_the_one_that_drives_most() -> None:
    from types import SimpleNamespace

    from servgap.analysis.review.importances import _driver_low

    asked = survey("pleased").instrument
    items = list(asked.items)
    both = [sg.Item(each.key, items[0].standard) if at < 2 else each for at, each in enumerate(items)]
    told = pd.DataFrame({"level": "item", "item": [each.key for each in both], "dimension": ""})
    low = np.linspace(0.07, 0.01, len(both))
    told["share_of_r2_low"] = [low[1], low[0], *low[2:]]
    made = SimpleNamespace(frames={"frame": told})
    one = sg.Dimension("all", both)
    found = _driver_low(sg.Instrument("x", asked.scale, [one]), made)  # type: ignore[arg-type]
    np.testing.assert_allclose(found, [low[0], *low[2:]])


def test_the_degrees_of_freedom_of_a_change_by_hand() -> None:
    from servgap.analysis.review.customers import _change

    now, then = ({"value": np.array([[v]]), "se": np.array([[se]]), "df": np.array([[df]])} for v, se, df in NOW_THEN)
    found = _change(now, then, 0.95)
    # (.01 + .04)² / (.01²/10 + .04²/20) = 250/9, and √.05 of error
    reach = float(t_quantile(np.array(250 / 9), 0.95)) * math.sqrt(0.05)
    assert found["change_since_high"][0, 0] == pytest.approx(0.3 + reach)


NOW_THEN = ((-0.2, 0.1, 10.0), (-0.5, 0.2, 20.0))


def test_nothing_stands_beside_a_standard_that_customers_are_not_held_against() -> None:
    found = sg.review_standards(delivered.catalogue().on(survey("one part")), catalogue=delivered.catalogue())
    held = found.frame.set_index("standard")["reason"]
    without = set(held.index[held == "no_target"])
    assert "once" in without  # it has a limit of which nothing is handed in
    assert not without & set(found.remarks.standard)
    assert "measure_it" in remarks(found, "wait")
