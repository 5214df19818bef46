"""What of a collection may be registered although parts of it exist; pure."""

from collections.abc import Iterable, Mapping
from typing import Any


def allowed(items: Iterable[Mapping[str, Any]], found: Mapping[str, Any], reason: str) -> list[str]:
    """The items that nobody holds, and those for which the unit's reason names them one by one.

    `found` is a query as it was kept.  What only entries hold that the applicant may not see is
    held too: the office sees them.
    """
    hidden = {name for hit in found.get("hidden_hits", ()) for name in hit["matched"]}
    missing = set(found["missing"]) - hidden
    names = [str(item["name"]) for item in items]
    return [name for name in names if name in missing or name in reason]
