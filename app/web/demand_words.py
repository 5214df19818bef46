"""How the demand pool is said to people: states, what happened, what one is told."""

from app.foundation.i18n import lazy

STATES = {
    "open": (lazy("waits for the office"), "waiting"),
    "assigned": (lazy("with a unit"), "waiting"),
    "promised": (lazy("will be listed"), "going"),
    "fulfilled": (lazy("listed"), "closed"),
    "answered": (lazy("was listed already"), "closed"),
    "merged": (lazy("merged"), "closed"),
    "declined": (lazy("declined"), "closed"),
    "withdrawn": (lazy("withdrawn"), "closed"),
}
# The states of the list's filter, with two that are several.
STATE_CHOICES = {
    "live": lazy("all that wait"),
    "overdue": lazy("overdue"),
    **{code: name for code, (name, _tone) in STATES.items()},
}
ROLES = {"needed": lazy("my unit needs it"), "assigned": lazy("my unit is asked")}
SORTS = {
    "newest": lazy("newest first"),
    "wanted": lazy("most wanted"),
    "due": lazy("deadline"),
    "oldest": lazy("oldest first"),
}
# What happened, in the history.
EVENTS = {
    "file": lazy("demand filed"),
    "join": lazy("needs it too"),
    "leave": lazy("needs it no longer"),
    "withdraw": lazy("withdrawn"),
    "assign": lazy("a unit was asked"),
    "unassign": lazy("taken back from the unit that was asked"),
    "answer": lazy("answered with an entry that is listed"),
    "decline": lazy("declined"),
    "merge": lazy("merged into another demand"),
    "take_in": lazy("another demand was merged into this one"),
    "let_go": lazy("a merged demand stands alone again"),
    "reopen": lazy("opened again"),
    "hide": lazy("marked as internal"),
    "show": lazy("shown to every unit"),
    "promise": lazy("the unit will list the data"),
    "not_held": lazy("the unit does not hold the data"),
    "being_listed": lazy("a matter that lists the data was begun"),
    "fulfil": lazy("the data are listed"),
    "overdue": lazy("the deadline has passed"),
}
# What one is told of a demand, in a notice.
NEWS = {
    "promised": lazy("A unit will list the data"),
    "not_held": lazy("The unit that was asked does not hold the data"),
    "fulfilled": lazy("The data are listed now"),
    "answered": lazy("What is asked for is listed already"),
    "merged": lazy("The demand was merged with another"),
    "declined": lazy("The office declined the demand"),
    "withdrawn": lazy("The demand was withdrawn"),
    "unassigned": lazy("Your unit is not asked any more"),
    "reopened": lazy("The demand waits for the office again"),
}
# What is said when an act was recorded.
DONE = {
    "join": lazy("Your unit is among those that need it."),
    "leave": lazy("Your unit is no longer among those that need it."),
    "withdraw": lazy("The demand is withdrawn."),
    "assign": lazy("The unit is asked, and has been told."),
    "unassign": lazy("Taken back; the demand waits for you."),
    "answer": lazy("Answered; everybody who asked is told."),
    "decline": lazy("Declined; everybody who asked is told."),
    "merge": lazy("Merged; its units need the other demand now."),
    "reopen": lazy("The demand is open again."),
    "hide": lazy("Only the office and those who take part see it now."),
    "show": lazy("Every unit that is signed in sees it now."),
    "promise": lazy("Recorded; the office and everybody who asked are told."),
    "not_held": lazy("Recorded; the demand is with the office again."),
    "fulfil": lazy("Recorded; everybody who asked is told."),
}
