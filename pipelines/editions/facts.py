"""What the edition says of itself: facts of the manifest, sources, and what changed since the one before."""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import polars as pl

from pipelines.catalog.policy import Policy
from pipelines.closing import Closing
from pipelines.coalition import Coalition
from pipelines.disclosure.private_gate import PrivateReport
from pipelines.disclosure.protect import ProtectionReport
from pipelines.disclosure.public_gate import GateReport
from pipelines.paths import Workspace
from pipelines.schema import Table, conform
from pipelines.sources.drawings import Drawing
from pipelines.tables.edition import (
    CHANGE,
    COUNT,
    EDITION_PARTNER,
    EDITION_SOURCE,
    FORMAT,
    MANIFEST,
)
from pipelines.warehouse import read_tables

DISTRIBUTION = "community-needs-dashboard"
PUBLIC = "public"
LARGE_ENOUGH = 200  # counts of the threshold and more, for their hidden share to be told
PERCENT_STEP = 5
# Not part of what an edition says about the city, so not of its id either.
NOT_CONTENT = (CHANGE, MANIFEST)


def source_table(sources: pl.DataFrame, coalition: Coalition, closing: Closing) -> pl.DataFrame:
    """EDITION_SOURCE: the warehouse's SOURCE and one row for the partners' logs, which have no checksum
    here.
    """
    months = closing.requests
    log = {
        "source": "log",
        "kind": "log",
        "title": next(iter(coalition.name.values())),
        "publisher": next(iter(coalition.name.values())),
        "licence": "",
        "vintage": f"{months[0]}/{months[-1]}",
        "retrieved_on": None,
        "sha256": "",
        "is_simulated": coalition.is_simulated,
        "caveat": None,
    }
    own = pl.DataFrame([log], schema=EDITION_SOURCE.empty().schema)
    return conform(EDITION_SOURCE, pl.concat([own, sources.select(EDITION_SOURCE.column_names)]))


def closing_facts(coalition: Coalition, closing: Closing, catalog_version: str) -> dict[str, object]:
    """What can be said before a count is read."""
    return {
        "format": FORMAT,
        "as_of": f"{closing.as_of:%Y-%m-%d}",
        "code_version": version(DISTRIBUTION),
        "catalog_version": catalog_version,
        "coalition": next(iter(coalition.name.values())),
        "languages": ",".join(coalition.languages),
        "city_level": coalition.city_level,
        "city_code": coalition.city.code,
        "complete_through": closing.requests[-1],
        "results_through": closing.results[-1] if closing.results else "",
        "is_simulated": coalition.is_simulated,
    }


def results_facts(counts: pl.DataFrame, partners: pl.DataFrame, coalition: Coalition) -> dict[str, object]:
    """How many partners' results count, and of what share of requests, by the last year of released
    counts.
    """
    facts: dict[str, object] = {
        "partners": partners.height,
        "partners_with_results": int(partners["writes_results"].sum()),
    }
    city = counts.filter(
        pl.col("area_level") == coalition.city_level,
        pl.col("area_code") == coalition.city.code,
        pl.col("period_level") == "year",
        pl.col("outcome_dimension") == "result",
        pl.col("need_level") == "all",
        pl.col("group_dimension") == "all",
    )
    last = city.filter(pl.col("period") == pl.col("period").max())
    if last.height and last["value"].null_count() == 0:
        written = last.filter(~pl.col("outcome_code").is_in(["no_result", "not_recorded"]))["value"].sum()
        facts |= {
            "results_year": last["period"][0],
            "results_percent": round(100 * written / last["value"].sum()),
        }
    return facts


