"""Every public file is described, and is the file that its description means."""

from datetime import date

import pytest

from pipelines.errors import SourceError
from pipelines.sources.sidecars import find_sources, read_sidecar, source_table
from tests.raw_town import write_sidecar
from tests.sources.files import described


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "census").mkdir()
    described(tmp_path / "census" / "acs.csv", "code,B1_001E\na,1\n", "census")
    return tmp_path


def test_a_described_file_is_found_with_what_its_sidecar_says(raw):
    (source,) = find_sources(raw)
    assert source.path == raw / "census" / "acs.csv"
    assert (source.about.id, source.about.kind, source.about.layout) == ("acs", "census", "wide_suffix")
    assert source.about.retrieved_on == date(2026, 1, 1)


def test_table_source_holds_one_row_per_file(raw):
    rows = source_table(find_sources(raw))
    assert rows.select("source", "kind", "is_simulated").row(0) == ("acs", "census", True)
    assert len(rows["sha256"][0]) == 64


def test_a_file_changed_after_it_was_described_is_refused(raw):
    (raw / "census" / "acs.csv").write_text("code,B1_001E\na,2\n")
    with pytest.raises(
        SourceError, match=r"acs\.csv is not the file that its sidecar describes: .* checksum"
    ):
        find_sources(raw)


def test_a_file_without_a_sidecar_is_refused_by_name(raw):
    (raw / "census" / "more.csv").write_text("code\na\n")
    with pytest.raises(SourceError, match=r"more\.csv has no sidecar"):
        find_sources(raw)


@pytest.mark.parametrize("folder", ["intake", "truth", "catalog"])
def test_what_is_no_public_input_needs_no_sidecar(raw, folder):
    (raw / folder).mkdir()
    (raw / folder / "log.csv").write_text("a\n1\n")
    assert len(find_sources(raw)) == 1


def test_an_id_used_twice_is_refused_with_both_files(raw):
    path = raw / "census" / "again.csv"
    path.write_text("code,B1_001E\na,1\n")
    write_sidecar(path, id="acs", kind="census", layout="wide_suffix", area_level="x", code_column="code")
    with pytest.raises(SourceError, match=r"id acs .*acs\.csv.*again\.csv|id acs .*again\.csv.*acs\.csv"):
        find_sources(raw)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("kind: ", "kindd: "), r"line 9.*`kindd`"),
        (('kind: "census"', 'kind: "poems"'), r"acs\.source\.yaml line \d+"),
        (("area_level: ", "title: "), r"acs\.source\.yaml line \d+.*stands twice"),
        (('layout: "wide_suffix"', 'layout: "geojson"'), "layout of kind census is one of wide_suffix"),
    ],
)
def test_a_fault_in_a_sidecar_names_file_and_line(raw, change, expected):
    path = raw / "census" / "acs.source.yaml"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(SourceError, match=expected):
        read_sidecar(path)


def test_a_sidecar_of_a_file_that_is_not_there_is_refused(raw):
    (raw / "census" / "acs.csv").unlink()
    with pytest.raises(SourceError, match=r"acs\.csv, which is not beside it"):
        find_sources(raw)


def test_codes_stay_text_however_yaml_reads_them(tmp_path):
    source = described(tmp_path / "a.csv", "code,B1_001E\n", "census", code_map={101: "MN01"}, vintage=2023)
    assert source.about.code_map == {"101": "MN01"}
    assert source.about.vintage == "2023"
