"""The long pages in a real browser: by link, by keys, at both sizes, in both languages, with axe."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SIZES, Server, Visit, a_visit, run_server
from tests.edition_full import build_full_edition

PAGES = ("place?area=A0047&area_level=neighbourhood", "whose_records", "how_we_know")


@pytest.fixture(scope="module")
def full_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("full") / "edition"
    build_full_edition(folder)
    yield from run_server(folder)


@pytest.fixture
def full_visit(context: BrowserContext, full_server: Server) -> Iterator[Visit]:
    yield from a_visit(context, full_server.address)


def drawn(page: Page) -> Page:
    """The page once its charts are there."""
    page.wait_for_selector("h2.cn-section")
    if "/place" in page.url:
        expect(page.locator("[data-testid=stPlotlyChart] .barlayer")).to_have_count(4)
    return page


def with_language(path: str, language: str) -> str:
    return f"/{path}{'&' if '?' in path else '?'}language={language}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_screen_and_no_text_is_cut(full_visit: Visit, path, language, size):
    full_visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = drawn(full_visit.open(with_language(path, language)))
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.cn-table, .cn-fold, .cn-lead, .cn-bars, .cn-months')]
            .filter(e => e.scrollWidth > e.parentElement.clientWidth + 1).map(e => e.className)"""
    )
    assert wide == []
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("path", PAGES)
def test_the_first_sentence_is_on_the_projector_without_scrolling(full_visit: Visit, path):
    page = full_visit.open(f"/{path}")
    box = page.locator(".cn-lead .cn-sentence").bounding_box()
    assert box["y"] + box["height"] < 400


@pytest.mark.parametrize("path", PAGES)
def test_accessibility(full_visit: Visit, path):
    page = drawn(full_visit.open(f"/{path}"))
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found = Axe().run(page).response["violations"]
    told = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]
    assert told == []


def test_the_bar_leads_to_each_page(full_visit: Visit):
    page = full_visit.open("/place?area=A0047&area_level=neighbourhood")
    for name in ("Whose records are in", "How we know", "This place"):
        page.get_by_role("link", name=name).click()
        expect(page.locator("h1")).to_have_text("Saint Orchard" if name == "This place" else name)


def test_another_place_by_typing_its_name(full_visit: Visit):
    page = drawn(full_visit.open("/place?area=A0047&area_level=neighbourhood"))
    page.get_by_role("combobox", name="Choose another place").click()
    page.keyboard.type("Far Ferry")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Far Ferry")
    expect(page).to_have_url(re.compile("area=A0034"))
    assert "area_level=neighbourhood" in page.url
    page.go_back()
    expect(page.locator("h1")).to_have_text("Saint Orchard")


def test_changing_the_need_changes_sentence_and_address(full_visit: Visit):
    page = drawn(full_visit.open("/place?area=A0047&area_level=neighbourhood"))
    expect(page.locator(".cn-lead")).to_contain_text("who asked for help in 2025")
    page.locator(".cn-chip[data-field=need] select").select_option("food")
    expect(page.locator(".cn-lead")).to_contain_text("who asked for food in 2025")
    expect(page).to_have_url(re.compile("need=food"))
    expect(page.locator(".cn-verdict").first).to_have_text("Clear difference")


def test_a_link_leads_to_the_area_around_and_keeps_the_need(full_visit: Visit):
    page = drawn(full_visit.open("/place?area=A0047&area_level=neighbourhood&need=food"))
    page.locator(".cn-strip a", has_text="District B2").click()
    expect(page.locator("h1")).to_have_text("District B2")
    assert "need=food" in page.url


def test_folds_open_with_the_keyboard(full_visit: Visit):
    page = full_visit.open("/how_we_know")
    fold = page.locator(".cn-fold", has_text="When do we call a difference clear?").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fold).to_have_attribute("open", "")
    expect(fold.locator(".cn-verdict")).to_have_count(5)
    expect(fold).to_contain_text("under 30 requests with a known result on a side")


def test_months_are_told_apart_without_colour(full_visit: Visit):
    """Closed is dark, waiting is hatched on white, open is empty with a dashed border."""
    page = full_visit.open("/whose_records")
    style = """e => {
        const s = getComputedStyle(e);
        return [s.backgroundColor, s.backgroundImage, s.borderStyle];
    }"""
    closed, waiting, still_open = (
        page.locator(f".cn-months .cn-month[data-state={state}]").first.evaluate(style)
        for state in ("closed", "waiting", "open")
    )
    assert closed[0] == "rgb(18, 40, 94)"
    assert "repeating-linear-gradient" in waiting[1]
    assert still_open[2] == "dashed"


def test_the_example_mark_lies_over_every_plot_and_table_of_logs(full_visit: Visit):
    page = drawn(full_visit.open("/place?area=A0047&area_level=neighbourhood"))
    marks = page.locator("[data-testid=stPlotlyChart] .annotation-text", has_text="EXAMPLE, NOT REAL")
    expect(marks).to_have_count(4)
    shown = page.locator(".cn-lead").evaluate("e => getComputedStyle(e, '::after').content")
    assert shown == '"EXAMPLE, NOT REAL"'


def test_another_language_keeps_the_place(full_visit: Visit):
    page = drawn(full_visit.open("/place?area=A0047&area_level=neighbourhood"))
    page.get_by_role("button", name="Español").click()
    expect(page.locator(".cn-lead")).to_contain_text("En Saint Orchard, al menos 39")
