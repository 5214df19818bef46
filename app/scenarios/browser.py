"""What a person does: sign in, open a page, fill in its form, send it."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.foundation.database import db
from app.foundation.identity.models import Account
from app.scenarios.page import Page, Pairs
from app.scenarios.world import World


class NoSuchAccount(Exception):
    """The demonstration has no account of that login."""


class Browser:
    """One account's browser; how it signed in is the only thing left out."""

    def __init__(self, world: World, login: str) -> None:
        self.world = world
        self.base = f"https://{_host(world.app)}"
        self.client = FlaskClient(world.app, world.app.response_class, use_cookies=True)
        remembered, self.unit_id = world.do(_session_of, login)
        world.apart(lambda: self._enter(remembered))

    def open(self, path: str) -> Page:
        """Look at a page."""
        return _page(path, self._send("GET", path))

    def send(
        self, path: str, fields: Pairs | list[tuple[str, Any]], *, multipart: bool = False
    ) -> Page:
        """Send a form to the page it stands on."""
        kind = "multipart/form-data" if multipart else "application/x-www-form-urlencoded"
        return _page(path, self._send("POST", path, data=MultiDict(fields), content_type=kind))

    def _send(self, method: str, path: str, **options: object) -> TestResponse:
        def request() -> TestResponse:
            return self.client.open(
                path,
                method=method,
                base_url=self.base,
                headers={"Referer": self.base + path, "Accept": "text/html"},
                **options,  # type: ignore[arg-type]
            )

        return self.world.apart(request)

    def _enter(self, remembered: str) -> None:
        with self.client.session_transaction(base_url=self.base) as session:
            session["_user_id"], session["_fresh"] = remembered, True


def _session_of(login: str) -> tuple[str, int]:
    """What the account's session remembers, and its unit."""
    account = db.session.scalars(select(Account).filter_by(login=login)).one_or_none()
    if account is None:
        raise NoSuchAccount(login)
    return account.get_id(), account.unit_id


def _page(path: str, answer: TestResponse) -> Page:
    location = answer.location if 300 <= answer.status_code < 400 else None
    return Page(answer.status_code, location or path, answer.get_data(as_text=True))


def _host(app: Flask) -> str:
    """A name by which the application answers."""
    trusted = app.config.get("TRUSTED_HOSTS") or ["localhost"]
    return str(trusted[0]).lstrip(".")
