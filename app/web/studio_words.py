"""How the studio says what it shows of versions: states, kinds of change, codes of diagrams."""

from functools import partial

from app.foundation.i18n import lazy
from app.web import wording
from app.workflow.studio import changes, history

RELEASE_STATES = {
    history.IN_FORCE: lazy("in force"),
    history.TO_COME: lazy("to come"),
    history.PAST: lazy("no longer in force"),
    history.WITHDRAWN: lazy("withdrawn"),
}
CHANGE_KINDS = {
    changes.ADDED: lazy("added"),
    changes.REMOVED: lazy("removed"),
    changes.CHANGED: lazy("changed"),
    changes.MOVED: lazy("moved"),
    changes.LAYOUT: lazy("only drawn elsewhere"),
}
FILE_KINDS = {"process": lazy("Diagram"), "form": lazy("Form")}
CODES = changes.Words(clock=partial(wording.named, wording.CLOCKS), state=wording.state_name)
