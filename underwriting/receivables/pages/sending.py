"""The pages on which a ledger is sent: the file, its columns and first rows as understood, the confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from insurer.infra.clock import today
from insurer.infra.files import keep_file, kept_file
from insurer.infra.languages import _, reader_locale, text
from insurer.infra.sealing import signing_secrets
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import present_actor
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.parsing import parse_day
from policies.facts import PolicyFacts
from underwriting.buyers.pages.choosing import chosen_policy
from underwriting.receivables import queries
from underwriting.receivables.forms import SheetForm, UploadForm, mapping_form, sheet_form
from underwriting.receivables.pages.frame import render_side
from underwriting.receivables.reading.ledger import Ledger
from underwriting.receivables.services.closing import Closing, closing_preview
from underwriting.receivables.services.importing import opened_content, receive_ledger
from underwriting.receivables.states import ImportMode
from underwriting.receivables.terms import (
    DAY_FIELDS,
    REQUIRED_FIELDS,
    DayOrder,
    Field,
    LedgerRow,
    ReadingPlan,
    RefusedRow,
)

FIRST_ROWS = 8
NEEDED_FIELDS = (Field.BUYER_REFERENCE, Field.BUYER_NAME, Field.COUNTRY, *REQUIRED_FIELDS, Field.CURRENCY)
"""The columns that a ledger lives by; the others may be absent."""
DAY_FIRST = dict.fromkeys(DAY_FIELDS, DayOrder.DAY_FIRST)
DAYS_UNTOLD = ("ledger.plan.day_order_undecided", "ledger.plan.day_order_contradictory")


def upload_page(side: str) -> ResponseReturnValue:
    """Where a ledger file is sent."""
    form = UploadForm()
    if request.method == "GET":
        form.as_of.data = today()
        return _upload(side, form)
    policy = _policy()
    if not form.validate():
        return _upload(side, form), 422
    content, name = form.file.data.read(), form.file.data.filename or "ledger"
    plan = ReadingPlan(currency=form.currency.data or None)
    kept = _sign(keep_file(content), name, form.as_of.data.isoformat())
    try:
        return _looked_at(side, policy, kept, content, name, plan)
    except InvalidInput as refusal:
        form.refuse(InvalidInput(refusal.code, "file", **refusal.facts))
        return _upload(side, form), 422


def _looked_at(
    side: str, policy: PolicyFacts, kept: str, content: bytes, name: str, plan: ReadingPlan
) -> ResponseReturnValue:
    """The file as it was understood, or the question that it leaves open; InvalidInput when it cannot be taken."""
    if (known := _as_before(side, policy, kept, content, name, plan.sheet)) is not None:
        return known
    try:
        return _mapping(side, policy, kept, content, name, plan)
    except InvalidInput as refusal:
        if refusal.code in DAYS_UNTOLD:
            return _days_untold(side, policy, kept, content, name, plan, refusal), 422
        if refusal.code == "ledger.file.several_sheets":
            return _sheets_page(side, policy, kept, name, plan, refusal), 422
        if refusal.code != "ledger.plan.fields_missing":
            raise
        if _missing(refusal) == ["currency"]:
            plan = replace(plan, currency=policy.currency)
            return _mapping(side, policy, kept, content, name, plan, proposed=True)
        return _incomplete(side, policy, kept, name, plan, refusal), 422


def _as_before(side: str, policy: PolicyFacts, kept: str, content: bytes, name: str, sheet: str | None) -> str | None:
    """The page as it was confirmed for the last file with the same headings; None when there was none, or it fails."""
    if not queries.imports_of([policy.id]):
        return None
    try:
        headers, _sheets = _headers(_unsign(kept)[0], name, sheet)
        if (known := queries.remembered_plan(policy.policyholder, headers)) is None:
            return None
        number, plan = known[0], replace(known[1], sheet=sheet)
        with opened_content(content, name, plan) as ledger:
            form = _filled(kept, ledger, plan.currency)
            form["decimal_mark"].data = plan.decimal_mark or ""
            orders = set(plan.day_orders.values())
            form["day_order"].data = orders.pop().value if len(orders) == 1 else ""
            return _mapping_page(side, policy, form, name, ledger, as_before=number)
    except InvalidInput:
        return None


def confirm_page(side: str) -> ResponseReturnValue:
    """The columns are looked at once more, or confirmed: then the file is received and read by the worker."""
    policy = _policy()
    digest, name, as_of = _unsign(request.form.get("kept", ""))
    content, sheet = kept_file(digest), request.form.get("sheet") or None
    if "read_sheet" in request.form:
        return _sheet_chosen(side, policy, content, name, sheet)
    headers, sheets = _headers(digest, name, sheet)
    form = mapping_form(headers)
    if not form.validate():
        return _mapping_page(side, policy, form, name, None, sheets=sheets), 422
    try:
        plan = _plan_of(form)
        with opened_content(content, name, plan) as ledger:  # what cannot be read is said here, not by the worker later
            stated, full = parse_day(as_of, "as_of"), form["mode"].data == ImportMode.FULL
            closes = closing_preview(policy.id, ledger, stated) if full else None
            unseen = closes is not None and request.form.get("seen") != str(closes.closed.height)
            if "look" in request.form or unseen:
                return _mapping_page(side, policy, form, name, ledger, closes=closes)
        import_id = receive_ledger(
            g.act, policy.id, content=content, filename=name, mapping=plan, as_of=stated,
            mode=ImportMode(form["mode"].data), whole=form["taking"].data == "whole",
        )  # fmt: skip
    except InvalidInput as refusal:
        if refusal.code in DAYS_UNTOLD:
            return _day_first(side, policy, form, content, name, refusal), 422
        form.refuse(_in_words(refusal))
        return _mapping_page(side, policy, form, name, None, sheets=sheets), 422
    flash(_("The file was received and is being read."))
    return redirect(url_for(".ledger_import", number=queries.import_of(import_id).number), 303)


def _sheet_chosen(side: str, policy: PolicyFacts, content: bytes, name: str, sheet: str | None) -> ResponseReturnValue:
    """The file looked at again, with the sheet that the sender chose."""
    kept = request.form["kept"]
    plan = ReadingPlan(currency=request.form.get("rows_currency") or None, sheet=sheet)
    try:
        return _looked_at(side, policy, kept, content, name, plan)
    except InvalidInput as refusal:
        return _sheets_page(side, policy, kept, name, plan, refusal), 422


def _sheets_page(side: str, policy: PolicyFacts, kept: str, name: str, plan: ReadingPlan, refusal: InvalidInput) -> str:
    """The question which sheet of the workbook is the ledger."""
    told = refusal.facts.get("sheets")
    sheets = [str(one) for one in told] if isinstance(told, list | tuple) else [plan.sheet or ""]
    form = _sheet_form(kept, sheets, plan.sheet, plan.currency)
    form.refuse(InvalidInput(refusal.code, "sheet", **refusal.facts))
    crumbs = [Crumb(_("Receivables"), url_for(".imports")), Crumb(_("Sheet of the workbook"))]
    return render_side(side, "sheets", form=form, name=name, policy=policy, crumbs=crumbs)


def _sheet_form(kept: str, sheets: Sequence[str], sheet: str | None, currency: str | None) -> SheetForm:
    form = sheet_form(sheets, formdata=None)
    form.kept.data, form.sheet.data, form.rows_currency.data = kept, sheet, currency or ""
    return form


def _plan_of(form: SafeForm) -> ReadingPlan:
    """How the sender says that the file is to be read; what is left open is concluded from the file."""
    mapping = {field: form[field.value].data for field in Field if form[field.value].data}
    order = form["day_order"].data
    return ReadingPlan(
        mapping=mapping,
        currency=form["rows_currency"].data or None,
        day_orders={field: DayOrder(order) for field in DAY_FIELDS if field in mapping} if order else {},
        decimal_mark=form["decimal_mark"].data or None,
        sheet=form["sheet"].data or None,
    )


def _policy() -> PolicyFacts:
    policy = chosen_policy().policy
    if policy is None:
        raise NotFound("limits.no_policy")
    return policy


def _upload(side: str, form: SafeForm) -> str:
    crumbs = [Crumb(_("Receivables"), url_for(".imports")), Crumb(_("Send a ledger"))]
    return render_side(side, "upload", form=form, choice=chosen_policy(), crumbs=crumbs)


def _missing(refusal: InvalidInput) -> list[str]:
    fields = refusal.facts.get("fields")
    return [str(one) for one in fields] if isinstance(fields, list | tuple) else []


def _in_words(refusal: InvalidInput) -> InvalidInput:
    """A refusal that names fields of a ledger by their codes, with the words that the form has for them."""
    if refusal.code != "ledger.plan.fields_missing":
        return refusal
    return InvalidInput(
        refusal.code, "mapping", fields=", ".join(_(f"ledger_field.{one}") for one in _missing(refusal))
    )


def _incomplete(side: str, policy: PolicyFacts, kept: str, name: str, plan: ReadingPlan, refusal: InvalidInput) -> str:
    """The columns that were recognised, and which required ones were not."""
    headers, found = refusal.facts.get("headers"), refusal.facts.get("found")
    form = mapping_form([str(one) for one in headers] if isinstance(headers, list | tuple) else [], formdata=None)
    form["kept"].data, form["rows_currency"].data, form["sheet"].data = kept, policy.currency, plan.sheet or ""
    for field, header in found.items() if isinstance(found, dict) else ():
        form[field].data = header
    form.refuse(_in_words(refusal))
    return _mapping_page(side, policy, form, name, None)


def _days_untold(
    side: str, policy: PolicyFacts, kept: str, content: bytes, name: str, plan: ReadingPlan, refusal: InvalidInput
) -> str:
    """A file just sent, no row of which tells the order of the days."""
    with opened_content(content, name, replace(plan, currency=policy.currency, day_orders=DAY_FIRST)) as ledger:
        form = _filled(kept, ledger, policy.currency)
    return _day_first(side, policy, form, content, name, refusal)


def _day_first(side: str, policy: PolicyFacts, form: SafeForm, content: bytes, name: str, refusal: InvalidInput) -> str:
    """The rows as they are when days stand first, and the question whether they do."""
    form["day_order"].data = DayOrder.DAY_FIRST.value
    form.refuse(InvalidInput(refusal.code, "day_order", **refusal.facts))
    with opened_content(content, name, _plan_of(form)) as ledger:
        return _mapping_page(side, policy, form, name, ledger)


def _filled(kept: str, ledger: Ledger, currency: str | None) -> SafeForm:
    """The form with the columns as they were recognised."""
    form = mapping_form(ledger.layout.headers, formdata=None)
    form["kept"].data, form["rows_currency"].data = kept, currency or ""
    form["sheet"].data = ledger.plan.sheet or ""
    for field, header in ledger.layout.mapping.items():
        form[field.value].data = header
    return form


def _mapping(
    side: str, policy: PolicyFacts, kept: str, content: bytes, name: str, plan: ReadingPlan, *, proposed: bool = False
) -> str:
    """The columns as recognised, or as confirmed for a file with the same headings, and the first rows as understood.

    `proposed` when the currency is only our guess.
    """
    with opened_content(content, name, plan) as ledger:
        form = _filled(kept, ledger, plan.currency)
        if proposed:
            form["rows_currency"].description = _("The file names no currency; this is the policy's. Please check it.")
        return _mapping_page(side, policy, form, name, ledger)


def _mapping_page(
    side: str,
    policy: PolicyFacts,
    form: SafeForm,
    name: str,
    ledger: Ledger | None,
    *,
    as_before: str = "",
    closes: Closing | None = None,
    sheets: Sequence[str] = (),
) -> str:
    rows: Sequence[LedgerRow | RefusedRow] = list(islice(ledger.rows(), FIRST_ROWS)) if ledger else ()
    understood = ledger.sheet.understood if ledger else {}
    sheets = sheets or _sheets_of(understood)
    sheet = form["sheet"].data or understood.get("sheet")
    chooser = _sheet_form(form["kept"].data, sheets, str(sheet), form["rows_currency"].data)
    return render_side(
        side,
        "mapping",
        form=form,
        sheets=chooser if len(sheets) > 1 else None,
        styles=[form["rows_currency"], form["day_order"], form["decimal_mark"]],
        modes=[form["mode"], form["taking"]],
        as_before=as_before,
        closes=closes,
        needed=[form[field.value] for field in NEEDED_FIELDS],
        further=[form[field.value] for field in Field if field not in NEEDED_FIELDS],
        name=name,
        policy=policy,
        rows=[(row, "") if isinstance(row, LedgerRow) else (None, _refused_in_words(row)) for row in rows],
        concluded=_concluded(ledger) if ledger else [],
        count=ledger.profile.rows if ledger else None,
        understood=understood,
        crumbs=[Crumb(_("Receivables"), url_for(".imports")), Crumb(_("Columns"))],
    )


def _refused_in_words(row: RefusedRow) -> tuple[int, str]:
    """The line of a row that would not be taken, and why."""
    words = [
        (
            text(error.code, reader_locale(), **{"value": error.value, "column": error.column, **error.facts}),
            error.column,
        )
        for error in row.errors
    ]
    return row.line, " ".join(f"{column}: {said}" if column else said for said, column in words)


def _concluded(ledger: Ledger) -> list[str]:
    """What the file itself decided: how its days and its amounts are written, column by column."""
    found = [
        _(
            "%(column)s: days as %(order)s",
            column=ledger.layout.header(field),
            order=_(f"day_order.{style.order.value}"),
        )
        for field, style in ledger.profile.days.items()
        if style.order is not None
    ]
    found += [
        _("%(column)s: decimal mark %(mark)s", column=ledger.layout.header(field), mark=f"“{style.decimal}”")
        for field, style in ledger.profile.numbers.items()
        if style.decimal is not None
    ]
    return found


def _sheets_of(understood: Mapping[str, object]) -> list[str]:
    sheets = understood.get("sheets")
    return [str(one) for one in sheets] if isinstance(sheets, list) else []


def _headers(digest: str, name: str, sheet: str | None) -> tuple[list[str], list[str]]:
    """The headings of a kept file, whatever is still missing among them, and the sheets that it has."""
    try:
        with opened_content(kept_file(digest), name, ReadingPlan(day_orders=DAY_FIRST, sheet=sheet)) as ledger:
            return list(ledger.layout.headers), _sheets_of(ledger.sheet.understood)
    except InvalidInput as refusal:
        raw = refusal.facts.get("headers")
        if refusal.code != "ledger.plan.fields_missing" or not isinstance(raw, list | tuple):
            raise
        return [str(one) for one in raw], _sheets_of(refusal.facts)


def _signer() -> URLSafeSerializer:
    actor = present_actor()
    return URLSafeSerializer(signing_secrets(), salt=f"kept-ledger:{actor.login if actor else ''}")


def _sign(*parts: str | None) -> str:
    """The kept file named in the form, so that nobody confirms a file that somebody else sent."""
    signed = _signer().dumps(list(parts))
    return signed if isinstance(signed, str) else signed.decode()


def _unsign(kept: str) -> tuple[str, str, str]:
    try:
        digest, name, as_of = _signer().loads(kept)
    except (BadSignature, ValueError):
        raise NotFound("receivables.no_such_file") from None
    return digest, name, as_of
