"""What one node does the others know at once: sessions, limits, files, what is kept in memory."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

from app.foundation import calendar, clock, files, paths
from app.foundation.database import transaction
from app.foundation.identity import acting
from app.scenarios.page import raw
from app.workflow import definitions
from app.workflow.definitions import FORM, Source
from tests.setup.processes import environment
from tests.support.desks import APPROVED
from tests.support.http import Person
from tests.support.people import account
from tests.workflow.forms.test_files import an_upload
from tests.workflow.forms.test_filetypes import PDF


def test_who_signs_out_at_one_node_is_out_at_the_other(nodes):
    here, there = nodes.person("yjb_share")
    assert there.get("/account").status == 200

    assert here.post("/sign-out", []).status == 302

    assert there.get("/account").status == 302


def test_passwords_are_tried_at_one_node_and_the_other_together(nodes):
    people = [Person(server.port, "gaj_share") for server in nodes.web]
    got = []
    for number in range(6):
        person = people[number % 2]
        person.token = person.page("/sign-in").token()
        words = [("login", "gaj_share"), ("password", f"wrong {number}")]
        got.append(person.post("/sign-in", words).status)
    assert got[-1] == 429
    assert 429 not in got[:5]


def test_a_file_stored_at_one_node_is_read_at_every_other(nodes, make):
    with make().app_context(), transaction():
        kept = files.store(an_upload(), "attachments", account("jtw_share")).id

    for person in nodes.person("jtw_share"):
        assert person.get(f"/attachments/{kept}").body == PDF


def test_a_release_and_a_calendar_made_at_one_node_count_at_every_other(nodes, make, apply):
    before = [due_of(nodes, apply, f"before {number}", number) for number in (0, 1)]
    with make().app_context(), acting.as_system("another node"), transaction():
        newest = definitions.publish(with_one_form_more())
        today = clock.today()
        days = {today + timedelta(days=n): (False, "放假") for n in range(1, 21)}
        calendar.announce(days, "another node")
        release_id = newest.id

    for number in (0, 1):
        release, due = due_of(nodes, apply, f"after {number}", number)
        assert release == release_id
        assert due >= before[number][1] + timedelta(days=13)
    assert nodes.breaches() == []


def with_one_form_more() -> list[Source]:
    """What is shipped, and one of its forms under another name."""
    shipped = definitions.in_folders(paths.PROCESSES, paths.FORMS)
    form = next(one for one in shipped if one.kind == FORM)
    return [*shipped, replace(form, key="sharing/more", filename="sharing/more.json")]


def due_of(nodes, apply, key: str, number: int):
    """Apply at one node; the release of the case, and when its provider must have answered."""
    case = apply(nodes.person("jtw_share")[number], key)
    login, name, answers = APPROVED
    task = nodes.ask("SELECT id FROM task WHERE name = %s AND instance_id = %s", name, case)
    assert nodes.person(login)[number].post(f"/tasks/{task}", raw(answers)).status == 302
    due = nodes.ask("SELECT due_on FROM task WHERE instance_id = %s AND closed_at IS NULL", case)
    return nodes.ask("SELECT release_id FROM process_instance WHERE id = %s", case), due


FORK = """
import os
from sqlalchemy import text
from wsgi import app
from app.foundation.database import db
def who():
    with app.app_context():
        return db.session.scalar(text("SELECT pg_backend_pid()"))
before = who()
child = os.fork()
if not child:
    os._exit(0 if who() != before else 1)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0, "the child took its parent's connection"
assert who() == before, "the parent lost its connection"
"""


def test_a_forked_worker_leaves_its_parents_connections_alone(nodes):
    own = {"DATABASE_URL": nodes.owner, "DEMO": "1", "SECRET_KEY": "only for this test, and long"}
    done = subprocess.run(
        [sys.executable, "-c", FORK], cwd=paths.ROOT, env=environment(**own), capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
