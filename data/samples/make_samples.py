"""Make the sample surveys that lie beside this file.

Usage: python data/samples/make_samples.py [folder]      (the script's own folder by default)

All answers are drawn from a seeded generator; nobody ever gave them. What is planted in them stands in
sample_plans.py and, told in words, in README.md. The same versions of the libraries write the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sample_branches as branches
import sample_exports as exports
import sample_operations as operations
import sample_plans as plans
import sample_standards as standards
import xlsxwriter
from sample_plans import DIMENSIONS, HOTEL, HOTLINE, N_ITEMS, QUARTERS, Plan

import servgap as sg

HERE = Path(__file__).resolve().parent
SEED = 2026
DIMENSION = np.array(plans.DIMENSION_OF_ITEM)
LOADINGS = np.array(plans.LOADINGS)

Table = list[list[str]]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def expected_answer(centre: float, spread: float, high: int) -> float:
    """Mean answer on 1..high when a normal opinion is rounded to the scale and cut off at its ends."""
    steps = range(1, high)
    return 1.0 + sum(0.5 * math.erfc((step + 0.5 - centre) / (spread * math.sqrt(2.0))) for step in steps)


@cache
def centre_for(mean: float, spread: float, high: int) -> float:
    """Find the centre of the opinion whose mean answer is ``mean``, by bisection."""
    low_end, high_end = -10.0, high + 10.0
    for _ in range(80):
        middle = (low_end + high_end) / 2.0
        if expected_answer(middle, spread, high) < mean:
            low_end = middle
        else:
            high_end = middle
    return (low_end + high_end) / 2.0


def mean_perception(plan: Plan, branch: str, quarter: str) -> list[float]:
    """Planted mean perception of the 22 items in one branch and quarter."""
    by_dimension = plan.branch_shifts.get(branch, {})
    everywhere = plan.quarter_shifts.get(quarter, 0.0)
    return [
        round(e + g + by_dimension.get(DIMENSIONS[d], 0.0) + everywhere, 6)
        for e, g, d in zip(plan.expectation, plan.gap, plans.DIMENSION_OF_ITEM, strict=True)
    ]


def attendance(rng: np.random.Generator, plan: Plan) -> list[tuple[str, str]]:
    """Branch and quarter of every respondent: quarters balanced in each branch, in calendar order, branches mixed."""
    rows = []
    for quarter in QUARTERS:
        present = [branch for branch, size in plan.branches.items() for _ in range(size // len(QUARTERS))]
        rows += [(present[i], quarter) for i in rng.permutation(len(present))]
    return rows


def correlated(rng: np.random.Generator, first: Floats, correlation: float) -> Floats:
    """Draw standard normal numbers that correlate with ``first``."""
    return correlation * first + math.sqrt(1.0 - correlation**2) * rng.standard_normal(first.shape)


def draw_opinions(rng: np.random.Generator, general: Floats, dimension: Floats) -> Floats:
    """Standard normal opinions on the 22 items from a respondent's general and dimension factors."""
    common = math.sqrt(plans.GENERAL_SHARE) * general + math.sqrt(1.0 - plans.GENERAL_SHARE) * dimension[:, DIMENSION]
    noise = rng.standard_normal((general.shape[0], N_ITEMS))
    return LOADINGS * common + np.sqrt(1.0 - LOADINGS**2) * noise


def to_answers(opinions: Floats, means: list[list[float]], spread: float, high: int) -> Ints:
    """Round opinions to the scale so that each cell's mean answer is the planted one."""
    centres = np.array([[centre_for(mean, spread, high) for mean in row] for row in means])
    return np.clip(np.rint(centres + spread * opinions), 1, high).astype(np.int64)


