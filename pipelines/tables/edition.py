"""The public tables of release.duckdb: the contract that the dashboard and other programs read."""

from pipelines.schema import Column, Table
from pipelines.tables.accounts import ROW_FATES, ROW_REASONS

FORMAT = 1
STATUSES = ("shown", "hidden", "not_published", "not_collected", "not_yet")
ESTIMATE_STATUSES = (*STATUSES, "refused")
RELIABILITIES = ("good", "care", "too_few")
VERDICTS = ("clear", "probable", "about_same", "cannot_tell", "not_enough")

PLACE_KEY = ("area_level", "area_code", "area_vintage", "period_level", "period",
             "need_level", "need_code", "group_dimension", "group_code")  # fmt: skip
COUNT_KEY = ("measure", "outcome_dimension", "outcome_code", *PLACE_KEY)
ESTIMATE_KEY = ("indicator", *PLACE_KEY)

_PLACE_COLUMNS = (
    Column("area_level", "text", "area level (table area)"),
    Column("area_code", "text", "area (table area), also unknown, outside, no_fixed_address"),
    Column("area_vintage", "text", "vintage of the boundaries"),
    Column("period_level", "text", "length of the period", values=("month", "quarter", "year", "multi_year")),
    Column("period", "text", "2025-03, 2025-Q3, 2025, census 2019-2023"),
    Column("need_level", "text", "level of the need", values=("all", "domain", "need")),
    Column("need_code", "text", "need or domain (table need), or `all`"),
    Column(
        "group_dimension",
        "text",
        "group dimension (table group_value), panel of partners (partner_panel_*), or `all`",
    ),
    Column("group_code", "text", "group (table group_value), code of the panel, or `all`"),
)

COUNT = Table(
    name="count",
    grain="one released count",
    key=COUNT_KEY,
    sensitivity="public",
    columns=(
        Column("measure", "text", "what is counted", values=("requests", "households", "offers")),
        Column("outcome_dimension", "text", "which split of what happened",
               values=("all", "result", "helped_by", "reason", "days_to_help", "requests_per_household")),
        Column("outcome_code", "text", "value of the split (table outcome), or `all`"),
        *_PLACE_COLUMNS,
        Column("value", "integer", "the count; empty unless shown; households rounded to 5", nullable=True),
        Column("status", "text", "whether the count is shown", values=STATUSES),
        Column("range_low", "integer", "lowest count that all published figures allow", nullable=True),
        Column("range_high", "integer", "highest count that all published figures allow", nullable=True),
        Column("placed_by_zip", "text", "share of the cell placed by ZIP code, in bands; shown cells only",
               nullable=True, values=("under_10", "10_to_30", "over_30")),
    ),
)  # fmt: skip

ESTIMATE = Table(
    name="estimate",
    grain="one published number that is not a count",
    key=ESTIMATE_KEY,
    sensitivity="public",
    columns=(
        Column("indicator", "text", "indicator (table indicator)"),
        *_PLACE_COLUMNS,
        Column("value", "number", "the figure, in the indicator's unit", nullable=True),
        Column("lower", "number", "lower limit of its interval", nullable=True),
        Column("upper", "number", "upper limit of its interval", nullable=True),
        Column("confidence", "number", "0.95; census 0.90", nullable=True),
        Column("moe", "number", "margin of error", nullable=True),
        Column("cv", "number", "coefficient of variation", "%", nullable=True),
        Column("range_low", "number", "lowest value over hidden counts", nullable=True),
        Column("range_high", "number", "highest value over hidden counts", nullable=True),
        Column("numerator", "number", "numerator", nullable=True),
        Column("denominator", "number", "denominator", nullable=True),
        Column("denominator_moe", "number", "margin of the denominator", nullable=True),
        Column("status", "text", "whether the figure is shown", values=ESTIMATE_STATUSES),
        Column("refusal", "text", "reason id where refused", nullable=True),
        Column("reliability", "text", "how far it may be trusted", nullable=True, values=RELIABILITIES),
        Column("method", "text", "method id, explained on How we know"),
    ),
)

