"""Placing by ZIP: a draw over the blocks where the residents of the ZIP live, the same all year for one
household.

The draw is HMAC-SHA256(key of the year, household | ZIP), read as a number from 0 to 1. It protects nobody
and is not counted as protection; it only keeps one household in one place.
"""

import hmac

import numpy as np
import polars as pl


class Shares:
    """For one kind of code, the blocks of each code and their cumulative shares of its residents."""

    def __init__(self, rows: pl.DataFrame) -> None:
        """`rows`: code, block, share; shares of a code sum to 1."""
        ordered = rows.sort("code", "block")
        self.codes = ordered["code"].unique(maintain_order=True)
        self.form = _form(self.codes)
        self._blocks = ordered["block"]
        sizes = ordered.group_by("code", maintain_order=True).len()["len"].to_numpy()
        ends = np.cumsum(sizes)
        within = ordered.select(pl.col("share").cum_sum().over("code"))["share"].to_numpy().copy()
        # Rounding must not let a draw of 0.9999... fall past the last block of its code.
        within[ends - 1] = 1.0
        self._cumulative = within + np.repeat(np.arange(len(sizes)), sizes)
        self._is_split = sizes > 1
        self._first = ends - sizes

    def draw(self, codes: pl.Series, draw_keys: pl.Series, key: bytes) -> pl.Series:
        """A block per row: null where the code is not listed or null. Only codes of several blocks are drawn
        for.
        """
        number = pl.DataFrame({"code": codes}).join(
            pl.DataFrame({"code": self.codes}).with_row_index("number"),
            on="code",
            how="left",
            maintain_order="left",
            validate="m:1",
        )["number"]
        known = number.is_not_null().to_numpy()
        index = number.fill_null(0).to_numpy()
        position = np.where(known, self._first[index], 0)
        split = known & self._is_split[index]
        points = uniform(key, draw_keys.filter(pl.Series(split)), codes.filter(pl.Series(split)))
        position[split] = np.searchsorted(self._cumulative, index[split] + points, side="right")
        return self._blocks.gather(position).set(pl.Series(~known), None)


def uniform(key: bytes, draw_keys: pl.Series, codes: pl.Series) -> np.ndarray:
    """One number in [0, 1) per row, by HMAC over `draw_key|code`; worked out once per distinct pair."""
    if not len(codes):
        return np.empty(0)
    messages = (draw_keys + "|" + codes).rename("message")
    distinct = messages.unique()
    points = [_point(key, message) for message in distinct]
    table = pl.DataFrame({"message": distinct, "point": points})
    return (
        messages.to_frame().join(table, on="message", how="left", maintain_order="left")["point"].to_numpy()
    )


def _point(key: bytes, message: str) -> float:
    digest = hmac.digest(key, message.encode("utf-8"), "sha256")
    # 53 bits are what a float holds exactly, so the number never rounds up to 1.
    return (int.from_bytes(digest[:8], "big") >> 11) / 2.0**53


def _form(codes: pl.Series) -> str:
    """A pattern for codes in the form of those known: as long, and of digits where all of them are."""
    lengths = sorted(codes.str.len_chars().unique())
    sign = r"\d" if codes.str.contains(r"^\d+$").all() else r"\w"
    return "^(" + "|".join(f"{sign}{{{length}}}" for length in lengths) + ")$"
