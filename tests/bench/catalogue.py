"""The search of the portal among 20,000 items and among many more, beside a bare SELECT.

The page's own part that is asked for while somebody types is timed: reading the question, finding,
counting, narrowing, locating an item, drawing.  The bare SELECT goes through the same web stack
(session, account, access) in turn with it, so that whatever else the machine does hits both alike.
"""

import json
import statistics
import time
from typing import Any
from urllib.parse import quote

from tests.bench.place import Place, inside
from tests.support.http import Person

# Resources and items: a small city first, then a larger one, or in `make bench-full` the whole.
SMALL, LARGER, WHOLE = (2_000, 20_000), (20_000, 200_000), (200_000, 2_000_000)
UNITS = {SMALL: 500, LARGER: 1_000, WHOLE: 5_000}
OFFICER = "yjb_share"
ROUNDS = 8
FLOOR = "/bench/select"
TYPED = (
    *("企业", "信息", "登记", "企业登记", "海淀区", "学校", "药品经营许可", "停车场名录"),
    *(
        "谁有企业住所？",
        "注册号",
        "营业执照号",
        "法定代表人姓名在哪",
        "公民身份号码",
        "特种设备编号",
    ),
    *(
        "传染病监测月报",
        "供水管线 检测",
        "朝阳区 低保家庭 救助",
        "住房补贴审批结果",
        "社保缴费怎么查",
    ),
    *("qydj", "zch", "tzsb", "IR100007", "市工商局", "民政局", "残联"),
    *("药品经莹许可", "特种社备检测", "企业登计信息", "法定代表人性名", "传染病检测月抱"),
    *("区块链溯源平台", "霓虹灯 企业", "x", "信", "行政许可事项办件结果统计"),
)
NARROWED = ("text=信息&cycle=每日", "text=企业&kind=resource&sharing=conditional", "", "level=公开")
SUGGESTED = ("企", "企业", "企业登", "zc", "特种设", "药品经莹", "海淀", "信息")
Figures = dict[str, Any]


def measure(place: Place, *sizes: tuple[int, int]) -> Figures:
    """Searching, suggesting and paging at each size, and what that takes inside."""
    reader = Person.signed_in(place.port, OFFICER)
    found: Figures = {}
    for size in sizes:
        resources, items = size
        made = _grow(place, UNITS[size], resources, items)
        asked = [f"/portal/?text={quote(text)}" for text in TYPED]
        asked += [f"/portal/?{quote(args, safe='=&')}" for args in NARROWED]
        suggested = [f"/portal/suggest?text={quote(text)}" for text in SUGGESTED]
        found[str(items)] = {
            "made_seconds": made,
            "search": _beside_floor(reader, asked, ROUNDS),
            "page_30": _beside_floor(reader, [f"/portal/?text={quote('信息')}&page=30"], 30),
            "suggest": _beside_floor(reader, suggested, ROUNDS),
            "inside": json.loads(inside(place.server, "tests.bench.inside", "catalogue")),
            "worker_mb": [round(w.memory_full_info().uss / 2**20) for w in place.server.children()],
        }
    reader.close()
    imported = json.loads(inside(place.server, "tests.bench.inside", "imports"))
    return {"catalogue": found, "imports": imported}


def _grow(place: Place, units: int, resources: int, items: int) -> float:
    began = time.perf_counter()
    size = ("--units", str(units), "--resources", str(resources), "--items", str(items))
    inside(place.server, "flask", "--app", "wsgi:app", "demo", "city", *size)
    place.sql("VACUUM ANALYZE")
    return round(time.perf_counter() - began, 1)


def _beside_floor(reader: Person, paths: list[str], rounds: int) -> Figures:
    """Milliseconds somebody waits for each, and for the bare SELECT asked in between."""
    for path in [*paths, FLOOR] * 2:
        assert reader.get(path, part=True).status == 200, path
    waits: dict[str, list[float]] = {path: [] for path in paths}
    floor: list[float] = []
    for _ in range(rounds):
        for path in paths:
            waits[path].append(_timed(reader, path))
            floor.append(_timed(reader, FLOOR))
    each = sorted(wait for some in waits.values() for wait in some)
    slowest = max(waits, key=lambda path: statistics.median(waits[path]))
    return {
        "median_ms": round(statistics.median(each), 2),
        "p95_ms": round(_p95(each), 2),
        "floor_median_ms": round(statistics.median(floor), 2),
        "floor_p95_ms": round(_p95(sorted(floor)), 2),
        "slowest": slowest,
        "slowest_median_ms": round(statistics.median(waits[slowest]), 2),
    }


def _timed(reader: Person, path: str) -> float:
    began = time.perf_counter()
    reader.get(path, part=True)
    return (time.perf_counter() - began) * 1000


def _p95(ordered: list[float]) -> float:
    return ordered[int(len(ordered) * 0.95)]
