"""`flask document`: is a file the one that was issued; which documents there are."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import select

from app.cli.database import with_database
from app.domain.documents.models import IssuedDocument
from app.domain.documents.services import check
from app.domain.keeping import queries as keeping
from app.domain.keeping.services import lending
from app.domain.sharing.models.case import SharingCase
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
LARGEST = 20 * 1024 * 1024
MOST = 200


@click.group("document")
def document() -> None:
    """Official documents: check a file, list what was issued."""


@document.command("verify")
@click.argument("file", type=FILE)
@with_database
def verify(file: Path) -> None:
    """Say whether FILE, a .docx, is the one that was issued."""
    try:
        verdict = _checked(_read(file))
    except Conflict as wrong:
        raise click.ClickException(f"{file}: {wrong.message}.") from wrong
    if verdict.issued:
        click.echo(f"{file}: issued: {_line(verdict.issued)}")
        return
    for known in verdict.of_that_number:
        click.echo(f"{file}: not the file that was issued; known: {_line(known)}")
    if not verdict.of_that_number:
        number = f" of the number {_shown(verdict.claimed)}" if verdict.claimed else ""
        click.echo(f"{file}: no document{number} was issued here")
    raise SystemExit(1)


@document.command("list")
@click.option("--case", "number", help="Only of case NUMBER, such as 京共申〔2026〕0001号.")
@with_database
def listed(number: str | None) -> None:
    """List the documents, the latest first."""
    for one in _documents(number):
        click.echo(f"{one.id}\t{_line(one)}")


def _checked(content: bytes) -> check.Verdict:
    """The verdict, after a look into the archive where nothing was found among the living."""
    verdict = check.check(content)
    if verdict.issued:
        return verdict
    case_id = keeping.case_of_file(hashlib.sha256(content).hexdigest(), verdict.claimed)
    if case_id is not None and lending.lend(keeping.CASE, str(case_id)):
        return check.check(content)
    return verdict


def _documents(number: str | None) -> Iterator[IssuedDocument]:
    found = select(IssuedDocument).order_by(IssuedDocument.id.desc()).limit(MOST)
    if number is not None:
        case = db.session.scalars(
            select(SharingCase.id).where(SharingCase.number == number)
        ).first()
        if case is None and (lent := lending.lend("case_number", number)):
            case = lent.id
        if case is None:
            raise NotFound(f"There is no case {number}.")
        found = found.where(IssuedDocument.instance_id == case)
    yield from db.session.scalars(found)


def _read(file: Path) -> bytes:
    """The file, unless it is too large, or no file at all, to be one of ours."""
    if not file.is_file():
        raise Conflict("is not a regular file")
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Conflict("is too large to be one of ours")
    return content


def _line(one: IssuedDocument) -> str:
    """Number, kind, date and issuer; and whether it still holds."""
    said = f"{one.number or one.title}, {one.kind}, {one.issued_on}, {one.issuer.name}"
    if one.withdrawn_at:
        said += f"; withdrawn on {clock.local(one.withdrawn_at):%Y-%m-%d}"
        said += f": {_shown(one.withdrawn_reason)}" if one.withdrawn_reason else ""
    return said


def _shown(text: str) -> str:
    """A text from outside, on one line and without signs that move the cursor."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:100]
