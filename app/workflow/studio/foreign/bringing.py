"""Bring a file of another tool into a draft, and look at it again later."""

from lxml import etree

from app.foundation import audit
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity import posts
from app.foundation.identity.models import Account
from app.workflow import parties, registry
from app.workflow.definitions import PROCESS
from app.workflow.studio import revisions
from app.workflow.studio.foreign import tools
from app.workflow.studio.foreign.findings import Finding, findings
from app.workflow.studio.foreign.hints import Ours
from app.workflow.studio.foreign.reading import Refused, read_foreign
from app.workflow.studio.foreign.receiving import Received, receive
from app.workflow.studio.foreign.tidying import tidy
from app.workflow.studio.models import Revision


def take(content: bytes, filename: str) -> Received:
    """Look at a file before anything is kept; what is refused is told at the field."""
    try:
        return receive(content, filename)
    except Refused as wrong:
        where = _(" (line %(line)s)", line=wrong.line) if wrong.line else ""
        raise Invalid({"file": [f"{wrong.reason}{where}"]}) from wrong


def bring(
    revision: Revision, received: Received, account: Account, *, filename: str, instead: bool
) -> None:
    """Keep a file in a draft as it is drawn; `instead` allows to replace a process of that name."""
    key = received.key
    revision = revisions.find(revision.id, lock=True)
    there = (PROCESS, key) in revisions.files(revision)
    if there and not instead:
        reason = _("There is a process “%(key)s” already; tick the box to replace it in the draft.")
        raise Invalid({"instead": [reason % {"key": key}]})
    seen = next((i.version for i in revision.items if (i.kind, i.key) == (PROCESS, key)), 0)
    revisions.save(revision, PROCESS, key, received.content, seen=seen, account=account)
    audit.record(
        "diagram imported", subject=f"revision:{revision.id}", key=key, file=filename[:200]
    )


def tidy_up(revision: Revision, key: str, account: Account) -> int:
    """Take out of a diagram what the editor does not show and nothing runs; how much that was."""
    revision = revisions.find(revision.id, lock=True)
    content, seen = revisions.content(revision, PROCESS, key)
    root = read_foreign(content)
    number = tidy(root)
    if number:
        kept = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
        revisions.save(revision, PROCESS, key, kept, seen=seen, account=account)
        audit.record("diagram tidied", subject=f"revision:{revision.id}", key=key, elements=number)
    return number


def look(revision: Revision, key: str) -> tuple[str, list[Finding]]:
    """The tool that a diagram of a draft comes from, and what of it does not run here."""
    content, _version = revisions.content(revision, PROCESS, key)
    root = read_foreign(content)
    processes = frozenset(revisions.texts(revisions.files(revision), PROCESS))
    names = {code: posts.title(code) for code in posts.TITLES}
    ours = Ours(names, registry.names(), processes, frozenset(parties.POSTS))
    return tools.name_of(root), findings(root, ours)
