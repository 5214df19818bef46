"""What could be offered to a demander whose provider refuses, and how soon one would answer."""

from sqlalchemy import select

from app.domain.catalogue import suggestions
from app.domain.catalogue.suggestions import Suggestion
from app.domain.catalogue.viewing import Viewer
from app.domain.sharing import queries
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.rules.disputes import answer_rule
from app.foundation.database import db
from app.workflow.ledger import DeadlineRule


def of(case: SharingCase, viewer: Viewer) -> list[Suggestion]:
    """The best resources to offer instead of the one applied for, with the reasons."""
    case = queries.case(case.id)
    return suggestions.instead_of(case.resource, case.applied_items, case.demander_id, viewer)


def answer_days(offered: list[Suggestion]) -> dict[str, int]:
    """Within how many days a provider must answer, by the classes of these resources."""
    rules = {one.resource.sharing_class: answer_rule(one.resource.sharing_class) for one in offered}
    known = select(DeadlineRule).where(DeadlineRule.rule.in_(rules.values()))
    days = {row.rule: row.amount for row in db.session.scalars(known)}
    return {sharing_class: days[rule] for sharing_class, rule in rules.items() if rule in days}
