"""A process that is to end says so to the work it does: what is long is given back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_asked: ContextVar[Callable[[], bool] | None] = ContextVar("asked", default=None)


class GivenBack(Exception):
    """The process is to end; the rest of the work is for another."""


@contextmanager
def when(asked: Callable[[], bool]) -> Iterator[None]:
    """Inside the `with` block, the work is to be given back as soon as this is true."""
    token = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(token)


def is_stopping() -> bool:
    """Is this process to end?"""
    asked = _asked.get()
    return asked is not None and asked()


def go_on() -> None:
    """Between two pieces of long work: raises `GivenBack` where this process is to end."""
    if is_stopping():
        raise GivenBack
