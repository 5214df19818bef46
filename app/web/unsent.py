"""What was typed in a form that could not be taken: its session has ended, or belongs to another.

Only a form of ours, sent from a page of ours, is answered so, and only to the browser that sent
it.  Nothing is kept and nothing is written: the page itself holds the text, and sends it once more
when its reader has signed in.
"""

from urllib.parse import urlsplit

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.foundation.errors import Invalid
from app.web import taskform
from app.web.back import this_page
from app.web.visitor import visitor
from app.workflow import definitions, forms

FORM, AUTHOR = "_form", "_by"
# Of a form: what belongs to the page that sent it, and is made anew on the next.
OF_THE_PAGE = frozenset({"csrf_token", "_draft", "_add", "_remove"})


def hidden(form_key: str) -> dict[str, str]:
    """What a page's form says of itself: which it is, and for whom it was drawn."""
    who = visitor()
    return {FORM: form_key, AUTHOR: str(who.id) if who else ""}


def came_from_here() -> bool:
    """Was the request sent by a page of ours, as the browser says?"""
    named = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        parts = urlsplit(named)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.host)


def page() -> ResponseReturnValue | None:
    """The page that holds what was typed; None where this was no such form."""
    if request.method != "POST" or not came_from_here():
        return None
    try:
        typed = _typed(request.form.get(FORM, ""))
    except HTTPException:  # larger than a stranger may send
        return None
    if not typed:
        return None
    who = visitor()
    text = render_template(
        "errors/unsent.html",
        typed=typed,
        sign_in_url=url_for("account.sign_in", next=this_page()),
        signed_in=who is not None,
        another=who is not None and request.form.get(AUTHOR) != str(who.id),
        again=[pair for pair in request.form.items(multi=True) if pair[0] not in OF_THE_PAGE],
        files=any(upload.filename for upload in request.files.values()),
    )
    return text, 400 if who else 401


def _typed(form_key: str) -> list[tuple[str, str]]:
    """The form's fields in words, as far as something was typed in them."""
    form = definitions.current().forms.get(form_key)
    if form is None:
        return []
    try:
        return taskform.readable(form, forms.read(form, request.form))
    except Invalid:
        return []
