"""The deadline rules that the product ships; an administrator's changes are kept."""

import csv
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from app.foundation import paths
from app.foundation.database import db
from app.workflow.ledger import DeadlineRule


def deadline_rules() -> None:
    """Add the rules that are missing, from the shipped table."""
    db.session.execute(insert(DeadlineRule).on_conflict_do_nothing(), shipped_rules())


def shipped_rules() -> list[dict[str, Any]]:
    """The table as it is shipped, row by row."""
    with (paths.DEMO / "deadlines.csv").open(encoding="utf-8-sig") as file:
        return [row | {"amount": int(row["amount"])} for row in csv.DictReader(file)]
