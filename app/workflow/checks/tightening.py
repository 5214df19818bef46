"""What a changed copy has loosened: a district, or a next version, may tighten and never loosen.

What a law forbids outright the guard rails refuse; here is told what else became easier, so that
whoever releases it knows, or so that it is refused where a copy may not be looser at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.foundation.i18n import _
from app.workflow.checks import loose_forms, loose_steps
from app.workflow.checks.fault import WARNING, Drawn, Fault
from app.workflow.forms.form import Form


@dataclass(frozen=True)
class Rules:
    """Diagrams by process id and forms by key, as they are in force or as they shall be."""

    diagrams: Mapping[str, Drawn]
    forms: Mapping[str, Form]


def loosened(before: Rules, after: Rules, severity: str = WARNING) -> list[Fault]:
    """Everything in `after` that asks for less than `before`; nothing where it only tightens."""
    return [replace(fault, severity=severity) for fault in _loosened(before, after)]


def _loosened(before: Rules, after: Rules) -> Iterator[Fault]:
    for process_id, old in before.diagrams.items():
        new = after.diagrams.get(process_id)
        if new is None:
            reason = _("The whole process is gone.")
            yield old.fault("loosened-process-dropped", process_id, reason)
        elif new.diagram != old.diagram:
            yield from loose_steps.compare(old, new, after.diagrams)
    for key, form in before.forms.items():
        changed = after.forms.get(key)
        if changed is not None and changed is not form:
            yield from loose_forms.compare(key, form, changed)
