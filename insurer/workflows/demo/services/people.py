"""Who works in the demo: one person per role of the insurer, the policyholders' people, a broker and a bank."""

from __future__ import annotations

from collections.abc import Sequence

from insurer.accounts.facts import Allowance, May, Role
from insurer.accounts.public import give_mandate, open_login, register_person, request_role, restrict_colleague
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.calendar import add_days
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyEntry
from insurer.parties.public import register_party
from insurer.workflows.demo.rules.plan import AUTOMATIC
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.terms import BANK, MAIL_DOMAIN, PASSWORD, SIGN_INS, Ledger, SignIn
from policies.facts import PolicyFacts
from policies.public import policies_list, record_assignment
from underwriting.public import AUTOMATIC as NOBODY_IN_PERSON
from underwriting.public import OverPeriod, buyers_of, set_authority

AUTHORITY = {
    NOBODY_IN_PERSON: (1, 6, None),
    Role.LIMIT_UNDERWRITER.value: (3, 15, 800),
    Role.SENIOR_UNDERWRITER.value: (10, 50, 4000),
    Role.MANAGER.value: (40, 150, None),
}
"""Per decision, per buyer, and by one person within twelve months, in multiples of what a rule grants by itself."""


def hire(stage: Stage, ledgers: Sequence[Ledger]) -> None:
    """Enter the policyholders, open every login and give the underwriters their authority."""
    staff = [one for one in SIGN_INS if not one.holders]
    for one in staff:
        _open(stage, one, ())
    for ledger in ledgers:
        company = ledger.policyholder
        entry = PartyEntry(name=company.name, country=company.country, sector=company.sector)
        stage.holders.append(register_party(stage.act("policies", f"holder/{company.name}"), entry))
    for one in SIGN_INS:
        known = [stage.holders[place] for place in one.holders if place < len(stage.holders)]
        if known and one.role is Role.LOSS_PAYEE:
            _open(stage, one, (_bank(stage),))
        elif known:
            _open(stage, one, tuple(known))
    _mandates(stage)
    for role, (decision, buyer, period) in AUTHORITY.items():
        for currency, amount in AUTOMATIC.items():
            set_authority(
                stage.house(f"authority/{role}/{currency}"),
                role,
                per_decision=Money.of(amount * decision, currency),
                per_buyer=Money.of(amount * buyer, currency),
                over_period=None if period is None else OverPeriod(Money.of(amount * period, currency), 12),
                valid_from=stage.today,
            )


def _open(stage: Stage, one: SignIn, holders: tuple[PartyId, ...]) -> None:
    person = register_person(stage.house(f"person/{one.login}"), one.person)
    mail = f"{one.login}@{MAIL_DOMAIN}"
    open_login(stage.house(f"login/{one.login}"), one.login, person, PASSWORD, (one.role,), holders, one.locale, mail)


def _bank(stage: Stage) -> PartyId:
    name, country = BANK
    return register_party(stage.act("policies", "bank"), PartyEntry(name=name, country=country, sector="64"))


def _mandates(stage: Stage) -> None:
    """The broker has one more client for reading, and one whose mandate has ended by today."""
    first, ended = stage.today, add_days(stage.today, 180)
    for place, last, reading_only in ((1, ended, False), (2, None, True), (3, ended, False)):
        if place < len(stage.holders):
            give_mandate(
                stage.act("admin", f"mandate/{place}"),
                "broker",
                stage.holders[place],
                first=first,
                last=last,
                reading_only=reading_only,
                reference=f"BM-{first.year}-{place:02d}",
            )


def settle(stage: Stage) -> None:
    """What stands at the end: colleagues restricted by their own company, payments assigned, a role that waits."""
    own = [policy for policy in _policies(stage, 0) if stage.today in policy.period]
    mine = frozenset(policy.id for policy in own)
    currency = stage.portfolio.ledgers[0].currency
    administrator = "nordhaus.admin"
    restrict_colleague(
        stage.act(administrator, "restrict/limits"),
        "nordhaus.limits",
        role=Role.POLICYHOLDER_USER,
        allowance=Allowance(
            acts=frozenset({May.LIMIT_REQUEST, May.OVERDUE_NOTIFY}),
            policies=mine,
            limit_requests=(Money.of(50_000, currency),),
        ),
    )
    restrict_colleague(
        stage.act(administrator, "restrict/reader"),
        "nordhaus.reader",
        role=Role.POLICYHOLDER_READER,
        allowance=Allowance(acts=frozenset(), policies=mine),
    )
    _assign(stage)
    request_role(
        stage.act("admin", "role/analyst"),
        "analyst",
        Role.LIMIT_UNDERWRITER,
        first=stage.today,
        last=add_days(stage.today, 30),
        reason="Stands in for Lena Brandt",
    )


def _assign(stage: Stage) -> None:
    """The bank is assignee of one policyholder's whole policies, and of two named buyers of another's."""
    payee = _bank(stage)
    for policy in _policies(stage, 1):
        _assigned(stage, policy, payee, None)
    for policy in _policies(stage, 4):
        with reading_as(ALL):
            buyers = sorted(buyers_of(policy.id))[:2]
        if buyers:
            _assigned(stage, policy, payee, buyers)


def _assigned(stage: Stage, policy: PolicyFacts, payee: PartyId, buyers: list[PartyId] | None) -> None:
    record_assignment(
        stage.act("policies", f"assign/{policy.number}"),
        policy.id,
        payee=payee,
        reference=f"AS-{policy.number}",
        buyers=buyers,
        first=policy.period.first,
        last=None,
    )


def _policies(stage: Stage, place: int) -> list[PolicyFacts]:
    if place >= len(stage.holders):
        return []
    with reading_as(ALL):
        return policies_list(policyholder=stage.holders[place])
