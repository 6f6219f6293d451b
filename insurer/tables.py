"""Every table of the house in one place, so that keys across packages resolve and migrations see all."""

from claims.cases import models as cases
from claims.collections import models as collections
from claims.correspondence import models as correspondence
from claims.filing import models as filing
from claims.indemnity import models as indemnity
from claims.overdues import models as overdues
from claims.papers import models as papers
from claims.recoveries import models as recoveries
from claims.reserves import models as reserves
from insurer.accounts import models as accounts
from insurer.accounts.calendars import models as calendars
from insurer.accounts.factors import models as factors
from insurer.accounts.messages import models as messages
from insurer.accounts.people import models as people
from insurer.accounts.sign_in import models as sign_in
from insurer.advisory.cash import models as cash
from insurer.advisory.expectation import models as expectation
from insurer.advisory.warning import models as warning
from insurer.infra import commands, ledger, numbering, outbox, saved_views
from insurer.infra.audit import models as audit
from insurer.infra.db import Model
from insurer.infra.documents import models as documents
from insurer.infra.jobs import models as jobs
from insurer.parties import models as parties
from insurer.reference import models as reference
from policies.assignments import models as assignments
from policies.bank_details import models as bank_details
from policies.billing import models as billing
from policies.contracts import models as contracts
from policies.issuance import models as issuance
from policies.payment_authority import models as payment_authority
from underwriting.accumulation import models as accumulation
from underwriting.authority import models as authority
from underwriting.buyers import models as buyers
from underwriting.disputes import models as disputes
from underwriting.drafts import models as drafts
from underwriting.evidence import models as evidence
from underwriting.exposure import models as exposure
from underwriting.factoring import models as factoring
from underwriting.limits import models as limits
from underwriting.orders import models as orders
from underwriting.payment_terms import models as payment_terms
from underwriting.pooling import models as pooling
from underwriting.receivables import models as receivables
from underwriting.statements import models as statements

FLOOR = (
    accounts,
    audit,
    calendars,
    commands,
    documents,
    factors,
    jobs,
    ledger,
    messages,
    numbering,
    outbox,
    parties,
    people,
    reference,
    saved_views,
    sign_in,
)
POLICIES = (assignments, bank_details, billing, contracts, issuance, payment_authority)
UNDERWRITING = (
    accumulation,
    authority,
    buyers,
    disputes,
    drafts,
    evidence,
    exposure,
    factoring,
    limits,
    orders,
    payment_terms,
    pooling,
    receivables,
    statements,
)
CLAIMS = (cases, collections, correspondence, filing, indemnity, overdues, papers, recoveries, reserves)
ADVISORY = (cash, expectation, warning)
metadata = Model.metadata


def append_only_tables() -> list[str]:
    """Names of the tables whose rows are added and never changed."""
    return sorted(table.name for table in metadata.tables.values() if table.info.get("append_only"))
