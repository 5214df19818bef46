"""Entries as a test wants them: changed as a process would change them, with their versions."""

from typing import Any

from app.domain.catalogue.services import entries
from app.domain.catalogue.viewing import MODELS
from app.foundation.database import db, transaction

SECRET_TITLE, SECRET_ITEM = "隐秘标识甲", "隐秘数据项乙"
# Of each kind an entry of 市工商局; together they are one lineage.
OURS = {"resource": "IR0001", "database": "DB0001", "collection": "CR0001"}


def changed(kind: str, entry_id: str, note: str = "", **values: Any) -> None:
    """A new version of an entry in which these columns say something else."""
    with transaction():
        entry: Any = db.session.get_one(MODELS[kind], entry_id)
        for name, value in values.items():
            setattr(entry, name, value)
        entries.keep_version(kind, entry, "changed", note)


def hidden(kind: str, level: str, limited_to: str = "") -> str:
    """The entry of that kind under a title and with an item that stand nowhere else."""
    entry_id = OURS[kind]
    with transaction():
        entry: Any = db.session.get_one(MODELS[kind], entry_id)
        entry.title, entry.security_level, entry.limited_to = SECRET_TITLE, level, limited_to
        entry.items[-1].name = SECRET_ITEM
        if kind == "resource":
            entry.searched = SECRET_TITLE
        entries.keep_version(kind, entry, "changed")
    return entry_id
