"""Limits as the policyholder sees them: asking, the answer with its working, and what stands and stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import answered_whole
from insurer.infra.web.tables import Table
from insurer.kernel.calendar import add_days
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyEntry, PartyFacts
from insurer.parties.public import party
from policies.facts import PolicyFacts
from policies.public import policy_facts, terms_of
from underwriting.buyers.pages.choosing import Choice, buyer_choices, buyer_under, chosen_policy, names_of
from underwriting.buyers.queries import buyers_by_reference
from underwriting.buyers.services import NamedBuyer, name_buyer
from underwriting.exposure.queries import verdicts
from underwriting.limits import pages, queries
from underwriting.limits.forms import request_form
from underwriting.limits.models import LimitRequest
from underwriting.limits.rules.need import Debt, HighestBalance, highest_balance
from underwriting.limits.services.requests import request_limit
from underwriting.limits.terms import PaymentMethod, StandingLimit
from underwriting.receivables.queries import receivables_of

portal = Blueprint("limits_portal", __name__, url_prefix="/portal/limits")
MOST_FOUND = 12
LOOKED_BACK = 365
"""Days of the ledger in which the highest balance is looked for."""


@portal.get("/")
@allow(May.LIMIT_READ)
def limits() -> ResponseReturnValue:
    """Requests and standing limits of one policy."""
    choice = chosen_policy()
    policy = choice.policy
    asked = queries.requests_of([policy.id]) if policy else []
    table = pages.requests_table(
        "requests",
        asked,
        lambda number: url_for(".answer", number=number),
        _("Limit requests"),
        _("You have not asked for a limit yet."),
    )

    def page(standing: Table | None) -> str:
        return render_template(
            "underwriting/limits/portal/limits.html",
            choice=choice,
            table=table,
            standing=standing,
            may=May,
            crumbs=[Crumb(_("Limits"))],
        )

    if policy is None:
        return page(None)
    number = policy.number
    return answered_whole(
        pages.standing_limits(
            policy, lambda buyer: url_for("buyers_portal.buyer", public_id=buyer.public_id, policy=number)
        ),
        page,
    )


@dataclass(frozen=True, slots=True)
class BuyerNow:
    """What the policyholder knows of a buyer before it asks: the limit that stands, the debt, what it once needed."""

    buyer: PartyFacts
    standing: StandingLimit | None
    open: Money
    insured: Money
    highest: HighestBalance | None
    waiting: LimitRequest | None
    last: LimitRequest | None


@portal.get("/new")
@allow(May.LIMIT_REQUEST)
def ask() -> ResponseReturnValue:
    """The form, with what is known of the chosen buyer and the fields filled from the policy."""
    choice = chosen_policy()
    policy = _needed(choice)
    form = request_form(policy.currency, buyer_choices(policy))
    chosen = request.args.get("buyer", "")
    now = _now(policy, chosen) if chosen else None
    form["buyer"].data = chosen
    form["payment_days"].data = terms_of(policy.id).days("maximum_payment_term_days", today())
    if now is not None and now.last is not None:
        form["payment_days"].data, form["method"].data = now.last.payment_days, now.last.method
    if now is not None and now.highest is not None:
        form["amount"].data = now.highest.amount
    return _ask_page(choice, policy, form, now)


@portal.post("/new")
@allow(May.LIMIT_REQUEST)
def ask_now() -> ResponseReturnValue:
    """Ask for the limit; a buyer that is new to the policyholder is named first."""
    choice = chosen_policy()
    policy = _needed(choice)
    form = request_form(policy.currency, buyer_choices(policy))
    if not form.validate():
        return _refused(choice, policy, form)
    try:
        method = form["method"].data
        request_id = request_limit(
            g.act,
            policy.id,
            _buyer(policy, form),
            amount=form["amount"].data,
            payment_days=form["payment_days"].data,
            method=PaymentMethod(method) if method else None,
        )
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _refused(choice, policy, form)
    number = queries.request_of(request_id).number
    flash(_("Your request %(number)s was received.", number=number))
    return redirect(url_for(".answer", number=number), 303)


@portal.get("/<number>")
@allow(May.LIMIT_READ)
def answer(number: str) -> ResponseReturnValue:
    """One request with its answer, line by line, what would change it, and the history of the limit."""
    view = pages.request_view(queries.request_numbered(number))
    return render_template(
        "underwriting/limits/portal/answer.html",
        view=view,
        history=list(reversed(queries.decisions_on(view.policy.id, view.buyer.id))),
        then=pages.known_then(view.policy, view.buyer.id),
        may=May,
        crumbs=[Crumb(_("Limits"), url_for(".limits", policy=view.policy.number)), Crumb(number)],
    )


@portal.get("/decisions/<number>")
@allow(May.LIMIT_READ)
def decision(number: str) -> ResponseReturnValue:
    """One decision, asked for or not, and the history that it stands in."""
    found = queries.decision_numbered(number)
    policy, buyer = policy_facts(found.policy_id), party(found.party_id)
    return render_template(
        "underwriting/limits/portal/decision.html",
        decision=found,
        policy=policy,
        buyer=buyer,
        asked=queries.request_of(found.request_id) if found.request_id is not None else None,
        history=list(reversed(queries.decisions_on(policy.id, buyer.id))),
        then=pages.known_then(policy, buyer.id),
        may=May,
        crumbs=[Crumb(_("Limits"), url_for(".limits", policy=policy.number)), Crumb(number)],
    )


@portal.get("/decisions/<number>.pdf")
@allow(May.LIMIT_READ)
def letter(number: str) -> ResponseReturnValue:
    """The letter on one decision."""
    return pages.letter_answer(number)


def _now(policy: PolicyFacts, public_id: str) -> BuyerNow:
    """What stands and is owed today, and the highest balance of the last year."""
    buyer, day = buyer_under(policy, public_id), today()
    found = next(iter(verdicts(policy.id, day, party_id=buyer.id)), None)
    debts = [Debt(row.invoiced, row.paid_on, row.amount) for row in receivables_of(policy.id, buyer.id, as_of=day)]
    requests = [row for row in queries.requests_of([policy.id]) if row.party_id == buyer.id]
    nothing = Money.zero(policy.currency)
    return BuyerNow(
        buyer,
        queries.limit_history(policy.id, buyer.id).for_shipment(max(day, policy.period.first)),
        found.verdict.outstanding if found else nothing,
        found.verdict.insured if found else nothing,
        highest_balance(debts, add_days(day, -LOOKED_BACK), day, policy.currency),
        next((row for row in requests if row.state != "decided"), None),
        next(iter(requests), None),
    )


def _matches(policy: PolicyFacts, sought: str) -> Sequence[tuple[str, str, str]]:
    """The policyholder's own buyers with these letters in name or customer number: (public id, name, numbers)."""
    references: dict[PartyId, list[str]] = {}
    for reference, key in buyers_by_reference(policy.id).items():
        references.setdefault(key, []).append(reference)
    names, wanted = names_of(list(references)), sought.casefold()
    fitting = [
        key
        for key, numbers in references.items()
        if wanted in names[key].casefold() or any(wanted in number.casefold() for number in numbers)
    ]
    fitting.sort(key=lambda key: names[key])
    return [(party(key).public_id, names[key], ", ".join(references[key])) for key in fitting[:MOST_FOUND]]


