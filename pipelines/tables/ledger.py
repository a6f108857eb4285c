"""The private ledger: true counts of closed periods, frozen at closing. Counts, no records; never in an edition."""

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
    ),  # fmt: skip
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
    ),  # fmt: skip
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
