"""The operator's page: is all well, who is at work, and what to do where something is not."""

from datetime import timedelta

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta

from app.foundation.watching import presence
from app.operating import signs
from app.web import operating_words as words
from app.web.access import requires
from app.web.watching import OPERATOR

bp = Blueprint("operating", __name__, url_prefix="/operating")


@bp.get("/")
@requires(OPERATOR)
def index() -> ResponseReturnValue:
    """All signs, the bad ones first, and every process heard of lately."""
    order = (signs.BAD, signs.WARN, signs.GOOD)
    read = sorted(signs.read(), key=lambda sign: order.index(sign.level))
    return render_template(
        "operating/index.html",
        signs=read,
        worst=signs.worst(tuple(read)),
        present=presence.present(),
        words=words,
        value=value,
        program=presence.program(),
        zone=current_app.config["TIMEZONE"],
    )


def value(sign: signs.Sign, number: float) -> str:
    """A reading, or one of its bounds, with its unit."""
    unit = words.SIGNS[sign.name].unit
    if unit == "seconds":
        return format_timedelta(timedelta(seconds=round(number)), threshold=1.5)
    return f"{number:g} %" if unit == "percent" else f"{number:g}"
