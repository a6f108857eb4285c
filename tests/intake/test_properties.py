"""What must hold for any log: it equals its slow twin, its accounts add up, and order and cutting change
nothing.
"""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.intake import PartnerLog, counting, read_partner
from tests.intake.partners import MAPPING, PARTNER_YAML, csv_text, key_of
from tests.intake.twin import LAST_DAY, twin

pytestmark = pytest.mark.slow

# A failure is not shrunk: each try reads files, and the twin's answer beside ours tells enough.
few = settings(
    max_examples=40 if settings.get_current_profile_name() == "search" else 15,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

DAYS = (
    "03/05/2025",
    "03/06/2025",
    "3/30/2025",
    "04/02/2025",
    "12/31/2024",
    "soon",
    "",
    "13/13/2025",
    "01/01/1999",
    "2/2/2062",
)
rows = st.tuples(
    st.sampled_from(["", "R1", "R2", "R3", "r4 "]),
    st.sampled_from(["", "H1", "h1", "H2", " H3"]),
    st.sampled_from(DAYS),
    st.sampled_from(["b0d0n00", "b1d1n33", ""]),
    st.sampled_from(["Food", "rent", "Food; Diapers", "", "Dog walking", "Rent;Boxes;Bikes", ";"]),
    st.sampled_from(["Helped", "Full", "Open", "Gone", "", "Perhaps"]),
    st.sampled_from(["", "03/06/2025", "03/20/2025", "05/01/2025", "never"]),
)
logs = st.lists(rows, max_size=25)


@pytest.fixture
def read_files(tmp_path: Path, catalog, places):
    """Reads lists of rows, each as one file."""

    def read(files: list[list[tuple[str, ...]]]) -> PartnerLog:
        folder = tmp_path / "stoop"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
        (folder / "partner.yaml").write_text(PARTNER_YAML, encoding="utf-8")
        for number, part in enumerate(files):
            (folder / f"{number}.csv").write_text(csv_text(part), encoding="utf-8")
        return read_partner(folder, catalog, places, key_of, today=LAST_DAY)

    return read


def contents(log: PartnerLog) -> pl.DataFrame:
    return log.requests.sort("request_key")


def fates_of(log: PartnerLog) -> Counter:
    return Counter(dict(log.row_account.group_by("fate").agg(pl.col("rows").sum()).iter_rows()))


@few
@given(st.lists(logs, min_size=1, max_size=3))
def test_it_equals_its_slow_twin(read_files, parts):
    log, (fates, requests) = read_files(parts), twin(parts)
    assert +fates_of(log) == +fates
    found = log.requests.select("need", "month", "received_on", "contacts", "result", "days_to_help").rows()
    expected = [(need, month, *told) for (_, need, month), told in requests.items()]
    assert Counter(found) == Counter(expected)
    households = {(unit[1], unit[2]) for unit, _, _ in requests if unit[0] == "household"}
    assert log.requests["household_key"].n_unique() - log.requests["household_key"].has_nulls() == len(
        households
    )


@few
@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(read_files, part, chance):
    after = list(part)
    chance.shuffle(after)
    one, other = read_files([part]), read_files([after])
    assert contents(one).equals(contents(other))
    assert one.row_account.equals(other.row_account)


@few
@given(logs, st.integers(0, 25))
def test_a_file_cut_in_two_gives_the_same_requests(read_files, part, at):
    # Within one file several rows may share a record id; a later file would replace them, so each has its
    # own here.
    whole = [(f"{row[0].strip()}-{n}" if row[0] else "", *row[1:]) for n, row in enumerate(part)]
    one, two = read_files([whole]), read_files([whole[:at], whole[at:]])
    assert contents(one).equals(contents(two))


@few
@given(st.lists(logs, min_size=1, max_size=2), st.integers(0, 1), st.randoms(use_true_random=False))
def test_a_file_sent_twice_changes_nothing(read_files, parts, at, chance):
    again = list(parts[min(at, len(parts) - 1)])
    chance.shuffle(again)  # as one sends it again: the same bytes or, sorted otherwise, the same rows
    once, twice = read_files(parts), read_files([*parts, again])
    # A record that a file corrects within itself is ordered by file: the last file that has it decides.
    ids = [row[0].strip().casefold() for part in parts for row in part if row[0].strip()]
    if len(set(ids)) == len(ids):
        assert contents(once).equals(contents(twice))
    assert fates_of(twice)["loaded"] <= fates_of(once)["loaded"]
    more = fates_of(twice)["received"] - fates_of(once)["received"]
    assert more == sum(any(cell.strip() for cell in row) for row in again)


@few
@given(st.lists(logs, min_size=1, max_size=3))
def test_months_counted_apart_or_together_are_the_same(read_files, parts):
    whole = read_files(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "ENOUGH", 1)
        apart = read_files(parts)
    assert contents(whole).equals(contents(apart))
    assert whole.request_account.equals(apart.request_account)
    assert whole.unmapped.equals(apart.unmapped)


@few
@given(st.lists(logs, min_size=1, max_size=3))
def test_the_accounts_always_add_up(read_files, parts):
    log = read_files(parts)
    is_received = pl.col("fate") == "received"
    sums = log.row_account.group_by("file", is_received.alias("is_received")).agg(pl.col("rows").sum())
    assert sums.group_by("file").agg(pl.col("rows").unique().len())["rows"].to_list() == [1] * len(parts)
    steps = dict(log.request_account.select("step", "rows").iter_rows())
    loaded = log.row_account.filter(pl.col("fate") == "loaded")["rows"].sum()
    assert steps["loaded_rows"] == loaded == steps["offer_rows"] + steps["ask_rows"]
    assert steps["expanded"] == log.requests["contacts"].sum() == steps["folded"] + log.requests.height
    quarantined = log.row_account.filter(pl.col("fate") == "quarantined")["rows"].sum()
    assert log.quarantine.height == quarantined


def test_the_twin_knows_a_worked_example():
    fates, requests = twin([[("R1", "H1", "03/05/2025", "x", "Food;Rent", "Helped", "03/09/2025")]])
    assert fates == {"received": 1, "loaded": 1}
    first = date(2025, 3, 5)
    assert requests[("household", "h1", 2025), "groceries", "2025-03"] == (first, 1, "no_result", None)
    assert requests[("household", "h1", 2025), "rent", "2025-03"] == (first, 1, "received", 4)
