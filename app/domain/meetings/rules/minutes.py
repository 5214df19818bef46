"""The minutes of a meeting as an official document, put together from plain values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.documents.rules.paper import Paper, Part, chinese_date

DIGITS = "零一二三四五六七八九"
OUTCOMES = {"provide": "予以提供", "refuse": "不予提供", "renegotiate": "重新协商"}


@dataclass(frozen=True)
class Duty:
    """Something resolved: what, who, by when."""

    text: str
    unit: str
    due_on: date | None


@dataclass(frozen=True)
class Item:
    """A matter as the minutes tell it."""

    title: str
    summary: str
    recusals: Sequence[tuple[str, str]] = ()
    tally: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = ""
    decided: str = ""
    duties: Sequence[Duty] = ()
    remark: str = ""


@dataclass(frozen=True)
class Held:
    """A meeting as the minutes tell it."""

    group: str
    held_on: date
    begins: str
    place: str
    presiding: str
    present: Sequence[str] = ()
    leave: Sequence[str] = ()
    proxies: Sequence[tuple[str, str]] = ()
    opening: str = ""
    items: Sequence[Item] = ()
    office: str = ""


def compose(
    held: Held, number: str = "", signed_hash: str = "", printed_on: date | None = None
) -> Paper:
    """The whole document; it has no number and no day of printing before a chair has signed it."""
    signed = {"signed_sha256": signed_hash} if signed_hash else {}
    printed = {"printed_on": printed_on.isoformat()} if printed_on else {}
    return Paper(
        layout="minutes",
        title=f"{held.group}{chinese_date(held.held_on)}会议纪要",
        # 会议通过的日期 (GB/T 9704-2012): the day of the meeting, known before the signature.
        dated=held.held_on,
        head=f"{held.group}会议纪要",
        number=number,
        body=tuple(_body(held)),
        seal=False,
        print_office=held.office,
        extra=signed | printed,
    )


def _body(held: Held) -> Iterator[Part]:
    where = f"在{held.place}" if held.place else ""
    chair = f"{held.presiding}{where}主持召开" if held.presiding else f"{where}召开"
    studied = f"研究{len(held.items)}项议题" if held.items else "研究有关工作"
    yield Part(
        "text",
        f"{chinese_date(held.held_on)}{hour(held.begins)}，{chair}{held.group}会议，{studied}。"
        "现纪要如下：",
    )
    if held.opening:
        yield Part("text", sentences(held.opening))
    for place, item in enumerate(held.items, 1):
        yield Part("heading", f"{numeral(place)}、{item.title}")
        yield from _item(item)
    yield from _attendance(held)


def _item(item: Item) -> Iterator[Part]:
    if item.summary:
        yield Part("text", sentences(item.summary))
    if item.recusals:
        told = "；".join(
            f"{unit}（{bare(why)}）" if bare(why) else unit for unit, why in item.recusals
        )
        yield Part("text", f"{told}。", label="回避：")
    if item.tally:
        yield Part("text", tally_text(item.tally), label="表决：")
    if explained := item.tally.get("explained"):
        yield Part("text", sentences(explained), label="表决情况说明：")
    decided = sentence(OUTCOMES.get(item.outcome, "")) + sentences(item.decided)
    if decided:
        yield Part("text", decided, label="会议议定：")
    for duty in item.duties:
        yield _duty(duty, item.decided)
    if item.remark:
        yield Part("text", sentences(item.remark), label="说明：")


def _duty(duty: Duty, decided: str) -> Part:
    """Who carries the decision out; what else was resolved is said first, then who does it."""
    due = f"，{chinese_date(duty.due_on)}前完成" if duty.due_on else ""
    if duty.text == decided:
        return Part("text", f"{duty.unit}{due}。", label="责任单位：")
    return Part("text", f"{bare(duty.text)}，由{duty.unit}负责{due}。", label="责任事项：")


def _attendance(held: Held) -> Iterator[Part]:
    if held.present:
        yield Part("text", "、".join(held.present), label="出席：")
    if held.leave:
        yield Part("text", "、".join(held.leave), label="请假：")
    if held.proxies:
        told = "；".join(f"{unit}委托{holder}代为表决" for unit, holder in held.proxies)
        yield Part("text", f"{told}。", label="委托：")


def tally_text(tally: Mapping[str, Any]) -> str:
    """The count in words: who did not vote counts as abstaining and is told apart."""
    voted = sum(tally.get(name, 0) for name in ("approve", "reject", "abstain"))
    return (
        f"应表决单位{tally.get('entitled', 0)}个，同意{tally.get('approve', 0)}个，"
        f"反对{tally.get('reject', 0)}个，弃权{tally.get('abstain', 0)}个，"
        f"未表决{max(tally.get('entitled', 0) - voted, 0)}个。"
    )


def hour(begins: str) -> str:
    """When the meeting began: 9时30分, 14时."""
    hours, _colon, minutes = begins.partition(":")
    return f"{int(hours)}时" + (f"{int(minutes)}分" if minutes.strip("0") else "")


def sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if not text or text[-1] in "。！？；：" else f"{text}。"


def sentences(text: str) -> str:
    """What somebody wrote, each paragraph with its full stop."""
    return "\n".join(sentence(line.strip()) for line in text.splitlines() if line.strip())


def bare(text: str) -> str:
    """A text inside another sentence: one line, without the stop at its end."""
    return "；".join(
        line.strip(" 。；，、") for line in text.splitlines() if line.strip(" 。；，、")
    )


def numeral(number: int) -> str:
    """一, 十, 十一, 二十, 二十一: as headings are counted, up to 99."""
    tens, ones = divmod(number, 10)
    front = "" if not tens else ("十" if tens == 1 else f"{DIGITS[tens]}十")
    return f"{front}{DIGITS[ones] if ones else ''}"