COMPARISON = Table(
    name="comparison",
    grain="one difference between two published estimates, with its verdict",
    key=("comparison_id",),
    sensitivity="public",
    columns=(
        Column("comparison_id", "text", "id"),
        Column("kind", "text", "what differs", values=("area", "group", "period", "need")),
        Column("indicator", "text", "indicator compared"),
        *_PLACE_COLUMNS,
        Column("other_area_level", "text", "key of the other side"),
        Column("other_area_code", "text", "key of the other side"),
        Column("other_period", "text", "key of the other side"),
        Column("other_need_code", "text", "key of the other side"),
        Column("other_group_code", "text", "key of the other side"),
        Column("value", "number", "figure of the first side", nullable=True),
        Column("other_value", "number", "figure of the other side", nullable=True),
        Column("difference", "number", "first less other", nullable=True),
        Column("difference_lower", "number", "95 % interval", nullable=True),
        Column("difference_upper", "number", "95 % interval", nullable=True),
        Column("ratio", "number", "first over other", nullable=True),
        Column("ratio_lower", "number", "95 % interval", nullable=True),
        Column("ratio_upper", "number", "95 % interval", nullable=True),
        Column("p", "number", "two-sided p of no difference", nullable=True),
        Column("q", "number", "Benjamini-Hochberg over all candidates of the same kind", nullable=True),
        Column(
            "tipping_point", "number", "points by which unwritten results would have to differ", nullable=True
        ),
        Column("verdict", "text", "verdict of policy.yaml's rule", values=VERDICTS),
        Column("reasons", "text", "reason ids, comma separated: what held the verdict back"),
        Column("scope", "text", "wording id of the scope"),
    ),
)

POPULATION = Table(
    name="population",
    grain="one denominator",
    key=("denominator", "area_level", "area_code", "group_dimension", "group_code"),
    sensitivity="public",
    columns=(
        Column("denominator", "text", "denominator id of the catalog, as residents, households"),
        Column("area_level", "text", "area level"),
        Column("area_code", "text", "area code"),
        Column("group_dimension", "text", "group dimension, or `all`"),
        Column("group_code", "text", "group, or `all`"),
        Column("value", "number", "people or households", nullable=True),
        Column("moe", "number", "90 % margin", nullable=True),
        Column("period", "text", "census period"),
        Column("source", "text", "source id"),
    ),
)

INDICATOR = Table(
    name="indicator",
    grain="one id of table estimate",
    key=("indicator",),
    sensitivity="public",
    columns=(
        Column("indicator", "text", "id; the labels are wording keys indicator.<id>.*"),
        Column("family", "text", "family, what a reader picks"),
        Column("reading", "text", "reading within the family, empty where only one"),
        Column("kind", "text", "log_rate, log_share, log_group_share, census_share, census_count, health"),
        Column("unit", "text", "unit id: per_100, per_1000, percent, count"),
        Column(
            "direction",
            "text",
            "what more of it means",
            values=("more_is_worse", "more_is_better", "neither"),
        ),
        Column("numerator", "text", "what is counted, as a catalog term"),
        Column("denominator", "text", "out of whom, as a catalog term"),
        Column("source", "text", "source ids, comma separated; `log` for the partners' logs"),
        Column("method", "text", "method ids, comma separated"),
        Column("caveats", "text", "caveat ids, comma separated"),
        Column("is_mapped", "boolean", "a map may show it"),
        Column("position", "integer", "order on screen"),
    ),
)

NEED = Table(
    name="need",
    grain="one domain or need",
    key=("need_level", "need_code"),
    sensitivity="public",
    columns=(
        Column("need_level", "text", "domain or need", values=("all", "domain", "need")),
        Column("need_code", "text", "id; the label is the wording key need.<id>"),
        Column("parent_code", "text", "domain of a need; `pooled` or `all` of a domain"),
        Column(
            "horizon_days",
            "integer",
            "days after which the result counts; empty for all",
            "days",
            nullable=True,
        ),
        Column("is_sensitive", "boolean", "pooled below its finest level"),
        Column("finest_level", "text", "finest area level at which it stands alone"),
        Column("benchmark", "text", "census variable id of the benchmark, empty where none"),
        Column("position", "integer", "order on screen"),
    ),
)

OUTCOME = Table(
    name="outcome",
    grain="one value of one split of what happened",
    key=("outcome_dimension", "outcome_code"),
    sensitivity="public",
    columns=(
        Column(
            "outcome_dimension", "text", "result, helped_by, reason, days_to_help, requests_per_household"
        ),
        Column("outcome_code", "text", "id; the label is the wording key <dimension>.<id>"),
        Column("position", "integer", "order on screen"),
    ),
)

