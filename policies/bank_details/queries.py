"""Reads of bank details, within the reader's scope: what was entered, what stands, what money may go to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from insurer.infra.db import db
from insurer.infra.sealing import unseal
from insurer.kernel.ids import PartyId
from policies.bank_details.models import BankDetail, BankDetailCheck, BankDetailSeal, Payout
from policies.bank_details.terms import AccountKind, BankDetailFacts, DetailState

PURPOSE = "bank_detail"
"""What the account numbers are sealed for."""


def details_of(policyholder: PartyId) -> list[BankDetailFacts]:
    """Every detail ever entered for a policyholder, the newest first."""
    rows = db.session.execute(
        select(BankDetail, BankDetailCheck)
        .outerjoin(BankDetailCheck, BankDetailCheck.detail_id == BankDetail.id)
        .where(BankDetail.policyholder_id == policyholder)
        .order_by(BankDetail.id.desc())
    ).all()
    verified = [row.id for row, check in rows if check is not None]
    return [_facts(row, check, _replaced(row, verified, rows[0][0].id, check)) for row, check in rows]


def standing_detail(policyholder: PartyId) -> BankDetailFacts | None:
    """The detail verified last: the one that payments are bound to, cooled or not; None when there is none."""
    return next((one for one in details_of(policyholder) if one.checker is not None and not one.replaced), None)


def detail_to_verify(policyholder: PartyId) -> BankDetailFacts | None:
    """The detail entered last, when nobody has verified it yet."""
    newest = next(iter(details_of(policyholder)), None)
    return newest if newest is not None and newest.checker is None else None


def usable_detail(policyholder: PartyId, at: datetime) -> BankDetailFacts | None:
    """Where money may go at a moment: verified and cooled; None when there is no such account."""
    found = standing_detail(policyholder)
    return found if found is not None and found.state(at) is DetailState.USABLE else None


def payee_content(policyholder: PartyId) -> dict[str, object]:
    """What an approval of a payment binds to of the account: empty texts where none is verified."""
    found = standing_detail(policyholder)
    if found is None:
        return {"payee": "", "payee_account": "", "payee_digest": ""}
    return {
        "payee": f"{found.holder} · {found.number}",
        "payee_account": found.masked,
        "payee_digest": found.fingerprint,
    }


def account_in_full(detail: BankDetailFacts) -> str:
    """The number itself, for whoever pays; it is kept sealed."""
    sealed = db.session.scalars(select(BankDetailSeal.sealed).where(BankDetailSeal.detail_id == detail.id)).one()
    return unseal(sealed, PURPOSE, detail.number)


def payout_of(payment: str) -> tuple[Payout, BankDetailFacts] | None:
    """To which account a payment went, None for one that went to none (set off in full, or before they were kept)."""
    row = db.session.scalar(select(Payout).where(Payout.payment == payment))
    if row is None:
        return None
    return row, next(one for one in details_of(row.policyholder_id) if one.id == row.detail_id)


def _replaced(row: BankDetail, verified: list[int], newest: int, check: BankDetailCheck | None) -> bool:
    """A verified detail is replaced by a later verified one, an unverified one by any later entry."""
    return row.id != max(verified) if check is not None else row.id != newest


def _facts(row: BankDetail, check: BankDetailCheck | None, replaced: bool) -> BankDetailFacts:
    return BankDetailFacts(
        id=row.id,
        number=row.number,
        policyholder=row.policyholder_id,
        kind=AccountKind(row.kind),
        holder=row.holder,
        country=row.country,
        masked=row.masked,
        fingerprint=row.fingerprint,
        bic=row.bic,
        bank=row.bank,
        branch=row.branch,
        contact=row.contact,
        contact_locale=row.contact_locale,
        document=row.document,
        entered_at=row.entered_at,
        entered_by=row.entered_by,
        author=row.entered_by_person,
        checked_at=check.checked_at if check else None,
        checked_by=check.checked_by if check else "",
        checker=check.checked_by_person if check else None,
        usable_from=check.usable_from if check else None,
        replaced=replaced,
    )
