"""Cases of the catalogue's own processes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    _matters()
    _queries_and_filings()
    _reviews()
    _deregistrations()


def downgrade() -> None:
    """Take them back."""
    for table in (
        "database_deregistration",
        "collection_coordination",
        "collection_review",
        "catalogue_filing",
        "catalogue_query",
        "catalogue_case",
    ):
        op.drop_table(table)


def _matters() -> None:
    """One row a matter."""
    op.create_table(
        "catalogue_case",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("process_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.String(length=20), nullable=True),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expected_use", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("attachments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("extension", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("hits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("spite_reason", sa.Text(), nullable=False),
        sa.Column("stale_since", sa.Date(), nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("end", sa.String(length=20), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('resource', 'database', 'collection')", name=op.f("ck_catalogue_case_kind")
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["account.id"], name=op.f("fk_catalogue_case_applicant_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["process_instance.id"], name=op.f("fk_catalogue_case_id_process_instance")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_catalogue_case_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_case")),
        sa.UniqueConstraint("number", name=op.f("uq_catalogue_case_number")),
        sa.UniqueConstraint(
            "unit_id", "submission_key", name=op.f("uq_catalogue_case_unit_id_submission_key")
        ),
    )
    op.create_index("ix_catalogue_case_unit", "catalogue_case", ["unit_id", "submitted_at"])
    op.create_index("ix_catalogue_case_submitted", "catalogue_case", ["submitted_at", "id"])
    op.create_index("ix_catalogue_case_entry", "catalogue_case", ["kind", "entry_id"])
    op.create_index(
        "uq_catalogue_case_changed",
        "catalogue_case",
        ["kind", "entry_id"],
        unique=True,
        postgresql_where=sa.text(
            "closed_at IS NULL AND entry_id IS NOT NULL AND process_id = 'catalogue_publication'"
        ),
    )
    op.create_index(
        "uq_catalogue_case_database",
        "catalogue_case",
        ["entry_id"],
        unique=True,
        postgresql_where=sa.text(
            "closed_at IS NULL AND entry_id IS NOT NULL AND process_id = 'catalogue_database'"
        ),
    )


def _queries_and_filings() -> None:
    """What a matter was shown of the catalogues, and what it reported."""
    op.create_table(
        "catalogue_query",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "step IN ('submitted', 'approved')", name=op.f("ck_catalogue_query_step")
        ),
        _of_case("catalogue_query"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_query")),
    )
    op.create_index("ix_catalogue_query_case", "catalogue_query", ["case_id", "id"])
    op.create_table(
        "catalogue_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "kind IN ('collection', 'database')", name=op.f("ck_catalogue_filing_kind")
        ),
        _of_case("catalogue_filing"),
        _refers("catalogue_filing", "recipient_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_filing")),
        sa.UniqueConstraint("number", name=op.f("uq_catalogue_filing_number")),
    )
    op.create_index("ix_catalogue_filing_case", "catalogue_filing", ["case_id", "id"])
    op.create_index(
        "ix_catalogue_filing_recipient", "catalogue_filing", ["recipient_id", "made_at"]
    )


def _reviews() -> None:
    """What both keys said of a collection, and how the office coordinated it."""
    op.create_table(
        "collection_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('approve', 'object')", name=op.f("ck_collection_review_outcome")
        ),
        _of_case("collection_review"),
        _refers("collection_review", "by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_review")),
        sa.UniqueConstraint("case_id", "lane", name=op.f("uq_collection_review_case_id_lane")),
    )
    name = "collection_coordination"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("items", postgresql.ARRAY(sa.String(length=100)), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("resource_id", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("step IN ('proposal', 'decision')", name=op.f(f"ck_{name}_step")),
        sa.CheckConstraint(
            "outcome IN ('register', 'reduce', 'joint', 'share', 'reject')",
            name=op.f(f"ck_{name}_outcome"),
        ),
        sa.CheckConstraint(
            "answer IN ('accept', 'object', 'silence')", name=op.f(f"ck_{name}_answer")
        ),
        _of_case(name),
        _refers(name, "by_id", "account"),
        _refers(name, "answered_by_id", "account"),
        _refers(name, "lead_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_case", name, ["case_id", "id"])


def _deregistrations() -> None:
    """Requests to deregister a database."""
    name = "database_deregistration"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("merged_into_id", sa.String(length=20), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_by", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "result IN ('returned', 'blocked', 'done')", name=op.f(f"ck_{name}_result")
        ),
        _of_case(name),
        _refers(name, "asked_by_id", "account"),
        _refers(name, "decided_by_id", "account"),
        _refers(name, "merged_into_id", "catalogue_database"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_case", name, ["case_id", "id"])


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    return _refers(table, "case_id", "catalogue_case")


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
