"""The lists of areas, blocks and codes of other geographies."""

import pytest

from pipelines.errors import SourceError
from pipelines.sources.areas import read_areas
from pipelines.sources.blocks import read_blocks
from pipelines.sources.place_codes import read_place_codes
from tests.sources.files import described

AREAS = "area_level,area_code,name,parent_code,is_residential\ncity,C,City,,1\nborough,01,One,C,0\n"
BLOCKS = 'block,n,w,residents\nn1-w1,n1,w1,"1,200"\n'
CODES = "code_kind,code,block,residents\nzip,01001,n1-w1,600\n"


def test_areas_keep_leading_zeros_and_may_have_no_parent(tmp_path):
    found = read_areas(described(tmp_path / "areas.csv", AREAS, "areas", vintage="2020"))
    assert found.rows.rows() == [("city", "C", "City", "", True), ("borough", "01", "One", "C", False)]
    assert found.vintage == "2020"


def test_blocks_have_residents_and_a_code_per_level(tmp_path):
    rows = read_blocks(described(tmp_path / "b.csv", BLOCKS, "blocks"), ("n", "w"))
    assert rows.row(0, named=True) == {"block": "n1-w1", "n": "n1", "w": "w1", "residents": 1200.0}


def test_place_codes_keep_leading_zeros(tmp_path):
    rows = read_place_codes(described(tmp_path / "p.csv", CODES, "place_codes"))
    assert rows.row(0) == ("zip", "01001", "n1-w1", 600.0)


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("borough,,Two,C,1\n", "1 rows have no area_code"),
        ("borough,01,Two,C,1\n", "stand for the same area_level, area_code"),
        ("borough,02,Two,C,yes\n", "is_residential must be 1 or 0"),
        ("borough,unknown,Two,C,1\n", "keeps for itself"),
        ("borough,a:b,Two,C,1\n", "keeps for itself"),
    ],
)
def test_faulty_areas_are_refused(tmp_path, added, expected):
    with pytest.raises(SourceError, match=expected):
        read_areas(described(tmp_path / "areas.csv", AREAS + added, "areas"))


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("n2-w1,n2,,5\n", "every row needs a code"),
        ("n1-w1,n2,w1,5\n", "the same block"),
        ("other,n1,w1,5\n", "the same n, w"),
        ("n2-w1,n2,w1,-5\n", "from 0 up"),
        ("n2-w1,n2,w1,\n", "from 0 up"),
    ],
)
def test_faulty_blocks_are_refused(tmp_path, added, expected):
    with pytest.raises(SourceError, match=expected):
        read_blocks(described(tmp_path / "b.csv", BLOCKS + added, "blocks"), ("n", "w"))


@pytest.mark.parametrize("added", ["zip,01001,n1-w1,600\n", "zip,01002,n1-w1,-1\n", "zip,,n1-w1,1\n"])
def test_faulty_place_codes_are_refused(tmp_path, added):
    with pytest.raises(SourceError, match=r"p\.csv"):
        read_place_codes(described(tmp_path / "p.csv", CODES + added, "place_codes"))
