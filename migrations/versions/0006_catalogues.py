"""Four catalogues: resources with all their metadata, databases, collection entries, versions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from flask import current_app
from sqlalchemy.dialects import postgresql

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What flows between whom, by which mode: read from the agreements, kept nowhere else.
DIRECTORY = """
CREATE VIEW exchange_directory AS
SELECT a.id AS agreement_id, a.number, a.case_id, a.resource_id, r.database_id,
       a.demander_id, a.provider_id, t.items, t.mode, r.update_cycle, a.valid_until, a.effective_at
FROM sharing_agreement a
JOIN sharing_terms t ON t.id = a.terms_id
JOIN resource r ON r.id = a.resource_id
WHERE a.status = 'in_force'
"""


def upgrade() -> None:
    """Bring the tables up to this version."""
    op.create_table(
        "catalogue_database",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("owner_unit_id", sa.Integer(), nullable=False),
        sa.Column("base_class", sa.String(length=60), nullable=False),
        sa.Column("application_area", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("source_business", sa.Text(), nullable=False),
        sa.Column("maintainer", sa.String(length=200), nullable=False),
        sa.Column("update_cycle", sa.String(length=20), nullable=False),
        sa.Column("maintenance_plan", sa.Text(), nullable=False),
        sa.Column("maintenance_cost", sa.String(length=200), nullable=False),
        sa.Column("dbms", sa.String(length=60), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=True),
        sa.Column("network", sa.String(length=40), nullable=False),
        sa.Column("security_level", sa.String(length=20), nullable=False),
        sa.Column("funding_class", sa.String(length=60), nullable=False),
        sa.Column("filing_no", sa.String(length=60), nullable=False),
        sa.Column("registration_no", sa.String(length=60), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("last_updated_on", sa.Date(), nullable=True),
        sa.Column("deregistered_on", sa.Date(), nullable=True),
        sa.Column("deregister_reason", sa.Text(), nullable=False),
        sa.Column("limited_to", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('filed', 'registered', 'operating', 'updating', 'deregistered')",
            name=op.f("ck_catalogue_database_status"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"], ["unit.id"], name=op.f("fk_catalogue_database_owner_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_database")),
    )
    op.create_index(
        "ix_catalogue_database_owner",
        "catalogue_database",
        ["owner_unit_id", "status"],
        unique=False,
    )
    op.create_index(
        "ix_catalogue_database_status", "catalogue_database", ["status", "id"], unique=False
    )
    op.create_index(
        "ix_catalogue_database_updated", "catalogue_database", ["last_updated_on"], unique=False
    )
    op.create_table(
        "catalogue_database_item",
        sa.Column("database_id", sa.String(length=20), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("data_type", sa.String(length=20), nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("code_table", sa.String(length=100), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("is_base", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["database_id"],
            ["catalogue_database.id"],
            name=op.f("fk_catalogue_database_item_database_id_catalogue_database"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("database_id", "item_no", name=op.f("pk_catalogue_database_item")),
    )
    op.create_index(
        "ix_catalogue_database_item_name", "catalogue_database_item", ["name"], unique=False
    )
    op.create_index(
        "uq_catalogue_database_item_name",
        "catalogue_database_item",
        ["database_id", "name"],
        unique=True,
    )
    op.create_table(
        "entry_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_kind", sa.String(length=12), nullable=False),
        sa.Column("entry_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_entry_grant_by_id_account")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_entry_grant_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_grant")),
    )
    op.create_index("ix_entry_grant_entry", "entry_grant", ["entry_kind", "entry_id"], unique=False)
    op.create_index(
        "uq_entry_grant",
        "entry_grant",
        ["unit_id", "entry_kind", "entry_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "entry_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("entry_kind", sa.String(length=12), nullable=False),
        sa.Column("entry_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("instance_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_entry_version_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_version")),
        sa.UniqueConstraint(
            "entry_kind",
            "entry_id",
            "number",
            name=op.f("uq_entry_version_entry_kind_entry_id_number"),
        ),
    )
    op.create_index("ix_entry_version_at", "entry_version", ["at", "id"], unique=False)
    op.create_table(
        "catalogue_collection",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("base_class", sa.String(length=60), nullable=False),
        sa.Column("data_form", sa.String(length=40), nullable=False),
        sa.Column("standard", sa.String(length=200), nullable=False),
        sa.Column("cycle", sa.String(length=20), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("reviewed_by", postgresql.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("joint_units", postgresql.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("security_level", sa.String(length=20), nullable=False),
        sa.Column("limited_to", sa.String(length=40), nullable=False),
        sa.Column("registration_no", sa.String(length=60), nullable=False),
        sa.Column("resource_id", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('published', 'withdrawn')", name=op.f("ck_catalogue_collection_status")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_catalogue_collection_resource_id_resource"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_catalogue_collection_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_collection")),
    )
    op.create_index(
        "ix_catalogue_collection_class",
        "catalogue_collection",
        ["base_class", "status", "id"],
        unique=False,
    )
    op.create_index(
        "ix_catalogue_collection_resource", "catalogue_collection", ["resource_id"], unique=False
    )
    op.create_index(
        "ix_catalogue_collection_unit", "catalogue_collection", ["unit_id", "status"], unique=False
    )
    op.create_table(
        "catalogue_collection_item",
        sa.Column("collection_id", sa.String(length=20), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("data_type", sa.String(length=20), nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("code_table", sa.String(length=100), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("is_base", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["catalogue_collection.id"],
            name=op.f("fk_catalogue_collection_item_collection_id_catalogue_collection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "collection_id", "item_no", name=op.f("pk_catalogue_collection_item")
        ),
    )
    op.create_index(
        "ix_catalogue_collection_item_name", "catalogue_collection_item", ["name"], unique=False
    )
    op.create_index(
        "uq_catalogue_collection_item_name",
        "catalogue_collection_item",
        ["collection_id", "name"],
        unique=True,
    )
    op.add_column(
        "data_item",
        sa.Column("code_table", sa.String(length=100), server_default="", nullable=False),
    )
    op.add_column(
        "data_item", sa.Column("description", sa.Text(), server_default="", nullable=False)
    )
    op.create_index("ix_data_item_name", "data_item", ["name"], unique=False)
    op.add_column("resource", sa.Column("use_scope", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "resource", sa.Column("use_purpose", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "resource", sa.Column("refusal_reason", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "resource", sa.Column("format", sa.String(length=40), server_default="", nullable=False)
    )
    op.add_column(
        "resource", sa.Column("is_open", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column(
        "resource", sa.Column("open_condition", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "resource",
        sa.Column(
            "related", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
    )
    op.add_column(
        "resource",
        sa.Column("online_url", sa.String(length=500), server_default="", nullable=False),
    )
    op.add_column(
        "resource",
        sa.Column("service_url", sa.String(length=500), server_default="", nullable=False),
    )
    op.add_column(
        "resource",
        sa.Column("service_type", sa.String(length=60), server_default="", nullable=False),
    )
    op.add_column("resource", sa.Column("maintainer_unit_id", sa.Integer(), nullable=True))
    op.add_column("resource", sa.Column("metadata_updated_on", sa.Date(), nullable=True))
    op.add_column("resource", sa.Column("produced_by_id", sa.Integer(), nullable=True))
    op.add_column("resource", sa.Column("built_by_id", sa.Integer(), nullable=True))
    op.add_column("resource", sa.Column("operated_by_id", sa.Integer(), nullable=True))
    op.add_column("resource", sa.Column("collector_unit_id", sa.Integer(), nullable=True))
    op.add_column(
        "resource",
        sa.Column(
            "tags", postgresql.ARRAY(sa.String(length=40)), server_default="{}", nullable=False
        ),
    )
    op.add_column(
        "resource", sa.Column("limited_to", sa.String(length=40), server_default="", nullable=False)
    )
    op.add_column("resource", sa.Column("database_id", sa.String(length=20), nullable=True))
    op.add_column(
        "resource", sa.Column("version", sa.Integer(), server_default="1", nullable=False)
    )
    op.create_index(
        "ix_resource_catalogue", "resource", ["catalogue", "status", "id"], unique=False
    )
    op.create_index("ix_resource_database", "resource", ["database_id"], unique=False)
    op.create_index("ix_resource_published", "resource", ["published_on"], unique=False)
    op.create_foreign_key(
        op.f("fk_resource_operated_by_id_unit"), "resource", "unit", ["operated_by_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_resource_built_by_id_unit"), "resource", "unit", ["built_by_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_resource_produced_by_id_unit"), "resource", "unit", ["produced_by_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_resource_collector_unit_id_unit"),
        "resource",
        "unit",
        ["collector_unit_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_resource_database_id_catalogue_database"),
        "resource",
        "catalogue_database",
        ["database_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_resource_maintainer_unit_id_unit"),
        "resource",
        "unit",
        ["maintainer_unit_id"],
        ["id"],
    )
    op.execute(DIRECTORY)
    op.create_index(
        "ix_sharing_agreement_in_force",
        "sharing_agreement",
        ["resource_id", "valid_until"],
        postgresql_where=sa.text("status = 'in_force'"),
    )
    # A version is what was published then: it is never changed.
    role = current_app.config["DATABASE_ROLE"]
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON entry_version FROM "{role}"')
    op.execute(f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON exchange_directory FROM "{role}"')
    op.execute(
        "CREATE TRIGGER entry_version_is_append_only BEFORE UPDATE OR DELETE ON entry_version "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER entry_version_is_never_emptied BEFORE TRUNCATE ON entry_version "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Take them back."""
    op.execute("DROP VIEW exchange_directory")
    op.drop_index("ix_sharing_agreement_in_force", "sharing_agreement")
    op.drop_constraint(op.f("fk_resource_maintainer_unit_id_unit"), "resource", type_="foreignkey")
    op.drop_constraint(
        op.f("fk_resource_database_id_catalogue_database"), "resource", type_="foreignkey"
    )
    op.drop_constraint(op.f("fk_resource_collector_unit_id_unit"), "resource", type_="foreignkey")
    op.drop_constraint(op.f("fk_resource_produced_by_id_unit"), "resource", type_="foreignkey")
    op.drop_constraint(op.f("fk_resource_built_by_id_unit"), "resource", type_="foreignkey")
    op.drop_constraint(op.f("fk_resource_operated_by_id_unit"), "resource", type_="foreignkey")
    op.drop_index("ix_resource_published", table_name="resource")
    op.drop_index("ix_resource_database", table_name="resource")
    op.drop_index("ix_resource_catalogue", table_name="resource")
    op.drop_column("resource", "version")
    op.drop_column("resource", "database_id")
    op.drop_column("resource", "limited_to")
    op.drop_column("resource", "tags")
    op.drop_column("resource", "collector_unit_id")
    op.drop_column("resource", "operated_by_id")
    op.drop_column("resource", "built_by_id")
    op.drop_column("resource", "produced_by_id")
    op.drop_column("resource", "metadata_updated_on")
    op.drop_column("resource", "maintainer_unit_id")
    op.drop_column("resource", "service_type")
    op.drop_column("resource", "service_url")
    op.drop_column("resource", "online_url")
    op.drop_column("resource", "related")
    op.drop_column("resource", "open_condition")
    op.drop_column("resource", "is_open")
    op.drop_column("resource", "format")
    op.drop_column("resource", "refusal_reason")
    op.drop_column("resource", "use_purpose")
    op.drop_column("resource", "use_scope")
    op.drop_index("ix_data_item_name", table_name="data_item")
    op.drop_column("data_item", "description")
    op.drop_column("data_item", "code_table")
    op.drop_index("uq_catalogue_collection_item_name", table_name="catalogue_collection_item")
    op.drop_index("ix_catalogue_collection_item_name", table_name="catalogue_collection_item")
    op.drop_table("catalogue_collection_item")
    op.drop_index("ix_catalogue_collection_unit", table_name="catalogue_collection")
    op.drop_index("ix_catalogue_collection_resource", table_name="catalogue_collection")
    op.drop_index("ix_catalogue_collection_class", table_name="catalogue_collection")
    op.drop_table("catalogue_collection")
    op.drop_index("ix_entry_version_at", table_name="entry_version")
    op.drop_table("entry_version")
    op.drop_index(
        "uq_entry_grant", table_name="entry_grant", postgresql_where=sa.text("revoked_at IS NULL")
    )
    op.drop_index("ix_entry_grant_entry", table_name="entry_grant")
    op.drop_table("entry_grant")
    op.drop_index("uq_catalogue_database_item_name", table_name="catalogue_database_item")
    op.drop_index("ix_catalogue_database_item_name", table_name="catalogue_database_item")
    op.drop_table("catalogue_database_item")
    op.drop_index("ix_catalogue_database_updated", table_name="catalogue_database")
    op.drop_index("ix_catalogue_database_status", table_name="catalogue_database")
    op.drop_index("ix_catalogue_database_owner", table_name="catalogue_database")
    op.drop_table("catalogue_database")
