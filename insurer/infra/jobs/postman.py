"""The postman: tries every mail that is due, each claim and each outcome an act of its own."""

from __future__ import annotations

from insurer.infra.clock import now
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.outbox import claim_mail, due_mails, send_mail


@command(needs=None)
def take_mail(act: Act, mail_id: int) -> bool:
    """Claim one mail for one try."""
    taken = claim_mail(mail_id, act.at)
    act.record(f"mail:{mail_id}", "mail.taken" if taken else "mail.not_due")
    return taken


@command(needs=None)
def try_mail(act: Act, mail_id: int) -> bool:
    """Hand one claimed mail over and note the outcome."""
    sent = send_mail(mail_id, act.at)
    act.record(f"mail:{mail_id}", "mail.sent" if sent else "mail.not_sent")
    return sent


def send_due_mails() -> int:
    """Try every mail that is due; returns how many left the house."""
    sent = 0
    for mail_id in due_mails(now()):
        if take_mail(house_act(), mail_id):
            sent += try_mail(house_act(), mail_id)
        db.session.remove()
    return sent
