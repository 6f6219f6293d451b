"""The open ledger against cover: six classes, ageing, and every open invoice with its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.layout import Crumb
from insurer.kernel.money import Money
from policies.facts import PolicyFacts
from policies.public import policy_numbered
from underwriting.buyers.pages.choosing import buyer_under, chosen_policy
from underwriting.exposure.pages.frame import asked_day, shown_page
from underwriting.exposure.panels import Paper, clocks_of_items, invoice_papers
from underwriting.exposure.queries import (
    ClassedItem,
    ExposureSummary,
    classed_items,
    summary_of,
    verdicts,
)
from underwriting.exposure.rules.ageing import AgeingBucket, days_late
from underwriting.exposure.rules.classes import CoverClass, class_totals

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
        page = request.args.get("page", "1")
        return cls(by, int(page) if page.isdigit() and 0 < int(page) < 100_000 else 1)

    def wants(self, one: ClassedItem, day: date, buckets: Sequence[AgeingBucket]) -> bool:
        """Whether the invoice is of the class, reason, buyer and age asked for."""
        item, by = one.item, self.by
        if "class" in by and by["class"] not in one.parts:
            return False
        if "reason" in by and by["reason"] not in item.verdict.reason_codes:
            return False
        if "buyer" in by and not _named(by["buyer"], item.buyer.public_id, item.buyer.entry.name, item.buyer.name):
            return False
        return "age" not in by or any(
            bucket.label == by["age"] and _within(bucket, days_late(item.receivable.due, day)) for bucket in buckets
        )


def _named(sought: str, public_id: str, *names: str) -> bool:
    return sought == public_id or any(sought.casefold() in name.casefold() for name in names)


def _within(bucket: AgeingBucket, late: int) -> bool:
    if bucket.from_days is None:
        return late <= 0
    return late >= bucket.from_days and (bucket.to_days is None or late <= bucket.to_days)


def exposure_page(side: str) -> ResponseReturnValue:
    """What is open, in which class and how old, and every invoice of the part asked for."""
    choice, day, asked = chosen_policy(), asked_day(), Asked.of_request()
    classed: list[ClassedItem] = []
    summary: ExposureSummary | None = None
    if choice.policy is not None:
        found = verdicts(choice.policy.id, day)
        summary = summary_of(found, choice.policy.currency, day)
        classed = classed_items(found)
    chosen = [one for one in classed if summary is not None and asked.wants(one, day, summary.ageing.buckets)]
    chosen.sort(key=lambda one: (one.item.receivable.due, one.item.buyer.name, one.item.receivable.number))
    first = (asked.page - 1) * PAGE_OF
    return shown_page(
        side,
        "exposure",
        choice=choice,
        day=day,
        today=today(),
        summary=summary,
        classes=class_totals((one.parts for one in classed), choice.policy.currency) if choice.policy else (),
        asked=asked,
        class_names=list(CoverClass),
        reasons=sorted({code for one in classed for code in one.item.verdict.reason_codes}),
        items=_shown(side, choice.policy, chosen[first : first + PAGE_OF], day) if choice.policy else [],
        count=len(chosen),
        total=_total(chosen, asked, choice.policy.currency) if choice.policy else None,
        pages=-(-len(chosen) // PAGE_OF),
        crumbs=[Crumb(_("Ledger against cover"))],
    )


def _total(chosen: Sequence[ClassedItem], asked: Asked, currency: str) -> Money:
    """What the chosen invoices come to: of one class only their part in it."""
    where = asked.by.get("class")
    if where is None:
        return Money.total((one.item.verdict.outstanding for one in chosen), currency)
    return Money.total((one.parts[CoverClass(where)] for one in chosen), currency)


def _shown(side: str, policy: PolicyFacts, chosen: Sequence[ClassedItem], day: date) -> list[ShownItem]:
    papers = invoice_papers(side, policy.id)
    clocks = clocks_of_items(policy.id, [one.item for one in chosen], day)
    return [
        ShownItem(one, clocks.get(one.item.id), days_late(one.item.receivable.due, day), papers.get(one.item.id, ()))
        for one in chosen
    ]


def working_page(side: str, number: str, public_id: str) -> ResponseReturnValue:
    """The verdict on one buyer, line by line."""
    policy, day = policy_numbered(number), asked_day()
    buyer = buyer_under(policy, public_id)
    found = next(iter(verdicts(policy.id, day, party_id=buyer.id)), None)
    crumbs = [Crumb(_("Ledger against cover"), url_for(".exposure", policy=number)), Crumb(buyer.name)]
    return shown_page(side, "working", policy=policy, buyer=buyer, found=found, day=day, crumbs=crumbs)
