"""Limits, standards and catalogues of any kind, for properties."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize

from hypothesis import strategies as st

from servgap.survey.questionnaire import circle_of
from servgap.survey.standards.catalogue import Catalogue
from servgap.survey.standards.limit import SEPARATORS, Limit
from servgap.survey.standards.standard import COMPONENTS, PROCESSES, Aspect, Standard, Touchpoint
from servgap.survey.standards.units import SPELLINGS

UNITS = (*SPELLINGS, "rings", "working days", "工作日")
channels = st.sampled_from(["phone", "chat", "E-mail (web)", "电话", "在线"]) | st.text(
    st.characters(categories=["L", "Nd"], exclude_characters="".join(SEPARATORS)), min_size=1, max_size=8
).map(lambda name: normalize("NFKC", f"x{name}"))


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


words = st.text(st.characters(categories=["L", "Nd", "P", "Zs"]), min_size=1, max_size=20).map(
    lambda text: f"w {text} ."
)
keys = st.text(st.characters(categories=["L", "Nd"], exclude_characters="㎎"), min_size=1, max_size=6).map(
    lambda text: f"k{text}"
)
names = st.sampled_from(["Desk", "热线班组", "Back office, second floor", 'the "line"'])


@st.composite
def one_standard(draw, key, stations) -> Standard:
    texts = draw(st.dictionaries(st.sampled_from(["", "en", "zh", "fr"]), words, min_size=1, max_size=3))
    component = draw(st.sampled_from([None, *COMPONENTS]))
    return Standard(
        key,
        texts,
        component=component,
        aspect=None if component else draw(st.sampled_from([None, "timeliness", "our own"])),
        touchpoint=draw(st.sampled_from([None, *stations])),
        process=draw(st.sampled_from([None, *PROCESSES])),
        owner=draw(st.none() | names),
        target=draw(st.none() | st.integers(-9, 9) | st.floats(-1e6, 1e6)),
        unit=draw(st.none() | st.sampled_from(["points", "min", "分"])),
        revised=draw(st.none() | st.dates().map(str) | st.sampled_from(["2026", "2026-04", "2026Q3"])),
        limit=draw(limits()),
        published=draw(st.none() | st.booleans()),
        review_by=draw(st.none() | st.dates().map(str)),
        norm=draw(limits()),
    )


@st.composite
def catalogues(draw) -> Catalogue:
    """Catalogues of any kind, on a shipped circle or one of their own."""
    own = (Touchpoint("deck", {"en": "The deck", "zh": "甲板"}, "closing"), Touchpoint("bar", "The bar"))
    circle = draw(st.sampled_from([circle_of("service-circle"), circle_of("idl-ppc"), own]))
    stations = [each.key for each in circle]
    found = draw(st.lists(keys, min_size=1, max_size=5, unique=True))
    standards = [draw(one_standard(key, stations)) for key in found]
    if len(found) > 1 and draw(st.booleans()):
        standards[0] = replace(standards[0], supersedes=found[1])
    measured = {found[0]: ("a1", "a2")} if draw(st.booleans()) else {}
    aspects = draw(st.sampled_from([(), (Aspect("our own", "people", {"en": "Ours", "zh": "自有"}),)]))
    return Catalogue(standards, circle, aspects, measured)
