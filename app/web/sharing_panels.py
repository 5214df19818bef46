"""The sharing room's cards on the page of a case: facts, terms round by round, dispute, record."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import url_for

from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.rules import values
from app.domain.sharing import paperwork, queries, records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.filing import Filing
from app.domain.sharing.models.usage import Archive
from app.domain.sharing.queries import Round
from app.domain.sharing.rules import terms as rules
from app.domain.sharing.services import archive as archives
from app.foundation import contents
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import competence, gate_cards, orders, sharing_disputes, wording
from app.web.cards import Pairs, Panel
from app.workflow import parties
from app.workflow.models import ProcessInstance


def of(instance: ProcessInstance, account: Account) -> list[Panel]:
    """The cards of a case for one reader."""
    case = queries.case(instance.id)
    reader = None if parties.AUDITOR in account.effective_posts else account.unit_id
    on_paper = paperwork.rounds_on_paper(case.id)
    rounds = [_round(one, on_paper) for one in queries.rounds(case.id, reader)]
    panels = [
        Panel("h-terms", _("Terms"), "sharing/_terms.html", {"rounds": rounds}, True),
        Panel("h-facts", _("Application"), "sharing/_facts.html", _facts(case, account)),
    ]
    if told := sharing_disputes.of(case, reader):
        panels.insert(
            1, Panel("h-dispute", _("Dispute"), "sharing/_steps.html", {"steps": told}, True)
        )
    if case.side(account.unit_id) and (given := sharing_disputes.deliveries(case, account.unit_id)):
        panels.insert(
            1, Panel("h-given", _("Delivery"), "sharing/_steps.html", {"steps": given}, True)
        )
    if supervised := orders.of(case, account):
        panels.insert(
            1, Panel("h-orders", _("Supervision"), "sharing/_orders.html", supervised, True)
        )
    if duplicates := gate_cards.of_kept(case.catalogue_hits):
        panels.append(duplicates)
    record = {"filings": _filings(case), "agreement_url": _agreement_url(case)}
    panels.append(Panel("h-record", _("Filings and agreement"), "sharing/_record.html", record))
    return panels


def on_table(case_id: int) -> Pairs:
    """The terms as they stand, in words."""
    return _valued(records.terms(case_id).values)


def archive_status(case_id: int, account: Account) -> str:
    """Is the case's archive pending or written?  Nothing where the account may not have it."""
    found = db.session.get(Archive, case_id)
    side = queries.case(case_id).side(account.unit_id)
    may_have = side or parties.AUDITOR in account.effective_posts
    return found.status if found and may_have else ""


def archive(case_id: int, account: Account) -> bytes | None:
    """A case's archive: whole for auditors, for a side without the other's inner papers."""
    if archive_status(case_id, account) != "written":
        return None
    if parties.AUDITOR in account.effective_posts:
        with contents.opened(archives.write(case_id).sha256) as content:
            return content.read()
    side = queries.case(case_id).side(account.unit_id)
    return archives.extract(case_id, side) if side else None


def resource_facts(resource: Resource) -> Pairs:
    """What the catalogue says of a resource."""
    modes = _(", ").join(wording.named(wording.MODES, mode) for mode in resource.share_modes)
    return [
        (_("Number"), resource.id),
        (_("Provider"), resource.provider.label),
        (_("Sharing class"), wording.named(wording.CLASSES, resource.sharing_class)),
        (_("Sharing condition"), resource.condition),
        (_("Basis of not sharing"), resource.refusal_basis),
        (_("Mode of sharing"), modes),
        (_("Updated"), values.said(resource.update_cycle, values.CYCLES)),
        (_("Security level"), values.said(resource.security_level, values.LEVELS)),
        (_("Secrecy agreement"), _("required") if resource.secrecy_required else ""),
        (_("Abstract"), resource.abstract),
    ]


def live(agreements: Iterable[Mapping[str, Any]], account: Account) -> list[dict[str, Any]]:
    """Agreements in force, as the pages list them; with a link for who may see their case."""
    return [
        {
            "number": one.get("number", ""),
            "valid_until": one.get("valid_until", ""),
            "items": _(", ").join(one.get("items") or []),
            "url": _case_url(one.get("case_id"), account),
        }
        for one in agreements
    ]


def _case_url(case_id: int | None, account: Account) -> str | None:
    if case_id is None or not parties.may_see(case_id, account):
        return None
    return url_for("instances.show", instance_id=case_id)


