"""Digests of millions of texts at once, by DuckDB's SHA-256: a loop in Python would take minutes."""

import duckdb
import polars as pl

DIGITS = 32  # hexadecimal digits that are kept: 128 bits
BLOCK = 64  # bytes of a block of SHA-256, to which HMAC fills its key
SETTINGS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def digests(texts: pl.Series) -> pl.Series:
    """The first 32 hexadecimal digits of each text's SHA-256; null stays null."""
    return _of(texts, f"left(sha256(text), {DIGITS})", {})


def keyed_digests(texts: pl.Series, key: bytes) -> pl.Series:
    """The first 32 hexadecimal digits of each text's HMAC-SHA-256 (RFC 2104); null stays null.

    `key`: at most 64 bytes, as the workspace's are.
    """
    assert len(key) <= BLOCK, "a longer key would have to be hashed first"
    filled = key.ljust(BLOCK, b"\0")
    pads = {"inner": bytes(b ^ 0x36 for b in filled), "outer": bytes(b ^ 0x5C for b in filled)}
    return _of(texts, f"left(sha256($outer || unhex(sha256($inner || encode(text)))), {DIGITS})", pads)


def _of(texts: pl.Series, expression: str, pads: dict[str, bytes]) -> pl.Series:
    frame = texts.alias("text").to_frame().to_arrow()
    with duckdb.connect(config=SETTINGS) as connection:
        connection.register("frame", frame)
        found = connection.sql(f"SELECT {expression} AS digest FROM frame", params=pads or None)
        return pl.Series("digest", found.to_arrow_table().column("digest"), dtype=pl.String)
