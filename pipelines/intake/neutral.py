"""Words of immigration status in a reason become one neutral reason before anything else looks at them."""

import polars as pl

from pipelines.identifiers import tells_status

RULES_EXCLUDED = "rules_excluded"


def neutral_reasons(cells: pl.Series) -> pl.Series:
    """The cells as text, with the neutral reason in place of those that tell of anybody's status."""
    cells = cells.cast(pl.String)
    status = [text for text in cells.drop_nulls().unique() if tells_status(text)]
    return cells.set(cells.is_in(status).fill_null(False), RULES_EXCLUDED)
