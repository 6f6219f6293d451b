"""T04: every way to grant more than one's authority, at the bound and one cent beyond; R04: sixteen at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.accounts.public import standing_matter
from insurer.infra.clock import SetClock
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import LimitRequestId, Minor, PartyId, PersonId
from insurer.kernel.money import Money
from insurer.parties.facts import May as PartyMay
from insurer.parties.public import correct_party, party
from insurer.reference.public import record_rate
from policies.facts import PaymentAuthority
from tests.builders.browser import signed_in
from tests.builders.payments import someone
from tests.builders.policies import actor, eur
from tests.builders.underwriting import Desk
from tests.claims.indemnity.test_races import at_once
from underwriting.authority.models import AuthorityHolder, AuthorityUse
from underwriting.authority.queries import authorities_ever, authority_of, used_over
from underwriting.authority.services import (
    RULE_CHANGE,
    agree_to_change,
    payment_authority_on,
    propose_limit_authority,
    propose_payment_authority,
)
from underwriting.authority.terms import Authority, OverPeriod
from underwriting.limits.models import BuyerCapacity
from underwriting.limits.queries import decision_numbered
from underwriting.limits.services import authorised
from underwriting.public import DecisionReason, change_limit, decide_limit, set_authority

SENIOR = Role.SENIOR_UNDERWRITER.value
DAY = date(2025, 1, 2)
PERIOD = OverPeriod(eur("300000"), 12)


def bounded(desk: Desk, *, single: str = "300000", buyer: str = "300000", period: str = "300000") -> None:
    set_authority(
        house_act(),
        SENIOR,
        per_decision=eur(single),
        per_buyer=eur(buyer),
        over_period=OverPeriod(eur(period), 12),
        valid_from=desk.clock.now().date(),
    )


def asked(desk: Desk, number: int, amount: str, buyer: PartyId | None = None, **how: Any) -> LimitRequestId:
    """A request that needs a person, on a buyer of its own unless one is given; the buyer has room for everything."""
    buyer = buyer or desk.buyer(f"Buyer {number} Ltd", "GB", f"C-{number}", **how)
    request = LimitRequestId(desk.limit(buyer, amount, **how))
    db.session.get_one(BuyerCapacity, buyer).amount_minor = Minor(eur("2000000").minor)
    db.session.commit()
    return request


def granted(act: Act, request: LimitRequestId, amount: str) -> str:
    return decide_limit(act, request, amount=eur(amount), reason=DecisionReason.AS_ASKED)


def _one_large(desk: Desk, last: str) -> None:
    bounded(desk, single="200000", buyer="900000", period="900000")
    granted(desk.senior, asked(desk, 1, "300000"), f"200{last}")


def _many_small_to_one_buyer(desk: Desk, last: str) -> None:
    """Three policies, one buyer."""
    bounded(desk, buyer="300000", period="900000")
    buyer = desk.buyer()
    policies = [desk.policy, desk.bound(desk.company("Zweite AG", "CH")), desk.bound(desk.company("Dritte SA", "FR"))]
    for policy, amount in zip(policies, ("100000", "100000", f"100{last}"), strict=True):
        if policy != desk.policy:
            desk.buyer(policy=policy)
        granted(desk.senior, asked(desk, 1, "200000", buyer, policy=policy), amount)


def _to_a_group(desk: Desk, last: str) -> None:
    bounded(desk, buyer="300000", period="900000")
    head, daughter = desk.buyer("Head plc", "GB", "C-1"), desk.buyer("Daughter Ltd", "GB", "C-2")
    registrar = Act(replace(actor(), permissions=frozenset({PartyMay.CORRECT.value})), desk.clock.now())
    correct_party(registrar, daughter, replace(party(daughter).entry, group_parent=head), 1, "Bought by its customer")
    granted(desk.senior, asked(desk, 1, "200000", head), "200000")
    granted(desk.senior, asked(desk, 2, "200000", daughter), f"100{last}")


def _over_the_period(desk: Desk, last: str) -> None:
    bounded(desk)
    for number, amount in enumerate(("100000", "100000", f"100{last}")):
        granted(desk.on(DAY + timedelta(days=100 * number)).senior, asked(desk, number, "200000"), amount)


def _by_currency(desk: Desk, last: str) -> None:
    """A decision in dollars takes of the same authority, at the rate of its day and not of a later one."""
    bounded(desk)
    for day, rate in ((DAY, "1.25"), (DAY + timedelta(days=1), "2.00")):
        record_rate(desk.on(day).act(Role.RISK_ANALYST), day, "USD", Decimal(rate), "Central bank")
    _used_in_dollars(desk, "250000")
    granted(desk.senior, asked(desk, 2, "200000"), f"100{last}")


def _used_in_dollars(desk: Desk, amount: str) -> None:
    """What Ada granted under a policy in dollars on the first day."""
    refused = asked(desk, 1, "200000")
    number = decide_limit(desk.senior, refused, amount=eur("0"), reason=DecisionReason.WEAK_ACCOUNTS)
    db.session.add(AuthorityHolder(person_id=PersonId(1), since=desk.clock.now()))
    db.session.flush()
    db.session.add(
        AuthorityUse(
            person_id=PersonId(1),
            decision_id=decision_numbered(number).id,
            raised_minor=Minor(Money.of(amount, "USD").minor),
            currency="USD",
            used_on=DAY,
            recorded_at=desk.clock.now(),
        )
    )
    db.session.commit()


def _up_and_down(desk: Desk, last: str) -> None:
    """A reduction gives back no authority: what was signed was signed."""
    bounded(desk)
    buyer = desk.buyer()
    granted(desk.senior, asked(desk, 1, "200000", buyer), "200000")
    change_limit(desk.senior, desk.policy, buyer, amount=eur("100000"), reason=DecisionReason.ABOVE_NEED)
    change_limit(desk.senior, desk.policy, buyer, amount=eur(f"200{last}"), reason=DecisionReason.BETTER_STANDING)


@pytest.mark.parametrize(("last", "stops"), [("000.00", False), ("000.01", True)], ids=["at", "beyond"])
@pytest.mark.parametrize(
    ("way", "code"),
    [
        (_one_large, "per_decision_exceeded"),
        (_many_small_to_one_buyer, "per_buyer_exceeded"),
        (_to_a_group, "per_group_exceeded"),
        (_over_the_period, "per_period_exceeded"),
        (_by_currency, "per_period_exceeded"),
        (_up_and_down, "per_period_exceeded"),
    ],
)
def test_t04_authority_is_bounded_whichever_way_it_is_used(
    desk: Desk, way: Callable[[Desk, str], None], code: str, last: str, stops: bool
) -> None:
    with pytest.raises(NotAllowed, match=code) if stops else nullcontext():
        way(desk, last)


def test_t04_nothing_is_granted_for_a_day_that_is_past(desk: Desk) -> None:
    request = asked(desk, 1, "200000")

    with pytest.raises(InvalidInput, match=r"limits\.back_dated"):
        decide_limit(
            desk.senior, request, amount=eur("1"), reason=DecisionReason.AS_ASKED, ship_from=DAY - timedelta(days=1)
        )


def test_after_twelve_months_authority_is_whole_again(desk: Desk, clock: SetClock) -> None:
    bounded(desk)
    granted(desk.senior, asked(desk, 1, "300000"), "300000")

    assert used_over(PersonId(1), 12, "EUR", date(2026, 1, 1)) == eur("300000")
    assert used_over(PersonId(1), 12, "EUR", date(2026, 1, 2)) == eur("0")


AT_ONCE, EACH = 16, "60000"


def _sixteen(house: Flask, desk: Desk) -> list[object]:
    """Sixteen small decisions at once by one person with authority for five of them."""
    requests = [asked(desk, number, EACH) for number in range(AT_ONCE)]
    granted(desk.senior, asked(desk, 99, EACH), EACH)
    db.session.commit()
    acts = [desk.senior for _ in requests]
    return at_once(house, [lambda a=act, r=one: granted(a, r, EACH) for act, one in zip(acts, requests, strict=True)])


def _used() -> Money:
    return Money.total((row.raised for row in db.session.query(AuthorityUse)), "EUR")


def test_r04_sixteen_small_decisions_at_once_never_pass_the_authority(house: Flask, desk: Desk) -> None:
    bounded(desk)

    answers = _sixteen(house, desk)

    assert sum(isinstance(answer, str) for answer in answers) == 4
    assert {getattr(answer, "code", "") for answer in answers if not isinstance(answer, str)} == {
        "authority.per_period_exceeded"
    }
    assert _used() == eur("300000")


def test_r04_without_counting_under_the_lock_the_same_decisions_pass_it(
    house: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each counts only what was there before they all began."""
    bounded(desk)
    monkeypatch.setattr(authorised, "used_over", lambda *_args: eur(EACH))

    answers = _sixteen(house, desk)

    assert all(isinstance(answer, str) for answer in answers)
    assert _used() > eur("300000")


