"""The premium of a year: estimate, deposit, what was earned, what is still billed or goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from insurer.kernel.calendar import month_index
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.working import Working
from policies.premiums.terms import (
    DeclaredRow,
    OverLimit,
    PremiumBase,
    PremiumLine,
    PremiumPart,
    PremiumRate,
    PremiumTerms,
    RefundFloor,
)

A_MONTH_OF_A_YEAR = Fraction(1, 12)


@dataclass(frozen=True, slots=True)
class Premium:
    """All figures of a premium account; `adjustment` is still billed when positive, returned when negative.

    `estimated_premium` is None where nothing was estimated.
    """

    estimated_premium: Money | None
    deposit: Money
    instalments: tuple[Money, ...]
    earned: Money
    minimum: Money
    due: Money
    bonus_malus: Money
    adjustment: Money
    tax: Money
    fees: Money
    total: Money
    commission: Money
    lines: tuple[PremiumLine, ...]
    working: Working


def premium(terms: PremiumTerms) -> Premium:
    """Earned premium, not below the minimum, with bonus or malus, against the deposit; taxes and fees on top.

    Each line is rounded and `earned` is their sum. Tax and commission stand on due premium with bonus or malus,
    tax not on fees, commission not in the total. Raises InvalidInput for a row without a rate, a share of an
    estimate that is missing, or a bonus table without a loss ratio.
    """
    work = _Work(terms)
    estimate = work.estimate()
    deposit = work.part("deposit", terms.deposit, estimate)
    instalments = work.instalments(deposit)
    lines = work.lines(terms.declared, "declared")
    earned = work.earned(lines)
    minimum = work.part("minimum", terms.minimum, estimate)
    due = work.then("due", max(earned, minimum), "minimum", earned=earned, minimum=minimum)
    bonus_malus = work.bonus_malus(due, minimum)
    final = due + bonus_malus
    adjustment = work.adjustment(final, deposit)
    tax = work.then("tax", final.share(terms.tax_rate), "tax_rate", final=final, percentage=terms.tax_rate)
    fees = work.fees()
    total = work.then("total", final + tax + fees, "", final=final, tax=tax, fees=fees)
    commission = final.share(terms.commission_rate)
    work.then("commission", commission, "commission_rate", final=final, percentage=terms.commission_rate)
    return Premium(
        estimate, deposit, instalments, earned, minimum, due, bonus_malus, adjustment, tax, fees, total, commission,
        lines, work.working,
    )  # fmt: skip


def rate_for(row: DeclaredRow, rates: Sequence[PremiumRate]) -> int | None:
    """The place of the rate whose given fields all match the row, with the shortest term that reaches its term.

    A rate that names a class, method or term fits no row without one; a rate without a term reaches any. Of equals
    the one that names more fields counts, then the first. None when no rate fits.
    """

    def fits(rate: PremiumRate) -> bool:
        return (
            (rate.country_class is None or rate.country_class == row.country_class)
            and (rate.payment_method is None or rate.payment_method == row.payment_method)
            and (rate.term_to_days is None or (row.term_days is not None and row.term_days <= rate.term_to_days))
            and (rate.valid is None or row.period.first in rate.valid)
        )

    def order(at: int) -> tuple[bool, int, int, int]:
        rate = rates[at]
        named = (rate.country_class is not None) + (rate.payment_method is not None)
        return (rate.term_to_days is None, rate.term_to_days or 0, -named, at)

    return min((at for at, rate in enumerate(rates) if fits(rate)), key=order, default=None)


class _Work:
    """One premium being worked out; writes each line as its figure is made."""

    def __init__(self, terms: PremiumTerms) -> None:
        self.terms, self.working = terms, Working()
        self.nothing = Money.zero(terms.currency)

    def then(self, code: str, amount: Money, source: str, /, **facts: object) -> Money:
        self.working = self.working.then(f"premium.{code}", amount, source, **facts)
        return amount

    def estimate(self) -> Money | None:
        terms = self.terms
        if terms.flat_premium is not None:
            return self.then("estimated_flat", terms.flat_premium, "flat_premium")
        if terms.estimated is None:
            return None
        if isinstance(terms.estimated, Money):
            rate, amount = terms.rates[0].rate, terms.estimated
            return self.then("estimated", amount.share(rate), "estimated", amount=amount, premium_rate=rate)
        lines = self.lines(terms.estimated, "estimated")
        amount = Money.total((line.premium for line in lines), terms.currency)
        return self.then("estimated_by_rows", amount, "estimated", rows=len(lines))

    def part(self, name: str, part: PremiumPart | None, estimate: Money | None) -> Money:
        """The minimum or the deposit; nothing where the policy has none."""
        if part is None:
            return self.nothing
        if part.amount is not None:
            return self.then(f"{name}_stated", part.amount, f"{name}.amount")
        source = f"{name}.percentage_of_estimate"
        if estimate is None:
            raise InvalidInput("premium.no_estimate", source)
        percentage = part.percentage_of_estimate or Fraction(0)
        return self.then(name, estimate.share(percentage), source, estimate=estimate, percentage=percentage)

    def instalments(self, deposit: Money) -> tuple[Money, ...]:
        if self.terms.deposit is None:
            return ()
        count = self.terms.instalments
        instalments = deposit.split(count)
        if instalments[-1].minor < 0:  # a few cents in many parts: rounding up would overdraw the last
            each = Money(deposit.minor // count, deposit.currency)
            last = Money(deposit.minor - each.minor * (count - 1), deposit.currency)
            instalments = (*(each,) * (count - 1), last)
        for at, instalment in enumerate(instalments, 1):
            self.then("instalment", instalment, "instalments", number=at, instalments=len(instalments))
        return instalments

    def lines(self, rows: Sequence[DeclaredRow], field: str) -> tuple[PremiumLine, ...]:
        limit = self.terms.base is PremiumBase.LIMIT
        if limit:
            _refuse_other_than_months(rows, field)
        lines = [self._line(row, f"{field}.{at}") for at, row in enumerate(rows)]
        if limit and lines:
            last = max(lines, key=lambda line: line.period.first)
            for _ in range(self.terms.minimum_months - len(lines)):
                lines.append(last)
                self.then("line_repeated", last.premium, "minimum_months", declaration=last.declaration)
        return tuple(lines)

    def _line(self, row: DeclaredRow, field: str) -> PremiumLine:
        amount = self._counted(row, field)
        at = rate_for(row, self.terms.rates)
        if at is None:
            raise InvalidInput("premium.no_rate", field)
        rate = self.terms.rates[at].rate
        part = A_MONTH_OF_A_YEAR if self.terms.base is PremiumBase.LIMIT else Fraction(1)
        charged = amount.share(Fraction(rate) * part)
        line = PremiumLine(field, f"rates.{at}", row.period, amount, rate, part, charged)
        code = "line_of_month" if part != 1 else "line"
        facts = {"amount": amount, "premium_rate": rate, "declaration": field, "period": row.period}
        self.working = self.working.then(f"premium.{code}", line.premium, line.rate_row, **facts)
        return line

    def _counted(self, row: DeclaredRow, field: str) -> Money:
        """The declared amount, held to the buyer's limit where the policy says so."""
        if self.terms.over_limit is OverLimit.FULL:
            return row.amount
        if row.limit is None:
            raise InvalidInput("input.missing", f"{field}.limit")
        if row.amount > row.limit:
            self.then("capped", row.limit, f"{field}.limit", amount=row.amount, limit=row.limit)
        return min(row.amount, row.limit)

    def earned(self, lines: Sequence[PremiumLine]) -> Money:
        if self.terms.flat_premium is not None:
            return self.then("earned_flat", self.terms.flat_premium, "flat_premium")
        amount = Money.total((line.premium for line in lines), self.terms.currency)
        return self.then("earned", amount, "declared", rows=len(lines))

    def bonus_malus(self, due: Money, minimum: Money) -> Money:
        """Due × (factor − 1) by the first step the loss ratio does not pass; never under the minimum."""
        terms = self.terms
        if not terms.bonus_malus:
            return self.nothing
        if terms.loss_ratio is None:
            raise InvalidInput("input.missing", "loss_ratio")
        for at, step in enumerate(terms.bonus_malus):
            if step.loss_ratio_to is None or terms.loss_ratio <= step.loss_ratio_to:
                amount = max(due.share(step.factor - 1), minimum - due)
                facts = {"loss_ratio": terms.loss_ratio, "factor": step.factor, "due": due, "minimum": minimum}
                return self.then("bonus_malus", amount, f"bonus_malus.{at}", **facts)
        return self.then("bonus_malus_none", self.nothing, "bonus_malus", loss_ratio=terms.loss_ratio)

    def adjustment(self, final: Money, deposit: Money) -> Money:
        balance = final - deposit
        if self.terms.refund_down_to is RefundFloor.NONE and balance.minor < 0:
            return self.then("no_refund", self.nothing, "refund_down_to", final=final, deposit=deposit)
        return self.then("adjustment", balance, "refund_down_to", final=final, deposit=deposit)

    def fees(self) -> Money:
        total = self.nothing
        for at, fee in enumerate(self.terms.fees):
            amount = fee.unit_price.share(fee.quantity)
            facts = {"fee": fee.code, "quantity": fee.quantity, "unit_price": fee.unit_price}
            total = total + self.then("fee", amount, f"fees.{at}", **facts)
        return total


def _refuse_other_than_months(rows: Sequence[DeclaredRow], field: str) -> None:
    """A premium on limits has one row per calendar month, inside that month."""
    months: set[int] = set()
    for at, row in enumerate(rows):
        month = month_index(row.period.first)
        if row.period.last is None or month_index(row.period.last) != month:
            raise InvalidInput("premium.row_not_within_a_month", f"{field}.{at}.to", period=row.period)
        if month in months:
            raise InvalidInput("premium.month_named_twice", f"{field}.{at}.from", period=row.period)
        months.add(month)
