"""Setting thresholds, and entering a policyholder's own figures: rows are added, the last word of a day counts."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May
from insurer.advisory.warning.models import FIGURES, CompanyFigure, HouseThreshold, OwnThreshold
from insurer.advisory.warning.rules.levels import fit_threshold
from insurer.advisory.warning.terms import CompanyFigures, Indicator, Threshold
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money


@command(needs=May.WARNING_SET)
def set_house_threshold(act: Act, indicator: Indicator, threshold: Threshold, *, valid_from: date, reason: str) -> None:
    """The insurer's threshold of an indicator from a day on; runs made before keep theirs."""
    if not act.actor.scope.everything:
        raise NotAllowed("permission.missing", permission=May.WARNING_SET.value)
    _fit(act, indicator, threshold, valid_from, reason)
    db.session.add(
        HouseThreshold(
            indicator=indicator.value, yellow=threshold.yellow, orange=threshold.orange, red=threshold.red,
            valid_from=valid_from, reason=reason.strip(), recorded_at=act.at, recorded_by=act.actor.name,
        )
    )  # fmt: skip
    act.record(
        f"threshold:{indicator.value}", "warning.threshold_set", reason_told=reason.strip(), threshold=threshold.plain()
    )


@command(needs=May.WARNING_SET)
def set_own_threshold(
    act: Act, policyholder: PartyId, indicator: Indicator, threshold: Threshold, *, valid_from: date, reason: str
) -> None:
    """A policyholder's own threshold for its own ledger; the insurer's levels do not change with it."""
    if act.actor.scope.everything or not act.actor.scope.has(policyholder):
        raise NotFound("warning.no_such_policyholder")
    _fit(act, indicator, threshold, valid_from, reason)
    db.session.add(
        OwnThreshold(
            policyholder_id=policyholder, indicator=indicator.value, yellow=threshold.yellow, orange=threshold.orange,
            red=threshold.red, valid_from=valid_from, reason=reason.strip(), recorded_at=act.at,
            recorded_by=act.actor.name,
        )
    )  # fmt: skip
    act.record(
        f"threshold:{indicator.value}",
        "warning.own_threshold_set",
        policyholder=policyholder,
        reason_told=reason.strip(),
        threshold=threshold.plain(),
    )


def _fit(act: Act, indicator: Indicator, threshold: Threshold, valid_from: date, reason: str) -> None:
    fit_threshold(indicator, threshold)
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    if valid_from < act.today:
        raise InvalidInput("warning.threshold_back_dated", "valid_from", day=valid_from)


@command(needs=May.WARNING_ACT)
def enter_figures(act: Act, policyholder: PartyId, figures: CompanyFigures) -> None:
    """What a policyholder says of its own books for a day, in one currency; nothing known at all is refused."""
    if act.actor.scope.everything or not act.actor.scope.has(policyholder):
        raise NotFound("warning.no_such_policyholder")
    known = {name: amount for name in FIGURES if isinstance(amount := getattr(figures, name), Money)}
    if not known:
        raise InvalidInput("warning.no_figures", "current_assets")
    currencies = {amount.currency for amount in known.values()}
    if len(currencies) > 1:
        raise InvalidInput("warning.one_currency", "current_assets")
    if figures.day > act.today:
        raise InvalidInput("warning.day_to_come", "day", day=figures.day)
    db.session.add(
        CompanyFigure(
            policyholder_id=policyholder,
            day=figures.day,
            currency=next(iter(currencies)),
            recorded_at=act.at,
            recorded_by=act.actor.name,
            **{f"{name}_minor": amount.minor for name, amount in known.items()},
        )
    )
    act.record(f"company_figures:{figures.day}", "warning.figures_entered", policyholder=policyholder, count=len(known))
