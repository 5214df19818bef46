"""A case that is past its term leaves the live tables; one sealed record of it stays."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select, text

from app.domain.keeping import queries, rows
from app.domain.keeping.queries import Due, Term
from app.domain.keeping.rules import record as records
from app.domain.keeping.rules.record import Record, Rows
from app.domain.keeping.services import listing
from app.domain.sharing.rules import privacy
from app.foundation import audit, clock
from app.foundation.audit import AuditEntry
from app.foundation.chain import sealing
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit
from app.foundation.kept import KeptCase, KeptName
from app.workflow.models import ProcessInstance, Release

ROOMS = ("sharing_case", "catalogue_case")
# Documents that bear the number of something else, such as the application's own.
BORROWED = frozenset({"application", "agreement", "secrecy_agreement", "filing_receipt"})
# Table → (kind of name, column of the name, column of a hash that must stay).
NAMES = {
    "task": ("task", "id", None),
    "clock": ("clock", "id", None),
    "sharing_dispute": ("dispute", "id", None),
    "attachment": ("attachment", "id", "sha256"),
    "issued_document": ("document", "id", "sha256"),
    "document_file": ("document_file", "document_id", "sha256"),
    "sharing_archive": ("archive", "case_id", "sha256"),
    "sharing_filing": ("filing_number", "number", None),
    "sharing_agreement": ("agreement_number", "number", None),
}
NAMED = {"unit": (Unit.id, Unit.name), "account": (Account.id, Account.display_post)}
HEAD = """
    SELECT s.number, r.title, s.demander_id, s.provider_id, s.submitted_at,
        concat_ws(' ', s.number, r.title, r.id, d.name, d.short_name, d.name_en,
                  p.name, p.short_name, p.name_en)
    FROM sharing_case s JOIN resource r ON r.id = s.resource_id
    JOIN unit d ON d.id = s.demander_id JOIN unit p ON p.id = s.provider_id WHERE s.id = :case
    UNION ALL
    SELECT c.number, c.title, c.unit_id, NULL, c.submitted_at,
        concat_ws(' ', c.number, c.title, c.entry_id, u.name, u.short_name, u.name_en)
    FROM catalogue_case c JOIN unit u ON u.id = c.unit_id WHERE c.id = :case"""


def make_room() -> None:
    """Give this year and the next their parts of the archive, ahead of time."""
    for year in (clock.today().year, clock.today().year + 1):
        db.session.execute(select(func.keeping_partitions(year)))


def put_away(one: Due, term: Term, layout: rows.Layout) -> KeptCase | None:
    """Archive one case; None where another machine has it, or something holds it by now."""
    claimed = select(ProcessInstance.id).where(ProcessInstance.id == one.id)
    if db.session.scalar(claimed.with_for_update(skip_locked=True)) is None:
        return None
    if not queries.is_due(one, term.years):
        return None
    tables = rows.read(one.id, layout.tables)
    case = _listed(one, term, Record({}, tables, {}))
    about = {
        name: str(case[name])
        for name in ("id", "process_id", "number", "title", "state", "ended_on", "kept_on")
    } | {"years": term.years, "source": term.source, "release": _release(one.id)}
    record = Record(about, tables, _people(tables, layout))
    if not _is_sealed(record):
        return None
    content = records.packed(record)
    case |= {
        "counts": record.counts,
        "size": len(content),
        "sha256": records.address(content),
        "content": content,
    }
    db.session.execute(insert(KeptCase), [case])
    named = {(kind, key): sha256 for kind, key, sha256 in _names(record, case)}
    common = {"year": case["year"], "case_id": one.id}
    db.session.execute(
        insert(KeptName),
        [common | {"kind": k, "key": key, "sha256": sha} for (k, key), sha in named.items()],
    )
    listing.write(one.id)
    db.session.execute(select(func.keeping_take(one.id)))
    audit.record("case archived", subject=f"case:{case['number']}", sha256=case["sha256"])
    return queries.kept(one.id)


def _is_sealed(record: Record) -> bool:
    """Is all that was recorded of the case in the chain, to the last entry that goes with it?"""
    ids = [int(row["id"] or 0) for row in record.of("audit_entry")]
    waits = select(AuditEntry.id).where(
        AuditEntry.id.in_(ids), *sealing.unsealed(sealing.settled())
    )
    return db.session.scalars(waits.limit(1)).first() is None


def _listed(one: Due, term: Term, record: Record) -> dict[str, Any]:
    """What lists, searches and the banner of the page need of the case."""
    number, title, unit_id, other_id, at, words = db.session.execute(
        text(HEAD), {"case": one.id}
    ).one()
    [instance] = record.of("process_instance")
    spoken = {str(row["number"]) for row in record.of("sharing_agreement")}
    spoken |= {str(row["number"]) for row in record.of("sharing_filing")}
    spoken |= {
        f"{row['number']} {row['title']}"
        for row in record.of("issued_document")
        if row["kind"] not in privacy.DOCUMENTS_TO and row["withdrawn_at"] is None
    }
    return {
        "year": clock.today().year,
        "id": one.id,
        "process_id": instance["process_id"],
        "number": number or str(one.id),
        "title": title,
        "state": instance["case_state"],
        "unit_id": unit_id,
        "other_id": other_id,
        "readers": _readers(record.of("instance_party")),
        "words": " ".join([words, *sorted(spoken)]),
        "submitted_at": at,
        "ended_on": one.ended_on,
        "kept_at": clock.now(),
        "kept_on": clock.today(),
        "years": term.years,
        "source": term.source,
    }


def _readers(parties: Iterable[Mapping[str, str | None]]) -> list[str]:
    return sorted({f"{p['lane']}:{p['unit_id']}" for p in parties if p["visible_at"] is not None})


def _names(record: Record, case: Mapping[str, Any]) -> Iterable[tuple[str, str, str | None]]:
    """Whatever leads to the case: its number, tasks, files, documents."""
    if record.of("sharing_case") or record.of("catalogue_case"):
        yield "case_number", case["number"], None
    for table, (kind, column, content) in NAMES.items():
        for row in record.of(table):
            yield kind, str(row[column]), row[content] or None if content else None
    for row in record.of("issued_document"):
        if row["number"] and row["kind"] not in BORROWED:
            yield "document_number", str(row["number"]), None


def _people(tables: Sequence[Rows], layout: rows.Layout) -> dict[str, dict[str, str]]:
    """The names of the units and persons of whom the rows speak, as they are on this day."""
    spoken: dict[str, set[int]] = {"unit": set(), "account": set()}
    for one in tables:
        for place, column in enumerate(one.columns):
            if of := layout.people.get((one.table, column)):
                spoken[of].update(int(row[place]) for row in one.rows if row[place] is not None)  # type: ignore[arg-type]
    return {
        of: {
            str(found): name
            for found, name in db.session.execute(
                select(NAMED[of][0], NAMED[of][1]).where(NAMED[of][0].in_(ids))
            )
        }
        for of, ids in spoken.items()
    }


def _release(case_id: int) -> str:
    """The hash of the release of diagrams and forms on which the case ran."""
    of_case = select(Release.sha256).join(ProcessInstance).where(ProcessInstance.id == case_id)
    return db.session.scalars(of_case).one()
