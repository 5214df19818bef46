"""How the figures name outcomes, phases and what units did."""

from app.foundation.i18n import lazy

RESULTS = {
    "settled": lazy("settled on terms"),
    "resumed": lazy("provision resumed"),
    "refused": lazy("refusal accepted"),
    "provide": lazy("group: provide"),
    "refuse": lazy("group: refuse"),
    "renegotiate": lazy("group: negotiate again"),
}
PHASES = {
    "answer": lazy("Provider's answer"),
    "accept": lazy("Office takes the dispute up"),
    "propose": lazy("Office proposes a settlement"),
    "reply": lazy("Both sides answer the proposal"),
    "decide": lazy("Group: agenda to decision"),
    "whole": lazy("Dispute as a whole"),
}
DEEDS = {
    "answered": lazy("answered"),
    "refused": lazy("applications refused"),
    "upheld": lazy("refusals upheld"),
    "overturned": lazy("refusals overturned"),
    "late": lazy("late"),
}
