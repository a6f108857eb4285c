"""Editions beside each other: the same count in two audiences, or on two days."""

from collections.abc import Mapping

import polars as pl

from pipelines.audit.finding import HIDDEN, KEY, SHOWN, Attack, attack


def between_audiences(counts: Mapping[str, pl.DataFrame]) -> Attack:
    """Counts that are hidden in one audience's edition and shown in another's, or said differently."""
    frames = [frame.select(*KEY, "status", "value") for frame in counts.values()]
    return _told_apart("differences between audiences", frames)


def between_dates(editions: Mapping[str, pl.DataFrame]) -> Attack:
    """Counts that are hidden in one edition and shown in another, or said differently. `editions`: by id."""
    frames = [frame.select(*KEY, "status", "value") for frame in editions.values()]
    return _told_apart("differences between editions", frames)


def _told_apart(name: str, frames: list[pl.DataFrame]) -> Attack:
    told = pl.concat(frames).filter(pl.col("status").is_in([SHOWN, HIDDEN])).unique()
    twice = told.filter(told.select(KEY).is_duplicated()).select(KEY).unique(maintain_order=True)
    return attack(name, told.height, twice.sort(KEY))


def known_of(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """KEY, status, value of every count that any of `frames` tells, each once: shown before hidden."""
    order = pl.col("status").replace_strict({SHOWN: 0, HIDDEN: 1}, default=2, return_dtype=pl.Int64)
    every = pl.concat([frame.select(*KEY, "status", "value") for frame in frames])
    return every.sort(order, *KEY).unique(KEY, keep="first", maintain_order=True).sort(KEY)
