"""Request rows to counts by month and block, in plain SQL that a distributed engine runs as well.

Three questions are asked of records, each once, when a month closes: which requests there were (the stamp),
how many of each kind (the atoms), and how many households stand behind each published cell.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import polars as pl

from pipelines.editions.designs import OFFERS, PER_HOUSEHOLD, Design, Split
from pipelines.schema import conform
from pipelines.tables.ledger import LEDGER_ATOM, LEDGER_HOUSEHOLDS, STAMP
from pipelines.warehouse import connect_read_only

PER_HOUSEHOLD_CODE = """CASE WHEN n <= 3 THEN CAST(n AS VARCHAR) WHEN n <= 6 THEN '4_6'
    WHEN n <= 12 THEN '7_12' ELSE '13_plus' END"""

# What a request's result was at its horizon, made exclusive and exhaustive: a split holds only where the
# result says so, and a request that left the warehouse after it was stamped has no result.
SQL_RESULTED = """
SELECT s.*,
       COALESCE(r.result, 'no_result') AS result,
       CASE WHEN r.result = 'received'
            THEN CASE WHEN r.helped_by = 'not_received' THEN 'unknown' ELSE r.helped_by END
            ELSE 'not_received' END AS helped_by,
       CASE WHEN r.result = 'turned_away'
            THEN CASE WHEN r.reason = 'not_turned_away' THEN 'not_stated' ELSE r.reason END
            ELSE 'not_turned_away' END AS reason,
       CASE WHEN r.result IS DISTINCT FROM 'received' THEN 'not_received'
            WHEN r.days_to_help IS NULL THEN 'not_dated'
            WHEN r.days_to_help <= 3 THEN '0_3'
            WHEN r.days_to_help <= 7 THEN '4_7'
            WHEN r.days_to_help <= 14 THEN '8_14'
            ELSE '15_30' END AS days_to_help
FROM stamp s LEFT JOIN request r ON r.partner = s.partner AND r.request_key = s.request_key
"""


def read_stamps(warehouse: Path, months: Sequence[str]) -> pl.DataFrame:
    """STAMP rows of the requests of `months`, as their codes stand now."""
    columns = ", ".join(c for c in STAMP.column_names if c != "is_placed_by_zip")
    query = f"""SELECT {columns}, placed_by = 'zip' AS is_placed_by_zip FROM request
                WHERE month IN ({_texts(months)})"""
    with connect_read_only(warehouse) as connection:
        return _frame(connection, query).select(STAMP.column_names).cast(STAMP.empty().schema)


def request_atoms(stamps: pl.DataFrame, splits: Iterable[Split]) -> pl.DataFrame:
    """LEDGER_ATOM of what was asked: STAMP rows counted by every split of measure `requests`."""
    with duckdb.connect() as connection:
        connection.register("counted", stamps.to_arrow())
        return _atoms(connection, [s for s in splits if s.measure != OFFERS], "requests")


def offer_atoms(warehouse: Path, months: Sequence[str], splits: Iterable[Split]) -> pl.DataFrame:
    """LEDGER_ATOM of the offers of `months`. Offers carry no household."""
    view = f"""CREATE TEMP VIEW counted AS SELECT *, NULL AS household_key, FALSE AS is_placed_by_zip
               FROM offer WHERE month IN ({_texts(months)})"""
    with connect_read_only(warehouse) as connection:
        connection.execute(view)
        return _atoms(connection, [s for s in splits if s.measure == OFFERS], "offers")


def add_results(warehouse: Path, stamps: pl.DataFrame) -> pl.DataFrame:
    """STAMP rows with result, helped_by, reason and days_to_help as the warehouse knows them now.

    Weight, place, need and groups stay as stamped: late corrections change no sum.
    """
    with connect_read_only(warehouse) as connection:
        connection.register("stamp", stamps.to_arrow())
        return _frame(connection, SQL_RESULTED)


def late_requests(warehouse: Path, stamps: pl.DataFrame, months: Sequence[str]) -> pl.DataFrame:
    """partner, requests of `months` that the warehouse has now and that are not among `stamps`."""
    query = f"""SELECT r.partner, CAST(SUM(r.requests) AS BIGINT) AS requests
                FROM request r ANTI JOIN stamp s ON s.partner = r.partner AND s.request_key = r.request_key
                WHERE r.month IN ({_texts(months)}) GROUP BY r.partner"""
    with connect_read_only(warehouse) as connection:
        connection.register("stamp", stamps.to_arrow())
        return _frame(connection, query)


def result_atoms(resulted: pl.DataFrame, splits: Iterable[Split]) -> pl.DataFrame:
    """LEDGER_ATOM of what came of it: rows of `add_results` counted by every split."""
    with duckdb.connect() as connection:
        connection.register("counted", resulted.to_arrow())
        return _atoms(connection, splits, "requests")


def household_cells(
    rows: pl.DataFrame,
    designs: Iterable[Design],
    periods: pl.DataFrame,
    places: pl.DataFrame,
    needs: pl.DataFrame,
) -> pl.DataFrame:
    """LEDGER_HOUSEHOLDS of `designs`: distinct households behind each cell that is not empty.

    `rows`: STAMP rows, with results where a design splits by them. `periods`: period_level, period, month.
    `places`: area_level, area_code, block. `needs`: need_level, need_code, need.
    """
    with duckdb.connect() as connection:
        for name, frame in (("counted", rows), ("periods", periods), ("places", places), ("needs", needs)):
            connection.register(name, frame.to_arrow())
        parts = [_frame(connection, sql_for_households(design)) for design in designs]
    return conform(LEDGER_HOUSEHOLDS, pl.concat([LEDGER_HOUSEHOLDS.empty(), *parts], how="vertical_relaxed"))


def _atoms(connection: duckdb.DuckDBPyConnection, splits: Iterable[Split], weight: str) -> pl.DataFrame:
    # Neither sorted nor checked here: each month is, when it is written, and both cost as much as counting.
    parts = [_frame(connection, sql_for_atoms(split, weight)) for split in splits]
    return pl.concat([LEDGER_ATOM.empty(), *parts], how="vertical_relaxed").cast(LEDGER_ATOM.empty().schema)


def sql_for_atoms(split: Split, weight: str) -> str:
    """Counts of one split by month, block and partner, from the relation `counted`."""
    return f"""