def draw_answers(rng: np.random.Generator, plan: Plan, rows: list[tuple[str, str]]) -> tuple[Ints, Ints]:
    """Draw everybody's expectations and perceptions, complete."""
    n = len(rows)
    general = rng.standard_normal((n, 1))
    dimension = rng.standard_normal((n, len(DIMENSIONS)))
    expectation = draw_opinions(rng, general, dimension)
    general_seen = correlated(rng, general, plans.GENERAL_CORRELATION)
    dimension_seen = correlated(rng, dimension, plans.DIMENSION_CORRELATION)
    perception = draw_opinions(rng, general_seen, dimension_seen)
    expected = [list(plan.expectation)] * n
    received = [mean_perception(plan, branch, quarter) for branch, quarter in rows]
    return (
        to_answers(expectation, expected, plan.expectation_spread, plan.high),
        to_answers(perception, received, plan.perception_spread, plan.high),
    )


def blank_out(rng: np.random.Generator, cells: Texts, share: float) -> None:
    """Empty a random share of the cells, in place."""
    cells[rng.random(cells.shape) < share] = ""


def mark_not_applicable(rng: np.random.Generator, parts: list[Texts], shares: dict[int, float], word: str) -> None:
    """Write ``word`` over perceptions, and mostly over the same item's expectation."""
    expectation, perception = parts
    for item, share in shares.items():
        unseen = rng.random(len(perception)) < share
        unasked = unseen & (rng.random(len(perception)) < plans.EXPECTATION_TOO)
        perception[unseen, item] = word
        expectation[unasked, item] = word


def draw_points(rng: np.random.Generator, n: int) -> Ints:
    """Share out 100 points in fives, by the method of the largest remainder."""
    wishes = np.clip(np.array(plans.POINTS) + 6.0 * rng.standard_normal((n, 5)), 0.0, None)
    units = 20.0 * wishes / wishes.sum(axis=1, keepdims=True)
    points = np.floor(units).astype(np.int64)
    for row, remainder in enumerate(units - points):
        lacking = 20 - int(points[row].sum())
        points[row, np.argsort(-remainder, kind="stable")[:lacking]] += 1
    fives: Ints = 5 * points
    return fives


def draw_satisfaction(rng: np.random.Generator, perception: Ints) -> Ints:
    """Overall satisfaction: a weighted mean of the five perceived dimensions and something of its own."""
    means = np.stack([perception[:, d == DIMENSION].mean(axis=1) for d in range(5)], axis=1)
    drawn = (
        (np.array(plans.SATISFACTION_WEIGHTS) * means).sum(axis=1) + 0.1 + 0.6 * rng.standard_normal(len(perception))
    )
    satisfaction: Ints = np.clip(np.rint(drawn), 1, 7).astype(np.int64)
    return satisfaction


def as_text(numbers: Ints) -> Texts:
    """Write whole numbers as a survey tool does."""
    return np.array([[str(number) for number in row] for row in numbers.tolist()], dtype=object)


def set_apart(rng: np.random.Generator, n: int, sizes: dict[str, int]) -> dict[str, Ints]:
    """Choose respondents, nobody twice, for each peculiarity."""
    ends = np.cumsum(list(sizes.values()))[:-1]
    chosen = rng.permutation(n)[: sum(sizes.values())]
    return dict(zip(sizes, np.split(chosen, ends), strict=True))


def add_peculiar(rng: np.random.Generator, expectation: Texts, perception: Texts, points: Texts, other: Texts) -> None:
    """Write the peculiar respondents over ordinary ones, in place."""
    sizes = {
        "careless": len(plans.CARELESS_ANSWERS),
        "blank": plans.N_BLANK,
        "expecting": plans.N_EXPECTATION_ONLY,
        "wrong": len(plans.WRONG_BY),
        "pointless": plans.N_NO_POINTS,
    }
    who = set_apart(rng, len(points), sizes)
    for cells in (expectation, perception, other):
        cells[who["careless"]] = as_text(np.array(plans.CARELESS_ANSWERS)[:, None])
    for cells in (expectation, perception, points, other):
        cells[who["blank"]] = ""
    for cells in (perception, other):
        cells[who["expecting"]] = ""
    for row, excess in zip(who["wrong"], plans.WRONG_BY, strict=True):
        points[row, 1] = str(int(points[row, 1]) + excess)
    points[who["pointless"]] = ""


