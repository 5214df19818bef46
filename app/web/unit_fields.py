"""Fields in which a unit is typed: suggested while one types, resolved here in any case.

A list of thousands of options would cost more than the page around it.  What stands in an address
is the unit's number (or its code, where lists know units by that), as it always was; any other
text is looked for.  Where it means no unit, or several, nothing is listed: an officer who urges
all that is shown must not urge what was not asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity import queries
from app.foundation.identity.models import Unit
from app.foundation.people import meant
from app.web import asking

bp = Blueprint("unit_fields", __name__, url_prefix="/units")

Known = Literal["id", "code"]
NOBODY = -1  # the number of no unit: nothing is found for it


@dataclass(frozen=True)
class Read:
    """What was typed: the unit it means, or those it might."""

    typed: str
    unit: Unit | None = None
    near: Sequence[Unit] = ()
    more: bool = False

    @property
    def unknown(self) -> bool:
        """Was something typed that is not one unit?"""
        return bool(self.typed) and self.unit is None


@dataclass(frozen=True)
class Field:
    """A field of a filter as a page shows it; `near` are units to pick, each with its address."""

    name: str
    label: str
    typed: str
    shown: str
    unknown: bool = False
    near: Sequence[tuple[str, str]] = ()
    more: bool = False


@bp.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Units that complete what is typed, as JSON."""
    found = meant.suggest(asking.said(request.args), closed="active" not in request.args)
    texts = meant.texts(found)
    return jsonify(
        [{"title": one.label, "kind": _kind(one), "value": texts[one.id]} for one in found]
    )


def by_id() -> Any:
    """A question of a list that knows units by their numbers: a number, or what was typed."""
    return asking.read_by(lambda args, name: asked(args, name, "id"))


def by_code() -> Any:
    """The same of a list that knows them by their codes."""
    return asking.read_by(lambda args, name: asked(args, name, "code"))


def asked(args: Mapping[str, str], name: str, by: Known) -> str:
    """The number or the code of the unit that is meant; the text where none is, or several are."""
    found = read(asking.said(args, name), by)
    if found.unit is None:
        return found.typed
    return str(found.unit.id) if by == "id" else found.unit.code


def row(said: str) -> int:
    """The number by which a list is filtered: 0 for all, one that nothing has for an unknown."""
    return (asking.numbered({"unit": said}, "unit") or NOBODY) if said else 0


def read(typed: str, by: Known, *, closed: bool = True) -> Read:
    """Whom a text means; 0 is no unit, as in addresses of old."""
    text = typed.strip()
    if not text or (by == "id" and text == "0"):
        return Read("")
    if unit := _known(text, by):
        return Read(text, unit)
    found = meant.read(text, closed=closed)
    return Read(text, found.unit, found.near, found.more)


def fields(
    asked: Mapping[str, Any], labels: Mapping[str, Any], address: str, by: Known = "id"
) -> dict[str, Field]:
    """The unit fields of a filter; `asked` is the search as parameters of this address."""
    return {
        name: _field(name, str(label), read(str(asked.get(name, "")), by), asked, address, by)
        for name, label in labels.items()
    }


def with_rows(rows: str, shown: Mapping[str, Field]) -> str:
    """Rows that a script asked for, and what is to be said beside the fields."""
    return rows + render_template("parts/_units_said.html", unit_fields=shown, oob=True)


def code(name: str) -> str:
    """The code of the unit typed into a form, or picked of those it might mean.

    A text that is no unit is handed on, to be refused together with all else that is wrong
    (`told`).
    """
    found = of_form(request.form, name)
    return found.unit.code if found.unit else found.typed


def of_form(typed: Mapping[str, Any], name: str) -> Read:
    """The same with what is shown again; what was picked counts while the text is unchanged."""
    text = str(typed.get(name) or "").replace("\x00", "").strip()[: asking.LONGEST]
    picked = str(typed.get(f"{name}_picked", "")).replace("\x00", "")
    if picked and typed.get(f"{name}_for") == text:
        text = picked
    return read(text, "code", closed=False)


def told(faults: Mapping[str, list[str]], name: str) -> dict[str, list[str]]:
    """What is wrong with a form: of a text that is no unit, why."""
    found = of_form(request.form, name)
    if name not in faults or not found.unknown:
        return dict(faults)
    if found.near:
        why = _("Several units match “%(text)s”: choose one.", text=found.typed)
    else:
        why = _("No unit matches “%(text)s”.", text=found.typed)
    return {**faults, name: [why]}


def for_templates() -> dict[str, Any]:
    """What the macros of `parts/units.html` ask for."""
    return {
        "unit_of_form": of_form,
        "unit_texts": meant.texts,
    }


def _known(text: str, by: Known) -> Unit | None:
    """The unit that an address or an earlier page names."""
    if by == "code":
        return queries.unit_of_code(text)
    number = asking.numbered({"unit": text}, "unit")
    return db.session.get(Unit, number) if number else None


def _field(
    name: str, label: str, found: Read, asked: Mapping[str, Any], address: str, by: Known
) -> Field:
    if found.unit:
        text = meant.texts([found.unit])[found.unit.id]
        return Field(name, label, found.typed, text)
    texts = meant.texts(found.near)
    near = [
        (
            texts[one.id],
            f"{address}?{urlencode({**asked, name: one.id if by == 'id' else one.code})}",
        )
        for one in found.near
    ]
    return Field(name, label, found.typed, found.typed, found.unknown, near, found.more)


def _kind(unit: Unit) -> str:
    return unit.code if unit.active else _("%(code)s, out of use", code=unit.code)
