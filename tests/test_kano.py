"""Kano's categories from the answers to functional and dysfunctional questions: reading them, classifying, saying."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import servgap as sg
from servgap._stats.kano.evaluation import ANSWERS, CATEGORIES, TABLE, kano_categories
from servgap.analysis.kano.rows import NAMES
from tests.counter_surveys import FEELINGS, feelings_of, survey

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
PARTS = ("functional", "dysfunctional")
TEXTS = ("Wireless internet in the lobby", "Late check-out", "Free parking")
ENGLISH = ("I like it that way", "It must be that way", "I am neutral", "I can live with it that way",
           "I dislike it that way")  # fmt: skip
CHINESE = ("我很喜欢", "理应如此", "无所谓", "勉强接受", "我很不喜欢")
CODES = np.random.default_rng(5).integers(1, 6, (40, 6))


def asked(parts=PARTS, scale=None) -> sg.Instrument:
    items = [sg.Item(f"k{number}", text) for number, text in enumerate(TEXTS, start=1)]
    return sg.Instrument("lobby", scale or sg.Scale(1, 5), [sg.Dimension("all", items)], parts=parts)


def table(headers, labels=None, codes=CODES) -> pd.DataFrame:
    frame = pd.DataFrame(codes, columns=list(headers))
    return frame if labels is None else frame.map(lambda code: labels[code - 1])


def check_read(read: sg.Survey, codes=CODES) -> None:
    np.testing.assert_array_equal(read.part("functional").to_numpy(), codes[:, ::2])
    np.testing.assert_array_equal(read.part("dysfunctional").to_numpy(), codes[:, 1::2])


def entries(read: sg.Survey, reason: str) -> list:
    return [line for line in read.ledger.lines if line.reason == reason]


NAMINGS = {
    "K1f K1d": [f"K{n}{part}" for n in (1, 2, 3) for part in "fd"],
    "f1 d1": [f"{part}{n}" for n in (1, 2, 3) for part in "fd"],
    "k1_func k1_dys": [f"k{n}_{part}" for n in (1, 2, 3) for part in ("func", "dys")],
    "Q1_functional": [f"Q{n}_{part}" for n in (1, 2, 3) for part in PARTS],
    "k1_pos k1_neg": [f"k{n}_{part}" for n in (1, 2, 3) for part in ("pos", "neg")],
    "1正向 1反向": [f"{n}{part}" for n in (1, 2, 3) for part in ("正向", "反向")],
    "k1_有 k1_没有": [f"k{n}_{part}" for n in (1, 2, 3) for part in ("有", "没有")],
    "text-正向": [f"{text}-{part}" for text in TEXTS for part in ("正向", "反向")],
    "text（具备）": [f"{text}（{part}）" for text in TEXTS for part in ("具备", "不具备")],
    "如果具备": [f"如果{part}“{text}”，您的感受是？" for text in TEXTS for part in ("具备", "不具备")],
    "If present": [f"If {part}: {text}" for text in TEXTS for part in ("present", "absent")],
    "With": [f"{part}: {text}" for text in TEXTS for part in ("With", "Without")],
    "Not provided": [f"{part}: {text}" for text in TEXTS for part in ("Provided", "Not provided")],
}


class TestReading:
    @pytest.mark.parametrize("headers", NAMINGS.values(), ids=NAMINGS)
    def test_the_two_questions_are_recognised(self, headers):
        check_read(sg.read_survey(table(headers), asked()))

    @pytest.mark.parametrize("labels", [ENGLISH, CHINESE, ANSWERS], ids=["en", "zh", "short"])
    def test_feelings_are_read_from_liking_to_disliking(self, labels):
        read = sg.read_survey(table(NAMINGS["K1f K1d"], labels), asked())
        check_read(read)
        (order,) = entries(read, "labels")
        assert order.facts["family"] == "kano"
        assert not entries(read, "kano_order")

    def test_several_wordings_of_one_feeling_may_stand_beside_each_other(self):
        frame = table(NAMINGS["K1f K1d"], ENGLISH)
        frame["K1d"] = table(NAMINGS["K1f K1d"], ANSWERS)["K1d"]
        check_read(sg.read_survey(frame, asked()))

    def test_liking_alone_is_not_taken_for_a_scale_of_liking(self):
        """On such a scale disliking would be the lowest answer, and everything the other way round."""
        codes = np.where(np.isin(CODES, (2, 4)), 3, CODES)
        check_read(sg.read_survey(table(NAMINGS["K1f K1d"], ANSWERS, codes), asked()), codes)

    def test_the_order_of_codes_is_shown(self):
        read = sg.read_survey(table(NAMINGS["K1f K1d"]), asked())
        assert len(entries(read, "kano_order")) == 1
        assert "1 = likes it" in repr(read)
        assert "1 = 喜欢" in repr(read.in_language("zh"))

    def test_codes_the_other_way_round_are_told(self):
        turned = {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}
        read = sg.read_survey(table(NAMINGS["K1f K1d"], codes=6 - CODES), asked(), labels=turned)
        check_read(read)
        assert not entries(read, "kano_order")

    def test_numbers_beside_words_run_as_the_words_do(self):
        counted = [f"{number} - {word}" for number, word in enumerate(ENGLISH, start=1)]
        check_read(sg.read_survey(table(NAMINGS["K1f K1d"], counted), asked()))
        against = [f"{6 - number} - {word}" for number, word in enumerate(ENGLISH, start=1)]
        with pytest.raises(sg.ServgapError, match=r"counted from 1, liking it, .*'i like it that way': 1"):
            sg.read_survey(table(NAMINGS["K1f K1d"], against), asked())

    def test_words_of_another_language_are_told(self):
        korean = ("마음에 든다.", "당연하다.", "아무런 느낌이 없다.", "하는 수 없다.", "마음에 안 든다.")
        frame = table(NAMINGS["K1f K1d"], korean)
        with pytest.raises(sg.ServgapError, match="labels="):
            sg.read_survey(frame, asked())
        check_read(sg.read_survey(frame, asked(), labels={word: n for n, word in enumerate(korean, start=1)}))

    def test_feelings_are_no_answers_on_another_questionnaire(self):
        headers = [f"{part}{n}" for n in (1, 2, 3) for part in "EP"]
        with pytest.raises(sg.ServgapError, match="labels of one known set"):
            sg.read_survey(table(headers, ANSWERS), asked(("expectation", "perception")))

    @pytest.mark.parametrize("part", ["perception", "expectation"])
    def test_what_is_there_or_not_says_nothing_of_other_questionnaires(self, part):
        headers = [f"{text} with all that is provided, {which}" for text in TEXTS for which in ("should be", "was")]
        read = sg.read_survey(table(headers), asked(("expectation", "perception")))
        np.testing.assert_array_equal(read.part(part).to_numpy(), CODES[:, int(part == "perception") :: 2])

    def test_a_row_for_each_respondent_and_item_is_read(self):
        rows = [
            {"item": f"k{item + 1}", "id": person, "f": ENGLISH[CODES[person, 2 * item] - 1],
             "d": ENGLISH[CODES[person, 2 * item + 1] - 1]}
            for item in range(3) for person in range(len(CODES))
        ]  # fmt: skip
        check_read(sg.read_survey(pd.DataFrame(rows), asked()))

    def test_the_other_order_of_the_two_questions_is_the_same_survey(self):
        there, turned = (
            sg.classify_kano(sg.read_survey(table(NAMINGS["K1f K1d"]), asked(parts))) for parts in (PARTS, PARTS[::-1])
        )
        pd.testing.assert_frame_equal(there.frame, turned.frame)
        pd.testing.assert_frame_equal(there.answers, turned.answers)

    @pytest.mark.parametrize(
        ("parts", "scale", "said"),
        [
            ((*PARTS, "importance"), None, "nothing else"),
            (("functional",), None, "asked together"),
            (PARTS, sg.Scale(1, 7), r"Scale\(1, 5\)"),
        ],
    )
    def test_a_questionnaire_of_feelings_asks_these_two_and_offers_five(self, parts, scale, said):
        with pytest.raises(sg.ServgapError, match=said):
            asked(parts, scale)

    def test_nothing_of_it_is_mirrored(self):
        items = [sg.Item("noise", "Noise", reversed=True)]
        with pytest.raises(sg.ServgapError, match="neither is mirrored"):
            sg.Instrument("k", sg.Scale(1, 5), [sg.Dimension("all", items)], parts=PARTS)


class TestClassifying:
    def test_each_pair_of_answers_is_counted_where_it_belongs(self):
        read = sg.read_survey(table(NAMINGS["K1f K1d"]), asked())
        frame = sg.classify_kano(read).frame
        for item, row in enumerate(frame.to_dict("records")):
            codes = [TABLE[f - 1][d - 1] for f, d in CODES[:, 2 * item : 2 * item + 2]]
            assert [row[f"n_{name}"] for name in NAMES] == [codes.count(code) for code in CATEGORIES]
            assert row["n"] == 40

    def test_who_answered_one_question_only_does_not_count(self):
        found = sg.classify_kano(feelings_of(["MMMMMM--"])).frame.iloc[0]
        assert (found["n"], found["n_must_be"], found["kano_category"]) == (6, 6, "must_be")

    @pytest.mark.parametrize("code", "MOAIRQ")
    def test_everybody_of_one_mind(self, code):
        found = sg.classify_kano(feelings_of([code * 30])).frame.iloc[0]
        name = NAMES[CATEGORIES.index(code)]
        assert (found["kano_category"], found[f"share_{name}"]) == (name, 1)
        assert found["category_strength"] == 1
        assert np.isnan(found["better"]) == (code in "RQ")
        assert found["reason"] == ("no_counted_category" if code in "RQ" else "no_variation")

    @pytest.mark.parametrize(
        ("answers", "category", "reason"),
        [
            ("M" * 15 + "O" * 15, "undecided", "categories_tied"),
            ("M" * 16 + "O" * 14, "undecided", "not_separated"),
            ("M" * 20 + "O" * 10, "must_be", ""),
            ("MMMM", "", "too_small"),
            ("M", "", "too_few"),
        ],
    )
    def test_a_category_must_be_clearly_the_most_frequent(self, answers, category, reason):
        found = sg.classify_kano(feelings_of([answers, "I" * len(answers)])).frame.iloc[0]
        if category == "must_be":  # all of them dislike it gone
            reason = "no_variation"
        assert (found["kano_category"], found["reason"]) == (category, reason)

    def test_no_number_is_missing_without_a_reason(self):
        for name in ("feelings", "feelings of few", "feelings all reverse", "feelings that nobody has"):
            for frame in sg.classify_kano(survey(name)).frames.values():
                if "reason" in frame:
                    assert (frame["reason"] != "")[frame.isna().any(axis=1)].all()

    def test_a_tally_tells_the_same(self, tmp_path):
        made = survey("feelings")
        kept = made.tally(by=["branch"])
        kept.save(tmp_path / "kept")
        for subject in (kept, sg.Tally.load(tmp_path / "kept")):
            pd.testing.assert_frame_equal(sg.classify_kano(subject).frame, sg.classify_kano(made).frame)
            by = [sg.classify_kano(each, by="branch") for each in (subject, made)]
            pd.testing.assert_frame_equal(by[0].frame, by[1].frame)
            assert by[0].note_in("zh") == by[1].note_in("zh")

    def test_groups_add_up_to_all(self):
        made = survey("feelings")
        counts = [f"n_{name}" for name in NAMES]
        apart = sg.classify_kano(made, by="branch").frame.groupby("item", sort=False)[counts].sum()
        np.testing.assert_array_equal(apart, sg.classify_kano(made).frame[counts])

    def test_answers_hold_every_pair_and_its_category(self):
        found = sg.classify_kano(survey("feelings"))
        assert len(found.answers) == 6 * 25
        one = found.answers[found.answers["item"] == found.frame["item"][0]]
        again = kano_categories(one["n"].to_numpy().reshape(5, 5))
        assert again.counts.tolist() == [found.frame[f"n_{name}"][0] for name in NAMES]
        summed = one["n"].groupby(one["kano_category"]).sum()
        assert {name: summed[name] for name in NAMES} == {name: found.frame[f"n_{name}"][0] for name in NAMES}

    def test_regions_lie_around_the_coefficients(self):
        found = sg.classify_kano(survey("feelings"))
        regions, frame = found.regions, found.frame
        for name in ("better", "worse"):
            assert (np.abs(regions[f"region_{name}"] - frame[name]) < regions[f"region_{name}_half"]).all()
        wide = sg.classify_kano(survey("feelings"), confidence=0.99).regions
        assert (wide["region_better_half"] > regions["region_better_half"]).all()

    def test_the_level_moves_intervals_and_no_category(self):
        made = survey("feelings")
        found, wide = (sg.classify_kano(made, confidence=level).frame for level in (0.9, 0.99))
        assert found["kano_category"].tolist() == wide["kano_category"].tolist()
        for name in ("better", "functional_mean", "share_must_be"):
            assert (wide[f"{name}_low"] <= found[f"{name}_low"]).all()

    def test_a_lead_that_may_be_chance_is_told(self):
        """Of 30 and 18 of 60 Fong's test makes a category, and the exact test none: 18 of 48 coins are no rarity."""
        found = sg.classify_kano(feelings_of(["M" * 30 + "O" * 18 + "I" * 12]))
        row = found.frame.iloc[0]
        assert row["kano_category"] == "must_be"
        assert row["p_value"] == pytest.approx(2 * stats.binom.cdf(18, 48, 0.5), rel=1e-9)
        assert found.facts.narrow == 1
        assert "the lead of this category may be chance (p ≥ .05)" in found.headline
        assert sg.classify_kano(feelings_of(["M" * 40 + "O" * 8 + "I" * 12])).facts.narrow == 0

    def test_it_refuses_what_does_not_ask_it(self):
        for other in ("plain", "one part", "zones"):
            with pytest.raises(sg.ServgapError, match="cannot be derived from anything else"):
                sg.classify_kano(survey(other))
        with pytest.raises(sg.ServgapError):
            sg.classify_kano(survey("feelings").part("functional"))
        with pytest.raises(sg.ServgapError):
            sg.classify_kano(survey("feelings"), confidence=95)


