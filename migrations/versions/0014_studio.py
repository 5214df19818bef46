"""Drafts of diagrams and forms, and releases that come into force on a day."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    role = current_app.config["DATABASE_ROLE"]
    op.add_column("release", sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "release_withdrawal",
        sa.Column("release_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_release_withdrawal_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_withdrawal_release_id_release")
        ),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_release_withdrawal")),
    )
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON release_withdrawal FROM "{role}"')
    op.execute(
        "CREATE TRIGGER release_withdrawal_is_append_only BEFORE UPDATE OR DELETE "
        "ON release_withdrawal FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER release_withdrawal_is_never_emptied BEFORE TRUNCATE "
        "ON release_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    _drafts()


def _drafts() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("returned", sa.Text(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'released', 'discarded')",
            name=op.f("ck_revision_state"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_revision_created_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_revision_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_revision_release_id_release")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["account.id"], name=op.f("fk_revision_submitted_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index("ix_revision_state", "revision", ["state", "id"])
    op.create_table(
        "revision_item",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("base_sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_item_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["account.id"], name=op.f("fk_revision_item_saved_by_id_account")
        ),
        sa.PrimaryKeyConstraint("revision_id", "kind", "key", name=op.f("pk_revision_item")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("revision_item")
    op.drop_index("ix_revision_state", table_name="revision")
    op.drop_table("revision")
    op.drop_table("release_withdrawal")
    op.drop_column("release", "effective_at")
