"""The worked examples of the calculation contract and of its exact meanings, asked for as an outsider would."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from insurer.workflows.calculations.cli import calculate

POLICY = {"currency": "EUR", "period_from": "2026-01-01", "period_to": "2026-12-31", "insured_percentage": "0.90"}
LOSS = {"cause": "insolvency", "date": "2026-09-30"}


def limit(amount: str, first: str = "2026-01-01", last: str | None = None, **more: Any) -> dict[str, Any]:
    return {"from": first, "to": last, "amount": amount, **more}


def invoice(number: str, amount: str, shipped: str = "2026-06-01", due: str = "2026-07-31", **more: Any) -> Any:
    return {"number": number, "shipped": shipped, "invoiced": shipped, "due": due, "amount": amount, **more}


def claim(
    *invoices: Any, limits: Any = None, receipts: Any = (), loss: Any = LOSS, more: Any = None, **terms: Any
) -> Any:
    return {
        "policy": {**POLICY, **terms},
        "limits": [limit("1000000.00")] if limits is None else limits,
        "loss": loss,
        "invoices": list(invoices),
        "receipts": list(receipts),
        **(more or {}),
    }


def received(amount: str, day: str = "2026-08-15", invoice: str | None = None, kind: str = "payment") -> Any:
    return {"date": day, "amount": amount, "invoice": invoice, "kind": kind}


ONE = invoice("A-1", "1200000.00")
TWO = (invoice("A-1", "600000.00"), invoice("A-2", "600000.00", "2026-06-10", "2026-08-09"))
SMALL = [limit("50000.00")]

INDEMNITY = {
    "limit, percentage, deductible": (
        claim(ONE, deductible="20000.00"),
        {"insured_loss": "1000000.00", "indemnity": "880000.00"},
    ),
    "deductible before the percentage": (
        claim(ONE, deductible="20000.00", deductible_stage="before_percentage"),
        {"indemnity": "882000.00"},
    ),
    "maximum liability nearly used": (
        claim(ONE, deductible="20000.00", maximum_liability="5000000.00", maximum_liability_used="4500000.00"),
        {"indemnity": "500000.00", "maximum_liability_remaining": "0.00"},
    ),
    "receipts first, then the limit": (
        claim(*TWO, receipts=[received("300000.00")]),
        {"insured_loss": "900000.00", "indemnity": "810000.00", "over_limit": "0.00"},
    ),
    "limit first, then receipts": (
        claim(*TWO, receipts=[received("300000.00")], limit_application="gross_debt"),
        {"insured_loss": "700000.00"},
    ),
    "the limit caps the indemnity": (
        claim(ONE, limit_application="indemnity"),
        {"insured_loss": "1200000.00", "over_limit": "0.00", "indemnity": "1000000.00"},
    ),
    "deductible before the limit, 50 200": (
        claim(
            invoice("A-1", "50200.00"),
            limits=SMALL,
            deductible="500.00",
            deductible_stage="before_limit",
            insured_percentage="1.00",
        ),
        {"indemnity": "49700.00"},
    ),
    "deductible before the limit, 51 000": (
        claim(
            invoice("A-1", "51000.00"),
            limits=SMALL,
            deductible="500.00",
            deductible_stage="before_limit",
            insured_percentage="1.00",
        ),
        {"indemnity": "50000.00"},
    ),
    "minimum retention is the larger, not the sum": (
        claim(invoice("A-1", "10000.00"), deductible="1500.00", deductible_kind="minimum_retention"),
        {"deductible": "500.00", "indemnity": "8500.00"},
    ),
    "minimum retention inside the own share": (
        claim(invoice("A-1", "100000.00"), deductible="1500.00", deductible_kind="minimum_retention"),
        {"deductible": "0.00", "indemnity": "90000.00"},
    ),
    "at the threshold nothing": (claim(invoice("A-1", "5000.00"), minimum_loss="5000.00"), {"indemnity": "0.00"}),
    "above the threshold everything": (
        claim(invoice("A-1", "5000.01"), minimum_loss="5000.00"),
        {"indemnity": "4500.01"},
    ),
    "threshold on the net debt": (
        claim(
            invoice("A-1", "6000.00"), limits=[limit("4000.00")], minimum_loss="5000.00", minimum_loss_base="net_debt"
        ),
        {"indemnity": "3600.00"},
    ),
    "aggregate first loss by insured share": (
        claim(invoice("A-1", "100000.00"), aggregate_first_loss="50000.00", aggregate_first_loss_used="20000.00"),
        {"aggregate_first_loss_applied": "30000.00", "aggregate_first_loss_remaining": "0.00", "indemnity": "60000.00"},
    ),
    "aggregate first loss by gross loss": (
        claim(
            invoice("A-1", "100000.00"),
            aggregate_first_loss="50000.00",
            aggregate_first_loss_used="20000.00",
            aggregate_first_loss_erosion="gross_loss",
        ),
        {"aggregate_first_loss_applied": "30000.00", "indemnity": "63000.00"},
    ),
    "a loss at the threshold fills nothing": (
        claim(invoice("A-1", "5000.00"), minimum_loss="5000.00", aggregate_first_loss="50000.00"),
        {"aggregate_first_loss_applied": "0.00", "aggregate_first_loss_remaining": "50000.00"},
    ),
    "late reduction before the maximum, set-off last": (
        claim(
            invoice("A-1", "100000.00"),
            maximum_liability="60000.00",
            set_off="70000.00",
            more={"late_reduction": "0.25"},
        ),
        {"indemnity": "60000.00", "set_off": "60000.00", "payable": "0.00"},
    ),
    "maximum as a multiple of premium": (
        claim(ONE, maximum_liability={"premium": "5000.00", "multiple": "20"}),
        {"indemnity": "100000.00", "maximum_liability_remaining": "0.00"},
    ),
    "no maximum": (claim(ONE), {"maximum_liability_remaining": None}),
    "a deposit is money already had": (
        claim(invoice("A-1", "10000.00", deposit="1000.00")),
        {"gross_debt": "10000.00", "ineligible": "1000.00", "net_debt": "9000.00", "uninsured": "0.00"},
    ),
    "tax and disputed part are out": (
        claim(invoice("A-1", "11900.00", tax="1900.00"), invoice("A-2", "5000.00", disputed="2000.00")),
        {"ineligible": "3900.00", "insured_loss": "13000.00", "indemnity": "11700.00"},
    ),
    "interest inside the amount is out": (
        claim(invoice("A-1", "10100.00", interest="100.00")),
        {"insured_loss": "10000.00", "indemnity": "9000.00"},
    ),
    "percentage by cause": (
        claim(
            invoice("A-1", "10000.00"),
            loss={"cause": "repudiation", "date": "2026-09-30"},
            insured_percentage_by_cause={"repudiation": "0.80"},
        ),
        {"insured_percentage": "0.800000", "indemnity": "8000.00"},
    ),
    "percentage of the limit is lower": (
        claim(invoice("A-1", "10000.00"), limits=[limit("20000.00", insured_percentage="0.70")]),
        {"indemnity": "7000.00"},
    ),
    "endorsed percentage by shipment date": (
        claim(
            invoice("A-1", "10000.00"),
            invoice("A-2", "10000.00", "2026-07-01", "2026-08-30"),
            insured_percentage=[{"from": "2026-01-01", "value": "0.90"}, {"from": "2026-07-01", "value": "0.80"}],
        ),
        {"indemnity": "17000.00", "insured_percentage": "0.850000"},
    ),
    "an increase covers the balance already open": (
        claim(
            invoice("A-1", "100000.00"), limits=[limit("60000.00", last="2026-06-30"), limit("90000.00", "2026-07-01")]
        ),
        {"insured_loss": "90000.00"},
    ),
    "a reduction strikes later shipments only": (
        claim(invoice("A-1", "60000.00"), limits=[limit("60000.00", last="2026-06-30"), limit("0.00", "2026-07-01")]),
        {"insured_loss": "60000.00"},
    ),
    "named beats discretionary even at zero": (
        claim(invoice("A-1", "10000.00"), limits=[limit("0.00"), limit("20000.00", kind="discretionary")]),
        {"insured_loss": "0.00"},
    ),
    "a top-up adds": (
        claim(invoice("A-1", "30000.00"), limits=[limit("20000.00"), limit("5000.00", kind="top_up")]),
        {"insured_loss": "25000.00"},
    ),
    "shipment on the last day of the extension is in": (
        claim(
            invoice("A-1", "10000.00", "2026-04-01", "2026-05-01"),
            invoice("A-2", "10000.00", "2026-05-31", "2026-06-30"),
            maximum_extension_days=30,
        ),
        {"insured_loss": "20000.00"},
    ),
    "a shipment the day after is out, paid or not meanwhile": (
        claim(
            invoice("A-1", "10000.00", "2026-04-01", "2026-05-01"),
            invoice("A-2", "10000.00", "2026-06-01", "2026-07-01"),
            maximum_extension_days=30,
            receipts=[received("10000.00", "2026-06-02", "A-1")],
            allocation="as_designated",
        ),
        {"insured_loss": "0.00"},
    ),
    "parts over the limit stay out without the move up": (
        claim(
            invoice("A-1", "60000.00"),
            invoice("A-2", "60000.00", "2026-06-10", "2026-08-09"),
            limits=[limit("60000.00")],
            receipts=[received("60000.00")],
            silo_move_up=False,
        ),
        {"insured_loss": "0.00"},
    ),
    "parts over the limit move up": (
        claim(
            invoice("A-1", "60000.00"),
            invoice("A-2", "60000.00", "2026-06-10", "2026-08-09"),
            limits=[limit("60000.00")],
            receipts=[received("60000.00")],
        ),
        {"insured_loss": "60000.00"},
    ),
    "a limit net of the own share": (
        claim(invoice("A-1", "100000.00"), limits=[limit("90000.00")], limit_amount_basis="net_of_uninsured"),
        {"insured_loss": "100000.00"},
    ),
    "a foreign invoice by shipment day": (
        claim(
            invoice("A-1", "10000.00", currency="USD"),
            conversion="shipment_date",
            more={"rates": {"USD": {"2026-06-01": "0.91", "2026-09-30": "0.93"}}},
        ),
        {"insured_loss": "9100.00"},
    ),
    "a foreign invoice at the lower rate": (
        claim(
            invoice("A-1", "10000.00", currency="USD"),
            conversion="lower",
            more={"rates": {"USD": {"2026-06-01": "0.95", "2026-09-30": "0.93"}}},
        ),
        {"insured_loss": "9300.00"},
    ),
    "a credit note finds its invoice under every method": (
        claim(*TWO, receipts=[received("100000.00", invoice="A-2", kind="credit_note")], limits=[limit("600000.00")]),
        {"insured_loss": "600000.00", "over_limit": "500000.00"},
    ),
    "pro rata, the youngest takes the rest": (
        claim(
            invoice("A-1", "100.00"),
            invoice("A-2", "100.00", "2026-06-02", "2026-08-01"),
            invoice("A-3", "100.00", "2026-06-03", "2026-08-02"),
            receipts=[received("100.00")],
            allocation="pro_rata",
        ),
        {"receipts": "100.00", "net_debt": "200.00"},
    ),
    "undeclared is out": (
        claim(invoice("A-1", "100.00", declared=False)),
        {"ineligible": "100.00", "insured_loss": "0.00"},
    ),
    "an invoice without a method counts as open account": (
        claim(invoice("A-1", "100.00"), limits=[limit("1000.00", payment_method="DP")]),
        {"insured_loss": "0.00"},
    ),
    "a safer method is covered": (
        claim(invoice("A-1", "100.00", payment_method="LC"), limits=[limit("1000.00", payment_method="DP")]),
        {"insured_loss": "100.00"},
    ),
    "a term equal to the longest is allowed": (
        claim(
            invoice("A-1", "100.00"),
            maximum_payment_term_days=90,
            limits=[limit("1000.00", maximum_payment_term_days=60)],
        ),
        {"insured_loss": "100.00"},
    ),
    "the shorter of the two terms rules": (
        claim(
            invoice("A-1", "100.00"),
            maximum_payment_term_days=90,
            limits=[limit("1000.00", maximum_payment_term_days=59)],
        ),
        {"insured_loss": "0.00"},
    ),
    "loss occurring asks for the day of the loss": (
        claim(
            invoice("A-1", "100.00", "2025-12-01", "2026-01-30"),
            attachment="loss_occurring",
            limits=[limit("1000.00", "2025-01-01")],
        ),
        {"insured_loss": "100.00"},
    ),
    "risk attaching asks for the day of shipment": (
        claim(invoice("A-1", "100.00", "2025-12-01", "2026-01-30"), limits=[limit("1000.00", "2025-01-01")]),
        {"insured_loss": "0.00"},
    ),
    "invoiced later than allowed": (
        claim({**invoice("A-1", "100.00"), "invoiced": "2026-06-16"}, invoicing_period_days=14),
        {"insured_loss": "0.00"},
    ),
    "of what is paid the undisputed part goes first": (
        claim(invoice("A-1", "1000.00", disputed="400.00"), receipts=[received("500.00")]),
        {"ineligible": "400.00", "insured_loss": "100.00"},
    ),
    "an extension counted from the invoice": (
        claim(
            invoice("A-1", "10000.00", "2026-04-01", "2026-05-01"),
            invoice("A-2", "10000.00", "2026-05-02", "2026-06-01"),
            maximum_extension_days=30,
            extension_from="invoice_date",
        ),
        {"insured_loss": "10000.00"},
    ),
    "only insured parts of older invoices take room": (
        claim(
            invoice("A-1", "1000.00", declared=False),
            invoice("A-2", "1000.00", "2026-06-02", "2026-08-01"),
            limits=[limit("1000.00")],
        ),
        {"insured_loss": "1000.00"},
    ),
    "shares are held against the limit": (
        claim(*TWO, limits=[limit("600000.00")], limit_application="indemnity", deductible="10000.00"),
        {"insured_loss": "1200000.00", "indemnity": "600000.00"},
    ),
    "a foreign receipt comes off before conversion": (
        claim(
            invoice("A-1", "1000.00", currency="USD"),
            receipts=[received("400.00", invoice="A-1")],
            allocation="as_designated",
            more={"rates": {"USD": {"2026-09-30": "0.50"}}},
        ),
        {"insured_loss": "300.00"},
    ),
}

REFUSED = {
    "a receipt after the loss": (claim(ONE, receipts=[received("1.00", "2026-10-01")]), "receipts.0.date"),
    "a rate that is not there": (claim(invoice("A-1", "1.00", currency="USD")), "rates.USD.2026-09-30"),
    "two limits of one kind on one day": (
        claim(ONE, limits=[limit("1.00"), limit("2.00", "2026-03-01")]),
        "limits.1.from",
    ),
    "an amount that is a float": (claim(invoice("A-1", 1.5)), "invoices.0.amount"),
    "a negative deductible": (claim(ONE, deductible="-1.00"), "policy.deductible"),
    "a field nobody knows": (claim(ONE, mystery="1"), "policy.mystery"),
    "not a number": (claim(ONE, insured_percentage="NaN"), "policy.insured_percentage"),
    "a period backwards": (claim(ONE, period_to="2025-01-01"), "policy.period_to"),
}

OTHERS = {
    "recovery by indemnity over debt": (
        "recovery",
        {
            "currency": "EUR",
            "method": "indemnity_over_debt",
            "recovered": "300000.00",
            "costs": "30000.00",
            "total_debt": "1200000.00",
            "insured_debt": "1000000.00",
            "indemnity_paid": "900000.00",
            "insured_percentage": "0.90",
        },
        {"net": "270000.00", "insurer": "202500.00", "policyholder": "67500.00"},
    ),
    "recovery, costs above it": (
        "recovery",
        {
            "currency": "EUR",
            "method": "indemnity_over_debt",
            "recovered": "100.00",
            "costs": "130.00",
            "total_debt": "1000.00",
            "insured_debt": "1000.00",
            "indemnity_paid": "900.00",
            "insured_percentage": "0.90",
        },
        {"net": "0.00", "costs_left": "30.00"},
    ),
    "deadlines, 16 July and 60 days": (
        "deadlines",
        {
            "invoice": {"shipped": "2026-06-16", "invoiced": "2026-06-16", "due": "2026-07-16"},
            "loss_cause": "protracted_default",
            "clocks": {"maximum_extension_days": 60, "extension_from": "due_date"},
        },
        {
            "extension_first_day": "2026-07-17",
            "extension_last_day": "2026-09-14",
            "stop_of_cover_on": "2026-09-15",
            "notify_by": None,
        },
    ),
    "end of month after the days": (
        "deadlines",
        {
            "invoice": {"shipped": "2026-07-02", "invoiced": "2026-07-02"},
            "payment_terms": {"days": 30, "end_of_month": True},
            "loss_cause": "protracted_default",
            "clocks": {},
        },
        {"due": "2026-08-31"},
    ),
    "end of month before the days": (
        "deadlines",
        {
            "invoice": {"shipped": "2026-06-10", "invoiced": "2026-06-10"},
            "payment_terms": {"days": 30, "end_of_month": True, "order": "month_end_first"},
            "loss_cause": "protracted_default",
            "clocks": {},
        },
        {"due": "2026-07-30"},
    ),
    "months take the month's last day": (
        "deadlines",
        {
            "invoice": {"shipped": "2026-11-01", "invoiced": "2026-11-01", "due": "2026-11-30"},
            "loss_cause": "protracted_default",
            "clocks": {"waiting_months": 3},
        },
        {"claim_from": "2027-02-28"},
    ),
    "insolvency waits for nothing": (
        "deadlines",
        {
            "invoice": {"shipped": "2026-11-01", "invoiced": "2026-11-01", "due": "2026-11-30"},
            "loss_cause": "insolvency",
            "insolvent_on": "2026-12-05",
            "clocks": {"waiting_months": 3},
        },
        {"claim_from": "2026-12-05"},
    ),
    "premium below the minimum": (
        "premium",
        {
            "currency": "EUR",
            "base": "turnover",
            "rates": [{"rate": "0.0035"}],
            "declared": [{"from": "2026-01-01", "to": "2026-12-31", "amount": "12000000.00"}],
            "minimum": {"amount": "50000.00"},
        },
        {"earned": "42000.00", "due": "50000.00"},
    ),
    "instalments sum to the deposit": (
        "premium",
        {
            "currency": "EUR",
            "base": "turnover",
            "rates": [{"rate": "0.01"}],
            "deposit": {"amount": "100.00"},
            "instalments": 3,
        },
        {"instalments": ["33.33", "33.33", "33.34"], "deposit": "100.00"},
    ),
    "nothing goes back": (
        "premium",
        {
            "currency": "EUR",
            "base": "turnover",
            "rates": [{"rate": "0.01"}],
            "deposit": {"amount": "100.00"},
            "refund_down_to": "none",
            "declared": [{"from": "2026-01-01", "to": "2026-12-31", "amount": "5000.00"}],
        },
        {"due": "50.00", "adjustment": "0.00"},
    ),
    "bonus never under the minimum": (
        "premium",
        {
            "currency": "EUR",
            "base": "turnover",
            "rates": [{"rate": "0.01"}],
            "minimum": {"amount": "95.00"},
            "loss_ratio": "0.20",
            "declared": [{"from": "2026-01-01", "to": "2026-12-31", "amount": "10000.00"}],
            "bonus_malus": [{"loss_ratio_to": "0.20", "factor": "0.90"}],
            "tax_rate": "0.10",
            "commission_rate": "0.20",
            "fees": [{"code": "limit", "quantity": "2", "unit_price": "45.00"}],
        },
        {
            "due": "100.00",
            "bonus_malus": "-5.00",
            "tax": "9.50",
            "fees": "90.00",
            "total": "194.50",
            "commission": "19.00",
        },
    ),
    "unearned by days": (
        "unearned-premium",
        {
            "currency": "EUR",
            "method": "daily",
            "as_of": "2026-03-31",
            "segments": [{"premium": "36500.00", "from": "2026-01-01", "to": "2027-01-01"}],
        },
        {"earned": "9000.00", "unearned": "27500.00"},
    ),
    "unearned by 24ths": (
        "unearned-premium",
        {
            "currency": "EUR",
            "method": "monthly_24ths",
            "as_of": "2026-03-31",
            "segments": [{"premium": "2400.00", "from": "2026-01-01", "to": "2027-01-01"}],
        },
        {"earned": "500.00"},
    ),
    "unearned by 12ths": (
        "unearned-premium",
        {
            "currency": "EUR",
            "method": "monthly_12ths",
            "as_of": "2026-03-31",
            "segments": [{"premium": "2400.00", "from": "2026-01-01", "to": "2027-01-01"}],
        },
        {"earned": "600.00"},
    ),
    "unearned by eighths": (
        "unearned-premium",
        {
            "currency": "EUR",
            "method": "eighths",
            "as_of": "2026-03-31",
            "segments": [{"premium": "2400.00", "from": "2026-01-01", "to": "2027-01-01"}],
        },
        {"earned": "300.00"},
    ),
    "cancellation pro rata": (
        "cancellation",
        {
            "currency": "EUR",
            "premium": "36500.00",
            "from": "2026-01-01",
            "to": "2027-01-01",
            "cancelled_on": "2026-07-01",
            "basis": "pro_rata",
        },
        {"earned": "18100.00", "returned": "18400.00", "penalty": "0.00"},
    ),
    "cancellation, a factor of the return": (
        "cancellation",
        {
            "currency": "EUR",
            "premium": "36500.00",
            "from": "2026-01-01",
            "to": "2027-01-01",
            "cancelled_on": "2026-07-01",
            "basis": "short_rate",
            "short_rate": {"factor_on_return": "0.90"},
        },
        {"returned": "16560.00", "penalty": "1840.00"},
    ),
    "ageing on the boundaries": (
        "ageing",
        {
            "currency": "EUR",
            "as_of": "2026-07-31",
            "buckets": [30, 60, 90, 180],
            "items": [
                {"due": "2026-07-31", "amount": "1.00"},
                {"due": "2026-07-01", "amount": "2.00"},
                {"due": "2026-06-30", "amount": "4.00"},
            ],
        },
        {"overdue": "6.00", "total": "7.00"},
    ),
    "dso simple": (
        "dso",
        {"method": "simple", "receivables": "6000000.00", "sales": [{"amount": "13500000.00", "days": 90}]},
        {"days": "40.00"},
    ),
    "interest at 0.05 % a day": (
        "late-interest",
        {
            "currency": "CNY",
            "principal": "1000000.00",
            "from": "2026-01-01",
            "to": "2026-02-15",
            "day_base": 365,
            "segments": [{"from": "2026-01-01", "daily_rate": "0.0005"}],
        },
        {"days": 45, "interest": "22500.00"},
    ),
    "interest at 12.25 % a year": (
        "late-interest",
        {
            "currency": "EUR",
            "principal": "1000000.00",
            "from": "2026-01-01",
            "to": "2026-02-15",
            "day_base": 365,
            "segments": [{"from": "2026-01-01", "annual_rate": "0.1225"}],
        },
        {"interest": "15102.74"},
    ),
    "interest rounded at the end": (
        "late-interest",
        {
            "currency": "EUR",
            "principal": "3000.00",
            "from": "2026-01-01",
            "to": "2026-04-11",
            "day_base": 365,
            "segments": [{"from": "2026-01-01", "annual_rate": "0.10"}],
        },
        {"days": 100, "interest": "82.19"},
    ),
    "interest rounded daily": (
        "late-interest",
        {
            "currency": "EUR",
            "principal": "3000.00",
            "from": "2026-01-01",
            "to": "2026-04-11",
            "day_base": 365,
            "rounding": "daily",
            "segments": [{"from": "2026-01-01", "annual_rate": "0.10"}],
            "fixed_compensation": "40.00",
        },
        {"interest": "82.00", "total": "122.00"},
    ),
    "credit limit bound by net worth": (
        "credit-limit",
        {
            "currency": "EUR",
            "need": {"monthly_sales": "300000.00", "payment_days": 60, "delay_days": 30},
            "caps": [{"code": "net_worth", "base": "8000000.00", "percentage": "0.10"}],
            "round_to": "1000",
        },
        {"recommended": "800000.00", "binding": "net_worth"},
    ),
    "provision matrix": (
        "provision",
        {
            "currency": "EUR",
            "buckets": [
                {"label": label, "amount": amount, "rate": rate}
                for label, amount, rate in (
                    ("not due", "2000000.00", "0.005"),
                    ("1-30", "500000.00", "0.02"),
                    ("31-60", "300000.00", "0.05"),
                    ("61-90", "200000.00", "0.10"),
                    ("91-180", "100000.00", "0.30"),
                    ("181+", "100000.00", "1"),
                )
            ],
        },
        {"total": "185000.00"},
    ),
    "concentration": (
        "concentration",
        {
            "currency": "EUR",
            "exposures": [
                {"id": str(place), "amount": amount}
                for place, amount in enumerate(["35", "20", "15", "10", "5", *["1.5"] * 10])
            ],
        },
        {"top_5": "85.00", "hhi": "1997.50"},
    ),
    "stop loss": (
        "reinsurance",
        {
            "currency": "EUR",
            "treaty": {"type": "stop_loss", "attachment": "0.80", "limit": "0.40"},
            "loss_ratio": "1.10",
        },
        {"recovery_ratio": "0.300000", "net_ratio": "0.800000"},
    ),
    "surplus counts the retained line": (
        "reinsurance",
        {
            "currency": "EUR",
            "treaty": {"type": "surplus", "retention": "100.00", "lines": 4, "retained_line_counts": True},
            "items": [{"id": "a", "sum_insured": "1000.00", "premium": "10.00", "claim": "100.00"}],
        },
        {"total": {"sum_reinsured": "300.00", "ceded_premium": "3.00", "commission": "0.00", "recovery": "30.00"}},
    ),
    "loss to recover by sales": (
        "portfolio-ratio",
        {"currency": "EUR", "kind": "sales_to_recover", "loss": "50000.00", "net_margin": "0.05"},
        {"amount": "1000000.00"},
    ),
    "collection effectiveness": (
        "portfolio-ratio",
        {
            "currency": "EUR",
            "kind": "collection_effectiveness",
            "beginning": "1000.00",
            "sales": "2000.00",
            "periods": 1,
            "ending": "1200.00",
            "ending_current": "900.00",
        },
        {"percentage": "85.71"},
    ),
    "recovery by limit over debt": (
        "recovery",
        {
            "currency": "EUR",
            "method": "limit_over_debt",
            "recovered": "270000.00",
            "total_debt": "1200000.00",
            "insured_debt": "1000000.00",
            "indemnity_paid": "900000.00",
            "insured_percentage": "0.90",
        },
        {"insured_side": "225000.00", "uninsured_side": "45000.00", "insurer": "202500.00", "policyholder": "67500.00"},
    ),
    "recovery, nobody above what they are out of pocket": (
        "recovery",
        {
            "currency": "EUR",
            "method": "insurer_first",
            "recovered": "1000.00",
            "total_debt": "1000.00",
            "insured_debt": "1000.00",
            "indemnity_paid": "900.00",
            "insured_percentage": "0.90",
            "insurer_received": "100.00",
        },
        {"insurer": "800.00", "policyholder": "100.00", "surplus": "100.00"},
    ),
    "recovery by the shares of the loss": (
        "recovery",
        {
            "currency": "EUR",
            "method": "risk_share",
            "recovered": "100.00",
            "total_debt": "1000.00",
            "insured_debt": "1000.00",
            "indemnity_paid": "600.00",
            "insured_percentage": "0.90",
            "actual_loss": "800.00",
        },
        {"insurer_share": "0.750000", "insurer": "75.00", "policyholder": "25.00", "insured_side": None},
    ),
    "what a named item cannot take is unallocated": (
        "allocation",
        {
            "currency": "EUR",
            "method": "as_designated",
            "items": [
                {"id": "a", "due": "2026-01-31", "amount": "100.00"},
                {"id": "b", "due": "2026-02-28", "amount": "100.00"},
            ],
            "receipts": [{"date": "2026-03-01", "amount": "150.00", "item": "a"}],
        },
        {"items": [{"id": "a", "open": "0.00"}, {"id": "b", "open": "100.00"}], "unallocated": "50.00"},
    ),
    "oldest first by due, items in the order given": (
        "allocation",
        {
            "currency": "EUR",
            "method": "oldest_first",
            "items": [
                {"id": "b", "due": "2026-02-28", "amount": "100.00"},
                {"id": "a", "due": "2026-01-31", "amount": "100.00"},
            ],
            "receipts": [{"date": "2026-03-01", "amount": "150.00"}],
        },
        {"items": [{"id": "b", "open": "50.00"}, {"id": "a", "open": "0.00"}], "unallocated": "0.00"},
    ),
    "premium on the limit by the month": (
        "premium",
        {
            "currency": "EUR",
            "base": "limit",
            "rates": [{"rate": "0.012"}],
            "minimum_months": 3,
            "declared": [{"from": "2026-01-01", "to": "2026-01-31", "amount": "20000.00"}],
        },
        {"earned": "60.00"},
    ),
    "premium capped at the limit": (
        "premium",
        {
            "currency": "EUR",
            "base": "turnover",
            "rates": [{"rate": "0.01"}],
            "over_limit": "capped",
            "declared": [{"from": "2026-01-01", "to": "2026-01-31", "amount": "10000.00", "limit": "6000.00"}],
        },
        {"earned": "60.00"},
    ),
    "the smallest term that is long enough": (
        "premium",
        {
            "currency": "EUR",
            "base": "turnover",
            "rates": [{"rate": "0.01", "term_to_days": 90}, {"rate": "0.02", "term_to_days": 30}],
            "declared": [
                {"from": "2026-01-01", "to": "2026-01-31", "amount": "1000.00", "term_days": 30},
                {"from": "2026-02-01", "to": "2026-02-28", "amount": "1000.00", "term_days": 31},
            ],
        },
        {"earned": "30.00"},
    ),
    "interest over a leap year": (
        "late-interest",
        {
            "currency": "EUR",
            "principal": "366000.00",
            "from": "2027-12-31",
            "to": "2028-01-02",
            "day_base": "actual",
            "segments": [{"from": "2027-12-31", "annual_rate": "0.10"}],
        },
        {"days": 2, "interest": "200.27"},
    ),
    "dso by counting back": (
        "dso",
        {
            "method": "count_back",
            "receivables": "250.00",
            "sales": [{"amount": "100.00", "days": 31}, {"amount": "200.00", "days": 30}],
        },
        {"days": "53.50"},
    ),
    "z of 1968": (
        "z-score",
        {
            "model": "z_1968",
            "statement": {
                "total_assets": "1000",
                "working_capital": "200",
                "retained_earnings": "300",
                "ebit": "100",
                "sales": "1500",
                "total_liabilities": "500",
                "market_value_equity": "600",
            },
        },
        {"score": "3.2085", "zone": "safe"},
    ),
    "provision by roll rates": (
        "provision",
        {
            "currency": "EUR",
            "buckets": [{"label": "a", "amount": "1000.00"}, {"label": "b", "amount": "100.00"}],
            "roll_rates": {"sales": "1000.00", "paid_by_bucket": ["900.00"]},
        },
        {"total": "200.00"},
    ),
    "quota share": (
        "reinsurance",
        {
            "currency": "EUR",
            "treaty": {"type": "quota_share", "cession": "0.40", "commission": "0.25"},
            "items": [{"id": "a", "sum_insured": "1000.00", "premium": "100.00", "claim": "500.00"}],
        },
        {"total": {"sum_reinsured": "400.00", "ceded_premium": "40.00", "commission": "10.00", "recovery": "200.00"}},
    ),
    "excess of loss": (
        "reinsurance",
        {
            "currency": "EUR",
            "treaty": {"type": "excess_of_loss", "retention": "100.00", "limit": "150.00"},
            "items": [{"id": "a", "claim": "500.00"}, {"id": "b", "claim": "90.00"}],
        },
        {"total": {"sum_reinsured": "0.00", "ceded_premium": "0.00", "commission": "0.00", "recovery": "150.00"}},
    ),
    "cash conversion": (
        "statement-ratios",
        {
            "currency": "EUR",
            "days": 360,
            "current": {
                "cash": "10",
                "receivables": "800",
                "inventory": "800",
                "current_assets": "1610",
                "current_liabilities": "805",
                "payables": "600",
                "equity": "500",
                "total_liabilities": "1000",
                "sales": "3600",
                "cost_of_sales": "3600",
                "ebit": "100",
                "interest": "50",
                "net_profit": "36",
            },
        },
        {
            "inventory_days": "80.00",
            "receivable_days": "80.00",
            "payable_days": "60.00",
            "cash_conversion_days": "100.00",
            "working_capital_ratio": "2.000000",
            "debt_to_equity": "2.000000",
            "interest_cover": "2.000000",
            "net_margin": "0.010000",
        },
    ),
    "expected loss": (
        "expected-loss",
        {
            "currency": "EUR",
            "exposures": [{"id": "a", "amount": "1000.00", "probability": "0.02", "loss_given_default": "0.45"}],
        },
        {"lines": [{"id": "a", "amount": "1000.00", "expected_loss": "9.00"}], "total": "9.00"},
    ),
}


def answered(name: str, given: Any) -> dict[str, Any]:
    ran = CliRunner().invoke(calculate, [name, "-"], input=json.dumps(given))
    assert ran.exit_code == 0, ran.stdout
    return json.loads(ran.stdout)["result"]


@pytest.mark.parametrize("case", INDEMNITY)
def test_an_indemnity_comes_out_as_the_contract_says(case):
    given, expected = INDEMNITY[case]
    result = answered("indemnity", given)

    assert {name: result[name] for name in expected} == expected


@pytest.mark.parametrize("case", OTHERS)
def test_a_figure_comes_out_as_the_contract_says(case):
    name, given, expected = OTHERS[case]
    result = answered(name, given)

    assert {field: result[field] for field in expected} == expected


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_contract_refuses_is_refused_by_its_field(case):
    given, field = REFUSED[case]
    ran = CliRunner().invoke(calculate, ["indemnity", "-"], input=json.dumps(given))

    assert ran.exit_code == 2
    assert json.loads(ran.stdout)["error"]["field"] == field


def test_the_labels_of_ageing_are_those_of_the_contract():
    given = {
        "currency": "EUR",
        "as_of": "2026-07-31",
        "buckets": [30, 60, 90, 180],
        "items": [
            {"due": "2026-07-31", "amount": "1.00"},
            {"due": "2026-07-01", "amount": "2.00"},
            {"due": "2026-06-30", "amount": "4.00"},
        ],
    }
    buckets = answered("ageing", given)["buckets"]

    assert [one["label"] for one in buckets] == ["not_due", "1-30", "31-60", "61-90", "91-180", "181+"]
    assert [one["amount"] for one in buckets[:3]] == ["1.00", "2.00", "4.00"]
    assert (buckets[0]["from_days"], buckets[0]["to_days"], buckets[-1]["to_days"]) == (None, 0, None)


def test_the_reasons_of_an_invoice_are_those_of_the_contract():
    given = claim(invoice("A-1", "11900.00", tax="1900.00", disputed="1000.00"), limits=[limit("5000.00")])
    found = answered("indemnity", given)["invoices"][0]

    assert found["outstanding"] == "11900.00"
    assert set(found["reasons"]) == {"tax", "disputed", "over_limit"}
