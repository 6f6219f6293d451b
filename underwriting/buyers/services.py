"""Acts on a policy's buyers: matched in the register of companies, or entered there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId, PolicyId
from insurer.parties.facts import PartyEntry, fit_entry, name_key
from insurer.parties.public import CertainParties, Sought, parties, party, register_parties
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
    register = _Register(act, [buyer for reference, buyer in buyers.items() if reference not in known])
    matched = 0
    for reference, buyer in buyers.items():
        if reference in known:
            register.parties[reference] = known[reference]
            matched += 1
        else:
            matched += register.find_or_enter(buyer)
    register.enter()
    linked = {reference: register.parties[reference] for reference in buyers if reference in register.parties}
    db.session.add_all(
        PolicyBuyer(
            policyholder_id=policy.policyholder,
            policy_id=policy_id,
            party_id=party_id,
            reference=reference,
            linked_at=act.at,
            linked_by=act.actor.login,
        )
        for reference, party_id in linked.items()
    )
    db.session.flush()
    act.record(
        f"policy:{policy.number}",
        "buyers.linked",
        policyholder=policy.policyholder,
        buyers=len(linked),
    )
    return LinkedBuyers(linked, matched, len(linked) - matched, register.refused)


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


class _Register:
    """The register of companies, asked for many buyers at once; those it does not know are entered together."""

    def __init__(self, act: Act, buyers: Collection[NamedBuyer]) -> None:
        self._act = act
        self._known = CertainParties([_sought(buyer) for buyer in buyers if _means_somebody(buyer)])
        self._waiting: dict[str, PartyEntry] = {}
        self._taken: set[object] = set()
        self.parties: dict[str, PartyId] = {}
        self.refused: dict[str, InvalidInput] = {}

    def find_or_enter(self, buyer: NamedBuyer) -> bool:
        """Whether the buyer is surely known; else it waits to be entered, or is refused."""
        marks = {(name_key(buyer.entry.name), buyer.entry.country), buyer.entry.national_id} - {None}
        if marks & self._taken:
            self.enter()
        found = self._known.meant(_sought(buyer)) if _means_somebody(buyer) else None
        if found is not None:
            self.parties[buyer.reference] = found.answers
            return True
        try:
            self._waiting[buyer.reference] = fit_entry(buyer.entry)
            self._taken |= marks
        except InvalidInput as refusal:
            self.refused[buyer.reference] = refusal
        return False

    def enter(self) -> None:
        """Enter those who wait."""
        if not self._waiting:
            return
        entered = register_parties(self._act, list(self._waiting.values()))
        self.parties |= dict(zip(self._waiting, entered, strict=True))
        self._known.learn(parties(entered).values())
        self._waiting.clear()
        self._taken.clear()


def _means_somebody(buyer: NamedBuyer) -> bool:
    """A bare customer number means nobody."""
    return buyer.named or buyer.entry.national_id is not None


def _sought(buyer: NamedBuyer) -> Sought:
    return Sought(buyer.entry.name, buyer.entry.country, buyer.entry.national_id)
