"""What somebody asks of the list of the catalogue's matters, read from the address."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from app.domain.catalogue import register
from app.domain.catalogue.services import matters
from app.domain.keeping import queries as keeping
from app.foundation.identity.models import Account
from app.web import asking, paging, wording
from app.workflow import parties


@dataclass(frozen=True)
class Asked(asking.Asked):
    """The search as the page shows it again."""

    text: str = asking.text()
    process: str = asking.one_of(matters.PROCESSES)
    state: str = asking.one_of(wording.STATES)
    sort: str = asking.one_of(wording.CASE_SORTS, "newest")
    kept: str = asking.one_of(wording.KEPT)


def page(asked: Asked, account: Account, wanted: int) -> paging.Page:
    """One page of the matters that the account may see, of today or of the archive."""
    cut = paging.cut_rows(_listed(asked, account), wanted)
    return paging.Page([register.as_line(row) for row in cut.items], cut.total, cut.number)


def _listed(asked: Asked, account: Account) -> Select[Any]:
    """The matters that were asked for, of today or of the archive."""
    same = {"text": asked.text, "state": asked.state, "order": asked.sort}
    if asked.kept:
        return keeping.matters(account, process_id=asked.process, **same)
    visible = parties.visible_to(account)
    return register.listed(visible, process_id=asked.process, **same)
