"""Reading the archive: what is due to go there, what is in it, and who may see it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, and_, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text

from app.domain.documents.models import IssuedDocument
from app.domain.documents.queries import LISTED
from app.domain.keeping.rules import term
from app.domain.meetings.models import Matter, Meeting, Resolution
from app.domain.sharing.models.agreement import Agreement
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.models.usage import Archive
from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.chain import sealing
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit
from app.foundation.kept import KeptCase, KeptDeparture, KeptDocument, KeptName
from app.foundation.months import day_of
from app.foundation.notices.models import Notice
from app.workflow import parties
from app.workflow.ledger import DeadlineRule
from app.workflow.models import ProcessInstance

CASE = "case"
_unit, _other = aliased(Unit), aliased(Unit)
MAIL_DAYS = 30
MOST_DIGITS = 9  # no row has a longer number


class Term(NamedTuple):
    """How long cases stay, and who says so."""

    years: int
    source: str


class Due(NamedTuple):
    """A case that is to go to the archive, and from which day its term was counted."""

    id: int
    ended_on: date


def keeping_term() -> Term:
    """The term that is in force: the administrators' for records, at least the law's."""
    rule = db.session.get(DeadlineRule, term.RULE)
    if rule is None or rule.unit != "year":
        return Term(term.LEAST_YEARS, "条例第29条")
    return Term(max(rule.amount, term.LEAST_YEARS), rule.source)


def due(years: int, limit: int, after: Due | None = None) -> list[Due]:
    """The cases past their term that nothing holds back, those that ended first before others.

    The term counts from the day on which the case ended, or its agreement if that was later.
    """
    ended = day_of(ProcessInstance.finished_at)
    lived = (
        select(
            func.max(
                func.coalesce(day_of(Agreement.ended_at), Agreement.valid_until, type_=Date),
            )
        )
        .where(Agreement.case_id == ProcessInstance.id, Agreement.status.in_(("in_force", "ended")))
        .scalar_subquery()
    )
    counted = cast(func.greatest(ended, lived), Date)
    before = term.ended_before(clock.today(), years)
    found = (
        select(ProcessInstance.id, counted)
        .where(
            ProcessInstance.finished_at < clock.at_hour(before, 0),
            counted < before,
            *_nothing_holds(),
        )
        .order_by(ProcessInstance.finished_at, ProcessInstance.id)
        .limit(limit)
    )
    if after is not None:
        found = found.where(ProcessInstance.id == after.id)
    return [Due(*row) for row in db.session.execute(found)]


def is_due(one: Due, years: int) -> bool:
    """Is it still to go, now that its row is locked?"""
    return one in due(years, 1, one)


def kept(case_id: int) -> KeptCase | None:
    """An archived case, without its record."""
    return db.session.scalars(select(KeptCase).where(KeptCase.id == case_id)).one_or_none()


def case_of(kind: str, key: str) -> int | None:
    """The archived case to which a task, a file, a document or a number leads."""
    if kind == CASE:
        if not (key.isascii() and key.isdecimal() and len(key) <= MOST_DIGITS):
            return None
        return db.session.scalar(select(KeptCase.id).where(KeptCase.id == int(key)))
    named = select(KeptName.case_id).where(KeptName.kind == kind, KeptName.key == key)
    return db.session.scalars(named.limit(1)).first()


def case_of_file(sha256: str, number: str) -> int | None:
    """The archived case in which a document's file of this hash, or this number, was made."""
    named = select(KeptName.case_id).where(
        KeptName.kind == "document_file", KeptName.sha256 == sha256
    )
    found = db.session.scalars(named.limit(1)).first()
    if found is not None or not number:
        return found
    numbered = select(KeptDocument.case_id).where(KeptDocument.number == number)
    return db.session.scalars(numbered.limit(1)).first()


def visible_to(account: Account) -> Any:
    """The condition for the archived cases that an account may see: as it was before."""
    posts = account.effective_posts
    if parties.AUDITOR in posts:
        return literal(True)
    lanes = [lane for lane in parties.POSTS if parties.may_read(lane) & posts]
    mine = [f"{lane}:{account.unit_id}" for lane in lanes]
    return KeptCase.readers.overlap(cast(mine, ARRAY(Text)))


