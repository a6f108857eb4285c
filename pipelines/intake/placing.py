"""A row's place columns as `Places` takes them."""

from pathlib import Path

import polars as pl

from pipelines.errors import CatalogError, IntakeError
from pipelines.geography.places import Places
from pipelines.intake.coding import Coder
from pipelines.intake.columns import column_words, field_names
from pipelines.intake.mapping import ColumnRule, Mapping, fault, same
from pipelines.intake.partner_files import PartnerSheet
from pipelines.intake.roles import PLACES
from pipelines.intake.rows import Rows
from pipelines.yaml_file import Entry

MOST_UNKNOWN = 0.5  # a column in which more of the codes than this do not exist is a column of something else
FEWEST = 3
ZIP_DIGITS = 5
TEXT_COLUMNS = ("block", "area", "tract", "zip")
NO_CODES = pl.DataFrame(schema={"name": pl.String, "file": pl.Int64, "filled": pl.Int64, "unknown": pl.Int64})


def check_levels(mapping: Mapping, entry: Entry, places: Places) -> None:
    """Raise CatalogError for an area level of the mapping that the workspace has not."""
    for name, rule in mapping.columns.items():
        if rule.level is not None and rule.level not in places.levels.nested:
            raise fault(
                entry,
                f"an area level was expected, one of {', '.join(places.levels.nested)}.",
                "columns",
                name,
                "level",
            )


def check_sheet(folder: Path, sheet: PartnerSheet, places: Places) -> None:
    """Raise CatalogError where partner.yaml names a level or an area that the workspace has not."""
    levels = (places.levels.city, *places.levels.nested)
    file = folder / "partner.yaml"
    if sheet.agrees.place is not None and sheet.agrees.place not in levels:
        raise CatalogError(f"{file}: agrees: place: one of {', '.join(levels)} was expected.")
    known = {code for level in places.levels.all for code in places.lookups.blocks[f"area_{level}"]}
    strange = (
        [] if sheet.service_area == "all" else [code for code in sheet.service_area if code not in known]
    )
    if strange:
        raise CatalogError(f"{file}: service_area: {', '.join(strange)} is no area code of this workspace.")


def place_rows(
    rows: pl.DataFrame, mapping: Mapping, sheet: PartnerSheet, places: Places, coder: Coder
) -> pl.DataFrame:
    """`block`, `placed_by` and `is_unknown_code` of each of `rows` (which have unit and text per field)."""
    given = _given(rows, mapping)
    if given.width == 0:
        given = pl.DataFrame({"special": ["unknown"]}).select(
            pl.col("special").repeat_by(rows.height).explode()
        )
    asked = given.with_columns(rows["unit"].alias("draw_key"))
    answer = places.resolve(asked, _coarsest(mapping, sheet, places))
    _note_unplaced(given, answer, coder)
    return answer


def _note_unplaced(given: pl.DataFrame, answer: pl.DataFrame, coder: Coder) -> None:
    """Codes of places that placed nothing are words that nothing codes: counted, and not kept."""
    columns = [column for column in given.columns if column != "special" and given[column].dtype == pl.String]
    is_lost = (answer["placed_by"] == "none") & ~given.select(_said_nowhere(given)).to_series()
    for column in columns:
        coder.note_unknown(
            "place", given[column].set(~is_lost, None).reshape((-1, 1)).arr.to_list().list.drop_nulls()
        )


def _said_nowhere(given: pl.DataFrame) -> pl.Expr:
    return pl.col("special").is_not_null() if "special" in given.columns else pl.lit(False)


def _coarsest(mapping: Mapping, sheet: PartnerSheet, places: Places) -> str | None:
    """The finest level that may be kept: what the partner agrees to; for partners that only count, no finer
    than the level above the finest.
    """
    chain = (places.levels.city, *places.levels.nested)
    agreed = sheet.agrees.place or places.levels.finest
    counted = places.coarser_level if mapping.with_role("count") else places.levels.finest
    level = min(agreed, counted, key=chain.index)
    return None if level == places.levels.finest else level


def _given(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    columns = {name: rule for name, rule in field_names(mapping).items() if rule.role in PLACES}
    special = {same(word): code for word, code in mapping.missing_place.items()}
    texts = [_special(rows[name], special) for name, rule in columns.items() if rule.role in TEXT_COLUMNS]
    given = {} if not texts else {"special": pl.select(pl.coalesce(texts)).to_series()}
    for name, rule in columns.items():
        column = f"area_{rule.level}" if rule.role == "area" else rule.role
        cells = rows[name]
        given[column] = (
            _number(cells) if rule.role in ("latitude", "longitude") else _code(cells, rule, special)
        )
    return pl.DataFrame(given)


def _special(cells: pl.Series, special: dict[str, str]) -> pl.Series:
    table = {text: special.get(same(text)) for text in cells.drop_nulls().unique()}
    return cells.replace_strict(table, default=None, return_dtype=pl.String)


def _code(cells: pl.Series, rule: ColumnRule, special: dict[str, str]) -> pl.Series:
    """A code without what spreadsheets do to it: 10453.0, 10453-1234, and ZIPs that lost a leading zero."""
    plain = cells.set(_special(cells, special).is_not_null(), None).str.replace(r"^(\d+)\.0+$", "$1")
    if rule.role != "zip":
        return plain
    five = plain.str.replace(r"^(\d{5})-?\d{4}$", "$1")
    lost_zero = five.str.contains(r"^\d{3,4}$").fill_null(False)
    return five.str.zfill(ZIP_DIGITS).zip_with(lost_zero, five)


def _number(cells: pl.Series) -> pl.Series:
    return cells.str.replace(r"^(-?\d+),(\d+)$", "$1.$2").cast(pl.Float64, strict=False)


def unknown_codes(rows: pl.DataFrame, answer: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Per column of codes (`name`) and file: rows that are filled, and those whose code does not exist here.

    `answer`: of `place_rows` for `rows`, which have file and text per field.
    """
    coded = [n for n, rule in field_names(mapping).items() if rule.role in ("block", "area", "tract")]
    tallies = [
        rows.select("file", name)
        .with_columns(answer["is_unknown_code"])
        .filter(pl.col(name).is_not_null())
        .group_by("file")
        .agg(pl.len().alias("filled"), pl.col("is_unknown_code").sum().alias("unknown"))
        .select(pl.lit(name).alias("name"), pl.col("file", "filled", "unknown").cast(pl.Int64))
        for name in coded
    ]
    return pl.concat([NO_CODES, *tallies])


def check_known(tallies: list[pl.DataFrame], read: Rows, folder: Path) -> None:
    """Raise IntakeError where most of a file's codes do not exist here. `tallies`: of `unknown_codes`."""
    totals = pl.concat([NO_CODES, *tallies]).group_by("name", "file").sum().sort("file", "name")
    for name, file, filled, unknown in totals.iter_rows():
        if unknown >= FEWEST and unknown > MOST_UNKNOWN * filled:
            field = read.headers[file][name]
            raise IntakeError(
                f"{folder.name}/{read.labels[file]}, {column_words(field.number, field.header)}: "
                f"{unknown} of {filled} rows hold what is no {field.rule.level or field.rule.role} of this "
                "workspace, neither by code nor by name. Give the column its right role and level in "
                "mapping.yaml, or bring the cells to the codes of raw/boundaries."
            )
