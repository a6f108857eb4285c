"""coalition.yaml: roles of levels in cities of any depth, and faults that name file and line."""

from pathlib import Path

import pytest

from pipelines.catalog import load_catalog
from pipelines.coalition import Coalition, load_coalition
from pipelines.errors import CatalogError
from pipelines.paths import Workspace

CATALOG = load_catalog()
HEAD = """\
name: {en: Square Town Coalition, es: Coalición de Square Town}
time_zone: UTC
languages: [en, es]
city: {code: TN, name: Square Town}
"""
WARD = "  - {id: ward, parent: city, overlaps: true, boundary: ward.geojson}\n"


def levels(*nested: str, more: str = "") -> str:
    """The level sections of coalition.yaml for a city with these nested levels, coarse to fine."""
    lines, names, parent = ["area_levels:", "  - {id: city}"], ["level_names:"], "city"
    for level in nested:
        boundary = f"{level}.geojson" if level == nested[-1] else "dissolve"
        lines.append(f"  - {{id: {level}, parent: {parent}, boundary: {boundary}}}")
        parent = level
    for level in [*nested, *(["ward"] if "ward" in more else [])]:
        names.append(f"  {level}: {{en: {level}, en_plural: {level}s, es: {level}, es_plural: {level}es}}")
    return "\n".join(lines) + "\n" + more + "\n".join(names) + "\n"


def read(folder: Path, text: str) -> Coalition:
    (folder / "raw").mkdir(exist_ok=True)
    workspace = Workspace(folder)
    workspace.coalition_file.write_text(text, encoding="utf-8")
    return load_coalition(workspace, CATALOG)


@pytest.mark.parametrize(
    ("nested", "first", "second"),
    [
        (("tract",), (), ()),
        (("borough", "neighbourhood"), ("borough",), ()),
        (("borough", "district", "neighbourhood"), ("borough",), ("district",)),
        (("borough", "district", "neighbourhood", "tract"), ("borough",), ("district",)),
    ],
)
def test_a_role_is_a_level_with_a_finer_one_below_it(tmp_path, nested, first, second):
    coalition = read(tmp_path, HEAD + levels(*nested, more=WARD))
    assert coalition.nested_levels == nested
    assert coalition.finest_level == nested[-1]
    assert coalition.levels_for_role("city") == ("city",)
    assert coalition.levels_for_role("nested:1") == first
    assert coalition.levels_for_role("nested:2") == second
    assert coalition.levels_for_role("nested:finest") == (nested[-1],)
    assert coalition.levels_for_role("overlapping") == coalition.overlapping_levels == ("ward",)


@pytest.mark.parametrize(
    ("nested", "finest_of_sensitive"),
    [(("tract",), "city"), (("borough", "tract"), "borough"), (("borough", "district", "tract"), "borough")],
)
def test_sensitive_needs_never_stand_alone_at_the_finest_level(tmp_path, nested, finest_of_sensitive):
    coalition = read(tmp_path, HEAD + levels(*nested))
    assert coalition.level_for_role("nested:1") == finest_of_sensitive
    for table in CATALOG.release_tables.values():
        if nested[-1] in coalition.table_levels(table):
            assert not set(CATALOG.need_codes(table)) & set(CATALOG.pooled_members)


def test_each_level_has_one_role(tmp_path):
    coalition = read(tmp_path, HEAD + levels("borough", "district", "neighbourhood", "tract", more=WARD))
    roles = {level: coalition.role_of_level(level) for level in coalition.level_ids}
    assert roles == {
        "city": "city", "borough": "nested:1", "district": "nested:2", "neighbourhood": "nested:finest",
        "tract": "nested:finest", "ward": "overlapping",
    }  # fmt: skip


