"""Door 3: the command line.  Each module beside this one holds the commands of one subject.

A command that needs the database says `@with_database` under `@click.command`: it then finds a
server running, and the last command that leaves stops the embedded one.
"""

import click
import flask_migrate.cli
from flask import Flask
from flask.cli import run_command, shell_command

from app.cli import (
    archive,
    audit,
    calendar,
    catalogue,
    demo,
    document,
    files,
    jurisdiction,
    keeping,
    people,
    process,
    scenario,
    serve,
    setup,
    transfer,
)
from app.cli.database import with_database

COMMANDS: tuple[click.Command, ...] = (
    setup.setup,
    scenario.scenario,
    serve.serve,
    serve.jobs_alone,
    serve.work,
    archive.archive,
    audit.audit,
    calendar.group,
    catalogue.group,
    demo.group,
    document.document,
    files.group,
    jurisdiction.group,
    keeping.keeping,
    people.people,
    process.group,
)
catalogue.group.add_command(transfer.import_file)
catalogue.group.add_command(transfer.export_file)
# Commands of others that need the database as well.
FOREIGN = (run_command, shell_command, *flask_migrate.cli.db.commands.values())
_usual = {command: command.callback for command in FOREIGN}


def install(app: Flask) -> None:
    """Make every command known to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)
    for command, callback in _usual.items():
        command.callback = with_database(callback) if callback else None
