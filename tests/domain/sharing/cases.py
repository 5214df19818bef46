"""What the tests of this room need to have happened: `a_case()`, then `do(case, task, login, ...)`.

Everything goes through the services and commits, so what is built is what users make.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app import workflow
from app.domain.sharing import records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.filing import Filing
from app.domain.sharing.services import application
from app.foundation import calendar, clock
from app.foundation.database import db, transaction
from app.foundation.identity import acting, queries
from app.workflow.models import Task

# 市卫生局 asks 市工商局 for its register of enterprises: conditional, not secret.
USUAL = {
    "resource": "IR0001",
    "items": ["注册号", "企业名称", "企业类型"],
    "basis": "部门职责规定",
    "scenario": "卫生监督",
    "scope": "全市",
    "mode": "service_interface",
    "valid_until": "2031-12-31",
}
SECRET = USUAL | {"resource": "IR0042", "items": ["点位编号", "场所名称"], "scenario": "应急指挥"}


def a_case(login: str = "wsj_share", key: str | None = None, **changes: Any) -> SharingCase:
    """A submitted application, waiting for the applicant's own head."""
    account = queries.account_by_login(login)
    with acting.as_account(account), transaction():
        return application.submit(account, USUAL | changes, key)


def do(case: SharingCase, name: str, login: str, outcome: str | None = None, **form: Any) -> None:
    """Answer the open task of that name as that account."""
    account = queries.account_by_login(login)
    answers = form | ({"outcome": outcome} if outcome else {})
    with acting.as_account(account), transaction():
        workflow.complete(open_task(case, name, account.unit_id).id, answers, account)


def let_pass(days: int, case: SharingCase) -> None:
    """Let working days go by, and every deadline on the way ring."""
    for _day in range(days):
        later = calendar.current().add(clock.today(), 1)
        clock.hand_in(clock.at_hour(later, 9))
        while case.id in workflow.due():
            with acting.as_system("clock"), transaction():
                workflow.wake(case.id)


def open_task(case: SharingCase, name: str, unit_id: int | None = None) -> Task:
    """The open task of that name; of several, the unit's own."""
    statement = select(Task).where(Task.instance_id == case.id, Task.closed_at.is_(None))
    found = list(db.session.scalars(statement.where(Task.name == name)))
    own = [task for task in found if task.unit_id == unit_id]
    assert found, f"{name} is not open; open are {open_names(case)}"
    return (own or found)[0]


def open_names(case: SharingCase) -> list[str]:
    """The names of the open tasks."""
    statement = select(Task.name).where(Task.instance_id == case.id, Task.closed_at.is_(None))
    return sorted(db.session.scalars(statement))


def filed(case: SharingCase) -> list[str]:
    """The kinds of the filings, in the order they were made."""
    return list(
        db.session.scalars(select(Filing.kind).filter_by(case_id=case.id).order_by(Filing.id))
    )


def fresh(case: SharingCase) -> SharingCase:
    """The case as it is in the database now."""
    db.session.expire_all()
    return records.case(case.id)


def approved(case: SharingCase) -> SharingCase:
    """The applicant's head has approved."""
    do(case, "unit_review", "wsj_head", "approve")
    return case


def answered(case: SharingCase, outcome: str, **form: Any) -> SharingCase:
    """The provider has answered, and its head has approved the answer."""
    do(case, "provider_response", "gsj_share", outcome, **form)
    do(case, "provider_approval", "gsj_head", "approve")
    return case


def refused(case: SharingCase) -> SharingCase:
    """The provider has refused."""
    grounds = {"reason_code": "security", "reason": "接入范围过大", "legal_basis": "部门职责规定"}
    return answered(case, "refuse", **grounds)


def signed(case: SharingCase) -> SharingCase:
    """Both heads have signed."""
    do(case, "sign_demander", "wsj_head", "sign")
    do(case, "sign_provider", "gsj_head", "sign")
    return case


def received(case: SharingCase) -> SharingCase:
    """Everything was delivered and accepted."""
    items = records.terms(case.id).items
    do(case, "provide_data", "gsj_share", "provided", delivered_items=items, access="接口一")
    do(case, "confirm_receipt", "wsj_share", "accept")
    return case


def completed(case: SharingCase) -> SharingCase:
    """Both sides have reported, and the feedback was answered."""
    counts = {"period": "2026年四季度", "deliveries": 3, "volume": 100}
    do(case, "file_provision", "gsj_share", **counts)
    use = {"purpose_met": "yes", "users": "监督处", "storage": "本局机房", "incidents": "无"}
    do(case, "file_usage", "wsj_share", **counts, **use)
    do(case, "give_feedback", "wsj_share", score=5)
    do(case, "answer_feedback", "gsj_share", reply="谢谢")
    return case


def in_days(days: int) -> str:
    """A working day some days from now, as a form has it."""
    wanted: date = clock.today() + timedelta(days=days)
    return calendar.current().add(wanted, 0).isoformat()
