"""The gate: who wants to collect or build anew is shown what exists, and goes on with a reason.

What was shown is kept with the case as it was then.  What the applicant may not see is kept apart:
reviewers see it, the applicant is not asked for a reason because of it, so that nothing is hinted.
"""

from collections.abc import Collection as Some
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.domain.catalogue import duplicates
from app.domain.catalogue.duplicates import Verdict
from app.domain.catalogue.holdings import Named
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.rules import columns
from app.domain.catalogue.viewing import Viewer
from app.foundation import clock
from app.foundation.errors import Invalid
from app.foundation.i18n import _

SHORTEST_REASON, LONGEST_REASON = 10, 2000
FIELD = "spite_reason"


def require_reason(
    kind: str,
    content: Mapping[str, Any],
    owner: str,
    spite_reason: str,
    *,
    viewer: Viewer,
    exclude: Some[Named] = (),
) -> dict[str, Any]:
    """Check the content of an entry before it is submitted; what was found, to keep with the case.

    Raises `Invalid` on `spite_reason` where there are hits and no reason to go on in spite of them.
    `owner` is the code of the unit; `exclude` names the entry that is being changed.
    """
    proposal = of_content(kind, content, owner)
    shown = duplicates.check(proposal, viewer, exclude)
    reason = spite_reason.strip()
    if shown.speaks_against:
        check_reason(reason)
    return kept(proposal, shown, withheld(proposal, viewer, exclude), reason)


def of_content(kind: str, content: Mapping[str, Any], owner: str) -> Proposal:
    """What an entry's content proposes."""
    names = [str(item.get("name") or "").strip() for item in content.get("items") or []]
    holder = owner or str(content.get(columns.HOLDER[kind]) or "")
    title = str(content.get("title") or "").strip()
    return Proposal(title, holder, tuple(name for name in names if name))


def check_reason(reason: str) -> None:
    """Raise unless it is a reason that a reviewer can weigh."""
    if len(reason) < SHORTEST_REASON:
        raise Invalid(
            {
                FIELD: [
                    _(
                        "The catalogues hold some of this already. "
                        "To go on, give a reason of at least %(count)d characters.",
                        count=SHORTEST_REASON,
                    )
                ]
            }
        )
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            {FIELD: [_("The text has more than %(count)d characters.", count=LONGEST_REASON)]}
        )


def withheld(proposal: Proposal, viewer: Viewer, exclude: Some[Named] = ()) -> Verdict:
    """What the catalogues say that the applicant may not see; for those who review."""
    return duplicates.check(proposal, viewer, exclude, hidden=True)


def kept(proposal: Proposal, shown: Verdict, hidden: Verdict, reason: str = "") -> dict[str, Any]:
    """What is kept with a case: proposal, what was shown, what was withheld, the reason."""
    unseen = [*hidden.hits, *hidden.unconfirmed]
    return {
        "at": clock.now().isoformat(),
        "proposed": asdict(proposal) | {"items": list(proposal.items)},
        **shown.as_json(),
        "hidden_hits": [hit.as_json() for hit in unseen],
        "reason": reason,
    }


def for_applicant(kept_hits: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept, without what its applicant may not see."""
    return {name: value for name, value in kept_hits.items() if name != "hidden_hits"}
