"""What a reader looks at, as one frozen value, and its form in the address.

The page is the path (`/map`), everything else the query string, so that a link opens exactly that view.
Reading is forgiving: a value that the edition does not know falls back to the default and is reported,
because an address is typed, shortened and passed on by people.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlencode

ALL = "all"
POOL = "pool:"


@dataclass(frozen=True)
class View:
    """One view. Codes only, no words; empty text where the reader has chosen nothing."""

    page: str = "tonight"
    figure: str = ""
    indicator: str = ""
    second_indicator: str = ""
    need: str = ALL
    area_level: str = ""
    area: str = ""
    compare_with: str = ""
    period: str = ""
    group: str = ALL
    reading: str = ""
    language: str = "en"
    edition: str = ""

    @property
    def group_dimension(self) -> str:
        return self.group.partition(":")[0]

    @property
    def group_code(self) -> str:
        return self.group.partition(":")[2] or ALL

    @property
    def areas(self) -> tuple[str, ...]:
        """The area's code, or those of the pool (`pool:A1+A2`)."""
        return _codes(self.area)


@dataclass(frozen=True)
class Choices:
    """What one edition knows: the values that each part of a view may take."""

    pages: Collection[str]
    figures: Collection[str]
    indicators: Collection[str]
    needs: Collection[str]
    area_levels: Collection[str]
    areas: Collection[str]
    periods: Collection[str]
    groups: Collection[str]
    readings: Collection[str]
    languages: Collection[str]
    default: View = field(default_factory=View)


QUERY_FIELDS = tuple(f.name for f in fields(View) if f.name != "page")


def to_query(view: View) -> dict[str, str]:
    """The query parameters of `view`: each that is set, the page left to the path."""
    return {name: getattr(view, name) for name in QUERY_FIELDS if getattr(view, name)}


def to_address(view: View) -> str:
    """Path and query string that open exactly this view, as `map?indicator=...`."""
    return f"{view.page}?{urlencode(to_query(view), safe=':+,')}"


def read_view(page: str, query: Mapping[str, str], choices: Choices) -> tuple[View, tuple[str, ...]]:
    """The view that an address asks for, and the names of the parameters that could not be followed.

    An address that names no edition means the current one; one that names another is kept, for the banner.
    """
    valid, refused = {}, []
    for name in QUERY_FIELDS:
        value = query.get(name, "")
        if name == "area":
            # A "+" that was not escaped arrives as a space.
            value = value.replace(" ", "+")
        if value and _is_valid(name, value, choices):
            valid[name] = value
        elif value:
            refused.append(name)
    page = page if page in choices.pages else choices.default.page
    return replace(choices.default, page=page, **valid), tuple(refused)


def _is_valid(name: str, value: str, choices: Choices) -> bool:
    allowed = {
        "figure": choices.figures,
        "indicator": choices.indicators,
        "second_indicator": choices.indicators,
        "need": choices.needs,
        "area_level": choices.area_levels,
        "period": choices.periods,
        "group": choices.groups,
        "reading": choices.readings,
        "language": choices.languages,
    }
    if name in allowed:
        return value in allowed[name]
    if name == "area":
        return all(code in choices.areas for code in _codes(value))
    if name == "compare_with":
        return _is_comparable(value, choices)
    return _looks_like_edition(value)


def _codes(area: str) -> tuple[str, ...]:
    if not area.startswith(POOL):
        return (area,) if area else ()
    return tuple(area.removeprefix(POOL).split("+"))


def _is_comparable(value: str, choices: Choices) -> bool:
    kind, _, code = value.partition(":")
    known = {"area": choices.areas, "group": choices.groups, "period": choices.periods}
    return kind in known and code in known[kind]


def _looks_like_edition(value: str) -> bool:
    return len(value) <= 80 and value.endswith(("-public", "-coalition")) and value.replace("-", "").isalnum()
