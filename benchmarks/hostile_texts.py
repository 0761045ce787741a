"""Hostile texts in every place that holds a text, through every verb and writer.

Texts that would be a formula, a tag, a script, mathematics, Markdown, a format, SQL, a terminal's command, or turn
round what stands beside them; in the name of an attribute, its values, wordings, names of dimensions, titles, periods,
reasons and names of rows. Every output is looked at: no other exception than servgap's own, nothing that runs or links,
no tag, attribute or formula that a harmless survey has not, well-formed XML, cells and dollars of Markdown as they
should be, every direction closed, no character that steers a terminal. Prints a table in Markdown.

    python benchmarks/hostile_texts.py --places group title --verbs measure_gaps compare_groups
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import servgap as sg
from servgap.errors import ServgapError
from tests.every_output import LANGUAGES, of_finding, of_report, of_survey, verbs_of
from tests.latex_tokens import complaints_about_latex

TEXTS = {
    "formula": "=cmd|' /C calc'!A0",
    "link formula": '=HYPERLINK("http://x.invalid","y")',
    "plus": "+1+cmd",
    "at": "@SUM(1)",
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "entity": "&lt;b&gt;&#x202e;&amp;",
    "override": "\u202egnirts",
    "embeddings": "\u202a\u202bab\u2067\u2066c",
    "closers": "ab\u2069\u2069\u202c\u2069cd",
    "marks": "\u200e12\u200f34\u061c",
    "arabic": "فرع الشمال 12",
    "hebrew": "סניף (צפון)",
    "nul": "a\x00b",
    "controls": "a\x01\x07\x08\x0b\x0c\x7f\x85\x9bb",
    "ansi": "\x1b[31mred\x1b[0m\x1b]0;t\x07",
    "lines": "a\r\nb\tc\u2028d\u2029e",
    "math": "$x^2$ and $$\\frac{a}$$ \\(b\\)",
    "broken math": "$\\notacommand{$",
    "long word": "W" * 300,
    "very long": "word " * 2000,
    "half": "a\ud800b",
    "markdown": "a|b`c`**d**_e_[f](javascript:g)\\|# h ~~i~~ ![j](k)",
    "format": "{0.__class__} {name} {} %s %(a)s %n {{",
    "sql": "'; DROP TABLE answers; --",
    "emoji": "👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈",
    "marks above": "Z\u0351\u036b\u0343a\u0300\u0301",
    "id": 'Desk id="p0123456789" url(#x) href="#y" width="7pt" height="7pt"',
    "comment": "--><!-- ]]> <![CDATA[",
    "path": "../../etc/passwd\\..",
    "notes": "\ufff9a\ufffab\ufffb\u206a\u206f",
}
PLACES = ("attribute", "group", "item", "dimension", "instrument", "title", "period", "reason", "row")
PARTS = ("expectation", "perception")
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u206a-\u206f\ufff9-\ufffb\ud800-\udfff]")
#: What XML cannot hold; else a cell holds what it was given.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
OPENS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
#: What holds the answers themselves, exactly as they were given.
EXACT = ("stored.csv", "stored.parquet", "tally", "frame ")
#: What drawings have for some groups and not for others.
HATCHED = {("tag", "pattern"), ("attribute", "fill"), ("attribute", "patternunits")}
TABLE_LINE = re.compile(r"^\|.*\|$", re.MULTILINE)


def survey_with(places: Sequence[str], texts: Sequence[str], n: int = 120) -> sg.Survey:
    """Read answers of a survey in which texts stand in some places, in turn where there is room for several."""
    rng = np.random.default_rng(7)
    level = rng.normal(size=(n, 1))
    drawn = [np.clip(np.round(centre + level + rng.normal(size=(n, 6))), 1, 7) for centre in (5.5, 4.5)]
    frame = pd.DataFrame(np.hstack(drawn), columns=[f"{part}{item}" for part in "EP" for item in range(1, 7)])
    in_turn = (list(texts) * n)[:n]
    frame["branch"] = pd.Series(in_turn, dtype=object) if "group" in places else ["North", "South", "East"] * (n // 3)
    frame["quarter"] = ["2026Q1"] * (n // 2) + ["2026Q2"] * (n // 2)
    names = list(texts) if "attribute" in places else []
    columns = pd.Index([*frame.columns, *names], dtype=object)
    frame = pd.concat([frame, *[frame["branch"]] * len(names)], axis=1).set_axis(columns, axis=1)
    if "row" in places:
        frame.index = pd.Index(in_turn, dtype=object)
        frame.iloc[:3, :6] = np.nan
    survey = sg.read_survey(frame, _asked(places, texts), attributes=[*names, "branch", "quarter"])
    return survey.drop(survey.respondents.index[:2], reason=texts[0]) if "reason" in places else survey


def _asked(places: Sequence[str], texts: Sequence[str]) -> sg.Instrument:
    words = {
        "item": [texts[at % len(texts)] for at in range(6)] if "item" in places else [f"Item {at}." for at in range(6)],
        "dimension": [texts[at % len(texts)] for at in range(2)] if "dimension" in places else ["Speed", "Care"],
    }
    dimensions = [
        sg.Dimension(
            f"d{at}", [sg.Item(f"i{at}{n}", words["item"][3 * at + n]) for n in range(3)], words["dimension"][at]
        )
        for at in range(2)
    ]
    title = {"title": sg.survey.text.Text.of(texts[0])} if "instrument" in places else {}
    return sg.Instrument("small", sg.Scale(1, 7), dimensions, PARTS, **title)


def outputs(
    places: Sequence[str],
    texts: Sequence[str],
    verbs: Sequence[str],
    folder: Path,
    languages: tuple[str, ...] = LANGUAGES,
) -> Iterator[tuple[str, str]]:
    """Give every output with its name, and the messages of what is refused."""
    try:
        survey = survey_with(places, texts)
    except ServgapError as refused:
        yield "message", str(refused)
        return
    names = survey.attributes[: len(survey.attributes) - 2][:4]
    branch = names[0] if names else "branch"
    calls = verbs_of(list(names) or "branch", "quarter")
    calls["compare_groups"] = lambda each: sg.compare_groups(each, by=branch)
    makers: list[tuple[str, Callable[[], dict[str, str]]]] = [("survey", lambda: of_survey(survey, folder, (branch,)))]
    makers += [(verb, lambda verb=verb: of_finding(calls[verb](survey), folder, languages)) for verb in verbs]
    told = {place: texts[0] for place in places if place in ("title", "period")}
    for language in languages:
        makers.append(
            (f"report {language}", lambda told={**told, "language": language}: _report(survey, branch, told, folder))
        )
    for name, make in makers:
        try:
            yield from ((f"{name}: {key}", text) for key, text in make().items())
        except ServgapError as refused:
            yield f"{name}: message", str(refused)


def _report(survey: sg.Survey, branch: str, told: dict[str, str], folder: Path) -> dict[str, str]:
    wave = None if "period" in told else "quarter"
    if wave is None:
        survey = sg.read_survey(_stored(survey, folder), attributes=["branch"])
    report = sg.Report(survey, minimum=2, branch=branch, wave=wave, **told)
    return {"repr": repr(report), **of_report(report, folder)}


def _stored(survey: sg.Survey, folder: Path) -> Path:
    survey.to_csv(folder / "answers.csv")
    return folder / "answers.csv"


class _Tags(HTMLParser):
    """Which tags with which attributes stand in HTML, and what they link to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found |= {("tag", tag), *(("attribute", name) for name, _ in attributes if name != "colspan")}
        for name, value in attributes:
            if name in ("href", "src", "xlink:href") and not str(value).startswith("#"):
                self.found.add(("link", str(value)))


