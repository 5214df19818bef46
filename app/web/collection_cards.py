"""The cards of a collection's page: what exists of it, what both keys said, what came of it."""

from typing import Any, NamedTuple

from flask import url_for

from app.domain.catalogue import queries
from app.domain.catalogue.models.filing import MatterFiling
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.models.query import Query
from app.domain.catalogue.models.review import SHARE, Coordination, KeyReview
from app.domain.catalogue.services import coordination, filing, keys, proposing
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import catalogue_words as words
from app.web import gate_cards, wording
from app.web.cards import Pairs, Panel

STEPS = "sharing/_steps.html"


class Step(NamedTuple):
    """Something that was said, with its particulars."""

    at: Any
    title: str
    facts: Pairs


def news(case: CatalogueCase, account: Account) -> list[Panel]:
    """What was said so far, and what came of it: shown before the entry itself."""
    steps = [_key(one) for one in keys.of_case(case.id)]
    steps += [step for one in coordination.of_case(case.id) for step in _coordinated(case, one)]
    cards = []
    if (instead := _instead(case, account)) is not None:
        title = _("Share instead")
        cards.append(Panel("h-instead", title, "catalogue/_share.html", instead, True))
    if steps:
        title = _("Reviews and coordination")
        cards.append(Panel("h-reviews", title, STEPS, {"steps": steps}, True))
    return cards


def record(case: CatalogueCase) -> list[Panel]:
    """What exists of it, and what was filed."""
    return [*duplicates(case), *filings(case)]


def duplicates(case: CatalogueCase) -> list[Panel]:
    """What the catalogues held of it as it was shown; at first too, where that differs."""
    asked = proposing.queries(case.id)
    if not asked:
        return []
    last = gate_cards.of_kept(asked[-1].found)
    cards = [last] if last else []
    if len(asked) > 1 and _entries(asked[0]) != _entries(asked[-1]):
        first = gate_cards.of_kept(asked[0].found)
        if first:
            cards.append(first._replace(id="h-first", title=_("Duplicate check at the beginning")))
    return cards


def filings(case: CatalogueCase) -> list[Panel]:
    """What was filed with the office."""
    made = [_filed(one) for one in filing.of_case(case.id)]
    if not made:
        return []
    return [Panel("h-record", _("Filings"), "sharing/_record.html", {"filings": made})]


def _filed(one: MatterFiling) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": wording.named(words.FILINGS, one.kind),
        "to": one.recipient.label,
        "note": str(one.content.get("registration_no") or ""),
        "at": one.made_at,
    }


def _entries(query: Query) -> set[str]:
    return {hit["id"] for hit in query.found["hits"]}


def _key(one: KeyReview) -> Step:
    who = wording.named(wording.LANES, one.lane)
    title = _(
        "%(who)s %(said)s",
        who=who,
        said=wording.named(words.KEYS, one.outcome),
    )
    return Step(one.at, title, _filled([(_("Reason"), one.reason), (_("By"), one.by.label)]))


def _coordinated(case: CatalogueCase, one: Coordination) -> list[Step]:
    title = _("The office proposes") if one.step == "proposal" else _("The office decides")
    said: Pairs = [
        (_("What is to be done"), wording.named(words.COORDINATIONS, one.outcome)),
        (_("Items"), _(", ").join(one.items)),
        (_("Lead unit"), one.lead.label if one.lead else ""),
        (_("Resource"), one.resource_id or ""),
        (_("Reason"), one.reason),
        (_("By"), one.by.label),
    ]
    steps = [Step(one.at, title, _filled(said))]
    if one.answer and one.answered_at:
        answered: Pairs = [
            (_("Answer"), wording.named(words.ANSWERS, one.answer)),
            (_("Reason"), one.answer_reason),
        ]
        steps.append(Step(one.answered_at, case.unit.label, _filled(answered)))
    return steps


def _filled(facts: Pairs) -> Pairs:
    return [(label, said) for label, said in facts if said]


def _instead(case: CatalogueCase, account: Account) -> dict[str, Any] | None:
    """Where the unit applies for what it is to share, with the items that the resource holds."""
    adopted = coordination.in_force(case.id) if case.end == "shared" else None
    if adopted is None or adopted.outcome != SHARE:
        return None
    resource = queries.find(str(adopted.resource_id))
    if resource is None:
        return None
    wanted = [item["name"] for item in case.content["items"]]
    hits = proposing.queries(case.id)[-1].found["hits"]
    matches: list[dict[str, str]] = next(
        (hit["matches"] for hit in hits if hit["id"] == resource.id), []
    )
    held = [one["held"] for one in matches] or [n for n in wanted if n in resource.item_names]
    may = account.unit_id == case.unit_id and "sharing_officer" in account.effective_posts
    url = url_for("sharing.application", resource_id=resource.id, items=list(dict.fromkeys(held)))
    return {
        "title": f"{resource.title} ({resource.id})",
        "provider": resource.provider.label,
        "items": held,
        "missing": [name for name in wanted if name not in {one["proposed"] for one in matches}],
        "url": url if may else None,
    }
