"""The demonstration lived through the real commands: whole, balanced, in words, and filled only once."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from claims.public import ClaimState, claim_counts
from insurer.infra.audit.models import AuditEvent, AuditHead, TimelineLine
from insurer.infra.audit.trail import verify
from insurer.infra.catalogues import is_code
from insurer.infra.clock import clock, today
from insurer.infra.db import db
from insurer.infra.jobs.models import Job, JobState
from insurer.infra.jobs.running import HANDLERS
from insurer.infra.languages import LOCALES, known
from insurer.infra.ledger import trial_balance, trial_balance_difference
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.workflows.demo.rules.plan import policy_years
from insurer.workflows.demo.rules.portfolio import portfolio
from insurer.workflows.demo.services.seeding import SEED, keep_up, seed_demo
from insurer.workflows.demo.terms import RESTING
from policies.facts import PolicyState
from policies.public import policies_list
from tests.insurer.workflows.demo.conftest import INTERRUPTED_AFTER, LAST, Demo
from underwriting.public import exposure_summary, imports_of, last_declared, receivables_of, waiting_requests


def _nothing(_code: str, _facts: dict[str, object]) -> None:
    raise AssertionError("nothing was left to do")


def test_an_interrupted_demo_was_finished_and_no_step_was_lived_twice(demo: Demo):
    with demo.app.app_context():
        steps = db.session.scalars(select(AuditEvent.facts).where(AuditEvent.what == "demo.step_done")).all()
        begun = db.session.scalar(select(func.count()).where(AuditEvent.what == "demo.begun"))
    assert len(steps) == len(set(steps))
    assert begun == 1
    assert len(demo.lines) > INTERRUPTED_AFTER


def test_a_second_start_changes_nothing(demo: Demo):
    with demo.app.app_context():
        before = db.session.get_one(AuditHead, 1).hash
        db.session.rollback()
        assert not seed_demo(_nothing, policyholders=2)
        keep_up()
        assert db.session.get_one(AuditHead, 1).hash == before


def test_every_invoice_of_the_plan_is_recorded_under_its_policy_but_for_the_damaged_rows(demo: Demo):
    whole = portfolio(SEED, LAST, 2)
    with demo.app.app_context(), reading_as(ALL):
        policies = {(one.period.first, one.currency): one for one in policies_list()}
        for year in policy_years(whole):
            policy = policies[year.first, whole.ledgers[year.place].currency]
            refused = sum(row.refused for row in imports_of([policy.id]))
            planned = [row for row in year.invoices if row.invoiced <= LAST]
            assert len(receivables_of(policy.id, as_of=LAST)) + refused == len(planned)


def test_last_years_policies_are_over_and_this_years_in_force_and_declared_but_for_a_month_left_to_do(demo: Demo):
    with demo.app.app_context(), reading_as(ALL):
        states = [one.state for one in policies_list()]
        assert sorted(states) == [PolicyState.BOUND] * 2 + [PolicyState.EXPIRED] * 2
        declared = last_declared()
        months = [declared[one.id].month_end.isoformat() for one in policies_list(on=LAST)]
        assert sorted(months) == ["2026-04-30", "2026-05-31"]


def test_the_past_leaves_the_worker_few_letters_and_every_kind_that_rests_is_known(demo: Demo):
    with demo.app.app_context(), reading_as(ALL):
        states = Counter(db.session.scalars(select(Job.state)))
        assert set(RESTING) <= HANDLERS.keys()
        assert states[JobState.RESTING] > 100
        assert states[JobState.QUEUED] < 40


def test_insured_and_not_insured_make_the_open_ledger(demo: Demo):
    with demo.app.app_context(), reading_as(ALL):
        for policy in policies_list():
            summary = exposure_summary(policy.id, LAST)
            assert summary.insured + summary.uninsured == summary.open
            assert summary.insured.minor >= 0


def test_claims_stand_in_many_states_and_requests_wait(demo: Demo):
    with demo.app.app_context(), reading_as(ALL):
        counts = claim_counts()
        assert {ClaimState.PAID, ClaimState.UNDER_REVIEW, ClaimState.WAITING, ClaimState.SUSPENDED} <= counts.keys()
        assert waiting_requests()


def test_the_books_balance_and_the_trail_is_whole(demo: Demo):
    with demo.app.app_context():
        differences = trial_balance_difference(trial_balance(LAST))
        assert differences
        assert not any(differences.values())
        read, breaks = verify()
        assert read > 500
        assert breaks == []


def test_whatever_was_recorded_has_words_in_both_languages(demo: Demo):
    with demo.app.app_context():
        codes = db.session.scalars(select(TimelineLine.what).distinct()).all()
    wordless = [
        (code, locale)
        for code in codes
        for locale in LOCALES
        # a plain English word is its own English
        if not known(code, locale) and (locale != "en" or is_code(code))
    ]
    assert wordless == []


def test_the_clock_is_the_real_one_again(demo: Demo):
    with demo.app.app_context():
        assert today() == LAST
        assert clock().now() >= clock().now()
