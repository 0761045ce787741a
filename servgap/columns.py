"""Every column that a finding's frame may have, once. Its kind decides how it is written in every output.

Columns that several kinds of finding share stand in ``columns.toml`` beside this file. One that a single kind has may
stand in that kind's folder, ``analysis/<kind>/columns.toml``, and nothing else is edited for it: reserved names, the
codes that a workbook explains, alignment and digits follow. Headings, meanings and units in words are of ``language``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from servgap.errors import declarations as errors

FILE = "columns.toml"
LAST = "reason"
"""The column that tells why others hold nothing; it is told of after them, those of single kinds too."""

Writing = Literal[
    "text", "label", "group", "dimension", "standard", "item", "aspect", "touchpoint", "code", "truth", "mark",
    "number", "coefficient", "p_value", "percent", "percentage", "evidence",
]  # fmt: skip
"""How a reader is shown what stands in a cell; ``report/cells.py`` has a writer for each."""


@dataclass(frozen=True)
class ColumnKind:
    """What stands in a column, and how it is written.

    Parameters
    ----------
    name
        What declarations of columns call it.
    writing
        How a reader is shown its cells.
    places
        Decimals that a reader is shown.
    sheet
        The format of its numbers in workbooks, whose cells hold all digits; nothing where no numbers stand.
    """

    name: str
    writing: Writing
    places: int = 0
    sheet: str = ""

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers, which stand at the right."""
        return bool(self.sheet)


WHOLE, DECIMALS, BARE = "#,##0", "#,##0.00", ".00"
P_VALUES = '[<0.001]"< .001";[>0.999]"> .999";.000'
EVIDENCE = '[<0.001]"< 0.001";[>1000]"> 1,000";0.00'
KINDS: Mapping[str, ColumnKind] = MappingProxyType({
    kind.name: kind
    for kind in (
        ColumnKind("text", "text"),
        ColumnKind("label", "label"),  # a name in the source, of a respondent
        ColumnKind("group", "group"),  # the label of a group
        ColumnKind("dimension", "dimension"),  # these five: a key of the questionnaire, shown as what it names
        ColumnKind("standard", "standard"),
        ColumnKind("item", "item"),
        ColumnKind("aspect", "aspect"),
        ColumnKind("touchpoint", "touchpoint"),
        ColumnKind("code", "code"),  # shown as the word for it in the vocabulary named after the column
        ColumnKind("truth", "truth"),
        ColumnKind("mark", "mark"),  # a truth that is worth a word only where it is so
        ColumnKind("count", "number", 0, WHOLE),
        ColumnKind("rank", "number", 0, WHOLE),
        ColumnKind("number", "number", 2, DECIMALS),
        ColumnKind("measured", "number", 2, DECIMALS),  # in the unit of what is analysed: in points, or a share
        ColumnKind("points", "number", 1, "0.0"),  # importance, of 100
        ColumnKind("coefficient", "coefficient", 2, BARE),  # cannot exceed one
        ColumnKind("fit", "coefficient", 3, ".000"),  # an index of fit, or its change
        ColumnKind("share", "percent", 0, "0%"),
        ColumnKind("percentage", "percentage", 1, "0.0%"),  # of customers
        ColumnKind("index", "number", 1, "0.0"),  # from 0 to 100
        ColumnKind("statistic", "number", 2, DECIMALS),
        ColumnKind("chi_square", "number", 1, DECIMALS),
        ColumnKind("degrees", "number", 0, "#,##0.0"),
        ColumnKind("p_value", "p_value", 3, P_VALUES),
        ColumnKind("evidence", "evidence", 2, EVIDENCE),  # a Bayes factor
        ColumnKind("information", "number", 0, DECIMALS),  # a criterion by which models are chosen
    )
})  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of findings' frames.

    Parameters
    ----------
    name
        As it stands in frames.
    kind
        What stands in it.
    unit
        The code of its unit; nothing for none.
    """

    name: str
    kind: ColumnKind
    unit: str = ""


def _declared(package: Path) -> dict[str, Column]:
    """Read all declarations; of the folders of kinds nothing else is read, and nothing imported."""
    found: dict[str, Column] = {}
    for file in (package / FILE, *sorted(package.glob(f"analysis/*/{FILE}"))):
        for name, told in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if name in found:
                raise errors.column_declared_twice(name, str(file))
            if told.get("kind") not in KINDS:
                raise errors.unknown_column_kind(name, told.get("kind"), str(file), list(KINDS))
            found[name] = Column(name, KINDS[told["kind"]], told.get("unit", ""))
    return dict(sorted(found.items(), key=lambda each: each[0] == LAST))


COLUMNS: Mapping[str, Column] = MappingProxyType(_declared(Path(__file__).parent))
