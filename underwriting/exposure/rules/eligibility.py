"""Whether an invoice can be insured at all: every reason against the whole of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from insurer.kernel.errors import InvalidInput
from underwriting.exposure.rules.settlement import term_days
from underwriting.exposure.rules.stop import StopCalendar
from underwriting.exposure.terms import Attachment, CoverTerms, Reason, Receivable, Refused
from underwriting.limits.terms import PaymentMethod, StandingLimit


def refusals(
    terms: CoverTerms, receivable: Receivable, standing: StandingLimit | None, stopped: StopCalendar, day: date
) -> tuple[Refused, ...]:
    """All reasons against the whole invoice, in the order a claims examiner checks them.

    `standing` is the limit on the shipment date, `day` the date of loss (or the date asked about).
    Source: domain rules, section 5; calculation contract, "Rules that decide the answer".
    """
    found = [
        _outside_period(terms, receivable, day),
        _without_limit(receivable, standing),
        _term_too_long(terms, receivable, standing),
        _payment_method(receivable, standing),
        _after_stop(receivable, stopped),
        _invoiced_late(terms, receivable),
        None if receivable.declared else Refused(Reason.UNDECLARED, "invoices.declared"),
    ]
    return (*(reason for reason in found if reason is not None), *receivable.refusals)


def percentage(
    terms: CoverTerms, receivable: Receivable, standing: StandingLimit | None, cause: str | None
) -> Decimal | None:
    """The lowest percentage of policy, limit and cause; None when the policy names none for that shipment date."""
    of_policy = terms.percentage_on(receivable.shipped)
    if of_policy is None:
        return None
    lowest = of_policy
    if standing is not None and standing.span.insured_percentage is not None:
        lowest = min(lowest, standing.span.insured_percentage)
    if cause is not None and cause in terms.percentage_by_cause:
        lowest = min(lowest, terms.percentage_by_cause[cause])
    return lowest


def required_percentage(found: Decimal | None, receivable: Receivable) -> Decimal:
    """The percentage of an insured invoice; refuses one shipped before the policy's first percentage."""
    if found is None:
        raise InvalidInput(
            "input.no_percentage_on_shipment",
            "policy.insured_percentage",
            invoice=receivable.number,
            day=receivable.shipped,
        )
    return found


def _outside_period(terms: CoverTerms, receivable: Receivable, day: date) -> Refused | None:
    attaching = terms.attachment is Attachment.RISK_ATTACHING
    tested = receivable.shipped if attaching else day
    if tested in terms.period:
        return None
    facts = {"day": tested, "period": terms.period}
    return Refused(Reason.OUTSIDE_PERIOD, "policy.attachment", facts)


def _without_limit(receivable: Receivable, standing: StandingLimit | None) -> Refused | None:
    if standing is None:
        return Refused(Reason.NO_LIMIT, "limits", {"day": receivable.shipped})
    if standing.refused:
        facts = {"day": receivable.shipped, "reference": standing.span.reference}
        return Refused(Reason.LIMIT_REFUSED, "limits.amount", facts)
    return None


def _term_too_long(terms: CoverTerms, receivable: Receivable, standing: StandingLimit | None) -> Refused | None:
    """The shorter of the policy's and the limit's longest term rules; a term equal to it is allowed."""
    longest, clause = terms.maximum_payment_term_days, "policy.maximum_payment_term_days"
    of_limit = None if standing is None else standing.span.maximum_payment_term_days
    if of_limit is not None and (longest is None or of_limit < longest):
        longest, clause = of_limit, "limits.maximum_payment_term_days"
    days = term_days(receivable)
    if longest is None or days <= longest:
        return None
    return Refused(Reason.TERM_TOO_LONG, clause, {"days": days, "longest": longest})


def _payment_method(receivable: Receivable, standing: StandingLimit | None) -> Refused | None:
    """A method riskier than the limit's is out; an invoice without one counts as open account."""
    allowed = None if standing is None else standing.span.payment_method
    used = receivable.payment_method or PaymentMethod.OA
    if allowed is None or used.risk <= allowed.risk:
        return None
    return Refused(Reason.PAYMENT_METHOD, "limits.payment_method", {"used": used, "allowed": allowed})


def _after_stop(receivable: Receivable, stopped: StopCalendar) -> Refused | None:
    stop = stopped.stop_on(receivable.shipped)
    if stop is None:
        return None
    facts = {"day": receivable.shipped, "debt": stop.number, "since": stop.first}
    return Refused(Reason.AFTER_STOP_OF_COVER, "policy.maximum_extension_days", facts)


def _invoiced_late(terms: CoverTerms, receivable: Receivable) -> Refused | None:
    longest = terms.invoicing_period_days
    days = (receivable.invoiced - receivable.shipped).days
    if longest is None or days <= longest:
        return None
    return Refused(Reason.INVOICED_LATE, "policy.invoicing_period_days", {"days": days, "longest": longest})
