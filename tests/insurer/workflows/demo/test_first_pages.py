"""The first page of everybody who can sign in to the demonstration: it answers, in both languages, with their own."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.workflows.demo.terms import PASSWORD, SIGN_INS, SignIn
from policies.public import policies_list
from tests.insurer.workflows.demo.conftest import LAST, Demo

PRESENT = [one for one in SIGN_INS if not one.holders or min(one.holders) < 2]


def _signed_in(demo: Demo, one: SignIn) -> FlaskClient:
    demo.app.config["WTF_CSRF_ENABLED"] = False
    client = demo.app.test_client()
    assert client.post("/sign-in", data={"name": one.login, "password": PASSWORD}).status_code == 303
    return client


@pytest.mark.parametrize("locale", ("en", "zh"))
@pytest.mark.parametrize("one", PRESENT, ids=lambda one: one.login)
def test_everybody_arrives_at_a_page_of_their_own(demo: Demo, one: SignIn, locale: str):
    client = _signed_in(demo, one)
    way = client.get("/").headers["Location"]
    payee = one.role is Role.LOSS_PAYEE
    house = "/desk/portfolio/" if one.role is Role.MANAGER else "/desk/"
    assert way == ("/portal/assigned/" if payee else "/portal/" if one.holders else house)
    page = client.get(f"{way}?lang={locale}")
    assert page.status_code == 200
    english, chinese = ("Assigned to you", "转让给您的权益") if payee else ("Overview", "概览")
    assert (chinese if locale == "zh" else english) in page.get_data(as_text=True)


def test_a_policyholder_sees_its_own_policy_and_nothing_of_another(demo: Demo):
    with demo.app.app_context(), reading_as(ALL):
        numbers = [one.number for one in sorted(policies_list(on=LAST), key=lambda one: one.policyholder)]
    for login, own, other in (("nordhaus", numbers[0], numbers[1]), ("haichen", numbers[1], numbers[0])):
        client = _signed_in(demo, next(one for one in SIGN_INS if one.login == login))
        page = client.get("/portal/?lang=en").get_data(as_text=True)
        assert own in page
        assert other not in page
        assert client.get(f"/portal/timeline/policy:{own}").status_code == 200
        assert client.get(f"/portal/timeline/policy:{other}").status_code == 404


def test_the_insurers_people_see_the_whole_timeline(demo: Demo):
    with demo.app.app_context(), reading_as(ALL):
        number = policies_list(on=LAST)[0].number
    client = _signed_in(demo, next(one for one in SIGN_INS if one.login == "manager"))
    page = client.get(f"/desk/timeline/policy:{number}?lang=en")
    assert page.status_code == 200
    assert "No events yet" not in page.get_data(as_text=True)


def test_a_loss_payee_sees_what_is_assigned_to_it_and_nothing_else(demo: Demo):
    with demo.app.app_context(), reading_as(ALL):
        own, other = sorted(policies_list(on=LAST), key=lambda one: -one.policyholder)
    client = _signed_in(demo, next(one for one in SIGN_INS if one.login == "bank"))
    page = client.get("/portal/assigned/?lang=en").get_data(as_text=True)
    assert own.number in page
    assert other.number not in page
    for way in ("/portal/", f"/portal/policies/{own.number}", "/portal/receivables/", "/portal/colleagues/"):
        assert client.get(way).status_code in (403, 404)


@pytest.mark.parametrize("command", ("demo-seed", "demo-logins"))
def test_the_demo_is_refused_outside_its_environment(demo: Demo, command: str):
    answer = demo.app.test_cli_runner().invoke(args=[command])
    assert answer.exit_code == 1
    assert "TRADECOVER_ENVIRONMENT is not demo" in answer.output
    assert PASSWORD not in answer.output
