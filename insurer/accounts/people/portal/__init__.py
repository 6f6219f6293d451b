"""People outside the house: a company's colleagues, a broker's clients."""

from insurer.accounts.people.portal.clients import clients
from insurer.accounts.people.portal.colleagues import portal as colleagues

__all__ = ["clients", "colleagues"]
