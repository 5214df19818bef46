"""What was asked and offered, as tables: the items round by round, the terms side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.sharing import queries
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.provision import Delivery
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.queries import Round
from app.domain.sharing.rules import terms as rules
from app.foundation.i18n import _, ngettext, speaks_english
from app.web import sharing_panels, wording

# Of a long negotiation the first round and the last ones are shown.
ROUNDS = 4
YES, NO = "✓", "—"


@dataclass(frozen=True)
class Cell:
    """A cell: its text, and whether it differs from what the demander wants."""

    text: str
    differs: bool = False
    note: str = ""


@dataclass
class Table:
    """A table with a heading for each column and each row."""

    columns: list[str]
    rows: list[tuple[str, list[Cell]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def items(case: SharingCase, rounds: Sequence[Round], refusals: Sequence[Answer]) -> Table:
    """Every item that was spoken of: what it is, in which round it stood, what became of it."""
    shown = [one for one in rounds if one.number]
    left_out = len(shown) - ROUNDS - 1
    if left_out > 0:
        shown = [shown[0], *shown[-ROUNDS:]]
    deliveries = queries.deliveries(case.id)
    refused = refusals[-1] if refusals and _stands(refusals[-1], shown) else None
    table = Table([_("Type"), *(_heading(one) for one in shown)])
    if refused:
        table.columns.append(_("Answer"))
        table.notes.append(_why_refused(refused))
    if deliveries:
        table.columns.append(_("Delivered"))
    if left_out > 0:
        table.notes.append(
            ngettext(
                "%(num)s round in between is left out.",
                "%(num)s rounds in between are left out.",
                left_out,
            )
        )
    for name, item in _named(case, shown).items():
        cells = [_type(item), *(Cell(YES if name in one.terms.items else NO) for one in shown)]
        if refused:
            cells.append(_refused(name in case.applied_items))
        if deliveries:
            cells.append(_delivered(deliveries[-1], name))
        table.rows.append((_label(name, item), cells))
    return table


def compared(case: SharingCase, rounds: Sequence[Round]) -> Table:
    """What each side and the office proposed last, and what the catalogue says, term by term."""
    sent = [one.terms for one in rounds if one.number]
    wanted = _last(sent, case.demander_id)
    theirs = {case.provider_id, case.first_provider_id}
    proposals = [wanted, next((t for t in reversed(sent) if t.proposed_by_unit_id in theirs), None)]
    proposals.append(next((t for t in reversed(sent) if _of_the_office(t)), None))
    there = [one for one in proposals if one]
    table = Table([_proposed(one) for one in there] + [_("In the catalogue")])
    for name in rules.FIELDS:
        cells = [_term(name, one, wanted) for one in there]
        table.rows.append(
            (wording.named(wording.TERMS, name), [*cells, Cell(_in_catalogue(name, case.resource))])
        )
    return table


def _stands(refusal: Answer, shown: Sequence[Round]) -> bool:
    """Did nobody make an offer of terms after the refusal?"""
    later = [
        one
        for one in shown
        if refusal.delivered_at and one.terms.proposed_at > refusal.delivered_at
    ]
    return not any(one.terms.source in ("counter", "application") for one in later)


def _heading(one: Round) -> str:
    unit = one.terms.proposed_by_unit.label
    return _("Round %(round)s, %(unit)s", round=one.number, unit=unit)


def _named(case: SharingCase, shown: Sequence[Round]) -> dict[str, DataItem | None]:
    """The items that were asked for or proposed, those of the catalogue in its order."""
    spoken = dict.fromkeys(case.applied_items)
    for one in shown:
        spoken |= dict.fromkeys(one.terms.items)
    found: dict[str, DataItem | None] = {
        item.name: item for item in case.resource.items if item.name in spoken
    }
    return found | {name: None for name in spoken if name not in found}


def _type(item: DataItem | None) -> Cell:
    if item is None:
        return Cell(NO)
    length = f"({item.length})" if item.length else ""
    return Cell(f"{item.data_type}{length}", note=_("sensitive") if item.is_sensitive else "")


def _label(name: str, item: DataItem | None) -> str:
    return f"{name} {item.name_en}" if item and item.name_en and speaks_english() else name


def _refused(was_asked: bool) -> Cell:
    return Cell(_("refused"), differs=True) if was_asked else Cell(NO)


def _why_refused(refusal: Answer) -> str:
    return _(
        "Refused on %(day)s: %(code)s. %(reason)s (%(basis)s)",
        day=wording.local_time(refusal.delivered_at or refusal.drafted_at)[:10],
        code=wording.named(wording.REASONS, refusal.reason_code),
        reason=refusal.reason,
        basis=refusal.legal_basis,
    )


def _delivered(last: Delivery, name: str) -> Cell:
    if name in last.missing:
        return Cell(_("missing"), differs=True)
    return Cell(YES if name in last.items else NO)


def _last(sent: Sequence[Terms], unit_id: int) -> Terms | None:
    return next((one for one in reversed(sent) if one.proposed_by_unit_id == unit_id), None)


def _of_the_office(one: Terms) -> bool:
    return one.source in ("settlement", "substitute", "decision")


def _proposed(one: Terms) -> str:
    source = wording.named(wording.SOURCES, one.source)
    status = wording.named(wording.TERMS_STATUS, one.status)
    return f"{one.proposed_by_unit.label} · {source} · {status}"


def _term(name: str, one: Terms, wanted: Terms | None) -> Cell:
    """A term as proposed, marked where it is another than the demander wants."""
    value = getattr(one.values, name)
    text, note = sharing_panels.said(name, value) or NO, ""
    change = next((c for c in _changes(wanted, one) if c.field == name), None)
    if change and name == "items":
        note = "\n".join(_came_and_went(change))
    if name == "mode" and one.departs_from_catalogue:
        note = _("The catalogue offers another mode of sharing.")
    return Cell(text, differs=change is not None, note=note)


def _changes(wanted: Terms | None, one: Terms) -> list[rules.Change]:
    return rules.changes(wanted.values, one.values) if wanted and wanted is not one else []


def _came_and_went(change: rules.Change) -> list[str]:
    told = []
    if change.removed:
        told.append(_("Left out: %(items)s", items=_(", ").join(change.removed)))
    if change.added:
        told.append(_("Added: %(items)s", items=_(", ").join(change.added)))
    return told


def _in_catalogue(name: str, resource: Resource) -> str:
    said: dict[str, Any] = {
        "items": ngettext("%(num)s item in all", "%(num)s items in all", len(resource.items)),
        "mode": _(", ").join(wording.named(wording.MODES, mode) for mode in resource.share_modes),
        "conditions": resource.condition,
    }
    return said.get(name) or NO
