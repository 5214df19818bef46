"""Each import of the calendar keeps its own days, so that a later one can take its place."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give the days that are there to the last import which named their year."""
    op.add_column("calendar_day", sa.Column("import_id", sa.Integer(), nullable=True))
    op.execute(
        """
        UPDATE calendar_day SET import_id = (
            SELECT max(id) FROM calendar_import
            WHERE extract(year FROM day)::int::text = ANY (string_to_array(years, ','))
        )
        """
    )
    op.alter_column("calendar_day", "import_id", nullable=False)
    op.drop_constraint("pk_calendar_day", "calendar_day", type_="primary")
    op.create_primary_key("pk_calendar_day", "calendar_day", ["import_id", "day"])
    op.create_foreign_key(
        op.f("fk_calendar_day_import_id_calendar_import"),
        "calendar_day",
        "calendar_import",
        ["import_id"],
        ["id"],
    )


def downgrade() -> None:
    """Keep of each day what the last import said."""
    op.execute(
        "DELETE FROM calendar_day a USING calendar_day b "
        "WHERE a.day = b.day AND a.import_id < b.import_id"
    )
    op.drop_constraint(
        op.f("fk_calendar_day_import_id_calendar_import"), "calendar_day", type_="foreignkey"
    )
    op.drop_constraint("pk_calendar_day", "calendar_day", type_="primary")
    op.create_primary_key("pk_calendar_day", "calendar_day", ["day"])
    op.drop_column("calendar_day", "import_id")
