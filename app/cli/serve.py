"""`flask serve`, what `make run` calls; `flask jobs`, the clock; `flask worker`, the queue."""

import os
import textwrap
from collections.abc import Callable, Iterable

import click
from flask import Flask, current_app

from app import jobs, server
from app.cli.database import refuse_without_pages, with_database
from app.cli.setup import prepare
from app.foundation import postgres, queue
from app.foundation.database import db
from app.foundation.identity import demo
from app.foundation.watching import presence
from app.jobs import worker

MANY = click.IntRange(1, worker.MOST_THREADS)
SECONDS_TO_END = 60
STUCK = 1
# Sign-in name, password, unit and post of the accounts to begin with.
DEMO_ACCOUNTS: Callable[[], Iterable[tuple[str, str, str, str]]] = demo.table


@click.command("serve")
@click.option("--port", type=int, help="Instead of PORT, or 8000; 0 takes any that is free.")
@with_database
def serve(port: int | None) -> None:
    """Prepare everything, print the address, and serve until Ctrl-C."""
    refuse_without_pages()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        door = server.listen(app.config["PORT"] if port is None else port)
    except server.PortTaken as taken:
        raise click.ClickException(str(taken)) from taken
    prepare()
    inside = app.config["RUN_JOBS"]
    scheduler = None if inside else jobs.start(app)
    workforce = app.extensions["worker"] if inside else worker.start(app)
    del app.extensions["voice"]  # this process is more than a web server, and says so below
    try:
        _greet(app, door.getsockname()[1])
        db.session.remove()  # the command itself asks no more: it must not keep a connection
        with postgres.kept_up(app.config["DATABASE_URL"]), presence.told("serve", app.app_context):
            server.serve(app, door)
    except KeyboardInterrupt:
        pass
    finally:
        if scheduler:
            scheduler.shutdown(wait=False)
        workforce.stop(SECONDS_TO_END)
        click.echo("\nStopped.")


@click.command("jobs")
@with_database
def jobs_alone() -> None:
    """Let due timers fire, send reminders, until Ctrl-C.  On any number of machines."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    scheduler = jobs.start(app)
    click.echo("The clock ticks. Ctrl-C stops it.")
    try:
        with postgres.kept_up(app.config["DATABASE_URL"]), presence.told("jobs", app.app_context):
            server.wait()
    finally:
        scheduler.shutdown()


@click.command("worker")
@click.option("--threads", type=MANY, help="Instead of WORKER_THREADS, or 4.")
@with_database
def work(threads: int | None) -> None:
    """Do the long and outside work of the queue, until Ctrl-C.  On any number of machines.

    What is short is then finished, what is long is given back to the queue.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    queue.depths()  # a database that is not set up is told at once, in one line
    db.session.remove()
    workforce = worker.start(app, threads)
    click.echo("Working. Ctrl-C stops it.")
    with postgres.kept_up(app.config["DATABASE_URL"]), presence.told("worker", app.app_context):
        server.wait()
        if not workforce.stop(SECONDS_TO_END):
            click.echo("A job does not end: another worker takes it up.", err=True)
            db.engine.dispose()
            os._exit(STUCK)


def _greet(app: Flask, port: int) -> None:
    """Say where the site is, and who may sign in to the demonstration."""
    click.echo(f"\n  协商 is at http://{server.HOST}:{port}/   (Ctrl-C stops it)\n")
    if app.config["DEMO"]:
        for row in [("account", "password", "unit", "post"), *DEMO_ACCOUNTS()]:
            click.echo(
                "  "
                + "".join(
                    _padded(cell, width) for cell, width in zip(row, (16, 16, 26, 0), strict=True)
                )
            )
        click.echo("\n  A dispute before the leading group is voted on by (same password):")
        logins = " ".join(voter.login for voter in demo.voters())
        click.echo(textwrap.fill(logins, 90, initial_indent="  ", subsequent_indent="  ") + "\n")


def _padded(text: str, width: int) -> str:
    """Fill up to a width on the screen, where a Chinese character takes two places."""
    taken = sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
    return text + " " * max(1, width - taken)
