"""Questionnaires: built in code, read from TOML and written back equal; everything wrong with them refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servgap.errors import ServgapError
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.questionnaire import BUILTIN, from_text, to_text
from servgap.survey.scale import Scale
from servgap.survey.standards.filing import aspect_of
from servgap.survey.standards.standard import COMPONENTS, PHASES, Aspect, Standard, Touchpoint
from tests.catalogues import limits

SEVEN = Scale(1, 7)
WAIT = Item("wait", "Waits are short.")
PLAIN = """
name = "own"
[scale]
low = 1
high = 5
[[dimension]]
key = "speed"
[[dimension.item]]
key = "wait"
text = "Waits are short."
"""


def instrument(*dimensions, **facts):
    return Instrument("own", SEVEN, dimensions or (Dimension("speed", [WAIT]),), **facts)


@pytest.mark.parametrize("name", BUILTIN)
def test_built_in_instruments_come_back_from_their_files(name, tmp_path):
    loaded = Instrument.load(name)
    loaded.to_toml(tmp_path / "x.toml")
    assert Instrument.from_toml(tmp_path / "x.toml") == loaded
    assert loaded == Instrument.load(name)
    assert repr(loaded).startswith(f"<Instrument {name!r}: 22 items (4/5/4/4/5) on {loaded.scale}; parts: ")


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ['say "hello"', "a\nb\r\n\tc", "等候时间短。", "\\", "\x7f\x00", "'''", "#", "{ }", "  "]
)
keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
several = st.dictionaries(st.sampled_from(["en", "zh", "pt-BR", ""]), texts, min_size=1)
described = texts | several
numbers = st.none() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False)
promised = limits()


@st.composite
def instruments(draw):
    names = draw(st.lists(keys, min_size=2, max_size=7, unique=True))
    cut = draw(st.integers(1, len(names) - 1))
    touchpoints = [
        Touchpoint(name, draw(described), draw(st.sampled_from([None, *PHASES])))
        for name in draw(st.lists(keys, unique=True))
    ]
    aspects = [
        Aspect(name, draw(st.sampled_from(COMPONENTS)), draw(described)) for name in draw(st.lists(keys, unique=True))
    ]
    items = [
        Item(
            name,
            Standard(
                name if draw(st.booleans()) else f"of {name}",
                draw(described),
                component=draw(st.sampled_from([None, *COMPONENTS])),
                aspect=draw(st.none() | st.just("an aspect of nobody's")),
                touchpoint=draw(st.sampled_from([None, *(touchpoint.key for touchpoint in touchpoints)])),
                process=draw(st.sampled_from([None, "process", "outcome"])),
                owner=draw(st.none() | texts),
                target=draw(numbers),
                unit=draw(st.none() | texts),
                revised=draw(st.none() | texts),
                limit=draw(promised),
                published=draw(st.none() | st.booleans()),
                review_by=draw(st.none() | st.dates().map(str) | texts),
                norm=draw(promised),
                supersedes=draw(st.none() | keys),
            ),
            reversed=draw(st.booleans()),
        )
        for name in names
    ]
    points = draw(st.sampled_from([(None, None), (100, 0), (33.3, 66.7)]))
    return Instrument(
        draw(texts),
        draw(
            st.sampled_from([SEVEN, Scale(1, 9, 0.5, low_label="low", high_label={"zh": "高"}), Scale(-1.5, 1.5, 0.25)])
        ),
        [
            Dimension("first\n", items[:cut], name=draw(st.none() | described), points=points[0]),
            Dimension("第二", items[cut:], points=points[1]),
        ],
        parts=draw(st.sampled_from([("expectation", "perception"), ("p",), ("desired", "adequate", "perception")])),
        title=draw(described),
        source=draw(texts),
        touchpoints=touchpoints,
        aspects=aspects,
    )


@given(instruments())
def test_what_is_written_is_read_back_equal(drawn):
    text = to_text(drawn)
    assert from_text(text, "x.toml") == drawn
    assert to_text(from_text(text, "x.toml")) == text


def test_shared_standards_and_their_order():
    shared = Standard("shared", "Staff are polite.")
    built = instrument(
        Dimension("one", [WAIT, Item("greet", shared)]), Dimension("two", [Item("thank", shared, reversed=True)])
    )
    assert [standard.key for standard in built.standards] == ["wait", "shared"]
    assert built.item_keys == ("wait", "greet", "thank")
    assert built.spans == (slice(0, 2), slice(2, 3))
    assert built.dimension_of("thank").key == "two"
    assert from_text(to_text(built), "x") == built


def test_pairs_are_levels_against_what_was_received():
    assert Instrument.load("servqual").pairs == (("expectation", "perception"),)
    assert Instrument.load("servperf").pairs == ()
    assert Instrument.load("servqual-zones").pairs == (("desired", "perception"), ("adequate", "perception"))


def test_a_dimension_without_a_name_is_called_by_its_key():
    assert Dimension("speed", [WAIT]).name.to("en") == "Speed"
    assert instrument().title.to("en") == "own"


def test_a_silent_file_has_the_customary_touchpoints_and_parts(tmp_path):
    (tmp_path / "own.toml").write_bytes(b"\xef\xbb\xbf" + PLAIN.encode())
    read = Instrument.from_toml(tmp_path / "own.toml")
    assert read.parts == ("expectation", "perception")
    assert read.touchpoints == Instrument.load("servqual").touchpoints
    assert read.points is None
    assert read.scale == Scale(1, 5)


def test_points_of_the_instrument():
    built = instrument(Dimension("a", [WAIT], points=60), Dimension("b", [Item("call", "Taken.")], points=40.0))
    assert built.points == (60.0, 40.0)


# What is refused, built in code.

B = Dimension("b", [Item("call", "Calls are taken.")])


@pytest.mark.parametrize(
    ("dimensions", "facts", "complaint"),
    [
        ([], {}, "The instrument 'own' has no dimension"),
        ([Dimension("empty", [])], {}, "The dimension 'empty' has no item. Give it at least one"),
        ([B, Dimension("b", [WAIT])], {}, r"Every dimension .* stand more than once: b\. Rename"),
        ([Dimension("a", [WAIT, WAIT, *B.items]), B], {}, r"Every item .* more than once: wait, call\. Rename"),
        ([B], {"parts": ()}, r"one or more different parts; found \[\]"),
        ([B], {"parts": ("p", "p")}, r"one or more different parts; found \['p', 'p'\]"),
        ([replace(B), Dimension("a", [WAIT], points=100)], {}, r"for all dimensions or for none; b has none"),
        (
            [Dimension("a", [WAIT], points=60), Dimension("b", B.items, points=30)],
            {},
            r"sum to 100; these sum to 90: a 60, b 30\. Change them",
        ),
        ([Dimension("a", [WAIT], points=120), Dimension("b", B.items, points=-20)], {}, r"not negative .* b -20"),
        ([Dimension("a", [WAIT], points=float("nan"))], {}, r"these sum to nan"),
        ([Dimension("a", [Item("x", Standard("s", "1")), Item("y", Standard("s", "2"))])], {}, "more than once: s"),
        (
            [Dimension("a", [Item("x", Standard("x", "text", component="soft"))])],
            {},
            r"Item 'x' names the component 'soft', which is not one of hardware, software, people",
        ),
        (
            [Dimension("a", [Item("x", Standard("x", "text", touchpoint="moon"))])],
            {"touchpoints": [Touchpoint("arrival", "Arrival")]},
            r"Item 'x' names the touchpoint 'moon', which is not one of arrival",
        ),
        (
            [Dimension("a", [Item("x", Standard("x", "text", "people", "signs"))])],
            {"aspects": [Aspect("signs", "hardware", "Signs")]},
            "Item 'x' names the component 'people' and the aspect 'signs', which is an aspect of hardware",
        ),
        (
            [Dimension("a", [WAIT])],
            {"aspects": [Aspect("signs", "hardware", "Signs"), Aspect("signs", "people", "Signs")]},
            "Every aspect of an instrument has a key of its own; these stand more than once: signs",
        ),
        (
            [Dimension("a", [WAIT])],
            {"aspects": [Aspect("signs", "soft", "Signs")]},
            "The aspect 'signs' of the instrument has the component 'soft', which is not one of hardware, software",
        ),
        ([Dimension("a", [WAIT])], {"aspects": ["signs"]}, "An aspect of an instrument is an Aspect; found 'signs'"),
        (
            [Dimension("a", [WAIT])],
            {"touchpoints": [Touchpoint("door", "Door", "first")]},
            "The touchpoint 'door' of the instrument has the phase 'first', which is not one of first_impression",
        ),
    ],
)
def test_what_an_instrument_may_not_be(dimensions, facts, complaint):
    with pytest.raises(ServgapError, match=complaint):
        Instrument("own", SEVEN, dimensions, **facts)


def test_an_unknown_instrument():
    with pytest.raises(ServgapError, match=r"no built-in instrument 'servqal'. Did you mean 'servqual'\? .*from_toml"):
        Instrument.load("servqal")
    with pytest.raises(ServgapError, match=r"no built-in instrument 'x'. Built in are servqual, servqual-1988"):
        Instrument.load("x")


# Aspects of one's own, and the phases of touchpoints.


def test_aspects_of_ones_own_stand_in_a_file_beside_the_customary_ones(tmp_path):
    text = PLAIN.replace('key = "wait"', 'key = "wait"\ncomponent = "hardware"\naspect = "signs"', 1)
    text += '\n[[aspect]]\nkey = "signs"\ncomponent = "hardware"\nname = { en = "Signs", zh = "标识" }\n'
    read = from_text(text, "own.toml")
    assert read.aspects == (Aspect("signs", "hardware", {"en": "Signs", "zh": "标识"}),)
    read.to_toml(tmp_path / "own.toml")
    assert Instrument.from_toml(tmp_path / "own.toml") == read
    assert aspect_of(read, "signs").name.to("zh") == "标识"
    assert aspect_of(read, "timeliness").component == "software"
    assert aspect_of(read, "moon") is None
    with pytest.raises(
        ServgapError, match="the component 'people' and the aspect 'signs', which is an aspect of hardw"
    ):
        from_text(text.replace('component = "hardware"', 'component = "people"', 1), "own.toml")


def test_an_aspect_of_ones_own_takes_the_place_of_the_customary_one():
    own = Aspect("timeliness", "people", "Punctual staff")
    built = instrument(Dimension("a", [Item("x", Standard("x", "text", aspect="timeliness"))]))
    built = replace(built, aspects=[own])
    assert aspect_of(built, "timeliness") == own
    assert from_text(to_text(built), "x") == built


def test_customary_touchpoints_have_phases_that_no_file_needs_to_say():
    servqual = Instrument.load("servqual")
    phases = [touchpoint.phase for touchpoint in servqual.touchpoints]
    assert phases == [*["first_impression"] * 2, *["accumulation"] * 3, *["closing"] * 2]
    written = to_text(servqual)  # as versions wrote it that knew no phases, so that files of today have the same digest
    assert "phase" not in written
    assert from_text(written, "x") == servqual
    without = replace(servqual, touchpoints=[replace(each, phase=None) for each in servqual.touchpoints])
    assert to_text(without).count('phase = ""') == 7
    assert from_text(to_text(without), "x") == without


def test_touchpoints_of_ones_own_have_the_phase_that_is_told():
    own = [Touchpoint("door", "The door", "first_impression"), Touchpoint("arrival", "My own arrival")]
    built = replace(instrument(Dimension("a", [WAIT])), touchpoints=own)
    read = from_text(to_text(built), "x")
    assert [touchpoint.phase for touchpoint in read.touchpoints] == ["first_impression", None]
    with pytest.raises(ServgapError, match="The touchpoint 'door' of the instrument has the phase 'last'"):
        from_text(to_text(built).replace("first_impression", "last"), "x")


# What is refused in a file.


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('name = "own"', "", "the file has no 'name'. Add it"),
        ('name = "own"', "name = 7", "the file has name = 7; expected a text"),
        ('name = "own"', 'name = "own"\ntitel = "x"', r"has a field 'titel' that is not known. Did you mean 'title'\?"),
        ('name = "own"', 'name = "own"\nparts = "perception"', "parts = 'perception'; expected a list of parts"),
        ('name = "own"', 'name = "own"\nparts = [1, 2]', r"parts = \[1, 2\]; expected a list of texts"),
        ('name = "own"', 'name = "own"\ntitle = {}', "title = {}; expected a text, or a table of texts by language"),
        ('name = "own"', 'name = "own"\ntitle = { en = 1 }', "title = {'en': 1}; expected a text, or a table"),
        ("low = 1", "", "the scale has no 'low'"),
        ("low = 1", 'low = "one"', "the scale has low = 'one'; expected a number"),
        ("low = 1", "low = true", "the scale has low = True; expected a number"),
        ("low = 1", "low = 9", "A scale runs from its lowest to its highest answer; this one runs from 9 to 5"),
        ("low = 1", "low = 1\nstep = 3", "1 to 5 by 3 does not"),
        ("[scale]", "[[scale]]", "scale = .* expected a table"),
        ('key = "speed"', "", "a dimension 1 has no 'key'"),
        ('key = "speed"', 'key = "speed"\npoints = "all"', r"a dimension 1 \(speed\) has points = 'all'; .* a number"),
        ('key = "speed"', 'key = "speed"\npoints = 90', "these sum to 90: speed 90"),
        ('key = "speed"', 'key = "speed"\ncolour = "red"', r"a dimension 1 \(speed\) has a field 'colour'"),
        ('key = "wait"', "", "an item 1 has no 'key'"),
        ('key = "wait"', 'key = "wait"\ndimension = "sped"', "'wait' belongs to the dimension 'sped', .* it has speed"),
        ('key = "wait"', 'key = "wait"\nreversed = "no"', "reversed = 'no'; expected true or false"),
        ('key = "wait"', 'key = "wait"\ncomponent = "soft"', "the component 'soft', .* hardware, software, people"),
        ('key = "wait"', 'key = "wait"\nprocess = "both"', "names the process 'both', .* process, outcome"),
        ('key = "wait"', 'key = "wait"\ntouchpoint = "moon"', "names the touchpoint 'moon'"),
        ('key = "wait"', 'key = "wait"\nrevised = 2026-01-01T00:00:00', "revised = datetime.*; expected a text or a n"),
        ('key = "wait"', 'key = "wait"\nlimit = "soon"', r"limit = 'soon'; expected a text such as .*no number with a"),
        ('key = "wait"', 'key = "wait"\nlimit = 15', "limit = 15; expected a text such as 15 s, 85 %"),
        ('key = "wait"', 'key = "wait"\nlimit = { value = 15 }', r"the limit of an item 1 \(wait\) has no 'unit'"),
        ('key = "wait"', 'key = "wait"\nnorm = { value = 0, unit = "s" }', "value of a limit is a number above 0"),
        ('key = "wait"', 'key = "wait"\npublished = "yes"', "published = 'yes'; expected true or false"),
        ('key = "wait"', 'key = "wait"\nreview_by = 2026', "review_by = 2026; expected a day such as"),
        (
            'key = "wait"',
            'key = "wait"\ncomponent = "people"\naspect = "timeliness"',
            "component 'people' and the aspect 'timeliness', which is an aspect of software",
        ),
        ('text = "Waits are short."', "", r"an item 1 \(wait\) has no 'text'"),
        ('text = "Waits are short."', "text = 7", r"an item 1 \(wait\) has text = 7; expected a text, or a table"),
        ("[[dimension.item]]\n", "item = [7]\n[other]\n", "expected a table|not known"),
        ("[[dimension]]", "[dimension]", "dimension = .* expected a list of tables"),
        ("[scale]", "[scale", "it is not TOML"),
        ("[scale]", "a" + ".a" * 60 + " = 1\n[scale]", "a line has 60 dots outside quotes, at most 50 are read"),
    ],
)
def test_what_a_file_may_not_say(tmp_path, old, new, complaint):
    path = tmp_path / "own.toml"
    path.write_text(PLAIN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ServgapError, match=complaint):
        Instrument.from_toml(path)


def test_a_row_that_is_no_table():
    with pytest.raises(ServgapError, match="a dimension 1 has a dimension = 7; expected a table"):
        from_text('name = "own"\ndimension = [7]\n[scale]\nlow = 1\nhigh = 5', "x")


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(ServgapError, match=r"absent\.toml' cannot be read: No such file or directory\. Fix the file"):
        Instrument.from_toml(tmp_path / "absent.toml")
    (tmp_path / "own.toml").write_bytes(PLAIN.replace("short", "kürz").encode("latin-1"))
    with pytest.raises(ServgapError, match="it is not UTF-8 text"):
        Instrument.from_toml(tmp_path / "own.toml")
    with pytest.raises(ServgapError, match="cannot be read"):
        Instrument.from_toml(tmp_path)


def test_parts_of_an_instrument_are_what_they_say():
    with pytest.raises(ServgapError, match="The scale of an instrument is a Scale; found"):
        Instrument("x", (1, 7), [])
    with pytest.raises(ServgapError, match="A dimension of an instrument is a Dimension; found 'a'"):
        Instrument("x", Scale(1, 7), {"a": 1})
    with pytest.raises(ServgapError, match="An item of the dimension 'a' is an Item; found 'x'"):
        Dimension("a", ["x"])


def test_an_item_is_turned_round_by_position_too():
    assert Item("rude", "Staff are rude.", True) == Item("rude", "Staff are rude.", reversed=True)
