"""What the SQL makes of records: stamps, results that fit together, atoms that lose nothing."""

import polars as pl
import pytest

from pipelines.editions.designs import Split
from pipelines.editions.recorded import mark_atoms, mark_rows, who_recorded
from pipelines.schema import conform
from pipelines.tables import warehouse as w
from pipelines.tables.ledger import LEDGER_ATOM, STAMP
from pipelines.tabulate import add_results, offer_atoms, read_stamps, request_atoms, result_atoms
from pipelines.warehouse import write_database
from tests.town import town_tables

BY_NEED = Split("requests", "all", "all", "need")
RESULT = Split("requests", "result", "all", "need")
MONTHS = ["2024-01", "2024-02", "2024-03"]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "warehouse.duckdb"
    tables = town_tables(requests=600)
    write_database(path, {table: tables[table] for table in (w.REQUEST, w.OFFER)})
    return path


def asked(months: list[str]) -> pl.DataFrame:
    return town_tables(requests=600)[w.REQUEST].filter(pl.col("month").is_in(months))


def test_a_stamp_is_the_request_as_it_stands(warehouse):
    stamps = conform(STAMP, read_stamps(warehouse, MONTHS))
    assert stamps.columns == STAMP.column_names
    assert stamps.height == asked(MONTHS).height
    assert stamps["is_placed_by_zip"].sum() == (asked(MONTHS)["placed_by"] == "zip").sum()


def test_atoms_lose_no_request_and_say_who_has_a_key(warehouse):
    atoms = request_atoms(read_stamps(warehouse, MONTHS), [BY_NEED])
    keyed = asked(MONTHS).filter(pl.col("household_key").is_not_null())
    assert atoms["value"].sum() == asked(MONTHS)["requests"].sum()
    assert atoms["keyed"].sum() == keyed["requests"].sum()
    assert set(atoms["month"]) == set(MONTHS)


def test_permuting_rows_changes_nothing(warehouse):
    stamps = read_stamps(warehouse, MONTHS)
    shuffled = stamps.sample(fraction=1.0, shuffle=True, seed=3)
    again, once = (request_atoms(rows, [BY_NEED]).sort(LEDGER_ATOM.key) for rows in (shuffled, stamps))
    assert again.equals(once)


def test_every_split_of_what_came_of_it_sums_to_what_was_asked(warehouse):
    stamps = read_stamps(warehouse, MONTHS)
    splits = [
        Split("requests", name, "all", "need") for name in ("result", "helped_by", "reason", "days_to_help")
    ]
    atoms = result_atoms(add_results(warehouse, stamps), splits)
    total = request_atoms(stamps, [BY_NEED])["value"].sum()
    sums = dict(atoms.group_by("outcome_dimension").agg(pl.col("value").sum()).iter_rows())
    assert sums == {split.outcome_dimension: total for split in splits}


def test_splits_of_one_result_agree_with_it(warehouse):
    rows = add_results(warehouse, read_stamps(warehouse, MONTHS))
    received = rows["result"] == "received"
    assert ((rows["helped_by"] == "not_received") == ~received).all()
    assert ((rows["days_to_help"] == "not_received") == ~received).all()
    assert ((rows["reason"] == "not_turned_away") == (rows["result"] != "turned_away")).all()


@pytest.mark.parametrize(
    ("change", "split", "code"),
    [
        ({"result": "received", "helped_by": "not_received"}, "helped_by", "unknown"),
        ({"result": "turned_away", "reason": "not_turned_away"}, "reason", "not_stated"),
        ({"result": "received", "days_to_help": None}, "days_to_help", "not_dated"),
        ({"result": "received", "days_to_help": 3}, "days_to_help", "0_3"),
        ({"result": "received", "days_to_help": 4}, "days_to_help", "4_7"),
        ({"result": "received", "days_to_help": 14}, "days_to_help", "8_14"),
        ({"result": "received", "days_to_help": 30}, "days_to_help", "15_30"),
        ({"result": "withdrew", "helped_by": "mutual_aid"}, "helped_by", "not_received"),
    ],
)
def test_a_request_has_exactly_one_value_of_every_split(tmp_path, change, split, code):
    one = (
        asked(MONTHS)
        .head(1)
        .with_columns(pl.lit(v).cast(w.REQUEST.empty().schema[k]).alias(k) for k, v in change.items())
    )
    path = tmp_path / "one.duckdb"
    write_database(path, {w.REQUEST: one})
    rows = add_results(path, read_stamps(path, MONTHS))
    assert rows[split].to_list() == [code]


def test_a_request_that_is_gone_has_no_result(warehouse, tmp_path):
    """What was stamped is counted whatever happens to the record afterwards: every sum stays whole."""
    stamps = read_stamps(warehouse, MONTHS)
    path = tmp_path / "later.duckdb"
    write_database(path, {w.REQUEST: asked(MONTHS).filter(pl.col("partner") != "alder")})
    rows = add_results(path, stamps)
    assert rows.height == stamps.height
    assert set(rows.filter(pl.col("partner") == "alder")["result"]) == {"no_result"}


def test_codes_and_weights_are_the_stamped_ones(warehouse, tmp_path):
    stamps = read_stamps(warehouse, MONTHS)
    path = tmp_path / "later.duckdb"
    moved = asked(MONTHS).with_columns(block=pl.lit("unknown"), requests=pl.lit(9, pl.Int64))
    write_database(path, {w.REQUEST: moved})
    rows = add_results(path, stamps).select(STAMP.column_names)
    assert rows.sort(STAMP.key).equals(stamps.sort(STAMP.key))


def test_offers_are_counted_by_their_weight(warehouse):
    offers = town_tables(requests=600)[w.OFFER].filter(pl.col("month").is_in(MONTHS))
    atoms = offer_atoms(warehouse, MONTHS, [Split("offers", "all", "all", "need")])
    assert atoms["value"].sum() == offers["offers"].sum()
    assert atoms["keyed"].sum() == 0


def test_a_partner_at_the_share_counts_and_one_below_does_not():
    rows = pl.DataFrame(
        {
            "partner": ["a"] * 5 + ["b"] * 5,
            "requests": [1] * 10,
            "result": ["received"] * 3 + ["no_result"] * 2 + ["withdrew"] * 2 + ["no_result"] * 3,
        }
    )
    decided = dict(who_recorded(rows, "2024-Q1", 0.6).select("partner", "is_recorded").iter_rows())
    assert decided == {"a": True, "b": False}


def test_rows_and_atoms_are_marked_alike(warehouse):
    rows = add_results(warehouse, read_stamps(warehouse, MONTHS))
    decided = who_recorded(rows, "2024-Q1", 0.6)
    assert not decided["is_recorded"].all() and decided["is_recorded"].any()
    by_rows = (
        result_atoms(mark_rows(rows, decided), [RESULT]).group_by("outcome_code").agg(pl.col("value").sum())
    )
    by_atoms = (
        mark_atoms(result_atoms(rows, [RESULT]), decided).group_by("outcome_code").agg(pl.col("value").sum())
    )
    assert by_rows.sort("outcome_code").equals(by_atoms.sort("outcome_code"))
    assert "not_recorded" in by_rows["outcome_code"].to_list()
