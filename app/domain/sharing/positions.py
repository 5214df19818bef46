"""Where the two sides stand: what each of them said last, and what is on the table."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.sharing import queries
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.queries import Round
from app.domain.sharing.records import CURRENT

OWN_WORD = ("application", "counter")


@dataclass(frozen=True)
class Positions:
    """The rounds from which somebody who writes new terms may start; a side may have said none."""

    table: Round | None
    demander: Round | None
    provider: Round | None

    def named(self) -> Iterator[tuple[str, Round]]:
        """Each of them that there is, with its name."""
        for name in ("table", "demander", "provider"):
            if (found := getattr(self, name)) is not None:
                yield name, found


def of(case: SharingCase, reader: int) -> Positions:
    """Where both sides stand on the present resource, as far as they have sent it."""
    sent = [
        one
        for one in queries.rounds(case.id, reader)
        if one.number is not None and one.terms.resource_id == case.resource_id
    ]
    return Positions(
        next((one for one in sent if one.terms.status in CURRENT), None),
        _last_word(sent, case.demander_id),
        _last_word(sent, case.provider_id),
    )


def _last_word(sent: list[Round], unit_id: int) -> Round | None:
    own = [
        one
        for one in sent
        if one.terms.proposed_by_unit_id == unit_id and one.terms.source in OWN_WORD
    ]
    return own[-1] if own else None
