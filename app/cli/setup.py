"""`flask setup`: bring the database up to date, deploy the diagrams, fill in the demonstration.

It may be called as often as one likes; where nothing is to do, it does nothing, fast.
"""

from collections.abc import Callable

import click
from flask import current_app

from app.cli import listing, migrating
from app.cli.database import with_database
from app.domain.catalogue import seed as catalogue
from app.domain.catalogue import seed_registers
from app.domain.catalogue.services import census, index_rebuild
from app.domain.meetings import seed as meetings
from app.domain.sharing import seed as sharing
from app.foundation import connections
from app.foundation.database import transaction
from app.foundation.identity import seed as people
from app.jobs.record import seal_record
from app.workflow import seed as workflow
from app.workflow.studio import shipped


def deploy() -> None:
    """Release the shipped diagrams and forms, and say what waits for an administrator."""
    done = shipped.deploy()
    if done.draft:
        for line in listing.deployed(done):
            click.echo(line)


# Each is called in order, in a transaction of its own, and does nothing where its work is done
# already.  The first and the last tuple always, the second in a demonstration only.
SETUP_STEPS: tuple[Callable[[], object], ...] = (
    people.units,
    sharing.regions,
    meetings.member_units,
    workflow.deadline_rules,
    catalogue.synonyms,
    deploy,
)
DEMO_STEPS: tuple[Callable[[], object], ...] = (
    people.demo_accounts,
    meetings.chairs,
    catalogue.seed,
    seed_registers.registers,
)
# ... and when the catalogues stand.
LAST_STEPS: tuple[Callable[[], object], ...] = (census.keep_up, index_rebuild.keep_up)


@click.command("setup")
@with_database
def setup() -> None:
    """Migrate the database, deploy the diagrams, fill in the demonstration."""
    prepare()


def prepare() -> None:
    """Do all of it, on a database that runs."""
    migrating.upgrade()
    connections.let_in(current_app.config)
    connections.bound(current_app.config)
    demo = DEMO_STEPS if current_app.config["DEMO"] else ()
    for step in SETUP_STEPS + demo + LAST_STEPS:
        with transaction():
            step()
    seal_record()
