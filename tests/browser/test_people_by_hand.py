"""What people do beside the story, in a real browser, in both languages, on a desk screen and a phone.

A colleague is invited and restricted, an account changes, premium is returned, a review of access is signed off, the
audit trail is verified.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.serving import House
from tests.browser.visitor import Visitor

VARIANTS = (("en", 1280), ("zh", 375))
_WORDS = "quartz-otter-lantern-42"
_ACCOUNTS = {"en": "AT611904300234573201", "zh": "DK5000400440116243"}
_ENDED = {"en": "PO-2026-000002", "zh": "PO-2025-000008"}
_MOVED = {"en": ("PO-2026-000001", "Atelier Lumière SAS"), "zh": ("PO-2026-000004", "Cascade Components Inc.")}

Visit = Callable[[str, str, int], Visitor]


@pytest.fixture
def visit(visit: Visit) -> Visit:
    """As everywhere, and at the end nobody met anything broken."""
    met: list[Visitor] = []

    def begin(login: str, locale: str, width: int) -> Visitor:
        met.append(visit(login, locale, width))
        return met[-1]

    yield begin
    faults = [fault for visitor in met for fault in visitor.faults]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("locale", "width"), VARIANTS)
def test_a_colleague_is_invited_and_has_what_was_left(
    locale: str, width: int, house: House, visit: Visit, stranger: Callable[[str, int], Visitor]
) -> None:
    chief, login = visit("nordhaus.admin", locale, width), f"nele.{locale}{width}"
    page = chief.page
    chief.go("/portal/colleagues/new")
    page.fill("[name=person_name]", "Nele Voß")
    page.fill("[name=email]", f"{login}@tradecover.example")
    page.fill("[name=name]", login)
    page.select_option("[name=locale]", locale)
    page.select_option("[name=role]", "policyholder_user")
    page.uncheck("[name=act_ledger_import]")
    page.fill("[name=limit_EUR]", "50000")
    chief.picture("people-invite")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/new" not in address)
    chief.check()

    nele = stranger(locale, width)
    nele.go(_link(house, f"{login}@tradecover.example"))
    nele.page.fill("[name=password]", _WORDS)
    nele.page.fill("[name=again]", _WORDS)
    nele.check()
    nele.picture("people-welcome")
    nele.page.locator("main form button[type=submit]").first.click()
    nele.page.wait_for_url(lambda address: "/invitation/" not in address)
    if "/sign-in" in nele.page.url:
        nele.page.fill("[name=name]", login)
        nele.page.fill("[name=password]", _WORDS)
        nele.page.press("[name=password]", "Enter")
        nele.page.wait_for_url(lambda address: "/sign-in" not in address)
    nele.check()
    assert nele.page.locator("a[href='/portal/limits/new'], a[href^='/portal/limits/new?']").count()
    assert not nele.page.locator("main a[href^='/portal/receivables/upload']").count()
    nele.picture("people-first-page")
    assert not nele.faults, nele.faults

    chief.go(f"/portal/colleagues/{login}")
    chief.check()
    chief.picture("people-colleague")


@pytest.mark.parametrize(("locale", "width"), VARIANTS)
def test_premium_is_returned_by_two_people(locale: str, width: int, visit: Visit) -> None:
    officer = visit("premium", locale, width)
    _agreed_refund(officer, _ENDED[locale], visit)
    officer.page.fill("[name=paid_on]", datetime.now(UTC).date().isoformat())
    officer.press("/pay")
    assert not officer.page.locator("main form[action$='/pay']").count()
    officer.picture("people-refund-paid")


@pytest.mark.parametrize(("locale", "width"), VARIANTS)
def test_an_account_changes_by_two_people_and_rests_before_it_is_paid_to(locale: str, width: int, visit: Visit) -> None:
    policy, name = _MOVED[locale]
    officer = visit("premium", locale, width)
    refund = _agreed_refund(officer, policy, visit)

    page = officer.page
    officer.go("/desk/bank-details/")
    officer.check()
    page.locator(f"main tbody a:has-text('{name}')").click()
    page.wait_for_url(lambda address: not address.endswith("/bank-details/"))
    account = page.url
    page.select_option("[name=kind]", "iban")
    page.fill("[name=account]", _ACCOUNTS[locale])
    page.fill("[name=holder]", name)
    page.fill("[name=contact]", "treasury@tradecover.example")
    page.fill("[name=document]", "Letter of the company, two signatures")
    page.fill("[name=reason]", "The company has changed its bank.")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state("load")
    officer.check()
    officer.picture("people-account-entered")
    assert not page.locator("main form[action*='/agree']").count(), "the maker may not verify"

    checker = visit("collections", locale, width)
    _agree(checker, name)
    checker.go(account)
    checker.check()
    checker.picture("people-account-rests")

    officer.go(refund)
    officer.check()
    officer.picture("people-refund-rests")
    assert not page.locator("main form[action$='/pay']").count(), "what was agreed to for another account is void"


@pytest.mark.parametrize(("locale", "width"), VARIANTS)
def test_rights_are_reviewed_and_the_trail_is_verified(locale: str, width: int, visit: Visit) -> None:
    admin = visit("admin", locale, width)
    admin.go("/desk/people/review")
    admin.page.fill("[name=findings]", "No second factor yet: everybody sets one up by the end of the month.")
    admin.page.locator("main form:has([name=findings]) button[type=submit]").click()
    admin.page.wait_for_load_state("load")
    admin.check()
    assert "end of the month" in admin.page.inner_text("main")
    admin.picture("people-review")

    auditor = visit("auditor", locale, width)
    auditor.go("/desk/audit/")
    auditor.press("/verification")
    auditor.page.locator("main .notice-good").wait_for()
    auditor.check()
    auditor.picture("people-verification")


def _agreed_refund(officer: Visitor, policy: str, visit: Visit) -> str:
    """Cover of the policy ends tomorrow, its premium is put forward to be returned and agreed to; the refund's page."""
    today = datetime.now(UTC).date()
    writer = visit("policies", officer.locale, officer.width)
    writer.go(f"/desk/policies/{policy}/end?cancelled_on={today + timedelta(days=1)}")
    writer.check()
    writer.picture("people-end-of-cover")
    writer.page.fill("form[method=post] [name=cancelled_on]", (today + timedelta(days=1)).isoformat())
    writer.page.fill("[name=reason]", "The policyholder has sold the business.")
    writer.press("/end", "button.btn-danger[type=submit]")

    page = officer.page
    officer.go("/desk/premium/refunds/")
    officer.check()
    officer.picture("people-refunds")
    page.locator(f"main tbody tr:has-text('{policy}') a[href*='/desk/premium/refunds/']").first.click()
    page.wait_for_url(lambda address: not address.endswith("/refunds/"))
    refund = page.url
    page.fill("[name=reason]", "Cover has ended before its day.")
    officer.press("/put-forward")
    officer.picture("people-refund-waits")
    assert not page.locator("main form[action$='/pay']").count(), "nothing is paid before a second person agreed"

    checker = visit("collections", officer.locale, officer.width)
    checker.go(refund)
    checker.page.locator("main a[href^='/desk/approvals/']").first.click()
    checker.page.wait_for_url(lambda address: "/desk/approvals/" in address)
    checker.check()
    checker.picture("people-refund-approval")
    checker.press(_form(checker, "/agree"))
    officer.go(refund)
    return refund


