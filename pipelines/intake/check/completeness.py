"""By field and month: what share of requests has an answer.

A field is about some requests only: why, of those turned away; who helped, of those who got help. A question
that the partner does not ask (`not_asked`) is apart from one left blank: the first is a matter of the form,
the second of how it is filled in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from pipelines.catalog import UNMAPPED
from pipelines.geography.areas import OUTSIDE, UNKNOWN
from pipelines.intake.coding import NO_RESULT, NOT_ANSWERED, NOT_ASKED
from pipelines.intake.roles import GROUPS

ALL = "all"
EVERY, NEVER = pl.lit(True), pl.lit(False)
OUTCOMES = ("result", "reason", "helped_by")


@dataclass(frozen=True)
class Field:
    """`of`: the requests that it is asked of; `known`: those of them that have an answer."""

    name: str
    known: pl.Expr
    of: pl.Expr = EVERY
    not_asked: pl.Expr = NEVER


def _group(name: str) -> Field:
    is_known = pl.col(name).is_in([NOT_ANSWERED, NOT_ASKED]).not_()
    return Field(name, is_known, not_asked=pl.col(name) == NOT_ASKED)


FIELDS = (
    Field("need", pl.col("need") != UNMAPPED),
    Field("place", pl.col("block").is_in([UNKNOWN, OUTSIDE]).not_()),
    *(_group(name) for name in GROUPS),
    Field("result", pl.col("result") != NO_RESULT),
    Field("reason", pl.col("reason") != "not_stated", of=pl.col("result") == "turned_away"),
    Field("helped_by", pl.col("helped_by") != "unknown", of=pl.col("result") == "received"),
)


def count_answers(requests: pl.DataFrame, fields: Iterable[Field] = FIELDS) -> pl.DataFrame:
    """field, month (`all` too), requests (that the field is about), asked, known: in numbers of requests."""
    both = pl.concat([requests, requests.with_columns(month=pl.lit(ALL))])
    parts = [_count_one(both, field) for field in fields]
    return pl.concat(parts)


def add_status(answers: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """Adds `status` and `share` (known out of asked, null unless shown).

    few: 1 to threshold - 1 were asked, of whom a share says too much and means too little; none: the field is
    about no request of the month; not_asked: the partner has no such question.
    """
    status = (
        pl.when(pl.col("requests") == 0)
        .then(pl.lit("none"))
        .when(pl.col("asked") == 0)
        .then(pl.lit("not_asked"))
        .when(pl.col("asked") < threshold)
        .then(pl.lit("few"))
        .otherwise(pl.lit("shown"))
    )
    share = pl.when(pl.col("status") == "shown").then(pl.col("known") / pl.col("asked"))
    return answers.with_columns(status=status).with_columns(share=share)


def _count_one(requests: pl.DataFrame, field: Field) -> pl.DataFrame:
    weight, is_asked = pl.col("requests"), ~field.not_asked
    counts = requests.group_by("month").agg(
        requests=weight.filter(field.of).sum(),
        asked=weight.filter(field.of & is_asked).sum(),
        known=weight.filter(field.of & field.known).sum(),
    )
    return counts.select(pl.lit(field.name).alias("field"), pl.all()).sort("month")
