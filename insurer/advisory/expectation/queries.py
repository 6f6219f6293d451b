"""Reads of forecasts: the ledger as the model learns from it, the last forecast, and what it was worth."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from insurer.advisory.expectation.models import ExpectedPayment, PaymentBackTest, PaymentForecast
from insurer.advisory.expectation.terms import Bill
from insurer.infra.audit.chain import canonical
from insurer.infra.db import db
from insurer.kernel.ids import PolicyId, ReceivableId
from underwriting.public import receivables_of


def bills_of(policy_id: PolicyId, as_of: date, known_by: datetime | None = None) -> list[Bill]:
    """A policy's own invoices, and nobody else's, as of a day as known at a moment."""
    return [
        Bill(int(one.id), one.party, one.invoiced, one.due, (one.amount - one.deposit).minor, one.paid_on)
        for one in receivables_of(policy_id, as_of=as_of, known_by=known_by)
    ]


def digest_of(bills: Sequence[Bill]) -> str:
    """The digest of everything that a forecast was worked out from."""
    rows = [
        [one.key, int(one.buyer), one.invoiced.isoformat(), one.due.isoformat(), one.amount,
         one.paid_on.isoformat() if one.paid_on else None]
        for one in bills
    ]  # fmt: skip
    return hashlib.sha256(canonical(rows).encode()).hexdigest()


def last_forecast(policy_id: PolicyId) -> PaymentForecast | None:
    """The last forecast of a policy within the reader's scope."""
    query = select(PaymentForecast).where(PaymentForecast.policy_id == policy_id)
    return db.session.scalar(query.order_by(PaymentForecast.id.desc()).limit(1))


def expected_payments(forecast: PaymentForecast | None) -> dict[ReceivableId, ExpectedPayment]:
    """What a forecast expected, by invoice; nothing without one."""
    if forecast is None:
        return {}
    rows = db.session.scalars(select(ExpectedPayment).where(ExpectedPayment.forecast_id == forecast.id))
    return {row.receivable_id: row for row in rows}


def expected_days(forecast: PaymentForecast | None) -> dict[ReceivableId, date]:
    """The day on which a forecast expected each invoice; nothing without one."""
    if forecast is None:
        return {}
    query = select(ExpectedPayment.receivable_id, ExpectedPayment.expected_on)
    rows = db.session.execute(query.where(ExpectedPayment.forecast_id == forecast.id))
    return {ReceivableId(receivable): day for receivable, day in rows}


def last_back_test(policy_id: PolicyId) -> PaymentBackTest | None:
    """The last measure of what the forecasts of a policy are worth."""
    query = select(PaymentBackTest).where(PaymentBackTest.policy_id == policy_id)
    return db.session.scalar(query.order_by(PaymentBackTest.id.desc()).limit(1))
