"""The private tables of warehouse.duckdb: records and what is joined to them."""

from pipelines.schema import Column, Table
from pipelines.tables.accounts import ROW_FATES, ROW_REASONS

PLACED_BY = ("block", "area", "tract", "coordinates", "zip", "district", "none")
RESULTS = ("received", "turned_away", "no_result", "withdrew")

REQUEST = Table(
    name="request",
    grain="one household, need and month at one partner (repeats inside that are contacts); "
    "for partners that only count, one row of their counts",
    key=("partner", "request_key"),
    sensitivity="record",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column("request_key", "text", "HMAC of partner, household or row, need and month"),
        Column(
            "household_key", "text", "HMAC of the partner's household identifier, per year", nullable=True
        ),
        Column("month", "text", "month of the first contact, as 2025-03"),
        Column("received_on", "date", "day of the first contact"),
        Column(
            "requests", "integer", "how many requests the row stands for (1, but for count-only partners)"
        ),
        Column("contacts", "integer", "rows folded into the request"),
        Column("is_recurring", "boolean", "a standing request"),
        Column("domain", "text", "need domain of needs.yaml"),
        Column("need", "text", "need of needs.yaml, or `unmapped`"),
        Column("block", "text", "block of table `block`, or one of the unknown blocks"),
        Column("placed_by", "text", "what placed the row", values=PLACED_BY),
        Column("result", "text", "what had happened when the need's horizon passed", values=RESULTS),
        Column(
            "days_to_help", "integer", "days from the first contact to help received", "days", nullable=True
        ),
        Column(
            "helped_by", "text", "who helped (helped_by of results.yaml), `not_received` where nobody did"
        ),
        Column("reason", "text", "why turned away (reasons of results.yaml), `not_turned_away` where not"),
        Column("race_ethnicity", "text", "code of groups.yaml"),
        Column("age_band", "text", "code of groups.yaml"),
        Column("language", "text", "code of groups.yaml"),
        Column("housing", "text", "code of groups.yaml"),
        Column("disability", "text", "code of groups.yaml"),
        Column("work", "text", "code of groups.yaml"),
        Column("children", "text", "code of groups.yaml"),
    ),
)

OFFER = Table(
    name="offer",
    grain="one offer of help, need and month at one partner",
    key=("partner", "offer_key"),
    sensitivity="record",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column("offer_key", "text", "HMAC of partner, row, need and month"),
        Column("month", "text", "as 2025-03"),
        Column("domain", "text", "need domain of needs.yaml"),
        Column("need", "text", "need of needs.yaml, or `unmapped`"),
        Column("block", "text", "block of table `block`, or one of the unknown blocks"),
        Column("offers", "integer", "how many offers the row stands for"),
    ),
)

ROW_ACCOUNT = Table(
    name="row_account",
    grain="one file (and sheet) of one partner, one fate of its rows",
    key=("partner", "file", "fate", "reason"),
    sensitivity="private",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column("file", "text", "file name, with the sheet after # where there are several"),
        Column("fate", "text", "what became of the rows", values=ROW_FATES),
        Column("reason", "text", "why, as a reason id; `all` for received, loaded", values=ROW_REASONS),
        Column("rows", "integer", "rows"),
    ),
)

ROW_YEAR = Table(
    name="row_year",
    grain="one partner, one year and one fate of its rows",
    key=("partner", "year", "fate", "reason"),
    sensitivity="private",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column(
            "year",
            "text",
            "year of the row's date; `undated` where none can be read or it lies outside its period",
        ),
        Column("fate", "text", "what became of the rows; never `received`", values=ROW_FATES[1:]),
        Column("reason", "text", "why, as a reason id; `all` for loaded", values=ROW_REASONS),
        Column("rows", "integer", "rows"),
    ),
)

REQUEST_ACCOUNT = Table(
    name="request_account",
    grain="one step from loaded rows to requests, per partner",
    key=("partner", "step"),
    sensitivity="private",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column(
            "step",
            "text",
            "loaded_rows (asks and offers), offer_rows, ask_rows, expanded (asks after multi-select), "
            "folded (contacts folded into a request), request_rows, requests (sum of the weight)",
        ),
        Column("rows", "integer", "rows, or requests for the last step"),
    ),
)

