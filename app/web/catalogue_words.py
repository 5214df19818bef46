"""How the codes of the catalogue's matters are said to people."""

from app.foundation.i18n import lazy

STATES = {
    "compiling": (lazy("being compiled"), "waiting"),
    "unit_review": (lazy("under review in the unit"), "calm"),
    "office_review": (lazy("under review in the office"), "going"),
    "published": (lazy("published"), "closed"),
    "removed": (lazy("taken out of the catalogue"), "closed"),
    "joint_review": (lazy("under review by both offices"), "going"),
    "coordination": (lazy("being coordinated"), "dispute"),
    "filing_review": (lazy("filing under review"), "going"),
    "filed": (lazy("filed, to be registered"), "waiting"),
    "confirming": (lazy("registration to be confirmed"), "going"),
    "operating": (lazy("in operation"), "going"),
    "deregistering": (lazy("deregistration under review"), "going"),
    "registered": (lazy("registered"), "closed"),
    "shared": (lazy("shared instead"), "closed"),
    "rejected": (lazy("not registered"), "closed"),
    "deregistered": (lazy("deregistered"), "closed"),
}
# What each process is for, on the page where one is chosen.
SAYS = {
    "catalogue_publication": lazy(
        "Compile, change or withdraw an entry of your unit; its head and the catalogue office "
        "review it, and it is published the same day (Regulations art. 13 to 17)."
    ),
}
CLOCKS = {
    "catalogue_update": lazy("Bringing the entry up to date"),
    "catalogue_review": lazy("Review by the catalogue office"),
    "collection_review": lazy("Review of the collection by both offices"),
    "collection_coordination": lazy("Coordination of the collection"),
    "collection_answer": lazy("Answer to the coordination"),
    "database_filing": lazy("Review of the database by the office"),
    "database_update": lazy("Update of the database (two cycles)"),
}
# The tasks that hold a clock, as the diagrams' property `holds` names them.
HOLDERS = {
    "review_entry": lazy("the catalogue office reviews the entry"),
    "answer_coordination": lazy("the unit answers the coordination"),
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
    "file": lazy("filing of a new database"),
    "adopt": lazy("taking up a database of the register"),
}
CAUSES = {
    "law": lazy("laws, regulations or decisions of the State Council were changed"),
    "duties": lazy("the duties of the unit changed"),
    "other": lazy("other"),
}
# How a matter ends beside those of a sharing case.
ENDS = ("withdrawn",)
COORDINATIONS = {
    "register": lazy("all items are registered"),
    "reduce": lazy("some items are registered, the others shared"),
    "joint": lazy("it is collected jointly, under a lead unit"),
    "share": lazy("nothing is collected: it is shared"),
    "reject": lazy("it is not registered"),
}
KEYS = {"approve": lazy("approves"), "object": lazy("has objections")}
ANSWERS = {
    "accept": lazy("accepted"),
    "object": lazy("objected to"),
    "silence": lazy("accepted by silence"),
}
DEREGISTRATIONS = {
    "returned": lazy("returned by the office"),
    "blocked": lazy("not possible: agreements were in force"),
    "done": lazy("deregistered"),
}
FILINGS = {
    "collection": lazy("Registration of a collection"),
    "database": lazy("Filing of a database"),
}
# What a version of an entry is the mark of.
ACTS = {
    "published": lazy("published"),
    "changed": lazy("changed"),
    "withdrawn": lazy("withdrawn"),
    "filed": lazy("filed"),
    "registered": lazy("registered"),
    "updated": lazy("updated"),
    "deregistered": lazy("deregistered"),
}
