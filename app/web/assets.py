"""The browser code that `build.mjs` made: tags for a page's head, and files sent compressed.

In a template: `{{ entry("tabler") }} {{ entry("site") }}`, and `{{ entry("viewer") }}` where a
diagram is shown.
"""

import json
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import NotRequired, TypedDict

from flask import Blueprint, Flask, Response, request, send_file, url_for
from markupsafe import Markup
from werkzeug.utils import safe_join

from app.foundation import paths
from app.foundation.errors import NotFound
from app.foundation.i18n import _

NOT_BUILT = "The browser code was not built: run `make setup`."
A_YEAR = 365 * 24 * 3600
# How `build.mjs` packed the files, the smallest first.
PACKED = {"br": ".br", "gzip": ".gz"}
bp = Blueprint("assets", __name__)


class Entry(TypedDict):
    """The files of one entry, as the manifest names them."""

    js: str | None
    css: str | None
    imports: NotRequired[list[str]]


def are_built() -> bool:
    """Whether `build.mjs` ran; without it no page can be shown."""
    return (paths.DIST / "manifest.json").is_file()


def install(app: Flask) -> None:
    """Give the templates `entry()`, and serve the files."""
    app.register_blueprint(bp)
    app.add_template_global(entry)


def entry(name: str) -> Markup:
    """The tags that bring one entry of the browser code into a page."""
    files = _manifest(_changed_at())[name]
    tags = []
    if css := files["css"]:
        tags.append(Markup('<link rel="stylesheet" href="{}">').format(_address(css)))
    for chunk in files.get("imports", []):
        tags.append(Markup('<link rel="modulepreload" href="{}">').format(_address(chunk)))
    if script := files["js"]:
        tags.append(Markup('<script type="module" src="{}"></script>').format(_address(script)))
    return Markup("\n").join(tags)


@bp.get("/assets/<name>")
def file(name: str) -> Response:
    """One built file, compressed where the browser takes it; its name changes with its content."""
    path = safe_join(str(paths.DIST), name)
    if path is None or not Path(path).is_file() or name.endswith(tuple(PACKED.values())):
        raise NotFound(_("There is no such file."))
    coding = _coding(path)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    sent = path + PACKED[coding] if coding else path
    answer = send_file(sent, mimetype=kind, conditional=True, max_age=A_YEAR)
    answer.cache_control.public = True
    answer.cache_control.immutable = True
    answer.vary.add("Accept-Encoding")
    if coding:
        answer.content_encoding = coding
    return answer


def _coding(path: str) -> str:
    """The smallest form of a file that was built and that the browser takes; empty for itself."""
    taken = (one for one in PACKED if one in request.accept_encodings)
    return next((one for one in taken if Path(path + PACKED[one]).is_file()), "")


def _address(name: str) -> str:
    return url_for("assets.file", name=name)


def _changed_at() -> float:
    try:
        return (paths.DIST / "manifest.json").stat().st_mtime
    except FileNotFoundError:
        raise RuntimeError(NOT_BUILT) from None


@lru_cache(maxsize=1)
def _manifest(changed_at: float) -> dict[str, Entry]:
    """The manifest, read anew after each build."""
    entries: dict[str, Entry] = json.loads((paths.DIST / "manifest.json").read_text())
    return entries