def proposed(desk: Desk, term: Authority, valid_from: date = DAY) -> str:
    propose_limit_authority(
        someone(PersonId(81), Role.SENIOR_UNDERWRITER, at=desk.clock.now()), term, valid_from=valid_from, reason="Need"
    )
    return f"authority:limits:{term.role}:{term.per_decision.currency}"


def manager(desk: Desk, person: int = 82) -> Act:
    return someone(PersonId(person), Role.MANAGER, at=desk.clock.now())


def test_two_people_change_an_authority_from_a_day_on(desk: Desk) -> None:
    term = Authority(SENIOR, eur("3000000"), eur("6000000"), OverPeriod(eur("9000000"), 12))
    subject = proposed(desk, term, DAY + timedelta(days=30))
    before = authority_of((SENIOR,), DAY, "EUR")
    with pytest.raises(NotAllowed, match="same_person"):
        agree_to_change(manager(desk, 81), subject)

    agree_to_change(manager(desk), subject)

    assert authority_of((SENIOR,), DAY, "EUR") == before
    assert authority_of((SENIOR,), DAY + timedelta(days=30), "EUR") == term
    assert authorities_ever()[0].term() == term
    assert standing_matter(RULE_CHANGE, subject) is None


def test_a_change_of_authority_is_never_for_a_day_that_is_past(desk: Desk) -> None:
    term = Authority(SENIOR, eur("3000000"), eur("6000000"))
    with pytest.raises(InvalidInput, match="back_dated"):
        proposed(desk, term, DAY - timedelta(days=1))
    subject = proposed(desk, term)

    with pytest.raises(InvalidInput, match="back_dated"):
        agree_to_change(manager(desk.on(DAY + timedelta(days=1))), subject)


