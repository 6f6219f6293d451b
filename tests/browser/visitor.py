"""Somebody at a browser: signs in, goes from page to page, and notes whatever a user would call broken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from tinyhtml5.parser import HTMLParser

from insurer.workflows.demo.terms import PASSWORD

HEIGHT = {375: 812, 1280: 900}
_NUMBERED = re.compile(r"/[^/]*\d[^/]*")
_NAMED = re.compile(r"(/what-if/calculations/)[^/]+")
_FILE = re.compile(r"\.(pdf|csv|xlsx|xml|ics|zip|svg)$")
_VIOLATIONS = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", stop =>
  window.stopped.push(`${stop.violatedDirective} ${stop.blockedURI}`));
"""
_WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const skipped = new Set(["SCRIPT", "STYLE", "CODE", "PRE", "TEXTAREA"]);
  const words = [];
  const left = holder =>
    holder.closest("[lang]") !== document.documentElement || holder.closest("[translate=no]") !== null;
  while (walker.nextNode()) {
    const node = walker.currentNode, holder = node.parentElement;
    if (!holder || skipped.has(holder.tagName) || left(holder)) continue;
    const text = node.textContent.trim().replace(/\\s+/g, " ");
    if (text) words.push(text);
  }
  for (const holder of document.querySelectorAll("[aria-label],[title],[placeholder],[alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (holder.getAttribute(name) && !left(holder))
        words.push(holder.getAttribute(name).trim());
  return words;
}"""
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def kind_of(path: str) -> str:
    """The page that an address is one of: everything numbered is one, and what is asked of a list does not count."""
    return _NAMED.sub(r"\1*", _NUMBERED.sub("/*", urlsplit(path).path))


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
    def begin(cls, browser: Browser, base: str, login: str, locale: str, width: int, folder: Path) -> Visitor:
        """Open a fresh browser, choose the language, sign in."""
        context = browser.new_context(viewport={"width": width, "height": HEIGHT[width]}, reduced_motion="reduce")
        context.add_init_script(_VIOLATIONS)
        page = context.new_page()
        visitor = cls(context, page, base, login, locale, width, folder)
        page.on("console", visitor._said)
        page.on("pageerror", lambda error: visitor.note(f"script: {error}"))
        page.goto(f"{base}/sign-in?lang={locale}")
        page.fill("input[name=name]", login)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/sign-in" not in address)
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

    def check(self) -> None:
        """What every page must be: nothing stopped by the content policy, nothing wider than the screen."""
        for stopped in self.page.evaluate("() => window.stopped || []"):
            self.note(f"content policy: {stopped}")
        self.check_width()

    def check_width(self) -> None:
        beyond = self.page.evaluate(_OVERFLOW)
        if beyond > 0:
            self.note(f"{beyond} px wider than {self.page.viewport_size}")

    def check_markup(self, html: str) -> None:
        """The page parses as HTML without a complaint of the parser."""
        parser = HTMLParser()
        parser.parse(html)
        for place, code, facts in parser.errors:
            self.note(f"markup at {place}: {code} {facts}")

    def check_access(self) -> None:
        """No serious finding of the accessibility rules."""
        for finding in Axe().run(self.page).response["violations"]:
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

    def words(self) -> list[str]:
        """Every visible piece of text of the page, labels for screen readers included."""
        return [str(text) for text in self.page.evaluate(_WORDS)]

    def links(self) -> list[str]:
        """The addresses of ours that the page leads to, without files."""
        found = self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        ours = [urlsplit(href) for href in found if str(href).startswith(self.base + "/")]
        paths = [part.path + (f"?{part.query}" if part.query else "") for part in ours]
        return [path for path in paths if not _FILE.search(urlsplit(path).path) and "format=" not in path]
