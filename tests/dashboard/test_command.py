"""`needs dashboard`: what it opens, to whom, and what it says when it cannot."""

import argparse
import socket

import pytest

from needs.dashboard import (
    add_arguments,
    check_port,
    choose_audience,
    find_place,
    is_loopback,
    port_of_environment,
)
from needs.main import main
from pipelines.errors import UsageError
from tests.edition_builder import Town, build_edition


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


def test_on_this_machine_the_coalition_sees_its_own_edition():
    assert choose_audience(parsed()) == "coalition"
    assert choose_audience(parsed("--audience", "public")) == "public"


def test_beyond_this_machine_only_the_public_edition_is_served():
    assert choose_audience(parsed("--address", "0.0.0.0")) == "public"
    with pytest.raises(UsageError, match="no login"):
        choose_audience(parsed("--address", "0.0.0.0", "--audience", "coalition"))


def test_beyond_this_machine_the_coalitions_edition_needs_a_word_of_its_own():
    told = parsed("--address", "::", "--audience", "coalition", "--show-coalition-beyond-this-machine")
    assert choose_audience(told) == "coalition"


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("192.168.1.4", False),
     ("meeting-room", False)],
)  # fmt: skip
def test_loopback_is_known_by_its_address(address, expected):
    assert is_loopback(address) is expected


def test_a_port_that_is_taken_is_a_paragraph(tmp_path, capsys):
    build_edition(tmp_path, Town(2, 2))
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        assert main(["dashboard", "--edition", str(tmp_path), "--port", port]) == 2
    said = capsys.readouterr().err
    assert f"port {port}" in said
    assert "--port" in said


def test_a_number_that_is_no_port_is_refused():
    with pytest.raises(UsageError, match="no port"):
        check_port("127.0.0.1", 700_000)


def test_the_port_may_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    assert port_of_environment() == 9000
    monkeypatch.setenv("PORT", "front door")
    with pytest.raises(UsageError, match="PORT"):
        port_of_environment()


def test_a_given_edition_needs_no_workspace(tmp_path):
    assert find_place(parsed("--edition", str(tmp_path))) == tmp_path


def test_without_edition_and_workspace_the_paragraph_names_both(tmp_path, capsys):
    assert main(["dashboard", "--data", str(tmp_path)]) == 2
    assert "--data" in capsys.readouterr().err


def test_an_edition_of_another_format_names_the_command(tmp_path, capsys):
    build_edition(tmp_path, Town(2, 2), edition_format=7)
    assert main(["dashboard", "--edition", str(tmp_path)]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "format 7" in said
    assert "needs publish" in said
