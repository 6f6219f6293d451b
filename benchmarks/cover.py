"""The cover verdict on every open invoice of a portfolio beside the bare range join, on one database in one run.

The rival answers the least that a verdict cannot do without: which limit decision governed each shipment, joined in
the database, its answer summed there so that no row has to leave it. Ours reads clauses, limits, invoices, receipts,
disputes, declarations and rates at two times, allocates the receipts, finds stops of cover, holds every limit against
its account by age, and gives amounts and reasons per invoice. Both run in turn, so that a slow moment of the machine
strikes both; a first pass checks that both name the same decision for every shipment.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from sqlalchemy import text

from benchmarks import _portfolio
from config import Environment, Settings
from insurer.app import create_app
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from tests.databases import SqliteSupply, Supply, Unavailable, migrate, postgresql
from underwriting.public import CoveredLedger, covered_ledger

INVOICES = 1_000_000
ROUNDS = 5
DAY = date(2026, 6, 30)
BARE = """
WITH governing AS (
  SELECT id, policy_id, party_id, amount_minor, ship_from,
         COALESCE(ship_until, LEAD(ship_from) OVER (PARTITION BY policy_id, party_id ORDER BY decided_at, id),
                  '9999-12-31') AS until
  FROM limit_decision WHERE outcome <> 'refused')
SELECT COUNT(*), SUM(governing.id), SUM(governing.amount_minor)
FROM receivable
JOIN governing ON governing.policy_id = receivable.policy_id AND governing.party_id = receivable.party_id
 AND governing.ship_from <= receivable.shipped AND governing.until > receivable.shipped
"""


def run(invoices: int = INVOICES) -> None:
    """Each database in a process of its own, so that the peak of memory is its own."""
    print(f"{invoices:,} open invoices, {ROUNDS} rounds; ratio = ours / bare range join in the database")
    for kind in ("sqlite", "postgresql"):
        process = multiprocessing.get_context("spawn").Process(target=_on, args=(kind, invoices))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(f"{kind}: the comparison is void")


def _on(kind: str, invoices: int) -> None:
    with tempfile.TemporaryDirectory(prefix="tradecover-bench-") as folder:
        try:
            supply: Supply = SqliteSupply(Path(folder)) if kind == "sqlite" else postgresql(Path(folder), "cover")
        except Unavailable as reason:
            print(f"\n{kind}: {reason}")
            return
        try:
            _measure(supply, Path(folder), invoices)
        finally:
            if kind == "postgresql":
                supply.close()


def _measure(supply: Supply, folder: Path, invoices: int) -> None:
    app = create_app(
        Settings(
            environment=Environment.DEMO,
            log_level="ERROR",
            instance_dir=folder / "instance",
            database_url=supply.url,
            queue_url=f"sqlite:///{folder / 'queue.sqlite'}",
            base_url="http://localhost",
        )
    )
    migrate(app)
    with app.app_context(), reading_as(ALL):
        filled = _portfolio.fill(invoices)
        print(f"\n{supply.name}: {filled}")
        before = _peak()
        _same(covered_ledger(None, DAY))
        ours, bare, single = [], [], []
        for _round in range(ROUNDS):
            bare.append(_seconds(lambda: db.session.execute(text(BARE)).all()))
            ours.append(_seconds(lambda: covered_ledger(None, DAY)))
            single.append(_seconds(lambda: covered_ledger((_portfolio.LARGEST,), DAY)))
        _report("verdict, whole portfolio", ours, bare)
        print(f"  one policy of it: {statistics.median(single) * 1e3:,.0f} ms (median)")
        print(f"  peak memory {_peak() / 1024:,.0f} MiB, {(_peak() - before) / 1024:,.0f} MiB of it for the verdicts")
        db.session.remove()
        db.engine.dispose()


def _report(name: str, ours: list[float], bare: list[float]) -> None:
    ratios = sorted(mine / other for mine, other in zip(ours, bare, strict=True))
    spread = f"{ratios[0]:.2f} / {statistics.median(ratios):.2f} / {ratios[-1]:.2f}"
    times = f"ours {statistics.median(ours):.2f} s, bare {statistics.median(bare):.2f} s"
    print(f"  {name}: {times} (medians); ratio minimum / median / maximum {spread}")


def _same(ledger: CoveredLedger) -> None:
    """Both forms name the same decision for every shipment, and every invoice is open and judged."""
    found = ledger.found
    named = ledger.laid.book.stretches.reference[found.stretch[found.stretch >= 0]]
    named = named[named >= 0]  # the policy's own discretionary limit is no decision
    rows, theirs, _amount = db.session.execute(text(BARE)).one()
    if (len(named), int(named.sum())) != (int(rows), int(theirs)):
        raise SystemExit(f"not the same decisions: {len(named)} and {rows} shipments, {named.sum()} and {theirs}")
    insured, opened = int((ledger.insured > 0).sum()), len(ledger)
    reasons = ", ".join(f"{code} {int(ledger.with_reason(code).sum()):,}" for code in ledger.reason_codes)
    by_hand = int((ledger.laid.explained | found.beyond).sum())
    print(f"  {opened:,} open, {insured:,} insured in whole or part; {reasons}")
    print(f"  {len(ledger.laid.book.policy):,} accounts, of them by the explained form {by_hand}")


def _seconds(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
