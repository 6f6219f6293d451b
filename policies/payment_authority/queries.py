"""Which authority over payments stands on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.errors import BeyondAuthority
from insurer.kernel.money import Money
from insurer.reference.public import converted
from policies.payment_authority.models import PaymentAuthorityRow
from policies.payment_authority.rules import furthest, strictest_threshold
from policies.payment_authority.terms import PaymentAct, PaymentAuthority


def payment_authorities(day: date, role: str | None = None) -> list[PaymentAuthorityRow]:
    """Every row that stands on `day`: per role and currency the last one."""
    query = select(PaymentAuthorityRow).where(PaymentAuthorityRow.valid_from <= day)
    if role is not None:
        query = query.where(PaymentAuthorityRow.role == role)
    rows = db.session.scalars(query.order_by(PaymentAuthorityRow.valid_from, PaymentAuthorityRow.id))
    return sorted({(row.role, row.currency): row for row in rows}.values(), key=lambda row: (row.role, row.id))


def payment_authorities_ever() -> list[PaymentAuthorityRow]:
    """Every row that was ever recorded, those that begin last first."""
    query = select(PaymentAuthorityRow).order_by(PaymentAuthorityRow.valid_from.desc(), PaymentAuthorityRow.id.desc())
    return list(db.session.scalars(query))


def allowed_to(roles: Collection[str], doing: PaymentAct, day: date, currency: str) -> Money:
    """The most that somebody of these roles may do in one act; nothing without authority."""
    return furthest(_of(roles, day, currency), doing, currency)


def third_person_above(roles: Collection[str], day: date, currency: str) -> Money:
    """The amount above which a third person pays a claim, for a payer of these roles."""
    return strictest_threshold(_of(roles, day, currency), currency)


def refuse_beyond(roles: Collection[str], doing: PaymentAct, amount: Money, day: date, *, about: str) -> None:
    """Refuse what passes the authority over payments that the roles have on `day`; exactly that much is inside.

    The attempt is filed in the trail under `about`, what was to be paid.
    """
    most = allowed_to(roles, doing, day, amount.currency)
    if amount > most:
        raise BeyondAuthority(f"payment_authority.{doing.value}_exceeded", about, amount=amount, most=most)


def _of(roles: Collection[str], day: date, currency: str) -> list[PaymentAuthority]:
    """Per role the row in that very currency, else the first of another, converted at the day's rate."""
    found = []
    for role in sorted(roles):
        rows = [row.term() for row in payment_authorities(day, role)]
        own = next((term for term in rows if term.pay_up_to.currency == currency), None)
        if own is not None or rows:
            found.append(own or _converted(rows[0], currency, day))
    return found


def _converted(term: PaymentAuthority, currency: str, day: date) -> PaymentAuthority:
    settle, pay, refund, third = (
        converted(amount, currency, day)[0]
        for amount in (term.settle_up_to, term.pay_up_to, term.refund_up_to, term.third_person_above)
    )
    return PaymentAuthority(
        role=term.role, settle_up_to=settle, pay_up_to=pay, refund_up_to=refund, third_person_above=third
    )
