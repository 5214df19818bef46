"""Bring the tables up to date, while people are at work."""

import logging
import random
import time

import flask_migrate
from flask import current_app
from sqlalchemy.exc import OperationalError

# PostgreSQL: deadlock, lock not available.
CROSSED = {"40P01", "55P03"}
TRIES = 40
LONGEST_PAUSE = 1.5  # seconds, in which those who waited for the table go on
log = logging.getLogger(__name__)


def upgrade() -> None:
    """Apply what is missing; a migration that crosses somebody's transaction is begun again."""
    for left in reversed(range(TRIES)):
        try:
            flask_migrate.upgrade(directory=current_app.extensions["migrate"].directory)
            return
        except OperationalError as error:
            if not left or getattr(error.orig, "sqlstate", None) not in CROSSED:
                raise
            log.info("a migration crossed somebody at work, and is begun again")
            time.sleep(random.uniform(0.1, LONGEST_PAUSE))
