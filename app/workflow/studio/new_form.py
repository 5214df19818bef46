"""A form for a step that has none yet: empty, as the shipped ones begin, or like another one."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.checks.words import OUTCOME
from app.workflow.definitions import FORM, Source
from app.workflow.engine.diagram import Diagram, Node
from app.workflow.forms import BadForm, parse
from app.workflow.studio import form_use, revisions
from app.workflow.studio.models import Revision, RevisionItem
from app.workflow.studio.revisions import Name

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}/[a-z][a-z0-9_]{0,59}", re.ASCII)
WORD = re.compile(r"""['"](\w{1,60})['"]""")
USUAL = ("approve", "return")
Label = tuple[str, str]  # Chinese, English
LABELS: Mapping[str, Label] = {"approve": ("同意", "Approve"), "return": ("退回修改", "Return")}


def can_be_called(key: str) -> bool:
    """Is this what the program would call a form: a room and a step?"""
    return KEY.fullmatch(key) is not None


def begin(revision: Revision, key: str, copy_of: str, account: Account | None) -> RevisionItem:
    """Put a new form into a draft: a copy of another, or one that asks for the outcome only."""
    files = revisions.files(revision)
    if not can_be_called(key):
        told = _("A form is called by its room and step, such as sharing/unit_review.")
        raise Invalid({"key": [told]})
    if (FORM, key) in files:
        raise Conflict(_("The draft has this form already."))
    if copy_of:
        if (FORM, copy_of) not in files:
            raise NotFound(_("The draft has no such diagram or form."))
        document = json.loads(files[FORM, copy_of].content)
        document["id"] = _step(key)
    else:
        document = blank(key, outcomes(files, key), labels(files))
    content = json.dumps(document, ensure_ascii=False, indent=2).encode()
    taken_out = next((i for i in revision.items if (i.kind, i.key) == (FORM, key)), None)
    seen = taken_out.version if taken_out else 0
    return revisions.save(revision, FORM, key, content, seen=seen, account=account)


def source(key: str, content: bytes) -> Source:
    """A form as the editor holds it, to be looked at among the files of its draft."""
    return Source(FORM, key, f"{key}.json", content)


def blank(key: str, values: list[str], words: Mapping[str, Label]) -> dict[str, Any]:
    """A form that asks for the outcome, and for a comment."""
    said = {value: words.get(value, (value, value)) for value in values}
    choice = {
        "type": "radio",
        "id": "field_outcome",
        "key": OUTCOME,
        "label": "办理结果",
        "validate": {"required": True},
        "values": [{"label": chinese, "value": value} for value, (chinese, _e) in said.items()],
        "properties": {
            "label_en": "Your decision",
            "options_en": {value: english for value, (_c, english) in said.items()},
        },
    }
    comment = {
        "type": "textarea",
        "id": "field_comment",
        "key": "comment",
        "label": "意见",
        "validate": {"maxLength": 2000},
        "properties": {"label_en": "Comment"},
    }
    return {
        "type": "default",
        "id": _step(key),
        "schemaVersion": 19,
        "components": [choice, comment],
    }


def outcomes(files: Mapping[Name, Source], key: str) -> list[str]:
    """What the gateways behind the form's steps ask for; the usual two where none does."""
    asked = [
        value
        for diagram, node in form_use.steps(files, key)
        for value in _asked_behind(diagram, node)
    ]
    return list(dict.fromkeys(asked)) or list(USUAL)


def labels(files: Mapping[Name, Source]) -> dict[str, Label]:
    """How the forms of a draft word their outcomes."""
    found = dict(LABELS)
    for content in revisions.texts(files, FORM).values():
        try:
            choice = parse(content).fields.get(OUTCOME)
        except BadForm:
            continue
        for option in choice.options if choice else ():
            found.setdefault(option.value, (option.label, option.label_en or option.label))
    return found


def _asked_behind(diagram: Diagram, node: Node) -> Iterator[str]:
    behind = {flow.target for flow in diagram.flows if flow.source == node.id}
    for flow in diagram.flows:
        if flow.source in behind and OUTCOME in flow.condition:
            yield from WORD.findall(flow.condition)


def _step(key: str) -> str:
    return key.rpartition("/")[2]
