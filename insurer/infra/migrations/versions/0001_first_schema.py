"""first schema

Revision: 0001, after nothing
"""

import sqlalchemy as sa
from alembic import op

from insurer.infra.append_only import append_only_statements, growing_again_statements
from insurer.infra.ledger import ledger_guard_statements, ledger_unguard_statements


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "assessment",
    "audit_event",
    "capacity_use",
    "claim_payment",
    "daily_run",
    "debit_note",
    "declaration",
    "import_refused_row",
    "import_row_error",
    "issued_document",
    "ledger_entry",
    "ledger_posting",
    "liability_use",
    "limit_decision",
    "overdue_item",
    "overdue_notice",
    "party_record",
    "policy_document",
    "policy_term",
    "premium_receipt",
    "receivable",
    "receivable_dispute",
    "receivable_receipt",
    "recovery",
    "timeline_line",
    "turnover_booked",
    "underwriting_authority",
)


def upgrade():
    op.create_table(
        "audit_event",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("login", sa.String(length=120), nullable=False),
        sa.Column("command", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_event")),
        info={"append_only": True},
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("installation", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "daily_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_run")),
        sa.UniqueConstraint("task", "day", name=op.f("uq_daily_run_task_day")),
        info={"append_only": True},
    )
    op.create_table(
        "fx_rate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("per_euro", sa.String(48), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fx_rate")),
    )
    with op.batch_alter_table("fx_rate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fx_rate_currency_day"), ["currency", "day"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(length=120), nullable=False),
        sa.Column("command", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=270), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("login", "command", "key", name=op.f("uq_idempotency_key_login_command_key")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'running') = (lease IS NOT NULL)", name=op.f("ck_job_running_has_lease")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_state_leased_until"), ["state", "leased_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_subject_kind"), ["subject", "kind"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=160), nullable=False),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["reverses_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_ledger_entry_number")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_entry_reverses_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_effective_on"), ["effective_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entry_reference"), ["reference"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=160), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_mail_message_id")),
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_mail_next_try_at"), ["next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_mail_reference"), ["reference"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("latin_name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("lookalike_key", sa.Text(), nullable=False),
        sa.Column("latin_key", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("country_written", sa.String(length=80), nullable=False),
        sa.Column("id_scheme", sa.String(length=20), nullable=True),
        sa.Column("id_value", sa.String(length=60), nullable=True),
        sa.Column("sector", sa.String(length=2), nullable=True),
        sa.Column("head_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("group_parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'branch') = (head_office_id IS NOT NULL)", name=op.f("ck_party_branch_has_head_office")
        ),
        sa.CheckConstraint("(id_scheme IS NULL) = (id_value IS NULL)", name=op.f("ck_party_number_whole")),
        sa.CheckConstraint("head_office_id <> id AND group_parent_id <> id", name=op.f("ck_party_not_its_own_parent")),
        sa.ForeignKeyConstraint(["group_parent_id"], ["party.id"], name=op.f("fk_party_group_parent_id")),
        sa.ForeignKeyConstraint(["head_office_id"], ["party.id"], name=op.f("fk_party_head_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("id_scheme", "id_value", name=op.f("uq_party_id_scheme_id_value")),
        sa.UniqueConstraint("public_id", name=op.f("uq_party_public_id")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_group_parent_id"), ["group_parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_head_office_id"), ["head_office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_latin_key"), ["latin_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_lookalike_key"), ["lookalike_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_name_key_country"), ["name_key", "country"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "underwriting_authority",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("per_decision_minor", sa.BigInteger(), nullable=False),
        sa.Column("per_buyer_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "per_decision_minor >= 0 AND per_buyer_minor >= per_decision_minor",
            name=op.f("ck_underwriting_authority_amounts_in_order"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_underwriting_authority")),
        info={"append_only": True},
    )
    with op.batch_alter_table("underwriting_authority", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_underwriting_authority_role_valid_from"), ["role", "valid_from"], unique=False
        )

    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("maker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("checker_id IS NULL OR checker_id <> maker_id", name=op.f("ck_approval_four_eyes")),
        sa.ForeignKeyConstraint(["checker_id"], ["person.id"], name=op.f("fk_approval_checker_id")),
        sa.ForeignKeyConstraint(["maker_id"], ["person.id"], name=op.f("fk_approval_maker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_kind_subject"), ["kind", "subject"], unique=False)

    op.create_table(
        "buyer_capacity",
        sa.Column(
            "party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("granted_minor", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "amount_minor >= 0 AND granted_minor >= 0", name=op.f("ck_buyer_capacity_amounts_not_negative")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_buyer_capacity_party_id")),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_buyer_capacity")),
    )
    op.create_table(
        "issued_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_issued_document_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("kind", "occasion", name=op.f("uq_issued_document_kind_occasion")),
        sa.UniqueConstraint("number", name=op.f("uq_issued_document_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("issued_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_document_policyholder_id"), ["policyholder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_document_subject_kind"), ["subject", "kind"], unique=False)

    op.create_table(
        "ledger_posting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_ledger_posting_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["ledger_entry.id"],
            name=op.f("fk_ledger_posting_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_ledger_posting_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_posting")),
        info={"append_only": True},
    )
    with op.batch_alter_table("ledger_posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_posting_account_currency"), ["account", "currency"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_posting_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_posting_policy_id"), ["policy_id"], unique=False)

    op.create_table(
        "login",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("name", name=op.f("uq_login_name")),
    )
    op.create_table(
        "party_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_record_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_record")),
        sa.UniqueConstraint("party_id", "version", name=op.f("uq_party_record_party_id_version")),
        info={"append_only": True},
    )
    op.create_table(
        "policy",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bound_by", sa.String(length=120), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') OR bound_at IS NOT NULL OR state = 'cancelled'", name=op.f("ck_policy_bound_has_moment")
        ),
        sa.CheckConstraint("state IN ('draft', 'bound', 'cancelled', 'expired')", name=op.f("ck_policy_state_known")),
        sa.CheckConstraint("end_day > first_day", name=op.f("ck_policy_period_not_empty")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_policy_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("number", name=op.f("uq_policy_number")),
    )
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_policyholder_id"), ["policyholder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_policy_state"), ["state"], unique=False)

    op.create_table(
        "timeline_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_timeline_line_policyholder_id")),
        sa.ForeignKeyConstraint(["sequence"], ["audit_event.sequence"], name=op.f("fk_timeline_line_sequence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_line")),
        info={"append_only": True},
    )
    with op.batch_alter_table("timeline_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timeline_line_subject_sequence"), ["subject", "sequence"], unique=False)

    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("loss_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.String(length=120), nullable=False),
        sa.Column("waiting_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("put_forward_by", sa.String(length=120), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_claim_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_claim_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_claim_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("number", name=op.f("uq_claim_number")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_policy_id_party_id"), ["policy_id", "party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_policyholder_id"), ["policyholder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_state_filed_on"), ["state", "filed_on"], unique=False)

    op.create_table(
        "debit_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("instalment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("instalments", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("premium_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("working", sa.Text(), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind IN ('deposit', 'adjustment', 'cancellation')", name=op.f("ck_debit_note_kind_known")),
        sa.CheckConstraint("due_on >= issued_on", name=op.f("ck_debit_note_due_after_issue")),
        sa.CheckConstraint("instalment BETWEEN 1 AND instalments", name=op.f("ck_debit_note_instalment_of_all")),
        sa.CheckConstraint("period_end > period_first", name=op.f("ck_debit_note_period_not_empty")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_debit_note_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_debit_note_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debit_note")),
        sa.UniqueConstraint("number", name=op.f("uq_debit_note_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("debit_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_debit_note_policy_id_issued_on"), ["policy_id", "issued_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_debit_note_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "declaration",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month_end", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("turnover_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("insured_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoices", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "turnover_minor >= 0 AND balance_minor >= insured_minor", name=op.f("ck_declaration_figures_in_order")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_declaration_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_declaration_policyholder_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["declaration.id"], name=op.f("fk_declaration_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("number", name=op.f("uq_declaration_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_declaration_replaces_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_declaration_policy_id_month_end"), ["policy_id", "month_end"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_declaration_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "ledger_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_sha", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rows", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refused", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unchanged", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("buyers_matched", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("buyers_new", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("understood", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=120), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.String(length=120), nullable=True),
        sa.Column("error_facts", sa.JSON(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "state <> 'done' OR rows = accepted + refused + unchanged", name=op.f("ck_ledger_import_no_row_lost")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_ledger_import_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_ledger_import_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_import")),
        sa.UniqueConstraint("number", name=op.f("uq_ledger_import_number")),
    )
    with op.batch_alter_table("ledger_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_import_policy_id_id"), ["policy_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_import_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "limit_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("method", sa.String(length=2), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_limit_request_amount_above_zero")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_limit_request_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_limit_request_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_limit_request_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_request")),
        sa.UniqueConstraint("number", name=op.f("uq_limit_request_number")),
    )
    with op.batch_alter_table("limit_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_limit_request_policy_id_party_id"), ["policy_id", "party_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_limit_request_policyholder_id"), ["policyholder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_limit_request_state_asked_at"), ["state", "asked_at"], unique=False)

    op.create_table(
        "mandate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_mandate_login_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_mandate_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint(
            "login_id", "policyholder_id", "begins_on", name=op.f("uq_mandate_login_id_policyholder_id_begins_on")
        ),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandate_login_id"), ["login_id"], unique=False)

    op.create_table(
        "overdue_notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=False),
        sa.Column("notify_by", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_overdue_notice_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_overdue_notice_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_overdue_notice_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overdue_notice")),
        sa.UniqueConstraint("number", name=op.f("uq_overdue_notice_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("overdue_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overdue_notice_party_id"), ["party_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_overdue_notice_policy_id_party_id"), ["policy_id", "party_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_overdue_notice_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "policy_buyer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_policy_buyer_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_policy_buyer_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_policy_buyer_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_buyer")),
        sa.UniqueConstraint("policy_id", "reference", name=op.f("uq_policy_buyer_policy_id_reference")),
    )
    with op.batch_alter_table("policy_buyer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_buyer_policy_id_party_id"), ["policy_id", "party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_policy_buyer_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "policy_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_policy_document_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_policy_document_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_document")),
        info={"append_only": True},
    )
    with op.batch_alter_table("policy_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_document_policy_id"), ["policy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_policy_document_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "policy_term",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_policy_term_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_policy_term_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_term")),
        info={"append_only": True},
    )
    with op.batch_alter_table("policy_term", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_term_policy_id_key_valid_from"), ["policy_id", "key", "valid_from"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_policy_term_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=120), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name=op.f("ck_role_grant_span_not_empty")),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_role_grant_login_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_login_id"), ["login_id"], unique=False)

    op.create_table(
        "turnover_booked",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=160), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_turnover_booked_amount_not_negative")),
        sa.CheckConstraint("end_day > first_day", name=op.f("ck_turnover_booked_period_not_empty")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_turnover_booked_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_turnover_booked_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turnover_booked")),
        sa.UniqueConstraint(
            "policy_id", "reference", "first_day", name=op.f("uq_turnover_booked_policy_id_reference_first_day")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("turnover_booked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turnover_booked_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("login_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_user_session_login_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_user_session")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_login_id"), ["login_id"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("indemnity_minor", sa.BigInteger(), nullable=False),
        sa.Column("payable_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_by_person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "indemnity_minor >= 0 AND payable_minor >= 0", name=op.f("ck_assessment_amounts_not_negative")
        ),
        sa.CheckConstraint("payable_minor <= indemnity_minor", name=op.f("ck_assessment_payable_within_indemnity")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_assessment_claim_id")),
        sa.ForeignKeyConstraint(["made_by_person"], ["person.id"], name=op.f("fk_assessment_made_by_person")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_assessment_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("number", name=op.f("uq_assessment_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "import_refused_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_import.id"], name=op.f("fk_import_refused_row_import_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_import_refused_row_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_refused_row")),
        sa.UniqueConstraint("import_id", "line", name=op.f("uq_import_refused_row_import_id_line")),
        info={"append_only": True},
    )
    with op.batch_alter_table("import_refused_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_refused_row_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "import_row_error",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("column", sa.String(length=300), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_import.id"], name=op.f("fk_import_row_error_import_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_import_row_error_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row_error")),
        info={"append_only": True},
    )
    with op.batch_alter_table("import_row_error", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_row_error_import_id_line"), ["import_id", "line"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_row_error_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "limit_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("ship_from", sa.Date(), nullable=False),
        sa.Column("ship_until", sa.Date(), nullable=True),
        sa.Column("insured_percentage", sa.String(48), nullable=True),
        sa.Column("maximum_payment_term_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("method", sa.String(length=2), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_limit_decision_amount_not_negative")),
        sa.CheckConstraint(
            "ship_until IS NULL OR ship_until > ship_from", name=op.f("ck_limit_decision_span_not_empty")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_limit_decision_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_limit_decision_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_limit_decision_policyholder_id")),
        sa.ForeignKeyConstraint(["request_id"], ["limit_request.id"], name=op.f("fk_limit_decision_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_decision")),
        sa.UniqueConstraint("number", name=op.f("uq_limit_decision_number")),
        sa.UniqueConstraint("request_id", name=op.f("uq_limit_decision_request_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("limit_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_limit_decision_party_id"), ["party_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_limit_decision_policy_id_party_id_decided_at"),
            ["policy_id", "party_id", "decided_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_limit_decision_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "premium_receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note_number", sa.String(length=24), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("means", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=160), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(means = 'refund') = (amount_minor < 0)", name=op.f("ck_premium_receipt_refund_is_negative")
        ),
        sa.CheckConstraint("means IN ('bank', 'set_off', 'refund')", name=op.f("ck_premium_receipt_means_known")),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_premium_receipt_amount_not_zero")),
        sa.ForeignKeyConstraint(["note_number"], ["debit_note.number"], name=op.f("fk_premium_receipt_note_number")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_premium_receipt_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_premium_receipt_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_premium_receipt_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("premium_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_premium_receipt_note_number"), ["note_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_premium_receipt_policy_id"), ["policy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_premium_receipt_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "receivable",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=300), nullable=False),
        sa.Column("number_key", sa.String(length=300), nullable=False),
        sa.Column("shipped", sa.Date(), nullable=False),
        sa.Column("invoiced", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("deposit_minor", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=2), nullable=True),
        sa.Column("destination", sa.String(length=2), nullable=True),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_receivable_amount_above_zero")),
        sa.CheckConstraint("tax_minor >= 0 AND deposit_minor >= 0", name=op.f("ck_receivable_parts_not_negative")),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_import.id"], name=op.f("fk_receivable_import_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_receivable_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_receivable_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_receivable_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivable")),
        sa.UniqueConstraint(
            "policy_id", "party_id", "number_key", name=op.f("uq_receivable_policy_id_party_id_number_key")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("receivable", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receivable_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receivable_policy_id_shipped"), ["policy_id", "shipped"], unique=False)
        batch_op.create_index(batch_op.f("ix_receivable_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "recovery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("costs_minor", sa.BigInteger(), nullable=False),
        sa.Column("costs_left_minor", sa.BigInteger(), nullable=False),
        sa.Column("insurer_minor", sa.BigInteger(), nullable=False),
        sa.Column("policyholder_minor", sa.BigInteger(), nullable=False),
        sa.Column("surplus_minor", sa.BigInteger(), nullable=False),
        sa.Column("insurer_before_minor", sa.BigInteger(), nullable=False),
        sa.Column("indemnity_minor", sa.BigInteger(), nullable=False),
        sa.Column("working", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(length=24), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "amount_minor + costs_left_minor = insurer_minor + policyholder_minor + surplus_minor + costs_minor",
            name=op.f("ck_recovery_shares_make_the_recovery"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND costs_minor >= 0 AND insurer_minor >= 0 AND policyholder_minor >= 0 AND surplus_minor >= 0 AND costs_left_minor >= 0",
            name=op.f("ck_recovery_amounts_in_order"),
        ),
        sa.CheckConstraint(
            "insurer_before_minor + insurer_minor <= indemnity_minor", name=op.f("ck_recovery_insurer_within_indemnity")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_recovery_claim_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_recovery_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("number", name=op.f("uq_recovery_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recovery_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "capacity_use",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("change_minor", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["limit_decision.id"], name=op.f("fk_capacity_use_decision_id")),
        sa.ForeignKeyConstraint(["party_id"], ["buyer_capacity.party_id"], name=op.f("fk_capacity_use_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_capacity_use_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity_use")),
        info={"append_only": True},
    )
    with op.batch_alter_table("capacity_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_capacity_use_party_id_policy_id"), ["party_id", "policy_id"], unique=False)

    op.create_table(
        "claim_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("receivable_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notice", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=300), nullable=False),
        sa.Column("shipped", sa.Date(), nullable=False),
        sa.Column("invoiced", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("claimed_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=False),
        sa.Column("waiting_until", sa.Date(), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("claimed_minor > 0", name=op.f("ck_claim_item_something_is_claimed")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_item_claim_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["overdue_notice.id"], name=op.f("fk_claim_item_notice_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_claim_item_policyholder_id")),
        sa.ForeignKeyConstraint(["receivable_id"], ["receivable.id"], name=op.f("fk_claim_item_receivable_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_item")),
    )
    with op.batch_alter_table("claim_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_item_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_item_policyholder_id"), ["policyholder_id"], unique=False)
        batch_op.create_index(
            "uq_claim_item_live",
            ["receivable_id"],
            unique=True,
            sqlite_where=sa.text("live"),
            postgresql_where=sa.text("live"),
        )

    op.create_table(
        "claim_payment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("indemnity_minor", sa.BigInteger(), nullable=False),
        sa.Column("set_off_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("debt_minor", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.String(length=24), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "set_off_minor + paid_minor = indemnity_minor", name=op.f("ck_claim_payment_parts_make_the_indemnity")
        ),
        sa.CheckConstraint(
            "set_off_minor >= 0 AND paid_minor >= 0 AND indemnity_minor > 0",
            name=op.f("ck_claim_payment_amounts_in_order"),
        ),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_claim_payment_assessment_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_payment_claim_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_claim_payment_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_payment")),
        sa.UniqueConstraint("assessment_id", name=op.f("uq_claim_payment_assessment_id")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_claim_payment_claim_id")),
        sa.UniqueConstraint("number", name=op.f("uq_claim_payment_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("claim_payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_payment_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "liability_use",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("maximum_minor", sa.BigInteger(), nullable=True),
        sa.Column("used_before_minor", sa.BigInteger(), nullable=False),
        sa.Column("indemnity_minor", sa.BigInteger(), nullable=False),
        sa.Column("first_loss_total_minor", sa.BigInteger(), nullable=False),
        sa.Column("first_loss_used_before_minor", sa.BigInteger(), nullable=False),
        sa.Column("first_loss_minor", sa.BigInteger(), nullable=False),
        sa.Column("gives_back_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entry", sa.String(length=24), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=120), nullable=False),
        sa.Column("taken_by_person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "first_loss_minor <= 0 OR first_loss_used_before_minor + first_loss_minor <= first_loss_total_minor",
            name=op.f("ck_liability_use_within_aggregate_first_loss"),
        ),
        sa.CheckConstraint(
            "maximum_minor IS NULL OR indemnity_minor <= 0 OR used_before_minor + indemnity_minor <= maximum_minor",
            name=op.f("ck_liability_use_within_maximum_liability"),
        ),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_liability_use_assessment_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_liability_use_claim_id")),
        sa.ForeignKeyConstraint(["gives_back_id"], ["liability_use.id"], name=op.f("fk_liability_use_gives_back_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_liability_use_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_liability_use_policyholder_id")),
        sa.ForeignKeyConstraint(["taken_by_person"], ["person.id"], name=op.f("fk_liability_use_taken_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liability_use")),
        sa.UniqueConstraint("gives_back_id", name=op.f("uq_liability_use_gives_back_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("liability_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_liability_use_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_liability_use_policy_id_id"), ["policy_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_liability_use_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "overdue_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("receivable_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=300), nullable=False),
        sa.Column("shipped", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("outstanding_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("notify_by", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("outstanding_minor > 0", name=op.f("ck_overdue_item_something_is_open")),
        sa.ForeignKeyConstraint(["notice_id"], ["overdue_notice.id"], name=op.f("fk_overdue_item_notice_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_overdue_item_policyholder_id")),
        sa.ForeignKeyConstraint(["receivable_id"], ["receivable.id"], name=op.f("fk_overdue_item_receivable_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overdue_item")),
        sa.UniqueConstraint("receivable_id", name=op.f("uq_overdue_item_receivable_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("overdue_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overdue_item_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_overdue_item_policyholder_id"), ["policyholder_id"], unique=False)

    op.create_table(
        "receivable_dispute",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("receivable_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_receivable_dispute_amount_not_negative")),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_import.id"], name=op.f("fk_receivable_dispute_import_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_receivable_dispute_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_receivable_dispute_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_receivable_dispute_policyholder_id")),
        sa.ForeignKeyConstraint(["receivable_id"], ["receivable.id"], name=op.f("fk_receivable_dispute_receivable_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivable_dispute")),
        info={"append_only": True},
    )
    with op.batch_alter_table("receivable_dispute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receivable_dispute_import_id"), ["import_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_receivable_dispute_policy_id_party_id"), ["policy_id", "party_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_receivable_dispute_policyholder_id"), ["policyholder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receivable_dispute_receivable_id"), ["receivable_id"], unique=False)

    op.create_table(
        "receivable_receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("receivable_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number_key", sa.String(length=300), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policyholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_receivable_receipt_amount_above_zero")),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_import.id"], name=op.f("fk_receivable_receipt_import_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_receivable_receipt_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_receivable_receipt_policy_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_receivable_receipt_policyholder_id")),
        sa.ForeignKeyConstraint(["receivable_id"], ["receivable.id"], name=op.f("fk_receivable_receipt_receivable_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivable_receipt")),
        sa.UniqueConstraint(
            "policy_id", "party_id", "number_key", name=op.f("uq_receivable_receipt_policy_id_party_id_number_key")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("receivable_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receivable_receipt_import_id"), ["import_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_receivable_receipt_policy_id_party_id_day"), ["policy_id", "party_id", "day"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_receivable_receipt_policyholder_id"), ["policyholder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receivable_receipt_receivable_id"), ["receivable_id"], unique=False)

    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in append_only_statements(table, dialect):
            op.execute(statement)
    for statement in ledger_guard_statements(dialect):
        op.execute(statement)


def downgrade():
    dialect = op.get_bind().dialect.name
    for statement in ledger_unguard_statements(dialect):
        op.execute(statement)
    for table in APPEND_ONLY:
        for statement in growing_again_statements(table, dialect):
            op.execute(statement)
    with op.batch_alter_table("receivable_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receivable_receipt_receivable_id"))
        batch_op.drop_index(batch_op.f("ix_receivable_receipt_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_receivable_receipt_policy_id_party_id_day"))
        batch_op.drop_index(batch_op.f("ix_receivable_receipt_import_id"))

    op.drop_table("receivable_receipt")
    with op.batch_alter_table("receivable_dispute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receivable_dispute_receivable_id"))
        batch_op.drop_index(batch_op.f("ix_receivable_dispute_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_receivable_dispute_policy_id_party_id"))
        batch_op.drop_index(batch_op.f("ix_receivable_dispute_import_id"))

    op.drop_table("receivable_dispute")
    with op.batch_alter_table("overdue_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overdue_item_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_overdue_item_notice_id"))

    op.drop_table("overdue_item")
    with op.batch_alter_table("liability_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_liability_use_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_liability_use_policy_id_id"))
        batch_op.drop_index(batch_op.f("ix_liability_use_claim_id"))

    op.drop_table("liability_use")
    with op.batch_alter_table("claim_payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_payment_policyholder_id"))

    op.drop_table("claim_payment")
    with op.batch_alter_table("claim_item", schema=None) as batch_op:
        batch_op.drop_index("uq_claim_item_live", sqlite_where=sa.text("live"), postgresql_where=sa.text("live"))
        batch_op.drop_index(batch_op.f("ix_claim_item_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_claim_item_claim_id"))

    op.drop_table("claim_item")
    with op.batch_alter_table("capacity_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_capacity_use_party_id_policy_id"))

    op.drop_table("capacity_use")
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_recovery_claim_id"))

    op.drop_table("recovery")
    with op.batch_alter_table("receivable", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receivable_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_receivable_policy_id_shipped"))
        batch_op.drop_index(batch_op.f("ix_receivable_import_id"))

    op.drop_table("receivable")
    with op.batch_alter_table("premium_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_premium_receipt_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_premium_receipt_policy_id"))
        batch_op.drop_index(batch_op.f("ix_premium_receipt_note_number"))

    op.drop_table("premium_receipt")
    with op.batch_alter_table("limit_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_limit_decision_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_limit_decision_policy_id_party_id_decided_at"))
        batch_op.drop_index(batch_op.f("ix_limit_decision_party_id"))

    op.drop_table("limit_decision")
    with op.batch_alter_table("import_row_error", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_row_error_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_import_row_error_import_id_line"))

    op.drop_table("import_row_error")
    with op.batch_alter_table("import_refused_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_refused_row_policyholder_id"))

    op.drop_table("import_refused_row")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_claim_id"))

    op.drop_table("assessment")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_login_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("turnover_booked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turnover_booked_policyholder_id"))

    op.drop_table("turnover_booked")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_login_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("policy_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_term_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_policy_term_policy_id_key_valid_from"))

    op.drop_table("policy_term")
    with op.batch_alter_table("policy_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_document_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_policy_document_policy_id"))

    op.drop_table("policy_document")
    with op.batch_alter_table("policy_buyer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_buyer_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_policy_buyer_policy_id_party_id"))

    op.drop_table("policy_buyer")
    with op.batch_alter_table("overdue_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overdue_notice_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_overdue_notice_policy_id_party_id"))
        batch_op.drop_index(batch_op.f("ix_overdue_notice_party_id"))

    op.drop_table("overdue_notice")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandate_login_id"))

    op.drop_table("mandate")
    with op.batch_alter_table("limit_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_limit_request_state_asked_at"))
        batch_op.drop_index(batch_op.f("ix_limit_request_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_limit_request_policy_id_party_id"))

    op.drop_table("limit_request")
    with op.batch_alter_table("ledger_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_import_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_import_policy_id_id"))

    op.drop_table("ledger_import")
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_declaration_policy_id_month_end"))

    op.drop_table("declaration")
    with op.batch_alter_table("debit_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debit_note_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_debit_note_policy_id_issued_on"))

    op.drop_table("debit_note")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_state_filed_on"))
        batch_op.drop_index(batch_op.f("ix_claim_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_claim_policy_id_party_id"))
        batch_op.drop_index(batch_op.f("ix_claim_party_id"))

    op.drop_table("claim")
    with op.batch_alter_table("timeline_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timeline_line_subject_sequence"))

    op.drop_table("timeline_line")
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_state"))
        batch_op.drop_index(batch_op.f("ix_policy_policyholder_id"))

    op.drop_table("policy")
    op.drop_table("party_record")
    op.drop_table("login")
    with op.batch_alter_table("ledger_posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_posting_policy_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_posting_entry_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_posting_account_currency"))

    op.drop_table("ledger_posting")
    with op.batch_alter_table("issued_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issued_document_subject_kind"))
        batch_op.drop_index(batch_op.f("ix_issued_document_policyholder_id"))

    op.drop_table("issued_document")
    op.drop_table("buyer_capacity")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_kind_subject"))

    op.drop_table("approval")
    with op.batch_alter_table("underwriting_authority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_underwriting_authority_role_valid_from"))

    op.drop_table("underwriting_authority")
    op.drop_table("person")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_name_key_country"))
        batch_op.drop_index(batch_op.f("ix_party_lookalike_key"))
        batch_op.drop_index(batch_op.f("ix_party_latin_key"))
        batch_op.drop_index(batch_op.f("ix_party_head_office_id"))
        batch_op.drop_index(batch_op.f("ix_party_group_parent_id"))

    op.drop_table("party")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mail_reference"))
        batch_op.drop_index(batch_op.f("ix_outbox_mail_next_try_at"))

    op.drop_table("outbox_mail")
    op.drop_table("number_series")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entry_reference"))
        batch_op.drop_index(batch_op.f("ix_ledger_entry_effective_on"))

    op.drop_table("ledger_entry")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_subject_kind"))
        batch_op.drop_index(batch_op.f("ix_job_state_leased_until"))

    op.drop_table("job")
    op.drop_table("idempotency_key")
    with op.batch_alter_table("fx_rate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fx_rate_currency_day"))

    op.drop_table("fx_rate")
    op.drop_table("daily_run")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_subject"))

    op.drop_table("audit_event")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")
