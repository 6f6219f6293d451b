"""Acts of authority: giving it, proposing a change, and agreeing to one as a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from insurer.accounts.facts import PORTAL_ROLES, Matter, May, Role
from insurer.accounts.public import agree, put_forward, standing_matter, use
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import Minor
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_day
from policies.facts import PaymentAuthority
from policies.public import payment_authorities, set_payment_authority
from underwriting.authority.models import UnderwritingAuthority
from underwriting.authority.queries import authorities
from underwriting.authority.terms import AUTOMATIC, Authority, OverPeriod

RULE_CHANGE = "rule_change"
"""The kind of matter that four eyes see: another authority for a role, from a day on."""

STAFF = frozenset(role.value for role in Role) - {role.value for role in PORTAL_ROLES}


@command(needs=None)
def set_authority(
    act: Act,
    role: str,
    *,
    per_decision: Money,
    per_buyer: Money,
    valid_from: date,
    over_period: OverPeriod | None = None,
) -> None:
    """Give `role` (or `automatic`) an authority from a day on that is not past; zero takes it away."""
    _refuse_unfit(act, Authority(role, per_decision, per_buyer, over_period), valid_from)
    db.session.add(
        UnderwritingAuthority(
            role=role,
            currency=per_decision.currency,
            per_decision_minor=Minor(per_decision.minor),
            per_buyer_minor=Minor(per_buyer.minor),
            per_period_minor=None if over_period is None else Minor(over_period.most.minor),
            period_months=None if over_period is None else over_period.months,
            valid_from=valid_from,
            recorded_at=act.at,
            recorded_by=act.actor.login,
        )
    )
    act.record(
        f"authority:{role}",
        "authority.set",
        per_decision=per_decision,
        per_buyer=per_buyer,
        per_period=None if over_period is None else over_period.most,
        valid_from=valid_from,
    )


@command(needs=May.RULE_PROPOSE)
def propose_limit_authority(act: Act, term: Authority, *, valid_from: date, reason: str) -> None:
    """Put forward what a role may grant from a day on; nothing changes until a second person agrees."""
    _refuse_unfit(act, term, valid_from)
    before = limit_authority_on(term.role, term.per_decision.currency, act.today)
    if before == term:
        raise InvalidInput("authority.nothing_changes", "per_decision")
    _propose(act, "limits", term.role, term.per_decision.currency, _limits(term), _limits(before), valid_from, reason)


@command(needs=May.RULE_PROPOSE)
def propose_payment_authority(act: Act, term: PaymentAuthority, *, valid_from: date, reason: str) -> None:
    """Put forward what a role may settle, pay and refund from a day on; it changes when a second person agrees."""
    currency = term.pay_up_to.currency
    if term.role not in STAFF:
        raise InvalidInput("authority.unknown_role", "role", value=term.role[:40])
    if valid_from < act.today:
        raise InvalidInput("authority.back_dated", "valid_from", day=valid_from)
    before = payment_authority_on(term.role, currency, act.today)
    if before == term:
        raise InvalidInput("authority.nothing_changes", "settle_up_to")
    _propose(act, "payments", term.role, currency, _payments(term), _payments(before), valid_from, reason)


@command(needs=May.RULE_AGREE)
def agree_to_change(act: Act, subject: str) -> None:
    """Agree to exactly the change put forward; it takes effect from its day, never for a day that is past.

    Refused when the authority that stood at the proposal is no longer the one that stands.
    """
    found = standing_matter(RULE_CHANGE, subject)
    if found is None:
        raise Conflict("approval.nothing_put_forward", kind=RULE_CHANGE, subject=subject)
    role, currency = found.text("role"), found.text("currency")
    content = dict(found.content)
    agree(act, RULE_CHANGE, subject, content)
    use(act, RULE_CHANGE, subject, content)
    day = parse_day(found.text("valid_from"), "valid_from")
    if found.text("table") == "limits":
        _refuse_changed(found, _limits(limit_authority_on(role, currency, act.today)))
        term = _limits_of(found)
        set_authority(
            act,
            role,
            per_decision=term.per_decision,
            per_buyer=term.per_buyer,
            over_period=term.over_period,
            valid_from=day,
        )
    else:
        _refuse_changed(found, _payments(payment_authority_on(role, currency, act.today)))
        set_payment_authority(act, _payments_of(found), valid_from=day)


def limit_authority_on(role: str, currency: str, day: date) -> Authority | None:
    """What a role may grant in a currency on a day by a row of its own."""
    rows = (row for row in authorities(day) if row.role == role and row.currency == currency)
    return next((row.term() for row in rows), None)


def payment_authority_on(role: str, currency: str, day: date) -> PaymentAuthority | None:
    """What a role may settle, pay and refund in a currency on a day by a row of its own."""
    return next((row.term() for row in payment_authorities(day, role) if row.currency == currency), None)


def _propose(
    act: Act,
    table: str,
    role: str,
    currency: str,
    after: Mapping[str, object],
    before: Mapping[str, object],
    valid_from: date,
    reason: str,
) -> None:
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    if act.actor.person is None:
        raise NotAllowed("approval.needs_a_person")
    subject = f"authority:{table}:{role}:{currency}"
    content = {
        "table": table,
        "role": role,
        "currency": currency,
        "valid_from": valid_from.isoformat(),
        **after,
        **{f"before_{name}": value for name, value in before.items()},
    }
    put_forward(act, RULE_CHANGE, subject, content, reason=reason.strip())
    act.record(subject, "authority.change_put_forward", role=role, valid_from=valid_from)


def _refuse_unfit(act: Act, term: Authority, valid_from: date) -> None:
    if term.role != AUTOMATIC and term.role not in {known.value for known in Role}:
        raise InvalidInput("authority.unknown_role", "role", value=term.role[:40])
    if term.per_buyer < term.per_decision or term.per_decision.minor < 0:
        raise InvalidInput("authority.amounts_out_of_order", "per_buyer")
    bound = term.over_period
    if bound is not None and (bound.most < term.per_decision or not 1 <= bound.months <= 60):
        raise InvalidInput("authority.amounts_out_of_order", "per_period")
    if valid_from < act.today:
        raise InvalidInput("authority.back_dated", "valid_from", day=valid_from)


def _refuse_changed(found: Matter, standing: Mapping[str, object]) -> None:
    if any(found.text(f"before_{name}") != ("" if value is None else str(value)) for name, value in standing.items()):
        raise Conflict("authority.changed_meanwhile", subject=found.subject)


def _limits(term: Authority | None) -> dict[str, object]:
    bound = None if term is None else term.over_period
    return {
        "per_decision": None if term is None else term.per_decision,
        "per_buyer": None if term is None else term.per_buyer,
        "per_period": None if bound is None else bound.most,
        "months": None if bound is None else bound.months,
    }


def _limits_of(found: Matter) -> Authority:
    most = found.amount("per_period")
    bound = None if most is None else OverPeriod(most, int(found.text("months")))
    return Authority(found.text("role"), found.stated("per_decision"), found.stated("per_buyer"), bound)


def _payments(term: PaymentAuthority | None) -> dict[str, object]:
    names = ("settle_up_to", "pay_up_to", "refund_up_to", "third_person_above")
    return {name: None if term is None else getattr(term, name) for name in names}


def _payments_of(found: Matter) -> PaymentAuthority:
    return PaymentAuthority(
        role=found.text("role"),
        settle_up_to=found.stated("settle_up_to"),
        pay_up_to=found.stated("pay_up_to"),
        refund_up_to=found.stated("refund_up_to"),
        third_person_above=found.stated("third_person_above"),
    )
