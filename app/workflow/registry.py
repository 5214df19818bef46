"""What the rooms hand to the machinery: name in a diagram → function.  A plain table."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

ServiceTask = Callable[[int], Any]


class WayBack(NamedTuple):
    """What a room says of a case that is put back to an earlier step: (case, process, step).

    `why_not` gives the reason why it cannot be, empty where it can; `prepare` puts its rows right.
    """

    why_not: Callable[[int, str, str], str]
    prepare: Callable[[int, str, str], None]


_service_tasks: dict[str, ServiceTask] = {}
_user_tasks: dict[str, Callable[..., Any]] = {}
_form_contexts: dict[str, Callable[..., Any]] = {}
_guards: dict[str, Callable[[int], None]] = {}
_undoers: dict[str, Callable[..., None]] = {}
_checkers: dict[str, Callable[..., Any]] = {}
_ways_back: dict[str, WayBack] = {}
_over: list[Callable[[Collection[Any]], None]] = []


def register(
    service_tasks: Mapping[str, ServiceTask],
    user_tasks: Mapping[str, Callable[..., Any]],
    form_contexts: Mapping[str, Callable[..., Any]],
    guards: Mapping[str, Callable[[int], None]],
    undoers: Mapping[str, Callable[..., None]],
    over: Iterable[Callable[[Collection[Any]], None]] = (),
    checkers: Mapping[str, Callable[..., Any]] | None = None,
    ways_back: Mapping[str, WayBack] | None = None,
) -> None:
    """Take over a room's index (`handlers.py`).  Called by the factory, once a room."""
    _guards.update(guards)
    _undoers.update(undoers)
    _over.extend(one for one in over if one not in _over)
    _service_tasks.update(service_tasks)
    _user_tasks.update(user_tasks)
    _form_contexts.update(form_contexts)
    _checkers.update(checkers or {})
    _ways_back.update(ways_back or {})


def dispatch(operation: str, data: Mapping[str, Any]) -> Any:
    """Call the function behind a service task with the case's id."""
    return _service_tasks[operation](data["case"])


def recorder(name: str) -> Callable[..., Any] | None:
    """The function that checks and writes down the answers to a user task."""
    return _user_tasks.get(name)


def context(name: str) -> Callable[..., Any] | None:
    """The function that says what the form of a user task offers in this case."""
    return _form_contexts.get(name)


def faults(name: str, task: Any, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a room finds wrong with answers that their form refuses already, field by field."""
    beside = _checkers.get(name)
    found: dict[str, list[str]] = beside(task, answers) if beside else {}
    return found


def guard(name: str) -> Callable[[int], None] | None:
    """The function that looks once more when a user task opens."""
    return _guards.get(name)


def check_opening(name: str, case: int) -> None:
    """Let the room raise where this user task must not open in this case."""
    if name in _guards:
        _guards[name](case)


def undoer(form_key: str) -> Callable[..., None] | None:
    """The function that takes an answer to a user task back; None where that cannot be done."""
    return _undoers.get(form_key.replace("/", "."))


def way_back(process_id: str) -> WayBack | None:
    """What the room of a process says of putting its cases back; processes are `<room>_<file>`."""
    return _ways_back.get(process_id.partition("_")[0])


def tell_over(tasks: Collection[Any]) -> None:
    """Let the rooms know that these tasks wait no longer, answered or left behind."""
    for told in _over if tasks else ():
        told(tasks)


def names() -> set[str]:
    """The service tasks that have a function."""
    return set(_service_tasks)


def function(operation: str) -> ServiceTask:
    """The function behind a service task, for `flask process show`."""
    return _service_tasks[operation]


def user_tasks() -> set[str]:
    """The user tasks that have a recorder or a context."""
    return set(_user_tasks) | set(_form_contexts) | set(_checkers)
