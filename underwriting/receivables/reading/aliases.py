"""How people head the columns of a ledger, in English, German and Chinese, and which field each heading means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from underwriting.receivables.terms import Field

HEADER_WITHIN = 30
"""Rows among which the headings are looked for."""
ALIASES: dict[Field, str] = {
    Field.BUYER_REFERENCE: "customer id, customer no, customer number, customer code, customer, buyer id, buyer no, "
    "buyer number, buyer code, buyer reference, debtor id, debtor no, debtor number, debtor code, account number, "
    "account no, account, client id, client no, cust id, cust no, cust number, sold to, kunnr, customer ref, "
    "debitor, debitorennummer, debitoren nr, konto, kontonummer, kunde, kundennummer, kunden nr, a c, "
    "客户编号, 客户编码, 客户代码, 客户号, 买方编号, 买方代码, 买家编号, 购货单位编号, 往来单位编码, "
    "往来单位编号, 购货单位代码, 客户代号",
    Field.BUYER_NAME: "customer name, buyer, buyer name, debtor, debtor name, name, client, client name, company, "
    "company name, name customer, customer full name, "
    "name 1, debitorenname, kundenname, kontobezeichnung, contact name, "
    "客户, 客户名称, 买方, 买方名称, 买家, 买家名称, 购货单位, 购买方, 购买方名称, 公司名称, "
    "往来单位, 单位名称, 债务人, 往来单位名称, 往来户, 客商名称, 客商",
    Field.COUNTRY: "country, country code, buyer country, customer country, debtor country, iso country, country iso, "
    "country region, land, 国家, 国别, 国家地区, 国家代码, 国别代码, 买方国家, 买方国别, 客户国家",
    Field.DESTINATION: "destination, country of destination, destination country, ship to country, delivery country, "
    "运抵国, 目的国, 目的地国家",
    Field.NATIONAL_ID: "vat number, vat no, vat id, vat, tax number, tax no, registration number, registration no, "
    "company number, company registration number, national id, lei, ein, uscc, duns, siren, 统一社会信用代码, 税号, "
    "纳税人识别号, 注册号, 社会信用代码",
    Field.INVOICE_NUMBER: "invoice number, invoice no, invoice id, invoice, invoice ref, invoice reference, inv no, "
    "inv number, inv, doc id, document number, document no, doc no, bill number, bill no, voucher number, "
    "num, belegnummer, beleg nr, beleg, belegfeld 1, rechnungsnummer, rechnungs nr, rechnung nr, "
    "发票号, 发票号码, 发票编号, 单据号, 单据编号, 单号, 票号, 应收单号",
    Field.SHIPPED: "shipment date, ship date, shipping date, shipped, date of shipment, delivery date, b l date, "
    "bl date, bill of lading date, 出运日期, 出运日, 装运日期, 发货日期, 出货日期, 提单日期, 交货日期",
    Field.INVOICED: "invoice date, date of invoice, inv date, invoiced, issue date, date issued, document date, "
    "doc date, billing date, bill date, document create date, date, "
    "belegdatum, beleg datum, rechnungsdatum, datum, 发票日期, 开票日期, 开票日, 单据日期, 日期",
    Field.DUE: "due date, due, due in date, payment due, payment due date, date due, maturity, maturity date, "
    "net due date, net due, net due dt, nettofälligkeit, netto fälligkeit, fälligkeit, fälligkeitsdatum, fällig am, "
    "fällig, 到期日, 到期日期, 应付日期, 应收日期, 应付款日, 付款到期日, 应付款日期",
    Field.AMOUNT: "amount, invoice amount, invoice value, invoice total, gross amount, gross, total, total amount, "
    "value, amount in doc curr, amount in document currency, amount in local currency, amount in loc curr, "
    "amount in lc, amount in dc, betrag, betrag in belegwährung, betrag in hauswährung, rechnungsbetrag, bruttobetrag, "
    "金额, 发票金额, 含税金额, 价税合计, 应收金额, 应收账款, 总金额, 原币金额, 本位币金额, 本币金额, 原币应收金额, "
    "本位币应收金额, 应收原币金额, 应收本币金额",
    Field.BALANCE: "open amount, total open amount, amount due, balance, open balance, balance due, outstanding, "
    "outstanding amount, offener betrag, offen, saldo, 余额, 未收金额, 应收余额, 原币余额, 本位币余额, 本币余额, "
    "未核销金额, 未结金额, 未收余额, 期末余额",
    Field.CURRENCY: "currency, currency code, invoice currency, curr, ccy, cur, document currency, doc currency, "
    "local currency, lcurr, währung, wrg, währg, belegwährung, hauswährung, wkz, 币种, 币别, 货币, 货币代码, 发票币种, "
    "原币, 原币币种, 原币币别, 本位币, 本位币币种, 本位币币别",
    Field.TAX: "tax, tax amount, vat amount, gst amount, sales tax, 税额, 税金, 增值税额",
    Field.PAID_ON: "paid on, paid date, payment date, date paid, settled date, settlement date, settled, clear date, "
    "clearing date, cleared, ausgleichsdatum, ausgleich, zahlungsdatum, bezahlt am, receipt date, date received, "
    "付款日期, 付款日, 收款日期, 收款日, 回款日期, 回款日, 到账日期, 结清日期",
    Field.PAID_AMOUNT: "paid amount, amount paid, paid, payment amount, amount received, receipt amount, payments, "
    "已付金额, 已收金额, 收款金额, 回款金额, 已回款金额, 付款金额",
    Field.DISPUTED: "disputed, dispute, in dispute, disputed amount, is disputed, "
    "争议, 是否争议, 有争议, 争议金额, 纠纷, 贸易纠纷",
    Field.PAYMENT_METHOD: "payment method, method of payment, payment term type, terms of payment, 支付方式, 付款方式, "
    "结算方式, 收汇方式",
    Field.DEPOSIT: "deposit, deposit amount, prepayment, prepaid, advance payment, down payment, "
    "定金, 预付款, 预收款, 预付金额",
    Field.CREDIT_NOTE: "credit note, is credit note, document type, doc type, invoice type, credit memo, type, typ, "
    "transaction type, belegart, art, "
    "贷项通知单, 红字发票, 单据类型, 发票类型, 票据类型",
}


def header_key(header: str) -> str:
    """A heading without case, accents, spaces and punctuation: `InvoiceDate` and `invoice_date` are one."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", header)).casefold()
    return "".join(char for char in plain if char.isalnum())


