"""Open items as accounting programs export them: SAP, DATEV, Yonyou, Kingdee, Sage, Xero and QuickBooks.

All of them state the same debts (`DEBTS`) in their own words, orders and forms.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

Cell = str | float | dt.date | None


@dataclass(frozen=True)
class Debt:
    """One open item; `kind` is invoice, credit note or payment, `cents` what it is for, always above zero."""

    customer: str
    name: str
    number: str
    kind: str
    issued: dt.date
    due: dt.date
    cents: int
    currency: str = "EUR"

    @property
    def signed(self) -> int:
        return self.cents if self.kind == "invoice" else -self.cents


DEBTS = (
    Debt("100234", "Müller & Söhne GmbH", "1800000017", "invoice", dt.date(2025, 4, 13), dt.date(2025, 5, 13), 123_456),
    Debt("100234", "Müller & Söhne GmbH", "1800000018", "invoice", dt.date(2025, 4, 28), dt.date(2025, 5, 28), 98_000),
    Debt(
        "100234", "Müller & Söhne GmbH", "1600000003", "credit note", dt.date(2025, 5, 2), dt.date(2025, 5, 2), 10_050
    ),
    Debt("100777", "Total Fluides SA", "1800000021", "invoice", dt.date(2025, 3, 31), dt.date(2025, 5, 30), 5_000_000),
    Debt("100777", "Total Fluides SA", "1400000009", "payment", dt.date(2025, 5, 15), dt.date(2025, 5, 15), 250_000),
)
ENGLISH_SAP = (
    "Customer", "Name 1", "Assignment", "Document Number", "Document Type", "Document Date", "Net due date",
    "Amount in local currency", "Local Currency", "Amount in doc. curr.", "Document currency", "Text",
)  # fmt: skip
GERMAN_SAP = ("Debitor", "Name 1", "Zuordnung", "Belegnummer", "Belegart", "Belegdatum", "Nettofälligkeit",
              "Betrag in Hauswährung", "Hauswährung", "Betrag in Belegwährung", "Belegwährung", "Text")  # fmt: skip
_SAP = {"invoice": "RV", "credit note": "DG", "payment": "DZ"}


def german(cents: int) -> str:
    """`1.234,56`, below zero `1.234,56-`."""
    return f"{abs(cents) / 100:,.2f}".translate(str.maketrans(",.", ".,")) + ("-" if cents < 0 else "")


def delimited(rows: Sequence[Sequence[str]], separator: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(sheets: dict[str, Sequence[Sequence[Cell]]], hidden: Sequence[str] = ()) -> bytes:
    """Sheets of texts, numbers and days."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(line, place, dt.datetime(cell.year, cell.month, cell.day), day)
                    elif isinstance(cell, str):
                        sheet.write_string(line, place, cell)
                    elif cell is not None:
                        sheet.write_number(line, place, cell)
            if name in hidden:
                sheet.hide()
    return out.getvalue()


def sap_rows(headers: Sequence[str] = ENGLISH_SAP) -> list[tuple[str, ...]]:
    """FBL5N as a table: sums with stars under every customer, the local amount in another currency."""
    rows: list[tuple[str, ...]] = [tuple(headers)]
    for customer in dict.fromkeys(debt.customer for debt in DEBTS):
        own = [debt for debt in DEBTS if debt.customer == customer]
        for debt in own:
            local = german(debt.signed * 2)
            rows.append(
                (debt.customer, debt.name, "", debt.number, _SAP[debt.kind], f"{debt.issued:%d.%m.%Y}",
                 f"{debt.due:%d.%m.%Y}", local, "USD", german(debt.signed), debt.currency, "")
            )  # fmt: skip
        total = sum(debt.signed for debt in own)
        rows.append(("*", "", "", "", "", "", "", german(total * 2), "USD", german(total), "EUR", ""))
    return rows


def sap_list() -> bytes:
    """FBL5N as a printed list: titles, lines of dashes, bars, the headings again on the second page."""
    table = sap_rows(GERMAN_SAP)
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    rule = "-" * (sum(widths) + len(widths) + 1)

    def printed(row: Sequence[str]) -> str:
        return "|" + "|".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + "|"

    head, *body = table
    lines = ["31.05.2025                Debitoren Einzelpostenliste", "", rule, printed(head), rule]
    lines += [printed(row) for row in body[:3]] + [rule, printed(head), rule] + [printed(row) for row in body[3:]]
    return "\r\n".join([*lines, rule]).encode("cp1252")


def datev() -> bytes:
    """OPOS list: debit and credit in columns of their own, nothing that says what a credit is."""
    rows = [
        ("OPOS-Liste Debitoren zum 31.05.2025", *[""] * 6),
        ("Konto", "Name", "Beleg", "Belegdatum", "Fälligkeit", "Betrag Soll", "Betrag Haben"),
    ]
    for debt in DEBTS:
        sides = (german(debt.cents), "") if debt.kind == "invoice" else ("", german(debt.cents))
        rows.append((debt.customer, debt.name, debt.number, f"{debt.issued:%d.%m.%Y}", f"{debt.due:%d.%m.%Y}", *sides))
    rows.append(("Summe", "", "", "", "", "62.214,56", "2.600,50"))
    return delimited(rows, encoding="cp1252")


