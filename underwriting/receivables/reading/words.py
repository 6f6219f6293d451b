"""Words of yes and no, of payment methods and of kinds of documents, in English, German and Chinese."""

from __future__ import annotations

import unicodedata

from underwriting.receivables.terms import DocumentKind, PaymentMethod

_YES = {"yes", "y", "true", "t", "1", "x", "是", "有", "争议", "disputed", "√", "✓"}
_NO = {"no", "n", "false", "f", "0", "", "否", "无", "没有", "-", "none", "n/a"}
_CREDIT = {"credit note", "creditnote", "credit memo", "credit", "cn", "cm", "cr", "381", "gutschrift", "avoir"}
_CREDIT |= {"红字发票", "红字", "红冲", "贷项通知单", "贷项", "退货"}
_INVOICE = {"invoice", "inv", "in", "debit", "dr", "380", "蓝字", "蓝字发票", "发票", "rechnung", "facture"}
_CREDIT |= {"dg", "sc", "customer credit memo", "sales credit", "receivable credit note"}
_CREDIT |= {"红字应收单", "应收红字单", "红字销售发票", "红字销售增值税专用发票", "销售退货", "贷项凭单"}
_INVOICE |= {"rv", "si", "customer invoice", "sales invoice", "receivable invoice", "billing doc. transfer"}
_INVOICE |= {"应收单", "销售发票", "销售增值税专用发票", "销售普通发票", "增值税专用发票", "增值税普通发票"}
_PAYMENT = {"dz", "sr", "payment", "customer payment", "sales receipt", "receipt", "pmt", "overpayment", "zahlung"}
_PAYMENT |= {"receivable overpayment", "receivable prepayment", "zahlungseingang", "收款单", "收款", "预收单", "预收款"}
"""Document types as SAP (RV, DR, DG, DZ), Sage (SI, SC, SR), Xero, QuickBooks, Yonyou and Kingdee write them."""
_METHODS = {
    PaymentMethod.LETTER_OF_CREDIT: {"lc", "lettercredit", "letterofcredit", "documentarycredit", "信用证"},
    PaymentMethod.AGAINST_PAYMENT: {"dp", "cad", "documentsagainstpayment", "cashagainstdocuments", "付款交单"},
    PaymentMethod.AGAINST_ACCEPTANCE: {"da", "documentsagainstacceptance", "承兑交单"},
    PaymentMethod.OPEN_ACCOUNT: {"oa", "openaccount", "openaccounttrade", "onaccount", "赊销", "信用销售"},
}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def read_yes_no(text: str) -> bool | None:
    """Yes, no, or None when it is neither; a blank is no."""
    word = _plain(text)
    return True if word in _YES else False if word in _NO else None


def read_document(text: str) -> DocumentKind | None:
    """What a document is, by its type or by a plain yes or no to being a credit note; None when neither is said."""
    word = _plain(text)
    if word in _PAYMENT:
        return DocumentKind.PAYMENT
    credit = True if word in _CREDIT else False if word in _INVOICE else read_yes_no(text)
    return None if credit is None else DocumentKind.CREDIT_NOTE if credit else DocumentKind.INVOICE


def read_payment_method(text: str) -> PaymentMethod | None:
    """The payment method a text names, also with its days or sight terms after it: `O/A 60 days`, `D/P at sight`."""
    letters = "".join(char for char in _plain(text) if char.isalpha())
    for method, words in _METHODS.items():
        if letters in words:
            return method
    tails = ("days", "day", "sight", "atsight", "usance", "天", "即期", "远期", "daysafterbldate")
    for method, words in _METHODS.items():
        if any(letters == word + tail for word in words for tail in tails):
            return method
    return None
