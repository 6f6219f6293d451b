"""The page of one buyer: who it is, what it owes, its limits, and what may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.audit.timeline import Event, timeline
from insurer.infra.clock import today
from insurer.infra.formats import share_text
from insurer.infra.languages import _, counted, reader_locale
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import Line, Whole, answered_whole
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, OutOfTurn
from insurer.kernel.ids import PolicyId
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_amount, parse_day
from insurer.parties.facts import PartyFacts
from insurer.parties.public import group_of, parties, party_of
from insurer.reference.facts import sector
from policies.facts import PolicyFacts
from policies.public import policies_by_id
from underwriting.buyers.pages.choosing import chosen_policy, names_of, place
from underwriting.buyers.panels import shown_panels
from underwriting.buyers.queries import buyers_of, policies_with
from underwriting.buyers.rules.completeness import completeness
from underwriting.exposure.queries import balances, covered_ledger, verdicts
from underwriting.exposure.queries.accumulation import Accumulation, accumulations
from underwriting.exposure.queries.trade import Pair, Trade, imports_naming, trades_of
from underwriting.limits import queries
from underwriting.limits.forms import change_form
from underwriting.limits.services.decisions import change_limit, place_hold, release_hold
from underwriting.limits.states import DecisionReason
from underwriting.limits.terms import LimitHistory

COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("country", "Country"),
    Column("reference", "Customer number", "code"),
    Column("open", "Outstanding", "money", narrow=True),
    Column("insured", "Insured", "money"),
    Column("limit", "Limit today", "money", narrow=True),
)
LIMIT_COLUMNS = (
    Column("policy", "Policy", "code", narrow=True),
    Column("policyholder", "Policyholder"),
    Column("state", "State", "status"),
    Column("limit", "Limit today", "money", narrow=True),
    Column("owed", "Outstanding", "money"),
    Column("overdue", "Overdue", "money"),
)
REVIEW_COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("country", "Country"),
    Column("granted", "Limits granted", "money"),
    Column("capacity", "Capacity", "money"),
    Column("used", "Capacity used", "share", narrow=True),
    Column("set_on", "Capacity last set", "date"),
)
MOST_TO_REVIEW = 200


def buyers_page(side: str) -> ResponseReturnValue:
    """The buyers of one policy with what they owe and the limit of today."""
    choice = chosen_policy()
    lines = _lines(choice.policy) if choice.policy else []
    return answered_whole(
        Whole("buyers", _("Buyers"), _("The policy has no buyer yet."), COLUMNS, lines),
        lambda table: _render(side, "buyers", choice=choice, table=table, crumbs=[Crumb(_("Buyers"))]),
    )


def _lines(policy: PolicyFacts) -> list[Line]:
    references = buyers_of(policy.id)
    found, names = parties(list(references)), names_of(list(references))
    owed = balances(covered_ledger((policy.id,), today()), policy.currency)
    histories = queries.limit_histories(policy.id)
    nothing, address = Money.zero(policy.currency), url_for(".buyers")
    lines: list[Line] = []
    for key in sorted(references, key=lambda one: names[one]):
        standing = histories[key].for_shipment(today()) if key in histories else None
        outstanding, insured = owed.get(key, (nothing, nothing))
        values = (
            names[key],
            place(found[key]),
            ", ".join(references[key]),
            outstanding,
            insured,
            standing.amount if standing else None,
        )
        lines.append((values, f"{address}{found[key].public_id}?policy={policy.number}"))
    return lines


def buyer_page(side: str, public_id: str, form: SafeForm | None = None, status: int = 200) -> ResponseReturnValue:
    """One buyer: who it is, limits and debts under every policy of the reader's, as of a day as known on a day."""
    buyer, policies = _buyer(public_id)
    asked = request.args.get("policy", "")
    policy = next((one for one in policies if one.number == asked), policies[-1])
    day, known_by = _looked_at()
    found = next(iter(verdicts(policy.id, day, known_by, party_id=buyer.id)), None)
    first = max(day, policy.period.first)
    if form is None:
        form = change_form(policy.currency, formdata=None)
        form["ship_from"].data = max(today(), policy.period.first)
        _prefill(form, policy.currency)
    histories, trades = queries.histories_on(buyer.id), _trades(buyer, policies)
    page = _render(
        side,
        "buyer",
        buyer=buyer,
        place=place(buyer),
        sector=sector(buyer.entry.sector).name(reader_locale()) if buyer.entry.sector else None,
        policies=policies,
        policy=policy,
        references=buyers_of(policy.id)[buyer.id],
        found=found,
        day=day,
        known_by=known_by,
        standing=queries.limit_history(policy.id, buyer.id).for_shipment(first, known_by),
        decisions=list(reversed(queries.decisions_on(policy.id, buyer.id))),
        held=queries.held(policy.id, buyer.id, first),
        complete=completeness(
            buyer,
            invoices=sum(one.invoices for one in trades.values()),
            paid=sum(one.paid.paid for one in trades.values()),
        ),
        limits=_limits_table(buyer, policies, histories, trades),
        group=group_of(buyer.id) if side == "desk" else [],
        piled=_piled(buyer, policy) if side == "desk" else [],
        panels=shown_panels(side, buyer),
        form=form,
        may=May,
        events=_events(buyer, policies),
        crumbs=[Crumb(_("Buyers"), url_for(".buyers", policy=policy.number)), Crumb(buyer.name)],
    )
    return page, status


def _prefill(form: SafeForm, currency: str) -> None:
    """What whoever leads here proposes: a new limit and a reason, to be looked at and sent or not."""
    amount, reason = request.args.get("new_limit", ""), request.args.get("reason", "")
    if amount:
        form["amount"].data = parse_amount(amount[:40], currency, "new_limit")
    if reason in set(DecisionReason):
        form["reason"].data = reason


