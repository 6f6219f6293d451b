"""The manager's overview: what stands granted, how quickly it was answered, how old the claims are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.home.portfolio import rules
from insurer.home.portfolio.queries import granted_on
from insurer.home.portfolio.terms import Granted
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId, PolicyId
from tests.builders.browser import signed_in
from tests.builders.policies import eur
from tests.builders.underwriting import Desk
from underwriting.public import change_limit

DAY = date(2025, 3, 3)


@pytest.fixture
def desk(in_app: Flask, clock: Any) -> Iterator[Desk]:
    with reading_as(ALL):
        yield Desk(clock).on(date(2025, 1, 2)).opened()


def _granted(party: int, amount: str, country: str = "IT", group: int | None = None, known: bool = True) -> Granted:
    money = eur(amount)
    return Granted(
        PartyId(party), f"p{party}", f"Buyer {party}", country, "", PartyId(group or party), PolicyId(1), money,
        money if known else None,
    )  # fmt: skip


def test_slices_are_the_heaviest_first_and_their_shares_make_a_whole():
    rows = [_granted(1, "100", "FR"), _granted(2, "250"), _granted(3, "50"), _granted(4, "999", known=False)]

    found = rules.cuts(rows, lambda row: row.country, lambda row: row.country, "EUR")

    assert [(cut.key, cut.limits, cut.amount) for cut in found] == [("IT", 2, eur("300")), ("FR", 1, eur("100"))]
    assert sum((cut.share for cut in found), Fraction(0)) == 1
    assert rules.without_rate(rows) == [eur("999")]


def test_buyers_of_one_group_are_one_risk():
    found = rules.concentrated([_granted(1, "30", group=1), _granted(2, "20", group=1), _granted(3, "50")], "EUR")

    assert (found.top_1, found.hhi) == (Decimal("50.00"), Decimal("5000.00"))


def test_the_median_and_the_share_in_time_are_of_what_was_asked():
    monday = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
    spans = [timedelta(0), timedelta(days=1), timedelta(days=2, hours=12), timedelta(days=9)]

    found = rules.answers([(monday, monday + span) for span in spans], automatic=1, granted=3)

    assert (found.median_days, found.in_time) == (Decimal("1.8"), 3)
    assert found.share(found.granted) == Fraction(3, 4)
    assert rules.answers([], 0, 0).median_days is None


def test_open_claims_stand_in_their_age_band_in_time_or_late():
    found = rules.age_bands([(DAY, None), (DAY - timedelta(days=45), DAY - timedelta(days=1))], DAY)

    assert [(band.first, band.last, band.in_time, band.late) for band in found] == [
        (0, 30, 1, 0), (31, 60, 0, 1), (61, 90, 0, 0), (91, None, 0, 0),
    ]  # fmt: skip


def test_what_stands_is_what_was_decided_by_the_day_for_its_shipments(desk: Desk):
    buyer, other = desk.buyer(), desk.buyer("Cable GmbH", "DE", "C-2")
    desk.limit(buyer, "40000")
    desk.limit(other, "20000")
    desk.limit(other, "1500000")
    desk.on(date(2025, 3, 1))
    change_limit(desk.senior, desk.policy, buyer, amount=eur("10000"), ship_from=date(2025, 3, 10), reason="overdues")

    def standing(day: date) -> dict[str, object]:
        return {row.name: row.amount for row in granted_on(day)}

    assert standing(date(2025, 1, 1)) == {}
    assert standing(DAY) == {"Baker & Sons Ltd": eur("40000"), "Cable GmbH": eur("20000")}
    assert standing(date(2025, 3, 10))["Baker & Sons Ltd"] == eur("10000")


def test_every_figure_opens_to_its_rows_with_the_same_sum(in_app: Flask, desk: Desk):
    desk.limit(desk.buyer(), "40000")
    desk.limit(desk.buyer("Cable GmbH", "DE", "C-2"), "20000")
    desk.on(DAY)
    client = signed_in(in_app, Role.MANAGER)
    db.session.remove()

    assert client.get("/").headers["Location"] == "/desk/portfolio/"
    page = client.get("/desk/portfolio/?lang=en").text
    assert "EUR</span> 60,000.00" in page
    ways = re.findall(r'href="(/desk/portfolio/limits\?[^"]+)"', page)
    sums = {way: client.get(way.replace("&amp;", "&") + "&lang=en").text for way in set(ways)}
    assert any("EUR 60,000.00" in text for text in sums.values())
    germany = next(text for way, text in sums.items() if "country=DE" in way)
    assert "Cable GmbH" in germany
    assert "Baker" not in germany
    assert client.get("/desk/portfolio/?as_of=2024-12-31").status_code == 200
