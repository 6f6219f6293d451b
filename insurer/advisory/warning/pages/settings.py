"""Thresholds with their history, and a policyholder's own figures."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.advisory.warning.forms import figures_form, figures_of, threshold_form, threshold_of
from insurer.advisory.warning.models import FIGURES
from insurer.advisory.warning.pages.frame import chosen_policy, shown_page, threshold_texts
from insurer.advisory.warning.queries.thresholds import (
    company_figures,
    house_thresholds,
    own_thresholds,
    threshold_history,
)
from insurer.advisory.warning.rules.company import cash_cycle
from insurer.advisory.warning.services.settings import enter_figures, set_house_threshold, set_own_threshold
from insurer.advisory.warning.states import AlertLevel
from insurer.advisory.warning.terms import Indicator, Threshold
from insurer.infra.clock import now, today
from insurer.infra.languages import here, label
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import permitted
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import PartyId
from insurer.kernel.rounding import to_places


def _holder(side: str) -> PartyId | None:
    """Whose thresholds the page is about: the house's at the desk, else those of the policy's holder."""
    if side == "desk":
        return None
    policy = chosen_policy().policy
    if policy is None:
        raise NotFound("warning.no_such_policy", number="")
    return policy.policyholder


def _standing(holder: PartyId | None) -> dict[Indicator, Threshold]:
    return house_thresholds(today(), now()) if holder is None else own_thresholds(holder, today(), now())


def thresholds_page(side: str) -> ResponseReturnValue:
    """Every indicator with the thresholds that stand, and everything that was ever set."""
    holder = _holder(side)
    standing = _standing(holder)
    history = threshold_history(holder)
    own = {one.indicator for one in history}
    policy = request.args.get("policy") or None
    return shown_page(
        side,
        "thresholds",
        lines=[
            (one, threshold_texts(one, standing[one]), one in own, url_for(".threshold", name=one.value, policy=policy))
            for one in Indicator
        ],
        history=[(one, threshold_texts(one.indicator, one.threshold)) for one in history],
        may_set=permitted(May.WARNING_SET),
        levels=list(AlertLevel),
        crumbs=[Crumb(here("Early warning"), url_for(".overview", policy=policy)), Crumb(here("Thresholds"))],
    )


def threshold_page(side: str, name: str, form: SafeForm | None = None, status: int = 200) -> ResponseReturnValue:
    """The form for one indicator."""
    indicator, holder = _indicator(name), _holder(side)
    if form is None:
        standing = _standing(holder)[indicator]
        form = threshold_form(indicator, formdata=None)
        for key in ("yellow", "orange", "red"):
            form[key].data = Decimal(f"{getattr(standing, key).normalize():f}")
        form["valid_from"].data = today()
    policy = request.args.get("policy") or None
    page = shown_page(
        side,
        "threshold",
        indicator=indicator,
        form=form,
        back=url_for(".thresholds", policy=policy),
        crumbs=[
            Crumb(here("Early warning"), url_for(".overview", policy=policy)),
            Crumb(here("Thresholds"), url_for(".thresholds", policy=policy)),
            Crumb(label(indicator)),
        ],
    )
    return page, status


def _indicator(name: str) -> Indicator:
    found = next((one for one in Indicator if one.value == name), None)
    if found is None:
        raise NotFound("warning.no_such_indicator", name=name[:40])
    return found


def set_threshold_page(side: str, name: str) -> ResponseReturnValue:
    """Set the thresholds of one indicator from a day on."""
    indicator, holder = _indicator(name), _holder(side)
    form = threshold_form(indicator)
    if not form.validate():
        return threshold_page(side, name, form, 422)
    told = {"valid_from": form["valid_from"].data, "reason": form["reason"].data}
    try:
        if holder is None:
            set_house_threshold(g.act, indicator, threshold_of(form), **told)
        else:
            set_own_threshold(g.act, holder, indicator, threshold_of(form), **told)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return threshold_page(side, name, form, 422)
    flash(here("The threshold is set. The next run measures by it; alerts raised before keep theirs."))
    return redirect(url_for(".thresholds", policy=request.args.get("policy") or None), 303)


def figures_page(side: str, form: SafeForm | None = None, status: int = 200) -> ResponseReturnValue:
    """The figures entered, with working capital and cash cycle of each day, and the form for new ones."""
    choice = chosen_policy()
    if choice.policy is None:
        raise NotFound("warning.no_such_policy", number="")
    found = company_figures(choice.policy.policyholder, today(), now())
    if form is None:
        form = figures_form(choice.policy.currency)
        form["day"].data = today()
    cycles = [cash_cycle(one) for one in found]
    page = shown_page(
        side,
        "figures",
        choice=choice,
        form=form,
        names=FIGURES,
        found=[
            (one, None if cycle is None else to_places(cycle.days, 1)) for one, cycle in zip(found, cycles, strict=True)
        ],
        may_act=permitted(May.WARNING_ACT) and side == "portal",
        crumbs=[
            Crumb(here("Early warning"), url_for(".overview", policy=choice.policy.number)),
            Crumb(here("Own figures")),
        ],
    )
    return page, status


def enter_figures_page(side: str) -> ResponseReturnValue:
    """Keep what was entered."""
    choice = chosen_policy()
    if choice.policy is None:
        raise NotFound("warning.no_such_policy", number="")
    form = figures_form(choice.policy.currency)
    if not form.validate():
        return figures_page(side, form, 422)
    try:
        enter_figures(g.act, choice.policy.policyholder, figures_of(form))
    except InvalidInput as refusal:
        form.refuse(refusal)
        return figures_page(side, form, 422)
    flash(here("The figures are kept. The next run measures by them."))
    return redirect(url_for(".figures", policy=choice.policy.number), 303)
