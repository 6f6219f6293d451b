"""An invoice or credit note of UBL 2.1 as plain text values, by the terms of EN 16931."""

from __future__ import annotations

from typing import Any

NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
Plain = dict[str, Any]


def read_ubl(root: Any) -> Plain:
    """Every value as written, empty where it is absent; amounts are not yet numbers here."""
    total = root.find("cac:LegalMonetaryTotal", NAMES)
    if total is None:
        total = root.find("cac:RequestedMonetaryTotal", NAMES)
    return {
        "profile": _text(root, "cbc:CustomizationID"),
        "number": _text(root, "cbc:ID"),
        "type_code": _text(root, "cbc:InvoiceTypeCode") or _text(root, "cbc:CreditNoteTypeCode"),
        "issue_date": _text(root, "cbc:IssueDate"),
        "due_dates": _texts(root, "cbc:DueDate") or _texts(root, "cac:PaymentMeans/cbc:PaymentDueDate"),
        "delivery_date": _text(root, "cac:Delivery/cbc:ActualDeliveryDate"),
        "currency": _text(root, "cbc:DocumentCurrencyCode"),
        "terms": "\n".join(_texts(root, "cac:PaymentTerms/cbc:Note")),
        "payment_means": _texts(root, "cac:PaymentMeans/cbc:PaymentMeansCode"),
        "order": _text(root, "cac:OrderReference/cbc:ID"),
        "seller": _party(root.find("cac:AccountingSupplierParty/cac:Party", NAMES)),
        "buyer": _party(root.find("cac:AccountingCustomerParty/cac:Party", NAMES)),
        "totals": _totals(root, total),
        "lines": [
            _line(one) for path in ("cac:InvoiceLine", "cac:CreditNoteLine") for one in root.iterfind(path, NAMES)
        ],
        "allowances": [_allowance(one) for one in root.iterfind("cac:AllowanceCharge", NAMES)],
        "taxes": [_tax(one) for one in root.iterfind("cac:TaxTotal/cac:TaxSubtotal", NAMES)],
    }


def _text(node: Any, path: str) -> str:
    if node is None:
        return ""
    return (node.findtext(path, namespaces=NAMES) or "").strip()


def _texts(node: Any, path: str) -> list[str]:
    found = ((one.text or "").strip() for one in node.iterfind(path, NAMES))
    return [one for one in found if one]


def _party(node: Any) -> Plain:
    if node is None:
        return {}
    taxes = node.findall("cac:PartyTaxScheme", NAMES)
    vat = [_text(one, "cbc:CompanyID") for one in taxes if _text(one, "cac:TaxScheme/cbc:ID").upper() == "VAT"]
    return {
        "name": _text(node, "cac:PartyLegalEntity/cbc:RegistrationName") or _text(node, "cac:PartyName/cbc:Name"),
        "trading_name": _text(node, "cac:PartyName/cbc:Name"),
        "id": _text(node, "cac:PartyLegalEntity/cbc:CompanyID") or _text(node, "cac:PartyIdentification/cbc:ID"),
        "vat": vat[0] if vat else "",
        "country": _text(node, "cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    }


def _amounts(node: Any, path: str) -> list[list[str]]:
    """Amounts with the currency that each names."""
    return (
        []
        if node is None
        else [[(one.text or "").strip(), one.get("currencyID", "")] for one in node.iterfind(path, NAMES)]
    )


def _totals(root: Any, total: Any) -> Plain:
    return {
        "line": _text(total, "cbc:LineExtensionAmount"),
        "allowance": _text(total, "cbc:AllowanceTotalAmount"),
        "charge": _text(total, "cbc:ChargeTotalAmount"),
        "tax_basis": _text(total, "cbc:TaxExclusiveAmount"),
        "tax": _amounts(root, "cac:TaxTotal/cbc:TaxAmount"),
        "grand": _text(total, "cbc:TaxInclusiveAmount"),
        "prepaid": _text(total, "cbc:PrepaidAmount"),
        "rounding": _text(total, "cbc:PayableRoundingAmount"),
        "payable": _text(total, "cbc:PayableAmount"),
        "third_party": [_text(one, "cbc:PaidAmount") for one in root.iterfind("cac:PrepaidPayment", NAMES)],
    }


def _line(node: Any) -> Plain:
    tax = node.find("cac:Item/cac:ClassifiedTaxCategory", NAMES)
    return {
        "id": _text(node, "cbc:ID"),
        "amount": _text(node, "cbc:LineExtensionAmount"),
        "category": _text(tax, "cbc:ID"),
        "rate": _text(tax, "cbc:Percent"),
    }


def _allowance(node: Any) -> Plain:
    tax = node.find("cac:TaxCategory", NAMES)
    return {
        "charge": _text(node, "cbc:ChargeIndicator").casefold() in ("true", "1"),
        "amount": _text(node, "cbc:Amount"),
        "category": _text(tax, "cbc:ID"),
        "rate": _text(tax, "cbc:Percent"),
    }


def _tax(node: Any) -> Plain:
    amounts = _amounts(node, "cbc:TaxAmount")
    return {
        "category": _text(node, "cac:TaxCategory/cbc:ID"),
        "rate": _text(node, "cac:TaxCategory/cbc:Percent"),
        "basis": _text(node, "cbc:TaxableAmount"),
        "amount": amounts[0][0] if amounts else "",
        "currency": amounts[0][1] if amounts else "",
    }
