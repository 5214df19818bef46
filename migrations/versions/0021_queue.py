"""The queue of long and outside work (procrastinate)."""

from collections.abc import Sequence

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables up to this version."""


def downgrade() -> None:
    """Take it back."""