QUARANTINE = Table(
    name="quarantine",
    grain="one row of a partner's file that was kept out",
    key=("partner", "file", "row_number"),
    sensitivity="private",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column("file", "text", "file name, with the sheet after # where there are several"),
        Column("row_number", "integer", "row number in the file as a spreadsheet shows it (header is 1)"),
        Column("reason", "text", "reason id", values=ROW_REASONS),
        Column("column_number", "integer", "column as a spreadsheet counts (A is 1)", nullable=True),
    ),
)

CORRECTION = Table(
    name="correction",
    grain="one correction of raw/corrections and the rows that it changed",
    key=("partner", "correction"),
    sensitivity="private",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column("correction", "text", "its id"),
        Column("action", "text", "what it does", values=("drop", "set", "shift_days")),
        Column("rows", "integer", "rows, copies in other exports among them"),
        Column("reason", "text", "why, in words"),
        Column("decided_on", "date", "when a person decided it"),
    ),
)

UNMAPPED = Table(
    name="unmapped",
    grain="one partner and field whose words the mapping does not code",
    key=("partner", "field"),
    sensitivity="private",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column("field", "text", "need, result, reason, ..."),
        Column("words", "integer", "distinct words that nothing codes"),
        Column("rows", "integer", "rows that hold one of them"),
    ),
)

PARTNER = Table(
    name="partner",
    grain="one partner",
    key=("partner",),
    sensitivity="private",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column("name", "text", "how it agreed to be named"),
        Column(
            "kind",
            "text",
            "kind of group: mutual_aid, pantry, clinic, legal, helpline_211, shelter, school, other",
        ),
        Column("languages", "text", "languages it works in, comma separated"),
        Column("service_area", "text", "area codes it serves, comma separated; `all` for the whole city"),
        Column("is_count_only", "boolean", "knows only counts"),
        Column("is_simulated", "boolean", "its rows are simulated"),
        Column("first_month", "text", "first month with a row, as 2025-03", nullable=True),
        Column("last_month", "text", "last month with a row", nullable=True),
    ),
)

CALENDAR = Table(
    name="calendar",
    grain="one spell of one partner",
    key=("partner", "from_on"),
    sensitivity="private",
    columns=(
        Column("partner", "text", "folder name of the partner"),
        Column("from_on", "date", "first day"),
        Column("to_on", "date", "last day"),
        Column(
            "state",
            "text",
            "what was so",
            values=("open", "paused", "full", "form_changed", "hours_changed", "languages_changed"),
        ),
        Column("note", "text", "words for the screen", nullable=True),
    ),
)

BLOCK = Table(
    name="block",
    grain="one block: the smallest place, of which every published area is a sum",
    key=("block",),
    sensitivity="private",
    columns=(
        Column("block", "text", "block code"),
        Column(
            "residents", "number", "residents by the workspace's block file; 0 for unknown blocks", "people"
        ),
        Column("is_unknown", "boolean", "stands for requests whose place is not known that finely"),
    ),
)

BLOCK_AREA = Table(
    name="block_area",
    grain="one block at one area level",
    key=("block", "area_level"),
    sensitivity="private",
    columns=(
        Column("block", "text", "block code"),
        Column("area_level", "text", "area level of coalition.yaml"),
        Column("area_code", "text", "area that holds the block"),
    ),
)

PLACE_CODE = Table(
    name="place_code",
    grain="one code of another geography (ZIP, tract, ...) and one block that it overlaps",
    key=("code_kind", "code", "block"),
    sensitivity="private",
    columns=(
        Column("code_kind", "text", "zip, tract, ..."),
        Column("code", "text", "its code, leading zeros kept"),
        Column("block", "text", "block code"),
        Column("share", "number", "share of the code's residents in the block; sums to 1 per code"),
    ),
)

