"""`flask people`: open, list and change accounts; how production gets its first administrator."""

import click
from flask.cli import AppGroup

from app.cli.database import with_database
from app.foundation.database import transaction
from app.foundation.errors import NotFound
from app.foundation.i18n import in_english
from app.foundation.identity import acting, queries
from app.foundation.identity.models import Account
from app.foundation.people import directory, named_posts, second_factor
from app.workflow import handover

people = AppGroup("people", help="Open, list and change accounts.")
WORKER = "flask people"


@people.command("add-account")
@click.argument("login")
@click.option("--unit", "unit_code", required=True, help="The unit's code, such as XXB.")
@click.option("--post", "post_names", multiple=True, required=True, help="May be given again.")
@click.option("--title", help="How the post is shown; by default the unit and the login.")
@click.password_option(help="Asked for when it is not given.")
@with_database
def add_account(
    login: str, unit_code: str, post_names: tuple[str, ...], title: str | None, password: str
) -> None:
    """Open an account: flask people add-account admin --unit XXB --post sysadmin."""
    with in_english(), acting.as_system(WORKER), transaction():
        unit = queries.unit_by_code(unit_code)
        directory.open_account(
            login,
            unit_code=unit_code,
            post_names=post_names,
            display_post=title or f"{unit.short_name} {login}",
            password=password,
            confirmed=True,
        )
    if named_posts.both(post_names):
        click.echo(f"{login} both submits and approves for its unit.", err=True)
    click.echo(f"{login} may sign in.")


@people.command("set-password")
@click.argument("login")
@click.password_option(help="Asked for when it is not given.")
@with_database
def set_password(login: str, password: str) -> None:
    """Give an account a new password and sign it out everywhere."""
    with in_english(), acting.as_system(WORKER), transaction():
        directory.set_password(_account(login), password)
    click.echo(f"{login} has a new password and is signed out everywhere.")


@people.command("reset-second-factor")
@click.argument("login")
@with_database
def reset_second_factor(login: str) -> None:
    """For a holder who lost device and codes: signed out, and set up anew at the next sign-in."""
    with in_english(), acting.as_system(WORKER), transaction():
        second_factor.reset(_account(login))
    click.echo(f"{login} has no second factor any more and is signed out everywhere.")


@people.command("reseal")
@with_database
def reseal() -> None:
    """Seal the second factors with the present SECRET_KEY, before a former one is taken away."""
    with in_english(), acting.as_system(WORKER), transaction():
        done, lost = second_factor.seal_anew()
    click.echo(f"{done} second factors are sealed with the present key.")
    if lost:
        raise click.ClickException(f"{lost} cannot be read with any key: reset them.")


@people.command("close")
@click.argument("login")
@click.option("--successor", help="The login of who takes over its tasks and drafts.")
@with_database
def close(login: str, successor: str | None) -> None:
    """Close an account: it is signed out, and what it holds goes to the successor or its unit."""
    with in_english(), acting.as_system(WORKER), transaction():
        taker = _account(successor) if successor else None
        handover.close(_account(login), taker, confirmed=True)
    click.echo(f"{login} is closed.")


@people.command("reopen")
@click.argument("login")
@with_database
def reopen(login: str) -> None:
    """Let a closed account sign in again."""
    with in_english(), acting.as_system(WORKER), transaction():
        handover.reopen(_account(login))
    click.echo(f"{login} may sign in again.")


@people.command("list")
@click.option("--unit", "unit_code", help="Only this unit's.")
@with_database
def listing(unit_code: str | None) -> None:
    """List the accounts: login, unit, posts."""
    with in_english():
        if unit_code:
            queries.unit_by_code(unit_code)
    for account in queries.accounts():
        if unit_code in (None, account.unit.code):
            held = ",".join(sorted(account.post_names))
            state = "" if account.active else "  (closed)"
            click.echo(f"{account.login:<16} {account.unit.code:<8} {held}{state}")


def _account(login: str) -> Account:
    found = queries.account_by_login(login)
    if found is None:
        raise NotFound(f"There is no account {login}.")
    return found
