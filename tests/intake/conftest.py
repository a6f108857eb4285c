"""What the tests of intake share: the catalog, the places of a small town, and a way to write one partner's
folder.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.catalog import Catalog, load_catalog
from pipelines.coalition import load_coalition
from pipelines.geography import Places, build_geography
from pipelines.geography.build import City, PlaceInputs
from pipelines.intake import PartnerLog, read_partner
from pipelines.paths import Workspace
from pipelines.sources.areas import read_areas
from pipelines.sources.blocks import read_blocks
from pipelines.sources.boundaries import read_boundary
from pipelines.sources.place_codes import read_place_codes
from pipelines.sources.sidecars import find_sources
from tests.intake.partners import KEY, PARTNER_YAML, key_of
from tests.raw_town import make_raw_town


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return places_of(make_raw_town(tmp_path_factory.mktemp("town"), rows=2))


def places_of(workspace: Workspace) -> Places:
    """The places of a workspace, read from its own files."""
    coalition, sources = load_coalition(workspace), find_sources(workspace.raw)
    areas, blocks, codes = (
        next(source for source in sources if source.about.kind == kind)
        for kind in ("areas", "blocks", "place_codes")
    )
    nested = [level for level in coalition.area_levels[1:] if not level.overlaps]
    columns = (nested[-1].id, *(level.id for level in coalition.area_levels if level.overlaps))
    shapes = {s.about.area_level: read_boundary(s) for s in sources if s.about.kind == "boundaries"}
    inputs = PlaceInputs(read_areas(areas), read_blocks(blocks, columns), read_place_codes(codes), shapes)
    city = City(coalition.city.code, coalition.city.name)
    return build_geography(coalition.area_levels, city, inputs, sliver_under=1000).places(KEY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty partner's folder with partner.yaml."""
    folder = tmp_path / "stoop"
    folder.mkdir()
    (folder / "partner.yaml").write_text(PARTNER_YAML, encoding="utf-8")
    return folder


@pytest.fixture
def read(folder: Path, catalog: Catalog, places: Places) -> Callable[..., PartnerLog]:
    """Reads the partner in `folder`."""
    return lambda: read_partner(folder, catalog, places, key_of)
