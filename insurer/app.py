"""The composition: takes settings, a clock and every package's rooms, and makes the application."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from claims.cases import desk as claims_desk
from claims.cases import portal as claims_portal
from claims.cases.cli import cli as claims_cli
from claims.cases.services import end_waiting_periods
from claims.clocks.panels import tell_clocks
from claims.collections import desk as collections_desk
from claims.collections import portal as collections_portal
from claims.collections.services import close_paid_collections
from claims.correspondence import desk as correspondence_desk
from claims.correspondence import portal as correspondence_portal
from claims.filing import desk as filing_desk
from claims.filing import portal as filing_portal
from claims.indemnity import desk as indemnity_desk
from claims.overdues import desk as overdues_desk
from claims.overdues import portal as overdues_portal
from claims.overdues.panels import tell_invoices
from claims.papers import desk as papers_desk
from claims.papers import portal as papers_portal
from claims.payments import desk as payments_desk
from claims.payments.panels import PAYMENT_KIND, SETTLEMENT_KIND
from claims.recoveries import desk as recoveries_desk
from claims.reserves import desk as reserves_desk
from config import ROOT, Settings
from insurer import tables
from insurer.accounts import desk as accounts_desk
from insurer.accounts.access.panels import RESET_KIND, ROLE_KIND
from insurer.accounts.approvals import desk as approvals_desk
from insurer.accounts.messages import desk as messages_desk
from insurer.accounts.messages import portal as messages_portal
from insurer.accounts.messages.services import tell, write_digests
from insurer.accounts.people import desk as people_desk
from insurer.accounts.people import portal as people_portal
from insurer.accounts.people.cli import cli as people_cli
from insurer.accounts.public import add_approval_kind
from insurer.accounts.sign_in.cli import cli as accounts_cli
from insurer.advisory.cash import desk as cash_desk
from insurer.advisory.cash import portal as cash_portal
from insurer.advisory.expectation import desk as expectation_desk
from insurer.advisory.expectation import portal as expectation_portal
from insurer.advisory.warning import desk as warning_desk
from insurer.advisory.warning import portal as warning_portal
from insurer.advisory.warning.cli import cli as warning_cli
from insurer.advisory.warning.services.alerts import escalate_unread
from insurer.advisory.warning.services.rescoring import hear
from insurer.advisory.warning.services.runs import ask_for_runs
from insurer.advisory.worklist import desk as worklist_desk
from insurer.advisory.worklist import portal as worklist_portal
from insurer.home import desk as home_desk
from insurer.home import portal as home_portal
from insurer.home.books import desk as books_desk
from insurer.home.buyers.panels import tell_losses
from insurer.home.calendar import portal as calendar_portal
from insurer.home.panels import tell_names_and_pages
from insurer.home.portfolio import desk as portfolio_desk
from insurer.home.queries.subject import subject_page
from insurer.home.search import desk as search_desk
from insurer.home.search import portal as search_portal
from insurer.home.services import remind_policyholders
from insurer.home.trail import desk as audit_desk
from insurer.infra.audit.cli import cli as audit_cli
from insurer.infra.audit.timeline import lead_by
from insurer.infra.clock import Clock, init_clock
from insurer.infra.commands import announce_to
from insurer.infra.db import db
from insurer.infra.documents.verifying import verify
from insurer.infra.jobs.cli import daily, jobs, worker
from insurer.infra.jobs.daily import init_daily
from insurer.infra.jobs.queue import init_queue
from insurer.infra.jobs.worker import init_worker
from insurer.infra.mail import init_mail
from insurer.infra.resealing import cli as secrets_cli
from insurer.infra.web.errors import SIGN_IN
from insurer.infra.web.floor import init_web
from insurer.infra.web.guard import refuse_unguarded
from insurer.infra.web.health import health
from insurer.infra.web.keeping import init_views
from insurer.infra.web.limits import init_limits
from insurer.infra.web.logs import init_logs
from insurer.infra.web.metrics import init_metrics
from insurer.navigation import NAVIGATION
from insurer.reports.premium import desk as premium_report
from insurer.workflows.assigned import desk as assigned_desk
from insurer.workflows.assigned import portal as assigned_portal
from insurer.workflows.assigned.panels import tell_assignments
from insurer.workflows.calculations.api import api as calculations_api
from insurer.workflows.calculations.cli import calculate
from insurer.workflows.demo.cli import demo_logins, demo_seed
from insurer.workflows.story.cli import story_command
from insurer.workflows.whatif import desk as what_if_desk
from insurer.workflows.whatif import portal as what_if_portal
from policies.bank_details import desk as bank_details_desk
from policies.bank_details import portal as bank_details_portal
from policies.bank_details.panels import BANK_DETAIL_KIND
from policies.billing import desk as premium_desk
from policies.billing.panels import REFUND_KIND
from policies.issuance import desk as policies_desk
from policies.issuance import portal as policies_portal
from policies.issuance.cli import cli as policies_cli
from policies.issuance.services import expire_policies
from policies.refunds import desk as refunds_desk
from underwriting.accumulation import desk as accumulation_desk
from underwriting.accumulation.panels import CEILING_KIND
from underwriting.ageing import desk as ageing_desk
from underwriting.ageing import portal as ageing_portal
from underwriting.authority import desk as authority_desk
from underwriting.authority.cli import cli as authority_cli
from underwriting.authority.panels import RULE_KIND
from underwriting.behaviour import desk as behaviour_desk
from underwriting.behaviour import portal as behaviour_portal
from underwriting.buyers import desk as buyers_desk
from underwriting.buyers import portal as buyers_portal
from underwriting.disputes import desk as disputes_desk
from underwriting.disputes import portal as disputes_portal
from underwriting.drafts import desk as drafts_desk
from underwriting.drafts import portal as drafts_portal
from underwriting.drafts.panels import tell_drafts
from underwriting.evidence import desk as evidence_desk
from underwriting.evidence import portal as evidence_portal
from underwriting.evidence.cli import einvoice
from underwriting.evidence.panels import tell_evidence
from underwriting.exposure import desk as exposure_desk
from underwriting.exposure import portal as exposure_portal
from underwriting.factoring import desk as factoring_desk
from underwriting.factoring import portal as factoring_portal
from underwriting.factoring.panels import tell_assigned_receivables
from underwriting.limits import desk as limits_desk
from underwriting.limits import portal as limits_portal
from underwriting.limits.cli import cli as limits_cli
from underwriting.orders import desk as orders_desk
from underwriting.orders import portal as orders_portal
from underwriting.orders.api import api as orders_api
from underwriting.payment_terms import desk as payment_terms_desk
from underwriting.payment_terms import portal as payment_terms_portal
from underwriting.pooling import desk as pooling_desk
from underwriting.pooling.panels import tell_behaviour
from underwriting.receivables import desk as receivables_desk
from underwriting.receivables import portal as receivables_portal
from underwriting.receivables.cli import cli as receivables_cli
from underwriting.referrals.panels import REFERRAL_KIND
from underwriting.statements import desk as statements_desk
from underwriting.statements import portal as statements_portal

BLUEPRINTS = (
    health,
    verify,
    home_desk.start,
    home_desk.desk,
    portfolio_desk.desk,
    books_desk.desk,
    audit_desk.desk,
    search_desk.desk,
    search_portal.portal,
    home_portal.portal,
    calendar_portal.portal,
    messages_desk.desk,
    messages_portal.portal,
    calculations_api,
    policies_desk.desk,
    policies_portal.portal,
    premium_desk.desk,
    refunds_desk.desk,
    bank_details_desk.desk,
    bank_details_portal.portal,
    approvals_desk.desk,
    authority_desk.desk,
    accumulation_desk.desk,
    payments_desk.desk,
    premium_report.desk,
    pooling_desk.desk,
    buyers_desk.desk,
    buyers_portal.portal,
    exposure_desk.desk,
    exposure_portal.portal,
    ageing_desk.desk,
    ageing_portal.portal,
    behaviour_desk.desk,
    behaviour_portal.portal,
    statements_desk.desk,
    statements_portal.portal,
    disputes_desk.desk,
    disputes_portal.portal,
    limits_desk.desk,
    limits_portal.portal,
    receivables_desk.desk,
    receivables_portal.portal,
    evidence_desk.desk,
    evidence_portal.portal,
    orders_desk.desk,
    orders_portal.portal,
    orders_api,
    payment_terms_desk.desk,
    payment_terms_portal.portal,
    drafts_desk.desk,
    drafts_portal.portal,
    factoring_desk.desk,
    factoring_portal.portal,
    warning_desk.desk,
    warning_portal.portal,
    expectation_desk.desk,
    expectation_portal.portal,
    cash_desk.desk,
    cash_portal.portal,
    overdues_desk.desk,
    overdues_portal.portal,
    worklist_desk.desk,
    worklist_portal.portal,
    collections_desk.desk,
    collections_portal.portal,
    claims_desk.desk,
    claims_portal.portal,
    filing_desk.desk,
    filing_portal.portal,
    papers_desk.desk,
    papers_portal.portal,
    correspondence_desk.desk,
    correspondence_portal.portal,
    indemnity_desk.desk,
    reserves_desk.desk,
    recoveries_desk.desk,
    what_if_desk.desk,
    what_if_portal.portal,
    people_desk.desk,
    people_portal.colleagues,
    people_portal.clients,
    assigned_desk.desk,
    assigned_portal.portal,
)
COMMAND_LINES = (
    people_cli,
    accounts_cli,
    audit_cli,
    secrets_cli,
    worker,
    daily,
    jobs,
    calculate,
    demo_seed,
    demo_logins,
    policies_cli,
    authority_cli,
    limits_cli,
    receivables_cli,
    claims_cli,
    warning_cli,
)

APPROVALS = (
    REFERRAL_KIND,
    SETTLEMENT_KIND,
    PAYMENT_KIND,
    BANK_DETAIL_KIND,
    REFUND_KIND,
    RULE_KIND,
    CEILING_KIND,
    ROLE_KIND,
    RESET_KIND,
)
"""Every kind of matter that four eyes see, with how it reads and what agreeing does."""

DAILY = {
    "policies.expire": expire_policies,
    "claims.end_waiting_periods": end_waiting_periods,
    "claims.close_paid_collections": close_paid_collections,
    "home.remind_policyholders": remind_policyholders,
    "warning.run": ask_for_runs,
    "warning.escalate": escalate_unread,
    "messages.digest": write_digests,
}
"""The house's daily work, in this order."""


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The whole application on `settings` (default: the environment's) and `clock` (default: the real one)."""
    settings = settings or Settings.load()
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    app = Flask("insurer", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(settings.as_flask())
    app.config[SIGN_IN] = "accounts.sign_in_page"
    if near := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, near, near, near)  # type: ignore[method-assign]
    _floor(app, settings, clock or Clock(settings.time_zone))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for group in COMMAND_LINES:
        app.cli.add_command(group)
    receivables_cli.add_command(einvoice)
    app.cli.add_command(story_command(create_app))
    tell_invoices()
    tell_evidence()
    tell_drafts()
    tell_assigned_receivables()
    tell_clocks()
    tell_losses()
    lead_by(subject_page)
    tell_names_and_pages()
    tell_assignments()
    tell_behaviour()
    announce_to(hear)
    announce_to(tell)
    for kind in APPROVALS:
        add_approval_kind(kind)
    refuse_unguarded(app)
    return app


def _floor(app: Flask, settings: Settings, clock: Clock) -> None:
    """Everything that the rooms stand on. The order of the request hooks is the order of these lines."""
    if not app.testing:
        init_logs(settings.log_level)
    db.init_app(app)
    Migrate(app, tables, directory=str(ROOT / "insurer" / "infra" / "migrations"), render_as_batch=True)
    init_clock(app, clock)
    init_mail(app, settings.mail_url, f"{settings.insurer_name} <no-reply@localhost>")
    init_queue(app, settings.queue_url)
    init_worker(app)
    init_daily(app, DAILY)
    init_web(
        app,
        navigation=NAVIGATION,
        choose_locale=accounts_desk.own_locale,
        reader=accounts_desk.reader,
        search={"desk": "search_desk.search", "portal": "search_portal.search"},
    )
    init_views(app)
    init_metrics(app)
    accounts_desk.init_sessions(app)
    init_limits(app, settings.limits_url)
