"""A made-up portfolio, the same in every run, written fast into a throw-away database: policies, limits, ledgers."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import insert, text

from insurer.infra.db import Model, db
from insurer.kernel.ids import PolicyId
from insurer.parties.models import Party
from insurer.parties.rules.names import latin_key, lookalike_key, name_key
from insurer.reference.models import FxRate
from policies.contracts.models import Policy, PolicyTerm
from policies.contracts.rules.catalogue import complete
from underwriting.exposure.models import Declaration
from underwriting.limits.models import LimitDecision
from underwriting.receivables.models import LedgerImport, Receivable, ReceivableDispute, ReceivableReceipt

BUYERS_PER_POLICY, INVOICES_PER_BUYER = 20, 50
COUNTRIES = ("DE", "FR", "IT", "PL", "CN", "US", "KP")
FIRST, END = date(2026, 1, 1), date(2027, 1, 1)
DRAFTED = datetime(2025, 12, 1, tzinfo=UTC)
LARGEST = PolicyId(1)
SEED = 20260630
Row = dict[str, Any]


def fill(invoices: int) -> str:
    """Fill the database; answers in words with what."""
    chance = random.Random(SEED)
    policies = max(1, invoices // (BUYERS_PER_POLICY * INVOICES_PER_BUYER))
    buyers = policies * BUYERS_PER_POLICY
    _load(Party, (_party(key, chance) for key in range(1, policies + buyers + 1)))
    _load(Policy, (_policy(key) for key in range(1, policies + 1)))
    _load(PolicyTerm, _terms(policies, chance))
    _load(FxRate, _rates())
    _load(LimitDecision, _decisions(policies, chance))
    _load(LedgerImport, (_import(key) for key in range(1, policies + 1)))
    rows = _invoices(policies, chance)
    receipts: list[Row] = []
    disputes: list[Row] = []
    _load(Receivable, _with_more(rows, receipts, disputes, chance))
    _load(ReceivableReceipt, receipts)
    _load(ReceivableDispute, disputes)
    _load(Declaration, _declarations(policies))
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return f"{policies:,} policies, {buyers:,} buyers, {len(receipts):,} receipts, {len(disputes):,} disputes"


def _load(table: type[Model], rows: Iterable[Row], chunk: int = 20_000) -> None:
    """Rows into a table, a chunk at a time; one writer, nothing else is there."""
    every = iter(rows)
    dialect = db.engine.dialect
    with db.engine.begin() as connection:
        while some := list(islice(every, chunk)):
            if dialect.name == "sqlite":
                connection.execute(insert(table), some)
            else:
                _copy(connection, table, some)


def _copy(connection: Any, table: type[Model], rows: Sequence[Row]) -> None:
    names = list(rows[0])
    columns = table.__table__.c  # type: ignore[attr-defined]
    binds = [columns[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for name in names]
    cursor = connection.connection.cursor()
    target = f"COPY {table.__tablename__} ({', '.join(names)}) FROM STDIN"  # type: ignore[attr-defined]
    with cursor.copy(target) as copy:
        for row in rows:
            copy.write_row(
                [row[name] if bind is None else bind(row[name]) for name, bind in zip(names, binds, strict=True)]
            )


def _rates() -> Iterator[Row]:
    for later in range(181):
        for code, rate in (("USD", Decimal("1.08")), ("CNY", Decimal("7.8"))):
            day = FIRST + timedelta(days=later)
            yield {"day": day, "currency": code, "per_euro": rate, "source": "bench", "recorded_at": DRAFTED}


def _party(key: int, chance: random.Random) -> Row:
    name = f"Company {key:06} GmbH"
    return {
        "id": key, "public_id": f"P{key}", "kind": "company", "name": name, "latin_name": name,
        "name_key": name_key(name), "lookalike_key": lookalike_key(name), "latin_key": latin_key(name),
        "country": chance.choices(COUNTRIES, (30, 20, 15, 10, 15, 9, 1))[0], "country_written": "",
        "recorded_at": DRAFTED, "version": 1,
    }  # fmt: skip


def _policy(key: int) -> Row:
    return {
        "id": key, "policyholder_id": key, "number": f"PO-{key:06}", "currency": "EUR", "language": "en",
        "first_day": FIRST, "end_day": END, "state": "bound", "drafted_at": DRAFTED, "changed_at": DRAFTED,
        "bound_at": DRAFTED, "bound_by": "bench", "version": 1,
    }  # fmt: skip


def _terms(policies: int, chance: random.Random) -> Iterator[Row]:
    """The usual terms; some policies with other clauses, one in five endorsed."""
    for policy in range(1, policies + 1):
        own: dict[str, object] = {
            "countries": {"insured": "*", "excluded": ["KP"]},
            "allocation": chance.choices(("oldest_first", "as_designated"), (3, 1))[0],
            "limit_application": chance.choices(("net_loss", "gross_debt", "indemnity"), (8, 1, 1))[0],
            "discretionary_limit": chance.choices((None, "25000"), (4, 1))[0],
            "includes_tax": chance.random() < 0.2,
        }
        rows = [(key, value, FIRST) for key, value in complete(own, "EUR").items()]
        if chance.random() < 0.2:
            rows.append(("insured_percentage", "0.85", date(2026, 4, 1)))
        for key, value, day in rows:
            yield {
                "policyholder_id": policy, "policy_id": policy, "key": key, "value": json.dumps(value),
                "valid_from": day, "recorded_at": DRAFTED, "recorded_by": "bench", "reason": "",
            }  # fmt: skip


def _buyer(policies: int, policy: int, number: int) -> int:
    return policies + (policy - 1) * BUYERS_PER_POLICY + number + 1


def _decisions(policies: int, chance: random.Random) -> Iterator[Row]:
    """One to four decisions a buyer, later ones raise, reduce, withdraw or hold; one buyer in twenty has none."""
    key = 0
    for policy in range(1, policies + 1):
        for number in range(BUYERS_PER_POLICY):
            first, most = FIRST, chance.choice((0, 1, 1, 2, 2, 3, 4)) if chance.random() < 0.3 else 2
            for _turn in range(most):
                key += 1
                amount = chance.choices((0, chance.randrange(10_000_00, 2_000_000_00)), (1, 9))[0]
                yield {
                    "id": key, "policyholder_id": policy, "number": f"L-{key}", "policy_id": policy,
                    "party_id": _buyer(policies, policy, number), "kind": "named",
                    "outcome": "full" if amount else "hold",
                    "amount_minor": amount, "currency": "EUR", "ship_from": first, "ship_until": None,
                    "insured_percentage": None, "maximum_payment_term_days": chance.choice((None, None, 90)),
                    "method": None, "reason": "ok", "note": "", "automatic": True,
                    "decided_at": datetime.combine(first, datetime.min.time(), UTC), "decided_by": "bench",
                }  # fmt: skip
                first += timedelta(days=chance.randrange(20, 60))


def _import(key: int) -> Row:
    moment = datetime(2026, 6, 29, 9, tzinfo=UTC)
    return {
        "id": key, "policyholder_id": key, "number": f"IM-{key}", "policy_id": key, "file_sha": "", "name": "ledger",
        "plan": {}, "as_of": date(2026, 6, 29), "state": "done", "understood": {}, "received_at": moment,
        "received_by": "bench", "error_facts": {}, "version": 1, "rows": 0, "accepted": 0, "refused": 0,
        "unchanged": 0, "buyers_matched": 0, "buyers_new": 0,
    }  # fmt: skip


def _invoices(policies: int, chance: random.Random) -> Iterator[Row]:
    key = 0
    for policy in range(1, policies + 1):
        for number in range(BUYERS_PER_POLICY):
            for _turn in range(INVOICES_PER_BUYER):
                key += 1
                shipped = FIRST + timedelta(days=int(chance.triangular(0, 179, 150)))
                amount = chance.randrange(200_00, 60_000_00)
                odd = chance.random()
                yield {
                    "id": key, "policyholder_id": policy, "policy_id": policy,
                    "party_id": _buyer(policies, policy, number), "number": f"INV-{key:08}",
                    "number_key": f"INV{key:08}",
                    "shipped": shipped, "invoiced": shipped,
                    "due": shipped + timedelta(days=chance.choice((30, 60, 60, 90))),
                    "currency": chance.choices(("EUR", "USD", "CNY"), (94, 4, 2))[0], "amount_minor": amount,
                    "tax_minor": amount // 6 if odd < 0.1 else 0,
                    "deposit_minor": amount // 10 if 0.1 < odd < 0.12 else 0,
                    "method": "LC" if odd > 0.98 else None, "destination": None, "import_id": policy,
                    "recorded_at": datetime.combine(shipped, datetime.min.time(), UTC) + timedelta(days=3),
                }  # fmt: skip


def _with_more(
    rows: Iterator[Row],
    receipts: list[Row],
    disputes: list[Row],
    chance: random.Random,
) -> Iterator[Row]:
    """One invoice in five was paid in part, one in a hundred is in dispute."""
    for row in rows:
        shared = {name: row[name] for name in ("policyholder_id", "policy_id", "party_id", "import_id", "recorded_at")}
        about = {**shared, "receivable_id": row["id"], "day": row["shipped"] + timedelta(days=20)}
        if chance.random() < 0.2:
            paid = {"currency": row["currency"], "amount_minor": row["amount_minor"] // chance.randrange(3, 9)}
            receipts.append({**about, **paid, "kind": "payment", "number_key": None})
        if chance.random() < 0.01:
            disputes.append({**about, "amount_minor": row["amount_minor"] // 2})
        yield row


def _declarations(policies: int) -> Iterator[Row]:
    """January to April are declared in time; one policy in ten forgot April."""
    ends = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30))
    for policy in range(1, policies + 1):
        for number, end in enumerate(ends):
            if number < 3 or policy % 10:
                yield {
                    "policyholder_id": policy, "number": f"DE-{policy}-{number}", "policy_id": policy, "month_end": end,
                    "currency": "EUR", "turnover_minor": 0, "balance_minor": 0, "insured_minor": 0, "invoices": 0,
                    "late": False, "replaces_id": None, "reason": None,
                    "made_at": datetime.combine(end, datetime.min.time(), UTC) + timedelta(days=10), "made_by": "bench",
                }  # fmt: skip
