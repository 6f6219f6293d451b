"""The examiner's screen: every check, the ledger beside the claim, the figure then and now."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from claims.examination.queries import workbench
from claims.public import claim_facts
from insurer.kernel.ids import ReceivableId
from tests.builders.claims import Department
from tests.builders.policies import eur


def test_every_check_is_shown_with_its_result_and_a_figure_is_worked_out_before_any_assessment(department: Department):
    claim = claim_facts(department.claimed())

    bench = workbench(claim, date(2025, 5, 5), department.clock.now())

    assert {check.name for check in bench.checks if check.weight is None} >= {"cover", "notice", "filing", "premium"}
    assert (bench.now.indemnity, bench.compared) == (eur("9000"), ())
    [line] = bench.invoices
    assert (line.limit, line.decision, line.open_now) == (eur("100000"), "LD-2024-000001", eur("10000"))


def test_a_receipt_after_the_assessment_shows_as_another_figure(department: Department):
    claim = department.claimed()
    department.assess(claim)
    department.receipt(ReceivableId(1), "4000", date(2025, 4, 1))

    bench = workbench(claim_facts(claim), date(2025, 5, 5), department.clock.now())

    changed = {one.code: (one.kept, one.now) for one in bench.compared if one.changed}
    assert changed["indemnity.figure.indemnity"] == (eur("9000"), eur("5400"))


def test_a_reduction_is_tried_out_and_what_would_change_the_figure_is_named(department: Department):
    claim = claim_facts(department.claimed())

    tried = workbench(claim, date(2025, 5, 5), department.clock.now(), Decimal("0.10"))

    assert tried.now.indemnity == eur("8100")
    assert {(one.code, one.difference) for one in tried.levers} >= {("lever.in_time", eur("900"))}
