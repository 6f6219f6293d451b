"""Acts of the ways in."""

from insurer.accounts.sign_in.services.entering import (
    begin_entry,
    complete_with_code,
    complete_with_passkey,
    confirm_person,
    enter,
    prove,
    question_entry,
    sign_in,
)
from insurer.accounts.sign_in.services.links import (
    ask_for_reset,
    create_administrator,
    follow_link,
    invite_again,
    invite_login,
    start_reset,
)

__all__ = [
    "ask_for_reset",
    "begin_entry",
    "complete_with_code",
    "complete_with_passkey",
    "confirm_person",
    "create_administrator",
    "enter",
    "follow_link",
    "invite_again",
    "invite_login",
    "prove",
    "question_entry",
    "sign_in",
    "start_reset",
]
