"""Demands for data that nobody lists; what is applied for, to be counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What is applied for, once its unit's head let it go out: what stays inside a unit is not counted.
APPLICATIONS = """
CREATE VIEW application_items AS
SELECT c.id AS case_id, c.applied_resource_id AS resource_id, i.item, c.demander_id,
       c.approved_at AS submitted_at
FROM sharing_case c
CROSS JOIN LATERAL jsonb_array_elements_text(c.applied_items) AS i(item)
WHERE c.approved_at IS NOT NULL
"""


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("items", postgresql.ARRAY(sa.String(length=100)), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("hits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("spite_reason", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("assigned_unit_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("entry_kind", sa.String(length=12), nullable=False),
        sa.Column("entry_id", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_demand_merged")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'assigned', 'promised', 'fulfilled', 'answered', 'merged', 'declined', 'withdrawn')",
            name=op.f("ck_demand_state"),
        ),
        sa.CheckConstraint(
            "urgency IN ('normal', 'urgent', 'critical')", name=op.f("ck_demand_urgency")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_unit_id"], ["unit.id"], name=op.f("fk_demand_assigned_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_demand_by_id_account")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["demand.id"], name=op.f("fk_demand_merged_into_id_demand")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_demand_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("number", name=op.f("uq_demand_number")),
        sa.UniqueConstraint(
            "unit_id", "submission_key", name=op.f("uq_demand_unit_id_submission_key")
        ),
    )
    op.create_index("ix_demand_assigned", "demand", ["assigned_unit_id", "due_on"], unique=False)
    op.create_index(
        "ix_demand_due",
        "demand",
        ["due_on"],
        unique=False,
        postgresql_where=sa.text("state IN ('assigned', 'promised')"),
    )
    op.create_index("ix_demand_entry", "demand", ["entry_kind", "entry_id"], unique=False)
    op.create_index("ix_demand_instance", "demand", ["instance_id"], unique=False)
    op.create_index("ix_demand_merged", "demand", ["merged_into_id"], unique=False)
    op.create_index("ix_demand_state", "demand", ["state", "id"], unique=False)
    op.create_index("ix_demand_unit", "demand", ["unit_id", "id"], unique=False)
    op.create_index("ix_demand_wanted", "demand", ["wanted", "id"], unique=False)
    op.create_table(
        "demand_event",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_demand_event_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_demand_event_demand_id_demand")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_demand_event_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_event")),
    )
    op.create_index("ix_demand_event_demand", "demand_event", ["demand_id", "id"], unique=False)
    op.create_table(
        "demand_unit",
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_from_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_demand_unit_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_demand_unit_demand_id_demand")
        ),
        sa.ForeignKeyConstraint(
            ["merged_from_id"], ["demand.id"], name=op.f("fk_demand_unit_merged_from_id_demand")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_demand_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("demand_id", "unit_id", name=op.f("pk_demand_unit")),
    )
    op.create_index("ix_demand_unit_unit", "demand_unit", ["unit_id", "demand_id"], unique=False)
    # Filled by `flask setup`, which runs after this.
    op.create_table(
        "catalogue_census",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("entry_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("catalogue", sa.String(length=60), nullable=False),
        sa.Column("class_name", sa.String(length=100), nullable=False),
        sa.Column("sharing_class", sa.String(length=20), nullable=False),
        sa.Column("has_basis", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("limited_to", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(length=8), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("cycle_days", sa.Integer(), nullable=True),
        sa.Column("fresh_on", sa.Date(), nullable=True),
        sa.Column("leads_to", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_catalogue_census_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("kind", "entry_id", name=op.f("pk_catalogue_census")),
    )
    op.create_index("ix_catalogue_census_unit", "catalogue_census", ["unit_id", "kind"])
    op.create_index(
        "ix_catalogue_census_leads_to",
        "catalogue_census",
        ["leads_to"],
        postgresql_where=sa.text("leads_to IS NOT NULL"),
    )
    op.create_index(
        "ix_sharing_case_approved",
        "sharing_case",
        ["approved_at"],
        postgresql_where=sa.text("approved_at IS NOT NULL"),
    )
    op.execute(APPLICATIONS)
    # A history is never changed, and a view is never written.
    role = current_app.config["DATABASE_ROLE"]
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON demand_event FROM "{role}"')
    op.execute(f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON application_items FROM "{role}"')


def downgrade() -> None:
    """Take them back."""
    op.execute("DROP VIEW application_items")
    op.drop_index("ix_sharing_case_approved", "sharing_case")
    op.drop_table("catalogue_census")
    op.drop_index("ix_demand_unit_unit", table_name="demand_unit")
    op.drop_table("demand_unit")
    op.drop_index("ix_demand_event_demand", table_name="demand_event")
    op.drop_table("demand_event")
    op.drop_index("ix_demand_wanted", table_name="demand")
    op.drop_index("ix_demand_unit", table_name="demand")
    op.drop_index("ix_demand_state", table_name="demand")
    op.drop_index("ix_demand_merged", table_name="demand")
    op.drop_index("ix_demand_instance", table_name="demand")
    op.drop_index("ix_demand_entry", table_name="demand")
    op.drop_index(
        "ix_demand_due",
        table_name="demand",
        postgresql_where=sa.text("state IN ('assigned', 'promised')"),
    )
    op.drop_index("ix_demand_assigned", table_name="demand")
    op.drop_table("demand")
