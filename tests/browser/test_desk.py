"""The desk as a stranger meets it: from a file never seen to an edition, by mouse and by keyboard."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from dashboard.words import Words
from desk.context import STEPS
from pipelines.wording import load_wording
from tests.browser.conftest import Visit, a_visit, free_port, wait_until_up
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.desk.messy import BAD_DATE, FIRST_ROW, TELEPHONE, messy_log
from tests.desk.screen import KITCHEN, PLANTED
from tests.raw_town import make_raw_town

MOST_SECONDS = 3 * 60  # of the fifteen minutes that a person may take: the rest is for reading and thinking
LONG = 120_000  # milliseconds for a build or an edition on a busy machine
SMALLEST = 15  # pixels of a letter that can be read from the back of a room


def run_desk(root: Path, *words: str) -> Iterator[str]:
    """`needs desk` over the workspace at `root`, until the test is done with it. Yields its address."""
    port = free_port()
    command = [sys.executable, "-m", "needs.main", "desk", "--data", str(root), "--port", str(port), *words]
    log = root.parent / f"desk-{port}.log"
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            wait_until_up(f"http://127.0.0.1:{port}/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)
    # What the desk writes to its window is output too.
    assert [word for word in PLANTED if word in log.read_text()] == []


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return make_raw_town(tmp_path / "town").root


@pytest.fixture
def visit(context: BrowserContext, town: Path) -> Iterator[Visit]:
    for address in run_desk(town):
        yield from a_visit(context, address)


class Walk:
    """The whole path in one language. Every step is looked at as soon as it is drawn."""

    def __init__(self, hand: Hand, language: str, workspace: Path) -> None:
        self.hand, self.page, self.workspace = hand, hand.page, workspace
        self.words = Words(language, load_wording())
        self.step = ""

    def arrive(self, step: str, *said: str) -> None:
        """At a step that says what it should, to everybody who may read it, and nothing of a person."""
        title = self.page.locator(f'.dk-title[data-step="{step}"] h1')
        expect(title).to_be_visible(timeout=LONG)
        if self.step not in ("", step):
            # Whoever works with the keyboard goes on where the new step begins.
            expect(title).to_be_focused()
        self.step = step
        for text in (self.words(f"desk.step.{step}"), self.words(f"desk.lead.{step}"), *said):
            expect(self.hand.main).to_contain_text(text, timeout=LONG)
        self.look()

    def look(self) -> None:
        expect(self.page.locator("html")).to_have_attribute("lang", self.words.language)
        self.calm()
        content = self.page.content()
        assert [word for word in PLANTED if word in content] == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert small_texts(self.page) == []
        found = Axe().run(self.page).response["violations"]
        assert [(fault["id"], [node["html"][:150] for node in fault["nodes"]]) for fault in found] == []

    def calm(self) -> None:
        """Nothing is at work, and nothing of the last step is still fading out."""
        still = "[data-testid=stApp][data-test-script-state=notRunning]"
        expect(self.page.locator(still)).to_have_count(1, timeout=LONG)
        expect(self.page.locator("[data-stale=true]")).to_have_count(0, timeout=LONG)

    def next(self, step: str) -> None:
        self.hand.press(self.words("desk.next", step=self.words(f"desk.step.{step}")))

    def name_the_partner(self) -> None:
        words, hand = self.words, self.hand
        self.arrive("partner", words("desk.welcome.3"))
        hand.choose(words("desk.partner.which"), words("desk.partner.new"))
        expect(hand.main.get_by_label(words("desk.partner.name"))).to_be_visible()
        self.look()
        hand.write(words("desk.partner.name"), "Corner Kitchen")
        hand.tick(words("desk.partner.groups"))
        hand.tick(words("desk.partner.results"))
        hand.press(words("desk.partner.save"))

    def give_the_file(self) -> None:
        self.arrive("file", self.words("desk.file.drop"))
        file = {"name": "requests.csv", "mimeType": "text/csv", "buffer": messy_log()}
        self.hand.give_file(self.words("desk.file.choose"), file)
        self.arrive("file", self.words("desk.file.in_hand", file="requests.csv", n=401, columns=10))
        assert list(self.folder.glob("*.csv")) == []
        self.next("columns")

    def confirm_the_columns(self) -> None:
        words = self.words
        names = [
            f"{letter}: {name}" for letter, name in (("D", "Full name"), ("E", "Phone"), ("J", "Comments"))
        ]
        dropped = words("desk.columns.dropped", columns=words.list(names))
        self.arrive("columns", dropped, words("desk.setting.formats"), "Zorbing")
        # A page that is loaded anew has lost nothing.
        self.page.reload()
        self.arrive("columns", dropped)
        label = words("desk.columns.role", column="A: Ticket #")
        self.hand.choose(label, words("desk.role.ignore"))
        # The page draws the column anew, struck out: whoever chooses again has seen that.
        expect(self.page.locator("[class*=st-key-dk-column-1-unread]")).to_be_visible()
        self.calm()
        self.hand.choose(label, words("desk.role.request_id"))
        expect(self.page.locator("[class*=st-key-dk-column-1-read]")).to_be_visible()
        self.hand.press(words("desk.columns.save"))

    def see_what_is_left_out(self) -> None:
        words = self.words
        self.arrive("kept_out", words("desk.kept_out.sum", n=401, loaded=397))
        assert (self.folder / "requests.csv").read_bytes() == messy_log()
        for reason, row, column in (("bad_date", BAD_DATE, "C"), ("identifier", TELEPHONE, "G")):
            self.hand.unfold(words(f"row_reason.{reason}"))
            row = words("desk.kept_out.row_column", row=str(row + FIRST_ROW), column=column)
            expect(self.hand.main.get_by_text(words("desk.kept_out.rows", n=1, rows=row))).to_be_visible()
        self.look()
        self.next("words")

    def code_the_words(self) -> None:
        words, hand = self.words, self.hand
        zorbing = words("desk.words.word", word="zorbing", n=17)
        self.arrive("words", zorbing)
        hand.choose(zorbing, f"{words('need.diapers')} ({words('need.supplies')})")
        hand.press(words("desk.words.save"))
        expect(hand.main).to_contain_text(words("desk.words.saved", n=1), timeout=LONG)
        expect(hand.main.get_by_role("combobox", name=zorbing)).to_have_count(0)
        self.arrive("words", words("desk.state.words", n=1))
        self.next("build")

    def build(self) -> None:
        self.arrive("build")
        self.hand.press(self.words("desk.build.begin"))
        self.arrive("build", self.words("desk.request_step.requests"), self.words("desk.state.built"))
        self.next("preview")

    def read_the_preview(self) -> None:
        self.arrive("preview", "Corner Kitchen", self.words("desk.preview.download"))
        self.next("publish")

    def publish(self) -> None:
        words, hand = self.words, self.hand
        self.arrive("publish", words("desk.publish.confirm"))
        hand.press(words("desk.publish.begin"))
        self.arrive("publish", words("desk.publish.who"))
        hand.write(words("desk.publish.person"), "Rosa Example")
        hand.tick(words("desk.publish.agreed"))
        hand.press(words("desk.publish.begin"))
        self.arrive("publish", words("desk.publish.done"), words("desk.publish.gate_passed"))

    @property
    def folder(self) -> Path:
        return self.workspace / "raw" / "intake" / KITCHEN

    def whole(self) -> None:
        """From nothing to an edition."""
        self.name_the_partner()
        self.give_the_file()
        self.confirm_the_columns()
        self.see_what_is_left_out()
        self.code_the_words()
        self.build()
        self.read_the_preview()
        self.publish()


def small_texts(page: Page) -> list[str]:
    """Texts that are seen and too small for the back of a room."""
    return page.evaluate(
        """smallest => [...document.querySelectorAll('.stApp *')].filter((e) =>
        [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length
        && parseFloat(getComputedStyle(e).fontSize) > 0
        && parseFloat(getComputedStyle(e).fontSize) < smallest).map((e) => e.textContent.slice(0, 40))""",
        SMALLEST,
    )


@pytest.mark.parametrize(("language", "hand"), [("en", Mouse), ("es", Keyboard)])
def test_from_a_file_never_seen_to_an_edition(visit: Visit, town: Path, language: str, hand: type[Hand]):
    began, page = time.monotonic(), visit.open_desk(f"?language={language}")
    Walk(hand(page), language, town).whole()
    assert time.monotonic() - began < MOST_SECONDS
    for audience in ("coalition", "public"):
        assert (town / "processed/edition" / audience / "release.duckdb").is_file()
    steps = page.locator(".dk-path li")
    expect(steps).to_have_count(len(STEPS))
    assert [n for n, state in enumerate(states(page)) if state != "done"] == [STEPS.index("words")]


def states(page: Page) -> list[str]:
    return page.locator(".dk-path li").evaluate_all("lines => lines.map(line => line.dataset.state)")


def test_the_edition_is_seen_in_the_dashboard_that_the_desk_starts(visit: Visit, town: Path, context):
    for command in ("build", "publish"):
        subprocess.run([sys.executable, "-m", "needs.main", command, "--data", str(town)], check=True)
    page = visit.open_desk("?partner=corner_table&step=publish")
    Mouse(page).press("Open the dashboard")
    link = page.get_by_role("link", name="See the edition in the dashboard")
    expect(link).to_be_visible(timeout=LONG)
    with context.expect_page() as opened:
        link.click()
    opened.value.wait_for_selector(".cn-title h1")
    expect(opened.value.locator(".stApp")).to_contain_text("Grid Town")


def test_on_a_telephone_the_path_is_one_line_and_nothing_is_cut(visit: Visit):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    for step in STEPS:
        page = visit.open_desk(f"?partner=corner_table&step={step}&language=es")
        page.wait_for_selector(f'.dk-title[data-step="{step}"] h1')
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator(".dk-path").bounding_box()["height"] < 70
        # The names are still there for who hears the page.
        expect(page.get_by_role("button", name=re.compile("Vista previa"))).to_have_count(1)
        assert Axe().run(page).response["violations"] == []


def test_the_other_language_keeps_the_step(visit: Visit):
    page = visit.open_desk("?partner=corner_table&step=kept_out")
    page.get_by_role("button", name="Español").click()
    expect(page.locator(".dk-title h1")).to_have_text("Lo que queda fuera")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.reload()
    expect(page.locator(".dk-title h1")).to_have_text("Lo que queda fuera")


def test_the_desk_answers_this_machine_only(visit: Visit):
    answer = visit.page.goto(visit.address)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    listening = Path("/proc/net/tcp").read_text().splitlines()[1:]
    port = f"{int(visit.address.rpartition(':')[2]):04X}"
    ours = {
        line.split()[1]
        for line in listening
        if line.split()[1].endswith(f":{port}") and line.split()[3] == "0A"
    }
    assert ours == {f"0100007F:{port}"}
