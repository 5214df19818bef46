"""Closed cases past their term, kept for the law.

A case leaves the live tables as one sealed record: `kept_case`, `kept_name` and `kept_entry` are
cut by year, their parts lie in a schema of their own.  Only `keeping_take` deletes what the record
holds, and only what it holds; only `keeping_give_back` takes a record away again.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.dialects import postgresql

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CUT = ("kept_case", "kept_name", "kept_entry")
SEALED = ("kept_name", "kept_entry", "kept_batch", "kept_departure")
OF_CASE = "instance_id = $1"
OF_TASK = "task_id IN (SELECT id FROM task WHERE instance_id = $1)"
OF_ROOM = "case_id = $1"
OF_DISPUTE = "dispute_id IN (SELECT id FROM sharing_dispute WHERE case_id = $1)"
OF_ITEM = (
    "agenda_item_id IN (SELECT i.id FROM sharing_agenda_item i "
    "JOIN sharing_dispute d ON d.id = i.dispute_id WHERE d.case_id = $1)"
)
# What belongs to a case, in the order in which it can be put back.
TABLES = (
    ("process_instance", "id = $1"),
    ("instance_party", OF_CASE),
    ("task", OF_CASE),
    ("clock", OF_CASE),
    ("clock_entry", "clock_id IN (SELECT id FROM clock WHERE instance_id = $1)"),
    ("case_suspension", OF_CASE),
    ("undo_point", OF_CASE),
    ("skip_request", OF_TASK),
    ("catalogue_case", "id = $1"),
    ("catalogue_filing", OF_ROOM),
    ("catalogue_query", OF_ROOM),
    ("collection_coordination", OF_ROOM),
    ("collection_review", OF_ROOM),
    ("database_deregistration", OF_ROOM),
    ("sharing_case", "id = $1"),
    ("sharing_terms", OF_ROOM),
    ("sharing_answer", OF_ROOM),
    ("sharing_supplement", OF_ROOM),
    ("sharing_extension", OF_ROOM),
    ("sharing_agreement", OF_ROOM),
    ("sharing_secrecy_agreement", OF_ROOM),
    ("sharing_signature", OF_ROOM),
    ("sharing_delivery", OF_ROOM),
    (
        "sharing_receipt",
        "delivery_id IN (SELECT id FROM sharing_delivery WHERE case_id = $1)",
    ),
    ("sharing_inability", OF_ROOM),
    ("sharing_dispute", OF_ROOM),
    ("sharing_explanation", OF_DISPUTE),
    ("sharing_opinion", OF_DISPUTE),
    ("sharing_settlement", OF_DISPUTE),
    (
        "sharing_settlement_answer",
        "settlement_id IN (SELECT s.id FROM sharing_settlement s "
        "JOIN sharing_dispute d ON d.id = s.dispute_id WHERE d.case_id = $1)",
    ),
    ("sharing_mediation_note", OF_DISPUTE),
    ("sharing_agenda_item", OF_DISPUTE),
    ("sharing_vote", OF_ITEM),
    ("sharing_decision", OF_ITEM),
    ("issued_document", OF_CASE),
    (
        "document_file",
        "document_id IN (SELECT id FROM issued_document WHERE instance_id = $1)",
    ),
    ("sharing_supervision", OF_ROOM),
    ("sharing_filing", OF_ROOM),
    ("sharing_usage_return", OF_ROOM),
    ("sharing_feedback", OF_ROOM),
    ("sharing_mismatch_review", OF_ROOM),
    ("sharing_paper", OF_ROOM),
    ("sharing_archive", OF_ROOM),
    ("attachment", OF_CASE),
    ("notice", OF_CASE),
    ("draft", "key IN (SELECT 'task:' || id FROM task WHERE instance_id = $1)"),
    ("audit_entry", OF_CASE),
)
# Without these every row that goes would be looked for in the whole of another table.
POINTERS = (
    ("draft", "key", False),
    ("group_minutes", "document_id", True),
    ("import_job", "file_id", False),
    ("sharing_agreement", "terms_id", False),
    ("sharing_answer", "terms_id", True),
    ("sharing_decision", "terms_id", True),
    ("sharing_delivery", "agreement_id", False),
    ("sharing_filing", "refers_to_id", True),
    ("sharing_paper", "task_id", True),
    ("sharing_settlement", "terms_id", True),
    ("sharing_supervision", "dispute_id", True),
    ("sharing_supervision", "document_id", True),
    ("sharing_terms", "supersedes_id", True),
    ("skip_request", "task_id", False),
)
# What outlives a case and names it: meetings of the group, runs that moved cases.
OUTLIVE = ("group_matter", "group_resolution", "move_case")


def upgrade() -> None:
    """Make the archive's tables, say what belongs to a case, and who may move it."""
    for table in OUTLIVE:
        op.drop_constraint(f"fk_{table}_instance_id_process_instance", table, type_="foreignkey")
    for table, column, partly in POINTERS:
        op.create_index(
            f"ix_{table}_{column}",
            table,
            [column],
            postgresql_where=sa.text(f"{column} IS NOT NULL") if partly else None,
        )
    op.create_index(
        "ix_process_instance_finished",
        "process_instance",
        ["finished_at", "id"],
        postgresql_where=sa.text("finished_at IS NOT NULL"),
    )
    _kept()
    _chain()
    _belongs()
    _doors()
    _guarded()


