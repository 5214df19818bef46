"""Why an element of another tool does not run here, and what to draw instead, in plain words."""

from collections.abc import Mapping
from typing import NamedTuple

from app.foundation.i18n import lazy


class Reason(NamedTuple):
    """What the reader is told of a kind of element."""

    what: object  # how people call it
    why: object
    instead: object = ""


_STEPS_INSIDE = lazy("The engine does not run steps inside a box.")
_CALL = lazy("Draw the steps as a diagram of their own, and a call activity here.")
_NO_MESSAGE = lazy("Diagrams here send each other no messages.")
_NOTICE = lazy("Take it out: whom a step waits for is told by the program itself.")
_DATA = lazy("Data lies in the program's tables, not in the diagram.")
_TAKE_OUT = lazy("Take it out; a text annotation can say the same.")
_WHO_NOT_HOW = lazy("It does not say who does it, nor with which form.")

BOXES: Mapping[str, Reason] = {
    "task": Reason(lazy("task"), _WHO_NOT_HOW, lazy("Make it a user task or a service task.")),
    "manualTask": Reason(
        lazy("manual task"), _WHO_NOT_HOW, lazy("Make it a user task, so that it is recorded.")
    ),
    "scriptTask": Reason(
        lazy("script task"),
        lazy("Code in a diagram is never run."),
        lazy("Make it a service task that names an operation of the program."),
    ),
    "businessRuleTask": Reason(
        lazy("business rule task"),
        lazy("Decision tables are not run."),
        lazy("Let a person choose in a form, or a service task decide."),
    ),
    "sendTask": Reason(lazy("send task"), _NO_MESSAGE, _NOTICE),
    "receiveTask": Reason(
        lazy("receive task"), _NO_MESSAGE, lazy("Make it a user task of whoever answers.")
    ),
    "subProcess": Reason(lazy("sub-process"), _STEPS_INSIDE, _CALL),
    "transaction": Reason(lazy("transaction"), _STEPS_INSIDE, _CALL),
    "adHocSubProcess": Reason(lazy("ad-hoc sub-process"), _STEPS_INSIDE, _CALL),
    "inclusiveGateway": Reason(
        lazy("inclusive gateway"),
        lazy("Nobody could say beforehand how many ways are taken."),
        lazy("Use an exclusive or a parallel gateway, or both."),
    ),
    "complexGateway": Reason(
        lazy("complex gateway"),
        lazy("The engine does not know it."),
        lazy("Use an exclusive or a parallel gateway, or both."),
    ),
    "eventBasedGateway": Reason(
        lazy("event-based gateway"),
        lazy("The engine does not wait for one of several events."),
        lazy("Use a user task with a timer at its edge."),
    ),
    "intermediateCatchEvent": Reason(
        lazy("intermediate event"),
        lazy("The engine waits at tasks only."),
        lazy("Set a timer at the edge of the task before it."),
    ),
    "intermediateThrowEvent": Reason(
        lazy("intermediate event"),
        lazy("Nothing here would hear it."),
        lazy("Take it out, or use a service task."),
    ),
    "implicitThrowEvent": Reason(lazy("implicit event"), lazy("Nothing here would hear it.")),
}
EVENTS: Mapping[str, object] = {
    "message": lazy("message"),
    "signal": lazy("signal"),
    "timer": lazy("timer"),
    "error": lazy("error"),
    "escalation": lazy("escalation"),
    "compensate": lazy("compensation"),
    "conditional": lazy("condition"),
    "link": lazy("link"),
    "cancel": lazy("cancellation"),
    "terminate": lazy("termination"),
}
_GLOBAL = Reason(lazy("global task"), lazy("Only processes are called."), _CALL)
# What stands beside the flow of work.
BESIDE: Mapping[str, Reason] = {
    "dataObject": Reason(lazy("data object"), _DATA, _TAKE_OUT),
    "dataObjectReference": Reason(lazy("data object"), _DATA, _TAKE_OUT),
    "dataStore": Reason(lazy("data store"), _DATA, _TAKE_OUT),
    "dataStoreReference": Reason(lazy("data store"), _DATA, _TAKE_OUT),
    "messageFlow": Reason(
        lazy("message flow"),
        _NO_MESSAGE,
        lazy("Draw one process whose lanes are the parties, and arrows between their steps."),
    ),
    "choreography": Reason(
        lazy("choreography"),
        lazy("Only processes run; a choreography shows what is agreed between them."),
        lazy("Draw one process whose lanes are the parties."),
    ),
    "conversation": Reason(lazy("conversation"), _NO_MESSAGE, _TAKE_OUT),
    "subConversation": Reason(lazy("conversation"), _NO_MESSAGE, _TAKE_OUT),
    "callConversation": Reason(lazy("conversation"), _NO_MESSAGE, _TAKE_OUT),
    "standardLoopCharacteristics": Reason(
        lazy("loop"),
        lazy("A box is not repeated by itself."),
        lazy("Draw an arrow back from a gateway."),
    ),
    "message": Reason(lazy("message"), _NO_MESSAGE, lazy("It goes with what refers to it.")),
    "signal": Reason(lazy("signal"), _NO_MESSAGE, lazy("It goes with what refers to it.")),
    "escalation": Reason(lazy("escalation"), _NO_MESSAGE, lazy("It goes with what refers to it.")),
    "globalTask": _GLOBAL,
    "globalUserTask": _GLOBAL,
    "globalScriptTask": _GLOBAL,
    "globalManualTask": _GLOBAL,
    "globalBusinessRuleTask": _GLOBAL,
}
INSIDE = Reason(
    lazy("event sub-process"),
    _STEPS_INSIDE,
    lazy("Draw what it does as a process of its own, or as a timer at the edge of a task."),
)
EVENT_BOXES: Mapping[str, object] = {
    "startEvent": lazy("start"),
    "endEvent": lazy("end"),
    "boundaryEvent": lazy("event on a task"),
}
NAMES: Mapping[str, object] = {
    **EVENT_BOXES,
    "userTask": lazy("user task"),
    "serviceTask": lazy("service task"),
    "callActivity": lazy("call activity"),
    "exclusiveGateway": lazy("exclusive gateway"),
    "parallelGateway": lazy("parallel gateway"),
    "process": lazy("process"),
    "lane": lazy("lane"),
    "sequenceFlow": lazy("arrow"),
    "participant": lazy("pool"),
}
