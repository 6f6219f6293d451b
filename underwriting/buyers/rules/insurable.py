"""Which buyers and countries a policy insures at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from insurer.kernel.ids import PartyId
from insurer.parties.facts import PartyFacts
from policies.facts import CountryScope, Section
from underwriting.exposure.terms import Refused


@dataclass(frozen=True, slots=True)
class Business:
    """The sales that a policy is for: its holder and home country, the sections and the buyers' countries."""

    policyholder: PartyId
    home: str | None
    sections: Collection[str]
    countries: CountryScope


def insurable(buyer: PartyFacts, policyholder: PartyId) -> bool:
    """A buyer is somebody else: nobody is insured against its own default, nor its branch or its head office's."""
    return policyholder not in (buyer.id, buyer.answers)


def country_covered(country: str | None, countries: CountryScope) -> bool:
    """Whether the policy insures buyers there; an unknown country only where every one is insured."""
    return country in countries if country is not None else countries.insured is None


def section_of(country: str | None, home: str | None) -> Section | None:
    """Domestic or export by the two countries; None where one of them is unknown."""
    if country is None or home is None:
        return None
    return Section.DOMESTIC if country == home else Section.EXPORT


def section_covered(country: str | None, home: str | None, sections: Collection[str]) -> bool:
    """Whether the policy has the section; where it cannot be told, only a policy with both has it for sure."""
    section = section_of(country, home)
    return section in sections if section is not None else all(one in sections for one in Section)


def buyer_refusals(buyer: PartyFacts, business: Business) -> tuple[Refused, ...]:
    """Every reason why sales to this buyer are no business of the policy's."""
    country = buyer.country or "–"
    found = []
    if not insurable(buyer, business.policyholder):
        found.append(Refused("buyer_not_insurable", "policy.buyers"))
    if not country_covered(buyer.country, business.countries):
        found.append(Refused("country_not_covered", "policy.countries", {"country": country}))
    if not section_covered(buyer.country, business.home, business.sections):
        found.append(Refused("section_not_covered", "policy.sections", {"country": country}))
    return tuple(found)
