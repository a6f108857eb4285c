"""The one reader: what it opens, what it refuses, and what a publish under its feet does."""

import duckdb
import pytest

from dashboard.edition import DATABASE, find_edition_folder, open_edition
from pipelines.errors import EditionError
from tests.edition_builder import Town, build_edition


def test_the_town_is_read_as_it_was_built(edition, town):
    rows = edition.get_figures("turned_away_share", "neighbourhood", "2025", "food", "all", "all")
    assert len(rows) == len(town.codes) - 1
    assert {row.status for row in rows} == {"shown", "hidden"}
    assert all(row.value is None for row in rows if row.status == "hidden")
    assert edition.get_wording().text("es", "page.map") == "Mapa"


def test_a_folder_of_one_audience_opens_without_its_parent(edition_place):
    assert open_edition(edition_place / "coalition", "coalition").audience == "coalition"


def test_another_audience_is_refused_by_name(edition_place):
    with pytest.raises(EditionError, match="--audience coalition"):
        open_edition(edition_place / "coalition", "public")


def test_no_edition_names_the_command_that_makes_one(tmp_path):
    with pytest.raises(EditionError, match="needs publish"):
        find_edition_folder(tmp_path, "public")


def test_another_format_names_the_command_that_rebuilds_it(tmp_path):
    build_edition(tmp_path, Town(2, 2), edition_format=99)
    with pytest.raises(EditionError, match=r"format 99.*needs publish"):
        open_edition(tmp_path, "coalition")


def test_a_torn_file_is_an_edition_error(tmp_path):
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / DATABASE).write_bytes(b"half of something")
    with pytest.raises(EditionError, match="cannot be read"):
        open_edition(tmp_path, "public")


def test_nothing_but_the_file_can_be_reached(edition):
    with pytest.raises(duckdb.Error):
        edition._connection.cursor().execute("select * from read_text('/etc/hostname')")
    with pytest.raises(duckdb.Error):
        edition._connection.cursor().execute("create table more (x integer)")
    with pytest.raises(duckdb.Error):
        edition._connection.cursor().execute("set enable_external_access = true")


def test_a_new_edition_appears_at_the_next_click_and_the_old_one_stays_whole(tmp_path):
    for name in ("one", "two"):
        build_edition(tmp_path / name, Town(2, 2), edition_id=name)
    link = tmp_path / "edition"
    link.symlink_to("one")
    before = open_edition(link, "coalition")
    beside = tmp_path / "beside"
    beside.symlink_to("two")
    beside.replace(link)
    after = open_edition(link, "coalition")
    assert (before.id, after.id) == ("one", "two")
    assert before.version != after.version
    assert len(before.get_areas("neighbourhood")) == 6


def test_the_same_edition_is_opened_once(edition_place, edition):
    assert open_edition(edition_place, "coalition") is edition


def test_a_scale_of_a_need_goes_before_that_of_all(edition):
    scale = edition.get_scale("turned_away_share", "neighbourhood", "food")
    assert [row.number for row in scale] == [0, 1, 2, 3, 4]
    assert (scale[0].low, scale[-1].high) == (None, None)


def test_combinations_hold_what_the_town_publishes_and_no_more(edition):
    found = {(row.area_level, row.need_code, row.group) for row in edition.get_combinations()}
    assert ("borough", "legal", "all") in found
    assert ("neighbourhood", "legal", "all") not in found
    assert ("borough", "all", "race_ethnicity:black") in found
