"""From the dated terms of a policy to what the rules of cover are told."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from policies.facts import PolicyTerms
from underwriting.exposure.terms import (
    AllocationMethod,
    Attachment,
    CoverTerms,
    DatedPercentage,
    ExtensionFrom,
    LimitApplication,
    LimitBasis,
)


def cover_terms_of(terms: PolicyTerms, day: date, known_by: datetime | None = None) -> CoverTerms:
    """The cover clauses as they stand on `day`; the insured percentage with its whole history, by shipment date."""
    after_stop = terms.choice("allocation_after_stop", day, known_by)
    percentages = terms.history("insured_percentage", known_by)
    return CoverTerms(
        currency=terms.currency,
        period=terms.period,
        percentages=tuple(
            DatedPercentage(row.valid_from, row.value) for row in percentages if isinstance(row.value, Decimal)
        ),
        percentage_by_cause=terms.shares_by_code("insured_percentage_by_cause", day, known_by),
        attachment=Attachment(str(terms.on("attachment", day, known_by))),
        maximum_payment_term_days=terms.days("maximum_payment_term_days", day, known_by),
        maximum_extension_days=terms.days("maximum_extension_days", day, known_by),
        extension_from=ExtensionFrom(str(terms.on("extension_from", day, known_by))),
        invoicing_period_days=terms.days("invoicing_period_days", day, known_by),
        includes_tax=terms.flag("includes_tax", day, known_by),
        limit_application=LimitApplication(str(terms.on("limit_application", day, known_by))),
        limit_basis=LimitBasis(str(terms.on("limit_amount_basis", day, known_by))),
        silo_move_up=terms.flag("silo_move_up", day, known_by),
        allocation=AllocationMethod(str(terms.on("allocation", day, known_by))),
        allocation_after_stop=AllocationMethod(after_stop) if after_stop is not None else None,
    )
