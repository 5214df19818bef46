"""Who is doing this?  Set at the door, read by the audit log and the notices."""

from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from app.foundation.identity.models import Account


@dataclass(frozen=True)
class Acting:
    """An account, perhaps for an absent colleague; or, without an account, the system."""

    account_id: int | None
    unit_id: int | None
    label: str
    on_behalf_of_id: int | None = None


_NOBODY = Acting(None, None, "system")
_current: ContextVar[Acting] = ContextVar("acting", default=_NOBODY)


class Scope:
    """From its making on, somebody acts; `with`, or `leave()`, gives back who acted before."""

    def __init__(self, somebody: Acting) -> None:
        self._before = _current.get()
        _current.set(somebody)

    def leave(self) -> None:
        """Whoever acted before acts again."""
        _current.set(self._before)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()


def as_account(account: Account, on_behalf_of: Account | None = None) -> Scope:
    """From now on this account acts."""
    absent = on_behalf_of.id if on_behalf_of else None
    return Scope(Acting(account.id, account.unit_id, account.display_post, absent))


def as_system(name: str) -> Scope:
    """From now on a part of the program acts: the clock, a command, the seed."""
    return Scope(Acting(None, None, name))


def current() -> Acting:
    """Who acts now."""
    return _current.get()
