"""Add and remove repeated rows where there is no script to do it in the page."""

from collections.abc import Mapping
from typing import Any

from app.workflow.forms.form import Form
from app.workflow.forms.reading import read

ADD, REMOVE = "_add", "_remove"


def change_rows(form: Form, raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was typed, with a row more or less, if one of these buttons was pressed; else None."""
    added, removed = str(raw.get(ADD, "")), str(raw.get(REMOVE, ""))
    path, _between, index = removed.rpartition("__")
    name = added or path
    if name not in form.fields or form.fields[name].type != "dynamiclist":
        return None
    values = read(form, raw)
    rows = list(values.get(name) or [])
    if added:
        rows.append({})
    elif index.isdigit() and int(index) < len(rows):
        del rows[int(index)]
    return values | {name: rows}
