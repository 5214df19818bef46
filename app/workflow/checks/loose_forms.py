"""What a changed form asks less for: fields that may stay empty, answers that came or went."""

from collections.abc import Iterator, Mapping

from app.foundation.i18n import _
from app.workflow.checks.fault import Fault, in_file
from app.workflow.forms.form import Component, Form, Leaf, Section

OUTCOME = "outcome"


def compare(key: str, old: Form, new: Form) -> Iterator[Fault]:
    """What the new version of a form has loosened."""
    yield from _section(key, old.section, new.section)
    before, after = _offered(old), _offered(new)
    for value in sorted(after - before):
        reason = _("A new answer: “%(answer)s”. See where it leads.", answer=value)
        yield in_file("loosened-answer-added", key, OUTCOME, reason)
    for value in sorted(before - after):
        reason = _("The answer “%(answer)s” can no longer be given.", answer=value)
        yield in_file("loosened-answer-dropped", key, OUTCOME, reason)


def _section(key: str, old: Section, new: Section) -> Iterator[Fault]:
    leaves = {leaf.component.key: leaf for leaf in new.leaves}
    for leaf in old.leaves:
        field = leaf.component
        after = leaves.get(field.key)
        if after is None:
            reason = _("The field “%(field)s” is gone.", field=_label(field))
            yield in_file("loosened-field-dropped", key, field.key, reason)
        elif _asks(leaf) and not _asks(after):
            reason = _("The field “%(field)s” may now stay empty.", field=_label(field))
            yield in_file("loosened-field-optional", key, field.key, reason)
        elif _asks(leaf) and len(after.hides) > len(leaf.hides):
            reason = _("The field “%(field)s” is now hidden in more cases.", field=_label(field))
            yield in_file("loosened-field-hidden", key, field.key, reason)
        if field.row and after and after.component.row:
            yield from _section(key, field.row, after.component.row)


def _asks(leaf: Leaf) -> bool:
    return leaf.component.required or leaf.component.required_when is not None


def _offered(form: Form) -> set[str]:
    field = form.fields.get(OUTCOME)
    return {option.value for option in field.options} if field else set()


def _label(field: Component) -> str:
    labels: Mapping[str, object] = field.spec
    return str(labels.get("label") or labels.get("dateLabel") or field.key)
