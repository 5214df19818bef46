"""What was said in a dispute, before the leading group and about a delivery, for the pages."""

from datetime import datetime
from typing import Any, NamedTuple

from app.domain.sharing import queries
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.decision import AgendaItem
from app.domain.sharing.models.dispute import Dispute, Settlement
from app.domain.sharing.models.provision import Delivery
from app.foundation.i18n import _, lazy
from app.web import wording

Pairs = list[tuple[str, Any]]
# What makes a matter one for the leading group; the form says what each means.
CRITERIA = {
    "cross_system": lazy("across systems or fields"),
    "public_safety": lazy("public safety"),
    "national_security": lazy("national security"),
    "legal_conflict": lazy("conflict of laws"),
    "large_scale": lazy("large scale, wide effect"),
    "other": lazy("other"),
}


class Step(NamedTuple):
    """Something that was said or done, with its particulars."""

    at: datetime
    title: str
    facts: Pairs


def of(case: SharingCase, reader: int | None) -> list[Step]:
    """Every dispute of a case, in the order of what was said in it.

    What the office took back unseen is for the office itself and for auditors (no `reader`).
    """
    steps = [step for one in queries.disputes(case.id) for step in _dispute(case, one, reader)]
    steps += [_meeting(item) for item in queries.agenda_items(case.id)]
    return sorted(steps, key=lambda step: step.at)


def one(case: SharingCase, dispute: Dispute, reader: int | None) -> list[Step]:
    """What was said in one dispute but for the opinions, and before the leading group about it."""
    steps = _dispute(case, dispute, reader, opinions=False)
    steps += [_meeting(i) for i in queries.agenda_items(case.id) if i.dispute_id == dispute.id]
    return sorted(steps, key=lambda step: step.at)


def deliveries(case: SharingCase, unit_id: int) -> list[Step]:
    """What a side delivered or was delivered, and what the demander said to it."""
    return [_delivery(one) for one in queries.deliveries(case.id, unit_id)]


def _dispute(
    case: SharingCase, one: Dispute, reader: int | None, *, opinions: bool = True
) -> list[Step]:
    facts: Pairs = [(_("Cause"), wording.named(wording.CAUSES, one.cause))]
    if one.late:
        facts.append((_("On the record"), _("The provider was late.")))
    if said := one.facts.get("paper"):
        facts += _noted(said)
    if one.cause == "refusal":
        facts += _refusal(case, one.entered_at)
    if one.facts.get("how") == "unable":
        facts += _inability(case, one.entered_at)
    if one.explanation:
        told = one.explanation
        facts += [
            (_("The provider explains"), wording.named(wording.REASONS, told.reason_code)),
            (_("Reasons"), told.reason),
            (_("Remedy"), told.remedy),
        ]
    if one.responsibility:
        facts.append(
            (_("Responsibility"), wording.named(wording.RESPONSIBILITIES, one.responsibility))
        )
    facts += [
        (o.unit.label, f"{wording.named(wording.POSITIONS, o.position)}{_(': ')}{o.opinion}")
        for o in (one.opinions if opinions else [])
    ]
    reported = Step(one.entered_at, _("Before the office"), facts)
    knows = reader in (None, one.office_id)
    shown = [s for s in one.settlements if knows or s.recalled_at is None]
    return [reported, *map(_settlement, shown)]


def _noted(said: dict[str, Any]) -> Pairs:
    """The reply on paper that was entered after the clock had rung."""
    reply = _(
        "%(answer)s; received on %(date)s",
        answer=wording.named(wording.REPLIES, said["answer"]),
        date=said["received_on"],
    )
    in_time = _("The reply was received in time and entered late: the provider was not late.")
    late = _("The paper, too, came after the deadline.")
    return [
        (_("Reply on paper"), reply),
        (_("On the record"), in_time if said["in_time"] else late),
    ]


def _refusal(case: SharingCase, at: datetime) -> Pairs:
    """The refusal that led here; only a delivered one does."""
    answer = queries.refusal_before(case.id, at)
    if answer is None:
        return []
    return [
        (_("Ground of the refusal"), wording.named(wording.REASONS, answer.reason_code)),
        (_("Reasons"), answer.reason),
        (_("Basis of the refusal in law"), answer.legal_basis),
    ]


def _inability(case: SharingCase, at: datetime) -> Pairs:
    """Why the provider said that it cannot deliver."""
    said = queries.inability_before(case.id, at)
    if said is None:
        return []
    return [
        (_("Why it cannot be provided"), wording.named(wording.REASONS, said.reason_code)),
        (_("Reasons"), said.reason),
        (_("Remedy"), said.remedy),
    ]


def _settlement(one: Settlement) -> Step:
    criteria = _(", ").join(wording.named(CRITERIA, code) for code in one.criteria)
    facts: Pairs = [
        (_("Proposal"), wording.named(wording.SETTLEMENTS, one.kind)),
        (_("What makes it a major matter"), criteria),
        (_("Substitute"), one.substitute.title if one.substitute else ""),
        (_("Provide by"), one.provide_by),
        (_("Grounds"), one.grounds),
        (_("Taken back"), wording.local_time(one.recalled_at) if one.recalled_at else ""),
    ]
    for answer in one.answers:
        said = wording.named(wording.ANSWERS, answer.answer)
        if answer.silent:
            said = _("%(answer)s (by silence)", answer=said)
        facts.append(
            (answer.unit.label, f"{said}{_(': ')}{answer.reason}" if answer.reason else said)
        )
    title = _("Taken back, unseen by the other side") if one.recalled_at else None
    return Step(one.at, title or _("The office proposes"), facts)


def _meeting(item: AgendaItem) -> Step:
    facts: Pairs = [
        (_("Item of the agenda"), item.title),
        (_("Summary"), item.summary),
        (_("Options"), "\n".join(item.options)),
        (_("Meeting on"), item.meeting_on),
    ]
    if item.decision:
        decided = item.decision
        tally = _(
            "%(approve)s approve, %(reject)s reject, %(abstain)s abstain; %(entitled)s entitled",
            approve=decided.approve,
            reject=decided.reject,
            abstain=decided.abstain,
            entitled=decided.entitled,
        )
        facts += [
            (_("Votes"), tally),
            (_("Decision"), wording.named(wording.DECISIONS, decided.outcome)),
            (_("Resolution"), decided.resolution),
            (_("Execute by"), decided.execute_by),
            (_("Why it departs from the majority"), decided.override_reason),
            (_("Note on the quorum"), decided.quorum_note),
        ]
    return Step(item.at, _("Before the leading group"), facts)


def _delivery(one: Delivery) -> Step:
    facts: Pairs = [
        (_("Items"), _(", ").join(one.items)),
        (_("Agreed but not delivered"), _(", ").join(one.missing)),
        (_("How to get it"), one.access),
        (_("Note"), one.note),
    ]
    if one.receipt:
        said = wording.named(wording.RECEIPTS, one.receipt.outcome)
        if one.receipt.silent:
            said = _("%(answer)s (by silence)", answer=said)
        short = _(", ").join(wording.named(wording.SHORTFALLS, s) for s in one.receipt.shortfall)
        facts += [(_("Receipt"), said), (_("Shortfall"), short), (_("Reasons"), one.receipt.reason)]
    return Step(one.at, _("Delivered on %(date)s", date=one.delivered_on), facts)
