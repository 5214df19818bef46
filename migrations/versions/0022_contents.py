"""Contents of attachments in the database or in an object store."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import OID

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "content",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("loid", OID(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_content")),
    )
    op.create_index("ix_sharing_archive_sha256", "sharing_archive", ["sha256"])


def downgrade() -> None:
    """Take it back; what is in the database must be moved to a folder before."""
    op.drop_index("ix_sharing_archive_sha256", table_name="sharing_archive")
    op.execute("SELECT lo_unlink(loid) FROM content")
    op.drop_table("content")
