"""An official document as a value: what it says, in the parts that GB/T 9704-2012 names.

Whoever composes a document fills these; the print page and the .docx are made of nothing else.
Documents are in Chinese whatever the reader's language: there is one text, and one hash of it.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, Self

Layout = Literal["red_head", "upward", "letter", "minutes", "plain", "contract"]


@dataclass(frozen=True)
class Part:
    """A piece of the body: a `heading` (一、), a `text` paragraph, a `list` or a `table`.

    `label` stands in front of a text in bold (`出席：`); a table's `rows` are label and value
    where `columns` is empty, else cells under these columns.
    """

    kind: Literal["heading", "text", "list", "table"]
    text: str = ""
    label: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signer:
    """A side that signs a contract: who, in which post, when, under which hash."""

    role: str
    unit: str
    post: str = ""
    signed_on: date | None = None


@dataclass(frozen=True)
class Paper:
    """One document.  Empty parts are left out.

    layout     red_head 文件 · upward 上行文 with 签发人 · letter 信函格式 · minutes 纪要 ·
               plain without a head (application, notice, receipt) · contract 协议书
    head       the red name line, or the name alone in a letter: 北京市信息化工作办公室文件
    number     发文字号, 〔〕 and no leading zeros; empty where the paper has none
    approver   签发人 of an upward document: a post, never a person
    addressee  主送机关, without the colon
    closing    特此函复。 and the like, a paragraph of its own
    signed     署名: the issuing units; empty for minutes and contracts
    seal       is room left for a seal?
    copies     抄送; print_office 印发机关 of the 版记
    note       附注 in brackets
    marks      said on top of every rendering, such as 补录 or 本系统默认值
    """

    layout: Layout
    title: str
    dated: date
    head: str = ""
    number: str = ""
    approver: str = ""
    urgency: str = ""
    secrecy: str = ""
    addressee: str = ""
    body: tuple[Part, ...] = ()
    closing: str = ""
    enclosures: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    signers: tuple[Signer, ...] = ()
    seal: bool = True
    note: str = ""
    copies: tuple[str, ...] = ()
    print_office: str = ""
    marks: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The paper as it is stored and hashed: plain values, dates as text."""
        return _plain(asdict(self))

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """The paper as it was issued."""
        values = dict(stored)
        values["dated"] = date.fromisoformat(values["dated"])
        values["body"] = tuple(
            Part(
                **{
                    **part,
                    "rows": tuple(tuple(row) for row in part["rows"]),
                    "columns": tuple(part["columns"]),
                }
            )
            for part in values["body"]
        )
        values["signers"] = tuple(
            Signer(**{**one, "signed_on": _day(one["signed_on"])}) for one in values["signers"]
        )
        for name in ("enclosures", "signed", "copies", "marks"):
            values[name] = tuple(values[name])
        return cls(**values)


def chinese_date(day: date) -> str:
    """成文日期: 2026年3月2日, Arabic and without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
