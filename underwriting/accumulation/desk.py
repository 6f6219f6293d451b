"""Accumulation at the insurer's desk: the piles, the rows of each, the ceilings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.accounts.public import standing_matter
from insurer.infra.clock import clock, today
from insurer.infra.formats import share_text
from insurer.infra.languages import _, here, reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import Line, Whole, answered_whole
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_day
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from insurer.reference.facts import country_name, sector
from policies.facts import PolicyFacts
from policies.public import policies_by_id
from underwriting.accumulation import queries, rules
from underwriting.accumulation.forms import CeilingsForm
from underwriting.accumulation.queries import HOUSE_CURRENCY, Standings, ceilings_on
from underwriting.accumulation.services import CEILING_CHANGE, SUBJECT, propose_ceilings
from underwriting.accumulation.terms import Dimension, Pile, Standing

desk = Blueprint("accumulation_desk", __name__, url_prefix="/desk/accumulation")

PILES = (
    Column("name", "Name", narrow=True),
    Column("standings", "Policies", "number"),
    Column("limit", "Limits granted", "money"),
    Column("insured", "Insured debts", "money"),
    Column("at_risk", "At risk", "money", narrow=True),
    Column("retained", "Retained", "money"),
    Column("share", "Share", "share"),
    Column("most", "Ceiling", "money"),
    Column("used", "Ceiling used", "share", narrow=True),
)
ROWS = (
    Column("buyer", "Buyer", narrow=True),
    Column("group", "Group"),
    Column("country", "Country"),
    Column("sector", "Sector"),
    Column("policy", "Policy", "code"),
    Column("policyholder", "Policyholder"),
    Column("limit", "Limits granted", "money"),
    Column("insured", "Insured debts", "money"),
    Column("at_risk", "At risk", "money", narrow=True),
)
CEILINGS = (
    Column("valid_from", "In force from", "date", narrow=True),
    Column("net_assets", "Net assets", "money", narrow=True),
    Column("per_group", "One obligor", "share"),
    Column("in_all", "In all, times", "number"),
    Column("ceded", "Borne by reinsurers", "share"),
    Column("per_country", "One country", "share"),
    Column("per_sector", "One sector", "share"),
    Column("reason", "Reason"),
    Column("by", "Recorded by"),
)
DRAWN = 10
"""Bars of the chart; the rest is one more."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the page is about: by what, the end of which day, as known at the end of which."""

    by: Dimension
    day: date
    known: date | None

    @classmethod
    def of_request(cls) -> Looked:
        asked, known = request.args.get("as_of", ""), request.args.get("known_by", "")
        by = request.args.get("by", Dimension.GROUP)
        if by not in set(Dimension):
            raise InvalidInput("input.not_a_choice", "by")
        return cls(
            Dimension(by),
            parse_day(asked, "as_of") if asked else today(),
            parse_day(known, "known_by") if known else None,
        )

    @property
    def moment(self) -> datetime:
        """Until when what was recorded counts: the end of the day known on, else now at the latest."""
        return clock().end_of(self.known or max(self.day, today())) - timedelta(microseconds=1)

    def address(self, **more: str) -> dict[str, Any]:
        known = {"known_by": self.known.isoformat()} if self.known else {}
        return {"by": self.by.value, "as_of": self.day.isoformat(), **known, **more}


@desk.get("/")
@allow(May.ACCUMULATION_READ)
def overview() -> ResponseReturnValue:
    """What stands on each group, buyer, country or sector, the heaviest first, against its ceiling."""
    asked = Looked.of_request()
    found, ceilings = queries.standings(asked.day, asked.moment), ceilings_on(asked.day, asked.moment)
    piles = rules.piles(found.rows, asked.by, ceilings, HOUSE_CURRENCY)
    names = _names(asked.by, piles)
    listing = Whole(
        f"accumulation-{asked.by.value}", _("Accumulation"), _("Nothing stands on anybody."), PILES,
        [_line(pile, names, asked) for pile in piles],
    )  # fmt: skip
    return answered_whole(listing, lambda table: _overview(asked, found, piles, names, table))


def _overview(asked: Looked, found: Standings, piles: Sequence[Pile], names: Mapping[str, str], table: Table) -> str:
    ceilings = ceilings_on(asked.day, asked.moment)
    return render_template(
        "underwriting/accumulation/desk/overview.html",
        asked=asked,
        table=table,
        whole=rules.whole(found.rows, asked.by, ceilings, HOUSE_CURRENCY),
        without_rate=found.without_rate,
        ceilings=ceilings,
        over=[(names[pile.key], pile, _way(pile, asked)) for pile in piles if pile.tone == "bad"],
        bars=_bars(piles, names, asked),
        dimensions=[(one, url_for(".overview", **asked.address(by=one.value)), one is asked.by) for one in Dimension],
        house=HOUSE_CURRENCY,
        crumbs=[Crumb(_("Accumulation"))],
    )


