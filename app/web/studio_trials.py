"""Scenarios played against a draft, step by step, and new ones recorded."""

from flask import Blueprint

bp = Blueprint("studio_trials", __name__, url_prefix="/studio/trials")