SELECT month, '{split.measure}' AS measure,
       '{split.outcome_dimension}' AS outcome_dimension, {_code(split.outcome_dimension)} AS outcome_code,
       block, '{split.need_level}' AS need_level, {_code(split.need_level)} AS need_code,
       '{split.group_dimension}' AS group_dimension, {_code(split.group_dimension)} AS group_code,
       partner, is_placed_by_zip AS placed_by_zip,
       CAST(SUM({weight}) AS BIGINT) AS value,
       CAST(SUM(CASE WHEN household_key IS NOT NULL THEN {weight} ELSE 0 END) AS BIGINT) AS keyed
FROM counted
GROUP BY ALL"""


def sql_for_households(design: Design) -> str:
    """Households behind the cells of `design`, in two steps: per household first, since that is many times
    faster than counting distinct keys. A request without a key counts as a household of its own.
    """
    per_household = design.outcome_dimension == PER_HOUSEHOLD
    outcome = "'all'" if per_household else f"c.{design.outcome_dimension}"
    outcome = "'all'" if design.outcome_dimension == "all" else outcome
    group = "'all'" if design.group_dimension == "all" else f"c.{design.group_dimension}"
    code = PER_HOUSEHOLD_CODE if per_household else "outcome_code"
    return f"""
WITH mapped AS (
    SELECT p.area_code, t.period, n.need_code, {outcome} AS outcome_code, {group} AS group_code,
           c.household_key, c.requests
    FROM counted c
    JOIN places p ON p.block = c.block AND p.area_level = '{design.area_level}'
    JOIN periods t ON t.month = c.month AND t.period_level = '{design.period_level}'
    JOIN needs n ON n.need = c.need AND n.need_level = '{design.need_level}'
), per_household AS (
    SELECT area_code, period, need_code, outcome_code, group_code, SUM(requests) AS n, 1 AS households
    FROM mapped WHERE household_key IS NOT NULL
    GROUP BY area_code, period, need_code, outcome_code, group_code, household_key
    UNION ALL
    SELECT area_code, period, need_code, outcome_code, group_code, 1 AS n, SUM(requests) AS households
    FROM mapped WHERE household_key IS NULL
    GROUP BY area_code, period, need_code, outcome_code, group_code
)
SELECT '{design.measure}' AS measure,
       '{design.outcome_dimension}' AS outcome_dimension, {code} AS outcome_code,
       '{design.area_level}' AS area_level, area_code,
       '{design.period_level}' AS period_level, period,
       '{design.need_level}' AS need_level, need_code,
       '{design.group_dimension}' AS group_dimension, group_code,
       CAST(SUM(households) AS BIGINT) AS households, CAST(MAX(n) AS BIGINT) AS most_by_one
FROM per_household
GROUP BY area_code, period, need_code, group_code, {code}"""


def _code(dimension: str) -> str:
    return "'all'" if dimension == "all" else dimension


def _texts(codes: Sequence[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _frame(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    return pl.from_arrow(connection.sql(query).to_arrow_table())
