"""Second factors, other sign-ins, tokens, ways back."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_ACCOUNTS = ("must_change_password", "is_program")
MOMENTS = ("second_factor_at", "second_factor_due_at")
TABLES = (
    "open_session",
    "second_factor",
    "recovery_code",
    "outside_identity",
    "way_back",
    "api_token",
)


def upgrade() -> None:
    """Bring the tables up to this version."""
    for name in OF_ACCOUNTS:
        no = sa.text("false")
        op.add_column("account", sa.Column(name, sa.Boolean(), nullable=False, server_default=no))
    for name in MOMENTS:
        op.add_column("account", sa.Column(name, sa.DateTime(timezone=True)))
    _sessions()
    _second_factors()
    _outside()
    _ways_back()
    _tokens()


def _account(table: str, nullable: bool = False, name: str = "account_id") -> list[Any]:
    key = op.f(f"fk_{table}_{name}_account")
    return [
        sa.Column(name, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["account.id"], name=key),
    ]


def _moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _sessions() -> None:
    op.create_table(
        "open_session",
        sa.Column("id", sa.String(32), nullable=False),
        *_account("open_session"),
        sa.Column("nonce", sa.String(32), nullable=False),
        _moment("began_at"),
        _moment("seen_at"),
        sa.Column("device", sa.String(60), nullable=False),
        sa.Column("network", sa.String(60), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_session")),
    )
    op.create_index("ix_open_session_account", "open_session", ["account_id", "nonce"])
    op.create_index(op.f("ix_open_session_seen_at"), "open_session", ["seen_at"])


def _second_factors() -> None:
    op.create_table(
        "second_factor",
        *_account("second_factor"),
        sa.Column("sealed", sa.String(300), nullable=False),
        _moment("made_at"),
        _moment("confirmed_at", nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        *_account("recovery_code"),
        sa.Column("sha256", sa.String(64), nullable=False),
        _moment("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint(
            "account_id", "sha256", name=op.f("uq_recovery_code_account_id_sha256")
        ),
    )


def _outside() -> None:
    op.create_table(
        "outside_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        *_account("outside_identity"),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        _moment("linked_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_outside_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_outside_identity_account_id"), "outside_identity", ["account_id"])


def _ways_back() -> None:
    op.create_table(
        "way_back",
        sa.Column("id", sa.Integer(), nullable=False),
        *_account("way_back", nullable=True),
        _moment("asked_at"),
        sa.Column("sha256", sa.String(64), nullable=True),
        _moment("sent_at", nullable=True),
        _moment("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way_back")),
        sa.UniqueConstraint("sha256", name=op.f("uq_way_back_sha256")),
    )
    unsent = sa.text("sent_at IS NULL")
    op.create_index("ix_way_back_unsent", "way_back", ["id"], postgresql_where=unsent)
    op.create_index("ix_way_back_account", "way_back", ["account_id"])
    op.create_index(op.f("ix_way_back_asked_at"), "way_back", ["asked_at"])


def _tokens() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        *_account("api_token"),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("begins", sa.String(10), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.String(40)), nullable=False),
        _moment("made_at"),
        *_account("api_token", name="made_by_id"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        _moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("sha256", name=op.f("uq_api_token_sha256")),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_api_token_for_something")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_api_token_for_some_time")),
    )
    op.create_index("ix_api_token_account", "api_token", ["account_id", "id"])


def downgrade() -> None:
    """Take it back."""
    for table in reversed(TABLES):
        op.drop_table(table)
    for name in (*MOMENTS, *OF_ACCOUNTS):
        op.drop_column("account", name)
