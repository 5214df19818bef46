"""Running cases: what a release would touch, and moving cases to another version."""

from flask import Blueprint

bp = Blueprint("studio_moves", __name__, url_prefix="/studio/moves")
