"""Whether a token is good, and what it may."""

from typing import Any

from flask import Blueprint, g
from flask_login import current_user
from marshmallow import Schema, fields

from app.foundation.i18n import lazy
from app.web.api.described import described

bp = Blueprint("token", __name__, url_prefix="/token")


class TokenSchema(Schema):
    """A token and its account."""

    login = fields.String(required=True)
    unit = fields.String(required=True)
    unit_code = fields.String(required=True)
    name = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    expires_at = fields.AwareDateTime(required=True)


@bp.get("")
@described(lazy("Whether the token is good, whose it is, and until when"), TokenSchema)
def show() -> dict[str, Any]:
    """The token that the request shows."""
    return {
        "login": current_user.login,
        "unit": current_user.unit.label,
        "unit_code": current_user.unit.code,
        "name": g.api_token.name,
        "scopes": g.api_token.scopes,
        "expires_at": g.api_token.expires_at,
    }
