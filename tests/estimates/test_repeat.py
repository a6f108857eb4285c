"""The repeat factor: UKHSA's non-independent events, and bands against what they were made from."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.estimates import intervals, repeat


@pytest.mark.real_data
@pytest.mark.parametrize("area", ["testdata_nonind_big", "testdata_nonind_small"])
def test_widened_limits_are_those_of_the_published_directly_standardised_rate(shared, area):
    """UKHSA weighs n_f by age; with our interval the published limits come back to 1e-9 of themselves."""
    folder = shared / "oracles" / "phe"
    rows = pl.read_csv(folder / "testdata_DSR_ISR__testdata_nonindepe.csv").filter(area=area)
    answer = pl.read_csv(folder / "testdata_DSR_ISR__testresults_DSR.csv", infer_schema_length=None).row(
        by_predicate=(pl.col("area") == area), named=True
    )
    # The European standard population of 2013, by age band, as that sheet uses it.
    standard = np.array([5, 5.5, 5.5, 5.5, 6, 6, 6.5, 7, 7, 7, 7, 6.5, 6, 5.5, 5, 4, 2.5, 1.5, 1]) * 1000
    count, people = rows["count"].to_numpy(), rows["pop"].to_numpy()
    rate = (standard * count / people).sum() / standard.sum()
    squares = sum(f**2 * rows[f"f{f}"].fill_null(0).to_numpy() for f in (1, 2, 3, 4))
    variance = (standard**2 * squares / people**2).sum() / standard.sum() ** 2
    x = count.sum()
    factor = variance / x * (x / rate) ** 2
    lower, upper = intervals.widen(rate, [limit / x * rate for limit in intervals.byar(x)], factor)
    assert rate * 1e5 == pytest.approx(answer["value"], rel=1e-9)
    # Dobson scales Byar's distance from the count by sqrt(var/x): our distance is in units of the rate.
    assert lower * 1e5 == pytest.approx(answer["lower95_0cl"], rel=1e-9)
    assert upper * 1e5 == pytest.approx(answer["upper95_0cl"], rel=1e-9)


def test_once_each_is_a_factor_of_one():
    assert repeat.repeat_factor({"1": 500}, 500) == 1
    assert repeat.design_effect([1], [500]) == 1


def test_nobody_has_no_factor():
    assert np.isnan(repeat.repeat_factor({}, 0))
    assert np.isnan(repeat.design_effect([1, 2], [0, 0]))


def test_mean_of_the_top_band_comes_from_the_requests_left_over():
    households = {"1": 100, "13_plus": 20}
    assert repeat.top_band_mean(households, 100 + 20 * 17) == 17
    assert repeat.top_band_mean(households, 100) == 13


def test_a_band_of_several_is_wider_than_its_mean():
    assert repeat.repeat_factor({"4_6": 100}, 500) == pytest.approx((16 + 25 + 36) / 15)


def band_of(f):
    return next((code for code, band in repeat.BANDS.items() if band.low <= f <= band.high), repeat.TOP_BAND)


def in_bands(asked):
    households: dict[str, float] = {}
    for f in asked:
        households[band_of(f)] = households.get(band_of(f), 0) + 1
    return households


@given(st.lists(st.integers(1, 3), min_size=1, max_size=60))
def test_bands_of_one_number_give_the_exact_factor(asked):
    found = repeat.repeat_factor(in_bands(asked), sum(asked))
    assert found == pytest.approx(repeat.design_effect(asked, np.ones(len(asked))), rel=1e-12)


@pytest.mark.parametrize("chance_of_stopping", [0.3, 0.4, 0.6, 0.8])
def test_bands_are_near_the_exact_factor_where_counts_fall_off(chance_of_stopping):
    """Bands hide the number, so the factor may be up to 15 % too large, and 5 % too small."""
    asked = np.random.default_rng(4).geometric(chance_of_stopping, 4000)
    found = repeat.repeat_factor(in_bands(asked), asked.sum())
    exact = repeat.design_effect(asked, np.ones(4000))
    assert 0.95 * exact <= found <= 1.15 * exact
