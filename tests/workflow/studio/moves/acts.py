"""What the tests of the moves need to have happened: releases with changes, cases, runs."""

import json
from types import SimpleNamespace

from sqlalchemy import func, select

from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.jobs.worker import work_off
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS, Source
from app.workflow.models import ProcessInstance
from app.workflow.studio import revisions
from app.workflow.studio.moves import asking
from app.workflow.studio.moves.models import MoveCase, MoveRun
from tests.domain.sharing import cases
from tests.support.people import account
from tests.workflow.drawings import Drawing

ADMIN = "xxb_proc"
APPLICATION = "sharing_application"


def a_case(**changes):
    """An application approved by the applicant's head, waiting for the provider: its number.

    The job throws its session away, and rows read before with it.
    """
    return SimpleNamespace(id=cases.approved(cases.a_case(**changes)).id)


def release(process=APPLICATION, change=None, forms=None):
    """Release the diagrams anew, one of them and some forms changed; the release's number."""
    files = revisions.released()
    if change:
        source = files[PROCESS, process]
        drawing = Drawing(source.content)
        change(drawing)
        files[PROCESS, process] = Source(PROCESS, process, source.filename, drawing.bytes())
    for key, alter in (forms or {}).items():
        source = files[FORM, key]
        shape = json.loads(source.content)
        alter(shape)
        text = json.dumps(shape, ensure_ascii=False).encode()
        files[FORM, key] = Source(FORM, key, source.filename, text)
    with transaction():
        made = definitions.publish(files.values(), "by a test")
        number = made.id
    # The database was put back since another test had a release of this number.
    definitions._loaded.pop((str(db.engine.url), number), None)
    return number


def renamed(box, name):
    """A change: a box is called otherwise."""
    return lambda d: d[box].set("name", name)


def tried(target, login=ADMIN, **asked):
    """A run to a release, its trial done; its number."""
    with acting.as_account(account(login)), transaction():
        number = asking.begin(asking.Asked(**asked), target, account(login)).id
    work_off("move")
    return number


def moved(target, **asked):
    """A run whose cases went over; its number."""
    number = tried(target, **asked)
    confirm(number)
    work_off("move")
    return number


def confirm(number, reason="新版本修正了审核步骤", login=ADMIN):
    with acting.as_account(account(login)), transaction():
        asking.confirm(number, reason, account(login))


def taken_back(number, reason="改错了"):
    with acting.as_account(account(ADMIN)), transaction():
        asking.take_back(number, reason, account(ADMIN))
    work_off("move")


def run(number):
    db.session.expire_all()
    return db.session.get_one(MoveRun, number)


def of(number, case):
    """What became of a case in a run."""
    db.session.expire_all()
    return db.session.get_one(MoveCase, (number, case.id))


def instance(case):
    db.session.expire_all()
    return db.session.get_one(ProcessInstance, case.id)


def moves_of(case):
    """How often the case was moved."""
    mine = (AuditEntry.instance_id == case.id, AuditEntry.action == "case moved")
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(*mine))