@desk.get("/rows")
@allow(May.ACCUMULATION_READ)
def rows() -> ResponseReturnValue:
    """The rows of one pile, or of the whole: they sum to its figures."""
    asked, key = Looked.of_request(), request.args.get("key")
    found = queries.standings(asked.day, asked.moment)
    chosen = [one for one in found.rows if key is None or one.key(asked.by) == key]
    chosen.sort(key=lambda one: (-one.at_risk.minor, -one.limit.minor, one.policy, one.party))
    total = rules.whole(chosen, asked.by, None, HOUSE_CURRENCY)
    listing = Whole(
        "accumulation-rows", _("Accumulation"), _("Nothing stands on anybody."), ROWS, _row_lines(chosen, asked)
    )
    name = _name(asked.by, key, parties({PartyId(int(key))}) if _of_parties(asked.by) and key and key.isdigit() else {})
    return answered_whole(
        listing,
        lambda table: render_template(
            "underwriting/accumulation/desk/rows.html",
            asked=asked,
            table=table,
            whole=total,
            name=name if key is not None else _("The whole portfolio"),
            house=HOUSE_CURRENCY,
            crumbs=[Crumb(_("Accumulation"), url_for(".overview", **asked.address())), Crumb(name or _("All"))],
        ),
    )


@desk.get("/ceilings")
@allow(May.ACCUMULATION_READ)
def ceilings() -> ResponseReturnValue:
    """The ceilings that hold, every row that was ever recorded, and the form for others."""
    form, standing = CeilingsForm(formdata=None), ceilings_on(today())
    form["valid_from"].data = today()
    if standing is not None:
        form.show(standing)
    return _ceilings_page(form)


@desk.post("/ceilings")
@allow(May.CEILING_PROPOSE)
def propose() -> ResponseReturnValue:
    """Put other ceilings before a second person."""
    form = CeilingsForm()
    if not form.validate():
        return _ceilings_page(form), 422
    try:
        propose_ceilings(g.act, form.terms(), reason=form["reason"].data)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _ceilings_page(form), 422
    flash(_("The change is before a second person. Nothing has changed yet."), "good")
    return redirect(url_for(".ceilings"), 303)


def _ceilings_page(form: CeilingsForm) -> str:
    made = [
        table_row(
            CEILINGS,
            (row.valid_from, row.net_assets, _share(row.per_group), f"{row.in_all.normalize():f}", _share(row.ceded),
             _share(row.per_country), _share(row.per_sector), row.reason, row.recorded_by),
        )
        for row in queries.ceilings_ever()
    ]  # fmt: skip
    return render_template(
        "underwriting/accumulation/desk/ceilings.html",
        form=form,
        table=Table("ceilings", CEILINGS, made, caption=_("Ceilings"), empty=_("No ceiling was set.")),
        matter=standing_matter(CEILING_CHANGE, SUBJECT),
        may=May,
        crumbs=[Crumb(_("Accumulation"), url_for(".overview")), Crumb(_("Ceilings"))],
    )


def _share(value: object) -> str | None:
    return None if value is None else share_text(value, 2)  # type: ignore[arg-type]


def _line(pile: Pile, names: Mapping[str, str], asked: Looked) -> Line:
    used = None if pile.used is None else share_text(pile.used, 1)
    values = (
        names[pile.key], pile.standings, pile.limit, pile.insured, pile.at_risk, pile.retained,
        share_text(pile.share, 2), pile.most, used,
    )  # fmt: skip
    return values, _way(pile, asked)


def _way(pile: Pile, asked: Looked) -> str:
    return url_for(".rows", **asked.address(key=pile.key))


def _bars(piles: Sequence[Pile], names: Mapping[str, str], asked: Looked) -> list[tuple[str, Money, str]]:
    """The heaviest piles by what is at risk, and one bar for all the others."""
    found = [(names[pile.key], pile.at_risk, _way(pile, asked)) for pile in islice(piles, DRAWN)]
    if rest := piles[DRAWN:]:
        found.append((_("All others"), Money.total((pile.at_risk for pile in rest), HOUSE_CURRENCY), ""))
    return found


def _of_parties(by: Dimension) -> bool:
    return by in (Dimension.BUYER, Dimension.GROUP)


def _names(by: Dimension, piles: Sequence[Pile]) -> dict[str, str]:
    found = parties({PartyId(int(pile.key)) for pile in piles}) if _of_parties(by) else {}
    return {pile.key: _name(by, pile.key, found) for pile in piles}


def _name(by: Dimension, key: str | None, found: Mapping[PartyId, PartyFacts]) -> str:
    """The buyer, group, country or sector in the reader's words."""
    if by is Dimension.COUNTRY:
        return country_name(key, reader_locale()) if key else here("Country not known")
    if by is Dimension.SECTOR:
        return sector(key).name(reader_locale()) if key else here("Sector not known")
    one = found.get(PartyId(int(key))) if key and key.isdigit() else None
    return "" if one is None else one.shown_name(reader_locale())


def _row_lines(chosen: Sequence[Standing], asked: Looked) -> list[Line]:
    buyers = parties({one.party for one in chosen} | {one.group for one in chosen})
    found = policies_by_id({one.policy for one in chosen})
    holders = parties({one.policyholder for one in found.values()})
    locale = reader_locale()

    def values(one: Standing, policy: PolicyFacts) -> Sequence[object]:
        return (
            buyers[one.party].shown_name(locale),
            buyers[one.group].shown_name(locale) if one.group != one.party else None,
            _name(Dimension.COUNTRY, one.country, {}), _name(Dimension.SECTOR, one.sector, {}), policy.number,
            holders[policy.policyholder].shown_name(locale), one.limit, one.insured, one.at_risk,
        )  # fmt: skip

    return [
        (
            values(one, found[one.policy]),
            url_for(
                "exposure_desk.working", policy=found[one.policy].number, public_id=buyers[one.party].public_id,
                **{name: value for name, value in asked.address().items() if name != "by"},
            ),
        )
        for one in chosen
    ]  # fmt: skip
