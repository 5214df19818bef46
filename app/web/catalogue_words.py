"""How the codes of the catalogue's matters are said to people."""

from app.foundation.i18n import lazy

STATES = {
    "compiling": (lazy("being compiled"), "waiting"),
    "unit_review": (lazy("under review in the unit"), "calm"),
    "office_review": (lazy("under review in the office"), "going"),
    "published": (lazy("published"), "closed"),
    "removed": (lazy("taken out of the catalogue"), "closed"),
}
CLOCKS = {
    "catalogue_update": lazy("Bringing the entry up to date"),
    "catalogue_review": lazy("Review by the catalogue office"),
}
LANES = {
    "applicant": lazy("Applying unit"),
    "catalogue_office": lazy("Catalogue office"),
    "statistics": lazy("Statistics bureau"),
}
KINDS = {
    "resource": lazy("information resource"),
    "database": lazy("database"),
    "collection": lazy("collection"),
}
ACTIONS = {
    "new": lazy("new entry"),
    "change": lazy("change of an entry"),
    "withdraw": lazy("withdrawal of an entry"),
}
CAUSES = {
    "law": lazy("laws, regulations or decisions of the State Council were changed"),
    "duties": lazy("the duties of the unit changed"),
    "other": lazy("other"),
}
# How a matter ends beside those of a sharing case.
ENDS = ("withdrawn",)
