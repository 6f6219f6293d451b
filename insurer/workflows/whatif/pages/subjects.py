"""What-if on what the reader has: a policy's premium, the cover of its ledger, a claim, an overdue debt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.public import ClaimFacts, claims_of
from insurer.infra.clock import today
from insurer.infra.languages import _, reader_locale, shown
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import InvalidInput
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, party, party_of
from insurer.workflows.calculations.book import CALCULATIONS
from insurer.workflows.whatif import forms, queries
from insurer.workflows.whatif.pages.shown import ShownComparison, shown_comparison, signed
from insurer.workflows.whatif.queries import DebtBasis, InvoiceChange
from insurer.workflows.whatif.rules.changing import with_loss_ratio
from policies.facts import PolicyFacts, PremiumPart, PremiumTerms
from policies.public import policies_list, policy_facts
from underwriting.facts import LimitHistory, Receivable
from underwriting.public import BuyerVerdict

Found = TypeVar("Found")
MOST_LISTED = 12
MOST_INVOICES = 200


@dataclass(frozen=True, slots=True)
class Side:
    """Whose page it is: `desk` or `portal`; the insurer's people also see drafts and undecided assessments."""

    name: str

    @property
    def insurers_eyes(self) -> bool:
        return self.name == "desk"

    def crumbs(self, *more: Crumb) -> list[Crumb]:
        return [Crumb(_("What-if"), url_for(".index") if more else ""), *more]


def index_page(side: Side) -> ResponseReturnValue:
    """What there is to ask about: policies, claims, and every calculation by itself."""
    wanted = request.args.get("q", "").strip()[:60]
    policies = [one for one in policies_list() if side.insurers_eyes or one.bound_at is not None]
    claims = claims_of()
    numbers = {one.id: one.number for one in policies}
    names = parties([*(one.policyholder for one in policies), *(one.party for one in claims)])
    locale = reader_locale()

    def answers(number: str, *more: str) -> bool:
        return not wanted or any(wanted.casefold() in text.casefold() for text in (number, *more))

    found = [one for one in reversed(policies) if answers(one.number, names[one.policyholder].shown_name(locale))]
    filed = [
        one for one in claims
        if one.policy in numbers and answers(one.number, numbers[one.policy], names[one.party].shown_name(locale))
    ]  # fmt: skip
    return render_template(
        "whatif/index.html",
        side=side.name,
        wanted=wanted,
        policies=found[:MOST_LISTED],
        more_policies=max(0, len(found) - MOST_LISTED),
        claims=filed[:MOST_LISTED],
        more_claims=max(0, len(filed) - MOST_LISTED),
        numbers=numbers,
        names=names,
        calculations=CALCULATIONS.names,
        crumbs=side.crumbs(),
    )


def premium_page(side: Side, number: str) -> ResponseReturnValue:
    """The premium of a policy at another rate, minimum, deposit or turnover."""
    policy = queries.policy_of(number, drafts=side.insurers_eyes)
    terms = queries.premium_basis(policy)
    form = forms.premium_form(terms)
    valid = form.validate()
    compared = _asked(form, valid, lambda: queries.premium_compared(policy, forms.premium_asked(form)))
    return _page(
        "whatif/premium.html",
        side,
        form,
        policy=policy,
        holder=party(policy.policyholder),
        present=_premium_present(terms),
        turnover=with_loss_ratio(terms, None).declared,
        compared=None if compared is None else shown_comparison(compared, label=figure_label),
        crumbs=side.crumbs(Crumb(policy.number)),
    )


def cover_page(side: Side, number: str) -> ResponseReturnValue:
    """The cover of a policy's ledger, or of one buyer's account, under other terms or on another day."""
    policy = queries.policy_of(number, drafts=side.insurers_eyes)
    wanted = request.args.get("buyer", "").strip()
    buyer = party_of(wanted) if wanted else None
    found = queries.accounts(policy, today(), buyer)
    form = forms.cover_form(policy.currency, one_buyer=buyer is not None)
    valid = form.validate()
    day = form.value("as_of") or today()
    change = _asked(form, valid, lambda: queries.cover_compared(policy, found, forms.cover_asked(form), day, buyer))
    clauses = queries.standing_cover(policy, today())
    present = {
        "limit": "" if buyer is None else _limit_now(found[0].limits, found[0].account.receivables, _open(found[0])),
        "insured_percentage": shown(clauses.percentages[-1].value, name="share") if clauses.percentages else "–",
        "maximum_extension_days": _days(clauses.maximum_extension_days),
        "maximum_payment_term_days": _days(clauses.maximum_payment_term_days),
        "as_of": shown(today()),
    }
    crumb = Crumb(policy.number) if buyer is None else Crumb(policy.number, url_for(".cover", number=policy.number))
    last = () if buyer is None else (Crumb(buyer.shown_name(reader_locale())),)
    return _page(
        "whatif/cover.html",
        side,
        form,
        policy=policy,
        holder=party(policy.policyholder),
        buyer=buyer,
        day=day,
        present=present,
        change=change,
        compared=None if change is None else shown_comparison(change.comparison, label=figure_label),
        invoices=() if change is None else changed_first(change.invoices)[:MOST_INVOICES],
        every_invoice=0 if change is None else len(change.invoices),
        signed=signed,
        kept={"buyer": buyer.public_id} if buyer is not None else {},
        crumbs=side.crumbs(crumb, *last),
    )


