"""`flask files`: move contents from one store to another, and verify that all are there."""

from collections import Counter
from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import AppGroup

from app.cli.database import with_database
from app.domain.sharing.services import archive
from app.foundation import contents
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.identity import acting
from app.foundation.stores.store import Missing, Store, Unavailable

group = AppGroup("files", help="Contents of files: move them to another store, verify them.")
WORKER = "flask files"
SAID_EVERY = 1_000


@group.command("move")
@click.option("--from", "source", help="Where they lie; by default UPLOAD_FOLDER.")
@click.option("--to", "target", help="Where they shall lie; by default FILES.")
@click.option("--delete", is_flag=True, help="Take each from where it lay, once it was read back.")
@with_database
def move(source: str | None, target: str | None, delete: bool) -> None:
    """Copy every content into another store, checked by its hash.

    A store is `database`, `s3://bucket/prefix` or a folder.  While it runs, people may work; after
    a break it goes on where it was.  First let every node write to the new store (FILES), then
    move what lies in the old one.
    """
    config = current_app.config
    places = [_store(address) for address in (source or config["UPLOAD_FOLDER"], target)]
    with acting.as_system(WORKER):
        done = _counted(_move_all(places[0], places[1], delete))
        _adopt_archives()
    click.echo(
        f"{done['moved']} moved, {done['there']} were there already, {done['damaged']} damaged"
    )
    if done["damaged"]:
        raise SystemExit(1)


@group.command("verify")
@with_database
def verify() -> None:
    """Read every content that a row names, and compare it with its hash."""
    done = _counted(_verify_all())
    click.echo(f"{done['sound']} sound, {done['missing']} missing or damaged")
    if done["missing"]:
        raise SystemExit(1)


def _store(address: str | None) -> Store:
    if address is None:
        return contents.settings.store
    if wrong := contents.problem(address):
        raise click.ClickException(f"{address} {wrong}.")
    return contents.store(address, current_app.config)


def _move_all(source: Store, target: Store, delete: bool) -> Iterator[str]:
    for kept in list(source.kept()):
        try:
            with transaction():
                new = contents.move(kept.sha256, source, target)
            if delete:  # not before the copy is committed
                with transaction():
                    contents.leave(kept.sha256, source, target)
            yield "moved" if new else "there"
        except (contents.Damaged, Missing) as damaged:
            click.echo(f"damaged: {damaged}", err=True)
            yield "damaged"
        except Unavailable as gone:
            raise click.ClickException(f"{gone} Run it again: it goes on from here.") from gone


def _adopt_archives() -> None:
    """The ZIPs of closed cases lay beside the files, under names of their own."""
    for case_id in archive.written():
        with transaction():
            archive.write(case_id)


def _verify_all() -> Iterator[str]:
    for sha256 in contents.named():
        try:
            contents.copied(sha256).close()
            yield "sound"
        except (NotFound, Unavailable) as missing:
            click.echo(f"{sha256}: {missing}", err=True)
            yield "missing"
        db.session.rollback()  # no transaction as long as all of it


def _counted(results: Iterator[str]) -> Counter[str]:
    """How many of each; says now and then how far it is."""
    done: Counter[str] = Counter()
    for result in results:
        done[result] += 1
        if not done.total() % SAID_EVERY:
            click.echo(f"{done.total()} …", err=True)
    return done
