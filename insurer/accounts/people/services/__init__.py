"""Acts on people's rights."""

from insurer.accounts.people.services.colleagues import end_colleague, invite_colleague, restrict_colleague
from insurer.accounts.people.services.grants import (
    agree_to_role,
    appoint_administrator,
    decline_role,
    end_role_now,
    request_role,
    withdraw_role_request,
)
from insurer.accounts.people.services.logins import disable_login, enable_login, invite_person
from insurer.accounts.people.services.mandates import end_mandate, give_mandate
from insurer.accounts.people.services.review import sign_off_access_review

__all__ = [
    "agree_to_role",
    "appoint_administrator",
    "decline_role",
    "disable_login",
    "enable_login",
    "end_colleague",
    "end_mandate",
    "end_role_now",
    "give_mandate",
    "invite_colleague",
    "invite_person",
    "request_role",
    "restrict_colleague",
    "sign_off_access_review",
    "withdraw_role_request",
]
