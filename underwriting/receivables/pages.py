"""The pages of imports on both sides: sending a file, confirming its columns, the result, the refused rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import islice

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.files import keep_file, kept_file
from insurer.infra.languages import _, reader_locale, text
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import present_actor
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.parsing import parse_day
from policies.facts import PolicyFacts
from policies.public import policy_facts
from underwriting.buyers.pages.choosing import chosen_policy
from underwriting.receivables import queries
from underwriting.receivables.forms import UploadForm, mapping_form
from underwriting.receivables.models import ImportRowError
from underwriting.receivables.reading.ledger import Ledger
from underwriting.receivables.services.importing import opened_content, receive_ledger
from underwriting.receivables.states import ImportState
from underwriting.receivables.terms import (
    DAY_FIELDS,
    REQUIRED_FIELDS,
    DayOrder,
    Field,
    LedgerRow,
    ReadingPlan,
    RefusedRow,
)

FIRST_ROWS, MOST_ERRORS = 5, 200
NEEDED_FIELDS = (Field.BUYER_REFERENCE, Field.BUYER_NAME, Field.COUNTRY, *REQUIRED_FIELDS, Field.CURRENCY)
"""The columns that a ledger lives by; the others may be absent."""
DAY_FIRST = dict.fromkeys(DAY_FIELDS, DayOrder.DAY_FIRST)
DAYS_UNTOLD = ("ledger.plan.day_order_undecided", "ledger.plan.day_order_contradictory")
IMPORT_COLUMNS = (
    Column("number", "Import", "code", narrow=True),
    Column("name", "File"),
    Column("as_of", "Stated at the end of", "date", narrow=True),
    Column("rows", "Rows", "number"),
    Column("accepted", "Taken", "number"),
    Column("refused", "Refused", "number", narrow=True),
    Column("unchanged", "Unchanged", "number"),
    Column("state", "Status", "status", narrow=True),
)


def imports_page(side: str) -> ResponseReturnValue:
    """The imports of one policy, newest first."""
    choice = chosen_policy()
    found = queries.imports_of([choice.policy.id]) if choice.policy else []
    rows = [
        table_row(
            IMPORT_COLUMNS,
            (one.number, one.name, one.as_of, one.rows, one.accepted, one.refused, one.unchanged,
             ImportState(one.state)),
            url_for(".ledger_import", number=one.number),
        )
        for one in found
    ]  # fmt: skip
    table = Table("imports", IMPORT_COLUMNS, rows, caption=_("Imports"), empty=_("No ledger was sent yet."))
    return _render(side, "imports", choice=choice, table=table, may=May, crumbs=[Crumb(_("Receivables"))])


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
        return _mapping(side, policy, kept, content, name, plan)
    except InvalidInput as refusal:
        if refusal.code in DAYS_UNTOLD:
            return _days_untold(side, policy, kept, content, name, refusal), 422
        if refusal.code != "ledger.plan.fields_missing":
            form.refuse(InvalidInput(refusal.code, "file", **refusal.facts))
            return _upload(side, form), 422
        if _missing(refusal) == ["currency"]:
            return _mapping(side, policy, kept, content, name, ReadingPlan(currency=policy.currency), proposed=True)
        return _incomplete(side, policy, kept, name, refusal), 422


def confirm_page(side: str) -> ResponseReturnValue:
    """The columns are looked at once more, or confirmed: then the file is received and read by the worker."""
    policy = _policy()
    digest, name, as_of = _unsign(request.form.get("kept", ""))
    form = mapping_form(_headers(digest, name))
    if not form.validate():
        return _mapping_page(side, policy, form, name, None), 422
    content = kept_file(digest)
    try:
        plan = _plan_of(form)
        with opened_content(content, name, plan) as ledger:  # what cannot be read is said here, not by the worker later
            if "look" in request.form:
                return _mapping_page(side, policy, form, name, ledger)
        import_id = receive_ledger(
            g.act, policy.id, content=content, filename=name, mapping=plan, as_of=parse_day(as_of, "as_of")
        )
    except InvalidInput as refusal:
        if refusal.code in DAYS_UNTOLD:
            return _day_first(side, policy, form, content, name, refusal), 422
        form.refuse(_in_words(refusal))
        return _mapping_page(side, policy, form, name, None), 422
    flash(_("The file was received and is being read."))
    return redirect(url_for(".ledger_import", number=queries.import_of(import_id).number), 303)


def _plan_of(form: SafeForm) -> ReadingPlan:
    """How the sender says that the file is to be read; what is left open is concluded from the file."""
    mapping = {field: form[field.value].data for field in Field if form[field.value].data}
    order = form["day_order"].data
    return ReadingPlan(
        mapping=mapping,
        currency=form["rows_currency"].data or None,
        day_orders={field: DayOrder(order) for field in DAY_FIELDS if field in mapping} if order else {},
        decimal_mark=form["decimal_mark"].data or None,
    )


def import_page(side: str, number: str) -> ResponseReturnValue:
    """What became of one import: every refused row with its reasons."""
    found = queries.import_numbered(number)
    errors = queries.row_errors(found.id, MOST_ERRORS)
    return _render(
        side,
        "import",
        found=found,
        state=ImportState(found.state),
        policy=policy_facts(found.policy_id),
        outcome=queries.import_outcome(found.id),
        errors=[(error, said(error)) for error in errors],
        most=MOST_ERRORS,
        failure=text(found.error_code, reader_locale(), **found.error_facts) if found.error_code else "",
        crumbs=[Crumb(_("Receivables"), url_for(".imports")), Crumb(number)],
    )


def refused_file(number: str) -> Response:
    """The refused rows as they were written, each with its reasons, to be mended and sent again."""
    found = queries.import_numbered(number)
    reasons: dict[int, list[str]] = {}
    for error in queries.row_errors(found.id):
        reasons.setdefault(error.line, []).append(f"{error.column}: {said(error)}" if error.column else said(error))
    out = io.StringIO()
    writer = csv.writer(out)
    headers = [str(header) for header in found.understood.get("headers", [])]
    writer.writerow([*headers, _("Line"), _("Why the row was not taken")])
    for row in queries.refused_rows(found.id):
        cells = [str(cell) for cell in row.cells] + [""] * (len(headers) - len(row.cells))
        writer.writerow([_harmless(cell) for cell in (*cells, str(row.line), "; ".join(reasons.get(row.line, [])))])
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}-refused.csv"'
    return answer


def said(error: ImportRowError) -> str:
    """Why a row was not taken, in the reader's language."""
    return text(error.code, reader_locale(), **{"value": error.value, "column": error.column, **error.facts})


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, made text."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and not cell.lstrip("+-").replace(".", "").isdigit() else cell


