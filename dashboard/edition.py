"""The only reader of an edition: opens release.duckdb read-only, with access to anything else switched off.

An edition is a folder, complete by itself. Publishing writes a new folder and moves a link, so everything
here hangs on the folder's real path and the file's time of change: the next click after a publish resolves
the link again and gets the new edition whole, while a page that is being drawn keeps the one it began with.
"""

import atexit
import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from dashboard import rows
from dashboard.words import Words
from pipelines.errors import EditionError
from pipelines.tables.edition import FORMAT
from pipelines.wording import Wording
from pipelines.wording.labels import wording_of_labels

DATABASE = "release.duckdb"
AUDIENCES = ("coalition", "public")
# A database of a later DuckDB, a library of another machine or a link out of the folder must not be followed.
_CLOSED = {"enable_external_access": "false", "autoinstall_known_extensions": "false"}
_KEPT_READS = 256
_folders: dict[str, Path] = {}

Row = TypeVar("Row", bound=tuple)


def find_edition_folder(place: Path, audience: str) -> Path:
    """The folder that holds release.duckdb: `place` itself, or the audience's folder in it. Follows links."""
    for folder in (place / audience, place):
        if (folder / DATABASE).is_file():
            return folder.resolve()
    raise EditionError(
        f"There is no edition for the audience `{audience}` in {place}: the file {DATABASE} was expected "
        "there. "
        "Make one with `needs publish`, or name an edition's folder with --edition FOLDER."
    )


def open_edition(place: Path, audience: str) -> "Edition":
    """The edition in `place` as it is now. Raises EditionError where none is, or one of another format."""
    folder = find_edition_folder(place, audience)
    edition = _open(folder, (folder / DATABASE).stat().st_mtime_ns)
    _folders[edition.version] = folder
    if edition.audience != audience:
        raise EditionError(
            f"The edition in {folder} is for the audience `{edition.audience}`, and `{audience}` was "
            "asked for. "
            f"Open it with --audience {edition.audience}."
        )
    return edition


def folder_of_version(version: str) -> Path | None:
    """The folder of an edition that this process has opened; None for any other text in an address."""
    return _folders.get(version)


def get_drawn_areas(version: str, area_level: str) -> tuple[rows.Area, ...]:
    """As the method of that name; none where the version was never opened."""
    folder = folder_of_version(version)
    if folder is None:
        return ()
    edition = _open(folder, (folder / DATABASE).stat().st_mtime_ns)
    return edition.get_drawn_areas(area_level)


@lru_cache(maxsize=4)
def _open(folder: Path, changed: int) -> "Edition":
    version = hashlib.sha256(f"{folder} {changed}".encode()).hexdigest()[:12]
    try:
        connection = duckdb.connect(folder / DATABASE, read_only=True, config=_CLOSED)
        found = connection.execute("select name, value from manifest").fetchall()
    except duckdb.Error as fault:
        raise EditionError(
            f"The edition in {folder} cannot be read. Rebuild it with `needs publish`, or copy its folder "
            "again."
        ) from fault
    manifest = dict(found)
    _check_format(folder, manifest.get("format", "none"))
    return Edition(folder, version, connection, manifest)


def _check_format(folder: Path, found: str) -> None:
    if found != str(FORMAT):
        raise EditionError(
            f"The edition in {folder} is of format {found}; this dashboard reads format {FORMAT}. "
            "Rebuild the edition with `needs publish`, from the same version of this software as the "
            "dashboard."
        )


# The library complains at the end of the process about connections that are still open.
atexit.register(_open.cache_clear)