REFUSED = {
    "measure_gaps": {}, "check_significance": {}, "check_reliability": {}, "check_validity": {}, "check_pairing": {},
    "rank_standards": {}, "screen_responses": {}, "measure_zones": {}, "compare_groups": {"by": "branch"},
    "track_waves": {"by": "branch"}, "plan_sample": {"gap": 0.3},
}  # fmt: skip


class TestElsewhere:
    @pytest.mark.parametrize("verb", REFUSED)
    def test_verbs_that_take_answers_for_more_and_less_refuse_feelings(self, verb):
        with pytest.raises(sg.ServgapError, match="Use classify_kano"):
            getattr(sg, verb)(survey("feelings"), **REFUSED[verb])

    @pytest.mark.parametrize("measure", ["gap", "functional", "top", "met", sg.Measure("dysfunctional", "functional")])
    def test_there_is_no_measure_of_it(self, measure):
        with pytest.raises(sg.ServgapError, match="name categories"):
            survey("feelings").tally(measures=[measure])
        with pytest.raises(sg.ServgapError, match="name categories"):
            sg.Report(survey("feelings"), measure=measure)

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_a_report_has_its_section_and_no_other(self, language, tmp_path):
        for subject in (survey("feelings"), survey("feelings").tally(by=["branch"])):
            report = sg.Report(subject, language=language, branch="branch")
            assert [found.kind for found in report.findings] == ["kano"]
            report.to_html(tmp_path / "page.html")
            page = (tmp_path / "page.html").read_text(encoding="utf-8")
            assert report.findings[0].headline_in(language).split("“")[0] in page.replace("\N{NO-BREAK SPACE}", " ")
            assert not any(word in page for word in ("Gap =", "差距 =", "could not"))


