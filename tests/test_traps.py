"""Places where a Python library or R gives a wrong number, each with the right one: one function a trap."""

import numpy as np
import pingouin as pg
import pytest
from scipy import special, stats
from statsmodels.stats.contingency_tables import SquareTable
from statsmodels.stats.multitest import multipletests

from servgap._stats.families.adjust import adjust_p
from servgap._stats.noncentral_t import noncentrality_limits
from servgap._stats.ordinal.marginal_homogeneity import stuart_maxwell
from servgap._stats.paired.bayes_factor import bayes_factor_t
from servgap._stats.paired.effects import d_av, d_z
from servgap._stats.paired.hodges_lehmann import hodges_lehmann
from servgap._stats.paired.signed_rank import signed_rank, signed_rank_exact
from servgap._stats.paired.superiority import prob_superiority
from servgap._stats.planning.power import power_paired

SMALL = np.array([-3, -2, -1, 0, 1]), np.array([1, 4, 5, 6, 4])
"""Gaps of item 15, first 20 respondents of the synthetic SERVQUAL survey."""

PERCEIVED_15 = np.array([5, 4, 6, 5, 6, 5, 6, 4, 6, 5, 5, 5, 7, 6, 7, 7, 5, 5, 7, 5])
EXPECTED_15 = np.array([6, 7, 6, 5, 7, 7, 5, 6, 6, 6, 6, 6, 7, 6, 6, 6, 7, 7, 7, 4])
"""The two answers behind them."""

ITEM_3 = np.array([-3, -2, -1, 0, 1, 2, 3]), np.array([9, 24, 63, 98, 66, 26, 14])

ITEM_5 = np.array(
    [
        [0] * 7,
        [0] * 7,
        [1, 1, 2, 2, 1, 1, 0],
        [0, 3, 12, 9, 4, 4, 4],
        [1, 2, 14, 20, 24, 13, 1],
        [1, 6, 17, 38, 25, 12, 6],
        [1, 4, 6, 23, 16, 16, 10],
    ]
)
"""Item 5 of the same survey, all 300 respondents: expectations in rows, perceptions in columns."""


def rows(table):
    return np.repeat(*table)


def test_t1_the_effect_of_a_paired_t_test_is_d_z_with_its_sign():
    """pingouin reports d_av, without its sign, and takes the test's power from it."""
    gaps = (PERCEIVED_15 - EXPECTED_15).astype(float)
    n, mean, sd = len(gaps), gaps.mean(), gaps.std(ddof=1)
    effect = float(d_z(n, mean, sd).effect)
    assert effect == pytest.approx(-0.505196873106925, rel=1e-12)
    assert float(power_paired(n, effect).power) == pytest.approx(0.5731542, abs=1e-7)
    peer = pg.ttest(PERCEIVED_15, EXPECTED_15, paired=True).iloc[0]
    average = d_av(mean, PERCEIVED_15.std(ddof=1), EXPECTED_15.std(ddof=1)).effect_rms
    assert float(peer["cohen_d"]) == pytest.approx(-float(average), abs=1e-9)
    assert float(peer["power"]) > 0.82


def test_t2_effects_of_the_signed_rank_test_follow_its_zeros_and_its_pairs():
    """pingouin drops zeros from the rank-biserial correlation in any case, and compares all with all for the CLES."""
    found = signed_rank(*SMALL)
    assert float(found.effect) == pytest.approx(-0.534391534391534, rel=1e-12)
    assert float(found.p_value) == pytest.approx(0.0525347014585984, rel=1e-9)
    assert float(prob_superiority(4, 6, 20).effect) == pytest.approx(0.35, rel=1e-15)
    peer = pg.wilcoxon(PERCEIVED_15, EXPECTED_15, zero_method="pratt").iloc[0]
    assert float(peer["RBC"]) == pytest.approx(float(signed_rank(*SMALL, "wilcox").effect), rel=1e-12)
    assert float(peer["CLES"]) == pytest.approx(0.3125)


def test_t3_the_exact_signed_rank_p_is_given_the_ties():
    """scipy's "exact" takes the distribution without ties and zeros; coin and all 2^14 signs agree with servgap."""
    gaps = rows(SMALL)
    right = {"pratt": 0.060546875, "wilcox": 0.037353515625}
    for zeros, expected in right.items():
        assert float(signed_rank_exact(*SMALL, zeros).p_value) == pytest.approx(expected, rel=1e-12)
        kept = gaps if zeros == "pratt" else gaps[gaps != 0]
        ranks = stats.rankdata(np.abs(kept))[kept != 0]
        signs = 1 - 2 * ((np.arange(2 ** len(ranks))[:, None] >> np.arange(len(ranks))) & 1)
        observed = abs(ranks @ np.sign(kept[kept != 0]))
        assert np.mean(np.abs(signs @ ranks) >= observed - 1e-9) == expected
        peer = stats.wilcoxon(gaps.astype(float), zero_method=zeros, method="exact").pvalue
        assert abs(peer / expected - 1) > 0.1


