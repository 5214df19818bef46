"""Units and staff: what stands above a unit, its sharing department, terms of posts, training."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXTS = {
    "sharing_unit": 100,
    "contact_post": 100,
    "website": 200,
    "address": 300,
    "credit_code": 18,
}


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.add_column("unit", sa.Column("parent_id", sa.Integer(), nullable=True))
    for name, length in TEXTS.items():
        op.add_column("unit", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.add_column("unit", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_foreign_key(op.f("fk_unit_parent_id_unit"), "unit", "unit", ["parent_id"], ["id"])
    op.create_check_constraint(op.f("ck_unit_not_its_own_parent"), "unit", "parent_id <> id")
    op.create_index("ix_unit_parent_id_sort_key", "unit", ["parent_id", "sort_key"])
    op.create_index("ix_unit_region_code", "unit", ["region_code", "sort_key"])
    op.create_index(
        "uq_unit_credit_code",
        "unit",
        ["credit_code"],
        unique=True,
        postgresql_where=sa.text("credit_code <> ''"),
    )
    _no_circles()
    op.create_index(
        "ix_audit_entry_subject",
        "audit_entry",
        ["subject", "id"],
        postgresql_where=sa.text("instance_id IS NULL"),
    )
    _post_terms()
    _closings()
    _training()


def _no_circles() -> None:
    """No unit stands above itself, however long the way round, and whoever changes it meanwhile.

    Two changes that close a circle together do not see each other: the lock lets the second look
    only when the first has ended (each statement of a function reads anew).
    """
    op.execute(
        """
        CREATE FUNCTION refuse_circle_of_units() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.parent_id IS NULL THEN
                RETURN NEW;
            END IF;
            PERFORM pg_advisory_xact_lock(hashtext('unit.parent_id'));
            IF EXISTS (
                WITH RECURSIVE above(id, parent_id) AS (
                    SELECT id, parent_id FROM unit WHERE id = NEW.parent_id
                    UNION
                    SELECT unit.id, unit.parent_id FROM unit JOIN above ON unit.id = above.parent_id
                )
                SELECT FROM above WHERE above.id = NEW.id
            ) THEN
                RAISE EXCEPTION 'unit % would stand above itself', NEW.code
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'no_circle_of_units';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER unit_is_in_no_circle BEFORE INSERT OR UPDATE OF parent_id ON unit
            FOR EACH ROW EXECUTE FUNCTION refuse_circle_of_units();
        """
    )


def _post_terms() -> None:
    op.create_table(
        "post_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_post_term_account_id_account")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_post_term_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_term")),
    )
    op.create_index("ix_post_term_unit", "post_term", ["unit_id", "post"])
    op.create_index("ix_post_term_account", "post_term", ["account_id", "from_at"])
    op.create_index(
        "uq_post_term_open",
        "post_term",
        ["account_id", "post"],
        unique=True,
        postgresql_where=sa.text("until_at IS NULL"),
    )
    # Before this version nobody wrote down since when: the opening is the best that is known.
    op.execute(
        """
        INSERT INTO post_term (account_id, unit_id, post, from_at)
        SELECT account.id, account.unit_id, account_post.post, account.created_at
        FROM account JOIN account_post ON account_post.account_id = account.id
        WHERE account.active
        """
    )


def _closings() -> None:
    op.create_table(
        "account_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], ["account.id"], name=op.f(f"fk_account_closing_{column}_account")
            )
            for column in ("account_id", "successor_id", "by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_closing")),
    )
    op.create_index(op.f("ix_account_closing_account_id"), "account_closing", ["account_id"])


def _training() -> None:
    op.create_table(
        "training_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("course", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("certificate", sa.String(length=60), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ends_on >= begins_on", name=op.f("ck_training_record_ends_after_it_begins")
        ),
        sa.CheckConstraint("hours > 0", name=op.f("ck_training_record_has_hours")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_training_record_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_training_record_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
            name=op.f("fk_training_record_recorded_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_record")),
    )
    op.create_index("ix_training_record_unit", "training_record", ["unit_id", "ends_on", "id"])
    op.create_index("ix_training_record_day", "training_record", ["ends_on", "unit_id"])
    op.create_index("ix_training_record_account", "training_record", ["account_id"])


def downgrade() -> None:
    """Take them back."""
    op.drop_table("training_record")
    op.drop_table("account_closing")
    op.drop_table("post_term")
    op.drop_index("ix_audit_entry_subject", "audit_entry")
    op.execute("DROP TRIGGER unit_is_in_no_circle ON unit")
    op.execute("DROP FUNCTION refuse_circle_of_units()")
    for index in ("uq_unit_credit_code", "ix_unit_region_code", "ix_unit_parent_id_sort_key"):
        op.drop_index(index, "unit")
    for column in ("parent_id", *TEXTS, "version"):
        op.drop_column("unit", column)
