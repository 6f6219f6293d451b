"""One invoice: its dates, the working of its cover, and the way to everything it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.guard import permitted
from insurer.infra.web.layout import Crumb
from insurer.kernel.calendar import month_end
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import ImportId, ReceivableId
from insurer.kernel.working import Working
from policies.facts import PolicyFacts
from policies.public import policy_numbered
from underwriting.exposure.pages.frame import asked_day, known_by, known_on, shown_page, two_times
from underwriting.exposure.panels import Paper, book_titles, clocks_of_items, invoice_papers
from underwriting.exposure.queries import (
    BuyerVerdict,
    classed_invoice,
    months_to_declare,
    standing_declaration,
    verdicts,
)
from underwriting.limits.terms import LimitKind, StandingLimit
from underwriting.receivables.queries import import_of, receivable_under


@dataclass(frozen=True, slots=True)
class Link:
    """One thing an invoice leads to: what kind, its papers, and what is so where there is none."""

    title: str
    papers: tuple[Paper, ...]
    without: str = ""


def invoice_page(side: str, number: str, receivable: int) -> ResponseReturnValue:
    """One invoice under a policy of the reader's: another's does not exist."""
    policy, day, known = policy_numbered(number), asked_day(), known_on()
    row = receivable_under(policy.id, ReceivableId(receivable))
    moment = known_by(known)
    seen = max(day, row.invoiced, row.shipped)
    found = next(iter(verdicts(policy.id, seen, moment, party_id=row.party_id)), None)
    if found is None:
        raise NotFound("exposure.no_such_invoice", invoice=receivable)
    classed = classed_invoice(found, row.id, moment)
    item = classed.item
    papers = invoice_papers(side, policy.id).get(row.id, ())
    times = two_times(day, known)
    return shown_page(
        side,
        "invoice",
        times=times,
        policy=policy,
        buyer=found.buyer,
        classed=classed,
        item=item,
        day=day,
        known=known,
        today=today(),
        late=(day - item.receivable.due).days,
        working_of=_own_lines(found, item.receivable.number),
        clocks=clocks_of_items(policy.id, [item], day, moment).get(row.id),
        things=[
            _limit(side, policy, found, item.receivable.shipped, moment),
            _declaration(side, policy, item.receivable.shipped, moment),
            *(_book(title, papers) for title in book_titles()),
            _import(side, row.import_id),
        ],
        crumbs=[
            Crumb(_("Ledger against cover"), url_for(".exposure", policy=number, **times)),
            Crumb(found.buyer.name, url_for(".working", policy=number, public_id=found.buyer.public_id, **times)),
            Crumb(item.receivable.number),
        ],
    )


def _own_lines(found: BuyerVerdict, number: str) -> Working:
    """Of the working of the buyer's account the lines about this invoice."""
    return Working(tuple(line for line in found.verdict.working.lines if line.facts.get("number") == number))


def _limit(side: str, policy: PolicyFacts, found: BuyerVerdict, shipped: date, known: datetime | None) -> Link:
    """The decision that governed the shipment; the policy itself where its holder grants."""
    standing: StandingLimit | None = found.limits.for_shipment(shipped, known)
    title = _("Limit decision")
    if standing is None or not permitted(May.LIMIT_READ):
        return Link(title, (), _("none for this shipment"))
    reference = standing.span.reference
    if standing.span.kind is LimitKind.DISCRETIONARY:
        href = url_for(f"policies_{side}.policy", number=policy.number)
    elif side == "portal":
        href = url_for("limits_portal.decision", number=reference)
    else:
        href = url_for("buyers_desk.buyer", public_id=found.buyer.public_id, policy=policy.number)
    return Link(title, (Paper(title, reference, href),))


def _declaration(side: str, policy: PolicyFacts, shipped: date, known: datetime | None) -> Link:
    """The declaration of the shipment's month that stood at the moment, or by when it must be made."""
    title, end = _("Declaration"), month_end(shipped)
    row = standing_declaration(policy.id, end, known)
    if row is not None:
        return Link(title, (Paper(title, row.number, url_for(".declaration", number=row.number)),))
    due = next((one.due for one in months_to_declare(policy, today()) if one.end == end), None)
    if due is None:
        return Link(title, (), _("the month is not over"))
    return Link(title, (), _("to be made by %(day)s", day=due))


def _book(title: str, papers: Sequence[Paper]) -> Link:
    """The papers of one book, or that it has none of this invoice."""
    return Link(_(title), tuple(paper for paper in papers if paper.title == title), _("none"))


def _import(side: str, import_id: ImportId) -> Link:
    """The ledger that first named the invoice."""
    title, row = _("Ledger"), import_of(import_id)
    href = url_for(f"receivables_{side}.ledger_import", number=row.number)
    return Link(title, (Paper(title, row.number, href),))
