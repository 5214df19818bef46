"""What a form must go on asking for, because the law wants it said."""

from collections.abc import Iterator, Mapping

from app.foundation.i18n import _
from app.workflow.checks.fault import Fault, in_file
from app.workflow.forms import BadForm, parse
from app.workflow.forms.form import Form

MAINTENANCE = ("source_business", "maintainer", "update_cycle", "maintenance_plan")
# Form → fields that stay required.  条例 20: what an application says; 21: reasons of a refusal;
# policy 3(1), 3(2): what a collection and a database say before they are registered.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "sharing/application": ("items", "basis", "scenario", "scope", "mode", "valid_until"),
    "sharing/provider_response": ("reason_code", "reason", "legal_basis", "missing"),
    "sharing/explain_default": ("reason_code", "reason"),
    "catalogue/collection": ("legal_basis", "reason", "expected_use"),
    "catalogue/revise_collection": ("legal_basis", "reason", "expected_use"),
    "catalogue/database": MAINTENANCE,
    "catalogue/revise_database": MAINTENANCE,
}


def check(forms: Mapping[str, bytes]) -> Iterator[Fault]:
    """Fields of the law that may stay empty; what cannot be read is told elsewhere."""
    for key in [key for key in REQUIRED if key in forms]:
        try:
            form = parse(forms[key])
        except BadForm:
            continue
        yield from _optional(key, form)


def _optional(key: str, form: Form) -> Iterator[Fault]:
    for name in REQUIRED[key]:
        field = form.fields.get(name)
        if field is None or not field.required:
            reason = _("The field “%(field)s” must stay, and must be filled in.", field=name)
            yield in_file("field-of-law", key, name, reason)
