"""What somebody asks of the list of cases: search, filters and order, read from the address."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from app.domain.keeping import queries as keeping
from app.domain.sharing import register
from app.foundation.identity.models import Account
from app.web import asking, paging, wording
from app.workflow import parties


@dataclass(frozen=True)
class Asked(asking.Asked):
    """The search as the page shows it again."""

    text: str = asking.text()
    state: str = asking.one_of(wording.SHARING_STATES)
    role: str = asking.one_of(wording.ROLES)
    sort: str = asking.one_of(wording.CASE_SORTS, "newest")
    kept: str = asking.one_of(wording.KEPT)


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
