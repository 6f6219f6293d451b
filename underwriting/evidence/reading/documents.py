"""What a file is, by its content: an XML invoice in UBL or CII, or a PDF that carries one. No entities, no network."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from lxml import etree

from underwriting.receivables.reading.limits import Limits, Unreadable

SYNTAXES = {
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": "ubl-invoice",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": "ubl-credit-note",
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice": "cii",
}
"""The root elements that are read, and the syntax each of them is."""
USUAL_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
"""How the invoice inside a hybrid PDF is called by its standards; another name counts when its root does."""
MOST_DEPTH, MOST_ELEMENTS, MOST_ATTACHMENTS = 100, 200_000, 40
PDF_HEAD = 1024
"""Within so many bytes a PDF says that it is one."""


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice opened: its root, its syntax, `xml` or `pdf`, and the attachment's name inside a PDF."""

    root: Any
    syntax: str
    container: str
    attachment: str = ""


def opened_document(content: bytes, limits: Limits) -> Document:
    """The invoice in a file; Unreadable with a reason when it is none, too large, or made to hurt."""
    if not content:
        raise Unreadable("einvoice.file.empty")
    if b"%PDF-" in content[:PDF_HEAD]:
        return _in_pdf(content, limits)
    if not _looks_like_xml(content):
        raise Unreadable("einvoice.file.not_an_invoice")
    root = _parsed(content, limits)
    syntax = SYNTAXES.get(str(root.tag))
    if syntax is None:
        raise Unreadable("einvoice.file.unknown_root", root=str(root.tag)[:200])
    return Document(root, syntax, "xml")


def _looks_like_xml(content: bytes) -> bool:
    head = content[:400]
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if head.startswith(mark):
            head = head[len(mark) :].decode(encoding, "replace").encode()
    return head.lstrip().startswith(b"<")


def _parsed(content: bytes, limits: Limits) -> Any:
    if len(content) > limits.text_bytes:
        raise Unreadable("einvoice.file.too_large", most=limits.text_bytes // 2**20)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Unreadable("einvoice.file.not_well_formed") from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable("einvoice.file.document_type")
    _refuse_giants(root)
    return root


def _refuse_giants(root: Any) -> None:
    """A tree that is deeper or larger than any invoice, or that holds an entity that was left unresolved."""
    depth, count = 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            raise Unreadable("einvoice.file.too_many_elements", depth=MOST_DEPTH, elements=MOST_ELEMENTS)
        if not isinstance(element.tag, str):
            raise Unreadable("einvoice.file.document_type")


def _in_pdf(content: bytes, limits: Limits) -> Document:
    """The invoice among the attachments of a PDF, the usual names first."""
    from pypdf import PdfReader  # heavy, and an XML invoice never needs it

    if len(content) > limits.workbook_bytes:
        raise Unreadable("einvoice.file.too_large", most=limits.workbook_bytes // 2**20)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Unreadable("einvoice.file.locked")
        attached = [one for _, one in zip(range(MOST_ATTACHMENTS), reader.attachment_list, strict=False)]
        named = sorted(attached, key=lambda one: one.name not in USUAL_NAMES)
        for one in named:
            if not one.name.casefold().endswith(".xml"):
                continue
            root = _parsed(one.content or b"", limits)
            if (syntax := SYNTAXES.get(str(root.tag))) is not None:
                return Document(root, syntax, "pdf", one.name[:120])
    except (Unreadable, MemoryError):
        raise
    except Exception:
        raise Unreadable("einvoice.file.damaged") from None
    raise Unreadable("einvoice.file.pdf_without_invoice")
