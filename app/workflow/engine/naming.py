"""What may be called a value in the process data, and what never gets in."""

import keyword
import re

from app.workflow.engine.expressions import FUNCTIONS

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)
CASE, OUTCOME = "case", "outcome"
# SpiffWorkflow would take data with this key for one of its own objects, and not load it again.
TYPENAME = "typename"
OWN = frozenset({CASE, OUTCOME, TYPENAME, *FUNCTIONS})
ENGINES = "spiff__"  # how the engine calls the results of service tasks that name none


def is_plain(name: str) -> bool:
    """Can it be written in a condition, and read there as what it is?"""
    plain = PLAIN.fullmatch(name) is not None and not keyword.iskeyword(name)
    return plain and not name.startswith(ENGINES)


def refuse_result(name: str) -> None:
    """Raise where a result of this name would take the place of what the case lives by."""
    if name in OWN:
        raise ValueError(f"“{name}” is not allowed as the name of a result.")


def refuse_typename(value: object) -> None:
    """Raise where a key `typename` would make SpiffWorkflow unable to load the case again."""
    if isinstance(value, dict):
        if TYPENAME in value:
            raise ValueError(f"“{TYPENAME}” is not allowed as a name in process data.")
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            refuse_typename(inner)
