"""What the user says of answers: labels with their values, and what stands for having none, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from servgap.errors import reading as errors
from servgap.survey.reading.answers.tokens import Token, parse_number
from servgap.survey.reading.folding import fold_label
from servgap.survey.scale import Scale, plain
from servgap.survey.survey import Absence

#: Under which reason the ledger counts answers that are absent and say why.
COUNTED = {
    Absence.MISSING: "declared_missing",
    Absence.NOT_ANSWERED: "not_answered",
    Absence.DOES_NOT_APPLY: "does_not_apply",
    Absence.NOT_ASKED: "not_asked",
}
#: Under which reason the ledger counts answers whose values the user told.
LABELS_TOLD = "labels_told"
#: How a user names the reasons for having no answer.
KINDS = {
    "missing": Absence.MISSING,
    "not_answered": Absence.NOT_ANSWERED,
    "skipped": Absence.NOT_ANSWERED,
    "does_not_apply": Absence.DOES_NOT_APPLY,
    "not_asked": Absence.NOT_ASKED,
}


@dataclass(frozen=True)
class Meaning:
    """What a text stands for: a value on the scale, or why there is none, and under which reason that is counted."""

    value: float | None = None
    absence: Absence | None = None
    counted: str = ""


@dataclass(frozen=True)
class Told:
    """What the user said about answers.

    Parameters
    ----------
    labels
        The value of each label, None for no answer.
    numbers, texts
        What stands for no answer, and why there is none.
    """

    labels: Mapping[str, float | None] = field(default_factory=dict)
    numbers: Mapping[float, Absence] = field(default_factory=dict)
    texts: Mapping[str, Absence] = field(default_factory=dict)

    @property
    def of_empty(self) -> Absence | None:
        """What the user said that empty cells mean, if anything."""
        return self.texts.get("")

    @classmethod
    def of(cls, labels: Mapping[Any, Any] | None, missing: Any, absent: Mapping[str, Any] | None, scale: Scale) -> Told:
        """Check what the user passed as ``labels=``, ``missing=`` and ``absent=``."""
        if labels is not None and not isinstance(labels, Mapping):
            raise errors.labels_no_mapping(labels)
        numbers: dict[float, Absence] = {}
        texts: dict[str, Absence] = {}
        for value, kind in _declared(missing, absent):
            number = parse_number(str(value))
            if isinstance(value, bool) or value is None or (number is None and not isinstance(value, str)):
                raise errors.missing_unusable(value)
            if number is None:
                known: Absence = texts.setdefault(fold_label(value), kind)
            else:
                known = numbers.setdefault(number, kind)
            if known is not kind:
                raise errors.absent_twice(value, [_name(known), _name(kind)])
        told: dict[str, Any] = {}
        for label, value in (labels or {}).items():
            given = None if _none(value) else value
            if told.setdefault(key_of(str(label)), given) != given:
                raise errors.labels_alike(
                    [str(each) for each in labels or {} if key_of(str(each)) == key_of(str(label))]
                )
        wrong = {label: value for label, value in told.items() if value is not None and not _on(value, scale)}
        if wrong:
            raise errors.label_values(wrong, str(scale))
        return cls(told, numbers, texts)

    def meaning(self, text: str, token: Token) -> Meaning | None:
        """Give a text the meaning that the user gave it, if any."""
        number = None if token.number is None else plain(token.number)
        for key in (key_of(text), token.label, number):
            if key is not None and key in self.labels:
                value = self.labels[key]
                if value is None:
                    return Meaning(None, Absence.NOT_ANSWERED, COUNTED[Absence.NOT_ANSWERED])
                return Meaning(float(value), counted=LABELS_TOLD)
        kind = None if token.number is None else self.numbers.get(token.number)
        kind = self.texts.get(token.label or key_of(text)) if kind is None else kind
        return None if kind is None else Meaning(None, kind, COUNTED[kind])


def _declared(missing: Any, absent: Mapping[str, Any] | None) -> Iterator[tuple[Any, Absence]]:
    """Give every value that stands for no answer, and why there is none."""
    if isinstance(missing, Mapping):
        raise errors.missing_unusable(missing)
    yield from ((value, Absence.MISSING) for value in _listed(missing))
    if absent is None:
        return
    if not isinstance(absent, Mapping):
        raise errors.absent_unusable(absent, list(KINDS))
    for kind, values in absent.items():
        if kind not in KINDS:
            raise errors.absent_kind(kind, list(KINDS))
        if isinstance(values, Mapping):
            raise errors.absent_unusable(absent, list(KINDS))
        yield from ((value, KINDS[kind]) for value in _listed(values))


def _listed(values: Any) -> list[Any]:
    return [values] if isinstance(values, str) or not isinstance(values, Iterable) else list(values)


def _name(kind: Absence) -> str:
    return next(name for name, named in KINDS.items() if named is kind)


def key_of(text: str) -> str:
    """Fold a text for being looked up; a number is written plainly."""
    number = parse_number(text)
    return fold_label(text) if number is None else plain(number)


def _none(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)  # noqa: PLR0124 - only NaN differs from itself


def _on(value: Any, scale: Scale) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return False
    return bool(scale.encode(np.array([float(value)]))[0][0])