def _looked_at() -> tuple[date, datetime | None]:
    """The day that the page is about, and until when what was recorded counts: everything, unless it is asked."""
    asked, known = request.args.get("as_of", ""), request.args.get("known_by", "")
    day = parse_day(asked, "as_of") if asked else today()
    return day, datetime.combine(parse_day(known, "known_by"), time.max, UTC) if known else None


def _trades(buyer: PartyFacts, policies: list[PolicyFacts]) -> dict[Pair, Trade]:
    return trades_of([(one.id, buyer.id) for one in policies], {one.id: one for one in policies}, today())


def _limits_table(
    buyer: PartyFacts,
    policies: list[PolicyFacts],
    histories: Mapping[PolicyId, LimitHistory],
    trades: dict[Pair, Trade],
) -> Table:
    """The buyer under every policy of the reader's: the limit of today, what it owes and what of it is overdue."""
    holders = parties([one.policyholder for one in policies])
    rows = []
    for one in reversed(policies):
        first = max(today(), one.period.first)
        standing = histories[one.id].for_shipment(first) if one.id in histories and first in one.period else None
        trade = trades[one.id, buyer.id]
        values = (
            one.number, holders[one.policyholder].shown_name(reader_locale()), one.state,
            standing.amount if standing else None, trade.owed, trade.overdue,
        )  # fmt: skip
        rows.append(table_row(LIMIT_COLUMNS, values, url_for(".buyer", public_id=buyer.public_id, policy=one.number)))
    return Table("limits", LIMIT_COLUMNS, rows, caption=_("Limits under all policies"))


def _piled(buyer: PartyFacts, policy: PolicyFacts) -> list[Accumulation]:
    """What stands on the buyer, its group and its country, for the insurer's eyes."""
    return accumulations(buyer, group_of(buyer.id), Money.zero(policy.currency), policy.currency, today())


def _events(buyer: PartyFacts, policies: list[PolicyFacts]) -> list[Event]:
    """The buyer's timeline, with the ledgers that named it between the acts."""
    ledgers = [
        Event(moment, counted("Ledger %(number)s with one invoice", "Ledger %(number)s with %(count)s invoices", count,
                              number=number), "")
        for number, moment, count in imports_naming(buyer.id)
    ]  # fmt: skip
    return sorted([*timeline(f"buyer:{buyer.public_id}"), *ledgers], key=lambda event: event.at, reverse=True)


def review_page() -> ResponseReturnValue:
    """Buyers whose limits stand near or above their capacity, the fullest first."""
    rows = queries.capacities_most_used(MOST_TO_REVIEW)
    found = parties([row.party_id for row in rows])
    lines = [
        table_row(
            REVIEW_COLUMNS,
            (
                found[row.party_id].shown_name(reader_locale()), place(found[row.party_id]), row.granted, row.amount,
                share_text(row.granted.over(row.amount), 0), row.set_at.date(),
            ),
            url_for(".buyer", public_id=found[row.party_id].public_id),
        )
        for row in rows
    ]  # fmt: skip
    table = Table(
        "review", REVIEW_COLUMNS, lines, caption=_("Buyers to review"),
        empty=_("On no buyer do limits stand at four fifths of its capacity or more."),
    )  # fmt: skip
    return render_template(
        "underwriting/buyers/desk/review.html",
        table=table,
        crumbs=[Crumb(_("Buyers"), url_for(".buyers")), Crumb(_("Buyers to review"))],
    )


def change_page(public_id: str) -> ResponseReturnValue:
    """Change, hold or release the limit for later shipments."""
    buyer, policies = _buyer(public_id)
    policy = next((one for one in policies if one.number == request.args.get("policy", "")), None)
    if policy is None:
        raise NotFound("buyers.absent", party=public_id[:40])
    form = change_form(policy.currency)
    try:
        if not _changed(form, policy, buyer):
            return buyer_page("desk", public_id, form, 422)
    except (InvalidInput, Conflict, NotAllowed, OutOfTurn) as refusal:
        field = refusal.field if isinstance(refusal, InvalidInput) else "amount"
        form.refuse(InvalidInput(refusal.code, field, **refusal.facts))
        return buyer_page("desk", public_id, form, refusal.status)
    flash(_("The limit was changed for later shipments."))
    return redirect(url_for(".buyer", public_id=public_id, policy=policy.number), 303)


def _changed(form: SafeForm, policy: PolicyFacts, buyer: PartyFacts) -> bool:
    """Do what the button says; False when the form is not filled in."""
    what = request.form.get("what", "change")
    if what == "release":
        release_hold(g.act, policy.id, buyer.id)
        return True
    if what == "hold":
        place_hold(g.act, policy.id, buyer.id, reason=request.form.get("reason", ""))
        return True
    if not form.validate():
        return False
    change_limit(
        g.act, policy.id, buyer.id,
        amount=form["amount"].data, ship_from=form["ship_from"].data, reason=form["reason"].data,
    )  # fmt: skip
    return True


def _buyer(public_id: str) -> tuple[PartyFacts, list[PolicyFacts]]:
    """The company and the reader's policies under which it is a buyer; without one it does not exist for the reader."""
    buyer = party_of(public_id)
    policies = sorted(policies_by_id(policies_with(buyer.id)).values(), key=lambda one: one.id)
    if not policies:
        raise NotFound("buyers.absent", party=public_id[:40])
    return buyer, policies


def _render(side: str, page: str, **values: object) -> str:
    layout = f"_layout/{side}.html"
    return render_template(f"underwriting/buyers/{side}/{page}.html", layout=layout, side=side, **values)
