"""The portal's pages of what the catalogues hold: addresses, and the page of an entry.

Open to everybody as far as an entry's level lets them; what one may not see is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue import lineage, listings, references, standing, versions, viewing
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import COLLECTION, DATABASE, HOLDER, RESOURCE
from app.domain.catalogue.services import contents, following, grants, publication
from app.domain.catalogue.standing import Entry
from app.foundation import clock
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import (
    lineage_drawing,
    portal_exports,
    portal_grants,
    portal_lists,
    portal_places,
    portal_versions,
    portal_words,
    unit_fields,
)
from app.web.viewing import viewer

bp = Blueprint("portal_entries", __name__, url_prefix="/portal")

OFFICER = "sharing_officer"
LATEST = 5
# The three kinds of entries as the addresses name them.
OF_ENTRY = "/<any(resources, databases, collections):plural>/<id>"


@bp.get("/resources/<id>")
def resource(id: str) -> ResponseReturnValue:
    """An information resource: what it is, who answers for it, how to get it."""
    return _page(RESOURCE, id)


@bp.get("/databases/<id>")
def database(id: str) -> ResponseReturnValue:
    """A database of the catalogue."""
    return _page(DATABASE, id)


@bp.get("/collections/<id>")
def collection(id: str) -> ResponseReturnValue:
    """A collection responsibility."""
    return _page(COLLECTION, id)


bp.add_url_rule("/items/<path:name>", "item", portal_places.item)
bp.add_url_rule("/units/<code>", "unit", portal_places.unit)
bp.add_url_rule("/catalogues/<name>", "catalogue", portal_lists.catalogue)
bp.add_url_rule("/exchange/", "exchange", portal_lists.exchange)
bp.add_url_rule(f"{OF_ENTRY}/versions", "versions", portal_versions.versions)
bp.add_url_rule(f"{OF_ENTRY}/difference", "difference", portal_versions.difference)
bp.add_url_rule("/grants/", "grants", portal_grants.index)
bp.add_url_rule("/grants/<int:grant_id>/end", "end_grant", portal_grants.end, methods=["POST"])


@bp.post(f"{OF_ENTRY}/grants")
def give_grant(plural: str, id: str) -> ResponseReturnValue:
    """Let a unit see an entry; what is wrong is said on the entry's page, where it was typed."""
    try:
        return portal_grants.give(plural, id)
    except Invalid as wrong:
        faults = unit_fields.told(wrong.fields, "unit")
        return _page(portal_versions.KINDS[plural], id, faults), 422


@bp.after_request
def for_one_reader(answer: Response) -> Response:
    """Nothing on the way may keep one reader's page for another."""
    answer.vary.add("Cookie")
    return answer


@dataclass(frozen=True)
class Head:
    """What stands above an entry's facts."""

    kind: str
    id: str
    plural: str
    kind_name: str
    title: str
    code: str
    badges: list[str]
    holder: portal_words.Said
    catalogue: portal_words.Said


def head(
    kind: str, entry_id: str, content: Mapping[str, Any], known: references.References
) -> Head:
    """The head of an entry's pages."""
    stands_in = listings.of_entry(kind, content)
    marks = [
        columns.column(kind, key).said(str(content.get(key) or ""))
        for key in ("security_level", "sharing_class", "limited_to")
        if content.get(key)
    ]
    if content.get("secrecy_required"):
        marks.append(_("secrecy agreement"))
    holder = columns.column(kind, HOLDER[kind])
    return Head(
        kind,
        entry_id,
        f"{kind}s",
        str(portal_words.KIND_NAMES[kind]),
        str(content["title"]),
        str(content.get("code") or content.get("registration_no") or entry_id),
        marks,
        portal_words.said(kind, holder, content.get(holder.key), known)[0],
        portal_words.Said(
            portal_words.catalogue_name(stands_in.name),
            url_for("portal_entries.catalogue", name=stands_in.slug),
        ),
    )


