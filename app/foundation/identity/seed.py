"""The city's units, and in a demonstration its accounts.  Run again, it adds what is missing."""

import csv
from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.foundation import paths
from app.foundation.database import db
from app.foundation.identity import passwords, tenure
from app.foundation.identity.models import Account, AccountPost, Unit

# What the files did not say of a unit from the beginning.
ADDED_LATER = ("document_word", "sharing_unit", "contact_post", "credit_code")
UNTOUCHED = 1


def seed(demo: bool) -> None:
    """Write the units; the accounts of the demonstration only where it is one."""
    units()
    if demo:
        demo_accounts()


def rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of a file of `app/demo`."""
    with (paths.DEMO / file).open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def units() -> None:
    """Write the units of the city; one that nobody has changed gets what a later file adds."""
    names = {row["dept_code"]: row for row in rows("unit_names.csv")}
    values = [_unit(row, names[row["dept_code"]]) for row in rows("departments.csv")]
    new = insert(Unit).values(values)
    empty = {name: getattr(Unit, name) == "" for name in ADDED_LATER}
    filled = {
        name: case((is_empty, new.excluded[name]), else_=getattr(Unit, name))
        for name, is_empty in empty.items()
    }
    gains = or_(*(empty[name] & (new.excluded[name] != "") for name in ADDED_LATER))
    untouched = new.on_conflict_do_update(
        index_elements=["code"], set_=filled, where=and_(Unit.version == UNTOUCHED, gains)
    )
    db.session.execute(untouched)
    for parent in {row["parent"] for row in names.values()} - {""}:
        _put_below(parent, [code for code, row in names.items() if row["parent"] == parent])


def _unit(row: dict[str, str], named: dict[str, str]) -> dict[str, Any]:
    return {
        "code": row["dept_code"],
        "name": row["name"],
        "short_name": row["short_name"],
        "name_en": named["name_en"],
        "sort_key": named["sort_key"],
        "document_word": named["document_word"],
        "kind": row["kind"],
        "level": row["level"],
        "region_code": row["region_code"],
        "leading_group_member": row["leading_group_member"] == "Y",
        "roles": row["roles"].split("|"),
        "sharing_unit": row["sharing_unit"],
        "contact_post": row["contact_post"],
        "credit_code": row["demo_credit_code"],
        "active": True,
    }


def _put_below(parent: str, codes: list[str]) -> None:
    """Put units below the one above them, where nobody has decided otherwise."""
    above = select(Unit.id).where(Unit.code == parent).scalar_subquery()
    orphans = update(Unit).where(
        Unit.code.in_(codes), Unit.version == UNTOUCHED, Unit.parent_id.is_(None)
    )
    db.session.execute(orphans.values(parent_id=above).execution_options(synchronize_session=False))


def demo_accounts() -> None:
    """Write the accounts of the demonstration, all with the same published password."""
    known = set(db.session.scalars(select(Account.login)))
    missing = [row for row in rows("users.csv") if row["login"] not in known]
    if not missing:
        return
    unit_ids = dict(db.session.execute(select(Unit.code, Unit.id)).all())
    # One hash for all: the password is published anyway, and 127 of them would take seconds.
    shared = passwords.hashed(passwords.PUBLISHED)
    db.session.add_all(
        Account(
            login=row["login"],
            display_post=row["display_post"],
            unit_id=unit_ids[row["dept_code"]],
            password_hash=shared,
            email=f"{row['login']}@xieshang.example",  # such addresses lead nowhere (RFC 2606)
            locale=row["locale"].partition("-")[0],
            posts=[AccountPost(post=post) for post in row["posts"].split("|")],
        )
        for row in missing
    )
    db.session.flush()
    tenure.begin_missing()
