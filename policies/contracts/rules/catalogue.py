"""The catalogue of terms: every parameter a policy has, its article in our conditions, its reader, its usual value.

One article holds one matter, so the number printed beside a figure leads to one rule. A term written here is
drafted into every policy as a dated row, with the usual value where the draft names none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from insurer.kernel.errors import InvalidInput
from policies.contracts.rules import reading
from policies.contracts.rules.reading import OneOf, Reader, UnlessEmpty, plain
from policies.premiums.rules.unearned import EarningMethod
from policies.premiums.terms import OverLimit, PremiumBase, RefundFloor


class Chapter(StrEnum):
    """The chapters of our conditions, in their order."""

    BUSINESS = "business"
    PERCENTAGE = "percentage"
    LIMITS = "limits"
    RECEIPTS = "receipts"
    RETENTION = "retention"
    OVERDUES = "overdues"
    CLAIMS = "claims"
    RECOVERIES = "recoveries"
    PREMIUM = "premium"
    DECLARATIONS = "declarations"

    @property
    def number(self) -> int:
        return list(Chapter).index(self) + 1


@dataclass(frozen=True, slots=True)
class TermSpec:
    """One term: its key, its chapter and article, its reader, and the plain value it usually has."""

    key: str
    chapter: Chapter
    article: str
    read: Reader
    usual: object

    @property
    def clause(self) -> str:
        """The name under which workings and letters refer to the term; also the key of its words."""
        return f"policy.{self.key}"

    @property
    def choices(self) -> tuple[str, ...]:
        """The codes that a term of choice offers, none for another kind."""
        reader = self.reader
        return reader.codes if isinstance(reader, OneOf) else ()

    @property
    def reader(self) -> Reader:
        """The reader of a value that is set."""
        return self.read.inner if isinstance(self.read, UnlessEmpty) else self.read

    @property
    def may_be_empty(self) -> bool:
        """Whether a policy may leave the term unset."""
        return isinstance(self.read, UnlessEmpty)


ALLOCATIONS = ("oldest_first", "as_designated", "pro_rata")
_DAYS, _MONTHS, _FLAG = UnlessEmpty(reading.days), UnlessEmpty(reading.months), reading.flag
_ROWS: Mapping[Chapter, tuple[tuple[str, Reader, object], ...]] = {
    Chapter.BUSINESS: (
        ("sections", reading.sections, ["domestic", "export"]),
        ("countries", reading.countries, "*"),
        ("attachment", OneOf(("risk_attaching", "loss_occurring")), "risk_attaching"),
        ("maximum_payment_term_days", _DAYS, 180),
        ("invoicing_period_days", _DAYS, 30),
        ("includes_tax", _FLAG, False),
    ),
    Chapter.PERCENTAGE: (
        ("insured_percentage", reading.insured_share, "0.90"),
        ("insured_percentage_by_cause", reading.shares_by_cause, {}),
    ),
    Chapter.LIMITS: (
        ("discretionary_limit", UnlessEmpty(reading.amount), None),
        ("limit_application", OneOf(("net_loss", "gross_debt", "indemnity")), "net_loss"),
        ("limit_amount_basis", OneOf(("gross", "net_of_uninsured")), "gross"),
        ("silo_move_up", _FLAG, True),
    ),
    Chapter.RECEIPTS: (
        ("allocation", OneOf(ALLOCATIONS), "oldest_first"),
        ("allocation_after_stop", UnlessEmpty(OneOf(ALLOCATIONS)), None),
        ("conversion", OneOf(("loss_date", "shipment_date", "lower")), "loss_date"),
    ),
    Chapter.RETENTION: (
        ("minimum_loss", reading.amount, 0),
        ("minimum_loss_base", OneOf(("insured_loss", "net_debt")), "insured_loss"),
        ("deductible", reading.amount, 0),
        ("deductible_kind", OneOf(("deducted", "minimum_retention")), "deducted"),
        ("deductible_stage", OneOf(("after_percentage", "before_percentage", "before_limit")), "after_percentage"),
        ("aggregate_first_loss", reading.amount, 0),
        ("aggregate_first_loss_erosion", OneOf(("insured_share", "gross_loss")), "insured_share"),
        ("maximum_liability", UnlessEmpty(reading.liability), None),
    ),
    Chapter.OVERDUES: (
        ("maximum_extension_days", _DAYS, 60),
        ("extension_from", OneOf(("due_date", "invoice_date")), "due_date"),
        ("notice_days", _DAYS, 30),
        ("notice_from", OneOf(("due_date", "extension_end")), "due_date"),
    ),
    Chapter.CLAIMS: (
        ("waiting_days", _DAYS, 120),
        ("waiting_months", _MONTHS, None),
        ("waiting_from", OneOf(("due_date", "extension_end", "notice")), "due_date"),
        ("claim_days", _DAYS, 240),
        ("claim_months", _MONTHS, None),
        ("claim_from", OneOf(("due_date", "extension_end", "waiting_end")), "due_date"),
        ("decision_days", _DAYS, 30),
        ("payment_days", _DAYS, 10),
    ),
    Chapter.RECOVERIES: (
        (
            "recovery_method",
            OneOf(("indemnity_over_debt", "limit_over_debt", "risk_share", "insurer_first", "insured_first")),
            "indemnity_over_debt",
        ),
        ("recovery_costs_rule", OneOf(("first", "insured_part_by_insurer", "insurer")), "first"),
    ),
    Chapter.PREMIUM: (
        ("premium_base", OneOf(tuple(PremiumBase)), "turnover"),
        ("premium_rates", reading.rates, []),
        ("flat_premium", UnlessEmpty(reading.amount), None),
        ("estimated_turnover", UnlessEmpty(reading.amount), None),
        ("minimum_premium", UnlessEmpty(reading.premium_part), None),
        ("deposit_premium", UnlessEmpty(reading.premium_part), None),
        ("instalments", reading.Whole(1, 12), 1),
        ("premium_due_days", reading.Whole(0, 365), 14),
        ("premium_grace_days", _DAYS, None),
        ("refund_down_to", OneOf(tuple(RefundFloor)), "minimum"),
        ("over_limit", OneOf(tuple(OverLimit)), "full"),
        ("minimum_months", reading.Whole(0, 12), 0),
        ("bonus_malus", reading.bonus_malus, []),
        ("tax_rate", reading.share, "0"),
        ("commission_rate", reading.share, "0"),
        ("unearned_method", OneOf(tuple(EarningMethod)), "daily"),
    ),
    Chapter.DECLARATIONS: (
        ("declaration_frequency", OneOf(("monthly", "quarterly", "yearly")), "monthly"),
        ("declaration_due_days", reading.days, 20),
    ),
}

CATALOGUE: Mapping[str, TermSpec] = {
    key: TermSpec(key, chapter, f"{chapter.number}.{place}", read, usual)
    for chapter, rows in _ROWS.items()
    for place, (key, read, usual) in enumerate(rows, 1)
}
"""Every term by its key, in the order of the conditions."""

_INSTEAD = (("waiting_days", "waiting_months"), ("claim_days", "claim_months"))


def spec_of(key: str) -> TermSpec:
    """The term called `key`; refuses a name that no policy has."""
    try:
        return CATALOGUE[key]
    except KeyError:
        raise InvalidInput("policy.unknown_term", key, term=key) from None


def article_of(key: str) -> str:
    """The article of our conditions that holds the term: `insured_percentage` → `2.1`."""
    return spec_of(key).article


def read_term(key: str, value: object, currency: str) -> tuple[object, object]:
    """The plain value to keep and the typed one it means; `value` may be either. Raises InvalidInput."""
    spec = spec_of(key)
    typed = spec.read(plain(value), currency, key)
    return plain(typed), typed


def complete(given: Mapping[str, object], currency: str) -> dict[str, object]:
    """Every term of a new policy as a plain value: what was given, the usual value for the rest.

    A clock given in months puts the usual days aside, and the other way round.
    """
    for key in given:
        spec_of(key)
    usual = {key: spec.usual for key, spec in CATALOGUE.items()}
    for days, months in _INSTEAD:
        if given.get(months) is not None and days not in given:
            usual[days] = None
    return {key: read_term(key, given.get(key, usual[key]), currency)[0] for key in CATALOGUE}


def by_chapter() -> Mapping[Chapter, tuple[TermSpec, ...]]:
    """The terms of every chapter, in the order of the conditions."""
    return {chapter: tuple(spec for spec in CATALOGUE.values() if spec.chapter is chapter) for chapter in Chapter}
