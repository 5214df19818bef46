"""Several people do something at the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from app.foundation.database import db

PATIENCE = 60
T = TypeVar("T")


def at_once(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """Do all of it at once, each in a thread of its own; what came of each, as they ended."""
    start, got = threading.Barrier(len(deeds)), list[T]()

    def one(deed: Callable[[], T]) -> None:
        start.wait()
        got.append(deed())

    db.session.rollback()  # the test itself must hold nothing meanwhile
    threads = [threading.Thread(target=one, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(got) == len(deeds), "not all of them came to an end"
    db.session.expire_all()
    return got
