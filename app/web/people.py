"""Units and staff: the register of units as a list and as a tree, and the page of one unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.sharing import regions
from app.foundation import clock
from app.foundation.identity import queries, tenure
from app.foundation.identity.models import PostTerm, Unit
from app.foundation.people import (
    named_posts,
    register,
    training,
    training_log,
    unit_entry,
    unit_words,
    units,
)
from app.web import (
    asking,
    paging,
    people_accounts,
    people_closing,
    people_sign_in,
    people_training,
    people_units,
    people_words,
)
from app.web.people_forms import LONGEST_CODE, is_administrator, me
from app.workflow import parties

bp = Blueprint("people", __name__, url_prefix="/people")
for part in (people_units, people_accounts, people_closing, people_sign_in, people_training):
    bp.register_blueprint(part.bp)

PORTAL_UNIT = "portal_entries.unit"
MOST_BELOW = 30
HISTORIANS = frozenset({"sysadmin", "auditor"})


def _region(args: Mapping[str, str], name: str) -> str:
    return asking.chosen(args, name, regions.names()) if args.get(name) else ""


@dataclass(frozen=True)
class Asked(asking.Asked):
    """The search as the page shows it again."""

    view: str = asking.one_of({"tree"})
    text: str = asking.text()
    kind: str = asking.one_of(unit_words.KINDS)
    level: str = asking.one_of(unit_words.LEVELS)
    region: str = asking.read_by(_region)
    posts: str = asking.one_of(people_words.NAMED)
    state: str = asking.one_of(people_words.UNIT_STATES, "active")
    sort: str = asking.one_of(people_words.UNIT_SORTS, "name")
    above: str = asking.text(LONGEST_CODE)

    def filters(self) -> units.Filters:
        """The search as the register understands it."""
        return units.Filters(
            self.text,
            self.kind,
            self.level,
            self.region,
            self.posts,
            self.state,
            self.sort,
            self.above,
        )


@bp.get("/")
def index() -> ResponseReturnValue:
    """The register of units, for everybody who has signed in."""
    known = regions.names()
    asked = Asked.of(request.args)
    found = units.tree() if asked.view else units.listed(asked.filters())
    part = "_units" if request.headers.get("HX-Request") else "index"
    page = render_template(
        f"people/{part}.html",
        page=paging.cut_rows(found, paging.number()),
        asked=asked,
        above=parties.units_by_code([asked.above]).get(asked.above) if asked.above else None,
        regions=known,
        kinds=[(code, unit_words.kind(code)) for code in unit_words.KINDS],
        levels=[(code, unit_words.level(code)) for code in unit_words.LEVELS],
        words=people_words,
        unit_words=unit_words,
        may_edit=is_administrator(),
        oversees=training.oversees(me()),
    )
    return page, {"Vary": "HX-Request"}


@bp.get("/units/<unit_code>")
def unit(unit_code: str) -> ResponseReturnValue:
    """One unit: what the register says, who holds its posts, what stands around it."""
    found = queries.unit_by_code(unit_code)
    account, known = me(), regions.names()
    below = register.children(found.id, MOST_BELOW + 1)
    reads_log = training.may_read(account, found.id)
    return render_template(
        "people/unit.html",
        unit=found,
        above=unit_entry.upwards(found)[:0:-1],
        below=below[:MOST_BELOW],
        more_below=len(below) > MOST_BELOW,
        regions=known,
        named=units.named(found.id),
        missing=named_posts.missing(found.id),
        leading=found.kind == unit_words.LEADING_BODY,
        terms=_terms(found) if reads_log else [],
        on=_asked_day(),
        reads_log=reads_log,
        records=training_log.latest(found.id) if reads_log else [],
        may_record=training.may_record(account, found.id),
        history=units.history(str(found)) if account.effective_posts & HISTORIANS else [],
        may_edit=is_administrator(),
        portal=f"/portal/units/{found.code}" if PORTAL_UNIT in current_app.view_functions else "",
        words=people_words,
        unit_words=unit_words,
        training_words=training.KINDS | training.RESULTS,
    )


def _terms(found: Unit) -> list[PostTerm]:
    """Who held the unit's posts: on the day that was asked, or those that have ended."""
    day = _asked_day()
    if day is None:
        return [one for one in tenure.of_unit(found.id) if one.until_at is not None]
    end = datetime.combine(day + timedelta(days=1), time(), clock.LOCAL)
    return tenure.of_unit(found.id, end - timedelta(microseconds=1))


def _asked_day() -> date | None:
    """The day for which somebody asks who held the posts."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def for_templates() -> dict[str, Any]:
    """What the templates of these pages call."""
    return {
        "field_name": people_words.field,
        "field_list": people_words.fields,
        "field_value": people_words.value,
        "post_list": people_words.post_list,
    }
