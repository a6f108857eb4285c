"""Has every id of the catalog its words, in every language?"""

from collections.abc import Iterator, Mapping

from pipelines.catalog.entries import Entries
from pipelines.catalog.model import Catalog
from pipelines.catalog.models import ALL, PANELS, PARTNER_PANEL, POOLED
from pipelines.errors import CatalogError
from pipelines.wording import Wording
from pipelines.yaml_file import Place

# `need_phrase` stands inside a sentence: "who asked for {need}".
NEED_TEXTS = ("need", "need_phrase")
NAMED = (("needs", NEED_TEXTS), ("domains", NEED_TEXTS), ("policy", ("policy",)))
INDICATOR_TEXTS = ("label", "title", "what", "why")


def check_words(catalog: Catalog, entries: Mapping[str, Entries], wording: Wording) -> None:
    """Raise CatalogError at the first id without words. (Every language has the same keys already.)"""
    for key, place in required_keys(catalog, entries):
        if not wording.has(key):
            raise CatalogError(
                f"{place}: there are no words for it. Expected the wording key `{key}` in "
                f"{' and '.join(f'{language}.yaml' for language in wording.languages)}; add it to each."
            )


def required_keys(catalog: Catalog, entries: Mapping[str, Entries]) -> Iterator[tuple[str, Place]]:
    """Each wording key that the catalog needs, and the place in the catalog that asks for it."""
    for section, prefixes in NAMED:
        for name, entry in entries[section].items():
            yield from ((f"{prefix}.{name}", entry.place("id")) for prefix in prefixes)
    top = next(iter(entries["domains"].values())).place()
    yield from ((f"{prefix}.{name}", top) for prefix in NEED_TEXTS for name in (ALL, POOLED))
    yield from _outcome_keys(catalog, entries["outcomes"])
    yield from _group_keys(catalog, entries["groups"])
    for name, entry in entries["denominators"].items():
        if "." not in name:
            yield f"denominator.{name}", entry.place("id")
    yield from _panel_keys(catalog, entries["release_tables"])
    yield from _indicator_keys(catalog, entries["indicators"])


def _outcome_keys(catalog: Catalog, entries: Entries) -> Iterator[tuple[str, Place]]:
    for name, dimension in catalog.outcomes.items():
        yield f"outcome.{name}", entries[name].place("id")
        for number, code in enumerate(dimension.code_ids):
            yield f"{name}.{code}", entries[name].place("codes", number)


def _group_keys(catalog: Catalog, entries: Entries) -> Iterator[tuple[str, Place]]:
    for name, dimension in catalog.groups.items():
        yield f"group_dimension.{name}", entries[name].place("id")
        for number, code in enumerate(dimension.code_ids):
            yield f"group.{name}.{code}", entries[name].place("codes", number)
        for code in catalog.not_a_group:
            yield f"group.{name}.{code}", entries[name].place("id")


def _panel_keys(catalog: Catalog, entries: Entries) -> Iterator[tuple[str, Place]]:
    tables = catalog.release_tables.items()
    for name in (name for name, table in tables if table.group_dimension == PARTNER_PANEL):
        place = entries[name].place("group_dimension")
        for panel, codes in PANELS.items():
            yield f"group_dimension.{panel}", place
            yield from ((f"group.{panel}.{code}", place) for code in codes)


def _indicator_keys(catalog: Catalog, entries: Entries) -> Iterator[tuple[str, Place]]:
    for name, indicator in catalog.indicators.items():
        place = entries[name].place
        yield from ((f"indicator.{name}.{text}", place("id")) for text in INDICATOR_TEXTS)
        yield f"indicator_family.{indicator.family}", place("family")
        yield f"unit.{indicator.unit}", place("unit")
        yield from ((f"method.{method}", place("methods")) for method in indicator.methods)
        yield from ((f"caveat.{caveat}", place("caveats")) for caveat in indicator.caveats)
