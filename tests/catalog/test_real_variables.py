"""The census variables of the catalog are names that the published table really has."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.catalog import load_catalog

DICTIONARY = Path(__file__).parents[3] / "shared/real/nyc/acs_councilcount/data_dictionary_2023.csv"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DICTIONARY.is_file(), reason="../shared is not on this machine"),
]


def published() -> dict[str, str]:
    """Each variable without its suffix -> its denominator, where the dictionary names one."""
    rows = pl.read_csv(DICTIONARY).select("estimate_var_code", "denominator_var_code").iter_rows()
    return {name.rstrip("E"): (total or "").rstrip("E") for name, total in rows}


def test_every_variable_of_an_indicator_or_denominator_is_published():
    catalog, known = load_catalog(), published()
    used = {v for d in catalog.denominators.values() for v in d.variables}
    for indicator in catalog.indicators.values():
        for term in (indicator.numerator, indicator.denominator):
            used |= set(term.census) if term else set()
    assert used <= set(known)


def test_every_census_share_is_out_of_the_denominator_that_the_source_names():
    known = published()
    total = {
        "DP02_0088": "B01001_001",  # the same total population under its two names
        "DP03_0001": "DP03_0002",  # unemployed: of the labour force, as the source's own rate DP03_0009
    }
    for indicator in load_catalog().indicators.values():
        if indicator.kind == "census_share":
            (numerator,), (denominator,) = indicator.numerator.census, indicator.denominator.census
            named = known[numerator]
            assert denominator in (named, total.get(named)), indicator.id