GROUP_VALUE = Table(
    name="group_value",
    grain="one value of one group dimension",
    key=("group_dimension", "group_code"),
    sensitivity="public",
    columns=(
        Column("group_dimension", "text", "dimension"),
        Column("group_code", "text", "id; the label is the wording key group.<dimension>.<id>"),
        Column(
            "denominator",
            "text",
            "denominator id, empty where the census has none: counts only, never a rate",
        ),
        Column("finest_level", "text", "finest area level at which the dimension is published"),
        Column("position", "integer", "order on screen"),
    ),
)

EDITION_AREA = Table(
    name="area",
    grain="one area, drawn or not",
    key=("area_level", "area_code"),
    sensitivity="public",
    columns=(
        Column("area_level", "text", "area level"),
        Column("area_code", "text", "code, also unknown, outside, no_fixed_address, <parent>:unknown"),
        Column("name", "text", "proper name, empty for special values"),
        Column("is_drawn", "boolean", "the map draws it and people live there"),
        Column("is_special", "boolean", "unknown, outside, no fixed address"),
        Column("vintage", "text", "vintage of the boundaries"),
    ),
)

AREA_LINK = Table(
    name="area_link",
    grain="one pair of areas",
    key=("kind", "area_level", "area_code", "other_level", "other_code"),
    sensitivity="public",
    columns=(
        Column("kind", "text", "parent: the other holds the first; overlap: they share people",
               values=("parent", "overlap")),
        Column("area_level", "text", "area level"),
        Column("area_code", "text", "area code"),
        Column("other_level", "text", "level of the other"),
        Column("other_code", "text", "the other area"),
        Column("share", "number", "share of the first area's residents in the other"),
    ),
)  # fmt: skip

AREA_LEVEL = Table(
    name="area_level",
    grain="one area level",
    key=("area_level",),
    sensitivity="public",
    columns=(
        Column("area_level", "text", "id; the label is the wording key area_level.<id>"),
        Column("parent_level", "text", "level that it nests in, empty at the top"),
        Column("is_overlapping", "boolean", "does not nest with the others"),
        Column("is_mapped", "boolean", "boundaries/<level>.paths.json exists"),
        Column("position", "integer", "coarse to fine"),
    ),
)

SCALE = Table(
    name="scale",
    grain="one class of the fixed colour scale of one indicator and level",
    key=("indicator", "area_level", "need_code", "class"),
    sensitivity="public",
    columns=(
        Column("indicator", "text", "indicator"),
        Column("area_level", "text", "area level"),
        Column("need_code", "text", "need or domain, or `all`"),
        Column("class", "integer", "0 the lightest to 4"),
        Column("low", "number", "values from here", nullable=True),
        Column("high", "number", "to below here", nullable=True),
    ),
)

EDITION_SOURCE = Table(
    name="source",
    grain="one source of figures",
    key=("source",),
    sensitivity="public",
    columns=(
        Column("source", "text", "source id; `log` for the partners' logs"),
        Column("kind", "text", "log, census, health, boundaries, areas, blocks, place_codes"),
        Column("title", "text", "title"),
        Column("publisher", "text", "publisher"),
        Column("licence", "text", "licence"),
        Column("vintage", "text", "years of the data"),
        Column("retrieved_on", "date", "when it was taken", nullable=True),
        Column("sha256", "text", "checksum of public files, empty for logs"),
        Column("is_simulated", "boolean", "simulated"),
        Column("caveat", "text", "what a reader must know", nullable=True),
    ),
)

POLICY = Table(
    name="policy",
    grain="one constant of policy.yaml",
    key=("name",),
    sensitivity="public",
    columns=(
        Column("name", "text", "name; the reason is the wording key policy.<name>"),
        Column("value", "text", "value as text"),
    ),
)

EDITION_PARTNER = Table(
    name="partner",
    grain="one partner, as it agreed to be named",
    key=("partner",),
    sensitivity="public",
    columns=(
        Column("partner", "text", "running id without meaning, as p1"),
        Column("name", "text", "name as agreed"),
        Column("kind", "text", "kind of group; the label is the wording key partner_kind.<id>"),
        Column("languages", "text", "language ids, comma separated"),
        Column("service_area", "text", "area codes it declares, comma separated; `all`"),
        Column(
            "rows_band",
            "text",
            "rows received, dated in the last closed year, as they stood when it closed",
            values=("not_yet", "under_500", "500_to_2000", "over_2000"),
        ),
        Column("writes_results", "boolean", "wrote a result for enough requests in the last closed quarter"),
        Column("is_simulated", "boolean", "simulated"),
    ),
)

