"""`flask demo`: what only a demonstration needs."""

import time

import click
from flask import current_app

from app.cli.database import with_database
from app.domain.catalogue.city import build
from app.domain.catalogue.city.entries import Size
from app.domain.catalogue.services import census, index_rebuild
from app.foundation.database import transaction

group = click.Group("demo", help="Made-up data, for a demonstration only.")
NOT_HERE = "Only in a demonstration (DEMO=1): beside real catalogues no city is made up."


@group.command("city")
@click.option("--units", default=5_000, show_default=True, type=click.IntRange(1, 50_000))
@click.option("--resources", default=200_000, show_default=True, type=click.IntRange(1, 800_000))
@click.option("--items", default=2_000_000, show_default=True, type=click.IntRange(1, 10_000_000))
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same city.")
@with_database
def city(units: int, resources: int, items: int, seed: int) -> None:
    """Make up a city with its catalogues, or let the one that is there grow."""
    if not current_app.config["DEMO"]:
        raise click.ClickException(NOT_HERE)
    began = time.perf_counter()
    with transaction():
        build.city(Size(units, resources, items), seed, lambda line: click.echo(line, err=True))
    click.echo("the index", err=True)
    with transaction():
        found = index_rebuild.rebuild()
    click.echo("the census", err=True)
    with transaction():
        census.rebuild()
    with transaction():
        build.analyze()
    click.echo(f"{found} entries can be found; {time.perf_counter() - began:.0f} seconds.")
