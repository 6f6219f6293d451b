"""What the demo portfolio is made of: policyholders, buyers and their invoices, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insurer.accounts.facts import Role
from insurer.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the demo: its name in its own script and in Latin, its country and NACE division."""

    name: str
    latin: str
    country: str
    sector: str
    identifier: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice of the demo; `paid` is None while nobody has paid it."""

    buyer: int
    number: str
    shipped: date
    invoiced: date
    due: date
    amount: Money
    paid: date | None
    disputed: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """A policyholder with its customers (indexes into the portfolio's buyers) and its invoices in order of date."""

    policyholder: Company
    currency: str
    locale: str
    customers: tuple[int, ...]
    invoices: tuple[Invoice, ...]

    def turnover(self, first: date, last: date) -> Money:
        return Money.total((row.amount for row in self.invoices if first <= row.invoiced <= last), self.currency)


class Fate(StrEnum):
    """How far the claims on a buyer have come on the demo's last day."""

    NOTIFIED = "notified"
    WAITING = "waiting"
    UNDER_REVIEW = "under_review"
    SUSPENDED = "suspended"
    ASSESSED = "assessed"
    DECLINED = "declined"
    APPROVED = "approved"
    PAID = "paid"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Stop:
    """From when a buyer pays nothing any more, and what becomes of the claims on it."""

    day: date
    fate: Fate


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The whole demo; `stops` by place among the buyers."""

    buyers: tuple[Company, ...]
    ledgers: tuple[Ledger, ...]
    stops: Mapping[int, Stop]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PolicyYear:
    """One policy of one policyholder: its days, its terms as plain values, and the invoices shipped within."""

    place: int
    year: int
    first: date
    last: date
    terms: Mapping[str, object]
    invoices: tuple[Invoice, ...]

    @property
    def key(self) -> str:
        """What marks the acts on this policy: `3.2` is the fourth policyholder's second year."""
        return f"{self.place}.{self.year}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A limit to ask for: on which buyer, how much, for which payment term."""

    buyer: int
    amount: Money
    payment_days: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What an underwriter grants, and the code of the reason."""

    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way in: the login, the person, the role, the places of the policyholders it is for, its language."""

    login: str
    person: str
    role: Role
    holders: tuple[int, ...] = ()
    locale: str = "en"


PASSWORD = "tradecover-demo"  # noqa: S105 - known to everybody, refused outside the demo
MAIL_DOMAIN = "tradecover.example"
SIGN_INS = (
    SignIn("limits", "Lena Brandt", Role.LIMIT_UNDERWRITER),
    SignIn("senior", "Samuel Okafor", Role.SENIOR_UNDERWRITER),
    SignIn("analyst", "Ana Ribeiro", Role.RISK_ANALYST),
    SignIn("policies", "Peter Novak", Role.POLICY_UNDERWRITER),
    SignIn("adjuster", "Aisha Rahman", Role.CLAIMS_ADJUSTER),
    SignIn("claims", "Clara Jensen", Role.CLAIMS_MANAGER),
    SignIn("collections", "Carlo Ferri", Role.COLLECTIONS_OFFICER),
    SignIn("premium", "Priya Nair", Role.PREMIUM_OFFICER),
    SignIn("manager", "Marcus Reid", Role.MANAGER),
    SignIn("auditor", "Odile Martin", Role.AUDITOR),
    SignIn("admin", "Adam Kowalski", Role.ADMINISTRATOR),
    SignIn("admin.second", "Hanna Lindqvist", Role.ADMINISTRATOR),
    SignIn("nordhaus.admin", "Greta Nordhaus", Role.POLICYHOLDER_ADMINISTRATOR, (0,)),
    SignIn("nordhaus", "Jonas Weber", Role.POLICYHOLDER_USER, (0,)),
    SignIn("nordhaus.reader", "Ilse Kramer", Role.POLICYHOLDER_READER, (0,)),
    SignIn("nordhaus.limits", "Tom Albrecht", Role.POLICYHOLDER_USER, (0,)),
    SignIn("haichen", "陈海燕", Role.POLICYHOLDER_USER, (1,), "zh"),
    SignIn("atelier", "Lucie Moreau", Role.POLICYHOLDER_USER, (2,)),
    SignIn("harrow", "Oliver Finch", Role.POLICYHOLDER_USER, (3,)),
    SignIn("hengtai", "王志强", Role.POLICYHOLDER_USER, (4,), "zh"),
    SignIn("cascade", "Dana Cole", Role.POLICYHOLDER_USER, (5,)),
    SignIn("valdarno", "Marco Bianchi", Role.POLICYHOLDER_USER, (6,)),
    SignIn("polder", "Femke de Wit", Role.POLICYHOLDER_USER, (7,)),
    SignIn("broker", "Bruno Keller", Role.BROKER, (0,)),
    SignIn("bank", "林晓梅", Role.LOSS_PAYEE, (1, 4), "zh"),
)
"""Everybody who can sign in to the demo."""
BANK = ("申江商业银行股份有限公司", "CN")
"""The bank to which the claim payments of its logins' policyholders are assigned."""
RESTING = (
    "billing.note",
    "claims.notice_confirmation",
    "limits.decision_letter",
    "policies.schedule",
    "warning.rescore",
    "warning.run",
)
"""Kinds of work of the demo's past that nobody waits for: its papers are printed when somebody opens one, and what
warned of buyers then has long been overtaken."""
OWN_LOGINS = ("nordhaus", "haichen", "atelier", "harrow", "hengtai", "cascade", "valdarno", "polder")
"""Per policyholder the person who asks, declares, notifies and claims."""
