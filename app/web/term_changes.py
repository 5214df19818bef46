"""New terms against those that were said before: a table for each, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.positions import Positions
from app.domain.sharing.queries import Round
from app.domain.sharing.rules import terms as rules
from app.domain.sharing.services.proposal import Drafted
from app.foundation.i18n import _, lazy
from app.web import said, sharing_panels, wording
from app.workflow.forms import Form

AGAINST = {
    "table": lazy("Against the terms on the table"),
    "demander": lazy("Against the demander's last word"),
    "provider": lazy("Against the provider's last word"),
}
# What else the form asks for is no matter of the terms.
OF_TERMS = {*rules.FIELDS, "substitute", "provide_by", "execute_by"}


@dataclass(frozen=True)
class Row:
    """One term that differs; of the items only which come and which go."""

    label: str
    old: str
    new: str
    added: Sequence[str] = ()
    removed: Sequence[str] = ()


@dataclass(frozen=True)
class Block:
    """What differs from one set of terms."""

    titles: list[str]
    about: str
    rows: list[Row]


@dataclass(frozen=True)
class Difference:
    """What new terms change, for the page; `applies` is false where the answer names no terms."""

    applies: bool
    blocks: list[Block]
    faults: list[str]

    @property
    def changes_nothing(self) -> bool:
        """Are these the terms that stand already?"""
        return bool(self.blocks) and not self.blocks[0].rows


def none() -> Difference:
    """The answer that is chosen names no terms."""
    return Difference(False, [], [])


def of(
    case: SharingCase,
    stands: Positions,
    drafted: Drafted,
    wrong: Mapping[str, Sequence[str]],
    form: Form,
) -> Difference:
    """The new terms against the table and against the last word of each side."""
    blocks: dict[int, Block] = {}
    for name, one in stands.named():
        title = str(AGAINST[name])
        if one.terms.id in blocks:
            blocks[one.terms.id].titles.append(title)
        else:
            blocks[one.terms.id] = Block([title], _about(one), _rows(case, one, drafted))
    return Difference(True, list(blocks.values()), _faults(drafted, wrong, form))


def _about(one: Round) -> str:
    who = one.terms.proposed_by_unit.label
    return _("round %(round)s, %(who)s", round=one.number, who=who)


def _rows(case: SharingCase, before: Round, drafted: Drafted) -> list[Row]:
    rows = [_row(change) for change in rules.changes(before.terms.values, drafted.values)]
    if drafted.instead:
        provider = drafted.instead.provider.label
        new = f"{drafted.instead.title} ({drafted.instead.id})"
        rows.insert(0, Row(_("Resource"), f"{case.resource.title} ({case.resource_id})", new))
        if drafted.instead.provider_unit_id != case.provider_id:
            rows.insert(1, Row(_("Provider"), case.provider.label, provider))
    if drafted.provide_by:
        old = str(before.terms.provide_by or "")
        rows.append(Row(wording.named(wording.TERMS, "provide_by"), old, str(drafted.provide_by)))
    return rows


def _row(change: rules.Change) -> Row:
    label = wording.named(wording.TERMS, change.field)
    if change.field == "items":
        return Row(label, "", "", change.added, change.removed)
    old, new = (sharing_panels.said(change.field, value) for value in (change.old, change.new))
    return Row(label, old, new)


def _faults(drafted: Drafted, wrong: Mapping[str, Sequence[str]], form: Form) -> list[str]:
    """Every fault in words, with its field's name; what the form finds comes before the law."""
    told: dict[str, list[Any]] = {}
    for field, messages in (*wrong.items(), *drafted.faults.fields.items()):
        if field in OF_TERMS and field not in told:
            told[field] = list(messages)
    return [
        _("%(field)s: %(fault)s", field=_label(form, field), fault=fault)
        for field, faults in told.items()
        for fault in faults
    ]


def _label(form: Form, field: str) -> str:
    return said.label(form.fields[field]) if field in form.fields else field
