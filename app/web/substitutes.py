"""What could be offered instead of a refused resource, said in words with the reasons."""

from dataclasses import dataclass

from app.domain.catalogue.models.resource import UNCONDITIONAL
from app.domain.catalogue.suggestions import SYNONYM, Match, Suggestion
from app.domain.sharing import offers
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation.i18n import _, ngettext
from app.foundation.identity.models import Account
from app.web import wording
from app.web.back import started
from app.web.cards import Panel
from app.web.viewing import viewer
from app.workflow import inbox
from app.workflow.models import Task


@dataclass(frozen=True)
class Offered:
    """A suggestion as the pages show it; `url` fills it into the form on the page."""

    id: str
    title: str
    provider: str
    sharing_class: str
    items: list[str]
    short: str
    reasons: list[str]
    url: str


def listed(case: SharingCase, task: Task | None = None) -> list[Offered]:
    """The suggestions for a case; with the task that may propose one, each with a link to do so."""
    found = offers.of(case, viewer())
    days = offers.answer_days(found) if found else {}
    return [_offered(one, days.get(one.resource.sharing_class), task) for one in found]


def card(dispute: Dispute, account: Account) -> Panel | None:
    """The card of the dispute page, while a substitute can still be proposed."""
    if dispute.ended_at or not about_refusal(dispute) or not is_of_office(dispute, account):
        return None
    task = inbox.open_task(dispute.case_id, "propose_settlement")
    may = task is not None and inbox.may_act(task, account)
    offered = listed(dispute.case, task if may else None)
    if not offered:
        return None
    title = _("What could serve instead")
    return Panel("h-instead", title, "mediation/_offers.html", {"offered": offered}, True)


def about_refusal(dispute: Dispute) -> bool:
    """Does the provider refuse, or say that it cannot deliver?"""
    return dispute.cause == "refusal" or dispute.facts.get("how") == "unable"


def is_of_office(dispute: Dispute, account: Account) -> bool:
    """Does the account work in the office that settles the dispute?"""
    return account.unit_id == dispute.office_id


def _offered(one: Suggestion, days: int | None, task: Task | None) -> Offered:
    resource = one.resource
    return Offered(
        resource.id,
        resource.title,
        resource.provider.label,
        wording.named(wording.CLASSES, resource.sharing_class),
        one.items,
        _short(one),
        [reason for reason in _reasons(one, days) if reason],
        started(substitute=resource.id) if task else "",
    )


def _short(one: Suggestion) -> str:
    if one.matches:
        return _("holds %(held)s of %(wanted)s items", held=len(one.matches), wanted=one.wanted)
    return _("of the same subject")


def _reasons(one: Suggestion, days: int | None) -> list[str]:
    """Why it is suggested, the weightiest first."""
    lines = []
    if one.matches:
        held = _(", ").join(_held(match) for match in one.matches)
        lines.append(_("%(short)s: %(items)s", short=_short(one), items=held))
    if one.missing:
        lines.append(_("missing: %(items)s", items=_(", ").join(one.missing)))
    if one.is_digest:
        lines.append(_("a summary or public notice, not the single records"))
    elif one.subject:
        lines.append(_("of the same subject: %(words)s", words=_(", ").join(one.subject)))
    if one.same_provider:
        lines.append(_("held by the same provider"))
    elif one.is_opener:
        lines.append(_("more open than what was refused"))
    return [*lines, _class(one, days)]


def _held(match: Match) -> str:
    if match.held == match.wanted:
        return match.wanted
    if match.how == SYNONYM:
        return _("%(item)s under the name %(name)s", item=match.wanted, name=match.held)
    return _("%(item)s, narrower, as %(name)s", item=match.wanted, name=match.held)


def _class(one: Suggestion, days: int | None) -> str:
    said = wording.named(wording.CLASSES, one.resource.sharing_class)
    if one.resource.sharing_class != UNCONDITIONAL and one.resource.condition:
        said = _("%(sharing)s (%(condition)s)", sharing=said, condition=one.resource.condition)
    if days is None:
        return said
    soon = ngettext(
        "answers within %(num)s working day", "answers within %(num)s working days", days
    )
    return _("%(sharing)s; %(soon)s", sharing=said, soon=soon)
