"""The digests of many texts are those of the standard library, one by one."""

import hashlib
import hmac

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.intake.digests import digest_halves, keyed_digests

TEXTS = st.lists(st.none() | st.text(st.characters(exclude_characters="\x00", codec="utf-8")), max_size=20)


@settings(max_examples=30)
@given(TEXTS)
def test_the_halves_of_a_digest_are_those_of_sha256(texts: list[str | None]) -> None:
    digests = [None if text is None else hashlib.sha256(text.encode()).digest() for text in texts]
    wanted = [
        (None, None) if d is None else (int.from_bytes(d[:8]), int.from_bytes(d[8:16])) for d in digests
    ]
    assert digest_halves(pl.Series(texts, dtype=pl.String)).rows() == wanted


@settings(max_examples=30)
@given(TEXTS, st.binary(min_size=1, max_size=64))
def test_a_keyed_digest_is_that_of_hmac(texts: list[str | None], key: bytes) -> None:
    wanted = [
        None if text is None else hmac.digest(key, text.encode(), "sha256").hex()[:32] for text in texts
    ]
    assert keyed_digests(pl.Series(texts, dtype=pl.String), key).to_list() == wanted
