"""Who may take an answer back, tried by every kind of account."""

from sqlalchemy import select

from app.foundation.database import db
from app.workflow.models import Task
from tests.web.recalls import before_the_office, propose
from tests.web.test_doors_by_post import KINDS, visitor

DOORS = {"recall.ask", "recall.take_back"}
# Kind of account → the answer to the question and to the deed, while it can still be done; those
# who see the case know that the step is another's, for others there is no such task.
OTHERS = {
    "demander_officer",
    "demander_head",
    "provider_officer",
    "provider_head",
    "office_head",
    "auditor",
}


def test_only_the_office_takes_its_answer_back(app, desks):
    case_id = before_the_office(desks)
    task_id = propose(desks)
    found = {}
    for kind in sorted(KINDS, key="office".__eq__):  # the office last: it will do it
        client = visitor(app, desks, kind)
        path = f"/tasks/{task_id}/recall"
        found[kind] = (client.get(path).status_code, client.post(path).status_code)

    due = {kind: (403, 403) if kind in OTHERS else (404, 404) for kind in KINDS}
    assert found == due | {"anonymous": (302, 302), "office": (200, 302)}
    recalled = select(Task).where(Task.instance_id == case_id, Task.closed_by == "recalled")
    assert len(db.session.scalars(recalled).all()) == 3  # the answer, and the two it asked for


def test_numbers_of_no_task_are_no_page(desks):
    for number in ("0", "999999", "9" * 30):
        assert desks.at("xxb_escal").get(f"/tasks/{number}/recall").status_code == 404
        assert desks.at("xxb_escal").post(f"/tasks/{number}/recall").status_code == 404
