"""Is a form that was sent again the one that is recorded already?"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.foundation import files
from app.workflow.forms.fixed import as_typed
from app.workflow.forms.form import Form
from app.workflow.forms.reading import ManyValued
from app.workflow.forms.validation import as_recorded


def same(
    form: Form,
    raw: Mapping[str, Any],
    recorded: Mapping[str, Any],
    uploads: ManyValued | None = None,
) -> bool:
    """Does the form say what is recorded?

    What was not recorded because other answers hide it, such as the fields of another outcome,
    says nothing; nor does what was not sent.
    """
    now = as_recorded(form, raw)
    for key, field in form.fields.items():
        if key not in recorded:
            continue
        if field.type == "filepicker":
            sent = [one for one in uploads.getlist(key) if one.filename] if uploads else []
            if (key in raw or sent) and not _same_files(now.get(key), sent, recorded[key]):
                return False
        elif key in raw and as_typed(now.get(key)) != as_typed(recorded[key]):
            return False
    return True


def _same_files(
    kept: Iterable[str] | None, sent: Iterable[files.Upload], recorded: Iterable[str] | None
) -> bool:
    """The same names and contents, whether they were sent again or named by their ids."""
    now = files.contents(kept or ()) | {files.content_of(upload) for upload in sent}
    return now == files.contents(recorded or ())
