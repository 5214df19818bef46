"""Where cases spend their days, drawn on the diagram and as a table."""

from flask import Blueprint

bp = Blueprint("studio_heat", __name__, url_prefix="/studio/heat")
