"""Where data come from and where they go, as far as a viewer may see it."""

from app.domain.catalogue import lineage
from app.domain.catalogue.models.collection import Collection
from app.domain.catalogue.models.database import Database
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db
from tests.support.catalogue import changed

EVERYTHING = Viewer(0, is_administrator=True)
LINE = [("collection", "CR0001"), ("database", "DB0001"), ("resource", "IR0001")]


def keys(found):
    return [node.key for node in found.nodes]


def of(model, entry_id, viewer=EVERYTHING):
    kind = {Resource: "resource", Database: "database", Collection: "collection"}[model]
    return lineage.of(kind, db.session.get_one(model, entry_id), viewer)


def test_the_three_entries_tell_the_same_story(app):
    for model, entry_id in ((Resource, "IR0001"), (Database, "DB0001"), (Collection, "CR0001")):
        found = of(model, entry_id)
        assert keys(found) == LINE
        assert found.edges == {(LINE[0], LINE[1]), (LINE[1], LINE[2])}


def test_the_list_begins_with_what_nothing_feeds(app):
    found = of(Resource, "IR0001")

    assert [node.key for node in found.roots()] == [LINE[0]]
    assert [node.key for node in found.after(found.roots()[0])] == [LINE[1]]


def test_what_is_hidden_is_passed_over_without_a_gap(app):
    changed("database", "DB0001", security_level="机密")
    found = of(Resource, "IR0001", Viewer(unit_id=0))

    assert keys(found) == [LINE[0], LINE[2]]
    assert found.edges == {(LINE[0], LINE[2])}


def test_many_are_cut_and_counted_only_as_far_as_they_are_seen(app):
    for number in range(1, lineage.MOST + 5):
        one = db.session.get_one(Resource, f"IR{number:04}")
        one.database_id, one.security_level = "DB0001", "公开" if number > 2 else "机密"
        one.limited_to = ""
    db.session.commit()

    assert of(Database, "DB0001").more["resource"] == 4
    assert of(Database, "DB0001", Viewer(unit_id=0)).more["resource"] == 2