def _agree(checker: Visitor, words: str) -> None:
    """The checker finds the matter on the approvals desk by what it says, and agrees."""
    checker.go("/desk/approvals/")
    checker.check()
    checker.picture("people-approvals")
    for place in range(checker.page.locator("main tbody a[href^='/desk/approvals/']").count()):
        checker.page.locator("main tbody a[href^='/desk/approvals/']").nth(place).click()
        checker.page.wait_for_url(lambda address: not address.endswith("/approvals/"))
        if words in checker.page.inner_text("main") and checker.page.locator("main form[action*='/agree']").count():
            checker.picture("people-approval")
            checker.press(_form(checker, "/agree"))
            return
        checker.go("/desk/approvals/")
    raise AssertionError(f"nothing waits that says {words}")


def _form(visitor: Visitor, words: str) -> str:
    """The address of the form that has the words in it."""
    return str(visitor.page.locator(f"main form[action*='{words}']").first.get_attribute("action"))


def _link(house: House, address: str) -> str:
    """The way in that the latest mail to somebody names."""
    with closing(sqlite3.connect(house.folder / "tradecover.sqlite")) as database:
        (text,) = database.execute(
            "SELECT body FROM outbox_mail WHERE recipient = ? ORDER BY id DESC", (address,)
        ).fetchone()
    found = re.search(rf"{re.escape(house.url)}(/\S+)", text)
    assert found is not None, text
    return found[1]
