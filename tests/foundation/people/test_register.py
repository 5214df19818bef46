"""The register of units: what stands above what, who changed what, and nothing lost meanwhile."""

import threading
from itertools import pairwise

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.identity import acting, queries, seed
from app.foundation.identity.models import Unit
from app.foundation.people import register, unit_entry, units
from tests.support.people import account
from tests.support.together import at_once

REGIONS = {"110000", "110105"}
NEW = {
    "name": "北京市园林绿化局", "short_name": "市园林局", "kind": "市级", "level": "市",
    "region_code": "110000", "parent": "SZFB",
}  # fmt: skip


def unit(code):
    return queries.unit_by_code(code)


def entry(code, **changes):
    return unit_entry.of(unit(code)) | changes


def change(code, version=None, **changes):
    """Change a unit as the system administrator does."""
    with acting.as_account(account("xxb_sys")), transaction():
        found = unit(code)
        return register.change(
            found.id,
            entry(code, **changes),
            version=found.version if version is None else version,
            regions=REGIONS,
        )


def test_a_unit_stands_below_another(app):
    change("JTW", parent="SZFB")

    assert unit("JTW").parent.code == "SZFB"
    assert [one.code for one in unit_entry.upwards(unit("JTW"))] == ["JTW", "SZFB"]


@pytest.mark.parametrize("chain", [["JTW"], ["JTW", "GAJ"], ["JTW", "GAJ", "GSJ", "HBJ"]])
def test_no_unit_stands_above_itself(app, chain):
    for below, above in pairwise(chain):
        change(below, parent=above)

    with pytest.raises(Invalid) as refused:
        change(chain[-1], parent=chain[0])

    assert "parent" in refused.value.fields
    assert unit(chain[-1]).parent is None


def test_the_database_itself_refuses_a_circle(app):
    change("JTW", parent="GAJ")

    with pytest.raises(IntegrityError, match="above itself"), transaction():
        unit("GAJ").parent = unit("JTW")
        db.session.flush()

    assert unit("GAJ").parent is None


def test_of_two_changes_that_close_a_circle_together_one_is_refused(app):
    def put(below, above):
        def deed():
            with app.app_context():
                try:
                    change(below, parent=above)
                except (Invalid, Conflict):
                    return "refused"
                return "done"

        return deed

    assert sorted(at_once([put("JTW", "GAJ"), put("GAJ", "JTW")])) == ["done", "refused"]


def test_of_two_statements_that_close_a_circle_the_database_refuses_the_second(app, database_url):
    put = "UPDATE unit SET parent_id = (SELECT id FROM unit WHERE code = %s) WHERE code = %s"
    refused = []

    def second():
        with psycopg.connect(database_url) as connection:
            try:
                connection.execute(put, ("JTW", "GAJ"))
            except psycopg.errors.CheckViolation as error:
                refused.append(error)

    with psycopg.connect(database_url) as first:
        first.execute(put, ("GAJ", "JTW"))
        other = threading.Thread(target=second)
        other.start()
        other.join(0.5)
        assert other.is_alive()  # it waits to see what the first does
        first.commit()
    other.join(30)

    assert len(refused) == 1
    assert unit("GAJ").parent is None


def test_a_change_is_written_down_with_the_old_and_the_new_value(app):
    change("JTW", website="https://jtw.example.cn", address="朝阳区")

    (written,) = units.history("unit:JTW")
    assert written.changes == {"website": ["", "https://jtw.example.cn"], "address": ["", "朝阳区"]}
    assert written.actor == account("xxb_sys").display_post
    assert units.before(unit("JTW"), written.id) == {"website": "", "address": ""}


def test_saving_what_stands_there_changes_nothing(app):
    assert change("JTW") == {}
    assert units.history("unit:JTW") == []
    assert unit("JTW").version == 1


def test_who_comes_second_learns_what_the_first_one_wrote(app):
    change("JTW", address="甲街")

    with pytest.raises(register.Overtaken) as overtaken:
        change("JTW", version=1, address="乙街")

    assert overtaken.value.now["address"] == "甲街"
    assert unit("JTW").address == "甲街"
    change("JTW", version=overtaken.value.version, address="乙街")
    assert unit("JTW").address == "乙街"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("kind", "王国"),
        ("level", "x"),
        ("region_code", "999999"),
        ("parent", "NOWHERE"),
        ("website", "javascript:alert(1)"),
        ("website", "https://a b"),
        ("short_name", "局" * 101),
        ("credit_code", "11110000DEM000276F"),
        ("credit_code", "1111"),
    ],
)
def test_what_cannot_be_said_of_a_unit_is_refused_on_its_field(app, field, value):
    with pytest.raises(Invalid) as refused:
        change("JTW", **{field: value})

    assert list(refused.value.fields) == [field]