def _kept() -> None:
    op.create_table(
        "kept_case",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(60), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("readers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("year", "id", name=op.f("pk_kept_case")),
        postgresql_partition_by="RANGE (year)",
    )
    op.execute("ALTER TABLE kept_case ALTER content SET STORAGE EXTERNAL")  # it is packed already
    op.create_index("ix_kept_case_id", "kept_case", ["id"])
    op.create_index("ix_kept_case_submitted", "kept_case", ["submitted_at", "id"])
    op.create_index("ix_kept_case_readers", "kept_case", ["readers"], postgresql_using="gin")
    op.create_index("ix_kept_case_batch", "kept_case", ["batch", "id"])
    op.create_table(
        "kept_name",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("year", "case_id", "kind", "key", name=op.f("pk_kept_name")),
        postgresql_partition_by="RANGE (year)",
    )
    op.create_index("ix_kept_name_key", "kept_name", ["kind", "key"])
    op.create_index(
        "ix_kept_name_sha256",
        "kept_name",
        ["sha256"],
        postgresql_where=sa.text("sha256 IS NOT NULL"),
    )
    op.execute(
        "CREATE TABLE kept_entry (year integer NOT NULL, LIKE audit_entry, "
        "CONSTRAINT pk_kept_entry PRIMARY KEY (year, id)) PARTITION BY RANGE (year)"
    )
    op.create_index("ix_kept_entry_instance", "kept_entry", ["instance_id", "id"])
    op.create_index("ix_kept_entry_id", "kept_entry", ["id"])


def _chain() -> None:
    op.create_table(
        "kept_batch",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_kept_batch")),
    )
    op.create_table(
        "kept_departure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_kept_departure_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_departure")),
    )
    op.create_index("ix_kept_departure_case", "kept_departure", ["case_id", "id"])
    op.create_index("ix_kept_departure_after", "kept_departure", ["after", "id"])


def _belongs() -> None:
    table = op.create_table(
        "kept_table",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(63), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_kept_table")),
        sa.UniqueConstraint("name", name=op.f("uq_kept_table_name")),
    )
    assert table is not None
    op.bulk_insert(
        table,
        [
            {"position": place, "name": name, "clause": clause}
            for place, (name, clause) in enumerate(TABLES, 1)
        ],
    )


