"""T18 and the field matrix: hostile words and marked figures are planted, then everybody's pages are read through.

What a person wrote stands on every page once-escaped and in every file as it was written; what is the insurer's alone
stands nowhere in the portal: reserves, capacities, authorities, fingerprints of what was approved.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from html import escape

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from sqlalchemy import text

from claims.cases.queries import claim_numbered
from claims.correspondence.services import write_to_insurer, write_to_policyholder
from claims.papers.services import receive_paper
from claims.papers.terms import PaperKind
from claims.reserves.services import set_reserve
from insurer.accounts.facts import PORTAL_ROLES, Role
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import ImportId
from insurer.parties.public import party
from tests.builders.browser import signed_in
from tests.builders.claims import Department
from tests.builders.policies import Office, eur
from tests.builders.town import PDF, TODAY, Town, _link
from tests.safety.access_matrix import ALLOWED, HEAD, rows_in_file
from tests.safety.routes import example, thing_at
from tests.safety.test_access_matrix import PARAMETER
from underwriting.public import set_authority, set_capacity

RAW = "<img src=x onerror=alert(1)>"
HOSTILE = f"Ö & {RAW} ']]></title><script>alert(2)</script> {{{{7*7}}}}"
MARKS = {
    "reserve": "7,654,321.09",
    "reason of the reserve": "Marked reason of a reserve",
    "capacity": "8,765,432",
    "authority": "61,234,567",
}
READERS = (
    Role.POLICYHOLDER_ADMINISTRATOR, Role.POLICYHOLDER_READER, Role.BROKER, Role.LOSS_PAYEE, Role.AUDITOR,
)  # fmt: skip
LISTS = ("/portal/buyers/", "/portal/limits/", "/portal/claims/")


@pytest.fixture(scope="module")
def planted(town: Town) -> dict[str, str]:
    """A hostile buyer, messages, a file and figures of the insurer's with A; the things its addresses name."""
    tenant, office = town["A"], Office(town.clock)
    with town.app.app_context(), reading_as(ALL):
        buyer = office.company(HOSTILE, "GB")
        db.session.add(_link(tenant.party, tenant.policy, buyer, town.clock))
        db.session.commit()
        ledger = ImportId(db.session.execute(text("SELECT min(id) FROM ledger_import")).scalar_one())
        department = Department(town.clock, office, tenant.party, tenant.policy, buyer, ledger)
        set_capacity(office.act(Role.SENIOR_UNDERWRITER), buyer, eur("8765432"))
        most = eur("61234567")
        set_authority(house_act(), Role.LIMIT_UNDERWRITER.value, per_decision=most, per_buyer=most, valid_from=TODAY)
        department.invoice(f"N-1 {RAW}", "1234")
        claim = claim_numbered(tenant.examples["open claim"])
        write_to_insurer(department.act("policyholder"), claim.id, words=HOSTILE)
        write_to_policyholder(department.act("adjuster"), claim.id, words=HOSTILE)
        receive_paper(
            department.act("policyholder"), tenant.policy, claim.party, kind=PaperKind.INVOICE, name=f"{RAW}.pdf",
            content=PDF + b"% another", claim_id=claim.id,
        )  # fmt: skip
        reserve = eur("7654321.09")
        set_reserve(department.act("adjuster"), claim.id, amount=reserve, reason=MARKS["reason of the reserve"])
        return {"buyer": party(buyer).public_id, "claim": claim.number}


@pytest.fixture(scope="module")
def fingerprinted(town: Town) -> list[str]:
    """Every fingerprint by which an approval, an assessment or an account is known inside."""
    found = []
    with town.app.app_context(), db.engine.connect() as connection:
        for query in (
            "SELECT digest FROM approval",
            "SELECT digest FROM assessment",
            "SELECT fingerprint FROM bank_detail",
        ):
            found += [str(value) for value in connection.execute(text(query)).scalars()]
    assert found
    return found


