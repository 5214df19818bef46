"""People at their desks: each with a client of their own, answering tasks over HTTP."""

import re
import secrets
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.domain.sharing.models.case import SharingCase
from app.foundation.database import db
from app.workflow.models import Task
from tests.support.client import Client
from tests.support.people import enter

RESOURCE = "IR0054"
ITEMS = ["注册号", "企业名称"]
APPLICATION = {
    "items": ITEMS,
    "basis": "《行政许可法》第三十四条",
    "scenario": "核验道路运输经营许可申请人的信用",
    "scope": "市交通委运输管理处及许可系统",
    "mode": "service_interface",
    "valid_until": "2028-12-31",
    "urgency": "normal",
}
KEY = re.compile(r'name="submission_key" value="([^"]+)"')


class Desks:
    """The accounts of a test; a client is made when somebody is first needed."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.clients: dict[str, Client] = {}

    def at(self, login: str) -> Client:
        """The client of an account that has signed in."""
        if login not in self.clients:
            client: Client = self.app.test_client()  # type: ignore[assignment]
            enter(client, login)
            self.clients[login] = client
        return self.clients[login]

    def send(self, login: str, resource: str = RESOURCE, **changes: Any) -> TestResponse:
        """Send the application form."""
        form = {"submission_key": secrets.token_hex(8)} | APPLICATION | changes
        return self.at(login).post(f"/applications/new/{resource}", data=form)

    def apply(self, login: str = "jtw_share", resource: str = RESOURCE, **changes: Any) -> int:
        """Apply; the number of the new case."""
        answer = self.send(login, resource, **changes)
        assert answer.status_code == 302, answer.text
        return int(answer.location.rsplit("/", 1)[1])

    def ask(self) -> Task:
        """Apply, with the approval of the unit's head; the task of the provider who must answer."""
        self.apply()
        self.walk(APPROVED)
        return open_task("provider_response")

    def answer(self, login: str, name: str, **answers: Any) -> TestResponse:
        """Answer the open task of this name, as the page's form does."""
        return self.at(login).post(f"/tasks/{open_task(name).id}", data=answers)

    def walk(self, *steps: tuple[str, str, dict[str, Any]]) -> None:
        """Answer one task after the other; each must be taken."""
        for login, name, answers in steps:
            got = self.answer(login, name, **answers)
            assert got.status_code == 302, f"{name}: {got.status_code}\n{got.text}"


def open_task(name: str) -> Task:
    """The open task of this name."""
    db.session.expire_all()
    found = select(Task).where(Task.name == name, Task.closed_at.is_(None))
    return db.session.scalars(found.order_by(Task.id).limit(1)).one()


def closed_task(name: str) -> Task:
    """The last closed task of this name."""
    db.session.expire_all()
    found = select(Task).where(Task.name == name, Task.closed_at.is_not(None))
    return db.session.scalars(found.order_by(Task.id.desc()).limit(1)).one()


def cases() -> list[SharingCase]:
    """Every case there is."""
    db.session.expire_all()
    return list(db.session.scalars(select(SharingCase).order_by(SharingCase.id)))


APPROVED = ("jtw_head", "unit_review", {"outcome": "approve"})
AGREED = (
    ("gsj_share", "provider_response", {"outcome": "agree"}),
    ("gsj_head", "provider_approval", {"outcome": "approve"}),
)
SIGNED = (
    ("jtw_head", "sign_demander", {"outcome": "sign"}),
    ("gsj_head", "sign_provider", {"outcome": "sign"}),
)
DELIVERED = (
    (
        "gsj_share",
        "provide_data",
        {"outcome": "provided", "delivered_items": ITEMS, "access": "共享交换平台接口 /ent/credit"},
    ),
    ("jtw_share", "confirm_receipt", {"outcome": "accept"}),
)
COUNTS = {"period": "2026年第四季度", "deliveries": "12", "volume": "3400"}
USED = (
    ("gsj_share", "file_provision", COUNTS),
    (
        "jtw_share",
        "file_usage",
        COUNTS
        | {"purpose_met": "yes", "users": "运输管理处", "storage": "政务云", "incidents": "无"},
    ),
    ("jtw_share", "give_feedback", {"score": "5", "benefit": "核验时间由三天缩短为即时"}),
    ("gsj_share", "answer_feedback", {"reply": "已阅，感谢。"}),
)