def test_a_credit_code_belongs_to_one_unit(app):
    with pytest.raises(Invalid) as refused:
        change("GAJ", credit_code=unit("JTW").credit_code)

    assert list(refused.value.fields) == ["credit_code"]


def test_a_new_unit_is_sorted_by_the_sound_of_its_name(app):
    with acting.as_account(account("xxb_sys")), transaction():
        register.add("YLJ", NEW, REGIONS)

    codes = [row[0].code for row in db.session.execute(units.listed(units.Filters()))]
    before = unit("YLJ").sort_key
    assert before == "shi yuan lin ju"
    assert codes == [one.code for one in queries.units()]
    assert unit("YLJ").parent.code == "SZFB"


@pytest.mark.parametrize("code", ["JTW", "x", "1A", "A" * 21, "市局"])
def test_a_code_is_new_and_plain(app, code):
    with pytest.raises(Invalid) as refused, transaction():
        register.add(code, NEW, REGIONS)

    assert list(refused.value.fields) == ["code"]


def test_everything_wrong_with_a_new_unit_is_said_at_once(app):
    with pytest.raises(Invalid) as refused, transaction():
        register.add("x", {}, REGIONS)

    assert set(refused.value.fields) == {
        "code", "name", "short_name", "kind", "level", "region_code",
    }  # fmt: skip


def test_the_seed_fills_in_what_the_files_say(app):
    assert unit("JTW").sharing_unit == "信息中心"
    assert unit("JTW").contact_post == "市交通委信息共享岗"
    assert unit_entry.is_credit_code(unit("JTW").credit_code)
    assert unit("Q0108").parent.code == "XXB"


def test_seeding_again_keeps_what_people_have_changed(app):
    change("JTW", sharing_unit="", contact_post="综合处岗")
    change("Q0108", parent="")
    with transaction():
        unit("GAJ").sharing_unit = ""  # as an older version left it

    with transaction():
        seed.units()

    assert (unit("JTW").sharing_unit, unit("JTW").contact_post) == ("", "综合处岗")
    assert unit("Q0108").parent is None
    assert unit("GAJ").sharing_unit == "信息中心"


def test_the_tree_lists_each_unit_once_below_its_own(app):
    change("JTW", parent="Q0108")

    rows = [(row[0].code, row[3]) for row in db.session.execute(units.tree())]
    codes = [code for code, _depth in rows]
    assert sorted(codes) == sorted(db.session.scalars(select(Unit.code)))
    assert (dict(rows)["XXB"], dict(rows)["Q0108"]) == (0, 1)
    assert rows[codes.index("Q0108") + 1] == ("JTW", 2)


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ({"text": "shijiaotong"}, "JTW", "GAJ"),
        ({"text": "交通 JTW"}, "JTW", "GAJ"),
        ({"text": "Transport"}, "JTW", "GAJ"),
        ({"kind": "区"}, "Q0108", "Q0228"),
        ({"level": "区县"}, "Q0228", "JTW"),
        ({"region": "110105"}, "Q0105", "Q0108"),
        ({"posts": "missing"}, "LDXZ", "JTW"),
        ({"posts": "named"}, "JTW", "LDXZ"),
    ],
)
def test_the_list_is_filtered(app, asked, there, not_there):
    codes = [row[0].code for row in db.session.execute(units.listed(units.Filters(**asked)))]

    assert there in codes
    assert not_there not in codes


def test_a_percent_sign_is_looked_for_as_it_stands(app):
    assert db.session.execute(units.listed(units.Filters(text="%"))).all() == []


def test_the_record_of_a_unit_is_found_by_its_index(app):
    statement = select(AuditEntry).where(
        AuditEntry.subject == "unit:JTW", AuditEntry.instance_id.is_(None)
    )
    # In an empty table one index is as good as another.
    some = "SELECT now(), 'any', 'any', 'unit:' || n, '{}' FROM generate_series(1, 2000) n"
    db.session.execute(
        db.text(f"INSERT INTO audit_entry (at, action, actor, subject, details) {some}")
    )
    db.session.execute(db.text("SET LOCAL enable_seqscan = off"))
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = "\n".join(db.session.scalars(db.text(f"EXPLAIN {compiled}")))

    assert "ix_audit_entry_subject" in plan
