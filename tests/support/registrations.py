"""Collections and databases brought before the catalogue over HTTP, as their units do it."""

import secrets
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation.database import db
from tests.support.desks import Desks

COLLECTION, DATABASE = "catalogue_collection", "catalogue_database"
PARKING = {
    "title": "停车场经营信息",
    "base_class": "法人",
    "data_form": "数据库",
    "cycle": "每季度",
    "security_level": "内部",
    "legal_basis": "机动车停车管理规定",
    "reason": "静态交通管理",
    "expected_use": "停车诱导",
    "items": ["停车场名称", "车位数", "收费标准"],
}
# Five of these six are in IR0001, and in CR0001 and DB0001.
SHOPS = PARKING | {
    "title": "商业企业登记与经营场所信息",
    "items": ["企业名称", "注册号", "住所", "经营范围", "法定代表人姓名", "营业面积"],
}
WHY = "商业网点规划需要逐户掌握经营场所的面积"
BIKES = {
    "action": "file",
    "title": "公共自行车站点库",
    "application_area": "市政管理",
    "security_level": "公开",
    "reason": "公共自行车运营管理",
    "source_business": "公共自行车站点建设与运营",
    "maintainer": "交通信息中心",
    "update_cycle": "每月",
    "maintenance_plan": "运营系统按月写入，每季度核对一次",
    "items": ["站点编号", "桩位数", "运营单位"],
}
RUNNING = {
    "dbms": "PostgreSQL",
    "network": "政务外网",
    "records": "120",
    "security_level": "公开",
    "first_load_on": "2026-08-31",
    "tested": "true",
}
APPROVE, FILE, REGISTER = {"outcome": "approve"}, {"outcome": "file"}, {"outcome": "register"}
OPERATED = (
    ("jtw_head", "review_database", APPROVE),
    ("xxb_cat", "review_filing", FILE),
    ("jtw_share", "register_database", RUNNING),
    ("xxb_cat", "confirm_registration", REGISTER),
)


def rows(**form: Any) -> dict[str, Any]:
    """A form as its page sends it: items row by row."""
    sent = {name: value for name, value in form.items() if name != "items"}
    for number, name in enumerate(form.get("items") or ()):
        sent |= {f"items__{number}__name": name, f"items__{number}__data_type": "字符型C"}
    return sent


def send(desks: Desks, login: str, process: str, **form: Any) -> TestResponse:
    """Send the start form of a process."""
    data = {"submission_key": secrets.token_hex(8)} | rows(**form)
    return desks.at(login).post(f"/catalogue/matters/new/{process}", data=data)


def begin(desks: Desks, login: str, process: str, **form: Any) -> int:
    """Begin a matter; its number."""
    answer = send(desks, login, process, **form)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def matter(case_id: int) -> CatalogueCase:
    """The matter as it stands now."""
    db.session.expire_all()
    return db.session.get_one(CatalogueCase, case_id)


def matters() -> list[CatalogueCase]:
    """Every matter there is."""
    db.session.expire_all()
    return list(db.session.scalars(select(CatalogueCase).order_by(CatalogueCase.id)))
