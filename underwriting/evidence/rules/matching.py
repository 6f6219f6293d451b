"""Whether an e-invoice and a receivable are one debt, and in which fields they differ; the ledger stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import LARGEST, Money, currency_decimals
from insurer.parties.facts import PartyFacts, name_key
from underwriting.evidence.terms import Difference, Einvoice, TradeParty


@dataclass(frozen=True, slots=True)
class Booked:
    """A receivable as the ledger has it."""

    number: str
    shipped: date
    invoiced: date
    due: date
    amount: Money
    tax: Money
    deposit: Money


def is_buyer(named: TradeParty, buyer: PartyFacts) -> bool:
    """Whether the buyer on the invoice is this company: by its number, else by its name's key.

    Names that are only alike do not decide: that is for a person to say.
    """
    number = buyer.entry.national_id
    if number is not None:
        for written in (named.vat, named.id):
            compact = "".join(char for char in written.upper() if char.isalnum())
            if compact and number.value in (compact, compact[2:]):
                return True
    names = {name_key(one) for one in (named.name, named.trading_name) if one}
    known = {buyer.name_key, name_key(buyer.entry.latin_name)} if buyer.entry.latin_name else {buyer.name_key}
    same_place = not named.country or buyer.country is None or named.country == buyer.country
    return same_place and not names.isdisjoint(known - {""})


def money(amount: Decimal, currency: str, term: str) -> Money:
    """An amount of an invoice as the ledger takes it; refuses one with more decimals than the currency has."""
    minor = amount.scaleb(currency_decimals(currency))
    if minor != minor.to_integral_value() or abs(minor) > LARGEST:
        raise InvalidInput("einvoice.not_in_currency", "file", term=f"einvoice_term.{term}", value=f"{amount:f}")
    return Money(int(minor), currency)


def differences(invoice: Einvoice, booked: Booked, buyer: PartyFacts) -> tuple[Difference, ...]:
    """Field by field what the invoice states otherwise than the ledger; empty when they agree.

    A day that the invoice does not state is no difference; its total includes tax, as the ledger's amount does.
    """
    totals = invoice.totals
    found: list[Difference] = []
    if invoice.currency != booked.amount.currency:
        found.append(Difference("currency", invoice.currency, booked.amount.currency))
    for field, said, known in (
        ("amount", totals.grand, booked.amount),
        ("tax", totals.tax or Decimal(0), booked.tax),
        ("prepaid", totals.prepaid or Decimal(0), booked.deposit),
    ):
        if said != known.decimal:
            found.append(Difference(field, f"{said:f}", known.plain()))
    days = (
        ("issue_date", invoice.issued, booked.invoiced),
        ("due_date", invoice.due, booked.due),
        ("delivery_date", invoice.delivered, booked.shipped),
    )
    found += [Difference(name, said, known) for name, said, known in days if said is not None and said != known]
    if not is_buyer(invoice.buyer, buyer):
        found.append(Difference("buyer", invoice.buyer.name, buyer.name))
    return tuple(found)
