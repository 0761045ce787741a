"""The distinct texts of all answer columns, understood together: numbers, labels, and words for having no answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches

import numpy as np

from servgap.errors import ServgapError
from servgap.errors import reading as errors
from servgap.errors.reading import Places
from servgap.survey.reading.answers import labels as label_order
from servgap.survey.reading.answers.label_sets import sets_for
from servgap.survey.reading.answers.tokens import EMPTY, Token, parse_number, parse_token
from servgap.survey.reading.answers.told import COUNTED, LABELS_TOLD, Meaning, Told
from servgap.survey.reading.folding import fold, fold_label
from servgap.survey.scale import Scale

#: Says where the cells stand that are wanted by part and text.
Find = Callable[[Callable[[str, str], bool]], Places]
#: Labels, each with the number that it stands for.
Labels = tuple[tuple[str, float], ...]


class Vocabulary:
    """All texts of all answer columns, understood as one set.

    Parameters
    ----------
    words
        The distinct texts of each part.
    scale
        The instrument's scale.
    told
        What the user said about labels and missing answers.
    find
        Says where cells stand, for messages.
    apart
        Whether each part has labels of its own, as importance and performance have.

    Attributes
    ----------
    meanings
        By part and text.
    orders
        What was understood of labels, for the ledger: what they speak of, and the number that each stands for.
    """

    def __init__(
        self, words: Mapping[str, Collection[str]], scale: Scale, told: Told, find: Find, *, apart: bool = False
    ) -> None:
        self.scale, self.told, self.find, self.apart = scale, told, find, apart
        self.sets = sets_for(words)
        self.meanings: dict[str, dict[str, Meaning]] = {part: {} for part in words}
        self.orders: list[tuple[str, Labels]] = []
        self.tokens = {part: {word: parse_token(word) for word in found} for part, found in words.items()}
        self._settle_told_and_absent()
        self._settle_numbered()
        self._settle_labels()
        self._check_values()

    def _open(self, part: str) -> dict[str, Token]:
        return {word: token for word, token in self.tokens[part].items() if word not in self.meanings[part]}

    def _where(self, labels: Collection[str]) -> Places:
        return self.find(lambda part, word: self.tokens[part][word].label in labels)

    def _settle_told_and_absent(self) -> None:
        for part, tokens in self.tokens.items():
            for word, token in tokens.items():
                meaning = self.told.meaning(word, token)
                if meaning is None and token.absence is not None:
                    meaning = Meaning(None, token.absence, "" if fold_label(word) in EMPTY else COUNTED[token.absence])
                if meaning is not None:
                    self.meanings[part][word] = meaning

    def _settle_numbered(self) -> None:
        """Take numbers, alone or beside a label; labels alone that stand beside a number elsewhere take that number."""
        families: dict[str, Collection[str]] = {}
        for part in self.tokens:
            tokens = self._open(part)
            numbers = self._numbers_of_labels(part, tokens)
            label_order.check_direction(numbers, self.sets)
            families[part] = {token.label for token in tokens.values() if token.label is not None}
            if numbers:
                self._understood("numbers", sorted(numbers.items(), key=_second))
            for word, token in tokens.items():
                value = token.number if token.number is not None else numbers.get(token.label or "")
                if value is not None:
                    self.meanings[part][word] = Meaning(value)
        if not self.apart:
            label_order.check_families(families, self.sets)

    def _numbers_of_labels(self, part: str, tokens: Mapping[str, Token]) -> dict[str, float]:
        numbers: dict[str, float] = {}
        labels: dict[float, str] = {}
        for token in tokens.values():
            if token.label is None or token.number is None:
                continue
            number = numbers.setdefault(token.label, token.number)
            label = labels.setdefault(token.number, token.label)
            if (number, label) != (token.number, token.label):
                clash = {token.label, label}
                shown = [w for w, other in tokens.items() if other.number is not None and other.label in clash]
                raise errors.labels_disagree(shown, self.find(lambda p, w, shown=shown: p == part and w in shown))  # type: ignore[misc]
        return numbers

    def _settle_labels(self) -> None:
        worded: dict[str, dict[str, str]] = {}
        for part in self.tokens:
            found = {token.label: fold(word) for word, token in self._open(part).items() if token.label is not None}
            if not found:
                continue
            if self.told.labels and not self._completes_told(part, found):
                raise self._not_told(found)
            codes = label_order.levels_of_codes(found, self.scale)
            if codes:
                self._place_labels([part], codes, "answer_codes")
            elif self._has_numbers(part):
                self._place_labels([part], self._levels_beside_numbers(part, found), "ends")
            else:
                worded[part] = found
        groups = [[part] for part in worded] if self.apart else [list(worded)] if worded else []
        if len(worded) > 1:
            label_order.check_sizes(worded, self.scale, self.sets)
        for parts in groups:
            found = {label: word for part in parts for label, word in worded[part].items()}
            fit = label_order.resolve(found, self.scale, self._where, self.sets)
            self._place_labels(parts, fit.place, fit.family)

    def _levels_beside_numbers(self, part: str, found: Mapping[str, str]) -> Mapping[str, int]:
        """Give levels to labels that stand beside numbers; where they have none, the rarer of both is what is wrong."""
        try:
            return label_order.level_of_ends(found, self.scale, self._where, part, self._every_label(), self.sets)
        except ServgapError:
            worded = self.find(lambda p, word: p == part and self.tokens[part][word].label in found)
            numbers = self.find(lambda p, word: p == part and self._is_plain_number(part, word))
            if numbers.count >= worded.count:
                raise
            if not numbers.count:
                raise self._numbered_among_labels(part, worded) from None
            stray = {self.meanings[part][word].value for word in self.tokens[part] if self._is_plain_number(part, word)}
            on_scale = [value for value in sorted(filter(None, stray)) if self.scale.encode(np.array([value]))[0][0]]
            listed = on_scale if len(on_scale) == len(stray) else []
            shown = sorted(value for value in stray if value is not None)
            raise errors.numbers_among_labels(part, shown, numbers, listed) from None

    def _numbered_among_labels(self, part: str, worded: Places) -> Exception:
        """Say which cells have a number beside their text where most have none, or the other way round."""
        labelled = {word: token for word, token in self.tokens[part].items() if token.label is not None}
        both = [word for word, token in labelled.items() if token.number is not None]
        bare = [word for word in labelled if word not in both]
        numbered = self.find(lambda p, word: p == part and word in both)
        few = numbered.count < worded.count
        slips = min(numbered.count, worded.count) <= label_order.RARE * (numbered.count + worded.count)
        every = {word for tokens in self.tokens.values() for word, token in tokens.items() if token.label is not None}
        named = (both if few else bare) if slips else every
        places = numbered if few else worded
        return errors.numbered_among_labels(part, places, sorted(map(fold, named)), with_number=few)

    def _is_plain_number(self, part: str, word: str) -> bool:
        token, meaning = self.tokens[part][word], self.meanings[part].get(word)
        return token.label is None and meaning is not None and meaning.value is not None and not meaning.counted

    def _every_label(self) -> dict[str, str]:
        """Give all labels of all parts that nothing has settled yet, folded, and how each is written."""
        return {
            token.label: fold(word)
            for part in self.tokens
            for word, token in self._open(part).items()
            if token.label is not None
        }

    def _completes_told(self, part: str, found: Collection[str]) -> bool:
        """Whether labels not told belong to a known set that agrees with what was told of its other labels."""
        values = {label: value for label, value in self.told.labels.items() if value is not None}
        numbers = {label for label in values if parse_number(label) is not None}
        if numbers and self._mostly_numbers(part, found):
            return False
        values = {label: value for label, value in values.items() if label not in numbers}
        there = {token.label for token in self.tokens[part].values()}
        known = {label: value for label, value in values.items() if label in there and self._is_known(label)}
        fitting = label_order.fits({*found, *known}, self.scale.levels, sets=self.sets)
        if not fitting and self._where(known).count < self._where(found).count:  # told are slips beside a whole set
            known, fitting = {}, label_order.fits(found, self.scale.levels, sets=self.sets)
        return bool(fitting) and all(
            self.scale.values[fit.place[label]] == value for fit in fitting for label, value in known.items()
        )

    def _is_known(self, label: str) -> bool:
        return label_order.is_known(label, sets=self.sets)

    def _mostly_numbers(self, part: str, found: Collection[str]) -> bool:
        """Tell whether numbers that the user gave other values stand in more cells than labels do."""
        tokens = self.tokens[part]
        worded = self.find(lambda p, word: p == part and tokens[word].label in found)
        return self.find(lambda p, word: p == part and tokens[word].number is not None).count >= worded.count

    def _has_numbers(self, part: str) -> bool:
        meanings = self.meanings[part]
        return any(
            token.number is not None
            and word in meanings
            and meanings[word].value is not None
            and meanings[word].counted != LABELS_TOLD
            for word, token in self.tokens[part].items()
        )

    def _place_labels(self, parts: Iterable[str], place: Mapping[str, int], family: str) -> None:
        for part in parts:
            for word, token in self._open(part).items():
                if token.label is not None:
                    self.meanings[part][word] = Meaning(float(self.scale.values[place[token.label]]))
        levels = sorted(place.items(), key=_second)
        self._understood(family, [(label, float(self.scale.values[level])) for label, level in levels])

    def _understood(self, family: str, order: Iterable[tuple[str, float]]) -> None:
        understood = (family, tuple(order))
        if understood not in self.orders:
            self.orders.append(understood)

    def _not_told(self, found: Mapping[str, str]) -> Exception:
        labels = sorted(found)
        near = [word for label in labels for word in get_close_matches(label, list(self.told.labels), n=1)]
        every = dict.fromkeys(sorted({**self._every_label(), **found}.values()))
        return errors.unknown_labels(
            [found[label] for label in labels], list(dict.fromkeys(near)), self._where(found), str(self.scale), every
        )

    def _check_values(self) -> None:
        values = sorted({m.value for known in self.meanings.values() for m in known.values() if m.value is not None})
        _, off, between = self.scale.encode(np.array(values, dtype=np.float64))
        for wrong, is_off in ((off, True), (between, False)):
            bad = {value for value, marked in zip(values, wrong, strict=True) if marked}
            if not bad:
                continue
            places = self.find(lambda part, word, bad=bad: self.meanings[part][word].value in bad)  # type: ignore[misc]
            if is_off:
                raise errors.off_scale(places, sorted(bad), str(self.scale), self.scale.values.tolist())
            raise errors.between_steps(places, str(self.scale), self.scale.step)


def _second(pair: tuple[str, float]) -> float:
    return pair[1]
