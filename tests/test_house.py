"""The rules of the house as a program: names, docstrings, and what may never stand in the library."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import servgap as sg
from servgap.analysis.reasons import REASONS

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "servgap").rglob("*.py"))
VERB_FILES = sorted((ROOT / "servgap" / "analysis").glob("*/verb.py"))
GUIDE = ROOT / "docs" / "index.md"
HOUSE = ROOT / "docs" / "house.md"
METHODS = ROOT / "docs" / "methods.md"

MOST_KEYWORDS = 8
# These signatures are the contract's own: they describe a file, and their keywords are facts about that file.
KEYWORDS_FIXED = {"describe_source", "read_catalogue", "read_operations", "read_survey"}
# A plan is made before there is a survey, so it has keywords of its own and its subject may be left out.
PLANNED = {"plan_sample": {"gap", "measure", "sd", "power", "confidence", "branches", "icc"}}
KEYWORDS = {
    "by",
    "measure",
    "events",
    "reference",
    "coefficients",
    "part",
    "outcome",
    "order",
    "predictors",
    "adjust_for",
    "asymmetry",
    "test",
    "adjust",
    "criterion",
    "importance",
    "crosshair",
    "level",
    "limits",
    "catalogue",
    "operations",
    "previous",
    "worst",
    "smallest",
    "simultaneous",
    "confidence",
    "duration",
    "estimator",
    "models",
    "policy",
    "rng",
}
BANNED = re.compile(r"(^|_)(utils?|helpers?|commons?|misc|base|core|managers?)(_|$)")
VERBS = [name for name in sg.__all__ if inspect.isfunction(getattr(sg, name))]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def parsed() -> dict[str, tuple[ast.AST, ...]]:
    """Parse every file of the library; the nodes of each, by its name."""
    return {name_of(path): tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8")))) for path in FILES}


def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return parsed()[name_of(path)]


def offending(broken: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """Give what breaks a rule, by the file in which it stands."""
    found = {name_of(path): broken(path) for path in FILES}
    return {name: each for name, each in found.items() if each}


def keywords_of(verb: str) -> list[str]:
    return list(inspect.signature(getattr(sg, verb)).parameters)[1:]


def sections_of(docstring: str) -> set[str]:
    return set(re.findall(r"^(\w[\w ]*)\n-{3,}$", docstring, flags=re.MULTILINE))


def names_that_say_nothing(path: Path) -> list[str]:
    classes = [node.name for node in nodes_of(path) if isinstance(node, ast.ClassDef)]
    as_words = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in classes]
    names = [*path.relative_to(ROOT).with_suffix("").parts, *as_words]
    return [name for name in names if BANNED.search(name)]


def test_names_say_what_stands_there() -> None:
    assert offending(names_that_say_nothing) == {}


def what_may_not_stand_there(path: Path) -> list[str]:
    found = []
    for node in nodes_of(path):
        bare = isinstance(node, ast.ExceptHandler) and node.type is None
        printing = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        pretending = isinstance(node, Function) and node.name.startswith("test_")
        unfinished = isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)
        if bare or printing or pretending or unfinished or isinstance(node, ast.Assert):
            found.append(f"line {getattr(node, 'lineno', '?')}: {type(node).__name__}")
    return found


def test_what_never_stands_in_the_library() -> None:
    assert offending(what_may_not_stand_there) == {}


def not_annotated(path: Path) -> list[str]:
    bare = []
    for function in nodes_of(path):
        if not isinstance(function, Function):
            continue
        arguments = function.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        given = [*named, *(extra for extra in (arguments.vararg, arguments.kwarg) if extra)]
        silent = [each.arg for each in given if each.annotation is None and each.arg not in {"self", "cls"}]
        if silent or function.returns is None:
            bare.append(f"{function.name}: {', '.join(silent) or 'what it returns'}")
    return bare


def test_every_function_is_annotated() -> None:
    assert offending(not_annotated) == {}


def sections_within_a_line(path: Path) -> list[str]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = [ast.get_docstring(node) or "" for node in nodes_of(path) if isinstance(node, documented)]
    return [each for each in told if re.search(r"\w +-{4,}|^-{4,} *\w", each, flags=re.MULTILINE)]


def test_the_sections_of_a_docstring_have_lines_of_their_own() -> None:
    assert offending(sections_within_a_line) == {}


@pytest.mark.parametrize("path", VERB_FILES, ids=name_of)
def test_a_kind_of_finding_has_one_verb(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    verbs = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in VERBS]
    assert len(verbs) == 1


def test_every_verb_that_finds_something_has_its_folder() -> None:
    finding = [name for name in VERBS if "Finding" in inspect.getsource(inspect.getmodule(getattr(sg, name)) or sg)]
    assert len(VERB_FILES) == len([name for name in finding if ".analysis." in getattr(sg, name).__module__]) == 17


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


def test_the_house_page_lists_the_keywords_of_verbs_and_no_other() -> None:
    listed = re.search(r"each with one meaning in all verbs:\s+`([^`]+)`", HOUSE.read_text(encoding="utf-8"))
    assert listed
    taken = {name for verb in set(VERBS) - KEYWORDS_FIXED - set(PLANNED) for name in keywords_of(verb)}
    assert set(re.split(r",\s+", listed[1])) == taken == KEYWORDS


def test_the_house_page_knows_every_room_of_the_arithmetic() -> None:
    rooms = {path.parent.name for path in (ROOT / "servgap" / "_stats").glob("*/__init__.py")}
    told = HOUSE.read_text(encoding="utf-8").partition("`_stats/` has a room")[2].partition("What several rooms use")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", told, flags=re.MULTILINE)) == rooms


@pytest.mark.parametrize("name", sg.__all__)
def test_the_guide_knows_every_public_name(name: str) -> None:
    assert re.search(rf"`{name}\b", GUIDE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", REASONS)
def test_the_methods_explain_every_reason(code: str) -> None:
    assert f"`{code}`" in METHODS.read_text(encoding="utf-8")


def test_what_the_package_shows_is_what_it_offers() -> None:
    assert [name for name in dir(sg) if not name.startswith("__")] == sorted(sg.__all__)
