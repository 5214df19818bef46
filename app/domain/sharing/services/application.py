"""Apply for a resource, and what the unit's own head says to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from app import workflow
from app.domain.catalogue import queries as catalogue
from app.domain.catalogue import viewing
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.services import gate_sharing
from app.domain.catalogue.services.gate_sharing import Gate
from app.domain.catalogue.viewing import Viewer
from app.domain.sharing import queries, records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.rules import disputes, terms
from app.domain.sharing.rules.terms import Values
from app.domain.sharing.services import filing, jurisdiction, numbers, papers, rounds
from app.domain.sharing.services.checks import Faults, check_values
from app.foundation import audit, clock, files
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _, speaks_english
from app.foundation.identity.models import Account, Unit
from app.foundation.people import named_posts
from app.workflow import beginnings, clocks, definitions, forms, parties
from app.workflow.forms import FormContext, Option
from app.workflow.models import ProcessInstance, Task

PROCESS = "sharing_application"
FORM = "sharing/application"


class AlreadySubmitted(Conflict):
    """The form was submitted before, as the application of this number, with other content."""

    def __init__(self, case: SharingCase) -> None:
        super().__init__(
            _("This form was already submitted, as application %(number)s.", number=case.number)
        )
        self.case_id = case.id


def submit(
    account: Account,
    answers: Mapping[str, Any],
    submission_key: str | None = None,
    *,
    on_paper_of: int | None = None,
    gate: Gate | None = None,
) -> SharingCase:
    """Apply; the same submission sent twice is one application.

    `on_paper_of` names the unit whose application came on paper: whoever calls has checked that
    the account may enter it.  `gate` is what the form showed of the check for duplicates.
    """
    demander_id = on_paper_of or account.unit_id
    if submission_key:
        # Two copies of one submission wait here for each other; the second finds the first.
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(submission_key))))
        if before := submitted_as(demander_id, submission_key):
            if not beginnings.said_before(before.id, FORM, answers):
                raise AlreadySubmitted(before)
            return before
    resource = _resource(str(answers.get("resource") or ""), _viewer(account, on_paper_of))
    if on_paper_of is None:
        check_may_apply(account, resource)
    release = definitions.current()
    form = release.form(FORM)
    uploaded = files.waiting(answers.get("attachments") or (), account.id, None)
    context = form_context(resource, [forms.as_option(one) for one in uploaded])
    clean = forms.validate(form, answers, context)
    _check(clean, resource, resource.item_names, None)
    demander = db.session.get_one(Unit, demander_id)
    found = gate_sharing.require(resource, clean["items"], demander, gate)

    instance = workflow.start(
        PROCESS,
        parties=jurisdiction.everybody(demander_id, resource.provider),
        plans={"answer": {"rule": disputes.answer_rule(resource.sharing_class)}},
        answers=clean,
        account=account,
        prepare=lambda made: _write(
            made, account, demander_id, resource, clean, submission_key, found
        ),
        unit_id=demander_id,
        via="paper" if on_paper_of else "",
        release=release,
    )
    case = records.case(instance.id)
    case.number = str(numbers.draw(numbers.CASES))
    audit.record("application submitted", case=case.id, subject=case.number, resource=resource.id)
    return case


def submitted_as(demander_id: int, submission_key: str) -> SharingCase | None:
    """The unit's application that this form has become already."""
    known = select(SharingCase).where(SharingCase.submission_key == submission_key)
    return db.session.scalars(known.where(SharingCase.demander_id == demander_id)).first()


def check_may_apply(account: Account, resource: Resource) -> None:
    """Raise unless the account may apply for this resource."""
    named_posts.check_officer(account)
    if resource.provider_unit_id == account.unit_id:
        raise Invalid({"resource": [_("Your own unit provides this resource.")]})


def office_of(demander_id: int, resource: Resource) -> int:
    """The office in whose charge a case of these two units would be."""
    return jurisdiction.everybody(demander_id, resource.provider)["office"]


def form_context(resource: Resource, uploaded: Sequence[Option] = ()) -> FormContext:
    """What the application form offers for a resource."""
    return FormContext(
        options={
            "attachments": uploaded,
            "item_options": item_options(resource),
            "resource_options": [Option(resource.id, f"{resource.id} {resource.title}")],
        },
        values={"resource": resource.id, "urgency": "normal"},
    )


def item_options(resource: Resource, only: list[str] | None = None) -> list[Option]:
    """The items of a resource to choose from; sensitive ones say so.

    An item's name is Chinese in every language; readers of English see its column beside it.
    """
    chosen = [i for i in resource.items if only is None or i.name in only]
    columns = {i.name: i.name_en if speaks_english() else "" for i in chosen}
    said = {i.name: _("sensitive") if i.is_sensitive else "" for i in chosen}
    return [
        Option(i.name, i.name, note=" · ".join(filter(None, (columns[i.name], said[i.name]))))
        for i in chosen
    ]


