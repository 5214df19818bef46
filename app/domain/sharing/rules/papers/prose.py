"""The body of a document: tidy paragraphs, headings, tables, and the Chinese names of codes."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.domain.documents.rules.paper import Part, chinese_date
from app.domain.sharing.rules import documents, terms
from app.domain.sharing.rules.terms import Change, Values

TERMS = {
    "items": "数据项",
    "scope": "使用范围",
    "scenario": "使用场景",
    "mode": "共享方式",
    "valid_until": "使用时限",
    "conditions": "附加条件",
}
REASONS = {
    "law": "法律法规限制",
    "secrecy": "涉及国家秘密",
    "security": "存在安全风险",
    "privacy": "涉及个人隐私或商业秘密",
    "not_held": "本单位不掌握该信息",
    "other": "其他",
}
DEFAULT = "本系统默认值"
# Control signs, and signs that turn the direction of writing: what is printed is what was typed.
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs"})


@dataclass(frozen=True)
class Matter:
    """The application that a document is about, and its two sides."""

    number: str
    resource: str
    resource_id: str
    demander: str
    provider: str

    @property
    def cited(self) -> str:
        """The application as other documents cite it."""
        return f"《政务信息共享申请书》（{self.number}）"

    @property
    def named(self) -> str:
        """The resource with its number in the catalogue."""
        return f"{self.resource}（{self.resource_id}）"


@dataclass(frozen=True)
class Term:
    """A time to do something: how many days of which kind, the last of them, who says so."""

    days: int
    due_on: date
    source: str
    unit: str = "working_day"

    def __str__(self) -> str:
        kind = "个工作日" if self.unit == "working_day" else "日"
        return f"{chinese_date(self.due_on)}（含）前（{self.days}{kind}，{self.source}）"


def tidy(text: str) -> str:
    """One line without signs that cannot be printed."""
    spaced = "".join(" " if sign.isspace() else sign for sign in text)
    kept = (sign for sign in spaced if unicodedata.category(sign) not in UNPRINTABLE)
    return documents.tidy("".join(kept))


def sentence(text: str) -> str:
    """One line that ends as a sentence does; a line of stops alone says nothing."""
    line = tidy(text)
    return documents.sentence(line) if any(sign.isalnum() for sign in line) else ""


def paragraphs(text: str) -> tuple[str, ...]:
    """What somebody wrote, paragraph by paragraph, each with its full stop."""
    return tuple(filter(None, (sentence(line) for line in text.splitlines())))


def cell(text: str) -> str:
    """What somebody wrote, for a cell of a table: its paragraphs on lines of their own."""
    return "\n".join(filter(None, (tidy(line) for line in text.splitlines())))


def said(text: str, lead: str = "") -> tuple[Part, ...]:
    """Paragraphs of the body; `lead` stands in front of the first."""
    written = paragraphs(text)
    if not written:
        return ()
    first, *rest = written
    return tuple(Part("text", text=one) for one in (lead + first, *rest))


def labelled(label: str, parts: Iterable[Part]) -> tuple[Part, ...]:
    """The same paragraphs, with a label in front of the first."""
    first, *rest = parts
    return (replace(first, label=f"{label}："), *rest)


def heading(number: int, text: str) -> Part:
    """A heading of the first level, with its number: 一、."""
    return Part("heading", text=f"{'一二三四五六七八九'[number - 1]}、{text}")


def numbered(sections: Iterable[tuple[str, tuple[Part, ...]]]) -> tuple[Part, ...]:
    """Sections under headings 一、二、…; a section that says nothing is left out."""
    body: list[Part] = []
    there = [(title, parts) for title, parts in sections if parts]
    for place, (title, parts) in enumerate(there, 1):
        body += [heading(place, title), *parts]
    return tuple(body)


def listed(entries: Iterable[str]) -> Part:
    """A list, one entry a line."""
    return Part("list", rows=tuple((tidy(one),) for one in entries if tidy(one)))


def table(rows: Iterable[tuple[str, str]]) -> Part:
    """A table of labels and values; what has no value is left out."""
    return Part("table", rows=tuple((label, value) for label, value in rows if value))


def term(name: str, value: Any) -> str:
    """One of the terms in Chinese."""
    if name == "mode":
        return documents.MODES.get(value, str(value))
    if isinstance(value, tuple | list):
        return "、".join(map(tidy, value))
    if isinstance(value, date):
        return f"至{chinese_date(value)}"
    return cell(str(value or "")) or "无"


def as_table(values: Values) -> Part:
    """A full set of terms."""
    return table((label, term(name, getattr(values, name))) for name, label in TERMS.items())


def as_changes(old: Values, new: Values) -> Part:
    """What was changed: each term with its old and its new value."""
    rows = tuple(_change(one) for one in terms.changes(old, new))
    return Part("table", columns=("条款", "原内容", "现内容"), rows=rows)


def reason(code: str | None) -> str:
    """A reason's code in Chinese."""
    return REASONS.get(code or "", code or "")


def ground(code: str | None) -> str:
    """A reason's code as the sentence before what was said of it; “other” says nothing."""
    return "" if code in (None, "", "other") else f"{reason(code)}。"


def named(table: Mapping[str, str], codes: Iterable[str]) -> str:
    """Several codes in Chinese, one after another."""
    return "、".join(table.get(code, code) for code in codes)


def _change(one: Change) -> tuple[str, str, str]:
    new = term(one.field, one.new)
    if one.removed:
        new += f"\n（删去：{'、'.join(map(tidy, one.removed))}）"
    if one.added:
        new += f"\n（增加：{'、'.join(map(tidy, one.added))}）"
    return TERMS[one.field], term(one.field, one.old), new
