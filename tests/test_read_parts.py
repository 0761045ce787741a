"""Which part is which: words of many languages in any place, and no reading by order where words are not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey.measures.measure import DIRECT
from servgap.survey.reading.layout.columns import lay_out
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.part_words import KNOWN, part_meant, words_of
from servgap.survey.reading.spoken import bare, language_files
from servgap.survey.reading.tools.registry import find_export
from tests.proposals import proposed

TEXTS = ("Parcels arrive whole", "The driver rings twice", "Claims are settled soon")
PARTS = ("expectation", "perception")
EXPECTED, PERCEIVED = (5, 5, 5), (1, 2, 4)

#: How surveys in each language call what is expected and what is received.
PAIRS = (
    *("Harapan/Kenyataan", "Harapan/Persepsi", "Harapan/Kinerja", "Ekspektasi/Persepsi", "Jangkaan/Persepsi"),
    *("Expectativa/Percepción", "Expectativas/Percepciones", "Expectativa/Percepção", "Attentes/Perceptions"),
    *("Attentes/Vécu", "Erwartung/Wahrnehmung", "Erwartungen/Erfahrungen", "Soll/Ist", "Aspettative/Percezioni"),
    *("Verwachting/Ervaring", "Oczekiwania/Ocena", "Oczekiwania/Doświadczenie", "Beklenti/Algı"),
    *("Ожидания/Восприятие", "التوقعات/الإدراك", "ความคาดหวัง/การรับรู้", "Kỳ vọng/Cảm nhận", "期待/実感"),
    *("기대/인지", "Förväntan/Upplevelse", "Forventning/Oplevelse", "Forventning/Opplevelse", "期望/感知", "期望/體驗"),
    *("Expectation/Perception", "Expected/Actual", "Should be/Experienced"),
)
#: Where the word may stand: question, bracket, beginning, end, beside a number or a key.
FORMS = (
    *("{word} [{text}]", "{text} [{word}]", "{text} ({word})", "{word}: {text}", "{text} - {word}", "{word} {text}"),
    *("{text}_{word}", "{number}. {text} ({word})", "{word}_{number}", "{number}_{word}", "Q{number}_{word}"),
    *("{word}{number}", "{word}[SQ00{number}]", "{word}_{key}", "{key}.{word}"),
)
KEYS = ("whole", "rings", "claims")
WRITTEN: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, bare)


def asked(parts: Sequence[str] = PARTS) -> sg.Instrument:
    items = [sg.Item(key, text) for key, text in zip(KEYS, TEXTS, strict=True)]
    return sg.Instrument("parcels", sg.Scale(1, 5), [sg.Dimension("delivery", items)], parts=tuple(parts))


def headers_of(form: str, word: str) -> list[str]:
    return [
        form.format(word=word, text=text, key=key, number=number)
        for number, (text, key) in enumerate(zip(TEXTS, KEYS, strict=True), 1)
    ]


def table(form: str, perceived: str, expected: str, *, perception_first: bool = True) -> pd.DataFrame:
    blocks = [(headers_of(form, perceived), PERCEIVED), (headers_of(form, expected), EXPECTED)]
    ordered = blocks if perception_first else blocks[::-1]
    cells = [answer for _, answers in ordered for answer in answers]
    return pd.DataFrame([cells, cells], columns=[header for headers, _ in ordered for header in headers]).astype(str)


def gaps(survey: sg.Survey) -> list[float]:
    return (survey.perceptions - survey.expectations).iloc[0].tolist()


RIGHT = [-4, -3, -1]


def laid_out(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Give the headers of every part, without reading the answers."""
    from servgap.survey.reading.files.frames import read_frame

    export = find_export(read_frame(frame))
    layout = lay_out(Headers(export.table.headers, export.questions), asked(), None)
    return {part: [export.table.headers[at] for at in columns] for part, columns in layout.parts.items()}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pair", PAIRS)
def test_words_tell_the_parts_wherever_they_stand_and_whichever_is_asked_first(pair: str, form: str) -> None:
    expected, perceived = pair.split("/")
    for number, written in enumerate(WRITTEN):
        words = written(expected), written(perceived)
        found = laid_out(table(form, words[1], words[0], perception_first=number != 1))
        assert found == {"expectation": headers_of(form, words[0]), "perception": headers_of(form, words[1])}


