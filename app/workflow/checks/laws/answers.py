"""What each operation may answer to the choice behind it, as far as a law says so."""

from collections.abc import Mapping, Sequence

from app.workflow.checks.laws import collection, database, negotiation, publication

_TABLES = (publication.TABLE, collection.TABLE, database.TABLE)
ANSWERS: Mapping[str, Sequence[object]] = {
    **negotiation.RESULTS,
    "sharing.draw_up_agreement": (True, False),
    "sharing.adopt_settlement": ("settled", "resumed"),
    **{operation: tuple(given) for table in _TABLES for operation, given in table.results.items()},
}

# Tasks that no version may lose, and operations whose doing a law remembers.
KEPT = frozenset(
    {
        *negotiation.MUST_EXIST,
        *negotiation.MARKS,
        *(step for table in _TABLES for step in table.must_exist),
        *(
            step.partition("=")[0]
            for table in _TABLES
            for step in table.leaves
            if "." in step.partition("=")[0]
        ),
    }
)
