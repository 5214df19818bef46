"""A register of destruction as a file: what, since when, why, who, when, and what became of it."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from app.domain.keeping import keepers
from app.foundation import clock
from app.foundation.database import db
from app.foundation.destroyed import Destruction, DestructionLine

AT_ONCE = 500
MARK = "\ufeff"  # spreadsheets take the file for UTF-8
HEAD = (
    "register 清册", "case 事项编号", "process 流程", "ended 办结日期", "archived 归档日期",
    "term in years 保管期限", "source 依据", "bytes 字节", "sha256", "manifest 归档清单",
    "proposed by 提出人", "proposed at 提出时间", "reason 销毁理由", "confirmed by 审核人",
    "confirmed at 审核时间", "destroyed at 销毁时间", "spared 未销毁原因",
)  # fmt: skip


def as_csv(found: Destruction) -> Iterator[str]:
    """The file, piece by piece."""
    people = keepers.names([found])
    start = [
        people.get(found.proposed_by_id, ""),
        _moment(found.proposed_at),
        found.reason,
        people.get(found.decided_by_id or 0, ""),
        _moment(found.decided_at),
    ]
    yield MARK + _row(HEAD)
    lines = select(DestructionLine).where(DestructionLine.destruction_id == found.id)
    for one in db.session.scalars(
        lines.order_by(DestructionLine.case_id).execution_options(yield_per=AT_ONCE)
    ):
        case = [
            found.number, one.number, one.process_id, one.ended_on, one.kept_on, one.years,
            one.source, one.size, one.sha256, one.batch,
        ]  # fmt: skip
        yield _row([*case, *start, _moment(one.destroyed_at), one.spared])


def _moment(at: Any) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M:%S}" if at else ""


def _row(values: Sequence[Any]) -> str:
    """A line; what a spreadsheet would take for a formula is text."""
    written = io.StringIO()
    csv.writer(written).writerow(
        f"'{value}" if str(value)[:1] in ("=", "+", "-", "@", "\t") else value for value in values
    )
    return written.getvalue()
