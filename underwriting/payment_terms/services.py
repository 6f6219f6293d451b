"""The act on payment terms: keeping what was agreed with a buyer."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId, PolicyId
from insurer.parties.public import party
from policies.public import policy_facts
from underwriting.buyers.queries import require_buyer
from underwriting.payment_terms.models import BuyerTerms
from underwriting.payment_terms.rules import fit_terms
from underwriting.payment_terms.terms import TradeTerms


@command(needs=May.LEDGER_IMPORT)
def keep_terms(
    act: Act, policy_id: PolicyId, party_id: PartyId, *, name: str, terms: TradeTerms, valid_from: date
) -> int:
    """Keep the terms agreed with a buyer for invoices from a day on; the ledger and its due days stay as they are.

    Terms beyond what the policy allows are kept too, and shown so: what was agreed was agreed.
    """
    policy = policy_facts(policy_id)
    require_buyer(policy_id, party_id)
    fit_terms(terms)
    if not name.strip():
        raise InvalidInput("input.required", "name")
    row = BuyerTerms(
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        party_id=party_id,
        name=name.strip(),
        kind=terms.kind.value,
        start=terms.start.value,
        days=terms.days,
        day_of_month=terms.day_of_month,
        discount=terms.discount,
        discount_days=terms.discount_days,
        deposit=terms.deposit,
        valid_from=valid_from,
        recorded_at=act.at,
        recorded_by=act.actor.login,
    )
    db.session.add(row)
    db.session.flush()
    act.record(
        f"policy:{policy.number}",
        "payment_terms.kept",
        policyholder=policy.policyholder,
        buyer=party(party_id).public_id,
        name=row.name,
        kind=terms.kind,
        days=terms.days,
    )
    return row.id
