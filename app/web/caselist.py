"""What somebody asks of the list of cases: search, filters and order, read from the address."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select

from app.domain.keeping import queries as keeping
from app.domain.sharing import register
from app.foundation.identity.models import Account
from app.web import paging, wording
from app.workflow import parties

LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """The search as the page shows it again."""

    text: str = ""
    state: str = ""
    role: str = ""
    sort: str = "newest"
    kept: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read the address; what is unknown is not asked."""
        return cls(
            args.get("text", "").strip()[:LONGEST].replace("\x00", ""),
            args.get("state", "") if args.get("state") in wording.SHARING_STATES else "",
            args.get("role", "") if args.get("role") in wording.ROLES else "",
            args.get("sort", "") if args.get("sort") in wording.CASE_SORTS else "newest",
            args.get("kept", "") if args.get("kept") in wording.KEPT else "",
        )

    def args(self) -> dict[str, str]:
        """The search as parameters of an address."""
        return {name: value for name, value in asdict(self).items() if value}

    def any(self) -> bool:
        """Is anything filtered?"""
        return bool(self.text or self.state or self.role or self.kept)


def page(asked: Asked, account: Account, wanted: int) -> paging.Page:
    """One page of the cases that the account may see, cut by the database."""
    if asked.kept:
        return lines(
            keeping.cases(
                account, text=asked.text, state=asked.state, role=asked.role, order=asked.sort
            ),
            wanted,
        )
    found = register.listed(
        parties.visible_to(account),
        account.unit_id,
        text=asked.text,
        state=asked.state,
        role=asked.role,
        order=asked.sort,
    )
    return lines(found, wanted)


def lines(found: Select[Any], wanted: int) -> paging.Page:
    """One page of `register.listed`, each case a line in the reader's language."""
    cut = paging.cut_rows(found, wanted)
    return paging.Page([register.as_line(row) for row in cut.items], cut.total, cut.number)


def choices() -> dict[str, Any]:
    """What can be chosen in the filters."""
    return {
        "state_choices": [(code, wording.state_name(code)) for code in wording.SHARING_STATES],
        "role_choices": wording.ROLES.items(),
        "case_sorts": wording.CASE_SORTS.items(),
        "kept_choices": wording.KEPT.items(),
    }