class Edition:
    """One opened edition. Every method answers from this edition only, however often the link has moved
    since.
    """

    def __init__(
        self, folder: Path, version: str, connection: duckdb.DuckDBPyConnection, manifest: dict[str, str]
    ) -> None:
        self.folder = folder
        self.version = version
        self.manifest = manifest
        self._connection = connection
        self._kept: dict[Any, Any] = {}
        self._lock = threading.Lock()

    @property
    def id(self) -> str:
        return self.manifest["id"]

    @property
    def audience(self) -> str:
        return self.manifest["audience"]

    @property
    def name(self) -> str:
        """Id and audience, as it stands in an address."""
        return f"{self.id}-{self.audience}"

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.manifest["languages"].split(","))

    @property
    def is_simulated(self) -> bool:
        return self.manifest["is_simulated"] == "true"

    def get_words(self, language: str) -> Words:
        """The words of the screen in one language."""
        return self._keep(("words", language), lambda: Words(language, self.get_wording()))

    def get_wording(self) -> Wording:
        """Every word of the screen, in all languages of the edition."""
        sql = "select language, label, text from label"
        return self._keep("label", lambda: wording_of_labels(self._fetch(sql)))

    def get_areas(self, area_level: str) -> tuple[rows.Area, ...]:
        return self._table(rows.Area, "area", "area_level = ?", (area_level,), "area_code")

    def get_drawn_areas(self, area_level: str) -> tuple[rows.Area, ...]:
        """The areas that a map of this level draws, by code."""
        key = ("drawn", area_level)
        return self._keep(key, lambda: tuple(a for a in self.get_areas(area_level) if a.is_drawn))

    def get_all_areas(self) -> tuple[rows.Area, ...]:
        return self._table(rows.Area, "area", order="area_level, area_code")

    def get_area_levels(self) -> tuple[rows.AreaLevel, ...]:
        """Coarse to fine."""
        return self._table(rows.AreaLevel, "area_level", order="position")

    def get_area_links(self) -> tuple[rows.AreaLink, ...]:
        return self._table(rows.AreaLink, "area_link", order="kind, area_level, area_code")

    def get_indicators(self) -> tuple[rows.Indicator, ...]:
        return self._table(rows.Indicator, "indicator", order="position, indicator")

    def get_needs(self) -> tuple[rows.Need, ...]:
        return self._table(rows.Need, "need", order="position, need_code")

    def get_outcomes(self, outcome_dimension: str) -> tuple[rows.Outcome, ...]:
        return self._table(rows.Outcome, "outcome", "outcome_dimension = ?", (outcome_dimension,), "position")

    def get_group_values(self) -> tuple[rows.GroupValue, ...]:
        return self._table(rows.GroupValue, "group_value", order="group_dimension, position")

    def get_sources(self) -> tuple[rows.Source, ...]:
        return self._table(rows.Source, "source", order="kind, source")

    def get_partners(self) -> tuple[rows.Partner, ...]:
        return self._table(rows.Partner, "partner", order="partner")

    def get_row_account(self) -> tuple[rows.RowAccount, ...]:
        return self._table(rows.RowAccount, "row_account", order="year, partner, fate, reason")

    def get_coverage(self) -> tuple[rows.Coverage, ...]:
        return self._table(rows.Coverage, "coverage", order="period")

    def get_events(self) -> tuple[rows.Event, ...]:
        return self._table(rows.Event, "event", order="from_on, kind")

    def get_help_lines(self) -> tuple[rows.HelpLine, ...]:
        return self._table(rows.HelpLine, "help_line", order="position")

    def get_findings(self, card: str) -> tuple[rows.Finding, ...]:
        return self._table(rows.Finding, "finding", "card = ?", (card,), "position")

    def get_changes(self) -> tuple[rows.Change, ...]:
        return self._table(rows.Change, "change", order="kind, name")

    def get_policy(self) -> tuple[rows.Policy, ...]:
        return self._table(rows.Policy, "policy", order="name")

    def get_comparison(self, comparison_id: str) -> rows.Comparison | None:
        found = self._table(rows.Comparison, "comparison", "comparison_id = ?", (comparison_id,))
        return found[0] if found else None

    def get_area_comparisons(self, area_level: str, area_code: str) -> tuple[rows.Comparison, ...]:
        """All comparisons that begin from one area."""
        where = "area_level = ? and area_code = ?"
        return self._table(rows.Comparison, "comparison", where, (area_level, area_code), "comparison_id")

    def get_comparisons(
        self, kind: str, indicator: str, period: str, need: str
    ) -> tuple[rows.Comparison, ...]:
        """Comparisons of one kind (area, group, period, need) that begin from one indicator, period and
        need.
        """
        where = "kind = ? and indicator = ? and period = ? and need_code = ?"
        return self._table(
            rows.Comparison, "comparison", where, (kind, indicator, period, need), "comparison_id"
        )

    def get_figures(
        self, indicator: str, area_level: str, period: str, need: str, group_dimension: str, group_code: str
    ) -> tuple[rows.Figure, ...]:
        """One indicator over all areas of a level, in no order: what a map draws.

        Not kept: the map made of them is, and thousands of rows more would be searched for garbage at each
        click.
        """
        where = (
            "indicator = ? and area_level = ? and period = ? and need_code = ? "
            "and group_dimension = ? and group_code = ?"
        )
        key = (indicator, area_level, period, need, group_dimension, group_code)
        sql = f"select {', '.join(rows.Figure._fields)} from estimate where {where}"
        return tuple(map(rows.Figure._make, self._fetch(sql, list(key))))

    def get_area_estimates(self, area_level: str, area_code: str) -> tuple[rows.Estimate, ...]:
        """All figures of one area: what an area page draws."""
        where = "area_level = ? and area_code = ?"
        order = "indicator, period, need_code, group_dimension, group_code"
        return self._table(rows.Estimate, "estimate", where, (area_level, area_code), order)

    def get_counts(
        self, measure: str, outcome_dimension: str, area_level: str, area_code: str, period: str
    ) -> tuple[rows.Count, ...]:
        """Counts of one area and period, over needs and groups."""
        where = "measure = ? and outcome_dimension = ? and area_level = ? and area_code = ? and period = ?"
        key = (measure, outcome_dimension, area_level, area_code, period)
        return self._table(
            rows.Count, "count", where, key, "need_code, group_dimension, group_code, outcome_code"
        )

    def get_population(self, area_level: str, area_code: str) -> tuple[rows.Population, ...]:
        where = "area_level = ? and area_code = ?"
        return self._table(
            rows.Population, "population", where, (area_level, area_code), "denominator, group_dimension"
        )

    def get_scale(self, indicator: str, area_level: str, need: str) -> tuple[rows.ScaleClass, ...]:
        """The fixed classes for one need, lightest first; those for all needs where it has none of its
        own.
        """
        scales = self._keep("scale", self._read_scales)
        return scales.get((indicator, area_level, need)) or scales.get((indicator, area_level, "all"), ())

    def _read_scales(self) -> dict[tuple[str, str, str], tuple[rows.ScaleClass, ...]]:
        found = defaultdict(tuple)
        columns = "indicator, area_level, need_code, class, low, high"
        for *key, number, low, high in self._fetch(f"select {columns} from scale order by class"):
            found[tuple(key)] += (rows.ScaleClass(number, low, high),)
        return dict(found)

    def get_combinations(self) -> tuple[rows.Combination, ...]:
        """Every combination of indicator, level, period, need and group that table `estimate` holds."""
        key = "indicator, area_level, period, need_code, group_dimension, group_code"
        sql = (
            f"select {key}, count(*), count(*) filter (status = 'shown') from estimate "
            f"group by all having bool_or(status in ('shown', 'hidden')) order by all"
        )
        return self._keep("combination", lambda: tuple(map(rows.Combination._make, self._fetch(sql))))

    def get_period_levels(self) -> dict[str, str]:
        """The length of every period that the estimates speak of: month, quarter, year, multi_year."""
        sql = "select distinct period, period_level from estimate order by all"
        return self._keep("period_level", lambda: dict(self._fetch(sql)))

    def get_paths(self, area_level: str) -> dict[str, Any]:
        """The drawn boundaries of a level: `viewBox` and `paths`, code to SVG path."""
        file = self.folder / "boundaries" / f"{area_level}.paths.json"
        return self._keep(("paths", area_level), lambda: json.loads(file.read_text(encoding="utf-8")))

    def _table(
        self, row: type[Row], table: str, where: str = "true", key: tuple = (), order: str = ""
    ) -> tuple[Row, ...]:
        columns = ", ".join(f'"{name}"' for name in row._fields)
        sql = f'select {columns} from "{table}" where {where}' + (f" order by {order}" if order else "")
        return self._keep((table, where, key), lambda: tuple(map(row._make, self._fetch(sql, list(key)))))

    def _fetch(self, sql: str, key: list | None = None) -> list[tuple]:
        # A cursor of its own for each read: sessions share the connection, and a cursor is not shared.
        return self._connection.cursor().execute(sql, key or []).fetchall()

    def _keep(self, key: Any, read: Callable[[], Any]) -> Any:
        """What was read before, else `read()`. Bounded; the oldest leaves first."""
        found = self._kept.get(key)
        if found is not None:
            return found
        found = read()
        with self._lock:
            while len(self._kept) >= _KEPT_READS:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = found
        return found
