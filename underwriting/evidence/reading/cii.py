"""A cross industry invoice (UN/CEFACT D16B, Factur-X, ZUGFeRD 2) as plain text values, by the terms of EN 16931."""

from __future__ import annotations

from typing import Any

NAMES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
Plain = dict[str, Any]
_SETTLEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement"
_AGREEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement"
_DELIVERY = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeDelivery"
_LINES = "rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem"
_CATEGORY, _RATE = "ram:CategoryCode", "ram:RateApplicablePercent"


def read_cii(root: Any) -> Plain:
    """Every value as written, empty where it is absent; days become `YYYY-MM-DD` where their format says how."""
    settlement, agreement = root.find(_SETTLEMENT, NAMES), root.find(_AGREEMENT, NAMES)
    document = root.find("rsm:ExchangedDocument", NAMES)
    context = "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
    return {
        "profile": _text(root, context),
        "number": _text(document, "ram:ID"),
        "type_code": _text(document, "ram:TypeCode"),
        "issue_date": _day(document, "ram:IssueDateTime/udt:DateTimeString"),
        "due_dates": _days(settlement, "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"),
        "delivery_date": _day(
            root.find(_DELIVERY, NAMES),
            "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString",
        ),
        "currency": _text(settlement, "ram:InvoiceCurrencyCode"),
        "terms": "\n".join(_texts(settlement, "ram:SpecifiedTradePaymentTerms/ram:Description")),
        "payment_means": _texts(settlement, "ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode"),
        "order": _text(agreement, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        "seller": _party(agreement, "ram:SellerTradeParty"),
        "buyer": _party(agreement, "ram:BuyerTradeParty"),
        "totals": _totals(settlement),
        "lines": [_line(one) for one in root.iterfind(_LINES, NAMES)],
        "allowances": _all(settlement, "ram:SpecifiedTradeAllowanceCharge", _allowance)
        + _all(settlement, "ram:SpecifiedLogisticsServiceCharge", _freight),
        "taxes": _all(settlement, "ram:ApplicableTradeTax", _tax),
    }


def _text(node: Any, path: str) -> str:
    return "" if node is None else (node.findtext(path, namespaces=NAMES) or "").strip()


def _texts(node: Any, path: str) -> list[str]:
    found = () if node is None else ((one.text or "").strip() for one in node.iterfind(path, NAMES))
    return [one for one in found if one]


def _all(node: Any, path: str, read: Any) -> list[Plain]:
    return [] if node is None else [read(one) for one in node.iterfind(path, NAMES)]


def _days(node: Any, path: str) -> list[str]:
    """Days of format 102 (`YYYYMMDD`) as ISO writes them; others as they stand, for refusal."""
    found = [] if node is None else [(one.text or "").strip() for one in node.iterfind(path, NAMES)]
    return [f"{one[:4]}-{one[4:6]}-{one[6:]}" if len(one) == 8 and one.isdigit() else one for one in found if one]


def _day(node: Any, path: str) -> str:
    return next(iter(_days(node, path)), "")


def _party(agreement: Any, path: str) -> Plain:
    node = None if agreement is None else agreement.find(path, NAMES)
    if node is None:
        return {}
    registrations = node.iterfind("ram:SpecifiedTaxRegistration/ram:ID", NAMES)
    vat = [(one.text or "").strip() for one in registrations if one.get("schemeID") == "VA"]
    organisation = "ram:SpecifiedLegalOrganization"
    numbers = (f"{organisation}/ram:ID", "ram:GlobalID", "ram:ID")
    return {
        "name": _text(node, "ram:Name"),
        "trading_name": _text(node, f"{organisation}/ram:TradingBusinessName"),
        "id": next((found for path in numbers if (found := _text(node, path))), ""),
        "vat": vat[0] if vat else "",
        "country": _text(node, "ram:PostalTradeAddress/ram:CountryID"),
    }


def _totals(settlement: Any) -> Plain:
    total = (
        None if settlement is None else settlement.find("ram:SpecifiedTradeSettlementHeaderMonetarySummation", NAMES)
    )
    taxes = [] if total is None else total.findall("ram:TaxTotalAmount", NAMES)
    return {
        "line": _text(total, "ram:LineTotalAmount"),
        "allowance": _text(total, "ram:AllowanceTotalAmount"),
        "charge": _text(total, "ram:ChargeTotalAmount"),
        "tax_basis": _text(total, "ram:TaxBasisTotalAmount"),
        "tax": [[(one.text or "").strip(), one.get("currencyID", "")] for one in taxes],
        "grand": _text(total, "ram:GrandTotalAmount"),
        "prepaid": _text(total, "ram:TotalPrepaidAmount"),
        "rounding": _text(total, "ram:RoundingAmount"),
        "payable": _text(total, "ram:DuePayableAmount"),
        "third_party": [],
    }


def _line(node: Any) -> Plain:
    settlement = node.find("ram:SpecifiedLineTradeSettlement", NAMES)
    tax = None if settlement is None else settlement.find("ram:ApplicableTradeTax", NAMES)
    return {
        "id": _text(node, "ram:AssociatedDocumentLineDocument/ram:LineID"),
        "amount": _text(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"),
        "category": _text(tax, _CATEGORY),
        "rate": _text(tax, _RATE),
    }


def _allowance(node: Any) -> Plain:
    tax = node.find("ram:CategoryTradeTax", NAMES)
    return {
        "charge": _text(node, "ram:ChargeIndicator/udt:Indicator").casefold() in ("true", "1"),
        "amount": _text(node, "ram:ActualAmount"),
        "category": _text(tax, _CATEGORY),
        "rate": _text(tax, _RATE),
    }


def _freight(node: Any) -> Plain:
    """Freight stated by itself, as the extended profiles do, is a charge."""
    tax = node.find("ram:AppliedTradeTax", NAMES)
    return {
        "charge": True,
        "amount": _text(node, "ram:AppliedAmount"),
        "category": _text(tax, _CATEGORY),
        "rate": _text(tax, _RATE),
    }


def _tax(node: Any) -> Plain:
    return {
        "category": _text(node, _CATEGORY),
        "rate": _text(node, _RATE),
        "basis": _text(node, "ram:BasisAmount"),
        "amount": _text(node, "ram:CalculatedAmount"),
        "currency": "",
    }
