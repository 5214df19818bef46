"""The cases that the account may see: the list, where one stands, and its story so far."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for
from flask_login import current_user
from marshmallow import Schema, fields

from app.foundation.i18n import lazy
from app.web import caselist, paging, panels, story, wording
from app.web.api.described import Paged, asked_text, described, page_of, pages, said
from app.web.instances import case_to_see

bp = Blueprint("cases", __name__, url_prefix="/cases")


class CasesQuery(Paged):
    """By what the cases can be narrowed."""

    text = asked_text()
    state = asked_text("", *wording.SHARING_STATES)
    role = asked_text("", *wording.ROLES)
    sort = asked_text("", *wording.CASE_SORTS)


class CaseSchema(Schema):
    """A case in one line."""

    id = fields.Integer(required=True)
    number = fields.String(required=True)
    title = fields.String(required=True)
    between = fields.String(required=True)
    state = fields.String(required=True)
    state_name = said(lambda line: wording.state_name(line.state))
    submitted_at = fields.AwareDateTime(required=True)
    url = said(lambda line: url_for("instances.show", instance_id=line.id, _external=True))


class WaitingSchema(Schema):
    """An open task of a case, and who must act."""

    title = fields.String(required=True)
    who = fields.String(required=True)
    holder = fields.String(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)


class ClockSchema(Schema):
    """A deadline of a case."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    left = fields.String(required=True)
    held = fields.String(required=True)
    over = fields.String(required=True)
    source = fields.String(required=True)
    ended = fields.Boolean(required=True)


class SummarySchema(Schema):
    """Where a case stands."""

    heading = fields.Nested(CaseSchema, required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    suspended_for = fields.String(required=True, allow_none=True)
    waiting = fields.List(fields.Nested(WaitingSchema), required=True)
    clocks = fields.List(fields.Nested(ClockSchema), required=True)


class DetailSchema(Schema):
    """What was filled in, by the field's name."""

    label = fields.String(required=True)
    value = fields.String(required=True)


class LineSchema(Schema):
    """A line of a case's story."""

    at = fields.AwareDateTime(required=True)
    who = fields.String(required=True)
    what = fields.String(required=True)
    details = fields.List(fields.Nested(DetailSchema), required=True)
    on_paper = fields.Boolean(required=True)


CasesSchema = pages(CaseSchema, "CasesSchema")
StorySchema = pages(LineSchema, "StorySchema")


@bp.get("")
@described(
    lazy("The sharing cases that the account may see"),
    CasesSchema,
    query=CasesQuery,
    scope="cases:read",
)
def index(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The list, page by page."""
    page = caselist.page(caselist.Asked.of(asked), current_user, asked["page"])
    return page_of(page, page.items, asked)


@bp.get("/<int:instance_id>")
@described(
    lazy("Where a case stands: what waits for whom, and its deadlines"),
    SummarySchema,
    scope="cases:read",
)
def show(instance_id: int) -> dict[str, Any]:
    """One case; to read it counts as a look, as on its page."""
    found = case_to_see(instance_id)
    told = story.tell(found, current_user, None)
    return {
        "heading": panels.heading(instance_id),
        "finished_at": found.finished_at,
        "suspended_for": found.suspended_for,
        "waiting": told.open,
        "clocks": told.clocks,
    }


@bp.get("/<int:instance_id>/story")
@described(
    lazy("What happened in a case so far, the latest first, as far as the account may read it"),
    StorySchema,
    query=Paged,
    scope="cases:read",
)
def history(instance_id: int, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The story, page by page."""
    told = story.tell(case_to_see(instance_id), current_user, None)
    page = paging.of_list(told.history, asked["page"])
    return page_of(page, [_line(one) for one in page.items], asked)


def _line(one: story.Told) -> dict[str, Any]:
    return {
        "at": one.at,
        "who": one.who,
        "what": one.what,
        "details": [{"label": label, "value": value} for label, value in one.details],
        "on_paper": one.on_paper,
    }
