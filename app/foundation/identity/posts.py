"""The posts an account may hold, with their names."""

from app.foundation.i18n import lazy

TITLES = {
    "sharing_officer": lazy("Sharing officer"),
    "unit_approver": lazy("Head of the unit's sharing work"),
    "escalation_officer": lazy("Dispute officer"),
    "legal_advisor": lazy("Legal advisor"),
    "leading_group_secretary": lazy("Secretary of the leading group"),
    "leading_group_chair": lazy("Chair of the leading group"),
    "secrecy_officer": lazy("Secrecy filing officer"),
    "auditor": lazy("Auditor"),
    "catalogue_admin": lazy("Catalogue administrator"),
    "process_admin": lazy("Process administrator"),
    "sysadmin": lazy("System administrator"),
    "exchange_operator": lazy("Exchange operator"),
    "assessor": lazy("Assessor"),
    "accountability": lazy("Accountability officer"),
    "collection_reviewer": lazy("Collection reviewer"),
    "funding_planner": lazy("Funding planner"),
    "archivist": lazy("Archivist"),
    "standards_editor": lazy("Standards editor"),
}


def title(post: str) -> str:
    """The post's name in the reader's language."""
    return str(TITLES.get(post, post))
