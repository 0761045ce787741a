"""Damage to rows, columns and cells of a table, in any format that holds one."""

from __future__ import annotations

from collections.abc import Callable

from numpy.random import Generator

from tests.damaged.damage import ANY, CELLS, Damage
from tests.damaged.seed import Change, Seed
from tests.exports.shape import Rows

_LONG = frozenset({"plain, long", "plain, half long"})
_CELLS = (
    *("8", "0", "-1", "99", "3.5", "1e400", "9" * 400, "-1e-320", "NaN", "inf", "0x5", "5,0", "１", "٥", "五", "Ⅴ"),
    *("=1+1", "#N/A", "TRUE", "5/5", "5分", "7 - Strongly agree", "A7", "agree", "Agrea", "非常", "同意同意", "(跳过)"),
    *(
        "N/A",
        "null",
        "?",
        "\u202e7",
        "7\u0301",
        "<b>7</b>",
        "7;6",
        "7|6",
        "2026-03-02",
        "\U0001f600",
        "\x07",
        "x" * 40_000,
    ),
)
#: What long cells are made of: letters, digits, mark-up, and signs at which patterns look ahead or back.
_FILLERS = (
    *("x", "7", "<b>", "(", "- ", "\n", "５", "é", "_1", " ", "[", '"', ".", "_", "*", "1 ", "=", "A)", "<", "&amp;"),
    *("第1题(", "1、", "x;", "a=1;", " \u00a0", "分"),
)

#: Large files take long to make, and one in a few shows as much.
_MOSTLY_SMALL = (0.7, 0.2, 0.1)


def rows_shuffled(seed: Seed, rng: Generator) -> Change:
    """Write the rows in another order."""
    rows = tuple(int(row) for row in rng.permutation(seed.rows))
    return Change(seed.written(rows), rows, must=True)


def rows_dropped(seed: Seed, rng: Generator) -> Change:
    """Write some of the rows only; an answer that everybody is left without is no longer known."""
    rows = tuple(row for row in seed.rows if rng.random() < rng.choice([0.3, 0.9]))
    return Change(seed.written(rows), rows)


def rows_doubled(seed: Seed, rng: Generator) -> Change:
    """Write some rows twice; in long data everybody answers once."""
    rows = tuple(row for row in seed.rows for _ in range(1 + int(rng.random() < 0.3)))
    twice = seed.shape.name in _LONG
    return Change(seed.written(rows), rows, must=not twice)


def rows_blank(seed: Seed, rng: Generator) -> Change:
    """Put blank rows between the others and behind them."""
    head, body = seed.lines[: seed.heads], seed.lines[seed.heads :]
    lines, rows = list(head), []
    whole = len(body) == len(seed.rows)
    for line, row in zip(body, seed.rows if whole else [None] * len(body), strict=True):
        for _ in range(int(rng.random() < 0.4)):
            lines.append([""] * len(line) if rng.random() < 0.5 else [])
            rows.append(None)
        lines.append(line)
        rows.append(row)
    blank = [[""] * len(lines[0])] * int(rng.integers(0, 4))
    return Change(seed.with_lines([*lines, *blank]), (*rows, *([None] * len(blank))) if whole else None)


def _columns(seed: Seed) -> list[list[object]]:
    width = max(map(len, seed.lines))
    return [list(column) for column in zip(*(line + [""] * (width - len(line)) for line in seed.lines), strict=True)]


def _of_columns(columns: list[list[object]]) -> Rows:
    return [list(line) for line in zip(*columns, strict=True)]


def columns_shuffled(seed: Seed, rng: Generator) -> Change:
    """Write the columns in another order, each with its header."""
    columns = _columns(seed)
    shuffled = [columns[at] for at in rng.permutation(len(columns))]
    return Change(seed.with_lines(_of_columns(shuffled)), None if seed.by_place else seed.rows)


def columns_dropped(seed: Seed, rng: Generator) -> Change:
    """Leave columns out."""
    columns = _columns(seed)
    gone = set(rng.integers(0, len(columns), int(rng.integers(1, 4))).tolist())
    return Change(seed.with_lines(_of_columns([held for at, held in enumerate(columns) if at not in gone])))


def column_doubled(seed: Seed, rng: Generator) -> Change:
    """Write a column twice, side by side or at the end."""
    columns = _columns(seed)
    at = int(rng.integers(len(columns)))
    columns.insert(at if rng.random() < 0.5 else len(columns), columns[at])
    return Change(seed.with_lines(_of_columns(columns)), None if seed.by_place else seed.rows)


def columns_added(seed: Seed, rng: Generator) -> Change:
    """Add columns at the end: without header, without cells, or with both."""
    lines, header, cell = [list(line) for line in seed.lines], *rng.choice(["", "x", "5", "E1"], 2)
    for at, line in enumerate(lines):
        line.append(str(header) if at < seed.heads else str(cell))
    return Change(seed.with_lines(lines))


def headers_interchanged(seed: Seed, rng: Generator) -> Change:
    """Interchange the headers of two columns: which one is right, nobody can know."""
    lines = [list(line) for line in seed.lines]
    a, b = rng.choice(len(lines[0]), 2, replace=False)
    for line in lines[: seed.heads]:
        line[a], line[b] = line[b], line[a]
    return Change(seed.with_lines(lines))


