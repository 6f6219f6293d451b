"""Premium billed, received, adjusted and returned, and the books that hold it; on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from insurer.accounts.facts import Role
from insurer.infra.ledger import Account, trial_balance, trial_balance_difference
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from insurer.kernel.errors import Conflict, InvalidInput, NotFound, OutOfTurn
from insurer.kernel.ids import PartyId, PersonId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from policies.billing.queries import note_accounts_of, note_row, note_working, notes_of, turnover_of
from policies.billing.rules import standing_turnover
from policies.billing.terms import NoteKind, NoteStanding
from policies.public import (
    adjust_premium,
    agree_to_refund,
    book_turnover,
    cancel_policy,
    maximum_liability_on,
    pay_premium_back,
    premium_position,
    put_refund_forward,
    receive_premium,
    set_off_premium,
    suspensions,
    unpaid_premium,
)
from tests.builders.payments import AUTHOR, someone, verified_account
from tests.builders.policies import FIRST, LAST, Office, at, eur

YEAR_OVER = date(2026, 1, 15)


def turnover(office: Office, policy: PolicyId, month: int, amount: str, reference: str) -> None:
    first = date(2025, month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    book_turnover(office.underwriter, policy, first=first, last=last, amount=eur(amount), reference=reference)


def account(day: date, which: Account) -> Money:
    return next((row.balance for row in trial_balance(day) if row.account is which), eur("0"))


def books_agree(policy: PolicyId, day: date) -> None:
    """The premium account says what the books say, and the books balance."""
    position = premium_position(policy, day)
    assert position.earned + position.unearned == position.written
    assert -account(day, Account.PREMIUM_WRITTEN) == position.written
    assert account(day, Account.PREMIUM_RECEIVABLE) == position.receivable
    assert not any(trial_balance_difference(trial_balance(day)).values())


def test_binding_bills_the_deposit_in_instalments_that_sum_to_the_cent(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder, estimated_turnover="12000001.00", instalments=3, commission_rate="0.15")

    notes = notes_of(policy)
    assert [note.number for note in notes] == ["DN-2025-000001", "DN-2025-000002", "DN-2025-000003"]
    assert [note.due_on for note in notes] == [date(2025, 1, 16), date(2025, 5, 15), date(2025, 9, 15)]
    assert Money.total((note.premium for note in notes), "EUR") == eur("33600.00")
    assert Money.total((note.tax for note in notes), "EUR") == eur("1680.00")
    assert Money.total((note.commission for note in notes), "EUR") == eur("5040.00")
    assert note_working("DN-2025-000001").lines[0].code == "premium.estimated"
    books_agree(policy, date(2025, 1, 2))


def test_written_premium_is_earned_or_unearned_on_every_day(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    office.on(date(2025, 7, 1))

    for day in (date(2024, 12, 31), date(2025, 1, 2), date(2025, 6, 30), LAST, date(2026, 3, 1)):
        position = premium_position(policy, day)
        assert position.earned + position.unearned == position.written
    assert premium_position(policy, date(2025, 1, 1)).written == eur("0")
    half = premium_position(policy, date(2025, 6, 30))
    assert half.earned == eur("33600").share(Decimal(181) / Decimal(365))
    assert premium_position(policy, LAST).unearned == eur("0")


def test_a_receipt_closes_its_note_and_never_takes_more_than_is_open(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    office.on(date(2025, 1, 20))

    assert unpaid_premium(policy, date(2025, 1, 20)) == eur("8820.00")
    receive_premium(office.officer, "DN-2025-000001", amount=eur("8000"), received_on=date(2025, 1, 20))
    with pytest.raises(Conflict) as refused:
        receive_premium(office.officer, "DN-2025-000001", amount=eur("820.01"), received_on=date(2025, 1, 20))
    assert refused.value.facts["open"] == eur("820.00")
    receive_premium(office.officer, "DN-2025-000001", amount=eur("820"), received_on=date(2025, 1, 20))

    first, *others = note_accounts_of(policy, date(2025, 1, 20))
    assert first.standing is NoteStanding.PAID
    assert {other.standing for other in others} == {NoteStanding.NOT_DUE}
    assert unpaid_premium(policy, date(2025, 1, 20)) == eur("0")
    books_agree(policy, date(2025, 1, 20))


def test_the_same_receipt_sent_twice_is_booked_once(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    paid = {"amount": eur("100"), "received_on": date(2025, 1, 2)}

    first = receive_premium(office.act(Role.PREMIUM_OFFICER, key="r-1"), "DN-2025-000001", **paid)
    again = receive_premium(office.act(Role.PREMIUM_OFFICER, key="r-1"), "DN-2025-000001", **paid)

    assert again == first
    assert premium_position(policy, date(2025, 1, 2)).received == eur("100")


@pytest.mark.parametrize(
    ("amount", "day", "code"),
    [
        (eur("0"), date(2025, 1, 2), "input.not_above_zero"),
        (eur("-1"), date(2025, 1, 2), "input.not_above_zero"),
        (Money.of("1", "USD"), date(2025, 1, 2), "billing.other_currency"),
        (eur("1"), date(2025, 1, 3), "billing.day_in_the_future"),
        (eur("1"), date(2025, 1, 1), "billing.day_before_note"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(
    office: Office, policyholder: PartyId, amount: Money, day: date, code: str
):
    office.bound(policyholder)

    with pytest.raises(InvalidInput) as refused:
        receive_premium(office.officer, "DN-2025-000001", amount=amount, received_on=day)
    assert refused.value.code == code


def test_turnover_of_a_month_counts_once_and_a_later_declaration_corrects_it(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    office.on(date(2025, 3, 5))
    turnover(office, policy, 1, "1000000", "DE-1")
    turnover(office, policy, 1, "1000000", "DE-1")
    office.on(date(2025, 3, 6))
    turnover(office, policy, 1, "900000", "DE-2")

    assert len(turnover_of(policy)) == 2
    assert [row.amount for row in standing_turnover(turnover_of(policy))] == [eur("900000")]
    with pytest.raises(Conflict, match="reference_used"):
        turnover(office, policy, 1, "1", "DE-2")
    with pytest.raises(Conflict, match="periods_overlap"):
        book_turnover(
            office.underwriter,
            policy,
            first=date(2025, 1, 15),
            last=date(2025, 2, 14),
            amount=eur("1"),
            reference="DE-3",
        )


def test_turnover_outside_the_period_or_of_a_draft_is_refused(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)

    with pytest.raises(InvalidInput, match="outside_period"):
        book_turnover(
            office.underwriter,
            policy,
            first=date(2024, 12, 1),
            last=date(2024, 12, 31),
            amount=eur("1"),
            reference="DE-1",
        )
    with pytest.raises(OutOfTurn):
        turnover(office, office.draft(policyholder), 1, "1", "DE-1")


def test_the_adjustment_bills_what_declared_turnover_earned_above_the_deposit(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    for month in range(1, 13):
        turnover(office, policy, month, "1500000", f"DE-{month}")
    office.on(YEAR_OVER)

    number = adjust_premium(office.officer, policy)

    note = note_row(number).note()
    assert (note.kind, note.premium, note.tax) == (NoteKind.ADJUSTMENT, eur("29400.00"), eur("1470.00"))
    position = premium_position(policy, YEAR_OVER)
    assert position.written == position.earned == eur("63000.00")
    books_agree(policy, YEAR_OVER)
    with pytest.raises(Conflict, match="nothing_to_adjust"):
        adjust_premium(office.officer, policy)


def test_turnover_corrected_after_the_adjustment_is_adjusted_by_the_difference(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    turnover(office, policy, 1, "18000000", "DE-1")
    office.on(YEAR_OVER)
    adjust_premium(office.officer, policy)
    office.on(date(2026, 2, 1))
    turnover(office, policy, 1, "17000000", "DE-2")

    number = adjust_premium(office.officer, policy)

    assert number == "CN-2026-000001"
    assert note_row(number).note().premium == eur("-3500.00")
    assert note_working(number).lines[-3].code == "billing.adjusted_before"
    books_agree(policy, date(2026, 2, 1))


def test_a_year_under_the_minimum_is_closed_with_nothing_more_to_pay(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    office.on(YEAR_OVER)

    note = note_row(adjust_premium(office.officer, policy)).note()

    assert note.total == eur("0")
    books_agree(policy, YEAR_OVER)


def test_a_deposit_above_the_final_premium_goes_back_down_to_the_minimum(office: Office, policyholder: PartyId):
    policy = office.bound(
        policyholder,
        minimum_premium={"amount": "10000.00"},
        deposit_premium={"amount": "20000.00"},
        instalments=1,
    )
    receive_premium(office.officer, "DN-2025-000001", amount=eur("21000"), received_on=date(2025, 1, 2))
    office.on(YEAR_OVER)

    number = adjust_premium(office.officer, policy)

    assert note_row(number).note().total == eur("-10500.00")
    verified_account(policyholder, at(YEAR_OVER - timedelta(days=10)))
    with pytest.raises(Conflict, match=r"billing\.more_than_owed"):
        put_refund_forward(office.officer, number, amount=eur("10500.01"))
    with pytest.raises(Conflict, match=r"approval\.nothing_put_forward"):
        pay_premium_back(office.officer, number, amount=eur("10500"), paid_on=YEAR_OVER)
    officer = someone(AUTHOR, Role.PREMIUM_OFFICER, at=office.clock.now())
    put_refund_forward(officer, number, amount=eur("10500"))
    agree_to_refund(someone(PersonId(93), Role.MANAGER, at=office.clock.now()), number)
    pay_premium_back(officer, number, amount=eur("10500"), paid_on=YEAR_OVER)
    assert premium_position(policy, YEAR_OVER).receivable == eur("0")
    books_agree(policy, YEAR_OVER)


def test_a_deposit_is_kept_where_the_policy_returns_nothing_and_so_is_its_tax(office: Office, policyholder: PartyId):
    policy = office.bound(
        policyholder, minimum_premium=None, deposit_premium={"amount": "20000.00"}, refund_down_to="none"
    )
    office.on(YEAR_OVER)

    note = note_row(adjust_premium(office.officer, policy)).note()

    assert (note.premium, note.tax) == (eur("0"), eur("0"))


def test_premium_is_not_adjusted_before_the_period_is_over(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    office.on(LAST)

    with pytest.raises(OutOfTurn, match="period_not_over"):
        adjust_premium(office.officer, policy)


def test_a_bonus_needs_the_loss_ratio_and_lowers_the_final_premium(office: Office, policyholder: PartyId):
    policy = office.bound(
        policyholder,
        minimum_premium={"amount": "1000.00"},
        deposit_premium={"amount": "1000.00"},
        instalments=1,
        tax_rate="0",
        bonus_malus=[{"loss_ratio_to": "0.30", "factor": "0.90"}, {"loss_ratio_to": None, "factor": "1"}],
    )
    turnover(office, policy, 1, "1000000", "DE-1")
    office.on(YEAR_OVER)

    with pytest.raises(InvalidInput):
        adjust_premium(office.officer, policy)
    number = adjust_premium(office.officer, policy, loss_ratio=Decimal("0.20"))

    assert note_row(number).note().premium == eur("2150.00")


def test_cancelling_returns_the_unearned_premium_pro_rata_with_its_tax(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    office.on(date(2025, 6, 1))

    number = cancel_policy(office.underwriter, policy, cancelled_on=date(2025, 7, 2), reason="Business sold")

    note = note_row(number).note()
    assert (note.kind, note.premium) == (
        NoteKind.CANCELLATION,
        -(eur("33600") - eur("33600").share(Decimal(182) / 365)),
    )
    assert note.tax == (eur("33600") + note.premium).share(Decimal("0.05")) - eur("1680")
    books_agree(policy, date(2025, 6, 1))


def test_unpaid_premium_is_set_off_oldest_first(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    day = date(2025, 6, 1)
    office.on(day)
    assert unpaid_premium(policy, day) == eur("17640.00")

    set_off_premium(office.officer, policy, amount=eur("10000"), on=day, reference="claim:CL-2025-000001")

    paid = [one.paid for one in note_accounts_of(policy, day)]
    assert paid[:3] == [eur("8820"), eur("1180"), eur("0")]
    with pytest.raises(Conflict):
        set_off_premium(office.officer, policy, amount=eur("7640.01"), on=day, reference="claim:CL-2025-000002")


def test_cover_is_suspended_from_the_end_of_grace_until_the_note_is_paid(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder, premium_grace_days=30)

    assert suspensions(policy, date(2025, 2, 15)) == ()
    begun = suspensions(policy, date(2025, 2, 16))
    assert [span.days for span in begun] == [Period(date(2025, 2, 16))]
    office.on(date(2025, 2, 20))
    receive_premium(office.officer, "DN-2025-000001", amount=eur("8820"), received_on=date(2025, 2, 20))
    assert [span.days for span in suspensions(policy, date(2025, 3, 1))] == [
        Period(date(2025, 2, 16), date(2025, 2, 20))
    ]
    assert suspensions(office.bound(policyholder), date(2025, 12, 1)) == ()


def test_a_maximum_liability_in_multiples_follows_the_premium_paid(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder, maximum_liability={"multiple": "20"})
    assert maximum_liability_on(policy, date(2025, 1, 2)) == eur("0")

    receive_premium(office.officer, "DN-2025-000001", amount=eur("8820"), received_on=date(2025, 1, 2))
    assert maximum_liability_on(policy, date(2025, 1, 2)) == eur("168000.00")
    by_minimum = office.bound(policyholder, maximum_liability={"multiple": "20", "of": "minimum_premium"})
    assert maximum_liability_on(by_minimum, FIRST) == eur("672000.00")
    stated = office.bound(policyholder, maximum_liability="500000.00")
    assert maximum_liability_on(stated, FIRST) == eur("500000.00")
    assert maximum_liability_on(office.bound(policyholder), FIRST) is None


def test_what_was_not_yet_known_is_not_in_the_position(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    known = office.clock.now()
    office.on(date(2025, 1, 20))
    receive_premium(office.officer, "DN-2025-000001", amount=eur("100"), received_on=date(2025, 1, 2))

    assert premium_position(policy, date(2025, 1, 20)).received == eur("100")
    assert premium_position(policy, date(2025, 1, 20), known_by=known).received == eur("0")


def test_a_foreign_policyholder_finds_no_note(office: Office, policyholder: PartyId):
    office.bound(policyholder)

    with reading_as(Scope(policyholders=frozenset({office.company("Südwind AG")}))), pytest.raises(NotFound):
        note_row("DN-2025-000001")
