"""Disputes at a desk: documents, meetings, supervision, papers, choices of notices."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "synonym",
        sa.Column("term", sa.String(length=100), nullable=False),
        sa.Column("canonical", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_synonym")),
    )
    op.create_index(op.f("ix_synonym_canonical"), "synonym", ["canonical"], unique=False)
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("leading_group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["leading_group_id"], ["unit.id"], name=op.f("fk_region_leading_group_id_unit")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["unit.id"], name=op.f("fk_region_office_id_unit")),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["region.code"], name=op.f("fk_region_parent_code_region")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "feed_token",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_feed_token_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("sha256", name=op.f("uq_feed_token_sha256")),
    )
    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.String(length=100), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'chair' OR account_id IS NOT NULL",
            name=op.f("ck_group_member_chairs_are_accounts"),
        ),
        sa.CheckConstraint(
            "kind <> 'member' OR unit_id IS NOT NULL",
            name=op.f("ck_group_member_members_are_units"),
        ),
        sa.CheckConstraint("kind IN ('chair', 'member')", name=op.f("ck_group_member_kind")),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on",
            name=op.f("ck_group_member_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_group_member_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["unit.id"], name=op.f("fk_group_member_group_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_group_member_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    op.create_index(
        "ix_group_member_group", "group_member", ["group_id", "kind", "from_on"], unique=False
    )
    op.create_index(
        "uq_group_member_unit",
        "group_member",
        ["group_id", "unit_id"],
        unique=True,
        postgresql_where=sa.text("until_on IS NULL AND kind = 'member'"),
    )
    op.create_table(
        "notice_choice",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.CheckConstraint("mail IN ('now', 'digest', 'none')", name=op.f("ck_notice_choice_mail")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_choice_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "notice_digest",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_digest_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_notice_digest")),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_filter_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint(
            "account_id", "page", "name", name=op.f("uq_saved_filter_account_id_page_name")
        ),
    )
    op.create_table(
        "group_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("begins", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("presiding_id", sa.Integer(), nullable=True),
        sa.Column("attendance", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'held', 'cancelled')", name=op.f("ck_group_meeting_status")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_group_meeting_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["unit.id"], name=op.f("fk_group_meeting_group_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["presiding_id"],
            ["group_member.id"],
            name=op.f("fk_group_meeting_presiding_id_group_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_meeting")),
    )
    op.create_index(
        "uq_group_meeting_day",
        "group_meeting",
        ["group_id", "held_on"],
        unique=True,
        postgresql_where=sa.text("status <> 'cancelled'"),
    )
    op.create_table(
        "group_matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("papers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("tally", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('dispute', 'execution', 'other')", name=op.f("ck_group_matter_kind")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_group_matter_instance_id_process_instance"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["group_meeting.id"],
            name=op.f("fk_group_matter_meeting_id_group_meeting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_matter")),
    )
    op.create_index("ix_group_matter_instance", "group_matter", ["instance_id"], unique=False)
    op.create_index(
        "ix_group_matter_meeting", "group_matter", ["meeting_id", "position"], unique=False
    )
    op.create_table(
        "group_proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_group_proxy_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["account.id"], name=op.f("fk_group_proxy_holder_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["group_meeting.id"],
            name=op.f("fk_group_proxy_meeting_id_group_meeting"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["group_member.id"], name=op.f("fk_group_proxy_member_id_group_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_proxy")),
    )
    op.create_index(
        "uq_group_proxy_holder",
        "group_proxy",
        ["meeting_id", "holder_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_index(
        "uq_group_proxy_member",
        "group_proxy",
        ["meeting_id", "member_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "issued_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('application', 'reply', 'supplement_notice', 'refusal_report', 'agreement', 'secrecy_agreement', 'mediation_opinion', 'supervision_order', 'minutes', 'filing_receipt')",
            name=op.f("ck_issued_document_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_issued_document_instance_id_process_instance"),
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["account.id"], name=op.f("fk_issued_document_issued_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["unit.id"], name=op.f("fk_issued_document_issuer_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint(
            "issuer_id", "kind", "number", name=op.f("uq_issued_document_issuer_id_kind_number")
        ),
        sa.UniqueConstraint("kind", "source", name=op.f("uq_issued_document_kind_source")),
    )
    op.create_index(
        "ix_issued_document_instance", "issued_document", ["instance_id", "id"], unique=False
    )
    op.create_index("ix_issued_document_sha256", "issued_document", ["sha256"], unique=False)
    op.create_table(
        "document_file",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["issued_document.id"],
            name=op.f("fk_document_file_document_id_issued_document"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_file_sha256")),
    )
    op.create_table(
        "group_minutes",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("remarks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("returned_reason", sa.Text(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'issued')", name=op.f("ck_group_minutes_status")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["issued_document.id"],
            name=op.f("fk_group_minutes_document_id_issued_document"),
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["account.id"], name=op.f("fk_group_minutes_drafted_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["group_meeting.id"],
            name=op.f("fk_group_minutes_meeting_id_group_meeting"),
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["account.id"], name=op.f("fk_group_minutes_signed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_group_minutes")),
    )
    op.create_table(
        "group_recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('party', 'own')", name=op.f("ck_group_recusal_kind")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_group_recusal_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["group_matter.id"], name=op.f("fk_group_recusal_matter_id_group_matter")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_group_recusal_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_recusal")),
        sa.UniqueConstraint(
            "matter_id", "unit_id", name=op.f("uq_group_recusal_matter_id_unit_id")
        ),
    )
    op.create_table(
        "group_resolution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overdue_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status = 'open' OR closed_at IS NOT NULL", name=op.f("ck_group_resolution_closed")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'done', 'dropped')", name=op.f("ck_group_resolution_status")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_group_resolution_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["account.id"], name=op.f("fk_group_resolution_closed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_group_resolution_instance_id_process_instance"),
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["group_matter.id"],
            name=op.f("fk_group_resolution_matter_id_group_matter"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_group_resolution_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_resolution")),
    )
    op.create_index(
        "ix_group_resolution_instance", "group_resolution", ["instance_id"], unique=False
    )
    op.create_index("ix_group_resolution_matter", "group_resolution", ["matter_id"], unique=False)
    op.create_index(
        "ix_group_resolution_open",
        "group_resolution",
        ["due_on"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_group_resolution_unit", "group_resolution", ["unit_id", "due_on"], unique=False
    )
    op.create_foreign_key(
        "fk_group_matter_follows", "group_matter", "group_resolution", ["follows_id"], ["id"]
    )
    op.create_table(
        "sharing_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("scans", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("effect IN ('answered', 'noted')", name=op.f("ck_sharing_paper_effect")),
        sa.CheckConstraint("kind IN ('application', 'reply')", name=op.f("ck_sharing_paper_kind")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["sharing_case.id"], name=op.f("fk_sharing_paper_case_id_sharing_case")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_sharing_paper_entered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_sharing_paper_task_id_task")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_sharing_paper_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_paper")),
    )
    op.create_index("ix_sharing_paper_case", "sharing_paper", ["case_id", "id"], unique=False)
    op.create_table(
        "undo_point",
        sa.Column("task_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("kept", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_undo_point_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_undo_point_instance_id_process_instance"),
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_undo_point_task_id_task")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_undo_point")),
    )
    op.create_index(op.f("ix_undo_point_instance_id"), "undo_point", ["instance_id"], unique=False)
    op.create_table(
        "sharing_mediation_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("attended", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_sharing_mediation_note_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["sharing_dispute.id"],
            name=op.f("fk_sharing_mediation_note_dispute_id_sharing_dispute"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_mediation_note")),
    )
    op.create_index(
        "ix_sharing_mediation_note_dispute",
        "sharing_mediation_note",
        ["dispute_id", "id"],
        unique=False,
    )
    op.create_table(
        "sharing_supervision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("overdue_days", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_as", sa.String(length=10), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "closed_as IN ('done', 'ended', 'withdrawn')",
            name=op.f("ck_sharing_supervision_closed_as"),
        ),
        sa.CheckConstraint("days > 0", name=op.f("ck_sharing_supervision_days")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["sharing_case.id"],
            name=op.f("fk_sharing_supervision_case_id_sharing_case"),
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["sharing_dispute.id"],
            name=op.f("fk_sharing_supervision_dispute_id_sharing_dispute"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["issued_document.id"],
            name=op.f("fk_sharing_supervision_document_id_issued_document"),
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"],
            ["account.id"],
            name=op.f("fk_sharing_supervision_issued_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["unit.id"], name=op.f("fk_sharing_supervision_office_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_sharing_supervision_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_supervision")),
    )
    op.create_index(
        "ix_sharing_supervision_case", "sharing_supervision", ["case_id", "id"], unique=False
    )
    op.create_index(
        "ix_sharing_supervision_office",
        "sharing_supervision",
        ["office_id", "issued_at"],
        unique=False,
    )
    op.create_index(
        "ix_sharing_supervision_unit", "sharing_supervision", ["unit_id", "issued_at"], unique=False
    )
    op.create_index(
        "uq_sharing_supervision_open",
        "sharing_supervision",
        ["case_id", "unit_id", "step"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.add_column("notice", sa.Column("shown", sa.Boolean(), server_default="true", nullable=False))
    op.add_column(
        "notice", sa.Column("mail", sa.String(length=10), server_default="now", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_notice_mail"), "notice", "mail IN ('now', 'digest', 'none')"
    )
    op.drop_index("ix_notice_unread", table_name="notice")
    op.drop_index("ix_notice_unmailed", table_name="notice")
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL AND shown"),
    )
    op.create_index(
        "ix_notice_unmailed",
        "notice",
        ["id"],
        unique=False,
        postgresql_where=sa.text("mailed_at IS NULL AND mail = 'now'"),
    )
    op.create_index(
        "ix_notice_undigested",
        "notice",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("mailed_at IS NULL AND mail = 'digest'"),
    )
    op.add_column("sharing_agenda_item", sa.Column("matter_id", sa.Integer(), nullable=True))
    op.create_unique_constraint(
        op.f("uq_sharing_agenda_item_matter_id"), "sharing_agenda_item", ["matter_id"]
    )
    op.create_foreign_key(
        op.f("fk_sharing_agenda_item_matter_id_group_matter"),
        "sharing_agenda_item",
        "group_matter",
        ["matter_id"],
        ["id"],
    )
    op.add_column("sharing_dispute", sa.Column("demander_id", sa.Integer(), nullable=True))
    op.add_column("sharing_dispute", sa.Column("office_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE sharing_dispute d SET demander_id = c.demander_id, office_id = ("
        " SELECT unit_id FROM instance_party p"
        " WHERE p.instance_id = d.case_id AND p.lane = 'office' ORDER BY p.acts DESC LIMIT 1)"
        " FROM sharing_case c WHERE c.id = d.case_id"
    )
    op.alter_column("sharing_dispute", "demander_id", nullable=False)
    op.alter_column("sharing_dispute", "office_id", nullable=False)
    op.create_index(
        "ix_sharing_dispute_demander",
        "sharing_dispute",
        ["demander_id", "provider_id"],
        unique=False,
    )
    op.create_index(
        "ix_sharing_dispute_office", "sharing_dispute", ["office_id", "entered_at"], unique=False
    )
    op.create_index(
        "ix_sharing_dispute_open",
        "sharing_dispute",
        ["office_id", "entered_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_sharing_dispute_record",
        "sharing_dispute",
        ["provider_id", "cause", "late", "result"],
        unique=False,
    )
    op.create_index(
        "ix_sharing_dispute_raised", "sharing_dispute", ["demander_id", "result"], unique=False
    )
    op.create_index(
        "ix_sharing_answer_provider",
        "sharing_answer",
        ["provider_id"],
        unique=False,
        postgresql_where=sa.text("delivered_at IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_sharing_dispute_office_id_unit"), "sharing_dispute", "unit", ["office_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_sharing_dispute_demander_id_unit"),
        "sharing_dispute",
        "unit",
        ["demander_id"],
        ["id"],
    )
    op.add_column(
        "sharing_settlement", sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("sharing_vote", sa.Column("proxy_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_sharing_vote_proxy_id_group_proxy"),
        "sharing_vote",
        "group_proxy",
        ["proxy_id"],
        ["id"],
    )
    op.add_column("task", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("task", sa.Column("via", sa.String(), server_default="", nullable=False))
    op.add_column(
        "unit", sa.Column("document_word", sa.String(length=20), server_default="", nullable=False)
    )
    _seal()


def _seal() -> None:
    """What was issued stays as it was; only that it was withdrawn may be written beside it."""
    role = current_app.config["DATABASE_ROLE"]
    op.execute(
        """
        CREATE FUNCTION refuse_reissue() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_reason'
               IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_reason'
               OR OLD.withdrawn_at IS NOT NULL THEN
                RAISE EXCEPTION 'issued_document is sealed: % is refused', TG_OP
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER issued_document_is_sealed BEFORE UPDATE ON issued_document
            FOR EACH ROW EXECUTE FUNCTION refuse_reissue();
        CREATE TRIGGER issued_document_stays BEFORE DELETE ON issued_document
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER issued_document_is_never_emptied BEFORE TRUNCATE ON issued_document
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER document_file_is_append_only BEFORE UPDATE OR DELETE ON document_file
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER document_file_is_never_emptied BEFORE TRUNCATE ON document_file
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        """
    )
    op.execute(f'REVOKE DELETE, TRUNCATE ON issued_document FROM "{role}"')
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON document_file FROM "{role}"')


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("unit", "document_word")
    op.drop_column("task", "via")
    op.drop_column("task", "seen_at")
    op.drop_constraint(
        op.f("fk_sharing_vote_proxy_id_group_proxy"), "sharing_vote", type_="foreignkey"
    )
    op.drop_column("sharing_vote", "proxy_id")
    op.drop_column("sharing_settlement", "recalled_at")
    op.drop_constraint(
        op.f("fk_sharing_dispute_demander_id_unit"), "sharing_dispute", type_="foreignkey"
    )
    op.drop_constraint(
        op.f("fk_sharing_dispute_office_id_unit"), "sharing_dispute", type_="foreignkey"
    )
    op.drop_index(
        "ix_sharing_dispute_open",
        table_name="sharing_dispute",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(
        "ix_sharing_answer_provider",
        table_name="sharing_answer",
        postgresql_where=sa.text("delivered_at IS NOT NULL"),
    )
    op.drop_index("ix_sharing_dispute_raised", table_name="sharing_dispute")
    op.drop_index("ix_sharing_dispute_record", table_name="sharing_dispute")
    op.drop_index("ix_sharing_dispute_office", table_name="sharing_dispute")
    op.drop_index("ix_sharing_dispute_demander", table_name="sharing_dispute")
    op.drop_column("sharing_dispute", "office_id")
    op.drop_column("sharing_dispute", "demander_id")
    op.drop_constraint(
        op.f("fk_sharing_agenda_item_matter_id_group_matter"),
        "sharing_agenda_item",
        type_="foreignkey",
    )
    op.drop_constraint(
        op.f("uq_sharing_agenda_item_matter_id"), "sharing_agenda_item", type_="unique"
    )
    op.drop_column("sharing_agenda_item", "matter_id")
    op.drop_index(
        "ix_notice_undigested",
        table_name="notice",
        postgresql_where=sa.text("mailed_at IS NULL AND mail = 'digest'"),
    )
    op.drop_index("ix_notice_unread", table_name="notice")
    op.drop_index("ix_notice_unmailed", table_name="notice")
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index(
        "ix_notice_unmailed",
        "notice",
        ["id"],
        unique=False,
        postgresql_where=sa.text("mailed_at IS NULL"),
    )
    op.drop_column("notice", "mail")
    op.drop_column("notice", "shown")
    op.drop_index(
        "uq_sharing_supervision_open",
        table_name="sharing_supervision",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index("ix_sharing_supervision_unit", table_name="sharing_supervision")
    op.drop_index("ix_sharing_supervision_office", table_name="sharing_supervision")
    op.drop_index("ix_sharing_supervision_case", table_name="sharing_supervision")
    op.drop_table("sharing_supervision")
    op.drop_index("ix_sharing_mediation_note_dispute", table_name="sharing_mediation_note")
    op.drop_table("sharing_mediation_note")
    op.drop_index(op.f("ix_undo_point_instance_id"), table_name="undo_point")
    op.drop_table("undo_point")
    op.drop_index("ix_sharing_paper_case", table_name="sharing_paper")
    op.drop_table("sharing_paper")
    op.drop_index("ix_group_resolution_unit", table_name="group_resolution")
    op.drop_index(
        "ix_group_resolution_open",
        table_name="group_resolution",
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index("ix_group_resolution_matter", table_name="group_resolution")
    op.drop_index("ix_group_resolution_instance", table_name="group_resolution")
    op.drop_constraint("fk_group_matter_follows", "group_matter", type_="foreignkey")
    op.drop_table("group_resolution")
    op.drop_table("group_recusal")
    op.drop_table("group_minutes")
    op.drop_table("document_file")
    op.drop_index("ix_issued_document_sha256", table_name="issued_document")
    op.drop_index("ix_issued_document_instance", table_name="issued_document")
    op.drop_table("issued_document")
    op.drop_index(
        "uq_group_proxy_member",
        table_name="group_proxy",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_index(
        "uq_group_proxy_holder",
        table_name="group_proxy",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_table("group_proxy")
    op.drop_index("ix_group_matter_meeting", table_name="group_matter")
    op.drop_index("ix_group_matter_instance", table_name="group_matter")
    op.drop_table("group_matter")
    op.drop_index(
        "uq_group_meeting_day",
        table_name="group_meeting",
        postgresql_where=sa.text("status <> 'cancelled'"),
    )
    op.drop_table("group_meeting")
    op.drop_table("saved_filter")
    op.drop_table("notice_digest")
    op.drop_table("notice_choice")
    op.drop_index(
        "uq_group_member_unit",
        table_name="group_member",
        postgresql_where=sa.text("until_on IS NULL AND kind = 'member'"),
    )
    op.drop_index("ix_group_member_group", table_name="group_member")
    op.drop_table("group_member")
    op.drop_table("feed_token")
    op.drop_table("region")
    op.drop_index(op.f("ix_synonym_canonical"), table_name="synonym")
    op.drop_table("synonym")
    op.execute("DROP FUNCTION refuse_reissue()")
