"""How people head the columns of a ledger, in English and Chinese, and which field each heading means."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from underwriting.receivables.terms import Field

ALIASES: dict[Field, str] = {
    Field.BUYER_REFERENCE: "customer id, customer no, customer number, customer code, customer, buyer id, buyer no, "
    "buyer number, buyer code, buyer reference, debtor id, debtor no, debtor number, debtor code, account number, "
    "account no, account, client id, client no, cust id, cust no, cust number, sold to, kunnr, customer ref, "
    "客户编号, 客户编码, 客户代码, 客户号, 买方编号, 买方代码, 买家编号, 购货单位编号, 往来单位编码",
    Field.BUYER_NAME: "customer name, buyer, buyer name, debtor, debtor name, name, client, client name, company, "
    "company name, name customer, customer full name, "
    "客户, 客户名称, 买方, 买方名称, 买家, 买家名称, 购货单位, 购买方, 购买方名称, 公司名称, "
    "往来单位, 单位名称, 债务人",
    Field.COUNTRY: "country, country code, buyer country, customer country, debtor country, iso country, country iso, "
    "country region, land, 国家, 国别, 国家地区, 国家代码, 国别代码, 买方国家, 买方国别, 客户国家",
    Field.DESTINATION: "destination, country of destination, destination country, ship to country, delivery country, "
    "运抵国, 目的国, 目的地国家",
    Field.NATIONAL_ID: "vat number, vat no, vat id, vat, tax number, tax no, registration number, registration no, "
    "company number, company registration number, national id, lei, ein, uscc, duns, siren, 统一社会信用代码, 税号, "
    "纳税人识别号, 注册号, 社会信用代码",
    Field.INVOICE_NUMBER: "invoice number, invoice no, invoice id, invoice, invoice ref, invoice reference, inv no, "
    "inv number, inv, doc id, document number, document no, doc no, bill number, bill no, voucher number, "
    "发票号, 发票号码, 发票编号, 单据号, 单据编号, 单号, 票号",
    Field.SHIPPED: "shipment date, ship date, shipping date, shipped, date of shipment, delivery date, b l date, "
    "bl date, bill of lading date, 出运日期, 出运日, 装运日期, 发货日期, 出货日期, 提单日期, 交货日期",
    Field.INVOICED: "invoice date, date of invoice, inv date, invoiced, issue date, date issued, document date, "
    "doc date, billing date, bill date, document create date, date, 发票日期, 开票日期, 开票日, 单据日期, 日期",
    Field.DUE: "due date, due, due in date, payment due, payment due date, date due, maturity, maturity date, "
    "net due date, 到期日, 到期日期, 应付日期, 应收日期, 应付款日, 付款到期日, 应付款日期",
    Field.AMOUNT: "amount, invoice amount, invoice value, invoice total, gross amount, gross, total, total amount, "
    "value, open amount, total open amount, amount due, balance, outstanding, "
    "金额, 发票金额, 含税金额, 价税合计, 应收金额, 应收账款, 未收金额, 余额, 总金额",
    Field.CURRENCY: "currency, currency code, invoice currency, curr, ccy, cur, 币种, 币别, 货币, 货币代码, 发票币种",
    Field.TAX: "tax, tax amount, vat amount, gst amount, sales tax, 税额, 税金, 增值税额",
    Field.PAID_ON: "paid on, paid date, payment date, date paid, settled date, settlement date, settled, clear date, "
    "clearing date, cleared, receipt date, date received, "
    "付款日期, 付款日, 收款日期, 收款日, 回款日期, 回款日, 到账日期, 结清日期",
    Field.PAID_AMOUNT: "paid amount, amount paid, paid, payment amount, amount received, receipt amount, payments, "
    "已付金额, 已收金额, 收款金额, 回款金额, 已回款金额, 付款金额",
    Field.DISPUTED: "disputed, dispute, in dispute, disputed amount, is disputed, "
    "争议, 是否争议, 有争议, 争议金额, 纠纷, 贸易纠纷",
    Field.PAYMENT_METHOD: "payment method, method of payment, payment term type, terms of payment, 支付方式, 付款方式, "
    "结算方式, 收汇方式",
    Field.DEPOSIT: "deposit, deposit amount, prepayment, prepaid, advance payment, down payment, "
    "定金, 预付款, 预收款, 预付金额",
    Field.CREDIT_NOTE: "credit note, is credit note, document type, doc type, invoice type, credit memo, type, "
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