@cache
def _fields() -> dict[str, Field]:
    """Every alias's key with its field; the first field that claims a key has it."""
    known: dict[str, Field] = {}
    for field, aliases in ALIASES.items():
        for alias in (field.value, *aliases.split(",")):
            known.setdefault(header_key(alias), field)
    return known


def field_of(header: str) -> Field | None:
    """The field a heading means, also when a unit or currency follows it in brackets."""
    bare = re.sub(r"[(（\[].*?[)）\]]", "", header)
    return _fields().get(header_key(header)) or _fields().get(header_key(bare))


def by_heading(headers: Sequence[str]) -> dict[Field, int]:
    """Which column is which field by the headings alone; the first of several has it.

    An amount and its currency are of one side: where the house's own currency stands beside that of the documents, the
    documents' is meant. An amount of the one is never put beside the currency of the other. A balance is the amount
    where there is no other.
    """
    found: dict[Field, list[int]] = {}
    for number, name in enumerate(headers):
        field = field_of(name)
        if field is not None:
            found.setdefault(field, []).append(number)
    columns = {field: numbers[0] for field, numbers in found.items()}
    if Field.AMOUNT not in found and Field.BALANCE in found:
        found[Field.AMOUNT] = found.pop(Field.BALANCE)
        columns.pop(Field.BALANCE)
    local = [number for number, name in enumerate(headers) if is_local(name)]
    amounts = found.get(Field.AMOUNT, [])
    ours = bool(amounts) and all(number in local for number in amounts)
    for field in (Field.AMOUNT, Field.BALANCE, Field.CURRENCY):
        fitting = [number for number in found.get(field, []) if (number in local) is ours]
        if field is Field.BALANCE and not fitting:  # of neither side by its name, and checked against the amount
            fitting = [number for number in found.get(field, []) if number not in local]
        if fitting:
            columns[field] = fitting[0]
        else:
            columns.pop(field, None)
    return columns


def is_local(header: str) -> bool:
    """Whether an amount or a currency is said to be the house's own and not the document's."""
    key = header_key(header)
    return key in _LOCAL_ALONE or any(mark in key for mark in _LOCAL)


_LOCAL = tuple(header_key(mark) for mark in ("local curr", "loc curr", "hauswährung", "本位币", "本币"))
_LOCAL_ALONE = frozenset(header_key(name) for name in ("lcurr", "amount in lc"))
