"""What a unit proposes in a matter: an entry's content from a form, and what exists of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.domain.catalogue import cases, duplicates
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.models.query import APPROVED, SUBMITTED, Query
from app.domain.catalogue.rules import columns, law, overlap
from app.domain.catalogue.services import gate
from app.domain.catalogue.viewing import Viewer
from app.foundation import audit, clock, files
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.workflow import forms
from app.workflow.forms import FormContext, Option

Answers = Mapping[str, Any]
Content = dict[str, Any]


def content(kind: str, answers: Answers, unit: Unit) -> Content:
    """The entry that a form describes; the unit whose form it is answers for it."""
    keys = [column.key for column in columns.filled_in(kind)]
    said = {key: answers[key] for key in keys if key in answers}
    rows = [
        {column.key: row.get(column.key) for column in columns.ITEM_COLUMNS}
        for row in answers.get("items") or []
    ]
    return said | {columns.HOLDER[kind]: unit.code, "items": rows}


def check(kind: str, proposed: Content, answers: Answers, account: Account) -> None:
    """Raise with everything that is wrong: the entry itself, and no reason where it exists."""
    wrong = dict(law.faults(kind, proposed))
    try:
        _found(kind, proposed, str(answers.get("spite_reason") or ""), account)
    except Invalid as faults:
        wrong |= faults.fields
    if wrong:
        raise Invalid(wrong)


def take(case: CatalogueCase, kind: str, answers: Answers, account: Account) -> None:
    """Write down what is proposed and why, with what the catalogues held of it."""
    case.content = content(kind, answers, account.unit)
    case.title = case.content["title"]
    case.reason = str(answers.get("reason") or "")
    case.expected_use = str(answers.get("expected_use") or "")
    case.spite_reason = str(answers.get("spite_reason") or "").strip()
    keep_query(case, SUBMITTED, account)


def revise(case: CatalogueCase, kind: str, answers: Answers, account: Account) -> None:
    """Write down a returned proposal as it was changed; the unit's own until it is approved."""
    take(case, kind, answers, account)
    case.approved_at = None
    if "attachments" in answers:
        case.attachments = answers["attachments"] or []
        files.attach(case.attachments, case.id)
    audit.record("application revised", case=case.id)


def keep_query(case: CatalogueCase, step: str, account: Account) -> None:
    """Look in the catalogues now, as the applicant sees them, and keep what was found."""
    shown = _found(case.kind, case.content, case.spite_reason, account, must_explain=False)
    case.hits = [*shown["hits"], *shown["unconfirmed"]]
    db.session.add_all([case, Query(case_id=case.id, step=step, found=shown)])
    audit.record("catalogues queried", case=case.id, verdict=shown["verdict"], hits=len(case.hits))


def query(case_id: int) -> None:
    """The head has approved: the catalogues are looked through once more, for the reviewers."""
    case = cases.case(case_id)
    case.approved_at = clock.now()
    keep_query(case, APPROVED, case.applicant)


def look(kind: str, typed: Answers, account: Account) -> dict[str, Any] | None:
    """What the catalogues hold of a form that is not sent yet; None of fewer than two items."""
    proposal = gate.of_content(kind, content(kind, typed, account.unit), account.unit.code)
    if len(proposal.items) < overlap.FEWEST:
        return None
    return duplicates.check(proposal, Viewer.of(account)).as_json()


def queries(case_id: int) -> list[Query]:
    """The queries of a matter, the first first."""
    found = select(Query).where(Query.case_id == case_id).order_by(Query.id)
    return list(db.session.scalars(found))


def revision(case: CatalogueCase, options: Mapping[str, Sequence[Option]]) -> FormContext:
    """The form of a revision: the matter as it stands, to change."""
    attached = [forms.as_option(one) for one in cases.attachments(case)]
    return FormContext(options={**options, "attachments": attached}, values=_values(case))


def _values(case: CatalogueCase) -> dict[str, Any]:
    return {
        **case.content,
        "reason": case.reason,
        "expected_use": case.expected_use,
        "spite_reason": case.spite_reason,
        "attachments": case.attachments,
    }


def unit_options(*, without: int | None = None) -> list[Option]:
    """The units to choose from, in Chinese alphabetical order."""
    active = select(Unit).where(Unit.active, Unit.id != without if without else Unit.id > 0)
    return [
        Option(unit.code, unit.short_name, unit.name_en)
        for unit in db.session.scalars(active.order_by(Unit.sort_key))
    ]


def check_active(unit: Unit) -> None:
    """Raise where a unit no longer exists: nothing is registered for it any more."""
    if not unit.active:
        raise Conflict(
            _(
                "%(unit)s is no longer active, so nothing can be registered for it: "
                "object or return it, or register it under another unit.",
                unit=unit.label,
            )
        )


def _found(
    kind: str, proposed: Content, reason: str, account: Account, *, must_explain: bool = True
) -> dict[str, Any]:
    """What the catalogues hold of it; raises where a reason must be given and is not."""
    viewer, owner = Viewer.of(account), str(proposed[columns.HOLDER[kind]])
    if must_explain:
        return gate.require_reason(kind, proposed, owner, reason, viewer=viewer)
    proposal = gate.of_content(kind, proposed, owner)
    shown = duplicates.check(proposal, viewer)
    return gate.kept(proposal, shown, gate.withheld(proposal, viewer), reason)
