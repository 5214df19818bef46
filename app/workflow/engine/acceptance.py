"""What SpiffWorkflow itself refuses to parse, asked before a diagram is released."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePath

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.spiff.parser.process import VALIDATOR, SpiffBpmnParser

from app.foundation.i18n import _
from app.workflow.engine.diagram import parse_xml

NAMESPACE = re.compile(r"\{[^}]*\}")


def refusals(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """(file, element, reason) of all that the parser refuses; the files are well-formed XML."""
    for name, xml in files.items():
        wrong = _refusal(xml)
        if isinstance(wrong, ValidationException):
            yield name, _place(wrong) or PurePath(name).stem, _reason(wrong)
        elif wrong is not None:  # the parser also fails in ways of its own: KeyError, …
            yield name, PurePath(name).stem, _reason(wrong)


@lru_cache(maxsize=32)
def _refusal(xml: bytes) -> Exception | None:
    """What the parser says against a file; one that did not change is not asked about again."""
    parser = SpiffBpmnParser(validator=VALIDATOR)
    root: etree._Element = parse_xml(xml)
    try:
        parser.add_bpmn_xml(root, filename="diagram")
        for process in root.iterfind("{*}process"):
            parser.get_spec(process.get("id"))
    except Exception as wrong:
        return wrong.with_traceback(None)
    return None


def forget() -> None:
    """Ask about every file again: for measuring."""
    _refusal.cache_clear()


def _place(wrong: ValidationException) -> str:
    """The element, or the line of what has no id."""
    return wrong.id or (f"line {wrong.line_number}" if wrong.line_number else "")


def _reason(wrong: Exception) -> str:
    """What the library says, without its namespaces."""
    said = NAMESPACE.sub("", str(wrong).strip().partition("\n")[0]).rstrip(".")
    return _("The standard does not know this, or not here: %(why)s.", why=said)
