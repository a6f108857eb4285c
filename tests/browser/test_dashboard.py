"""The dashboard as a reader meets it: links, filters, the map by mouse and keys, languages, back and
reload.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, Visit, a_visit, run_server
from tests.edition_builder import Town, build_edition


def choose(page: Page, field: str, value: str) -> None:
    page.locator(f".cn-chip[data-field={field}] select").select_option(value)


def marks(page: Page) -> str:
    return "".join(
        page.locator(".cn-stage g > path").evaluate_all("paths => paths.map(path => path.dataset.mark)")
    )


def test_the_first_screen_answers_four_questions(visit: Visit):
    page = visit.open()
    expect(page.locator(".cn-card h2")).to_have_count(4)
    expect(page.locator(".cn-sentence")).to_contain_text("In Saint Orchard, at least 41")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(re.compile("."))


def test_a_link_opens_exactly_its_view(visit: Visit):
    page = visit.open_map("?need=food&area_level=borough&period=2024&language=es")
    expect(page.locator("h1")).to_contain_text("2024")
    assert len(marks(page)) == 2
    expect(page.locator(".cn-chip[data-field=need] select")).to_have_value("food")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert "reading=turned_away" in page.url


def test_changing_the_need_repaints_the_map_and_the_address(visit: Visit):
    page = visit.open_map()
    before = marks(page)
    choose(page, "need", "food")
    expect(page.locator("h1")).to_contain_text("food")
    expect(page).to_have_url(re.compile("need=food"))
    page.wait_for_function(
        "before => [...document.querySelectorAll('.cn-stage g > path')].map(p => "
        "p.dataset.mark).join('') !== before",
        arg=before,
    )


def test_changing_the_level_draws_other_outlines(visit: Visit):
    page = visit.open_map()
    choose(page, "area_level", "borough")
    expect(page.locator(".cn-stage g > path")).to_have_count(2)
    choose(page, "area_level", "neighbourhood")
    expect(page.locator(".cn-stage g > path")).to_have_count(48)


def test_a_choice_that_moves_another_says_so(visit: Visit):
    page = visit.open_map()
    choose(page, "group", "race_ethnicity:black")
    expect(page.locator(".cn-notice")).to_contain_text(re.compile("By (borough|council district)"))
    expect(page.locator(".cn-stage g > path")).to_have_count(2)


def test_all_four_states_are_drawn_and_counted(visit: Visit):
    town = Town()
    page = visit.open_map()
    drawn = marks(page)
    assert drawn.count("h") == sum(town.state_of(code) == "hidden" for code in town.codes)
    assert drawn.count("n") == 1
    assert any(mark in drawn for mark in "abcde")
    expect(page.locator(".cn-legend li[data-kind=hidden] .cn-count")).to_have_text(str(drawn.count("h")))
    fill = page.locator(".cn-stage path[data-mark=h]").first.evaluate("path => path.style.fill")
    assert "cn-fill-h" in fill


def test_a_click_opens_the_place(visit: Visit):
    page = visit.open_map("?need=food")
    page.locator(".cn-stage g > path").nth(20).click()
    expect(page.locator("h1")).to_have_text(Town().name("A0020"))
    expect(page).to_have_url(re.compile("/place.*area=A0020"))
    assert "need=food" in page.url
    page.go_back()
    expect(page).to_have_url(re.compile("/map.*need=food"))
    page.wait_for_selector(".cn-map[data-drawn]")


def test_the_pointer_shows_value_range_and_n(visit: Visit):
    page = visit.open_map()
    page.locator(".cn-stage g > path").nth(20).hover()
    tip = page.locator(".cn-tip")
    expect(tip).to_contain_text(Town().name("A0020"))
    expect(tip).to_contain_text("in 100")
    expect(tip).to_contain_text("likely")
    expect(tip).to_contain_text("requests with a result")
    page.locator(".cn-stage g > path[data-mark=h]").first.hover()
    expect(tip).to_contain_text("hidden to protect people")


def test_the_keyboard_moves_finds_and_opens(visit: Visit):
    page = visit.open_map()
    stage = page.locator(".cn-stage")
    stage.focus()
    page.keyboard.press("ArrowRight")
    first = stage.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowRight")
    second = stage.get_attribute("aria-activedescendant")
    assert int(second.rsplit("-", 1)[1]) == int(first.rsplit("-", 1)[1]) + 1
    page.keyboard.press("ArrowDown")
    third = stage.get_attribute("aria-activedescendant")
    assert int(third.rsplit("-", 1)[1]) == int(second.rsplit("-", 1)[1]) + 8
    page.keyboard.type("old o")
    expect(page.locator(".cn-tip")).to_contain_text("Old Orchard")
    name = page.locator(".cn-tip strong").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)


def _names() -> set[str]:
    town = Town()
    return {town.name(code) for code in town.codes}


def test_the_map_is_one_stop_for_tab(visit: Visit):
    page = visit.open_map()
    assert page.locator(".cn-stage [tabindex], .cn-stage a, .cn-stage button").count() == 0
    assert page.locator(".cn-stage").get_attribute("tabindex") == "0"
    first = page.locator(".cn-stage g > path").first
    expect(first).to_have_attribute(
        "aria-label", re.compile(f"^{Town().name('A0000')}: hidden to protect people")
    )


def test_zoom_is_kept_when_a_filter_changes(visit: Visit):
    page = visit.open_map()
    page.get_by_role("button", name="Closer").click()
    zoomed = page.locator(".cn-stage svg").get_attribute("viewBox")
    choose(page, "need", "food")
    expect(page.locator("h1")).to_contain_text("food")
    expect(page.locator(".cn-stage svg")).to_have_attribute("viewBox", zoomed)


def test_the_whole_table_has_every_area_once(visit: Visit):
    page = visit.open_map()
    page.get_by_text("The whole table").click()
    names = page.locator(".cn-map .cn-table th[scope=row]")
    # The rows are drawn when the table opens, and the browser tells of that a moment after the click.
    expect(names).to_have_count(len(_names()))
    assert sorted(names.all_inner_texts()) == sorted(_names())
    assert (
        page.locator(".cn-map .cn-table td.cn-number").first.evaluate(
            "cell => getComputedStyle(cell).textAlign"
        )
        == "right"
    )


def test_the_other_language_is_one_click_away_on_the_same_view(visit: Visit):
    page = visit.open_map("?need=food")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("h1")).to_contain_text("de cada 100")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".cn-example-mark")).to_have_text("EJEMPLO, NO ES REAL")
    assert "need=food" in page.url
    expect(page.get_by_role("link", name="Mapa")).to_be_visible()


def test_reload_and_back_keep_the_view(visit: Visit):
    page = visit.open_map()
    choose(page, "need", "food")
    expect(page.locator("h1")).to_contain_text("food")
    choose(page, "need", "housing")
    expect(page.locator("h1")).to_contain_text("housing")
    page.reload()
    expect(page.locator("h1")).to_contain_text("housing")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("food")
    expect(page.locator(".cn-chip[data-field=need] select")).to_have_value("food")
    page.go_forward()
    expect(page.locator("h1")).to_contain_text("housing")


def test_the_page_list_keeps_the_choices_and_back_is_one_step(visit: Visit):
    page = visit.open_map("?need=food")
    page.get_by_role("link", name="Tonight").click()
    expect(page.locator("h1")).to_have_text("Tonight")
    expect(page).to_have_url(re.compile("need=food"))
    page.go_back()
    expect(page.locator("h1")).to_contain_text("food")


def test_a_card_leads_to_its_map_without_loading_anew(visit: Visit):
    page = visit.open()
    page.evaluate("window.kept = true")
    page.get_by_text("See the map").click()
    expect(page.locator("h1")).to_contain_text("food")
    assert page.evaluate("window.kept")


def test_help_is_on_every_page_by_mouse_and_keys(visit: Visit):
    for path in ("/", "/map", "/place"):
        page = visit.open(path)
        page.get_by_role("button", name="Help now").click()
        expect(page.get_by_role("dialog")).to_contain_text("988")
        expect(page.get_by_role("link", name="Call 988")).to_have_attribute("href", "tel:988")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_link_of_a_view_can_be_copied(visit: Visit, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open_map("?need=food")
    page.get_by_text("Copy link to this view").click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_new_edition_appears_at_the_next_click(tmp_path, context):
    for name in ("one", "two"):
        build_edition(tmp_path / name, Town(3, 3), edition_id=f"2026-11-0{len(name)}-{name}")
    link = tmp_path / "edition"
    link.symlink_to("one")
    for server in run_server(link):
        for visit in a_visit(context, server.address):
            page = visit.open_map()
            assert "one-coalition" in page.url
            (tmp_path / "beside").symlink_to("two")
            (tmp_path / "beside").replace(link)
            choose(page, "need", "food")
            expect(page).to_have_url(re.compile("two-coalition"))
            expect(page.locator(".cn-stage g > path")).to_have_count(9)


@pytest.mark.parametrize(
    "path",
    ["/", "/map", "/place?area=A0020&area_level=neighbourhood", "/map?need=legal&area_level=neighbourhood"],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(visit: Visit, path: str, language: str):
    page = visit.open(f"{path}{'&' if '?' in path else '?'}language={language}")
    page.wait_for_timeout(600)
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"][:150] for node in fault["nodes"]]) for fault in found] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/", "/map", "/map?language=es"])
def test_nothing_is_wider_than_the_screen_and_words_can_be_read_from_the_back(visit: Visit, path, size):
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = visit.open(path)
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate("""() => [...document.querySelectorAll('.stApp *')].filter((e) =>
        [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length
        && parseFloat(getComputedStyle(e).fontSize) < 15).map((e) => e.textContent.slice(0, 40))""")
    assert small == []


def test_the_answers_carry_the_security_headers(visit: Visit):
    answer = visit.page.goto(visit.address + "/map?language=es")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert '<html lang="es"' in answer.text()
    visit.page.wait_for_selector(".cn-title h1")


def test_only_opened_editions_are_served_as_outlines(visit: Visit):
    visit.open_map()
    get = visit.page.request.get
    assert get(f"{visit.address}/edition/000000000000/borough.paths.json").status == 404
    assert get(f"{visit.address}/health").json() == {"status": "ok"}


def test_the_first_page_has_its_own_name_as_an_address_too(visit: Visit):
    visit.page.goto(visit.address + "/tonight?language=es")
    visit.page.wait_for_selector(".cn-title h1")
    expect(visit.page.locator("html")).to_have_attribute("lang", "es")
    assert visit.page.locator('[role="dialog"]').count() == 0
