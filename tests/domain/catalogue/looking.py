"""Viewers and entries for the tests of the search."""

from app.domain.catalogue.models.resource import PUBLISHED, DataItem, Resource
from app.domain.catalogue.services import indexing
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db
from app.foundation.identity import queries as people

INTRANET = "政务内网"
STRANGER = Viewer()


def viewer(login: str | None, *networks: str) -> Viewer:
    account = people.account_by_login(login) if login else None
    return Viewer.of(account, frozenset(networks))


def a_resource(title: str, *items: str, unit: str = "GSJ", **more: object) -> Resource:
    """A published resource that can be found."""
    count = db.session.query(Resource).count()
    columns: dict[str, object] = {
        "sharing_class": "conditional",
        "update_cycle": "每日",
        "security_level": "公开",
        "catalogue": "政务基础信息共享目录",
    }
    made = Resource(
        id=f"IR{count + 1:04}",
        code=f"test/{count + 1}",
        title=title,
        provider_unit_id=people.unit_by_code(unit).id,
        status=PUBLISHED,
        items=[
            DataItem(item_no=number, name=name, data_type="字符型C")
            for number, name in enumerate(items, 1)
        ],
        **(columns | more),
    )
    db.session.add(made)
    db.session.flush()
    indexing.refresh("resource", [made.id])
    db.session.commit()
    return made
