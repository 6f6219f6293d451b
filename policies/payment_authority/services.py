"""Acts of authority over payments: giving and changing it."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import PORTAL_ROLES, Role
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import Minor
from policies.payment_authority.models import PaymentAuthorityRow
from policies.payment_authority.terms import PaymentAuthority


@command(needs=None)
def set_payment_authority(act: Act, term: PaymentAuthority, *, valid_from: date) -> None:
    """Say what a role of the house may settle, pay and refund from a day on that is not past; zero takes it away."""
    if term.role not in {role.value for role in Role} - {role.value for role in PORTAL_ROLES}:
        raise InvalidInput("authority.unknown_role", "role", value=term.role[:40])
    amounts = (term.settle_up_to, term.pay_up_to, term.refund_up_to, term.third_person_above)
    if len({amount.currency for amount in amounts}) != 1 or min(amount.minor for amount in amounts) < 0:
        raise InvalidInput("authority.amounts_out_of_order", "settle_up_to")
    if valid_from < act.today:
        raise InvalidInput("authority.back_dated", "valid_from", day=valid_from)
    db.session.add(
        PaymentAuthorityRow(
            role=term.role,
            currency=term.pay_up_to.currency,
            settle_up_to_minor=Minor(term.settle_up_to.minor),
            pay_up_to_minor=Minor(term.pay_up_to.minor),
            refund_up_to_minor=Minor(term.refund_up_to.minor),
            third_person_above_minor=Minor(term.third_person_above.minor),
            valid_from=valid_from,
            recorded_at=act.at,
            recorded_by=act.actor.login,
        )
    )
    act.record(
        f"authority:{term.role}",
        "payment_authority.set",
        settle_up_to=term.settle_up_to,
        pay_up_to=term.pay_up_to,
        refund_up_to=term.refund_up_to,
        third_person_above=term.third_person_above,
        valid_from=valid_from,
    )
