"""Take a file in: the same drawing, in the writing that the editor and the checks understand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

from lxml import etree

from app.foundation.i18n import _
from app.workflow.engine.diagram import BPMN, DI, BadDiagram, read
from app.workflow.studio.foreign import spelling
from app.workflow.studio.foreign.placing import draw, put_drawing_first
from app.workflow.studio.foreign.reading import Refused, is_box, read_foreign

KEY = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)
# What a drawing may show to be opened.
OPENED = ("process", "collaboration", "choreography", "globalConversation")
REFERRING = ("processRef", "bpmnElement", "calledElement")


@dataclass(frozen=True)
class Received:
    """A file as the draft keeps it: under which key, and what had to be added or written anew."""

    key: str
    content: bytes
    changes: tuple[str, ...]


def receive(content: bytes, filename: str = "") -> Received:
    """What a draft would keep of a file; raise `Refused` where it is not taken in."""
    root = read_foreign(content)
    changes = list(spelling.mend(root))
    process = _process(root, filename, changes)
    shown = _drawing_of(root, process)
    if shown is None:
        draw(root)
        changes.append(_("The file holds no drawing: the boxes were set in rows."))
    else:
        put_drawing_first(root, shown)
    kept = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    try:
        read(kept)
    except BadDiagram as wrong:
        raise Refused(wrong.reason, wrong.line) from wrong
    return Received(process.get("id", ""), kept, tuple(changes))


def _process(root: etree._Element, filename: str, changes: list[str]) -> etree._Element:
    """The process by which the file is known in the draft: the first in it from now on."""
    processes = root.findall(f"{BPMN}process")
    if not processes:
        process = etree.Element(f"{BPMN}process", id=_key(root, filename), isExecutable="false")
        _put_first(root, process)
        said = _("The file holds no process: an empty one, “%(key)s”, was added.")
        changes.append(said % {"key": process.get("id", "")})
        return process
    process = max(processes, key=lambda one: sum(1 for e in one.iter(etree.Element) if is_box(e)))
    _name(root, process, filename, changes)
    if process is not processes[0]:
        processes[0].addprevious(process)
    if len(processes) > 1:
        said = _("The file holds %(number)s processes; it is kept as “%(key)s”, the largest.")
        changes.append(said % {"number": len(processes), "key": process.get("id", "")})
    return process


def _name(root: etree._Element, process: etree._Element, filename: str, changes: list[str]) -> None:
    """Give a process an id that can be a key, and tell what refers to it."""
    own = process.get("id", "")
    if KEY.fullmatch(own):
        return
    key = _key(root, filename)
    process.set("id", key)
    for e in root.iter(etree.Element):
        for attribute in REFERRING:
            if own and e.get(attribute) == own:
                e.set(attribute, key)
    said = _("The process's id, “%(old)s”, cannot be used here; it is “%(key)s” now.")
    changes.append(said % {"old": own[:60], "key": key})


def _key(root: etree._Element, filename: str) -> str:
    """A name made of the file's, or of its content, that no element has."""
    taken = {e.get("id") for e in root.iter(etree.Element)}
    words = re.sub(r"\W+", "_", PurePath(filename).stem, flags=re.ASCII).strip("_").lower()[:60]
    return next(key for key in _keys(words or _fingerprint(root)) if key not in taken)


def _keys(words: str) -> Iterator[str]:
    number = 1
    yield f"imported_{words}"
    while True:
        number += 1
        yield f"imported_{words}_{number}"


def _fingerprint(root: etree._Element) -> str:
    return sha256(etree.tostring(root)).hexdigest()[:12]


def _drawing_of(root: etree._Element, process: etree._Element) -> etree._Element | None:
    """The drawing that shows the process, else the first that shows something the editor opens."""
    ids = {e.get("id"): e for kind in OPENED for e in root.iterchildren(f"{BPMN}{kind}")}
    drawings = {
        plane.get("bpmnElement", ""): plane.getparent()
        for plane in reversed(root.findall(f"{DI}BPMNDiagram/{DI}BPMNPlane"))
    }
    pools = root.iterfind(f"{BPMN}collaboration/{BPMN}participant")
    around = [p.getparent() for p in pools if p.get("processRef") == process.get("id")]
    wanted = [process.get("id", ""), *(c.get("id", "") for c in around if c is not None), *ids]
    return next((drawings[name] for name in wanted if name in drawings), drawings.get(""))


def _put_first(root: etree._Element, process: etree._Element) -> None:
    """Before the drawing, as BPMN wants it."""
    drawing = root.find(f"{DI}BPMNDiagram")
    if drawing is None:
        root.append(process)
    else:
        drawing.addprevious(process)