def test_t7_a_test_that_was_not_made_does_not_count():
    """statsmodels counts a NaN in the size of the family."""
    p = np.array([0.03722332, 0.2, 0.9, np.nan])
    for method, peer in (("holm", "holm"), ("hochberg", "simes-hochberg"), ("bh", "fdr_bh"), ("by", "fdr_by")):
        found = adjust_p(p, method).p_adjusted
        assert np.isnan(found[3])
        np.testing.assert_allclose(found[:3], multipletests(p[:3], method=peer)[1], rtol=1e-12)
    assert adjust_p(p, "holm").p_adjusted[0] == pytest.approx(0.11166996, rel=1e-8)
    assert multipletests(p, method="holm")[1][0] == pytest.approx(0.14889328, rel=1e-7)


def test_t8_marginal_homogeneity_takes_the_counts_as_they_are():
    """statsmodels adds a half to every cell as soon as one is empty."""
    assert float(stuart_maxwell(ITEM_5).statistic) == pytest.approx(118.701569210658, rel=1e-12)
    assert SquareTable(ITEM_5.astype(float), shift_zeros=False).homogeneity().statistic == pytest.approx(118.7015692)
    assert SquareTable(ITEM_5.astype(float)).homogeneity().statistic == pytest.approx(107.5429283)


def test_t17_the_interval_of_d_z_does_not_break_for_negative_t():
    """scipy's noncentral t has no value far below zero; the interval is found for |t| and mirrored."""
    n, t = 20, -2.25930910057484
    found = d_z(n, t, np.sqrt(n))
    assert float(found.effect_low) == pytest.approx(-0.965747912164935, abs=1e-6)
    assert float(found.effect_high) == pytest.approx(-0.0329570499455583, abs=1e-6)
    turned = d_z(n, -t, np.sqrt(n))
    assert (found.effect_low, found.effect_high) == (-turned.effect_high, -turned.effect_low)
    far = noncentrality_limits([-40.0, -400.0, -4000.0], [19.0, 299.0, 99_999.0])
    assert (np.isfinite(far.low) & np.isfinite(far.high) & (far.low < far.high) & (far.high < 0)).all()
    assert stats.nct.cdf(-t, n - 1, -found.effect_high * np.sqrt(n)) == pytest.approx(0.975, abs=1e-8)


def test_t18_hodges_lehmann_keeps_zeros_and_ties():
    """R's wilcox.test stops anywhere on a step and drops the zeros: 2.7e-05 here, where the median is 0."""
    gaps = rows(ITEM_3)
    first, second = np.triu_indices(len(gaps))
    walsh = np.sort((gaps[first] + gaps[second]) / 2)
    found = hodges_lehmann(*ITEM_3)
    assert found.estimate == np.median(walsh) == 0
    place = int(np.floor(len(walsh) / 2 - 1.959964 * np.sqrt(300 * 301 * 601 / 24) + 0.5))
    assert (found.ci_low, found.ci_high) == (walsh[place - 1], walsh[-place])


def test_t19_exact_stays_exact_beyond_fifty_gaps():
    """exactRankTests gives the normal approximation from 50 gaps on, under the name of the exact p."""
    exact = float(signed_rank_exact(*ITEM_3, "wilcox").p_value)
    asymptotic = float(signed_rank(*ITEM_3, "wilcox").p_value)
    assert exact == pytest.approx(0.365398633395713, rel=1e-10)
    assert asymptotic == pytest.approx(0.363478719349842, rel=1e-10)
    assert asymptotic == pytest.approx(2 * special.ndtr(-0.908756412131117), rel=1e-9)


def test_t20_a_bayes_factor_has_all_its_digits():
    """pingouin rounds to three decimals in its tables, and takes .707 for the root of a half."""
    t, n = -2.25930910057484, 20
    found = float(bayes_factor_t(t, n).bf10)
    assert found == pytest.approx(1.80835758366557, rel=1e-9)  # BayesFactor::ttest.tstat
    assert float(pg.ttest(PERCEIVED_15, EXPECTED_15, paired=True)["BF10"].iloc[0]) == 1.808
    short = float(pg.bayesfactor_ttest(t, n, paired=True))
    assert float(bayes_factor_t(t, n, 0.707).bf10) == pytest.approx(short, rel=1e-9)
    assert abs(short / found - 1) > 2e-5
