"""Tallies add up whatever their catalogues say of standards: what differs is named, and nothing false is counted."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

import servgap as sg
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.scale import Scale
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.standard import Standard
from tests.surveys import survey_of

ANSWERS = {"expectation": [[5, 6], [6, 6], [7, 5]], "perception": [[4, 6], [5, 7], [6, 3]]}


def asking(*standards: Standard) -> Instrument:
    return Instrument("two", Scale(1, 7), [Dimension("one", [Item(each.key, each) for each in standards])])


WAIT = Standard("wait", {"en": "Waits are short.", "zh": "等候时间短。"}, "software", owner="Desk", target=6)
CARE = Standard("care", "Staff care.")


def changed(standard: Standard, **facts: object) -> Standard:
    return Standard(**{entry.name: getattr(standard, entry.name) for entry in fields(standard)} | facts)


def tally_of(*standards: Standard, **options: object) -> sg.Tally:
    return survey_of(asking(*standards), ANSWERS).tally(**options)


@pytest.mark.parametrize(
    "facts",
    [
        {"owner": "Back office"},
        {"target": 5.5},
        {"limit": Limit(15, "s", share=0.85)},
        {"published": True},
        {"revised": "2026-01-01", "review_by": "2027-01-01", "supersedes": "wait0"},
        {"norm": Limit(20, "s"), "component": "people", "touchpoint": "desk", "process": "outcome"},
        {"key": "waits"},
    ],
)
def test_what_the_catalogue_says_forbids_no_sum(facts):
    before, after = tally_of(WAIT, CARE), tally_of(changed(WAIT, **facts), CARE)
    if "key" in facts:
        items = [Item("wait", changed(WAIT, **facts)), Item("care", CARE)]
        after = survey_of(Instrument("two", Scale(1, 7), [Dimension("one", items)]), ANSWERS).tally()
    both = before + after
    assert both.n == 6
    assert both.instrument == after.instrument
    assert sum([before, after]).instrument == after.instrument
    assert (after + before).instrument == before.instrument
    assert not [line for line in both.ledger.lines if line.reason in ("reworded", "other_targets")]
    found, twice = (sg.measure_gaps(each).frame.query("level == 'item'") for each in (both, before + before))
    assert found.gap.tolist() == twice.gap.tolist()


def test_changed_wording_is_named_in_the_note():
    reworded = changed(WAIT, text={"en": "Waits are brief.", "zh": "等候时间短。"})
    both = tally_of(WAIT, CARE) + tally_of(reworded, CARE)
    assert [line.facts["items"] for line in both.ledger.lines if line.reason == "reworded"] == [("wait",)]
    note = sg.measure_gaps(both).note
    assert "questionnaires that word 1 standard otherwise: 'Waits are brief'." in note.replace("“", "'").replace(
        "”", "'"
    )
    assert "表述不同的问卷" in sg.measure_gaps(both).note_in("zh")
    assert "otherwise" not in sg.measure_gaps(tally_of(WAIT, CARE)).note
    again = both + tally_of(WAIT, CARE)  # said once, however many are added
    assert sum(line.reason == "reworded" for line in again.ledger.lines) == 1


def test_a_text_in_another_language_is_no_other_wording():
    english = changed(WAIT, text={"en": "Waits are short."})
    other = changed(WAIT, text={"fr": "Les attentes sont courtes."})
    assert not (tally_of(WAIT, CARE) + tally_of(english, CARE)).ledger.lines
    assert [line.reason for line in (tally_of(english, CARE) + tally_of(other, CARE)).ledger.lines] == ["reworded"]


def test_what_is_held_against_other_targets_is_not_added():
    one = tally_of(WAIT, CARE, measures=["target", "met", "perception"])
    same = one + tally_of(changed(WAIT, owner="X"), CARE, measures=["target", "met", "perception"])
    assert set(same.measures) == set(one.measures)
    other = one + tally_of(changed(WAIT, target=5), CARE, measures=["target", "met", "perception"])
    assert {measure.against for measure in other.measures} == {None, "expectation"}
    assert [line.reason for line in other.ledger.lines] == ["other_targets"]
    with pytest.raises(sg.ServgapError, match="target"):
        sg.measure_gaps(other, measure="target")


def test_findings_of_one_survey_go_into_one_report_whatever_its_catalogue():
    survey = survey_of(asking(WAIT, CARE), ANSWERS)
    told = replace(survey, instrument=asking(changed(WAIT, limit=Limit(1, "min")), CARE))
    assert sg.Report([sg.measure_gaps(survey), sg.rank_standards(told)], title="Both")


def test_limits_are_stored_with_surveys_and_tallies(tmp_path):
    survey = survey_of(asking(changed(WAIT, limit=Limit(15, "s", share=0.85), published=True), CARE), ANSWERS)
    survey.to_csv(tmp_path / "stored.csv")
    assert (tmp_path / "stored.csv").read_text("utf-8-sig").startswith('"# servgap survey 5/1"')
    assert sg.read_survey(tmp_path / "stored.csv").instrument == survey.instrument
    survey.tally().save(tmp_path / "stored.npz")
    assert sg.Tally.load(tmp_path / "stored.npz").instrument == survey.instrument
    plain = survey_of(asking(WAIT, CARE), ANSWERS)
    plain.to_csv(tmp_path / "plain.csv")
    assert (tmp_path / "plain.csv").read_text("utf-8-sig").startswith('"# servgap survey 1/1"')
