"""The clocks of a policy, as the application uses them."""

from __future__ import annotations

from datetime import date

from policies.contracts.rules.deadlines import Clocks, ClockStart, DebtEvents, deadlines

EVENTS = DebtEvents(
    shipped=date(2026, 6, 16), invoiced=date(2026, 6, 16), due=date(2026, 7, 16), loss_cause="protracted_default"
)


def test_every_date_names_the_clause_it_rests_on():
    clocks = Clocks(
        maximum_extension_days=60,
        notice_days=30,
        notice_from=ClockStart.EXTENSION_END,
        waiting_months=6,
        claim_months=6,
        claim_from=ClockStart.WAITING_END,
    )

    assert deadlines(clocks, EVENTS).clauses == {
        "due": "invoice.due",
        "extension_first_day": "clocks.maximum_extension_days",
        "extension_last_day": "clocks.maximum_extension_days",
        "stop_of_cover_on": "clocks.maximum_extension_days",
        "notify_by": "clocks.notice_days",
        "claim_from": "clocks.waiting_months",
        "claim_by": "clocks.claim_months",
    }


def test_a_clock_whose_event_never_happened_leaves_its_date_empty():
    found = deadlines(Clocks(notice_days=30, notice_from=ClockStart.EXTENSION_END, decision_days=30), EVENTS)

    assert (found.notify_by, found.decide_by) == (None, None)
    assert list(found.clauses) == ["due"]
