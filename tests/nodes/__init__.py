"""Several machines over one database: PostgreSQL 15, PgBouncer before it, two web nodes."""
