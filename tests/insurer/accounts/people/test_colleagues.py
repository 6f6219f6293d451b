"""A company's administrator and its colleagues: invited, restricted by act, policy and amount, access ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from claims.cases.terms import LossCause
from claims.public import file_claim
from insurer.accounts.facts import Allowance, May, Role
from insurer.accounts.models import Login
from insurer.accounts.people.queries.colleagues import colleagues
from insurer.accounts.people.services import disable_login, end_colleague, invite_colleague, restrict_colleague
from insurer.infra.clock import today
from insurer.infra.db import db
from insurer.infra.outbox import OutboxMail
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.claims import CLAIM_TERMS, Department
from tests.builders.policies import eur
from tests.builders.rights import acting, browsing, leave_small_numbers, opened
from underwriting.public import request_limit

EVERYTHING = Allowance()
ADMINISTRATOR, USER, READER = Role.POLICYHOLDER_ADMINISTRATOR, Role.POLICYHOLDER_USER, Role.POLICYHOLDER_READER


@pytest.fixture
def firm(app: Flask, clock: Any) -> Department:
    """A company with an administrator, two users and a reader; its insurer's administrators; another company's user."""
    with app.app_context(), reading_as(ALL):
        department = Department.open(clock, premium_due_days=365, instalments=1)
        department.limit()
        department.name_buyer()
        leave_small_numbers()
        own = (department.policyholder,)
        for login, role in (("greta", ADMINISTRATOR), ("jonas", USER), ("tom", USER), ("ilse", READER)):
            opened(login, role, companies=own)
        opened("rita", USER, companies=(department.office.company("Rival Ltd", "GB"),))
        for login in ("ada", "ben", "cleo"):
            opened(login, Role.ADMINISTRATOR)
        department.on(date(2025, 3, 3))
    return department


@pytest.fixture
def company(app: Flask, firm: Department) -> Iterator[Department]:
    """The company, its application entered, read without bounds."""
    with app.app_context(), reading_as(ALL):
        yield firm
        db.session.remove()


def _left(login: str, role: Role = USER, **left: Any) -> None:
    restrict_colleague(acting("greta"), login, role=role, allowance=Allowance(**left))


def test_a_colleague_is_invited_by_mail_with_what_is_left_to_them(company: Department):
    invite_colleague(
        acting("greta"),
        company.policyholder,
        name="nele",
        person_name="Nele Voss",
        email="nele@firm.example",
        locale="zh",
        role=USER,
        allowance=Allowance(acts=frozenset({May.DECLARE})),
    )

    assert "nele@firm.example" in db.session.scalars(select(OutboxMail.recipient)).all()
    actor = acting("nele").actor
    assert May.DECLARE in actor.permissions
    assert May.LIMIT_REQUEST not in actor.permissions
    assert actor.scope.policyholders == {company.policyholder}
    assert actor.locale == "zh"


@pytest.mark.parametrize("role", [Role.BROKER, Role.ADMINISTRATOR, Role.LOSS_PAYEE])
def test_a_company_gives_its_own_roles_only(company: Department, role: Role):
    with pytest.raises(InvalidInput, match=r"people.not_a_company_role"):
        restrict_colleague(acting("greta"), "tom", role=role, allowance=EVERYTHING)


def test_only_an_unrestricted_administrator_changes_others_and_nobody_themselves_or_strangers(company: Department):
    with pytest.raises(NotAllowed, match=r"permission.missing"):
        restrict_colleague(acting("jonas"), "tom", role=USER, allowance=EVERYTHING)
    with pytest.raises(NotAllowed, match=r"people.not_for_oneself"):
        restrict_colleague(acting("greta"), "greta", role=USER, allowance=EVERYTHING)
    with pytest.raises(NotFound):
        restrict_colleague(acting("greta"), "rita", role=USER, allowance=EVERYTHING)
    with pytest.raises(NotFound):
        end_colleague(acting("greta"), "ada")

    _left("jonas", ADMINISTRATOR, acts=frozenset({May.DECLARE}))
    with pytest.raises(NotAllowed, match=r"people.restricted_yourself"):
        restrict_colleague(acting("jonas"), "tom", role=USER, allowance=EVERYTHING)


def test_a_company_keeps_an_administrator_who_can_sign_in(company: Department):
    _left("jonas", ADMINISTRATOR)
    end_colleague(acting("jonas"), "greta")
    with pytest.raises(NotFound):
        restrict_colleague(acting("jonas"), "greta", role=USER, allowance=EVERYTHING)

    _left_by_jonas = acting("jonas")
    restrict_colleague(_left_by_jonas, "tom", role=ADMINISTRATOR, allowance=EVERYTHING)
    disable_login(acting("ada"), "jonas", reason="left")
    with pytest.raises(Conflict, match=r"people.last_company_administrator"):
        end_colleague(_left_by_jonas, "tom")
    with pytest.raises(Conflict, match=r"people.last_company_administrator"):
        restrict_colleague(_left_by_jonas, "tom", role=READER, allowance=EVERYTHING)


def test_ended_access_stays_on_the_list_and_does_nothing(company: Department):
    end_colleague(acting("greta"), "tom")

    actor = acting("tom").actor
    assert not actor.permissions
    assert not actor.scope.policyholders
    found = {one.entrant.login: one.standing for one in colleagues({company.policyholder}, today())}
    assert found == {"greta": True, "jonas": True, "ilse": True, "tom": False}


@pytest.mark.parametrize(("minor", "allowed"), [(-1, True), (0, True), (1, False)], ids=["below", "at", "above"])
def test_limits_are_asked_for_up_to_the_bound(company: Department, minor: int, allowed: bool):
    _left("tom", limit_requests=(eur("50000"),))
    asked = {"amount": Money(eur("50000").minor + minor, "EUR"), "payment_days": 30}

    if allowed:
        request_limit(acting("tom"), company.policy, company.buyer, **asked)
    else:
        with pytest.raises(InvalidInput, match=r"people.above_own_bound"):
            request_limit(acting("tom"), company.policy, company.buyer, **asked)
        request_limit(acting("jonas"), company.policy, company.buyer, **asked)


@pytest.mark.parametrize(("minor", "allowed"), [(-1, True), (0, True), (1, False)], ids=["below", "at", "above"])
def test_claims_are_filed_up_to_the_bound_all_invoices_together(company: Department, minor: int, allowed: bool):
    ids = [company.invoice(f"A-{place}", amount) for place, amount in ((1, "6000"), (2, "4000"))]
    company.on(date(2025, 3, 10)).notify(*ids)
    company.on(date(2025, 5, 5))
    _left("tom", claims=(Money(eur("10000").minor - minor, "EUR"),))

    def claim(login: str) -> object:
        return file_claim(acting(login), company.policy, company.buyer, cause=LossCause.PROTRACTED_DEFAULT)

    if allowed:
        assert claim("tom")
    else:
        with pytest.raises(InvalidInput, match=r"people.above_own_bound"):
            claim("tom")
        assert claim("jonas")


def test_a_bound_names_the_currencies_it_allows(company: Department):
    _left("tom", limit_requests=(Money.of("50000", "USD"),))
    with pytest.raises(InvalidInput, match=r"people.above_own_bound"):
        request_limit(acting("tom"), company.policy, company.buyer, amount=eur("1"))


def test_only_own_policies_are_left_and_at_least_one(company: Department):
    for policies in (frozenset(), frozenset({company.policy + 99})):
        with pytest.raises(InvalidInput, match=r"people.choose_own_policies"):
            _left("tom", policies=policies)


@pytest.mark.parametrize(
    ("act", "way"),
    [
        (May.LEDGER_IMPORT, "/portal/receivables/upload"),
        (May.LIMIT_REQUEST, "/portal/limits/new"),
        (May.CLAIM_FILE, "/portal/claims/file/{policy}/{buyer}"),
    ],
)
def test_an_act_that_is_not_left_has_no_page(app: Flask, firm: Department, act: May, way: str):
    with app.app_context(), reading_as(ALL):
        _left("tom", acts=frozenset(EVERYTHING.acts - {act}))
        way = way.format(policy=policy_facts(firm.policy).number, buyer=party(firm.buyer).public_id)

    assert browsing(app, "tom").get(way).status_code == 403
    assert browsing(app, "ilse").get(way).status_code == 403
    assert browsing(app, "jonas").get(way).status_code in (200, 302, 422)


def test_of_a_policy_that_is_not_left_nothing_is_seen_anywhere(app: Flask, firm: Department):
    with app.app_context(), reading_as(ALL):
        firm.on(date(2025, 1, 1))
        other = firm.office.bound(firm.policyholder, **CLAIM_TERMS)
        hidden, shown = policy_facts(firm.policy).number, policy_facts(other).number
        buyer = party(firm.buyer).public_id
        firm.invoice("SECRET-1", "1000")
        firm.on(date(2025, 3, 3))
        _left("tom", policies=frozenset({other}))
    client = browsing(app, "tom")

    for way in ("", "policies/", "receivables/", "exposure/", "limits/", "buyers/", "overdues/", "claims/", "messages/",
                "search/?q=PO-2025", f"limits/?policy={hidden}", f"exposure/?policy={hidden}"):  # fmt: skip
        page = client.get(f"/portal/{way}")
        text = page.get_data(as_text=True)
        assert page.status_code in (200, 404), way
        assert f">{hidden}<" not in text, way
        assert f"/{hidden}" not in text, way
        assert "SECRET-1" not in text, way
        assert "Hollow Oak" not in text, way
    for way in (f"policies/{hidden}", f"policies/{hidden}/schedule.pdf", f"timeline/policy:{hidden}",
                f"timeline/buyer:{buyer}", f"buyers/{buyer}", f"overdues/{hidden}/{buyer}",
                f"claims/file/{hidden}/{buyer}"):  # fmt: skip
        assert client.get(f"/portal/{way}").status_code == 404, way
    assert client.get(f"/portal/policies/{shown}").status_code == 200
    assert browsing(app, "jonas").get(f"/portal/policies/{hidden}").status_code == 200


def test_colleagues_are_managed_in_the_portal_and_signed_out_by_every_change(app: Flask, firm: Department):
    policy = firm.policy
    greta, tom = browsing(app, "greta"), browsing(app, "tom")
    assert tom.get("/portal/limits/new").status_code == 200
    assert tom.get("/portal/colleagues/").status_code == 403

    for lang in ("en", "zh"):
        for way in ("", "new", "tom", "greta"):
            assert greta.get(f"/portal/colleagues/{way}?lang={lang}").status_code == 200
    assert greta.get("/portal/colleagues/rita").status_code == 404
    assert greta.post("/portal/colleagues/rita/end").status_code == 404
    form = {"role": "policyholder_user", "which": "these", "act_turnover_declare": "y", "limit_EUR": "5,000.00"}
    assert greta.post("/portal/colleagues/tom", data=form).status_code == 422
    assert greta.post("/portal/colleagues/tom", data={**form, f"policy_{policy}": "y"}).status_code == 303
    assert tom.get("/portal/").status_code in (302, 303, 401)
    with app.app_context():
        actor = acting("tom").actor
        assert actor.scope.policies == {policy}
        assert actor.bounds.limit_requests == (eur("5000"),)
        assert May.LIMIT_REQUEST not in actor.permissions
    page = greta.get("/portal/colleagues/?lang=en").get_data(as_text=True)
    assert "limits up to EUR 5,000.00" in page
    assert "not: import the ledger" in page

    invited = {"person_name": "Nele Voss", "name": "nele", "email": "nele@firm.example", "locale": "en",
               "role": "policyholder_reader", "which": "all"}  # fmt: skip
    assert greta.post("/portal/colleagues/new", data={**invited, "name": "tom"}).status_code == 422
    assert greta.post("/portal/colleagues/new", data=invited).status_code == 303
    tom = browsing(app, "tom")
    assert greta.post("/portal/colleagues/tom/end").status_code == 303
    assert tom.get("/portal/").status_code in (302, 303, 401)
    assert greta.post("/portal/colleagues/greta/end").status_code == 403
    with app.app_context():
        assert db.session.scalars(select(Login.name).where(Login.name == "nele")).all()


def test_what_a_colleague_did_last_is_told_to_the_administrator(app: Flask, firm: Department):
    with app.app_context(), reading_as(ALL):
        request_limit(acting("jonas"), firm.policy, firm.buyer, amount=eur("1000"), payment_days=30)
        firm.clock.move_to(firm.clock.now() + timedelta(minutes=1))

    page = browsing(app, "greta").get("/portal/colleagues/jonas?lang=en").get_data(as_text=True)
    assert "LR-2025-000001" in page