def _facts(case: SharingCase, account: Account) -> dict[str, Any]:
    """Who applies for what, why, under which law."""
    substituted = case.applied_resource_id != case.resource_id
    facts = [
        (_("Resource"), f"{case.resource.title} ({case.resource_id})"),
        (_("Applied for at first"), case.applied_resource.title if substituted else ""),
        (_("Sharing class"), wording.named(wording.CLASSES, case.resource.sharing_class)),
        (_("Sharing condition"), case.resource.condition),
        (_("Basis of not sharing"), case.resource.refusal_basis),
        (_("Security level"), values.said(case.resource.security_level, values.LEVELS)),
        (_("Secrecy agreement"), _("required") if case.resource.secrecy_required else ""),
        (_("Demander"), case.demander.label),
        (_("Provider"), case.provider.label),
        (_("Disputes are settled by"), competence.line(case)),
        (_("First provider"), case.first_provider.label if substituted else ""),
        (_("Legal basis"), case.basis),
        (_("Urgency"), wording.named(wording.URGENCIES, case.urgency)),
        (_("Necessity of sensitive items"), case.necessity),
        (_("Safeguards"), case.safeguards),
        (_("Submitted"), f"{wording.local_time(case.submitted_at)} · {case.applicant.label}"),
        (
            _("Approved by the unit"),
            wording.local_time(case.approved_at) if case.approved_at else "",
        ),
    ]
    return {
        "facts": facts,
        "items": _items(case),
        "attachments": queries.attachments(case),
        "live": live(case.live_agreements, account),
    }


def _items(case: SharingCase) -> list[DataItem]:
    """The items applied for; before the head's approval those of the application itself."""
    wanted = set(case.applied_items or records.terms(case.id).items)
    return [item for item in case.resource.items if item.name in wanted]


def _valued(values: rules.Values) -> Pairs:
    return [(_term(name), said(name, getattr(values, name))) for name in rules.FIELDS]


def _round(one: Round, on_paper: Collection[int]) -> dict[str, Any]:
    """A round of terms: in full where it is the first, else what it changed."""
    terms = one.terms
    source = wording.named(wording.SOURCES, terms.source)
    note = _("The catalogue offers another mode of sharing.") if one.departs_from_catalogue else ""
    return {
        "title": (
            _("Round %(round)s: %(source)s", round=one.number, source=source)
            if one.number
            else _("Not sent: %(source)s", source=source)
        ),
        "status": wording.named(wording.TERMS_STATUS, terms.status),
        "who": terms.proposed_by_unit.label,
        "at": terms.proposed_at,
        "first": terms.supersedes_id is None,
        "stands": terms.status in ("on_table", "final"),
        "values": _valued(terms.values),
        "on_paper": terms.round in on_paper,
        "changes": [_change(change) for change in one.changes],
        "note": note,
    }


def _change(change: rules.Change) -> dict[str, str]:
    """Old against new; of the items also which came and went."""
    new = said(change.field, change.new)
    if change.removed:
        new += "\n" + _("Left out: %(items)s", items=_(", ").join(change.removed))
    if change.added:
        new += "\n" + _("Added: %(items)s", items=_(", ").join(change.added))
    return {"label": _term(change.field), "old": said(change.field, change.old), "new": new}


def _term(name: str) -> str:
    return wording.named(wording.TERMS, name)


def said(name: str, value: Any) -> str:
    """A term in words."""
    if name == "mode":
        return wording.named(wording.MODES, value)
    if isinstance(value, tuple | list):
        return _(", ").join(value)
    return str(value or "")


def _filings(case: SharingCase) -> list[dict[str, Any]]:
    """The filings of the case, in the order in which they were made."""
    return [
        {
            "number": one.number,
            "title": wording.named(wording.FILINGS, one.kind),
            "to": one.recipient.label,
            "note": _filing_note(one),
            "at": one.made_at,
        }
        for one in queries.filings(case.id)
    ]


def _filing_note(one: Filing) -> str:
    notes = []
    if one.refers_to:
        notes.append(_("refers to %(number)s", number=one.refers_to.number))
    if one.lapsed_at:
        notes.append(_("lapsed"))
    return _(", ").join(notes)


def _agreement_url(case: SharingCase) -> str | None:
    if records.last_agreement(case.id) is None:
        return None
    return url_for("instances.agreement", instance_id=case.id)
