"""Acts on a policy's buyers: matched in the register of companies, or entered there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId, PolicyId
from insurer.parties.facts import PartyEntry, fit_entry
from insurer.parties.public import certain_party, party, register_party
from policies.public import policy_facts
from underwriting.buyers.models import PolicyBuyer
from underwriting.buyers.queries import buyers_under_other_policies


@dataclass(frozen=True, slots=True)
class NamedBuyer:
    """How a policyholder speaks of a buyer. Without a name the customer number stands for it and matches nobody."""

    reference: str
    entry: PartyEntry
    named: bool


@dataclass(frozen=True, slots=True)
class LinkedBuyers:
    """The buyers by customer number; how many the register knew and how many were new; and what it refused."""

    parties: Mapping[str, PartyId]
    matched: int
    new: int
    refused: Mapping[str, InvalidInput]


@command(needs=May.LEDGER_IMPORT)
def link_buyers(act: Act, policy_id: PolicyId, buyers: Mapping[str, NamedBuyer]) -> LinkedBuyers:
    """Tie customer numbers to companies: as under the policyholder's other policies, by register, or newly entered.

    A match is taken only when it is certain (a registered number, or the same name in the same country); a
    branch is answered for by its head office. An entry the register would refuse is handed back with its reason.
    """
    policy = policy_facts(policy_id)
    known = buyers_under_other_policies(policy.policyholder, list(buyers))
    linked: dict[str, PartyId] = {}
    refused: dict[str, InvalidInput] = {}
    matched = 0
    for reference, buyer in buyers.items():
        found = known.get(reference) or _registered(buyer)
        if found is None:
            try:
                fit = fit_entry(buyer.entry)
            except InvalidInput as refusal:
                refused[reference] = refusal
                continue
            found = register_party(act, fit, namesake=True)
        else:
            matched += 1
        linked[reference] = found
        db.session.add(
            PolicyBuyer(
                policyholder_id=policy.policyholder,
                policy_id=policy_id,
                party_id=found,
                reference=reference,
                linked_at=act.at,
                linked_by=act.actor.login,
            )
        )
    db.session.flush()
    act.record(
        f"policy:{policy.number}",
        "buyers.linked",
        policyholder=policy.policyholder,
        buyers=len(linked),
    )
    return LinkedBuyers(linked, matched, len(linked) - matched, refused)


@command(needs=May.LIMIT_REQUEST)
def name_buyer(act: Act, policy_id: PolicyId, buyer: NamedBuyer) -> PartyId:
    """Tie one buyer that a policyholder names to the policy; the answer is the same whether others know it or not."""
    linked = link_buyers(act, policy_id, {buyer.reference: buyer})
    for refusal in linked.refused.values():
        raise refusal
    found = linked.parties[buyer.reference]
    policy = policy_facts(policy_id)
    act.record(
        f"buyer:{party(found).public_id}",
        "buyer.named",
        also=(f"policy:{policy.number}",),
        policyholder=policy.policyholder,
        reference=buyer.reference,
    )
    return found


def _registered(buyer: NamedBuyer) -> PartyId | None:
    """The company that is certainly meant; a bare customer number means nobody."""
    if not buyer.named and buyer.entry.national_id is None:
        return None
    found = certain_party(buyer.entry.name, buyer.entry.country, buyer.entry.national_id)
    return None if found is None else found.answers
