"""The open ledger against cover: six classes, ageing, and every open invoice with its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from flask import request, url_for
from flask.typing import ResponseReturnValue

from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.layout import Crumb
from insurer.infra.web.turning import asked_page
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from policies.facts import PolicyFacts
from policies.public import policy_numbered
from underwriting.buyers.pages.choosing import Choice, buyer_under, chosen_policy
from underwriting.exposure.pages.frame import asked_day, known_by, known_on, shown_page, two_times
from underwriting.exposure.panels import Paper, clocks_of_items, invoice_papers
from underwriting.exposure.queries import (
    ClassedItem,
    CoveredLedger,
    covered_ledger,
    in_bucket,
    ledger_classes,
    ledger_summary,
    verdicts,
)
from underwriting.exposure.rules.ageing import AgeingBucket, days_late
from underwriting.exposure.rules.classes import CoverClass
from underwriting.exposure.rules.columnar.book import Ints

PAGE_OF = 50
FILTERS = ("class", "reason", "buyer", "age")


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One open invoice with its classes, its clocks as the clocks macro shows them, and the papers it stands in."""

    classed: ClassedItem
    clocks: object | None
    days_late: int
    papers: Sequence[Paper]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the ledger was asked for, and which page of it."""

    by: Mapping[str, str]
    page: int

    @classmethod
    def of_request(cls) -> Asked:
        by = {key: value for key in FILTERS if (value := request.args.get(key, "").strip()[:100])}
        return cls(by, asked_page())

    def chosen(
        self, found: CoveredLedger, buyers: Mapping[PartyId, PartyFacts], buckets: Sequence[AgeingBucket]
    ) -> Ints:
        """The places of the invoices of the class, reason, buyer and age asked for, by due date, buyer and number."""
        wanted = np.ones(len(found), dtype=bool)
        if "class" in self.by:
            of_class = found.classes.get(self.by["class"])  # type: ignore[call-overload]
            wanted &= of_class != 0 if of_class is not None else False
        if "reason" in self.by:
            wanted &= found.with_reason(self.by["reason"])
        if "buyer" in self.by:
            named = [key for key, one in buyers.items() if _named(self.by["buyer"], one.public_id, one.name)]
            wanted &= np.isin(found.party, np.array(named, dtype=np.int64))
        if "age" in self.by:
            inside = [in_bucket(found, bucket) for bucket in buckets if bucket.label == self.by["age"]]
            wanted &= inside[0] if inside else False
        places = np.flatnonzero(wanted)
        by_name = {key: place for place, key in enumerate(sorted(buyers, key=lambda key: (buyers[key].name, key)))}
        order = np.array([by_name[PartyId(int(key))] for key in found.party[places]], dtype=np.int64)
        chosen: Ints = places[np.lexsort((found.number_rank[places], order, found.due[places]))]
        return chosen


def _named(sought: str, public_id: str, name: str) -> bool:
    return sought == public_id or sought.casefold() in name.casefold()


def exposure_page(side: str) -> str:
    """What is open, in which class and how old, and every invoice of the part asked for."""
    choice, day, known, asked = chosen_policy(), asked_day(), known_on(), Asked.of_request()
    if choice.policy is None:
        return _page(side, choice, day, known, asked)
    currency = choice.policy.currency
    found = covered_ledger((choice.policy.id,), day, known_by(known))
    summary = ledger_summary(found, currency)
    buyers = parties({PartyId(int(key)) for key in np.unique(found.party)})
    chosen = asked.chosen(found, buyers, summary.ageing.buckets)
    first = (asked.page - 1) * PAGE_OF
    shown = [found.item(int(at), buyers) for at in chosen[first : first + PAGE_OF]]
    return _page(
        side,
        choice,
        day,
        known,
        asked,
        summary=summary,
        classes=ledger_classes(found, currency),
        reasons=found.reason_codes,
        items=_shown(side, choice.policy, shown, day, known_by(known)),
        count=len(chosen),
        total=_total(found, chosen, asked, currency),
        pages=-(-len(chosen) // PAGE_OF),
    )


def _page(side: str, choice: Choice, day: date, known: date | None, asked: Asked, **values: object) -> str:
    usual: dict[str, object] = {"summary": None, "classes": (), "reasons": [], "items": [], "count": 0, "pages": 0}
    return shown_page(
        side,
        "exposure",
        choice=choice,
        day=day,
        known=known,
        times=two_times(day, known),
        today=today(),
        asked=asked,
        class_names=list(CoverClass),
        crumbs=[Crumb(_("Ledger against cover"))],
        **(usual | values),
    )


def _total(found: CoveredLedger, chosen: Ints, asked: Asked, currency: str) -> Money:
    """What the chosen invoices come to: of one class only their part in it."""
    where = asked.by.get("class")
    column = found.outstanding if where is None else found.classes.get(where, found.outstanding * 0)  # type: ignore[call-overload]
    return Money(int(column[chosen].sum()), currency)


def _shown(
    side: str, policy: PolicyFacts, chosen: Sequence[ClassedItem], day: date, known: datetime | None
) -> list[ShownItem]:
    papers = invoice_papers(side, policy.id)
    clocks = clocks_of_items(policy.id, [one.item for one in chosen], day, known)
    return [
        ShownItem(one, clocks.get(one.item.id), days_late(one.item.receivable.due, day), papers.get(one.item.id, ()))
        for one in chosen
    ]


def working_page(side: str, number: str, public_id: str) -> ResponseReturnValue:
    """The verdict on one buyer, line by line."""
    policy, day, known = policy_numbered(number), asked_day(), known_on()
    buyer = buyer_under(policy, public_id)
    found = next(iter(verdicts(policy.id, day, known_by(known), party_id=buyer.id)), None)
    times = two_times(day, known)
    crumbs = [Crumb(_("Ledger against cover"), url_for(".exposure", policy=number, **times)), Crumb(buyer.name)]
    return shown_page(
        side, "working", policy=policy, buyer=buyer, found=found, day=day, known=known, times=times, crumbs=crumbs
    )
