"""Partners, events, rows, sources and changes of an edition in words."""

from dashboard.edition import Edition
from dashboard.rows import Source
from dashboard.words import Words


def partner_kind(words: Words, kind: str) -> str:
    """The kind of group; a kind that the wording does not know is `another group`."""
    return words(f"partner_kind.{kind}" if words.has(f"partner_kind.{kind}") else "partner_kind.other")


def languages_words(words: Words, languages: str) -> str:
    """`English and Spanish`."""
    ids = [code.strip() for code in languages.split(",") if code.strip()]
    return words.list([words(f"language.{code}") if words.has(f"language.{code}") else code for code in ids])


def served_words(edition: Edition, words: Words, service_area: str) -> str:
    """`Everywhere`, or the names of the areas that a partner declares to serve."""
    if service_area.strip() in ("", "all"):
        return words("records.everywhere")
    names = {area.area_code: area.name for area in edition.get_all_areas() if area.name}
    return words.list([names.get(code.strip(), code.strip()) for code in service_area.split(",")])


def event_lines(edition: Edition, words: Words) -> list[tuple[str, str, str, str]]:
    """When, who, what, note; the latest first."""
    names = {row.partner: row.name for row in edition.get_partners()}
    return [
        (
            _span(words, row.from_on.isoformat(), row.to_on.isoformat()),
            names.get(row.partner, words("records.no_partner")),
            words(f"calendar_state.{row.kind}"),
            words.or_text(row.note) if row.note else "",
        )
        for row in sorted(edition.get_events(), key=lambda row: row.from_on, reverse=True)
    ]


def _span(words: Words, first: str, last: str) -> str:
    if first == last:
        return words.day(first)
    return words("format.span", first=words.day(first), last=words.day(last))


def source_facts(edition: Edition, words: Words, row: Source) -> tuple[str, list[tuple[str, str]]]:
    """The line that names a source, and each fact of it that the edition has."""
    title = words.or_text(row.title)
    vintage = row.vintage.replace("/", "–")
    named = words("records.source", title=title, year=vintage) if vintage else title
    facts = [
        ("kind", words(f"source_kind.{row.kind}")),
        ("publisher", row.publisher),
        ("vintage", vintage),
        ("licence", row.licence),
        ("retrieved", words.day(row.retrieved_on.isoformat()) if row.retrieved_on else ""),
        ("checksum", row.sha256 or (words("records.no_checksum") if row.kind == "log" else "")),
        ("simulated", words("records.is_simulated" if row.is_simulated else "records.is_real")),
        ("caveat", words.or_text(row.caveat) if row.caveat else ""),
    ]
    said = words("frame.simulated", title=named) if row.is_simulated else named
    return said, [(words(f"records.source_{name}"), text) for name, text in facts if text]


def change_lines(edition: Edition, words: Words) -> list[tuple[str, str, str]]:
    """What, before, after."""
    return [
        (
            words(f"records.change_{row.kind}", name=_changed(words, row.kind, row.name)),
            _side(words, row.kind, row.before),
            _side(words, row.kind, row.after),
        )
        for row in edition.get_changes()
    ]


def _changed(words: Words, kind: str, name: str) -> str:
    if kind == "period" and words.has(f"records.fact_{name}"):
        return words(f"records.fact_{name}")
    return _table_words(words, name) if kind == "table" and name.count("/") == len(_TABLE_PARTS) - 1 else name


# The levels that name a count table, in the order of table `change`; each is a prefix of wording keys.
_TABLE_PARTS = ("measure", "outcome", "area_level", "period_level", "need_level", "group_dimension")


def _table_words(words: Words, name: str) -> str:
    """`requests/result/city/year/all/all` as `Requests, What happened, city, Year`."""
    said = []
    for part, code in zip(_TABLE_PARTS, name.split("/"), strict=True):
        key = f"{part}.{code}.one" if part == "area_level" else f"{part}.{code}"
        if code != "all":
            said.append(words(key) if words.has(key) else code)
    return ", ".join(said)


def _side(words: Words, kind: str, value: str) -> str:
    if not value:
        return words("records.absent")
    if kind == "partner":
        return partner_kind(words, value)
    if kind == "table" and " to " in value:
        first, _, last = value.partition(" to ")
        return words("format.span", first=words.period(first), last=words.period(last))
    return words.period(value) if kind == "period" and value[:4].isdigit() else value
