"""The script of docs/compare_branches.md runs as it stands, and writes what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import servgap as sg

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "compare_branches.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the page's script in a folder that has the samples, and give what it wrote."""
    (script,) = [each for each in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if not each.startswith(">>>")]
    folder = tmp_path_factory.mktemp("research")
    (folder / "data").symlink_to(ROOT / "data", target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(compile(script, "docs/compare_branches.md", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own page
    plt.close("all")
    return folder / "branches"


def test_every_table_is_written_and_says_what_the_verb_says(written: Path) -> None:
    tables = {path.stem: pd.read_csv(path) for path in written.glob("*.csv")}
    assert len(tables) == 15
    assert all(len(table) > 0 for table in tables.values())
    assert [name for name, table in tables.items() if "reason" not in table] == ["before_the_training"]
    league = tables["league"].query("level == 'overall'")
    assert league.loc[league.standing == "worse", "branch"].tolist() == ["Station"]
    training = tables["training"].query("part == 'gap' and level == 'overall'").iloc[0]
    assert training.before_after < training.ci_high
    assert training.verdict == "effect"
    assert tables["quarters"].n_invited.notna().all()


def test_methods_and_their_references_are_written(written: Path) -> None:
    survey = sg.read_survey(
        ROOT / "data/samples/branches_3years.csv",
        instrument=ROOT / "data/samples/branches.toml",
        attributes=["branch", "quarter", "age_band"],
    ).invited(ROOT / "data/samples/branches_invited.csv")
    text = (written / "branches.txt").read_text(encoding="utf-8")
    branches = sg.compare_groups(survey, by="branch", adjust_for="age_band", reference="Market")
    assert branches.note in text
    for name, work in (
        ("branches", "Dunnett (1980), JASA 75, 796–800"),
        ("branches", "Morris (1983), JASA 78, 47–55"),
        ("quarters", "Laney (2002)"),
        ("training", "Callaway & Sant'Anna (2021)"),
    ):
        assert work in (written / f"{name}.txt").read_text(encoding="utf-8"), work


def test_pictures_and_the_workbook_are_written(written: Path) -> None:
    assert {path.stem for path in written.glob("*.png")} == {"branches", "league", "funnel", "quarters", "training"}
    columns = pd.read_excel(written / "branches.xlsx", sheet_name="Columns and codes", engine="calamine")
    assert columns.astype(str).apply(lambda column: column.str.contains("raw_rank")).to_numpy().any()
