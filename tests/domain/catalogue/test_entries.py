"""Entries are published, changed and withdrawn; every state stays readable."""

import pytest
from sqlalchemy import select

from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.rules import columns, law
from app.domain.catalogue.services import entries
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid


def versions(kind: str, entry_id: str) -> list[EntryVersion]:
    known = select(EntryVersion).filter_by(entry_kind=kind, entry_id=entry_id)
    return list(db.session.scalars(known.order_by(EntryVersion.number)))


def test_what_stands_in_the_catalogues_has_a_first_version(app):
    for kind, entry_id in (
        ("resource", "IR0001"),
        ("database", "DB0001"),
        ("collection", "CR0001"),
    ):
        first = versions(kind, entry_id)[0]
        assert first.number == 1
        assert first.content == entries.content_of(kind, entry_id)


@pytest.mark.parametrize("kind", columns.KINDS)
def test_a_new_entry_gets_the_next_number_and_says_what_it_was_given(app, kind):
    known = {"resource": "IR0003", "database": "DB0001", "collection": "CR0003"}[kind]
    content = entries.content_of(kind, known) | {"title": "公共自行车站点信息", "code": ""}

    with transaction():
        made = entries.write(kind, content, note="新编")

    assert made in ("IR0064", "DB0021", "CR0041")
    said = entries.content_of(kind, made)
    filled = {column.key for column in columns.filled_in(kind)} - {"code"}
    assert {key: said[key] for key in filled} == {key: content[key] for key in filled}
    assert said["items"] == content["items"]


def test_a_changed_entry_keeps_what_it_said_before(app):
    content = entries.content_of("resource", "IR0003")
    items = [
        content["items"][1],
        *content["items"][2:],
        {"name": "变更机关", "data_type": "字符型C"},
    ]

    with transaction():
        entries.write("resource", content | {"items": items}, entry_id="IR0003", note="职能变化")

    old, new = versions("resource", "IR0003")
    assert next(item["name"] for item in old.content["items"]) == "注册号"
    assert [item["name"] for item in new.content["items"]] == [item["name"] for item in items]
    assert (new.number, new.act, new.note) == (2, "changed", "职能变化")
    assert "变更机关" in db.session.get_one(Resource, "IR0003").searched


def test_a_withdrawn_entry_is_a_version_too(app):
    with transaction():
        entries.withdraw("resource", "IR0003", note="业务取消")

    assert versions("resource", "IR0003")[-1].act == "withdrawn"
    assert db.session.get_one(Resource, "IR0003").status == "withdrawn"


def test_a_version_can_never_be_changed(app):
    version = versions("resource", "IR0001")[0]
    version.note = "改写"

    with pytest.raises(Exception, match=r"append-only|permission denied"):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sharing_class": "conditional", "use_scope": ""}, "use_scope"),
        ({"sharing_class": "conditional", "use_purpose": ""}, "use_purpose"),
        ({"sharing_class": "not_shareable", "refusal_reason": ""}, "refusal_reason"),
        ({"sharing_class": "not_shareable", "refusal_basis": ""}, "refusal_basis"),
        ({"sharing_class": "unconditional", "share_modes": []}, "share_modes"),
        ({"title": ""}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"update_cycle": "有空时"}, "update_cycle"),
        ({"base_class": ""}, "base_class"),
        ({"items": []}, "items"),
        ({"items": [{"name": "甲", "data_type": "字符型C"}] * 2}, "items"),
        ({"items": [{"name": "甲", "data_type": "随便"}]}, "items"),
        ({"security_level": "秘密", "secrecy_required": False}, "secrecy_required"),
        ({"is_open": True, "security_level": "内部"}, "is_open"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
    ],
)
def test_what_the_law_asks_for_is_not_left_out(app, changes, field):
    content = entries.content_of("resource", "IR0001") | changes

    assert field in law.faults("resource", content)
    with pytest.raises(Invalid) as refused:
        entries.write("resource", content)
    assert field in refused.value.fields


def test_a_database_without_a_maintenance_plan_is_refused(app):
    content = entries.content_of("database", "DB0002") | {"maintenance_plan": ""}

    assert "maintenance_plan" in law.faults("database", content)


def test_every_entry_of_the_demonstration_is_as_the_law_wants_it(app):
    for kind in columns.KINDS:
        for version in db.session.scalars(select(EntryVersion).filter_by(entry_kind=kind)):
            assert law.faults(kind, version.content) == {}, version.entry_id
