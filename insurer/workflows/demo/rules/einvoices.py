"""The e-invoices of the demo: one line each in UBL, as a seller's program writes them."""

from __future__ import annotations

from datetime import date
from html import escape

from insurer.kernel.money import Money

_NAMES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)
_CATEGORY = "<cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent>"
_COUNTRY = (
    "<cac:PostalAddress><cac:Country><cbc:IdentificationCode>{}</cbc:IdentificationCode></cac:Country>"
    "</cac:PostalAddress>"
)


def einvoice(*, number: str, seller: str, buyer: tuple[str, str], issued: date, due: date, amount: Money) -> bytes:
    """A UBL invoice of one line free of tax; `buyer` is its name and country."""
    value, money = amount.plain(), f'currencyID="{amount.currency}"'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice {_NAMES}>
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>{escape(number)}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate><cbc:DueDate>{due}</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>{amount.currency}</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty>{_party(seller, "")}</cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty>{_party(*buyer)}</cac:AccountingCustomerParty>
  <cac:TaxTotal><cbc:TaxAmount {money}>0.00</cbc:TaxAmount><cac:TaxSubtotal>
    <cbc:TaxableAmount {money}>{value}</cbc:TaxableAmount><cbc:TaxAmount {money}>0.00</cbc:TaxAmount>
    <cac:TaxCategory>{_CATEGORY}</cac:TaxCategory>
  </cac:TaxSubtotal></cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount {money}>{value}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount {money}>{value}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount {money}>{value}</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount {money}>{value}</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount {money}>{value}</cbc:LineExtensionAmount>
    <cac:Item><cac:ClassifiedTaxCategory>{_CATEGORY}</cac:ClassifiedTaxCategory></cac:Item>
  </cac:InvoiceLine>
</Invoice>""".encode()


def _party(name: str, country: str) -> str:
    seat = _COUNTRY.format(country) if country else ""
    legal = f"<cac:PartyLegalEntity><cbc:RegistrationName>{escape(name)}</cbc:RegistrationName></cac:PartyLegalEntity>"
    return f"<cac:Party>{seat}{legal}</cac:Party>"
