"""Cases that stand still: why, and what an administrator may do about it."""

from flask import Blueprint

bp = Blueprint("studio_repair", __name__, url_prefix="/studio/repair")