def review(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The head of the applying unit approves the application or returns it."""
    papers.came_on_paper(task)
    if answers["outcome"] == "return":
        faults = Faults()
        faults.need(answers, "comment")
        faults.stop()


def revise(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Change a returned application; nobody but the unit itself has seen it yet."""
    if answers["outcome"] == "withdraw":
        return
    case = records.case(task.instance_id)
    current = records.terms(case.id)
    values = revised_values(current, answers)
    _check(answers, case.resource, case.resource.item_names, values)
    changed = [change.field for change in terms.changes(current.values, values)]
    current.items = list(values.items)
    current.scope, current.scenario = values.scope, values.scenario
    current.mode, current.valid_until = values.mode, values.valid_until
    take(case, answers)
    audit.record("application revised", case=case.id, changed=changed)


def revise_context(task: Task, account: Account) -> FormContext:
    """The application as it stands, to change."""
    case = records.case(task.instance_id)
    return revision_context(case, item_options(case.resource))


def revision_context(case: SharingCase, items: list[Option]) -> FormContext:
    """The fields of the application with what they hold now."""
    current = records.terms(case.id)
    return FormContext(
        options={
            "item_options": items,
            "attachments": [forms.as_option(f) for f in queries.attachments(case)],
        },
        values=queries.form_values(current)
        | {
            "basis": case.basis,
            "urgency": case.urgency,
            "necessity": case.necessity,
            "safeguards": case.safeguards,
            "attachments": case.attachments,
        },
    )


def revised_values(current: Terms, answers: Mapping[str, Any]) -> Values:
    """The terms after a revision; an application names no conditions of its own."""
    named = {field: answers.get(field) for field in terms.FIELDS if field != "conditions"}
    return terms.merged(current.values, named)


def check_revision(
    case: SharingCase, answers: Mapping[str, Any], values: Values, allowed: list[str]
) -> None:
    """Raise where a changed application is not one that could be submitted."""
    _check(answers, case.resource, allowed, values)


def take(case: SharingCase, answers: Mapping[str, Any]) -> None:
    """Write down what the application says beside its terms."""
    case.basis = answers.get("basis") or case.basis
    case.urgency = answers.get("urgency") or case.urgency
    for field in ("necessity", "safeguards"):
        if field in answers:
            setattr(case, field, answers[field] or "")
    if "attachments" in answers:
        case.attachments = answers["attachments"] or []
        files.attach(case.attachments, case.id)


def approve(case_id: int) -> None:
    """The head has approved: the application is filed and goes to the provider."""
    case = records.case(case_id)
    current = records.terms(case_id)
    case.approved_at = clock.now()
    case.applied_items = list(current.items)
    parties.reveal(case_id, "provider", "office")
    clocks.plan(case_id, "answer", rule=disputes.answer_rule(case.resource.sharing_class))
    content = {"terms": filing.as_filed(current), "basis": case.basis, "urgency": case.urgency}
    filing.make(case, "application", content)
    papers.application(case, current)


def _write(
    instance: ProcessInstance,
    account: Account,
    demander_id: int,
    resource: Resource,
    answers: Mapping[str, Any],
    submission_key: str | None,
    found: dict[str, Any],
) -> None:
    case = SharingCase(
        id=instance.id,
        demander_id=demander_id,
        provider_id=resource.provider_unit_id,
        first_provider_id=resource.provider_unit_id,
        resource_id=resource.id,
        applied_resource_id=resource.id,
        applicant_id=account.id,
        submission_key=submission_key,
        live_agreements=queries.live_agreements(demander_id, resource.id),
        catalogue_hits=found,
        basis=answers["basis"],
        urgency=answers.get("urgency") or "normal",
    )
    take(case, answers)
    db.session.add(case)
    db.session.flush()  # the terms refer to the case
    values = _values(answers)
    rounds.propose(
        case, values, account, source="application", status="on_table", unit_id=demander_id
    )


def _values(answers: Mapping[str, Any]) -> Values:
    until = terms.as_date(answers["valid_until"])
    if until is None:
        raise Invalid({"valid_until": [_("This field is required.")]})
    items = tuple(dict.fromkeys(answers["items"]))
    return Values(items, answers["scope"], answers["scenario"], answers["mode"], until)


def _check(
    answers: Mapping[str, Any], resource: Resource, allowed: list[str], values: Values | None
) -> None:
    """Raise where the application asks for what it may not, or does not say why it must."""
    wanted = values or _values(answers)
    faults = Faults()
    check_values(faults, wanted, allowed, None)
    said = (answers.get("necessity") or "").strip()
    if terms.necessity_needed(wanted.items, resource.sensitive_items) and not said:
        faults.add("necessity", _("A chosen item is sensitive: say why you need it."))
    faults.stop()


def _viewer(account: Account, on_paper_of: int | None) -> Viewer:
    """Whoever applies: the account, or the unit whose paper it enters, in whichever network."""
    if on_paper_of is None:
        return Viewer.of(account, viewing.EVERYWHERE)
    return viewing.of_unit(on_paper_of, viewing.EVERYWHERE)


def _resource(resource_id: str, viewer: Viewer) -> Resource:
    resource = catalogue.find(resource_id, viewer)
    if resource is None:
        raise Invalid({"resource": [_("There is no such resource in the catalogue.")]})
    return resource
