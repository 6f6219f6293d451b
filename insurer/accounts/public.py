"""The door of accounts: questions and orders for the storeys above."""

from insurer.accounts.approvals.pages import to_check, wordings
from insurer.accounts.approvals.panels import ApprovalKind, add_approval_kind, each
from insurer.accounts.approvals.queries import matters_on, standing_matter
from insurer.accounts.approvals.services import agree, digest_of, put_forward, turn_down, use, withdraw
from insurer.accounts.calendars.queries import read_as_bearer
from insurer.accounts.messages.documents import Said, said
from insurer.accounts.messages.panels import Directory, look_up_in
from insurer.accounts.messages.queries import subjects_read, unread_count, unread_of
from insurer.accounts.messages.services import telling_by
from insurer.accounts.messages.terms import Way
from insurer.accounts.people.panels import KnownCompany, KnownPolicy, Register, look_up_people_in
from insurer.accounts.people.queries.rights import entrants, own_mandates
from insurer.accounts.people.services import agree_to_role, give_mandate, request_role, restrict_colleague
from insurer.accounts.queries import actor_named, companies_of, previous_visit
from insurer.accounts.services import open_login, register_person

__all__ = [
    "ApprovalKind",
    "Directory",
    "KnownCompany",
    "KnownPolicy",
    "Register",
    "Said",
    "Way",
    "actor_named",
    "add_approval_kind",
    "agree",
    "agree_to_role",
    "companies_of",
    "digest_of",
    "each",
    "entrants",
    "give_mandate",
    "look_up_in",
    "look_up_people_in",
    "matters_on",
    "open_login",
    "own_mandates",
    "previous_visit",
    "put_forward",
    "read_as_bearer",
    "register_person",
    "request_role",
    "restrict_colleague",
    "said",
    "standing_matter",
    "subjects_read",
    "telling_by",
    "to_check",
    "turn_down",
    "unread_count",
    "unread_of",
    "use",
    "withdraw",
    "wordings",
]
