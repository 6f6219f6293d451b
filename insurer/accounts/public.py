"""The door of accounts: questions and orders for the storeys above."""

from insurer.accounts.approvals.services import agree, put_forward, use, withdraw
from insurer.accounts.queries import actor_named, previous_visit
from insurer.accounts.services import open_login, register_person

__all__ = [
    "actor_named",
    "agree",
    "open_login",
    "previous_visit",
    "put_forward",
    "register_person",
    "use",
    "withdraw",
]
