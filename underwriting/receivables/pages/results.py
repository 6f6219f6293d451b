"""The pages of what became of ledgers: the imports of a policy, one import, its refused rows, stopping it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter
from flask import Response, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.languages import _, reader_locale, text
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from policies.public import policy_facts
from underwriting.buyers.pages.choosing import chosen_policy
from underwriting.receivables import queries
from underwriting.receivables.models import ImportRowError, LedgerImport
from underwriting.receivables.pages.frame import render_side
from underwriting.receivables.services.importing import cancel_import
from underwriting.receivables.services.progress import ask_to_stop, progress_of
from underwriting.receivables.states import ImportState

MOST_ERRORS = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SIGNED = re.compile(r"[+-]?[0-9][0-9.,' ]*-?")
"""An amount with its sign, which no spreadsheet reckons with."""
IMPORT_COLUMNS = (
    Column("number", "Import", "code", narrow=True),
    Column("name", "File"),
    Column("as_of", "Stated at the end of", "date", narrow=True),
    Column("rows", "Rows", "number"),
    Column("accepted", "Taken", "number"),
    Column("refused", "Refused", "number", narrow=True),
    Column("unchanged", "Unchanged", "number"),
    Column("state", "Status", "status", narrow=True),
)


def imports_page(side: str) -> ResponseReturnValue:
    """The imports of one policy, newest first."""
    choice = chosen_policy()
    found = queries.imports_of([choice.policy.id]) if choice.policy else []
    rows = [
        table_row(
            IMPORT_COLUMNS,
            (one.number, one.name, one.as_of, one.rows, one.accepted, one.refused, one.unchanged,
             ImportState(one.state)),
            url_for(".ledger_import", number=one.number),
        )
        for one in found
    ]  # fmt: skip
    table = Table("imports", IMPORT_COLUMNS, rows, caption=_("Imports"), empty=_("No ledger was sent yet."))
    return render_side(side, "imports", choice=choice, table=table, may=May, crumbs=[Crumb(_("Receivables"))])


def import_page(side: str, number: str) -> ResponseReturnValue:
    """What became of one import: every refused row with its reasons."""
    found = queries.import_numbered(number)
    errors = queries.row_errors(found.id, MOST_ERRORS)
    return render_side(
        side,
        "import",
        found=found,
        state=ImportState(found.state),
        policy=policy_facts(found.policy_id),
        outcome=queries.import_outcome(found.id),
        progress=progress_of(found.id) if found.state == ImportState.RECEIVED else None,
        stopping=SafeForm(),
        errors=[(error, said(error)) for error in errors],
        most=MOST_ERRORS,
        failure=text(found.error_code, reader_locale(), **found.error_facts) if found.error_code else "",
        crumbs=[Crumb(_("Receivables"), url_for(".imports")), Crumb(number)],
    )


def refused_file(number: str, kind: str) -> Response:
    """The refused rows as they were written, each with its reasons, to be mended and sent again: `csv` or `xlsx`."""
    found = queries.import_numbered(number)
    table = _refused_table(found)
    if kind == "xlsx":
        answer = Response(_workbook(table), mimetype=_XLSX)
    else:
        out = io.StringIO()
        csv.writer(out).writerows([_harmless(cell) for cell in row] for row in table)
        answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}-refused.{kind}"'
    return answer


def _refused_table(found: LedgerImport) -> Iterator[Sequence[str]]:
    reasons: dict[int, list[str]] = {}
    for error in queries.row_errors(found.id):
        reasons.setdefault(error.line, []).append(f"{error.column}: {said(error)}" if error.column else said(error))
    headers = [str(header) for header in found.understood.get("headers", [])]
    yield [*headers, _("Line"), _("Why the row was not taken")]
    for row in queries.refused_rows(found.id):
        cells = [str(cell) for cell in row.cells] + [""] * (len(headers) - len(row.cells))
        yield [*cells, str(row.line), " ".join(reasons.get(row.line, []))]


def _workbook(table: Iterable[Sequence[str]]) -> bytes:
    """The rows as a workbook of text: nothing in it is a formula or loses its zeros."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(table):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
    return out.getvalue()


def cancel_now(number: str) -> ResponseReturnValue:
    """Stop an import that is being read."""
    found = queries.import_numbered(number)
    ask_to_stop(found.id)
    cancel_import(g.act, found.id)
    flash(_("The import was stopped; nothing of it is kept."))
    return redirect(url_for(".ledger_import", number=number), 303)


def said(error: ImportRowError) -> str:
    """Why a row was not taken, in the reader's language."""
    return text(error.code, reader_locale(), **{"value": error.value, "column": error.column, **error.facts})


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, made text."""
    formula = cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _SIGNED.fullmatch(cell)
    return f"'{cell}" if formula else cell
