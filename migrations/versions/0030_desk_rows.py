"""The desk's rows: what is listed and counted of a dispute, kept by the database itself.

`sharing_desk_counted` says what a row must be; the triggers renew rows from it, whoever writes.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "sharing_desk_row"
OPEN = sa.text("ended_at IS NULL")
COLUMNS = (
    "dispute_id, case_id, office_id, demander_id, provider_id, cause, urgency, number, result,"
    " entered_at, ended_at, due_on, at_office"
)
RENEWED = f"""
            INSERT INTO {TABLE} AS r ({COLUMNS}) SELECT {COLUMNS} FROM sharing_desk_counted {{}}
            ON CONFLICT (dispute_id) DO UPDATE SET
                office_id = excluded.office_id, demander_id = excluded.demander_id,
                provider_id = excluded.provider_id, cause = excluded.cause,
                urgency = excluded.urgency, number = excluded.number, result = excluded.result,
                entered_at = excluded.entered_at, ended_at = excluded.ended_at,
                due_on = excluded.due_on, at_office = excluded.at_office
            WHERE r IS DISTINCT FROM excluded"""


def upgrade() -> None:
    """Bring the tables up to this version."""
    # All at once and before anything is done: whoever is at work is waited for, not crossed.
    op.execute("LOCK TABLE sharing_dispute, sharing_case, task, clock IN SHARE ROW EXCLUSIVE MODE")
    op.create_table(
        TABLE,
        sa.Column("dispute_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("demander_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at_office", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dispute_id"],
            ["sharing_dispute.id"],
            name=op.f("fk_sharing_desk_row_dispute_id_sharing_dispute"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("dispute_id", name=op.f("pk_sharing_desk_row")),
    )
    _keep()
    op.execute("SELECT sharing_desk_renew_all()")
    _index()


def downgrade() -> None:
    """Take it back."""
    for table in ("sharing_dispute", "sharing_case", "task"):
        op.execute(f"DROP TRIGGER {table}_renews_its_desk_rows ON {table}")
    op.execute("DROP TRIGGER task_opens_on_the_desk ON task")
    op.drop_index("ix_clock_held", table_name="clock")
    op.execute("DROP FUNCTION sharing_desk_of_task()")
    op.execute("DROP FUNCTION sharing_desk_of_case()")
    op.execute("DROP FUNCTION sharing_desk_renew(integer)")
    op.execute("DROP FUNCTION sharing_desk_renew_all()")
    op.execute("DROP VIEW sharing_desk_counted")
    op.drop_table(TABLE)


def _keep() -> None:
    """What a row must be, and when it is looked at again."""
    op.execute(
        """
        CREATE VIEW sharing_desk_counted AS
        SELECT d.id AS dispute_id, d.case_id, d.office_id, d.demander_id, d.provider_id, d.cause,
               c.urgency, c.number, d.result, d.entered_at, d.ended_at, w.due_on, w.at_office
        FROM sharing_dispute d JOIN sharing_case c ON c.id = d.case_id
        LEFT JOIN LATERAL (
            SELECT min(t.due_on) AS due_on, bool_or(t.unit_id = d.office_id) AS at_office
            FROM task t
            WHERE t.instance_id = d.case_id AND t.closed_at IS NULL AND d.ended_at IS NULL
        ) w ON true;

        CREATE FUNCTION sharing_desk_renew(wanted integer) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            -- First the rows are held, then looked at anew: whoever comes second sees the first.
            PERFORM FROM sharing_desk_row WHERE case_id = wanted FOR NO KEY UPDATE;
            """
        + RENEWED.format("WHERE case_id = wanted")
        + """;
        END $$;

        CREATE FUNCTION sharing_desk_renew_all() RETURNS void LANGUAGE sql AS $$
            """
        + RENEWED.format("")
        + """
        $$;

        CREATE FUNCTION sharing_desk_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'sharing_dispute' THEN
                PERFORM sharing_desk_renew(NEW.case_id);
            ELSIF EXISTS (SELECT FROM sharing_desk_row WHERE case_id = NEW.id) THEN
                PERFORM sharing_desk_renew(NEW.id);
            END IF;
            RETURN NULL;
        END $$;

        CREATE FUNCTION sharing_desk_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM sharing_desk_row
                       WHERE case_id = NEW.instance_id AND ended_at IS NULL) THEN
                PERFORM sharing_desk_renew(NEW.instance_id);
            END IF;
            RETURN NULL;
        END $$;

        CREATE TRIGGER sharing_dispute_renews_its_desk_rows
        AFTER INSERT OR UPDATE OF office_id, demander_id, provider_id, cause, result, entered_at,
            ended_at ON sharing_dispute
        FOR EACH ROW EXECUTE FUNCTION sharing_desk_of_case();

        CREATE TRIGGER sharing_case_renews_its_desk_rows
        AFTER UPDATE OF urgency, number ON sharing_case
        FOR EACH ROW WHEN ((OLD.urgency, OLD.number) IS DISTINCT FROM (NEW.urgency, NEW.number))
        EXECUTE FUNCTION sharing_desk_of_case();

        CREATE TRIGGER task_opens_on_the_desk AFTER INSERT ON task
        FOR EACH ROW WHEN (NEW.closed_at IS NULL) EXECUTE FUNCTION sharing_desk_of_task();

        CREATE TRIGGER task_renews_its_desk_rows
        AFTER UPDATE OF closed_at, due_on, unit_id ON task
        FOR EACH ROW WHEN ((OLD.closed_at IS NULL, OLD.due_on, OLD.unit_id)
            IS DISTINCT FROM (NEW.closed_at IS NULL, NEW.due_on, NEW.unit_id))
        EXECUTE FUNCTION sharing_desk_of_task();
        """
    )


def _index() -> None:
    op.create_index(op.f("ix_sharing_desk_row_case_id"), TABLE, ["case_id"])
    op.create_index(
        "ix_sharing_desk_row_open",
        TABLE,
        ["office_id", "due_on", "dispute_id"],
        postgresql_include=["at_office", "cause", "result", "urgency", "entered_at"],
        postgresql_where=OPEN,
    )
    order = ["office_id", "due_on", sa.text("ended_at DESC"), "dispute_id"]
    op.create_index("ix_sharing_desk_row_all", TABLE, order)
    for name in ("entered", "number"):
        column = "entered_at" if name == "entered" else name
        columns = ["office_id", column, "dispute_id"]
        op.create_index(f"ix_sharing_desk_row_{name}", TABLE, columns)
    # Which deadlines stand still: few among all that run.
    op.create_index(
        "ix_clock_held",
        "clock",
        ["instance_id"],
        postgresql_where=sa.text("ended_at IS NULL AND running_since IS NULL"),
    )