def tags_of(text: str) -> set[tuple[str, ...]]:
    parser = _Tags()
    parser.feed(text)
    parser.close()
    return parser.found


def _of_tags(name: str) -> bool:
    """Tell whether an output is made of tags that a browser would follow."""
    kind = name.rsplit(": ", maxsplit=1)[-1]
    return "html" in kind.lower() or kind == "page" or kind.startswith("picture")


def complaints(name: str, text: str, harmless: dict[str, set[tuple[str, ...]]]) -> Iterator[str]:
    """Say what is wrong with an output."""
    kind = name.rsplit(": ", maxsplit=1)[-1]
    if kind.startswith(EXACT):
        return
    steers = (ILLEGAL if kind.startswith("workbook") else STEERS).search(text)
    if steers:
        yield f"steers: {steers[0]!r}"
    if not is_closed(text):
        yield "a direction is left open, or closed that was not opened"
    if _of_tags(name):
        strange = tags_of(text) - harmless[name] - HATCHED
        if strange:
            yield f"tags: {sorted(strange)[:3]}"
    if kind.startswith("picture"):
        ET.fromstring(text)  # noqa: S314 - made here
    of_kind = next((look for name, look in LOOKS.items() if kind.startswith(name)), None)
    if of_kind is not None:
        yield from of_kind(text)


