"""Commands on reference data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import insert, select

from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import currency_decimals
from insurer.reference.models import FxRate
from insurer.reference.rules.exchange import ECB, EuroRate, published_rates
from insurer.reference.terms import May

_CHUNK = 5_000


@command(needs=May.LOAD)
def load_published_rates(act: Act, first: date, last: date, currencies: tuple[str, ...] = ()) -> int:
    """Record the European Central Bank's rates from `first` to `last` that are not recorded yet; answers how many."""
    recorded = select(FxRate.day, FxRate.currency).where(FxRate.day >= first, FxRate.day <= last, FxRate.source == ECB)
    known = {(row.day, row.currency) for row in db.session.execute(recorded)}
    fresh = [rate for rate in published_rates(first, last, currencies) if (rate.day, rate.currency) not in known]
    _add(act, fresh)
    act.record("reference:fx", "rates_loaded", first=first, last=last, rates=len(fresh), source=ECB)
    return len(fresh)


@command(needs=May.LOAD)
def record_rate(act: Act, day: date, currency: str, per_euro: Decimal, source: str) -> None:
    """Record one rate by hand, from a named source; it prevails over earlier ones of the same day."""
    currency_decimals(currency)
    if not per_euro.is_finite() or per_euro <= 0 or currency == "EUR":
        raise InvalidInput("reference.rate_not_positive", "per_euro", value=str(per_euro)[:40])
    if not source.strip():
        raise InvalidInput("reference.source_missing", "source")
    _add(act, [EuroRate(day, currency, per_euro, source.strip())])
    act.record("reference:fx", "rate_recorded", day=day, currency=currency, per_euro=per_euro, source=source.strip())


def _add(act: Act, rates: Iterable[EuroRate]) -> None:
    rows = [
        {
            "day": rate.day,
            "currency": rate.currency,
            "per_euro": rate.per_euro,
            "source": rate.source,
            "recorded_at": act.at,
        }
        for rate in rates
    ]
    for start in range(0, len(rows), _CHUNK):
        db.session.execute(insert(FxRate), rows[start : start + _CHUNK])
