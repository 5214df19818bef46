"""Kinds of courses and what came of them, as people read them."""

from app.foundation.i18n import lazy

KINDS = {
    "policy": lazy("Policy and rules"),
    "sharing": lazy("Sharing work and the platform"),
    "catalogue": lazy("Compiling catalogues"),
    "secrecy": lazy("Secrecy and data security"),
    "technical": lazy("Technology and standards"),
    "other": lazy("Other"),
}
RESULTS = {
    "passed": lazy("passed"),
    "failed": lazy("not passed"),
    "attended": lazy("attended"),
}
