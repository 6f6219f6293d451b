"""People for administrators: who may do what, by whose hand; roles by two; mandates; the review of access."""

from insurer.accounts.people.desk import everybody, mandates, review, roles
from insurer.accounts.people.desk.entry import desk

__all__ = ["desk", "everybody", "mandates", "review", "roles"]
