"""The tables of the main path."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_account", "audit_entry", ["account_id", "id"], unique=False)
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"], unique=False)
    op.create_index("ix_audit_entry_instance", "audit_entry", ["instance_id", "id"], unique=False)
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("years", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_import")),
    )
    op.create_table(
        "deadline_rule",
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("on_expiry", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_deadline_rule")),
    )
    op.create_index(op.f("ix_deadline_rule_clock"), "deadline_rule", ["clock"], unique=False)
    op.create_table(
        "ended_session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_session")),
    )
    op.create_index(op.f("ix_ended_session_ended_at"), "ended_session", ["ended_at"], unique=False)
    op.create_table(
        "number_sequence",
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_number_sequence")),
    )
    op.create_table(
        "rate_limit",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_limit")),
    )
    op.create_index(op.f("ix_rate_limit_expires_at"), "rate_limit", ["expires_at"], unique=False)
    op.create_table(
        "sharing_policy",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sharing_policy")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("leading_group_member", sa.Boolean(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    op.create_index(op.f("ix_unit_sort_key"), "unit", ["sort_key"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("display_post", sa.String(length=100), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_nonce", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_index(op.f("ix_account_unit_id"), "account", ["unit_id"], unique=False)
    op.create_table(
        "resource",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("provider_unit_id", sa.Integer(), nullable=False),
        sa.Column("sharing_class", sa.String(length=20), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("refusal_basis", sa.Text(), nullable=False),
        sa.Column("share_modes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("update_cycle", sa.String(length=20), nullable=False),
        sa.Column("security_level", sa.String(length=20), nullable=False),
        sa.Column("secrecy_required", sa.Boolean(), nullable=False),
        sa.Column("catalogue", sa.String(length=60), nullable=False),
        sa.Column("base_class", sa.String(length=60), nullable=False),
        sa.Column("application_area", sa.String(length=100), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("data_form", sa.String(length=40), nullable=False),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "sharing_class IN ('unconditional', 'conditional', 'not_shareable')",
            name=op.f("ck_resource_sharing_class"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'withdrawn')", name=op.f("ck_resource_status")
        ),
        sa.ForeignKeyConstraint(
            ["provider_unit_id"], ["unit.id"], name=op.f("fk_resource_provider_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("code", name=op.f("uq_resource_code")),
    )
    op.create_index("ix_resource_class", "resource", ["sharing_class", "status"], unique=False)
    op.create_index(
        "ix_resource_provider", "resource", ["provider_unit_id", "status"], unique=False
    )
    op.create_table(
        "account_post",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_post_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "post", name=op.f("pk_account_post")),
    )
    op.create_index("ix_account_post_post", "account_post", ["post", "account_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content_path", sa.String(length=80), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["account.id"], name=op.f("fk_attachment_uploaded_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_instance_id", "attachment", ["instance_id"], unique=False)
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"], unique=False)
    op.create_index(
        op.f("ix_attachment_uploaded_by_id"), "attachment", ["uploaded_by_id"], unique=False
    )
    op.create_table(
        "data_item",
        sa.Column("resource_id", sa.String(length=20), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("data_type", sa.String(length=20), nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("is_base", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_data_item_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_id", "item_no", name=op.f("pk_data_item")),
    )
    op.create_index("uq_data_item_name", "data_item", ["resource_id", "name"], unique=True)
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_account_id", sa.Integer(), nullable=False),
        sa.Column("to_account_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "from_account_id <> to_account_id", name=op.f("ck_delegation_to_somebody_else")
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_delegation_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["from_account_id"], ["account.id"], name=op.f("fk_delegation_from_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["to_account_id"], ["account.id"], name=op.f("fk_delegation_to_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_index(
        "ix_delegation_from", "delegation", ["from_account_id", "until_on"], unique=False
    )
    op.create_index("ix_delegation_to", "delegation", ["to_account_id", "until_on"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_draft_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_draft_account_id_key")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(
        "ix_notice_account", "notice", ["account_id", sa.literal_column("id DESC")], unique=False
    )
    op.create_index("ix_notice_instance", "notice", ["instance_id"], unique=False)
    op.create_index(
        "ix_notice_unmailed",
        "notice",
        ["id"],
        unique=False,
        postgresql_where=sa.text("mailed_at IS NULL"),
    )
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_release_created_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_table(
        "process_instance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_state", sa.String(), nullable=False),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_plans", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("active", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("calls", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("passed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_process_instance_release_id_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_instance")),
    )
    op.create_index(
        op.f("ix_process_instance_release_id"), "process_instance", ["release_id"], unique=False
    )
    op.create_index(
        "ix_process_instance_wake",
        "process_instance",
        ["wake_at"],
        unique=False,
        postgresql_where=sa.text("wake_at IS NOT NULL"),
    )
    op.create_table(
        "release_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_item_release_id_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_item")),
        sa.UniqueConstraint(
            "release_id", "kind", "key", name=op.f("uq_release_item_release_id_kind_key")
        ),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("running_since", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_clock_instance_id_process_instance"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_index("ix_clock_instance", "clock", ["instance_id", "id"], unique=False)
    op.create_index(
        "ix_clock_open",
        "clock",
        ["instance_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_clock_remind",
        "clock",
        ["remind_at"],
        unique=False,
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )
    op.create_table(
        "instance_party",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("acts", sa.Boolean(), nullable=False),
        sa.Column("visible_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_instance_party_instance_id_process_instance"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_instance_party_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance_party")),
        sa.UniqueConstraint(
            "instance_id",
            "lane",
            "unit_id",
            name=op.f("uq_instance_party_instance_id_lane_unit_id"),
        ),
    )
    op.create_index(
        "ix_instance_party_unit", "instance_party", ["unit_id", "instance_id"], unique=False
    )
    op.create_table(
        "sharing_case",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("demander_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("first_provider_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.String(length=20), nullable=False),
        sa.Column("applied_resource_id", sa.String(length=20), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("necessity", sa.Text(), nullable=False),
        sa.Column("safeguards", sa.Text(), nullable=False),
        sa.Column("attachments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("applied_items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("live_agreements", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("deficiencies", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("end", sa.String(length=20), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cause IN ('refusal', 'overdue', 'non_delivery')", name=op.f("ck_sharing_case_cause")
        ),
        sa.CheckConstraint(
            "urgency IN ('normal', 'urgent', 'critical')", name=op.f("ck_sharing_case_urgency")
        ),
        sa.CheckConstraint(
            "\"end\" IN ('completed', 'refused', 'withdrawn', 'lapsed')",
            name=op.f("ck_sharing_case_end"),
        ),
        sa.CheckConstraint("demander_id <> provider_id", name=op.f("ck_sharing_case_two_parties")),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["account.id"], name=op.f("fk_sharing_case_applicant_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["applied_resource_id"],
            ["resource.id"],
            name=op.f("fk_sharing_case_applied_resource_id_resource"),
        ),
        sa.ForeignKeyConstraint(
            ["demander_id"], ["unit.id"], name=op.f("fk_sharing_case_demander_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["first_provider_id"], ["unit.id"], name=op.f("fk_sharing_case_first_provider_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["process_instance.id"], name=op.f("fk_sharing_case_id_process_instance")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["unit.id"], name=op.f("fk_sharing_case_provider_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_sharing_case_resource_id_resource")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_case")),
        sa.UniqueConstraint(
            "demander_id", "submission_key", name=op.f("uq_sharing_case_demander_id_submission_key")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_sharing_case_number")),
    )
    op.create_index(
        "ix_sharing_case_demander", "sharing_case", ["demander_id", "submitted_at"], unique=False
    )
    op.create_index(
        "ix_sharing_case_provider", "sharing_case", ["provider_id", "submitted_at"], unique=False
    )
    op.create_index("ix_sharing_case_resource", "sharing_case", ["resource_id"], unique=False)
    op.create_index(
        "ix_sharing_case_submitted", "sharing_case", ["submitted_at", "id"], unique=False
    )
    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("engine_id", sa.String(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("posts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("separate_from", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("completed_by_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_name", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["account.id"], name=op.f("fk_task_claimed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["completed_by_id"], ["account.id"], name=op.f("fk_task_completed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_task_instance_id_process_instance"),
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"], ["account.id"], name=op.f("fk_task_on_behalf_of_id_account")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("engine_id", name=op.f("uq_task_engine_id")),
    )
    op.create_index(
        "ix_task_claimed_by",
        "task",
        ["claimed_by_id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_task_instance", "task", ["instance_id", "id"], unique=False)
    op.create_index(
        "ix_task_open",
        "task",
        ["instance_id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_task_waiting",
        "task",
        ["unit_id", "due_on", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "clock_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("clock_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["clock.id"], name=op.f("fk_clock_entry_clock_id_clock")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_entry")),
    )
    op.create_index("ix_clock_entry_clock", "clock_entry", ["clock_id", "id"], unique=False)
    op.create_table(
        "sharing_archive",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("last_entry", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'written')", name=op.f("ck_sharing_archive_status")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_archive_case_id_sharing_case")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_sharing_archive")),
    )
    op.create_index(op.f("ix_sharing_archive_status"), "sharing_archive", ["status"], unique=False)
    op.create_table(
        "sharing_dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("office_late", sa.Boolean(), nullable=False),
        sa.Column("must_explain", sa.Boolean(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("responsibility", sa.String(length=20), nullable=True),
        sa.Column("consult", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cause IN ('refusal', 'overdue', 'non_delivery')", name=op.f("ck_sharing_dispute_cause")
        ),
        sa.CheckConstraint(
            "responsibility IN ('produced', 'built', 'operated', 'shared')",
            name=op.f("ck_sharing_dispute_responsibility"),
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"],
            ["account.id"],
            name=op.f("fk_sharing_dispute_accepted_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_dispute_case_id_sharing_case")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["unit.id"], name=op.f("fk_sharing_dispute_provider_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_dispute")),
    )
    op.create_index("ix_sharing_dispute_case", "sharing_dispute", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_sharing_dispute_provider", "sharing_dispute", ["provider_id", "late"], unique=False
    )
    op.create_table(
        "sharing_extension",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("days BETWEEN 1 AND 10", name=op.f("ck_sharing_extension_days")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_sharing_extension_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_extension_case_id_sharing_case")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_sharing_extension_decided_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_sharing_extension")),
    )
    op.create_table(
        "sharing_feedback",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_sharing_feedback_score")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_feedback_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_feedback_case_id_sharing_case")
        ),
        sa.ForeignKeyConstraint(
            ["replied_by_id"],
            ["account.id"],
            name=op.f("fk_sharing_feedback_replied_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_sharing_feedback")),
    )
    op.create_table(
        "sharing_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("refers_to_id", sa.Integer(), nullable=True),
        sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('application', 'dispute', 'negotiation_result', 'secrecy_agreement', 'provision', 'usage')",
            name=op.f("ck_sharing_filing_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_filing_case_id_sharing_case")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["unit.id"], name=op.f("fk_sharing_filing_recipient_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["refers_to_id"],
            ["sharing_filing.id"],
            name=op.f("fk_sharing_filing_refers_to_id_sharing_filing"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_filing")),
        sa.UniqueConstraint("number", name=op.f("uq_sharing_filing_number")),
        sa.UniqueConstraint(
            "series", "year", "seq", name=op.f("uq_sharing_filing_series_year_seq")
        ),
    )
    op.create_index("ix_sharing_filing_case", "sharing_filing", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_sharing_filing_recipient", "sharing_filing", ["recipient_id", "made_at"], unique=False
    )
    op.create_table(
        "sharing_inability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_inability_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_inability_case_id_sharing_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_inability")),
    )
    op.create_index(
        op.f("ix_sharing_inability_case_id"), "sharing_inability", ["case_id"], unique=False
    )
    op.create_table(
        "sharing_mismatch_review",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_mismatch_review_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["sharing_case.id"],
            name=op.f("fk_sharing_mismatch_review_case_id_sharing_case"),
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_sharing_mismatch_review")),
    )
    op.create_table(
        "sharing_supplement",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("missing", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supplied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_sharing_supplement_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["sharing_case.id"],
            name=op.f("fk_sharing_supplement_case_id_sharing_case"),
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_sharing_supplement")),
    )
    op.create_table(
        "sharing_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("proposed_by_unit_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("provide_by", sa.Date(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "mode IN ('service_interface', 'batch_exchange', 'file_download')",
            name=op.f("ck_sharing_terms_mode"),
        ),
        sa.CheckConstraint(
            "source IN ('application', 'counter', 'settlement', 'substitute', 'decision')",
            name=op.f("ck_sharing_terms_source"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'proposed', 'on_table', 'final', 'superseded', 'void')",
            name=op.f("ck_sharing_terms_status"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_terms_case_id_sharing_case")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_sharing_terms_proposed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_unit_id"],
            ["unit.id"],
            name=op.f("fk_sharing_terms_proposed_by_unit_id_unit"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["unit.id"], name=op.f("fk_sharing_terms_provider_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_sharing_terms_resource_id_resource")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["sharing_terms.id"],
            name=op.f("fk_sharing_terms_supersedes_id_sharing_terms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_terms")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_sharing_terms_case_id_round")),
    )
    op.create_index(
        "uq_sharing_terms_current",
        "sharing_terms",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('on_table', 'final')"),
    )
    op.create_table(
        "sharing_usage_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("deliveries", sa.BigInteger(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("purpose_met", sa.Boolean(), nullable=True),
        sa.Column("users", sa.Text(), nullable=False),
        sa.Column("storage", sa.Text(), nullable=False),
        sa.Column("incidents", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "side IN ('demander', 'provider')", name=op.f("ck_sharing_usage_return_side")
        ),
        sa.CheckConstraint(
            "deliveries >= 0 AND volume >= 0", name=op.f("ck_sharing_usage_return_counts")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_usage_return_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["sharing_case.id"],
            name=op.f("fk_sharing_usage_return_case_id_sharing_case"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_usage_return")),
        sa.UniqueConstraint("case_id", "side", name=op.f("uq_sharing_usage_return_case_id_side")),
    )
    op.create_table(
        "sharing_agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("papers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("voters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_agenda_item_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["sharing_dispute.id"],
            name=op.f("fk_sharing_agenda_item_dispute_id_sharing_dispute"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_agenda_item")),
        sa.UniqueConstraint("dispute_id", name=op.f("uq_sharing_agenda_item_dispute_id")),
    )
    op.create_table(
        "sharing_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("demander_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "status IN ('drawn', 'in_force', 'void', 'ended')",
            name=op.f("ck_sharing_agreement_status"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_agreement_case_id_sharing_case")
        ),
        sa.ForeignKeyConstraint(
            ["demander_id"], ["unit.id"], name=op.f("fk_sharing_agreement_demander_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["unit.id"], name=op.f("fk_sharing_agreement_provider_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_sharing_agreement_resource_id_resource")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["sharing_terms.id"],
            name=op.f("fk_sharing_agreement_terms_id_sharing_terms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_agreement")),
        sa.UniqueConstraint(
            "case_id", "version", name=op.f("uq_sharing_agreement_case_id_version")
        ),
    )
    op.create_index(
        "ix_sharing_agreement_live",
        "sharing_agreement",
        ["demander_id", "resource_id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sharing_agreement_number"), "sharing_agreement", ["number"], unique=False
    )
    op.create_index(
        "uq_sharing_agreement_in_force",
        "sharing_agreement",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("status = 'in_force'"),
    )
    op.create_table(
        "sharing_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("reason_code", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind <> 'refuse' OR reason <> ''", name=op.f("ck_sharing_answer_refusal_has_a_reason")
        ),
        sa.CheckConstraint(
            "kind IN ('agree', 'counter', 'refuse')", name=op.f("ck_sharing_answer_kind")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["account.id"],
            name=op.f("fk_sharing_answer_approved_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_answer_case_id_sharing_case")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["account.id"], name=op.f("fk_sharing_answer_drafted_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["unit.id"], name=op.f("fk_sharing_answer_provider_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["sharing_terms.id"],
            name=op.f("fk_sharing_answer_terms_id_sharing_terms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_answer")),
    )
    op.create_index("ix_sharing_answer_case", "sharing_answer", ["case_id", "id"], unique=False)
    op.create_table(
        "sharing_explanation",
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_explanation_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["sharing_dispute.id"],
            name=op.f("fk_sharing_explanation_dispute_id_sharing_dispute"),
        ),
        sa.PrimaryKeyConstraint("dispute_id", name=op.f("pk_sharing_explanation")),
    )
    op.create_table(
        "sharing_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=10), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "position IN ('provide', 'refuse', 'neutral')", name=op.f("ck_sharing_opinion_position")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_opinion_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["sharing_dispute.id"],
            name=op.f("fk_sharing_opinion_dispute_id_sharing_dispute"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_sharing_opinion_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_opinion")),
    )
    op.create_index("uq_sharing_opinion", "sharing_opinion", ["dispute_id", "unit_id"], unique=True)
    op.create_table(
        "sharing_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("substitute_id", sa.String(length=20), nullable=True),
        sa.Column("provide_by", sa.Date(), nullable=True),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'settle' OR terms_id IS NOT NULL",
            name=op.f("ck_sharing_settlement_settles_on_terms"),
        ),
        sa.CheckConstraint(
            "kind IN ('settle', 'uphold', 'refer')", name=op.f("ck_sharing_settlement_kind")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_settlement_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["sharing_dispute.id"],
            name=op.f("fk_sharing_settlement_dispute_id_sharing_dispute"),
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"],
            ["resource.id"],
            name=op.f("fk_sharing_settlement_substitute_id_resource"),
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["sharing_terms.id"],
            name=op.f("fk_sharing_settlement_terms_id_sharing_terms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_settlement")),
    )
    op.create_index(
        op.f("ix_sharing_settlement_dispute_id"), "sharing_settlement", ["dispute_id"], unique=False
    )
    op.create_table(
        "sharing_decision",
        sa.Column("agenda_item_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("execute_by", sa.Date(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("quorum_note", sa.Text(), nullable=False),
        sa.Column("entitled", sa.Integer(), nullable=False),
        sa.Column("approve", sa.Integer(), nullable=False),
        sa.Column("reject", sa.Integer(), nullable=False),
        sa.Column("abstain", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'provide' OR (terms_id IS NOT NULL AND execute_by IS NOT NULL)",
            name=op.f("ck_sharing_decision_provides_on_terms"),
        ),
        sa.CheckConstraint(
            "outcome IN ('provide', 'refuse', 'renegotiate')",
            name=op.f("ck_sharing_decision_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["sharing_agenda_item.id"],
            name=op.f("fk_sharing_decision_agenda_item_id_sharing_agenda_item"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_decision_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["sharing_terms.id"],
            name=op.f("fk_sharing_decision_terms_id_sharing_terms"),
        ),
        sa.PrimaryKeyConstraint("agenda_item_id", name=op.f("pk_sharing_decision")),
    )
    op.create_table(
        "sharing_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("missing", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["sharing_agreement.id"],
            name=op.f("fk_sharing_delivery_agreement_id_sharing_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_delivery_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_delivery_case_id_sharing_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_delivery")),
    )
    op.create_index("ix_sharing_delivery_case", "sharing_delivery", ["case_id", "id"], unique=False)
    op.create_table(
        "sharing_secrecy_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('drawn', 'filed', 'void')", name=op.f("ck_sharing_secrecy_agreement_status")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["sharing_agreement.id"],
            name=op.f("fk_sharing_secrecy_agreement_agreement_id_sharing_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["sharing_case.id"],
            name=op.f("fk_sharing_secrecy_agreement_case_id_sharing_case"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_secrecy_agreement")),
        sa.UniqueConstraint(
            "agreement_id",
            "version",
            name=op.f("uq_sharing_secrecy_agreement_agreement_id_version"),
        ),
    )
    op.create_index(
        op.f("ix_sharing_secrecy_agreement_case_id"),
        "sharing_secrecy_agreement",
        ["case_id"],
        unique=False,
    )
    op.create_table(
        "sharing_settlement_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answer IN ('accept', 'object')", name=op.f("ck_sharing_settlement_answer_answer")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_settlement_answer_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"],
            ["sharing_settlement.id"],
            name=op.f("fk_sharing_settlement_answer_settlement_id_sharing_settlement"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_sharing_settlement_answer_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_settlement_answer")),
    )
    op.create_index(
        "uq_sharing_settlement_answer",
        "sharing_settlement_answer",
        ["settlement_id", "unit_id"],
        unique=True,
    )
    op.create_table(
        "sharing_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agenda_item_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("vote", sa.String(length=10), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "vote IN ('approve', 'reject', 'abstain')", name=op.f("ck_sharing_vote_vote")
        ),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["sharing_agenda_item.id"],
            name=op.f("fk_sharing_vote_agenda_item_id_sharing_agenda_item"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_vote_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_sharing_vote_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_vote")),
    )
    op.create_index("uq_sharing_vote", "sharing_vote", ["agenda_item_id", "unit_id"], unique=True)
    op.create_table(
        "sharing_receipt",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("shortfall", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('accept', 'deficient')", name=op.f("ck_sharing_receipt_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_receipt_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["sharing_delivery.id"],
            name=op.f("fk_sharing_receipt_delivery_id_sharing_delivery"),
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_sharing_receipt")),
    )
    op.create_table(
        "sharing_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("secrecy_agreement_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("act IN ('sign', 'return')", name=op.f("ck_sharing_signature_act")),
        sa.CheckConstraint(
            "side IN ('demander', 'provider')", name=op.f("ck_sharing_signature_side")
        ),
        sa.CheckConstraint(
            "num_nonnulls(agreement_id, secrecy_agreement_id) = 1",
            name=op.f("ck_sharing_signature_one_text"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sharing_signature_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["sharing_agreement.id"],
            name=op.f("fk_sharing_signature_agreement_id_sharing_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_signature_case_id_sharing_case")
        ),
        sa.ForeignKeyConstraint(
            ["secrecy_agreement_id"],
            ["sharing_secrecy_agreement.id"],
            name=op.f("fk_sharing_signature_secrecy_agreement_id_sharing_secrecy_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_sharing_signature_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_signature")),
    )
    op.create_index(
        "ix_sharing_signature_agreement", "sharing_signature", ["agreement_id", "id"], unique=False
    )
    op.create_index(
        "ix_sharing_signature_case", "sharing_signature", ["case_id", "act"], unique=False
    )
    op.create_index(
        "ix_sharing_signature_secrecy",
        "sharing_signature",
        ["secrecy_agreement_id", "id"],
        unique=False,
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_sharing_signature_secrecy", table_name="sharing_signature")
    op.drop_index("ix_sharing_signature_case", table_name="sharing_signature")
    op.drop_index("ix_sharing_signature_agreement", table_name="sharing_signature")
    op.drop_table("sharing_signature")
    op.drop_table("sharing_receipt")
    op.drop_index("uq_sharing_vote", table_name="sharing_vote")
    op.drop_table("sharing_vote")
    op.drop_index("uq_sharing_settlement_answer", table_name="sharing_settlement_answer")
    op.drop_table("sharing_settlement_answer")
    op.drop_index(
        op.f("ix_sharing_secrecy_agreement_case_id"), table_name="sharing_secrecy_agreement"
    )
    op.drop_table("sharing_secrecy_agreement")
    op.drop_index("ix_sharing_delivery_case", table_name="sharing_delivery")
    op.drop_table("sharing_delivery")
    op.drop_table("sharing_decision")
    op.drop_index(op.f("ix_sharing_settlement_dispute_id"), table_name="sharing_settlement")
    op.drop_table("sharing_settlement")
    op.drop_index("uq_sharing_opinion", table_name="sharing_opinion")
    op.drop_table("sharing_opinion")
    op.drop_table("sharing_explanation")
    op.drop_index("ix_sharing_answer_case", table_name="sharing_answer")
    op.drop_table("sharing_answer")
    op.drop_index(
        "uq_sharing_agreement_in_force",
        table_name="sharing_agreement",
        postgresql_where=sa.text("status = 'in_force'"),
    )
    op.drop_index(op.f("ix_sharing_agreement_number"), table_name="sharing_agreement")
    op.drop_index("ix_sharing_agreement_live", table_name="sharing_agreement")
    op.drop_table("sharing_agreement")
    op.drop_table("sharing_agenda_item")
    op.drop_table("sharing_usage_return")
    op.drop_index(
        "uq_sharing_terms_current",
        table_name="sharing_terms",
        postgresql_where=sa.text("status IN ('on_table', 'final')"),
    )
    op.drop_table("sharing_terms")
    op.drop_table("sharing_supplement")
    op.drop_table("sharing_mismatch_review")
    op.drop_index(op.f("ix_sharing_inability_case_id"), table_name="sharing_inability")
    op.drop_table("sharing_inability")
    op.drop_index("ix_sharing_filing_recipient", table_name="sharing_filing")
    op.drop_index("ix_sharing_filing_case", table_name="sharing_filing")
    op.drop_table("sharing_filing")
    op.drop_table("sharing_feedback")
    op.drop_table("sharing_extension")
    op.drop_index("ix_sharing_dispute_provider", table_name="sharing_dispute")
    op.drop_index("ix_sharing_dispute_case", table_name="sharing_dispute")
    op.drop_table("sharing_dispute")
    op.drop_index(op.f("ix_sharing_archive_status"), table_name="sharing_archive")
    op.drop_table("sharing_archive")
    op.drop_index("ix_clock_entry_clock", table_name="clock_entry")
    op.drop_table("clock_entry")
    op.drop_index(
        "ix_task_waiting", table_name="task", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_index("ix_task_open", table_name="task", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_index("ix_task_instance", table_name="task")
    op.drop_index(
        "ix_task_claimed_by", table_name="task", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_table("task")
    op.drop_index("ix_sharing_case_submitted", table_name="sharing_case")
    op.drop_index("ix_sharing_case_resource", table_name="sharing_case")
    op.drop_index("ix_sharing_case_provider", table_name="sharing_case")
    op.drop_index("ix_sharing_case_demander", table_name="sharing_case")
    op.drop_table("sharing_case")
    op.drop_index("ix_instance_party_unit", table_name="instance_party")
    op.drop_table("instance_party")
    op.drop_index(
        "ix_clock_remind", table_name="clock", postgresql_where=sa.text("remind_at IS NOT NULL")
    )
    op.drop_index("ix_clock_open", table_name="clock", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index("ix_clock_instance", table_name="clock")
    op.drop_table("clock")
    op.drop_table("release_item")
    op.drop_index(
        "ix_process_instance_wake",
        table_name="process_instance",
        postgresql_where=sa.text("wake_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_process_instance_release_id"), table_name="process_instance")
    op.drop_table("process_instance")
    op.drop_table("release")
    op.drop_index(
        "ix_notice_unread", table_name="notice", postgresql_where=sa.text("read_at IS NULL")
    )
    op.drop_index(
        "ix_notice_unmailed", table_name="notice", postgresql_where=sa.text("mailed_at IS NULL")
    )
    op.drop_index("ix_notice_instance", table_name="notice")
    op.drop_index("ix_notice_account", table_name="notice")
    op.drop_table("notice")
    op.drop_table("draft")
    op.drop_index("ix_delegation_to", table_name="delegation")
    op.drop_index("ix_delegation_from", table_name="delegation")
    op.drop_table("delegation")
    op.drop_index("uq_data_item_name", table_name="data_item")
    op.drop_table("data_item")
    op.drop_index(op.f("ix_attachment_uploaded_by_id"), table_name="attachment")
    op.drop_index("ix_attachment_sha256", table_name="attachment")
    op.drop_index("ix_attachment_instance_id", table_name="attachment")
    op.drop_table("attachment")
    op.drop_index("ix_account_post_post", table_name="account_post")
    op.drop_table("account_post")
    op.drop_index("ix_resource_provider", table_name="resource")
    op.drop_index("ix_resource_class", table_name="resource")
    op.drop_table("resource")
    op.drop_index(op.f("ix_account_unit_id"), table_name="account")
    op.drop_table("account")
    op.drop_index(op.f("ix_unit_sort_key"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("sharing_policy")
    op.drop_index(op.f("ix_rate_limit_expires_at"), table_name="rate_limit")
    op.drop_table("rate_limit")
    op.drop_table("number_sequence")
    op.drop_index(op.f("ix_ended_session_ended_at"), table_name="ended_session")
    op.drop_table("ended_session")
    op.drop_index(op.f("ix_deadline_rule_clock"), table_name="deadline_rule")
    op.drop_table("deadline_rule")
    op.drop_table("calendar_import")
    op.drop_table("calendar_day")
    op.drop_index("ix_audit_entry_instance", table_name="audit_entry")
    op.drop_index("ix_audit_entry_at", table_name="audit_entry")
    op.drop_index("ix_audit_entry_account", table_name="audit_entry")
    op.drop_table("audit_entry")