def _doors() -> None:
    """Whoever may run these functions moves cases; the rows themselves nobody may touch."""
    op.execute("CREATE SCHEMA kept")
    op.execute(
        """
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            -- A case on its way to or from the archive, moved by a function of the owner's.
            IF TG_OP = 'DELETE' AND current_setting('xieshang.moving', true) = 'case'
                AND current_user = (
                    SELECT relowner::regrole::name FROM pg_class WHERE oid = TG_RELID) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'insufficient_privilege';
        END $$;

        CREATE FUNCTION refuse_other_record() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.batch IS NOT NULL OR (OLD.year, OLD.id, OLD.sha256, OLD.content, OLD.readers)
                IS DISTINCT FROM (NEW.year, NEW.id, NEW.sha256, NEW.content, NEW.readers) THEN
                RAISE EXCEPTION 'the record of case % is sealed', OLD.id
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NEW;
        END $$;

        CREATE FUNCTION keeping_partitions(wanted integer) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        DECLARE
            parent text;
        BEGIN
            IF wanted NOT BETWEEN 2000 AND 2200 THEN
                RAISE EXCEPTION 'no cases are kept in %', wanted;
            END IF;
            FOREACH parent IN ARRAY ARRAY['kept_case', 'kept_name', 'kept_entry'] LOOP
                IF to_regclass(format('kept.%I', parent || '_' || wanted)) IS NULL THEN
                    EXECUTE format('CREATE TABLE kept.%I PARTITION OF public.%I '
                        'FOR VALUES FROM (%s) TO (%s)',
                        parent || '_' || wanted, parent, wanted, wanted + 1);
                END IF;
            END LOOP;
        END $$;

        CREATE FUNCTION keeping_take(wanted integer) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        DECLARE
            record kept_case;
            belongs kept_table;
            term integer;
            ended date;
            gone bigint;
        BEGIN
            SELECT * INTO STRICT record FROM kept_case WHERE id = wanted;
            SELECT timezone('Asia/Shanghai', finished_at)::date INTO ended
                FROM process_instance WHERE id = wanted FOR UPDATE;
            SELECT amount INTO term FROM deadline_rule
                WHERE rule = 'keep_records' AND unit = 'year';
            IF ended IS NULL THEN
                RAISE EXCEPTION 'case % has not ended', wanted;
            END IF;
            IF record.ended_on < ended OR record.years < greatest(term, 3)
                OR record.kept_on <= record.ended_on + make_interval(years => record.years) THEN
                RAISE EXCEPTION 'case % is not past its term', wanted;
            END IF;
            IF record.batch IS NOT NULL
                OR encode(sha256(record.content), 'hex') <> record.sha256 THEN
                RAISE EXCEPTION 'the record of case % is not what its hash says', wanted;
            END IF;
            PERFORM set_config('xieshang.moving', 'case', true);
            INSERT INTO kept_entry SELECT record.year, e.* FROM audit_entry e
                WHERE e.instance_id = wanted;
            FOR belongs IN SELECT * FROM kept_table ORDER BY position DESC LOOP
                EXECUTE format('DELETE FROM %I WHERE %s', belongs.name, belongs.clause)
                    USING wanted;
                GET DIAGNOSTICS gone = ROW_COUNT;
                IF gone <> coalesce((record.counts ->> belongs.name)::bigint, 0) THEN
                    RAISE EXCEPTION 'the record of case % has not all of %', wanted, belongs.name;
                END IF;
            END LOOP;
            PERFORM set_config('xieshang.moving', '', true);
        END $$;

        CREATE FUNCTION keeping_give_back(wanted integer) RETURNS void
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
        END $$;
        """
    )
    op.execute(
        "SELECT keeping_partitions(y) FROM generate_series("
        "extract(year FROM now())::integer, extract(year FROM now())::integer + 1) AS y"
    )


def _guarded() -> None:
    role = current_app.config["DATABASE_ROLE"]
    for table in (*SEALED, "kept_case", "kept_table"):
        op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{role}"')
    op.execute(f'REVOKE INSERT ON kept_table, kept_entry FROM "{role}"')
    op.execute(f'GRANT UPDATE (batch) ON kept_case TO "{role}"')
    for function in ("partitions", "take", "give_back"):
        op.execute(f"REVOKE ALL ON FUNCTION keeping_{function}(integer) FROM PUBLIC")
        op.execute(f'GRANT EXECUTE ON FUNCTION keeping_{function}(integer) TO "{role}"')
    for table in SEALED:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER kept_case_stays BEFORE DELETE ON kept_case "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER kept_case_is_sealed BEFORE UPDATE ON kept_case "
        "FOR EACH ROW EXECUTE FUNCTION refuse_other_record()"
    )
    for table in (*SEALED, "kept_case"):
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Take the archive away; refused while a case is in it."""
    op.execute(
        """
        DO $$ BEGIN
            IF EXISTS (SELECT FROM kept_case) THEN
                RAISE EXCEPTION 'cases are archived: restore them first (flask keeping restore)';
            END IF;
        END $$;
        DROP FUNCTION keeping_take(integer);
        DROP FUNCTION keeping_give_back(integer);
        DROP FUNCTION keeping_partitions(integer);
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'insufficient_privilege';
        END $$;
        """
    )
    for table in ("kept_table", "kept_departure", "kept_batch", *reversed(CUT)):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION refuse_other_record()")
    op.execute("DROP SCHEMA kept")
    op.drop_index("ix_process_instance_finished", "process_instance")
    for table, column, _partly in reversed(POINTERS):
        op.drop_index(f"ix_{table}_{column}", table)
    for table in OUTLIVE:
        op.create_foreign_key(
            f"fk_{table}_instance_id_process_instance",
            table,
            "process_instance",
            ["instance_id"],
            ["id"],
        )
