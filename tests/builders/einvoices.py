"""E-invoices as sellers' programs write them: small, whole and right, to be spoilt one value at a time."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfWriter

UBL_NAMES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)


def ubl(
    number: str = "A-1",
    *,
    buyer: str = "Baker & Sons Ltd",
    country: str = "GB",
    issued: str = "2025-01-10",
    due: str = "2025-03-11",
    terms: str = "",
    net: str = "1000.00",
    tax: str = "0.00",
    grand: str = "1000.00",
    prepaid: str = "0.00",
    payable: str = "1000.00",
    currency: str = "EUR",
    head: str = "",
) -> bytes:
    """A UBL invoice of one line in one category of tax."""
    due_date = f"<cbc:DueDate>{due}</cbc:DueDate>" if due else ""
    terms_note = f"<cac:PaymentTerms><cbc:Note>{terms}</cbc:Note></cac:PaymentTerms>" if terms else ""
    name, money = buyer.replace("&", "&amp;"), f'currencyID="{currency}"'
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<Invoice {UBL_NAMES}>
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate>{due_date}
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty><cac:Party>
    <cac:PartyLegalEntity><cbc:RegistrationName>Muster AG</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>
    <cac:PostalAddress><cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingCustomerParty>{terms_note}
  <cac:TaxTotal><cbc:TaxAmount {money}>{tax}</cbc:TaxAmount><cac:TaxSubtotal>
    <cbc:TaxableAmount {money}>{net}</cbc:TaxableAmount><cbc:TaxAmount {money}>{tax}</cbc:TaxAmount>
    <cac:TaxCategory><cbc:ID>{"S" if tax != "0.00" else "Z"}</cbc:ID><cbc:Percent>{"20" if tax != "0.00" else "0"}</cbc:Percent></cac:TaxCategory>
  </cac:TaxSubtotal></cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount {money}>{net}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount {money}>{net}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount {money}>{grand}</cbc:TaxInclusiveAmount>
    <cbc:PrepaidAmount {money}>{prepaid}</cbc:PrepaidAmount>
    <cbc:PayableAmount {money}>{payable}</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount {money}>{net}</cbc:LineExtensionAmount>
    <cac:Item><cac:ClassifiedTaxCategory><cbc:ID>{"S" if tax != "0.00" else "Z"}</cbc:ID><cbc:Percent>{"20" if tax != "0.00" else "0"}</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
  </cac:InvoiceLine>
</Invoice>""".encode()  # noqa: E501 - the invoice as one reads it


def in_pdf(xml: bytes, name: str = "factur-x.xml") -> bytes:
    """A PDF of one page that carries the XML."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.add_attachment(name, xml)
    writer.write(out)
    return out.getvalue()
