"""Where the demo's money goes, who may let it go, and what waits for a second person at the end."""

from __future__ import annotations

from collections.abc import Sequence

from insurer.accounts.facts import Role
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.calendar import add_days
from insurer.kernel.money import Money
from insurer.workflows.demo.rules.plan import AUTOMATIC
from insurer.workflows.demo.services.stage import Stage
from insurer.workflows.demo.terms import MAIL_DOMAIN, Ledger
from policies.facts import AccountKind, BankDetailEntry, NoteAccount, PaymentAuthority
from policies.public import (
    agree_to_refund,
    enter_bank_detail,
    pay_premium_back,
    put_refund_forward,
    set_payment_authority,
    verify_bank_detail,
)
from underwriting.public import (
    Authority,
    DecisionReason,
    OverPeriod,
    propose_limit_authority,
    refer_decision,
    waiting_requests,
)

PAYMENT_AUTHORITY = {
    Role.CLAIMS_MANAGER: (25, 0, 0),
    Role.PREMIUM_OFFICER: (0, 100, 0),
    Role.COLLECTIONS_OFFICER: (0, 0, 2),
    Role.MANAGER: (100, 0, 50),
}
"""What each settles, pays and refunds in one act, in multiples of the limit that a rule grants by itself."""

ACCOUNTS = {
    "DE": "DE89370400440532013000",
    "FR": "FR1420041010050500013M02606",
    "GB": "GB29NWBK60161331926819",
    "IT": "IT60X0542811101000000123456",
    "NL": "NL91ABNA0417164300",
}
"""Account numbers that are printed as examples of their country's form; nobody has them."""


def prepare_payments(stage: Stage, ledgers: Sequence[Ledger]) -> None:
    """Say who may settle, pay and refund, and enter and verify the account of every policyholder."""
    for role, (settle, pay, refund) in PAYMENT_AUTHORITY.items():
        for currency, amount in AUTOMATIC.items():
            term = PaymentAuthority(
                role=role.value,
                settle_up_to=Money.of(amount * settle, currency),
                pay_up_to=Money.of(amount * pay, currency),
                refund_up_to=Money.of(amount * refund, currency),
                third_person_above=Money.of(amount // 100, currency),
            )
            act = stage.house(f"payment_authority/{role.value}/{currency}")
            set_payment_authority(act, term, valid_from=stage.today)
    for place, ledger in enumerate(ledgers):
        company, holder = ledger.policyholder, stage.holders[place]
        entry = _account(company.name, company.country, place)
        enter_bank_detail(stage.act("premium", f"account/{place}"), holder, entry)
        verify_bank_detail(stage.act("collections", f"account/{place}/verified"), holder)


def pay_back(stage: Stage, account: NoteAccount) -> None:
    """Pay a credit note: put forward by the premium officer, agreed to by the manager, paid by the officer."""
    number, amount = account.note.number, -account.open
    put_refund_forward(stage.act("premium"), number, amount=amount, reason="Adjustment of the year")
    agree_to_refund(stage.act("manager"), number)
    pay_premium_back(stage.act("premium"), number, amount=amount, paid_on=stage.today)


def leave_for_a_second_person(stage: Stage) -> None:
    """At the end a limit, an account and a change of authority wait for a second person."""
    with reading_as(ALL):
        waiting = sorted(waiting_requests(), key=lambda row: (row.amount_minor, row.id))
    if waiting:
        request = waiting[-1]
        refer_decision(
            stage.act("limits", "referral"),
            request.id,
            amount=request.amount,
            reason=DecisionReason.AS_ASKED,
            maximum_payment_term_days=request.payment_days,
            why="Long trade without a late payment; the accounts of last year are in order.",
        )
    holder, company = stage.holders[0], stage.portfolio.ledgers[0].policyholder
    entry = BankDetailEntry(
        kind=AccountKind.IBAN,
        holder=company.name,
        country="",
        account="AT611904300234573201",
        contact=f"nordhaus.admin@{MAIL_DOMAIN}",
    )
    enter_bank_detail(stage.act("nordhaus.admin", "account/new"), holder, entry, reason="We have changed our bank.")
    currency = stage.portfolio.ledgers[0].currency
    single = Money.of(AUTOMATIC[currency] * 4, currency)
    term = Authority(
        Role.LIMIT_UNDERWRITER.value,
        single,
        Money.of(AUTOMATIC[currency] * 20, currency),
        OverPeriod(Money.of(AUTOMATIC[currency] * 1000, currency), 12),
    )
    propose_limit_authority(
        stage.act("senior", "authority/limits"),
        term,
        valid_from=add_days(stage.today, 14),
        reason="The queue grows; nine of ten referrals of the last year were agreed to as put forward.",
    )


def _account(name: str, country: str, place: int) -> BankDetailEntry:
    """An account of the country's own form; where that is no IBAN, its bank and branch are named."""
    contact, document = f"treasury.{place}@{MAIL_DOMAIN}", "Letter with two signatures, with the policy"
    if country in ACCOUNTS:
        return BankDetailEntry(
            kind=AccountKind.IBAN,
            holder=name,
            country=country,
            account=ACCOUNTS[country],
            contact=contact,
            document=document,
        )
    chinese = country == "CN"
    return BankDetailEntry(
        kind=AccountKind.NATIONAL,
        holder=name,
        country=country,
        account=f"62220210010{place:08d}" if chinese else f"40012{place:05d}",
        bank="滨海商业银行股份有限公司" if chinese else "Harbour National Bank",
        branch="滨海商业银行港城支行" if chinese else "",
        contact=contact,
        contact_locale="zh" if chinese else "en",
        document=document,
    )
