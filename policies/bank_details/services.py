"""Acts on bank details: entering, verifying by a second person, and paying to what was verified and has cooled."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from insurer.accounts.facts import May
from insurer.accounts.public import agree, put_forward, use
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.numbering import next_number
from insurer.infra.sealing import fingerprints, seal, sealed_again, seals
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import Minor, PartyId, PersonId
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.bank_details import queries
from policies.bank_details.documents import tell_of_change
from policies.bank_details.models import BankDetail, BankDetailCheck, BankDetailSeal, Payee, Payout
from policies.bank_details.rules import checked_entry, masked
from policies.bank_details.terms import BankDetailEntry, BankDetailFacts

BANK_DETAIL = "bank_detail"
"""The kind of matter that four eyes see."""


@command(needs=May.BANK_DETAIL_ENTER)
def enter_bank_detail(act: Act, policyholder: PartyId, entry: BankDetailEntry, *, reason: str = "") -> str:
    """Enter an account for a policyholder's indemnities and refunds; a second person of the insurer verifies it.

    Nothing is paid to it before. Somebody of the house names the paper it rests on. Returns the detail's number.
    """
    if not act.actor.scope.has(policyholder):
        raise NotFound("party.absent", id=policyholder)
    author = _person(act)
    entry = checked_entry(entry)
    if act.actor.scope.everything and not entry.document.strip():
        raise InvalidInput("input.required", "document")
    if not entry.contact:
        raise InvalidInput("input.required", "contact")
    payee = _locked_payee(act, policyholder)
    before, marks = queries.standing_detail(policyholder), fingerprints(_whole(entry), queries.PURPOSE)
    if before is not None and before.fingerprint in marks:
        raise InvalidInput("bank_details.nothing_changes", "account")
    detail = _kept(act, payee, entry, marks[0], author)
    content = _content(detail, before)
    put_forward(act, BANK_DETAIL, _subject(policyholder), content, reason=reason or entry.document)
    tell_of_change(act, "bank_details.entered", detail, before)
    _record(act, detail, "bank_details.entered")
    return detail.number


@command(needs=May.BANK_DETAIL_VERIFY)
def verify_bank_detail(act: Act, policyholder: PartyId) -> None:
    """Verify the account entered last, as a person who entered none of this policyholder's; it cools from now on.

    Whatever was approved for the account that stood before is void by that: its digest names the old one.
    """
    _locked_payee(act, policyholder)
    detail, before = queries.detail_to_verify(policyholder), queries.standing_detail(policyholder)
    if detail is None:
        raise Conflict("bank_details.nothing_to_verify")
    content = _content(detail, before)
    agree(act, BANK_DETAIL, _subject(policyholder), content)
    use(act, BANK_DETAIL, _subject(policyholder), content)
    db.session.add(
        BankDetailCheck(
            policyholder_id=policyholder,
            detail_id=detail.id,
            checked_at=act.at,
            checked_by=act.actor.name,
            checked_by_person=_person(act),
            usable_from=act.at + cooling_time(),
        )
    )
    db.session.flush()
    verified = queries.standing_detail(policyholder)
    assert verified is not None
    tell_of_change(act, "bank_details.verified", verified, before)
    _record(act, verified, "bank_details.verified")


def pay_out(act: Act, policyholder: PartyId, *, payment: str, amount: Money) -> BankDetailFacts:
    """Note to which account a payment goes, part of the running act; the account is locked until it ends.

    Refuses without a verified and cooled account, and a payer who verified it. Source: invariant I13.
    """
    _locked_payee(act, policyholder)
    detail = queries.usable_detail(policyholder, act.at)
    if detail is None:
        standing = queries.standing_detail(policyholder)
        if standing is None:
            raise Conflict("bank_details.none_verified")
        raise Conflict("bank_details.cooling", usable_from=standing.usable_from)
    payer = _person(act)
    if payer == detail.checker:
        raise NotAllowed("bank_details.payer_verified", detail=detail.number)
    db.session.add(
        Payout(
            policyholder_id=policyholder,
            payment=payment,
            detail_id=detail.id,
            currency=amount.currency,
            amount_minor=Minor(amount.minor),
            paid_at=act.at,
            paid_by_person=payer,
        )
    )
    act.record(
        f"bank_detail:{detail.number}",
        "bank_details.paid_to",
        policyholder=policyholder,
        payment=payment,
        amount=amount,
        age_days=detail.age_days(act.at),
    )
    return detail


def lock_payee(act: Act, policyholder: PartyId) -> None:
    """Hold the policyholder's account as it stands until the act ends: whoever binds a payment to it does."""
    _locked_payee(act, policyholder)