def late_facts(late: pl.DataFrame, closing: Closing, policy: Policy) -> dict[str, object]:
    """`late_<year>` of every year whose results have closed: requests that came after their month had closed.

    Of all partners together, rounded; what would be rounded to none or to one step is told as one: whether
    nobody came late or a few did is not for us to tell apart. `late`: LEDGER_LATE.
    """
    step = policy.late_records_round_to
    few = step + step // 2
    years = [month[:4] for month in closing.results if month[5:] == "12"]
    facts: dict[str, object] = {}
    for year in sorted({*years} & {*late["year"]}):
        requests = int(late.filter(year=year)["requests"].sum())
        facts[f"late_{year}"] = f"under_{few}" if requests < few else (requests + step // 2) // step * step
    return facts


def gate_facts(
    counts: pl.DataFrame, found: ProtectionReport, public: GateReport, private: PrivateReport
) -> dict[str, object]:
    """What was hidden and what the gates said, in counts of cells."""
    status = pl.col("status")
    return {
        "cells": counts.height,
        "cells_hidden": counts.filter(status == "hidden").height,
        "hidden_large_percent": large_percent(found),
        "cells_not_published": counts.filter(status == "not_published").height,
        "public_gate": "passed" if public.ok else "refused",
        "private_gate": "passed" if private.ok else "refused",
        "hidden_exact": public.exact,
        "hidden_within_1": public.within_1,
        "hidden_within_3": public.within_3,
        "narrowest_range": "" if public.narrowest is None else public.narrowest,
    }


def large_percent(found: ProtectionReport) -> int | str:
    """Of the counts that are not small the hidden ones, in % and rounded: the price of the protection.

    Empty where there are few: how many hidden counts are small must not follow from it.
    """
    if found.published_from_threshold < LARGE_ENOUGH:
        return ""
    return PERCENT_STEP * round(100 * found.hidden_share_from_threshold / PERCENT_STEP)


def content_hash(
    tables: Mapping[Table, pl.DataFrame], drawings: Mapping[str, Drawing], facts: Mapping
) -> str:
    """Eight hex digits that change when anything a reader can see does."""
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode())
    for table in sorted((t for t in tables if t not in NOT_CONTENT), key=lambda t: t.name):
        digest.update(table.name.encode() + tables[table].write_csv().encode())
    for level in sorted(drawings):
        digest.update(json.dumps(drawings[level].paths, sort_keys=True).encode())
    return digest.hexdigest()[:8]


def manifest_table(facts: Mapping[str, object]) -> pl.DataFrame:
    """MANIFEST: every fact as text; true and false in lower case."""
    rows = [
        (name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in facts.items()
    ]
    return conform(MANIFEST, pl.DataFrame(rows, schema=MANIFEST.column_names, orient="row"))


def change_table(
    workspace: Workspace, before: str | None, after: str, tables: Mapping[Table, pl.DataFrame], facts: Mapping
) -> pl.DataFrame:
    """CHANGE since the edition `before`; empty where there is none to read."""
    path = workspace.editions / str(before) / PUBLIC / "release.duckdb"
    if before is None or not path.is_file():
        return CHANGE.empty()
    old = read_tables(path, (MANIFEST, EDITION_PARTNER, EDITION_SOURCE, COUNT))
    said = dict(old[MANIFEST].iter_rows())
    pairs = [("edition", "id", before, after)]
    pairs += [
        ("period", name, said.get(name, ""), str(facts.get(name, "")))
        for name in ("complete_through", "results_through")
    ]
    # A partner that left is not named: how many have is a fact of the manifest.
    now = _named(tables[EDITION_PARTNER], "name", "kind")
    here = old[EDITION_PARTNER].filter(pl.col("name").is_in(list(now)))
    pairs += _differences("partner", _named(here, "name", "kind"), now)
    pairs += _differences(
        "source",
        _named(old[EDITION_SOURCE], "source", "vintage"),
        _named(tables[EDITION_SOURCE], "source", "vintage"),
    )
    pairs += _differences("table", _table_names(old[COUNT]), _table_names(tables[COUNT]))
    moved = [pair for pair in pairs if pair[2] != pair[3]]
    return conform(CHANGE, pl.DataFrame(moved, schema=CHANGE.empty().schema, orient="row"))


def _differences(kind: str, old: dict[str, str], new: dict[str, str]) -> list[tuple[str, str, str, str]]:
    return [(kind, name, old.get(name, ""), new.get(name, "")) for name in sorted({*old, *new})]


def _named(frame: pl.DataFrame, name: str, value: str) -> dict[str, str]:
    return {row[0]: str(row[1]) for row in frame.select(name, value).iter_rows()}


def _table_names(counts: pl.DataFrame) -> dict[str, str]:
    """Each combination of levels in the count table -> the periods that it covers."""
    levels = ["measure", "outcome_dimension", "area_level", "period_level", "need_level", "group_dimension"]
    spans = counts.group_by(levels).agg(
        pl.concat_str(pl.col("period").min(), pl.lit(" to "), pl.col("period").max())
    )
    return {"/".join(row[:-1]): row[-1] for row in spans.iter_rows()}


def paths_of(folder: Path) -> list[Path]:
    """Every file of an edition's folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