def _buyer(policy: PolicyFacts, form: SafeForm) -> PartyId:
    """The buyer chosen from the list, or the new one named."""
    if form["buyer"].data:
        return buyer_under(policy, form["buyer"].data).id
    name, country = form["name"].data, form["country"].data
    for field, value in (("name", name), ("country", country)):
        if not value:
            raise InvalidInput("input.required", field)
    reference = form["reference"].data or name
    if reference in buyers_by_reference(policy.id):
        raise InvalidInput("buyers.reference_used", "reference", value=reference)
    return name_buyer(g.act, policy.id, NamedBuyer(reference, PartyEntry(name, country=country), named=True))


def _needed(choice: Choice) -> PolicyFacts:
    if choice.policy is None:
        raise NotFound("limits.no_policy")
    return choice.policy


def _refused(choice: Choice, policy: PolicyFacts, form: SafeForm) -> ResponseReturnValue:
    chosen = form["buyer"].data if not form["buyer"].errors else ""
    return _ask_page(choice, policy, form, _now(policy, chosen) if chosen else None), 422


def _ask_page(choice: Choice, policy: PolicyFacts, form: SafeForm, now: BuyerNow | None) -> str:
    sought = request.args.get("q", "").strip()[:100]
    return render_template(
        "underwriting/limits/portal/ask.html",
        choice=choice,
        policy=policy,
        form=form,
        now=now,
        sought=sought,
        matches=_matches(policy, sought) if sought else [],
        longest=terms_of(policy.id).days("maximum_payment_term_days", today()),
        crumbs=[Crumb(_("Limits"), url_for(".limits", policy=policy.number)), Crumb(_("Ask for a limit"))],
    )
