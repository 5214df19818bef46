"""The summary of a morning: what waits for an account, what comes up, what was kept for it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.domain.meetings import dates
from app.domain.sharing import headings as of_cases
from app.foundation import clock
from app.foundation.database import db
from app.foundation.i18n import _, ngettext, speaks_english
from app.foundation.identity.models import Account
from app.foundation.notices import Notice, texts
from app.workflow import inbox
from app.workflow.models import Task

AHEAD = timedelta(days=7)
MOST_NOTICES = 100


@dataclass(frozen=True)
class Summary:
    """A mail in the reader's language, and the notices that it tells of."""

    subject: str
    text: str
    notices: list[Notice]


def compose(account: Account) -> Summary | None:
    """What the account should know this morning; None where there is nothing to say."""
    today = clock.today()
    waits = inbox.waiting(account, inbox.Filters())
    overdue = inbox.counts(account)["overdue"]
    kept = _kept_for(account)
    parts = [
        _part(_("Waiting for you"), _tasks(waits, today)),
        _part(_("Meetings of the coming week"), _meetings(account, today)),
        _part(_("Since the last summary"), [texts.title(one) for one in kept]),
    ]
    said = [part for part in parts if part]
    if not said:
        return None
    subject = ngettext(
        "Xieshang %(day)s: %(num)s task waits, %(overdue)s overdue",
        "Xieshang %(day)s: %(num)s tasks wait, %(overdue)s of them overdue",
        waits.total,
        day=today,
        overdue=overdue,
    )
    return Summary(subject, "\n\n".join(said) + "\n", kept)


def _tasks(waits: inbox.Page, today: date) -> list[str]:
    headings = of_cases.of(task.instance_id for task in waits.tasks)
    lines = [_task(task, headings[task.instance_id], today) for task in waits.tasks]
    if more := waits.total - len(waits.tasks):
        lines.append(_("… and %(more)s more", more=more))
    return lines


def _task(task: Task, heading: of_cases.Heading, today: date) -> str:
    title = (speaks_english() and task.title_en) or task.title
    about = f"{title} · {heading.number} {heading.title} ({heading.between})"
    if task.due_on is None:
        return about
    if task.due_on < today:
        return _("OVERDUE since %(day)s: %(task)s", day=task.due_on, task=about)
    return _("due on %(day)s: %(task)s", day=task.due_on, task=about)


def _meetings(account: Account, today: date) -> list[str]:
    coming = [one for one in dates.of(account, today) if one.held_on <= today + AHEAD]
    return [f"{one.held_on} {one.begins} {one.place}".rstrip() for one in coming]


def _kept_for(account: Account) -> list[Notice]:
    kept = select(Notice).where(
        Notice.account_id == account.id, Notice.mail == "digest", Notice.mailed_at.is_(None)
    )
    return list(db.session.scalars(kept.order_by(Notice.id).limit(MOST_NOTICES)))


def _part(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines)]) if lines else ""
