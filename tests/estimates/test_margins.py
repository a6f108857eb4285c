"""Margins against the Census Bureau's own worked examples, to the precision that the handbook prints.

The handbook: "Understanding and Using American Community Survey Data: What All Data Users Need to Know".
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.estimates import margins

NEVER_MARRIED_WOMEN = ([135_173, 43_104, 24_842], [3_860, 2_642, 1_957])
ALL_WOMEN = ([466_037, 97_360, 67_101], [391, 572, 459])
NEVER_MARRIED_MEN = ([156_720, 44_613, 25_507], [4_222, 2_819, 2_259])

# Table 8.2 (ch. 8, p. 62): households by income; estimate, margin, SE and CV as printed.
INCOME_BANDS = [
    (2163, 812, 494, 22.8), (1178, 504, 306, 26.0), (1502, 743, 452, 30.1), (1995, 722, 439, 22.0),
    (1756, 685, 416, 23.7), (1781, 631, 384, 21.5), (2708, 1007, 612, 22.6), (1981, 647, 393, 19.9),
    (2581, 996, 605, 23.5), (6590, 1109, 674, 10.2), (6861, 1288, 783, 11.4), (14391, 1810, 1100, 7.6),
    (14790, 1944, 1182, 8.0), (12735, 1341, 815, 6.4), (18167, 1890, 1149, 6.3), (29380, 2053, 1248, 4.2),
]  # fmt: skip


def test_sum_of_three_areas():
    """Table 8.1 (ch. 8, p. 61): 203,119 never-married women, +-5,070; SE 3,082; CV 1.5 %."""
    total, moe = margins.sum_of(*NEVER_MARRIED_WOMEN)
    assert total == 203_119
    assert round(float(moe**2)) == 25_709_613
    assert round(float(moe)) == 5_070
    assert round(float(margins.standard_error(moe))) == 3_082
    assert round(float(margins.coefficient_of_variation(total, moe)), 1) == 1.5


@pytest.mark.parametrize(("estimate", "moe", "error", "cv"), INCOME_BANDS)
def test_standard_error_and_cv_of_each_income_band(estimate, moe, error, cv):
    assert round(float(margins.standard_error(moe))) == error
    assert round(float(margins.coefficient_of_variation(estimate, moe)), 1) == cv


@pytest.mark.parametrize(
    ("bands", "moe", "error", "cv"),
    [((2, 3), 1_036, 630, 18.0), ((4, 5), 931, 566, 16.0), ((6, 7, 8), 1_557, 947, 13.0)],
)
def test_income_bands_joined(bands, moe, error, cv):
    """Table 8.3 (ch. 8, p. 63): sums of bands, their margins, SE and CV."""
    total, margin = margins.sum_of(*zip(*(INCOME_BANDS[b][:2] for b in bands), strict=True))
    assert round(float(margin)) == moe
    assert round(float(margins.standard_error(margin))) == error
    assert round(float(margins.coefficient_of_variation(total, margin)), 1) == cv


def test_estimates_of_zero_add_their_largest_margin_once():
    """Bureau's training slides on margins of error (2016), p. 12: 36 + 0 + 0 + 0 gives +-63, not +-74."""
    total, moe = margins.sum_of([36, 0, 0, 0], [56, 27, 29, 29])
    assert (total, round(float(moe))) == (36, 63)


def test_proportion():
    """Table 8.4 (ch. 8, p. 64): 32.2 % of women never married, +-0.8 points; SE 0.488; CV 1.5 %."""
    women, moe_women = margins.sum_of(*ALL_WOMEN)
    assert (women, round(float(moe_women))) == (630_498, 831)
    share, moe = margins.proportion(203_119, women, margins.sum_of(*NEVER_MARRIED_WOMEN)[1], moe_women)
    assert round(float(share), 3) == 0.322
    assert round(100 * float(moe), 1) == 0.8
    assert round(100 * float(margins.standard_error(moe)), 3) == 0.488
    assert round(float(margins.coefficient_of_variation(share, moe)), 1) == 1.5


def test_ratio():
    """Table 8.5 (ch. 8, p. 66): 1.117 never-married men for each woman, +-0.039; SE 0.024; CV 2.1 %."""
    men, moe_men = margins.sum_of(*NEVER_MARRIED_MEN)
    women, moe_women = margins.sum_of(*NEVER_MARRIED_WOMEN)
    assert (men, round(float(moe_men))) == (226_840, 5_557)
    value, moe = margins.ratio(men, women, moe_men, moe_women)
    assert (round(float(value), 3), round(float(moe), 3)) == (1.117, 0.039)
    assert round(float(margins.standard_error(moe)), 3) == 0.024
    assert round(float(margins.coefficient_of_variation(value, moe)), 1) == 2.1


