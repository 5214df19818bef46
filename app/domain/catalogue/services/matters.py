"""Begin a matter of the catalogue, whichever process it takes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import func, select

from app import workflow
from app.domain.catalogue import cases
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.services import collection, database, publication
from app.foundation import audit, clock, files
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity import queries as people
from app.foundation.identity.models import Account
from app.foundation.numbers import draw
from app.foundation.people import named_posts
from app.workflow import asof, beginnings, definitions, forms
from app.workflow.forms import FormContext, Option
from app.workflow.models import ProcessInstance

OFFICER = "sharing_officer"
# Lane → the role by which its unit is found; the applicant is whoever begins.
AUTHORITIES = {"catalogue_office": "catalogue_admin", "statistics": "collection_reviewer"}
Answers = Mapping[str, Any]


class Begun(Protocol):
    """What a process says of its beginning: a module of this package, see `publication`."""

    FORM: str
    SERIES: str

    def form_context(
        self, account: Account, asked: Mapping[str, str], uploaded: Sequence[Option] = ()
    ) -> FormContext:
        """What the start form offers; `asked` holds what the page's address names already."""

    def check(self, answers: Answers, account: Account) -> None:
        """Raise where the matter must not begin, every fault at once."""

    def as_of(self, answers: Answers) -> date:
        """The day from which its first clock counts: today, or when the cause of it arose."""

    def fill(self, case: CatalogueCase, answers: Answers, account: Account) -> None:
        """Write what the matter is about: its kind, title, entry, content."""


# Process → the module that begins it.
PROCESSES: dict[str, Begun] = {
    publication.PROCESS: publication,
    collection.PROCESS: collection,
    database.PROCESS: database,
}


class AlreadySubmitted(Conflict):
    """The form was submitted before, as the matter of this number, with other content."""

    def __init__(self, case: CatalogueCase) -> None:
        super().__init__(
            _("This form was already submitted, as matter %(number)s.", number=case.number)
        )
        self.case_id = case.id


def begun(process_id: str) -> Begun:
    """How a process begins; one that is not the catalogue's does not exist here."""
    found = PROCESSES.get(process_id)
    if found is None or process_id not in definitions.current().specs.diagrams:
        raise NotFound(_("There is no such process."))
    return found


def check_may_begin(account: Account) -> None:
    """Raise unless the account may bring a matter of its unit before the catalogue."""
    named_posts.check_named_post(account.unit_id)
    if OFFICER not in account.effective_posts:
        raise NotAllowed(_("Only a registered sharing officer of your unit can begin this."))


def submit(
    process_id: str, account: Account, answers: Answers, submission_key: str | None = None
) -> CatalogueCase:
    """Begin a matter; the same submission sent twice is one matter."""
    module = begun(process_id)
    check_may_begin(account)
    if submission_key:
        # Two copies of one submission wait here for each other; the second finds the first.
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(submission_key))))
        if before := submitted_as(account.unit_id, submission_key):
            if not beginnings.said_before(before.id, module.FORM, answers):
                raise AlreadySubmitted(before)
            return before
    uploaded = files.waiting(answers.get("attachments") or (), account.id, None)
    options = [forms.as_option(one) for one in uploaded]
    context = module.form_context(account, {}, options)
    release = definitions.current()
    clean = forms.validate(release.form(module.FORM), answers, context)
    module.check(clean, account)

    with asof.day(module.as_of(clean)):
        instance = workflow.start(
            process_id,
            parties=_parties(process_id, account),
            answers=clean,
            account=account,
            prepare=lambda made: _write(made, module, account, clean, submission_key),
            release=release,
        )
    case = cases.case(instance.id)
    case.number = str(draw(module.SERIES))
    audit.record("matter submitted", case=case.id, subject=case.number, process=process_id)
    return case


def submitted_as(unit_id: int, submission_key: str) -> CatalogueCase | None:
    """The unit's matter that this form has become already."""
    known = select(CatalogueCase).where(CatalogueCase.submission_key == submission_key)
    return db.session.scalars(known.where(CatalogueCase.unit_id == unit_id)).first()


def close(case_id: int, end: str) -> CatalogueCase:
    """A matter has come to its end; called by the service task before the diagram's."""
    case = cases.case(case_id)
    case.end, case.closed_at = end, clock.now()
    case.instance.case_state = end
    audit.record("case closed", case=case_id, subject=end)
    return case


def _write(
    instance: ProcessInstance,
    module: Begun,
    account: Account,
    answers: Answers,
    submission_key: str | None,
) -> None:
    case = CatalogueCase(
        id=instance.id,
        process_id=instance.process_id,
        unit_id=account.unit_id,
        applicant_id=account.id,
        submission_key=submission_key,
        attachments=answers.get("attachments") or [],
        content={},
        hits=[],
    )
    module.fill(case, answers, account)
    files.attach(case.attachments, instance.id)
    db.session.add(case)


def _parties(process_id: str, account: Account) -> dict[str, int]:
    """Each lane of the diagram with its unit."""
    lanes = definitions.current().diagram(process_id).lanes
    found = {"applicant": account.unit_id}
    found |= {
        lane: people.unit_with_role(role) for lane, role in AUTHORITIES.items() if lane in lanes
    }
    return found
