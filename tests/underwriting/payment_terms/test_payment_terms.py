"""Payment terms: the due date of every kind from its own start event, and what disagrees with what was agreed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import PartyId
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.browser import hidden_fields, signed_in
from tests.builders.underwriting import Desk, line
from underwriting.limits.terms import PaymentMethod
from underwriting.payment_terms.queries import bounds_of, disagreeing, findings_on, standing_terms, terms_history
from underwriting.payment_terms.rules import STARTS, TermsBound, beyond_bounds, due_date
from underwriting.payment_terms.services import keep_terms
from underwriting.payment_terms.terms import StartEvent, TermsKind, TradeTerms
from underwriting.public import buyers_by_reference

K, E = TermsKind, StartEvent
FEBRUARY = date(2025, 2, 5)


def _terms(kind: TermsKind, days: int = 0, start: StartEvent = E.INVOICE, **rest: object) -> TradeTerms:
    return TradeTerms(kind=kind, start=start, days=days, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("terms", "began", "due"),
    [
        (_terms(K.OPEN_ACCOUNT, 60, E.SHIPMENT), date(2025, 6, 1), date(2025, 7, 31)),
        (_terms(K.MONTH_END_PLUS, 30), date(2025, 6, 10), date(2025, 7, 30)),
        (_terms(K.DAYS_MONTH_END, 30), date(2025, 7, 2), date(2025, 8, 31)),
        (_terms(K.DAY_OF_MONTH, 30, day_of_month=15), date(2025, 6, 1), date(2025, 7, 15)),
        (_terms(K.DAY_OF_MONTH, 30, day_of_month=1), date(2025, 6, 1), date(2025, 7, 1)),
        (_terms(K.DAY_OF_MONTH, 0, day_of_month=31), date(2025, 2, 10), date(2025, 2, 28)),
        (_terms(K.DISCOUNT, 30, discount=Decimal("0.02"), discount_days=10), date(2025, 1, 31), date(2025, 3, 2)),
        (_terms(K.AGAINST_PAYMENT, 0, E.PRESENTATION), date(2025, 5, 5), date(2025, 5, 5)),
        (_terms(K.AGAINST_ACCEPTANCE, 90, E.ACCEPTANCE), date(2025, 5, 5), date(2025, 8, 3)),
        (_terms(K.LC_SIGHT, 5, E.PRESENTATION), date(2025, 5, 5), date(2025, 5, 10)),
        (_terms(K.LC_USANCE, 120, E.BILL_OF_LADING), date(2025, 1, 1), date(2025, 5, 1)),
        (_terms(K.DEPOSIT_BALANCE, 45, E.SHIPMENT, deposit=Decimal("0.3")), date(2025, 1, 1), date(2025, 2, 15)),
        (_terms(K.IN_ADVANCE, 0, E.ORDER), date(2025, 1, 1), date(2025, 1, 1)),
    ],
    ids=lambda value: value.kind.value if isinstance(value, TradeTerms) else "",
)
def test_the_due_date_of_each_kind_of_terms(terms: TradeTerms, began: date, due: date) -> None:
    assert due_date(terms, {terms.start: began}).day == due


def test_a_missing_start_event_is_refused_for_every_kind() -> None:
    with pytest.raises(InvalidInput) as refused:
        due_date(_terms(K.OPEN_ACCOUNT, 60, E.SHIPMENT), {E.INVOICE: date(2025, 6, 1)})
    assert (refused.value.code, refused.value.facts["event"]) == ("payment_terms.start_missing", E.SHIPMENT)
    assert set(STARTS) == set(TermsKind)


def test_terms_count_only_from_an_event_of_theirs() -> None:
    with pytest.raises(InvalidInput, match=r"payment_terms.wrong_start"):
        due_date(_terms(K.AGAINST_PAYMENT, 0, E.INVOICE), {E.INVOICE: date(2025, 6, 1)})


def test_a_discount_and_a_deposit_are_payments_of_their_own() -> None:
    discount = due_date(
        _terms(K.DISCOUNT, 30, discount=Decimal("0.02"), discount_days=10), {E.INVOICE: date(2025, 1, 31)}
    )
    balance = due_date(
        _terms(K.DEPOSIT_BALANCE, 45, E.SHIPMENT, deposit=Decimal("0.3")),
        {E.SHIPMENT: date(2025, 1, 1), E.ORDER: date(2024, 11, 1)},
    )

    assert [(one.code, one.share, one.due) for one in discount.milestones] == [
        ("terms.with_discount", Decimal("0.98"), date(2025, 2, 10)),
        ("terms.in_full", Decimal(1), date(2025, 3, 2)),
    ]
    assert [(one.code, one.share, one.due) for one in balance.milestones] == [
        ("terms.deposit", Decimal("0.3"), date(2024, 11, 1)),
        ("terms.balance", Decimal("0.7"), date(2025, 2, 15)),
    ]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"kind": K.OPEN_ACCOUNT, "day_of_month": 3}, "payment_terms.day_of_month_belongs"),
        ({"kind": K.DAY_OF_MONTH}, "payment_terms.day_of_month_belongs"),
        ({"kind": K.DISCOUNT, "discount": Decimal("0.02")}, "payment_terms.discount_belongs"),
        ({"kind": K.OPEN_ACCOUNT, "discount": Decimal("0.02"), "discount_days": 5}, "payment_terms.discount_belongs"),
        (
            {"kind": K.DISCOUNT, "days": 5, "discount": Decimal("0.02"), "discount_days": 10},
            "payment_terms.discount_after_due",
        ),
        ({"kind": K.DEPOSIT_BALANCE}, "payment_terms.deposit_belongs"),
        ({"kind": K.OPEN_ACCOUNT, "days": 1001}, "input.out_of_range"),
    ],
)
def test_parts_that_do_not_belong_to_the_kind_are_refused(parts: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        TradeTerms(start=E.INVOICE, **parts)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_terms_beyond_what_policy_and_limit_allow_are_named() -> None:
    bound = TermsBound(60, PaymentMethod.DP)

    assert [one.code for one in beyond_bounds(_terms(K.MONTH_END_PLUS, 31), bound)] == [
        "payment_terms.too_long", "payment_terms.too_risky",
    ]  # fmt: skip
    assert beyond_bounds(_terms(K.AGAINST_PAYMENT, 60, E.PRESENTATION), bound) == ()
    assert beyond_bounds(_terms(K.OPEN_ACCOUNT, 60), TermsBound(None, None)) == ()


@pytest.fixture
def office(desk: Desk) -> Desk:
    desk.on(FEBRUARY).ledger(
        line("A-1", "1000.00", due="2025-03-11"),
        line("A-2", "500.00", due="2025-04-10"),
        line("A-3", "70.00", due="2025-04-10", paid_on="2025-02-01"),
    )
    return desk


def _buyer(office: Desk) -> PartyId:
    return buyers_by_reference(office.policy)["C-1"]


def test_rows_of_the_ledger_that_disagree_with_the_terms_are_listed_and_not_refused(office: Desk) -> None:
    buyer = _buyer(office)
    keep_terms(
        office.customer, office.policy, buyer, name="Net 60", terms=_terms(K.OPEN_ACCOUNT, 60),
        valid_from=date(2025, 1, 1),
    )  # fmt: skip

    found = disagreeing(office.policy, FEBRUARY)

    assert [(one.item.number, one.finding.code, one.finding.facts["days"]) for one in found] == [
        ("A-2", "payment_terms.due_later", 30)
    ]


def test_the_later_terms_hold_from_their_day_and_are_held_against_the_limit(office: Desk) -> None:
    buyer = _buyer(office)
    office.limit(buyer, "10000", days=45)
    for name, days, first in (("Net 30", 30, date(2025, 1, 1)), ("Net 90", 90, date(2025, 2, 1))):
        keep_terms(
            office.customer, office.policy, buyer, name=name, terms=_terms(K.OPEN_ACCOUNT, days), valid_from=first
        )
    history = terms_history(office.policy)

    before = standing_terms(history, buyer, date(2025, 1, 31))
    after = standing_terms(history, buyer, date(2025, 2, 1))

    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Net 30", "Net 90")
    bounds = bounds_of(policy_facts(office.policy), FEBRUARY)
    assert findings_on(before, bounds) == ()
    assert [one.code for one in findings_on(after, bounds)] == ["payment_terms.too_long"]


def test_terms_are_kept_for_buyers_of_the_policy_only(office: Desk) -> None:
    with pytest.raises(NotFound):
        keep_terms(
            office.customer, office.policy, office.company("Nobody Ltd", "GB"), name="x",
            terms=_terms(K.OPEN_ACCOUNT, 1), valid_from=FEBRUARY,
        )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_terms_are_kept_and_a_due_date_worked_out_on_the_page(house: Flask, office: Desk, language: str) -> None:
    public_id, policy = party(_buyer(office)).public_id, policy_facts(office.policy).number
    holder = signed_in(house, Role.POLICYHOLDER_USER, office.policyholder)
    underwriter = signed_in(house, Role.SENIOR_UNDERWRITER)
    db.session.remove()
    terms = {"kind": "open_account", "start": "shipment", "days": "60"}
    address = f"/portal/payment-terms/{public_id}?policy={policy}&lang={language}"

    kept = holder.post(
        address, data={**hidden_fields(holder, address), **terms, "name": "OA 60", "valid_from": "2025-01-01"}
    )
    wrong = holder.post(
        address,
        data={**hidden_fields(holder, address), **terms, "kind": "discount", "name": "x", "valid_from": "2025-01-01"},
    )
    due = f"/portal/payment-terms/due?lang={language}"
    told = holder.post(due, data={**hidden_fields(holder, due), **terms, "start_day": "2025-06-01"})
    missing = holder.post(due, data={**hidden_fields(holder, due), **terms, "start_day": ""})

    assert (kept.status_code, wrong.status_code) == (303, 422)
    assert (told.status_code, missing.status_code) == (200, 422)
    assert 'datetime="2025-07-31"' in told.get_data(as_text=True)
    for client, side in ((holder, "portal"), (underwriter, "desk")):
        for page in (f"?policy={policy}", f"{public_id}?policy={policy}"):
            answer = client.get(f"/{side}/payment-terms/{page}&lang={language}")
            assert answer.status_code == 200, page
            assert "OA 60" in answer.get_data(as_text=True)
