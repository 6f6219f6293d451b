"""A ledger sent through the portal: what it closes is shown first, refused rows come back, it can be stopped."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
import python_calamine
from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.kernel.errors import NotFound
from policies.public import policy_facts
from tests.builders.exports import workbook
from tests.builders.underwriting import HEADERS, Desk, csv, line
from tests.underwriting.test_pages import _hidden, _signed_in
from underwriting.public import import_outcome, receive_ledger
from underwriting.receivables.pages.sending import _sign, _unsign
from underwriting.receivables.queries import imports_of
from underwriting.receivables.states import ImportState


def _sent(holder: FlaskClient, address: str, content: bytes, day: str = "2025-06-30") -> str:
    hidden = _hidden(holder, address)
    answer = holder.post(address, data=hidden | {"file": (BytesIO(content), "l.csv"), "as_of": day, "currency": ""})
    return answer.get_data(as_text=True)


def _fields(page: str) -> dict[str, str]:
    """What the form of the columns would send as it stands."""
    form = page[page.index("/confirm") :]
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_a_full_ledger_shows_what_it_closes_before_it_does(house: Flask, desk: Desk) -> None:
    desk.on(date(2025, 6, 30)).ledger(line("A-1", "1000.00"), line("A-2", "500.00"))
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    number = policy_facts(desk.policy).number
    page = _sent(holder, f"/portal/receivables/upload?policy={number}&lang=en", csv([line("A-1", "1000.00")]))
    assert "which had the same headings" in page
    confirm = f"/portal/receivables/confirm?policy={number}&lang=en"

    shown = holder.post(confirm, data=_fields(page) | {"mode": "full"}).get_data(as_text=True)
    assert "One open invoice is not in the file and will be closed" in shown
    assert "500.00" in shown
    assert len(imports_of([desk.policy])) == 1

    done = holder.post(confirm, data=_fields(shown) | {"mode": "full"})
    assert done.status_code == 303
    assert imports_of([desk.policy])[0].mode == "full"


def test_refused_rows_come_back_as_a_workbook_of_text(house: Flask, desk: Desk) -> None:
    desk.on(date(2025, 6, 30)).ledger(line("007", "x", name="=HYPERLINK(1)"))
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    [found] = imports_of([desk.policy])

    answer = holder.get(f"/portal/receivables/{found.number}/refused.xlsx?lang=en")

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:4] == ["C-1", "=HYPERLINK(1)", "GB", "007"]
    assert "Amount" in str(rows[1][-1])


def test_an_import_is_stopped_from_its_page(house: Flask, desk: Desk) -> None:
    desk.on(date(2025, 6, 30))
    waiting = receive_ledger(desk.customer, desk.policy, content=csv([line("A-1", "1.00")]), filename="l.csv")
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    address = f"/portal/receivables/{import_outcome(waiting).number}?lang=en"
    page = holder.get(address).get_data(as_text=True)
    assert "Stop the import" in page

    holder.post(address.replace("?", "/cancel?"), data=_hidden(holder, address))

    assert import_outcome(waiting).state is ImportState.CANCELLED
    assert "nothing of it is kept" in holder.get(address).get_data(as_text=True)


def test_a_file_that_was_kept_before_the_secret_changed_can_still_be_confirmed(house: Flask) -> None:
    before, secret = house.config["SECRET_KEY_FALLBACKS"], house.config["SECRET_KEY"]
    with house.test_request_context():
        kept = _sign("0" * 64, "ledger.csv", "2025-06-30")
        try:
            house.config.update(SECRET_KEY="another secret, as long as the one before it")
            with pytest.raises(NotFound):
                _unsign(kept)
            house.config.update(SECRET_KEY_FALLBACKS=[secret])
            assert _unsign(kept) == ("0" * 64, "ledger.csv", "2025-06-30")
            assert _sign("0" * 64, "ledger.csv", "2025-06-30") != kept
        finally:
            house.config.update(SECRET_KEY=secret, SECRET_KEY_FALLBACKS=before)


def test_one_of_several_sheets_is_asked_for_and_another_can_be_read(house: Flask, desk: Desk) -> None:
    desk.on(date(2025, 6, 30))
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    number = policy_facts(desk.policy).number
    book = workbook({"May": [HEADERS, line("A-1", "1.00")], "June": [HEADERS, line("A-2", "2.00")]})
    confirm = f"/portal/receivables/confirm?policy={number}&lang=en"

    asked = _sent(holder, f"/portal/receivables/upload?policy={number}&lang=en", book)
    assert "Which sheet is the ledger" in asked
    assert "Several sheets of the workbook could be the ledger: May, June." in asked

    read = holder.post(confirm, data=_fields(asked) | {"sheet": "June", "read_sheet": "1"}).get_data(as_text=True)
    assert "A-2" in read
    assert "A-1" not in read
    other = holder.post(confirm, data=_fields(read) | {"sheet": "May", "read_sheet": "1"}).get_data(as_text=True)
    assert "A-1" in other
    assert holder.post(confirm, data=_fields(other) | {"sheet": "May", "mode": "incremental"}).status_code == 303
    assert imports_of([desk.policy])[0].plan["sheet"] == "May"
