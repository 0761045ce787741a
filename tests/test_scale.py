"""Answer scales: which there are, and how answers stand on them as codes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servgap.errors import ServgapError
from servgap.survey.scale import Scale
from servgap.survey.text import Text
from tests.surveys import SCALES

NAN, INF = np.nan, np.inf


def test_the_answers_there_are():
    assert Scale(1, 7).levels == 7
    assert Scale(1, 9, 0.5).levels == 17
    assert Scale(0, 10).values.tolist() == list(range(11))
    assert Scale(0, 1, 0.1).levels == 11
    assert Scale(-2, 2).width == 4


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_codes_and_back(scale):
    codes, off, between = scale.encode(np.append(scale.values, NAN))
    assert codes.tolist() == [*range(1, scale.levels + 1), 0]
    assert not off.any()
    assert not between.any()
    np.testing.assert_array_equal(scale.decode(codes), np.append(scale.values, NAN))


def test_answers_off_the_scale_or_between_its_steps():
    codes, off, between = Scale(1, 9, 0.5).encode(np.array([[0.5, 1, 1.25, 9.5], [INF, -INF, NAN, 1e300]]))
    assert off.tolist() == [[True, False, False, True], [True, True, False, True]]
    assert between.tolist() == [[False, False, True, False], [False] * 4]
    assert codes.tolist() == [[0, 1, 0, 0], [0, 0, 0, 0]]


def test_an_answer_as_a_sum_of_tenths():
    codes, off, between = Scale(0, 1, 0.1).encode(np.array([0.1 + 0.2, 0.7 + 0.1]))
    assert codes.tolist() == [4, 9]
    assert not (off | between).any()


@given(st.sampled_from(SCALES), st.integers(0, 2**32 - 1))
def test_mirrored_twice_is_as_before(scale, seed):
    codes = np.random.default_rng(seed).integers(0, scale.levels + 1, (3, 5)).astype(np.uint8)
    mirrored = scale.reversed(codes)
    assert np.array_equal(scale.reversed(mirrored), codes)
    answered = codes > 0
    assert (mirrored[~answered] == 0).all()
    np.testing.assert_allclose((scale.decode(codes) + scale.decode(mirrored))[answered], scale.low + scale.high)


@pytest.mark.parametrize("ends", [(7, 1), (5, 5)])
def test_upside_down(ends):
    with pytest.raises(ServgapError, match="A scale runs from its lowest to its highest answer; this one runs from"):
        Scale(*ends)


@pytest.mark.parametrize(("low", "high"), [(NAN, 7), (1, INF), ("1", 7), (1, None), (True, 7)])
def test_ends_are_numbers(low, high):
    with pytest.raises(ServgapError, match=r"The (low|high) of a scale is a number, such as 1 or 7; found"):
        Scale(low, high)


def test_upside_down_says_how_to_mend_it():
    with pytest.raises(ServgapError, match=r"from 7 to 1\. Write low = 1 and high = 7; .* reversed = true"):
        Scale(7, 1)


@pytest.mark.parametrize("step", [0, -1, 4, 0.7])
def test_steps_that_do_not_reach(step):
    with pytest.raises(ServgapError, match=rf"a whole number of steps apart; 1 to 7 by {step:g} does not"):
        Scale(1, 7, step)


def test_too_fine():
    assert Scale(0, 199).levels == 200
    with pytest.raises(ServgapError, match="at most 200 answers to choose from; this one has 1001"):
        Scale(0, 100, 0.1)


def test_a_scale_in_words():
    assert str(Scale(1, 7)) == "1–7"
    assert str(Scale(1, 9, 0.5)) == "1–9 by 0.5"
    assert Scale(1, 7, low_label={"en": "poor", "zh": "差"}).low_label == Text((("en", "poor"), ("zh", "差")))


def test_text_in_the_reader_s_language():
    text = Text.of({"zh": "差", "en": "poor"})
    assert text.to("zh") == "差"
    assert text.to("de") == "poor"
    assert text.all == ("差", "poor")
    assert Text.of("plain").to("zh") == "plain"
    assert Text.of({"zh": "差"}).to("en") == "差"
    assert Text.of(text) is text
    assert text
    assert not Text(())
    assert Text(()).to("en") == ""