def test_what_is_left_out_comes_from_the_catalog(tmp_path):
    coalition = read(tmp_path, HEAD + levels("tract"))
    assert coalition.closing_days == CATALOG.policy.closing_days
    assert coalition.denominator_variables["residents"] == ("B01001_001",)
    assert coalition.denominator_variables["age_band.45_64"] == ("DP05_0012", "DP05_0013", "DP05_0014")


def test_a_workspace_names_its_own_census_variables(tmp_path):
    own = "residents: B17020_001\ndenominators:\n  households: {variables: [H1_001, H2_001]}\n"
    coalition = read(tmp_path, HEAD + levels("tract") + own)
    assert coalition.denominator_variables["residents"] == ("B17020_001",)
    assert coalition.denominator_variables["households"] == ("H1_001", "H2_001")


def test_level_names_become_wording(tmp_path):
    texts = read(tmp_path, HEAD + levels("tract")).level_texts
    assert texts["en"] == {"area_level.tract.one": "tract", "area_level.tract.many": "tracts"}
    assert texts["es"]["area_level.tract.many"] == "tractes"


NAMES = "name: {en: Square Town Coalition, es: Coalición de Square Town}"
SPOKEN = "languages: [en, es]"
GOOD = HEAD + levels("borough", "tract", more=WARD)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("time_zone: UTC", "time_zone: Mars/North", 2, "is not a time zone"),
        ("time_zone: UTC", "time_zone: UTC\nclosing_days: 3", 3, "the policy asks for 15"),
        ("time_zone: UTC", "timezone: UTC", 2, "Did you mean `time_zone`?"),
        ("city: {code: TN, name: Square Town}\n", "", 1, "the field `city` is missing"),
        ("code: TN", 'code: "T:N"', 4, "`city.code` is 'T:N'"),
        ("{id: city}", "{id: city, boundary: city.geojson}", 6, "the first level is the whole city"),
        ("parent: borough", "parent: city", 8, "Expected `borough`"),
        ("{id: tract", "{id: borough", 8, "the level `borough` stands twice"),
        ("boundary: tract.geojson", "boundary: dissolve", 8, "level `tract` has no boundary of its own"),
        (", boundary: ward.geojson", "", 9, "level `ward` has no boundary of its own"),
        ("parent: city, overlaps", "parent: borough, overlaps", 9, "Expected `city`"),
        ("es_plural: tractes", "es_many: tractes", 12, "level `tract` has no `es_plural`"),
        ("  ward: {en", "  wards: {en", 10, "level `ward` has no `en`"),
        (SPOKEN, "languages: [en, es, fr]", 3, "there is no wording in `fr`, only in en, es"),
        (NAMES, "name: {en: Square}", 1, "no name in `es`"),
        (SPOKEN, SPOKEN + "\ndenominators: {house: {variable: B1_1}}", 4, "`house` is not known"),
        (SPOKEN, SPOKEN + "\ndenominators: {households: {}}", 4, "names no census variable"),
        (SPOKEN, SPOKEN + "\ndenominators: {households: {variable: b19}}", 4, "match pattern"),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_remedy(tmp_path, old, new, line, words):
    assert GOOD.count(old) == 1
    with pytest.raises(CatalogError) as fault:
        read(tmp_path, GOOD.replace(old, new))
    message = str(fault.value)
    assert message.startswith(f"{tmp_path / 'raw' / 'coalition.yaml'} line {line}: ")
    assert words in message


def test_a_city_needs_a_level_below_it(tmp_path):
    text = HEAD + "area_levels:\n  - {id: city}\n" + WARD
    with pytest.raises(CatalogError, match="no level below the city that nests"):
        read(tmp_path, text)


def test_without_a_catalog_the_workspaces_own_is_read(tmp_path):
    read(tmp_path, HEAD + levels("tract"))
    overlay = tmp_path / "raw" / "catalog"
    overlay.mkdir()
    (overlay / "policy.yaml").write_text("policy:\n  - {id: closing_days, value: 40}\n", encoding="utf-8")
    assert load_coalition(Workspace(tmp_path)).closing_days == 40
