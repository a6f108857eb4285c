"""What becomes of each row: loaded, duplicate, replaced, quarantined, out of period, or not a record."""

from datetime import date, datetime, time, timedelta

import polars as pl

from pipelines.closing import month_end
from pipelines.intake.codes import NO_HOUSEHOLD
from pipelines.intake.columns import field_names
from pipelines.intake.day_columns import parsed_dates
from pipelines.intake.duplicates import find_repeats, hash_rows
from pipelines.intake.household_keys import Households
from pipelines.intake.mapping import ColumnRule, Mapping, same
from pipelines.intake.neutral import neutral_reasons
from pipelines.intake.rows import WORDS, Rows
from pipelines.tables.accounts import FORGOTTEN

EARLIEST = date(2000, 1, 1)  # without a declared period, an older day is a typing error or Excel's day 0
MAX_COUNT = 100_000  # requests in one row of counts: more is a typing error or a total


def decide_fates(
    rows: Rows,
    mapping: Mapping,
    today: date,
    households: Households | None = None,
    forgotten: str | None = None,
) -> pl.DataFrame:
    """The frame of `rows` with every `fate` decided (`loaded` for those that stay) and the columns that
    decided it: received_at, result_at, kind, weight, request_id, household, ROW, and what each other field
    holds.

    `households`: finds the key of each `household`, which is a number then; without it `household` is the
    partner's own id, and a row of a clean copy and the same of its original count as two. `forgotten`: the
    last month whose records are dropped.
    """
    names = field_names(mapping)
    frame = _with_days(rows, names)
    frame = _with_kind(frame, rows, names, mapping)
    frame = _with_weight(frame, rows, names)
    frame = _without_need(frame, names)
    frame = frame.with_columns(
        _id(frame, names, "request_id", frozenset()), _id(frame, names, "household_key", NO_HOUSEHOLD)
    )
    frame = frame.rename({"household_key": "household"})
    if households:
        frame = frame.with_columns(households.number(frame["household"], _years(frame, mapping, today)))
    # In the order of their headers, so that an entry moved about in mapping.yaml changes no row's identity.
    cells = [name for _, name in sorted(zip(mapping.columns, names, strict=True)) if name in frame.columns]
    frame = frame.hstack(hash_rows(frame, lambda part: _as_hashed(part, cells, names, households)))
    ids = [name for name, rule in names.items() if rule.role in ("request_id", "household_key")]
    frame = find_repeats(frame.drop(ids, strict=False), mapping.identical_rows == "distinct")
    frame = _outside_period(frame, mapping, today)
    frame = _forgotten(frame, forgotten)
    return frame.with_columns(pl.col("fate").fill_null("loaded"), pl.col("reason").fill_null("all"))


def _as_hashed(
    frame: pl.DataFrame, cells: list[str], names: dict[str, ColumnRule], households: Households | None
) -> pl.DataFrame:
    """The cells by which a row is known: with neutral reasons, and keys in place of households' ids, for what
    a clean copy holds must not change its rows.
    """
    reasons = [name for name in _columns(names, "reason") if name in cells]
    frame = frame.with_columns(neutral_reasons(frame[name]).alias(name) for name in reasons)
    for name in _columns(names, "household_key") if households else ():
        keys = households.keys_of(frame["household"])
        frame = frame.with_columns(keys.fill_null(frame[name].cast(pl.String)).alias(name))
    return frame.select(cells)


def keys_of_rows(frame: pl.DataFrame, households: Households, mapping: Mapping, today: date) -> pl.Series:
    """The household key of each row that lies in the partner's period; null for others, whose years have no
    key.

    `frame`: received_at, household (the partner's own id).
    """
    return households.keys_of(households.number(frame["household"], _years(frame, mapping, today)))


def _years(frame: pl.DataFrame, mapping: Mapping, today: date) -> pl.Series:
    """The year of each row that lies in the partner's period."""
    first, end = _period(mapping, today)
    day = pl.col("received_at")
    return frame.select(pl.when((day >= first) & (day < end)).then(day.dt.year())).to_series()


def _columns(names: dict[str, ColumnRule], role: str) -> dict[str, ColumnRule]:
    return {name: rule for name, rule in names.items() if rule.role == role}


def _keep_out(
    frame: pl.DataFrame, where: pl.Expr, fate: str, reason: str, column: pl.Expr | None = None
) -> pl.DataFrame:
    """Give `fate` to the rows `where` that nothing has kept out yet."""
    hit = pl.col("fate").is_null() & where
    number = column if column is not None else pl.lit(None, pl.Int64)
    return frame.with_columns(
        pl.when(hit).then(pl.lit(fate)).otherwise("fate").alias("fate"),
        pl.when(hit).then(pl.lit(reason)).otherwise("reason").alias("reason"),
        pl.when(hit).then(number.cast(pl.Int16)).otherwise("column_number").alias("column_number"),
    )


def _number_of(rows: Rows, name: str) -> pl.Expr:
    """In which column of its file a field stands, as a spreadsheet counts; null where that file has none."""
    numbers = {n: fields[name].number for n, fields in enumerate(rows.headers) if name in fields}
    return pl.col("file").replace_strict(numbers, default=None, return_dtype=pl.Int64)


