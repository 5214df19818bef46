"""The people of the demonstration, and clients that sign in as them the way people do."""

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.foundation.database import db
from app.foundation.identity import passwords
from app.foundation.identity.models import Account


def account(login: str) -> Account:
    """The account of that login."""
    return db.session.scalars(select(Account).filter_by(login=login)).one()


def enter(
    client: FlaskClient, login: str, password: str = passwords.PUBLISHED, **more: str
) -> TestResponse:
    """Fill in the sign-in page and send it."""
    return client.post("/sign-in", data={"login": login, "password": password, **more})


def signed_in(client: FlaskClient) -> bool:
    """Whether the client may see its own page."""
    return client.get("/account").status_code == 200
