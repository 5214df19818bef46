"""Links from what flows to the case behind it, for those who may see that case."""

from collections.abc import Iterable

from flask import url_for

from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow import parties
from app.workflow.models import InstanceParty


def case_urls(cases: Iterable[int], account: Account | None) -> dict[int, str]:
    """Of these cases the pages of those that the account may see; none for strangers."""
    wanted = set(cases)
    if account is None or not wanted:
        return {}
    seen = parties.visible_to(account).where(InstanceParty.instance_id.in_(wanted))
    return {
        case_id: url_for("instances.show", instance_id=case_id)
        for case_id in set(db.session.scalars(seen))
    }
