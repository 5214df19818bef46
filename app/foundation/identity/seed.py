"""The city's units, and in a demonstration its accounts.  Run again, it adds what is missing."""

import csv
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.foundation import paths
from app.foundation.database import db
from app.foundation.identity import passwords
from app.foundation.identity.models import Account, AccountPost, Unit


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
    """Write the units of the city; a known one without a word for its documents gets it."""
    names = {row["dept_code"]: row for row in rows("unit_names.csv")}
    values = [
        {
            "code": row["dept_code"],
            "name": row["name"],
            "short_name": row["short_name"],
            "name_en": names[row["dept_code"]]["name_en"],
            "sort_key": names[row["dept_code"]]["sort_key"],
            "document_word": names[row["dept_code"]]["document_word"],
            "kind": row["kind"],
            "level": row["level"],
            "region_code": row["region_code"],
            "leading_group_member": row["leading_group_member"] == "Y",
            "roles": row["roles"].split("|"),
            "active": True,
        }
        for row in rows("departments.csv")
    ]
    new = insert(Unit).values(values)
    wordless = new.on_conflict_do_update(
        index_elements=["code"],
        set_={"document_word": new.excluded.document_word},
        where=Unit.document_word == "",
    )
    db.session.execute(wordless)


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
