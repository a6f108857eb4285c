"""The page that a partner signs: what it says is right, and no small count stands on it."""

import re
from datetime import date

import polars as pl
import pytest

from needs.main import main
from pipelines.errors import UserError
from pipelines.paths import Workspace
from pipelines.preview import preview
from pipelines.publish import publish
from pipelines.tables import warehouse as w
from pipelines.warehouse import read_table
from tests.town import few_tables, make_town

DAY = date(2025, 8, 20)


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Workspace:
    return make_town(tmp_path_factory.mktemp("town"), requests=900)


def lines(workspace: Workspace, partner: str = "alder", language: str = "en") -> list[str]:
    return preview(workspace, partner, DAY, language).as_text().splitlines()


def own(workspace: Workspace, partner: str, *year: str) -> pl.DataFrame:
    requests = read_table(workspace.warehouse, w.REQUEST).filter(partner=partner)
    return requests.filter(pl.col("month") <= "2025-07", pl.col("month").str.head(4).is_in(year))


def test_it_says_how_the_partner_is_named_and_what_became_of_its_rows(town) -> None:
    said = lines(town)
    assert said[0].endswith("the rows of Alder Street Mutual Aid")
    assert "  Alder Street Mutual Aid (Mutual-aid group)" in said
    account = read_table(town.warehouse, w.ROW_ACCOUNT).filter(partner="alder", fate="loaded")
    assert f"  Loaded: {account['rows'].sum():,}" in said


def test_it_counts_the_partners_own_requests_in_closed_months(town) -> None:
    said = lines(town)
    for year in ("2024", "2025"):
        assert f"  {year}: {own(town, 'alder', year)['requests'].sum():,}" in said


@pytest.mark.parametrize("partner", ["alder", "birch", "cedar", "dogwood"])
def test_no_small_count_stands_on_it(town, partner: str) -> None:
    text = lines(town, partner)
    counts = text[text.index("What would be counted now, once and for all") :]
    told = [int(n.replace(",", "")) for line in counts for n in re.findall(r"^ +[^:]+: ([\d,]+)$", line)]
    assert told
    assert all(n == 0 or n >= 11 for n in told)
    assert any("1 to 10" in line for line in text)


@pytest.mark.slow
def test_what_has_closed_before_is_not_counted_again(tmp_path) -> None:
    workspace = make_town(tmp_path / "town", requests=900)
    assert "  19 months, January 2024 to July 2025. They are never counted again" in " ".join(
        lines(workspace)
    )
    publish(workspace, date(2025, 5, 20), catalog=few_tables())
    assert any(line.startswith("  3 months, May 2025 to July 2025.") for line in lines(workspace))
    publish(workspace, DAY, catalog=few_tables())
    assert "  No month: all that have ended are counted already." in lines(workspace)


def test_it_is_there_in_spanish(town) -> None:
    said = lines(town, language="es")
    assert "Cómo se les nombra" in said
    assert not {"How you are named", "What nobody will see"} & set(said)


def test_an_unknown_partner_or_language_is_named_with_those_that_there_are(town, capsys) -> None:
    assert main(["preview", "nobody", "--data", str(town.root)]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "There are: alder, birch, cedar, dogwood." in said
    with pytest.raises(UserError, match="There are: en, es"):
        preview(town, "alder", DAY, "fr")
