"""The JSON API for programs: read only, by token, and never more than the account's pages show."""

from flask import Blueprint

from app.web.api import cases, catalogue, document, tasks, token

bp = Blueprint("api", __name__, url_prefix="/api/v1")
for part in (token, tasks, cases, catalogue, document):
    bp.register_blueprint(part.bp)