EDITION_ROW_ACCOUNT = Table(
    name="row_account",
    grain="one fate of the rows of one closed year, in bands, as it stood when the year closed",
    key=("year", "partner", "fate", "reason"),
    sensitivity="public",
    columns=(
        Column("year", "text", "closed year; a row without a date is of the first to close after it came"),
        Column("partner", "text", "partner of table partner, or `all`: reasons are told for all only"),
        Column("fate", "text", "what became of the rows", values=ROW_FATES),
        Column("reason", "text", "reason id, or `all`", values=ROW_REASONS),
        Column("rows_band", "text", "how many; none is under 500 too",
               values=("under_500", "500_to_2000", "over_2000")),
    ),
)  # fmt: skip

COVERAGE = Table(
    name="coverage",
    grain="one month of the coalition's logs",
    key=("period",),
    sensitivity="public",
    columns=(
        Column("period", "text", "as 2025-03"),
        Column("state", "text", "closed: counts are out; waiting: results not yet; open: nothing yet",
               values=("closed", "waiting", "open")),
        Column("partners", "integer", "partners with a request in the month, as it stood when it closed"),
    ),
)  # fmt: skip

EVENT = Table(
    name="event",
    grain="one thing that a reader of trends must know",
    key=("from_on", "kind", "partner"),
    sensitivity="public",
    columns=(
        Column("from_on", "date", "first day"),
        Column("to_on", "date", "last day"),
        Column("kind", "text", "paused, full, form_changed, hours_changed, languages_changed, policy"),
        Column("partner", "text", "partner of table partner, empty for a policy event"),
        Column("note", "text", "words for the screen", nullable=True),
    ),
)

HELP_LINE = Table(
    name="help_line",
    grain="one line that a person in trouble can call",
    key=("position",),
    sensitivity="public",
    columns=(
        Column("position", "integer", "order on screen"),
        Column("name", "text", "wording key, or the name itself"),
        Column("telephone", "text", "number to call"),
        Column("text_to", "text", "number to text, empty where none"),
        Column("languages", "text", "language ids, comma separated"),
        Column("note", "text", "wording key, or the words themselves"),
    ),
)

FINDING = Table(
    name="finding",
    grain="one sentence that the edition supports",
    key=("card", "position"),
    sensitivity="public",
    columns=(
        Column("card", "text", "card or page it stands on", values=("where", "who", "changed", "promised")),
        Column("position", "integer", "order within the card"),
        Column("template", "text", "wording key of the sentence; of the reason where the card is empty"),
        Column("numbers", "text", "JSON object of the numbers and codes that fill it"),
        Column("comparison_id", "text", "comparison it cites, empty where none"),
        Column("is_empty", "boolean", "nothing can be said; the template says why"),
    ),
)

CHANGE = Table(
    name="change",
    grain="one thing that moved since the edition before",
    key=("kind", "name"),
    sensitivity="public",
    columns=(
        Column("kind", "text", "edition, period, partner (those that left are not named), source, table"),
        Column("name", "text", "what"),
        Column("before", "text", "before, empty where new"),
        Column("after", "text", "after, empty where gone"),
    ),
)

LABEL = Table(
    name="label",
    grain="one word or sentence in one language",
    key=("language", "label"),
    sensitivity="public",
    columns=(
        Column("language", "text", "language id"),
        Column("label", "text", "wording key"),
        Column("text", "text", "the words"),
    ),
)

MANIFEST = Table(
    name="manifest",
    grain="one fact about the edition",
    key=("name",),
    sensitivity="public",
    columns=(
        Column("name", "text", "id, audience, as_of, format, code_version, coalition, languages, "
               "complete_through, results_through, is_simulated, public_gate, private_gate, partners_left "
               "(they stand behind closed months, but their records are here no more), late_<year> "
               "(requests that came after their month had closed, rounded to 10, or `under_15`), ..."),
        Column("value", "text", "value as text"),
    ),
)  # fmt: skip

EDITION_TABLES = (
    COUNT, ESTIMATE, COMPARISON, POPULATION, INDICATOR, NEED, OUTCOME, GROUP_VALUE, EDITION_AREA, AREA_LINK,
    AREA_LEVEL, SCALE, EDITION_SOURCE, POLICY, EDITION_PARTNER, EDITION_ROW_ACCOUNT, COVERAGE, EVENT,
    HELP_LINE, FINDING, CHANGE, LABEL, MANIFEST,
)  # fmt: skip
