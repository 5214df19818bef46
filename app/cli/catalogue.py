"""`flask catalogue`: does what a unit wants to build exist already; make the search anew."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click
import orjson

from app.cli.database import with_database
from app.domain.catalogue import duplicates
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.services import index_rebuild
from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import in_english

group = click.Group("catalogue", help="The catalogues: what exists already, import, export.")
LARGEST = 5 * 1024 * 1024
MOST = 200
BAD_FILE = 2


@group.command("check-duplicates")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pretty", is_flag=True, help="Indent the answer, for people.")
@with_database
def check_duplicates(file: Path, pretty: bool) -> None:
    """Compare the proposals in FILE, JSON, with all four catalogues, and print JSON.

    FILE holds one proposal {name, owner, items}, a list of them, or of {case, proposed}.
    """
    with in_english():
        given = _read(file)
        read = list(_proposals(given))
    said = [case | duplicates.check(proposal).as_json() for case, proposal in read]
    answer = said if isinstance(given, list) else said[0]
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2 if pretty else None))


@group.command("reindex")
@with_database
def reindex() -> None:
    """Make what the search looks through anew, from the catalogues as they are."""
    with transaction():
        found = index_rebuild.rebuild()
    click.echo(f"{found} entries can be found.")


def _proposals(given: Any) -> Iterator[tuple[dict[str, str], Proposal]]:
    """Each proposal, with the name of its case where it has one."""
    several = given if isinstance(given, list) else [given]
    if len(several) > MOST:
        _refuse(f"more than {MOST} proposals")
    for number, one in enumerate(several, 1):
        wrapped = isinstance(one, dict) and "proposed" in one
        case = {"case": str(one["case"])[:100]} if wrapped and "case" in one else {}
        try:
            yield case, Proposal.read(one["proposed"] if wrapped else one)
        except Invalid as wrong:
            field, messages = next(iter(wrong.fields.items()))
            _refuse(f"proposal {number}: {field + ': ' if field else ''}{messages[0]}")


def _read(file: Path) -> Any:
    """What a file holds, unless it is too large or no JSON."""
    try:
        if not file.is_file():
            _refuse(f"{file} is not a regular file")
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as wrong:
        _refuse(f"{file}: {wrong.strerror}")
    if len(content) > LARGEST:
        _refuse(f"{file} is larger than {LARGEST // 1024 // 1024} MB")
    try:
        return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as wrong:
        _refuse(f"{file} is not JSON: {wrong}")


def _refuse(why: str) -> NoReturn:
    """Say in one line what is wrong with the file."""
    line = "".join(sign if sign.isprintable() else "?" for sign in why)
    click.echo(f"Error: {line[:300]}", err=True)
    raise SystemExit(BAD_FILE)
