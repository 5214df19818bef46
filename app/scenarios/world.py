"""The application as a scenario has it: its own database, its own clock, everything else real."""

from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from typing import ParamSpec, TypeVar

from flask import Flask

from app.foundation import clock
from app.foundation.database import db

P = ParamSpec("P")
R = TypeVar("R")


class World:
    """Runs things in the application at the moment where the scenario's clock stands."""

    def __init__(self, app: Flask, moment: datetime) -> None:
        self.app, self.moment = app, moment

    def do(self, work: Callable[P, R], *args: P.args, **options: P.kwargs) -> R:
        """Run inside the application, with a database session of its own."""

        def inside() -> R:
            with self.app.app_context():
                try:
                    return work(*args, **options)
                finally:
                    db.session.remove()

        return self.apart(inside)

    def apart(self, work: Callable[[], R]) -> R:
        """Run with nothing left over from whoever asks: no request, no account, only the clock."""

        def then() -> R:
            clock.hand_in(self.moment)
            return work()

        return Context().run(then)
