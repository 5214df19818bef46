"""Start forms that change while somebody fills them in: told, and nothing that was typed is lost.

A case begins on the release in force.  Its start form was drawn on the release that was in force
when the page was opened, which the page names.
"""

from typing import Any

from flask import request
from sqlalchemy import select

from app.foundation.database import db
from app.foundation.i18n import _
from app.web import said, taskform, unsent
from app.workflow import definitions, forms
from app.workflow.definitions import FORM
from app.workflow.forms import Form
from app.workflow.models import ReleaseItem
from app.workflow.studio import form_difference

RELEASE = "_release"
MOST_TOLD, MOST_VERSIONS = 6, 10


def origin(form_key: str) -> dict[str, str]:
    """What a start form says of itself: as every form, and on which release it was drawn."""
    return {**unsent.hidden(form_key), RELEASE: str(definitions.current().id)}


def changed(form_key: str) -> str:
    """What is different about the form since the page was opened; nothing where it is the same."""
    seen = _seen(form_key)
    if seen is None:
        return ""
    now = _content(definitions.current().id, form_key) or b""
    told = [change.text for change in form_difference.changes(seen[1], now)]
    if not told:
        return ""
    more = _("; ").join(told[:MOST_TOLD]) + (" …" if len(told) > MOST_TOLD else "")
    text = _(
        "The form has changed since you opened it: %(changes)s. What you typed is kept; look "
        "through it and send it again.",
        changes=more,
    )
    return " ".join(filter(None, [text, dropped(form_key, typed(form_key))]))


def typed(form_key: str) -> taskform.Typed:
    """What was typed, read as the page had asked for it."""
    return forms.read(drawn(form_key), request.form)


def drawn(form_key: str) -> Form:
    """The form as the page had drawn it."""
    seen = _seen(form_key)
    release = definitions.release(seen[0]) if seen else definitions.current()
    return release.form(form_key)


def dropped(form_key: str, held: taskform.Typed) -> str:
    """What was typed in fields that the form no longer has, so that it can be put elsewhere."""
    asked = definitions.current().form(form_key).fields
    left = {key: value for key, value in held.items() if key not in asked and value}
    if not left:
        return ""
    lines = [_("“%(label)s”: %(said)s", label=a, said=b) for a, b in _named(form_key, left)]
    return _("No longer asked: %(lines)s.", lines=_("; ").join(lines))


def _named(form_key: str, left: dict[str, Any]) -> list[tuple[str, str]]:
    """Labels and values as the last form that asked for them had it."""
    found: dict[str, tuple[str, str]] = {}
    earlier = (
        select(ReleaseItem.content)
        .where(ReleaseItem.kind == FORM, ReleaseItem.key == form_key)
        .group_by(ReleaseItem.number, ReleaseItem.content)
        .order_by(ReleaseItem.number.desc())
        .limit(MOST_VERSIONS)
    )
    for content in db.session.scalars(earlier):
        fields = forms.parse(content).fields
        for key in left.keys() & fields.keys() - found.keys():
            found[key] = said.label(fields[key]), said.said(fields[key], left[key])
    return [found.get(key, (key, str(value))) for key, value in left.items()]


def _seen(form_key: str) -> tuple[int, bytes] | None:
    """Another release than the one in force that the page names, with its form."""
    named = request.form.get(RELEASE, "")
    if not (named.isascii() and named.isdecimal() and len(named) < 10):
        return None
    number = int(named)
    if number == definitions.current().id:
        return None
    content = _content(number, form_key)
    return (number, content) if content else None


def _content(release_id: int, form_key: str) -> bytes | None:
    found = select(ReleaseItem.content).where(
        ReleaseItem.release_id == release_id, ReleaseItem.kind == FORM, ReleaseItem.key == form_key
    )
    return db.session.scalar(found)