def headers_alike(seed: Seed, rng: Generator) -> Change:
    """Give columns the header of another, or none."""
    lines = [list(line) for line in seed.lines]
    for at in rng.integers(0, len(lines[0]), int(rng.integers(1, 4))):
        lines[0][at] = "" if rng.random() < 0.4 else lines[0][int(rng.integers(len(lines[0])))]
    return Change(seed.with_lines(lines))


def header_misspelt(seed: Seed, rng: Generator) -> Change:
    """Misspell headers."""
    lines = [list(line) for line in seed.lines]
    row = int(rng.integers(seed.heads))
    for at in rng.integers(0, len(lines[row]), int(rng.integers(1, 4))):
        lines[row][at] = _misspelt(str(lines[row][at]), rng)
    return Change(seed.with_lines(lines))


def header_again(seed: Seed, rng: Generator) -> Change:
    """Write the header rows again among the answers, as files put together by hand have them."""
    at = int(rng.integers(seed.heads, len(seed.lines)))
    return Change(seed.with_lines([*seed.lines[:at], *seed.lines[: seed.heads], *seed.lines[at:]]))


def _misspelt(text: str, rng: Generator) -> str:
    if not text:
        return "x"
    at = int(rng.integers(len(text)))
    way = int(rng.integers(4))
    swapped = text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
    return (text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], swapped, text[:at] + "q" + text[at + 1 :])[
        way
    ]


def _cells_by(change: Callable[[object, Generator], object]) -> Callable[[Seed, Generator], Change]:
    def make(seed: Seed, rng: Generator) -> Change:
        lines = [list(line) for line in seed.lines]
        count = int(rng.choice([1, 1, 1, 2, 5]))
        for _ in range(count):
            row = int(rng.integers(seed.heads, len(lines)))
            if lines[row]:
                at = int(rng.integers(len(lines[row])))
                lines[row][at] = change(lines[row][at], rng)
        packed = seed.shape.name in {"plain, packed", *_LONG}
        return Change(seed.with_lines(lines), None if packed else seed.rows, cells=count)

    return make


def _other_cell(_: object, rng: Generator) -> object:
    return _CELLS[int(rng.integers(len(_CELLS)))]


def _misspelt_cell(cell: object, rng: Generator) -> object:
    return _misspelt(str(cell), rng)


def _extreme_number(_: object, rng: Generator) -> object:
    return (1e300, -1e300, 1e-300, 10**15, 10**18, -0.0, 0.1 + 0.2, 2**53 + 1)[int(rng.integers(8))]


def many_blank_rows(seed: Seed, rng: Generator) -> Change:
    """Put very many blank rows behind the others."""
    if seed.ending != "text":
        lines = [*seed.lines, *([[]] * 20_000), ["", " "]]
        return Change(seed.with_lines(lines))
    blank = (seed.delimiter * int(rng.integers(0, 60)) + "\n").encode(seed.encoding.removesuffix("-sig"))
    size = int(rng.choice([20_000, 200_000, 900_000], p=_MOSTLY_SMALL))
    return Change(seed.data + b"\n" + blank * ((size - len(seed.data)) // len(blank)))


def very_wide(seed: Seed, rng: Generator) -> Change:
    """Add very many columns, with the same header, with headers of their own, or with none."""
    count = int(rng.choice([300, 2_900, 60_000 if seed.ending == "text" else 3_100], p=_MOSTLY_SMALL))
    if seed.ending == "xls":
        count = 100
    kind = int(rng.integers(3))
    more = [("E1", f"x{at}", "")[kind] for at in range(count)]
    lines = [line + (more if at == 0 else []) for at, line in enumerate(seed.lines)]
    return Change(seed.with_lines(lines))


def very_long_cell(seed: Seed, rng: Generator) -> Change:
    """Write a cell as long as a book, in a header or among the answers."""
    lines = [list(line) for line in seed.lines]
    row = int(rng.integers(len(lines)))
    if not lines[row]:
        return Change(seed.data)
    filler = str(rng.choice(_FILLERS))
    size = 600_000 if seed.ending == "text" else 30_000
    size = min(size, 800_000 // len(filler.encode()))
    lines[row][int(rng.integers(len(lines[row])))] = (filler * size)[:size]
    return Change(seed.with_lines(lines))


DAMAGES = (
    Damage("rows shuffled", ANY, rows_shuffled),
    Damage("rows dropped", ANY, rows_dropped),
    Damage("rows doubled", ANY, rows_doubled),
    Damage("blank rows", CELLS, rows_blank),
    Damage("columns shuffled", CELLS, columns_shuffled),
    Damage("columns dropped", CELLS, columns_dropped),
    Damage("a column doubled", CELLS, column_doubled),
    Damage("columns added", CELLS, columns_added),
    Damage("headers interchanged", CELLS, headers_interchanged),
    Damage("headers alike", CELLS, headers_alike),
    Damage("headers misspelt", CELLS, header_misspelt),
    Damage("the header again", CELLS, header_again),
    Damage("other cells", CELLS, _cells_by(_other_cell)),
    Damage("cells misspelt", CELLS, _cells_by(_misspelt_cell)),
    Damage("extreme cells", CELLS, _cells_by(_extreme_number)),
    Damage("very many blank rows", CELLS, many_blank_rows),
    Damage("very many columns", CELLS, very_wide),
    Damage("a very long cell", CELLS, very_long_cell),
)
