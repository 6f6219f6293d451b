"""Statements on both sides: what each buyer owes, making a statement, its letter, the buyer's answer."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.documents.answers import paper_answer
from insurer.infra.files import kept_file
from insurer.infra.languages import _, reader_locale
from insurer.infra.uploads import LARGEST, MEDIA, MIB, media_of, safe_name
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.headers import DOWNLOAD_POLICY
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import Conflict, InvalidInput, NotFound
from insurer.kernel.ids import ReceivableId
from insurer.kernel.money import Money
from insurer.parties.public import parties, party
from policies.public import policy_facts, policy_numbered
from underwriting.buyers.pages.choosing import buyer_choices, buyer_under, chosen_policy
from underwriting.statements import queries
from underwriting.statements.documents import statement_letter
from underwriting.statements.forms import StatementForm, answer_form
from underwriting.statements.jobs import letter_state
from underwriting.statements.models import BuyerStatement
from underwriting.statements.services import Evidence, make_statement, record_answer
from underwriting.statements.states import StatementAnswer


def overview_page(side: str) -> ResponseReturnValue:
    """The statements made under a policy with their answers, and the buyers to state an account for."""
    choice = chosen_policy()
    rows = queries.statements_of(choice.policy.id) if choice.policy else []
    return _render(
        side,
        "overview",
        choice=choice,
        rows=rows,
        answers=queries.answers_to(rows),
        names={key: one.shown_name(reader_locale()) for key, one in parties({row.party_id for row in rows}).items()},
        buyers=buyer_choices(choice.policy) if choice.policy else [],
        crumbs=[Crumb(_("Statements of account"))],
    )


def buyer_page(
    side: str, number: str, public_id: str, form: SafeForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """What one buyer owes by currency, to be stated; and the statements made before."""
    policy = policy_numbered(number)
    buyer = buyer_under(policy, public_id)
    accounts = queries.accounts_on(policy.id, buyer.id, today())
    if form is None:
        form = StatementForm(formdata=None)
        form.currency.data = next(iter(accounts), policy.currency)
        form.as_of.data, form.language.data = today(), policy.language
    rows = queries.statements_of(policy.id, buyer.id)
    page = _render(
        side,
        "buyer",
        policy=policy,
        buyer=buyer,
        day=today(),
        today=today(),
        accounts=accounts,
        rows=rows,
        answers=queries.answers_to(rows),
        form=form,
        crumbs=[
            Crumb(_("Statements of account"), url_for(".overview", policy=policy.number)),
            Crumb(buyer.shown_name(reader_locale())),
        ],
    )
    return page, status


def made(side: str, number: str, public_id: str) -> ResponseReturnValue:
    """Make a statement and show it."""
    policy, form = policy_numbered(number), StatementForm()
    buyer = buyer_under(policy, public_id)
    if not form.validate():
        return buyer_page(side, number, public_id, form, 422)
    try:
        statement = make_statement(
            g.act, policy.id, buyer.id,
            currency=form.currency.data.upper(), as_of=form.as_of.data, language=form.language.data,
        )  # fmt: skip
    except InvalidInput as refusal:
        form.refuse(refusal)
        return buyer_page(side, number, public_id, form, 422)
    flash(_("The statement %(number)s was made.", number=statement), "good")
    return redirect(url_for(".show", number=statement), 303)


def statement_page(side: str, number: str, form: SafeForm | None = None, status: int = 200) -> ResponseReturnValue:
    """One statement with its lines as they were known, its letter and every answer."""
    row = queries.statement_numbered(number)
    policy, buyer = policy_facts(row.policy_id), party(row.party_id)
    account = queries.account_of_statement(row)
    if form is None:
        form = _answer_form(row)
        form["answered_on"].data = today()
    page = _render(
        side,
        "show",
        row=row,
        policy=policy,
        buyer=buyer,
        account=account,
        answers=[(one, queries.difference_of(row, one)) for one in queries.answers_to([row])[row.id]],
        letter=letter_state(row.number),
        form=form,
        may=May,
        crumbs=[
            Crumb(_("Statements of account"), url_for(".overview", policy=policy.number)),
            Crumb(
                buyer.shown_name(reader_locale()), url_for(".buyer", policy=policy.number, public_id=buyer.public_id)
            ),
            Crumb(row.number),
        ],
    )
    return page, status


def answered(side: str, number: str) -> ResponseReturnValue:
    """Record the buyer's answer; what is refused is said beside its field."""
    request.max_content_length = LARGEST + MIB
    row = queries.statement_numbered(number)
    form = _answer_form(row, submitted=True)
    if not form.validate():
        return statement_page(side, number, form, 422)
    amount: Money | None = form["amount"].data
    invoice = form["invoice"].data
    try:
        record_answer(
            g.act,
            number,
            outcome=StatementAnswer(form["outcome"].data),
            answered_on=form["answered_on"].data,
            answered_by=form["answered_by"].data,
            difference=-amount if amount is not None and form["more"].data else amount,
            reason=form["reason"].data or "",
            invoice=ReceivableId(int(invoice)) if invoice else None,
            evidence=_evidence(),
        )
    except (InvalidInput, Conflict) as refusal:
        field = refusal.field if isinstance(refusal, InvalidInput) and refusal.field in form else "amount"
        form.refuse(InvalidInput(refusal.code, field, **refusal.facts))
        return statement_page(side, number, form, refusal.status)
    flash(_("The answer was recorded."), "good")
    return redirect(url_for(".show", number=number), 303)


def _answer_form(row: BuyerStatement, *, submitted: bool = False) -> SafeForm:
    invoices = [(str(line.receivable), line.number) for line in queries.account_of_statement(row).lines]
    return answer_form(row.currency, invoices) if submitted else answer_form(row.currency, invoices, formdata=None)


def _evidence() -> Evidence | None:
    """The file sent with the answer, told by its content; nothing where none was chosen."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    content = sent.read(LARGEST + 1)
    media = media_of(content)
    return Evidence(content, safe_name(sent.filename, media), media.name)


def letter_pdf(number: str) -> Response:
    """The letter as it was issued; before its issue a preview."""
    row = queries.statement_numbered(number)
    state = letter_state(row.number)
    return paper_answer(state, lambda locale, seal: statement_letter(row.number, locale, seal), row.number)


def evidence_file(number: str, answer: int) -> Response:
    """The file that came with an answer, never shown in place; another statement's is not found."""
    row = queries.statement_numbered(number)
    found = next((one for one in queries.answers_to([row])[row.id] if one.id == answer), None)
    if found is None or found.file_sha is None or found.file_media is None:
        raise NotFound("statements.no_file", number=number)
    sent = send_file(
        BytesIO(kept_file(found.file_sha)), MEDIA[found.file_media].mime, as_attachment=True,
        download_name=found.file_name, etag=False,
    )  # fmt: skip
    sent.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    sent.headers["X-Content-Type-Options"] = "nosniff"
    return sent


def _render(side: str, page: str, **values: object) -> str:
    layout = f"_layout/{side}.html"
    return render_template(f"underwriting/statements/{side}/{page}.html", layout=layout, side=side, **values)
