"""What stands between a draft and its release.  Each part of the studio adds its own reasons."""

from collections.abc import Callable

from app.foundation.i18n import _
from app.workflow.checks.fault import ERROR
from app.workflow.studio import checking
from app.workflow.studio.models import Revision
from app.workflow.studio.trials import gate as trials


def obstacles(revision: Revision) -> list[str]:
    """Why a draft may not be submitted or released, in words; nothing where it may."""
    return [reason for gate in GATES for reason in gate(revision)]


def _changes_something(revision: Revision) -> list[str]:
    return [] if revision.items else [_("The draft changes nothing.")]


def _has_no_fault(revision: Revision) -> list[str]:
    faults = [fault for fault in checking.check(revision) if fault.severity == ERROR]
    return [checking.in_words(faults)] if faults else []


GATES: tuple[Callable[[Revision], list[str]], ...] = (
    _changes_something,
    _has_no_fault,
    trials.obstacles,
)
