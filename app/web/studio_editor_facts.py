"""What the editor in the browser is told: what can be named here, each in the reader's words."""

from typing import Any

from flask import current_app, url_for

from app.foundation.i18n import in_language, speaks_english
from app.foundation.identity import posts
from app.web import wording
from app.workflow.checks.wires import PARTIES, STATES
from app.workflow.engine.expressions import LONGEST
from app.workflow.forms.form import Option
from app.workflow.studio import checking, vocabulary
from app.workflow.studio.models import Revision
from app.workflow.studio.vocabulary import Called, Operation
from app.workflow.wiring import Fault

Json = dict[str, Any]
FORM_PAGE = "studio_forms.edit"


def of(revision: Revision, key: str) -> Json:
    """Everything that the panel of the editor offers for one diagram of a draft."""
    known = vocabulary.of(revision)
    return {
        "forms": {key: [_option(o) for o in options] for key, options in known.forms.items()},
        "used": [form for form, process in known.used.items() if process != key],
        "operations": [_operation(one) for one in known.operations.values()],
        "processes": [_called(one) for one in known.processes.values()],
        "clocks": _sorted({name: wording.CLOCKS.get(name, name) for name in checking.clocks()}),
        "states": _sorted({name: wording.state_name(name) for name in STATES}),
        "parties": [party(lane) for lane in PARTIES],
        "longest": LONGEST,
    }


def party(lane: str) -> Json:
    """A party: what its lane is called in both languages, and its posts."""
    name, name_en = names_of(lane)
    return {
        "id": lane,
        "title": str(wording.LANES.get(lane, lane)),
        "name": name,
        "name_en": name_en,
        "posts": [{"id": post, "title": posts.title(post)} for post in sorted(PARTIES[lane])],
    }


def names_of(lane: str) -> tuple[str, str]:
    """What a party's lane is called in Chinese and in English."""
    title = wording.LANES.get(lane, lane)
    with in_language("zh"):
        name = str(title)
    with in_language("en"):
        return name, str(title)


def faults(found: list[Fault], revision: Revision) -> list[Json]:
    """The faults of a draft as the editor lists them."""
    forms = FORM_PAGE in current_app.view_functions
    return [_fault(fault, revision, forms=forms) for fault in found]


def _fault(fault: Fault, revision: Revision, *, forms: bool) -> Json:
    is_form = "/" in fault.file
    address = ""
    if not is_form:
        address = url_for("studio_editor.edit", revision_id=revision.id, key=fault.file)
    elif forms:
        address = url_for(FORM_PAGE, revision_id=revision.id, key=fault.file)
    return {
        "process": fault.process or fault.file,
        "element": fault.element,
        "code": fault.code,
        "level": fault.severity,
        "reason": fault.reason,
        "clause": fault.clause,
        "path": list(fault.path),
        "address": address,
    }


def _option(option: Option) -> Json:
    label = (speaks_english() and option.label_en) or option.label
    return {"value": option.value, "label": label}


def _operation(one: Operation) -> Json:
    english = speaks_english()
    return {
        "id": one.name,
        "title": (one.title_en if english else one.title) or one.name,
        "documentation": one.documentation_en if english else one.documentation,
        "answers": list(one.answers),
    }


def _called(one: Called) -> Json:
    return {
        "id": one.id,
        "title": (speaks_english() and one.title_en) or one.title or one.id,
        "results": {name: list(answers) for name, answers in one.results.items()},
        "errors": list(one.errors),
        "inputs": list(one.inputs),
    }


def _sorted(named: dict[str, Any]) -> list[Json]:
    return [{"id": code, "title": str(title)} for code, title in sorted(named.items())]
