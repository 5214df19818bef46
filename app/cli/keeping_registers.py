"""`flask keeping destroyable|registers|register|stop|hold|lift`: what is to be destroyed."""

import click
from sqlalchemy import select

from app.cli.database import with_database
from app.domain.keeping import destroyable, register_file
from app.domain.keeping.services import holding, registers
from app.foundation.database import db, transaction
from app.foundation.destroyed import Destruction, KeptHold
from app.foundation.identity import acting

MOST = 200


def add_to(group: click.Group) -> None:
    """Put these commands beside the others of the archive."""
    for command in (listed, all_registers, one_register, stop, hold, lift):
        group.add_command(command)


@click.command("destroyable")
@with_database
def listed() -> None:
    """Say which archived cases might be destroyed, and what holds the others."""
    click.echo(f"term: {destroyable.years()} years")
    for standing in destroyable.STANDINGS:
        asked = destroyable.Asked(standing=standing)
        for case, *reasons in db.session.execute(destroyable.listed(asked).limit(MOST)):
            holds = [n for n, on in zip(destroyable.holding(), reasons, strict=True) if on]
            said = "\t".join([standing, *holds])
            click.echo(f"{case.number}\tended {case.ended_on}\t{said}")


@click.command("registers")
@with_database
def all_registers() -> None:
    """List the registers of destruction, the newest first."""
    for one in db.session.scalars(registers.registers().limit(MOST)):
        click.echo(f"{one.number}\t{one.state}\t{one.cases} cases\tfrom {one.from_on or '-'}")


@click.command("register")
@click.argument("number")
@with_database
def one_register(number: str) -> None:
    """Write the register NUMBER as CSV."""
    found = _register(number)
    for piece in register_file.as_csv(found):
        click.echo(piece, nl=False)


@click.command("stop")
@click.argument("number")
@click.option("--reason", required=True, help="Why; this is recorded.")
@with_database
def stop(number: str, reason: str) -> None:
    """Stop the register NUMBER, which was confirmed, before it is carried out."""
    register_id = _register(number).id
    with acting.as_system("keeping"), transaction():
        registers.stop(register_id, reason, None)
    click.echo(f"{number}: stopped")


@click.command("hold")
@click.argument("number")
@click.option("--reason", required=True, help="Why; this is recorded.")
@with_database
def hold(number: str, reason: str) -> None:
    """Hold the archived case NUMBER: it is not destroyed until somebody lets go of it."""
    with acting.as_system("keeping"), transaction():
        holding.hold(number, reason, None)
    click.echo(f"{number}: held")


@click.command("lift")
@click.argument("number")
@click.option("--reason", required=True, help="Why; this is recorded.")
@with_database
def lift(number: str, reason: str) -> None:
    """Let go of the case NUMBER, which was held."""
    held = select(KeptHold.id).where(KeptHold.number == number, KeptHold.lifted_at.is_(None))
    hold_id = db.session.scalar(held)
    if hold_id is None:
        raise click.ClickException(f"{number} is not held.")
    with acting.as_system("keeping"), transaction():
        holding.lift(hold_id, reason, None)
    click.echo(f"{number}: not held any more")


def _register(number: str) -> Destruction:
    found = db.session.scalars(select(Destruction).where(Destruction.number == number)).first()
    if found is None:
        raise click.ClickException(f"There is no register {number}.")
    return found
