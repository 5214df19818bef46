"""Matters of the catalogue: begun and answered over HTTP, as people do."""

import secrets
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation.database import db
from app.scenarios.page import Page
from tests.support.desks import Desks, open_task

START = "/catalogue/matters/new/catalogue_publication"
OWN = "IR0003"  # of GSJ, shared unconditionally
NEW = {"action": "new", "title": "企业年度报告公示信息", "reason": "条例施行"}
CHANGE = {
    "action": "change", "entry": OWN, "cause": "duties", "changed_on": "2026-08-31",
    "reason": "职能调整",
}  # fmt: skip
WITHDRAW = {"action": "withdraw", "entry": OWN, "reason": "系统停用"}
ENTRY = {
    "title": "企业年度报告公示信息", "catalogue": "政务基础信息共享目录", "base_class": "法人",
    "abstract": "企业每年公示的年度报告", "keywords": "企业、年报", "format": "数据库",
    "update_cycle": "每年", "sharing_class": "unconditional", "share_modes": "file_download",
    "security_level": "公开", "items__0__name": "注册号", "items__0__data_type": "字符型C",
}  # fmt: skip


def send(desks: Desks, login: str = "gsj_share", **form: Any) -> TestResponse:
    """Send the start form of a publication."""
    return desks.at(login).post(START, data={"submission_key": secrets.token_hex(8)} | form)


def begin(desks: Desks, login: str = "gsj_share", **form: Any) -> int:
    """Begin a publication; the number of the new matter."""
    answer = send(desks, login, **form)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def fill_in(desks: Desks, login: str, name: str, **answers: Any) -> TestResponse:
    """Answer the open task of this name on its page, whose fields hold what they held."""
    path = f"/tasks/{open_task(name).id}"
    client = desks.at(login)
    form = Page(200, path, client.get(path).text).form()
    assert form is not None, name
    filled: dict[str, list[str]] = {}
    for key, value in form.filled(answers):
        filled.setdefault(key, []).append(value)
    return client.post(path, data=filled)


def walk(desks: Desks, *steps: tuple[str, str, dict[str, Any]]) -> None:
    """Answer one task after the other; each must be taken."""
    for login, name, answers in steps:
        got = fill_in(desks, login, name, **answers)
        assert got.status_code == 302, f"{name}: {got.status_code}\n{got.text}"


def matter(case_id: int) -> CatalogueCase:
    """The matter as it is now."""
    db.session.expire_all()
    return db.session.scalars(select(CatalogueCase).filter_by(id=case_id)).one()
