"""The sharing room's cards on the page of a case: facts, terms round by round, dispute, record."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.catalogue.models import DataItem, Resource
from app.domain.sharing import records
from app.domain.sharing.models.agreement import Agreement
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.models.filing import Filing
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.models.usage import Archive
from app.domain.sharing.rules import terms as rules
from app.foundation import files
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import wording
from app.workflow import parties
from app.workflow.models import ProcessInstance

Pairs = list[tuple[str, str]]


class Panel(NamedTuple):
    """A card on the page of a case."""

    id: str
    title: str
    template: str
    values: Mapping[str, Any]


def of(instance: ProcessInstance, account: Account) -> list[Panel]:
    """The cards of a case for one reader."""
    case = records.case(instance.id)
    panels = [
        Panel("h-facts", _("Application"), "sharing/_facts.html", _facts(case, account)),
        Panel("h-terms", _("Terms"), "sharing/_terms.html", {"rounds": _rounds(case, account)}),
    ]
    if disputes := _disputes(case):
        panels.append(Panel("h-dispute", _("Dispute"), "sharing/_disputes.html", {"disputes": disputes}))
    record = {"filings": _filings(case), "agreement_url": _agreement_url(case)}
    panels.append(Panel("h-record", _("Filings and agreement"), "sharing/_record.html", record))
    return panels


def archive_url(instance: ProcessInstance, account: Account) -> str | None:
    """Where the archive of a closed case can be fetched."""
    if instance.finished_at is None:
        return None
    archive = db.session.get(Archive, instance.id)
    written = archive is not None and archive.status == "written"
    return url_for("sharing.archive", instance_id=instance.id) if written else None


def resource_facts(resource: Resource) -> Pairs:
    """What the catalogue says of a resource."""
    modes = _(", ").join(wording.named(wording.MODES, mode) for mode in resource.share_modes)
    return [
        (_("Number"), resource.id),
        (_("Provider"), resource.provider.label),
        (_("Sharing class"), wording.named(wording.CLASSES, resource.sharing_class)),
        (_("Condition"), resource.condition),
        (_("Basis of not sharing"), resource.refusal_basis),
        (_("Mode of sharing"), modes),
        (_("Updated"), resource.update_cycle),
        (_("Security level"), resource.security_level),
        (_("Secrecy agreement"), _("required") if resource.secrecy_required else ""),
        (_("Abstract"), resource.abstract),
    ]


def live(agreements: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Agreements in force, as the pages list them."""
    return [
        {
            "number": one.get("number", ""),
            "valid_until": one.get("valid_until", ""),
            "items": _(", ").join(one.get("items") or []),
            "url": None,
        }
        for one in agreements
    ]


def _facts(case: SharingCase, account: Account) -> dict[str, Any]:
    """Who applies for what, why, under which law."""
    substituted = case.applied_resource_id != case.resource_id
    facts = [
        (_("Resource"), f"{case.resource.title} ({case.resource_id})"),
        (_("Applied for at first"), case.applied_resource.title if substituted else ""),
        (_("Sharing class"), wording.named(wording.CLASSES, case.resource.sharing_class)),
        (_("Condition"), case.resource.condition),
        (_("Basis of not sharing"), case.resource.refusal_basis),
        (_("Demander"), case.demander.label),
        (_("Provider"), case.provider.label),
        (_("First provider"), case.first_provider.label if substituted else ""),
        (_("Legal basis"), case.basis),
        (_("Urgency"), wording.named(wording.URGENCIES, case.urgency)),
        (_("Necessity of sensitive items"), case.necessity),
        (_("Safeguards"), case.safeguards),
        (_("Submitted"), f"{wording.local_time(case.submitted_at)} · {case.applicant.label}"),
        (_("Approved by the unit"), wording.local_time(case.approved_at) if case.approved_at else ""),
    ]
    return {
        "facts": facts,
        "items": _items(case),
        "attachments": _attachments(case, account),
        "live": live(case.live_agreements),
    }


def _items(case: SharingCase) -> list[DataItem]:
    """The items applied for; before the head's approval those of the application itself."""
    wanted = set(case.applied_items or records.terms(case.id).items)
    return [item for item in case.resource.items if item.name in wanted]