class TestWords:
    def test_what_disqualifies_the_answers_comes_first(self):
        backwards = sg.classify_kano(survey("feelings coded backwards"))
        first, second, third, *_ = backwards.headline.split("; ")
        assert first.startswith("Reverse answers outnumber")
        assert second.startswith(
            "the questions about 4 of 5 items may not have been understood: up to 50.0% of answers"
        )
        assert third.startswith("of 5 items")
        assert backwards.headline_in("zh").startswith("反向型答案多于表示想要的答案")

    def test_answers_read_with_turned_codes_are_noticed(self):
        codes = {"M": (3, 5), "O": (1, 5), "A": (1, 3)}
        rng = np.random.default_rng(2)
        drawn = np.array([[codes["MOA"[at]] for at in rng.integers(0, 3, 3)] for _ in range(40)]).reshape(40, 6)
        read = (sg.read_survey(table(NAMINGS["K1f K1d"], codes=each), asked()) for each in (drawn, 6 - drawn))
        good, turned = map(sg.classify_kano, read)
        assert not good.facts.reversed
        assert turned.facts.reversed

    @pytest.mark.parametrize(("contradicting", "named"), [(7, False), (8, True), (40, True)])
    def test_questionable_answers_are_named_from_the_share_of_random_ones_on(self, contradicting, named):
        found = sg.classify_kano(feelings_of(["Q" * contradicting + "M" * (100 - contradicting)]))
        assert (found.facts.questionable != ()) is named
        assert found.headline.startswith("The questions about") is named

    def test_categories_are_counted_in_words(self):
        assert "of 6 items 1 is must-be, 1 one-dimensional, 1 attractive, 2 indifferent and 1 undecided" in (
            sg.classify_kano(survey("feelings")).headline
        )

    def test_groups_in_which_categories_differ_are_counted(self):
        found = sg.classify_kano(survey("feelings in branches"), by="branch")
        assert found.facts.differing == 1
        assert found.facts.group == {"branch": "North"}
        assert "1 item falls into different categories in different groups" in found.headline
        assert found.frame[found.frame["branch"] == "Kiosk"]["kano_category"].tolist() == ["", ""]

    def test_small_groups_are_not_shown_in_a_report(self):
        report = sg.Report([sg.classify_kano(survey("feelings in branches"), by="branch")], minimum=10)
        assert "Kiosk" in repr(sg.classify_kano(survey("feelings in branches"), by="branch").frame)
        html = report._document().sections[0]
        assert all("Kiosk" not in section.title for each in html.tables for section in each.sections)

    def test_what_nobody_dislikes_displeases_least(self):
        found = sg.classify_kano(feelings_of(["A" * 20, "I" * 20]))
        assert found.facts.worst is None
        assert "displeases" not in found.headline

    def test_the_sample_is_what_is_planted(self):
        hotel = sg.Instrument.from_toml(SAMPLES / "hotel_kano.toml")
        read = sg.read_survey(SAMPLES / "hotel_kano.csv", hotel, attributes=["trip"])
        found = sg.classify_kano(read)
        category = dict(zip(found.frame["item"], found.frame["kano_category"], strict=True))
        assert category == {
            "wifi": "must_be", "quiet": "must_be", "upgrade": "attractive", "desk": "must_be",
            "cleaning": "indifferent", "checkout": "attractive", "airport": "one_dimensional",
            "breakfast": "undecided", "app": "indifferent", "music": "reverse",
        }  # fmt: skip
        assert found.facts.questionable == ("cleaning",)
        trips = sg.classify_kano(read, by="trip")
        desk = trips.frame[trips.frame["item"] == "desk"].set_index("trip")["kano_category"].to_dict()
        assert desk == {"business": "must_be", "leisure": "attractive"}


