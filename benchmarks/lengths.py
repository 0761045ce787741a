"""List the files and functions that are longer than most: a reason to look at them, not a rule to cut by.

python benchmarks/lengths.py
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONG_FILE, LONG_FUNCTION = 300, 40

Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of_code(function: Function, lines: list[str]) -> int:
    """Count the lines of a function without its docstring, its comments and its blank lines."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    docstring = range(first.lineno, (first.end_lineno or first.lineno) + 1) if documented else range(0)
    return sum(
        number not in docstring and bool(lines[number - 1].strip()) and not lines[number - 1].lstrip().startswith("#")
        for number in range(function.lineno, (function.end_lineno or function.lineno) + 1)
    )


def functions_of(path: Path) -> Iterator[Function]:
    """Give the functions of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def main() -> None:
    """List them, the longest first."""
    files, functions = [], []
    for path in sorted((ROOT / "servgap").rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        files.append((len(lines), str(path.relative_to(ROOT))))
        functions += [
            (lines_of_code(each, lines), f"{path.relative_to(ROOT)}: {each.name}") for each in functions_of(path)
        ]
    for what, found, long in (("files", files, LONG_FILE), ("functions", functions, LONG_FUNCTION)):
        print(f"{what} of more than {long} lines:")
        for length, name in sorted(((-length, name) for length, name in found if length > long)):
            print(f"  {-length:5}  {name}")


if __name__ == "__main__":
    main()
