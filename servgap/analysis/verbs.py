"""What all verbs have in common for whoever calls one: the language of what is found, and a word while it is sought."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from servgap.analysis.finding import Finding
from servgap.progress import progress
from servgap.survey.shown_as_card import ShownAsCard
from servgap.survey.tally import Tally

Given = ParamSpec("Given")
Found = TypeVar("Found", bound=Finding)


def verb(find: Callable[Given, Found]) -> Callable[Given, Found]:
    """Have a verb's finding show itself in the language of what it is given, and tell whoever waits what it does.

    Parameters
    ----------
    find
        The verb; what it analyses comes first.
    """
    kind = find.__module__.split(".")[-2]

    @wraps(find)
    def found(*given: Given.args, **told: Given.kwargs) -> Found:
        language = _language_of(given[0] if given else next(iter(told.values()), None))
        with progress(f"{kind}.doing", language):
            one = find(*given, **told)
        return one if one.language == language else one.in_language(language)

    return found


def _language_of(subject: object) -> str:
    """Give the language in which a verb's subject, or the first of several, shows itself."""
    if isinstance(subject, list | tuple) and subject:
        return _language_of(subject[0])
    return subject.language if isinstance(subject, ShownAsCard | Tally) else "en"
