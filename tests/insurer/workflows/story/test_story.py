"""One policy's whole story on a real ledger: the figures, their sums, both languages, both databases."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from insurer.infra.audit.trail import verify
from insurer.infra.clock import SetClock, init_clock
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.workflows.story.schemas import as_json, as_text
from insurer.workflows.story.services import Told, tell

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "ar_ledger_ibm"
WHOLE, DAMAGED = FOLDER / "accounts_receivable.csv", FOLDER / "accounts_receivable_damaged.csv"
needs_ledger = pytest.mark.skipif(not WHOLE.exists(), reason="the sample ledger is not beside the project")

SMALL = b"""customer id,invoice number,invoice date,due date,invoice amount,settled date,disputed
A,1,2024-01-10,2024-02-09,100.00,2024-02-05,No
A,2,2024-02-12,2024-03-13,120.00,2024-04-20,No
B,3,2024-01-20,2024-02-19,80.00,2024-02-25,No
B,4,2024-02-25,2024-03-26,90.00,,Yes
A,5,2024-03-28,2024-04-27,110.00,2024-05-02,No
"""


def told(app: Flask, content: bytes, as_of: date) -> Told:
    init_clock(app, SetClock(datetime(1970, 1, 1, tzinfo=UTC)))
    return tell(content, "ledger.csv", as_of, "USD")


def figures(story: Told, locale: str = "en") -> dict[str, Any]:
    return as_json(story.tale, story.ending, story.figures, story.refused, locale)


def amount(text: str) -> Decimal:
    return Decimal(text)


def without_words(story: dict[str, Any]) -> str:
    """The story with every figure and without a word of either language."""
    bare = json.loads(json.dumps(story))
    for claim in bare["claims"]:
        for step in claim["steps"]:
            del step["label"], step["detail"]
    for row in bare["refused"]:
        for error in row["errors"]:
            del error["message"]
    return json.dumps(bare, sort_keys=True)


@pytest.mark.timeout(900)
@needs_ledger
def test_the_sample_ledger_lives_its_whole_story(in_app: Flask) -> None:
    story = told(in_app, WHOLE.read_bytes(), date(2014, 2, 15))
    english, chinese = figures(story), figures(story, "zh")

    assert (english["invoices"], english["buyers"], english["total"]) == (2466, 100, "147703.18")
    assert english["late_share_percent"] == "35.56"
    assert (english["mean_days_late"], english["mean_days_late_of_late"]) == ("3.44", "9.68")
    assert english["refused"] == []

    months = {month["as_of"]: month for month in english["months"]}
    assert len(months) == 25
    assert months["2013-06-30"]["open"] == "5119.85"
    assert [bucket["amount"] for bucket in months["2013-06-30"]["ageing"]][:3] == ["4284.29", "835.56", "0.00"]
    for month in english["months"]:
        assert amount(month["insured"]) + amount(month["uninsured"]) == amount(month["open"])
        assert sum(amount(bucket["amount"]) for bucket in month["ageing"]) == amount(month["open"])
        assert amount(month["insured"]) > 0 or amount(month["open"]) == 0
    assert sum(amount(month["declared"]) for month in english["months"]) == amount("147703.18")

    # 0.35 % of the declared turnover, above the minimum; with 12 % tax, all of it received
    assert (english["premium"]["written"], english["premium"]["earned"]) == ("516.97", "516.97")
    assert (english["premium"]["billed"], english["premium"]["receivable"]) == ("579.01", "0.00")

    assert len(english["claims"]) == 16
    declined = [claim for claim in english["claims"] if claim["state"] == "declined"]
    # one debt was paid by what the buyer sent for a younger invoice, the other does not pass the threshold of 10.00
    assert [(claim["net_debt"], claim["indemnity"]) for claim in declined] == [("0.00", "0.00"), ("9.19", "0.00")]
    assert {claim["state"] for claim in english["claims"] if claim not in declined} == {"paid"}
    assert all(claim["rerun_same"] for claim in english["claims"])
    assert sum(amount(claim["indemnity"]) for claim in english["claims"]) == amount(english["indemnity"])
    assert len(english["recoveries"]) == 16
    for row in english["recoveries"]:
        assert amount(row["insurer"]) + amount(row["policyholder"]) == amount(row["net"])
    assert english["trial_balance"]["difference"] == "0.00"
    assert sum(amount(row["balance"]) for row in english["trial_balance"]["accounts"]) == 0
    assert english["imports"]["refused"] == 0

    assert without_words(english) == without_words(chinese)
    assert "试算平衡表" in as_text(chinese, "zh")
    db.session.remove()
    records, broken = verify()
    assert (records > 1000, broken) == (True, [])


@pytest.mark.timeout(900)
@needs_ledger
def test_the_damaged_copy_lists_its_bad_rows_and_changes_nothing_else(in_app: Flask) -> None:
    damaged = figures(told(in_app, DAMAGED.read_bytes(), date(2012, 3, 31)))

    assert len(damaged["refused"]) == 120
    assert all(row["errors"] and row["line"] > 1 for row in damaged["refused"])
    assert (damaged["invoices"], damaged["buyers"], damaged["total"]) == (2466, 100, "147703.18")
    assert damaged["months"][-1]["open"] == "6183.10"


def test_a_story_ends_on_the_day_asked_for_and_knows_nothing_later(in_app: Flask) -> None:
    story = figures(told(in_app, SMALL, date(2024, 3, 31)))

    assert story["as_of"] == "2024-03-31"
    assert story["open"] == "320.00"  # invoices 2, 4 and 5: nothing paid after that day is known
    assert amount(story["insured"]) + amount(story["uninsured"]) == amount("320.00")
    assert story["overdues"] == {"notified": 2, "amount": "210.00"}
    # invoice 2 is 18 days late and undisputed: claimed and paid; invoice 4 is disputed and waits
    assert [claim["net_debt"] for claim in story["claims"]] == ["120.00"]
    assert story["recoveries"] == []
    assert story["trial_balance"]["difference"] == "0.00"


def test_what_the_buyer_pays_after_the_claim_is_shared_with_the_insurer(in_app: Flask) -> None:
    story = figures(told(in_app, SMALL, date(2024, 6, 30)))

    [claim], [recovery] = story["claims"], story["recoveries"]
    assert (recovery["claim"], recovery["received_on"], recovery["net"]) == (claim["number"], "2024-04-20", "120.00")
    assert amount(recovery["insurer"]) <= amount(claim["indemnity"])
    assert story["ageing"][-3:] == [
        {"label": "61-90", "amount": "0.00"},
        {"label": "91-180", "amount": "90.00"},
        {"label": "181+", "amount": "0.00"},
    ]


def test_a_day_before_the_ledger_begins_is_refused(in_app: Flask) -> None:
    with pytest.raises(InvalidInput, match="before_the_ledger"):
        told(in_app, SMALL, date(2023, 12, 31))


def test_the_command_prints_one_json_object_and_leaves_the_installation_alone(app: Flask, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_bytes(SMALL)
    run = app.test_cli_runner().invoke(args=["story", "--ledger", str(ledger), "--as-of", "2024-03-31", "--json"])

    assert run.exit_code == 0, run.output
    assert json.loads(run.output)["invoices"] == 5
    with app.app_context():
        assert verify() == (0, [])
