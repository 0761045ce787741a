"""Limits, standards and catalogues of any kind, for properties."""

from __future__ import annotations

from hypothesis import strategies as st

from servgap.survey.standards.limit import SEPARATORS, Limit
from servgap.survey.standards.units import SPELLINGS

UNITS = (*SPELLINGS, "rings", "working days", "工作日")
channels = st.sampled_from(["phone", "chat", "E-mail (web)", "电话", "在线"]) | st.text(
    st.characters(categories=["L", "Nd"], exclude_characters="".join(SEPARATORS)), min_size=1, max_size=8
).map(lambda name: f"x{name}")


@st.composite
def one_limit(draw, channel=None) -> Limit:
    value = draw(st.integers(1, 10**6) | st.floats(1e-6, 1e9))
    longest = draw(st.none() | st.integers(0, 10**6) | st.floats(0, 1e6))
    share = draw(st.none() | st.integers(1, 100).map(lambda per_cent: per_cent / 100) | st.floats(1e-6, 1))
    unit = draw(st.sampled_from(UNITS))
    return Limit(value, unit, share, None if longest is None else value + longest, channel)


@st.composite
def limits(draw):
    """No limit, one, or several of different channels."""
    if draw(st.booleans()):
        return None if draw(st.booleans()) else draw(one_limit())
    names = draw(st.lists(channels, min_size=1, max_size=3, unique=True))
    return tuple(draw(one_limit(name)) for name in names)
