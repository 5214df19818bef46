"""The editor of a form in a draft: drawn, previewed and tried as officials will see it."""

from flask import Blueprint

bp = Blueprint("studio_forms", __name__, url_prefix="/studio")
