"""The sample surveys are what their script writes, and hold what their codebook says."""

from __future__ import annotations

import csv
import importlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from servgap import Event, Tally, compare_groups, measure_gaps, read_catalogue, read_survey, track_waves
from tests.surveys import assert_same

FOLDER = Path(__file__).resolve().parents[1] / "data" / "samples"
Rows = list[dict[str, str]]
E = [f"E{n}" for n in range(1, 23)]
P = [f"P{n}" for n in range(1, 23)]


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    sys.path.insert(0, str(FOLDER))
    yield importlib.import_module("make_samples")
    sys.path.remove(str(FOLDER))


@pytest.fixture(scope="module")
def hotline() -> Rows:
    return read_csv("hotline_2026.csv")


def read_csv(name: str) -> Rows:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_sheet(path: Path) -> list[list[str]]:
    return [
        [str(cell) for cell in row] for row in CalamineWorkbook.from_path(path).get_sheet_by_name("答卷").to_python()
    ]


def numbers(rows: Rows, columns: list[str]) -> np.ndarray:
    return np.array([[float(row[c]) if row[c] not in {"", "N/A"} else np.nan for c in columns] for row in rows])


def test_the_script_writes_the_shipped_files(script: ModuleType, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        script.main(folder)
    surveys = ("hotline_2026.csv", "defects.csv", "counter_zones.csv", "hotel_kano.csv")
    branches = ("branches_3years.csv", "branches_invited.csv")
    for name in (*surveys, *branches, "standards.csv", "standards_2025.csv", "operations.csv"):
        assert (first / name).read_bytes() == (FOLDER / name).read_bytes()
    assert (first / "hotline_2025Q4.tally").read_bytes() == (second / "hotline_2025Q4.tally").read_bytes()
    assert_same(Tally.load(first / "hotline_2025Q4.tally"), Tally.load(FOLDER / "hotline_2025Q4.tally"))
    # A workbook is zipped, and another zlib packs it otherwise: the same machine must write the same bytes, any machine
    # the same cells; and so is a tally.
    assert (first / "hotel_zh.xlsx").read_bytes() == (second / "hotel_zh.xlsx").read_bytes()
    assert read_sheet(first / "hotel_zh.xlsx") == read_sheet(FOLDER / "hotel_zh.xlsx")


def test_the_hotline_has_its_rows(hotline: Rows) -> None:
    assert len({row["respondent_id"] for row in hotline}) == len(hotline) == 1500
    assert {
        quarter: sum(row["quarter"] == quarter for row in hotline) for quarter in {r["quarter"] for r in hotline}
    } == {f"2026Q{n}": 375 for n in range(1, 5)}
    answered_e = [any(row[c] not in {"", "N/A"} for c in E) for row in hotline]
    answered_p = [any(row[c] not in {"", "N/A"} for c in P) for row in hotline]
    assert sum(not e and not p for e, p in zip(answered_e, answered_p, strict=True)) == 3
    assert sum(e and not p for e, p in zip(answered_e, answered_p, strict=True)) == 8
    assert sum(len({row[c] for c in E + P}) == 1 and row["E1"] != "" for row in hotline) == 12
    assert {row[c] for row in hotline for c in E + P} == {"", "N/A", *"1234567"}


def test_the_hotlines_points_sum_to_a_hundred_but_for_twelve(hotline: Rows) -> None:
    points = [[row[c] for c in row if c.startswith("points_")] for row in hotline]
    totals = [sum(int(p) for p in row) for row in points if all(row)]
    assert sum(not any(row) for row in points) == 48
    assert len(totals) == 1452
    assert sum(total != 100 for total in totals) == 12


def test_the_hotline_shows_what_is_planted(script: ModuleType, hotline: Rows) -> None:
    gaps = numbers(hotline, P) - numbers(hotline, E)
    planted = np.array(
        [script.mean_perception(script.HOTLINE, row["branch"], row["quarter"]) for row in hotline]
    ) - np.array(script.HOTLINE.expectation)
    surplus = gaps - planted
    count = np.isfinite(surplus).sum(axis=0)
    error = np.nanstd(surplus, axis=0, ddof=1) / np.sqrt(count)
    assert (np.abs(np.nanmean(surplus, axis=0)) < 4 * error).all()


def test_the_tally_of_the_quarter_before_shows_what_is_planted(script: ModuleType) -> None:
    tally = Tally.load(FOLDER / "hotline_2025Q4.tally")
    assert (tally.n, tally.by, len(tally.cells)) == (375, ("branch",), 6)
    before, since = script.plans.HOTLINE_BEFORE, script.HOTLINE
    moved = [i for i in range(22) if (before.expectation[i], before.gap[i]) != (since.expectation[i], since.gap[i])]
    assert [tally.instrument.item_keys[i] for i in moved] == ["rel2", "res2", "emp2"]
    found = measure_gaps(tally).frame.query("level == 'standard'")
    planted = np.array([script.mean_perception(before, branch, "2025Q4") for branch in before.branches])
    shares = np.array([size // 4 for size in before.branches.values()]) / tally.n
    surplus = found.gap.to_numpy() - (shares @ planted - np.array(before.expectation))
    assert (np.abs(surplus) < 4 * found.se).all()
    # The standards that were in force are in it, under the keys that they had.
    then = {each.key: each for each in tally.instrument.standards}
    assert then["res2-2025"].limits == read_catalogue(FOLDER / "standards_2025.csv").standard("res2-2025").limits


def test_the_airport_and_the_third_quarter_are_worse_by_what_is_planted(hotline: Rows) -> None:
    gaps = numbers(hotline, P) - numbers(hotline, E)
    keep = np.isfinite(gaps).any(axis=1)
    gaps = gaps[keep]
    branch = np.array([row["branch"] for row in hotline])[keep]
    quarter = np.array([row["quarter"] for row in hotline])[keep]

    def difference(inside: np.ndarray, items: slice) -> float:
        scores = np.array([row[np.isfinite(row)].mean() for row in gaps[:, items]])
        return float(scores[inside].mean() - scores[~inside].mean())

    assert difference(branch == "Airport", slice(4, 9)) == pytest.approx(-0.7, abs=0.25)
    assert difference(branch == "Airport", slice(9, 13)) == pytest.approx(-0.9, abs=0.25)
    assert difference(branch == "Airport", slice(17, 22)) == pytest.approx(0.0, abs=0.25)
    assert difference(quarter == "2026Q3", slice(4, 22)) == pytest.approx(-0.45, abs=0.2)


def test_the_codebook_lists_every_planted_mean(script: ModuleType) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for number, (mean, gap) in enumerate(zip(script.HOTLINE.expectation, script.HOTLINE.gap, strict=True), start=1):
        cells = [cell.strip() for line in text.splitlines() if line.startswith("| ") for cell in line.split("|")]
        places = [i for i, cell in enumerate(cells) if cell == str(number)]
        written = f"{gap:+.2f}".replace("-", "−")
        assert any(cells[i + 2 : i + 4] == [f"{mean:.1f}", written] for i in places), number


@pytest.fixture(scope="module")
def branches() -> Rows:
    return read_csv("branches_3years.csv")


def test_the_branches_have_their_rows_and_more_were_invited(script: ModuleType, branches: Rows) -> None:
    plan = script.branches
    found = Counter((row["branch"], row["quarter"]) for row in branches)
    assert found == {(branch, quarter): size for branch, (size, _) in plan.SIZES.items() for quarter in plan.QUARTERS}
    assert {row[c] for row in branches for c in (*E[:10], *P[:10])} == {"", *"1234567"}
    invited = {(row["branch"], row["quarter"]): int(row["invited"]) for row in read_csv("branches_invited.csv")}
    assert invited.keys() == found.keys()
    assert all(invited[each] > found[each] for each in found)


def test_the_branches_show_what_is_planted(script: ModuleType, branches: Rows) -> None:
    plan = script.branches
    planted = [plan.mean_perception(row["branch"], row["quarter"], row["age_band"]) for row in branches]
    surplus = numbers(branches, P[:10]) - numbers(branches, E[:10]) - np.array(planted) + np.array(plan.EXPECTATION)
    error = np.nanstd(surplus, axis=0, ddof=1) / np.sqrt(np.isfinite(surplus).sum(axis=0))
    assert (np.abs(np.nanmean(surplus, axis=0)) < 4 * error).all()


def test_of_the_branches_one_is_worse_one_only_looks_so_and_the_training_worked() -> None:
    survey = read_survey(
        FOLDER / "branches_3years.csv",
        instrument=FOLDER / "branches.toml",
        attributes=["branch", "quarter", "age_band"],
    ).invited(FOLDER / "branches_invited.csv")
    compared = compare_groups(survey, by="branch", adjust_for="age_band")
    league = compared.league.query("level == 'overall'").set_index("branch")
    assert league.index[league.standing == "worse"].tolist() == ["Station"]
    assert (league.raw_rank["Campus"], league.league_rank["Campus"] > 4) == (2, True)
    event = Event("training", at={"branch": ["Castle", "Harbour", "Mill", "Abbey"]}, wave="2025Q4")
    told = track_waves(survey, by="quarter", events=event).events.query("part == 'gap' and level == 'dimension'")
    assert told.loc[told.verdict == "effect", "dimension"].tolist() == ["reliability", "responsiveness"]
    chart = track_waves(survey, by="quarter").chart.query("level == 'overall'")
    assert chart.loc[chart.wave_signal == "below_usual", "wave"].tolist() == ["2026Q4"]


def test_the_codebook_lists_every_branch(script: ModuleType) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"| {branch} | {size} |" in text for branch, (size, _) in script.branches.SIZES.items())


def test_the_hotels_headers_are_the_questionnaires_own_words(script: ModuleType) -> None:
    header, *rows = read_sheet(FOLDER / "hotel_zh.xlsx")
    texts = script.hotel_texts()
    assert header == ["编号", "分店", "季度"] + [f"期望：{t}" for t in texts] + [f"感知：{t}" for t in texts]
    assert len(rows) == 240
    assert {cell for row in rows for cell in row[3:]} == {"", "不适用", *script.plans.LABELS}
    assert [row[0] for row in rows if not any(row[3:])] == ["H078", "H132"]
    assert {row[2] for row in rows} == {f"2026Q{n}" for n in range(1, 5)}


def test_every_defect_stands_where_the_codebook_says() -> None:
    rows = dict(enumerate(read_csv("defects.csv"), start=2))
    assert len(rows) == 30
    assert not any(rows[5][c] for c in E + P)
    assert all(rows[8][c] for c in E)
    assert not any(rows[8][c] for c in P)
    assert rows[16] == rows[17]
    spoilt = {
        (10, "P7"): "9",
        (12, "E12"): "4.5",
        (14, "P3"): "Agre",
        (19, "P2"): "N/A",
        (21, "E2"): "不适用",
        (23, "P15"): "",
        (25, "branch"): '=HYPERLINK("http://example.com","x")',
        (27, "branch"): "<script>alert(1)</script>",
        (29, "E5"): "7  ",
    }
    assert {place: rows[place[0]][place[1]] for place in spoilt} == spoilt
    sound = {
        (line, c): row[c] for line, row in rows.items() for c in E + P if line not in {5, 8} and (line, c) not in spoilt
    }
    assert set(sound.values()) <= set("1234567")
    assert {row["branch"] for line, row in rows.items() if line not in {25, 27}} == {"North", "South", "Airport"}
