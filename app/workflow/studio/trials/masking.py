"""What a recorded scenario says of a case: choices, dates and numbers; words are left out.

Whoever administers processes is no party of the case, and may not read what was written in it.
"""

from typing import Any

from app.workflow.forms.form import Component, Form

LEFT_OUT = "（略）"
TEXTS = {"textfield", "textarea"}


def answers(form: Form, given: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The answers as a scenario fills them in, and whether files had to be left out."""
    known = {one.key: one for one in form.fields.values()}
    told = {key: _told(known[key], value) for key, value in given.items() if key in known}
    without = any(one.type == "filepicker" and given.get(key) for key, one in known.items())
    return {key: value for key, value in told.items() if value not in (None, "", [])}, without


def _told(field: Component, value: Any) -> Any:
    if field.type == "filepicker":
        return None
    if isinstance(value, list) and field.row is not None:
        cells = {one.key: one for one in field.row.fields.values()}
        return [_row(cells, row, number) for number, row in enumerate(value, start=1)]
    if isinstance(value, list):
        free = field.type in TEXTS and not field.options_key
        return [_words(n) for n, _one in enumerate(value, 1)] if free else [str(v) for v in value]
    if isinstance(value, bool) or value is None:
        return value
    if field.type in TEXTS and not field.locked and not field.rules.get("pattern"):
        return _words().ljust(int(field.rules.get("minLength") or 0), "…") if value else value
    return str(value)


def _row(cells: dict[str, Component], row: dict[str, Any], number: int) -> dict[str, Any]:
    told = {key: _told(cells[key], value) for key, value in row.items() if key in cells}
    return {
        key: f"{value}{number}" if cells[key].type in TEXTS else value
        for key, value in told.items()
        if value not in (None, "", [])
    }


def _words(number: int = 0) -> str:
    """What stands for words that are left out."""
    return f"{LEFT_OUT}{number or ''}"
