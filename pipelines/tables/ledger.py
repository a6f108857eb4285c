"""The private ledger: true counts of closed periods, frozen at closing. Never in an edition."""

from pipelines.schema import Column, Table

LEDGER_ATOM = Table(
    name="ledger_atom",
    grain="one month, block and value of one table design: the counts that every later cell is a sum of",
    key=(
        "month",
        "measure",
        "outcome_dimension",
        "outcome_code",
        "block",
        "need_level",
        "need_code",
        "group_dimension",
        "group_code",
        "partner",
        "placed_by_zip",
    ),
    sensitivity="ledger",
    columns=(
        Column("month", "text", "closed month, as 2025-03"),
        Column("measure", "text", "what is counted", values=("requests", "offers")),
        Column("outcome_dimension", "text", "all, result, helped_by, reason, days_to_help"),
        Column("outcome_code", "text", "value of the dimension, or `all`"),
        Column("block", "text", "block code"),
        Column("need_level", "text", "all, domain, need"),
        Column("need_code", "text", "need or domain, or `all`"),
        Column("group_dimension", "text", "group dimension, or `all`"),
        Column("group_code", "text", "value of the group dimension, or `all`"),
        Column("partner", "text", "partner, or `all` where the table does not need it"),
        Column("placed_by_zip", "boolean", "the place was drawn from a ZIP code"),
        Column("value", "integer", "requests or offers"),
        Column("keyed", "integer", "of them, with a household key"),
    ),
)

LEDGER_HOUSEHOLDS = Table(
    name="ledger_households",
    grain="one cell of a release table in a closed period, with the households behind it",
    key=(
        "measure",
        "outcome_dimension",
        "outcome_code",
        "area_level",
        "area_code",
        "period_level",
        "period",
        "need_level",
        "need_code",
        "group_dimension",
        "group_code",
    ),
    sensitivity="ledger",
    columns=(
        Column("measure", "text", "requests"),
        Column("outcome_dimension", "text", "as in count"),
        Column("outcome_code", "text", "as in count"),
        Column("area_level", "text", "as in count"),
        Column("area_code", "text", "as in count"),
        Column("period_level", "text", "as in count"),
        Column("period", "text", "as in count"),
        Column("need_level", "text", "as in count"),
        Column("need_code", "text", "as in count"),
        Column("group_dimension", "text", "as in count"),
        Column("group_code", "text", "as in count"),
        Column("households", "integer", "distinct household keys; a request without a key counts as one"),
        Column("most_by_one", "integer", "the largest number of requests by one household in the cell"),
    ),
)

STAMP = Table(
    name="stamp",
    grain="one request of a closed month, as its codes stood at the closing; kept until its year has closed",
    key=("partner", "request_key"),
    sensitivity="record",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column("request_key", "text", "as in request"),
        Column("household_key", "text", "as in request", nullable=True),
        Column("month", "text", "as in request"),
        Column("requests", "integer", "how many requests the row stands for"),
        Column("domain", "text", "as in request"),
        Column("need", "text", "as in request"),
        Column("block", "text", "as in request"),
        Column("is_placed_by_zip", "boolean", "the place was drawn from a ZIP code"),
        Column("race_ethnicity", "text", "as in request"),
        Column("age_band", "text", "as in request"),
        Column("language", "text", "as in request"),
        Column("housing", "text", "as in request"),
        Column("disability", "text", "as in request"),
        Column("work", "text", "as in request"),
        Column("children", "text", "as in request"),
    ),
)

LEDGER_RECORDED = Table(
    name="ledger_recorded",
    grain="one partner in one quarter: whether it wrote enough results to be counted by them",
    key=("quarter", "partner"),
    sensitivity="ledger",
    columns=(
        Column("quarter", "text", "closed quarter, as 2025-Q1"),
        Column("partner", "text", "partner"),
        Column("asked", "integer", "requests past their horizon"),
        Column("written", "integer", "of them, with a result written down"),
        Column("is_recorded", "boolean", "the share is at least the policy's; else `not_recorded`"),
    ),
)

LEDGER_ROWS = Table(
    name="ledger_rows",
    grain="one year, partner and fate of its rows, as they stood when the year closed",
    key=("year", "partner", "fate", "reason", "is_dated"),
    sensitivity="ledger",
    columns=(
        Column("year", "text", "closed year"),
        Column("partner", "text", "partner"),
        Column("fate", "text", "as in row_year"),
        Column("reason", "text", "as in row_year"),
        Column(
            "is_dated",
            "boolean",
            "the row's own date lies in the year; else it is the first year to close after the row came",
        ),
        Column("rows", "integer", "rows"),
    ),
)

LEDGER_LATE = Table(
    name="ledger_late",
    grain="one year and partner, with what came after its month had closed",
    key=("year", "partner"),
    sensitivity="ledger",
    columns=(
        Column("year", "text", "year of the requests"),
        Column("partner", "text", "partner"),
        Column(
            "requests",
            "integer",
            "requests of the year that were there when its results had closed, but were not stamped",
        ),
    ),
)

RESULT_STAMP = Table(
    name="result_stamp",
    grain="one stamped request with what had come of it when its results closed",
    key=STAMP.key,
    sensitivity="record",
    columns=(
        *STAMP.columns,
        Column("result", "text", "as in request; `no_result` where the request is gone"),
        Column("helped_by", "text", "who helped, `not_received` where nobody did"),
        Column("reason", "text", "why turned away, `not_turned_away` where not"),
        Column("days_to_help", "text", "band of days to help received, `not_received` where none was"),
    ),
)
