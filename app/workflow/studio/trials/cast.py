"""Who plays whom: the accounts of the demonstration, where those of a case do not exist there."""

from dataclasses import dataclass, field

from app.foundation.i18n import _
from app.foundation.identity import seed
from app.foundation.identity.models import Account
from app.workflow.models import Task


@dataclass(frozen=True)
class Part:
    """An account of the demonstration."""

    login: str
    unit: str
    posts: frozenset[str]


@dataclass
class Cast:
    """Gives each account of a case one of the demonstration, and says where it had to choose."""

    parts: list[Part] = field(default_factory=lambda: _demonstration())
    remarks: dict[str, str] = field(default_factory=dict)

    def login(self, task: Task, account: Account) -> str:
        """Who completes the task when it is played."""
        named = account.login
        known = {part.login: part for part in self.parts}
        if named in known and known[named].unit == account.unit.code:
            return named
        asked = frozenset(task.posts)
        of_unit = [one for one in self.parts if one.unit == account.unit.code and one.posts & asked]
        chosen = next(iter(of_unit), None)
        if chosen is None:
            self.remarks[named] = _(
                "The demonstration has no account of %(unit)s for “%(task)s”: name one that may.",
                unit=account.unit.short_name,
                task=task.title,
            )
            return named
        self.remarks[named] = _(
            "%(login)s is not in the demonstration; %(other)s of the same unit plays the part.",
            login=named,
            other=chosen.login,
        )
        return chosen.login


def _demonstration() -> list[Part]:
    return [
        Part(row["login"], row["dept_code"], frozenset(row["posts"].split("|")))
        for row in seed.rows("users.csv")
    ]
