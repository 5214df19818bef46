"""`flask jurisdiction`: who settles a dispute between two units, and why."""

import click
from sqlalchemy import select

from app.cli.database import with_database
from app.domain.sharing.models.jurisdiction import Region
from app.domain.sharing.services import jurisdiction
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.i18n import in_english
from app.foundation.identity import queries
from app.foundation.identity.models import Unit

group = click.Group("jurisdiction", help="Who settles a dispute between two units (条例 28).")
WHY = {
    "same_level": "both units belong to {region}: the office of their own level",
    "common_superior": "{region} is the smallest region that contains both: the common superior",
    "not_judge": "an office below it is a party itself and stepped back to {region}",
    "nobody_else": "it is a party itself, and no office stands above it",
}
NOBODY = "nobody there can act yet: no account of {unit} holds the post {post}"


@group.command("show")
@click.argument("demander")
@click.argument("provider")
@with_database
def show(demander: str, provider: str) -> None:
    """Print who settles between DEMANDER and PROVIDER (units' codes), who decides, and why."""
    with in_english():
        try:
            sides = [queries.unit_by_code(code) for code in (demander, provider)]
            found = jurisdiction.of(*sides)
        except Refused as refused:
            raise click.ClickException(refused.message) from refused
    region = db.session.get_one(Region, found.region)
    office = queries.unit(found.office_id)
    decider = queries.unit(found.group_id) if found.group_id else None
    click.echo(f"settles  {_named(office)}")
    click.echo(f"decides  {_named(decider) if decider else '-'}")
    click.echo(f"because  {WHY[found.why].format(region=f'{region.code} {region.name}')}")
    if not queries.holders(office.id, ["escalation_officer"]):
        click.echo(NOBODY.format(unit=office.code, post="escalation_officer"), err=True)


@group.command("list")
@with_database
def listed() -> None:
    """Print every region with its office and its group; the city first."""
    regions = select(Region).order_by(Region.parent_code.is_not(None), Region.code)
    for region in db.session.scalars(regions):
        group_code = region.leading_group.code if region.leading_group else "-"
        office = region.office.code if region.office else "-"
        click.echo(f"{region.code}  {office:<8}{group_code:<8}{region.name}")


def _named(unit: Unit) -> str:
    return f"{unit.code}  {unit.name}"
