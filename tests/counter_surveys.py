"""Small seeded surveys of a service counter, in which every verb finds something to say, named in two languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

import servgap as sg
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.scale import Scale
from servgap.survey.standards.standard import Aspect, Standard, Touchpoint
from servgap.survey.survey import Absence, Answers, Survey
from servgap.survey.text import Text
from tests import degenerate, odd_calls, odd_surveys
from tests.surveys import NAN, SCALES, instrument_of, pair_survey, random_survey, survey_of, with_outcomes

SAMPLE = odd_surveys.SAMPLE
HOSTILE = ('<script>alert("1")</script>', '=HYPERLINK("http://x.example","y")', "a | b `c`\nd", "南京路 & South")
TEXTS = {
    "speed": (
        ("wait", "Waiting times are short.", "等候时间短。"),
        ("open", "The counter opens when it says it does.", "柜台按公布的时间开放。"),
        ("once", "A matter is settled at the first visit.", "事情一次就能办完。"),
    ),
    "care": (
        ("polite", "Staff are polite.", "员工有礼貌。"),
        ("listen", "Staff listen.", "员工愿意倾听。"),
    ),
    "place": (
        ("clean", "The rooms are clean.", "店堂整洁。"),
        ("find", "The counter is easy to find.", "柜台容易找到。"),
    ),
}
NAMES = {"speed": ("Speed", "快捷性"), "care": ("Care", "关怀性"), "place": ("Place", "环境")}
ZONES = ("desired", "adequate", "perception")
WAIT_AND_STAFF = (("wait", "Waiting times are short.", "等候时间短。"), ("staff", "Staff are polite.", "员工有礼貌。"))
GAPS = (-1.4, -1.1, -0.6, -0.2, 0.5, -0.9, 0.3)


def counter(
    parts: Sequence[str] = ("expectation", "perception"),
    scale: Scale = SCALES[0],
    points: Mapping[str, float] | None = None,
    *,
    dimensions: int = 3,
) -> Instrument:
    """Make the questionnaire of the counter: seven standards in three dimensions."""
    made = [
        Dimension(
            key,
            [Item(item, {"en": english, "zh": chinese}) for item, english, chinese in TEXTS[key]],
            {"en": NAMES[key][0], "zh": NAMES[key][1]},
            None if points is None else points[key],
        )
        for key in list(TEXTS)[:dimensions]
    ]
    title = Text.of({"en": "Counter survey", "zh": "柜台调查"})
    return Instrument("counter", scale, made, parts, title=title, source="Made for the tests")


def answered(
    rng: np.random.Generator, n: int, means: np.ndarray, sizes: Sequence[int], scale: Scale, noise: float = 0.9
) -> np.ndarray:
    """Give answers of which those of a dimension go together, around means of items, or of respondents and items."""
    of_item = np.repeat(np.arange(len(sizes)), sizes)
    traits = 0.5 * rng.normal(size=(n, 1)) + 0.8 * rng.normal(size=(n, len(sizes)))
    wanted = means + (traits[:, of_item] + noise * rng.normal(size=(n, len(of_item)))) * scale.levels / 7
    steps = np.rint((wanted - scale.low) / scale.step)
    return scale.low + scale.step * np.clip(steps, 0, scale.levels - 1)


def at_the_counter(
    seed: int,
    n: int,
    *,
    shift: Sequence[float] | np.ndarray = 0.0,
    gaps: Sequence[float] = GAPS,
    missing: float = 0.04,
    noise: float = 0.9,
    instrument: Instrument | None = None,
    points: np.ndarray | None = None,
    weight: Sequence[float] | None = None,
    **attributes: Sequence[object],
) -> Survey:
    """Make a survey whose gaps are those given, shifted for each respondent; attributes are repeated to its length."""
    rng = np.random.default_rng(seed)
    instrument = counter() if instrument is None else instrument
    scale, sizes = instrument.scale, [len(dimension.items) for dimension in instrument.dimensions]
    unit = scale.levels / 7
    expected = scale.low + 4.8 * unit + unit * np.resize((0.3, 0.0, -0.3, 0.2, 0.1), sum(sizes))
    answers = {}
    for number, part in enumerate(instrument.parts):
        last = number == len(instrument.parts) - 1
        moved = unit * (np.resize(gaps, sum(sizes)) + np.reshape(shift, (-1, 1))) if last else -1.5 * number * unit
        values = answered(rng, n, expected + moved, sizes, scale, noise)
        values[rng.random(values.shape) < missing] = NAN
        answers[part] = values
    labels = {name: list(np.resize(np.asarray(each, dtype=object), n)) for name, each in attributes.items()}
    return survey_of(instrument, answers, points=points, weight=weight, **labels)


def by_label(labels: Sequence[str], shifts: Mapping[str, float]) -> np.ndarray:
    """Give the shift of each respondent's label."""
    return np.array([shifts[label] for label in labels])


def points_of(seed: int, n: int, *, absent: int = 0) -> np.ndarray:
    """Make importance points, of which the first few respondents gave none."""
    given = np.random.default_rng(seed).multinomial(100, (0.5, 0.3, 0.2), n).astype(float)
    given[:absent] = NAN
    return given


