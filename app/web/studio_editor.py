"""The editor of a diagram in a draft: drawn in the browser, checked as it is drawn."""

from flask import Blueprint

bp = Blueprint("studio_editor", __name__, url_prefix="/studio")