def cooling_time() -> timedelta:
    """How long a verified account is not paid to."""
    return timedelta(hours=current_app.config["SETTINGS"].bank_detail_cooling_hours)


def _locked_payee(act: Act, policyholder: PartyId) -> Payee:
    known = select(Payee.id).where(Payee.policyholder_id == policyholder)
    found = db.session.scalar(known)
    if found is None:
        try:
            with db.session.begin_nested():
                db.session.add(Payee(policyholder_id=policyholder, since=act.at))
        except IntegrityError:
            db.session.expire_all()
        found = db.session.scalars(known).one()
    return lock(Payee, found)


def _kept(act: Act, payee: Payee, entry: BankDetailEntry, mark: str, author: PersonId) -> BankDetailFacts:
    number = next_number("BD", act.today.year)
    row = BankDetail(
        number=number,
        policyholder_id=payee.policyholder_id,
        payee_id=payee.id,
        kind=entry.kind.value,
        holder=entry.holder,
        country=entry.country,
        masked=masked(entry),
        fingerprint=mark,
        bic=entry.bic,
        bank=entry.bank,
        branch=entry.branch,
        contact=entry.contact,
        contact_locale=entry.contact_locale,
        document=entry.document.strip(),
        entered_at=act.at,
        entered_by=act.actor.name,
        entered_by_person=author,
    )
    db.session.add(row)
    db.session.flush()
    sealed = seal(entry.account, queries.PURPOSE, number)
    db.session.add(BankDetailSeal(policyholder_id=row.policyholder_id, detail_id=row.id, sealed=sealed))
    db.session.flush()
    return queries.details_of(payee.policyholder_id)[0]


@seals("bank details")
def seal_bank_details_again() -> int:
    """Every account number under the present secret; how many were under another."""
    moved = 0
    rows = select(BankDetailSeal, BankDetail.number).join(BankDetail, BankDetail.id == BankDetailSeal.detail_id)
    for row, number in db.session.execute(rows.with_for_update(of=BankDetailSeal)):
        sealed = sealed_again(row.sealed, queries.PURPOSE, number)
        if sealed is not None:
            row.sealed, moved = sealed, moved + 1
    return moved


def _whole(entry: BankDetailEntry) -> str:
    """All of an account that money follows, as one text."""
    return "\x1f".join(
        (entry.kind.value, entry.country, entry.account, entry.bic, entry.bank, entry.branch, entry.holder)
    )


def _content(detail: BankDetailFacts, before: BankDetailFacts | None) -> dict[str, object]:
    """What the second person agrees to: this account instead of that one."""
    return {
        "detail": detail.number,
        "company": detail.policyholder,
        "holder": detail.holder,
        "account": detail.masked,
        "bic": detail.bic,
        "bank": detail.bank,
        "branch": detail.branch,
        "country": detail.country,
        "document": detail.document,
        "contact": detail.contact,
        "digest": detail.fingerprint,
        "before_holder": before.holder if before else "",
        "before_account": before.masked if before else "",
        "before_digest": before.fingerprint if before else "",
    }


def _subject(policyholder: PartyId) -> str:
    return f"{BANK_DETAIL}:{party(policyholder).public_id}"


def _record(act: Act, detail: BankDetailFacts, what: str) -> None:
    act.record(
        f"bank_detail:{detail.number}",
        what,
        policyholder=detail.policyholder,
        account=detail.masked,
        holder=detail.holder,
    )


def _person(act: Act) -> PersonId:
    if act.actor.person is None:
        raise NotAllowed("approval.needs_a_person")
    return act.actor.person
