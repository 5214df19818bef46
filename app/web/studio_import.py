"""Diagrams of other tools, brought into a draft."""

from flask import Blueprint

bp = Blueprint("studio_import", __name__, url_prefix="/studio/import")
