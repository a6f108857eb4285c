"""A workspace adds and changes entries by YAML alone, and only towards more protection."""

from pathlib import Path

import pytest

from pipelines.catalog import load_catalog
from pipelines.errors import CatalogError

NEED = """\
needs:
  - id: laundry
    domain: supplies
    horizon_days: 7
    synonyms: {en: [laundromat]}
"""
TABLE = """\
release_tables:
  - id: finest_year_domain
    area_level: "nested:finest"
    period_level: year
    need_level: domain
    why: "Our city is small enough for it."
"""
INDICATOR = """\
id: broadband
family: broadband
kind: census_share
unit: percent
direction: more_is_better
numerator: {census: [DP02_0154]}
denominator: {census: [DP02_0001]}
area_levels: [city]
period_levels: [multi_year]
source: census
methods: [acs_proportion]
caveats: [survey_estimate]
position: 500
"""
WORDS = """\
need.laundry: "{x}"
need_phrase.laundry: "{x}"
indicator_family.broadband: "{x}"
indicator.broadband: {{label: "{x}", title: "{x}", what: "{x}", why: "{x}"}}
"""


def write(folder: Path, **files: str) -> Path:
    """An overlay folder of these files; `indicators__x` stands for indicators/x.yaml."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_need_a_table_and_an_indicator_are_added_without_python(tmp_path):
    overlay = write(
        tmp_path,
        needs=NEED,
        release_tables=TABLE,
        indicators__broadband=INDICATOR,
        wording__en=WORDS.format(x="Words"),
        wording__es=WORDS.format(x="Palabras"),
    )
    catalog = load_catalog(overlay)
    assert catalog.need_parent("laundry") == "supplies"
    assert catalog.horizon_days["laundry"] == 7
    assert "laundry" in catalog.need_codes(catalog.release_tables["city_year_need"])
    assert catalog.need_codes(catalog.release_tables["finest_year_domain"])[-1] == "pooled"
    assert list(catalog.indicators)[-1] == "broadband"
    assert catalog.version != load_catalog().version


def test_an_entry_with_a_known_id_changes_only_the_fields_it_gives(tmp_path):
    catalog = load_catalog(write(tmp_path, needs="needs:\n  - {id: rent, horizon_days: 14}\n"))
    assert catalog.horizon_days["rent"] == 14
    assert catalog.needs["rent"].domain == "housing"


def test_an_empty_or_absent_overlay_is_the_packaged_catalog(tmp_path):
    assert load_catalog(tmp_path).version == load_catalog(tmp_path / "none").version == load_catalog().version


def test_a_table_can_be_removed_with_those_that_lean_on_it(tmp_path):
    gone = (
        "city_quarter_offers",
        "city_quarter_domain_offers",
        "city_year_offers",
        "city_year_domain_offers",
    )
    lines = "".join(f"  - {{id: {name}, remove: true}}\n" for name in gone)
    catalog = load_catalog(write(tmp_path, release_tables="release_tables:\n" + lines))
    assert not [name for name, table in catalog.release_tables.items() if table.measure == "offers"]


def test_a_third_language_is_one_more_file(tmp_path):
    source = Path(__file__).parents[2] / "pipelines" / "wording" / "en.yaml"
    text = source.read_text(encoding="utf-8").replace('locale: "en_GB"', 'locale: "fr_FR"')
    assert load_catalog(write(tmp_path, wording__fr=text)).languages == ("en", "es", "fr")


def test_the_policy_may_be_tightened(tmp_path):
    policy = load_catalog(
        write(
            tmp_path, policy="policy:\n  - {id: range_at_least, value: 8}\n  - {id: max_cells, value: 5000}\n"
        )
    ).policy
    assert (policy.range_at_least, policy.max_cells) == (8, 5000)


@pytest.mark.parametrize("value", [5, 11, 20])
def test_a_workspace_may_choose_a_threshold_of_five_or_more(tmp_path, value):
    overlay = write(tmp_path, policy=f"policy:\n  - {{id: threshold, value: {value}}}\n")
    assert load_catalog(overlay).policy.threshold == value


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{id: threshold, value: 4}", "Expected 5 or more"),
        ("{id: range_at_least, value: 5}", "Expected 6 or more"),
        ("{id: max_cells, value: 30000}", "Expected 20000 or less"),
        ("{id: confidence, value: 0.9}", "Expected 0.95"),
        ("{id: threshold, tighter: lower}", "sets only `value`"),
        ("{id: treshold, value: 20}", "Did you mean `threshold`"),
    ],
)
def test_the_policy_may_not_be_loosened(tmp_path, line, words):
    overlay = write(tmp_path, policy=f"policy:\n  # our own\n  - {line}\n")
    with pytest.raises(CatalogError, match=words) as fault:
        load_catalog(overlay)
    assert f"{overlay / 'policy.yaml'} line 3: " in str(fault.value)


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("needs", "domains:\n  - {id: legal, is_sensitive: false}\n", "is_sensitive in the packaged catalog"),
        ("needs", "domains:\n  - {id: legal, is_pooled: false}\n", "is_pooled in the packaged catalog"),
        ("needs", 'domains:\n  - {id: legal, finest_level: "nested:2"}\n', "only choose a coarser level"),
        ("groups", 'groups:\n  - {id: language, finest_level: "nested:1"}\n', "only choose a coarser level"),
        ("groups", "groups:\n  - {id: housing, reveals: false}\n", "reveals in the packaged catalog"),
        ("groups", "groups:\n  - {id: work, is_overlapping_published: true}\n", "may not add it"),
    ],
)
def test_what_is_sensitive_stays_so(tmp_path, file, text, words):
    overlay = write(tmp_path, **{file: text})
    with pytest.raises(CatalogError, match=words) as fault:
        load_catalog(overlay)
    assert f"{overlay / file}.yaml line 2: " in str(fault.value)


def test_a_file_of_an_unknown_name_is_refused(tmp_path):
    with pytest.raises(CatalogError, match=r"need\.yaml line 1: a catalog has no file of this name"):
        load_catalog(write(tmp_path, need="needs: []\n"))


PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "folder",
    ["data/small-catalog", *(f"docs/designs/{p.name}" for p in (PROJECT / "docs/designs").iterdir())],
)
def test_the_overlays_that_we_hand_out_fit_the_packaged_catalog(folder):
    assert load_catalog(PROJECT / folder).release_tables.keys() != load_catalog().release_tables.keys()
