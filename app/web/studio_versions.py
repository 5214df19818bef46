"""Versions: compare, submit, release by a second person, take back, release again."""

from flask import Blueprint

bp = Blueprint("studio_versions", __name__, url_prefix="/studio/versions")
