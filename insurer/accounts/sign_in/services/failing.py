"""What a wrong password or code costs: the next try waits longer, per device, login and address."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from insurer.accounts.models import Login
from insurer.accounts.sign_in.documents import tell
from insurer.accounts.sign_in.models import KnownDevice, SignInAddress
from insurer.accounts.sign_in.queries import known_device
from insurer.accounts.sign_in.rules import wait_after
from insurer.accounts.sign_in.terms import ADDRESS_FORGETS, ADDRESS_PATIENCE, MANY_FAILURES, Sender
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock


@command(needs=None)
def note_failed_sign_in(act: Act, login_id: int | None, sender: Sender) -> None:
    """Count a failure and let the next try wait longer; the login's owner hears of many in a row."""
    login = lock(Login, login_id) if login_id is not None else None
    count_failure(act, login, sender)
    act.record(
        f"login:{login.name if login else 'unknown'}",
        "accounts.failed",
        address=sender.address,
        device=sender.device,
    )


def count_failure(act: Act, login: Login | None, sender: Sender) -> None:
    """Count a wrong password or code against whoever sent it, part of the running act."""
    device = known_device(sender.known, login.id) if login is not None else None
    if device is not None:
        _count(act, device)
        return
    if login is not None:
        _count(act, login)
        if login.failures == MANY_FAILURES:
            tell(act, login, "many_failures", count=MANY_FAILURES)
    _count_address(act, sender.address)


def _count(act: Act, counted: Login | KnownDevice) -> None:
    counted.failures += 1
    counted.wait_until = act.at + wait_after(counted.failures)


def _count_address(act: Act, address: str) -> None:
    row = _address(act, address)
    if act.at - row.failed_at > ADDRESS_FORGETS:
        row.failures = 0
    row.failures += 1
    row.failed_at, row.wait_until = act.at, act.at + wait_after(row.failures, ADDRESS_PATIENCE)


def _address(act: Act, address: str) -> SignInAddress:
    """The row of an address, locked; of two first failures at the same moment one makes it and the other finds it."""
    row = db.session.get(SignInAddress, address, with_for_update=True)
    if row is not None:
        return row
    try:
        with db.session.begin_nested():
            row = SignInAddress(address=address, failures=0, failed_at=act.at)
            db.session.add(row)
    except IntegrityError:
        return lock(SignInAddress, address)
    return row