def _marked_down(text: str) -> Iterator[str]:
    widths = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in TABLE_LINE.findall(text)}
    if re.search(r"(?<!\\)(?:\\\\)*\$|<(?!br>)|(?<!\\)`", text) or not widths:
        yield "mark-up"


def _sheets(text: str) -> Iterator[str]:
    # The contents lead to sheets of the same workbook, and to nothing outside of it.
    if re.search(r"<f[ >]|<hyperlink (?![^>]*\blocation=)|<hyperlink [^>]*\br:id=", text):
        yield "a formula or a link"


LOOKS = {"workbook": _sheets, "markdown": _marked_down, "latex": complaints_about_latex}


def is_closed(text: str) -> bool:
    """Tell whether every direction that is opened is closed, within what was opened last."""
    waiting: list[str] = []
    for character in text:
        if character in OPENS:
            waiting.append(OPENS[character])
        elif character in OPENS.values() and (not waiting or waiting.pop() != character):
            return False
    return not waiting


def harmless_tags(
    verbs: Sequence[str], folder: Path, languages: tuple[str, ...] = LANGUAGES
) -> dict[str, set[tuple[str, ...]]]:
    """Give the tags of every output of surveys of plain words: of few groups, and of as many as make a league."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for words in (["Plain", "Other"], [f"Plain {number}" for number in range(12)]):
        for name, text in outputs(("group", "reason"), words, verbs, folder, languages):
            found[name] = found.get(name, set()) | (tags_of(text) if _of_tags(name) else set())
    return found


def tried(
    places: Sequence[str], texts: Sequence[str], verbs: Sequence[str]
) -> Iterator[tuple[str, str, int, list[str]]]:
    """Try texts in places; give how many outputs there were, and what is wrong with them."""
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=r"(?s).*[Gg]lyph")
        harmless = harmless_tags(verbs, Path(name))
        for place in places:
            for text in texts:
                count, wrong = 0, []
                try:
                    for output, shown in outputs((place,), [TEXTS[text]], verbs, Path(name)):
                        count += 1
                        wrong += [f"{output}: {each}" for each in complaints(output, shown, harmless)]
                except Exception as problem:  # noqa: BLE001 - that is what is looked for
                    wrong.append(f"{type(problem).__name__}: {problem}")
                yield place, text, count, wrong


def main() -> None:
    every = list(verbs_of("branch", "quarter"))
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--texts", nargs="+", choices=list(TEXTS), default=list(TEXTS))
    asked.add_argument("--places", nargs="+", choices=PLACES, default=list(PLACES))
    asked.add_argument("--verbs", nargs="+", choices=every, default=every)
    told = asked.parse_args()
    counted: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    start = perf_counter()
    for place, text, count, wrong in tried(told.places, told.texts, told.verbs):
        counted[place] += count
        failed[place] += bool(wrong)
        for each in wrong[:3]:
            print(f"{place}, {text}: {each[:300]}", file=sys.stderr, flush=True)
    print("| place | texts | outputs | texts at which something was wrong |\n|---|--:|--:|--:|")
    for place in told.places:
        print(f"| {place} | {len(told.texts)} | {counted[place]:,} | {failed[place]} |")
    print(f"\n{sum(counted.values()):,} outputs in {perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
