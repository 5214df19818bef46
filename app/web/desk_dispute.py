"""The page of a dispute at the desk: what was asked, answered and said, and the decision's form."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import LazyString

from app.domain.sharing import desk_lines, dispute_file, queries, seats, standing
from app.domain.sharing.desk_lines import Line
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.rules import basis
from app.domain.sharing.standing import Standing
from app.foundation.i18n import _, lazy, speaks_english
from app.foundation.identity.models import Account
from app.web import (
    desk_terms,
    duedays,
    inbox,
    panels,
    sharing_disputes,
    sharing_panels,
    ticking,
    wording,
)
from app.workflow import inbox as tasks
from app.workflow import parties
from app.workflow.ledger import Clock
from app.workflow.models import Task

Values = dict[str, Any]


def of(dispute: Dispute, account: Account) -> Values:
    """Everything that the page shows of a dispute to one reader."""
    case = dispute.case
    (line,) = desk_lines.lines([dispute.id])
    reader = None if parties.AUDITOR in account.effective_posts else account.unit_id
    rounds = queries.rounds(case.id, reader)
    refusals = dispute_file.refusals(case.id)
    return {
        "heading": panels.heading(case.id),
        "dispute": dispute,
        "line": line,
        "seated": seats.find(account) is not None,
        "may_urge": _may_urge(dispute, line, account),
        "may_enter_reply": panels.may_enter_reply(case.instance, account),
        "asked": _asked(case),
        "resource": sharing_panels.resource_facts(case.resource),
        "attachments": queries.attachments(case),
        "steps": sharing_disputes.one(case, dispute, reader),
        "items": desk_terms.items(case, rounds, refusals),
        "terms": desk_terms.compared(case, rounds),
        "ledger": [_clock(one) for one in dispute_file.ledger(case.id)],
        "clauses": _clauses(dispute.cause),
        "decision": _decision(line.open, account),
        **_records(dispute, account),
    }


def _decision(waiting: Iterable[Task], account: Account) -> Values | None:
    """The form of the task that this account may answer, as on the task's own page."""
    mine = next((task for task in waiting if tasks.may_act(task, account)), None)
    return inbox.beside(mine) if mine else None


def _may_urge(dispute: Dispute, line: Line, account: Account) -> bool:
    """May the account urge, and is there anybody to be urged?"""
    officer = seats.OFFICER in account.effective_posts and dispute.office_id == account.unit_id
    return officer and line.waits_for_others()


def _asked(case: SharingCase) -> list[tuple[str, str]]:
    return [
        (_("Legal basis"), case.basis),
        (_("Necessity of sensitive items"), case.necessity),
        (_("Safeguards"), case.safeguards),
        (_("Submitted"), f"{wording.local_time(case.submitted_at)} · {case.applicant.label}"),
    ]


def _clock(one: Clock) -> Values:
    return {
        "shown": ticking.of(one),
        "entries": [duedays.entry(one, entry) for entry in one.entries],
    }


def _clauses(cause: str) -> list[tuple[str, str]]:
    """The clauses that apply, in the reader's language."""
    english = speaks_english()
    return [
        (one.source_en if english else one.source, one.text_en if english else one.text)
        for one in basis.OF_CAUSE[cause]
    ]


def _records(dispute: Dispute, account: Account) -> Values:
    """The records of both units, and the earlier disputes between them."""
    case = dispute.case
    provider, demander = dispute.provider_id, dispute.demander_id
    found = standing.of_units([provider, demander])
    earlier, total = standing.between(provider, demander, dispute.id)
    opens = seats.disputes({one.case_id for one in earlier}, account)
    # A substitute may have taken the provider's place since.
    first = case.provider if case.provider_id == provider else case.first_provider
    return {
        "records": _compared(
            [(first.label, found[provider]), (case.demander.label, found[demander])]
        ),
        "earlier": earlier,
        "earlier_total": total,
        "opens": opens,
    }


def _compared(units: list[tuple[str, Standing]]) -> desk_terms.Table:
    """The records of the two, side by side."""
    table = desk_terms.Table([name for name, _record in units])
    for label, said in RECORD:
        cells = [desk_terms.Cell(said(record)) for _name, record in units]
        table.rows.append((str(label), cells))
    return table


def _in_time(one: Standing) -> str:
    return _("%(n)s of %(m)s", n=one.answered, m=one.due) if one.due else desk_terms.NO


def _refusals(one: Standing) -> str:
    told = _("%(upheld)s upheld, %(lost)s overturned", upheld=one.upheld, lost=one.overturned)
    if one.undecided:
        told = _("%(told)s, %(open)s undecided", told=told, open=one.undecided)
    return told if one.upheld + one.overturned + one.undecided else desk_terms.NO


def _raised(one: Standing) -> str:
    if not one.raised:
        return desk_terms.NO
    return _("%(all)s, of these %(won)s shared after all", all=one.raised, won=one.won)


# What is said of each unit's record, and how.
RECORD: tuple[tuple[LazyString, Callable[[Standing], str]], ...] = (
    (lazy("Answered in time"), _in_time),
    (lazy("Refusals before the office"), _refusals),
    (lazy("Late deliveries"), lambda one: str(one.late_deliveries or desk_terms.NO)),
    (lazy("Disputes as the provider"), lambda one: str(one.disputes or desk_terms.NO)),
    (lazy("Disputes as the demander"), _raised),
)
