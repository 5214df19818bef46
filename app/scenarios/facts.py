"""Look into the tables: where a case stands, and whether anything has changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, func, select, text

from app.domain.catalogue.models.filing import MatterFiling
from app.domain.documents.models import IssuedDocument
from app.domain.sharing.models.filing import Filing
from app.domain.sharing.models.supervision import SupervisionOrder
from app.foundation import calendar
from app.foundation.calendar import Calendar
from app.foundation.database import db, transaction
from app.foundation.identity.models import Account, Unit
from app.foundation.notices.models import Notice
from app.workflow import definitions
from app.workflow.ledger import Clock
from app.workflow.models import Draft, ProcessInstance, Task

# What somebody typed is kept where it was refused, and sessions come and go.
MAY_CHANGE = {
    *("alembic_version", "attachment", "content", "draft", "ended_session", "presence", "task"),
}
# Looking at a task changes it, and nothing else does that may be done by whoever is turned down.
TASKS = "SELECT count(*) || '/' || md5(string_agg((to_jsonb(t) - 'seen_at')::text, '' ORDER BY id))"


@dataclass(frozen=True)
class OpenTask:
    """A task that waits for an answer; `provisional`: its due date is past the announced years."""

    id: int
    name: str
    unit_id: int
    due_on: date | None
    due_at: datetime | None
    provisional: bool


@dataclass(frozen=True)
class Facts:
    """Where a case stands."""

    open: Sequence[OpenTask]
    state: str
    filings: list[str]
    held: list[str]
    diagram: list[str]
    notified: set[tuple[str, str]]
    documents: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)


def of(case: int, since_notice: int) -> Facts:
    """Where the case stands now; notices count that are younger than `since_notice`."""
    instance = db.session.get_one(ProcessInstance, case)
    held = select(Clock.name).where(
        Clock.instance_id == case, Clock.ended_at.is_(None), Clock.running_since.is_(None)
    )
    return Facts(
        open=open_tasks(case),
        state=instance.case_state,
        filings=_filings(case),
        held=sorted(db.session.scalars(held)),
        diagram=sorted(set(instance.active)),
        notified=_notified(case, since_notice),
        documents=_documents(case),
        orders=_orders(case),
    )


def open_tasks(case: int, name: str | None = None) -> list[OpenTask]:
    """The open tasks of the case, all or those of one id."""
    statement = select(Task).where(Task.instance_id == case, Task.closed_at.is_(None))
    if name:
        statement = statement.where(Task.name == name)
    days = calendar.current()
    return [
        OpenTask(t.id, t.name, t.unit_id, t.due_on, t.due_at, _is_past(t.due_on, days))
        for t in db.session.scalars(statement.order_by(Task.id))
    ]


def _is_past(due_on: date | None, days: Calendar) -> bool:
    """Does the date lie past the announced calendar?  Fixed dates too, which will not move."""
    return due_on is not None and not days.is_announced(due_on)


def asked_at_start(process: str) -> set[str]:
    """The fields of the form with which a process is started."""
    release = definitions.current()
    starts = release.diagram(process).of_kind("startEvent")
    keys = [node.properties["formKey"] for node in starts if "formKey" in node.properties]
    return {field for key in keys for field in release.form(key).fields}


def is_in_force(process: str) -> bool:
    """Is the process drawn in the release on which new cases begin?"""
    return process in definitions.current().specs.diagrams


def asked_in(task: int) -> set[str]:
    """The fields of a task's form, those among them that its page hides for now."""
    found = db.session.get_one(Task, task)
    return set(definitions.release(found.instance.release_id).form(found.form_key).fields)


def last_closed(case: int, name: str) -> int | None:
    """The task of that id that was closed last."""
    closed = select(Task.id).where(
        Task.instance_id == case, Task.name == name, Task.closed_at.is_not(None)
    )
    return db.session.scalar(closed.order_by(Task.id.desc()).limit(1))


def newest_case() -> int | None:
    """The case that was started last."""
    return db.session.scalar(select(func.max(ProcessInstance.id)))


def passed(case: int) -> list[str]:
    """The elements and flows that the case has passed so far, as 'process/element'."""
    return list(db.session.get_one(ProcessInstance, case).passed or ())


def newest_notice() -> int:
    """The notice that was written last."""
    return db.session.scalar(select(func.max(Notice.id))) or 0


def next_event(after: datetime) -> datetime | None:
    """When the next deadline or reminder falls due; what is overdue falls due at once."""
    wake = db.session.scalar(select(func.min(ProcessInstance.wake_at)))
    remind = db.session.scalar(select(func.min(Clock.remind_at)))
    coming = [moment for moment in (wake, remind) if moment]
    return max(min(coming), after) if coming else None


def trouble() -> str | None:
    """What kept a case from going on when its deadline came."""
    failed = select(ProcessInstance.error).where(ProcessInstance.error.is_not(None))
    return db.session.scalar(failed.limit(1))


def forget_drafts() -> None:
    """Throw away what was typed into refused forms: the next attempt starts from the case."""
    with transaction():
        db.session.execute(delete(Draft))


def fingerprint() -> dict[str, str | None]:
    """One value a table that differs as soon as a row was added, changed or removed."""
    tables = db.session.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    )
    counted = " UNION ALL ".join(
        f"SELECT '{table}', count(*) || '/' || max(xmin::text::bigint) FROM \"{table}\""
        for table in tables
        if table not in MAY_CHANGE
    )
    looked_at = f"{counted} UNION ALL SELECT 'task', ({TASKS} FROM task t)"
    return {table: state for table, state in db.session.execute(text(looked_at))}


def _notified(case: int, since: int) -> set[tuple[str, str]]:
    told = (
        select(Account.login, Notice.kind)
        .join(Account, Account.id == Notice.account_id)
        .where(Notice.instance_id == case, Notice.id > since)
    )
    return {(login, kind) for login, kind in db.session.execute(told)}


def _filings(case: int) -> list[str]:
    """The kinds of the filings made, in order, of whichever room's case it is."""
    of_matter = select(MatterFiling.kind).where(MatterFiling.case_id == case)
    of_sharing = select(Filing.kind).where(Filing.case_id == case)
    return [
        *db.session.scalars(of_sharing.order_by(Filing.id)),
        *db.session.scalars(of_matter.order_by(MatterFiling.id)),
    ]


def _documents(case: int) -> list[str]:
    """The kinds of the documents issued in the case and not withdrawn, in order.

    Filing receipts are left out: there is one to each filing.
    """
    issued = select(IssuedDocument.kind).where(
        IssuedDocument.instance_id == case,
        IssuedDocument.withdrawn_at.is_(None),
        IssuedDocument.kind != "filing_receipt",
    )
    return list(db.session.scalars(issued.order_by(IssuedDocument.id)))


def _orders(case: int) -> list[str]:
    """The supervision orders of the case as UNIT/step/open, done, ended or withdrawn."""
    rows = db.session.execute(
        select(Unit.code, SupervisionOrder.step, SupervisionOrder.closed_as)
        .join(Unit, Unit.id == SupervisionOrder.unit_id)
        .where(SupervisionOrder.case_id == case)
    )
    return sorted(f"{code}/{step}/{closed or 'open'}" for code, step, closed in rows)