def plain(n: int = 150) -> Survey:
    """Make the survey that has everything: branches that differ, quarters, channels, points, answers not given."""
    branches = list(np.resize(["North", "South", "West", "North", "West"], n))
    shift = by_label(branches, {"North": 0.3, "South": -0.8, "West": 0.1})
    branches[-3:] = ["", "Kiosk", "Kiosk"]
    quarters = ["2026Q1"] * (n // 3) + ["2026Q2"] * (n // 3) + ["2026Q3"] * (n - 2 * (n // 3))
    given = points_of(5, n, absent=6)
    channels = ["desk", "phone", "desk"]
    return at_the_counter(1, n, shift=shift, points=given, branch=branches, quarter=quarters, channel=channels)


def waves(*shifts: float, each: int = 60, noise: float = 0.7, seed: int = 2, **others: object) -> Survey:
    """Make a survey of quarters whose gaps are shifted."""
    quarters = [f"{2025 + wave // 4}Q{wave % 4 + 1}" for wave in range(len(shifts)) for _ in range(each)]
    moved = np.repeat(shifts, each)
    branches = ["North", "South"]
    return at_the_counter(seed, len(moved), shift=moved, noise=noise, quarter=quarters, branch=branches, **others)


def branches(shifts: Mapping[str, float], each: int = 40, seed: int = 3, **others: object) -> Survey:
    """Make a survey of branches whose gaps are shifted."""
    labels = [label for label in shifts for _ in range(each)]
    quarters = ["2026Q1", "2026Q2"]
    return at_the_counter(seed, len(labels), shift=by_label(labels, shifts), branch=labels, quarter=quarters, **others)


def of_group(groups: int, each: int = 5) -> Survey:
    """Make a survey of many groups."""
    labels = [f"B{number % groups:04d}" for number in range(groups * each)]
    instrument = instrument_of((2, 1))
    rng = np.random.default_rng(4)
    both = {part: rng.integers(1, 8, (len(labels), 3)).astype(float) for part in instrument.parts}
    return survey_of(instrument, both, branch=labels)


def turned(n: int = 120, *items: int, sizes: tuple[int, ...] = (4, 2), parts: str = "both") -> Survey:
    """Make a survey in which items are worded the other way, which nobody said."""
    rng = np.random.default_rng(6)
    scale = Scale(1, 7)
    both = [answered(rng, n, np.full(sum(sizes), level), sizes, scale, 0.7) for level in (5.0, 4.0)]
    for number, part in enumerate(both):
        if parts == "both" or number == 1:
            part[:, list(items)] = 8 - part[:, list(items)]
    return pair_survey(
        sizes, *both, branch=np.resize(["North", "South"], n), quarter=np.repeat(["2026Q1", "2026Q2"], n // 2)
    )


def standards_of_several_items() -> Survey:
    """Make a survey in which two items ask for one standard."""
    short = Standard("short", Text.of({"en": "Nobody waits long.", "zh": "无人久等。"}), "software", touchpoint="entry")
    kind = Standard("kind", Text.of({"en": "Everybody is kind.", "zh": "人人友善。"}), "people")
    touchpoint = sg.survey.standards.standard.Touchpoint("entry", Text.of({"en": "Entry", "zh": "入口"}))
    dimensions = [
        Dimension("speed", [Item("w1", short), Item("w2", short), Item("w3", "Matters are settled at once.")]),
        Dimension("care", [Item("k1", kind), Item("k2", kind)], {"en": "Care", "zh": "关怀性"}),
    ]
    instrument = Instrument("several", Scale(1, 5), dimensions, touchpoints=(touchpoint,))
    return at_the_counter(
        9, 90, instrument=instrument, branch=["North", "South", "South"], quarter=["2026Q1", "2026Q2"]
    )


def owners_and_targets() -> Survey:
    """Make a survey whose catalogue says of some standards who answers for them, and what is to be reached."""
    told = {
        "wait": {"owner": "Counter", "target": 5.0, "touchpoint": "desk", "process": "process", "revised": "2025-06"},
        "open": {"owner": "House", "target": 15.0, "unit": "min", "process": "outcome"},
        "polite": {"target": 4.5, "component": "people", "aspect": "tact", "touchpoint": "desk"},
        "clean": {"owner": "House", "target": 4.0, "component": "hardware", "aspect": "order", "touchpoint": "door"},
    }
    plain = counter()
    dimensions = [
        Dimension(
            each.key,
            [Item(item.key, Standard(item.key, item.standard.text, **told.get(item.key, {}))) for item in each.items],
            each.name,
        )
        for each in plain.dimensions
    ]
    stations = (
        Touchpoint("door", {"en": "The door", "zh": "大门"}, "first_impression"),
        Touchpoint("desk", {"en": "The desk", "zh": "柜台"}, "accumulation"),
    )
    order = Aspect("order", "hardware", {"en": "Order", "zh": "整洁"})
    instrument = replace(plain, dimensions=dimensions, touchpoints=stations, aspects=(order,))
    return at_the_counter(40, 90, instrument=instrument, branch=["North", "South"], quarter=["2026Q1", "2026Q2"])


def hostile() -> Survey:
    """Make a survey whose items, dimensions, branches and quarters were named by an enemy."""
    names = ("<b>Rooms</b> | halls", "=1+1", "柜台 `open` [late](http://x.example)", "$x_1$ & \u202eturned\u202c")
    items = [Item(f"i{number}", name) for number, name in enumerate(names)]
    dimensions = [Dimension("first", items[:2], "<i>First</i>"), Dimension("second", items[2:], "第二 & *second*")]
    instrument = Instrument("hostile", Scale(1, 7), dimensions, title="<h1>Title</h1>")
    labels = np.resize(np.array(HOSTILE, dtype=object), 120)
    wave = {"so-called\n<b>wave</b>": ["1", "2", "2", "1", "3"]}
    shift = np.resize([0.4, -0.2, 0.1, -1.0], 120)
    return at_the_counter(10, 120, shift=shift, instrument=instrument, branch=labels, **wave)


def careless() -> Survey:
    """Make a survey with straight lines, runs, repetitions, haste, and the highest expectations."""
    n = 80
    survey = at_the_counter(11, n, missing=0.0, duration_seconds=np.full(n, 240.0), branch=["North", "South"])
    expected, perceived = survey.expectations.to_numpy().copy(), survey.perceptions.to_numpy().copy()
    expected[0], perceived[0] = 7, 5
    expected[1, :5], perceived[1, :5] = 6, 4
    expected[3], perceived[3] = expected[2], perceived[2]
    expected[5], perceived[5] = expected[4], perceived[4]
    perceived[5, 6] = 8 - perceived[4, 6] if perceived[4, 6] != 4 else 5
    expected[20:30] = 7
    seconds = np.full(n, 240.0)
    seconds[6:9] = 12.0
    labels = survey.respondents["branch"].tolist()
    both = {"expectation": expected, "perception": perceived}
    return survey_of(counter(), both, branch=labels, duration_seconds=list(seconds))


def one_part(n: int = 90) -> Survey:
    """Make a survey that asks for perceptions alone."""
    instrument = counter(("perception",))
    branches_, quarters = ["North", "South", "West"], ["2026Q1", "2026Q1", "2026Q2"]
    return at_the_counter(12, n, instrument=instrument, branch=branches_, quarter=quarters)


def zones(n: int = 90) -> Survey:
    """Make a survey that asks for a desired and an adequate level."""
    instrument = counter(ZONES, Scale(1, 9))
    return at_the_counter(13, n, instrument=instrument, branch=["North", "South"], quarter=["2026Q1", "2026Q2"])


def zones_of(
    received: Sequence[float], *, adequate: float = 4, desired: float = 7, dimensions: int = 1, **attributes
) -> Survey:
    """Make a survey in which all have the same zone and each receives one level throughout; NaN is no answer."""
    instrument = counter(ZONES, Scale(1, 9), dimensions=dimensions)
    items, n = len(instrument.items), len(received)
    levels = {"desired": np.full((n, items), desired), "adequate": np.full((n, items), adequate)}
    levels["perception"] = np.repeat(np.asarray(received, dtype=float)[:, None], items, axis=1)
    return survey_of(instrument, levels, **{name: list(labels) for name, labels in attributes.items()})


def zones_in_branches(n: int = 120) -> Survey:
    """Make a survey of zones of two branches alike, of a better one, and of one of three respondents below it."""
    made = at_the_counter(61, n, instrument=counter(ZONES, Scale(1, 9), dimensions=2), missing=0.1)
    answers = {part: np.array(made.part(part), dtype=float) for part in ZONES}
    third = n // 3
    for values in answers.values():
        values[third : 2 * third] = values[:third]
        values[-3:] = values[:3]
    answers["perception"][2 * third :] = np.clip(answers["perception"][2 * third :] + 1, 1, 9)
    answers["perception"][-3:] = 1.0
    labels = ["North"] * third + ["South"] * third + ["West"] * (n - 2 * third - 3) + ["Kiosk"] * 3
    return survey_of(made.instrument, answers, branch=labels)


def zones_of_shared_standards(n: int = 80) -> Survey:
    """Make a survey of zones in which a standard is measured by two items."""
    wait, staff = (Standard(key, {"en": english, "zh": chinese}) for key, english, chinese in WAIT_AND_STAFF)
    made = [
        Dimension(
            "speed", [Item("wait1", wait), Item("staff", staff), Item("wait2", wait)], {"en": "Speed", "zh": "快捷性"}
        )
    ]
    return at_the_counter(62, n, instrument=Instrument("counter", Scale(1, 9), made, ZONES), missing=0.1)


def pleased(made: Survey, seed: int = 71, *, share: float = 1.0, **outcomes: Sequence[float]) -> Survey:
    """Give a survey satisfaction and recommending that go with what was received; or satisfaction as told."""
    told = with_outcomes(made, seed, missing=0.05)
    if share < 1.0:  # the first item does not apply to the others
        answers = told.answers["perception"]
        codes, absences = answers.codes.copy(), np.zeros_like(answers.codes)
        some = np.random.default_rng(seed).random(told.n) > share
        codes[0, some], absences[0, some] = 0, Absence.DOES_NOT_APPLY
        told = replace(told, answers={**told.answers, "perception": Answers(codes, absences)})
    if "satisfaction" in outcomes:
        values = np.resize(np.asarray(outcomes["satisfaction"], dtype=float), told.n)
        told = replace(told, outcomes={"satisfaction": replace(told.outcomes["satisfaction"], values=values)})
    return told


def pleased_by(seed: int, n: int, mean: Callable[[np.ndarray, np.ndarray], np.ndarray], noise: float) -> Survey:
    """Give a survey satisfaction that follows from the means of what was expected and received."""
    told = pleased(at_the_counter(seed, n, missing=0.0), seed)
    e, p = (told.part(part).to_numpy().mean(axis=1) for part in told.instrument.pairs[0])
    drawn = mean(e, p) + noise * np.random.default_rng(1000 + seed).normal(size=n)
    scale = told.outcomes["satisfaction"].scale
    values = np.clip(np.rint(drawn), scale.low, scale.high)
    return replace(told, outcomes={"satisfaction": replace(told.outcomes["satisfaction"], values=values)})


def _items_alike() -> Survey:
    """Make a survey in which two items were answered nearly alike, and two others exactly."""
    told = pleased(at_the_counter(72, 160, missing=0.0), 72)
    answers = told.answers["perception"]
    codes = answers.codes.copy()
    codes[1] = codes[0]
    codes[1, :4] = 8 - codes[0, :4]
    return replace(told, answers={**told.answers, "perception": Answers(codes)})


def important_and_poor(n: int = 240, *, few: int = 3, dimensions: int = 3) -> Survey:
    """Make a survey in which the first standards are important and poor, and of three respondents at the kiosk."""
    asked = counter(("importance", "performance"), dimensions=dimensions)
    items, rng = len(asked.items), np.random.default_rng(63)
    sizes = [len(dimension.items) for dimension in asked.dimensions]
    turn = np.linspace(1.3, -1.3, items) if items > 1 else np.array([1.3])
    answers = {
        part: answered(rng, n, 4.6 + sign * turn, sizes, asked.scale)
        for part, sign in zip(asked.parts, (1, -1), strict=True)
    }
    labels = (["North", "South"] * n)[: n - few] + ["Kiosk"] * few
    return survey_of(asked, answers, branch=labels)


FEELINGS = {"M": (3, 5), "O": (1, 5), "A": (1, 3), "I": (3, 3), "R": (5, 1), "Q": (1, 1), "-": (NAN, NAN)}
"""A pair of answers of each category, if it is there and if it is not."""


def feelings_of(items: Sequence[str], *, dimensions: int = 1, **attributes) -> Survey:
    """Make a survey of feelings from the category of each respondent's answers, a text for each item."""
    asked = counter(("functional", "dysfunctional"), Scale(1, 5))
    made = [each for dimension in asked.dimensions for each in dimension.items][: len(items)]
    spans = np.array_split(np.arange(len(made)), dimensions)
    parted = [
        Dimension(asked.dimensions[place].key, [made[at] for at in span], asked.dimensions[place].name)
        for place, span in enumerate(spans)
    ]
    instrument = Instrument("counter", Scale(1, 5), parted, ("functional", "dysfunctional"), title=asked.title)
    pairs = np.array([[FEELINGS[code] for code in text] for text in items], dtype=float)
    answers = {part: pairs[..., place].T for place, part in enumerate(instrument.parts)}
    return survey_of(instrument, answers, **{name: list(labels) for name, labels in attributes.items()})


def feelings(n: int = 60) -> Survey:
    """Make a survey of feelings about six items: one of each category that is wanted, divided, and not understood."""
    items = ["MMMMOI", "OOOOMA", "AAAAIO", "IIIIIQ", "MOAIMOAIMO", "IIIMOAQ-"]
    branch = (["North", "South"] * n)[:n]
    return feelings_of([(text * n)[:n] for text in items], dimensions=2, branch=branch)


def feelings_in_branches(n: int = 90) -> Survey:
    """Make a survey of feelings that are other ones in the South, and of three respondents at the kiosk."""
    north, south = n // 2, n - n // 2 - 3
    items = [("MMMO" * n)[:north] + ("AAAI" * n)[:south] + "QQR", ("OOOI" * n)[: n - 3] + "III"]
    return feelings_of(items, branch=["North"] * north + ["South"] * south + ["Kiosk"] * 3)


def structured(n: int, loadings: Sequence[float], between: float, seed: int = 0, *, groups: int = 2, sizes=(3, 3)):
    """Make a survey of dimensions whose factors correlate, answered alike in both parts; the first group's differ."""
    rng = np.random.default_rng(seed)
    factors = np.sqrt(between) * rng.normal(size=(n, 1)) + np.sqrt(1 - between) * rng.normal(size=(n, len(sizes)))
    weights = np.resize(loadings, sum(sizes))
    of_item = np.repeat(np.arange(len(sizes)), sizes)
    latent = factors[:, of_item] * weights + rng.normal(size=(n, len(of_item))) * np.sqrt(1 - weights**2)
    perceived = np.clip(np.rint(4 + 1.2 * latent), 1, 7)
    expected = np.clip(perceived + rng.integers(0, 3, perceived.shape), 1, 7)
    return pair_survey(sizes, expected, perceived, branch=[f"b{row % groups}" for row in range(n)])


def moved_in_a_group(n: int, item: int, by: float, *, turn: bool = False, groups: int = 2, seed: int = 0) -> Survey:
    """Make a survey in one of whose groups an item is answered higher, or has another loading."""
    made = structured(n, (0.8, 0.7, 0.75), 0.3, seed, groups=groups)
    answers = made.perceptions.to_numpy().copy()
    there = np.arange(n) % groups == 1
    if turn:
        answers[there, item] = np.random.default_rng(seed + 1).integers(1, 8, there.sum())
    answers[there, item] = np.clip(answers[there, item] + by, 1, 7)
    labels = made.respondents["branch"].tolist()
    return pair_survey((3, 3), made.expectations.to_numpy(), answers, branch=labels)


def paired(
    n: int = 500,
    shift: tuple[float, ...] = (0.0,) * 4,
    turn: tuple[float, ...] = (1.0, 0.9, 1.1, 0.8),
    seed: int = 3,
    dimensions: int = 1,
) -> Survey:
    """Make answers that follow a model of both parts: the second part has its own shifts, or its own loadings."""
    rng = np.random.default_rng(seed)
    both: list[list[np.ndarray]] = [[], []]
    for number in range(dimensions):
        factors = rng.multivariate_normal([0.0, -1.0], [[1.0, 0.4], [0.4, 1.1]], n, method="cholesky")
        own = np.array(shift) if number == 0 else np.zeros(4)
        loaded = turn if number == 0 else (1.0, 0.9, 1.1, 0.8)
        both[0].append(5.0 + factors[:, [0]] * (1.0, 0.9, 1.1, 0.8))
        both[1].append(5.0 + factors[:, [1]] * loaded + own)
    answers = [np.clip(np.rint(np.hstack(part) + rng.normal(0, 0.8, (n, 4 * dimensions))), 1, 7) for part in both]
    return pair_survey((4,) * dimensions, *answers, branch=np.resize(["North", "South"], n))


def hotline(n: int = 160) -> Survey:
    """Read some rows of the sample."""
    rows = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    picked = np.sort(np.random.default_rng(20).choice(len(rows), n, replace=False))
    return sg.read_survey(rows.iloc[picked].reset_index(drop=True), attributes=["branch", "quarter"])


def _fixed_points() -> Survey:
    instrument = counter(points={"speed": 50.0, "care": 30.0, "place": 20.0})
    return at_the_counter(14, 80, instrument=instrument, branch=["North", "South"], quarter=["2026Q1", "2026Q2"])


def _both_ways() -> Survey:
    n = 80
    moved = np.zeros((2 * n, 7))
    moved[n:, :3], moved[n:, 3:5] = 1.2, -1.2
    made = waves(0.0, 0.0, each=n)
    answers = np.clip(made.perceptions.to_numpy() + np.rint(moved), 1, 7)
    labels = {name: made.respondents[name].tolist() for name in ("branch", "quarter")}
    return survey_of(counter(), {"expectation": made.expectations.to_numpy(), "perception": answers}, **labels)


def _unequal(sizes: Mapping[str, int]) -> Survey:
    labels = [label for label, n in sizes.items() for _ in range(n)]
    return at_the_counter(28, len(labels), branch=labels, quarter=["2026Q1", "2026Q2"])


def _alike(gaps: Mapping[str, float]) -> Survey:
    made = at_the_counter(29, 30, missing=0.0)
    expected, perceived = [made.expectations.to_numpy()], [made.perceptions.to_numpy()]
    labels = ["North"] * 15 + ["South"] * 15
    for label, gap in gaps.items():
        own = np.clip(np.random.default_rng(30).integers(1, 8, (12, 7)), 4, 6).astype(float)
        expected.append(own)
        perceived.append(own + gap)
        labels += [label] * 12
    both = {"expectation": np.vstack(expected), "perception": np.vstack(perceived)}
    return survey_of(counter(), both, branch=labels)


def _all_alike() -> Survey:
    labels = ["North"] * 10 + ["South"] * 10 + ["West"] * 10
    expected = np.random.default_rng(32).integers(4, 8, (30, 7)).astype(float)
    both = {"expectation": expected, "perception": expected - np.repeat([1.0, 2.0, 1.0], 10)[:, None]}
    return survey_of(counter(), both, branch=labels)


def _alike_as_shown() -> Survey:
    """Make a survey whose two dimensions have gaps that differ in the third digit only."""
    expected = np.full((400, 2), 6.0)
    perceived = expected - 1
    perceived[0, 1] -= 1
    return pair_survey((1, 1), expected, perceived)


def _four_worst() -> Survey:
    """Make a survey in which four standards have one and the same worst gap."""
    latin = np.tile([[1, 2, 3, 4], [2, 3, 4, 1], [3, 4, 1, 2], [4, 1, 2, 3]], (10, 1)).astype(float)
    others = np.random.default_rng(34).integers(5, 8, (40, 2))
    return pair_survey((4, 2), np.full((40, 6), 5.0), np.hstack([latin, others]), branch=["North", "South"] * 20)


def in_blocks(against: float, items: int = 3) -> Survey:
    """Make a survey one of whose dimensions is of two things, the second of which goes against what the first is of."""
    rng = np.random.default_rng(35)
    first, second, noise = rng.normal(size=(400, 1)), rng.normal(size=(400, 1)), rng.normal(size=(400, 6 + items))
    of = np.hstack([np.repeat(0.8 * first, 3, axis=1), np.repeat(0.8 * second - against * first, items, axis=1)])
    latent = np.hstack([of, np.repeat(0.8 * first, 3, axis=1)]) + 0.6 * noise
    answers = np.clip(np.rint(4 + 1.3 * latent), 1, 7)
    return pair_survey((3 + items, 3), answers, answers, branch=["North", "South"] * 200)


def unlike_in_a_group(how: str) -> Survey:
    """Make a survey of two groups, in the second of which answers are made in another way."""
    rng = np.random.default_rng(43)
    factors, there = rng.normal(size=(1200, 2)), np.arange(1200) % 2 == 1
    spread = np.where(there[:, None] & (how == "errors"), 1.1, 0.35 if how == "errors" else 0.6)
    latent = factors[:, np.repeat([0, 1], 3)] + spread * rng.normal(size=(1200, 6))
    if how == "loading":
        latent[there, 0] = 0.4 * factors[there, 0] + rng.normal(size=600)
    if how == "pattern":
        latent[there] += 1.2 * np.array([1, 0, 0, 1, 0, 0]) * rng.normal(size=(600, 1))
    answers = np.clip(np.rint(5 + 1.3 * latent), 1, 9)
    both = {"expectation": answers, "perception": answers}
    return survey_of(instrument_of((3, 3), Scale(1, 9)), both, branch=[f"b{int(each)}" for each in there])


def of_two_things(together: float) -> Survey:
    """Make a survey of one dimension behind which stand two things that go together more or less."""
    rng = np.random.default_rng(1)
    factors = rng.normal(size=(300, 2))
    factors[:, 1] = together * factors[:, 0] + np.sqrt(1 - together**2) * factors[:, 1]
    latent = 0.8 * factors[:, np.repeat([0, 1], 3)] + 0.6 * rng.normal(size=(300, 6))
    answers = np.clip(np.rint(4 + 1.2 * latent), 1, 7)
    return pair_survey((6,), answers, answers)


def _no_proper_solution() -> Survey:
    """Make a survey of so few that the best model of its one dimension cannot be."""
    rng = np.random.default_rng(3)
    answers = np.clip(np.rint(4 + 0.5 * rng.normal(size=(30, 1)) + rng.normal(size=(30, 3))), 1, 7)
    return pair_survey((3,), answers, answers)


def _four_alike() -> Survey:
    """Make a survey of five branches, in four of which everybody has one and the same gap above zero."""
    labels = ["North"] * 12 + [name for name in ("A", "B", "C", "D") for _ in range(6)]
    expected = np.random.default_rng(44).integers(2, 5, (36, 7)).astype(float)
    perceived = expected + 1.0
    perceived[:12] += np.random.default_rng(45).integers(0, 3, (12, 7))
    return survey_of(counter(), {"expectation": expected, "perception": perceived}, branch=labels)


def _one_part_careless() -> Survey:
    """Make a survey of perceptions alone, in which some answered the same throughout."""
    made = one_part(40).perceptions.to_numpy().copy()
    made[:3] = 6.0
    return survey_of(counter(("perception",)), {"perception": made}, branch=["North", "South"] * 20)


def _waves_with_few_at_the_end() -> Survey:
    quarters = ["2026Q1"] * 40 + ["2026Q2"] * 40 + ["2026Q3"] * 4
    shift = [0.0] * 40 + [0.6] * 44
    return at_the_counter(46, 84, instrument=counter(dimensions=1), shift=shift, quarter=quarters)


def _acceptable() -> Survey:
    """Make a survey whose structure fits, but not well: two items share more than their dimensions."""
    rng = np.random.default_rng(0)
    factors = rng.normal(size=(300, 2))
    factors[:, 1] = 0.4 * factors[:, 0] + 0.9 * factors[:, 1]
    latent = 0.8 * factors[:, np.repeat([0, 1], 4)] + 0.6 * rng.normal(size=(300, 8))
    latent[:, [0, 5]] += 0.4 * rng.normal(size=(300, 1))
    answers = np.clip(np.rint(4 + 1.2 * latent), 1, 7)
    return pair_survey((4, 4), answers, answers)


def _not_all_at_once() -> Survey:
    """Make a survey whose dimensions correlate in a way in which no three things can."""
    within, near, far = 0.55, 0.4, -0.2
    between = np.array([[within, near, far], [near, within, near], [far, near, within]])
    covariance = np.kron(between, np.ones((2, 2))) + (1 - within) * np.eye(6)
    latent = np.random.default_rng(36).multivariate_normal(np.zeros(6), covariance, 600, method="cholesky")
    answers = np.clip(np.rint(4 + 1.2 * latent), 1, 7)
    return pair_survey((2, 2, 2), answers, answers)


def _unconverged(seed: int, items: int) -> Survey:
    """Make a survey of so few answers that some step between its groups finds no solution."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(14, 40))
    general = rng.normal(size=(n, 1)) * rng.choice([0.3, 0.8])
    answers = np.clip(np.rint(4 + general + rng.normal(size=(n, items))), 1, 7)
    return pair_survey((items,), answers, answers, branch=np.resize(["a", "b"], n))


SURVEYS: dict[str, Callable[[], Survey]] = {
    "plain": plain,
    "small and grouped": lambda: at_the_counter(
        8, 60, instrument=instrument_of((2, 1)), branch=["North", "South", "West"], channel=["desk", "phone"]
    ),
    "small and in quarters": lambda: at_the_counter(
        7,
        72,
        instrument=counter(dimensions=2),
        branch=["North", "South", "West"],
        quarter=["2026Q1", "2026Q1", "2026Q2", "2026Q2"],
    ),
    "points of the questionnaire": _fixed_points,
    "weights": lambda: at_the_counter(
        15, 60, weight=np.linspace(0.5, 2.0, 60), branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "one part": one_part,
    "zones": zones,
    "zones in branches": zones_in_branches,
    "zones of shared standards": zones_of_shared_standards,
    "one zone": lambda: zones_of([2, 9] * 40),
    "zones all alike": lambda: zones_of([5] * 20, dimensions=2, branch=["North", "South"] * 10),
    "nobody outside": lambda: zones_of([4, 5, 6, 7] * 10, dimensions=2),
    "zones that nobody answered": lambda: zones_of([NAN] * 12, dimensions=2),
    "pleased": lambda: pleased(plain()),
    "pleased by what applies": lambda: pleased(plain(240), share=0.7),
    "pleased by one dimension": lambda: pleased(at_the_counter(73, 120, instrument=counter(dimensions=1))),
    "pleased by one item": lambda: pleased(at_the_counter(74, 60, instrument=instrument_of((1,)))),
    "all equally pleased": lambda: pleased(at_the_counter(75, 60), satisfaction=[3.0]),
    "pleased by chance": lambda: pleased(at_the_counter(76, 150, missing=0.0), satisfaction=[1, 5, 3, 2, 4, 3, 1]),
    "pleased by process and outcome": lambda: pleased(owners_and_targets()),
    "pleased by the gap": lambda: pleased_by(78, 1500, lambda e, p: 3.4 + 0.3 * (p - e), 0.6),
    "pleased where both agree": lambda: pleased_by(79, 400, lambda e, p: 5.0 - 1.5 * (p - e) ** 2, 0.3),
    "few pleased": lambda: pleased(at_the_counter(77, 7)),
    "items alike": _items_alike,
    "important and poor": important_and_poor,
    "importance of one respondent": lambda: survey_of(
        instrument_of((2, 1), parts=("importance", "performance")),
        {"importance": [[6.0, 5.0, 4.0]], "performance": [[3.0, 4.0, 5.0]]},
    ),
    "one important standard": lambda: survey_of(
        instrument_of((1,), parts=("importance", "performance")),
        {"importance": [[6.0], [7.0], [5.0]] * 20, "performance": [[2.0], [1.0], [3.0]] * 20},
    ),
    "two important standards": lambda: survey_of(
        instrument_of((2,), parts=("importance", "performance")),
        {
            "importance": [[6.0, 7.0], [7.0, 6.0], [5.0, 6.0]] * 20,
            "performance": [[2.0, 1.0], [1.0, 2.0], [3.0, 2.0]] * 20,
        },
    ),
    "three important standards": lambda: survey_of(
        instrument_of((3,), parts=("importance", "performance")),
        {"importance": [[6.0, 7.0, 6.0], [7.0, 6.0, 7.0]] * 30, "performance": [[2.0, 1.0, 2.0], [1.0, 2.0, 1.0]] * 30},
    ),
    "feelings": feelings,
    "feelings in branches": feelings_in_branches,
    "feelings about one item": lambda: feelings_of(["MMOAI" * 8]),
    "feelings divided about one item": lambda: feelings_of(["MOAI" * 10], branch=["North", "South"] * 20),
    "feelings coded backwards": lambda: feelings_of(["RRRI" * 10, "RRQI" * 10, "QRQM" * 10, "QRII" * 10, "QRRI" * 10]),
    "feelings of few": lambda: feelings_of(["MOA", "RRQ"], branch=["North", "South", "South"]),
    "feelings of few about one item": lambda: feelings_of(["MOA-", "OOOO", "RRRR"]),
    "feelings all reverse": lambda: feelings_of(["R" * 20, "Q" * 20], branch=["North"] * 20),
    "feelings that nobody has": lambda: feelings_of(["-" * 8, "M" + "-" * 7]),
    "half steps": lambda: at_the_counter(
        16, 70, instrument=counter(scale=Scale(1, 9, 0.5)), branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "from zero to ten": lambda: at_the_counter(
        17, 70, instrument=counter(scale=Scale(0, 10)), branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "several items a standard": standards_of_several_items,
    "owners and targets": owners_and_targets,
    "one dimension": lambda: at_the_counter(
        18, 80, instrument=counter(dimensions=1), branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "two dimensions": lambda: at_the_counter(
        19, 80, instrument=counter(dimensions=2), branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "hostile names": hostile,
    "above": lambda: at_the_counter(
        21, 120, gaps=(0.9, 0.7, 0.8), missing=0.0, branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "met": lambda: at_the_counter(
        22, 400, gaps=(0.0,), noise=0.4, branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "by chance": lambda: at_the_counter(
        23, 30, gaps=(0.1, -0.2, 0.1), branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "one point short": lambda: pair_survey((2, 1), np.full((6, 3), 6.0), np.full((6, 3), 5.0), branch=["N", "S"] * 3),
    "improved": lambda: waves(-0.6, 0.5),
    "worsened": lambda: waves(0.5, -0.7),
    "changed a little": lambda: waves(0.0, -0.3, each=260, noise=0.4),
    "five waves": lambda: waves(0.0, -0.4, -0.2, 0.3, 0.35, each=40),
    "twelve waves": lambda: waves(*np.linspace(-0.5, 0.5, 12), each=12),
    "a dimension each way": _both_ways,
    "branches differ": lambda: branches({"North": 0.4, "South": -1.2, "West": 0.2, "East": 0.3}),
    "two branches that are short": lambda: branches(
        {"North": 0.5, "South": -1.0, "West": -0.9, "East": 0.4}, each=40, seed=30
    ),
    "branches alike": lambda: branches({"North": 0.0, "South": 0.0, "West": 0.05}, each=25),
    "two branches": lambda: branches({"North": 0.4, "South": -0.5}),
    "small branches": lambda: branches({"North": 0.4, "South": -0.5, "A": 0.0, "B": 0.1}, each=12, seed=24).where(
        branch=["North", "South"]
    ),
    "branches and a few": lambda: _unequal({"North": 40, "South": 30, "East": 3, "West": 2}),
    "one branch large enough": lambda: _unequal({"North": 40, "South": 4}),
    "branches all better": lambda: branches({"North": 1.4, "South": 1.9, "West": 1.2}, each=30, seed=25),
    "branches in which all agree": lambda: _alike({"Kiosk": -1.0, "Bus": -1.0}),
    "a branch in which all agree": lambda: _alike({"Kiosk": -3.0}),
    "all branches agree": _all_alike,
    "many groups": lambda: of_group(70),
    "too many groups": lambda: of_group(1100),
    "an item turned": lambda: turned(120, 1),
    "three items turned": lambda: turned(160, 0, 5, 8, sizes=(4, 4, 4)),
    "many items turned": lambda: turned(200, 0, 5, 10, 15, sizes=(5, 5, 5, 5)),
    "two of one dimension turned": lambda: turned(200, 0, 1, sizes=(6, 2)),
    "one of two turned": lambda: turned(120, 4),
    "careless": careless,
    "careful": lambda: at_the_counter(26, 40, missing=0.0, branch=["North", "South"]),
    "all careless": lambda: pair_survey((3, 3), np.full((12, 6), 6.0), np.full((12, 6), 5.0)),
    "nobody answered": lambda: at_the_counter(
        27, 12, missing=1.0, branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "structure holds": lambda: structured(400, (0.8, 0.7, 0.75), 0.4),
    "one factor": lambda: structured(300, (0.8, 0.7, 0.75), 0.98, sizes=(3, 3, 3)),
    "many dimensions that are one": lambda: structured(300, (0.8, 0.7, 0.75), 0.97, sizes=(3, 3, 3, 3)),
    "close dimensions": lambda: structured(500, (0.85, 0.8, 0.8), 0.87, 5),
    "perhaps close dimensions": lambda: structured(90, (0.8, 0.7, 0.75), 0.8, 6),
    "three dimensions apart": lambda: structured(350, (0.8, 0.7, 0.75), 0.3, 8, sizes=(3, 3, 3)),
    "measured alike": lambda: moved_in_a_group(800, 0, 0.0),
    "an intercept differs": lambda: moved_in_a_group(800, 0, 1.0),
    "a loading differs": lambda: moved_in_a_group(800, 0, 0.0, turn=True),
    "twelve groups": lambda: moved_in_a_group(600, 0, 0.0, groups=12),
    "as many groups as respondents": lambda: moved_in_a_group(60, 0, 0.0, groups=20),
    "paired alike": lambda: paired(1500),
    "paired, another loading": lambda: paired(900, turn=(1.0, 0.1, 1.1, 0.8)),
    "paired, few": lambda: paired(90),
    "paired, three dimensions": lambda: paired(600, shift=(0.0, 0.8, 0.0, -0.5), dimensions=3),
    "paired, two dimensions": lambda: paired(900, turn=(1.0, 0.1, 1.1, 0.8), dimensions=2),
    "alike as shown": _alike_as_shown,
    "four share the worst": _four_worst,
    "blocks against each other": lambda: in_blocks(0.3),
    "acceptable structure": _acceptable,
    "dimensions that cannot all be": _not_all_at_once,
    "means without solution": lambda: _unconverged(20, 3),
    "loadings without solution": lambda: _unconverged(171, 4),
    "another loading in a group": lambda: unlike_in_a_group("loading"),
    "other errors in a group": lambda: unlike_in_a_group("errors"),
    "another pattern in a group": lambda: unlike_in_a_group("pattern"),
    "one dimension that holds": lambda: structured(300, (0.8, 0.7, 0.75), 0.5, sizes=(5,)),
    "one dimension of two things": lambda: of_two_things(0.2),
    "no proper solution": _no_proper_solution,
    "six close pairs": lambda: structured(900, (0.85, 0.8, 0.8), 0.84, 6, sizes=(3, 3, 3, 3)),
    "six pairs, some the same": lambda: structured(700, (0.85, 0.8, 0.8), 0.87, 5, sizes=(3, 3, 3, 3)),
    "four branches alike": _four_alike,
    "careless in one part": _one_part_careless,
    "few at the end": _waves_with_few_at_the_end,
    "one standard": lambda: at_the_counter(
        47, 60, instrument=instrument_of((1,)), gaps=(-1.2,), branch=["North", "South"], quarter=["2026Q1", "2026Q2"]
    ),
    "two standards": lambda: at_the_counter(
        48, 60, instrument=instrument_of((1, 1)), gaps=(-1.2, -1.0), branch=["North", "South"]
    ),
    "worse in all": lambda: waves(0.6, -0.9, seed=49),
    "importance and performance": lambda: at_the_counter(
        37, 60, instrument=counter(("importance", "performance")), branch=["North", "South"]
    ),
    "a hundred and twenty groups": lambda: of_group(120),
    "many items": lambda: random_survey(39, 40, (23,), points=False),
    "hotline": hotline,
    **{f"odd: {name}": (lambda name=name: _odd()[name]) for name in odd_calls.FAST},
    **{
        f"odd: {name}": (lambda name=name: _odd()[name])
        for name in ("noise", "both ways", "one factor in three dimensions", "one answer throughout", "two answers")
    },
    **{f"degenerate: {name}": (lambda each=each: each) for name, each in degenerate.SURVEYS.items()},
}


@cache
def survey(name: str) -> Survey:
    """Give a survey by its name; it is made once."""
    return SURVEYS[name]()


@cache
def _odd() -> dict[str, Survey]:
    return dict(odd_surveys.odd_surveys())
