"""Who may do what: every address, asked by every kind of account, in every relation to the case.

What comes of it stands in docs/doors.md, which a person can read.  `make doors` asks for all of it
and writes the page anew; here every address is asked by a quarter of the kinds, and by the two
who may least by all of them.
"""

import os
import zlib

import pytest

from app.foundation import paths
from app.web import access
from tests.support.rehearsal import Rehearsal
from tests.web import every_door
from tests.web.every_door import KINDS, NOTHING, OPENS, SIGN_IN, TOLD_NO

PAGE = paths.ROOT / "docs" / "doors.md"
WRITE = os.environ.get("DOORS") == "write"
ALWAYS = {"stranger", "other unit's officer"}
# What names a case, or a thing in it.
IN_A_CASE = ("<int:instance_id>", "<int:task_id>", "<int:dispute_id>", "<int:order_id>",
             "<int:document_id>", "<int:case_id>", "<uuid:attachment_id>")  # fmt: skip
OUTSIDE = {
    "other unit's officer", "other unit's head", "district's officer", "district's head",
    "secrecy officer", "collection reviewer", "catalogue administrator", "exchange operator",
    "system administrator",
}  # fmt: skip
READ_ONLY = {"auditor", "office's head"}


@pytest.fixture(scope="module")
def page():
    if not PAGE.exists() and not WRITE:
        pytest.skip("docs/doors.md is not written yet: make doors")
    return every_door.read(PAGE.read_text()) if PAGE.exists() else {}


def in_a_case(rule):
    return any(gap in rule for gap in IN_A_CASE) and not rule.startswith("/studio/")


def test_every_address_is_on_the_page(app, page):
    asked = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    missing = asked - {(method, rule) for method, rule, _which in page}
    gone = {(method, rule) for method, rule, _which in page} - asked
    assert (missing, gone) == (set(), set()), "make doors"


def test_what_the_page_says_holds(page, app, sign_in, database_url, things):
    def wanted(door, kind):
        return WRITE or kind in ALWAYS or zlib.crc32(f"{door}{kind}".encode()) % 4 == 0

    rehearsal = Rehearsal(database_url)
    rehearsal.show_nothing()
    found = every_door.ask(rehearsal, sign_in, things, wanted)
    rehearsal.close()
    if WRITE:
        PAGE.write_text(every_door.written(found))
    due = every_door.read(PAGE.read_text())
    wrong = {
        (str(door), kind): (said, due.get((door.method, door.rule, door.which), {}).get(kind))
        for door, answers in found.items()
        for kind, said in answers.items()
        if said != due.get((door.method, door.rule, door.which), {}).get(kind)
    }
    assert wrong == {}, "as it is, and as docs/doors.md says; if it should be so: make doors"


def test_strangers_enter_what_is_public_and_nothing_else(app, page):
    public = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in access.PUBLIC}
    opened = {rule for (_m, rule, _w), answers in page.items() if answers["stranger"] == OPENS}
    others = {rule for (_m, rule, _w), answers in page.items() if answers["stranger"] == SIGN_IN}
    assert opened - public == set()
    assert others & public == set()


def test_whoever_has_no_part_in_a_case_finds_nothing_of_it(page):
    cases = {key: answers for key, answers in page.items() if in_a_case(key[1])}
    wrong = {
        (key, kind): answers[kind]
        for key, answers in cases.items()
        for kind in OUTSIDE
        if answers[kind] != NOTHING
    }
    assert len(cases) > 40
    assert wrong == {}


def test_who_may_only_read_does_nothing_in_a_case(page):
    deeds = {
        key: answers for key, answers in page.items() if key[0] == "POST" and in_a_case(key[1])
    }
    assert {
        (key, kind)
        for key, answers in deeds.items()
        for kind in READ_ONLY
        if answers[kind] == OPENS
    } == set()


def test_the_studio_is_its_administrators(page):
    heat = "/studio/heat/"
    studio = {k: a for k, a in page.items() if k[1].startswith("/studio/") and heat not in k[1]}
    others = set(KINDS) - {"process administrator", "stranger"}
    assert {(k, kind) for k, a in studio.items() for kind in others if a[kind] != TOLD_NO} == set()
