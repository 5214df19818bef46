"""The record as a chain of hashes."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.dialects import postgresql

from app.foundation import signing

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Signatures of entries, and the first block, which is empty.

    What was recorded before is sealed by the sealer, in blocks that say so: with millions of
    entries nobody has to wait for it here.
    """
    op.add_column("audit_entry", sa.Column("mac", postgresql.BYTEA(), nullable=True))
    block = op.create_table(
        "audit_block",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unsigned", sa.Boolean(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("digests", postgresql.BYTEA(), nullable=False),
        sa.Column("previous", postgresql.BYTEA(), nullable=False),
        sa.Column("head", postgresql.BYTEA(), nullable=False),
        sa.Column("mac", postgresql.BYTEA(), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("horizon", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_block")),
    )
    op.create_index("ix_audit_block_last_id", "audit_block", ["last_id"])
    op.create_index("ix_audit_block_at", "audit_block", ["at"])
    first = signing.Sheet(0, datetime.now(UTC), False, [], b"", signing.NOTHING)
    row = {
        "number": 0, "at": first.at, "unsigned": False, "last_id": 0, "ids": [], "digests": b"",
        "previous": first.previous, "head": first.head, "mac": signing.sign_block(first.head),
        "low": 0, "horizon": 0,
    }  # fmt: skip
    op.bulk_insert(block, [row])
    role = current_app.config["DATABASE_ROLE"]
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON audit_block FROM "{role}"')
    op.execute(
        "CREATE TRIGGER audit_block_is_append_only BEFORE UPDATE OR DELETE ON audit_block "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER audit_block_is_never_emptied BEFORE TRUNCATE ON audit_block "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("audit_block")
    op.drop_column("audit_entry", "mac")
