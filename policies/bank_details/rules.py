"""What an account number must be, and how it is shown without being given away. Sources: ISO 13616, ISO 9362."""

from __future__ import annotations

import re
from dataclasses import replace

from stdnum import bic as bic_numbers
from stdnum import iban as iban_numbers
from stdnum.exceptions import ValidationError

from insurer.kernel.errors import InvalidInput
from policies.bank_details.terms import AccountKind, BankDetailEntry

_NATIONAL = re.compile(r"[0-9A-Z]{5,34}", re.ASCII)
_CHINESE = re.compile(r"[0-9]{8,30}", re.ASCII)
HIDDEN = "••••"


def checked_entry(entry: BankDetailEntry) -> BankDetailEntry:
    """The entry with its numbers in their plain form; refuses what is no account, beside the field at fault.

    An IBAN bears its check digits and names the country. A national number comes with the bank; in China it is
    digits only and the branch that keeps the account is named (开户行).
    """
    if not entry.holder.strip():
        raise InvalidInput("input.required", "holder")
    checked = _iban(entry) if entry.kind is AccountKind.IBAN else _national(entry)
    return replace(checked, holder=checked.holder.strip(), bic=_bic(entry.bic), contact=entry.contact.strip())


def masked(entry: BankDetailEntry) -> str:
    """What people see: country and check digits of an IBAN, and the last four characters."""
    first = f"{entry.account[:4]} " if entry.kind is AccountKind.IBAN else ""
    return f"{first}{HIDDEN} {entry.account[-4:]}"


def in_groups(account: str) -> str:
    """The number in full, in groups of four as banks print it."""
    return " ".join(account[place : place + 4] for place in range(0, len(account), 4))


def _iban(entry: BankDetailEntry) -> BankDetailEntry:
    try:
        number = iban_numbers.validate(entry.account)
    except ValidationError:
        raise InvalidInput("bank_details.not_an_iban", "account") from None
    return replace(entry, account=number, country=number[:2])


def _national(entry: BankDetailEntry) -> BankDetailEntry:
    number = re.sub(r"[\s-]", "", entry.account).upper()
    if len(entry.country) != 2:
        raise InvalidInput("input.required", "country")
    if not (_CHINESE if entry.country == "CN" else _NATIONAL).fullmatch(number):
        raise InvalidInput("bank_details.not_an_account", "account")
    if not entry.bank.strip():
        raise InvalidInput("input.required", "bank")
    if entry.country == "CN" and not entry.branch.strip():
        raise InvalidInput("input.required", "branch")
    return replace(entry, account=number, bank=entry.bank.strip(), branch=entry.branch.strip())


def _bic(written: str) -> str:
    if not written.strip():
        return ""
    try:
        return str(bic_numbers.validate(written))
    except ValidationError:
        raise InvalidInput("bank_details.not_a_bic", "bic") from None
