"""The tables.  (While the models grow: as they are; a fixed list replaces this before the first landing.)"""

from alembic import op

from app.foundation.database import db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    db.metadata.create_all(op.get_bind())


def downgrade() -> None:
    db.metadata.drop_all(op.get_bind())
