"""What SpiffWorkflow itself refuses to parse, asked before a diagram is released."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.spiff.parser.process import VALIDATOR, SpiffBpmnParser

from app.workflow.engine.diagram import parse_xml


def refusals(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """(file, element, reason) of all that the parser refuses; the files are well-formed XML."""
    parser = SpiffBpmnParser(validator=VALIDATOR)
    for name, xml in files.items():
        root: etree._Element = parse_xml(xml)
        try:
            parser.add_bpmn_xml(root, filename=name)
            for process in root.iterfind("{*}process"):
                parser.get_spec(process.get("id"))
        except ValidationException as wrong:
            yield name, wrong.id or PurePath(name).stem, _first_line(wrong)
        except Exception as wrong:  # the parser also fails in ways of its own: KeyError, …
            yield name, PurePath(name).stem, f"{type(wrong).__name__}: {wrong}"


def _first_line(wrong: ValidationException) -> str:
    return str(wrong).strip().partition("\n")[0]