class TestPicture:
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_forty_items_have_numbers_that_do_not_collide(self, language):
        from servgap.language import language_of
        from servgap.report.kinds.kano.picture import picture

        rng = np.random.default_rng(3)
        items = [sg.Item(f"k{n}", f"Feature {n}") for n in range(40)]
        made = sg.Instrument("many", sg.Scale(1, 5), [sg.Dimension("all", items)], parts=PARTS)
        codes = np.array(
            [[FEELINGS["MOAI"[at]] for at in rng.choice(4, 40, p=(0.4, 0.3, 0.2, 0.1))] for _ in range(60)]
        )
        columns = [f"{part}{n}" for n in range(1, 41) for part in "fd"]
        found = sg.classify_kano(sg.read_survey(pd.DataFrame(codes.reshape(60, 80), columns=columns), made))
        plan = picture(found, language_of(language))
        assert [point.number for point in plan.points] == list(range(1, 41))
        ax = found.plot(language=language)
        numbers = [text for text in ax.texts if text.get_text().isdecimal()]
        ax.figure.canvas.draw()
        drawn = [text.get_window_extent() for text in numbers if text.get_position()[0] <= 1]
        inside = [
            box for box, text in zip(drawn, numbers, strict=True) if ax.bbox.contains(*box.get_points().mean(axis=0))
        ]
        assert len(inside) == 40
        assert not [1 for place, box in enumerate(inside) for other in inside[:place] if _overlap(box, other) > 0.2]

    def test_worse_lies_to_the_right_and_better_up(self):
        from servgap.language import language_of
        from servgap.report.kinds.kano.picture import picture

        found = sg.classify_kano(feelings_of(["M" * 30, "A" * 30, "R" * 30]))
        must, attractive, reverse = picture(found, language_of("en")).points
        assert must.at == (1, 0)
        assert attractive.at == (0, 1)
        assert not reverse.drawn
        assert "reverse" in reverse.reason
        assert all(low < high for each in (must, attractive) for low, high in pairwise(each.region[:2]))


def _overlap(one, other) -> float:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(across, 0) * max(down, 0) / min(one.width * one.height, other.width * other.height)
