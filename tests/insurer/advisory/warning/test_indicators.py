"""The indicators on figures worked by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from insurer.advisory.warning.rules import ledger as whole
from insurer.advisory.warning.rules.buyers import limit_use_reading, overdue_reading, signs, signs_reading, term_reading
from insurer.advisory.warning.rules.company import cash_cycle, cash_cycle_reading, working_capital_reading
from insurer.advisory.warning.rules.ledger import Point
from insurer.advisory.warning.rules.levels import fit_threshold
from insurer.advisory.warning.rules.measuring import (
    answer_by,
    by_deadline,
    expected_loss,
    newly_worse,
    readings,
    watch_list,
    worst_levels,
)
from insurer.advisory.warning.states import ALERT_LIFE, AlertLevel, AlertState
from insurer.advisory.warning.terms import (
    STARTING,
    CompanyFigures,
    Debt,
    Indicator,
    Ledger,
    Standing,
    Threshold,
)
from insurer.kernel.errors import InvalidInput, OutOfTurn
from insurer.kernel.ids import PartyId
from tests.builders.cover import eur
from underwriting.facts import Exposure

DAY = date(2025, 6, 30)
BUYER = PartyId(7)


def debt(
    number: str,
    amount: str,
    due: date,
    *receipts: tuple[date, str],
    buyer: PartyId = BUYER,
    term: int = 30,
    disputed: str = "0",
) -> Debt:
    return Debt(
        buyer, number, due - timedelta(days=term), due, eur(amount).minor,
        tuple((day, eur(paid).minor) for day, paid in receipts), eur(disputed).minor,
    )  # fmt: skip


def dso(*days: int) -> list[Point]:
    return [Point(date(2025, at, 30), Fraction(value)) for at, value in enumerate(days, 3)]


@pytest.mark.parametrize(
    ("days", "level"),
    [
        ((40, 44, 43), AlertLevel.GREEN),
        ((40, 44, 49), AlertLevel.ORANGE),
        ((40, 44), AlertLevel.GREEN),
        ((40, 40, 45), AlertLevel.YELLOW),
        ((40, 40, 49), AlertLevel.RED),
        ((40, 40, 48), AlertLevel.YELLOW),
    ],
    ids=["fell back", "rose twice", "one rise", "12.5 % above the mean", "22.5 % above", "20 % exactly"],
)
def test_dso_counts_consecutive_rises_and_its_own_mean(days: tuple[int, ...], level: AlertLevel) -> None:
    found = whole.dso_reading(dso(*days), STARTING[Indicator.DSO])

    assert found is not None
    assert found.level is level


def test_dso_needs_something_to_compare_with() -> None:
    assert whole.dso_reading(dso(40), STARTING[Indicator.DSO]) is None


def test_dso_of_a_ledger_is_owed_by_sales_of_ninety_days() -> None:
    """6.0 m owed of 13.5 m sold in 90 days: 40.0 days."""
    sold = [debt("A", "6000000", date(2025, 7, 15)), debt("B", "7500000", date(2025, 7, 15), (DAY, "7500000"))]

    assert whole.dso_series(sold, DAY)[-1].value == 40


def test_twelve_of_eighty_late_payers_becoming_twenty_is_red() -> None:
    found = whole.late_payers_reading((80, 20), (80, 12), STARTING[Indicator.LATE_PAYERS])

    assert found is not None
    assert (found.value, found.level) == (Decimal("10.0000"), AlertLevel.RED)


def test_fewer_late_payers_are_green_whatever_their_number() -> None:
    found = whole.late_payers_reading((10, 5), (10, 9), STARTING[Indicator.LATE_PAYERS])

    assert found is not None
    assert found.level is AlertLevel.GREEN


def test_concentration_of_the_example_is_red_with_its_index() -> None:
    """35/20/15/10/5 and ten of 1.5 %: top five 85 %, index 1 997.5."""
    shares = ["35", "20", "15", "10", "5", *["1.5"] * 10]
    exposures = [Exposure(str(at), eur(share)) for at, share in enumerate(shares)]
    found = whole.concentration_reading(exposures, "EUR", STARTING[Indicator.CONCENTRATION])

    assert found is not None
    assert (found.value, found.level) == (Decimal("0.8500"), AlertLevel.RED)
    assert next(line.result for line in found.working.lines if line.code == "concentration.hhi") == Decimal("1997.50")


def test_days_late_are_weighted_by_amount_and_their_rise_is_measured() -> None:
    before = debt("A", "1000", date(2025, 3, 1), (date(2025, 3, 5), "1000"))
    small = debt("B", "1000", date(2025, 5, 1), (date(2025, 5, 11), "1000"))
    large = debt("C", "3000", date(2025, 5, 1), (date(2025, 5, 21), "3000"))
    found = whole.days_late_reading([before, small, large], DAY, STARTING[Indicator.DAYS_LATE])

    assert found is not None
    # (10 x 1000 + 20 x 3000) / 4000 = 17.5 days now, 4 before
    assert (found.value, found.level) == (Decimal("13.5000"), AlertLevel.ORANGE)


def test_sales_that_halve_or_jump_warn_alike() -> None:
    def sold(last: str) -> list[Debt]:
        months = [(DAY, last), *((DAY - timedelta(days=30 * back), "1000") for back in (1, 2, 3))]
        return [debt(str(day), amount, day + timedelta(days=30)) for day, amount in months]

    levels = {}
    for last in ("1000", "1400", "1600", "400", "1900"):
        found = whole.orders_reading(sold(last), DAY, STARTING[Indicator.ORDERS], "EUR")
        assert found is not None
        levels[last] = found.level

    assert levels == {
        "1000": AlertLevel.GREEN,
        "1400": AlertLevel.YELLOW,
        "1600": AlertLevel.ORANGE,
        "400": AlertLevel.ORANGE,
        "1900": AlertLevel.RED,
    }


def test_bad_debt_is_what_is_half_a_year_late_of_a_years_sales() -> None:
    ledger = Ledger(
        "EUR", DAY, (debt("A", "150", date(2024, 12, 1)), debt("B", "9850", date(2025, 6, 1), (DAY, "9850"))), {}
    )
    found = whole.bad_debt_reading(ledger, STARTING[Indicator.BAD_DEBT])

    assert found is not None
    assert (found.value, found.level) == (Decimal("0.0150"), AlertLevel.ORANGE)


@pytest.mark.parametrize(("days", "level"), [(25, AlertLevel.YELLOW), (30, AlertLevel.YELLOW), (31, AlertLevel.ORANGE)])
def test_the_oldest_open_invoice_sets_the_level_of_its_buyer(days: int, level: AlertLevel) -> None:
    found = overdue_reading(
        [debt("A", "10", DAY - timedelta(days=days))], DAY, STARTING[Indicator.BUYER_OVERDUE], BUYER
    )

    assert found is not None
    assert found.level is level


def test_a_lower_threshold_raises_the_level_of_the_same_ledger() -> None:
    lower = Threshold(Decimal(10), Decimal(20), Decimal(60))
    found = overdue_reading([debt("A", "10", DAY - timedelta(days=25))], DAY, lower, BUYER)

    assert found is not None
    assert (found.level, found.threshold) == (AlertLevel.ORANGE, lower)


def test_two_signs_are_orange_and_three_red() -> None:
    rolled = debt("A", "100", DAY - timedelta(days=60))
    later = debt("B", "100", DAY - timedelta(days=20), (DAY - timedelta(days=10), "100"))
    part = debt("C", "100", DAY - timedelta(days=5), (DAY - timedelta(days=2), "40"))
    disputed = debt("D", "100", DAY + timedelta(days=5), disputed="100")

    assert signs([rolled, later], DAY) == ("rolled_over",)
    assert signs([rolled, later, part], DAY) == ("part_payment", "rolled_over")
    found = signs_reading([rolled, later, part, disputed], DAY, STARTING[Indicator.BUYER_SIGNS], BUYER)
    assert found is not None
    assert (found.value, found.level) == (3, AlertLevel.RED)


def test_payments_slower_than_the_habit_are_a_sign() -> None:
    def paid(at: int, late: int) -> Debt:
        due = date(2024, 1, 1) + timedelta(days=30 * at)
        return debt(str(at), "10", due, (due + timedelta(days=late), "10"))

    assert signs([paid(at, 2) for at in range(6)], DAY) == ()
    assert signs([*(paid(at, 2) for at in range(3)), *(paid(at, 14) for at in range(3, 6))], DAY) == ("slower",)


@pytest.mark.parametrize(
    ("owed", "level"),
    [("79", AlertLevel.YELLOW), ("80", AlertLevel.ORANGE), ("95", AlertLevel.RED), ("120", AlertLevel.RED)],
)
def test_use_of_the_limit_is_orange_at_eighty_and_red_at_ninety_five_percent(owed: str, level: AlertLevel) -> None:
    standing = Standing(eur(owed), eur(owed), eur(100))
    found = limit_use_reading(standing, STARTING[Indicator.BUYER_LIMIT_USE], BUYER)

    assert found is not None
    assert found.level is level


def test_without_a_limit_its_use_is_not_measured() -> None:
    threshold = STARTING[Indicator.BUYER_LIMIT_USE]
    assert limit_use_reading(Standing(eur(10), eur(0), None), threshold, BUYER) is None
    assert limit_use_reading(Standing(eur(10), eur(0), eur(0)), threshold, BUYER) is None


def test_a_buyer_that_takes_forty_days_of_thirty_overruns_its_term_by_a_third() -> None:
    due = date(2025, 6, 1)
    found = term_reading(
        [debt("A", "10", due, (due + timedelta(days=10), "10"))], DAY, STARTING[Indicator.BUYER_TERM], BUYER
    )

    assert found is not None
    assert (found.value, found.level) == (Decimal("0.3333"), AlertLevel.ORANGE)


@pytest.mark.parametrize(
    ("assets", "debts", "level", "idle"),
    [
        ("13", "10", AlertLevel.ORANGE, False),
        ("0.95", "1", AlertLevel.RED, False),
        ("1.7", "1", AlertLevel.GREEN, False),
        ("2.5", "1", AlertLevel.YELLOW, False),
        ("3.2", "1", AlertLevel.YELLOW, True),
    ],
    ids=["1.30 amber", "0.95 red", "1.7 green", "2.5 watched", "3.2 idle money"],
)
def test_bands_of_the_working_capital_ratio(assets: str, debts: str, level: AlertLevel, idle: bool) -> None:
    figures = CompanyFigures(DAY, current_assets=eur(assets), current_liabilities=eur(debts))
    found = working_capital_reading(figures, STARTING[Indicator.WORKING_CAPITAL])

    assert found is not None
    assert found.level is level
    assert any(line.code == "warning.working_capital.idle" for line in found.working.lines) is idle


def _cycle(day: date, receivables: str = "80") -> CompanyFigures:
    return CompanyFigures(
        day, inventory=eur(80), payables=eur(60), receivables=eur(receivables), sales=eur(365), cost_of_sales=eur(365)
    )


def test_cash_cycle_of_the_example_is_a_hundred_days() -> None:
    found = cash_cycle(_cycle(DAY))

    assert found is not None
    assert (found.stock, found.receivables, found.payables, found.days) == (80, 80, 60, 100)
    assert cash_cycle(CompanyFigures(DAY, inventory=eur(80))) is None


def test_a_longer_cash_cycle_warns_by_its_rise() -> None:
    found = cash_cycle_reading(_cycle(DAY, "100"), _cycle(date(2025, 3, 31)), STARTING[Indicator.CASH_CYCLE])

    assert found is not None
    assert (found.value, found.level) == (Decimal("0.2000"), AlertLevel.ORANGE)


def test_every_reading_says_by_which_threshold_and_what_would_change_it() -> None:
    standings = {BUYER: Standing(eur(90), eur(50), eur(100))}
    ledger = Ledger("EUR", DAY, (debt("A", "90", DAY - timedelta(days=40)),), standings)
    found = readings(ledger, STARTING)

    assert {one.indicator for one in found} >= {Indicator.BUYER_OVERDUE, Indicator.BUYER_LIMIT_USE}
    for one in found:
        codes = [line.code for line in one.working.lines]
        assert codes[-2] == "warning.level"
        assert codes[-1].startswith("warning.change.")


def test_the_watch_list_is_in_the_order_of_a_hand_calculation() -> None:
    """Chance x exposure x 60 %: red 0.25, orange 0.08, yellow 0.02, green 0.005."""
    owed = {1: "1000", 2: "4000", 3: "10000", 4: "50000", 5: "100", 6: "0"}
    standings = {PartyId(key): Standing(eur(amount), eur(0), None) for key, amount in owed.items()}
    worst = {
        PartyId(1): AlertLevel.RED,
        PartyId(2): AlertLevel.ORANGE,
        PartyId(3): AlertLevel.YELLOW,
        PartyId(5): AlertLevel.RED,
    }
    deadlines = {PartyId(3): date(2025, 7, 1), PartyId(5): date(2025, 8, 1)}
    lines = watch_list(Ledger("EUR", DAY, (), standings), worst, deadlines)

    assert [(one.buyer, one.expected_loss) for one in lines] == [
        (2, eur("192")), (1, eur("150")), (4, eur("150")), (3, eur("120")), (5, eur("15")),
    ]  # fmt: skip
    assert [one.buyer for one in by_deadline(lines)] == [3, 5, 2, 1, 4]
    assert expected_loss(eur("1000"), AlertLevel.RED) == eur("150")


def test_an_alert_is_raised_once_per_change_for_the_worse() -> None:
    def at(days: int) -> list:
        return [
            overdue_reading([debt("A", "1", DAY - timedelta(days=days))], DAY, STARTING[Indicator.BUYER_OVERDUE], BUYER)
        ]

    orange, red = at(40), at(70)
    key = ("buyer_overdue", int(BUYER))

    assert newly_worse(at(20), {}) == []
    assert newly_worse(orange, {}) == orange
    assert newly_worse(orange, {key: AlertLevel.ORANGE}) == []
    assert newly_worse(red, {key: AlertLevel.ORANGE}) == red
    assert newly_worse(orange, {key: AlertLevel.RED}) == []
    assert worst_levels([*orange, *red]) == {BUYER: AlertLevel.RED}


def test_a_red_alert_is_answered_within_two_business_days_and_an_orange_one_within_five() -> None:
    friday = date(2025, 6, 27)

    assert answer_by(AlertLevel.RED, friday) == date(2025, 7, 1)
    assert answer_by(AlertLevel.ORANGE, friday) == date(2025, 7, 4)


@pytest.mark.parametrize("state", list(AlertState))
@pytest.mark.parametrize("move", ["acknowledge", "close"])
def test_an_alert_moves_only_forward(state: AlertState, move: str) -> None:
    allowed = {
        (AlertState.OPEN, "acknowledge"): AlertState.ACKNOWLEDGED,
        (AlertState.OPEN, "close"): AlertState.CLOSED,
        (AlertState.ACKNOWLEDGED, "close"): AlertState.CLOSED,
    }
    if (state, move) in allowed:
        assert ALERT_LIFE.after(state, move) is allowed[state, move]
    else:
        with pytest.raises(OutOfTurn):
            ALERT_LIFE.after(state, move)


@pytest.mark.parametrize(
    ("indicator", "values"),
    [
        (Indicator.BUYER_OVERDUE, ("30", "20", "60")),
        (Indicator.BUYER_OVERDUE, ("-1", "20", "60")),
        (Indicator.DSO, ("0.10", "1", "0.20")),
        (Indicator.DSO, ("0.30", "3", "0.20")),
        (Indicator.WORKING_CAPITAL, ("1", "1.5", "3")),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(indicator: Indicator, values: tuple[str, str, str]) -> None:
    with pytest.raises(InvalidInput):
        fit_threshold(indicator, Threshold(*map(Decimal, values)))


def test_the_starting_thresholds_make_sense() -> None:
    for indicator, threshold in STARTING.items():
        fit_threshold(indicator, threshold)
