"""What each operation may answer to the choice behind it, as far as a law says so."""

from collections.abc import Mapping, Sequence

from app.workflow.checks.laws import collection, database, negotiation, publication

ANSWERS: Mapping[str, Sequence[object]] = {
    **negotiation.RESULTS,
    "sharing.draw_up_agreement": (True, False),
    "sharing.adopt_settlement": ("settled", "resumed"),
    **{
        operation: tuple(given)
        for table in (publication.TABLE, collection.TABLE, database.TABLE)
        for operation, given in table.results.items()
    },
}
