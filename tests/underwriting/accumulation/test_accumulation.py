"""Accumulation: what stands on buyers, groups, countries and sectors over all policies, and the ceilings on it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.accounts.models import Person
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId, PersonId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.public import correct_party, party
from tests.builders.browser import signed_in
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.accumulation import rules
from underwriting.accumulation.queries import HOUSE_CURRENCY, ceilings_on, standings
from underwriting.accumulation.services import SUBJECT, agree_to_ceilings, propose_ceilings
from underwriting.accumulation.terms import Ceilings, Dimension, Standing
from underwriting.public import DecisionReason, change_limit

DAY = date(2025, 2, 20)


def standing(party: int, risk: str, group: int | None = None, country: str = "IT", limit: str = "100") -> Standing:
    return Standing(PolicyId(1), PartyId(party), PartyId(group or party), country, "", eur(limit), eur(risk), eur(risk))


def ceilings(**changes: object) -> Ceilings:
    usual: dict[str, object] = {
        "net_assets": eur("1000"), "per_group": Decimal("0.05"), "in_all": Decimal(10), "ceded": Decimal(0),
        "per_country": None, "per_sector": None, "valid_from": DAY,
    }  # fmt: skip
    return Ceilings(**{**usual, **changes})  # type: ignore[arg-type]


def test_piles_sum_to_the_whole_and_a_group_is_one_obligor():
    rows = [standing(1, "30", group=1), standing(2, "25", group=1), standing(3, "45", country="FR")]

    piles = rules.piles(rows, Dimension.GROUP, ceilings(), "EUR")
    found = rules.whole(rows, Dimension.GROUP, ceilings(), "EUR")

    assert [(pile.key, pile.standings, pile.at_risk, pile.share) for pile in piles] == [
        ("1", 2, eur("55"), Fraction(55, 100)),
        ("3", 1, eur("45"), Fraction(45, 100)),
    ]
    assert [pile.most for pile in piles] == [eur("50"), eur("50")]
    assert [pile.tone for pile in piles] == ["bad", "care"]
    assert Money.total((pile.at_risk for pile in piles), "EUR") == found.at_risk == eur("100")
    assert (found.top_1, found.hhi, found.over) == (Decimal("55.00"), Decimal("5050.00"), False)


def test_what_reinsurers_bear_is_taken_off_before_a_ceiling_is_held_against_it():
    rows = [standing(1, "55"), standing(2, "45")]

    piles = rules.piles(rows, Dimension.BUYER, ceilings(ceded=Decimal("0.40")), "EUR")

    assert [(pile.retained, pile.tone) for pile in piles] == [(eur("33"), "good"), (eur("27"), "good")]


def test_a_country_is_bounded_by_its_share_of_the_whole_and_unbounded_where_no_share_is_set():
    rows = [standing(1, "60"), standing(2, "40", country="FR")]

    by_country = rules.piles(rows, Dimension.COUNTRY, ceilings(per_country=Decimal("0.50")), "EUR")
    by_sector = rules.piles(rows, Dimension.SECTOR, ceilings(per_country=Decimal("0.50")), "EUR")

    assert [(pile.key, pile.most, pile.tone) for pile in by_country] == [
        ("IT", eur("50"), "bad"),
        ("FR", eur("50"), "good"),
    ]
    assert [(pile.most, pile.tone) for pile in by_sector] == [(None, "")]
    assert rules.piles([], Dimension.GROUP, None, "EUR") == []


@pytest.mark.parametrize(
    ("field", "value"), [("per_group", Decimal("1.01")), ("ceded", Decimal(-1)), ("in_all", Decimal(1001))]
)
def test_ceilings_beyond_all_reason_are_refused(field: str, value: Decimal):
    with pytest.raises(InvalidInput) as refused:
        rules.refuse_unfit(ceilings(**{field: value}))
    assert refused.value.field == field


def second(desk: Desk) -> Act:
    act = desk.act(Role.MANAGER)
    if db.session.get(Person, PersonId(2)) is None:
        db.session.add(Person(id=PersonId(2), name="Bo Second"))
        db.session.commit()
    return replace(act, actor=replace(act.actor, login="bo.second", name="Bo Second", person=PersonId(2)))


def traded(desk: Desk) -> tuple[PartyId, PartyId]:
    """Two buyers under two policies: one insured in part and without cover after a withdrawal, the other in full."""
    first = desk.buyer()
    desk.limit(first, "1000")
    other = desk.bound(desk.company("Alpen AG", "AT"))
    daughter = desk.buyer("Baker Italia S.r.l.", "IT", "X-1", other)
    desk.limit(daughter, "700", policy=other)
    desk.on(DAY).ledger(line("A-1", "1500.00"))
    desk.ledger(line("X-1", "400.00", customer="X-1", name="Baker Italia S.r.l.", country="IT"), policy=other)
    return first, daughter


def analyst(desk: Desk) -> Act:
    return desk.act(Role.RISK_ANALYST)


def test_standings_are_limits_insured_debts_and_the_insurers_share_over_all_policies(desk: Desk) -> None:
    first, daughter = traded(desk)

    found = standings(DAY, desk.clock.now())

    by_party = {one.party: (one.limit, one.insured, one.at_risk) for one in found.rows}
    assert by_party == {
        first: (eur("1000"), eur("1000"), eur("900")),
        daughter: (eur("700"), eur("400"), eur("360")),
    }
    assert found.without_rate == ()


def test_a_group_recorded_later_and_a_limit_withdrawn_later_are_not_known_before(desk: Desk) -> None:
    first, daughter = traded(desk)
    moment = desk.clock.now()
    desk.on(date(2025, 2, 25))
    known = party(daughter)
    correct_party(
        analyst(desk), daughter, replace(known.entry, group_parent=first), known.version, "Found in the register"
    )
    change_limit(desk.senior, desk.policy, first, amount=eur("0"), reason=DecisionReason.INSOLVENCY)

    then, now = standings(DAY, moment), standings(DAY, desk.clock.now())
    later = standings(date(2025, 2, 25), desk.clock.now())

    assert {one.group for one in then.rows} == {first, daughter}
    assert {one.group for one in now.rows} == {first}
    assert rules.whole(then.rows, Dimension.GROUP, None, HOUSE_CURRENCY).top_1 == Decimal("71.43")
    assert rules.whole(now.rows, Dimension.GROUP, None, HOUSE_CURRENCY).top_1 == Decimal("100.00")
    assert [one.limit for one in now.rows if one.party == first] == [eur("1000")]
    assert [one.limit for one in later.rows] == [eur("700")]


def test_ceilings_hold_when_a_second_person_has_agreed_and_from_their_day(desk: Desk) -> None:
    desk.on(DAY)
    propose_ceilings(analyst(desk), ceilings(), reason="Accounts of 2024")
    assert ceilings_on(DAY) is None
    with pytest.raises((NotAllowed, Conflict)):
        agree_to_ceilings(desk.act(Role.MANAGER), SUBJECT)

    agree_to_ceilings(second(desk), SUBJECT)

    assert ceilings_on(DAY) == ceilings()
    assert ceilings_on(date(2025, 2, 19)) is None
    assert ceilings_on(DAY, known_by=desk.clock.now().replace(hour=1)) is None
    with pytest.raises(InvalidInput, match="back_dated"):
        propose_ceilings(analyst(desk), ceilings(valid_from=date(2025, 2, 19)), reason="Too late")


def test_who_may_not_propose_is_refused(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        propose_ceilings(desk.junior, ceilings(valid_from=date(2025, 3, 1)), reason="Because")


def test_the_page_its_rows_and_its_file_say_the_same(desk: Desk, app: Flask) -> None:
    traded(desk)
    propose_ceilings(analyst(desk), ceilings(), reason="Accounts of 2024")
    agree_to_ceilings(second(desk), SUBJECT)
    client = signed_in(app, Role.RISK_ANALYST)

    page = client.get("/desk/accumulation/?by=country").get_data(as_text=True)
    groups = client.get("/desk/accumulation/").get_data(as_text=True)
    rows = client.get("/desk/accumulation/rows?by=country&key=GB").get_data(as_text=True)
    file = client.get("/desk/accumulation/?by=country&format=csv").get_data(as_text=True)

    assert "United Kingdom" in page
    assert "Above the ceiling" in groups
    assert "Baker &amp; Sons Ltd" in rows
    assert "Baker Italia" not in rows
    assert "900.00" in rows
    lines = list(csv.reader(io.StringIO(file.lstrip("\ufeff"))))
    assert {one[0] for one in lines[1:]} == {"United Kingdom", "Italy"}
    assert client.get("/desk/accumulation/?by=nothing").status_code == 422


def test_ceilings_are_proposed_on_their_page(desk: Desk, app: Flask) -> None:
    client = signed_in(app, Role.RISK_ANALYST)
    page = client.get("/desk/accumulation/ceilings").get_data(as_text=True)

    assert "No ceiling was set." in page
