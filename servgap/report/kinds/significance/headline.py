"""How large the overall gap is in standard deviations, and how many standards are significantly short."""

from __future__ import annotations

from servgap.analysis.significance.gap_tests import TESTS
from servgap.analysis.significance.verb import Significance
from servgap.analysis.subject import TESTED_FROM
from servgap.language import Fact, count, joined, number, p_phrase, say, sentence, word
from servgap.language.numbers import known
from servgap.report.chosen import STANDARDS, count_tested, count_untested
from servgap.report.measures import against, case_of, measure_in, noun, own_word
from servgap.report.names import standard, where
from servgap.report.phrases import absent, how_many, interval


def headline(finding: Significance) -> Fact:
    """Give the headline."""
    facts, overall, place = finding.facts, finding.facts.overall, where(finding.basis.names, finding.facts.group)
    if known(overall.gap) and overall.n < TESTED_FROM:
        of = noun(measure_in(finding.basis))
        gap = say("significance.gap_alone", where=place, noun=of, gap=number(overall.gap))
        return sentence(gap, say("significance.from_so_few"))
    standards = joined([_short(finding), _largest(finding)], "and")
    disagreeing = say("significance.disagreeing", n=facts.disagreeing) if facts.disagreeing else None
    return sentence(_overall(finding), standards, disagreeing)


def titled(finding: Significance) -> Fact:
    """Head the section; that of gaps has the kind's own title."""
    measure = measure_in(finding.basis)
    return None if measure.is_gap else say("significance.titled", against=against(measure))


def _overall(finding: Significance) -> Fact:
    overall, place = finding.facts.overall, where(finding.basis.names, finding.facts.group)
    if not known(overall.effect):
        return absent(say("significance.overall_effect", where=place), finding, "overall")
    tested = known(overall.p_adjusted)
    held = interval(finding, overall.effect_low, overall.effect_high) if known(overall.effect_low) else None
    return say(
        "significance.overall",
        case="bare" if held is None and not tested else "held" if not tested else "tested",
        where=place,
        noun=noun(measure_in(finding.basis)),
        gap=number(overall.gap),
        symbol=word("effect_symbol", overall.effect_kind),
        effect=number(overall.effect),
        held=held,
        p=p_phrase(overall.p_adjusted) if tested else None,
    )


def _short(finding: Significance) -> Fact:
    """Say how many standards are short by the first test that there is a result of, and by the others."""
    short, adjust, measure = finding.facts.short, finding.basis.adjust, measure_in(finding.basis)
    if not short:
        return None
    having = {test: count_tested(finding, *STANDARDS, test=test) for test in short}
    lead = next((test for test in short if having[test]), None)
    if lead is None:
        return say("significance.untested")
    others = [_by_another(finding, test, tested=having[test] > 0) for test in short if test != lead]
    return say(
        "significance.short",
        case=how_many(short[lead], having[lead]),
        n=count(short[lead]),
        of=say("significance.of", case=case_of(measure), against=against(measure)),
        total=count(having[lead]),
        which=say("significance.tested") if count_untested(finding, *STANDARDS, test=lead) else None,
        test=own_word(measure, "test", lead),
        corrected=None if adjust in (None, "none") else say("significance.corrected", adjust=word("adjust", adjust)),
        others=say("significance.others", told=joined(others, "phrases")) if others else None,
    )


def _by_another(finding: Significance, test: str, *, tested: bool) -> Fact:
    named = own_word(measure_in(finding.basis), "test", test)
    case, short = "tested" if tested else "untested", finding.facts.short[test]
    return say("significance.by_another", case=case, n=count(short), test=named)


def _largest(finding: Significance) -> Fact:
    largest = finding.facts.largest
    if largest is None or not known(largest.effect):
        return None
    measure, test = measure_in(finding.basis), TESTS[finding.facts.tests[0]]
    above = measure.has_yardstick and test.directed and largest.effect > test.centre
    return say(
        "significance.largest",
        case="above" if above else "other",
        against=against(measure),
        standard=standard(finding.basis.instrument, largest.standard),
        symbol=word("effect_symbol", largest.effect_kind),
        effect=number(largest.effect),
    )