def test_product():
    """Ch. 8, p. 67: 74,506,512 (+-228,238) homes x 82.4 % (+-0.1) = 61,393,366, +-202,289; SE 122,972."""
    value, moe = margins.product(74_506_512, 0.824, 228_238, 0.001)
    assert (round(float(value)), round(float(moe))) == (61_393_366, 202_289)
    assert round(float(margins.standard_error(moe))) == 122_972
    assert [round(float(end)) for end in margins.limits(value, moe)] == [61_191_077, 61_595_655]


def test_percent_change():
    """Ch. 8, p. 67, formula 8 on 135,173 (+-3,860) and 139,301 (+-4,047): 3.1 %, +-4.2 points."""
    change, moe = margins.percent_change(135_173, 139_301, 3_860, 4_047)
    assert float(change) == pytest.approx(3.0538643072, abs=1e-9)
    assert float(moe) == pytest.approx(4.1980698523, abs=1e-9)


def test_interval_of_an_estimate():
    """Table 7.1 (ch. 7): 564,757 (+-10,127): SE 6,156, CV 1.1 %, 554,630 to 574,884."""
    assert round(float(margins.standard_error(10_127))) == 6_156
    assert round(float(margins.coefficient_of_variation(564_757, 10_127)), 1) == 1.1
    assert [float(end) for end in margins.limits(564_757, 10_127)] == [554_630, 574_884]


@pytest.mark.parametrize(
    ("first", "other", "overlap", "z"),
    [
        ((12.6, 0.2), (10.5, 0.3), 0, 9.581),
        ((10.8, 0.2), (10.5, 0.3), 0, 1.369),
        ((13.6, 2.3), (13.1, 2.3), 0.2, 0.283),
    ],
)
def test_difference(first, other, overlap, z):
    """Ch. 7, formulae 3 and 4: two states far apart, two alike, one county over overlapping periods."""
    found = margins.difference(first[0], other[0], first[1], other[1], overlap)[2]
    assert round(float(found), 3) == z


def test_a_negative_radicand_uses_the_ratio():
    share = margins.proportion(100, 100, 10, 20)
    assert float(share[1]) == pytest.approx(np.sqrt(100 + 400) / 100)
    assert share == margins.ratio(100, 100, 10, 20)


def test_two_controlled_figures():
    assert margins.difference(10.1, 10, 0, 0)[2] == np.inf
    assert margins.difference(10, 10.1, 0, 0)[2] == -np.inf
    assert margins.difference(10, 10, 0, 0)[2] == 0


@pytest.mark.parametrize("derive", [margins.proportion, margins.ratio])
def test_nobody_gives_no_share(derive):
    assert np.isnan(derive([5, 5, np.nan], [0, -3, 10], 1, 1)).all()


def test_an_unknown_margin_stays_unknown():
    assert np.isnan(margins.sum_of([1, 2], [3, np.nan])[1])
    assert np.isnan(margins.proportion(5, 10, np.nan, 1)[1])
    assert np.isnan(margins.difference(1, 2, np.nan, 1)[2])


def test_sums_run_over_the_last_axis():
    totals, moes = margins.sum_of([[1, 2], [0, 0]], [[3, 4], [5, 12]])
    assert totals.tolist() == [3, 0]
    assert moes.tolist() == [5, 12]


counts = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**4)), min_size=1, max_size=8)


def slow_sum_moe(pairs):
    """The rule read aloud: square the margins of the non-zero, add the largest zero's square once."""
    squares = sum(moe**2 for estimate, moe in pairs if estimate != 0)
    zeros = [moe for estimate, moe in pairs if estimate == 0]
    return (squares + (max(zeros) ** 2 if zeros else 0)) ** 0.5


@given(counts)
def test_sum_agrees_with_its_slow_twin(pairs):
    total, moe = margins.sum_of(*zip(*pairs, strict=True))
    assert total == sum(estimate for estimate, _ in pairs)
    assert float(moe) == pytest.approx(slow_sum_moe(pairs))


@given(counts, st.randoms())
def test_order_of_parts_changes_nothing(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    first = margins.sum_of(*zip(*pairs, strict=True))
    other = margins.sum_of(*zip(*shuffled, strict=True))
    assert np.allclose(first, other, rtol=1e-12)


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 1000), st.integers(2, 9))
def test_scaling_people_scales_nothing_of_a_share(whole, part, moe, times):
    part = min(part, whole)
    once = margins.proportion(part, whole, moe, moe)
    more = margins.proportion(part * times, whole * times, moe * times, moe * times)
    assert np.allclose(once, more, rtol=1e-9, atol=1e-12)
