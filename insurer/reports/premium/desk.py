"""The premium report on screen and as a file."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _, here, reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput
from insurer.kernel.parsing import parse_day
from insurer.reports.premium.documents import report_csv, report_xlsx
from insurer.reports.premium.queries import premium_by_line, premium_report, ties_to_books
from insurer.reports.premium.rules import last_months
from insurer.reports.premium.terms import PremiumMonth

desk = Blueprint("premium_report", __name__, url_prefix="/desk/reports/premium")

COLUMNS = (
    Column("first", "Month", narrow=True),
    Column("currency", "Currency"),
    Column("written", "Written premium", "money", narrow=True),
    Column("earned", "Earned premium", "money"),
    Column("unearned", "Unearned premium", "money"),
    Column("received", "Received with tax", "money"),
    Column("receivable", "Receivable", "money"),
)
LINE_COLUMNS = (
    Column("line", "Line of business", narrow=True),
    Column("written", "Written premium", "money", narrow=True),
    Column("earned", "Earned premium", "money"),
    Column("unearned", "Unearned premium", "money"),
    Column("receivable", "Receivable", "money"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk.get("/")
@allow(May.PREMIUM_REPORT)
def report() -> ResponseReturnValue:
    """Premium by month and currency up to a day; `?format=csv` or `xlsx` for a file."""
    asked = request.args.get("as_of")
    day = parse_day(asked, "as_of") if asked else today()
    rows, locale, kind = premium_report(day), reader_locale(), request.args.get("format", "")
    if kind == "csv":
        return _file(report_csv(rows, locale), "text/csv; charset=utf-8", f"premium-{day.isoformat()}.csv")
    if kind == "xlsx":
        return _file(report_xlsx(rows, locale, day), XLSX, f"premium-{day.isoformat()}.xlsx")
    if kind:
        raise InvalidInput("input.not_a_choice", "format", value=kind[:40])
    table = Table(
        "premium",
        COLUMNS,
        [table_row(COLUMNS, _cells(row)) for row in reversed(rows)],
        caption=_("Premium by month and currency"),
        empty=_("No premium was written by this day."),
    )
    return render_template(
        "insurer/reports/premium/desk/report.html",
        table=table,
        standing=last_months(rows),
        lines=_lines(day),
        ties=ties_to_books(rows, day),
        day=day,
        crumbs=[Crumb(_("Premium report"))],
    )


def _lines(day: date) -> Table:
    rows = [
        table_row(LINE_COLUMNS, (here(f"line.{one.line}"), one.written, one.earned, one.unearned, one.receivable))
        for one in premium_by_line(day)
    ]
    return Table("lines", LINE_COLUMNS, rows, caption=_("Premium by line"))


def _cells(row: PremiumMonth) -> tuple[object, ...]:
    month = f"{row.first:%Y-%m}"
    return month, row.written.currency, row.written, row.earned, row.unearned, row.received, row.receivable


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
