"""Do the ids of the catalog refer to each other as they should? Each fault names file, line and remedy."""

from collections.abc import Mapping

from pipelines.catalog.entries import Entries
from pipelines.catalog.model import Catalog
from pipelines.catalog.models import ALL, NOT_RECORDED, POOLED, UNMAPPED, Indicator, Term
from pipelines.errors import CatalogError
from pipelines.yaml_file import Place, nearest

RESERVED = (ALL, POOLED)


def check_ids(catalog: Catalog, entries: Mapping[str, Entries]) -> None:
    """Raise CatalogError at the first id that is unknown, reserved or without what belongs to it."""
    _check_needs(catalog, entries)
    _check_synonyms(catalog, entries["needs"])
    _check_outcomes(catalog, entries["outcomes"])
    _check_groups(catalog, entries["groups"])
    _check_indicators(catalog, entries["indicators"])
    _check_benchmarks(catalog, entries)


def expect_known(place: Place, what: str, name: str, known: Mapping | tuple) -> None:
    """Raise CatalogError unless `name` is one of the known ids."""
    if name not in known:
        raise CatalogError(
            f"{place}: {what} `{name}` is not known.{nearest(name, known)} "
            f"Expected one of: {', '.join(known)}. Correct it, or add it to the catalog first."
        )


def _check_needs(catalog: Catalog, entries: Mapping[str, Entries]) -> None:
    for section in ("domains", "needs"):
        for name in RESERVED:
            if name in entries[section]:
                raise CatalogError(
                    f"{entries[section][name].place('id')}: the id `{name}` has a meaning of its own. "
                    "Expected another id; rename it."
                )
    longest = catalog.policy.results_close_days
    for name, need in catalog.needs.items():
        expect_known(entries["needs"][name].place("domain"), "the domain", need.domain, catalog.domains)
        if name in catalog.domains:
            raise CatalogError(
                f"{entries['needs'][name].place('id')}: the need `{name}` is called as a domain, so "
                "an address or a choice on screen could mean either of them. Expected another id; rename it."
            )
        if need.horizon_days > longest:
            raise CatalogError(
                f"{entries['needs'][name].place('horizon_days')}: need `{name}` waits "
                f"{need.horizon_days} days for its result, but results close after {longest}. "
                f"Expected at most {longest}; shorten it."
            )
    for name in catalog.domains:
        if name not in catalog.need_parents.values():
            raise CatalogError(
                f"{entries['domains'][name].place('id')}: domain `{name}` has no need. "
                "Expected at least one in `needs`; add one or delete the domain."
            )
    if catalog.needs.get(UNMAPPED) is None:
        raise CatalogError(
            f"{next(iter(entries['needs'].values())).place()}: the need `{UNMAPPED}` is missing. "
            "Expected it, for words that no mapping codes; add it to the domain `other`."
        )


def _check_synonyms(catalog: Catalog, entries: Entries) -> None:
    owner: dict[tuple[str, str], str] = {}
    for name, need in catalog.needs.items():
        for language in ("en", "es"):
            for word in need.synonyms.of(language):
                first = owner.setdefault((language, word), name)
                if first != name or word != word.lower():
                    raise CatalogError(
                        f"{entries[name].place('synonyms', language)}: the synonym `{word}` of need `{name}` "
                        f"is not in small letters or belongs to `{first}` already. "
                        "Expected each word once; correct or delete it."
                    )


def _check_outcomes(catalog: Catalog, entries: Entries) -> None:
    for name, dimension in catalog.outcomes.items():
        _expect_distinct(entries[name].place("codes"), name, dimension.code_ids)
        if dimension.closes_with == "results" and NOT_RECORDED not in dimension.code_ids:
            raise CatalogError(
                f"{entries[name].place('codes')}: outcome dimension `{name}` has no code `{NOT_RECORDED}`. "
                "Expected it, for partners that write too few results: else the codes do not sum; add it."
            )
        if dimension.splits is not None:
            expect_known(entries[name].place("splits"), "the result", dimension.splits, catalog.results)
            completed_by = dimension.completed_by or ""
            expect_known(entries[name].place("completed_by"), "the code", completed_by, dimension.code_ids)


def _check_groups(catalog: Catalog, entries: Entries) -> None:
    for name, dimension in catalog.groups.items():
        _expect_distinct(entries[name].place("codes"), name, catalog.group_codes(name))
        for number, code in enumerate(dimension.codes):
            if code.denominator:
                place = entries[name].place("codes", number, "denominator")
                expect_known(place, "the denominator", code.denominator, catalog.denominators)


def _expect_distinct(place: Place, name: str, codes: tuple[str, ...]) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1 or code in RESERVED})
    if twice:
        raise CatalogError(
            f"{place}: the codes of `{name}` hold `{twice[0]}` twice, or it has a meaning of its own. "
            "Expected each code once; delete or rename it."
        )


def _check_indicators(catalog: Catalog, entries: Entries) -> None:
    seen: dict[tuple, str] = {}
    for name, indicator in catalog.indicators.items():
        for field in ("numerator", "denominator"):
            _check_term(catalog, entries, indicator, field)
        for field, value in (
            ("reading", (indicator.family, indicator.reading)),
            ("position", indicator.position),
        ):
            first = seen.setdefault((field, value), name)
            if first != name:
                raise CatalogError(
                    f"{entries[name].place(field)}: indicator `{name}` has the same {field} as `{first}`. "
                    f"Expected each {field} once; change one."
                )


def _check_term(catalog: Catalog, entries: Entries, indicator: Indicator, field: str) -> None:
    term: Term | None = getattr(indicator, field)
    if term is None:
        return
    entry = entries[indicator.id]
    if term.population is not None:
        place = entry.place(field, "population")
        expect_known(place, "the denominator", term.population, catalog.denominators)
    if term.outcome is not None:
        expect_known(entry.place(field, "outcome"), "the outcome", term.outcome, catalog.outcomes)
        for code in term.codes:
            known = catalog.outcomes[term.outcome].code_ids
            expect_known(entry.place(field, "codes"), "the code", code, known)


def _check_benchmarks(catalog: Catalog, entries: Mapping[str, Entries]) -> None:
    explained = tuple(
        variable
        for indicator in catalog.indicators.values()
        if indicator.source == "census"
        for variable in indicator.numerator.census
    )
    for section, items in (("domains", catalog.domains), ("needs", catalog.needs)):
        for name, item in items.items():
            if item.benchmark:
                place = entries[section][name].place("benchmark")
                expect_known(
                    place, "as numerator of a census indicator, the benchmark", item.benchmark, explained
                )
