"""Every census percent, margin and CV of the demo, worked out again from the file's own text."""

import csv
from math import sqrt
from pathlib import Path

import pytest

from pipelines.catalog import load_catalog
from pipelines.editions.public_estimates import census_shares
from pipelines.sources.census import read_census
from pipelines.sources.sidecars import read_sidecar

FOLDER = Path(__file__).parents[2] / "data" / "raw" / "census"
CATALOG = load_catalog()
SHARES = [item for item in CATALOG.indicators.values() if item.kind == "census_share"]


@pytest.fixture(scope="module")
def census():
    return read_census(read_sidecar(FOLDER / "acs_neighbourhood.source.yaml")).rows


@pytest.fixture(scope="module")
def source() -> dict[str, dict[str, str]]:
    with (FOLDER / "acs_neighbourhood.csv").open(encoding="utf-8") as file:
        return {row["nta_code"]: row for row in csv.DictReader(file)}


def number(row, column):
    text = row.get(column, "")
    return float(text) if text not in ("", None) else None


def derived_margin(row, part, whole):
    """The Bureau's rule, written out; None where the file leaves a margin empty."""
    x, n, moe_x, moe_n = (number(row, name) for name in (f"{part}E", f"{whole}E", f"{part}M", f"{whole}M"))
    if moe_x is None or moe_n is None:
        return None
    less = moe_x**2 - (x / n * moe_n) ** 2
    return 100 * sqrt(less if less >= 0 else moe_x**2 + (x / n * moe_n) ** 2) / n


@pytest.mark.parametrize("indicator", SHARES, ids=lambda item: item.id)
def test_every_percent_margin_and_cv_comes_back_from_the_file(indicator, census, source):
    shown = census_shares(indicator, census, CATALOG.policy).filter(status="shown")
    assert shown.height >= 190
    (part,), (whole,) = indicator.numerator.census, indicator.denominator.census
    for found in shown.iter_rows(named=True):
        row = source[found["area_code"]]
        assert found["value"] == pytest.approx(
            100 * number(row, f"{part}E") / number(row, f"{whole}E"), abs=0.06
        )
        published = found["method"] == "acs_published"
        margin = number(row, f"{part}PM") if published else derived_margin(row, part, whole)
        assert (found["moe"] is None) == (margin is None)
        if margin is None:
            continue
        assert found["moe"] == pytest.approx(margin, abs=1e-9)
        if found["value"] > 0:
            assert found["cv"] == pytest.approx(100 * margin / 1.645 / found["value"], abs=1e-9)
        assert 0 <= found["lower"] <= found["value"] <= found["upper"] <= 100
