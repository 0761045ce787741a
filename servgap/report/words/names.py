"""What readers call the dimensions, standards, items, aspects and touchpoints of an instrument."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servgap.analysis.finding import Finding
from servgap.language.shown import one_line, shown
from servgap.report.words.languages import Language
from servgap.survey.instrument import Instrument

FULL_STOPS = ".。 "
NO_GROUP: dict[Language, str] = {"en": "no answer", "zh": "未填写"}


def dimension_name(instrument: Instrument, key: str, language: Language) -> str:
    """Name a dimension, as it stands in tables."""
    return shown(next((d.name.to(language) for d in instrument.dimensions if d.key == key), key))


def dimension_in_sentence(instrument: Instrument, key: str, language: Language) -> str:
    """Name a dimension inside a sentence: an English name loses the capital that it has only for standing first."""
    name = dimension_name(instrument, key, language)
    only_first = len(name) > 1 and name[:1].isupper() and name[1:] == name[1:].lower()
    return name[:1].lower() + name[1:] if only_first else name


def standard_name(instrument: Instrument, key: str, language: Language) -> str:
    """Name a standard by its text, without the full stop."""
    text = next((s.text.to(language) for s in instrument.standards if s.key == key), key)
    return shown(one_line(text).rstrip(FULL_STOPS) or key)


def item_name(instrument: Instrument, key: str, language: Language) -> str:
    """Name an item: by its standard's text, and by its key where several items measure that standard."""
    item = next((item for item in instrument.items if item.key == key), None)
    if item is None:
        return shown(key)
    text = standard_name(instrument, item.standard.key, language)
    shared = sum(other.standard.key == item.standard.key for other in instrument.items) > 1
    return f"{text} ({shown(key)})" if shared else text


def group_name(label: object, language: Language) -> str:
    """Name a group by its own label; the empty label stands for respondents who gave none."""
    return shown(label) or NO_GROUP[language]


def attribute_name(name: object) -> str:
    r"""Name an attribute by its header, which may have had a line break in it.

    Examples
    --------
    >>> attribute_name("Branch\nvisited")
    'Branch visited'
    """
    return shown(name) or str(name)


def listed(names: Iterable[str], language: Language) -> str:
    """List names in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"], "en"), listed(["a", "b", "c"], "zh"), listed(["a"], "en")
    ('a, b and c', 'a、b和c', 'a')
    """
    return _listed([shown(name) for name in names], language)


def _listed(names: Sequence[str], language: Language) -> str:
    if len(names) < 2:
        return "".join(names)
    comma, conjunction = (", ", " and ") if language == "en" else ("、", "和")
    return comma.join(names[:-1]) + conjunction + names[-1]


def apart(name: object) -> str:
    """Set a name into Chinese text: Latin letters keep a blank's distance from Chinese ones.

    Examples
    --------
    >>> f"按{apart('branch')}分组，按{apart('门店')}分组"
    '按 branch 分组，按门店分组'
    """
    text = shown(name)
    return f"{' ' * text[:1].isascii()}{text}{' ' * text[-1:].isascii()}"


def separately_by(finding: Finding) -> tuple[str, ...]:
    """Give the attributes for each of whose values the analysis was made; none where it compares the values."""
    return finding.basis.separately
