"""Expected payments of one policy: every open invoice with its day and what it rests on, and what that is worth."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.advisory.expectation.queries import expected_payments, last_back_test, last_forecast
from insurer.advisory.expectation.terms import LEAST_LEARNED, Basis
from insurer.advisory.warning.pages.frame import chosen_policy
from insurer.infra.clock import today
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import Whole, answered_whole
from insurer.infra.web.tables import Column
from insurer.parties.public import parties
from policies.facts import PolicyFacts
from underwriting.public import receivables_of

COLUMNS = (
    Column("invoice", "Invoice", "code", narrow=True),
    Column("buyer", "Buyer", narrow=True),
    Column("due", "Due", "date"),
    Column("expected", "Expected", "date", narrow=True),
    Column("late", "Days after due", "number"),
    Column("open", "Outstanding", "money"),
    Column("basis", "What it rests on", "status"),
    Column("known", "Payments known", "number"),
)


def expected_page(side: str) -> ResponseReturnValue:
    """The last forecast, machine-made, as a list or a file."""
    choice = chosen_policy()
    policy = choice.policy
    forecast = None if policy is None else last_forecast(policy.id)
    lines = [] if policy is None or forecast is None else _lines(side, policy)
    back = None if policy is None else url_for(f"warning_{side}.overview", policy=policy.number)
    return answered_whole(
        Whole("expected-payments", here("Expected payments"), here("Nothing is open."), COLUMNS, lines),
        lambda table: render_template(
            "advisory/expectation/expected.html",
            layout=f"_layout/{side}.html",
            side=side,
            choice=choice,
            policy=policy,
            forecast=forecast,
            test=None if policy is None else last_back_test(policy.id),
            least=LEAST_LEARNED,
            table=table,
            crumbs=[Crumb(here("Early warning"), back or ""), Crumb(here("Expected payments"))],
        ),
    )


def _lines(side: str, policy: PolicyFacts) -> list[tuple[tuple[object, ...], str]]:
    expected = expected_payments(last_forecast(policy.id))
    rows = [one for one in receivables_of(policy.id, as_of=today()) if one.open.minor > 0 and one.id in expected]
    names = {key: one.shown_name(reader_locale()) for key, one in parties({one.party for one in rows}).items()}
    return [
        (
            (
                one.number,
                names[one.party],
                one.due,
                found.expected_on,
                (found.expected_on - one.due).days,
                one.open,
                Basis(found.basis),
                found.known,
            ),
            url_for(f"exposure_{side}.invoice_of", policy=policy.number, receivable=one.id),
        )
        for one in sorted(rows, key=lambda one: (expected[one.id].expected_on, one.number))
        for found in (expected[one.id],)
    ]
