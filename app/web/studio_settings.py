"""Deadlines, calendars, posts and texts: what administrators set, with its history."""

from flask import Blueprint

bp = Blueprint("studio_settings", __name__, url_prefix="/studio/settings")
