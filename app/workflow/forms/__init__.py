"""Forms: drawn and checked from the same form-js document in `forms/`.

`parse` once for each release; `view` draws; `read` takes what was typed; `receive` stores files;
`validate` checks.
"""

from app.workflow.forms.check import check_form, faults_of, unreadable
from app.workflow.forms.fault import FormFault
from app.workflow.forms.form import Form, FormContext, Option
from app.workflow.forms.loader import BadForm, joined, parse
from app.workflow.forms.reading import read
from app.workflow.forms.rows import change_rows
from app.workflow.forms.sameness import same
from app.workflow.forms.uploads import as_option, keep, receive, tie
from app.workflow.forms.validation import as_recorded, validate
from app.workflow.forms.view import FieldView, summary, view

__all__ = [
    "BadForm",
    "FieldView",
    "Form",
    "FormContext",
    "FormFault",
    "Option",
    "as_option",
    "as_recorded",
    "change_rows",
    "check_form",
    "faults_of",
    "joined",
    "keep",
    "parse",
    "read",
    "receive",
    "same",
    "summary",
    "tie",
    "unreadable",
    "validate",
    "view",
]
