"""The versions of an entry, and in what any two of them differ."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.catalogue import references, standing
from app.domain.catalogue import versions as kept
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.references import References
from app.domain.catalogue.rules import columns, differences
from app.domain.catalogue.rules.differences import Change, ItemChange
from app.foundation import clock
from app.foundation.errors import NotFound
from app.foundation.i18n import _, lazy
from app.web import portal_words
from app.web.portal_words import Said
from app.web.viewing import viewer

KINDS = {f"{kind}s": kind for kind in columns.KINDS}
HOW = {
    differences.ADDED: lazy("added"),
    differences.REMOVED: lazy("left out"),
    differences.CHANGED: lazy("changed"),
}


@dataclass(frozen=True)
class Line:
    """A version in the list; its number counts what the reader may read."""

    id: int
    number: int
    at: datetime
    day: str
    act: str
    note: str
    unit: str


def versions(plural: str, id: str) -> ResponseReturnValue:
    """Every version of an entry that the reader may read, the latest first."""
    kind, found = _found(plural, id)
    lines = [line(kind, one, number) for number, one in enumerate(found, 1)]
    return render_template(
        "portal/versions.html",
        kind=kind,
        plural=plural,
        id=id,
        title=found[-1].content["title"],
        lines=lines[::-1],
        url=portal_words.address(kind, id),
    )


def difference(plural: str, id: str) -> ResponseReturnValue:
    """What changed from one version to another; unless asked otherwise, by the last one."""
    kind, found = _found(plural, id)
    lines = [line(kind, one, number) for number, one in enumerate(found, 1)]
    old, new = _chosen(found, "old", -2), _chosen(found, "new", -1)
    known = references.of(kind, [old.content, new.content], viewer())
    differs = differences.between(kind, old.content, new.content)
    return render_template(
        "portal/difference.html",
        kind=kind,
        plural=plural,
        id=id,
        title=found[-1].content["title"],
        lines=lines,
        old=next(one for one in lines if one.id == old.id),
        new=next(one for one in lines if one.id == new.id),
        changes=[one for one in (_change(kind, c, known) for c in differs.columns) if one],
        items=[_item(one) for one in differs.items],
        how=HOW,
        url=portal_words.address(kind, id),
    )


def line(kind: str, version: EntryVersion, number: int) -> Line:
    """A version as the lists show it; why it was made is for whoever is signed in."""
    return Line(
        version.id,
        number,
        version.at,
        clock.local(version.at).date().isoformat(),
        portal_words.act(kind, version.act),
        version.note if viewer().signed_in else "",
        version.by.unit.label if version.by else "",
    )


def _found(plural: str, entry_id: str) -> tuple[str, list[EntryVersion]]:
    """The versions that the reader may read; without any the entry is not there."""
    kind = KINDS[plural]
    found = kept.visible(kind, entry_id, viewer())
    if not found:
        raise standing.absent()
    return kind, found


def _chosen(found: list[EntryVersion], name: str, otherwise: int) -> EntryVersion:
    """The version that the address names; one that the reader may not read is not there."""
    wanted = request.args.get(name, "")
    if not wanted:
        return found[max(otherwise, -len(found))]
    for one in found:
        if str(one.id) == wanted:
            return one
    raise NotFound(_("There is no such version."))


def _change(kind: str, change: Change, known: References) -> dict[str, Any] | None:
    """Old against new; what came and went of a list; None where nothing of it may be told."""
    old = portal_words.said(kind, change.column, change.old, known)
    new = portal_words.said(kind, change.column, change.new, known)
    if old == new:
        return None
    is_list = isinstance(change.old or change.new, list)
    return {
        "label": change.column.label,
        "old": old,
        "new": new,
        "added": _without(new, old) if is_list else [],
        "removed": _without(old, new) if is_list else [],
    }


def _without(some: list[Said], others: list[Said]) -> list[Said]:
    return [one for one in some if one not in others]


def _item(item: ItemChange) -> dict[str, Any]:
    none = References()
    return {
        "name": item.name,
        "how": item.how,
        "how_said": str(HOW[item.how]),
        "url": url_for("portal_entries.item", name=item.name),
        "changes": [
            {
                "label": one.column.label,
                "old": portal_words.said("", one.column, one.old, none),
                "new": portal_words.said("", one.column, one.new, none),
            }
            for one in item.changes
        ],
    }
