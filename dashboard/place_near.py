"""What one place is near: what holds it, what lies in it, what it overlaps."""

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.components.pieces import link
from dashboard.figures.numbers import NumberFormat
from dashboard.frame import Frame, get_frame, go_to
from dashboard.labels import area_name
from dashboard.place import Place, Spot, parents_of
from dashboard.rows import Area, AreaLink

KEY = "place-chosen"
LEAST_SHARE = 0.005


def draw_chooser(place: Place) -> None:
    """A box to choose another place by name."""
    levels = {row.area_level: row.position for row in place.edition.get_area_levels()}
    names = dict(option_names(place))
    # Set each time: a link, a filter or the other language may have moved the place since.
    st.session_state[KEY] = _code(place.spot)
    ordered = sorted(names, key=lambda code: (levels[code.partition("/")[0]], names[code]))
    st.selectbox(
        place.words("place.choose"), ordered, key=KEY, format_func=names.__getitem__, on_change=_open_chosen
    )


def option_names(place: Place) -> list[tuple[str, str]]:
    """Every drawn area, and the one on screen: `level/code`, and its name with the kind of area."""
    found = [
        area
        for area in place.edition.get_all_areas()
        if area.is_drawn or Spot(area.area_level, area.area_code) == place.spot
    ]
    return [(f"{area.area_level}/{area.area_code}", _option(place, area)) for area in found]


def _option(place: Place, area: Area) -> str:
    words = place.words
    level = words(f"area_level.{area.area_level}.one")
    name = words(f"area_special.{area.area_code.rpartition(':')[2]}") if area.is_special else area.name
    return words("place.option", area=name or area.area_code, level=level)


def _code(spot: Spot) -> str:
    return f"{spot.area_level}/{spot.area_code}"


def _open_chosen() -> None:
    chosen = st.session_state[KEY]
    if chosen:
        level, _, code = chosen.partition("/")
        go_to("place", replace(get_frame().view, area_level=level, area=code, edition=""))


def draw_where(frame: Frame, place: Place) -> None:
    """One line under the title: what kind of place this is, and what it lies in, as links."""
    words = place.words
    kind = words(f"area_level.{place.spot.area_level}.one")
    parts = [f"<span>{escape(kind[:1].upper() + kind[1:])}</span>"]
    parts += [f"<span>{escape(words('place.in'))} {_link(frame, place, spot)}</span>" for spot in place.above]
    st.html(f'<p class="cn-strip">{"".join(parts)}</p>')


def _link(frame: Frame, place: Place, spot: Spot) -> str:
    return link(frame.address("place", area_level=spot.area_level, area=spot.area_code), place.name_of(spot))


def draw_near(frame: Frame, place: Place) -> None:
    """Tables of neighbours in the order of the levels, each name a link."""
    words, lines = place.words, near_lines(place)
    if not lines:
        st.html(f'<p class="cn-empty">{escape(words("place.near_none"))}</p>')
        return
    body = "".join(
        f'<tr><th scope="row">{_link(frame, place, spot)}</th>'
        f"<td>{escape(words(f'area_level.{spot.area_level}.one'))}</td>"
        f"<td>{escape(how)}</td></tr>"
        for spot, how in lines
    )
    heads = "".join(
        f'<th scope="col">{escape(words(f"place.near_{name}"))}</th>' for name in ("name", "kind", "how")
    )
    st.html(f'<table class="cn-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>')


def near_lines(place: Place) -> list[tuple[Spot, str]]:
    """Each area near this one and how: it holds it, shares people with it, or lies in it."""
    words = place.words
    holding = [(spot, words("place.near_holds")) for spot in place.above]
    inside = [
        (child, words("place.near_inside"))
        for child, parent in parents_of(place.edition).items()
        if parent == place.spot and not place.is_city and _is_drawn(place, child)
    ]
    return [*holding, *_overlaps(place), *inside]


def _is_drawn(place: Place, spot: Spot) -> bool:
    return any(a.area_code == spot.area_code and a.is_drawn for a in place.edition.get_areas(spot.area_level))


def _overlaps(place: Place) -> list[tuple[Spot, str]]:
    """Areas of overlapping levels with the share of residents, the largest first; slivers are left out."""
    links = sorted(
        (row for row in place.edition.get_area_links() if row.kind == "overlap"), key=lambda row: -row.share
    )
    found = []
    for row in links:
        here, there = Spot(row.area_level, row.area_code), Spot(row.other_level, row.other_code)
        if row.share < LEAST_SHARE:
            continue
        if here == place.spot:
            found.append((there, _share_words(place, "place.near_of_here", row)))
        elif there == place.spot and _is_finest(place, here):
            found.append((here, _share_words(place, "place.near_of_there", row)))
    return found


def _is_finest(place: Place, spot: Spot) -> bool:
    """Of the areas that overlap a council district, the finest are named: coarser ones say the same again."""
    nested = [row for row in place.edition.get_area_levels() if not row.is_overlapping]
    return spot.area_level == max(nested, key=lambda row: row.position).area_level


def _share_words(place: Place, key: str, row: AreaLink) -> str:
    number = NumberFormat(place.words.locale)
    name = area_name(place.edition, place.words, row.area_level, row.area_code)
    return place.words(key, share=number.text(100 * row.share), area=name)
