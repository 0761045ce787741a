"""A survey is counted once: what is remembered of it, that it is what counting would give, and how long it stays."""

from __future__ import annotations

import copy
import gc
import pickle
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

import servgap as sg
from servgap.analysis.subject import tally_of
from servgap.errors import ServgapError
from servgap.survey import counted_once
from servgap.survey.counted_once import counts_of
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally, score_unit
from tests.surveys import anew, assert_same, random_survey
from tests.test_many_threads import Interrupt, steps_of

BY = ("branch", "quarter")
COARSER = ((), ("branch",), ("quarter",), ("quarter", "branch"))
MEASURES = ("perception", "met", "net", Measure("expectation", "perception"))


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every pass over respondents that is made, in order."""
    made: list[str] = []
    for name in ("count", "count_measure"):
        right = getattr(counted_once, name)

        def noted(*args: object, name: str = name, right: object = right, **keywords: object) -> object:
            made.append(name)
            return right(*args, **keywords)  # type: ignore[operator]

        monkeypatch.setattr(counted_once, name, noted)
    return made


def stored(tally: Tally, tmp_path) -> bytes:
    tally.save(tmp_path / "x.tally")
    return (tmp_path / "x.tally").read_bytes()


def points_of(kind: str, survey: Survey) -> Survey:
    """Give a survey points that are whole, fractions, or none."""
    if kind == "none":
        return replace(survey, points=None)
    return survey if kind == "whole" else replace(survey, points=survey.points / 3 * 2.9999)


def test_six_verbs_cost_one_pass(passes):
    survey = random_survey(2, 1500, points=False)
    survey.tally(by=BY)
    sg.measure_gaps(survey)
    sg.check_reliability(survey)
    sg.check_significance(survey)
    sg.rank_standards(survey)
    sg.compare_groups(survey, by="branch")
    sg.track_waves(survey, by="quarter")
    assert passes == ["count"]
    sg.compare_groups(survey, by="branch", measure="met")
    sg.rank_standards(survey, by="branch", measure="met")
    sg.measure_gaps(survey, by="branch", measure=Measure(share="met"))
    assert passes == ["count", "count_measure"]
    sg.measure_gaps(survey, measure="met")
    assert len(passes) == 2, "everybody together follows from the branches"


def test_of_many_respondents_the_first_verb_makes_ready_what_others_need(passes, tmp_path):
    survey = random_survey(2, 20_000)
    number = survey.respondents.assign(respondent=np.arange(survey.n), first=0)
    survey = replace(survey, respondents=number)
    found = sg.measure_gaps(survey, measure="met")
    assert passes == ["count"]
    sg.compare_groups(survey, by="branch", measure="met")
    sg.track_waves(survey, by="quarter", measure="met")
    sg.check_significance(survey)
    sg.rank_standards(survey, by="quarter")
    assert passes == ["count"], "by what has few values"
    sg.measure_gaps(survey, measure="net")
    sg.measure_gaps(survey, by="branch", measure="net")
    assert passes == ["count", "count_measure"]
    assert stored(survey.tally(measures=["met"]), tmp_path) == stored(anew(survey).tally(measures=["met"]), tmp_path)
    assert found.frame.equals(sg.measure_gaps(anew(survey).tally(measures=["met"]), measure="met").frame)
    passes.clear()
    other = anew(survey)
    other.tally()
    other.tally(by="branch")
    assert passes == ["count", "count"], "who asks for a tally gets that, and soon"


@pytest.mark.parametrize("kind", ["fractions", "large", "beyond", "few"])
def test_nothing_is_made_ready_that_would_not_be_the_same(kind, passes, tmp_path, monkeypatch):
    survey = random_survey(5, 20_000, (24, 3) if kind == "large" else (2, 1), points=kind != "large")
    survey = points_of("fractions", survey) if kind == "fractions" else survey
    if kind == "beyond":
        monkeypatch.setattr(counted_once, "EXACT", 1e3)
    if kind == "few":
        monkeypatch.setattr(counted_once, "WORTH_AHEAD", 20_000)
    found = [tally_of(survey, by, measure=Measure(share="met")) for by in ((), "branch")]
    assert passes.count("count") >= 2
    for by, tally in zip(((), "branch"), found, strict=True):
        assert stored(tally, tmp_path) == stored(anew(survey).tally(by=by, measures=["met"]), tmp_path)


def test_a_measure_of_too_many_values_is_counted_by_what_is_asked_for(passes, monkeypatch, tmp_path):
    monkeypatch.setattr("servgap.survey.tally.MOST_EXACT", 60)
    survey = random_survey(2, 20_000, (2, 2), points=False)
    fine = Measure("expectation", "perception")
    assert score_unit(survey.instrument) is not None
    assert score_unit(survey.instrument, 30) is None
    monkeypatch.setattr(counted_once, "_levels", lambda *_: 30)
    first = tally_of(survey, (), measure=fine)
    assert passes == ["count", "count_measure"]
    second = tally_of(survey, "branch", measure=fine)
    assert passes == ["count", "count_measure", "count_measure"]
    for by, tally in (((), first), ("branch", second)):
        assert stored(tally, tmp_path) == stored(anew(survey).tally(by=by, measures=[fine]), tmp_path)


def test_a_measure_that_is_asked_for_at_first_is_counted_in_the_same_pass(passes):
    survey = random_survey(2, 300)
    sg.compare_groups(survey, by="branch", measure="met")
    assert passes == ["count"]
    performance = random_survey(2, 1500, parts=("perception",))
    sg.measure_gaps(performance, by="branch")
    sg.measure_gaps(performance, measure=Measure(against=5))
    sg.measure_gaps(performance, measure="index")
    assert passes == ["count", "count"], "means, indices and distances from a point are counted alike"


@pytest.mark.parametrize("points", ["whole", "none"])
@pytest.mark.parametrize("by", COARSER)
def test_coarser_groups_come_from_finer_ones_and_are_the_same_bytes(by, points, passes, tmp_path):
    survey = points_of(points, random_survey(5, 1500))
    survey.tally(by=BY, measures=MEASURES)
    assert passes == ["count"]
    joined = survey.tally(by=by, measures=MEASURES)
    assert passes == ["count"]
    counted = anew(survey).tally(by=by, measures=MEASURES)
    assert_same(joined, counted)
    assert stored(joined, tmp_path) == stored(counted, tmp_path)


@pytest.mark.parametrize("by", COARSER)
def test_what_rounding_might_make_another_is_counted_anew(by, passes, tmp_path):
    fractions = points_of("fractions", random_survey(5, 1500))
    large = random_survey(5, 1500, (24, 3), points=False)
    assert score_unit(large.instrument) is None
    for survey in (fractions, large):
        passes.clear()
        survey.tally(by=BY, measures=["met"])
        found = survey.tally(by=by, measures=["met"])
        assert passes == ["count", "count"]
        assert stored(found, tmp_path) == stored(anew(survey).tally(by=by, measures=["met"]), tmp_path)


def test_sums_beyond_what_is_exact_are_counted_anew(passes, monkeypatch):
    survey = random_survey(5, 1500)
    monkeypatch.setattr(counted_once, "EXACT", 1e6)
    survey.tally(by=BY)
    survey.tally(by="branch")
    assert passes == ["count", "count"]


def test_few_respondents_in_many_groups_are_counted_anew(passes):
    survey = random_survey(5, 100)
    survey.tally(by=BY)
    survey.tally(by="branch")
    assert passes == ["count", "count"]


def test_tables_of_pairs_of_items(passes, tmp_path):
    survey = random_survey(5, 1500)
    survey.tally(by=BY, pairs=True)
    for by in (BY, *COARSER):
        for pairs in (False, True):
            found = survey.tally(by=by, pairs=pairs)
            assert found.has_item_tables is pairs
            assert passes == ["count"]
            assert stored(found, tmp_path) == stored(anew(survey).tally(by=by, pairs=pairs), tmp_path)
            passes.pop()
    other = random_survey(5, 60)
    other.tally(by=BY)
    other.tally(by=BY, pairs=True)
    assert passes == ["count", "count", "count"], "tables were not counted before"


def test_products_that_are_pooled_are_not_taken_for_those_of_groups(passes, monkeypatch):
    monkeypatch.setattr("servgap.survey.counting.MOST_WIDE", 4)
    survey = random_survey(5, 1500)
    assert not survey.tally(by=BY).per_group
    assert survey.tally(by="branch").per_group
    assert passes == ["count", "count"]
    assert_same(survey.tally(), anew(survey).tally())
    assert passes == ["count", "count", "count"], "all together follows, and only the copy was counted"


def test_the_same_is_given_whatever_was_asked_before(tmp_path):
    calls = [
        lambda each: each.tally(measures=["met"]),
        lambda each: each.tally(by=BY),
        lambda each: each.tally(by="branch", measures=["perception", "met"]),
        lambda each: each.tally(by="branch", pairs=True),
        lambda each: each.tally(by=("quarter", "branch"), measures=["net"]),
        lambda each: each.tally(by="quarter", measures=["met"]),
    ]
    right = [stored(call(random_survey(5, 1500)), tmp_path) for call in calls]
    for seed in range(6):
        survey = random_survey(5, 1500)
        for number in np.random.default_rng(seed).permutation(len(calls)).tolist():
            assert stored(calls[number](survey), tmp_path) == right[number]


def test_what_rounds_is_the_same_whatever_was_asked_before(tmp_path):
    """Sums of fractions depend on their order, so that it must not depend on what else is counted."""
    survey = points_of("fractions", random_survey(5, 3000, missing=0.04))
    large = random_survey(5, 3000, (24, 3), missing=0.01, points=False)
    for asked in (survey, large):
        plain, met = stored(anew(asked).tally(by="branch"), tmp_path), None
        for before in ((), ("met",), ("perception", "expectation", "met"), ("net",)):
            same = anew(asked)
            same.tally(by="branch", measures=before)
            assert stored(same.tally(by="branch"), tmp_path) == plain
            found = stored(same.tally(by="branch", measures=["met", "perception"]), tmp_path)
            met = met or found
            assert found == met


def test_a_plain_tally_holds_no_measure_that_was_counted_for_others():
    survey = random_survey(5, 200)
    survey.tally(measures=["met", "net"])
    assert not survey.tally().measures
    assert [each.share for each in survey.tally(measures=["net"]).measures] == ["net"]
    assert [each.share for each in survey.tally(measures=["net", "met", "gap", "net"]).measures] == ["net", "met"]


def test_two_threads_that_ask_at_once_count_once(passes):
    survey, start = random_survey(5, 30_000), threading.Barrier(8)

    def ask(number: int) -> Tally:
        start.wait()
        return survey.tally(by=BY, measures=["met"]) if number % 2 else survey.tally(by=BY)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(8)))
    assert passes in (["count"], ["count", "count_measure"])
    right = anew(survey).tally(by=BY, measures=["met"])
    for number, each in enumerate(found):
        assert_same(each, right if number % 2 else replace(right, measures={}))


def test_threads_that_all_come_first_find_one_memory():
    for seed in range(20):
        survey, start = random_survey(seed, 3), threading.Barrier(8)

        def ask(_: int, survey: Survey = survey, start: threading.Barrier = start) -> int:
            start.wait()
            return id(counts_of(survey))

        with ThreadPoolExecutor(8) as threads:
            assert len(set(threads.map(ask, range(8)))) == 1


# Where a generator is closed, Python itself puts an interrupt aside, and says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("within", ["counted_once.py", "counting.py", "measure_pass.py", "pass_together.py"])
def test_an_interrupt_at_any_step_leaves_it_usable(within, tmp_path):
    def ask(survey: Survey) -> Tally:
        survey.tally(by=BY, measures=["met"])
        return survey.tally(by="branch", measures=["met", "perception"])

    right = stored(ask(random_survey(3, 400)), tmp_path)
    survey = random_survey(3, 400)
    steps, interrupted = steps_of(lambda: ask(anew(survey)), within, ends=False), 0
    assert steps > 5
    chosen = range(1, steps + 1) if steps <= 60 else np.linspace(1, steps, 40).astype(int).tolist()
    for step in chosen:
        interrupt, tried = Interrupt(step, within, ends=False), anew(survey)
        interrupted += interrupt.run(lambda tried=tried: ask(tried))
        assert counts_of(tried).lock.acquire(blocking=False)
        counts_of(tried).lock.release()
        with ThreadPoolExecutor(1) as another:  # who is not stopped by a lock that was left held by this thread
            assert stored(another.submit(ask, tried).result(30), tmp_path) == right
    assert interrupted > 0.8 * len(chosen)


def test_an_error_is_not_remembered():
    survey = random_survey(3)
    for _ in range(2):
        with pytest.raises(ServgapError, match="brnch"):
            survey.tally(by="brnch")
        with pytest.raises(ServgapError, match="brnch"):
            survey.tally(by="brnch", measures=["met"])
    assert not counts_of(survey).tallies
    survey.tally(by=("branch",))
    with pytest.raises(ServgapError, match="brnch"):
        survey.tally(by=("branch", "brnch"))


# How much is remembered, and how long.


def test_memory_is_bounded_by_number_and_by_bytes(monkeypatch):
    survey = random_survey(3, 60)
    respondents = survey.respondents.assign(**{f"a{number}": survey.respondents["branch"] for number in range(30)})
    survey = replace(survey, respondents=respondents)
    for number in range(30):
        survey.tally(by=f"a{number}", measures=["met", "net"])
    kept = counts_of(survey)
    assert len(kept.tallies) == len(kept.measures) == counted_once.MOST_KEPT
    assert next(reversed(kept.tallies)) == (("a29",), False)
    size = counted_once._bytes_of(kept.tallies[("a29",), False])
    monkeypatch.setattr(counted_once, "MOST_BYTES", 2 * size)
    survey.tally(by="branch", measures=["met"])
    assert list(kept.tallies) == [(("a29",), False), (("branch",), False)]
    assert sum(map(counted_once._bytes_of, kept.measures.values())) <= 2 * size
    survey.tally(by="a29")
    assert list(kept.tallies) == [(("branch",), False), (("a29",), False)], "what was used last stays longest"
    monkeypatch.setattr(counted_once, "MOST_BYTES", size // 2)
    assert_same(survey.tally(by="quarter"), anew(survey).tally(by="quarter"))
    assert (("quarter",), False) not in kept.tallies, "what is too large alone is not kept"


def test_a_survey_goes_with_its_tallies_once_nobody_holds_it():
    survey = random_survey(3)
    tally = survey.tally(by="branch", measures=["met"])
    counts = weakref.ref(counts_of(survey))
    kept = weakref.ref(counts_of(survey).tallies[("branch",), False])
    answers = weakref.ref(survey.answers["perception"])
    gone = weakref.ref(survey)
    gc.disable()  # nothing of it waits for what looks for circles
    try:
        del survey
        assert (gone(), counts(), answers(), kept()) == (None, None, None, None)
    finally:
        gc.enable()
    assert tally.n == 60, "who holds a tally keeps it"


def test_neither_a_pickle_nor_a_copy_nor_a_selection_takes_the_counts_along(passes):
    survey = random_survey(3, 60)
    tally, before = survey.tally(by="branch", measures=["met"]), len(pickle.dumps(anew(survey)))
    assert abs(len(pickle.dumps(survey)) - before) < len(pickle.dumps(tally)) / 10
    named = replace(survey, row_names=survey.respondents["branch"])
    named.tally()
    passes.clear()
    others = [
        pickle.loads(pickle.dumps(survey)),  # noqa: S301 - what was written a line before
        copy.copy(named),
        copy.deepcopy(named),
        survey.where(branch="North"),
        survey.drop([0, 1], reason="tried"),
        replace(survey, points=None),
    ]
    for other in others:
        assert not counts_of(other).tallies
        assert other.tally(by="branch").n == other.n
    assert passes == ["count"] * len(others)
    assert survey.where(branch="North").tally(by="branch").n < survey.n
    assert copy.copy(survey) is survey, "which cannot change"


def test_the_same_survey_in_another_language_is_not_counted_again(passes):
    survey = random_survey(3, 60)
    survey.tally(by="branch")
    chinese = survey.in_language("zh")
    assert chinese.tally(by="branch").pairs is survey.tally(by="branch").pairs
    assert (chinese.tally(by="branch").language, survey.tally(by="branch").language) == ("zh", "en")
    chinese.tally(by="quarter")
    survey.tally(by="quarter")
    assert passes == ["count", "count"]


def test_nothing_that_is_handed_out_changes_what_is_remembered():
    survey = random_survey(3, 60)
    tally = survey.tally(measures=["met"])
    with pytest.raises(ValueError, match="read-only"):
        tally.pairs[0].gap_products[0, 0, 0] = 1
    with pytest.raises(TypeError):
        tally.measures[Measure()] = None  # type: ignore[index]
    for counts in tally.measures.values():
        with pytest.raises(ValueError, match="read-only"):
            counts.products[0, 0, 0] = 1
