"""The buyer's receipts credited to the buyer's invoices, insured or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.working import Line
from underwriting.exposure.rules.account import Account
from underwriting.exposure.rules.allocation import Item, MethodOn, allocation
from underwriting.exposure.rules.stop import StopCalendar, extension_last_day, stop_calendar
from underwriting.exposure.terms import AllocationMethod, CoverTerms, Receipt, Receivable
from underwriting.limits.terms import LimitCalendar


class Settlement:
    """The accounts after the receipts up to a day, the stops they leave, and how the money went."""

    def __init__(self, terms: CoverTerms, receivables: Sequence[Receivable], day: date) -> None:
        self.terms = terms
        self.day = day
        self.accounts = [
            Account(receivable, terms.currency, includes_tax=terms.includes_tax, field=f"invoices.{index}")
            for index, receivable in enumerate(receivables)
        ]
        self.places = {receivable.number: place for place, receivable in enumerate(receivables)}
        self.unallocated = Money.zero(terms.currency)
        self.lines: list[Line] = []
        if len(self.places) != len(receivables):
            seen: set[str] = set()
            for index, receivable in enumerate(receivables):
                if receivable.number in seen:
                    raise InvalidInput("input.duplicate", f"invoices.{index}.number", value=receivable.number)
                seen.add(receivable.number)

    def receive(self, receipts: Sequence[Receipt], limits: LimitCalendar) -> None:
        """Credits the receipts up to the day: those in an invoice's own currency first, off that invoice."""
        received = [
            self._in_policy_currency(receipt, index)
            for index, receipt in enumerate(receipts)
            if receipt.day <= self.day
        ]
        if not received:
            return
        items = [
            Item(
                id=account.receivable.number,
                due=account.receivable.due,
                open=account.money(sum(account.parts())),
                age=(account.receivable.shipped, account.receivable.number),
            )
            for account in self.accounts
        ]
        done = allocation(items, received, self._method(limits), self.terms.currency, move_on=True)
        for credited in done.credited:
            self.accounts[credited.item].credit(credited.day, credited.amount.minor)
        self.unallocated = done.unallocated
        self.lines += done.working.lines

    def stops(self) -> StopCalendar:
        """The stops of cover that the invoices cause, with the receipts credited."""
        cleared = [None if sum(account.parts()) else account.last_credit for account in self.accounts]
        never_open = [sum(account.parts_before_receipts()) == 0 for account in self.accounts]
        return stop_calendar(self.terms, [account.receivable for account in self.accounts], cleared, never_open)

    def _in_policy_currency(self, receipt: Receipt, index: int) -> Receipt:
        """The receipt as the method sees it; one naming a foreign invoice pays that first, in its currency."""
        place = None if receipt.invoice is None else self.places.get(receipt.invoice)
        account = None if place is None else self.accounts[place]
        own = account.receivable.amount.currency if account is not None else self.terms.currency
        if receipt.amount.currency != own:
            raise InvalidInput("input.wrong_currency", f"receipts.{index}.amount", currency=own)
        if receipt.amount.minor < 0:
            raise InvalidInput("input.negative", f"receipts.{index}.amount")
        if account is None or not account.foreign:
            return receipt
        taken = min(receipt.amount.minor, account.own_open)
        if taken:
            account.credit_own(receipt.day, taken)
            facts = {"day": receipt.day, "kind": receipt.kind, "item": receipt.invoice}
            self.lines.append(Line("allocation.own_currency", Money(taken, own), "receipts", facts))
        rest = account.converted(receipt.amount.minor - taken)
        return replace(receipt, amount=Money(rest, self.terms.currency), invoice=None)

    def _method(self, limits: LimitCalendar) -> AllocationMethod | MethodOn:
        """The policy's method, or the one for receipts dated after stop of cover or withdrawal."""
        after = self.terms.allocation_after_stop
        if after is None:
            return self.terms.allocation
        days = self.terms.maximum_extension_days
        ends = [
            date.max if days is None else extension_last_day(account.receivable, days, self.terms.extension_from)
            for account in self.accounts
        ]
        begins = [min(account.receivable.shipped, account.receivable.invoiced) for account in self.accounts]

        def on(day: date, still_open: Sequence[int]) -> AllocationMethod:
            stopped = any(
                minor and end < day and begin <= day for minor, end, begin in zip(still_open, ends, begins, strict=True)
            )
            return after if stopped or limits.withdrawn_on(day) else self.terms.allocation

        return on


def settlement(
    terms: CoverTerms,
    limits: LimitCalendar,
    receivables: Sequence[Receivable],
    receipts: Sequence[Receipt],
    day: date,
) -> Settlement:
    """The buyer's accounts at the end of `day`."""
    settled = Settlement(terms, receivables, day)
    settled.receive(receipts, limits)
    return settled


def term_days(receivable: Receivable) -> int:
    """The payment term of an invoice: from the invoice date to the due date."""
    return (receivable.due - receivable.invoiced) // timedelta(days=1)
