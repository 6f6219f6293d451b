"""The manager's overview and the limits behind its figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.home.portfolio import queries
from insurer.home.portfolio.terms import HOUSE_CURRENCY, AgeBand, Cut, Granted, Portfolio, YearOf
from insurer.home.queries.attempts import LATELY, attempts_above_authority
from insurer.home.queries.waiting import team_tasks
from insurer.infra.clock import now, today
from insurer.infra.formats import number_text, share_text
from insurer.infra.languages import _, here
from insurer.infra.web.guard import allow, permitted
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, TableRow, table_row
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_day
from insurer.parties.public import parties
from policies.public import policies_by_id

desk = Blueprint("portfolio_desk", __name__, url_prefix="/desk/portfolio")

YEAR_COLUMNS = (
    Column("currency", "Currency", "code", narrow=True),
    Column("granted", "Limits granted", "number"),
    Column("insured", "Insured when last declared", "number"),
    Column("written", "Premium written", "number", narrow=True),
    Column("earned", "Premium earned", "number"),
    Column("incurred", "Claims incurred", "number"),
    Column("paid", "Claims paid", "number"),
    Column("recovered", "Recovered", "number"),
    Column("ratio", "Loss ratio", "share", narrow=True),
)
"""Amounts stand without their currency: the row is of one, and the table has to fit."""
CUT_COLUMNS = (
    Column("label", "Buyer", narrow=True),
    Column("limits", "Limits", "number"),
    Column("amount", "Granted", "money", narrow=True),
    Column("share", "Share", "share"),
)
AGE_COLUMNS = (
    Column("age", "Days in examination", narrow=True),
    Column("in_time", "In time", "number"),
    Column("late", "Past the day for the decision", "number"),
)
LIMIT_COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("country", "Country"),
    Column("sector", "Sector"),
    Column("policy", "Policy", "code"),
    Column("policyholder", "Policyholder"),
    Column("amount", "Limit", "money", narrow=True),
    Column("in_house", "In the house's currency", "money"),
)
SHOWN = 8
MOST_LIMITS = 500
"""Rows on the page behind a figure; the sum below them is of all."""


@desk.get("/")
@allow(May.BOOKS_READ)
def overview() -> ResponseReturnValue:
    """The portfolio at the end of a day: exposure, premium, claims, speed; every figure leads to its rows."""
    day, known = _day(), _known()
    found = queries.portfolio(day, known)
    return render_template(
        "home/portfolio/desk/overview.html",
        day=day,
        known=known,
        times=_times(day),
        found=found,
        house=HOUSE_CURRENCY,
        years=_years(found.years, day),
        countries=_bars(found.countries, day, "country"),
        sectors=_bars(found.sectors, day, "sector"),
        buyers=_cuts("buyers", found.buyers, day, "buyer", _("Largest buyers")),
        ages=_ages(found.ages),
        answers=_answers(found),
        premium=_premium(found),
        tried=attempts_above_authority(now()) if day == today() and permitted(May.AUDIT_READ) else None,
        lately=LATELY,
        teams=team_tasks(today(), now()) if day == today() else [],
        crumbs=[Crumb(_("Portfolio"))],
    )


@desk.get("/limits")
@allow(May.BOOKS_READ)
def limits() -> ResponseReturnValue:
    """The limits behind a figure: of a country, a sector, a buyer, a currency, or all; the largest first."""
    day = _day()
    wanted = {key: request.args[key][:40] for key in ("country", "sector", "buyer", "currency") if key in request.args}
    rows = [row for row in queries.granted_on(day, _known()) if _answers_to(row, wanted)]
    rows.sort(key=lambda row: -(row.in_house or row.amount).minor)
    total = Money.total((row.in_house for row in rows if row.in_house is not None), HOUSE_CURRENCY)
    table = Table(
        "limits", LIMIT_COLUMNS, _limit_rows(rows[:MOST_LIMITS]), caption=_("Limits granted"),
        empty=_("No limit stands here."),
        foot=["", "", "", "", "", "", str(total)] if rows else (),
    )  # fmt: skip
    return render_template(
        "home/portfolio/desk/limits.html",
        table=table,
        day=day,
        known=_known(),
        count=len(rows),
        most=MOST_LIMITS,
        about=_about(wanted, rows),
        crumbs=[Crumb(_("Portfolio"), url_for(".overview", **_times(day))), Crumb(_("Limits granted"))],
    )


def _day() -> date:
    asked = request.args.get("as_of")
    return parse_day(asked, "as_of") if asked else today()


def _known() -> date | None:
    """The day until whose end decisions count, where another is asked for than the day itself."""
    asked = request.args.get("known_by", "")
    return parse_day(asked, "known_by") if asked else None


def _times(day: date) -> dict[str, Any]:
    """The two times of the page as its address carries them on."""
    known = _known()
    return {"as_of": day.isoformat()} | ({"known_by": known.isoformat()} if known else {})


def _answers_to(row: Granted, wanted: dict[str, str]) -> bool:
    known = {"country": row.country, "sector": row.sector, "buyer": row.public_id, "currency": row.amount.currency}
    return all(known[key] == value for key, value in wanted.items())


def _about(wanted: dict[str, str], rows: Sequence[Granted]) -> str:
    """What the page is narrowed to, in words."""
    if not rows:
        return ""
    words = {
        "country": queries.country_label(rows[0].country),
        "sector": queries.sector_label(rows[0].sector),
        "buyer": rows[0].name,
        "currency": rows[0].amount.currency,
    }
    return " · ".join(words[key] for key in wanted)


def _limit_rows(rows: Sequence[Granted]) -> list[TableRow]:
    found = policies_by_id({row.policy for row in rows})
    holders = parties({one.policyholder for one in found.values()})
    return [
        table_row(
            LIMIT_COLUMNS,
            (
                row.name, queries.country_label(row.country), queries.sector_label(row.sector),
                found[row.policy].number, holders[found[row.policy].policyholder].name, row.amount, row.in_house,
            ),
            url_for("buyers_desk.buyer", public_id=row.public_id, policy=found[row.policy].number),
        )
        for row in rows
    ]  # fmt: skip


def _years(rows: Sequence[YearOf], day: date) -> Table:
    shown = []
    for row in rows:
        ratio = "–" if row.loss_ratio is None else share_text(row.loss_ratio, 1)
        amounts = (row.granted, row.insured, row.written, row.earned, row.incurred, row.paid, row.recovered)
        values = (row.currency, *(number_text(amount.decimal) for amount in amounts), ratio)
        shown.append(table_row(YEAR_COLUMNS, values, url_for(".limits", currency=row.currency, **_times(day))))
    return Table("years", YEAR_COLUMNS, shown, caption=_("The year so far"), empty=_("Nothing was booked this year."))


def _bars(cuts: Sequence[Cut], day: date, key: str) -> list[tuple[str, Money, str]]:
    """The heaviest slices and one bar for the rest."""
    found = [(cut.label, cut.amount, _way(cut, day, key)) for cut in cuts[:SHOWN]]
    if rest := cuts[SHOWN:]:
        found.append((_("All others"), Money.total((cut.amount for cut in rest), HOUSE_CURRENCY), ""))
    return found


def _way(cut: Cut, day: date, key: str) -> str:
    return url_for(".limits", **({key: cut.key} | _times(day)))


def _cuts(name: str, cuts: Sequence[Cut], day: date, key: str, caption: str) -> Table:
    rows = [
        table_row(CUT_COLUMNS, (cut.label, cut.limits, cut.amount, share_text(cut.share, 2)), _way(cut, day, key))
        for cut in cuts
    ]
    return Table(name, CUT_COLUMNS, rows, caption=caption, empty=_("No limit stands here."))


def _ages(bands: Sequence[AgeBand]) -> Table:
    def words(band: AgeBand) -> str:
        if band.last is None:
            return here("More than %(days)s", days=band.first - 1)
        return here("%(first)s to %(last)s", first=band.first, last=band.last)

    rows = [table_row(AGE_COLUMNS, (words(band), band.in_time, band.late)) for band in bands]
    return Table("ages", AGE_COLUMNS, rows, caption=_("Open claims by age"))


def _answers(found: Portfolio) -> list[tuple[str, str, str, str]]:
    """The speed and the outcome of answers as figures with their ways."""
    one, way = found.answers, url_for("limits_desk.answered")
    days = "–" if one.median_days is None else here("%(days)s days", days=_decimal(one.median_days))
    referred = one.answered - one.automatic
    return [
        (here("Requests answered"), str(one.answered), here("over twelve months"), way),
        (here("Median time to answer"), days, "", way),
        (here("Answered in time"), share_text(one.share(one.in_time), 1), here("limits.service_level"), way),
        (here("Granted in full or in part"), share_text(one.share(one.granted), 1), "", way),
        (here("Referred to a person"), str(referred), share_text(one.share(referred), 1), way),
    ]


def _decimal(value: Decimal) -> str:
    return f"{value:f}"


def _premium(found: Portfolio) -> tuple[list[tuple[str, list[Money]]], list[str]]:
    """The lines of written and earned premium and the months below them."""
    series = [
        (here("Premium written"), [written for _month, written, _earned in found.months]),
        (here("Premium earned"), [earned for _month, _written, earned in found.months]),
    ]
    return series, [month for month, _written, _earned in found.months]
