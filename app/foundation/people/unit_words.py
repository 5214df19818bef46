"""What a unit may be, as the register stores it and as people read it."""

from app.foundation.i18n import lazy, speaks_english

LEADING_BODY = "领导机构"  # works through its members: it neither applies nor is trained
KINDS = {
    LEADING_BODY: lazy("Leading body"),
    "党委部门": lazy("Party organ"),
    "市级": lazy("Municipal department"),
    "区": lazy("District unit"),
    "县": lazy("County unit"),
    "事业单位": lazy("Public institution"),
    "公用企业": lazy("Public utility"),
}
LEVELS = {
    "市": lazy("City"),
    "区县": lazy("District or county"),
    "街道乡镇": lazy("Street or township"),
}


def kind(code: str) -> str:
    """A kind of unit in the reader's language."""
    return str(KINDS.get(code, code)) if speaks_english() else code


def level(code: str) -> str:
    """A level in the reader's language."""
    return str(LEVELS.get(code, code)) if speaks_english() else code