def _page(kind: str, entry_id: str, faults: Mapping[str, list[str]] | None = None) -> str:
    who = viewer()
    entry = standing.entry(kind, entry_id, who)
    day = _day()
    then = versions.on_day(kind, entry_id, who, day) if day else None
    content = then.content if then else contents.of(kind, entry, references.codes_of(kind, entry))
    known = references.of(kind, [content], who)
    account = _account()
    seen = versions.visible(kind, entry_id, who)
    stands = standing.of_status(kind, str(content.get("status") or ""))
    is_now = then is None
    links = stands == standing.STANDING and is_now
    drawing = None
    if is_now:
        drawing = lineage_drawing.of(lineage.of(kind, entry, who), (kind, entry_id), account)
    return render_template(
        "portal/entry.html",
        head=head(kind, entry_id, content, known),
        groups=portal_words.groups(kind, content, known),
        core=portal_words.core(content, known) if kind == RESOURCE else [],
        items=portal_places.item_rows(content.get("items") or [], links=links),
        item_columns={one.key: one.label for one in columns.ITEM_COLUMNS},
        banner=_banner(stands, then, day, seen),
        day=day,
        stands=stands,
        drawing=drawing,
        versions=[portal_versions.line(kind, one, n) for n, one in enumerate(seen, 1)][-LATEST:],
        version_count=len(seen),
        cited=_cited(kind, entry_id, content, known, then),
        apply=_apply(kind, entry, stands, account) if is_now else None,
        change=_change(kind, entry, stands, account) if is_now else {},
        followed=following.follows(account, kind, entry_id) if account else None,
        exports=portal_exports.of_entry(kind, entry_id) if links else [],
        granting=_granting(kind, entry) if is_now and who.is_administrator else None,
        faults=faults or {},
        typed=request.form,
        sign_in=url_for("account.sign_in", next=request.full_path.removesuffix("?")),
    )


def _change(kind: str, entry: Entry, stands: str, account: Account | None) -> dict[str, str]:
    """Where the unit that holds a resource begins its change, or its withdrawal."""
    if account is None or not isinstance(entry, Resource) or stands != standing.STANDING:
        return {}
    if entry.provider_unit_id != account.unit_id or OFFICER not in account.effective_posts:
        return {}
    place = "catalogue_matters.start"
    return {
        action: url_for(place, process_id=publication.PROCESS, action=action, entry=entry.id)
        for action in (publication.CHANGE, publication.WITHDRAW)
    }


def _day() -> date | None:
    """The past day that the address asks for; today, the future and nonsense are now."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None
    return day if day < clock.today() else None


def _account() -> Account | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def _banner(
    stands: str, then: EntryVersion | None, day: date | None, seen: list[EntryVersion]
) -> str:
    """What must be said above the facts: of which day they are, that the entry is not listed."""
    lines = []
    if then is not None and day is not None:
        number = next(place for place, one in enumerate(seen, 1) if one.id == then.id)
        lines.append(
            _(
                "As it stood at the end of %(day)s: version %(number)s, of %(since)s.",
                day=day.isoformat(),
                number=number,
                since=clock.local(then.at).date().isoformat(),
            )
        )
    if stands == standing.GONE:
        lines.append(_("It was taken out of the catalogue; this is what it said last."))
    elif stands == standing.NOT_YET:
        lines.append(_("It does not stand in the catalogue yet."))
    return " ".join(lines)


def _cited(
    kind: str,
    entry_id: str,
    content: Mapping[str, Any],
    known: references.References,
    then: EntryVersion | None,
) -> dict[str, str]:
    """How to name the entry in a document, and the address that stays."""
    holder = columns.column(kind, HOLDER[kind])
    unit = portal_words.said(kind, holder, content.get(holder.key), known)[0].text
    code = content.get("code") or content.get("registration_no") or entry_id
    day = _day() if then else None
    address = url_for(
        f"portal_entries.{kind}", id=entry_id, on=day.isoformat() if day else None, _external=True
    )
    on = (day or clock.today()).isoformat()
    named = {"title": content["title"], "code": code, "unit": unit, "day": on}
    return {"text": _("%(title)s (%(code)s), %(unit)s, %(day)s", **named), "address": address}


def _apply(kind: str, entry: Entry, stands: str, account: Account | None) -> dict[str, str] | None:
    """The way to an application for a resource, or why there is none for this reader."""
    if kind != RESOURCE or stands != standing.STANDING:
        return None
    if account is None:
        return {"why_not": _("Units of the city apply for it after signing in.")}
    if getattr(entry, "provider_unit_id", None) == account.unit_id:
        return {"why_not": _("Your own unit provides this resource.")}
    if OFFICER not in account.effective_posts:
        return {"why_not": _("The sharing officer of your unit can apply for it.")}
    return {"url": url_for("sharing.application", resource_id=entry.id)}


def _granting(kind: str, entry: Entry) -> dict[str, Any] | None:
    """For the administrator: who was let see an entry above 秘密, and the form for more."""
    if viewing.audience(entry.security_level) != viewing.GRANTED:
        return None
    return {"given": grants.of_entry(kind, entry.id)}
