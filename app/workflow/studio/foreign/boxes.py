"""Why a task, an event or a gateway of another tool does not run here."""

from lxml import etree

from app.foundation.i18n import _
from app.workflow.engine.diagram import BPMN, SPIFF
from app.workflow.engine.drawing import CLOCK
from app.workflow.studio.foreign.hints import Ours, shortened
from app.workflow.studio.foreign.reading import local
from app.workflow.studio.foreign.reasons import BOXES, EVENT_BOXES, EVENTS, INSIDE, NAMES, Reason

TIMES = ("timeDate", "timeDuration", "timeCycle")
AT_EDGE, AT_END = {"timer", "error"}, {"", "error", "terminate"}
PROPERTY = f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"
OPERATOR = f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator"


def reason(e: etree._Element, ours: Ours) -> Reason | None:
    """Why a box does not run as it is; nothing where it could."""
    kind = local(e)
    if kind == "subProcess" and e.get("triggeredByEvent") == "true":
        return INSIDE
    if kind in BOXES:
        return BOXES[kind]
    if kind == "userTask":
        return _user_task(e)
    if kind == "serviceTask":
        return _service_task(e, ours)
    if kind == "callActivity":
        return _call(e, ours)
    return _event(e, kind) if kind in EVENT_BOXES else None


def called(e: etree._Element) -> object:
    """What people call the element."""
    kind = local(e)
    if kind in BOXES:
        return BOXES[kind].what
    return NAMES.get(kind, kind)


def _user_task(e: etree._Element) -> Reason | None:
    settings = {p.get("name") for p in e.iterfind(PROPERTY) if p.get("value")}
    many = e.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if many is not None and many.find(f"{BPMN}loopDataInputRef") is None:
        why = _("It is done several times, and the list of units for whom is not named.")
        return Reason(called(e), why, _("Choose in the editor for which units it is done."))
    if {"formKey", "post"} <= settings:
        return None
    why = _("It names no form and no post of this program yet.")
    return Reason(called(e), why, _("Choose the form and the post in the editor."))


def _service_task(e: etree._Element, ours: Ours) -> Reason | None:
    operator = e.find(OPERATOR)
    if operator is None:
        why = _("It names no operation of this program.")
    elif operator.get("id", "") in ours.operations:
        return None
    else:
        name = shortened(operator.get("id", ""))
        why = _("There is no operation “%(name)s”.", name=name)
    return Reason(called(e), why, _("Choose the operation in the editor."))


def _call(e: etree._Element, ours: Ours) -> Reason | None:
    name = e.get("calledElement", "")
    if name in ours.processes:
        return None
    if not name:
        why = _("It does not say which process it calls.")
    else:
        why = _("There is no process “%(name)s” here.", name=shortened(name))
    return Reason(called(e), why, _("Import that process too, or choose another one."))


def _event(e: etree._Element, kind: str) -> Reason | None:
    events = [local(d).removesuffix("EventDefinition") for d in e if _defines(d)]
    event = events[0] if events else ""
    words = EVENTS.get(event, event)
    if len(events) > 1:
        return Reason(called(e), _("Several events at once are not waited for."))
    if event == "timer" and kind == "boundaryEvent":
        return _timer(e)
    if kind == "startEvent" and event:
        why = _("A process begins plainly, not with an event (%(event)s).", event=str(words))
        return Reason(called(e), why, _("Make it a plain start."))
    if kind == "endEvent" and event not in AT_END:
        why = _("A process ends plainly or with an error (here: %(event)s).", event=str(words))
        return Reason(called(e), why, _("Make it a plain end."))
    if kind == "boundaryEvent" and event not in AT_EDGE:
        why = _("Only timers and errors may sit on a task (here: %(event)s).", event=str(words))
        return Reason(called(e), why, _("Make it a timer that names a clock, or take it out."))
    return None


def _defines(e: etree._Element) -> bool:
    return isinstance(e.tag, str) and local(e).endswith("EventDefinition")


def _timer(e: etree._Element) -> Reason | None:
    times = [t for name in TIMES for t in e.iter(f"{BPMN}{name}")]
    said = "".join(map(str, times[0].itertext())).strip() if times else ""
    if times and local(times[0]) == "timeDate" and CLOCK.fullmatch(said):
        return None
    why = _("Its time stands in the diagram: %(text)s", text=shortened(said) or "–")
    instead = _("Name a clock: deadline('…'); its days stand in the table and can be changed.")
    return Reason(_("timer"), why, instead)
