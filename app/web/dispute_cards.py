"""The cards on the page of a dispute, each from the part of the house that knows it.

A card is a function (dispute, account) → `Panel`, or None where it has nothing to say.
"""

from collections.abc import Callable

from app.domain.sharing.models.dispute import Dispute
from app.foundation.identity.models import Account
from app.web import (
    consulting,
    document_cards,
    mediation_notes,
    paper_cards,
    recall,
    substitutes,
    supervision,
)
from app.web.cards import Panel

Card = Callable[[Dispute, Account], Panel | None]

# In the order in which they stand on the page.
CARDS: tuple[Card, ...] = (
    recall.card,
    supervision.competence_card,
    consulting.card,
    substitutes.card,
    mediation_notes.card,
    supervision.card,
    paper_cards.of_dispute,
    document_cards.of_dispute,
)


def of(dispute: Dispute, account: Account) -> list[Panel]:
    """The cards that have something to say to this reader."""
    made = (card(dispute, account) for card in CARDS)
    return [panel for panel in made if panel]
