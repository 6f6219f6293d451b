"""`receivables einvoice FILE`: what an e-invoice says and whether its figures agree; nothing is written anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import click

from insurer.infra.languages import text
from insurer.kernel.errors import InvalidInput
from underwriting.evidence.reading.opening import read_einvoice
from underwriting.evidence.rules.checks import judged
from underwriting.evidence.terms import Judged, TradeParty


@click.command("einvoice")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def einvoice(file: Path, as_json: bool) -> None:
    """Read FILE as an e-invoice (UBL, CII, or a PDF that carries one) and check its totals and due date."""
    try:
        found = judged(read_einvoice(file.read_bytes()))
    except InvalidInput as refusal:
        said = text(refusal.code, "en", **refusal.facts)
        refused = {"refused": refusal.code, "message": said, "facts": _plain(refusal.facts)}
        click.echo(json.dumps(refused, ensure_ascii=False) if as_json else said, err=not as_json)
        raise SystemExit(2) from refusal
    answer = stated(found)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for name, value in answer.items():
        if name not in ("checks", "findings"):
            click.echo(f"{name:<14}{'–' if value is None else value}")
    for check in found.checks:
        click.echo(f"{check.code:<14}{'ok' if check.ok else 'wrong'}  {text(check.key, 'en', **check.facts)}")
    for finding in found.findings:
        click.echo(f"{finding.weight.value:<14}{text(finding.code, 'en', **finding.facts)}")


def stated(found: Judged) -> dict[str, object]:
    """An e-invoice as plain data: amounts as exact decimal text, days as ISO writes them, None for what is absent."""
    invoice, totals = found.invoice, found.invoice.totals
    return {
        "syntax": invoice.syntax,
        "container": invoice.container,
        "profile": invoice.profile or None,
        "type_code": invoice.type_code or None,
        "number": invoice.number,
        "issue_date": invoice.issued.isoformat(),
        "due_date": invoice.due.isoformat() if invoice.due else None,
        "delivery_date": invoice.delivered.isoformat() if invoice.delivered else None,
        "currency": invoice.currency,
        "seller": _party(invoice.seller),
        "buyer": _party(invoice.buyer),
        "line_total": _amount(totals.line),
        "allowance_total": _amount(totals.allowance),
        "charge_total": _amount(totals.charge),
        "tax_basis": _amount(totals.tax_basis),
        "tax_total": _amount(totals.tax),
        "grand_total": _amount(totals.grand),
        "prepaid": _amount(totals.prepaid),
        "rounding": _amount(totals.rounding),
        "payable": _amount(totals.payable),
        "payment_terms": invoice.terms or None,
        "payment_means": list(invoice.payment_means),
        "sound": found.sound,
        "checks": [{"code": one.code, "ok": one.ok, "facts": _plain(one.facts)} for one in found.checks],
        "findings": [
            {"code": one.code, "weight": one.weight.value, "facts": _plain(one.facts)} for one in found.findings
        ],
    }


def _party(named: TradeParty) -> dict[str, str | None]:
    return {
        "name": named.name,
        "id": named.id or None,
        "vat": named.vat or None,
        "country": named.country or None,
    }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: _said(value) for name, value in facts.items()}


def _said(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list | tuple):
        return [_said(one) for one in value]
    return value if isinstance(value, int | str | type(None)) else str(value)
