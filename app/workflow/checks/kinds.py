"""What an element is called by people who draw, not by the standard."""

from collections.abc import Mapping

from app.foundation.i18n import lazy

LONGEST = 40
KINDS: Mapping[str, object] = {
    "scriptTask": lazy("script task"),
    "script": lazy("piece of script"),
    "preScript": lazy("script before the step"),
    "postScript": lazy("script after the step"),
    "parameter": lazy("parameter of an operation"),
    "unitTests": lazy("test of a script"),
    "calledDecisionId": lazy("decision table"),
    "businessRuleTask": lazy("business rule task (decision table)"),
    "manualTask": lazy("manual task"),
    "sendTask": lazy("send task"),
    "receiveTask": lazy("receive task"),
    "task": lazy("task without a type"),
    "subProcess": lazy("sub-process drawn inside"),
    "adHocSubProcess": lazy("ad hoc sub-process"),
    "transaction": lazy("transaction"),
    "inclusiveGateway": lazy("inclusive gateway"),
    "complexGateway": lazy("complex gateway"),
    "eventBasedGateway": lazy("event-based gateway"),
    "intermediateCatchEvent": lazy("event to be waited for"),
    "intermediateThrowEvent": lazy("event in between"),
    "messageEventDefinition": lazy("message event"),
    "message": lazy("message event"),
    "messageFlow": lazy("message flow"),
    "signalEventDefinition": lazy("signal event"),
    "signal": lazy("signal event"),
    "conditionalEventDefinition": lazy("conditional event"),
    "escalationEventDefinition": lazy("escalation"),
    "compensateEventDefinition": lazy("compensation"),
    "linkEventDefinition": lazy("link event"),
    "dataObject": lazy("data object"),
    "dataObjectReference": lazy("data object"),
    "dataStore": lazy("data store"),
    "dataStoreReference": lazy("data store"),
    "standardLoopCharacteristics": lazy("looping task"),
    "userTask": lazy("user task"),
    "serviceTask": lazy("service task"),
    "callActivity": lazy("call activity"),
    "startEvent": lazy("start event"),
    "endEvent": lazy("end event"),
    "boundaryEvent": lazy("event on a task"),
    "exclusiveGateway": lazy("choice gateway"),
    "parallelGateway": lazy("parallel gateway"),
    "sequenceFlow": lazy("arrow"),
    "lane": lazy("lane"),
}


def in_words(kind: str) -> str:
    """`scriptTask` → script task; what nobody knows is called as the file calls it."""
    return str(KINDS.get(kind, kind if len(kind) <= LONGEST else f"{kind[:LONGEST]}…"))