def datev_with_side() -> bytes:
    """The same with one amount, its side and the kind of the document beside it."""
    kinds = {"invoice": "RE", "credit note": "Gutschrift", "payment": "Zahlung"}
    rows = [("Konto", "Name", "Belegart", "Beleg", "Belegdatum", "Fälligkeit", "Betrag", "S/H", "Währung")]
    for debt in DEBTS:
        kind = "Rechnung" if kinds[debt.kind] == "RE" else kinds[debt.kind]
        days = f"{debt.issued:%d.%m.%Y}", f"{debt.due:%d.%m.%Y}"
        side = "S" if debt.kind == "invoice" else "H"
        rows.append((debt.customer, debt.name, kind, debt.number, *days, german(debt.cents), side, debt.currency))
    return delimited(rows)


def kingdee() -> bytes:
    """K3/Cloud: two currencies beside each other and the balance, sums per customer, a title over the headings."""
    kinds = {"invoice": "应收单", "credit note": "红字应收单", "payment": "收款单"}
    rows: list[list[Cell]] = [["应收款明细表"], ["组织：销售公司　截止日期：2025-05-31"], []]
    rows.append(
        ["客户编码", "往来单位", "单据日期", "单据类型", "单据编号", "到期日", "币别", "原币金额", "本位币金额", "余额"]
    )
    for customer in dict.fromkeys(debt.customer for debt in DEBTS):
        own = [debt for debt in DEBTS if debt.customer == customer]
        for debt in own:
            amount = debt.signed / 100
            rows.append([debt.customer, debt.name, debt.issued, kinds[debt.kind], debt.number, debt.due, debt.currency,
                         amount, amount * 7.8, amount])  # fmt: skip
        total = sum(debt.signed for debt in own) / 100
        rows.append(["小计", None, None, None, None, None, None, total, total * 7.8, total])
    rows.append(["合计", None, None, None, None, None, None, 1.0, 7.8, 1.0])
    return workbook({"应收款明细表": rows})


def yonyou() -> bytes:
    """U8: aged balances in the programs' old encoding, local currency only."""
    rows = [
        ("应收账龄分析（明细）", *[""] * 6),
        ("客户编码", "客户名称", "单据号", "单据日期", "到期日", "本币余额", "1-30天"),
    ]
    for debt in DEBTS:
        if debt.kind == "invoice":
            amount = f"{debt.cents / 100:.2f}"
            rows.append(
                (
                    debt.customer,
                    debt.name.replace("ü", "u").replace("ö", "o"),
                    debt.number,
                    f"{debt.issued}",
                    f"{debt.due}",
                    amount,
                    amount,
                )
            )
    rows.append(("总计", "", "", "", "", "62214.56", "62214.56"))
    return delimited(rows, ",", "gb18030")


def xero() -> bytes:
    """Aged Receivables Detail: customers as headings over their rows, a total under each."""
    rows: list[list[Cell]] = [["Aged Receivables Detail"], ["Demo Company (UK)"], ["As at 31 May 2025"], []]
    rows.append(
        ["Invoice Date", "Due Date", "Invoice Number", "Invoice Type", "Current", "< 1 Month", "Older", "Total"]
    )
    kinds = {
        "invoice": "Receivable Invoice",
        "credit note": "Receivable Credit Note",
        "payment": "Receivable Overpayment",
    }
    for name in dict.fromkeys(debt.name for debt in DEBTS):
        own = [debt for debt in DEBTS if debt.name == name]
        rows.append([name])
        for debt in own:
            due = debt.due if debt.kind == "invoice" else None
            amount = debt.signed / 100
            rows.append([debt.issued, due, debt.number, kinds[debt.kind], amount, None, None, amount])
        total = sum(debt.signed for debt in own) / 100
        rows += [[f"Total {name}", None, None, None, total, None, None, total], []]
    rows.append(["Total", None, None, None, 1.0, None, None, 1.0])
    return workbook({"Aged Receivables Detail": rows})


def quickbooks() -> bytes:
    """A/R Aging Detail: rows under the days that they are late, customers in a column."""
    rows = [
        ("Demo Company", *[""] * 6),
        ("A/R Aging Detail", *[""] * 6),
        ("", "Date", "Transaction type", "Num", "Customer", "Due date", "Amount"),
        ("1 - 30 days past due", *[""] * 6),
    ]
    kinds = {"invoice": "Invoice", "credit note": "Credit Memo", "payment": "Payment"}
    for debt in DEBTS:
        days = f"{debt.issued:%m/%d/%Y}", f"{debt.due:%m/%d/%Y}"
        amount = f"{debt.signed / 100:,.2f}"
        rows.append(("", days[0], kinds[debt.kind], debt.number, debt.name, days[1], amount))
    rows.append(("Total for 1 - 30 days past due", "", "", "", "", "", "$1.00"))
    rows.append(("TOTAL", "", "", "", "", "", "$1.00"))
    return delimited(rows, ",")


def sage() -> bytes:
    """Aged Debtors (Detailed): number and name with their labels over the rows of each account."""
    rows = [("Aged Debtors Analysis (Detailed)", *[""] * 7)]
    rows.append(("No", "Type", "Date", "Due Date", "Invoice No", "Details", "Balance", "Current"))
    kinds = {"invoice": "SI", "credit note": "SC", "payment": "SR"}
    for customer in dict.fromkeys(debt.customer for debt in DEBTS):
        own = [debt for debt in DEBTS if debt.customer == customer]
        rows.append(("A/C:", customer, "Name:", own[0].name, "", "", "", ""))
        for place, debt in enumerate(own):
            days = f"{debt.issued:%d/%m/%Y}", f"{debt.due:%d/%m/%Y}"
            amount = f"{debt.signed / 100:,.2f}"
            rows.append((str(place), kinds[debt.kind], *days, debt.number, "Goods", amount, amount))
        rows.append(("Total:", "", "", "", "", "", f"{sum(debt.signed for debt in own) / 100:,.2f}", ""))
    return delimited(rows, ",")
