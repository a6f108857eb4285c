"""A view and its address are two forms of one thing."""

import string
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from dashboard.view import Choices, View, read_view, to_address, to_query

CODES = (
    "all",
    "food",
    "B1",
    "A0001",
    "A0002",
    "2025",
    "2025-Q3",
    "2019-2023",
    "race_ethnicity:black",
    "map",
    "en",
    "es",
)
EVERYTHING = Choices(("tonight", "map"), *([CODES] * 9))


def views() -> st.SearchStrategy[View]:
    code = st.sampled_from(CODES)
    area = code | st.lists(code, min_size=2, max_size=4).map(lambda codes: "pool:" + "+".join(codes))
    compared = st.tuples(st.sampled_from(("area", "group", "period")), code).map(":".join)
    ids = st.text(string.ascii_lowercase + string.digits + "-", max_size=12)
    edition = st.tuples(ids, st.sampled_from(("public", "coalition"))).map("-".join)
    return st.builds(
        View, page=st.sampled_from(("tonight", "map")), figure=code, indicator=code, second_indicator=code,
        need=code,
        area_level=code, area=area, compare_with=compared, period=code, group=code, reading=code,
        language=code,
        edition=edition.filter(lambda name: name.replace("-", "").isalnum()),
    )  # fmt: skip


def read_address(address: str, choices: Choices) -> tuple[View, tuple[str, ...]]:
    parts = urlsplit(address)
    return read_view(parts.path, dict(parse_qsl(parts.query)), choices)


@given(views())
def test_a_link_opens_exactly_the_view_that_it_was_made_of(view):
    assert read_address(to_address(view), EVERYTHING) == (view, ())


@given(
    st.dictionaries(st.sampled_from([*to_query(View()), "figure", "period", "area", "x"]), st.text()),
    st.text(),
)
def test_no_address_breaks_the_reading_and_what_cannot_be_followed_is_named(query, page):
    choices = Choices(("tonight",), *([("all", "en")] * 9))
    view, refused = read_view(page, query, choices)
    assert view.page == "tonight"
    for name in refused:
        assert getattr(view, name) == getattr(choices.default, name)


def test_an_address_holds_every_part_that_is_set():
    view = View("map", "map", "poverty", "snap", "food", "borough", "pool:A1+A2", "area:B1", "2025",
    "age:65", "low",
                "es", "2026-public")  # fmt: skip
    assert len(to_query(view)) == 12


def test_a_pool_is_its_areas():
    assert View(area="pool:A1+A2").areas == ("A1", "A2")
    assert View(area="A1").areas == ("A1",)
    assert View().areas == ()


def test_an_unknown_need_falls_back_and_says_so():
    view, refused = read_view("map", {"need": "yachts", "language": "es"}, EVERYTHING)
    assert (view.need, view.language, refused) == ("all", "es", ("need",))


def test_a_pool_with_one_unknown_area_is_not_followed():
    _, refused = read_view("map", {"area": "pool:A0001+A9999"}, EVERYTHING)
    assert refused == ("area",)
