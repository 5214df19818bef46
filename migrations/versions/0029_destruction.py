"""Archived cases are destroyed by two persons; lists and records of units still know the others."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.dialects import postgresql

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What lists need of an archived case; it goes with the case.
LISTED = ("kept_document", "kept_dispute", "kept_answer")
# Columns that may be written later.
WRITABLE = {
    "kept_hold": "lifted_at, lifted_by_id, lifted_because",
    "kept_destruction": (
        "state, decided_at, decided_by_id, answer, from_on, ended_at, ended_by_id, ended_because"
    ),
    "kept_destruction_line": "spared",
}
GONE = """
            PERFORM set_config('xieshang.moving', 'case', true);
            DELETE FROM kept_entry WHERE instance_id = wanted;
            DELETE FROM kept_name WHERE case_id = wanted;
            DELETE FROM kept_document WHERE case_id = wanted;
            DELETE FROM kept_dispute WHERE case_id = wanted;
            DELETE FROM kept_answer WHERE case_id = wanted;
            DELETE FROM kept_case WHERE id = wanted;
            PERFORM set_config('xieshang.moving', '', true);
"""


def upgrade() -> None:
    """Registers of destruction, holds, and what lists need of archived cases."""
    _listed()
    _registers()
    _functions()
    _guarded()


def _listed() -> None:
    op.create_table(
        "kept_document",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("readers", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_document")),
    )
    op.create_index("ix_kept_document_case", "kept_document", ["case_id"])
    op.create_index("ix_kept_document_sha256", "kept_document", ["sha256"])
    op.create_index("ix_kept_document_number", "kept_document", ["number"])
    op.create_table(
        "kept_dispute",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("demander_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(20), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_dispute")),
    )
    op.create_index("ix_kept_dispute_case", "kept_dispute", ["case_id"])
    op.create_index(
        "ix_kept_dispute_provider", "kept_dispute", ["provider_id", "cause", "late", "result"]
    )
    op.create_index(
        "ix_kept_dispute_demander", "kept_dispute", ["demander_id", "provider_id", "result"]
    )
    op.create_table(
        "kept_answer",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answer")),
    )
    op.create_index("ix_kept_answer_case", "kept_answer", ["case_id"])
    op.create_index("ix_kept_answer_provider", "kept_answer", ["provider_id"])


def _registers() -> None:
    def by(column: str, table: str) -> sa.ForeignKeyConstraint:
        name = op.f(f"fk_{table}_{column}_account")
        return sa.ForeignKeyConstraint([column], ["account.id"], name=name)

    op.create_table(
        "kept_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=False),
        by("by_id", "kept_hold"),
        by("lifted_by_id", "kept_hold"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_hold")),
    )
    op.create_index(
        "uq_kept_hold_case",
        "kept_hold",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "kept_destruction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("hands", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'refused', 'withdrawn', 'confirmed', 'stopped', 'done')",
            name=op.f("ck_kept_destruction_state"),
        ),
        # The second person, and the days in which it can be stopped.
        sa.CheckConstraint(
            "from_on IS NULL OR (NOT decided_by_id = ANY (hands)"
            " AND from_on >= timezone('Asia/Shanghai', decided_at)::date + 30)",
            name=op.f("ck_kept_destruction_two_persons"),
        ),
        by("proposed_by_id", "kept_destruction"),
        by("decided_by_id", "kept_destruction"),
        by("ended_by_id", "kept_destruction"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_destruction")),
        sa.UniqueConstraint("number", name=op.f("uq_kept_destruction_number")),
    )
    op.create_index("ix_kept_destruction_state", "kept_destruction", ["state", "from_on"])
    op.create_table(
        "kept_destruction_line",
        sa.Column("destruction_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("process_id", sa.String(60), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("spared", sa.String(20), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("entries", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.ForeignKeyConstraint(
            ["destruction_id"],
            ["kept_destruction.id"],
            name=op.f("fk_kept_destruction_line_destruction_id_kept_destruction"),
        ),
        sa.PrimaryKeyConstraint("destruction_id", "case_id", name=op.f("pk_kept_destruction_line")),
    )
    # A case stands in one register at a time.
    op.create_index(
        "uq_kept_destruction_line_case",
        "kept_destruction_line",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("spared = ''"),
    )
    op.create_index("ix_kept_destruction_line_after", "kept_destruction_line", ["after", "case_id"])
    op.create_index(
        "ix_kept_destruction_line_entries",
        "kept_destruction_line",
        ["entries"],
        postgresql_using="gin",
    )
    op.create_index("ix_kept_case_ended", "kept_case", ["ended_on", "id"])
    op.create_index(
        "ix_entry_version_instance",
        "entry_version",
        ["instance_id"],
        postgresql_where=sa.text("instance_id IS NOT NULL"),
    )


def _functions() -> None:
    """Only these take rows away; each looks for itself whether it may."""
    op.execute(
        """
        CREATE FUNCTION keeping_destroy(wanted integer, register integer, moment timestamptz)
        RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        DECLARE
            record kept_case;
            proposed kept_destruction;
            line kept_destruction_line;
            term integer;
            today date := timezone('Asia/Shanghai', moment)::date;
        BEGIN
            SELECT * INTO STRICT record FROM kept_case WHERE id = wanted;
            SELECT * INTO STRICT proposed FROM kept_destruction WHERE id = register FOR SHARE;
            SELECT * INTO STRICT line FROM kept_destruction_line
                WHERE destruction_id = register AND case_id = wanted AND spared = '';
            SELECT amount INTO term FROM deadline_rule
                WHERE rule = 'keep_records' AND unit = 'year';
            IF proposed.state <> 'confirmed' OR proposed.from_on IS NULL THEN
                RAISE EXCEPTION 'no two persons want case % destroyed', wanted;
            END IF;
            IF today < proposed.from_on THEN
                RAISE EXCEPTION 'the destruction of case % can still be stopped', wanted;
            END IF;
            IF record.batch IS NULL OR line.sha256 <> record.sha256 THEN
                RAISE EXCEPTION 'case % is not the one that was proposed', wanted;
            END IF;
            IF line.years < greatest(term, 3)
                OR today <= record.ended_on + make_interval(years => line.years) THEN
                RAISE EXCEPTION 'case % is not past its term', wanted;
            END IF;
            IF EXISTS (SELECT FROM kept_hold WHERE case_id = wanted AND lifted_at IS NULL) THEN
                RAISE EXCEPTION 'case % is held', wanted;
            END IF;
            UPDATE kept_destruction_line SET destroyed_at = moment,
                after = (SELECT coalesce(max(number), 0) FROM kept_batch),
                entries = ARRAY(SELECT id FROM kept_entry WHERE instance_id = wanted ORDER BY id)
                WHERE destruction_id = register AND case_id = wanted;"""
        + GONE
        + """
        END $$;

        CREATE FUNCTION refuse_other_register() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'kept_destruction' THEN
                IF OLD.state NOT IN ('proposed', 'confirmed')
                    OR (OLD.state, NEW.state) = ('confirmed', 'proposed') THEN
                    RAISE EXCEPTION 'register % is closed', OLD.number
                        USING ERRCODE = 'insufficient_privilege';
                END IF;
            ELSIF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM kept_destruction
                               WHERE id = NEW.destruction_id AND state = 'proposed') THEN
                    RAISE EXCEPTION 'nothing is added to what was decided'
                        USING ERRCODE = 'insufficient_privilege';
                END IF;
            ELSIF OLD.destroyed_at IS NOT NULL OR OLD.spared <> '' THEN
                RAISE EXCEPTION 'the line of case % is closed', OLD.number
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NEW;
        END $$;
        """
    )
    op.execute(
        """
        CREATE OR REPLACE FUNCTION keeping_give_back(wanted integer) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        DECLARE
            record kept_case;
            belongs kept_table;
            there bigint;
        BEGIN
            SELECT * INTO STRICT record FROM kept_case WHERE id = wanted;
            IF NOT EXISTS (SELECT FROM kept_departure
                           WHERE case_id = wanted AND sha256 = record.sha256) THEN
                RAISE EXCEPTION 'nobody asked for case %', wanted;
            END IF;
            FOR belongs IN SELECT * FROM kept_table LOOP
                EXECUTE format('SELECT count(*) FROM %I WHERE %s', belongs.name, belongs.clause)
                    INTO there USING wanted;
                IF there < coalesce((record.counts ->> belongs.name)::bigint, 0) THEN
                    RAISE EXCEPTION 'not all of % of case % is back', belongs.name, wanted;
                END IF;
            END LOOP;"""
        + GONE
        + "END $$"
    )


def _guarded() -> None:
    role = current_app.config["DATABASE_ROLE"]
    for table in (*LISTED, *WRITABLE):
        op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{role}"')
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table, columns in WRITABLE.items():
        op.execute(f'GRANT UPDATE ({columns}) ON {table} TO "{role}"')
    for table, when in (
        ("kept_destruction", "UPDATE"),
        ("kept_destruction_line", "INSERT OR UPDATE"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_is_closed BEFORE {when} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_other_register()"
        )
    of = "keeping_destroy(integer, integer, timestamptz)"
    op.execute(f"REVOKE ALL ON FUNCTION {of} FROM PUBLIC")
    op.execute(f'GRANT EXECUTE ON FUNCTION {of} TO "{role}"')


def downgrade() -> None:
    """Take it back; refused where something was destroyed, whose register would go with it."""
    op.execute(
        """
        DO $$ BEGIN
            IF EXISTS (SELECT FROM kept_destruction_line WHERE destroyed_at IS NOT NULL) THEN
                RAISE EXCEPTION 'cases were destroyed: their registers must stay';
            END IF;
        END $$
        """
    )
    op.execute("DROP FUNCTION keeping_destroy(integer, integer, timestamptz)")
    op.execute(
        """
        CREATE OR REPLACE FUNCTION keeping_give_back(wanted integer) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        DECLARE
            record kept_case;
            belongs kept_table;
            there bigint;
        BEGIN
            SELECT * INTO STRICT record FROM kept_case WHERE id = wanted;
            IF NOT EXISTS (SELECT FROM kept_departure
                           WHERE case_id = wanted AND sha256 = record.sha256) THEN
                RAISE EXCEPTION 'nobody asked for case %', wanted;
            END IF;
            FOR belongs IN SELECT * FROM kept_table LOOP
                EXECUTE format('SELECT count(*) FROM %I WHERE %s', belongs.name, belongs.clause)
                    INTO there USING wanted;
                IF there < coalesce((record.counts ->> belongs.name)::bigint, 0) THEN
                    RAISE EXCEPTION 'not all of % of case % is back', belongs.name, wanted;
                END IF;
            END LOOP;
            PERFORM set_config('xieshang.moving', 'case', true);
            DELETE FROM kept_entry WHERE instance_id = wanted;
            DELETE FROM kept_name WHERE case_id = wanted;
            DELETE FROM kept_case WHERE id = wanted;
            PERFORM set_config('xieshang.moving', '', true);
        END $$
        """
    )
    op.drop_index("ix_entry_version_instance", "entry_version")
    op.drop_index("ix_kept_case_ended", "kept_case")
    for table in ("kept_destruction_line", "kept_destruction", "kept_hold", *LISTED):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_other_register()")
