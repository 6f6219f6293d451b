"""Acts on ceilings: putting other ones forward, and agreeing to them as a second person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from insurer.accounts.facts import Matter, May
from insurer.accounts.public import agree, put_forward, standing_matter, use
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import Minor
from insurer.kernel.parsing import parse_day
from underwriting.accumulation.models import AccumulationCeiling
from underwriting.accumulation.queries import HOUSE_CURRENCY, ceilings_on
from underwriting.accumulation.rules import refuse_unfit
from underwriting.accumulation.terms import Ceilings

CEILING_CHANGE = "ceiling_change"
"""The kind of matter that four eyes see: other ceilings of accumulation, from a day on."""
SUBJECT = "accumulation:ceilings"
SHARES = ("per_group", "in_all", "ceded", "per_country", "per_sector")


@command(needs=May.CEILING_PROPOSE)
def propose_ceilings(act: Act, ceilings: Ceilings, *, reason: str) -> None:
    """Put forward what may pile up from a day on that is not past; nothing changes until a second person agrees."""
    refuse_unfit(ceilings)
    if ceilings.net_assets.currency != HOUSE_CURRENCY:
        raise InvalidInput("input.wrong_currency", "net_assets", currency=HOUSE_CURRENCY)
    if ceilings.valid_from < act.today:
        raise InvalidInput("authority.back_dated", "valid_from", day=ceilings.valid_from)
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    if act.actor.person is None:
        raise NotAllowed("approval.needs_a_person")
    before = ceilings_on(act.today)
    content = {
        "valid_from": ceilings.valid_from.isoformat(),
        **_plain(ceilings),
        **{f"before_{name}": value for name, value in _plain(before).items()},
    }
    put_forward(act, CEILING_CHANGE, SUBJECT, content, reason=reason.strip()[:1000])
    act.record(SUBJECT, "accumulation.ceilings_put_forward", valid_from=ceilings.valid_from)


@command(needs=May.RULE_AGREE)
def agree_to_ceilings(act: Act, subject: str) -> None:
    """Agree to exactly the ceilings put forward; refused when others came in between, or when their day is past."""
    found = standing_matter(CEILING_CHANGE, subject)
    if found is None:
        raise Conflict("approval.nothing_put_forward", kind=CEILING_CHANGE, subject=subject)
    content = dict(found.content)
    agree(act, CEILING_CHANGE, subject, content)
    use(act, CEILING_CHANGE, subject, content)
    before = _plain(ceilings_on(act.today))
    if any(found.text(f"before_{name}") != ("" if value is None else str(value)) for name, value in before.items()):
        raise Conflict("authority.changed_meanwhile", subject=subject)
    ceilings = ceilings_of(found)
    if ceilings.valid_from < act.today:
        raise InvalidInput("authority.back_dated", "valid_from", day=ceilings.valid_from)
    db.session.add(
        AccumulationCeiling(
            currency=ceilings.net_assets.currency,
            net_assets_minor=Minor(ceilings.net_assets.minor),
            per_group=ceilings.per_group,
            in_all=ceilings.in_all,
            ceded=ceilings.ceded,
            per_country=ceilings.per_country,
            per_sector=ceilings.per_sector,
            valid_from=ceilings.valid_from,
            reason=found.reason,
            recorded_at=act.at,
            recorded_by=act.actor.login,
        )
    )
    act.record(subject, "accumulation.ceilings_set", net_assets=ceilings.net_assets, valid_from=ceilings.valid_from)


def ceilings_of(found: Matter) -> Ceilings:
    """The ceilings that were put forward."""

    def share(name: str) -> Decimal | None:
        text = found.text(name)
        return Decimal(text) if text else None

    return Ceilings(
        net_assets=found.stated("net_assets"),
        per_group=share("per_group") or Decimal(0),
        in_all=share("in_all") or Decimal(0),
        ceded=share("ceded") or Decimal(0),
        per_country=share("per_country"),
        per_sector=share("per_sector"),
        valid_from=_day(found),
    )


def _day(found: Matter) -> date:
    return parse_day(found.text("valid_from"), "valid_from")


def _plain(ceilings: Ceilings | None) -> dict[str, object]:
    shares = {name: None if ceilings is None else getattr(ceilings, name) for name in SHARES}
    return {
        "net_assets": None if ceilings is None else ceilings.net_assets,
        **{name: None if value is None else f"{value:f}" for name, value in shares.items()},
    }
