"""What to collect first, and the case that one click opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from claims.clocks.queries import NO_CLOCK, clocks_left
from claims.collections.queries import case_numbered, cases_of
from claims.collections.rules.ladder import ladder
from claims.collections.services import (
    close_collection,
    close_paid_collections,
    open_collection,
    take_collection_step,
)
from claims.collections.states import CaseEnd, CaseState, CollectionStep
from insurer.accounts.facts import Role
from insurer.advisory.worklist.queries import worklist
from insurer.advisory.worklist.rules import chance_of_loss, expected_losses, priority, tier_of, urgency
from insurer.advisory.worklist.terms import PayerTier, Priority, ToCollect, ToCollectColumns
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict, InvalidInput, NotFound
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.browser import signed_in
from tests.builders.claims import SHIPPED, Department
from tests.builders.people import send
from tests.builders.policies import eur
from underwriting.public import exposure_summary

DUE = SHIPPED + timedelta(days=30)
LATE = DUE + timedelta(days=40)


def ranked(amount: str, average: int | None, late: int, **more: object) -> Priority:
    given: dict[str, Any] = {"insured": eur("0"), "percentage": None, "left": None, "at_zero": eur("0")} | more
    chance = chance_of_loss(None if average is None else Fraction(average), late)
    return priority(ToCollect(outstanding=eur(amount), late=late, chance=chance, **given))


def test_80_000_of_a_bad_payer_at_20_days_stand_above_90_000_of_a_good_one_at_40() -> None:
    bad, good = ranked("80000", 45, 20), ranked("90000", 2, 40)

    assert (bad.score, good.score) == (eur("12000"), eur("1125"))


def test_tiers_follow_the_buyers_own_average_and_the_unknown_stand_in_the_middle() -> None:
    assert [tier_of(None if days is None else Fraction(days)) for days in (0, 5, 6, 15, 30, 31, None)] == [
        PayerTier.A, PayerTier.A, PayerTier.B, PayerTier.B, PayerTier.C, PayerTier.D, PayerTier.C,
    ]  # fmt: skip
    assert chance_of_loss(Fraction(60), 400).value == Fraction(90, 100)


def test_the_insured_part_counts_only_by_the_own_share_until_a_clock_is_near() -> None:
    insured = {"insured": eur("100000"), "percentage": Decimal("0.90"), "at_zero": eur("90000")}
    far, near = ranked("100000", 45, 20, **insured, left=40), ranked("100000", 45, 20, **insured, left=2)

    assert (far.own, far.clock) == (eur("1500"), eur("0"))  # 15 % of the own 10 000
    assert (near.own, near.clock) == (eur("1500"), eur("13500"))
    assert [urgency(left) for left in (-5, 3, 4, 14, 30, 31)] == [
        1,
        1,
        Fraction(3, 4),
        Fraction(1, 2),
        Fraction(1, 4),
        0,
    ]


def test_every_place_says_why_it_is_where_it_is() -> None:
    lines = ranked("80000", 45, 20, left=2, at_zero=eur("100")).working.lines

    assert [line.code for line in lines] == [
        "worklist.exposed", "worklist.chance", "worklist.own", "worklist.clock", "worklist.score",
    ]  # fmt: skip


@pytest.fixture
def house(in_app: Flask) -> Iterator[Flask]:
    with reading_as(ALL):
        yield in_app
    db.session.remove()


@pytest.fixture
def department(house: Flask, clock: Any) -> Department:
    """An insured and an uninsured overdue invoice of two buyers, and one that is not due."""
    found = Department.open(clock, notice_days=60, premium_due_days=365, instalments=1)
    found.limit()
    found.on(SHIPPED).name_buyer()
    found.invoice("A-1", "10000")
    found.invoice("A-2", "3000", term=90)
    found.invoice("B-1", "9000", buyer=found.office.company("Nobody's Limit Ltd", "GB"))
    return found.on(LATE)


def test_the_whole_list_is_the_ledger_and_insured_plus_uninsured_its_sum(department: Department) -> None:
    policy = policy_facts(department.policy)

    sums, summary = worklist(policy, LATE, overdue_only=False).totals, exposure_summary(department.policy, LATE)

    assert (sums.open, sums.insured) == (summary.open, summary.insured)
    assert sums.open == sums.insured + sums.uninsured == eur("22000")
    assert [row.item.receivable.number for row in worklist(policy, LATE).every()] == ["B-1", "A-1"]


def test_a_model_of_payment_may_replace_the_rule(department: Department) -> None:
    from insurer.advisory.worklist.terms import Chance

    found = worklist(
        policy_facts(department.policy), LATE, chances=lambda average, _late: Chance(Fraction(1), PayerTier.D, average)
    )

    assert found.rows(0, 1)[0].priority.own == eur("9000")


def test_the_order_in_columns_is_that_of_the_working_of_every_invoice(department: Department) -> None:
    for number in range(3, 30):
        department.invoice(f"A-{number}", f"{number * 137}.{number:02}", term=number % 7 * 5)
    sent = [department.invoice(f"S-{number}", f"{number}000") for number in range(1, 4)]
    department.on(LATE - timedelta(days=3)).notify(*sent)
    department.on(LATE).file()

    found = worklist(policy_facts(department.policy), LATE, overdue_only=False)

    rows = list(found.every())
    assert len(rows) == len(found) == 33
    assert rows == sorted(
        rows, key=lambda row: (-row.priority.score.minor, -row.item.verdict.outstanding.minor, row.item.id)
    )
    assert found.score.tolist() == [row.priority.score.minor for row in rows]
    assert found.totals.score == Money.total((row.priority.score for row in rows), "EUR")
    notice, claim = clocks_left(found.covered, found.places, found.terms)
    for row, to_notify, to_claim in zip(rows, notice.tolist(), claim.tolist(), strict=True):
        for clock, left in ((row.clocks.notice, to_notify), (row.clocks.claim, to_claim)):
            assert left == (clock.left if clock.running else NO_CLOCK)


amounts = st.integers(0, 10**15)


@given(
    st.lists(st.tuples(amounts, amounts, st.integers(0, 10**6), st.integers(0, 300), st.integers(-40, 60)), min_size=1),
    st.lists(st.none() | st.fractions(0, 60), min_size=1, max_size=4),
)
def test_expected_losses_in_columns_are_those_of_the_working(
    rows: list[tuple[int, int, int, int, int]], averages: list[Fraction | None]
) -> None:
    chances = [chance_of_loss(averages[place % len(averages)], late) for place, (*_, late, _l) in enumerate(rows)]
    opened = [max(one, other) for one, other, *_ in rows]
    insured = [min(one, other) for one, other, *_ in rows]

    own, clock = expected_losses(
        ToCollectColumns(
            outstanding=np.array(opened), insured=np.array(insured), share=np.array([row[2] for row in rows]),
            chance=[one.value for one in chances], which=np.arange(len(rows)), left=np.array([row[4] for row in rows]),
        )
    )  # fmt: skip

    for place, (_one, _other, share, late, left) in enumerate(rows):
        percentage = Decimal(share) / 10**6
        said = priority(
            ToCollect(
                outstanding=Money(opened[place], "EUR"), insured=Money(insured[place], "EUR"), percentage=percentage,
                late=late, chance=chances[place], left=left,
                at_zero=Money(insured[place], "EUR").share(percentage),
            )
        )  # fmt: skip
        assert (said.own.minor, said.clock.minor) == (own[place], clock[place])


def test_a_case_is_opened_with_the_overdue_debts_and_a_second_click_opens_no_second(department: Department) -> None:
    act = department.act("policyholder")
    number = open_collection(act, department.policy, department.buyer)

    again = open_collection(department.act("policyholder"), department.policy, department.buyer)

    case = case_numbered(number, LATE)
    assert again == number
    assert [line.number for line in case.lines] == ["A-1"]
    assert case.amounts == (eur("10000"),)
    assert len(cases_of(LATE)) == 1


def test_debts_that_fall_due_later_join_the_open_case(department: Department) -> None:
    number = open_collection(department.act("policyholder"), department.policy, department.buyer)
    day = SHIPPED + timedelta(days=91)
    department.on(day)

    open_collection(department.act("policyholder"), department.policy, department.buyer)

    assert case_numbered(number, day).amounts == (eur("13000"),)


def test_a_case_stops_when_everything_is_paid(department: Department) -> None:
    number = open_collection(department.act("policyholder"), department.policy, department.buyer)
    take_collection_step(
        department.act("policyholder"), number, step=CollectionStep.CALL, day=LATE, note="Promised for Friday"
    )
    assert close_paid_collections(house_act()) == 0
    department.receipt(case_numbered(number, LATE).lines[0].receivable, "10000", LATE)

    assert close_paid_collections(house_act()) == 1

    case = case_numbered(number, LATE)
    assert (case.state, case.closed_because) == (CaseState.CLOSED, CaseEnd.PAID)
    assert case.steps[0].note == "Promised for Friday"
    with pytest.raises(Conflict):
        take_collection_step(department.act("policyholder"), number, step=CollectionStep.CALL, day=LATE)
    with pytest.raises(Conflict):
        close_collection(department.act("policyholder"), number, because=CaseEnd.GIVEN_UP)


def test_nothing_overdue_opens_no_case(department: Department) -> None:
    with pytest.raises((InvalidInput, NotFound)):
        open_collection(department.on(SHIPPED).act("policyholder"), department.policy, department.buyer)


def test_no_step_of_the_ladder_falls_after_the_notice_day_and_supply_stops_with_cover() -> None:
    due = date(2025, 3, 1)

    planned = {
        one.step: one
        for one in ladder(due, [CollectionStep.FRIENDLY], notify_by=due + timedelta(45), stop_on=due + timedelta(20))
    }

    assert planned[CollectionStep.FRIENDLY].taken
    assert planned[CollectionStep.DEMAND].day == due + timedelta(15)
    assert (planned[CollectionStep.STOP_SUPPLY].day, planned[CollectionStep.STOP_SUPPLY].bound) == (
        due + timedelta(20), True,
    )  # fmt: skip
    assert planned[CollectionStep.HAND_OVER].day == planned[CollectionStep.LAWYER].day == due + timedelta(45)
    assert ladder(due, [], hurried=True)[1].day == due + timedelta(8)


@contextmanager
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context(), reading_as(ALL):
        yield


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_one_click_on_the_list_opens_the_case_that_its_page_then_shows(app: Flask, clock: Any, locale: str) -> None:
    with _inside(app):
        found = Department.open(clock, notice_days=60, premium_due_days=365, instalments=1)
        found.limit()
        found.on(SHIPPED).name_buyer()
        found.invoice("A-1", "10000")
        found.on(LATE)
        policy, holder, buyer = policy_facts(found.policy).number, found.policyholder, party(found.buyer).public_id
    client = signed_in(app, Role.POLICYHOLDER_USER, holder, locale=locale)
    page = client.get(f"/portal/worklist/?policy={policy}").get_data(as_text=True)
    assert "A-1" in page

    made = send(client, "/portal/collections/", page=f"/portal/worklist/?policy={policy}", policy=policy, buyer=buyer)

    assert made.status_code == 303
    shown = client.get(made.location).get_data(as_text=True)
    assert "10,000.00" in shown
    step = send(client, f"{made.location}/steps", page=made.location, step="call", day=LATE.isoformat(), note="Called")
    assert step.status_code == 303
    assert "Called" in client.get(made.location).get_data(as_text=True)
    assert re.search(r"CC-\d{4}-\d+", client.get(f"/portal/worklist/?policy={policy}").get_data(as_text=True))
    csv = client.get(f"/portal/worklist/?policy={policy}&all=1&format=csv").get_data(as_text=True)
    assert "10000.00,EUR" in csv
    desk = signed_in(app, Role.COLLECTIONS_OFFICER, locale=locale)
    for path in (f"/desk/worklist/?policy={policy}", "/desk/collections/", made.location.replace("portal", "desk")):
        assert desk.get(path).status_code == 200
    for side, reader in (("portal", client), ("desk", desk)):
        for path in ("behaviour", "ageing"):
            for more in ("", "&by=currency&part=insured", "&format=csv"):
                assert reader.get(f"/{side}/{path}/?policy={policy}{more}").status_code == 200
        assert reader.get(f"/{side}/behaviour/{policy}/{buyer}").status_code == 200
    assert desk.get("/desk/ageing/all").status_code == 200
    assert "10000.00,EUR" in desk.get("/desk/ageing/all?format=csv").get_data(as_text=True)
    closed = send(client, f"{made.location}/close", page=made.location, because="given_up")
    assert closed.status_code == 303


def test_money_is_never_negative_in_the_list() -> None:
    assert ranked("0", None, 0).score == Money.zero("EUR")
