"""Files of the leading group: papers of matters, letters of proxy, files of a matter's case."""

from sqlalchemy import exists, select

from app.domain.meetings import queries as meetings
from app.domain.meetings.models import Matter, Meeting, Proxy
from app.domain.sharing import queries
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.files import Attachment
from app.foundation.identity.models import Account
from app.web.meeting_forms import as_number

MATTER, PROXY = "matter", "proxy"


def owner(kind: str, number: int) -> str:
    """Under which name the files of a matter or a proxy are kept."""
    return f"{kind}:{number}"


def named(ids: list[str]) -> list[Attachment]:
    """The files of these numbers; papers that were only named are left out."""
    wanted = [one for one in ids if len(one) == 36]
    found = select(Attachment).where(Attachment.id.in_(wanted)).order_by(Attachment.created_at)
    return list(db.session.scalars(found)) if wanted else []


def may_read(found: Attachment, account: Account) -> bool:
    """May the account read this file because it may read the matter or the letter?"""
    kind, _colon, number = found.field.partition(":")
    of = as_number(number)
    if kind == MATTER and of:
        return _reads_matter(of, account)
    if kind == PROXY and of:
        return _reads_letter(of, account)
    return found.instance_id is not None and _reads_case(found, account)


def _reads_matter(matter_id: int, account: Account) -> bool:
    try:
        return bool(meetings.matter(matter_id, account))
    except NotFound:
        return False


def _reads_letter(proxy_id: int, account: Account) -> bool:
    """The secretary, the chairs, auditors, the holder and the member that gave it."""
    letter = db.session.get(Proxy, proxy_id)
    if letter is None or not meetings.may_see(letter.meeting_id, account):
        return False
    own = {letter.holder.unit_id, letter.member.unit_id}
    posts = account.effective_posts
    return account.unit_id in own or bool(posts & {meetings.SECRETARY, meetings.CHAIR, "auditor"})


def _reads_case(found: Attachment, account: Account) -> bool:
    """A file of a dispute before the group that more than one unit may read."""
    matter = select(Matter).where(
        Matter.instance_id == found.instance_id,
        Matter.kind == "dispute",
        exists().where(Meeting.id == Matter.meeting_id, meetings.visible_to(account)),
    )
    before = list(db.session.scalars(matter))
    if not any(meetings.reads_file(one, account) for one in before):
        return False
    return found.instance_id is not None and str(found.id) in queries.sent_files(found.instance_id)
