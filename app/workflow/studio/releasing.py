"""From a draft to law: one administrator submits, another releases, at once or at a moment to come.

Whoever submitted a draft, or saved anything that is in it, does not release it (`hands`).
"""

import hashlib
from datetime import datetime, timedelta

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity import acting
from app.foundation.identity.acting import Scope
from app.foundation.identity.models import Account
from app.workflow import definitions
from app.workflow.models import Release, ReleaseWithdrawal
from app.workflow.studio import gates, hands, news, rebasing, revisions
from app.workflow.studio.models import DRAFT, RELEASED, SUBMITTED, Revision

LONGEST_NOTE = 2000
FURTHEST = timedelta(days=731)


class Blocked(Conflict):
    """What stands between a draft and its release, each reason in words."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(reasons[0])
        self.reasons = reasons


def submit(
    revision: Revision, account: Account, *, note: str, effective_at: datetime | None = None
) -> None:
    """Hand the draft over to a second administrator; from now on nobody changes it."""
    with _as(account):
        revision = revisions.find(revision.id, lock=True)
        _must_be(revision, DRAFT)
        faults = {"note": _text_faults(note), "effective_at": _day_faults(effective_at)}
        if wrong := {field: said for field, said in faults.items() if said}:
            raise Invalid(wrong)
        if reasons := reasons_against(revision, effective_at):
            raise Blocked(reasons)
        revision.state, revision.note, revision.returned = SUBMITTED, note.strip(), ""
        revision.submitted_at, revision.submitted_by_id = clock.now(), account.id
        revision.effective_at = effective_at
        hands.note(revision, *hands.SUBMISSION, account)
        audit.record(
            "draft submitted",
            subject=f"revision:{revision.id}",
            note=revision.note,
            effective_at=effective_at.isoformat() if effective_at else None,
            seal=seal(revision),
        )
        news.submitted(revision)


def take_back(revision: Revision, account: Account) -> None:
    """Whoever submitted it works on it again."""
    with _as(account):
        revision = revisions.find(revision.id, lock=True)
        _must_be(revision, SUBMITTED)
        if revision.submitted_by_id not in hands.persons(account):
            raise NotAllowed(_("Only whoever submitted a draft takes it back; send it back."))
        _reopen(revision)
        audit.record("draft taken back", subject=f"revision:{revision.id}")


def send_back(revision: Revision, account: Account, reason: str) -> None:
    """A second administrator wants it changed, and says what."""
    with _as(account):
        revision = revisions.find(revision.id, lock=True)
        _must_be(revision, SUBMITTED)
        if revision.submitted_by_id in hands.persons(account):
            raise NotAllowed(_("You submitted this draft: take it back instead."))
        if said := _text_faults(reason):
            raise Invalid({"reason": said})
        told = hands.had(revision)
        _reopen(revision)
        revision.returned = reason.strip()
        audit.record("draft sent back", subject=f"revision:{revision.id}", reason=revision.returned)
        news.sent_back(revision, told)


def release(revision: Revision, account: Account, *, seen: str) -> Release:
    """Make it law, exactly as `seen` says that the second administrator has seen it."""
    with _as(account):
        definitions.lock()
        revision = revisions.find(revision.id, lock=True)
        _must_be(revision, SUBMITTED)
        if not hands.may_release(revision, account):
            raise NotAllowed(
                _("Whoever worked on a draft or submitted it does not release it: a second "
                  "administrator does.")
            )  # fmt: skip
        if seen != seal(revision):
            raise Conflict(
                _("The draft, or what is released, has changed since you looked. Look again.")
            )
        moment = revision.effective_at
        moment = moment if moment and moment > clock.now() else None
        if reasons := reasons_against(revision, moment):
            raise Blocked(reasons)
        made = definitions.publish(
            revisions.files(revision).values(),
            revision.note,
            effective_at=moment,
            by=account.id,
        )
        if made is None:
            raise Blocked([_("The draft changes nothing.")])
        revision.state, revision.release_id = RELEASED, made.id
        revision.decided_at, revision.decided_by_id = clock.now(), account.id
        audit.record("draft released", subject=f"revision:{revision.id}", release=made.id)
        news.released(revision, made, account)
        return made


def withdraw(release_id: int, account: Account, reason: str) -> None:
    """Take back a release before it comes into force."""
    with _as(account):
        definitions.lock()
        found = find(release_id)
        if said := _text_faults(reason):
            raise Invalid({"reason": said})
        if db.session.get(ReleaseWithdrawal, found.id) is not None:
            raise Conflict(_("This release was withdrawn before."))
        if found.effective_at is None or found.effective_at <= clock.now():
            raise Conflict(
                _("This release is in force already. Release an earlier version again instead.")
            )
        newest = definitions.newest()
        if newest != found.id:
            raise Conflict(
                _("Release %(number)s was made on top of it: withdraw that one first.",
                  number=newest)
            )  # fmt: skip
        db.session.add(
            ReleaseWithdrawal(
                release_id=found.id, at=clock.now(), by_id=account.id, reason=reason.strip()
            )
        )
        db.session.flush()  # from now on it is not the newest
        audit.record("release withdrawn", subject=f"release:{found.id}", reason=reason.strip())
        news.withdrawn(found, reason.strip(), account)


def find(release_id: int) -> Release:
    """A release by its number, for administrators."""
    found = db.session.get(Release, release_id)
    if found is None:
        raise NotFound(_("There is no such release."))
    return found


def to_come() -> Release | None:
    """The newest release, where it is not in force yet."""
    number = definitions.newest()
    found = db.session.get(Release, number) if number else None
    waits = found and found.effective_at and found.effective_at > clock.now()
    return found if waits else None


def reasons_against(revision: Revision, effective_at: datetime | None) -> list[str]:
    """Everything that keeps this draft from coming into force at this moment, in words."""
    crossed = [
        _("“%(key)s” was released anew since you changed it: settle that first.", key=one.key)
        for one in rebasing.clashes(revision)
    ]
    return crossed + _before_another(effective_at) + gates.obstacles(revision)


def seal(revision: Revision) -> str:
    """What exactly is decided on: contents, note, moment, and the release they are laid upon."""
    files = revisions.files(revision)
    lines = [f"{kind} {key} {files[kind, key].sha256}" for kind, key in sorted(files)]
    moment = revision.effective_at.isoformat() if revision.effective_at else ""
    said = [*lines, revision.note, moment, str(definitions.newest())]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _before_another(effective_at: datetime | None) -> list[str]:
    """A release is made on top of the newest one, so it cannot come into force before it."""
    other = to_come()
    if other is None or other.effective_at is None:
        return []
    if effective_at is not None and effective_at >= other.effective_at:
        return []
    day = f"{clock.local(other.effective_at):%Y-%m-%d %H:%M}"
    return [
        _("Release %(number)s comes into force on %(day)s, and this one is made on top of it: "
          "choose that moment or a later one, or withdraw release %(number)s.",
          number=other.id, day=day)
    ]  # fmt: skip


def _reopen(revision: Revision) -> None:
    hands.forget(revision, *hands.SUBMISSION)
    revision.state, revision.submitted_at, revision.submitted_by_id = DRAFT, None, None


def _must_be(revision: Revision, state: str) -> None:
    if revision.state == state:
        return
    if state == DRAFT:
        raise Conflict(_("This draft is no longer being worked on; nothing was changed."))
    raise Conflict(_("This draft does not wait for its release any more; nothing was changed."))


def _text_faults(said: str) -> list[str]:
    if not said.strip():
        return [_("This field is required.")]
    if len(said) > LONGEST_NOTE:
        return [_("At most %(most)s characters.", most=LONGEST_NOTE)]
    return []


def _day_faults(effective_at: datetime | None) -> list[str]:
    if effective_at is None:
        return []
    if effective_at <= clock.now():
        return [_("This moment has passed; leave it empty for “at once”.")]
    if effective_at > clock.now() + FURTHEST:
        return [_("At most two years from now.")]
    return []


def _as(account: Account) -> Scope:
    """What is recorded names the account, and for whom it stands in."""
    return acting.as_account(account, account.on_behalf_of({hands.POST}))