def claim_page(side: Side, number: str) -> ResponseReturnValue:
    """The indemnity of a claim under other terms, limits or dates."""
    claim, start = queries.claim_of(number, insurers_eyes=side.insurers_eyes)
    policy = queries.policy_of(policy_facts(claim.policy).number, drafts=side.insurers_eyes)
    return _indemnity_page(side, policy, party(claim.party), start, claim)


def debt_page(side: Side, number: str, buyer_id: str) -> ResponseReturnValue:
    """The indemnity of a buyer's overdue invoices were they lost today, or on another day."""
    policy = queries.policy_of(number, drafts=side.insurers_eyes)
    buyer = party_of(buyer_id)
    return _indemnity_page(side, policy, buyer, queries.debt_of(policy, buyer), None)


def _indemnity_page(
    side: Side, policy: PolicyFacts, buyer: PartyFacts, start: DebtBasis, claim: ClaimFacts | None
) -> ResponseReturnValue:
    basis = start.basis
    terms = basis.terms
    form = forms.indemnity_form(policy.currency)
    valid = form.validate()
    found = _asked(form, valid, lambda: queries.indemnity_compared(start, forms.indemnity_asked(form)))
    present = {
        "limit": _limit_now(basis.limits, basis.receivables, basis.claimed),
        "insured_percentage": shown(basis.cover.percentages[-1].value, name="share"),
        "deductible": shown(terms.deductible),
        "deductible_kind": shown(terms.deductible_kind),
        "deductible_stage": shown(terms.deductible_stage),
        "minimum_loss": shown(terms.minimum_loss),
        "aggregate_first_loss": shown(terms.aggregate_first_loss),
        "maximum_liability": _("none agreed") if terms.maximum_liability is None else shown(terms.maximum_liability),
        "loss_date": shown(basis.loss.day),
    }
    compared: ShownComparison | None = None
    invoices: tuple[InvoiceChange, ...] = ()
    if found is not None:
        compared = shown_comparison(found[0], label=figure_label)
        invoices = tuple(one for one in found[1] if _claimed(one, start))
    crumb = Crumb(claim.number) if claim is not None else Crumb(buyer.shown_name(reader_locale()))
    before = () if claim is not None else (Crumb(policy.number, url_for(".cover", number=policy.number)),)
    return _page(
        "whatif/indemnity.html",
        side,
        form,
        policy=policy,
        buyer=buyer,
        claim=claim,
        start=start,
        present=present,
        compared=compared,
        invoices=changed_first(invoices)[:MOST_INVOICES],
        every_invoice=len(invoices),
        crumbs=side.crumbs(*before, crumb),
    )


def _page(template: str, side: Side, form: forms.AskedForm, **words: object) -> ResponseReturnValue:
    """The page; 422 where something that was asked cannot be read or worked out."""
    kept = words.pop("kept", {})
    filled = {**kept, **form.asked} if isinstance(kept, Mapping) else form.asked
    page = render_template(
        template,
        side=side.name,
        form=form,
        kept=kept,
        here=url_for(request.endpoint or "", **(request.view_args or {}), **kept),  # type: ignore[arg-type]
        link=url_for(request.endpoint or "", **(request.view_args or {}), **filled),
        anything=bool(form.asked),
        **words,
    )
    return page, 422 if form.complaints else 200


def _asked(form: forms.AskedForm, valid: bool, work: Callable[[], Found]) -> Found | None:
    """What was asked worked out; a refusal of the rules stands beside its field."""
    if not valid:
        return None
    try:
        return work()
    except InvalidInput as refusal:
        form.refuse(refusal)
        return None


def _claimed(one: InvoiceChange, start: DebtBasis) -> bool:
    return one.number in start.basis.claimed


def changed_first(invoices: tuple[InvoiceChange, ...]) -> list[InvoiceChange]:
    """Invoices whose cover comes out otherwise, then the others."""
    return sorted(invoices, key=lambda one: _insured(one.before) == _insured(one.after))


def _insured(verdict: object) -> object:
    return None if verdict is None else (getattr(verdict, "insured"), getattr(verdict, "reason_codes"))  # noqa: B009


def figure_label(name: str) -> str:
    return _(f"what_if.figure.{name}")


def _limit_now(limits: LimitHistory, receivables: Sequence[Receivable], numbers: Collection[str]) -> str:
    found = queries.governing_limit(limits, receivables, numbers)
    if found is None:
        return _("no limit")
    return _("%(amount)s for the shipment of %(day)s", amount=found[0], day=found[1])


def _open(one: BuyerVerdict) -> frozenset[str]:
    return frozenset(item.verdict.number for item in one.open_items)


def _days(number: int | None) -> str:
    return _("not set") if number is None else _("%(number)s days", number=number)


def _premium_present(terms: PremiumTerms) -> dict[str, str]:
    rates = ", ".join(dict.fromkeys(shown(one.rate, name="premium_rate") for one in terms.rates))
    declared = [row.amount for row in terms.declared]
    total = sum(declared[1:], declared[0]) if declared else None
    return {
        "rate": rates or "–",
        "turnover": _("nothing declared yet") if total is None else shown(total),
        "minimum": _part(terms.minimum),
        "deposit": _part(terms.deposit),
        "flat_premium": shown(terms.flat_premium),
        "loss_ratio": _("not counted"),
    }


def _part(part: PremiumPart | None) -> str:
    if part is None:
        return _("not set")
    if part.amount is not None:
        return shown(part.amount)
    return _("%(share)s of the estimate", share=part.percentage_of_estimate)
