"""Reading the accounts for whoever administers them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from app.foundation.identity.models import Account, AccountPost, Unit

ORDERS: dict[str, tuple[Any, ...]] = {
    "unit": (Unit.sort_key, Account.login),
    "login": (Account.login,),
    "newest": (Account.id.desc(),),
}


@dataclass(frozen=True)
class Filters:
    """What is asked of the accounts; `state` is open, closed or nothing for all."""

    text: str = ""
    unit: str = ""
    post: str = ""
    state: str = ""
    order: str = "unit"


def listed(asked: Filters) -> Select[Any]:
    """The accounts with unit and posts, filtered and sorted, for the caller to page."""
    found: Any = select(Account).join(Account.unit)
    if asked.unit:
        found = found.where(Unit.code == asked.unit)
    if asked.post:
        found = found.where(Account.posts.any(AccountPost.post == asked.post))
    if asked.state:
        found = found.where(Account.active == (asked.state == "open"))
    if asked.text.split():
        found = found.where(*map(_holds, asked.text.split()))
    whole = (contains_eager(Account.unit), selectinload(Account.posts))
    return found.order_by(*ORDERS.get(asked.order, ORDERS["unit"])).options(*whole)


def _holds(word: str) -> ColumnElement[bool]:
    places = (Account.login, Account.display_post, Unit.name, Unit.short_name, Unit.name_en)
    return or_(*(place.icontains(word, autoescape=True) for place in places))
