"""Names of codes in words: areas, needs, groups, sources."""

from collections.abc import Iterable

from dashboard.edition import Edition
from dashboard.rows import Indicator, Source
from dashboard.view import ALL
from dashboard.words import Words


def area_name(edition: Edition, words: Words, area_level: str, area_code: str) -> str:
    """The proper name of an area, or the words for a special value."""
    found = next((area for area in edition.get_areas(area_level) if area.area_code == area_code), None)
    if found is None:
        return area_code
    if found.is_special:
        return words(f"area_special.{area_code.rpartition(':')[2]}")
    return found.name or area_code


def need_name(words: Words, need_code: str) -> str:
    return words(f"need.{need_code}")


def group_name(words: Words, group: str) -> str:
    """`dimension:code`, or `all`."""
    if group == ALL:
        return words("group.all")
    dimension, _, code = group.partition(":")
    return words(f"group.{dimension}.{code}")


def source_titles(edition: Edition, words: Words, sources: str, outlines: bool = True) -> str:
    """The sources of a figure, and of the outlines where they are drawn: title, year, which are simulated."""
    wanted = set(sources.split(","))
    found = [
        row
        for row in edition.get_sources()
        if row.source in wanted or (outlines and row.kind == "boundaries")
    ]
    return "; ".join(dict.fromkeys(_source_title(row, words) for row in found))


def is_example(edition: Edition, indicators: Iterable[Indicator]) -> bool:
    """Whether a source of these figures is simulated: the census may be real where the logs are not."""
    used = {source for row in indicators for source in row.source.split(",")}
    return any(row.is_simulated for row in edition.get_sources() if row.source in used)


def _source_title(source: Source, words: Words) -> str:
    title = words.or_text(source.title)
    if source.publisher not in ("", source.title):
        title = f"{title}, {source.publisher}"
    if source.vintage:
        title = f"{title} ({source.vintage.replace('/', '–')})"
    return words("frame.simulated", title=title) if source.is_simulated else title
