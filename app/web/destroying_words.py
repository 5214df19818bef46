"""Words of the registers of destruction: their states, what keeps a case, how lists are sorted."""

from flask_babel import LazyString

from app.domain.keeping import destroyable
from app.domain.keeping.rules import destroying
from app.foundation.i18n import lazy

STATES: dict[str, LazyString] = {
    destroying.PROPOSED: lazy("waits for a second person"),
    destroying.CONFIRMED: lazy("confirmed, can still be stopped"),
    destroying.DONE: lazy("carried out"),
    destroying.REFUSED: lazy("turned down"),
    destroying.WITHDRAWN: lazy("withdrawn"),
    destroying.STOPPED: lazy("stopped"),
}
TONES = {
    destroying.PROPOSED: "soon",
    destroying.CONFIRMED: "late",
    destroying.DONE: "plain",
}
# Why a case is not destroyed.
KEPT_BY: dict[str, LazyString] = {
    destroying.HELD: lazy("somebody holds it"),
    destroying.DISPUTE: lazy("a dispute between the same units is open"),
    destroying.REFERRED: lazy("something open or in force refers to it"),
    destroying.EARLY: lazy("its term is not over"),
    destroying.GONE: lazy("not in the archive any more"),
    destroying.REFUSED: lazy("the register was refused"),
    destroying.WITHDRAWN: lazy("the register was withdrawn"),
    destroying.STOPPED: lazy("the register was stopped"),
}
STANDINGS: dict[str, LazyString] = {
    destroyable.DUE: lazy("May be destroyed"),
    destroyable.HELD: lazy("Kept although the term is over"),
    destroyable.PROPOSED: lazy("In a register"),
}
ROOMS: dict[str, LazyString] = {
    "sharing": lazy("Sharing cases"),
    "catalogue": lazy("Catalogue matters"),
}
ORDERS: dict[str, LazyString] = {
    "oldest": lazy("Ended first"),
    "newest": lazy("Ended last"),
    "number": lazy("Number"),
    "largest": lazy("Largest"),
}