def _with_days(rows: Rows, names: dict[str, ColumnRule]) -> pl.DataFrame:
    """Adds received_at and result_at. A day that cannot be read keeps its row out: no month can count it."""
    received, result = _columns(names, "received_on"), _columns(names, "result_on")
    frame = rows.frame.with_columns(
        parsed_dates(rows.frame, received).alias("received_at"),
        parsed_dates(rows.frame, result).alias("result_at"),
    )
    blank = pl.all_horizontal(pl.col(name).is_null() for name in received)
    frame = _keep_out(frame, blank, "quarantined", "no_date", _number_of(rows, next(iter(received))))
    for columns, parsed in ((received, "received_at"), (result, "result_at")):
        filled = pl.any_horizontal(pl.lit(False), *(pl.col(name).is_not_null() for name in columns))
        number = _number_of(rows, next(iter(columns), ""))
        frame = _keep_out(frame, filled & pl.col(parsed).is_null(), "quarantined", "bad_date", number)
    return frame


def _with_kind(
    frame: pl.DataFrame, rows: Rows, names: dict[str, ColumnRule], mapping: Mapping
) -> pl.DataFrame:
    """Adds kind: ask or offer. A word not in the mapping keeps its row out: an offer is never a need."""
    columns = _columns(names, "kind")
    if not columns:
        return frame.with_columns(pl.lit(mapping.constants.kind, WORDS).alias("kind"))
    name, rule = next(iter(columns.items()))
    words = {same(word): "ask" for word in rule.ask} | {same(word): "offer" for word in rule.offer}
    table = {text: words.get(same(text)) for text in frame[name].drop_nulls().unique()}
    kind = frame[name].replace_strict(table, default=None, return_dtype=WORDS).alias("kind")
    frame, number = frame.with_columns(kind), _number_of(rows, name)
    return _keep_out(frame, pl.col("kind").is_null(), "quarantined", "unknown_kind", number)


def _with_weight(frame: pl.DataFrame, rows: Rows, names: dict[str, ColumnRule]) -> pl.DataFrame:
    """Adds weight: how many requests a row stands for (1, but for partners that only count)."""
    columns = list(_columns(names, "count"))
    if not columns:
        return frame.with_columns(pl.lit(1, pl.Int32).alias("weight"))
    number = frame[columns[0]].cast(pl.String).str.replace_all(",", "").cast(pl.Float64, strict=False)
    whole = number.set(~((number >= 0) & (number <= MAX_COUNT) & (number % 1 == 0)).fill_null(False), None)
    frame = frame.with_columns(whole.cast(pl.Int32).alias("weight"))
    frame = _keep_out(
        frame, pl.col("weight").is_null(), "quarantined", "bad_count", _number_of(rows, columns[0])
    )
    return _keep_out(frame, pl.col("weight") == 0, "not_a_record", "count_of_zero")


def _without_need(frame: pl.DataFrame, names: dict[str, ColumnRule]) -> pl.DataFrame:
    """Boxes of which none is ticked ask for nothing; a blank need of other forms is `unmapped`."""
    flags = _columns(names, "need_flag")
    if not flags or _columns(names, "need"):
        return frame
    ticked = [is_ticked(frame[name], rule) for name, rule in flags.items()]
    nothing = (
        ~pl.DataFrame({str(n): marks for n, marks in enumerate(ticked)})
        .select(pl.any_horizontal(pl.all()))
        .to_series()
    )
    return _keep_out(frame, pl.lit(nothing), "quarantined", "no_need")


def is_ticked(cells: pl.Series, rule: ColumnRule) -> pl.Series:
    """Whether each cell is one of the rule's words for yes."""
    yes = {same(word) for word in rule.yes}
    return cells.is_in([text for text in cells.drop_nulls().unique() if same(text) in yes]).fill_null(False)


def _id(frame: pl.DataFrame, names: dict[str, ColumnRule], role: str, none: frozenset[str]) -> pl.Series:
    """The record or household id as compared: case and spaces do not count, words for nothing are null."""
    columns = list(_columns(names, role))
    if not columns:
        return pl.Series(role, [None], dtype=pl.String).new_from_index(0, frame.height)
    plain = (
        frame[columns[0]].str.to_lowercase().str.replace_all(r"\s+", " ").str.replace(r"^(\d+)\.0+$", "$1")
    )
    return plain.set(plain.is_in(list(none)), None).alias(role)


def _forgotten(frame: pl.DataFrame, last: str | None) -> pl.DataFrame:
    """Rows of months whose records `needs forget` has dropped are not loaded again."""
    if last is None:
        return frame
    return _keep_out(frame, is_of_dropped_month(last), "out_of_period", FORGOTTEN)


def is_of_dropped_month(last: str) -> pl.Expr:
    """Whether a row was received in a month whose records are dropped. `last`: of those months."""
    return pl.col("received_at").dt.date() <= month_end(last)


def _outside_period(frame: pl.DataFrame, mapping: Mapping, today: date) -> pl.DataFrame:
    first, end = _period(mapping, today)
    day = pl.col("received_at")
    frame = _keep_out(frame, day < first, "out_of_period", "before")
    return _keep_out(frame, day >= end, "out_of_period", "after")


def _period(mapping: Mapping, today: date) -> tuple[datetime, datetime]:
    """From when, and up to when, a row is part of the log."""
    period = mapping.period
    first, last = (period.from_on, period.to_on) if period else (EARLIEST, today)
    return datetime.combine(first, time.min), datetime.combine(last + timedelta(days=1), time.min)
