"""The deadline rules that the product ships; an administrator's changes are kept."""

import csv

from sqlalchemy.dialects.postgresql import insert

from app.foundation import paths
from app.foundation.database import db
from app.workflow.ledger import DeadlineRule


def deadline_rules() -> None:
    """Add the rules that are missing, from the shipped table."""
    with (paths.DEMO / "deadlines.csv").open(encoding="utf-8-sig") as file:
        rows = [row | {"amount": int(row["amount"])} for row in csv.DictReader(file)]
    db.session.execute(insert(DeadlineRule).on_conflict_do_nothing(), rows)
