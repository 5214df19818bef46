"""Drafts on their way to law, as two administrators take them."""

from app.foundation.database import transaction
from app.workflow.definitions import FORM, PROCESS
from app.workflow.studio import releasing, revisions
from tests.workflow.studio.drawing import APPLICATION, diagram, form, renamed
from tests.workflow.studio.trying import tried

REVIEW = "sharing/unit_review"
WHY = "按条例第二十条，统一用语"


def begun(account, title="统一用语", **contents):
    """A draft that calls a step otherwise, or changes what is named."""
    with transaction():
        draft = revisions.begin(title, account)
        for kind, key, content in contents.get("files") or [
            (PROCESS, APPLICATION, renamed(diagram(draft)))
        ]:
            revisions.save(draft, kind, key, content, seen=0, account=account)
    return draft


def with_form(account, old="办理结果", new="审核结果"):
    """A draft that changes one word of a form."""
    with transaction():
        draft = revisions.begin("改表单", account)
        changed = form(draft, REVIEW).decode().replace(old, new).encode()
        revisions.save(draft, FORM, REVIEW, changed, seen=0, account=account)
    return draft


def submitted(draft, account, note=WHY, effective_at=None):
    """The same, tried and waiting for the second administrator."""
    with transaction():
        tried(draft)
        releasing.submit(draft, account, note=note, effective_at=effective_at)
    return draft


def released(draft, account):
    """The release that it becomes."""
    with transaction():
        made = releasing.release(draft, account, seen=releasing.seal(draft))
    return made