AREA = Table(
    name="area",
    grain="one area, drawn or not",
    key=("area_level", "area_code"),
    sensitivity="public",
    columns=(
        Column("area_level", "text", "area level of coalition.yaml"),
        Column(
            "area_code", "text", "code, also `unknown`, `outside`, `no_fixed_address`, `<parent>:unknown`"
        ),
        Column("name", "text", "proper name, empty for the special values (the wording names them)"),
        Column("parent_level", "text", "level of the parent, empty at the top"),
        Column("parent_code", "text", "code of the parent, empty at the top"),
        Column("is_drawn", "boolean", "the map draws it and people live there"),
        Column("is_special", "boolean", "unknown, outside, no fixed address"),
        Column("vintage", "text", "vintage of the boundaries"),
    ),
)

AREA_OVERLAP = Table(
    name="area_overlap",
    grain="a pair of areas of two overlapping levels that share a block",
    key=("area_level", "area_code", "other_level", "other_code"),
    sensitivity="public",
    columns=(
        Column("area_level", "text", "area level (the nested one)"),
        Column("area_code", "text", "area code"),
        Column("other_level", "text", "overlapping level"),
        Column("other_code", "text", "overlapping area"),
        Column("share", "number", "share of the first area's residents in the other"),
    ),
)

CENSUS = Table(
    name="census",
    grain="one published census figure of one area",
    key=("source", "area_level", "area_code", "variable"),
    sensitivity="public",
    columns=(
        Column("source", "text", "source id"),
        Column("area_level", "text", "area level"),
        Column("area_code", "text", "area code"),
        Column("variable", "text", "variable of the source without its suffix, as DP03_0099"),
        Column("estimate", "number", "estimate", "people or households", nullable=True),
        Column("moe", "number", "90 % margin of error; 0 where controlled", "as the estimate", nullable=True),
        Column("percent", "number", "published percent", "%", nullable=True),
        Column("percent_moe", "number", "its published margin", "points", nullable=True),
        Column("cv", "number", "published coefficient of variation", "%", nullable=True),
        Column("is_controlled", "boolean", "a controlled total: no sampling error"),
    ),
)

HEALTH = Table(
    name="health",
    grain="one modelled or counted health figure of one area",
    key=("source", "area_level", "area_code", "measure", "value_type"),
    sensitivity="public",
    columns=(
        Column("source", "text", "source id"),
        Column("area_level", "text", "area level"),
        Column("area_code", "text", "area code"),
        Column("measure", "text", "measure id of the source, as DEPRESSION"),
        Column("value_type", "text", "as CrdPrv (crude prevalence)"),
        Column("year", "text", "year of the data"),
        Column("value", "number", "value", "as the source says", nullable=True),
        Column("lower", "number", "lower 95 % limit", nullable=True),
        Column("upper", "number", "upper 95 % limit", nullable=True),
        Column("population", "number", "people it is out of", "people", nullable=True),
    ),
)

SOURCE = Table(
    name="source",
    grain="one file of the workspace that is not a partner's log",
    key=("source",),
    sensitivity="public",
    columns=(
        Column("source", "text", "source id"),
        Column("kind", "text", "census, health, boundaries, areas, blocks, place_codes, indicators"),
        Column("title", "text", "title"),
        Column("publisher", "text", "publisher"),
        Column("licence", "text", "licence"),
        Column("vintage", "text", "years of the data"),
        Column("retrieved_on", "date", "when it was taken"),
        Column("sha256", "text", "checksum of the file"),
        Column("is_simulated", "boolean", "simulated data"),
        Column("caveat", "text", "what a reader must know", nullable=True),
    ),
)

BUILD = Table(
    name="build",
    grain="one input of the build (a file, or the code and catalog)",
    key=("input",),
    sensitivity="private",
    columns=(
        Column("input", "text", "path below raw/, or `code`, `catalog`"),
        Column("sha256", "text", "checksum"),
    ),
)

WAREHOUSE_TABLES = (
    REQUEST, OFFER, ROW_ACCOUNT, ROW_YEAR, REQUEST_ACCOUNT, QUARANTINE, CORRECTION, UNMAPPED, PARTNER,
    CALENDAR, BLOCK, BLOCK_AREA, PLACE_CODE, AREA, AREA_OVERLAP, CENSUS, HEALTH, SOURCE, BUILD,
)  # fmt: skip