def _attachments(case: SharingCase, account: Account) -> list[files.Attachment]:
    """The files of the application, and others attached to the case."""
    mine = select(files.Attachment).where(files.Attachment.instance_id == case.id)
    return list(db.session.scalars(mine.order_by(files.Attachment.created_at)))


def _rounds(case: SharingCase, account: Account) -> list[dict[str, Any]]:
    """The rounds of terms, each with what it changed; a draft is for its own unit only."""
    found = (
        select(Terms)
        .where(Terms.case_id == case.id)
        .options(joinedload(Terms.proposed_by_unit))
        .order_by(Terms.round)
    )
    sees_drafts = parties.AUDITOR in account.effective_posts
    shown: list[dict[str, Any]] = []
    last: Terms | None = None
    for one in db.session.scalars(found):
        if one.status == "draft" and not sees_drafts and one.proposed_by_unit_id != account.unit_id:
            continue
        shown.append(_round(one, last))
        last = one
    return shown


def _round(one: Terms, last: Terms | None) -> dict[str, Any]:
    title = _("Round %(round)s: %(source)s", round=one.round, source=wording.named(wording.SOURCES, one.source))
    return {
        "title": title,
        "status": wording.named(wording.TERMS_STATUS, one.status),
        "who": one.proposed_by_unit.label,
        "at": one.proposed_at,
        "first": last is None,
        "values": [(_term(name), _said(name, getattr(one.values, name))) for name in rules.FIELDS],
        "changes": _changes(last, one) if last else [],
    }


def _changes(last: Terms, one: Terms) -> list[dict[str, str]]:
    """Old against new; of the items also which came and went."""
    found = []
    for change in rules.changes(last.values, one.values):
        new = _said(change.field, change.new)
        if change.removed:
            new += "\n" + _("Left out: %(items)s", items=_(", ").join(change.removed))
        if change.added:
            new += "\n" + _("Added: %(items)s", items=_(", ").join(change.added))
        found.append({"label": _term(change.field), "old": _said(change.field, change.old), "new": new})
    return found


def _term(name: str) -> str:
    return wording.named(wording.TERMS, name)


def _said(name: str, value: Any) -> str:
    if name == "mode":
        return wording.named(wording.MODES, value)
    if isinstance(value, tuple | list):
        return _(", ").join(value)
    return str(value or "")


def _disputes(case: SharingCase) -> list[dict[str, Any]]:
    """How the case came before the office, and what became of it; the answer that led there."""
    found = db.session.scalars(select(Dispute).where(Dispute.case_id == case.id).order_by(Dispute.id))
    refusals = (
        select(Answer)
        .where(Answer.case_id == case.id, Answer.kind == "refuse", Answer.delivered_at.is_not(None))
        .order_by(Answer.id.desc())
    )
    refusal = db.session.scalars(refusals.limit(1)).first()
    return [_dispute(one, refusal if one.cause == "refusal" else None) for one in found]


def _dispute(one: Dispute, refusal: Answer | None) -> dict[str, Any]:
    facts = [(_("Cause"), wording.named(wording.CAUSES, one.cause))]
    if one.late:
        facts.append((_("On the record"), _("The provider did not answer in time.")))
    if refusal:
        facts += [
            (_("Ground of the refusal"), wording.named(wording.REASONS, refusal.reason_code)),
            (_("Reasons"), refusal.reason),
            (_("Legal basis"), refusal.legal_basis),
        ]
    return {"at": one.entered_at, "facts": facts}


def _filings(case: SharingCase) -> list[dict[str, Any]]:
    """The filings of the case, in the order in which they were made."""
    found = select(Filing).where(Filing.case_id == case.id).options(joinedload(Filing.refers_to))
    return [
        {
            "number": one.number,
            "title": wording.named(wording.FILINGS, one.kind),
            "note": _filing_note(one),
            "at": one.made_at,
        }
        for one in db.session.scalars(found.order_by(Filing.id))
    ]


def _filing_note(one: Filing) -> str:
    notes = []
    if one.refers_to:
        notes.append(_("refers to %(number)s", number=one.refers_to.number))
    if one.lapsed_at:
        notes.append(_("lapsed"))
    return _(", ").join(notes)


def _agreement_url(case: SharingCase) -> str | None:
    drawn = select(Agreement.id).where(Agreement.case_id == case.id).limit(1)
    if db.session.scalar(drawn) is None:
        return None
    return url_for("sharing.agreement", instance_id=case.id)
