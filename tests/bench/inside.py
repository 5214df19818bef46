"""What is measured inside the application: queries a completion, and the sweep of the clocks."""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.domain.catalogue import duplicates, search
from app.domain.catalogue.models import transfer as states
from app.domain.catalogue.proposals import Proposal
from app.domain.catalogue.transfer import handling
from app.domain.catalogue.viewing import Viewer
from app.factory import create_app
from app.foundation.database import db, transaction
from app.foundation.identity import queries as people
from app.jobs import fire_deadlines, send_reminders
from app.jobs.worker import work_off
from config import Config
from tests.bench.story import LIFE
from tests.support.client import Client
from tests.support.desks import Desks, open_task
from tests.support.workbooks import ITEM, RESOURCE, Upload, of_entries

SWEEPS = 100
ROWS, ENTRIES = 10_000, 1_000
SEARCHED = (
    "企业登记",
    "信息",
    "特种设备检测",
    "谁有企业住所",
    "qydj",
    "药品经莹许可",
    "海淀区 学校",
)
PROPOSED = (
    ("企业名称", "注册号", "法定代表人姓名", "住所", "处罚决定书号", "信用等级"),
    ("姓名", "公民身份号码", "性别", "出生日期", "户籍地址", "联系电话", "民族", "文化程度"),
    ("站点编号", "位置", "车位数", "运营单位"),
    ("特种设备编号", "特种设备类别", "特种设备检测日期", "登记机关"),
)


class Quiet(Config):
    """The deployment's settings, for forms sent without a page before them."""

    WTF_CSRF_ENABLED = False
    RATELIMIT_ENABLED = False


def queries(app: Flask) -> dict[str, Any]:
    """Statements sent to the database for each step of a case's life, the commit not counted."""
    desks, seen = Desks(app), list[str]()
    with app.app_context():
        desks.apply()
        desks.walk(*LIFE)
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        seen.clear()
        desks.apply()
        started = len(seen)
        steps = []
        for login, name, answers in LIFE:
            path = f"/tasks/{open_task(name).id}"
            seen.clear()
            assert desks.at(login).post(path, data=answers).status_code == 302, name
            steps.append((name, len(seen)))
    counts = [count for _, count in steps]
    return {
        "start": started,
        "mean": round(statistics.mean(counts), 1),
        "most": max(counts),
        "steps": steps,
    }


def sweep(app: Flask) -> dict[str, Any]:
    """Milliseconds for one look at all clocks, none of which is due any more."""
    with app.app_context():
        return {job.__name__: _timed(job) for job in (fire_deadlines, send_reminders)}


def _timed(job: Callable[[], int]) -> dict[str, float]:
    caught_up = 0
    while found := job():  # a city that was made up a while ago has some that are due by now
        caught_up += found
    waits, cpu = [], time.process_time()
    for _ in range(SWEEPS):
        began = time.perf_counter()
        job()
        waits.append((time.perf_counter() - began) * 1000)
    return {
        "wait_ms": round(statistics.median(waits), 3),
        "cpu_ms": round((time.process_time() - cpu) * 1000 / SWEEPS, 3),
        "caught_up": caught_up,
    }


def catalogue(app: Flask) -> dict[str, Any]:
    """Milliseconds for a search and for a check of duplicates, both without the web."""
    with app.app_context():
        account = people.account_by_login("yjb_share")
        assert account is not None
        viewer = Viewer.of(account)
        proposals = [Proposal("拟建库", "XXB", tuple(items)) for items in PROPOSED]
        searches = [lambda text=text: search.search(text, viewer) for text in SEARCHED]
        checks = [lambda one=one: duplicates.check(one) for one in proposals]
        return {"search": _each(searches), "check": _each(checks)}


def _each(calls: list[Callable[[], object]]) -> dict[str, float]:
    waits = []
    for call in calls * 6:
        began = time.perf_counter()
        call()
        db.session.rollback()
        waits.append((time.perf_counter() - began) * 1000)
    settled = sorted(waits[len(calls) :])
    return {
        "median_ms": round(statistics.median(settled), 2),
        "p95_ms": round(settled[int(len(settled) * 0.95)], 2),
    }


def fire(app: Flask) -> int:
    """Ring every clock that ran out, until somebody ends the process."""
    with app.app_context():
        return fire_deadlines()


def imports(app: Flask) -> dict[str, Any]:
    """Seconds to check a workbook of 10,000 rows, and to write what stands in it."""
    named = [RESOURCE | {"信息资源名称": f"批量导入的资源{number}"} for number in range(ENTRIES)]
    items = [
        ITEM | {"信息资源名称": one["信息资源名称"], "数据项名称": f"数据项{number}"}
        for one in named
        for number in range(ROWS // ENTRIES - 1)
    ]
    content = of_entries(*named, items=items)
    found: dict[str, Any] = {"rows": len(named) + len(items)}
    with app.app_context():
        with transaction():
            office = people.account_by_login("xxb_cat")
            job = handling.hand_in(Upload("导入.xlsx", content), office, frozenset()).id
        for name, state in (("check", states.CHECKED), ("write", states.DONE)):
            began, spent = time.perf_counter(), time.process_time()
            work_off("import")
            found[f"{name}_seconds"] = round(time.perf_counter() - began, 1)
            found[f"{name}_cpu_seconds"] = round(time.process_time() - spent, 1)
            assert db.session.get_one(states.ImportJob, job).state == state
            if state == states.CHECKED:
                with transaction():
                    handling.release(job, people.account_by_login("xxb_head"), frozenset())
    found["most_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def main(what: str) -> None:
    """Measure one thing and print it."""
    app = create_app(Quiet)
    app.test_client_class = Client
    measured: dict[str, Callable[[Flask], Any]] = {
        "queries": queries,
        "sweep": sweep,
        "catalogue": catalogue,
        "imports": imports,
        "fire": fire,
    }
    print(json.dumps(measured[what](app)))


if __name__ == "__main__":
    main(sys.argv[1])