def test_a_change_is_void_when_the_authority_it_replaces_has_changed(desk: Desk) -> None:
    subject = proposed(desk, Authority(SENIOR, eur("3000000"), eur("6000000")))
    bounded(desk)

    with pytest.raises(Conflict, match="changed_meanwhile"):
        agree_to_change(manager(desk), subject)
    with pytest.raises(InvalidInput, match="nothing_changes"):
        proposed(desk, Authority(SENIOR, eur("300000"), eur("300000"), PERIOD))


def test_the_authority_over_payments_is_changed_by_two_people_too(desk: Desk) -> None:
    term = PaymentAuthority(
        role="claims_manager",
        settle_up_to=eur("700000"),
        pay_up_to=eur("0"),
        refund_up_to=eur("0"),
        third_person_above=eur("500"),
    )
    proposer = someone(PersonId(83), Role.CLAIMS_MANAGER, at=desk.clock.now())
    propose_payment_authority(proposer, term, valid_from=DAY, reason="More claims")

    agree_to_change(manager(desk), "authority:payments:claims_manager:EUR")

    assert payment_authority_on("claims_manager", "EUR", DAY) == term


def test_the_authority_desk_shows_today_history_and_a_proposal(app: Flask, clock: Any) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    senior, underwriter = signed_in(app, Role.SENIOR_UNDERWRITER), signed_in(app, Role.LIMIT_UNDERWRITER)
    page = "/desk/authority/payments/claims_manager/EUR"
    typed = {
        "settle_up_to": "700000", "pay_up_to": "0", "refund_up_to": "0", "third_person_above": "500",
        "valid_from": "2025-07-01", "reason": "More claims",
    }  # fmt: skip

    assert "500,000.00" in underwriter.get("/desk/authority/?as_of=2025-01-01").text
    assert underwriter.post(page, data=typed).status_code == 403
    assert senior.get("/desk/authority/?lang=zh").status_code == 200
    assert senior.get(page).status_code == 200
    assert senior.get("/desk/authority/limits/automatic/USD").status_code == 200
    assert senior.get("/desk/authority/limits/broker/EUR").status_code == 404
    assert senior.post(page, data=typed | {"valid_from": "2025-06-29"}).status_code == 422
    chosen = {"table": "payments", "role": "claims_manager", "currency": "EUR"}
    assert senior.post("/desk/authority/choose", data=chosen).location.endswith(page)
    assert senior.post(page, data=typed).status_code == 303
    assert "A change is before a second person" in senior.get(f"{page}?lang=en").text
