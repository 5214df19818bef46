"""The days of supervision orders: remind of them, and count them anew by another calendar."""

from sqlalchemy import exists, func, select

from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.services import supervision, telling
from app.foundation import audit, calendar, clock, notices
from app.foundation.database import db
from app.foundation.notices import Notice
from app.workflow import ladder
from app.workflow.models import Task

# Only one machine at a time looks whom to remind: what another has written is then seen.
TURN = "supervision reminders"
ALL = telling.OFFICERS_AND_HEADS


def remind() -> int:
    """Remind the units of orders due on the next working day, or today; once a day each."""
    today, begins = clock.today(), clock.at_hour(clock.today(), ladder.HOUR)
    turn = select(func.pg_try_advisory_xact_lock(func.hashtext(TURN)))
    if clock.now() < begins or not db.session.scalar(turn):
        return 0
    days = calendar.current()
    following = days.add(today, 1)
    near = {today} | ({following} if days.subtract(following, 1) == today else set())
    told = exists().where(
        Notice.instance_id == SupervisionOrder.case_id,
        Notice.kind == "deadline_reminder",
        Notice.params["order"].as_integer() == SupervisionOrder.id,
        Notice.created_at >= begins,
    )
    due = select(SupervisionOrder).where(
        SupervisionOrder.closed_at.is_(None), SupervisionOrder.due_on.in_(near), ~told
    )
    orders = list(db.session.scalars(due.order_by(SupervisionOrder.id)))
    for order in orders:
        _tell(order, "deadline_reminder", _not_reminded(order))
    notices.deliver()
    return len(orders)


def project_all(reason: str) -> int:
    """Work out every open order by the present calendar; returns how many dates moved."""
    running = select(SupervisionOrder).where(SupervisionOrder.closed_at.is_(None))
    moved = 0
    for order in db.session.scalars(running.order_by(SupervisionOrder.id).with_for_update()):
        was, issued_on = order.due_on, clock.local(order.issued_at).date()
        order.due_on = supervision.due(issued_on, order.days)
        if order.due_on == was:
            continue
        moved += 1
        audit.record(
            "due date moved", case=order.case_id, subject=order.step, due_on=str(order.due_on)
        )
        _tell(order, "due_date_moved", ALL, was_on=str(was), reason=reason)
    notices.deliver()
    return moved


def _not_reminded(order: SupervisionOrder) -> tuple[str, ...]:
    """Whom the clock of the task itself, where it runs out on that very day, does not remind."""
    duty = select(Task.posts).where(
        Task.instance_id == order.case_id,
        Task.name == order.step,
        Task.unit_id == order.unit_id,
        Task.closed_at.is_(None),
        Task.due_on == order.due_on,
    )
    reminded = {post for posts in db.session.scalars(duty) for post in posts}
    return tuple(post for post in ALL if post not in reminded)


def _tell(order: SupervisionOrder, kind: str, posts: tuple[str, ...], **more: str) -> None:
    telling.unit(
        order.case,
        kind,
        order.unit_id,
        posts,
        task=order.step,
        order=order.id,
        due_on=str(order.due_on),
        **more,
    )
