"""Two ways to work a page of the desk: by mouse, and by keyboard alone."""

from abc import ABC, abstractmethod

from playwright.sync_api import FilePayload, Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

TRY, LAST_TRY = 5_000, 30_000  # milliseconds that a window may take to open
MOST_TABS = 150  # a page where more are needed is no page for the keyboard


class Hand(ABC):
    """What a person does on a page, by the names that are read there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator(".stMain")

    def button(self, name: str) -> Locator:
        return self.main.get_by_role("button", name=name, exact=True).last

    @abstractmethod
    def press(self, name: str) -> None:
        """Press a button."""

    @abstractmethod
    def choose(self, label: str, option: str) -> None:
        """Choose one of a list."""

    @abstractmethod
    def write(self, label: str, text: str) -> None:
        """Fill in a line."""

    @abstractmethod
    def tick(self, label: str) -> None:
        """Tick a box."""

    @abstractmethod
    def give_file(self, opener: str, file: FilePayload) -> None:
        """Choose a file in the window that the button named `opener` opens."""

    @abstractmethod
    def unfold(self, name: str) -> None:
        """Open what is folded away."""


class Mouse(Hand):
    def press(self, name: str) -> None:
        self.button(name).click()

    def choose(self, label: str, option: str) -> None:
        box = self.main.get_by_role("combobox", name=label)
        box.click()
        # A long list is drawn as far as it is seen: typing shortens it.
        box.fill(option)
        self.page.get_by_role("option", name=option, exact=True).click()

    def write(self, label: str, text: str) -> None:
        self.main.get_by_label(label).fill(text)
        self.page.keyboard.press("Tab")

    def tick(self, label: str) -> None:
        self.main.get_by_text(label).click()
        expect(self.main.get_by_label(label)).to_be_checked()

    def give_file(self, opener: str, file: FilePayload) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.main.locator("[data-testid=stFileUploaderDropzone] button").first.click()
        chooser.value.set_files(file)

    def unfold(self, name: str) -> None:
        self.main.locator("summary").filter(has_text=name).click()


class Keyboard(Hand):
    def reach(self, wanted: Locator) -> None:
        """Press Tab until `wanted` has the focus."""
        expect(wanted).to_be_visible()
        for _ in range(MOST_TABS):
            if wanted.evaluate("part => part === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {wanted}")

    def press(self, name: str) -> None:
        self.reach(self.button(name))
        self.page.keyboard.press("Enter")

    def choose(self, label: str, option: str) -> None:
        self.reach(self.main.get_by_role("combobox", name=label))
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(option)
        expect(self.page.get_by_role("option", name=option, exact=True)).to_be_visible()
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self.reach(self.main.get_by_label(label))
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")

    def tick(self, label: str) -> None:
        box = self.main.get_by_label(label)
        self.reach(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def give_file(self, opener: str, file: FilePayload) -> None:
        button = self.main.locator("[data-testid=stFileUploaderDropzone] button").first
        for is_last in (False, False, True):
            self.reach(button)
            try:
                with self.page.expect_file_chooser(timeout=LAST_TRY if is_last else TRY) as chooser:
                    self.page.keyboard.press("Enter")
                break
            except TookTooLong:
                # The page was drawn anew under the key: whoever sees no window open presses it again.
                if is_last:
                    raise
        chooser.value.set_files(file)

    def unfold(self, name: str) -> None:
        self.reach(self.main.locator("summary").filter(has_text=name))
        self.page.keyboard.press("Enter")
