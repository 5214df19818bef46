"""What somebody asks of the list of the catalogue's matters, read from the address."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select

from app.domain.catalogue import register
from app.domain.catalogue.services import matters
from app.domain.keeping import queries as keeping
from app.foundation.identity.models import Account
from app.web import paging, wording
from app.workflow import parties

LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """The search as the page shows it again."""

    text: str = ""
    process: str = ""
    state: str = ""
    sort: str = "newest"
    kept: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read the address; what is unknown is not asked."""
        return cls(
            args.get("text", "").strip()[:LONGEST].replace("\x00", ""),
            args.get("process", "") if args.get("process") in matters.PROCESSES else "",
            args.get("state", "") if args.get("state") in wording.STATES else "",
            args.get("sort", "") if args.get("sort") in wording.CASE_SORTS else "newest",
            args.get("kept", "") if args.get("kept") in wording.KEPT else "",
        )

    def args(self) -> dict[str, str]:
        """The search as parameters of an address."""
        return {name: value for name, value in asdict(self).items() if value}

    def any(self) -> bool:
        """Is anything filtered?"""
        return bool(self.text or self.process or self.state or self.kept)


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
