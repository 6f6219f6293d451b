"""What a machine sends to have an order checked, and what it is told: text and exact decimals, no floats."""

from __future__ import annotations

from collections.abc import Mapping

from insurer.infra.languages import text, working_table
from insurer.kernel.errors import InvalidInput
from insurer.kernel.findings import Finding
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_amount, parse_day, parse_decimal
from underwriting.limits.terms import PaymentMethod
from underwriting.orders.forms import LONGEST_TERM
from underwriting.orders.terms import OrderAnswer, OrderAsked

FIELDS = frozenset({"policy", "buyer", "amount", "currency", "deposit", "payment_days", "method", "ships_on"})


def asked_order(body: object) -> tuple[str, str, OrderAsked]:
    """Policy number, public id of the buyer and the order from a JSON body; InvalidInput names the first bad field."""
    if not isinstance(body, dict):
        raise InvalidInput("input.not_an_object", "body")
    if strange := sorted(set(body) - FIELDS):
        raise InvalidInput("input.unknown_field", str(strange[0])[:40])
    currency = _word(body, "currency")
    amount = parse_amount(body.get("amount"), currency, "amount")
    if not amount:
        raise InvalidInput("input.out_of_range", "amount", value="0")
    deposit = parse_amount(body.get("deposit", "0"), currency, "deposit")
    if deposit > amount:
        raise InvalidInput("orders.deposit_beyond_amount", "deposit")
    days = parse_decimal(body.get("payment_days"), "payment_days")
    if days != days.to_integral_value() or not 0 <= days <= LONGEST_TERM:
        raise InvalidInput("input.out_of_range", "payment_days", value=str(days)[:40])
    method = _word(body, "method") if "method" in body else PaymentMethod.OA.value
    if method not in set(PaymentMethod):
        raise InvalidInput("input.not_a_choice", "method", value=method[:20])
    order = OrderAsked(
        amount=amount,
        deposit=deposit,
        payment_days=int(days),
        method=PaymentMethod(method),
        ships_on=parse_day(body.get("ships_on"), "ships_on"),
    )
    return _word(body, "policy"), _word(body, "buyer"), order


def _word(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidInput("input.required", name)
    return value[:120]


def order_answer(answer: OrderAnswer, locale: str) -> dict[str, object]:
    """The answer with its working line by line in the asker's language."""
    return {
        "outcome": answer.outcome.value,
        "currency": answer.exposure.currency,
        "exposure": answer.exposure.plain(),
        "total": answer.total.plain(),
        "uninsured": answer.uninsured.plain(),
        "over_own_limit": answer.over_own.plain(),
        "room": answer.room.plain(),
        "holds": [_finding(one, locale) for one in answer.holds],
        "warnings": [_finding(one, locale) for one in answer.warnings],
        "working": [
            {"code": line.code, "label": line.label, "value": line.value, "clause": line.clause}
            for line in working_table(answer.working, locale)
        ],
    }


def _finding(found: Finding, locale: str) -> dict[str, object]:
    facts = {name: value.plain() if isinstance(value, Money) else str(value) for name, value in found.facts.items()}
    return {"code": found.code, "said": text(found.code, locale, **found.facts), "facts": facts}
