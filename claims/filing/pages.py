"""A claim in three screens on both sides: which debts, which papers, a look at the whole before it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.cases.queries import claim_facts, claimed_elsewhere
from claims.cases.states import ClaimState
from claims.cases.terms import LossCause
from claims.filing import queries
from claims.filing.forms import DebtsForm, OrderForm
from claims.filing.services import discard_draft, file_draft, keep_draft
from claims.filing.terms import Draft
from claims.overdues.queries import overdues_of
from claims.overdues.terms import OverdueInvoice
from claims.papers.models import ClaimPaper
from claims.papers.pages import asked_words, file_answer, received_files
from claims.papers.queries import draft_checklist, paper_numbered
from claims.papers.services import take_back_paper
from insurer.infra.clock import now, today
from insurer.infra.languages import here
from insurer.infra.uploads import LARGEST, MIB
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import ClaimId, PartyId, PolicyId, ReceivableId
from insurer.parties.facts import PartyFacts
from insurer.parties.public import party_of
from policies.facts import PolicyFacts
from policies.public import policy_numbered
from underwriting.public import require_buyer

STAGES = ("debts", "papers", "review")


def debts_page(side: str, policy: str, buyer: str) -> ResponseReturnValue:
    """The first screen, filled in from the notices and the ledger, or as it was left."""
    facts, found = _about(policy, buyer)
    draft = queries.draft_of(facts.id, found.id)
    if draft is None:
        form = DebtsForm(formdata=None, cause=LossCause.PROTRACTED_DEFAULT.value)
        chosen = None
    else:
        form = DebtsForm(formdata=None, cause=draft.cause.value, loss_date=draft.loss_date, told=draft.told)
        chosen = frozenset(draft.receivables)
    return _debts(side, facts, found, form, chosen)


def debts_kept(side: str, policy: str, buyer: str) -> ResponseReturnValue:
    """Keep what was entered and go on to the papers; what cannot stand is said beside its field."""
    facts, found = _about(policy, buyer)
    form = DebtsForm()
    chosen = [ReceivableId(int(one)) for one in form.receivables.data or () if one.isascii() and one.isdigit()]
    if not form.validate():
        return _debts(side, facts, found, form, frozenset(chosen), 422)
    cause, loss_date = LossCause(form.cause.data), form.loss_date.data
    try:
        _refuse_dates(facts.id, found.id, cause, form, chosen)
        keep_draft(
            g.act, facts.id, found.id, cause=cause, loss_date=loss_date, receivables=chosen, told=form.told.data or ""
        )
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _debts(side, facts, found, form, frozenset(chosen), 422)
    return redirect(url_for(".papers", policy=policy, buyer=buyer), 303)


def papers_page(side: str, policy: str, buyer: str, complaint: tuple[str, str] = ("", "")) -> ResponseReturnValue:
    """The second screen: every paper that is wanted, why, and what happens without it."""
    facts, found = _about(policy, buyer)
    draft = queries.needed_draft(facts.id, found.id)
    checklist = draft_checklist(facts.id, found.id, draft.cause, draft.receivables)
    page = _render(
        side, "papers", facts, found, draft=draft, checklist=checklist, asked=asked_words(checklist),
        most=LARGEST // MIB, complaint=complaint,
    )  # fmt: skip
    return (page, 422) if complaint[1] else page


def papers_sent(side: str, policy: str, buyer: str) -> ResponseReturnValue:
    """Keep the files sent for one line of the checklist."""
    facts, found = _about(policy, buyer)
    queries.needed_draft(facts.id, found.id)
    kind, refusal = received_files(g.act, facts.id, found.id)
    if refusal is not None:
        return papers_page(side, policy, buyer, (kind, here(refusal.code, **refusal.facts)))
    return redirect(url_for(".papers", policy=policy, buyer=buyer, _anchor=f"paper-{kind}"), 303)


def paper_back(policy: str, buyer: str, key: str) -> ResponseReturnValue:
    """Take one file of the draft back."""
    facts, found = _about(policy, buyer)
    kind = _draft_file(facts.id, found.id, key).kind
    take_back_paper(g.act, key)
    return redirect(url_for(".papers", policy=policy, buyer=buyer, _anchor=f"paper-{kind}"), 303)


def paper_file(policy: str, buyer: str, key: str) -> ResponseReturnValue:
    """One file of the draft, as it was sent."""
    facts, found = _about(policy, buyer)
    _draft_file(facts.id, found.id, key)
    return file_answer(key)


def review_page(side: str, policy: str, buyer: str) -> ResponseReturnValue:
    """The third screen: all of it once more, with what the policy would pay line by line."""
    facts, found = _about(policy, buyer)
    draft = queries.needed_draft(facts.id, found.id)
    checklist = draft_checklist(facts.id, found.id, draft.cause, draft.receivables)
    try:
        estimate = queries.preview(draft, today(), now())
    except (InvalidInput, NotFound) as refusal:
        return _render(side, "review", facts, found, draft=draft, refusal=here(refusal.code, **refusal.facts)), 409
    return _render(
        side, "review", facts, found, draft=draft, checklist=checklist, estimate=estimate, today=today(),
        order=OrderForm(formdata=None),
    )  # fmt: skip


def filed(side: str, policy: str, buyer: str) -> ResponseReturnValue:
    """File the claim and show it."""
    facts, found = _about(policy, buyer)
    claim = claim_facts(ClaimId(file_draft(g.act, facts.id, found.id)))
    held = claim.state is ClaimState.WAITING
    words = "The claim %(number)s is filed. It waits until %(day)s." if held else "The claim %(number)s is filed."
    flash(here(words, number=claim.number, day=claim.waiting_until), "good")
    return redirect(url_for(f"claims_{side}.show", number=claim.number), 303)


def discarded(side: str, policy: str, buyer: str) -> ResponseReturnValue:
    """Give the draft up."""
    facts, found = _about(policy, buyer)
    discard_draft(g.act, facts.id, found.id)
    flash(here("The draft is given up."))
    return redirect(url_for(f"claims_{side}.overview"), 303)


def _about(policy: str, buyer: str) -> tuple[PolicyFacts, PartyFacts]:
    facts, found = policy_numbered(policy), party_of(buyer)
    require_buyer(facts.id, found.id)
    return facts, found


def _refuse_dates(
    policy: PolicyId, buyer: PartyId, cause: LossCause, form: DebtsForm, chosen: Sequence[ReceivableId]
) -> None:
    """Say on the first screen already what the filing would refuse."""
    draft = Draft(policy, buyer, cause, form.loss_date.data, tuple(chosen), "", now(), "")
    queries.dates(draft, today())


def _draft_file(policy: PolicyId, buyer: PartyId, key: str) -> ClaimPaper:
    row = paper_numbered(key)
    if (row.policy_id, row.party_id) != (policy, buyer) or row.claim_id is not None:
        raise NotFound("papers.absent", paper=key[:40])
    return row


def _debts(
    side: str,
    policy: PolicyFacts,
    buyer: PartyFacts,
    form: DebtsForm,
    chosen: frozenset[ReceivableId] | None,
    status: int = 200,
) -> ResponseReturnValue:
    overdue = overdues_of(policy.id, buyer.id, today())
    claimed = claimed_elsewhere(policy.id, buyer.id)
    invoices: list[OverdueInvoice] = [one for one in overdue.notified if one.receivable not in claimed]
    marked = frozenset(one.receivable for one in invoices) if chosen is None else chosen
    page = _render(
        side, "debts", policy, buyer, invoices=invoices, chosen=marked, not_notified=overdue.to_notify, form=form,
        causes=list(LossCause),
    )  # fmt: skip
    return page, status


def _render(side: str, stage: str, policy: PolicyFacts, buyer: PartyFacts, **values: object) -> str:
    return render_template(
        f"claims/filing/{stage}.html",
        layout=f"_layout/{side}.html",
        side=side,
        stage=stage,
        stages=STAGES,
        policy=policy,
        buyer=buyer,
        where={"policy": policy.number, "buyer": buyer.public_id},
        crumbs=[Crumb(here("Claims"), url_for(f"claims_{side}.overview")), Crumb(here("File a claim"))],
        **values,
    )
