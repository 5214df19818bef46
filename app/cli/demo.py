"""`flask demo`: what only a demonstration needs."""

import time

import click
from flask import current_app

from app.cli import setup
from app.cli.database import refuse_without_pages, with_database
from app.domain.catalogue.city import build
from app.domain.catalogue.city.entries import Size
from app.domain.catalogue.services import census, index_rebuild
from app.foundation.database import transaction
from app.scenarios import scratch
from app.scenarios.city import growing, playing
from app.scenarios.city.drawing import Wanted

group = click.Group("demo", help="Made-up data, for a demonstration only.")
NOT_HERE = "Only in a demonstration (DEMO=1): beside real catalogues no city is made up."
NOT_EMPTY = "There are cases here already: say --grow to let made-up ones stand beside them."


@group.command("city")
@click.option("--units", default=5_000, show_default=True, type=click.IntRange(1, 50_000))
@click.option("--resources", default=200_000, show_default=True, type=click.IntRange(0, 800_000))
@click.option("--items", default=2_000_000, show_default=True, type=click.IntRange(0, 10_000_000))
@click.option(
    "--cases",
    default=0,
    show_default=True,
    type=click.IntRange(0, 10_000_000),
    help="Cases of the last years, open and closed, as the scenarios go.",
)
@click.option("--years", default=3.0, show_default=True, type=click.FloatRange(0.1, 10))
@click.option("--open-share", default=0.2, show_default=True, type=click.FloatRange(0, 1))
@click.option("--grow", is_flag=True, help="Also where there are cases already.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same city.")
@with_database
def city(
    *,
    units: int,
    resources: int,
    items: int,
    cases: int,
    years: float,
    open_share: float,
    grow: bool,
    seed: int,
) -> None:
    """Make up a city with its catalogues and cases, or let the one that is there grow."""
    if not current_app.config["DEMO"]:
        raise click.ClickException(NOT_HERE)
    if cases and not grow and not growing.is_empty():
        raise click.ClickException(NOT_EMPTY)
    began = time.perf_counter()
    with transaction():
        build.city(Size(units, resources, items), seed, _say)
    made = _cases(Wanted(cases, years, open_share, seed)) if cases else 0
    _say("the index")
    with transaction():
        found = index_rebuild.rebuild()
    _say("the census")
    with transaction():
        census.rebuild()
    with transaction():
        build.analyze()
    told = f"{made} cases; " if cases else ""
    click.echo(f"{told}{found} entries can be found; {time.perf_counter() - began:.0f} seconds.")


def _cases(wanted: Wanted) -> int:
    refuse_without_pages()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    _say("the scenarios are played")
    with scratch.template(app, setup.prepare) as template:
        played = list(playing.snapshots(app, growing.shipped(), template))
    return growing.cases(app, wanted, played, _say)


def _say(line: str) -> None:
    click.echo(line, err=True)
