"""查重: is what one wants to build, collect or ask for in the catalogues already?"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue import duplicates
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.rules.law import MOST_ITEMS
from app.foundation import clock
from app.foundation.errors import Invalid
from app.web import gate_cards, viewing
from app.web.access import requires

bp = Blueprint("gate", __name__, url_prefix="/catalogue/check")

READERS = (
    "sharing_officer",
    "unit_approver",
    "catalogue_admin",
    "collection_reviewer",
    "escalation_officer",
    "auditor",
)
OFFICER = "sharing_officer"
BETWEEN = re.compile(r"[\r\n,，、;；]+")
LONGEST = 60_000


@dataclass(frozen=True)
class Asked:
    """What was typed into the form."""

    name: str = ""
    items: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        """Read the form or the address."""
        return cls(given.get("name", "").strip()[:300], given.get("items", "").strip()[:LONGEST])

    def proposal(self) -> Proposal:
        """What is compared: an item a line, or between commas; raises `Invalid` with its faults."""
        items = [item.strip() for item in BETWEEN.split(self.items) if item.strip()]
        given = {"name": self.name, "owner": current_user.unit.code, "items": items}
        return Proposal.read(given)


@bp.get("/")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """The form; with a proposal in the address, also what is found."""
    asked = Asked.of(request.args)
    return _answer(asked) if asked.items else _page(asked)


@bp.post("/")
@requires(*READERS)
def check() -> ResponseReturnValue:
    """Compare what was typed with all four catalogues; as a page, or as a file of JSON."""
    return _answer(Asked.of(request.form), as_file="as_json" in request.form)


def _answer(asked: Asked, *, as_file: bool = False) -> ResponseReturnValue:
    try:
        proposal = asked.proposal()
    except Invalid as wrong:
        return _page(asked, faults=wrong.fields), 422
    verdict = duplicates.check(proposal, viewing.viewer()).as_json()
    if as_file:
        return _file({"at": clock.now().isoformat(), "proposed": asdict(proposal), **verdict})
    may_apply = OFFICER in current_user.effective_posts
    unit = current_user.unit.code if may_apply else None
    return _page(asked, found=gate_cards.shown(verdict, applies_for=unit))


def _page(
    asked: Asked,
    found: Mapping[str, Any] | None = None,
    faults: Mapping[str, list[str]] | None = None,
) -> str:
    return render_template(
        "gate/check.html", asked=asked, found=found, faults=faults or {}, most=MOST_ITEMS
    )


def _file(content: Mapping[str, Any]) -> Response:
    """The verdict to keep."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="duplicate-check.json"'}
    return Response(text, mimetype="application/json", headers=headers)
