"""The rules of the house as a program: sizes, names, docstrings, and what may never stand in the library."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import servgap as sg
from servgap.analysis.reasons import REASONS

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "servgap").rglob("*.py"))
VERB_FILES = [path for path in FILES if path.parent.name == "analysis"]
GUIDE = ROOT / "docs" / "index.md"
METHODS = ROOT / "docs" / "methods.md"

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
MOST_KEYWORDS = 6
# These signatures are the contract's own: they describe a file, and their keywords are facts about that file.
KEYWORDS_FIXED = {"describe_source", "read_survey"}
# A plan is made before there is a survey, so it has keywords of its own and its subject may be left out.
PLANNED = {"plan_sample": {"gap", "sd", "power", "confidence", "branches", "icc"}}
KEYWORDS = {
    "by",
    "coefficients",
    "part",
    "outcome",
    "test",
    "adjust",
    "criterion",
    "reference",
    "worst",
    "smallest",
    "simultaneous",
    "confidence",
    "duration",
    "estimator",
    "models",
    "validity",
    "policy",
    "rng",
}
BANNED = re.compile(r"(^|_)(utils?|helpers?|commons?|misc|base|core|managers?)(_|$)")
VERBS = [name for name in sg.__all__ if inspect.isfunction(getattr(sg, name))]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions_of(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def lines_of_code(function: Function, lines: list[str]) -> int:
    """Count the lines of a function without its docstring, its comments and its blank lines."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    docstring = range(first.lineno, (first.end_lineno or first.lineno) + 1) if documented else range(0)
    return sum(
        number not in docstring and bool(lines[number - 1].strip()) and not lines[number - 1].lstrip().startswith("#")
        for number in range(function.lineno, (function.end_lineno or function.lineno) + 1)
    )


def sections_of(docstring: str) -> set[str]:
    return set(re.findall(r"^(\w[\w ]*)\n-{3,}$", docstring, flags=re.MULTILINE))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_has_one_subject(path: Path) -> None:
    length = path.read_text(encoding="utf-8").count("\n")
    assert length <= LONGEST_FILE


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_function_does_one_thing(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    sizes = {function.name: lines_of_code(function, lines) for function in functions_of(path)}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_names_say_what_stands_there(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    as_words = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in classes]
    names = [*path.relative_to(ROOT).with_suffix("").parts, *as_words]
    assert [name for name in names if BANNED.search(name)] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_never_stands_in_the_library(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        bare = isinstance(node, ast.ExceptHandler) and node.type is None
        printing = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        pretending = isinstance(node, Function) and node.name.startswith("test_")
        unfinished = isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)
        if bare or printing or pretending or unfinished or isinstance(node, ast.Assert):
            found.append(f"line {getattr(node, 'lineno', '?')}: {type(node).__name__}")
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_function_is_annotated(path: Path) -> None:
    bare = []
    for function in functions_of(path):
        arguments = function.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        given = [*named, *(extra for extra in (arguments.vararg, arguments.kwarg) if extra)]
        silent = [each.arg for each in given if each.annotation is None and each.arg not in {"self", "cls"}]
        if silent or function.returns is None:
            bare.append(f"{function.name}: {', '.join(silent) or 'what it returns'}")
    assert bare == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_sections_of_a_docstring_have_lines_of_their_own(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, documented)]
    assert [each for each in told if re.search(r"\w +-{4,}|^-{4,} *\w", each, flags=re.MULTILINE)] == []


@pytest.mark.parametrize("path", VERB_FILES, ids=name_of)
def test_one_verb_a_file_named_by_a_noun(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    verbs = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in VERBS]
    assert len(verbs) <= 1
    assert path.stem not in VERBS


@pytest.mark.parametrize("name", sg.__all__)
def test_a_public_name_is_documented_by_example(name: str) -> None:
    docstring = inspect.getdoc(getattr(sg, name)) or ""
    assert "Examples" in sections_of(docstring)
    assert ">>> " in docstring


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_says_what_it_takes_gives_and_refuses(name: str) -> None:
    docstring = inspect.getdoc(getattr(sg, name)) or ""
    assert sections_of(docstring) >= {"Parameters", "Returns", "Raises", "Examples"}
    parameters = docstring.partition("Parameters\n---")[2].partition("Returns\n---")[0]
    named = re.findall(r"^([a-z_]+(?:, [a-z_]+)*)(?: :.*)?$", parameters, flags=re.MULTILINE)
    described = {one for line in named for one in line.split(", ")}
    assert set(inspect.signature(getattr(sg, name)).parameters) <= described


@pytest.mark.parametrize("name", sorted(set(VERBS) - KEYWORDS_FIXED))
def test_a_verb_takes_its_subject_alone_and_few_keywords(name: str) -> None:
    subject, *others = inspect.signature(getattr(sg, name)).parameters.values()
    assert subject.default is (None if name in PLANNED else inspect.Parameter.empty)
    assert {other.kind for other in others} <= {inspect.Parameter.KEYWORD_ONLY}
    assert len(others) <= MOST_KEYWORDS
    assert {other.name for other in others} <= PLANNED.get(name, KEYWORDS)


@pytest.mark.parametrize("name", sg.__all__)
def test_the_guide_knows_every_public_name(name: str) -> None:
    assert re.search(rf"`{name}\b", GUIDE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", REASONS)
def test_the_methods_explain_every_reason(code: str) -> None:
    assert f"`{code}`" in METHODS.read_text(encoding="utf-8")


def test_what_the_package_shows_is_what_it_offers() -> None:
    assert [name for name in dir(sg) if not name.startswith("__")] == sorted(sg.__all__)
