"""Small changes to a source file, each of which some test should notice: where they stand, and what they put there."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARED = {
    ast.Lt: ("<", ("<=", ">")),
    ast.LtE: ("<=", ("<",)),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">",)),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
}
JOINED = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.Pow: ("**", "*"),
}
RENAMED = {
    "min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "argmin": "argmax", "argmax": "argmin",
    "any": "all", "all": "any", "floor": "ceil", "ceil": "floor", "first_least": "first_most",
    "first_most": "first_least", "nanmin": "nanmax", "nanmax": "nanmin",
}  # fmt: skip
ROUNDING = 1e-4
"""Constants smaller than this, or larger than its square's inverse, guard against rounding and overflow."""


@dataclass(frozen=True)
class Mutant:
    """A change of one place of a file."""

    file: str
    line: int
    start: int
    end: int
    before: str
    after: str
    function: str
    text: str
    column: int

    @property
    def key(self) -> str:
        """Name the change by what it changes, so that it keeps its name when lines above it are edited."""
        told = f"{self.file}|{self.function}|{self.text}|{self.column}|{self.before}|{self.after}"
        return hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()[:12]

    def applied(self, source: str) -> str:
        """Give the changed source."""
        return source[: self.start] + self.after + source[self.end :]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.before} -> {self.after}   in: {self.text}"


def mutants_of(path: Path, root: Path) -> list[Mutant]:
    """List the changes of a file, in the order in which they stand."""
    source = path.read_text(encoding="utf-8")
    finder = _Finder(source, str(path.relative_to(root)))
    finder.visit(ast.parse(source))
    return sorted(finder.found, key=lambda each: (each.start, each.after))


class _Finder(ast.NodeVisitor):
    def __init__(self, source: str, file: str) -> None:
        self.source, self.file, self.found = source, file, list[Mutant]()
        self.lines = source.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.inside: list[str] = []
        self.guards = {"NEGLIGIBLE", "ROUNDING", "VARIES"} | {
            target.id
            for each in ast.parse(source).body
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
            for target in each.targets
            if isinstance(target, ast.Name) and isinstance(each.value.value, float) and 0 < each.value.value < ROUNDING
        }

    def _at(self, line: int, column: int) -> int:
        text = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(text)

    def _begin(self, node: ast.expr) -> int:
        return self._at(node.lineno, node.col_offset)

    def _end(self, node: ast.expr) -> int:
        return self._at(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _add(self, start: int, end: int, after: str) -> None:
        line = self.source.count("\n", 0, start) + 1
        whole = self.lines[line - 1]
        column = start - self.starts[line - 1] - (len(whole) - len(whole.lstrip()))
        before, function = self.source[start:end], ".".join(self.inside)
        self.found.append(Mutant(self.file, line, start, end, before, after, function, whole.strip(), column))

    def _between(self, left: ast.expr, right: ast.expr, written: str, others: tuple[str, ...]) -> None:
        start, end = self._end(left), self._begin(right)
        place = re.search(rf"(?<![\w<>=!*/&|+-]){re.escape(written)}(?![\w<>=*])", self.source[start:end])
        if place:
            for other in others:
                self._add(start + place.start(), start + place.end(), other)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.inside.append(node.name)
        for default in (*node.args.defaults, *(each for each in node.args.kw_defaults if each)):
            self.visit(default)
        for each in _without_docstring(node.body):
            self.visit(each)
        self.inside.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.inside.append(node.name)
        for each in _without_docstring(node.body):
            self.visit(each)
        self.inside.pop()

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, operator, right in zip((node.left, *node.comparators), node.ops, node.comparators, strict=False):
            written, others = COMPARED[type(operator)]
            guarded = any(self._is_guard(part) for side in (left, right) for part in ast.walk(side))
            # Nothing lies exactly on a guard against rounding.
            kept = tuple(other for other in others if not (guarded and other.strip("=") == written.strip("=")))
            self._between(left, right, written, kept)
        self.generic_visit(node)

    def _is_guard(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Constant):
            return isinstance(node.value, float) and 0 < abs(node.value) < ROUNDING
        return isinstance(node, ast.Name) and node.id in self.guards

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        written, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(left, right, written, (other,))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in JOINED and not _is_text(node):
            written, other = JOINED[type(node.op)]
            self._between(node.left, node.right, written, (other,))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.Invert | ast.USub):
            start = self._begin(node)
            self._add(start, start + (3 if isinstance(node.op, ast.Not) else 1), "")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Any negative size is the one that reshape finds by itself; a check of lengths is no arithmetic."""
        self.visit(node.func)
        if not (isinstance(node.func, ast.Attribute) and node.func.attr == "reshape"):
            for each in node.args:
                self.visit(each)
        for keyword in node.keywords:
            if keyword.arg not in {"strict", "drop"}:
                self.visit(keyword.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        for after in _other_constants(node.value):
            self._add(self._begin(node), self._end(node), after)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in RENAMED and isinstance(node.ctx, ast.Load):
            self._add(self._begin(node), self._end(node), RENAMED[node.id])

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in RENAMED:
            end = self._end(node)
            self._add(end - len(node.attr), end, RENAMED[node.attr])
        self.generic_visit(node)


def _without_docstring(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for each in body:
        if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)):
            yield each


def _is_text(node: ast.BinOp) -> bool:
    """Tell whether a sum is one of texts or of types."""
    sides = (node.left, node.right)
    return any(
        isinstance(side, ast.JoinedStr | ast.Constant) and isinstance(getattr(side, "value", ""), str) for side in sides
    )


def _other_constants(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (str(not value),)
    if isinstance(value, int):
        return (str(value + 1),)
    if isinstance(value, float) and ROUNDING <= abs(value) < ROUNDING**-2:
        return (repr(round(value * 1.25, 12)),)
    return ()
