"""Which tool wrote a file: told by the words it added, else by what the file says of itself."""

from collections import Counter
from dataclasses import dataclass

from lxml import etree

from app.foundation.i18n import _

PLATFORM = "{http://camunda.org/schema/modeler/1.0}executionPlatform"
LONGEST = 60


@dataclass(frozen=True)
class Tool:
    """A tool whose words are known: `code`, its name, and the namespaces it writes in."""

    code: str
    name: str
    namespaces: tuple[str, ...]
    exporter: str = ""


CAMUNDA_8 = Tool("camunda8", "Camunda 8", ("http://camunda.org/schema/zeebe/1.0",))
CAMUNDA_7 = Tool("camunda7", "Camunda 7", ("http://camunda.org/schema/1.0/bpmn",))
SIGNAVIO = Tool("signavio", "SAP Signavio", ("http://www.signavio.com",), "signavio")
FLOWABLE = Tool("flowable", "Flowable", ("http://flowable.org/bpmn", "http://flowable.org/design"))
ACTIVITI = Tool("activiti", "Activiti", ("http://activiti.org/bpmn",))
SPIFF = Tool("spiff", "SpiffArena", ("http://spiffworkflow.org/bpmn/schema/1.0/core",))
UNKNOWN = Tool("", "", ())
TOOLS = (CAMUNDA_8, CAMUNDA_7, SIGNAVIO, FLOWABLE, ACTIVITI, SPIFF)
PLATFORMS = {"Camunda Cloud": CAMUNDA_8, "Camunda Platform": CAMUNDA_7}


def tool_of(root: etree._Element) -> Tool:
    """The tool that wrote a file, or `UNKNOWN`."""
    platform = PLATFORMS.get(root.get(PLATFORM, ""))
    if platform is not None:
        return platform
    used = Counter(tool for uri in _namespaces(root) if (tool := _BY_NAMESPACE.get(uri)))
    if used:
        return used.most_common(1)[0][0]
    said = f"{root.get('exporter', '')} {root.get('targetNamespace', '')}".lower()
    declared = {*root.nsmap.values(), root.get("targetNamespace")}
    for tool in TOOLS:
        if declared.intersection(tool.namespaces) or (tool.exporter and tool.exporter in said):
            return tool
    return UNKNOWN


def name_of(root: etree._Element) -> str:
    """What the reader is told: the tool's name, or what the file says of itself."""
    known = tool_of(root).name
    return known or root.get("exporter", "")[:LONGEST] or _("an unknown tool")


_BY_NAMESPACE = {uri: tool for tool in TOOLS for uri in tool.namespaces}


def _namespaces(root: etree._Element) -> list[str]:
    """The namespace of every element and attribute."""
    found = []
    for e in root.iter(etree.Element):
        found.append(etree.QName(e).namespace or "")
        found += [etree.QName(name).namespace or "" for name in e.attrib if name[0] == "{"]
    return found
