"""The review of access: everybody with every right, what to look at, as a file, signed off as it was read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.accounts.people.queries.review import access_review, last_review
from insurer.accounts.people.rules import Access, findings
from insurer.accounts.people.services import sign_off_access_review
from insurer.accounts.people.terms import AccessFinding as Finding
from insurer.infra.clock import today
from insurer.kernel.errors import Conflict, InvalidInput
from tests.builders.rights import acting, browsing, opened

DAY = date(2025, 6, 30)


def access(role: Role | None = Role.AUDITOR, others: tuple[Role, ...] = (), **facts: Any) -> Access:
    good = {"by_two": True, "active": True, "second_factor": True, "seen_on": DAY, "since": DAY - timedelta(days=200)}
    return Access(role, others, **(good | facts))


@pytest.mark.parametrize(
    ("of", "found"),
    [
        (access(), ()),
        (access(seen_on=DAY - timedelta(days=90)), ()),
        (access(seen_on=DAY - timedelta(days=91)), (Finding.LONG_UNUSED,)),
        (access(seen_on=None), (Finding.NEVER_USED,)),
        (access(seen_on=None, since=DAY), ()),
        (access(active=False), (Finding.DISABLED,)),
        (access(second_factor=False), (Finding.NO_SECOND_FACTOR,)),
        (access(by_two=False), (Finding.GRANTED_BY_ONE,)),
        (access(Role.POLICYHOLDER_USER, by_two=False, second_factor=False), ()),
        (access(Role.CLAIMS_ADJUSTER, (Role.CLAIMS_MANAGER,)), (Finding.CONFLICTING_ROLES,)),
        (access(Role.CLAIMS_MANAGER, (Role.PREMIUM_OFFICER,)), (Finding.CONFLICTING_ROLES,)),
        (access(Role.ADMINISTRATOR, (Role.AUDITOR,)), (Finding.CONFLICTING_ROLES,)),
        (access(None, since=None), (Finding.NO_ROLE,)),
    ],
)
def test_what_speaks_against_a_right(of: Access, found: tuple[Finding, ...]):
    assert findings(of, DAY) == found


def test_a_review_is_signed_off_as_it_was_read(in_app: Flask):
    for login in ("ada", "ben"):
        opened(login, Role.ADMINISTRATOR)
    seen = access_review(today())
    with pytest.raises(InvalidInput, match=r"input.required"):
        sign_off_access_review(acting("ada"), seen=seen.digest, findings=" ")

    opened("=cmd", Role.AUDITOR)
    with pytest.raises(Conflict, match=r"people.review_is_stale"):
        sign_off_access_review(acting("ada"), seen=seen.digest, findings="none")
    now_seen = access_review(today())
    sign_off_access_review(acting("ada"), seen=now_seen.digest, findings="no objection")
    kept = last_review()
    assert kept is not None
    assert (kept.signed_by, kept.people, kept.grants, kept.digest) == ("ada", 3, 3, now_seen.digest)


def test_the_report_is_a_page_and_a_file_without_formulas(app: Flask):
    with app.app_context():
        for login in ("ada", "=cmd"):
            opened(login, Role.ADMINISTRATOR)
    ada = browsing(app, "ada")
    page = ada.get("/desk/people/review?lang=en").get_data(as_text=True)
    assert "granted without a second person" in page

    file = ada.get("/desk/people/review?format=csv&lang=en").get_data(as_text=True)
    assert "'=cmd" in file
    assert ada.get("/desk/people/review?format=xlsx").data.startswith(b"PK")
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert ada.post("/desk/people/review", data={"seen": "old", "findings": "none"}).status_code == 422
    assert ada.post("/desk/people/review", data={"seen": seen, "findings": "none"}).status_code == 303
    assert "Signed off on" in ada.get("/desk/people/review?lang=en").get_data(as_text=True)