def _policy() -> PolicyFacts:
    policy = chosen_policy().policy
    if policy is None:
        raise NotFound("limits.no_policy")
    return policy


def _upload(side: str, form: SafeForm) -> str:
    crumbs = [Crumb(_("Receivables"), url_for(".imports")), Crumb(_("Send a ledger"))]
    return _render(side, "upload", form=form, choice=chosen_policy(), crumbs=crumbs)


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


def _incomplete(side: str, policy: PolicyFacts, kept: str, name: str, refusal: InvalidInput) -> str:
    """The columns that were recognised, and which required ones were not."""
    headers, found = refusal.facts.get("headers"), refusal.facts.get("found")
    form = mapping_form([str(one) for one in headers] if isinstance(headers, list | tuple) else [], formdata=None)
    form["kept"].data, form["rows_currency"].data = kept, policy.currency
    for field, header in found.items() if isinstance(found, dict) else ():
        form[field].data = header
    form.refuse(_in_words(refusal))
    return _mapping_page(side, policy, form, name, None)


def _days_untold(side: str, policy: PolicyFacts, kept: str, content: bytes, name: str, refusal: InvalidInput) -> str:
    """A file just sent, no row of which tells the order of the days."""
    with opened_content(content, name, ReadingPlan(currency=policy.currency, day_orders=DAY_FIRST)) as ledger:
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
    for field, header in ledger.layout.mapping.items():
        form[field.value].data = header
    return form


def _mapping(
    side: str, policy: PolicyFacts, kept: str, content: bytes, name: str, plan: ReadingPlan, *, proposed: bool = False
) -> str:
    """The columns as recognised and the first rows as understood; `proposed` when the currency is only our guess."""
    with opened_content(content, name, plan) as ledger:
        form = _filled(kept, ledger, plan.currency)
        if proposed:
            form["rows_currency"].description = _("The file names no currency; this is the policy's. Please check it.")
        return _mapping_page(side, policy, form, name, ledger)


def _mapping_page(side: str, policy: PolicyFacts, form: SafeForm, name: str, ledger: Ledger | None) -> str:
    rows: Sequence[LedgerRow | RefusedRow] = list(islice(ledger.rows(), FIRST_ROWS)) if ledger else ()
    return _render(
        side,
        "mapping",
        form=form,
        styles=[form["rows_currency"], form["day_order"], form["decimal_mark"]],
        needed=[form[field.value] for field in NEEDED_FIELDS],
        further=[form[field.value] for field in Field if field not in NEEDED_FIELDS],
        name=name,
        policy=policy,
        rows=[(row, "") if isinstance(row, LedgerRow) else (None, _refused_in_words(row)) for row in rows],
        concluded=_concluded(ledger) if ledger else [],
        count=ledger.profile.rows if ledger else None,
        understood=ledger.sheet.understood if ledger else {},
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
    return row.line, "; ".join(f"{column}: {said}" if column else said for said, column in words)


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


def _headers(digest: str, name: str) -> list[str]:
    """The headings of a kept file, whatever is still missing among them."""
    try:
        with opened_content(kept_file(digest), name, ReadingPlan(day_orders=DAY_FIRST)) as ledger:
            return list(ledger.layout.headers)
    except InvalidInput as refusal:
        raw = refusal.facts.get("headers")
        if refusal.code != "ledger.plan.fields_missing" or not isinstance(raw, list | tuple):
            raise
        return [str(one) for one in raw]


def _signer() -> URLSafeSerializer:
    actor = present_actor()
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"kept-ledger:{actor.login if actor else ''}")


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


def _render(side: str, page: str, **values: object) -> str:
    layout = f"_layout/{side}.html"
    return render_template(f"underwriting/receivables/{side}/{page}.html", layout=layout, side=side, **values)
