"""The desk's server: what is dropped stays in memory, and two workspaces' desks are told apart."""

import asyncio
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser

from desk.serve import keep_uploads_in_memory, mark_of
from needs.desk import serves

LARGE = b"x" * 3_000_000


async def _parts():
    yield b'--cut\r\nContent-Disposition: form-data; name="file"; filename="log.csv"\r\n\r\n' + LARGE
    yield b"\r\n--cut--\r\n"


def is_on_the_disk() -> bool:
    """Whether a large file that arrives is put into the system's folder for passing files."""
    headers = Headers({"content-type": "multipart/form-data; boundary=cut"})
    form = asyncio.run(MultiPartParser(headers, _parts()).parse())
    with form["file"].file as file:
        assert file.read() == LARGE
        return file._rolled


def test_a_dropped_file_is_not_put_on_the_disk(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    assert is_on_the_disk()  # as it is elsewhere
    keep_uploads_in_memory()
    assert not is_on_the_disk()


def test_desks_of_two_workspaces_are_told_apart_without_their_names(tmp_path: Path):
    one, other = tmp_path / "rosa", tmp_path / "luis"
    assert mark_of(one) == mark_of(tmp_path / "luis" / ".." / "rosa")
    assert mark_of(one) != mark_of(other)
    assert "rosa" not in mark_of(one)


def test_where_nothing_answers_there_is_no_desk(tmp_path: Path):
    assert not serves("http://127.0.0.1:9", tmp_path)
