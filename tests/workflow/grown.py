"""A shipped diagram grown by many steps, choices and branches, as years of changes leave it."""

from app.workflow.engine.diagram import read
from tests.workflow.drawings import Drawing, shipped

FILE = "sharing/application.bpmn"
ANSWERS = frozenset({"go", "turn", "stay"})
Forms = dict[str, frozenset[str]]


def grown(boxes: int = 300) -> tuple[dict[str, bytes], Forms]:
    """The shipped diagrams, the application with so many boxes, and the forms of its new steps."""
    d = Drawing(shipped()[FILE])
    forms: Forms = {}
    before, (gate,) = "unit_review", d.out("application")
    count = len(read(d.bytes()).nodes)
    number = 0
    while count + 10 <= boxes:
        first = _block(d, number, before)
        forms[f"sharing/step{number}"] = ANSWERS
        forms |= {f"sharing/side{number}{side}": frozenset() for side in "ab"}
        before, number, count = first, number + 1, count + 10
    d.redirect(gate.get("id"), before)
    return shipped() | {FILE: d.bytes()}, forms


def _block(d: Drawing, number: int, onward: str) -> str:
    """A step with three answers, a result to choose by, and two steps at once; where it begins."""
    step, choice, found = f"step{number}", f"choice{number}", f"found{number}"
    d.user(step, "demander", "sharing_officer", state="under_review")
    d.add("exclusiveGateway", choice, "demander")
    d.service(f"look{number}", "demander", "sharing.weigh_answers", found)
    d.add("exclusiveGateway", f"which{number}", "demander")
    d.add("exclusiveGateway", f"ahead{number}", "demander")
    d.add("parallelGateway", f"out{number}", "demander")
    for side in "ab":
        d.user(f"side{number}{side}", "demander", "sharing_officer", state="under_review")
        d.connect(f"out{number}", f"side{number}{side}")
    d.add("parallelGateway", f"in{number}", "demander")
    d.service(f"note{number}", "demander", "sharing.remind")
    for side in "ab":
        d.connect(f"side{number}{side}", f"in{number}")
    d.connect(step, choice)
    d.connect(choice, f"look{number}", "outcome == 'go'")
    d.connect(choice, f"out{number}", "outcome == 'turn'")
    d.connect(choice, f"note{number}", "outcome == 'stay'")
    d.connect(f"look{number}", f"which{number}")
    d.connect(f"which{number}", f"ahead{number}", f"{found} == 'settled'")
    d.connect(f"which{number}", f"note{number}", f"{found} != 'settled'")
    d.connect(f"in{number}", f"ahead{number}")
    d.connect(f"note{number}", f"ahead{number}")
    d.connect(f"ahead{number}", onward)
    return step
