"""Digests of millions of texts at once, by DuckDB's SHA-256: a loop in Python would take minutes."""

from collections.abc import Callable

import duckdb
import polars as pl

KeyOf = Callable[[int], bytes]  # the key of a year

DIGITS = 32  # hexadecimal digits that are kept: 128 bits
BLOCK = 64  # bytes of a block of SHA-256, to which HMAC fills its key
SETTINGS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def digest_halves(texts: pl.Series) -> pl.DataFrame:
    """The first 128 bits of each text's SHA-256 as two numbers: text would take thrice the memory."""
    half = DIGITS // 2
    number = "('0x' || substr(sha256(text), {start}, {half}))::UBIGINT"
    parts = {"high": number.format(start=1, half=half), "low": number.format(start=1 + half, half=half)}
    return _of(texts, ", ".join(f"{sql} AS {name}" for name, sql in parts.items()), {})


def keyed_digests(texts: pl.Series, key: bytes) -> pl.Series:
    """The first 32 hexadecimal digits of each text's HMAC-SHA-256 (RFC 2104); null stays null.

    `key`: at most 64 bytes, as the workspace's are.
    """
    assert len(key) <= BLOCK, "a longer key would have to be hashed first"
    filled = key.ljust(BLOCK, b"\0")
    pads = {"inner": bytes(b ^ 0x36 for b in filled), "outer": bytes(b ^ 0x5C for b in filled)}
    digest = f"left(sha256($outer || unhex(sha256($inner || encode(text)))), {DIGITS}) AS digest"
    return _of(texts, digest, pads).to_series()


def _of(texts: pl.Series, columns: str, pads: dict[str, bytes]) -> pl.DataFrame:
    frame = texts.alias("text").to_frame().to_arrow()
    with duckdb.connect(config=SETTINGS) as connection:
        connection.register("frame", frame)
        return pl.from_arrow(
            connection.sql(f"SELECT {columns} FROM frame", params=pads or None).to_arrow_table()
        )
