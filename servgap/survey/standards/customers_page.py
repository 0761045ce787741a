"""The page that customers may read: what is promised to them, station by station, and nothing else of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from os import PathLike
from typing import TYPE_CHECKING

from servgap.errors import catalogues as errors
from servgap.language import Language, language_of, named, say
from servgap.language.markdown import marked_down
from servgap.language.shown import UNTYPESET, one_line
from servgap.survey.files.writing import write_whole
from servgap.survey.standards.limit import listed_limits
from servgap.survey.standards.limit_words import limit_said
from servgap.survey.standards.standard import Standard

if TYPE_CHECKING:
    from servgap.survey.standards.catalogue import Catalogue

STYLE = (
    ":root{--ink:#1d2733;--soft:#4c5a69;--line:#d5dbe1;--accent:#0b5e7d}"
    "html{background:#fff;color:var(--ink)}"
    "body{max-width:46rem;margin:0 auto;padding:2.2rem 1.4rem 3rem;font:16px/1.55 system-ui,-apple-system,'Segoe UI',"
    "'Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif}"
    "h1{font-size:2rem;line-height:1.2;margin:0 0 .3em;text-wrap:balance}"
    "h2{font-size:1.1rem;color:var(--accent);margin:1.5em 0 .4em;padding-bottom:.2em;"
    "border-bottom:1px solid var(--line)}"
    "ul{list-style:none;margin:0;padding:0}li{margin:.55em 0;break-inside:avoid}"
    "li p{margin:0}li p+p{color:var(--soft);font-size:.94rem}"
    "footer{margin-top:2em;padding-top:.7em;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}"
    ":lang(zh){line-break:strict}h2{break-after:avoid}"
    "@page{size:A4;margin:16mm}"
    "@media print{body{max-width:none;padding:0;font-size:10.5pt;line-height:1.4}h1{font-size:20pt}"
    "h2{font-size:12pt;margin:.9em 0 .2em}li{margin:.28em 0}}"
)


@dataclass(frozen=True)
class Promise:
    """One published standard as customers read it: what the service is to be, and within what for each channel."""

    words: str
    limits: tuple[str, ...]


@dataclass(frozen=True)
class Station:
    """The promises at one station of the service circle; the name is empty where they lie on none."""

    name: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True, repr=False)
class CustomersPage:
    """What customers are promised, on one page: as HTML, as Markdown and as text.

    Made by ``catalogue.for_customers()``. Owners, targets, norms, days of review and whatever is not published stand on
    no such page.

    Parameters
    ----------
    title
        What heads it.
    stations
        The promises, in the order in which a customer meets them.
    stamp
        Since when they have held: the latest revision among them; empty where none has a day.
    language
        The language's code.

    Examples
    --------
    >>> import servgap as sg
    >>> wait = sg.Standard("wait", "Calls are answered.", limit=sg.Limit(15, "s", share=0.85), published=True)
    >>> print(sg.Catalogue([wait]).for_customers())
    # Our service promise
    <BLANKLINE>
    - **Calls are answered.**
      - Within 15 seconds for 85% of customers.
    """

    title: str
    stations: tuple[Station, ...]
    stamp: str = ""
    language: str = "en"

    @property
    def markdown(self) -> str:
        """The page as Markdown, in which nothing of the catalogue becomes markup."""
        return "\n".join(_marked_down(self))

    @property
    def html(self) -> str:
        """The page as HTML that needs nothing else, in which everything of the catalogue is escaped."""
        tag = language_of(self.language).tag
        return (
            f'<!DOCTYPE html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            f"<title>{escape(self.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{_body(self)}\n</body>\n</html>\n"
        )

    def to_html(self, path: str | PathLike[str]) -> None:
        """Write the page as an HTML file; one that is there is replaced only once the new one is complete."""
        write_whole({path: self.html.encode("utf-8", errors="replace")})

    def to_markdown(self, path: str | PathLike[str]) -> None:
        """Write the page as a Markdown file; one that is there is replaced only once the new one is complete."""
        write_whole({path: f"{self.markdown}\n".encode("utf-8", errors="replace")})

    def __repr__(self) -> str:
        return self.markdown

    def _repr_html_(self) -> str:
        return f'<div class="{UNTYPESET}">{_body(self)}</div>'


def page_for_customers(catalogue: Catalogue, language: str, title: str | None) -> CustomersPage:
    """Choose what customers are told, in a language."""
    told = language_of(language)
    published = [standard for standard in catalogue.current if standard.published]
    if not published:
        raise errors.nothing_published(len(catalogue.current))
    lacking = [standard.key for standard in published if not _speaks(standard, told.code)]
    if lacking:
        raise errors.not_in_language(lacking, told.code)
    stations = [
        Station(
            one_line(told.tell(named(station.name))) if station is not None else "",
            tuple(_promise(standard, told) for standard in published if standard.touchpoint == key),
        )
        for key, station in (*((each.key, each) for each in catalogue.circle), (None, None))
    ]
    return CustomersPage(
        title=one_line(title) if title is not None else told.tell(say("catalogue.page.title")),
        stations=tuple(each for each in stations if each.promises),
        stamp=_stamp(published, told),
        language=told.code,
    )


def _speaks(standard: Standard, language: str) -> bool:
    versions = dict(standard.text.versions)
    return bool((versions.get(language) or versions.get("") or "").strip())


def _promise(standard: Standard, told: Language) -> Promise:
    limits = (told.tell(say("catalogue.page.limit", told=limit_said(limit))) for limit in listed_limits(standard.limit))
    return Promise(one_line(standard.text.to(told.code)), tuple(_begun(one_line(each), told) for each in limits))


def _begun(text: str, told: Language) -> str:
    return told.styled(text, "capital")


def _stamp(published: list[Standard], told: Language) -> str:
    days = sorted(str(standard.revised) for standard in published if standard.revised)
    return told.tell(say("catalogue.page.stamp", day=days[-1])) if days else ""


def _marked_down(page: CustomersPage) -> Iterator[str]:
    yield f"# {marked_down(page.title)}"
    for station in page.stations:
        yield ""
        if station.name:
            yield from (f"## {marked_down(station.name)}", "")
        for promise in station.promises:
            yield f"- **{marked_down(promise.words)}**"
            yield from (f"  - {marked_down(limit)}" for limit in promise.limits)
    if page.stamp:
        yield from ("", marked_down(page.stamp))


def _body(page: CustomersPage) -> str:
    parts = [f"<h1>{escape(page.title)}</h1>"]
    for station in page.stations:
        if station.name:
            parts.append(f"<h2>{escape(station.name)}</h2>")
        parts.append(f"<ul>{''.join(map(_entry, station.promises))}</ul>")
    if page.stamp:
        parts.append(f"<footer>{escape(page.stamp)}</footer>")
    return "\n".join(parts)


def _entry(promise: Promise) -> str:
    limits = "".join(f"<p>{escape(limit)}</p>" for limit in promise.limits)
    return f"<li><p>{escape(promise.words)}</p>{limits}</li>"
