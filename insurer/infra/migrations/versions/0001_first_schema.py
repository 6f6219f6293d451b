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
    "audit_event",
    "debit_note",
    "ledger_entry",
    "ledger_posting",
    "party_record",
    "policy_document",
    "policy_term",
    "premium_receipt",
    "timeline_line",
    "turnover_booked",
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
        sa.Column("key", sa.String(length=255), nullable=False),
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
    with op.batch_alter_table("premium_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_premium_receipt_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_premium_receipt_policy_id"))
        batch_op.drop_index(batch_op.f("ix_premium_receipt_note_number"))

    op.drop_table("premium_receipt")
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
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandate_login_id"))

    op.drop_table("mandate")
    with op.batch_alter_table("debit_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debit_note_policyholder_id"))
        batch_op.drop_index(batch_op.f("ix_debit_note_policy_id_issued_on"))

    op.drop_table("debit_note")
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
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_kind_subject"))

    op.drop_table("approval")
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
        batch_op.drop_index(batch_op.f("ix_job_state_leased_until"))

    op.drop_table("job")
    op.drop_table("idempotency_key")
    with op.batch_alter_table("fx_rate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fx_rate_currency_day"))

    op.drop_table("fx_rate")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_subject"))

    op.drop_table("audit_event")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")
