"""Somebody at a browser: signs in, goes from page to page, and notes whatever a user would call broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, TimeoutError

from insurer.workflows.demo.terms import PASSWORD

_AXE = Axe()
PATIENCE = 120_000
"""Milliseconds: on a busy machine the first page of a new server takes its time."""
HEIGHT = {375: 812, 1280: 900}
_VIOLATIONS = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", stop =>
  window.stopped.push(`${stop.violatedDirective} ${stop.blockedURI}`));
"""
_ONCE = """() => {
  const seen = new Set();
  const made = one => `${one.tagName}.${one.className}.${one.type || ""}.${one.getAttribute("role") || ""}`;
  for (const row of document.querySelectorAll("tbody tr, li")) {
    if (row.closest("svg") || row.querySelector("table, ul, ol")) continue;
    const shape = [row, ...row.querySelectorAll("*")].map(made).join();
    const whole = row.parentElement.className + shape;
    if (seen.has(whole)) row.remove(); else seen.add(whole);
  }
}"""
"""Rows that are made of the same elements as one before them go."""
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Visitor:
    """One signed-in person in one language at one width; `faults` says what went wrong, with the page."""

    context: BrowserContext
    page: Page
    base: str
    login: str
    locale: str
    width: int
    folder: Path
    faults: list[str] = field(default_factory=list)

    @classmethod
    def arrive(cls, browser: Browser, base: str, login: str, locale: str, width: int, folder: Path) -> Visitor:
        """Open a fresh browser."""
        context = browser.new_context(viewport={"width": width, "height": HEIGHT[width]}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        context.add_init_script(_VIOLATIONS)
        page = context.new_page()
        visitor = cls(context, page, base, login, locale, width, folder)
        page.on("console", visitor._said)
        page.on("pageerror", lambda error: visitor.note(f"script: {error}"))
        return visitor

    @classmethod
    def begin(cls, browser: Browser, base: str, login: str, locale: str, width: int, folder: Path) -> Visitor:
        """Open a fresh browser, choose the language, sign in."""
        visitor = cls.arrive(browser, base, login, locale, width, folder)
        page = visitor.page
        page.goto(f"{base}/sign-in?lang={locale}")
        page.fill("input[name=name]", login)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        try:
            page.wait_for_url(lambda address: "/sign-in" not in address)
        except TimeoutError:
            words = page.inner_text("body")[:400]
            raise AssertionError(f"{login} does not get in: {page.url} says {words!r}") from None
        visitor.check()
        return visitor

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.note(f"console: {message.text}")

    def note(self, fault: str) -> None:
        self.faults.append(f"{self.login} {self.locale} {self.width} {urlsplit(self.page.url).path}: {fault}")

    def go(self, path: str) -> Response | None:
        """Ask for a page and note an error answer."""
        response = self.page.goto(urljoin(self.base, path))
        if response is not None and response.status >= 400:
            self.note(f"answered {response.status}")
        return response

    def press(self, form: str, button: str = "button[type=submit]") -> None:
        """Send the form whose address ends so, opening what hides it; then the page is looked over."""
        pressed = self.page.locator(f"main form[action$='{form}']").last.locator(button).first
        for _ in range(3):
            folded = pressed.locator("xpath=ancestor::details[not(@open)]")
            if not folded.count():
                break
            folded.first.locator("summary").first.click()
        pressed.click()
        self.page.wait_for_load_state("load")
        self.check()

    def check(self) -> None:
        """What every page must be: nothing stopped by the content policy, nothing wider than the screen."""
        for stopped in self.page.evaluate("() => window.stopped || []"):
            self.note(f"content policy: {stopped}")
        self.check_width()

    def check_width(self) -> None:
        beyond = self.page.evaluate(_OVERFLOW)
        if beyond > 0:
            self.note(f"{beyond} px wider than {self.page.viewport_size}")

    def check_access(self) -> None:
        """No serious finding of the accessibility rules; rows alike are examined once, so this comes last on a page."""
        self.page.evaluate(_ONCE)
        for finding in _AXE.run(self.page, options={"resultTypes": ["violations"]}).response["violations"]:
            if finding["impact"] in ("serious", "critical"):
                first = finding["nodes"][0]
                self.note(f"access: {finding['id']} ×{len(finding['nodes'])} {first['html'][:160]}")

    def at_width(self, width: int) -> None:
        """The same page on another screen."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
        self.check_width()

    def picture(self, name: str) -> None:
        """Keep the page as a picture, for people to look at."""
        place = self.folder / self.login
        place.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=place / f"{name}-{self.locale}-{self.width}.png", full_page=True)