def item_headers() -> list[str]:
    """E1 to E22, then P1 to P22."""
    return [f"{part}{number}" for part in "EP" for number in range(1, N_ITEMS + 1)]


def make_hotline(rng: np.random.Generator) -> Table:
    """Make the telecom hotline's survey of 2026."""
    rows = attendance(rng, HOTLINE)
    e_numbers, p_numbers = draw_answers(rng, HOTLINE, rows)
    expectation, perception = as_text(e_numbers), as_text(p_numbers)
    satisfaction = as_text(draw_satisfaction(rng, p_numbers)[:, None])
    points = as_text(draw_points(rng, len(rows)))
    channels = rng.choice(plans.CHANNELS, size=len(rows), p=plans.CHANNEL_SHARES)
    mark_not_applicable(rng, [expectation, perception], plans.HOTLINE_NOT_APPLICABLE, "N/A")
    for cells in (expectation, perception, satisfaction):
        blank_out(rng, cells, plans.HOTLINE_MISSING)
    add_peculiar(rng, expectation, perception, points, satisfaction)

    headers = ["respondent_id", "branch", "quarter", "channel", *item_headers()]
    table = [[*headers, *(f"points_{dimension}" for dimension in DIMENSIONS), "satisfaction"]]
    for i, (branch, quarter) in enumerate(rows):
        answers = [*expectation[i], *perception[i], *points[i], *satisfaction[i]]
        table.append([f"R{i + 1:04d}", branch, quarter, str(channels[i]), *answers])
    return table


