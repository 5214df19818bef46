"""The test client: each request stands alone, as in production."""

from contextvars import copy_context
from typing import Any

from flask.globals import _cv_app, _cv_request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.foundation.database import db


class Client(FlaskClient):
    """Gives every request its own application context, and so its own database session.

    A test holds an application context of its own; Flask would share it with the request, and
    with it `g`, the signed-in person and unsaved rows.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Send a request; what the test read before is read anew afterwards."""
        if _cv_app.get(None) is not None:
            db.session.rollback()
        answer = copy_context().run(self._open_alone, args, options)
        if _cv_app.get(None) is not None:
            db.session.expire_all()
        return answer

    def _open_alone(self, args: tuple[Any, ...], options: dict[str, Any]) -> TestResponse:
        _cv_app.set(None)  # type: ignore[arg-type]
        _cv_request.set(None)  # type: ignore[arg-type]
        return super().open(*args, **options)