@pytest.fixture(scope="module")
def walked(town: Town, planted: dict[str, str]) -> dict[Role, dict[str, str]]:
    """What each reader is shown: the words of every page, table and paper that answers, by address."""
    seen: dict[Role, dict[str, str]] = {}
    for role in READERS:
        client = signed_in(town.app, role, *((town["A"].party,) if role in PORTAL_ROLES else ()))
        side = "/portal/" if role in PORTAL_ROLES else "/desk/"
        seen[role] = {
            address: said
            for address in _addresses(town, planted, role, side)
            if (role is Role.POLICYHOLDER_ADMINISTRATOR or not address.endswith(".pdf"))  # the same papers for all
            and (said := _said(client, address)) is not None
        }
    return seen


def _addresses(town: Town, planted: dict[str, str], role: Role, side: str) -> list[str]:
    rules = {rule.rule: rule for rule in town.app.url_map.iter_rules()}
    own = {**town["A"].examples, "claim": planted["claim"]}
    tenant = replace(town["A"], examples=own)
    found = []
    for row in rows_in_file():
        method, route, answer = row[0], row[1], row[HEAD.index(role.value)]
        if method == "GET" and answer == ALLOWED and route.startswith((side, "/api/")):
            names = PARAMETER.findall(route)
            try:
                things = {name: thing_at(rules[route], name) for name in names}
            except KeyError:
                continue
            for buyer in (own["buyer"], planted["buyer"]) if "buyer" in things.values() else (own["buyer"],):
                here = replace(tenant, examples={**own, "buyer": buyer})
                values = {name: "1" if thing is None else example(here, thing) for name, thing in things.items()}
                found.append(PARAMETER.sub(lambda m, v=values: v[m[1]], route))  # type: ignore[misc]
    return found + [
        f"{place}?format={kind}"
        for place in LISTS
        for kind in ("csv", "xlsx")
        if role is Role.POLICYHOLDER_ADMINISTRATOR
    ]


def _said(client: FlaskClient, address: str) -> str | None:
    """The words of an answer; None where there is none."""
    answer = client.get(address)
    if answer.status_code != 200:
        return None
    if answer.mimetype == "application/pdf":
        try:
            return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
        except PdfReadError:  # a policyholder's own file, as it was sent
            return answer.data.decode("latin-1")
    if answer.data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    return answer.get_data(as_text=True)


def test_t18_planted_words_are_words_on_every_page(walked: dict[Role, dict[str, str]]) -> None:
    pages = {
        (role.value, where): said
        for role in READERS
        for where, said in walked[role].items()
        if said.lstrip().startswith("<!")
    }
    shown = {role for (role, _), said in pages.items() if "&lt;img src=x" in said}

    assert [where for where, said in pages.items() if RAW in said or "<script>alert" in said] == []
    assert [where for where, said in pages.items() if "&amp;lt;img" in said] == []
    assert shown == set(READERS) - {Role.LOSS_PAYEE}


def test_t18_planted_words_stand_in_files_as_they_were_written(walked: dict[Role, dict[str, str]]) -> None:
    pages = walked[Role.POLICYHOLDER_ADMINISTRATOR]

    assert RAW in pages["/portal/buyers/?format=csv"]
    assert escape(RAW, quote=False) in pages["/portal/buyers/?format=xlsx"]


def test_what_is_the_insurers_alone_stands_nowhere_in_the_portal(
    walked: dict[Role, dict[str, str]], fingerprinted: list[str]
) -> None:
    looked_for = [*MARKS.items(), *(("fingerprint", mark) for mark in fingerprinted)]
    found = [
        (role.value, where, name)
        for role in READERS
        if role in PORTAL_ROLES
        for where, said in walked[role].items()
        for name, mark in looked_for
        if mark in said or mark.replace(",", "") in said
    ]

    assert found == []
    assert len(walked[Role.POLICYHOLDER_ADMINISTRATOR]) > 40
    assert len(walked[Role.LOSS_PAYEE]) > 0


def test_control_the_insurers_people_see_the_marked_figures(walked: dict[Role, dict[str, str]]) -> None:
    everything = "\n".join(said for role in READERS if role not in PORTAL_ROLES for said in walked[role].values())

    assert [name for name, mark in MARKS.items() if mark not in everything] == []