def cases(account: Account, *, role: str = "", **asked: str) -> Select[Any]:
    """The archived sharing cases that an account may see: rows as the register of cases has them.

    `asked` are text, state and order.
    """
    columns: Any = select(
        KeptCase.id,
        KeptCase.number,
        KeptCase.title,
        KeptCase.state,
        KeptCase.submitted_at,
        _unit.short_name,
        _unit.name_en,
        _other.short_name,
        _other.name_en,
    )
    found = _listed(columns, account, "sharing", **asked).outerjoin(
        _other, _other.id == KeptCase.other_id
    )
    sides = {"demander": KeptCase.unit_id, "provider": KeptCase.other_id}
    if role in sides:
        return found.where(sides[role] == account.unit_id)
    if role:
        return found.where(*(side != account.unit_id for side in sides.values()))
    return found


def matters(account: Account, *, process_id: str = "", **asked: str) -> Select[Any]:
    """The archived matters of the catalogue, rows as the register of matters has them."""
    columns: Any = select(
        KeptCase.id,
        KeptCase.number,
        KeptCase.title,
        KeptCase.process_id,
        KeptCase.state,
        KeptCase.submitted_at,
        _unit.short_name,
        _unit.name_en,
    )
    found = _listed(columns, account, "catalogue", **asked)
    return found.where(KeptCase.process_id == process_id) if process_id else found


def documents(account: Account, kind: str = "", text: str = "") -> Select[Any]:
    """The documents of archived cases that an account may read, as `documents.listed` has them."""
    one = KeptDocument
    found: Select[Any] = select(*(getattr(one, name) for name in LISTED))
    found = found.join(KeptCase, KeptCase.id == one.case_id).where(visible_to(account))
    found = found.where(~exists().where(IssuedDocument.id == one.id))  # laid out to be read
    if parties.AUDITOR not in account.effective_posts:
        mine = one.readers.contains([account.unit_id])
        found = found.where((one.readers == cast([], ARRAY(Integer))) | mine)
    if kind:
        found = found.where(one.kind == kind)
    if words := text.split():
        own = and_(*(_holds(one.number, word) | _holds(one.title, word) for word in words))
        about = and_(*(_holds(KeptCase.words, word) for word in words))
        found = found.where(own | about)
    return found


def _holds(column: Any, word: str) -> Any:
    return column.icontains(word, autoescape=True)


def _listed(
    columns: Any,
    account: Account,
    room: str,
    text: str = "",
    state: str = "",
    order: str = "newest",
) -> Select[Any]:
    found: Select[Any] = columns.select_from(KeptCase).join(_unit, _unit.id == KeptCase.unit_id)
    found = found.where(visible_to(account), KeptCase.process_id.startswith(f"{room}_"))
    if state:
        found = found.where(KeptCase.state == state)
    for word in text.split():
        found = found.where(KeptCase.words.icontains(word, autoescape=True))
    orders: dict[str, Sequence[Any]] = {
        "newest": (KeptCase.submitted_at.desc(), KeptCase.id.desc()),
        "oldest": (KeptCase.submitted_at.asc(), KeptCase.id.asc()),
        "number": (KeptCase.number.asc(), KeptCase.id.asc()),
    }
    return found.order_by(*orders[order])


def stays_until(case_id: int) -> KeptDeparture | None:
    """That a case was brought back from the archive, where it was; the last time."""
    found = select(KeptDeparture).where(KeptDeparture.case_id == case_id)
    return db.session.scalars(found.order_by(KeptDeparture.id.desc()).limit(1)).first()


def before_the_group(case: Any) -> tuple[Any, Any]:
    """Is a resolution about the case still to be carried out, or will a meeting hear it?"""
    resolved = exists().where(Resolution.instance_id == case, Resolution.status == "open")
    heard = exists().where(
        Matter.instance_id == case,
        Matter.decided_at.is_(None),
        Meeting.id == Matter.meeting_id,
        Meeting.status == "planned",
    )
    return resolved, heard


def _nothing_holds() -> list[Any]:
    """What keeps a case among the living although its term is over."""
    case = ProcessInstance.id
    waits = exists().where(Archive.case_id == case, Archive.status != "written")
    ordered = exists().where(SupervisionOrder.case_id == case, SupervisionOrder.closed_at.is_(None))
    # Mail that is still to go; what did not go in a month will not go any more.
    told = exists().where(
        Notice.instance_id == case,
        Notice.mailed_at.is_(None),
        Notice.mail != "none",
        Notice.created_at > clock.now() - timedelta(days=MAIL_DAYS),
    )
    restored = exists().where(
        KeptDeparture.case_id == case, KeptDeparture.until_on >= clock.today()
    )
    # What is recorded of it and not in the chain yet: moved away, the sealer would not find it.
    unsealed = exists().where(AuditEntry.instance_id == case, *sealing.unsealed(sealing.settled()))
    holds = (waits, ordered, *before_the_group(case), told, restored, unsealed)
    return [ProcessInstance.error.is_(None), *(~one for one in holds)]
