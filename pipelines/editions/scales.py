"""Table `scale`: one fixed colour scale per indicator, area level and need, the same for all periods."""

import polars as pl

from pipelines.estimates.scales import nice_breaks
from pipelines.schema import conform
from pipelines.tables.edition import SCALE

KEY = ["indicator", "area_level", "need_code"]


def build_scales(estimates: pl.DataFrame, indicators: list[str]) -> pl.DataFrame:
    """SCALE for the mapped indicators, from the shown values of all areas, periods and groups at once.

    The lowest class has no lower end and the highest no upper: a later period may lie outside. Where fewer
    than two values differ there is no scale.
    """
    shown = estimates.filter(pl.col("indicator").is_in(indicators), pl.col("value").is_not_null())
    rows = [
        row
        for key, group in shown.group_by(KEY, maintain_order=True)
        for row in _classes(key, nice_breaks(group["value"]))
    ]
    return conform(SCALE, pl.DataFrame(rows, schema=SCALE.empty().schema))


def _classes(key: tuple[object, ...], breaks: list[float]) -> list[dict[str, object]]:
    if not breaks:
        return []
    ends = zip([None, *breaks], [*breaks, None], strict=True)
    named = dict(zip(KEY, key, strict=True))
    return [{**named, "class": number, "low": low, "high": high} for number, (low, high) in enumerate(ends)]