def make_last_quarter(rng: np.random.Generator) -> Table:
    """Make the hotline's survey of the quarter before those of 2026, of which only the counts are kept."""
    rows = [(branch, plans.LAST_QUARTER) for branch, size in HOTLINE.branches.items() for _ in range(size // 4)]
    answers = [as_text(part) for part in draw_answers(rng, plans.HOTLINE_BEFORE, rows)]
    mark_not_applicable(rng, answers, plans.HOTLINE_NOT_APPLICABLE, "N/A")
    for cells in answers:
        blank_out(rng, cells, plans.HOTLINE_MISSING)
    people = [[branch, *e, *p] for (branch, _), e, p in zip(rows, *answers, strict=True)]
    return [["branch", *item_headers()], *people]


def hotel_texts() -> list[str]:
    """Read the Chinese sentences of the hotel's questionnaire."""
    questionnaire: dict[str, Any] = tomllib.loads((HERE / "hotel.toml").read_text(encoding="utf-8"))
    return [item["text"]["zh"] for dimension in questionnaire["dimension"] for item in dimension["item"]]


def make_hotel(rng: np.random.Generator) -> Table:
    """Make the Chinese hotels' survey, answers as words."""
    rows = attendance(rng, HOTEL)
    words = np.array(plans.LABELS, dtype=object)
    expectation, perception = (words[numbers - 1] for numbers in draw_answers(rng, HOTEL, rows))
    mark_not_applicable(rng, [expectation, perception], plans.HOTEL_NOT_APPLICABLE, "不适用")
    nobody = rng.permutation(len(rows))[:2]
    for cells in (expectation, perception):
        blank_out(rng, cells, plans.HOTEL_MISSING)
        cells[nobody] = ""
    texts = hotel_texts()
    table = [["编号", "分店", "季度", *(f"期望：{text}" for text in texts), *(f"感知：{text}" for text in texts)]]
    for i, (branch, quarter) in enumerate(rows):
        table.append([f"H{i + 1:03d}", branch, quarter, *expectation[i], *perception[i]])
    return table


def make_defects(rng: np.random.Generator) -> Table:
    """Make thirty answers to the 1-7 questionnaire and spoil them, each in its own way (README.md lists the cells)."""
    rows = [(("North", "South", "Airport")[i % 3], QUARTERS[i // 15]) for i in range(29)]
    expectation, perception = draw_answers(rng, HOTLINE, rows)
    header = ["respondent_id", "branch", "quarter", *item_headers()]
    answers = np.concatenate([as_text(expectation), as_text(perception)], axis=1)
    people = [[f"D{i + 1:02d}", *rows[i], *answers[i]] for i in range(len(rows))]

    def spoil(number: int, column: str, value: str) -> None:
        people[number - 1][header.index(column)] = value

    people[3][3:] = [""] * (2 * N_ITEMS)
    people[6][3 + N_ITEMS :] = [""] * N_ITEMS
    spoil(9, "P7", "9")
    spoil(11, "E12", "4.5")
    spoil(13, "P3", "Agre")
    spoil(17, "P2", "N/A")
    spoil(19, "E2", "不适用")
    spoil(21, "P15", "")
    spoil(23, "branch", '=HYPERLINK("http://example.com","x")')
    spoil(25, "branch", "<script>alert(1)</script>")
    spoil(27, "E5", people[26][header.index("E5")] + "  ")
    return [header, *people[:15], list(people[14]), *people[15:]]


def make_export(rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw forty answers to the 1-7 questionnaire, for an export of a survey tool."""
    rows = [(("North", "South")[i % 2], QUARTERS[0]) for i in range(40)]
    return draw_answers(rng, HOTLINE, rows)


def make_zones(rng: np.random.Generator) -> Table:
    """Make a service counter's survey that asks for a desired and an adequate level beside what was received, 1-9."""
    n = plans.N_ZONES
    branches = np.array(["North", "South"], dtype=object)[np.arange(n) % 2]
    general, dimension = rng.standard_normal((n, 1)), rng.standard_normal((n, len(DIMENSIONS)))
    wished = draw_opinions(rng, general, dimension)
    seen = draw_opinions(rng, correlated(rng, general, 0.35), correlated(rng, dimension, 0.2))
    planted = np.array(plans.ZONES_DESIRED)[DIMENSION]
    shift = np.where(branches[:, None] == "South", plans.ZONES_SOUTH, 0.0)
    received = planted + np.array(plans.ZONES_SUPERIORITY)[DIMENSION] + shift
    desired = to_answers(wished, [planted.tolist()] * n, 1.0, 9)
    perception = to_answers(seen, received.tolist(), 1.5, 9)
    tolerance = np.clip(np.rint(np.array(plans.ZONES_WIDTH)[DIMENSION] + 0.9 * rng.standard_normal((n, N_ITEMS))), 0, 6)
    adequate = np.clip(desired - tolerance.astype(np.int64), 1, 9)
    swapped = (rng.random((n, N_ITEMS)) < plans.ZONES_SWAPPED) & (adequate < desired)
    desired, adequate = np.where(swapped, adequate, desired), np.where(swapped, desired, adequate)
    parts = [as_text(part) for part in (desired, adequate, perception)]
    for cells in parts:
        blank_out(rng, cells, plans.HOTLINE_MISSING)
    headers = [f"{part}{number}" for part in "DAP" for number in range(1, N_ITEMS + 1)]
    rows = zip(branches, *parts, strict=True)
    people = [[f"Z{i:03d}", str(branch), *d, *a, *p] for i, (branch, d, a, p) in enumerate(rows, start=1)]
    return [["respondent_id", "branch", *headers], *people]


def make_kano(rng: np.random.Generator) -> Table:
    """Make a hotel's survey of how guests feel if something is there, and if it is not, in words."""
    n = plans.N_KANO
    trips = np.array(["business", "leisure"], dtype=object)[(np.arange(n) % 5 > 2).astype(np.int64)]
    columns = []
    for item in plans.KANO:
        leisure = (trips == "leisure").astype(np.int64)
        shares = np.array([plans.KANO_MIXES[mix] for mix in item.mixes])[leisure]
        category = (rng.random((n, 1)) > np.cumsum(shares, axis=1)).sum(axis=1)
        pick = rng.random(n)
        answers = np.array([plans.kano_answers(int(each), float(at)) for each, at in zip(category, pick, strict=True)])
        columns += [np.array(plans.FEELINGS, dtype=object)[answers[:, part]] for part in range(2)]
    cells = np.column_stack(columns)
    blank_out(rng, cells, plans.KANO_MISSING)
    headers = [f"{item.key}_{part}" for item in plans.KANO for part in ("functional", "dysfunctional")]
    rows = zip(trips, cells, strict=True)
    return [["respondent_id", "trip", *headers], *([f"K{i:03d}", str(w), *c] for i, (w, c) in enumerate(rows, 1))]


def make_branches(rng: np.random.Generator) -> Table:
    """Make three years of fourteen branches of very different sizes."""
    rows = branches.attendance(rng)
    expected = [list(branches.EXPECTATION)] * len(rows)
    received = [branches.mean_perception(*row) for row in rows]
    opinions = zip(branches.draw_opinions(rng, len(rows)), (expected, received), branches.SPREADS, strict=True)
    parts = [as_text(to_answers(own, means, spread, 7)) for own, means, spread in opinions]
    for cells in parts:
        blank_out(rng, cells, branches.MISSING)
    headers = [f"{part}{number}" for part in "EP" for number in range(1, len(branches.EXPECTATION) + 1)]
    people = [[*row, *e, *p] for row, e, p in zip(rows, *parts, strict=True)]
    return [["branch", "quarter", "age_band", *headers], *people]


def write_csv(path: Path, table: Table, encoding: str = "utf-8") -> None:
    """Write text with commas and newlines, quoting only where needed."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)


def write_workbook(path: Path, table: Table, sheet: str) -> None:
    """Write every cell as text; the date of creation is fixed, so that the bytes are too."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"created": dt.datetime(2026, 12, 31, tzinfo=dt.UTC)})
        worksheet = workbook.add_worksheet(sheet)
        for i, row in enumerate(table):
            for j, cell in enumerate(row):
                if cell:
                    worksheet.write_string(i, j, cell)
        worksheet.freeze_panes(1, 3)


def write_tally(path: Path, table: Table, catalogue: Path) -> None:
    """Count answers by branch, with the standards that were in force, and keep the counts alone."""
    header, *people = table
    survey = sg.read_survey(pd.DataFrame(people, columns=header), instrument="servqual", attributes=["branch"])
    sg.read_catalogue(catalogue).on(survey).tally(by="branch").save(path)


def main(folder: Path) -> None:
    """Write the sample surveys into ``folder``."""
    hotline, hotel, defects, *tools, zones, kano = (
        np.random.Generator(np.random.PCG64([SEED, number])) for number in range(7)
    )
    delivered = np.random.Generator(np.random.PCG64([SEED, 6]))
    write_csv(folder / "hotline_2026.csv", make_hotline(hotline))
    write_workbook(folder / "hotel_zh.xlsx", make_hotel(hotel), "答卷")
    write_csv(folder / "defects.csv", make_defects(defects))
    write_csv(folder / "counter_qualtrics.csv", exports.qualtrics(*make_export(tools[0])), "utf-8-sig")
    write_workbook(folder / "counter_wenjuanxing.xlsx", exports.wenjuanxing(*make_export(tools[1])), "Sheet1")
    write_csv(folder / "counter_zones.csv", make_zones(zones))
    write_csv(folder / "operations.csv", operations.make_operations(delivered))
    write_csv(folder / "standards.csv", standards.make_standards(), "utf-8-sig")
    write_csv(folder / "standards_2025.csv", standards.make_standards_of_last_year(), "utf-8-sig")
    write_csv(folder / "hotel_kano.csv", make_kano(kano))
    before = make_last_quarter(np.random.Generator(np.random.PCG64([SEED, 7])))
    write_tally(folder / "hotline_2025Q4.tally", before, folder / "standards_2025.csv")
    three_years = np.random.Generator(np.random.PCG64([SEED, 9]))
    write_csv(folder / "branches_3years.csv", make_branches(three_years))
    write_csv(folder / "branches_invited.csv", branches.make_invited())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
