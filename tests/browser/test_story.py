"""The story by hand: what each role does in it, in a real browser, in both languages, on a desk screen and a phone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.browser.serving import House
from tests.browser.visitor import Visitor

VARIANTS = (("en", 1280), ("zh", 375), ("zh", 1280), ("en", 375))
AMOUNT = "20000.00"
_STANDING = """
SELECT reference, public_id FROM (
  SELECT buyer.reference, party.public_id, party.id, decision.amount_minor AS stands
  FROM policy_buyer AS buyer JOIN policy ON policy.id = buyer.policy_id JOIN party ON party.id = buyer.party_id
  JOIN limit_decision AS decision ON decision.id = (
    SELECT max(id) FROM limit_decision WHERE policy_id = policy.id AND party_id = party.id)
  WHERE policy.number = ?
    AND NOT EXISTS (SELECT 1 FROM overdue_notice AS notice WHERE notice.party_id = party.id)
    AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.party_id = party.id)
    AND NOT EXISTS (
      SELECT 1 FROM receivable AS later JOIN receivable_receipt AS paid ON paid.receivable_id = later.id
      WHERE later.policy_id = policy.id AND later.party_id = party.id AND later.due >= ?)
) WHERE stands >= 4000000 ORDER BY id
"""
"""Buyers with room and without trouble (each telling brings one into it), who paid nothing that fell due after the
story's invoice: what is paid goes to the oldest debt, and the story's shall stay open."""


_PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True)
class Subject:
    """What one telling is about: the policy, and a buyer with a standing limit and no trouble so far."""

    policy: str
    reference: str
    buyer: str
    tag: str
    today: date

    @property
    def shipped(self) -> date:
        return self.today - timedelta(days=45)

    @property
    def due(self) -> date:
        return self.today - timedelta(days=15)

    @property
    def month_end(self) -> date:
        """The last day of the month of the shipment."""
        return (self.shipped.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _subject(house: House, tag: str) -> Subject:
    subject = Subject("", "", "", tag, datetime.now(UTC).date())
    with closing(sqlite3.connect(house.folder / "tradecover.sqlite")) as database:
        policy = database.execute(
            "SELECT policy.number FROM policy JOIN mandate USING (policyholder_id) JOIN login ON login.id = login_id"
            " WHERE login.name = 'nordhaus' AND policy.state = 'bound' ORDER BY policy.id DESC"
        ).fetchone()[0]
        reference, buyer = database.execute(_STANDING, (policy, subject.due.isoformat())).fetchone()
    return replace(subject, policy=policy, reference=reference, buyer=buyer)


@pytest.mark.parametrize(("locale", "width"), VARIANTS)
def test_the_story_by_hand(
    locale: str, width: int, house: House, visit: Callable[[str, str, int], Visitor], tmp_path: Path
) -> None:
    subject = _subject(house, f"{locale}{width}")
    customer = visit("nordhaus", locale, width)

    request = _ask_for_a_limit(customer, subject)
    _decide(visit("limits", locale, width), request)
    customer.go(f"/portal/limits/{request}")
    assert "30,000.00" in customer.page.inner_text("main")

    _send_a_ledger(customer, subject, tmp_path)
    _declare(customer, subject)
    _notify(customer, subject)
    claim = _file_a_claim(customer, subject, tmp_path)
    _examine(visit("adjuster", locale, width), claim)
    _approve(visit("claims", locale, width), claim)
    _pay(visit("premium", locale, width), claim)
    _recover(visit("collections", locale, width), claim, subject)
    customer.go(f"/portal/claims/{claim}")
    assert customer.page.locator("a[href$='letter.pdf']").count()
    customer.picture("story-claim")
    _verify(visit("auditor", locale, width), claim)


@pytest.fixture
def visit(visit: Callable[[str, str, int], Visitor]) -> Callable[[str, str, int], Visitor]:
    """As everywhere, and at the end nobody met anything broken."""
    met: list[Visitor] = []

    def begin(login: str, locale: str, width: int) -> Visitor:
        met.append(visit(login, locale, width))
        return met[-1]

    yield begin
    faults = [fault for visitor in met for fault in visitor.faults]
    assert not faults, "\n".join(faults)


def _number(visitor: Visitor) -> str:
    return visitor.page.url.rstrip("/").rpartition("/")[2].partition("?")[0]


def _ask_for_a_limit(customer: Visitor, subject: Subject) -> str:
    page = customer.page
    customer.go(f"/portal/limits/new?policy={subject.policy}")
    page.fill("[name=name]", f"Story {subject.tag} GmbH")
    page.select_option("[name=country]", "DE")
    page.fill("[name=reference]", f"S-{subject.tag}")
    page.fill("[name=amount]", "180000")
    page.fill("[name=payment_days]", "60")
    customer.picture("story-limit-request")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/portal/limits/LR-" in address)
    customer.check()
    return _number(customer)


def _decide(underwriter: Visitor, request: str) -> None:
    page = underwriter.page
    underwriter.go(f"/desk/limits/{request}?amount=30000.00")
    underwriter.check()
    capacity = page.locator("form[action$='/capacity'] [name=capacity]")
    capacity.fill("500000")
    underwriter.press("/capacity")
    underwriter.go(f"/desk/limits/{request}?amount=30000.00")
    page.locator(f"form[action$='/{request}'] [name=reason]").select_option(index=1)
    underwriter.picture("story-decision")
    underwriter.press(f"/{request}")


def _send_a_ledger(customer: Visitor, subject: Subject, folder: Path) -> None:
    page = customer.page
    file = folder / "ledger.csv"
    file.write_text(
        "Customer number,Invoice number,Shipment date,Invoice date,Due date,Currency,Amount\n"
        f"{subject.reference},ST-{subject.tag},{subject.shipped},{subject.shipped},{subject.due},EUR,{AMOUNT}\n"
        f"{subject.reference},ST-{subject.tag}-X,{subject.shipped},{subject.shipped},no day,EUR,5.00\n",
        encoding="utf-8",
    )
    customer.go(f"/portal/receivables/upload?policy={subject.policy}")
    page.set_input_files("input[type=file]", file)
    page.fill("[name=as_of]", subject.today.isoformat())
    page.locator("main form[enctype] button[type=submit]").click()
    page.wait_for_load_state("load")
    customer.check()
    customer.picture("story-mapping")
    page.locator("main form[action*='/confirm'] button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/portal/receivables/IM-" in address)
    page.locator("a[href$='refused.csv']").wait_for(timeout=60_000)
    customer.check()
    customer.picture("story-import")


def _declare(customer: Visitor, subject: Subject) -> None:
    customer.go(f"/portal/exposure/declarations/month?policy={subject.policy}&month_end={subject.month_end}")
    customer.check()
    customer.picture("story-month")
    customer.press(f"/declarations?policy={subject.policy}")


def _notify(customer: Visitor, subject: Subject) -> None:
    """Two clicks: from the list of overdues to the filled-in notice, and away with it."""
    customer.go("/portal/overdues/")
    customer.check()
    customer.page.locator(f"a[href*='/portal/overdues/{subject.policy}/{subject.buyer}']").first.click()
    customer.page.wait_for_load_state("load")
    customer.picture("story-notice")
    customer.page.locator(".send-bar button[type=submit]").click()
    customer.page.wait_for_url(lambda address: "/portal/overdues/notices/" in address)
    customer.check()


def _file_a_claim(customer: Visitor, subject: Subject, folder: Path) -> str:
    """Three screens."""
    page = customer.page
    paper = folder / "order.pdf"
    paper.write_bytes(_PAPER)
    page.locator("main a[href*='/portal/claims/file/']").first.click()
    page.wait_for_load_state("load")
    page.select_option("[name=cause]", "insolvency")
    page.fill("[name=loss_date]", (subject.today - timedelta(days=1)).isoformat())
    page.fill(
        "[name=told]", "The court opened the proceedings today." if subject.tag < "zh" else "法院今日受理破产申请。"
    )
    customer.check()
    customer.picture("story-claim-debts")
    page.locator("main form[method=post] .form-actions button[type=submit]").first.click()
    page.wait_for_url(lambda address: address.endswith("/papers"))
    page.set_input_files("input[type=file] >> nth=0", paper)
    page.locator("form[enctype] button[type=submit]").first.click()
    page.locator("li.file").first.wait_for()
    customer.check()
    customer.picture("story-claim-papers")
    page.locator("main a[href$='/review']").last.click()
    page.wait_for_url(lambda address: address.endswith("/review"))
    customer.check()
    customer.picture("story-claim-review")
    page.locator("main form[method=post] .form-actions button.btn-primary").first.click()
    page.wait_for_url(lambda address: "/portal/claims/CL-" in address)
    customer.check()
    return _number(customer)


def _examine(adjuster: Visitor, claim: str) -> None:
    adjuster.go(f"/desk/claims/{claim}")
    adjuster.check()
    adjuster.press("/assess")
    adjuster.picture("story-assessment")
    adjuster.press("/put-forward")


def _approve(manager: Visitor, claim: str) -> None:
    manager.go(f"/desk/claims/{claim}")
    manager.press(f"{claim}/approve")


def _pay(officer: Visitor, claim: str) -> None:
    officer.go(f"/desk/claims/{claim}")
    officer.picture("story-payment")
    officer.press(f"{claim}/pay")


def _recover(collector: Visitor, claim: str, subject: Subject) -> None:
    page = collector.page
    collector.go(f"/desk/recoveries/book/{claim}")
    page.fill("[name=received_on]", subject.today.isoformat())
    page.select_option("[name=received_by]", index=1)
    page.fill("[name=amount]", "4000")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.locator("button[name=book]").wait_for()
    collector.picture("story-recovery")
    page.locator("button[name=book]").click()
    page.wait_for_url(lambda address: "/desk/recoveries/book/" not in address)
    collector.check()


def _verify(auditor: Visitor, claim: str) -> None:
    auditor.go(f"/desk/timeline/claim:{claim}")
    auditor.check()
    auditor.go("/desk/audit/")
    auditor.check()
    auditor.picture("story-trail")
