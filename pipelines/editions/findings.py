"""Table `finding`: the sentences of the first page's cards, filled with published numbers.

A finding quotes at most two numbers, claims no cause, and stands only where its comparison is at least
probable. Otherwise its card says why it is empty. The figures quoted are the released ones with the verdict
of their comparison beside them; shrunken figures come with the smoothing of small areas.
"""

import json

import polars as pl

from pipelines.schema import conform
from pipelines.tables.edition import FINDING

SAYABLE = ("clear", "probable")
UPPER_READING = "no_known_help_share"
# Cards whose methods and pages are not part of this edition: the card says so.
NOT_YET = {"who": "finding.who.not_yet", "promised": "finding.promised.not_yet"}


def build_findings(comparisons: pl.DataFrame, estimates: pl.DataFrame) -> pl.DataFrame:
    """FINDING of the cards where, who, changed and promised, one row each."""
    rows = [_where(comparisons.filter(kind="area"), estimates), _changed(comparisons.filter(kind="period"))]
    rows += [_empty(card, template) for card, template in NOT_YET.items()]
    return conform(FINDING, pl.DataFrame(rows, schema=FINDING.empty().schema))


def _where(pairs: pl.DataFrame, estimates: pl.DataFrame) -> dict[str, object]:
    """The area furthest above the city in people turned away, by the cautious end of its interval."""
    worse = _sayable(pairs).filter(pl.col("difference") > 0)
    if worse.is_empty():
        return _empty("where", _why_empty("where", pairs))
    row = worse.sort("rank", -pl.col("difference_lower"), "comparison_id").row(0, named=True)
    most = _upper_reading(row, estimates)
    numbers = _place(row) | {"least": round(row["value"]), "city": round(row["other_value"])}
    reading = "one" if most is None else "range"
    template = f"finding.where.{reading}{_of_need(row)}"
    return _finding("where", template, numbers | ({} if most is None else {"most": round(most)}), row)


def _changed(pairs: pl.DataFrame) -> dict[str, object]:
    """The largest change of the share turned away, all needs before a single kind of need."""
    moved = _sayable(pairs)
    if moved.is_empty():
        return _empty("changed", _why_empty("changed", pairs))
    is_all, size = pl.col("need_code") == "all", pl.col("difference").abs()
    row = moved.sort("rank", ~is_all, -size, "comparison_id").row(0, named=True)
    numbers = _place(row) | {
        "now": round(row["value"]), "before": round(row["other_value"]), "other_period": row["other_period"]
    }  # fmt: skip
    direction = "up" if row["difference"] > 0 else "down"
    return _finding("changed", f"finding.changed.{direction}{_of_need(row)}", numbers, row)


def _sayable(pairs: pl.DataFrame) -> pl.DataFrame:
    rank = pl.col("verdict").replace_strict({"clear": 0, "probable": 1}, default=2, return_dtype=pl.Int64)
    return pairs.with_columns(rank=rank).filter(pl.col("verdict").is_in(SAYABLE))


def _why_empty(card: str, pairs: pl.DataFrame) -> str:
    """Nothing to compare, nothing that there is enough to say of, or nothing that stands out."""
    if pairs.is_empty():
        return f"finding.{card}.no_figures"
    changed = pl.col("reasons").str.split(",").list.contains("changed_inside_periods")
    if pairs.select(changed.all()).item():
        return f"finding.{card}.partners_changed"
    unsayable = (pairs["verdict"] == "not_enough").all()
    return f"finding.{card}.{'not_enough' if unsayable else 'none'}"


def _upper_reading(row: dict, estimates: pl.DataFrame) -> float | None:
    """Turned away plus no result written down of the same cell; None where that is hidden."""
    names = ("area_level", "area_code", "period", "need_code", "group_dimension", "group_code")
    same = estimates.filter(indicator=UPPER_READING, **{name: row[name] for name in names})
    return None if same.is_empty() else same["value"].item()


def _place(row: dict) -> dict[str, object]:
    numbers = {"area": row["area_code"], "area_level": row["area_level"], "period": row["period"]}
    return numbers | ({} if row["need_code"] == "all" else {"need": row["need_code"]})


def _of_need(row: dict) -> str:
    return "" if row["need_code"] == "all" else "_need"


def _finding(card: str, template: str, numbers: dict[str, object], row: dict) -> dict[str, object]:
    return {
        "card": card, "position": 0, "template": template, "numbers": json.dumps(numbers, sort_keys=True),
        "comparison_id": row["comparison_id"], "is_empty": False,
    }  # fmt: skip


def _empty(card: str, template: str) -> dict[str, object]:
    return {
        "card": card, "position": 0, "template": template, "numbers": "{}", "comparison_id": "",
        "is_empty": True,
    }  # fmt: skip
