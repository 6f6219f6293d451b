"""What both sides see of a policyholder's accounts."""

from __future__ import annotations

from flask import flash, g, redirect, render_template
from flask.typing import ResponseReturnValue

from insurer.accounts.public import standing_matter
from insurer.infra.clock import now
from insurer.infra.languages import _, reader_locale
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput
from insurer.parties.facts import PartyFacts
from policies.bank_details import queries
from policies.bank_details.forms import detail_form, entry_of
from policies.bank_details.services import BANK_DETAIL, cooling_time, enter_bank_detail
from policies.bank_details.terms import BankDetailFacts

COLUMNS = (
    Column("account", "Bank account", narrow=True),
    Column("holder", "Account holder"),
    Column("entered_by", "Entered by"),
    Column("entered_at", "On", "date"),
    Column("checked_by", "Verified by"),
    Column("usable_from", "Paid to from", "date"),
    Column("state", "Status", "status", narrow=True),
)


def detail_page(side: str, company: PartyFacts, form: SafeForm, crumbs: list[Crumb]) -> str:
    """The account in force, the one that waits, all that were ever entered, and the form for another."""
    details, at = queries.details_of(company.id), now()
    subject = f"{BANK_DETAIL}:{company.public_id}"
    return render_template(
        f"policies/bank_details/{side}/show.html",
        company=company,
        name=company.shown_name(reader_locale()),
        standing=queries.standing_detail(company.id),
        waiting=queries.detail_to_verify(company.id),
        matter=standing_matter(BANK_DETAIL, subject),
        at=at,
        hours=int(cooling_time().total_seconds() // 3600),
        table=_table(details),
        form=form,
        crumbs=crumbs,
    )


def entered(side: str, company: PartyFacts, crumbs: list[Crumb], back: str) -> ResponseReturnValue:
    """Enter the account that was typed, or show what is wrong with it."""
    form = detail_form(in_house=side == "desk")
    if not form.validate():
        return detail_page(side, company, form, crumbs), 422
    try:
        enter_bank_detail(g.act, company.id, entry_of(form), reason=form["reason"].data or "")
    except InvalidInput as refusal:
        form.refuse(refusal)
        return detail_page(side, company, form, crumbs), 422
    flash(_("The account was entered. A second person of the insurer verifies it."), "good")
    return redirect(back, 303)


def _table(details: list[BankDetailFacts]) -> Table:
    at = now()
    rows = [
        table_row(
            COLUMNS,
            (
                one.masked, one.holder, one.entered_by, one.entered_at.date(), one.checked_by,
                one.usable_from.date() if one.usable_from else None, one.state(at),
            ),
        )
        for one in details
    ]  # fmt: skip
    return Table("details", COLUMNS, rows, caption=_("Accounts entered"), empty=_("No account was entered yet."))