@pytest.mark.parametrize("pair", PAIRS)
def test_gaps_have_the_right_sign(pair: str) -> None:
    expected, perceived = pair.split("/")
    survey = sg.read_survey(table("{word} [{text}]", perceived, expected), asked())
    assert gaps(survey) == RIGHT
    assert {line.reason for line in survey.ledger.lines} >= {"told_by_words"}


#: Words that no file knows, letters that may be short for anything, and letters that are short for the other part.
UNKNOWN = (
    *("tuH/Qapla", "Odotus/Kokemus", "Očekávání/Vnímání", "Elvárás/Tapasztalat", "Προσδοκία/Αντίληψη", "ציפייה/תפיסה"),
    *("V/E", "W/E", "H/K", "A/B", "F/O", "Voor/Na", "before/after", "Column A/Column B", "E/Kokemus", "Odotus/P"),
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pair", UNKNOWN)
def test_order_is_no_evidence_and_both_readings_are_shown(pair: str, form: str) -> None:
    expected, perceived = pair.split("/")
    for first in (True, False):
        frame = table(form, perceived, expected, perception_first=first)
        with pytest.raises(ServgapError) as refused:
            sg.read_survey(frame, asked())
        read = [gaps(sg.read_survey(frame, asked(), columns=columns)) for columns in proposed(refused.value)]
        assert RIGHT in read, str(refused.value)
        if len(read) > 1:
            assert sorted(read) == sorted([RIGHT, [-gap for gap in RIGHT]])


def test_a_word_that_is_not_known_beside_a_perception_is_not_taken_for_the_expectation() -> None:
    frame = table("{word} [{text}]", "Persepsi", "Tärkeys")
    with pytest.raises(
        ServgapError, match=r'perception stands in "Persepsi"; .* "Tärkeys"\. They may ask for .*import'
    ):
        sg.read_survey(frame, asked())


def test_only_running_numbers_and_counts_are_told_by_order() -> None:
    for stems in (("", ""), ("Rate this", "Rate this"), ("Part 1", "Part 2"), ("t2", "t1")):
        headers = [f"{stem} [{text}]".strip() if stem else text for stem in stems for text in TEXTS]
        survey = sg.read_survey(pd.DataFrame([[*EXPECTED, *PERCEIVED]], columns=headers).astype(str), asked())
        assert gaps(survey) == ([-gap for gap in RIGHT] if stems[0] == "t2" else RIGHT)
    with pytest.raises(ServgapError, match="Their order is no evidence, since either part may be asked first"):
        sg.read_survey(table("{word} [{text}]", "Part two", "Part one", perception_first=False), asked())


MET = (
    *("Did we meet your expectations?", "Were your expectations met?", "Did the firm live up to what was expected?"),
    *("我们是否达到了您的期望？", "期待に応えましたか", "기대에 부응했습니까", "Apakah kami memenuhi harapan Anda?"),
    *("¿Cumplimos sus expectativas?", "Atendemos às suas expectativas?", "Avons-nous répondu à vos attentes ?"),
    *("Haben wir Ihre Erwartungen erfüllt?", "Le sue aspettative sono state superate?"),
    *(
        "Hebben wij aan uw verwachtingen voldaan?",
        "Czy spełniliśmy Pani oczekiwania?",
        "Beklentilerinizi karşıladık mı?",
    ),
    *(
        "Оправдали ли мы ваши ожидания?",
        "هل حققنا توقعاتك؟",
        "บริการตอบสนองความคาดหวังหรือไม่",
        "Có vượt kỳ vọng của bạn không?",
    ),
    *("Uppfyllde vi dina förväntningar?", "Levede vi op til dine forventninger?", "Oppfylte vi dine forventninger?"),
)
IMPORTANT = (
    *("How important is it to you?", "Seberapa penting bagi Anda?", "¿Qué tan importante es?", "Qual a importância?"),
    *("Quelle importance ?", "Wie wichtig ist Ihnen das?", "Quanto è importante?", "Hoe belangrijk is het?"),
    *("Jaka jest ważność?", "Önem derecesi", "Насколько это важно?", "ما أهمية ذلك؟", "สำคัญแค่ไหน", "Mức quan trọng"),
    *(
        "重要度",
        "중요도",
        "重要性",
        "Hur viktigt är det?",
        "Hvor vigtigt er det?",
        "Importance",
        "How important should it be?",
    ),
)


@pytest.mark.parametrize("question", MET)
def test_whether_expectations_were_met_is_a_perception(question: str) -> None:
    assert part_meant(question, PARTS) == "perception"
    survey = sg.read_survey(table("{word} [{text}]", question, "How should it be?"), asked())
    assert gaps(survey) == RIGHT


@pytest.mark.parametrize(
    "question",
    [
        *(
            "What do you expect?",
            "Choose the answer in line with your expectations",
            "Pilih yang sesuai dengan harapan",
        ),
        *("您期望服务达到什么水平", "请选择符合您期望的选项", "Marque la opción que corresponde a su expectativa"),
        *("Kreuzen Sie an, was Ihren Erwartungen entspricht", "Which level would meet your expectations?"),
        *("Do supermercado, qual é a sua expectativa?", "Beklentileriniz: karşılama nasıl olmalı?"),
        *(
            "Répondez : qu'attendez-vous ?",
            "Proszę odpowiadać: jakie są oczekiwania?",
            "Responda: ¿qué servicio es esperado?",
        ),
    ],
)
def test_what_is_expected_is_never_taken_for_what_was_received(question: str) -> None:
    assert part_meant(question, PARTS) in {"expectation", None}


@pytest.mark.parametrize("important", IMPORTANT)
def test_importance_is_no_expectation(important: str) -> None:
    frame = table("{word} [{text}]", "Did we meet your expectations?", important)
    with pytest.raises(
        ServgapError, match="how important something is says nothing of how good it should be"
    ) as refused:
        sg.read_survey(frame, asked())
    assert proposed(refused.value) == []
    assert 'parts=("importance", "perception")' in str(refused.value)
    other = replace(asked(), parts=("importance", "perception"))
    survey = sg.read_survey(frame, other)
    assert survey.part("importance").iloc[0].tolist() == list(EXPECTED)
    assert survey.perceptions.iloc[0].tolist() == list(PERCEIVED)


@pytest.mark.parametrize(
    "pair",
    [
        *("Kepentingan/Kepuasan", "Importancia/Satisfacción", "Wichtigkeit/Zufriedenheit", "Importance/Satisfaction"),
        *("Важность/Удовлетворённость", "重要度/満足度", "중요도/만족도", "重要性/满意度", "Önem/Memnuniyet"),
    ],
)
@pytest.mark.parametrize("form", ["{word} [{text}]", "{text} ({word})", "{word}_{number}"])
def test_importance_and_satisfaction_ask_for_an_instrument_of_their_own(pair: str, form: str) -> None:
    important, satisfied = pair.split("/")
    frame = table(form, satisfied, important)
    with pytest.raises(ServgapError, match=r'parts=\("importance", "satisfaction"\)'):
        sg.read_survey(frame, asked())
    survey = sg.read_survey(frame, replace(asked(), parts=("importance", "satisfaction")))
    assert survey.part("satisfaction").iloc[0].tolist() == list(PERCEIVED)


def test_satisfaction_beside_an_expectation_is_read_as_the_perception_only_when_that_is_said() -> None:
    frame = table("{word} [{text}]", "How satisfied were you?", "Erwartung")
    with pytest.raises(
        ServgapError, match=r"asks for satisfaction\. .* If it stands for the perception here"
    ) as refused:
        sg.read_survey(frame, asked())
    (columns,) = proposed(refused.value)
    assert gaps(sg.read_survey(frame, asked(), columns=columns)) == RIGHT


def test_codes_of_two_letters_that_are_each_parts_are_read() -> None:
    for names in (("E", "P"), ("exp", "per"), ("Exp", "Perc")):
        for form in ("{word}{number}", "{word} [{text}]", "{text} ({word})", "{key}_{word}"):
            assert gaps(sg.read_survey(table(form, names[1], names[0]), asked())) == RIGHT


def test_codes_that_could_be_either_part_are_refused() -> None:
    frame = table("{word}", "p{}_e", "e{}_p")
    frame.columns = [*(f"p{n}_e" for n in (1, 2, 3)), *(f"e{n}_p" for n in (1, 2, 3))]
    with pytest.raises(ServgapError):
        sg.read_survey(frame, asked())


@pytest.mark.parametrize(
    ("perceived", "expected"),
    [
        ("Rate expected and perceived service - Perceived", "Rate expected and perceived service - Expected"),
        ("Soll und Ist: Ist", "Soll und Ist: Soll"),
        ("Think of your last experience. How was it?", "Think of your last experience. What do you expect?"),
        ("回想您上次的体验，您的感受如何", "回想您上次的体验，您的期望如何"),
    ],
)
@pytest.mark.parametrize("form", ["{word} [{text}]", "{word} - {text}", "{text} ({word})"])
def test_what_both_questions_say_tells_nothing(perceived: str, expected: str, form: str) -> None:
    for first in (True, False):
        frame = table(form, perceived, expected, perception_first=first)
        assert gaps(sg.read_survey(frame, asked())) == RIGHT
    unknown = table(form, perceived.replace("Perceived", "Qapla"), expected.replace("Expected", "tuH"))
    if "tuH" in unknown.columns[-1]:
        with pytest.raises(ServgapError, match="Their order is no evidence") as refused:
            sg.read_survey(unknown, asked())
        assert RIGHT in [gaps(sg.read_survey(unknown, asked(), columns=each)) for each in proposed(refused.value)]


# Columns numbered anew in each dimension

GROUPED = sg.Instrument(
    "clinic",
    sg.Scale(1, 5),
    [
        sg.Dimension("ethics", [sg.Item("a", "A one."), sg.Item("b", "B two.")]),
        sg.Dimension("access", [sg.Item("c", "C three.")], name={"en": "Access", "es": "Facilidad"}),
    ],
)


@pytest.mark.parametrize("form", ["{group}{part}_{number}", "{group}_{part}_{number}", "{part}_{group}_{number}"])
@pytest.mark.parametrize("written", [str, str.upper, str.lower])
@pytest.mark.parametrize("access", ["acc", "facil"])
def test_columns_numbered_anew_in_each_dimension(form: str, written: Callable[[str], str], access: str) -> None:
    headers = [
        written(form.format(group=group, part=part, number=number))
        for group, numbers in ((access, (1,)), ("eth", (1, 2)))
        for part in "PE"
        for number in numbers
    ]
    frame = pd.DataFrame([[4, 5, 1, 2, 5, 5]], columns=headers).astype(str)
    assert gaps(sg.read_survey(frame, GROUPED)) == RIGHT


def test_groups_that_are_no_dimensions_are_shown_in_their_order() -> None:
    headers = [
        f"{group}{part}_{n}" for group, numbers in (("x", (1, 2)), ("y", (1,))) for part in "PE" for n in numbers
    ]
    frame = pd.DataFrame([[1, 2, 5, 5, 4, 5]], columns=headers).astype(str)
    with pytest.raises(ServgapError, match=r"numbered anew in each of 2 groups \(x, y\)") as refused:
        sg.read_survey(frame, GROUPED)
    (columns,) = proposed(refused.value)
    assert gaps(sg.read_survey(frame, GROUPED, columns=columns)) == RIGHT


# The files of the languages


def _words() -> Iterator[tuple[str, str, str]]:
    for language in language_files():
        for part in KNOWN:
            for kind in ("names", "words", "nouns"):
                for word in language.get(part, {}).get(kind, ()):
                    yield language["language"], part, word


def test_no_word_of_one_part_is_a_word_of_the_other_in_any_language() -> None:
    for language, part, word in _words():
        if part not in PARTS:
            continue
        other = PARTS[1 - PARTS.index(part)]
        plain = bare(word.replace("*", ""))
        assert not words_of(other).strong.search(plain), (language, word)
        assert plain not in words_of(other).names, (language, word)


def test_every_file_has_the_words_that_a_survey_needs() -> None:
    assert len(language_files()) >= 19
    for language in language_files():
        for part in (*PARTS, "importance", "satisfaction"):
            assert language[part].get("words") or language[part].get("nouns"), (language["language"], part)
        assert language["personal"]["names"]
        assert language["personal"]["words"]
        assert language["summaries"]["statistics"]
        assert language["met"]["phrases"]
        known = {"language", *KNOWN, DIRECT, "met", "elsewhere", "personal", "summaries"}
        assert set(language) <= known, language["language"]
