"""Who can be an insured buyer at all."""

from __future__ import annotations

from insurer.kernel.ids import PartyId
from insurer.parties.facts import PartyFacts


def insurable(buyer: PartyFacts, policyholder: PartyId) -> bool:
    """A buyer is somebody else: nobody is insured against its own default, nor its branch or its head office's."""
    return policyholder not in (buyer.id, buyer.answers)
