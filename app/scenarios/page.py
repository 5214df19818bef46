"""A page and the form on it, as a person without a script sees them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html

from app.scenarios.script import Answer

Pairs = list[tuple[str, str]]
TOKEN = "//input[@name='csrf_token']/@value | //meta[@name='csrf-token']/@content"
YES = {"yes", "true", "1", "on", "y"}
NO = {"no", "false", "0", "off", "n"}
BUTTONS = {"submit", "button", "image", "reset"}
IN_SUMMARY = re.compile(r"#f-(\w+?)(?:-\d+)?")
BESIDE_FIELD = re.compile(r"f-(\w+)-error")


@dataclass(frozen=True)
class Page:
    """What the application answered."""

    status: int
    path: str
    text: str

    @property
    def tree(self) -> html.HtmlElement:
        """The page as elements."""
        return html.document_fromstring(self.text or "<html/>")

    @property
    def title(self) -> str:
        """What the page is called, for messages."""
        return " ".join((self.tree.findtext(".//title") or "").split())

    def form(self) -> "Form | None":
        """The form that is sent to the page's own address; None where nothing is to fill in."""
        for element in self.tree.forms:
            action = urlsplit(urljoin(self.path, element.get("action") or "")).path
            if element.get("method", "").lower() == "post" and action == urlsplit(self.path).path:
                return Form(element)
        return None

    def token(self) -> str:
        """The token against forged requests, which every page with a form carries."""
        found = self.tree.xpath(TOKEN)
        return str(found[0]) if found else ""

    def refused_fields(self) -> list[str]:
        """The fields that the page says are wrong."""
        links = (IN_SUMMARY.fullmatch(href) for href in self.tree.xpath("//a/@href"))
        beside = (BESIDE_FIELD.fullmatch(each) for each in self.tree.xpath("//@id"))
        return sorted({match[1] for match in (*links, *beside) if match})


class Form:
    """A form's fields, each with the controls that carry its name."""

    def __init__(self, element: html.FormElement) -> None:
        self.multipart = "multipart" in element.get("enctype", "")
        owned = element.xpath("//*[@form=$id]", id=element.get("id", "-"))
        self.fields: dict[str, list[html.HtmlElement]] = {}
        for control in (*element.iter("input", "select", "textarea"), *owned):
            name = control.get("name")
            if name and control.get("type") not in BUTTONS and control.get("disabled") is None:
                self.fields.setdefault(name, []).append(control)

    def filled(self, answers: Mapping[str, Answer]) -> Pairs:
        """What a browser would send with these answers filled in, the rest as it stands."""
        sent: Pairs = []
        for name, controls in self.fields.items():
            if name in answers:
                sent += _typed(name, controls, answers[name])
            else:
                sent += [(name, value) for control in controls for value in _standing(control)]
        strange = {name: answer for name, answer in answers.items() if name not in self.fields}
        return sent + raw(strange)


def raw(answers: Mapping[str, Answer]) -> Pairs:
    """Answers where there is no form to fill in: as a request made by hand would carry them."""
    return [pair for name, answer in answers.items() for pair in _typed(name, [], answer)]


def _typed(name: str, controls: list[html.HtmlElement], answer: Answer) -> Pairs:
    twins = [(name, c.get("value", "")) for c in controls if c.get("type") == "hidden"]
    offered = [value for control in controls for value in _offered(control)]
    kept = twins if offered else []
    if answer is None:
        return kept if offered else [(name, "")]
    if isinstance(answer, bool):
        return kept + _yes_or_no(name, offered, answer)
    if isinstance(answer, list):
        return kept + _listed(name, controls, offered, answer)
    return [*kept, (name, answer)]


def _yes_or_no(name: str, offered: list[str], answer: bool) -> Pairs:
    wanted = YES if answer else NO
    chosen = [value for value in offered if value.lower() in wanted]
    if chosen or not offered:
        return [(name, (chosen or ["yes" if answer else "no"])[0])]
    return []  # one box: left without its tick


def _listed(
    name: str, controls: list[html.HtmlElement], offered: list[str], answer: Iterable[str]
) -> Pairs:
    """Several boxes ticked, several options chosen, or one entry a line."""
    answer = list(answer)
    if not any(control.tag == "textarea" for control in controls):
        return [(name, entry) for entry in answer]
    lines = [entry for entry in answer if entry not in offered]
    ticked = [(name, entry) for entry in answer if entry in offered]
    return [*ticked, (name, "\n".join(lines))]


def _offered(control: html.HtmlElement) -> list[str]:
    """The values that can be chosen."""
    if control.tag == "select":
        return [str(option.get("value", option.text or "")) for option in control.iter("option")]
    if control.get("type") in {"radio", "checkbox"}:
        return [str(control.get("value", "on"))]
    return []


def _standing(control: html.HtmlElement) -> list[str]:
    """What an untouched control sends."""
    kind = control.get("type", "text")
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        return _selected(control)
    if kind == "file" or (kind in {"radio", "checkbox"} and control.get("checked") is None):
        return []
    return [str(control.get("value", "on" if kind in {"radio", "checkbox"} else ""))]


def _selected(control: html.HtmlElement) -> list[str]:
    options = list(control.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and control.get("multiple") is None:
        chosen = options[:1]  # a drop-down always shows one
    return [str(option.get("value", option.text or "")) for option in chosen]
